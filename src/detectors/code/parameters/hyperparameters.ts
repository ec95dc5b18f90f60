/** Which declared options steer a training, by their names: the others say where things lie, what is shown, or where it runs. */

const NO_HYPERPARAMETER =
  /(?:^|_)(?:dir|directory|path|paths|root|folder|file|files|filename|fname|url|uri|host|port|addr|address|version|title|labels?|names?|columns?|cols|ids?|key|token|colou?rs?|description|desc|device|devices|gpus?|gpu_ids?|cuda|no_cuda|use_cuda|cpu|mps|tpu|accelerator|verbose|verbosity|quiet|debug|dry_?run|log|logs|logging|logger|logdir|print|display|show|plot|plots|visuali[sz]e|vis|render|video|save|saving|saved|store|resume|restore|load|ckpt|checkpoint|checkpoints|weights|pretrained|out|output|outputs|input|inputs|data|dataset|datasets|dset|wandb|mlflow|tensorboard|tb|comet|neptune|clearml|track|tracking|project|entity|experiment|exp|run|tag|tags|note|notes|group|comment|user|workers?|nw|num_workers|n_jobs|jobs|nproc|threads|num_threads|rank|local_rank|world_size|world|dist|distributed|ddp|dist_url|dist_backend|backend|multiprocessing|nodes|slurm|cluster|partition|pin_memory|prefetch|cache|overwrite|force|upload|push|hub|hf|repo|share|tqdm|progress|profile|profiler|benchmark|eval|evaluate|eval_only|test|test_only|predict|mode|stage|phase|command|cmd|config|cfg|conf|help|email|notify|timeout|interval|freq|frequency|every|seeds?|random_state|deterministic|env|envs|env_id|gym_id|metric|metrics|report|report_to|image|images|sample|samples|demo|compile|export|onnx|fp16|bf16|amp|half|tf32|target|trials?|storage|study|local|remote|bucket|region|server|client|queue|vocab|tokenizer|model|backbone|arch|architecture|checkpointing|ema_path)$/i;
const ENDS = /(?:path|dir|folder|_fp|_fn)$/i;
const BEGINS =
  /^(?:log|print|save|plot|wandb|mlflow|tensorboard|tb|data|dataset|output|out|input|ckpt|checkpoint|resume|load|device|cuda|gpu|dist|ddp|hub|hf|vis|show|debug|eval|test|no_cuda|use_cuda|use_gpu|use_wandb|capture|upload|push|is|do|skip|only|export|report|run|exp|track)_/i;

/** Surely a hyperparameter: what is in neither list and is not called after it is neither told to be one nor missed. */
export const isHyperparameter = (name: string): boolean => {
  const plain = name.slice(name.lastIndexOf(".") + 1);
  return plain.length > 0 && !NO_HYPERPARAMETER.test(plain) && !BEGINS.test(plain) && !ENDS.test(plain);
};

/** Names that are a hyperparameter wherever they stand: constants and literal arguments are only taken by these. */
export const isKnownHyperparameter = (name: string): boolean => KNOWN.has(normalised(name));

/** Different words for one thing. */
const SAME: Readonly<Record<string, string>> = {
  lr: "learningrate",
  lrate: "learningrate",
  learningratedefault: "learningrate",
  lr0: "learningrate",
  baselr: "learningrate",
  initlr: "learningrate",
  learningrateinit: "learningrate",
  initiallearningrate: "learningrate",
  epoch: "epochs",
  nepochs: "epochs",
  nepoch: "epochs",
  numepochs: "epochs",
  nbepoch: "epochs",
  nbepochs: "epochs",
  maxepochs: "epochs",
  maxepoch: "epochs",
  numtrainepochs: "epochs",
  totalepochs: "epochs",
  bs: "batchsize",
  batch: "batchsize",
  batchsz: "batchsize",
  trainbatchsize: "batchsize",
  minibatchsize: "batchsize",
  perdevicetrainbatchsize: "batchsize",
  wd: "weightdecay",
  l2: "weightdecay",
  mom: "momentum",
  dropoutrate: "dropout",
  droprate: "dropout",
  dropoutprob: "dropout",
  dropoutp: "dropout",
  optim: "optimizer",
  optimiser: "optimizer",
  hiddendim: "hiddensize",
  hidden: "hiddensize",
  nhidden: "hiddensize",
  hiddenunits: "hiddensize",
  ntrees: "nestimators",
  numtrees: "nestimators",
};

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.values(SAME),
  "maxiter",
  "maxiters",
  "weightdecay",
  "momentum",
  "dropout",
  "nestimators",
  "maxdepth",
  "minsamplessplit",
  "minsamplesleaf",
  "alpha",
  "l1ratio",
  "gamma",
  "c",
  "hiddenlayersizes",
  "nclusters",
  "nneighbors",
  "kernel",
  "penalty",
  "subsample",
  "colsamplebytree",
  "numleaves",
  "betas",
  "totaltimesteps",
  "maxfeatures",
  "numboostround",
  "warmupsteps",
  "gradclip",
  "beta1",
  "beta2",
  "blocksize",
  "nlayer",
  "nhead",
  "nembd",
]);

/** `--learning-rate`, `model.lr` and `LR` as one word. */
export function normalised(name: string): string {
  const plain = name
    .slice(name.search(/[^./]*$/))
    .replace(/[^A-Za-z0-9]/g, "")
    .toLowerCase();
  return SAME[plain] ?? plain;
}
