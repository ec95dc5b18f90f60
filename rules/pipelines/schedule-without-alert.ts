import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

export const rule = defineRule({
  id: "schedule-without-alert",
  title: "A scheduled pipeline can fail without anybody being told",
  severity: "info",
  docs: {
    what: "Looks, where a pipeline runs by a schedule (Airflow, Prefect, Dagster, Argo, Kubeflow, Metaflow, CronJob …), for anything that tells somebody of a failure: callbacks, mail, failure sensors, exit handlers.",
    why: "What nobody starts nobody watches: a model that is retrained by a schedule stays the old one until somebody looks.",
    limit:
      "Alerts that are set up on the server (Prefect automations, Dagster+ alert policies, monitoring of the cluster) are not to be seen here. Schedules of CI do not count: its providers notify by themselves.",
    fix: "Tell somebody when the pipeline fails.",
    effort: "minutes",
    before: {
      default: '# Airflow\nwith DAG("retrain", schedule="@daily") as dag:\n    ...',
    },
    example: {
      default:
        '# Airflow\nwith DAG("retrain", schedule="@daily", on_failure_callback=notify) as dag:\n    ...',
    },
  },
  check(model) {
    const items = model.evidence("inventory.item").filter((item) => item.section === "pipelines");
    const schedules = items.filter(
      ({ item, state, location }) =>
        item === "schedule" &&
        !/^in CI$|suspended|switched off/.test(state) &&
        // What a notebook serves somebody has in front of them.
        !location.path.endsWith(".ipynb"),
    );
    if (schedules.length === 0) return notApplicable("no pipeline runs by a schedule");
    const alerts = items.filter(({ item }) => item === "alerting");
    return alerts.length > 0
      ? pass("code", "a failure is told", places(alerts))
      : fail("code", "pipelines run by a schedule, and nothing here tells of a failure", places(schedules));
  },
});
