/** A line of somebody's file as it can be shown: what would steer a terminal is taken out, tabs and CRLF stay. */
export const terminalLine = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (mark, at: number) => (mark === "\r" && at === text.length - 1 ? mark : "\ufffd"),
  );
