import { defineRule, fail, notApplicable, pass, places } from "exptrack/core";

const BY_ITSELF = new Set(["huggingface", "keras"]);
/** A name that says so, or one that cannot be read. */
const RATE = /(?:^|[^a-z])lr(?:[^a-z]|$)|learning|[{}]/i;

export const rule = defineRule({
  id: "learning-rate-not-logged",
  title: "The learning rate changes and is not logged",
  severity: "info",
  areas: [{ area: "metric-logging" }],
  docs: {
    what: "Asks projects with a learning-rate schedule and a tracker whether a default run logs the rate. Trainers that log it by themselves (Transformers, Keras) count as doing so.",
    why: "Where a schedule acts late, twice or not at all, the curve of the rate is what shows it.",
    limit:
      "A rate that a wrapper logs under a name of its own is not seen; many schedules can be computed from recorded parameters.",
    fix: "Log the current rate with the other metrics.",
    effort: "minutes",
    example: {
      wandb: 'run.log({"train/loss": loss, "lr": scheduler.get_last_lr()[0]})',
      tensorboard:
        'writer.add_scalar("train/loss", loss, step)\nwriter.add_scalar("lr", scheduler.get_last_lr()[0], step)',
      mlflow: 'mlflow.log_metrics({"train/loss": loss, "lr": scheduler.get_last_lr()[0]}, step=epoch)',
      lightning: "callbacks=[LearningRateMonitor()]",
    },
    before: {
      wandb: 'run.log({"train/loss": loss})',
      tensorboard: 'writer.add_scalar("train/loss", loss, step)',
      mlflow: 'mlflow.log_metric("train/loss", loss, step=epoch)',
    },
  },
  check(model) {
    const practice = (name: string) => model.evidence("code.hygiene").filter((one) => one.practice === name);
    const schedules = practice("learning-rate schedule");
    const calls = model.evidence("tracker.call");
    const metrics = calls.filter(({ role, on }) => role === "metrics" && on === "yes");
    if (schedules.length === 0 || metrics.length === 0)
      return notApplicable("no learning rate changes in what a tracker records");
    const logged = [
      ...practice("learning rate logged"),
      ...metrics.filter(
        ({ names, whole }) =>
          whole !== undefined || names === undefined || names.some((name) => RATE.test(name)),
      ),
      ...calls.filter(({ role, tracker }) => role === "autolog" || BY_ITSELF.has(tracker)),
    ];
    if (logged.length > 0)
      return pass("code", "the learning rate is logged, or everything is", places(logged));
    const near = new Set(metrics.map(({ location }) => location.path));
    const here = schedules.filter(({ location }) => near.has(location.path));
    return here.length === 0
      ? notApplicable("schedules stand apart from what a tracker records")
      : fail("code", `${here[0]?.call} changes the learning rate, and no run logs it`, places(here), {
          confidence: "medium",
        });
  },
});
