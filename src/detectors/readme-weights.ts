import { type Evidence, evidence } from "../core/evidence.js";
import type { Block, Link, Prose } from "../parsers/document.js";
import { codeSpansOf, linksOf, plainText } from "../parsers/markdown.js";
import { sentenceAround, speaksOfOthers } from "./link-context.js";
import { PUBLIC_SET } from "./public-sets.js";
import { type DocumentText, placeIn } from "./readme-text.js";

const OFFER =
  /\b(?:pre-?trained|checkpoints?|ckpts?|weights|trained models?|model (?:zoo|weights|files?)|saved models?|our models?|fine-?tuned|models? available|available models?)\b/i;
const OFFER_HEADING =
  /\b(?:pre-?trained|model ?zoo|checkpoints?|(?:trained|released|available|download(?:able)?) models?|weights|models? download|download models?)\b/i;
const OWN =
  /\b(?:we (?:also )?(?:provide|release|share|offer|upload|host|make)|our|are (?:provided|available|released|hosted|uploaded)|is (?:provided|available|released)|can be (?:downloaded|found|obtained)|download(?:ed)?|available (?:at|here|on|from|for)|provided (?:at|here)|released?|here|link|model ?zoo|to reproduce)\b/i;
/** Base models and parts of others: "ImageNet pre-trained ResNet-50 from torchvision". */
const OTHERS_MODEL =
  /\b(?:image-?net[- ](?:pre-?)?trained|pre-?trained (?:on image-?net )?(?:resnet|vgg|bert|roberta|gpt|t5|inception|efficientnet|mobilenet|alexnet|densenet|glove|word2vec|fasttext|elmo|xlnet|clip|vit|wav2vec|llama|dino|backbone|word embeddings?|embeddings?|language model)|(?:resnet|vgg|bert|roberta|gpt-?2|glove|word2vec|fasttext|elmo|clip|vit|llama)[\w-]* (?:pre-?trained|weights|checkpoint|embeddings?)|from (?:the )?(?:torchvision|timm|hugging ?face|official|original|tensorflow|keras|google|openai|facebook|fairseq|detectron|pytorch)|(?:openai|google|facebook|meta|huggingface)'?s?\b.{0,30}\b(?:checkpoints?|weights|models?)|your (?:own )?(?:pre-?trained )?(?:model|checkpoint)|initial(?:i[sz]e|i[sz]ed|i[sz]ation)|backbone)\b/i;
const WEIGHT_HOST =
  /(?:drive\.google|dropbox\.com|1drv\.ms|onedrive|sharepoint|pan\.baidu|mega\.(?:nz|co)|box\.com|zenodo\.org|figshare|osf\.io|amazonaws\.com|storage\.googleapis|storage\.cloud\.google|console\.cloud\.google|blob\.core\.windows|huggingface\.co\/(?!datasets|docs|spaces|transformers|blog|papers)[\w.-]+(?:\/|$)|hf\.co\/|tfhub\.dev|modelscope|dl\.fbaipublicfiles|github\.com\/[^/]+\/[^/]+\/releases|heibox|k00\.fr|cloud\.tsinghua|owncloud|nextcloud|kaggle\.com|wandb\.ai\/.+\/artifacts|ommer-lab|people\.|web\.|\.edu\/)/i;
const WEIGHT_FILE =
  /\.(?:pth?(?:\.tar)?|ckpt|safetensors|onnx|h5|hdf5|pb|caffemodel|tflite|keras|gguf|t7|params|pkl|joblib|bin|weights|msgpack|npz|mlmodel)(?:[?#]|$)/i;
const ARCHIVE = /\.(?:zip|tar|tar\.gz|tgz|7z|rar)(?:[?#]|$)/i;
/** A folder that is called so on a server of one's own. */
const WEIGHT_FOLDER = /^https?:\/\/[^?#]{1,300}\/(?:pre-?trained|checkpoints|weights|model[-_]?zoo)\/?$/i;
const DATA_WORD = /\b(?:data ?sets?|annotations?|training data|images|corpus|features)\b/i;
const NO_LINK =
  /^(?:#|mailto:|https?:\/\/(?:arxiv|doi|www\.python|img\.shields|colab\.research|youtu|twitter|paperswithcode|openreview|proceedings|papers\.))|\.(?:txt|log|json|ya?ml|csv|md|pdf)(?:[?#]|$)/i;

/** What tables of models link to beside the weights. */
const OTHER_LINK =
  /\b(?:samples?|reconstructions?|results?|demos?|images?|videos?|logs?|papers?|code|configs?|notebook|colab|script|arxiv|data|dataset|predictions?|tensorboard|wandb|readme|docs?|info)\b/i;

/** Own weights that documents offer by a link (rules 15 to 19 of the completeness list). */
export function weightEvidence(documents: readonly DocumentText[]): readonly Evidence[] {
  return documents
    .filter((document) => document.role !== "notebook" && document.role !== "data")
    .flatMap((document) => {
      let led = false;
      const found = document.document.blocks.flatMap((block) => {
        // "Download a pre-trained model:" heads the items that follow.
        if (block.kind === "paragraph")
          led = /:\s*$/.test(block.text) && OFFER.test(block.text) && OWN.test(block.text);
        else if (block.kind !== "item") led = false;
        return offersOf(document, block, led);
      });
      const [first] = found;
      if (first === undefined || document.role !== "readme" || first.kind !== "weights.offer") return found;
      return [
        ...found,
        evidence(
          "completeness",
          first.location,
          { item: "pretrained", detail: first.detail },
          first.confidence,
        ),
      ];
    });
}

function offersOf(document: DocumentText, block: Block, led: boolean): Evidence[] {
  if (speaksOfOthers(block.under) || block.kind === "image") return [];
  const inSection =
    led ||
    block.under.some((heading) => OFFER_HEADING.test(heading.text) && !OTHERS_MODEL.test(heading.text));
  if (block.kind === "code") return codeOffers(document, block.text, block.line, inSection);
  if (block.kind === "table") return tableOffers(document, block, inSection);
  const scripts = inSection ? scriptOffers(document, block) : [];
  const links = linksOf(block.text, document.references).flatMap((link) => {
    if (!servesWeights(link)) return [];
    const near = sentenceAround(block.text, link);
    const says = OFFER.test(near) || OFFER.test(link.text);
    const own = inSection || (says && OWN.test(near));
    if (!own || !isOffer(link, inSection ? `${near} ${lastOf(block)} ${led ? "weights" : ""}` : near))
      return [];
    if (OTHERS_MODEL.test(near) && !/\b(?:our|we (?:provide|release))\b/i.test(near)) return [];
    if ((DATA_WORD.test(link.text) || isSet(link.text)) && !OFFER.test(link.text)) return [];
    return [offer(document, block.line + link.offset, link.text || link.url, link.url)];
  });
  return [...links, ...scripts];
}

/** "download the [ImageNet](…)": the name of a public set and no more. */
const isSet = (text: string): boolean => text.replace(PUBLIC_SET, "").trim() === "" && text.trim() !== "";

const lastOf = (block: Block): string => block.under.at(-1)?.text ?? "";

/** A file of weights, or a place that serves files. */
const servesWeights = ({ url }: Link): boolean =>
  url !== "" &&
  !NO_LINK.test(url) &&
  (WEIGHT_FILE.test(url) ||
    (/^https?:/.test(url) && (WEIGHT_HOST.test(url) || WEIGHT_FOLDER.test(url) || ARCHIVE.test(url))));

/** Of a place that serves files, words must say that they are weights. */
const isOffer = (link: Link, near: string): boolean =>
  servesWeights(link) &&
  (WEIGHT_FILE.test(link.url) ||
    OFFER.test(`${near} ${link.text}`) ||
    /model/i.test(`${link.text} ${link.url}`));

function tableOffers(
  document: DocumentText,
  table: Extract<Block, { kind: "table" }>,
  inSection: boolean,
): Evidence[] {
  const header = table.header.map((cell) => plainText(cell));
  return table.rows.flatMap((row) =>
    row.cells.flatMap((cell, column) =>
      linksOf(cell, document.references).flatMap((link) => {
        const name = header[column] ?? "";
        if (OTHER_LINK.test(link.text.replace(/[_.]/g, " ")) && !OFFER.test(link.text)) return [];
        const says =
          OFFER.test(name) || OFFER.test(link.text) || /\b(?:model|download|link|ckpt)\b/i.test(name);
        if (!says && !inSection) return [];
        if (!WEIGHT_FILE.test(link.url) && !isOffer(link, `${name} model ${inSection ? "weights" : name}`))
          return [];
        if (
          !inSection &&
          !OFFER.test(`${name} ${link.text}`) &&
          !WEIGHT_FILE.test(link.url) &&
          !/\bmodels?\b/i.test(name)
        )
          return [];
        return [
          offer(
            document,
            row.line,
            `${plainText(row.cells[0] ?? "")} ${link.text}`.trim() || link.url,
            link.url,
          ),
        ];
      }),
    ),
  );
}

/** Addresses in commands; a placeholder in one (`<model>.pth`) is no obstacle. */
function codeOffers(document: DocumentText, text: string, line: number, inSection: boolean): Evidence[] {
  return text.split("\n").flatMap((row, offset) => {
    if (inSection && RUNS_FETCH.test(row)) return [offer(document, line + offset, row.trim())];
    const url = /https?:\/\/[^\s"'`|;]{3,500}/.exec(row)?.[0];
    if (url === undefined || !/\b(?:wget|curl|gdown|aria2c)\b/.test(row)) return [];
    const file =
      WEIGHT_FILE.test(url) ||
      (inSection && (ARCHIVE.test(url) || WEIGHT_HOST.test(url))) ||
      /(?:model|checkpoint|weights|pretrained)[\w./-]{0,80}\.(?:zip|tar|tgz)/i.test(url);
    const others =
      /download\.pytorch\.org|tfhub|download\.openmmlab|storage\.googleapis\.com\/(?:bert|tensorflow)|openaipublic|fbaipublicfiles\.com\/(?!.{0,60}own)|nlp\.stanford/i.test(
        url,
      );
    return file && !others ? [offer(document, line + offset, url.slice(0, 200), url)] : [];
  });
}

const FETCHES =
  /(?:download|get|fetch)\w*[-_](?:\w+[-_])?(?:weights?|models?|checkpoints?|pre-?trained)\w*\.(?:sh|py)$/i;

/** `bash download.sh pretrained-base` */
const RUNS_FETCH =
  /^\s*(?:\$ )?(?:bash|sh|python3?) (?=\S{0,100}(?:download|fetch)\S{0,60}\.(?:sh|py)\b)(?=.{0,300}(?:pre-?trained|weights|checkpoint|model))/i;

/** "`download_weights.sh` fetches the trained models", in a section that offers them. */
const scriptOffers = (document: DocumentText, block: Prose): Evidence[] =>
  codeSpansOf(block.text)
    .filter(({ text }) => FETCHES.test(text.split(/\s/).find((word) => /\.(?:sh|py)$/.test(word)) ?? ""))
    .map(({ text, offset: after }) => offer(document, block.line + after, text));

const offer = (document: DocumentText, line: number, detail: string, url?: string): Evidence =>
  evidence(
    "weights.offer",
    placeIn(document, line),
    { detail: detail.slice(0, 200), ...(url === undefined ? {} : { url: url.slice(0, 500) }) },
    "medium",
  );
