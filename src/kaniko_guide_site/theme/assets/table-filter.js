"use strict";

/* Filters long tables by text and by the values in the attributes of rows. */

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

  function filter() {
    const terms = text.value.toLowerCase().split(/\s+/u);
    let shown = 0;
    for (const { heading, rows, table } of tables) {
      let here = 0;
      for (const { row, words } of rows) {
        const chosen = choices.every(({ name, value }) => ["", row.getAttribute(`data-${name}`)].includes(value));
        const fits = chosen && terms.every((term) => words.includes(term));
        row.hidden = !fits;
        here += fits;
      }
      heading.hidden = table.hidden = here === 0;
      shown += here;
    }
    count.textContent = count.dataset.template.replace("{shown}", shown);
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
