export interface SecretKind {
  /** In words, as findings name it. */
  readonly what: string;
  /** One of these must stand in the text, case as written, before the pattern is tried. */
  readonly marks: readonly string[];
  /** Global. The secret is the group `secret`, else the whole match. */
  readonly pattern: RegExp;
  /** Least Shannon entropy in bits a character: `hf_aaaa…` is nobody's key. */
  readonly entropy?: number;
}

/**
 * Kinds of secrets that their own form gives away. The forms and the least entropies follow the rules of gitleaks
 * (config/gitleaks.toml, commit b58d3f10), with quantifiers bounded and a literal start, so that every pattern is
 * linear. Forms that it lacks (Docker Hub, Groq) follow secretlint 12 (MIT); those of Google's client secrets, Discord,
 * OpenRouter, Replicate, NVIDIA, LangSmith, Neptune, W&B and Kaggle are how these services' keys look in public code.
 *
 * gitleaks: MIT License, Copyright (c) 2019 Zachary Rice
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation
 * the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
 * permit persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of
 * the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
 * THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT,
 * TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 * SOFTWARE.
 */
export const SECRET_KINDS: readonly SecretKind[] = [
  {
    what: "AWS access key",
    marks: ["AKIA", "ASIA", "ABIA", "ACCA", "A3T"],
    pattern: /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g,
    entropy: 3,
  },
  { what: "Google API key", marks: ["AIza"], pattern: /\bAIza[\w-]{35}(?![\w-])/g, entropy: 4 },
  {
    what: "Google OAuth client secret",
    marks: ["GOCSPX-"],
    pattern: /\bGOCSPX-[\w-]{28}(?![\w-])/g,
    entropy: 3,
  },
  {
    what: "Azure storage account key",
    marks: ["AccountKey="],
    pattern: /AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g,
    entropy: 4,
  },
  {
    what: "Azure shared access signature",
    marks: ["sig="],
    pattern: /[?&]sig=(?<secret>[A-Za-z0-9%+/]{43,70}(?:%3D|=))(?![\w%])/g,
    entropy: 4,
  },
  {
    what: "Azure client secret",
    marks: ["Q~"],
    pattern: /(?<![\w.~-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w.~-])/g,
    entropy: 3,
  },
  { what: "DigitalOcean token", marks: ["_v1_"], pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/g, entropy: 3 },
  {
    what: "GitHub token",
    marks: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    pattern: /(?<![A-Za-z0-9])gh[pousr]_[0-9a-zA-Z]{36}(?![0-9a-zA-Z])/g,
    entropy: 3,
  },
  { what: "GitHub token", marks: ["github_pat_"], pattern: /\bgithub_pat_\w{82}(?!\w)/g, entropy: 3 },
  { what: "GitLab token", marks: ["glpat-"], pattern: /\bglpat-[\w-]{20,300}/g, entropy: 3 },
  { what: "GitLab runner token", marks: ["glrt-"], pattern: /\bglrt-[\w-]{20,300}/g, entropy: 3 },
  { what: "npm token", marks: ["npm_"], pattern: /\bnpm_[A-Za-z0-9]{36}\b/g, entropy: 3 },
  {
    what: "PyPI token",
    marks: ["pypi-AgEIcHlwaS5vcmc"],
    pattern: /pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}/g,
    entropy: 3,
  },
  { what: "Docker Hub token", marks: ["dckr_pat_"], pattern: /\bdckr_pat_[\w-]{27}(?![\w-])/g, entropy: 3 },
  { what: "Slack token", marks: ["xoxb-"], pattern: /\bxoxb-[0-9]{8,14}-[A-Za-z0-9-]{18,80}/g, entropy: 3 },
  {
    what: "Slack token",
    marks: ["xoxp-", "xoxe-"],
    pattern: /\bxox[pe](?:-[0-9]{10,13}){3}-[A-Za-z0-9-]{28,34}/g,
    entropy: 3,
  },
  {
    what: "Slack token",
    marks: ["xapp-"],
    pattern: /\bxapp-\d-[A-Z0-9]{1,40}-\d{1,20}-[A-Za-z0-9]{16,128}/g,
    entropy: 3,
  },
  {
    what: "Slack webhook",
    marks: ["hooks.slack.com/"],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9+/]{43,56})/g,
    entropy: 3,
  },
  {
    what: "Discord webhook",
    marks: ["/api/webhooks/"],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{17,20}\/[\w-]{60,80})/g,
    entropy: 3,
  },
  {
    what: "Telegram bot token",
    marks: ["api.telegram.org/bot"],
    pattern: /api\.telegram\.org\/bot(?<secret>\d{5,16}:A[\w-]{34})(?![\w-])/g,
    entropy: 3,
  },
  { what: "SendGrid key", marks: ["SG."], pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g, entropy: 3 },
  {
    what: "Stripe key",
    marks: ["sk_live_", "rk_live_", "sk_test_", "rk_test_"],
    pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,99}\b/g,
    entropy: 3,
  },
  // Of machine-learning services.
  { what: "Hugging Face token", marks: ["hf_"], pattern: /\bhf_[A-Za-z0-9]{34}\b/g, entropy: 3 },
  { what: "Hugging Face token", marks: ["api_org_"], pattern: /\bapi_org_[A-Za-z0-9]{34}\b/g, entropy: 3 },
  {
    what: "OpenAI key",
    marks: ["T3BlbkFJ"],
    pattern: /\bsk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,80}T3BlbkFJ[\w-]{20,80}/g,
    entropy: 3,
  },
  {
    what: "Anthropic key",
    marks: ["sk-ant-"],
    pattern: /\bsk-ant-(?:api|admin)\d\d-[\w-]{93}AA(?![\w-])/g,
    entropy: 3,
  },
  { what: "OpenRouter key", marks: ["sk-or-v1-"], pattern: /\bsk-or-v1-[0-9a-f]{64}\b/g, entropy: 3 },
  { what: "Groq key", marks: ["gsk_"], pattern: /\bgsk_[A-Za-z0-9]{52}\b/g, entropy: 3 },
  { what: "Perplexity key", marks: ["pplx-"], pattern: /\bpplx-[A-Za-z0-9]{48}\b/g, entropy: 4 },
  { what: "Replicate token", marks: ["r8_"], pattern: /\br8_[A-Za-z0-9]{37,40}\b/g, entropy: 3 },
  { what: "NVIDIA key", marks: ["nvapi-"], pattern: /\bnvapi-[\w-]{40,128}/g, entropy: 3 },
  {
    what: "LangSmith key",
    marks: ["lsv2_"],
    pattern: /\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b/g,
    entropy: 3,
  },
  { what: "Databricks token", marks: ["dapi"], pattern: /\bdapi[a-f0-9]{32}(?:-\d)?\b/g, entropy: 3 },
  // Base64 of `{"api_address":` and `{"api_url":`, how every token of the service begins.
  {
    what: "Neptune token",
    marks: ["eyJhcGlfYWRkcmVzcyI6", "eyJhcGlfdXJsIjoi"],
    pattern: /\beyJhcGlf(?:YWRkcmVzcyI6|dXJsIjoi)[A-Za-z0-9+/_-]{40,1000}={0,2}/g,
    entropy: 3,
  },
  // Forty hexadecimal digits are a git commit as well: only where it is said that they are a key.
  {
    what: "W&B key",
    marks: ["wandb login", "api.wandb.ai"],
    pattern:
      /(?:wandb login(?: --(?:relogin|cloud|verify)){0,3}|machine api\.wandb\.ai\s{1,8}login \w{1,40}\s{1,8}password)\s{1,3}(?<secret>[0-9a-f]{40})\b/g,
    entropy: 3,
  },
  {
    what: "Kaggle key",
    marks: ['"username"'],
    pattern:
      /"username"\s{0,3}:\s{0,3}"[\w.-]{1,60}"\s{0,3},\s{0,8}"key"\s{0,3}:\s{0,3}"(?<secret>[0-9a-f]{32})"/g,
    entropy: 3,
  },
];
