/** How documents call packages, and what they are called on PyPI; names that are the same stand in `SAME`. */
const CALLED: Readonly<Record<string, string>> = {
  pytorch: "torch",
  tf: "tensorflow",
  "tensorflow-gpu": "tensorflow-gpu",
  sklearn: "scikit-learn",
  "scikit learn": "scikit-learn",
  opencv: "opencv-python",
  cv2: "opencv-python",
  pil: "pillow",
  "python-opencv": "opencv-python",
  yaml: "pyyaml",
  lightning: "lightning",
  "pytorch lightning": "pytorch-lightning",
  huggingface: "transformers",
  "hugging face transformers": "transformers",
  "huggingface transformers": "transformers",
  "weights & biases": "wandb",
  "weights and biases": "wandb",
  skimage: "scikit-image",
  "open ai gym": "gym",
  "openai gym": "gym",
  "openai-gym": "gym",
  mujoco: "mujoco",
  "mujoco-py": "mujoco-py",
  tensorboardx: "tensorboardx",
  "torch-geometric": "torch-geometric",
  "pytorch geometric": "torch-geometric",
  "pytorch-geometric": "torch-geometric",
  "pytorch-scatter": "torch-scatter",
  hydra: "hydra-core",
  jupyter: "jupyter",
  "jupyter notebook": "notebook",
  numba: "numba",
  faiss: "faiss-cpu",
  apex: "apex",
  "nvidia apex": "apex",
  detectron2: "detectron2",
  cuml: "cuml",
  xgb: "xgboost",
  bs4: "beautifulsoup4",
  lua: "",
  python: "",
};

const SAME: ReadonlySet<string> = new Set(
  `torch torchvision torchaudio torchtext tensorflow keras numpy scipy scikit-learn pandas matplotlib seaborn plotly pillow opencv-python
  scikit-image imageio tqdm h5py jax jaxlib flax optax haiku dm-haiku transformers datasets tokenizers accelerate peft diffusers
  sentencepiece tiktoken gym gymnasium stable-baselines stable-baselines3 ray mujoco-py dm-control atari-py ale-py nltk spacy gensim
  theano lasagne chainer cupy mxnet caffe pyyaml tensorboard tensorboardx wandb mlflow hydra-core omegaconf einops timm numba cython
  networkx dgl torch-geometric torch-scatter torch-sparse torchmetrics pytorch-lightning lightning ignite pytorch-ignite fastai catboost lightgbm
  xgboost optuna hyperopt sacred dvc dvclive joblib dill requests click fire absl-py termcolor easydict yacs munch attrdict prettytable
  tabulate librosa soundfile pydub torchcrf fairseq apex detectron2 mmcv mmcv-full mmdet mmsegmentation mmengine albumentations imgaug
  kornia lmdb msgpack zarr xarray dask pyarrow fastparquet statsmodels pymc3 pymc pyro-ppl gpytorch botorch ax-platform tensorflow-probability
  tensorflow-datasets tensorflow-hub tensorflow-addons edward sonnet dm-sonnet graph-nets jraph rdkit biopython nibabel simpleitk monai
  shapely geopandas rasterio gdal open3d trimesh pytorch3d plyfile pyvista vtk mayavi jupyter jupyterlab notebook ipython ipykernel ipdb
  streamlit gradio flask fastapi uvicorn pytest black pre-commit boto3 gdown wget kaggle onnx onnxruntime tensorrt faiss-cpu faiss-gpu
  annoy hnswlib umap-learn hdbscan imbalanced-learn category-encoders feature-engine shap lime captum bitsandbytes deepspeed flash-attn
  xformers triton sympy cvxpy pulp ortools simpy deap nevergrad autograd pyspark psutil pynvml visdom neptune comet-ml clearml aim
  editdistance jiwer sacrebleu rouge rouge-score bert-score evaluate seqeval pyrouge subword-nmt pytorch-transformers pytorch-pretrained-bert
  beautifulsoup4 lxml regex ftfy emoji unidecode pyenchant jieba pandas-profiling great-expectations pandera`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/** The PyPI name of what a document calls a package; null where it is none that is known. */
export function packageCalled(words: string): string | null {
  const lower = words.toLowerCase().trim();
  if (Object.hasOwn(CALLED, lower)) return CALLED[lower] || null;
  const normal = lower.replace(/[\s_.]+/g, "-");
  if (SAME.has(normal)) return normal;
  return Object.hasOwn(CALLED, normal) ? CALLED[normal] || null : null;
}

/** What stands in lists of requirements and is no package: languages, systems, machines. */
export const NO_PACKAGE =
  /^(?:python\d?|python[ -]?[\d.x+]*|anaconda\d?|miniconda\d?|conda|mamba|pip\d?|virtualenv|venv|cuda|cudnn|nccl|gcc|g\+\+|clang|cmake|make|ninja|git|git-lfs|docker|nvidia-docker|linux|ubuntu|debian|centos|macos|windows|mac|java|jdk|c\+\+|matlab|r|julia|lua|bash|gpu|gpus|cpu|ram|nvidia|a|an|the|at|one|any|some|see|note|you|we|for|all|other|others|download|install|clone|run|make|please|if|this|then|and|or|also|first|ffmpeg|wget|curl|unzip|latex|node|npm|poetry|uv|pipenv|pdm|optional|tested|code|data|dataset|datasets|model|models|training|usage|disk|memory|hardware|software|operating|requirements|dependencies|packages|libraries)$/i;
