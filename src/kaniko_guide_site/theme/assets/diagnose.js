// Finds in a log why a build failed, in the page: nothing is sent and nothing is stored.
//
// The algorithm is that of the command (sources/log.py, diagnosis/causes.py) and the signatures are the same data, in
// diagnose-data.js; tests compare the answers of both. A log is read in chunks, so that a large one does not stop the page,
// and what it says reaches the page as text, never as markup.
"use strict";
{
  /* Lines: bytes in, text without colours and line ends out. */

  const NEWLINE = 10;
  const EURO_BYTE = 0x80;
  const BYTE_ORDER_MARKS = [
    [[0xef, 0xbb, 0xbf], "utf-8"],
    [[0xff, 0xfe], "utf-16le"],
    [[0xfe, 0xff], "utf-16be"],
  ];
  const CONTROL = /\x1b\[8mha:[^\x1b]*\x1b\[0m|\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]/g;
  const SPACE = /[\t \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  const decoder = (encoding, fatal) => new TextDecoder(encoding, { fatal, ignoreBOM: true });
  const utf8 = decoder("utf-8", true);
  const gb18030 = decoder("gb18030", true);
  const lossyUtf8 = decoder("utf-8", false);

  const stripped = (line) => {
    const text = line.replace(CONTROL, "");
    let end = text.length;
    while (end && SPACE.test(text[end - 1])) {
      end -= 1;
    }
    return text.slice(0, end);
  };
  // Browsers decode the byte 80 as a euro sign, as Windows does; it is invalid in GB18030.
  const hasLoneEuro = (bytes) => {
    for (let at = 0; at < bytes.length;) {
      if (bytes[at] === EURO_BYTE) {
        return true;
      }
      const digit = bytes[at + 1] >= 0x30 && bytes[at + 1] <= 0x39;
      at += bytes[at] < EURO_BYTE ? 1 : digit ? 4 : 2;
    }
    return false;
  };
  const decodeLine = (bytes) => {
    try {
      return utf8.decode(bytes);
    } catch {
      try {
        return hasLoneEuro(bytes) ? lossyUtf8.decode(bytes) : gb18030.decode(bytes);
      } catch {
        return lossyUtf8.decode(bytes);
      }
    }
  };
  const concatenate = (first, second) => {
    const both = new Uint8Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };

  // Accepts chunks of bytes, of which the first contains the whole byte order mark, and passes each line to `addLine`.
  const lineReader = (longest, addLine) => {
    let toUtf8Bytes = null;
    let rest = new Uint8Array();
    const encoder = new TextEncoder();
    const addInPieces = (line) => {
      for (let at = 0; at === 0 || at < line.length; at += longest) {
        addLine(stripped(decodeLine(line.subarray(at, at + longest))));
      }
    };
    const readFirst = (chunk) => {
      const found = BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, at) => chunk[at] === byte));
      const [mark, encoding] = found ?? [[], "utf-8"];
      const utf16 = encoding === "utf-8" ? null : decoder(encoding, false);
      toUtf8Bytes = (bytes) => (utf16 ? encoder.encode(utf16.decode(bytes, { stream: true })) : bytes);
      return toUtf8Bytes(chunk.subarray(mark.length));
    };
    return {
      push(chunk) {
        const bytes = concatenate(rest, toUtf8Bytes ? toUtf8Bytes(chunk) : readFirst(chunk));
        let from = 0;
        for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
          addInPieces(bytes.subarray(from, end));
          from = end + 1;
        }
        for (; bytes.length - from > longest; from += longest) {
          addInPieces(bytes.subarray(from, from + longest));
        }
        rest = bytes.slice(from);
      },
      end() {
        if (rest.length) {
          addInPieces(rest);
        }
      },
    };
  };

  const length = (text) => Array.from(text).length;
  const beginning = (text, count) => Array.from(text.slice(0, 2 * count)).slice(0, count).join("");

  // Lines that a terminal wrapped, joined with a separator, each with the number of its first line.
  const unwrap = (lines, separator, longestLine, linePrefixes) => {
    const lengths = lines.map(length);
    const longest = Math.max(0, ...lengths);
    const wrappedLength = separator ? Math.floor((longest * 2) / 3) : longest;
    const found = [];
    let start = 1;
    let joined = "";
    lines.forEach((line, at) => {
      if (joined && linePrefixes.some((prefix) => line.startsWith(prefix))) {
        found.push([start, joined]);
        start = at + 1;
        joined = "";
      }
      joined = joined ? joined + separator + line : line;
      if (lengths[at] < wrappedLength || !line || length(joined) > longestLine) {
        found.push([start, joined]);
        start = at + 2;
        joined = "";
      }
    });
    return joined ? [...found, [start, joined]] : found;
  };

  /* Signatures: a pattern consists of the literal parts of consecutive lines. */

  const containsInOrder = (line, parts) => {
    let at = 0;
    return parts.every((part) => {
      const found = line.indexOf(part, at);
      at = found + part.length;
      return found >= 0;
    });
  };
  const matches = (pattern, line, before) => {
    const previous = pattern.length - 1;
    return (
      containsInOrder(line, pattern[previous]) &&
      previous <= before.length &&
      pattern.slice(0, previous).every((parts, at) => containsInOrder(before[before.length - previous + at], parts))
    );
  };
  const longestPart = (pattern) => pattern.at(-1).reduce((longest, part) => (part.length > longest.length ? part : longest));
  const entries = (patterns, subject) => patterns.map((pattern) => ({ longestPart: longestPart(pattern), pattern, subject }));
  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

  // The patterns of the data, prepared once for the search.
  const preparePatterns = (data) => {
    const known = data.signatures.flatMap((signature) => entries(signature.patterns, signature));
    const clues = Object.entries(data.clues).flatMap(([name, patterns]) => entries(patterns, name));
    const marks = data.stages.flatMap(({ marks }, stage) => entries(marks, stage));
    const longestParts = new Set([...known, ...clues, ...marks].map((entry) => entry.longestPart));
    return {
      known,
      clues,
      marks,
      mostLines: Math.max(...known.map(({ pattern }) => pattern.length)),
      anyPart: new RegExp([...longestParts].map(escaped).join("|")),
      byId: new Map(data.signatures.map((signature) => [signature.id, signature])),
      warnings: data.warnings,
      messages: data.messages,
    };
  };

  // Whether the build went on after a match: a warning, or a problem that a later line shows to be resolved.
  const wentOn = ({ clues }, { transient, resolved }, { warning, line }) =>
    warning || (clues.get(transient ? "success" : resolved) ?? 0) >= line;

  // The state of the search; lines are numbered from 1.
  const newSearch = ({ known, clues, marks, mostLines, anyPart, warnings, messages }, quoteLength) => {
    const state = { hits: new Map(), clues: new Map(), stage: -1, current: -1, lines: 0, last: [0, ""] };
    const before = [];
    const cluesPermit = ({ requires = [], excludes = [] }) =>
      requires.every((name) => state.clues.has(name)) && !excludes.some((name) => state.clues.has(name));
    const search = (number, line) => {
      const isHere = (entry) => line.includes(entry.longestPart) && matches(entry.pattern, line, before);
      for (const { subject } of clues.filter(isHere)) {
        state.clues.set(subject, number);
      }
      for (const { subject } of marks.filter(isHere)) {
        state.stage = Math.max(state.stage, subject);
        state.current = subject;
      }
      const found = known.find((entry) => isHere(entry) && cluesPermit(entry.subject));
      const hasAny = (parts) => parts.some((part) => line.includes(part));
      const failed = state.clues.get("failure") === number;
      if (found && (found.subject.silent || failed || !hasAny(messages))) {
        const { subject, pattern } = found;
        const first = state.hits.get(subject.id);
        const warning = !failed && hasAny(warnings);
        if (!first || (wentOn(state, subject, first) && !warning)) {
          state.hits.set(subject.id, { line: number, quote: beginning(line, quoteLength), parts: pattern.at(-1), warning, stage: state.current });
        }
      }
    };
    const addLine = (number, line) => {
      state.lines = number;
      if (line) {
        state.last = [number, line];
        if (anyPart.test(line)) {
          search(number, line);
        }
        before.push(line);
        if (before.length > mostLines) {
          before.shift();
        }
      }
    };
    return { state, addLine };
  };

  // A text that other operations print too counts for its stage only if its line names that operation.
  const stageOf = ({ signature, quote, wentOn, stage }, stages) => {
    if (wentOn) {
      return null;
    }
    return quote.includes(signature.stage_text ?? "") ? signature.stage : stages[stage]?.id;
  };

  const succeeded = ({ clues }) => clues.has("success") && !clues.has("failure");

  // The causes of the relevant matches by line, then symptoms, then those after which the build went on.
  const causesOf = (state, byId, linesAreWhole) => {
    const success = state.clues.get("success") ?? 0;
    const ended = succeeded(state);
    const relevant = Array.from(state.hits, ([id, hit]) => ({ signature: byId.get(id), hit }))
      .filter(
        ({ signature, hit }) => signature.silent || !(ended || (signature.transient && hit.line <= success)),
      )
      .map((one) => ({ ...one, wentOn: !one.signature.silent && wentOn(state, one.signature, one.hit) }));
    relevant.sort((first, second) => {
      const wentOnLast = Number(first.wentOn) - Number(second.wentOn);
      const symptomsLast = Number(Boolean(first.signature.symptom)) - Number(Boolean(second.signature.symptom));
      return wentOnLast || symptomsLast || first.hit.line - second.hit.line;
    });
    const confidence = ({ symptom, likely, causes }, rank, wentOn) => {
      if (symptom || rank || wentOn) {
        return "possible";
      }
      return linesAreWhole && causes.length === 1 && !likely ? "certain" : "likely";
    };
    return relevant.flatMap(({ signature, hit, wentOn }) =>
      signature.causes.map((cause, rank) => ({
        signature,
        cause,
        confidence: confidence(signature, rank, wentOn),
        ...hit,
        wentOn,
      })),
    );
  };

  // Reads a log from a Blob. `progress` receives the share that was read; `signal` stops the reading.
  const diagnose = async (blob, data, { chunk = 1 << 18, progress, signal } = {}) => {
    const patterns = preparePatterns(data);
    const { line: longest, wrapped, quote } = data.limits;
    const { state, addLine } = newSearch(patterns, quote);
    const kept = [];
    let number = 0;
    const lines = lineReader(longest, (line) => {
      number += 1;
      if (kept.length < wrapped) {
        kept.push(line);
      }
      addLine(number, line);
    });
    for (let at = 0; at < blob.size; at += chunk) {
      const bytes = await blob.slice(at, at + chunk).arrayBuffer();
      signal?.throwIfAborted();
      lines.push(new Uint8Array(bytes));
      progress?.(Math.min(1, (at + chunk) / blob.size));
    }
    lines.end();
    let causes = causesOf(state, patterns.byId, true);
    if (kept.length === state.lines && !succeeded(state)) {
      for (const separator of ["", " "]) {
        if (causes.every(({ signature, wentOn }) => signature.symptom || wentOn)) {
          const again = newSearch(patterns, quote);
          unwrap(kept, separator, longest, data.linePrefixes).forEach(([start, line]) => again.addLine(start, line));
          const found = causesOf(again.state, patterns.byId, false);
          causes = found.length ? found : causes;
        }
      }
    }
    const [last, words] = state.last;
    return {
      stage: (causes.length ? stageOf(causes[0], data.stages) : null) ?? data.stages[state.stage]?.id ?? null,
      causes,
      succeeded: succeeded(state),
      lines: state.lines,
      last: [last, beginning(words, quote)],
    };
  };
  globalThis.kanikoDiagnose = diagnose;

  /* The box. */

  const box = document.querySelector(".diagnose");
  if (box) {
    const TYPING = 250;
    const LARGE = 300_000;
    const data = globalThis.kanikoDiagnosis;
    const { words } = data;
    const part = (name) => box.querySelector(`.diagnose-${name}`);
    const [area, file, clear, source, reading, cancel] = ["log", "file", "clear", "source", "reading", "cancel"].map(part);
    const [quote, first, rest] = ["quote", "first", "rest"].map(part);
    const links = new Map(
      Array.from(document.querySelectorAll(".diagnose-links a"), (link) => [link.dataset.page, link]),
    );

    const fillIn = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    const element = (name, about, ...content) => {
      const made = Object.assign(document.createElement(name), about);
      made.append(...content);
      return made;
    };
    // Text with code in backticks; values are inserted afterwards, so that those of a log are never code.
    const withCode = (template, values = {}) =>
      template.split("`").map((piece, at) => {
        const text = fillIn(piece, values);
        return at % 2 ? element("code", {}, text) : text;
      });
    const paragraph = (className, ...content) => element("p", { className }, ...content);
    const linkTo = (page, text, anchor = "") => {
      const known = links.get(page);
      return element("a", { href: known.getAttribute("href") + anchor }, ...(text ? [text] : known.cloneNode(true).childNodes));
    };
    const stageTitle = (id) => data.stages.find((stage) => stage.id === id).title;

    // The line, with the recognized parts marked.
    const quotedLine = (text, parts = []) => {
      const code = element("code", { tabIndex: 0 });
      let at = 0;
      for (const part of parts) {
        const found = text.indexOf(part, at);
        if (found < 0) {
          break;
        }
        code.append(text.slice(at, found), element("mark", {}, part));
        at = found + part.length;
      }
      code.append(text.slice(at) + (length(text) < data.limits.quote ? "" : "…"));
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
    const causeAndFix = (found) => [
      paragraph(`diagnose-cause diagnose-${found.confidence}`, element("strong", {}, words[found.confidence]), ...withCode(found.cause.cause)),
      paragraph("diagnose-fix", element("strong", {}, words.fix), ...withCode(found.cause.fix)),
    ];
    const confirmation = ({ cause }) => (cause.confirm ? [paragraph("", words.confirm), command(cause.confirm)] : []);
    const detailLinks = ({ signature }) =>
      paragraph("diagnose-more", words.details, linkTo(signature.page), " · ", linkTo("errors.md", words.proof, `#${signature.id}`));
    const lineWithPlace = (cause) => {
      const stage = stageOf(cause, data.stages);
      const place = [fillIn(words.line, cause), ...(stage ? [" · ", stageTitle(stage)] : [])];
      return [paragraph("diagnose-place", ...place), quotedLine(cause.quote, cause.parts)];
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
    const showWithoutCause = ({ stage, succeeded, last: [line, text] }) => {
      if (succeeded) {
        show("success", [], [paragraph("diagnose-cause", ...withCode(words.succeeded))], []);
        return;
      }
      const reached = stage ? fillIn(words.reached, { stage: stageTitle(stage) }) : words.noStage;
      const status = [paragraph("diagnose-cause", element("strong", {}, words.unknown), " ", reached)];
      if (!line) {
        show("unknown", [], [paragraph("diagnose-cause", words.empty)], []);
        return;
      }
      const [, ...after] = data.next.flatMap((page) => [" · ", linkTo(page)]);
      show("unknown", [paragraph("diagnose-place", fillIn(words.last, { line })), quotedLine(text)], status, [
        paragraph("diagnose-fix", words.lookAt),
        command(data.look),
        paragraph("diagnose-more", words.details, ...after),
      ]);
    };
    const showDiagnosis = (found) => {
      const [cause] = found.causes;
      if (!cause) {
        showWithoutCause(found);
        return;
      }
      const ids = new Set(found.causes.map(({ signature }) => signature.id));
      const [same, ...others] = Array.from(ids, (id) => found.causes.filter(({ signature }) => signature.id === id));
      const more = [...confirmation(cause)];
      if (same.length > 1) {
        more.push(paragraph("diagnose-alike", words.alike));
        same.slice(1).forEach((other) => more.push(...causeAndFix(other), ...confirmation(other)));
      }
      more.push(detailLinks(cause));
      if (others.length) {
        const all = element("details", {}, element("summary", {}, fillIn(words.further, { count: others.length })));
        others.forEach((group) => {
          all.append(...lineWithPlace(group[0]));
          group.forEach((other) => all.append(...causeAndFix(other), ...confirmation(other)));
          all.append(detailLinks(group[0]));
        });
        more.push(all);
      }
      show("cause", lineWithPlace(cause), causeAndFix(cause), more);
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
        const found = await diagnose(blob, data, { progress, signal: controller.signal });
        if (controller === current) {
          source.textContent = name && fillIn(words.source, { name, size: size(blob.size), lines: found.lines });
          showDiagnosis(found);
        }
      } catch (error) {
        if (!controller.signal.aborted) {
          clearAnswer();
          source.textContent = fillIn(words.unreadable, { name });
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
        readFile(new Blob([text]), words.pasted);
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
