import { agreesWithClient } from "./mlflow-store.js";

agreesWithClient(process.env.EXPTRACK_PYTHON ?? "python3");
