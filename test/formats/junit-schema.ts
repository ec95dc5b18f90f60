import { SaxesParser } from "saxes";

/** What the schema of Jenkins' xUnit plugin (junit-10.xsd) knows of the elements that are written here. */
const ELEMENTS: Readonly<
  Record<
    string,
    {
      readonly required: readonly string[];
      readonly known: readonly string[];
      readonly holds: readonly string[];
    }
  >
> = {
  testsuites: { required: [], known: ["name", "time", "tests", "failures", "errors"], holds: ["testsuite"] },
  testsuite: {
    required: ["name", "tests", "failures", "errors"],
    known: ["skipped", "time", "timestamp", "hostname", "id", "package", "group", "file", "log", "url"],
    holds: ["testcase", "testsuite", "properties", "system-out", "system-err"],
  },
  testcase: {
    required: ["name"],
    known: ["classname", "time", "group"],
    holds: ["skipped", "error", "failure", "system-out", "system-err"],
  },
  failure: { required: [], known: ["type", "message"], holds: [] },
  skipped: { required: [], known: ["type", "message"], holds: [] },
  "system-out": { required: [], known: [], holds: [] },
};

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The tree of an XML document. Throws where it is not well-formed. */
export function xmlTree(text: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: "",
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("text", (said) => {
    open.at(-1)!.text += said;
  });
  parser.write(text).close();
  return root.children[0]!;
}

/** What the schema says against a document of test results. */
export function junitMistakes(element: Element): string[] {
  const shape = ELEMENTS[element.name];
  if (shape === undefined) return [`${element.name} is unknown`];
  const names = Object.keys(element.attributes);
  const known = [...shape.required, ...shape.known];
  return [
    ...shape.required.filter((name) => !names.includes(name)).map((name) => `${element.name} lacks ${name}`),
    ...names.filter((name) => !known.includes(name)).map((name) => `${element.name} has ${name}`),
    ...element.children
      .filter(({ name }) => !shape.holds.includes(name))
      .map(({ name }) => `${element.name} holds ${name}`),
    ...element.children.flatMap(junitMistakes),
  ];
}
