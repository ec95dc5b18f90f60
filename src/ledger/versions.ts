import type { Manifest, PackageEntry } from "../parsers/manifest.js";

/** `==1.2.3`, `=1.2.3=build` (conda), `===1.2.3`. */
const EXACT = /^[ =]{0,5}v?(\d[^\s=*,;<>!~|]*)(\.\*)?(?:=[^\s=]+)?$/;

interface Pin {
  readonly version: string;
  /** conda's `=1.2`, and `==1.2.*`: any version that begins so. */
  readonly prefix: boolean;
}

/** Where the first list has another version than the second fixes: `numpy 1.26.4, not 1.24.0`. Sorted by name. */
export function differences(recorded: Manifest, fixed: Manifest): string[] {
  const pins = byName(fixed.entries);
  return [...byName(recorded.entries)].flatMap(([name, versions]) => {
    const wanted = pins.get(name);
    const [had] = versions;
    if (wanted === undefined || had === undefined || had.prefix) return [];
    return versions.some((one) => wanted.some((pin) => fits(one.version, pin)))
      ? []
      : [`${name} ${had.version}, not ${wanted[0]!.version}`];
  });
}

/** The version of Python that ran, where the list fixes another. */
export function pythonDifference(recorded: string | null, { python }: Manifest): string[] {
  if (recorded === null || python === null || !/^\d+\.\d+/.test(recorded)) return [];
  const wanted = /^[ =]*(\d+(?:\.\d+){1,2})(?:\.\*)?$/.exec(python.version)?.[1];
  return wanted === undefined || fits(recorded, { version: wanted, prefix: true })
    ? []
    : [`Python ${recorded}, not ${wanted}`];
}

function byName(entries: readonly PackageEntry[]): ReadonlyMap<string, readonly Pin[]> {
  const pins = new Map<string, Pin[]>();
  for (const { name, spec } of entries) {
    const match = EXACT.exec(spec.trim());
    if (name === null || match === null) continue;
    const prefix = match[2] !== undefined || /^=(?!=)[^=]*$/.test(spec.trim());
    pins.set(name, [...(pins.get(name) ?? []), { version: match[1]!, prefix }]);
  }
  return new Map([...pins].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Without what a build adds (`+cu118`) and without zeros at the end: 1.0 is 1.0.0. */
function fits(version: string, pin: Pin): boolean {
  const [a, b] = [plain(version), plain(pin.version)];
  return a === b || (pin.prefix && a.startsWith(`${b}.`));
}

const plain = (version: string): string =>
  version
    .toLowerCase()
    .replace(/\+.*$/, "")
    .replace(/(?:\.0)+$/, "");
