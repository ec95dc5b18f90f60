// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells and OmegaConf
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSecrets } from "../../src/parsers/secrets.js";

const ALPHABET = "q7RkZ2mXv9Tb4LwYc6NhJd3GfPs8KaVe5QtUy1Hx0WoMzBrCnDiEgFjSlAp";
/** Made up, and put together here only, so that no scanner takes this file for a leak. */
const random = (length: number, from = ALPHABET): string => {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return from[(state >> 8) % from.length];
  }).join("");
};
const hex = (length: number): string => random(length, "0f9a3c7e1b5d8246");
const upper = (length: number): string => random(length, "QZ7RKM2XV4TBLWYC6NHJD3GFPS5");
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const whats = (text: string, key?: string): string[] => findSecrets(text, key).map(({ what }) => what);
const shown = (text: string, key?: string): string =>
  findSecrets(text, key).reduceRight(
    (left, { start, end }) => `${left.slice(0, start)}***${left.slice(end)}`,
    text,
  );

describe("B9: secrets that their form gives away", () => {
  const FORMS: readonly (readonly [what: string, secret: string])[] = [
    ["AWS access key", `AKIA${upper(16)}`],
    ["Google API key", `AIza${random(35)}`],
    ["GitHub token", `ghp_${random(36)}`],
    ["GitHub token", `github_pat_${random(82)}`],
    ["GitLab token", `glpat-${random(20)}`],
    ["npm token", `npm_${random(36)}`],
    ["PyPI token", `pypi-AgEIcHlwaS5vcmc${random(70)}`],
    ["Slack token", `xoxb-${"1234567890"}-${random(24)}`],
    ["Hugging Face token", `hf_${random(34)}`],
    ["OpenAI key", `sk-${random(20)}T3BlbkFJ${random(20)}`],
    ["OpenAI key", `sk-proj-${random(74)}T3BlbkFJ${random(74)}`],
    ["Anthropic key", `sk-ant-api03-${random(93)}AA`],
    ["Groq key", `gsk_${random(52)}`],
    ["Replicate token", `r8_${random(37)}`],
    ["LangSmith key", `lsv2_pt_${hex(32)}_${hex(10)}`],
    ["Databricks token", `dapi${hex(32)}`],
    ["SendGrid key", `SG.${random(22)}.${random(43)}`],
    ["Stripe key", `sk_live_${random(24)}`],
    ["Neptune token", `eyJhcGlfYWRkcmVzcyI6${random(80)}`],
    [
      "JSON web token",
      `${base64({ alg: "HS256", typ: "JWT" })}.${base64({ sub: "1", name: "ada" })}.${random(43)}`,
    ],
  ];
  test.each(FORMS)("%s", (what, secret) => {
    for (const text of [secret, `python train.py --x ${secret}`, `{"a": "${secret}"}\n`, `x='${secret}';`]) {
      expect({ text: shown(text), whats: whats(text) }).toEqual({
        text: text.replace(secret, "***"),
        whats: [what],
      });
    }
  });

  test("a private key is masked whole, its header named in passing is none", () => {
    const body = `${random(64)}\\n${random(64)}`;
    const key = `{"private_key": "-----BEGIN PRIVATE KEY-----\\n${body}\\n-----END PRIVATE KEY-----\\n"}`;
    expect(whats(key)).toEqual(["private key"]);
    expect(shown(key)).not.toContain(random(64));
    expect(whats("expected a line with -----BEGIN RSA PRIVATE KEY-----, got something else")).toEqual([]);
  });

  test("keys beside the words of their service", () => {
    expect(shown(`wandb login --relogin ${hex(40)}`)).toBe("wandb login --relogin ***");
    expect(whats(`machine api.wandb.ai\n  login user\n  password ${hex(40)}\n`)).toEqual(["W&B key"]);
    expect(whats(`{"username":"ada","key":"${hex(32)}"}`)).toEqual(["Kaggle key"]);
    expect(whats(`DefaultEndpointsProtocol=https;AccountKey=${random(86)}==;`)).toEqual([
      "Azure storage account key",
    ]);
    expect(whats(`https://hooks.slack.com/services/${random(44)}`)).toEqual(["Slack webhook"]);
  });
});

describe("B9: secrets in addresses", () => {
  test("the password of a database, the token of a remote", () => {
    expect(shown("postgresql+psycopg2://ada:q7Rk-Z2mX@db.lab.org:5432/mlflow")).toBe(
      "postgresql+psycopg2://ada:***@db.lab.org:5432/mlflow",
    );
    expect(whats("mysql://ada:q7Rk-Z2mX@db.lab.org/runs")).toEqual(["database password"]);
    expect(whats("https://ada:q7Rk-Z2mX@mlflow.lab.org")).toEqual(["password in an address"]);
    expect(shown(`https://${random(30)}@github.com/ada/x.git`)).toBe("https://***@github.com/ada/x.git");
  });

  test.each([
    "postgresql://mlflow:mlflow@db:5432/mlflow",
    "postgresql://user:password@localhost/x",
    "mongodb://root:example@mongo:27017",
    "mysql://ada:${DB_PASSWORD}@db/runs",
    "mysql://ada:<password>@db/runs",
    "https://ada:***@mlflow.lab.org",
    "https://github.com/ada/x.git",
    "git@github.com:ada/x.git",
    "s3://bucket/path@2026/data",
    "https://0f9a3c7e1b5d82460f9a3c7e1b5d8246@o1234.ingest.sentry.io/1",
  ])("none in %s", (text) => expect(whats(text)).toEqual([]));
});

describe("B9: secrets under a name", () => {
  test("parameters and variables that promise one", () => {
    expect(whats(hex(40), "WANDB_API_KEY")).toEqual(["W&B key"]);
    expect(whats(random(25), "comet.api_key")).toEqual(["Comet key"]);
    expect(whats(random(40), "aws_secret_access_key")).toEqual(["AWS secret key"]);
    expect(whats(random(50), "clientSecret")).toEqual(["secret"]);
    expect(whats(random(32), "hub_token")).toEqual(["access token"]);
    expect(whats("q7Rk-Z2mX", "db.password")).toEqual(["password"]);
    expect(whats(`Bearer ${random(30)}`, "headers.Authorization")).toEqual(["access token"]);
  });

  test("options, variables and mappings within a text", () => {
    expect(shown(`train.py --api-key=${random(32)} --lr 0.1`)).toBe("train.py --api-key=*** --lr 0.1");
    expect(shown(`train.py --api_key ${random(32)} --lr 0.1`)).toBe("train.py --api_key *** --lr 0.1");
    expect(shown(`["--password",\n    "q7Rk-Z2mX", "--lr"]`)).toBe(`["--password",\n    "***", "--lr"]`);
    expect(shown(`WANDB_API_KEY=${hex(40)} python train.py`)).toBe("WANDB_API_KEY=*** python train.py");
    expect(shown(`{'db_password': 'q7Rk-Z2mX', 'lr': 0.1}`)).toBe(`{'db_password': '***', 'lr': 0.1}`);
    expect(shown(`+os.environ["WANDB_API_KEY"] = "${hex(40)}"`)).toBe(`+os.environ["WANDB_API_KEY"] = "***"`);
    expect(shown(`Authorization: Bearer ${random(30)}`)).toBe("Authorization: Bearer ***");
    expect(shown(`monkey: password=q7Rk-Z2mX`)).toBe("monkey: password=***");
  });

  const HARMLESS: readonly (readonly [key: string, value: string])[] = [
    ["max_tokens", "512"],
    ["tokenizer", "bert-base-uncased-2023"],
    ["tokenizer.name", "meta-llama/Llama-2-7b-hf"],
    ["pad_token", "[PAD]"],
    ["token", "bert-base-uncased-v2-finetuned"],
    ["secret_dim", "128"],
    ["use_auth_token", "True"],
    ["hf_token", "None"],
    ["api_key", "***"],
    ["api_key", "<token>"],
    ["api_key", "${WANDB_API_KEY}"],
    ["api_key", "${oc.env:WANDB_API_KEY}"],
    ["api_key", "your-api-key-goes-here-0000"],
    ["api_key", "xxxxxxxxxxxxxxxxxxxxxxxxx"],
    ["api_key", "/run/secrets/wandb_api_key_1"],
    ["api_key", "secrets/wandb2.json"],
    ["api_key", "WANDB_API_KEY_2"],
    ["api_key", "abcdefghijklmnopqrstuvwxyz012345"],
    ["password", "changeme"],
    ["password", "password123"],
    ["password", "required"],
    ["password", "args.password1"],
    ["pwd", "/home/ada/project1"],
    ["key", hex(40)],
    ["metric_key", "val/accuracy_2023_top1_weighted"],
    ["commit", hex(40)],
    ["sha", hex(40)],
    ["wandb_run_id", random(16)],
    ["password_hash", hex(40)],
  ];
  test.each(HARMLESS)("none: %s = %s", (key, value) => {
    expect(whats(value, key)).toEqual([]);
    for (const text of [`${key}=${value}`, `"${key}": "${value}"`, `--${key} ${value}`])
      expect({ text, found: whats(text) }).toEqual({ text, found: [] });
  });

  test("code that reads a secret shows none", () => {
    const code = [
      '+    api_key = os.getenv("WANDB_API_KEY", default1)',
      '+    wandb.login(key=os.environ["WANDB_API_KEY"])',
      "+    password=self.config.password1",
      "+    def connect(user: str, password: str = None):",
      "+    token = secrets.token_hex(16)",
      "+    secret = get_secret_2024(name)",
      "-    access_token=access_token_2024",
      "+    tokens[token] = 1234567890123456789",
      '+    api_key = "your-api-key"',
      "index 0f9a3c7e1b..5d8246f1a0 100644",
    ].join("\n");
    expect(findSecrets(code)).toEqual([]);
  });

  test("what logs say around a secret is none", () => {
    expect(whats("wandb: Appending key for api.wandb.ai to your netrc file: /home/ada/.netrc")).toEqual([]);
    expect(whats("password: please enter the password2 of ada")).toEqual([]);
    expect(whats("Invalid token: expected 32 but got eyJ")).toEqual([]);
  });
});

describe("F1: hostile texts", () => {
  const REPEATED = [
    "a",
    "a:",
    "eyJ",
    ".eyJ",
    "eyJ-",
    ".eyJhbGciOi",
    "sk-",
    "sk-T3BlbkFJ",
    "key",
    "key=",
    "token ",
    "--token ",
    "password=",
    "://",
    "://a:",
    "://a:b",
    "@",
    "a@a.",
    "@a.",
    "-----BEGIN PRIVATE KEY-----",
    "AccountKey=",
    "?sig=",
    "glpat-",
    "xapp-1-A-",
    '"username":"a",',
    "wandb login ",
    "AKIA",
    "hf_",
    "Q~",
    "_",
    "/",
    "A.",
    "machine api.wandb.ai ",
  ];
  test.each(REPEATED)(
    "%s, again and again, costs a bounded number of steps",
    (piece) => {
      const text = piece.repeat(Math.ceil(2 ** 17 / piece.length));
      const found = findSecrets(text);
      for (const [at, { start, end }] of found.entries()) {
        expect(start).toBeLessThan(end);
        expect(start).toBeGreaterThanOrEqual(found[at - 1]?.end ?? 0);
      }
    },
    5000,
  );

  test("places are in order, apart and within the text, whatever it is", () => {
    const piece = fc.constantFrom(
      "api_key=",
      "password: ",
      "://u:",
      "@host",
      '"',
      "-----BEGIN PRIVATE KEY-----",
      ".eyJ",
      random(20),
      "hf_",
      "\n",
      "--token ",
    );
    const texts = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 12 })), { maxLength: 12 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(
        texts,
        fc.option(fc.constantFrom("api_key", "password", "x"), { nil: undefined }),
        (text, key) => {
          let last = 0;
          for (const { start, end } of findSecrets(text, key)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            last = end;
          }
          expect(last).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});
