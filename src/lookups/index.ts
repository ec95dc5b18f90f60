import { documentation } from "./documentation.js";
import { ignoredDirectories } from "./ignored-directories.js";
import type { LookUp } from "./look-up.js";
import { nestedProjects } from "./nested-projects.js";
import { otherBranches } from "./other-branches.js";

export const LOOK_UPS: readonly LookUp[] = [nestedProjects, ignoredDirectories, documentation, otherBranches];
