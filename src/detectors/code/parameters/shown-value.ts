import { findSecrets } from "../../../parsers/secrets.js";

/** The value as evidence keeps it: what its name or form gives away as a secret is left out. */
export function short(whole: string, name: string): string {
  if (findSecrets(whole, name.slice(name.lastIndexOf(".") + 1)).length > 0) return "***";
  return whole.length > 80 ? `${whole.slice(0, 79)}…` : whole;
}
