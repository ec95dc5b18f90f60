import type { Call, CodeFile } from "../../../core/code.js";
import { type DetectionContext, defineDetector } from "../../../core/detector.js";
import { type EvidenceOf, evidence } from "../../../core/evidence.js";
import type { Location } from "../../../core/location.js";
import { text } from "../study/names.js";
import { once } from "../study/run-places.js";
import { studyOf } from "../study/study.js";
import { leaves } from "../values/configuration.js";

const URL = /^(?:https?|ftp|s3|s3a|gs|gcs|az|abfss?|wasbs?|hf|hdfs):\/\/[^\s"'<>]+$/;
const DATA_FORMAT =
  /\.(?:csv|tsv|jsonl?|parquet|npy|npz|pkl|pickle|h5|hdf5|feather|arrow|xlsx?|mat|zip|tar|tgz|tbz2|txz|gz|bz2|xz|7z|rar|tfrecords?|arff|db|sqlite|txt|data|bin|xml|wav|mp3|mp4|nc|root|vocab|idx|lmdb)(?:\.(?:gz|bz2|xz|zip))?(?:[?#].*)?$/i;
const DATA_HOST =
  /^(?:s3a?|gs|gcs|az|abfss?|wasbs?|hf|hdfs):|\/\/(?:drive\.google\.com|docs\.google\.com\/uc|www\.dropbox\.com|dl\.dropboxusercontent\.com|zenodo\.org\/(?:record|api)|figshare\.com|ndownloader\.figshare\.com|www\.kaggle\.com\/(?:datasets|c|competitions)|archive\.ics\.uci\.edu\/ml\/(?:machine-learning-databases|datasets)|dataverse\.|osf\.io\/)/i;
/** Addresses of services, pages and weights. */
const NO_DATA =
  /localhost|127\.0\.0\.1|0\.0\.0\.0|\{\}|\.(?:html?|md|rst|py|ipynb|pdf|git|png|jpe?g|svg|pth?|ckpt|safetensors|onnx|whl)(?:[?#].*)?$|arxiv\.org|\/badge|schema|example\.com/i;
/** A file of learned weights or what belongs to them (vocabulary, configuration), by its name or folder. */
const WEIGHTS =
  /\/(?:models|pre-?trained|checkpoints?|weights)\/|(?:weights?|pretrained|checkpoint|ckpt)[^/]{0,200}$/i;
/** What pictures are drawn with and classes are called. */
const LEGEND =
  /\/(?:\w{0,40}_)?(?:palette|colou?r_?map|class_?names|class_?index|synset_?words|imagenet_classes)[^/]{0,40}$/i;
/** A bucket of models, or one that a variable names. */
const BUCKET =
  /^(?:gs|gcs|s3a?):\/\/(?:\$|(?:[^/\s]*[-_.])?(?:models?|weights|checkpoints?|pretrained)(?:[-_./]|$))/i;
const OF_WEIGHTS = /pre_?trained|weights|checkpoint|\bckpt|\.(?:pth?|caffemodel|ckpt|safetensors)\b/i;
/** `git clone <address> ./data`: a repository that is fetched as data. */
const CLONED = /\bgit clone\s(?:\s*-\S+)*\s*(https?:\/\/[^\s"'<>]+)(?:\s+([^\s;&|]+))?/;
const CALLED_DATA = /data|corpus|corpora/i;
/** A file in a repository on GitHub: owner, name, reference, path. */
const HOSTED =
  /^https?:\/\/(?:raw\.githubusercontent\.com\/[^/]+\/([^/]+)|(?:www\.)?github\.com\/[^/]+\/([^/]+)\/(?:raw|blob))\/(?:refs\/heads\/)?[^/]+\/([^?#]+)/;
const DIGEST = /^(?:md5:|sha\d+:)?[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32}|[0-9a-f]{96})?$/i;
const CHECKS =
  /^(?:file_hash|md5|md5_hash|sha256|sha1|known_hash|checksum|hash_value|expected_hash|resources?)$/;

/** Addresses from which code takes its data, and whether what comes is checked against a digest. */
export const detector = defineDetector({
  id: "code-data-links",
  async detect(context) {
    const study = await studyOf(context);
    const first = once();
    const found: EvidenceOf<"data.link">[] = [];
    const isOwn = ownFile(context);
    for (const file of study.graph.files) {
      const strings = stringsByLine(file);
      for (const { value, location } of file.strings) {
        const url = clonedData(value) ?? value.trim();
        if ((url === value.trim() && !isDataLink(url)) || isOwn(url) || isForWeights(file, url)) continue;
        if (first(file.path, url))
          found.push(
            evidence("data.link", location, {
              url: withoutKeys(url),
              via: "code",
              checksum: isChecked(file, strings, location, url),
            }),
          );
      }
    }
    for (const file of study.configuration.files) {
      for (const { path, value } of leaves(file.yaml.value)) {
        if (typeof value !== "string" || !isDataLink(value.trim()) || !first(file.path, value.trim()))
          continue;
        const line = file.yaml.lineOf(path);
        const location = { path: file.path, ...(line === undefined ? {} : { line }) };
        found.push(
          evidence("data.link", location, { url: withoutKeys(value.trim()), via: "code", checksum: false }),
        );
      }
    }
    return found;
  },
});

/** An address that data comes from, by its format or its host. */
export const isDataLink = (url: string): boolean =>
  URL.test(url) &&
  !NO_DATA.test(url) &&
  !WEIGHTS.test(url.replace(/[?#].*$/, "")) &&
  !LEGEND.test(url.replace(/[?#].*$/, "")) &&
  !BUCKET.test(url) &&
  (DATA_FORMAT.test(url) || DATA_HOST.test(url));

/** The address of a repository that a command fetches as data: its name or the folder that it goes to says so. */
export function clonedData(command: string): string | null {
  const [, url, folder = ""] = CLONED.exec(command) ?? [];
  return url !== undefined && CALLED_DATA.test(`${url.slice(url.lastIndexOf("/"))} ${folder}`) ? url : null;
}

/** Handed to a call whose other arguments speak of weights: `download(url, path=cls.pretrained_model)`. */
const isForWeights = (file: CodeFile, url: string): boolean =>
  callsWith(file, url).some(({ args }) => args.some(({ value }) => OF_WEIGHTS.test(text(value))));

const handed = new WeakMap<CodeFile, ReadonlyMap<string, readonly Call[]>>();

/** The calls that an address is handed to as it stands. */
function callsWith(file: CodeFile, url: string): readonly Call[] {
  let known = handed.get(file);
  if (known === undefined) {
    const made = new Map<string, Call[]>();
    for (const call of file.calls)
      for (const { value } of call.args) {
        if (value.is !== "literal" || typeof value.value !== "string") continue;
        const same = made.get(value.value);
        if (same === undefined) made.set(value.value, [call]);
        else same.push(call);
      }
    known = made;
    handed.set(file, known);
  }
  return known.get(url) ?? [];
}

/** An address of a file that this very repository holds: its commit fixes what it is. */
function ownFile({ workspace, files }: DetectionContext): (url: string) => boolean {
  const held = new Set(files.map(({ path }) => path));
  return (url) => {
    const [, raw, blob, path] = HOSTED.exec(url) ?? [];
    const name = raw ?? blob;
    return name?.toLowerCase() === workspace.name?.toLowerCase() && path !== undefined && held.has(path);
  };
}

/** A digest that stands behind it, or an argument that carries one in the call that it is handed to. */
function isChecked(file: CodeFile, strings: StringsByLine, location: Location, url: string): boolean {
  return (
    strings.digestBehind(location) ||
    callsWith(file, url).some((call) =>
      call.args.some(
        ({ name, value }) =>
          name !== null && CHECKS.test(name) && !(value.is === "literal" && value.value === null),
      ),
    )
  );
}

interface StringsByLine {
  /** On its line or the next two, before the next address. */
  digestBehind(location: Location): boolean;
}

function stringsByLine({ strings }: CodeFile): StringsByLine {
  const addresses = new Set<string>();
  const digests = new Set<string>();
  const at = ({ cell, line }: Location, further: number) => `${cell ?? ""}:${(line ?? 0) + further}`;
  for (const { value, location } of strings) {
    if (DIGEST.test(value)) digests.add(at(location, 0));
    else if (URL.test(value.trim())) addresses.add(at(location, 0));
  }
  return {
    digestBehind(location) {
      for (let further = 0; further <= 2; further++) {
        if (further > 0 && addresses.has(at(location, further))) return false;
        if (digests.has(at(location, further))) return true;
      }
      return false;
    },
  };
}

/** Without user, password and query: links may carry keys. */
export function withoutKeys(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, "$1").replace(/[?#].*$/, "");
}
