import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "test-set-used-for-selection",
  title: "The model is chosen by the test set",
  severity: "warning",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Finds early stopping, best checkpoints and searches that go by data which the code itself calls test: `validation_data=(X_test, y_test)` beside EarlyStopping, `if test_acc > best: torch.save(…)`, `eval_dataset=test` with `load_best_model_at_end`.",
    why: "The best of many looks at the test set lies above what new data will give. Leakage of this and other kinds was found in 17 fields and 294 papers (Kapoor & Narayanan 2023).",
    limit:
      "It goes by names: a part that is called test but serves for validation, beside another part that is held out, is reported all the same.",
    fix: "Hold out a validation part, choose by it, and look at the test set once at the end.",
    effort: "minutes",
    example: {
      default:
        "X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, random_state=0)\nmodel.fit(X_train, y_train, validation_data=(X_val, y_val), callbacks=[EarlyStopping()])",
      huggingface:
        'parts = ds["train"].train_test_split(test_size=0.1, seed=0)\nTrainer(model, args, train_dataset=parts["train"], eval_dataset=parts["test"])',
    },
    before: {
      default: "model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=[EarlyStopping()])",
      huggingface:
        'Trainer(model, args, train_dataset=ds["train"], eval_dataset=ds["test"])  # load_best_model_at_end=True',
    },
  },
  check: (model) =>
    riskVerdicts(model, "test-set-for-selection", {
      none: "no best model and no end of training is seen to be chosen by what is called test",
      unasked: "no model is seen to be chosen by what is measured while it trains",
      asked: model
        .evidence("code.hygiene")
        .filter(({ practice }) => practice === "early stopping" || practice === "best-model selection"),
    }),
});
