/** Reads a step's output as the runner of GitHub Actions does, after its documentation of workflow commands. */
export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Lines that are no command are output. */
export function workflowCommands(output: string): { commands: WorkflowCommand[]; output: string[] } {
  const commands: WorkflowCommand[] = [];
  const rest: string[] = [];
  for (const line of output.split(/\r?\n/).filter((one) => one !== "")) {
    const found = line.startsWith("::") ? line.slice(2).split("::") : [];
    const [head, ...message] = found;
    if (head === undefined || message.length === 0) {
      rest.push(line);
      continue;
    }
    const space = head.indexOf(" ");
    const told = space < 0 ? [] : head.slice(space + 1).split(",");
    commands.push({
      command: space < 0 ? head : head.slice(0, space),
      properties: Object.fromEntries(
        told.map((one) => {
          const [name = "", ...value] = one.split("=");
          return [
            name.trim(),
            unescaped(value.join("=")).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%"),
          ];
        }),
      ),
      message: unescaped(message.join("::")).replaceAll("%25", "%"),
    });
  }
  return { commands, output: rest };
}

/** All but the sign that the escapes begin with, which comes last. */
const unescaped = (text: string): string => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n");
