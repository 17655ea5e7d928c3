"use strict";

/* Filters long tables by text and by the values in the attributes of rows; what it filters by is kept in the address. */

(() => {
  const form = document.querySelector(".table-filter");
  if (!form) return;
  const TEXT = "q";
  const [text, count] = ["input", "output"].map((name) => form.querySelector(name));
  const choices = [...form.querySelectorAll("select")];
  const named = [[TEXT, text], ...choices.map((choice) => [choice.name, choice])];
  const tables = [...document.querySelectorAll("table.filterable, .filterable table")].map((table) => ({
    parts: [table, headingOf(table)],
    rows: [...table.tBodies[0].rows].map((row) => ({ row, words: row.textContent.toLowerCase() })),
  }));

  // The theme wraps tables when it starts.
  function headingOf(table) {
    let at = table;
    while (at && !at.previousElementSibling) at = at.parentElement;
    return at?.previousElementSibling;
  }

  function filter() {
    const terms = text.value.toLowerCase().split(/\s+/u);
    let shown = 0;
    for (const { parts, rows } of tables) {
      let here = 0;
      for (const { row, words } of rows) {
        const chosen = choices.every(({ name, value }) => ["", row.getAttribute(`data-${name}`)].includes(value));
        const fits = chosen && terms.every((term) => words.includes(term));
        row.hidden = !fits;
        here += fits;
      }
      for (const part of parts) part.hidden = here === 0;
      shown += here;
    }
    const { template, none } = count.dataset;
    count.textContent = (shown ? template : none).replace("{shown}", shown);
  }

  form.addEventListener("input", () => {
    filter();
    window.kanikoGuideFilters.keep(Object.fromEntries(named.map(([name, field]) => [name, field.value])));
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const [name, field] of named) field.value ||= window.kanikoGuideFilters.read(name);
  filter();
})();
