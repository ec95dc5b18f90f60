import { expect, test } from "vitest";
import type { Detector } from "../../src/core/detector.js";
import { detector as approvals } from "../../src/detectors/lifecycle/approvals.js";
import { detector as cards } from "../../src/detectors/lifecycle/cards.js";
import { detector as operations } from "../../src/detectors/lifecycle/operations.js";
import { detector as personalColumns } from "../../src/detectors/lifecycle/personal-columns.js";
import { parseCodeOwners } from "../../src/parsers/code-owners.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const items = async (detector: Detector, files: Files) =>
  (await observe(detector, files))
    .of("inventory.item")
    .map(({ item, name, state, value, location }) => [
      item,
      name,
      state,
      ...(value === undefined ? [] : [value]),
      `${location.path}:${location.line ?? ""}`,
    ]);

const ROLLOUT = `apiVersion: v1
kind: Service
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: 3
  {{- if .Values.canary }}
  strategy:
    canary:
      steps:
        - setWeight: 20
        - analysis: {templates: [{templateName: errors}]}
  {{- end }}
`;
const RULES = `groups:
  - name: model
    rules:
      - alert: SlowAnswers
        expr: histogram_quantile(0.99, rate(request_duration_bucket[5m])) > 0.3
      - alert: Up
        expr: up == 0
      - record: drift_score
        expr: avg(drift)
`;

test.each<[string, Files, unknown[]]>([
  [
    "a canary of Argo Rollouts, inside a Helm template",
    { "charts/model/templates/rollout.yaml": ROLLOUT },
    [
      ["rollout", "Argo Rollouts", "canary", "charts/model/templates/rollout.yaml:11"],
      [
        "rollback",
        "Argo Rollouts",
        "by itself, on a failed analysis",
        "charts/model/templates/rollout.yaml:11",
      ],
    ],
  ],
  [
    "weights of Istio",
    {
      "k8s/route.yaml":
        "kind: VirtualService\nspec:\n  http:\n    - timeout: 2s\n      route:\n        - {weight: 90, destination: {host: a}}\n        - {weight: 10, destination: {host: b}}\n",
    },
    [
      ["rollout", "Istio", "weighted", "90 / 10", "k8s/route.yaml:4"],
      ["degradation path", "Istio", "timeout", "2s", "k8s/route.yaml:4"],
    ],
  ],
  [
    "a canary of KServe",
    { "k8s/m.yaml": "kind: InferenceService\nspec:\n  predictor:\n    canaryTrafficPercent: 10\n" },
    [["rollout", "KServe", "canary", "10 %", "k8s/m.yaml:2"]],
  ],
  [
    "alerts that compare times, and no others",
    { "monitoring/alerts.yml": RULES },
    [
      [
        "service level",
        "SlowAnswers",
        "alert",
        "histogram_quantile(0.99, rate(request_duration_bucket[5m])) > 0.3",
        "monitoring/alerts.yml:4",
      ],
    ],
  ],
  [
    "objectives of sloth",
    { "slo.yml": 'version: "prometheus/v1"\nservice: m\nslos:\n  - name: answers\n    objective: 99.5\n' },
    [["service level", "answers", "sloth", "99.5 %", "slo.yml:4"]],
  ],
  [
    "a load test of locust, under tests too",
    { "tests/locustfile.py": "from locust import HttpUser\nclass U(HttpUser):\n    pass\n" },
    [["load test", "locust", "in code", "tests/locustfile.py:1"]],
  ],
  [
    "a load test of k6",
    {
      "load/predict.js": 'import http from "k6/http";\nexport default () => http.get("http://localhost");\n',
    },
    [["load test", "k6", "in code", "load/predict.js:1"]],
  ],
  [
    "a way back that CI runs, and one that is only told",
    {
      ".github/workflows/drill.yml":
        "on: push\njobs:\n  drill:\n    steps:\n      - run: helm rollback model 1\n",
      "README.md": "# x\n\n## Operations\n\n```bash\nkubectl rollout undo deployment/model\n```\n",
    },
    [
      ["rollback", "helm rollback", "run by CI", ".github/workflows/drill.yml:5"],
      ["rollback", "kubectl rollout undo", "documented only", "README.md:6"],
    ],
  ],
  [
    "drift detectors with their threshold",
    {
      "watch.py":
        "from evidently.metric_preset import DataDriftPreset\nDataDriftPreset(drift_share=0.4, columns=None)\n",
    },
    [["drift monitoring", "evidently", "in code", "drift_share 0.4", "watch.py:2"]],
  ],
  [
    "a project's own watch for drift, and neither its plots nor the drift of an equation",
    {
      "sde.py": "def drift(x, t):\n    return -x\n\ndef plot_data_drift(a, b):\n    pass\n",
      "monitoring/psi.py": "def calculate_psi(expected, actual):\n    return 0.0\n",
    },
    [["drift monitoring", "calculate_psi", "a function named for it", "monitoring/psi.py:1"]],
  ],
  [
    "variants of SageMaker",
    {
      "deploy.py":
        "import boto3\nclient = boto3.client('sagemaker')\nclient.create_endpoint_config(ProductionVariants=[{'V': 1}, {'V': 2}])\n",
    },
    [["rollout", "SageMaker variants", "weighted", "2 variants", "deploy.py:3"]],
  ],
  [
    "who may see the tracking server",
    { Dockerfile: 'FROM python\nCMD ["mlflow", "server", "--app-name", "basic-auth"]\n' },
    [["access control", "MLflow basic authentication", "switched on", "Dockerfile:2"]],
  ],
])("A7: %s", async (_, files, expected) => {
  expect(await items(operations, files)).toEqual(expected);
});

test("A7: guards count in serving code only", async () => {
  const guarded =
    "import pydantic\nimport tenacity\nclass Flower(pydantic.BaseModel):\n    pass\n@tenacity.retry\ndef ask():\n    pass\n";
  expect(await items(operations, { "train.py": guarded })).toEqual([]);
  const app =
    "from flask import Flask\nimport joblib\nimport guard\napp = Flask(__name__)\nm = joblib.load('m.pkl')\n";
  expect((await items(operations, { "app.py": app, "guard.py": guarded })).map(([item]) => item)).toEqual([
    "input validation",
    "degradation path",
  ]);
});

test("A7: an alert under tests, an ordinary manifest and prose about a rollback show nothing", async () => {
  expect(
    await items(operations, {
      "tests/alerts.yml": RULES,
      "k8s/app.yaml": "kind: Deployment\nspec:\n  strategy: {type: RollingUpdate}\n",
      "README.md": "# x\n\nIf it fails, run helm rollback. We plan a canary and SLOs.\n",
    }),
  ).toEqual([]);
});

test("A7: approvals: owners of model paths, environments of jobs, promotion by CI", async () => {
  const found = await items(approvals, {
    CODEOWNERS: "*.md @docs\n/models/ @flowers/vision\n",
    ".github/workflows/promote.yml":
      "on: push\njobs:\n  promote:\n    environment:\n      name: production\n    steps:\n      - run: gto assign flowers --stage prod\n",
    ".github/workflows/release.yml": "on: push\njobs:\n  publish:\n    environment: pypi\n    steps: []\n",
  });
  expect(found.map((one) => one.slice(0, 2))).toEqual([
    ["code owners", "CODEOWNERS"],
    ["approval", "/models/"],
    ["approval", "environment production"],
    ["approval", "gto assign"],
  ]);
});

test("A8: a CODEOWNERS file is read rule by rule, comments, sections and owners that are none left out", () => {
  const text = "# all\n[Docs][2]\n* @a @b # both\n/models/\nmy\\ docs/ ada@example.org nobody\n";
  expect(parseCodeOwners(text)).toEqual([
    { pattern: "*", owners: 2, line: 3 },
    { pattern: "/models/", owners: 0, line: 4 },
    { pattern: "my docs/", owners: 1, line: 5 },
  ]);
});

test("A8: cards by name and by front matter, with the sections that nobody filled in, and their licence", async () => {
  const found = await items(cards, {
    "docs/MODEL_CARD.md":
      "# Card\n\n## Uses\n\nFlowers.\n\n## Training Details\n\n### Training Data\n\n[More Information Needed]\n\n**Regime:** [More Information Needed]\n",
    "README.md": "---\nlicense: mit\ntask_categories: [image-classification]\n---\n# Flowers\n",
    "models/README.md":
      "---\nlicense: cc-by-4.0\nbase_model: resnet\ndatasets: [a/b]\n---\n## Results\n\n0.9\n",
    "out/checkpoint-500/README.md": "---\nbase_model: resnet\n---\n",
    "docs/page/README.md": "---\ntitle: x\n---\n# x\n",
  });
  expect(found).toEqual([
    ["datasheet", "README.md", "front matter of a hub", "without composition, collection", "README.md:1"],
    ["licence", "README.md", "told in README", "mit", "README.md:1"],
    [
      "model card",
      "docs/MODEL_CARD.md",
      "in the repository",
      "without training data, evaluation, limitations",
      "docs/MODEL_CARD.md:1",
    ],
    [
      "model card",
      "models/README.md",
      "front matter of a hub",
      "without intended use, limitations",
      "models/README.md:1",
    ],
    ["licence", "models/README.md", "of a model", "cc-by-4.0", "models/README.md:1"],
  ]);
});

test("A8 F: columns of persons are named, and no value", async () => {
  const seen = await observe(personalColumns, {
    "data/a.csv": "id;E-Mail;birth_date\n1;ada@lovelace.org;10.12.1815\n2;;09.12.1906\n",
    "data/b.json": '[{"ssn": "123-45-6789", "x": 1}]',
    "data/c.tsv": "name\tmobile\nx\t0.25\n",
    "package.json": '{"author": {"email": "ada@lovelace.org"}}',
    "data/synthetic.csv": "email\nada@lovelace.org\n",
  });
  expect(seen.of("inventory.item").map(({ name, value }) => [name, value])).toEqual([
    ["e-mail address", "column E-Mail"],
    ["date of birth", "column birth_date"],
    ["social security number", "column ssn"],
  ]);
  expect(JSON.stringify(seen.all)).not.toMatch(/lovelace|1815|6789/);
});
