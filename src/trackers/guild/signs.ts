import { defineSigns } from "../../core/tracker.js";

/** Names as in guildai 0.9.0 (`ipy.py`, `guildfile.py`). Runs are made by `guild run`, not by calls. */
export const signs = defineSigns({
  id: "guild",
  title: "Guild AI",
  url: "https://guild.ai",
  packages: ["guildai"],
  modules: ["guild"],
  calls: { "guild.ipy.run": "init", "guild.*": "other" },
  configFiles: [{ glob: "**/guild.{yml,yaml}" }],
  mentions: ["Guild AI", "guild run", "guildai", "guild.ai"],
  environment: ["GUILD_HOME", "GUILD_ENV"],
  targets: [],
  off: [],
  recordsCommit: true,
  recordsParameters: true,
  tracksRuns: true,
});
