// *Is my copy current?*: compares a pasted file with all files that the guide offers, line by line. A value that readers
// fill in matches any other value; empty lines and spaces at the end of a line don't count.
"use strict";
{
  const { element } = kanikoPage;
  const ENOUGH = 0.5; // the part of the lines that a similar file has
  const FEWEST = 5; // lines that a file must have to be recognized in a larger one
  const MOST = 5; // files that are named if several are the same
  const LONGEST = 3000; // lines of a file that is compared; those of the guide have less than 300
  const SHOWN = 200; // lines of a difference
  const VALUE = String.raw`([^\s'"]+)`;
  const SUM = /^([0-9a-f]{64}) [ *](.+)$/;
  const { files, images, words } = globalThis.kanikoCopies;
  const box = document.querySelector(".copies");
  const [input, chosen, clear, answer] = ["textarea", "input", "button", ".diagnose-answer"].map((selector) =>
    box.querySelector(selector),
  );

  const counts = (line) => /[\p{L}\p{N}](?:.*[\p{L}\p{N}]){2}/u.test(line); // brackets alone say nothing
  const linesOf = (text) => {
    const all = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
    return all.map((line) => line.trimEnd()).filter((line) => line);
  };
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

  // The lines of a file of the guide, each with a pattern if it has values of readers.
  const readTemplate = ([recipe, path, text, occurrences, sum]) => {
    const lines = [];
    let at = 0;
    for (const line of text.split("\n")) {
      const inside = occurrences.filter(([start]) => start >= at && start <= at + line.length);
      let [pattern, from] = ["", at];
      for (const [start, end] of inside) {
        pattern += escaped(text.slice(from, start)) + VALUE;
        from = end;
      }
      pattern += escaped(text.slice(from, at + line.length).trimEnd());
      if (line.trim())
        lines.push({
          text: line.trimEnd(),
          values: inside.map(([start, end, name]) => ({ name, shown: text.slice(start, end) })),
          pattern: inside.length ? new RegExp(`^${pattern}$`) : undefined,
        });
      at += line.length + 1;
    }
    return { recipe, path, sum, lines };
  };
  let templates; // read when they are first needed

  // Which of the reader's lines are the same as a line of the guide; many files have the same lines.
  const matcher = (own) => {
    const known = new Map();
    return (line) => {
      const key = `${line.text}\n${line.pattern?.source}`;
      if (!known.has(key)) known.set(key, own.map((one) => line.text === one || Boolean(line.pattern?.test(one))));
      return known.get(key);
    };
  };

  // The longest sequence of lines that both have in the same order, as pairs of indexes.
  const align = (lines, own, matches) => {
    const same = lines.map(matches);
    const width = own.length + 1;
    const length = new Uint16Array((lines.length + 1) * width);
    for (let at = lines.length - 1; at >= 0; at--)
      for (let to = own.length - 1; to >= 0; to--)
        length[at * width + to] = same[at][to]
          ? length[(at + 1) * width + to + 1] + 1
          : Math.max(length[(at + 1) * width + to], length[at * width + to + 1]);
    const pairs = [];
    for (let at = 0, to = 0; at < lines.length && to < own.length; ) {
      if (same[at][to]) pairs.push([at++, to++]);
      else if (length[(at + 1) * width + to] >= length[at * width + to + 1]) at++;
      else to++;
    }
    return pairs;
  };

  const compare = (template, own, matches) => {
    const pairs = align(template.lines, own, matches);
    const matched = pairs.filter(([, to]) => counts(own[to])).length;
    const yours = own.filter(counts).length;
    const ours = template.lines.filter((line) => counts(line.text)).length;
    const whole = pairs.length === own.length;
    const [first, last] = [pairs[0]?.[0], pairs.at(-1)?.[0]];
    return {
      template,
      pairs,
      likeness: matched / (yours + ours),
      enough: matched >= ENOUGH * yours || (matched >= ENOUGH * ours && matched >= FEWEST),
      current: whole && pairs.length === template.lines.length,
      part: whole && last - first + 1 === own.length,
    };
  };

  const find = (own) => {
    if (own.length > LONGEST) return [];
    templates ??= files.map(readTemplate);
    const matches = matcher(own);
    const found = templates
      .map((template) => compare(template, own, matches))
      .filter(({ enough }) => enough)
      .sort((one, other) => other.likeness - one.likeness);
    const exact = ["current", "part"].map((kind) => found.filter((one) => one[kind])).find((some) => some.length);
    return exact ?? found.slice(0, 1);
  };

  // The reader's values in the lines that both have, where they are not those that the guide shows; and of these the
  // images and versions that are others, not the same from another registry.
  const valuesOf = ({ template, pairs }, own) => {
    const values = new Map();
    for (const [at, to] of pairs) {
      const { pattern, values: places } = template.lines[at];
      pattern?.exec(own[to])?.slice(1).forEach((value, number) => {
        const { name, shown } = places[number];
        if (value !== shown) values.set(value, { value, shown, isImage: images.includes(name) });
      });
    }
    const nameOf = (image) => image.slice(image.lastIndexOf("/") + 1);
    const all = [...values.values()];
    const others = all.filter(({ value, shown, isImage }) => isImage && nameOf(value) !== nameOf(shown));
    return { others, filled: all.filter((one) => !others.includes(one)) };
  };

  // The lines that differ, in order: `-` is only the reader's, `+` only the guide's; with one line that both have before.
  const difference = ({ template, pairs }, own) => {
    const found = [];
    let [at, to] = [0, 0];
    for (const [nextAt, nextTo] of [...pairs, [template.lines.length, own.length]]) {
      if ((nextAt > at || nextTo > to) && to > 0) found.push([" ", own[to - 1]]);
      while (to < nextTo) found.push(["-", own[to++]]);
      while (at < nextAt) found.push(["+", template.lines[at++].text]);
      [at, to] = [nextAt + 1, nextTo + 1];
    }
    return found;
  };

  const link = ({ recipe, path }) =>
    element("a", { href: `${box.dataset.site}snippets/${recipe}/${path}` }, element("code", {}, `${recipe}/${path}`));
  const zip = ({ recipe }) => element("a", { href: `${box.dataset.site}snippets/${recipe}.zip`, download: "" }, words.zip);
  const joined = (nodes) => nodes.flatMap((node, at) => (at ? [" · ", node] : [node]));

  const showDifference = (found, own) => {
    const lines = difference(found, own);
    const number = (mark) => lines.filter(([one]) => one === mark).length;
    const shown = lines.slice(0, SHOWN).map(([mark, text]) => {
      const name = { "-": "del", "+": "ins", " ": "span" }[mark];
      return element(name, {}, `${mark} ${text}\n`);
    });
    if (lines.length > SHOWN) shown.push(words.more.replace("{count}", lines.length - SHOWN));
    return [
      element("p", {}, words.differ.replace("{yours}", number("-")).replace("{ours}", number("+"))),
      element("pre", { className: "copies-lines", tabIndex: 0 }, element("code", {}, ...shown)),
    ];
  };

  const judgeFile = (own) => {
    const found = find(own);
    if (!found.length) return { kind: "unknown", nodes: [element("p", {}, words.unknown)] };
    const [first] = found;
    const kind = first.current ? "current" : first.part ? "part" : "similar";
    const { others, filled } = valuesOf(first, own);
    const links = found.slice(0, MOST).map(({ template }) => link(template));
    if (found.length > MOST) links.push(words.others.replace("{count}", found.length - MOST));
    const title = others.length && kind !== "similar" ? words.lines : words[kind];
    const nodes = [element("p", {}, element("strong", {}, title), ...joined(links))];
    const code = (text) => element("code", {}, text);
    if (others.length) {
      const items = others.map(({ value, shown }) => element("li", {}, code(value), words.guides, code(shown)));
      nodes.push(element("p", {}, words.images), element("ul", {}, ...items));
    }
    if (kind === "similar") nodes.push(...showDifference(first, own), element("p", {}, zip(first.template)));
    if (filled.length) nodes.push(element("p", {}, words.values, ...joined(filled.map(({ value }) => code(value)))));
    return { kind: kind === "similar" || others.length ? "unknown" : "success", nodes };
  };

  const judgeSums = (sums) => {
    const rows = sums.map(([, sum, path]) => {
      const named = files.filter((file) => file[1] === path);
      const current = named.find((file) => file[4] === sum);
      const verdict = current ? words.sumCurrent : named.length ? words.sumDiffers : words.sumUnknown;
      return { current, node: element("li", {}, element("code", {}, path), " ", verdict) };
    });
    const all = rows.every(({ current }) => current);
    return { kind: all ? "success" : "unknown", nodes: [element("ul", {}, ...rows.map(({ node }) => node))] };
  };

  const judge = () => {
    const own = linesOf(input.value);
    const sums = own.map((line) => SUM.exec(line));
    const { kind, nodes } = !own.length ? { nodes: [] } : sums.every(Boolean) ? judgeSums(sums) : judgeFile(own);
    if (kind) box.dataset.answer = kind;
    else delete box.dataset.answer;
    answer.replaceChildren(...nodes);
    clear.hidden = !own.length;
  };

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(judge, 150);
  });
  const readChosen = async () => {
    const [file] = chosen.files;
    if (!file) return;
    try {
      input.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      judge();
    } catch {
      input.value = "";
      judge();
      box.dataset.answer = "unknown";
      answer.replaceChildren(element("p", {}, words.unreadable.replace("{name}", file.name)));
    }
    chosen.value = "";
  };
  chosen.addEventListener("change", readChosen);
  clear.addEventListener("click", () => {
    input.value = "";
    judge();
    input.focus();
  });
  // What the reader did before this script was loaded.
  if (chosen.files.length) readChosen();
  else if (input.value) judge();
}
