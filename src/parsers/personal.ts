import type { Found } from "./secrets.js";

/** Accounts that machines and images come with: nobody's name. */
const NOBODY = new Set(
  (
    "root user users username ubuntu debian centos admin administrator ec2-user jovyan jupyter runner runneradmin app docker vscode " +
    "sagemaker-user codespace gitpod public shared default test circleci travis vagrant pi colab kaggle dev developer " +
    "me you name yourname youruser someuser myuser home guest nobody none hadoop spark airflow mlflow conda mambauser"
  ).split(" "),
);

/** A word that stands for a person: an account's name, not that of an image or a machine. */
export const isPersonName = (account: string): boolean =>
  /^[A-Za-z0-9][\w.@-]{0,63}$/.test(account) &&
  !NOBODY.has(account.toLowerCase()) &&
  /[A-Za-z]/.test(account);

/** A machine's own name: not that of a container, a rented machine, an address or this host. */
export const isHostName = (host: string): boolean =>
  host !== "" &&
  !/^(?:[0-9a-f]{12}|localhost|[\d.:]+|(?:ip|instance|gke|vm|colab|kaggle)-.*)$|container/i.test(host);

const HOME =
  /(?:\/(?:home|Users)\/|[A-Za-z]:(?:\\{1,2}|\/)Users(?:\\{1,2}|\/))(?<account>[A-Za-z0-9][\w.@-]{0,63})(?![\w.@-])/g;

/** `/home/ada`, `/Users/ada`, `C:\Users\ada`, without what lies below. */
export function findHomeFolders(text: string): readonly Found[] {
  if (!/[\\/](?:home|Users)[\\/]/.test(text)) return [];
  return [...text.matchAll(HOME)].flatMap((match) =>
    isPersonName(match.groups?.account ?? "")
      ? [{ what: "home folder", start: match.index, end: match.index + match[0].length }]
      : [],
  );
}

const LOCAL_PART = /[\w.%+-]/;
const DOMAIN =
  /@(?:[A-Za-z0-9-]{1,63}\.){0,7}(?<name>[A-Za-z0-9-]{2,63})\.(?<top>[A-Za-z]{2,24})(?![\w-]|\.\w)/g;
/** Endings of files, which are no countries: `logo@2x.png`. */
const FILE_ENDINGS = new Set(
  "py png jpg jpeg gif svg json yaml yml toml txt csv pt pth ckpt bin md zip gz whl html css js".split(" "),
);
const NO_MAILBOX =
  /^(?:git|hg|svn|noreply|no-reply|donotreply|user|username|you|your|name|foo|me|test|email)$/i;
const NO_PERSON_AT =
  /@(?:(?:[\w-]+\.)*(?:example|test|invalid|localhost)(?:\.\w+)?|(?:[\w-]+\.)*users\.noreply\.github\.com|(?:[\w-]+\.)*gserviceaccount\.com)$/i;

/** E-mail addresses of somebody. Addresses of repositories (`git@host:…`) and examples are none. */
export function findMailAddresses(text: string): readonly Found[] {
  if (!text.includes("@")) return [];
  return [...text.matchAll(DOMAIN)].flatMap((match) => {
    let start = match.index;
    while (start > 0 && match.index - start < 64 && LOCAL_PART.test(text[start - 1]!)) start--;
    while (start < match.index && /[.%+-]/.test(text[start]!)) start++;
    const name = text.slice(start, match.index);
    const inAddress =
      /[:/]/.test(text[start - 1] ?? "") &&
      /\/\/[^\s/]{0,200}$/.test(text.slice(Math.max(0, start - 210), start));
    const someone =
      name !== "" &&
      /[A-Za-z]/.test(name) &&
      !inAddress &&
      /[A-Za-z]/.test(match.groups?.name ?? "") &&
      !NO_MAILBOX.test(name) &&
      !NO_PERSON_AT.test(match[0]) &&
      !FILE_ENDINGS.has((match.groups?.top ?? "").toLowerCase());
    return someone ? [{ what: "e-mail address", start, end: match.index + match[0].length }] : [];
  });
}

export const findPersonal = (text: string): readonly Found[] =>
  [...findHomeFolders(text), ...findMailAddresses(text)].sort((a, b) => a.start - b.start);
