// The search of the page of errors, and the lasting address of an error: `errors/#ID` leads to its page.
// A query matches an error if it has all of its words, or if it is a line that the error prints. The list of all errors,
// `data-script`, is large: it is loaded on first use, or for an address that names an error.
"use strict";
{
  const { element, hasInOrder, once, run } = kanikoPage;
  const MOST = 50;
  const SHORTEST = 8; // characters of a text that is looked for in the query
  const [form, results] = [".error-search", ".error-results"].map((selector) => document.querySelector(selector));
  const [input, output] = ["input", "output"].map((name) => form.querySelector(name));
  const all = output.textContent;
  const plain = (text) => text.replaceAll("`", "");
  const index = location.protocol === "file:" ? "index.html" : ""; // a disk shows a directory as a list of files
  const address = (pages, [page, id]) => `../${pages[page][0]}/${index}#${id}`;

  const load = once(async () => {
    await run(form.dataset.script);
    return prepared(globalThis.kanikoErrors);
  });
  const prepared = ({ pages, errors, renamed }) => {
    const searched = errors.map((error) => {
      const [page, id, heading, texts] = error;
      const words = [id, plain(heading), pages[page][1], ...texts.map(plain)].join(" ").toLowerCase();
      const lines = texts.map((text) => plain(text).toLowerCase().split("…").filter(Boolean));
      return { error, words, lines: lines.filter((parts) => parts.join("").length >= SHORTEST) };
    });
    return { pages, errors, renamed, searched };
  };

  const name = location.hash.slice(1);
  if (name && !document.getElementById(name)) {
    load().then(({ pages, errors, renamed }) => {
      const asked = errors.find(([, id]) => id === (renamed[name] ?? name));
      if (asked) location.replace(address(pages, asked));
    }, () => {});
  }

  const find = (searched, query) => {
    const terms = query.split(/\s+/u);
    return searched
      .filter(({ words, lines }) => terms.every((term) => words.includes(term)) || lines.some((parts) => hasInOrder(query, parts)))
      .map(({ error }) => error);
  };

  // The error with its text that has the query, otherwise its first one.
  const item = (pages, error, query) => {
    const [page, , heading, texts] = error;
    const text = texts.find((one) => plain(one).toLowerCase().includes(query)) ?? texts[0];
    const title = element("a", { href: address(pages, error) }, plain(heading));
    return element("li", {}, title, element("small", {}, pages[page][1]), element("code", {}, plain(text)));
  };
  const list = (found, pages, query) => {
    results.replaceChildren(...found.slice(0, MOST).map((error) => item(pages, error, query)));
    results.hidden = !found.length;
  };
  const show = async () => {
    const query = input.value.trim().toLowerCase();
    kanikoGuideFilters.keep({ q: input.value.trim() });
    if (!query) {
      output.textContent = all;
      list([]);
      return;
    }
    try {
      const { pages, searched } = await load();
      if (query !== input.value.trim().toLowerCase()) return;
      const found = find(searched, query);
      const words = found.length > MOST ? form.dataset.more : found.length ? form.dataset.found : form.dataset.none;
      output.textContent = words.replace("{shown}", found.length).replace("{most}", MOST);
      list(found, pages, query);
    } catch {
      output.textContent = form.dataset.unloaded;
    }
  };
  input.addEventListener("focus", () => load().catch(() => {}), { once: true });
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    results.querySelector("a")?.focus();
  });
  input.value ||= kanikoGuideFilters.read("q");
  show();
}
