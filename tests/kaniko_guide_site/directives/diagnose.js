// Reads logs by the page's own script, one a line of its input: {"log": in base64, "chunk": bytes read at once}. A line of
// its output is the diagnosis. Its arguments are the script, and the file of the data that stands in the page.
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
