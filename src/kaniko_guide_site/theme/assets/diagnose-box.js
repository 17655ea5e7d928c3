// The box for a log: it shows what `kanikoDiagnose` finds. The log and the answer are never sent or stored, and what the
// log says reaches the page as text, never as markup. What finds it, `data-scripts`, is large: it is loaded on first use.
"use strict";
{
  const box = document.querySelector(".diagnose");
  if (box) {
    const { element, hasInOrder, once, run } = kanikoPage;
    const TYPING = 250;
    const LARGE = 300_000;
    let data;
    let words;
    const loaded = once(async () => {
      await Promise.all(box.dataset.scripts.split(" ").map(run));
      data = globalThis.kanikoDiagnosis;
      ({ words } = data);
    });
    const part = (name) => box.querySelector(`.diagnose-${name}`);
    const [area, file, clear, source, reading, cancel] = ["log", "file", "clear", "source", "reading", "cancel"].map(part);
    const [quote, first, rest] = ["quote", "first", "rest"].map(part);
    const fillIn = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    // Text with code in backticks; values are inserted afterwards, so that those of a log are never code.
    const withCode = (template, values = {}) =>
      template.split("`").map((piece, at) => {
        const text = fillIn(piece, values);
        return at % 2 ? element("code", {}, text) : text;
      });
    const paragraph = (className, ...content) => element("p", { className }, ...content);
    const link = (address, ...content) => element("a", { href: box.dataset.site + address }, ...content);
    const linkTo = (page) => {
      const [address, title] = data.pages[page];
      return link(address, ...withCode(title));
    };
    const partOf = ({ layer, phase }) => data.parts.find((part) => part.layer === layer && part.phase === phase);
    const titleOf = (part) => partOf(part).title;
    // What is known of a line, with a separator between.
    const facts = (...known) => paragraph("diagnose-place", known.filter(Boolean).join(" · "));

    // The line, with the recognized parts marked.
    const quotedLine = (text, marked = []) => {
      const code = element("code", { tabIndex: 0 });
      let at = 0;
      for (const part of marked) {
        const found = text.indexOf(part, at);
        if (found < 0) {
          break;
        }
        code.append(text.slice(at, found), element("mark", {}, part));
        at = found + part.length;
      }
      code.append(text.slice(at) + (Array.from(text).length < data.limits.quote ? "" : "…"));
      return element("pre", {}, code);
    };
    const command = (text) => {
      const code = element("code", { tabIndex: 0 }, text);
      const copy = element("button", { type: "button", className: "diagnose-button" }, words.copy);
      copy.setAttribute("aria-label", `${words.copy} ${text}`);
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(text);
          copy.textContent = words.copied;
          setTimeout(() => (copy.textContent = words.copy), 2000);
        } catch {
          getSelection().selectAllChildren(code);
        }
      });
      return element("div", { className: "diagnose-command" }, element("pre", {}, code), copy);
    };
    const labeled = (className, label, text) => paragraph(className, element("strong", {}, label), ...withCode(text));
    const labelOf = ({ signature, confidence, wentOn, example }) =>
      words[wentOn ? "wentOn" : example ? "example" : signature.symptom ? "symptom" : confidence];
    const causeAndFix = ({ cause, ...found }) => [
      labeled(`diagnose-cause diagnose-${found.confidence}`, labelOf(found), cause.cause),
      ...(found.values.length ? [paragraph("diagnose-values", ...withCode(fillIn(words.inLog, { values: found.values.join("; ") })))] : []),
      labeled("diagnose-fix", words.fix, cause.fix),
    ];
    // Other causes of the same text, in a list.
    const otherCauses = (others) => {
      const items = others.map((other) => {
        const fix = labeled("diagnose-fix", words.fix, other.cause.fix);
        return element("li", {}, paragraph("", ...withCode(other.cause.cause)), fix, ...confirmation(other));
      });
      return items.length ? [paragraph("diagnose-alike", words.alike), element("ol", { className: "diagnose-others" }, ...items)] : [];
    };
    // An error of the build's own code, tests, or tools.
    const own = ({ causes, hints, part, decisive: [line] }) => {
      const [named] = [...causes, ...hints.filter((hint) => hint.example && hint.line === line)];
      return (named ? named.signature.own_error : part?.layer === "tool") ? [paragraph("diagnose-own", ...withCode(words.own))] : [];
    };
    // The command that decides, where to run it, and what each of its answers means.
    const confirmation = ({ cause: { confirm } }) => {
      if (!confirm) {
        return [];
      }
      const readings = confirm.answers.map(([shows, means]) =>
        element("li", {}, ...withCode(fillIn(words.reading, { shows, means }))),
      );
      const where = withCode(fillIn(words.confirm, confirm));
      return [paragraph("diagnose-where", ...where), command(confirm.command), element("ul", { className: "diagnose-readings" }, ...readings)];
    };
    const detailLinks = ({ signature: { page, entry } }) => {
      const section = page ? [linkTo(page), " · "] : [];
      return paragraph("diagnose-more", words.details, ...section, link(data.errors + entry, words.proof));
    };
    const lineWithFacts = ({ line, quote, part }, texts) => [
      facts(fillIn(words.line, { line }), part && titleOf(part)),
      quotedLine(quote, texts),
    ];
    // The texts of a line by which a signature was recognized: those of a pattern, or of an answer or a file error.
    const textsOf = ({ signature: { patterns, answers = [], pathErrors = [] }, quote }) => {
      const textsById = (known, ids = []) => known.filter(({ id }) => ids.includes(id)).flatMap(({ texts }) => texts);
      const read = [
        ...answers.flatMap(({ codes, says = [] }) => [...textsById(data.answers.codes, codes), ...says]),
        ...pathErrors.flatMap((condition) => textsById(data.errnos.errnos, condition.errnos)),
      ];
      const inLine = [...new Set(read)].filter((text) => quote.includes(text));
      inLine.sort((first, second) => quote.indexOf(first) - quote.indexOf(second));
      const lines = patterns.map((pattern) => pattern.at(-1).map((text) => text.replace(/^\^/, "")));
      return lines.find((texts) => hasInOrder(quote, texts)) ?? inLine;
    };
    const groupsOf = (found) => {
      const ids = new Set(found.map(({ signature }) => signature.id));
      return Array.from(ids, (id) => found.filter(({ signature }) => signature.id === id));
    };
    const folded = (summary, groups) => {
      const all = element("details", {}, element("summary", {}, fillIn(summary, { count: groups.length })));
      groups.forEach((group) => {
        all.append(...lineWithFacts(group[0], textsOf(group[0])));
        all.append(...causeAndFix(group[0]), ...confirmation(group[0]), ...otherCauses(group.slice(1)), detailLinks(group[0]));
      });
      return groups.length ? [all] : [];
    };

    const show = (kind, line, status, more) => {
      box.dataset.answer = kind;
      quote.replaceChildren(...line);
      first.replaceChildren(...status);
      rest.replaceChildren(...more);
    };
    const clearAnswer = () => {
      delete box.dataset.answer;
      [quote, first, rest].forEach((part) => part.replaceChildren());
    };
    const showWithoutCause = (found) => {
      const { part, decisive: [line, quote], hints } = found;
      if (found.succeeded) {
        const [hint] = hints;
        const status = paragraph("diagnose-cause", ...withCode(hint ? words.succeededBut : words.succeeded));
        show(
          hint ? "unknown" : "success",
          hint ? lineWithFacts(hint, textsOf(hint)) : [],
          hint ? [status, ...causeAndFix(hint)] : [status],
          hint ? [...confirmation(hint), detailLinks(hint)] : [],
        );
        return;
      }
      if (!line) {
        show("unknown", [], [paragraph("diagnose-cause", words.empty)], []);
        return;
      }
      const reached = part ? fillIn(found.failed ? words.failed : words.reached, { part: titleOf(part) }) : words.noPart;
      const groups = groupsOf(hints);
      const here = groups.filter(([hint]) => hint.line === line);
      const noCause = here.some(([{ example }]) => example) ? words.open : words.unknown;
      const [, ...after] = data.next.flatMap((page) => [" · ", linkTo(page)]);
      show(
        "unknown",
        lineWithFacts({ line, quote, part }),
        [paragraph("diagnose-cause", element("strong", {}, found.failed ? noCause : words.nothingFailed), " ", reached), ...own(found)],
        [
          ...here.flatMap(([hint, ...more]) => [...causeAndFix(hint), ...confirmation(hint), ...otherCauses(more), detailLinks(hint)]),
          paragraph("diagnose-fix", ...withCode(words.lookAt)),
          command(data.look),
          paragraph("diagnose-more", words.details, ...after),
          ...folded(words.hints, groups.filter((group) => !here.includes(group))),
        ],
      );
    };
    const showDiagnosis = (found) => {
      const [cause] = found.causes;
      if (!cause) {
        showWithoutCause(found);
        return;
      }
      const [same, ...others] = groupsOf(found.causes);
      const more = [...confirmation(cause), ...otherCauses(same.slice(1)), detailLinks(cause)];
      more.push(...folded(words.further, [...others, ...groupsOf(found.hints)]));
      show("cause", lineWithFacts(cause, textsOf(cause)), [...causeAndFix(cause), ...own(found)], more);
    };

    const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
    const size = (bytes) => {
      const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
      const style = { style: "unit", unit: UNITS[step], maximumFractionDigits: step && 1 };
      return new Intl.NumberFormat(document.documentElement.lang, style).format(bytes / 1000 ** step);
    };
    let current = null;
    const stop = () => {
      current?.abort();
      current = null;
      reading.hidden = true;
    };
    // A log that is not in the text area has a name.
    const read = async (blob, name = "") => {
      stop();
      const controller = (current = new AbortController());
      const bar = reading.querySelector("progress");
      const progress = (share) => {
        bar.value = share;
        reading.hidden = share === 1 || blob.size < LARGE;
      };
      try {
        reading.hidden = Boolean(data);
        await loaded();
        const found = await globalThis.kanikoDiagnose(blob, data, { progress, signal: controller.signal });
        if (controller === current) {
          source.textContent = name && fillIn(words.source, { name, size: size(blob.size), lines: found.lines });
          showDiagnosis(found);
        }
      } catch (error) {
        if (!controller.signal.aborted) {
          clearAnswer();
          source.textContent = data ? fillIn(words.unreadable, { name }) : box.dataset.unloaded;
        }
      } finally {
        if (controller === current) {
          stop();
        }
      }
    };
    const readFile = (blob, name) => {
      area.value = "";
      clear.hidden = false;
      source.textContent = name;
      read(blob, name);
    };
    const readTextArea = () => {
      source.textContent = "";
      file.value = "";
      clear.hidden = !area.value;
      if (area.value.trim()) {
        read(new Blob([area.value]));
      } else {
        stop();
        clearAnswer();
      }
    };

    for (const type of ["focusin", "pointerenter", "dragenter"]) {
      box.addEventListener(type, () => loaded().catch(() => {}), { once: true });
    }
    let waiting = 0;
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(readTextArea, TYPING);
    });
    // A text area with megabytes slows the page down; large pasted text is read like a file.
    area.addEventListener("paste", (event) => {
      const [pasted] = event.clipboardData.files;
      const text = event.clipboardData.getData("text");
      if (pasted) {
        event.preventDefault();
        readFile(pasted, pasted.name);
      } else if (text.length > LARGE) {
        event.preventDefault();
        readFile(new Blob([text]), box.dataset.pasted);
      }
    });
    file.addEventListener("change", () => file.files.length && readFile(file.files[0], file.files[0].name));
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("diagnose-over");
    });
    box.addEventListener("dragleave", (event) => {
      if (!box.contains(event.relatedTarget)) {
        box.classList.remove("diagnose-over");
      }
    });
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("diagnose-over");
      const [dropped] = event.dataTransfer.files;
      const text = event.dataTransfer.getData("text");
      if (dropped) {
        readFile(dropped, dropped.name);
      } else if (text) {
        area.value = text;
        readTextArea();
      }
    });
    clear.addEventListener("click", () => {
      area.value = "";
      readTextArea();
      area.focus();
    });
    cancel.addEventListener("click", () => {
      stop();
      clear.hidden = true;
      source.textContent = "";
      area.focus();
    });
    if (area.value) {
      readTextArea();
    }
  }
}
