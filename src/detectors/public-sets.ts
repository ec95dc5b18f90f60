/** Public data sets by the names that documents call them; whether the code fetches that very set is asked elsewhere. */
export const PUBLIC_SET =
  /\b(?:(?:Fashion|K|E)?-?MNIST|CIFAR-?100?|ImageNet(?:-?1k|-?21k)?|SVHN|STL-?10|MS-?COCO|COCO|Pascal VOC|Cityscapes|ADE20K|CelebA|LSUN|FFHQ|Omniglot|OpenWebText|WikiText(?:-?\d+)?|Penn Treebank|enwik8|text8|IMDB|SQuAD|GLUE|SuperGLUE|AG ?News|SST-?2|MultiNLI|SNLI|WMT-?\d{2}|LibriSpeech|Common Voice|Speech Commands|UCF-?101|Kinetics(?:-?\d+)?|MovieLens|Boston Housing|California Housing|20 ?newsgroups|Cora|Citeseer|PubMed|ogbn?-\w+)\b/i;
