import { expect, test } from "vitest";
import { detector } from "../../../src/detectors/code/programs/metrics.js";
import { evidenceOf } from "./repository.js";

/** Metrics of one training script, as `name every tracker`. */
async function metrics(source: string): Promise<string[]> {
  const { evidence } = await evidenceOf({ "train.py": source }, [detector]);
  return evidence.flatMap((one) =>
    one.kind === "code.metric" ? [`${one.name} ${one.every} ${one.tracker ?? "-"}`] : [],
  );
}

const loop = (inner: string, outer: string, after: string): string => `
import mlflow
import torch

model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(10):
    for x, y in train_loader:
        loss = model(x).sum()
        loss.backward()
        optimizer.step()
        ${inner}
    ${outer}
${after}
`;

test("C10: how often a metric is logged follows from the loops around it", async () => {
  const source = loop(
    "mlflow.log_metric('train/loss', loss)",
    "mlflow.log_metric('val/acc', acc)",
    "mlflow.log_metric('test/acc', acc)",
  );
  expect(await metrics(source)).toEqual([
    "train/loss step mlflow",
    "val/acc epoch mlflow",
    "test/acc once mlflow",
  ]);
});

test("C10: a loop over names of metrics is no step", async () => {
  const source = loop("pass", "for k, v in scores.items(): mlflow.log_metric(f'val/{k}', v)", "");
  expect(await metrics(source)).toEqual(["val/{} epoch mlflow"]);
});

test("C10: a function logs as often as the loop that calls it turns", async () => {
  const source = `
import mlflow
import torch

def evaluate(model):
    mlflow.log_metric("val/loss", 1)

def main():
    model = torch.nn.Linear(4, 2)
    for epoch in range(10):
        for batch in loader:
            model(batch).sum().backward()
        evaluate(model)

main()
`;
  expect(await metrics(source)).toEqual(["val/loss epoch mlflow"]);
});

test("C10: what is printed is named by the words of metrics in it, and has no tracker", async () => {
  const source = loop(
    "pass",
    "print(f'epoch {epoch} loss {loss:.3f} val_acc {val_acc:.3f}')",
    "print('training is done, loss below')",
  );
  expect(await metrics(source)).toEqual(["loss epoch -", "val_acc epoch -"]);
});

test("C10: Lightning logs by step in training and by epoch in validation", async () => {
  const source = `
import lightning as L

class Net(L.LightningModule):
    def training_step(self, batch, index):
        self.log("train/loss", 1)
        self.log("train/acc", 1, on_step=False, on_epoch=True)

    def validation_step(self, batch, index):
        self.log("val/loss", 1)

L.Trainer().fit(Net())
`;
  expect(await metrics(source)).toEqual([
    "train/loss step lightning",
    "train/acc epoch lightning",
    "val/loss epoch lightning",
  ]);
});

test("C10: Keras keeps the loss and the metrics that a model is compiled with, by epoch", async () => {
  const source = `
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(2)])
model.compile(optimizer="sgd", loss="mse", metrics=["mae", keras.metrics.RootMeanSquaredError()])
model.fit(x, y, epochs=3)
`;
  expect(await metrics(source)).toEqual(["loss epoch -", "mae epoch -", "RootMeanSquaredError epoch -"]);
});

test("C10: code that nothing runs logs nothing", async () => {
  const source = loop("pass", "pass", "def unused():\n    mlflow.log_metric('x', 1)");
  expect(await metrics(source)).toEqual([]);
});
