// Copies the one script of GOV.UK Frontend that pages load. The line that points at its source map is left out:
// the map is not shipped, and a hashed static storage refuses a reference to a file that is not there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const from = "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js";
const script = readFileSync(from, "utf8").replace(/\/\/# sourceMappingURL=.*\s*$/, "");

mkdirSync("static/dist", { recursive: true });
writeFileSync("static/dist/govuk-frontend.min.js", script);
