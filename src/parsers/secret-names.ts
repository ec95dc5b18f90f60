/** Names of fields, options and variables under which a secret stands, and values that are none. */

export type NamedSecret = "password" | "key" | "token" | "secret";

const PASSWORDS = new Set(["password", "passwd", "passphrase", "passcode", "pwd", "passw"]);
/** `db_pass` is one, `second_pass` is not. */
const BEFORE_PASS = new Set([
  "db",
  "database",
  "user",
  "mysql",
  "postgres",
  "pg",
  "smtp",
  "redis",
  "mongo",
  "email",
]);
const BEFORE_KEY = new Set(
  (
    "api access secret private auth account encryption signing service storage deploy subscription " +
    "wandb wb hf huggingface openai anthropic gemini cohere mistral groq deepseek replicate pinecone roboflow comet " +
    "neptune kaggle clearml swanlab aws azure gcp google langchain langsmith serpapi dagshub"
  ).split(" "),
);
/** `pad_token`, `mask_token` and `eos_token` are words of a vocabulary. */
const BEFORE_TOKEN = new Set(
  (
    "api auth access refresh bearer session security personal pat id jwt oauth login private deploy bot sas user client " +
    "hf hub huggingface github gh git gitlab slack telegram discord wandb neptune comet clearml kaggle mlflow tracking " +
    "dagshub replicate aws azure gcp google databricks openai read write"
  ).split(" "),
);
/** Owners of a personal access token: `DAGSHUB_PAT` is one, `regex_pat` is not. */
const BEFORE_PAT = new Set("github gh git gitlab dagshub azure ado devops databricks hf access".split(" "));
const GLUED = new Map<string, NamedSecret>([
  ["apikey", "key"],
  ["secretkey", "key"],
  ["accesskey", "key"],
  ["privatekey", "key"],
  ["authtoken", "token"],
  ["accesstoken", "token"],
  ["apitoken", "token"],
  ["authorization", "token"],
]);

/** Splits `WANDB_API_KEY`, `dbPassword`, `model.hub-token` into lower-case words. */
export function wordsOf(name: string): string[] {
  return name
    .slice(-120)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

const PROMISING = /pass|pwd|secret|token|key|authorization|pat$/i;

/** Which secret a name promises; null: none. The last word decides: `secret_dim` and `max_tokens` promise nothing. */
export function namedSecret(name: string): NamedSecret | null {
  // The shell keeps the working directories there.
  if (!PROMISING.test(name) || name === "PWD" || name === "OLDPWD") return null;
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const before = words.at(-2);
  if (PASSWORDS.has(last)) return "password";
  if (last === "pass") return before !== undefined && BEFORE_PASS.has(before) ? "password" : null;
  if (last === "secret") return "secret";
  if (last === "key") return before !== undefined && BEFORE_KEY.has(before) ? "key" : null;
  if (last === "pat") return before !== undefined && BEFORE_PAT.has(before) ? "token" : null;
  if (last === "token") return before === undefined || BEFORE_TOKEN.has(before) ? "token" : null;
  return GLUED.get(last) ?? null;
}

const PLACEHOLDERS = new Set(
  (
    "none null nil true false yes no undefined unset empty default required optional enabled disabled hidden masked redacted " +
    "changeme changeit password passwd passw0rd password1 password123 secret token key apikey test test123 testing dummy fake " +
    "sample example foobar admin admin123 root guest user username postgres mysql minio minioadmin minio123 mlflow airflow " +
    "letmein qwerty docker mongo redis 12345678 123456789 1234567890 string value type x-oauth-basic"
  ).split(" "),
);
const TELLS_OF_A_PLACEHOLDER =
  /\*{2}|x{4}|\.{3}|…|your|insert|replace|change.?me|placeholder|example|dummy|redacted|masked|hidden|<|>|\$\{|\$\(|\{\{|%\(/i;
/** A variable, a path, an address, a number or a moment. */
const OTHER_THINGS =
  /^(?:[$%~./\\]|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]{1,20}:\/\/|[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,20}\.\w{1,6}$|[-+]?[\d.,_]+(?:e[-+]?\d+)?$|\d{4}-\d\d-\d\d)/i;
const NAME_OF_CODE =
  /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[a-z]+(?:_[a-z0-9]+)+$/;

/** Stands in the place of a secret without being one. */
export function isPlaceholder(value: string): boolean {
  return (
    value.length < 6 ||
    PLACEHOLDERS.has(value.toLowerCase()) ||
    TELLS_OF_A_PLACEHOLDER.test(value) ||
    OTHER_THINGS.test(value) ||
    NAME_OF_CODE.test(value) ||
    new Set(value).size < 4 ||
    isSequence(value)
  );
}

const SEQUENCES = [
  "abcdefghijklmnopqrstuvwxyz0123456789",
  "0123456789abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
];
const isSequence = (value: string): boolean => {
  const lower = value.toLowerCase();
  return SEQUENCES.some((sequence) => sequence.includes(lower));
};

/** `bert-base-uncased-v2`: words and numbers, nothing drawn at random. */
const WORD_OR_NUMBER = /^(?:[A-Za-z]{1,30}|[a-z]{0,3}\d{1,12}[a-z]{0,2}|[A-Z]?[a-z]{1,20}\d{1,4})$/;
const isWordy = (value: string): boolean =>
  value.split(/[-_./:@+]/).every((part) => part === "" || WORD_OR_NUMBER.test(part));

/** Could this value be the secret that its name promises? */
export function isSecretValue(value: string, named: NamedSecret): boolean {
  if (value.length > 512 || /\s/.test(value) || isPlaceholder(value)) return false;
  if (named === "password") return kindsOfCharacters(value) >= 2;
  return (
    value.length >= 16 &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !isWordy(value) &&
    entropyOf(value) >= 3
  );
}

const kindsOfCharacters = (value: string): number =>
  [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;

/** Shannon entropy in bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / text.length) * Math.log2(count / text.length);
  return entropy;
}
