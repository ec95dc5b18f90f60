import { defineRule, fail, listed, notApplicable, pass, places } from "exptrack/core";

/** Frameworks that hand on what a request holds as it is. The others check it by the annotations of their functions. */
const UNCHECKED = new Set(["flask", "quart", "aiohttp", "tornado", "falcon", "sanic", "starlette"]);

export const rule = defineRule({
  id: "serving-without-input-validation",
  title: "What the model is asked is not checked",
  severity: "info",
  docs: {
    what: "Looks in web applications that load a model, and in what they import, for a schema of what requests hold (pydantic, JSON schema, marshmallow, pandera, forms). Frameworks that check by annotations (FastAPI, Litestar) and servers made for models are left out.",
    why: "A model answers a column in the wrong unit or order as confidently as a right one: only a check at the door tells them apart.",
    limit: "Checks that are written by hand, or made by a gateway before the request arrives, are not seen.",
    fix: "Describe a request once, with types and ranges, and refuse what does not fit.",
    effort: "minutes",
    before: {
      default: 'features = request.get_json()["features"]\nreturn model.predict([features]).tolist()',
    },
    example: {
      default:
        "class Flower(pydantic.BaseModel):\n    petal_length: float = Field(gt=0, lt=20)\n\nflower = Flower.model_validate(request.get_json())",
    },
  },
  check(model) {
    if (model.stakes.level !== "high") return notApplicable("the stakes do not call for it");
    const web = model.evidence("serving.surface").filter(({ tool }) => UNCHECKED.has(tool));
    if (web.length === 0) return notApplicable("no web application that hands on what it is given was found");
    const checks = model.evidence("inventory.item").filter((item) => item.item === "input validation");
    return checks.length > 0
      ? pass("code", `requests are checked (${listed(checks.map(({ name }) => name))})`, places(checks))
      : fail("code", "no schema of what a request holds was found in the serving code", places(web));
  },
});
