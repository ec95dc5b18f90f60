import { agreesWithClient } from "./mlflow-store.js";

// Of the interpreter with test/tools/requirements-clients-old.txt: vitest.clients.config.ts leaves this out without one.
agreesWithClient(process.env.EXPTRACK_PYTHON_OLD ?? "python3");
