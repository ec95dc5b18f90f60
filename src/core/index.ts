/**
 * The public entry for rules, plug-ins and readers: types, and the small functions that make values of them.
 * The schemas (zod) are in `schema/`; nothing here loads them at run time.
 */
export type { Call, Code, CodeFile, Import, Parameter, Value } from "./code.js";
export type { DetectionContext, Detector } from "./detector.js";
export { defineDetector } from "./detector.js";
export type {
  CallRole,
  EntryPurpose,
  Evidence,
  EvidenceKind,
  EvidenceKinds,
  EvidenceOf,
  On,
  RandomSource,
} from "./evidence.js";
export { evidence } from "./evidence.js";
export { grouped } from "./grouped.js";
export type { Location } from "./location.js";
export type { History, RepoModel, SeedFacts, TrackerFacts, TrackerProposal } from "./model.js";
export { isOwnOutput } from "./outputs.js";
export {
  generatingCalls,
  isFixedSet,
  isSimulator,
  seededGeneratingCalls,
  simulatesData,
  toldData,
  usesData,
} from "./queries/data.js";
export { countedPackages, mainManifests, nothingDescribed, pinnedShare } from "./queries/environment.js";
export { type ExpectedMetric, expectedMetrics } from "./queries/expected-metrics.js";
export {
  couldSayWhyItFailed,
  duplicateRuns,
  failedWithoutReason,
  type HealthNote,
  hasSeries,
  healthOf,
  isElsewhere,
  modelsWithoutSignature,
  nonFiniteMetrics,
  showsResults,
  singleStepRuns,
} from "./queries/health.js";
export { byFile, risksOf, riskVerdicts, trainingPrograms } from "./queries/risks.js";
export {
  answered,
  bestOf,
  byTracker,
  codeShare,
  executionPlaces,
  familyOf,
  finishedExecutions,
  finishedWholes,
  handsMetricsOn,
  handsParametersOn,
  hidesParameters,
  isTrialOrStage,
  startedExecutions,
  startedWholes,
  trackedExecutions,
  trackedNoun,
} from "./queries/runs.js";
export {
  activeTrackers,
  defaultCalls,
  headlineFirst,
  notebookCommands,
  nothingTrains,
  optionalTrackers,
  trainingPlaces,
  wiredCalls,
} from "./queries/training.js";
export { listed, mean, places, portion } from "./queries/words.js";
export type {
  Area,
  Dimension,
  Rule,
  RuleDocs,
  RuleOption,
  RuleSet,
  RuleValues,
  Verdict,
} from "./rule.js";
export { defineRule, fail, notApplicable, pass, share, unknown } from "./rule.js";
export type { Answer, Exposure, JudgedRun, Recoverability, Run } from "./run.js";
export { runKey } from "./run.js";
export { isSeedName, recordedSeed } from "./seed-names.js";
export type { RecordReader, RecordStore, Tracker, TrackerSigns } from "./tracker.js";
export { defineReader, defineSigns } from "./tracker.js";
export type { AreaId, Basis, DimensionId, Question, RungId, TrackerId } from "./vocabulary.js";
