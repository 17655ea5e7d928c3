// Reads logs by the page's own script, one a line of its input, as the page does: what it is asked is
// [log in base64, data's language, bytes of a chunk]; what it answers is a diagnosis.
"use strict";
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const { runInThisContext } = require("node:vm");

const [script, data] = process.argv.slice(2);
globalThis.document = { querySelector: () => null };
runInThisContext(readFileSync(script, "utf8"), { filename: script });
const known = JSON.parse(readFileSync(data, "utf8"));

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const { log, chunk } = JSON.parse(line);
    const found = await globalThis.kanikoDiagnose(new Blob([Buffer.from(log, "base64")]), known, { chunk });
    console.log(JSON.stringify(found));
  }
})();
