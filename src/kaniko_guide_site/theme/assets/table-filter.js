"use strict";

/* The index of all snippets and other long tables, narrowed down by words and by what a row says it is. */

(() => {
  const form = document.querySelector(".table-filter");
  if (!form) return;
  const [text, count] = ["input", "output"].map((name) => form.querySelector(name));
  const choices = [...form.querySelectorAll("select")];
  const tables = [...document.querySelectorAll("table.filterable")].map((table) => ({
    heading: table.previousElementSibling,
    rows: [...table.tBodies[0].rows].map((row) => ({ row, words: row.textContent.toLowerCase() })),
    table,
  }));

  function narrow() {
    const wanted = text.value.toLowerCase().split(/\s+/u);
    let shown = 0;
    for (const { heading, rows, table } of tables) {
      let here = 0;
      for (const { row, words } of rows) {
        const chosen = choices.every(({ name, value }) => ["", row.getAttribute(`data-${name}`)].includes(value));
        const fits = chosen && wanted.every((word) => words.includes(word));
        row.hidden = !fits;
        here += fits;
      }
      heading.hidden = table.hidden = here === 0;
      shown += here;
    }
    count.textContent = count.dataset.template.replace("{shown}", shown);
  }

  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  narrow();
})();
