import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "deployment-without-approval",
  title: "CI deploys, and nothing here asks anybody",
  severity: "info",
  docs: {
    what: "Where a workflow deploys: looks for owners of the deployed paths (CODEOWNERS), a protected environment of the deploying job, a job that is started by hand, or a command that promotes a model version.",
    why: "Without a step that somebody has to take, a bad model goes the same way as a good one.",
    limit:
      "Branch protection, required reviews and the rules of an environment are set on the server: they are not seen, and may ask for approval already.",
    fix: "Give the deploying job an environment with required reviewers, or name owners for the paths by which a model goes into use.",
    effort: "minutes",
    before: {
      default: "  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s/",
    },
    example: {
      default:
        "  deploy:\n    runs-on: ubuntu-latest\n    environment: production   # with required reviewers\n    steps:\n      - run: kubectl apply -f k8s/",
    },
    references: [
      "https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments",
    ],
  },
  check(model) {
    const deploying = model.evidence("ci.workflow").filter(({ deploys }) => deploys);
    if (deploying.length === 0) return notApplicable("no workflow deploys");
    const approvals = model.evidence("inventory.item").filter((item) => item.item === "approval");
    return approvals.length > 0
      ? pass("code", `somebody is asked: ${listed(approvals.map(({ name }) => name))}`, places(approvals))
      : fail(
          "code",
          "a workflow deploys, and nothing in the repository asks for approval",
          deploying.map(({ location: { path }, deployLine: line }) => ({
            path,
            ...(line === undefined ? {} : { line }),
          })),
        );
  },
});
