const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Names that no cell of a notebook has to bind: `dir(builtins)` of Python 3.13 and 2.7, IPython's own, and what platforms hand in. */
const GIVEN: ReadonlySet<string> = new Set([
  ...words(`
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
    BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
    ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
    FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
    IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
    PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError
    ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError
    SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
    UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex
    copyright credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals
    hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min next
    object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum
    super tuple type vars zip`),
  // Python 2
  ...words(`
    StandardError apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload unichr unicode
    xrange`),
  // IPython, and the front ends of Databricks, Synapse and Pyodide
  ...words(`
    In Out get_ipython display _oh _dh _ih _exit_code dbutils spark sc sqlContext sqlCtx sqlc displayHTML
    mssparkutils notebookutils table sql getArgument udf pyodide piplite micropip`),
]);

/** Also `_`, `__`, `_12`, `_i3`, and names of Python's own: `__name__`. */
export const isGiven = (name: string): boolean => GIVEN.has(name) || /^(?:_+i*\d*|__\w+__)$/.test(name);

export const KEYWORDS: ReadonlySet<string> = new Set(
  words(`
    False None True and as assert async await break class continue def del elif else except finally for from global if
    import in is lambda nonlocal not or pass raise return try while with yield`),
);
