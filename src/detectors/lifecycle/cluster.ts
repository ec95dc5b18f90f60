import type { Evidence } from "../../core/evidence.js";
import { itemsOf } from "../../core/inventory-items.js";
import type { InventoryKindOf } from "../../core/inventory-kinds.js";
import { at, listAt, textAt } from "../../parsers/plain-data.js";
import type { Manifest } from "./manifests.js";

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
    const strategy = at(m.value, "spec", "strategy");
    const canary = at(strategy, "canary");
    if (canary === undefined && at(strategy, "blueGreen") === undefined) return [];
    const way = canary === undefined ? "blue-green" : "canary";
    const analysed =
      at(canary, "analysis") !== undefined ||
      listAt(canary, "steps").some((step) => at(step, "analysis") !== undefined) ||
      at(strategy, "blueGreen", "prePromotionAnalysis") !== undefined;
    return [
      item(m, ["spec", "strategy"], "rollout", "Argo Rollouts", way),
      ...(analysed
        ? [item(m, ["spec", "strategy"], "rollback", "Argo Rollouts", "by itself, on a failed analysis")]
        : []),
    ];
  },
  Canary: (m) => {
    const analysis = at(m.value, "spec", "analysis");
    if (analysis === undefined) return [];
    const weight = at(analysis, "stepWeight");
    return [
      item(m, ["spec"], "rollout", "Flagger", "canary", number(weight) ? `steps of ${weight} %` : undefined),
      item(m, ["spec", "analysis"], "rollback", "Flagger", "by itself, on a failed analysis"),
    ];
  },
  VirtualService: (m) =>
    listAt(m.value, "spec", "http").flatMap((route, index): Evidence[] => {
      const here = ["spec", "http", index] as const;
      const weights = listAt(route, "route").map((one) => at(one, "weight"));
      const timeout = at(route, "timeout");
      return [
        ...(weights.filter(number).length > 1
          ? [item(m, here, "rollout", "Istio", "weighted", weights.filter(number).join(" / "))]
          : []),
        ...(at(route, "mirror") === undefined ? [] : [item(m, here, "rollout", "Istio", "shadow")]),
        ...(timeout === undefined
          ? []
          : [item(m, here, "degradation path", "Istio", "timeout", String(timeout))]),
      ];
    }),
  DestinationRule: (m) =>
    at(m.value, "spec", "trafficPolicy", "outlierDetection") === undefined
      ? []
      : [item(m, ["spec", "trafficPolicy"], "degradation path", "Istio", "circuit breaker")],
  InferenceService: (m) => {
    const share =
      at(m.value, "spec", "predictor", "canaryTrafficPercent") ?? at(m.value, "spec", "canaryTrafficPercent");
    return number(share) ? [item(m, ["spec"], "rollout", "KServe", "canary", `${share} %`)] : [];
  },
  SeldonDeployment: (m) => {
    const predictors = listAt(m.value, "spec", "predictors");
    const shares = predictors.map((one) => at(one, "traffic")).filter(number);
    return [
      ...(shares.length > 1 ? [item(m, ["spec"], "rollout", "Seldon", "weighted", shares.join(" / "))] : []),
      ...(predictors.some((one) => at(one, "shadow") === true)
        ? [item(m, ["spec"], "rollout", "Seldon", "shadow")]
        : []),
    ];
  },
  RoleBinding: (m) => [access(m)],
  ClusterRoleBinding: (m) => [access(m)],
  AuthorizationPolicy: (m) => [access(m)],
};

const access = (m: Manifest): Evidence =>
  governance(
    "access control",
    { path: m.path, line: m.lineOf(["kind"]) },
    `Kubernetes ${m.kind}`,
    "declared",
  );

const governance = itemsOf("governance");
const serving = itemsOf("serving");

const item = (
  m: Manifest,
  keys: readonly (string | number)[],
  kind: InventoryKindOf<"serving">,
  name: string,
  state: string,
  value?: string,
): Evidence => serving(kind, { path: m.path, line: m.lineOf(keys) }, name, state, value);

const number = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** An alert whose expression compares a time or a share of errors with a number. */
const LATENCY = /histogram_quantile|latency|_duration_|response_time|_seconds/i;
const FAILURES = /error|status=~?"5|code=~?"5|availability|failed|5xx/i;
const COMPARED = /[<>]=?[ \t]{0,9}\d/;

function serviceLevels(m: Manifest): readonly Evidence[] {
  const api = String(at(m.value, "apiVersion") ?? at(m.value, "version") ?? "");
  if (m.kind === "SLO" && api.startsWith("openslo")) {
    const target = listAt(m.value, "spec", "objectives").map(
      (one) => at(one, "target") ?? at(one, "targetPercent"),
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
    return listAt(m.value, ...sloth).map((one, index) => {
      const objective = at(one, "objective");
      const name = String(at(one, "name") ?? "sloth");
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
  return listAt(m.value, ...groups).flatMap((group, position) =>
    listAt(group, "rules").flatMap((rule, index): Evidence[] => {
      const name = textAt(rule, "alert");
      const expression = textAt(rule, "expr");
      if (name === undefined || expression === undefined) return [];
      const place = [...groups, position, "rules", index];
      const shown = expression.replace(/\s+/g, " ").trim().slice(0, 100);
      if (/drift/i.test(name) || /drift/i.test(expression))
        return [item(m, place, "drift monitoring", name, "alert", shown)];
      return COMPARED.test(expression) && (LATENCY.test(expression) || FAILURES.test(expression))
        ? [item(m, place, "service level", name, "alert", shown)]
        : [];
    }),
  );
}
