import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

/** Samples of what a scanner should find, and examples, are no secrets of the project. */
const SAMPLES = /(?:^|\/)(?:tests?|testdata|test_data|fixtures|examples?|samples?)\//i;

export const rule = defineRule({
  id: "secret-in-code",
  title: "A secret stands in code or configuration",
  severity: "warning",
  areas: [{ area: "collaboration" }],
  urgency: "P1",
  docs: {
    what: "Looks for keys, tokens and passwords in assignments, configuration files and tracked `.env` files, by the forms that open scanners know and by names that promise one. Placeholders and variables are none; values are never shown.",
    why: "Whoever gets the repository gets the key, and git never forgets. GitGuardian counted 12.8 million new secrets in public commits on GitHub in 2023 (State of Secrets Sprawl 2024).",
    limit: "Whether a key is still valid, or was made up for an example, cannot be told.",
    fix: "Revoke the secret first, then read it from the environment, and remove it from the history.",
    effort: "hours",
    example: {
      default: 'api_key = os.environ["API_KEY"]',
    },
    before: {
      default: 'api_key = "<the key itself>"',
    },
  },
  check(model) {
    const seen = model.evidence("code.config");
    const secrets = seen.filter(
      ({ aspect, location }) => aspect === "secret-inside" && !SAMPLES.test(location.path),
    );
    if (secrets.length === 0) {
      const apart = seen.filter(({ aspect }) => aspect === "secret-apart");
      return apart.length === 0
        ? notApplicable("nothing is seen to need a secret")
        : pass("code", "secrets are kept apart from code and configuration", places(apart));
    }
    return secrets.map((one) =>
      fail("code", `a secret stands under ${one.detail} in ${one.location.path}`, places([one]), {
        confidence: one.confidence,
      }),
    );
  },
});
