/**
 * Import names and the distributions that bring them, where they differ or several do; the first is the usual one.
 * Data: no registry can be asked, so only packages that stand here or are called as they are imported are known.
 */
const BROUGHT_BY: Readonly<Record<string, string>> = {
  PIL: "pillow pillow-simd pil image",
  absl: "absl-py",
  albumentations: "albumentations",
  attr: "attrs",
  bs4: "beautifulsoup4 bs4",
  community: "python-louvain",
  cv2: "opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless opencv py-opencv libopencv",
  dgl: "dgl dgl-cu dglteam",
  dotenv: "python-dotenv",
  faiss: "faiss-cpu faiss-gpu faiss",
  fitz: "pymupdf",
  git: "gitpython",
  gym: "gym stable-baselines3 stable-baselines",
  haiku: "dm-haiku",
  hydra: "hydra-core",
  ignite: "pytorch-ignite ignite",
  imblearn: "imbalanced-learn imblearn",
  jax: "jax",
  keras: "keras",
  Levenshtein: "levenshtein python-levenshtein",
  lightning: "lightning",
  mlflow: "mlflow mlflow-skinny",
  mpl_toolkits: "matplotlib",
  nibabel: "nibabel",
  pl_bolts: "lightning-bolts pytorch-lightning-bolts",
  pytorch_lightning: "pytorch-lightning lightning",
  pyro: "pyro-ppl",
  rdkit: "rdkit rdkit-pypi",
  rouge_score: "rouge-score",
  sentence_transformers: "sentence-transformers",
  serial: "pyserial",
  SimpleITK: "simpleitk",
  skimage: "scikit-image",
  sklearn: "scikit-learn sklearn scikit-learn-intelex",
  skopt: "scikit-optimize",
  stable_baselines3: "stable-baselines3",
  tensorflow:
    "tensorflow tensorflow-gpu tensorflow-cpu tensorflow-macos tensorflow-metal tensorflow-intel tf-nightly tf-nightly-gpu tensorflow-rocm intel-tensorflow tensorflow-mkl tensorflow-estimator",
  tensorflow_datasets: "tensorflow-datasets tfds-nightly",
  tensorflow_hub: "tensorflow-hub",
  tensorflow_probability: "tensorflow-probability tfp-nightly",
  tensorboardX: "tensorboardx",
  torch: "torch pytorch pytorch-gpu pytorch-cpu pytorch-cuda pytorch-nightly",
  torch_geometric: "torch-geometric pyg",
  torch_scatter: "torch-scatter pytorch-scatter",
  torch_sparse: "torch-sparse pytorch-sparse",
  umap: "umap-learn",
  wandb: "wandb",
  yaml: "pyyaml",
  zmq: "pyzmq",
};
/** Imported by the name that they are installed by. */
const AS_CALLED: ReadonlySet<string> = new Set(
  `accelerate aim altair bitsandbytes boto3 catboost clearml click colorama cupy dash dask datasets deepspeed diffusers
  dill dvclive easydict einops evaluate fastapi fastai fire flask flax fsspec ftfy gensim geopandas gdown gpytorch gradio gymnasium
  h5py hyperopt imageio imgaug ipdb joblib kornia langchain librosa lightgbm lmdb loguru lxml matplotlib mne monai mpi4py nltk numba numpy omegaconf
  onnx onnxruntime openai optax optuna pandas peft plotly polars prettytable psutil pyarrow pydantic pydub ray regex
  requests rich sacrebleu sacred scipy seaborn sentencepiece seqeval shap shapely soundfile spacy statsmodels streamlit sympy tabulate
  tensorboard termcolor tiktoken timm tokenizers toml torchaudio torchmetrics torchtext torchvision tqdm transformers trimesh trl
  typer ujson xarray xgboost yacs zarr`.split(/\s+/),
);
/** Distributions that declared ones require in every version in use, by what requires them. */
const COMES_WITH: Readonly<Record<string, string>> = {
  accelerate: "torch numpy psutil pyyaml",
  albumentations: "numpy scipy scikit-image opencv-python-headless pyyaml",
  catboost: "numpy pandas scipy matplotlib plotly",
  datasets: "numpy pandas pyarrow tqdm requests fsspec dill pyyaml",
  deepspeed: "torch numpy psutil tqdm",
  diffusers: "numpy pillow requests regex",
  dvclive: "psutil",
  fastai: "torch torchvision matplotlib pandas requests pyyaml pillow scikit-learn scipy spacy",
  flax: "jax optax numpy rich",
  gensim: "numpy scipy",
  geopandas: "pandas shapely numpy",
  gradio: "numpy pandas pillow pydantic fastapi requests pyyaml matplotlib",
  gym: "numpy",
  gymnasium: "numpy",
  "hydra-core": "omegaconf",
  jax: "numpy scipy",
  keras: "numpy h5py",
  librosa: "numpy scipy scikit-learn joblib soundfile numba",
  lightgbm: "numpy scipy",
  lightning: "torch torchmetrics tqdm pyyaml fsspec numpy pytorch-lightning",
  matplotlib: "numpy pillow",
  mlflow: "numpy pandas scikit-learn scipy matplotlib pyyaml requests pyarrow click flask",
  monai: "torch numpy",
  nltk: "tqdm joblib regex click",
  numba: "numpy",
  omegaconf: "pyyaml",
  optuna: "numpy tqdm pyyaml",
  pandas: "numpy",
  peft: "torch transformers accelerate numpy tqdm pyyaml psutil",
  pyaml: "pyyaml",
  "pytorch-lightning": "torch torchmetrics tqdm pyyaml fsspec numpy tensorboard",
  ray: "numpy pyyaml click requests",
  "scikit-image": "numpy scipy pillow imageio",
  "scikit-learn": "numpy scipy joblib",
  scipy: "numpy",
  seaborn: "numpy pandas matplotlib",
  "sentence-transformers": "torch transformers numpy scikit-learn scipy tqdm pillow nltk",
  seqeval: "numpy scikit-learn",
  shap: "numpy scipy scikit-learn pandas tqdm numba",
  spacy: "numpy tqdm requests pydantic",
  "stable-baselines3": "torch numpy gymnasium gym pandas matplotlib",
  statsmodels: "numpy scipy pandas",
  streamlit: "numpy pandas pillow requests altair click",
  tensorflow: "numpy keras tensorboard absl-py h5py tensorflow-estimator requests",
  "tensorflow-datasets": "numpy tqdm requests absl-py termcolor dill toml psutil",
  timm: "torch torchvision pyyaml",
  torch: "numpy sympy",
  "torch-geometric": "numpy scipy tqdm scikit-learn requests pandas networkx psutil",
  torchmetrics: "torch numpy",
  torchtext: "tqdm requests numpy torch",
  torchvision: "torch numpy pillow requests",
  transformers: "numpy tokenizers tqdm requests regex pyyaml",
  trl: "torch transformers accelerate datasets numpy",
  wandb: "pyyaml requests psutil click",
  "weights-and-biases": "wandb",
  xgboost: "numpy scipy",
};

/** What brings a top-level module, the usual distribution first; null: not known. */
export function distributionsOf(module: string): readonly string[] | null {
  if (Object.hasOwn(BROUGHT_BY, module)) return BROUGHT_BY[module]!.split(" ");
  return AS_CALLED.has(module) ? [module] : null;
}

/** A distribution and those that bring the same module. */
export const alike = (name: string): readonly string[] => ALIKE.get(name) ?? [name];

const ALIKE: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(BROUGHT_BY)
    .map((list) => list.split(" "))
    .toReversed()
    .flatMap((list) => list.map((name) => [name, list])),
);

/** The named distributions, and what they bring with them. */
export function withTheirOwn(named: Iterable<string>): ReadonlySet<string> {
  const all = new Set(named);
  for (const name of all) {
    for (const known of [name, alike(name)[0] ?? name])
      if (Object.hasOwn(COMES_WITH, known)) for (const one of COMES_WITH[known]!.split(" ")) all.add(one);
  }
  return all;
}
