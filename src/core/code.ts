import type { Location } from "./location.js";

/**
 * Facts of Python source, plain data: what each file imports, defines and calls, with names resolved through
 * aliases, `from` imports and in-project modules. Detectors read these facts and never the syntax tree.
 */

/** A value as far as the text shows it. */
export type Value =
  | { readonly is: "literal"; readonly value: null | boolean | number | string }
  | { readonly is: "list"; readonly items: readonly Value[] }
  | { readonly is: "dict"; readonly entries: readonly { readonly key: string; readonly value: Value }[] }
  /** A name or attribute chain, resolved like a call's: `cfg.seed`, `torch.float32`. */
  | { readonly is: "name"; readonly name: string }
  /** A call: resolved name. */
  | { readonly is: "call"; readonly name: string; readonly text: string }
  | { readonly is: "expression"; readonly text: string };

export interface Argument {
  /** Keyword, `*` or `**` for unpacking, null for a positional argument. */
  readonly name: string | null;
  readonly value: Value;
}

export interface Call {
  /**
   * Dotted name. Third-party: `torch.manual_seed`, also through `import torch as t`. In-project: module path and
   * name, `pkg.train.fit`. Unresolved receivers keep their text: `self.log`, `model.fit`, `loss.backward`.
   */
  readonly name: string;
  /** Where a variable is named by what made it (`gymnasium.make().seed`), the name as it is written: `env.seed`. */
  readonly written?: string;
  /** Last part of the name, also where the receiver is an expression: `pipeline().fit` gives `fit`. */
  readonly method: string;
  readonly args: readonly Argument[];
  readonly location: Location;
  /** Qualified name of the enclosing function or class in this module (`Trainer.fit`), null at module level. */
  readonly scope: string | null;
  /** Texts of the `if`/`while` conditions around it inside its function, outermost first; an else branch reads `not (…)`. */
  readonly conditions: readonly string[];
  /** Heads of the loops around it inside its function, outermost first: `epoch in range(10)`, `while step < n`. Absent: none. */
  readonly loops?: readonly string[];
  /** It stands under a `try` that catches every failure of it. */
  readonly caught?: true;
  /** The variable that takes its result, if it is a plain assignment: `rng = default_rng()`. */
  readonly assignedTo: string | null;
  /** Number of calls around it whose receiver or argument it is part of, and which so run after it; absent: none. */
  readonly inside?: number;
}

export interface Import {
  /** Absolute dotted module: `torch.utils.data`, in-project relative imports resolved. */
  readonly module: string;
  /** `from module import name`; null for `import module`; `*`. */
  readonly name: string | null;
  readonly alias: string;
  /** In-project file that it leads to, else null. */
  readonly file: string | null;
  readonly location: Location;
  /** Function or class that it stands in, as in `Call`. */
  readonly scope: string | null;
  /** Inside `try` with an ImportError handler, or under a condition. */
  readonly optional: boolean;
  /** Under `if TYPE_CHECKING`: it names types, and runs nothing. */
  readonly typing?: true;
}

export interface Assignment {
  /** `seed`, `self.seed`, `Config.lr` (class body), `args.lr`. */
  readonly target: string;
  readonly value: Value;
  readonly location: Location;
  readonly scope: string | null;
  readonly conditions: readonly string[];
}

/** A hyperparameter or option that the code declares. */
export interface Parameter {
  readonly name: string;
  readonly by:
    | "argparse"
    | "click"
    | "typer"
    | "fire"
    | "absl"
    | "tyro"
    | "dataclass"
    | "pydantic"
    | "constant";
  /** Default as far as the text shows it; null where there is none. */
  readonly default: Value | null;
  /** `store_true` options are false unless given. */
  readonly flag: boolean;
  /** The class whose field it is, or the function whose parameter it is, where there is one. */
  readonly owner?: string;
  /** How a command line gives it, as written: `--lr`, `-l`; absent: by its name. */
  readonly options?: readonly string[];
  /** Environment variable that decides where nothing else is given. */
  readonly variable?: string;
  /** A run without it stops: `required=True`, `???`, a field without a default. */
  readonly required?: true;
  readonly location: Location;
}

export interface FunctionFacts {
  /** Qualified in the module: `Trainer.fit`. */
  readonly name: string;
  readonly decorators: readonly { readonly name: string; readonly args: readonly Argument[] }[];
  readonly parameters: readonly { readonly name: string; readonly default: Value | null }[];
  readonly location: Location;
}

export interface ClassFacts {
  readonly name: string;
  readonly bases: readonly string[];
  readonly decorators: readonly string[];
  readonly location: Location;
}

/** What a notebook says of one of its code cells beyond the Python in it. */
export interface CellFacts {
  readonly index: number;
  readonly executionCount: number | null;
  /** `!pip install x`, `%%bash` bodies: shell text by line of the cell (1-based). */
  readonly shell: readonly { readonly text: string; readonly line: number }[];
  /** `%env SEED=1`, `%run train.py`: name without the percent signs, and what follows. */
  readonly magics: readonly { readonly name: string; readonly text: string; readonly line: number }[];
  /**
   * Names that the cell binds at its top level, names that it reads before it binds them, and names that only its
   * functions read, when they are called; sorted, builtins left out.
   */
  readonly binds: readonly string[];
  readonly reads: readonly string[];
  readonly later: readonly string[];
  /** Names that are declared to be set from outside: papermill's tagged cell, fields of a Colab form. */
  readonly declares: readonly string[];
  /** `text`: of an error the exception's name, of text the lines that give a metric a number; null where there is none. */
  readonly outputs: readonly CellOutput[];
  /** Nothing but white space, comments or magics. */
  readonly blank: boolean;
}

export interface CellOutput {
  readonly kind: "text" | "figure" | "table" | "error";
  readonly text: string | null;
}

export interface CodeFile {
  readonly path: string;
  /** Dotted module name, seen from the nearest source root; null for notebooks. */
  readonly module: string | null;
  readonly notebook: boolean;
  /** Under a tests folder, or named test_*.py / *_test.py / conftest.py and using a test framework. */
  readonly test: boolean;
  /** A copy of other code in this tree, or a third-party tree kept in it: no evidence of the project's own practice. */
  readonly vendored: boolean;
  readonly scope: "tracked" | "untracked";
  readonly imports: readonly Import[];
  readonly calls: readonly Call[];
  readonly assignments: readonly Assignment[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly parameters: readonly Parameter[];
  /** `if __name__ == "__main__":`, or a notebook, or calls at module level that are no definitions. */
  readonly main: boolean;
  /** First and last line of what runs only where the file is the program; null without such a guard. */
  readonly guard: { readonly from: number; readonly to: number } | null;
  /** Code cells of a notebook, in their order; empty for a module. */
  readonly cells: readonly CellFacts[];
  /** Literal string constants longer than two characters, for paths and URLs. */
  readonly strings: readonly { readonly value: string; readonly location: Location }[];
  /** The source could not be parsed whole; facts are of the parts that could. */
  readonly broken: boolean;
  readonly lines: number;
}

/** What is known beside constants and options when a condition is judged. */
export interface Knowledge {
  /**
   * The value of a name (`cfg.seed`, also where `cfg.get("seed", 0)` is `written`), asked before anything else is.
   * `fallback`: what the condition itself gives in place of a missing key. null: nothing is known.
   */
  value(
    name: string,
    written: string,
    fallback: Value | null,
  ): { readonly value: Value; readonly why: string | null } | null;
  /** The truth that may be taken for granted of a part that nothing decides; null: none. */
  assume(part: string): boolean | null;
}

export interface Code {
  readonly files: readonly CodeFile[];
  file(path: string): CodeFile | undefined;
  /**
   * Is the value's truth fixed by constants, argparse defaults or plain configuration?
   * `why` names the place and value: "argparse default False (train.py:12)".
   */
  truth(
    file: CodeFile,
    condition: string,
    knowledge?: Knowledge,
  ): { readonly truth: "yes" | "no" | "unknown"; readonly why: string | null };
  /** The value of a name in a file as far as constants, argparse defaults and dataclass fields fix it. */
  valueOf(file: CodeFile, name: string): { readonly value: Value; readonly location: Location } | null;
  /**
   * Files that a program runs through imports, the file itself first. A first answer to reachability: the call
   * graph comes later.
   */
  importsOf(path: string): readonly string[];
}
