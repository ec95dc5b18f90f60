/**
 * `str()` of a scalar in Python, as OmegaConf puts values into texts.
 * @param written  the value's text in the file: it tells 1.0 from 1
 */
export function pythonText(value: unknown, written: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "number") return null;
  const float =
    !Number.isInteger(value) ||
    (typeof written === "string" && /[.eE]/.test(written) && !/^0x/i.test(written));
  return float ? floatText(value) : String(value);
}

/** `repr()` of a float: an exponent below -4 and from 16 on, of two digits at least, and never a bare integer. */
function floatText(value: number): string {
  const [digits = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const plain = value.toFixed(Math.max(0, digits.replace(/^-?\d\.?/, "").length - exponent));
  return plain.includes(".") ? plain : `${plain}.0`;
}
