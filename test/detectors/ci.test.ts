import { expect, test } from "vitest";
import { detector } from "../../src/detectors/ci.js";
import { observe } from "../tools/observe.js";
import type { Files } from "../tools/repository.js";

const TRAIN = { "train.py": "import torch\nx = torch.ones(1)\nx.backward()\n", "report.py": "print(1)\n" };

async function workflows(files: Files) {
  const seen = await observe(detector, { ...TRAIN, ...files });
  return seen
    .of("ci.workflow")
    .map((one) => [
      one.provider,
      ["tests", "trains", "deploys", "release"].filter((flag) => one[flag as "tests"]).join(" "),
    ]);
}
const github = (step: string) => ({
  ".github/workflows/a.yml": `on: push\njobs:\n  a:\n    steps:\n      - ${step}\n`,
});

test.each([
  ["run: pytest -q", "tests"],
  ["run: poetry run pytest tests", "tests"],
  ["run: uv run --all-extras pytest", "tests"],
  ["run: python -m unittest", "tests"],
  ["run: make test", "tests"],
  ["run: pip install pytest", ""],
  ["run: python train.py --epochs 1", "trains"],
  ["run: dvc repro", "trains"],
  ["run: mlflow run .", "trains"],
  ["run: make train", "trains"],
  ["run: python report.py", ""],
  ["run: dvc pull eval", ""],
  ["run: kubectl apply -f k8s/", "deploys"],
  ["uses: google-github-actions/deploy-cloudrun@v2", "deploys"],
  ["run: mkdocs gh-deploy", ""],
  ["uses: pypa/gh-action-pypi-publish@release/v1", "release"],
  ["run: twine upload dist/*", "release"],
  ["uses: release-drafter/release-drafter@v5", ""],
])("A7: a GitHub step `%s` means: %s", async (step, flags) => {
  expect(await workflows(github(step))).toEqual([["GitHub Actions", flags]]);
});

test.each([
  [".gitlab-ci.yml", "test:\n  script:\n    - pytest\n", "GitLab CI"],
  [".gitlab-ci.yml", "test:\n  script: |\n    pip install .\n    pytest\n", "GitLab CI"],
  [".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run:\n          command: pytest\n", "CircleCI"],
  [".travis.yml", "script: pytest\n", "Travis CI"],
  ["azure-pipelines.yml", "steps:\n  - script: pytest\n", "Azure Pipelines"],
  ["Jenkinsfile", "stages {\n  sh './gradlew build'\n  junit 'build/report.xml'\n}\n", "Jenkins"],
  ["Jenkinsfile", "pipeline { stages { stage('t') { steps { sh 'pytest' } } } }\n", "Jenkins"],
])("A7: %s is read", async (path, text, provider) => {
  expect(await workflows({ [path]: text })).toEqual([[provider, "tests"]]);
});

test("A7: what is commented out does nothing", async () => {
  expect(await workflows(github("run: echo hi\n      # - uses: pypa/gh-action-pypi-publish@v1"))).toEqual([
    ["GitHub Actions", ""],
  ]);
});

test("A6: a training step is the place of its workflow, and a schedule is listed", async () => {
  const seen = await observe(detector, {
    ...TRAIN,
    ".github/workflows/a.yml":
      "on:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  a:\n    steps:\n      - run: |\n          pip install .\n          python train.py\n",
  });
  expect(seen.of("ci.workflow").map((one) => one.location.line)).toEqual([9]);
  expect(seen.of("inventory.item").map((one) => [one.name, one.location.line])).toEqual([["0 3 * * 1", 3]]);
});

test("A7: a workflow that is no YAML is a workflow that does nothing known", async () => {
  expect(await workflows({ ".github/workflows/a.yml": "jobs: [\n" })).toEqual([["GitHub Actions", ""]]);
});

test("A7: a make target and a script do what stands in them", async () => {
  const files = {
    Makefile: "check-all:\n\t./scripts/unit.sh\n\nfit:\n\tpython train.py\n",
    "scripts/unit.sh": "python -m pytest -x\n",
  };
  expect(await workflows({ ...files, ...github("run: make check-all") })).toEqual([
    ["GitHub Actions", "tests"],
  ]);
  expect(await workflows({ ...files, ...github("run: make fit") })).toEqual([["GitHub Actions", "trains"]]);
});
