import { defineRule, riskVerdicts } from "exptrack/core";

export const rule = defineRule({
  id: "leakage-before-split",
  title: "What learns from the data is fitted before the split",
  severity: "warning",
  areas: [{ area: "pipeline-architecture" }],
  docs: {
    what: "Finds scalers, imputers, selectors, target encoders and oversamplers that are fitted on rows which a later line divides into train and test. Fits on a part that is named as one, on the target, and fits that nothing divides afterwards do not count.",
    why: "What is fitted on all rows has seen the test rows, so the reported figure is too good. Leakage was found in 17 fields and 294 papers (Kapoor & Narayanan 2023).",
    limit:
      "It follows variables within one function or notebook, not through calls. For text vectorizers and PCA the effect is often small: its confidence is medium there.",
    fix: "Divide first, then fit on the training rows only; a Pipeline does so in every fold.",
    effort: "minutes",
    example: {
      default:
        "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\nmodel = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)",
    },
    before: {
      default:
        "X = StandardScaler().fit_transform(X)\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
    },
  },
  check: (model) =>
    riskVerdicts(model, "leakage-before-split", {
      none: "nothing that learns from rows is seen to be fitted before they are divided",
      unasked: "nothing that learns from rows is fitted beside a split, as far as can be seen",
    }),
});
