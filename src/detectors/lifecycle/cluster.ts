import { type Evidence, evidence } from "../../core/evidence.js";
import type { InventoryKindName } from "../../core/inventory-kinds.js";
import { entries, field } from "../commands.js";
import { listOf, type Manifest, within } from "./yaml-texts.js";

/**
 * How a served model is rolled out, guarded and watched, as manifests declare it. Sources: the APIs of Argo Rollouts
 * (v1alpha1), Flagger (v1beta1), Istio (v1), KServe (v1beta1), Seldon Core (v1), sloth (prometheus/v1), OpenSLO (v1).
 */
export function clusterEvidence(manifest: Manifest): readonly Evidence[] {
  return [...(BY_KIND[manifest.kind]?.(manifest) ?? []), ...serviceLevels(manifest)];
}

type Read = (manifest: Manifest) => readonly Evidence[];

const BY_KIND: Readonly<Record<string, Read | undefined>> = {
  Rollout: (m) => {
    const strategy = within(m.value, "spec", "strategy");
    const canary = field(strategy, "canary");
    if (canary === undefined && field(strategy, "blueGreen") === undefined) return [];
    const way = canary === undefined ? "blue-green" : "canary";
    const analysed =
      field(canary, "analysis") !== undefined ||
      listOf(field(canary, "steps")).some((step) => field(step, "analysis") !== undefined) ||
      field(field(strategy, "blueGreen"), "prePromotionAnalysis") !== undefined;
    return [
      item(m, ["spec", "strategy"], "rollout", "Argo Rollouts", way),
      ...(analysed
        ? [item(m, ["spec", "strategy"], "rollback", "Argo Rollouts", "by itself, on a failed analysis")]
        : []),
    ];
  },
  Canary: (m) => {
    const analysis = within(m.value, "spec", "analysis");
    if (analysis === undefined) return [];
    const weight = field(analysis, "stepWeight");
    return [
      item(m, ["spec"], "rollout", "Flagger", "canary", number(weight) ? `steps of ${weight} %` : undefined),
      item(m, ["spec", "analysis"], "rollback", "Flagger", "by itself, on a failed analysis"),
    ];
  },
  VirtualService: (m) =>
    listOf(within(m.value, "spec", "http")).flatMap((route, index): Evidence[] => {
      const at = ["spec", "http", index] as const;
      const weights = listOf(field(route, "route")).map((one) => field(one, "weight"));
      const timeout = field(route, "timeout");
      return [
        ...(weights.filter(number).length > 1
          ? [item(m, at, "rollout", "Istio", "weighted", weights.filter(number).join(" / "))]
          : []),
        ...(field(route, "mirror") === undefined ? [] : [item(m, at, "rollout", "Istio", "shadow")]),
        ...(timeout === undefined
          ? []
          : [item(m, at, "degradation path", "Istio", "timeout", String(timeout))]),
      ];
    }),
  DestinationRule: (m) =>
    within(m.value, "spec", "trafficPolicy", "outlierDetection") === undefined
      ? []
      : [item(m, ["spec", "trafficPolicy"], "degradation path", "Istio", "circuit breaker")],
  InferenceService: (m) => {
    const share =
      within(m.value, "spec", "predictor", "canaryTrafficPercent") ??
      within(m.value, "spec", "canaryTrafficPercent");
    return number(share) ? [item(m, ["spec"], "rollout", "KServe", "canary", `${share} %`)] : [];
  },
  SeldonDeployment: (m) => {
    const predictors = listOf(within(m.value, "spec", "predictors"));
    const shares = predictors.map((one) => field(one, "traffic")).filter(number);
    return [
      ...(shares.length > 1 ? [item(m, ["spec"], "rollout", "Seldon", "weighted", shares.join(" / "))] : []),
      ...(predictors.some((one) => field(one, "shadow") === true)
        ? [item(m, ["spec"], "rollout", "Seldon", "shadow")]
        : []),
    ];
  },
  RoleBinding: (m) => [access(m)],
  ClusterRoleBinding: (m) => [access(m)],
  AuthorizationPolicy: (m) => [access(m)],
};

const access = (m: Manifest): Evidence =>
  evidence(
    "inventory.item",
    { path: m.path, line: m.lineOf(["kind"]) },
    { section: "governance", item: "access control", name: `Kubernetes ${m.kind}`, state: "declared" },
  );

function item(
  m: Manifest,
  at: readonly (string | number)[],
  kind: InventoryKindName,
  name: string,
  state: string,
  value?: string,
): Evidence {
  return evidence(
    "inventory.item",
    { path: m.path, line: m.lineOf(at) },
    { section: "serving", item: kind, name, state, ...(value === undefined ? {} : { value }) },
  );
}

const number = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** An alert whose expression compares a time or a share of errors with a number. */
const LATENCY = /histogram_quantile|latency|_duration_|response_time|_seconds/i;
const FAILURES = /error|status=~?"5|code=~?"5|availability|failed|5xx/i;
const COMPARED = /[<>]=?[ \t]{0,9}\d/;

function serviceLevels(m: Manifest): readonly Evidence[] {
  const api = String(field(m.value, "apiVersion") ?? field(m.value, "version") ?? "");
  if (m.kind === "SLO" && api.startsWith("openslo")) {
    const target = listOf(within(m.value, "spec", "objectives")).map(
      (one) => field(one, "target") ?? field(one, "targetPercent"),
    );
    return [
      item(
        m,
        ["spec"],
        "service level",
        "OpenSLO",
        "declared",
        target.filter(number).join(", ") || undefined,
      ),
    ];
  }
  const sloth =
    m.kind === "PrometheusServiceLevel" ? ["spec", "slos"] : api.startsWith("prometheus/") ? ["slos"] : null;
  if (sloth !== null)
    return listOf(within(m.value, ...sloth)).map((one, index) => {
      const objective = field(one, "objective");
      const name = String(field(one, "name") ?? "sloth");
      return item(
        m,
        [...sloth, index],
        "service level",
        name,
        "sloth",
        number(objective) ? `${objective} %` : undefined,
      );
    });
  const groups = m.kind === "PrometheusRule" ? ["spec", "groups"] : ["groups"];
  return listOf(within(m.value, ...groups)).flatMap((group, at) =>
    listOf(field(group, "rules")).flatMap((rule, index): Evidence[] => {
      const name = field(rule, "alert");
      const expression = field(rule, "expr");
      if (typeof name !== "string" || typeof expression !== "string" || entries(rule).length === 0) return [];
      const place = [...groups, at, "rules", index];
      const shown = expression.replace(/\s+/g, " ").trim().slice(0, 100);
      if (/drift/i.test(name) || /drift/i.test(expression))
        return [item(m, place, "drift monitoring", name, "alert", shown)];
      return COMPARED.test(expression) && (LATENCY.test(expression) || FAILURES.test(expression))
        ? [item(m, place, "service level", name, "alert", shown)]
        : [];
    }),
  );
}
