// Finds in a log why a build failed, in the page: nothing is sent and nothing is stored.
//
// The algorithm is that of the command (sources/log.py, diagnosis/causes.py) and the signatures are the same data, in
// diagnose-data.js; tests compare the answers of both. A log is read in chunks, so that a large one does not stop the page,
// and what it says reaches the page as text, never as markup.
"use strict";
{
  /* Lines: bytes in, text without colors and line ends out. */

  const NEWLINE = 10;
  const EURO_BYTE = 0x80;
  const BYTE_ORDER_MARKS = [
    [[0xef, 0xbb, 0xbf], "utf-8"],
    [[0xff, 0xfe], "utf-16le"],
    [[0xfe, 0xff], "utf-16be"],
  ];
  // Jenkins' hidden console notes; color codes, also written out or without their escape; control characters.
  const CONTROL =
    /\x1b\[8mha:[^\x1b]*\x1b\[0m|(?:\x1b|\^\[|\\(?:033|x1b|u001b))\[[0-?]*[ -/]*[@-~]|\[(?:[0-9]|[34][0-9]|9[0-7]|10[0-7])(?:;[0-9]{1,3})*m(?!\])|[\x00-\x08\x0b-\x1f\x7f]/g;
  // What a web page changes: entities, typeset spaces, and quotes that are not those that an error names.
  const ENTITY = /&(lt|gt|quot|apos|nbsp|amp|#34|#39|#x27);/g;
  const ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&", "#34": '"', "#39": "'", "#x27": "'" };
  // A carriage return that ends the name in an error.
  const RETURN_IN_NAME = /(?<=[^ \t\r\n])\r(?=['"’”]?[:：])/g;
  const WIDE_SPACE = /[\u00a0\u2000-\u200a\u202f]/g;
  const CURLY = /(?<!['‘])([“”])(?!['’])|(?<!')[‘’](?!')/g;
  const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  const decoder = (encoding, fatal) => new TextDecoder(encoding, { fatal, ignoreBOM: true });
  const utf8 = decoder("utf-8", true);
  const gb18030 = decoder("gb18030", true);
  const lossyUtf8 = decoder("utf-8", false);

  const asPrinted = (line) =>
    line
      .replace(ENTITY, (_, name) => ENTITIES[name])
      .replace(WIDE_SPACE, " ")
      .replace(CURLY, (_, double) => (double ? '"' : "'"));
  const rightStripped = (text) => {
    let end = text.length;
    while (end && SPACE.test(text[end - 1])) {
      end -= 1;
    }
    return text.slice(0, end);
  };
  const stripped = (line) =>
    rightStripped(asPrinted(line.replace(RETURN_IN_NAME, "^M").replaceAll("\r", " ")).replace(CONTROL, ""));
  const leftStripped = (line) => {
    let start = 0;
    while (start < line.length && SPACE.test(line[start])) {
      start += 1;
    }
    return line.slice(start);
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

  // Whether a line continues in the next one, if a terminal wraps between words: the next word would not have fit.
  const continues = (line, after, width) => {
    const [first] = after.split(" ", 1);
    return Boolean(first) && length(line) + 1 + length(first) > width;
  };
  // The separator with which lines have to be joined if their lengths show that a terminal wrapped them; otherwise null.
  const NARROWEST = 60;
  const LAST_WORD = 16;
  const FEWEST_WRAPPED = 3;
  const USUAL_WIDTHS = [80, 100, 120, 132, 160];
  const jointOf = (lines, linePrefixes) => {
    const lengths = lines.map(length);
    const width = Math.max(0, ...lengths);
    if (width < NARROWEST) {
      return null;
    }
    const full = new Set(lines.filter((_, at) => lengths[at] >= width - 1));
    const isLong = (line, at) => {
      const after = lines[at + 1] ?? "";
      const isEntry = linePrefixes.some((prefix) => after.startsWith(prefix));
      return lengths[at] > width - LAST_WORD && !isEntry && continues(line, after, width);
    };
    const long = new Set(lines.filter(isLong));
    if ((full.size > 1 || USUAL_WIDTHS.includes(width)) && full.size * 2 > new Set([...full, ...long]).size) {
      return "";
    }
    return long.size >= FEWEST_WRAPPED ? " " : null;
  };

  // Lines that a terminal wrapped, joined: {number of the first, pieces, separator}. Where it wraps at any character, a line
  // that is one character shorter lost a space at its end.
  const unwrap = (lines, separator, longestLine, linePrefixes) => {
    const lengths = lines.map(length);
    const longest = Math.max(0, ...lengths);
    const goesOn = (line, at) => (separator ? continues(line, lines[at + 1] ?? "", longest - LAST_WORD) : lengths[at] >= longest - 1);
    const found = [];
    let pieces = [];
    let total = 0;
    const end = (next) => {
      found.push({ number: next - pieces.length, pieces, separator });
      pieces = [];
      total = 0;
    };
    lines.forEach((line, at) => {
      if (pieces.length && linePrefixes.some((prefix) => line.startsWith(prefix))) {
        end(at + 1);
      }
      const lostSpace = !separator && lengths[at] > 0 && lengths[at] === longest - 1;
      pieces.push(lostSpace ? `${line} ` : line);
      total += lengths[at] + separator.length;
      if (!goesOn(line, at) || !line || total > longestLine) {
        end(at + 2);
      }
    });
    if (pieces.length) {
      end(lines.length + 1);
    }
    return found;
  };

  // Lines joined as YAML folds a text: a line continues in the lines below that are indented more. Its escaped and doubled
  // quotes become plain ones.
  const unfold = (lines, longestLine) => {
    const found = [];
    let pieces = [];
    let total = 0;
    let indentation = 0;
    const end = (next) => {
      found.push({ number: next - pieces.length, pieces, separator: " " });
      pieces = [];
      total = 0;
    };
    lines.forEach((line, at) => {
      const text = line.replace(/^ +/, "");
      const indented = line.length - text.length;
      if (pieces.length && !(total > 1 && text && indented > indentation && total + length(text) < longestLine)) {
        end(at + 1);
      }
      if (!pieces.length) {
        indentation = indented;
      }
      pieces.push(text.replaceAll('\\"', '"').replaceAll("''", "'"));
      total += length(text) + 1;
    });
    if (pieces.length) {
      end(lines.length + 1);
    }
    return found;
  };

  /* Patterns: the literal parts of consecutive lines, in order. */

  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  // A test whether a text has one of several parts.
  const finder = (parts) => {
    const any = new RegExp(parts.map(escaped).join("|") || "[^\\s\\S]");
    return (text) => any.test(text);
  };
  const startsWithAny = (text, prefixes) => prefixes.some((prefix) => text.startsWith(prefix));

  // Stands at the beginning of a pattern's line for the beginning of a message, after times, levels and the like.
  const START = "^";
  // Where the parts end in a line; -1 if it does not have them all, in order.
  const endOf = (line, [first, ...others], withoutPrefixes) => {
    let end = 0;
    let parts = [first, ...others];
    if (withoutPrefixes && first.startsWith(START)) {
      const bare = withoutPrefixes(line);
      const beginning = first.slice(START.length);
      if (!bare.startsWith(beginning)) {
        return -1;
      }
      end = line.length - bare.length + beginning.length;
      parts = others;
    }
    for (const part of parts) {
      const found = line.indexOf(part, end);
      if (found < 0) {
        return -1;
      }
      end = found + part.length;
    }
    return end;
  };
  const endOfMatch = (pattern, line, before, withoutPrefixes) => {
    const above = pattern.length - 1;
    const end = endOf(line, pattern[above], withoutPrefixes);
    const first = before.length - above;
    const isAbove = (parts, at) => endOf(before[first + at], parts, withoutPrefixes) >= 0;
    return end >= 0 && first >= 0 && pattern.slice(0, above).every(isAbove) ? end : -1;
  };

  const WORDS = /[A-Za-z]{4,}/g;
  // Within a part of a pattern: it is a whole word also in a line that has the part.
  const INNER_WORDS = /(?<=[^A-Za-z])[A-Za-z]{4,}(?=[^A-Za-z])/g;
  const wordsOf = (line) => new Set(line.match(WORDS));
  const longest = (texts) => texts.reduce((first, text) => (text.length > first.length ? text : first));

  // Patterns with what they are for, [[pattern, subject]], found by a whole word that a line must have. If no word is
  // within a part of a pattern, it matches only where its longest word is a whole word.
  const indexOf = (entries, withoutPrefixes) => {
    const words = entries.map(([pattern]) => new Set(pattern.at(-1).flatMap((part) => part.match(INNER_WORDS) ?? [])));
    const uses = new Map();
    words.forEach((found) => found.forEach((word) => uses.set(word, (uses.get(word) ?? 0) + 1)));
    const byWord = new Map();
    const withoutWord = [];
    words.forEach((found, number) => {
      const [rarest] = [...found].sort(
        (first, second) => uses.get(first) - uses.get(second) || second.length - first.length || (first < second ? -1 : 1),
      );
      const inLine = entries[number][0].at(-1).join(" ").match(WORDS);
      const word = rarest ?? (inLine && longest(inLine));
      if (word) {
        byWord.set(word, [...(byWord.get(word) ?? []), number]);
      } else {
        withoutWord.push(number);
      }
    });
    // The patterns that match a line, in their order, each with where it ends there.
    return (line, lineWords, before = []) => {
      const found = [];
      const compare = (number) => {
        const [pattern, subject] = entries[number];
        const end = endOfMatch(pattern, line, before, withoutPrefixes);
        if (end >= 0) {
          found.push({ number, end, subject });
        }
      };
      withoutWord.forEach(compare);
      for (const word of lineWords) {
        byWord.get(word)?.forEach(compare);
      }
      return found.sort((first, second) => first.number - second.number);
    };
  };

  /* Entries: what a program wrote, without what logging libraries, Jenkins and others put around it. */

  const LOGFMT = /\blevel=\w+ msg=(?:"((?:[^"\\]|\\[^])*)|([^ \t]+))/;
  const JSON_MESSAGE = /"(?:msg|message|log)": ?"((?:[^"\\]|\\[^])*)/;
  const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;
  const LONGEST_PREFIXES = 4;
  const unescaped = (_, code, character) => {
    if (code) {
      return String.fromCharCode(parseInt(code, 16));
    }
    return "nrt".includes(character) ? " " : character;
  };
  const message = (line) => {
    let found = null;
    if (line.includes("level=")) {
      found = LOGFMT.exec(line);
    } else if (leftStripped(line).startsWith("{")) {
      found = JSON_MESSAGE.exec(line);
    }
    return found ? rightStripped((found[1] || found[2] || "").replace(ESCAPE, unescaped)) : line;
  };
  // A regular expression of the data, of which white space is ASCII, and which has neither flags nor groups with names.
  const SPACES = " \\t\\n\\r\\f\\v";
  const expression = (source, flags = "") => {
    let inClass = false;
    const replaced = source.replace(/\\[^]|[[\]]/g, (token) => {
      if (token === "\\s" || token === "\\S") {
        return inClass ? SPACES : `[${token === "\\S" ? "^" : ""}${SPACES}]`;
      }
      inClass = token === "[" || (inClass && token !== "]");
      return token;
    });
    return new RegExp(replaced, `s${flags}`);
  };

  // A message without times, levels, and names of containers and steps in front of it.
  const prefixRemover = (prefixes) => {
    const prefix = expression(`^(?:${prefixes.map((one) => `(?:${one})`).join("|")})`);
    return (text) => {
      let rest = leftStripped(text);
      for (let count = 0; count < LONGEST_PREFIXES; count += 1) {
        const found = prefix.exec(rest);
        if (!found) {
          break;
        }
        rest = leftStripped(rest.slice(found[0].length));
      }
      return rest;
    };
  };

  // What a line says, with `***` in place of each secret.
  const masker = (formats) => {
    const secrets = formats.map(({ pattern, ignoreCase }) => expression(pattern, ignoreCase ? "gi" : "g"));
    return (text) => secrets.reduce((masked, secret) => masked.replace(secret, "$1***"), text);
  };

  // A line without secrets; of a long one the beginning, and what is around a position, in characters.
  const quoter = (mask, { quote: longest, quoteBeginning, quoteAfter, cut }) => (text, end) => {
    const whole = Array.from(mask(text));
    const before = end === undefined ? whole.length : length(mask(beginning(text, end)));
    const shown = Math.min(before + quoteAfter, whole.length);
    if (whole.length <= longest || shown <= longest) {
      return whole.slice(0, longest).join("");
    }
    const start = shown - longest + quoteBeginning + cut.length;
    return whole.slice(0, quoteBeginning).join("") + cut + whole.slice(start, shown).join("");
  };

  /* Contexts: the texts with which programs wrap errors. A part is a layer, or a phase of it. */

  // A part, or another one of the same layer if only that has a phase.
  const morePrecise = (part, other) =>
    !part || (other && !part.phase && part.layer === other.layer) ? other ?? null : part;

  /* Readers: answers of registries, and errors of file operations. */

  const REQUEST = /\b([A-Z][A-Za-z]{2,5}) (?:request to )?"?https?:\/\/([^/ \t"]+)([^ \t"]*)/g;
  const answerReader = ({ operations, codes, beforeStatus, statuses }) => {
    const before = new RegExp(`(?:${beforeStatus.map(escaped).join("|")})\\[?(\\d\\d\\d)\\b`, "g");
    const standard = statuses.map((status) => `${status.slice(0, 3)}(?=${escaped(status.slice(3))})`).join("|");
    const standardTexts = new RegExp(`\\b(${standard})`, "g");
    const found = (expression, text) => Array.from(text.matchAll(expression), ([, number]) => Number(number));
    const operationOf = (verb, path) =>
      operations.find(({ verbs, addresses }) => verbs.includes(verb) && addresses.some((address) => endOf(path, address[0]) >= 0));
    const texts = [...beforeStatus, ...statuses, ...codes.flatMap((code) => code.texts)];
    const known = wordsOf(texts.join(" "));
    return (text, words) => {
      if (![...words].some((word) => known.has(word))) {
        return null;
      }
      const requests = text.includes("://") ? [...text.matchAll(REQUEST)] : [];
      const [, verb, host, path] = requests.at(-1) ?? ["", "", "", ""];
      const numbers = [...found(before, text), ...found(standardTexts, text)];
      const said = codes.filter(({ texts }) =>
        texts.some((code) => text.includes(code) && (host || code !== code.toLowerCase() || code === code.toUpperCase())),
      );
      if (!said.length && !numbers.length) {
        return null;
      }
      const operation = host ? operationOf(verb.toUpperCase(), path) : null;
      return { operation: operation ?? null, host, codes: said.map(({ id }) => id), statuses: numbers };
    };
  };
  const hasCommon = (first, second) => first.some((one) => second.includes(one));
  const answerFits = (condition, answer, text) => {
    const { operations = [], codes = [], statuses = [], hosts = [], says = [] } = condition;
    return (
      ((!codes.length && !statuses.length) || hasCommon(codes, answer.codes) || hasCommon(statuses, answer.statuses)) &&
      (!operations.length || operations.includes(answer.operation?.id)) &&
      (!hosts.length || hosts.some((host) => endOf(answer.host, host.at(-1)) >= 0)) &&
      (!says.length || says.some((words) => text.includes(words)))
    );
  };

  const QUOTED = /(?:^|[ (=])['"‘“`]([^'"’”`]+)['"’”`]/g;
  const AFTERWARDS = /(?:, (\w+))?:? '([^']+)'/y;
  const partition = (text, separator) => {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
  };
  const afterLast = (text, separator) => text.slice(text.lastIndexOf(separator) + 1);
  const pathErrorReader = ({ errnos, operations, pairs, actions, paths: kinds }) => {
    const texts = new Map(errnos.map(({ id, texts }) => [id, texts]));
    const index = indexOf(errnos.flatMap(({ id, texts }) => texts.map((text) => [[[text]], id])));
    const kindsOf = (path) => {
      const absolute = `/${path.replaceAll("//", "/").replace(/^\/+/, "")}`;
      const isAbsolute = path.startsWith("/");
      const found = kinds.filter(({ prefixes }) => startsWithAny(`${absolute}/`, prefixes)).map(({ id }) => id);
      const inner = found.includes("stage-copy") ? kindsOf(`/${absolute.split("/").slice(3).join("/")}`) : [];
      return [
        ...(isAbsolute ? [] : ["relative"]),
        ...found,
        ...inner.filter((kind) => kind !== "root"),
        ...(!found.length && isAbsolute ? ["root"] : []),
      ];
    };
    const operationAndPaths = (segments) => {
      const leaf = segments.at(-1);
      const [word, rest] = partition(leaf, " ");
      if (operations.includes(word) && rest) {
        const at = rest.lastIndexOf(" ");
        return [word, pairs.includes(word) && at >= 0 ? [rest.slice(0, at), rest.slice(at + 1)] : [rest]];
      }
      const outer = segments.length > 1 ? afterLast(segments.at(-2).split(" ").at(-1), "/") : null;
      const quoted = [...leaf.matchAll(QUOTED)].map(([, path]) => path);
      if (quoted.length) {
        return [outer, quoted.slice(-1)];
      }
      const path = afterLast(leaf, " ");
      return [outer, path.includes("/") ? [path] : []];
    };
    return (text, words) => {
      const found = index(text, words);
      if (!found.length) {
        return null;
      }
      const { subject: errno } = found.reduce((last, one) =>
        one.end > last.end || (one.end === last.end && one.subject > last.subject) ? one : last,
      );
      const [start, end] = texts
        .get(errno)
        .map((known) => [text.lastIndexOf(known), text.lastIndexOf(known) + known.length])
        .filter(([at]) => at >= 0)
        .reduce((last, one) => (one[0] > last[0] || (one[0] === last[0] && one[1] > last[1]) ? one : last));
      const segments = text.slice(0, start).replace(/[ :([-]+$/, "").split(": ");
      AFTERWARDS.lastIndex = end;
      const after = AFTERWARDS.exec(text);
      const [operation, paths] = after ? [after[1], [after[2]]] : operationAndPaths(segments);
      const said = segments.flatMap((segment) => segment.split(" ")).filter((word) => actions.includes(word));
      return {
        operations: [...(operations.includes(operation) ? [operation] : []), ...said],
        paths: paths.flatMap(kindsOf),
        errno,
      };
    };
  };
  const pathErrorFits = ({ operations = [], paths = [], errnos = [] }, error) =>
    (!operations.length || hasCommon(operations, error.operations)) &&
    (!paths.length || hasCommon(paths, error.paths)) &&
    (!errnos.length || errnos.includes(error.errno));

  /* The line that names the error, also when the error is not known. */

  const EXCEPTION = /^(?:Caused by: |Exception in thread "[^"]*" )?(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?::|$)/;
  const [NONE, ENDING, WORD, ERROR] = [0, 1, 2, 3];

  const errorLines = (data, withoutPrefixes) => {
    const header = expression(`^(?:${data.headers.map((one) => `(?:${one})`).join("|")})`);
    const [hasWord, isNoError, isEnding] = [data.errorWords, data.noErrors, data.endings].map(finder);
    const families = data.families.map(({ id, texts }) => ({ id, has: finder(texts) }));
    return {
      // A line of a stack trace.
      isFrame: (text) => startsWithAny(leftStripped(text), data.frames),
      // A line that only says when and where the next one was logged.
      isHeader: (text) => header.test(text),
      isWarning: (text) => startsWithAny(withoutPrefixes(text), data.warningHeads),
      isUsage: (text) => text.startsWith("Usage:"),
      strength(text, known) {
        if (!(known || hasWord(text) || EXCEPTION.test(text)) || isNoError(text)) {
          return NONE;
        }
        if (isEnding(text)) {
          return ENDING;
        }
        const bare = withoutPrefixes(text);
        if (data.errorHeads.includes(bare)) {
          return NONE;
        }
        return known || startsWithAny(bare, data.errorHeads) || EXCEPTION.test(bare) ? ERROR : WORD;
      },
      familyOf(text, answer, pathError) {
        if (answer) {
          return families[0].id;
        }
        for (const { id, has } of families) {
          if (id === "errno" && pathError) {
            return pathError.errno === "ENOENT" ? "not-found" : "errno";
          }
          if (has(text)) {
            return id;
          }
        }
        return null;
      },
    };
  };
  // The strongest counts; of equal ones the first of the last block of consecutive lines, except that in a block the message
  // of a `Caused by:` replaces that of the exception it caused, and a line with a leaf replaces one without. A leaf is the
  // answer of a registry or the error of a file operation. The end of the build counts only if no line does before it, and
  // nothing counts after it.
  const newChoice = (lastEnding) => {
    const isLast = finder(lastEnding);
    const choice = { chosen: null, last: 0 };
    let ended = false;
    const replaces = (candidate, inBlock) => {
      if (!choice.chosen || candidate.strength > choice.chosen.strength) {
        return true;
      }
      const inner = leftStripped(candidate.text).startsWith("Caused by: ") || (candidate.leaf && !choice.chosen.leaf);
      return candidate.strength === choice.chosen.strength && (inner || !inBlock);
    };
    choice.add = (candidate) => {
      const inBlock = candidate.line <= choice.last + 1;
      choice.last = candidate.line;
      const last = candidate.strength === ENDING && isLast(candidate.text);
      if (!ended && !(last && choice.chosen) && replaces(candidate, inBlock)) {
        choice.chosen = candidate;
      }
      if (last) {
        ended = choice.chosen !== null && choice.chosen.strength > ENDING;
      }
    };
    // The build went on after all lines so far, if it has not ended.
    choice.restart = () => {
      if (!ended) {
        choice.chosen = null;
      }
    };
    choice.continueBlock = (line) => {
      choice.last = line;
    };
    return choice;
  };

  /* One pass over the lines: what they match, how the build ended, and which line names the error. */

  // In this phase programs of the build run: what they print is not the executor's.
  const isRun = (part) => part?.layer === "executor" && part.phase === "run";

  const prepare = (data) => {
    const signatures = data.signatures.map((signature, order) => ({ order, signature }));
    const clues = Object.entries(data.clues).flatMap(([name, patterns]) => patterns.map((pattern) => [pattern, name]));
    const marks = data.parts.flatMap(({ layer, phase, marks }) => marks.map((mark) => [mark, { layer, phase }]));
    const withoutPrefixes = prefixRemover(data.prefixes);
    const masked = masker(data.secrets);
    const index = (entries) => indexOf(entries, withoutPrefixes);
    const contexts = (found) => found.flatMap(({ layer, phase, texts }) => texts.map((text) => [text, { layer, phase }]));
    return {
      find: index(signatures.flatMap((entry) => entry.signature.patterns.map((pattern) => [pattern, entry]))),
      byCondition: signatures.filter(({ signature }) => signature.answers || signature.pathErrors),
      marksAndClues: index([...marks, ...clues]),
      contexts: index(contexts(data.contexts.filter(({ weak }) => !weak))),
      weakContexts: index(contexts(data.contexts.filter(({ weak }) => weak))),
      readAnswer: answerReader(data.answers),
      readPathError: pathErrorReader(data.errnos),
      lines: errorLines(data, withoutPrefixes),
      lastEnding: data.lastEnding,
      isMessage: finder(data.messages),
      isEnding: finder(data.endings),
      hasWarning: finder(data.warnings),
      mostLines: Math.max(...signatures.flatMap(({ signature }) => signature.patterns.map((pattern) => pattern.length))),
      masked,
      replacements: data.replacements,
      overcome: data.overcome.map(({ clue, failed, by }) => ({ clue, failed: expression(failed), by: by && expression(by) })),
      quote: quoter(masked, data.limits),
      byId: new Map(data.signatures.map((signature) => [signature.id, signature])),
    };
  };

  // The data, prepared once for all logs.
  const prepared = new WeakMap();
  const preparedOnce = (data) => {
    const known = prepared.get(data) ?? prepare(data);
    prepared.set(data, known);
    return known;
  };

  // Whether a later line shows that the problem of a line was resolved.
  const isResolved = ({ clues, overcome, rules }, { transient, resolved }, line, text) => {
    const failed = overcome.size ? rules.map(({ clue, failed, by }) => (by ? failed.exec(text)?.[1] : failed.test(text) && clue)) : [];
    const shown = [clues.get(resolved), transient && clues.get("success"), ...failed.map((name) => overcome.get(name))];
    return shown.some((at) => (at || 0) >= line);
  };
  // Whether the build went on after a match.
  const wentOn = (state, signature, match) => match.warning || isResolved(state, signature, match.line, match.message);

  // Layers whose programs print no error of the executor; a shell, a tool or the container runtime may run it.
  const OTHER_PROGRAMS = new Set(["jenkins", "scm", "agent", "scheduler", "admission", "kubelet", "other"]);

  // A line is {number, pieces, separator}: a physical line, or several that a terminal wrapped; numbers begin at 1.
  const newSearch = (known) => {
    const { lines } = known;
    const state = { matches: new Map(), clues: new Map(), choice: newChoice(known.lastEnding), current: null, lines: 0, last: [0, ""], values: new Map(), replacements: new Map(), overcome: new Map(), rules: known.overcome, step: 0, aftermath: false };
    const before = [];
    // Whether the marks and clues above a line permit a signature in it.
    const abovePermits = ({ requires = [], excludes = [], in_run: inRun }) =>
      requires.every((name) => state.clues.has(name)) &&
      (!inRun || isRun(state.current)) &&
      !excludes.some((name) => state.clues.has(name));
    // Number and text of the physical line that has a position of the message.
    const pieceAt = ({ number, pieces, separator }, text, position) => {
      const characters = pieces.length > 1 ? length(text.slice(0, position)) : 0;
      let end = 0;
      let at = 0;
      for (; at < pieces.length - 1; at += 1) {
        end += length(pieces[at]) + separator.length;
        if (characters <= end) {
          break;
        }
      }
      return { line: number + at, quote: pieces[at] };
    };
    const contextOf = (text, words, contexts = known.contexts) => {
      const found = contexts(text, words).sort((first, second) => second.end - first.end || first.number - second.number);
      const parts = found.map(({ subject }) => subject);
      return parts.find(({ layer, phase }) => layer === parts[0].layer && phase) ?? parts[0] ?? null;
    };
    const read = (text, words) => {
      const answer = known.readAnswer(text, words);
      const pathError = known.readPathError(text, words);
      let context = contextOf(text, words);
      if (answer?.operation) {
        const { phase } = answer.operation;
        context = morePrecise(context, phase ? { layer: "executor", phase } : null);
      }
      const family = () => lines.familyOf(text, answer, pathError);
      const part = morePrecise(context, state.current);
      // The part; where it is unknown, that of a weak context.
      const presumed = () => part ?? contextOf(text, words, known.weakContexts);
      return { text, context, part, presumed, answer, pathError, family };
    };
    // Whether a line may be of the layer and phase of a signature.
    const isCompatible = ({ part }, reading) => {
      if (!part || !reading.part) {
        return true;
      }
      const phase = reading.context?.phase ?? null;
      return reading.part.layer === part.layer && (!phase || !part.phase || phase === part.phase);
    };
    const conditionsHold = ({ answers = [], pathErrors = [] }, { answer, pathError, text }) =>
      (answer && answers.some((condition) => answerFits(condition, answer, text))) ||
      (pathError && pathErrors.some((condition) => pathErrorFits(condition, pathError)));
    // The first signature that matches a line, and where its text ends there. If a line of this kind may have several
    // reasons, the others that match follow.
    const signaturesOf = (reading, words) => {
      const candidates = known
        .find(reading.text, words, before)
        .map(({ end, subject: { order, signature } }) => ({ order, end, signature }));
      if (reading.answer || reading.pathError) {
        for (const { order, signature } of known.byCondition) {
          if (conditionsHold(signature, reading) && isCompatible(signature, reading)) {
            candidates.push({ order, end: reading.text.length, signature });
          }
        }
      }
      candidates.sort((first, second) => first.order - second.order);
      // A signature of the executor is not of a line in which a text of another program wraps the error.
      const byAnother = OTHER_PROGRAMS.has(reading.context?.layer);
      const permitted = candidates.filter(
        ({ signature }) => abovePermits(signature) && !(byAnother && signature.part?.layer === "executor"),
      );
      if (!permitted[0]?.signature.several) {
        return permitted.slice(0, 1);
      }
      const several = permitted.filter(({ signature }) => signature.several).reverse();
      return [...new Map(several.map((one) => [one.signature.id, one])).values()].reverse();
    };
    const firstGroup = (patterns, text) => patterns.map((pattern) => expression(pattern).exec(text)).find(Boolean)?.[1] ?? null;
    const replaceValues = (clue, text) => {
      for (const { patterns, text: old, by } of known.replacements.filter((one) => one.clue === clue)) {
        const value = state.replacements.has(old) ? null : firstGroup(patterns, known.masked(text));
        if (value !== null) {
          state.replacements.set(old, by.replace("{value}", () => value));
        }
      }
    };
    // What shows that an object of an earlier line did not fail in the end.
    const overcomeIn = (clue, text, number) => {
      for (const { by } of known.overcome.filter((one) => one.clue === clue)) {
        const name = by ? by.exec(text)?.[1] : clue;
        if (name !== undefined) {
          state.overcome.set(name, number);
        }
      }
    };
    const readValues = ({ id, values }, text) => {
      const found = state.values.get(id) ?? state.values.set(id, new Map()).get(id);
      values.forEach(({ pattern }, index) => {
        const value = found.has(index) ? null : firstGroup([pattern], known.masked(text));
        if (value !== null) {
          found.set(index, value);
        }
      });
    };
    const beforeUsage = ({ number }) => {
      if (before.length && state.choice.chosen?.line !== number - 1) {
        const text = before.at(-1);
        const reading = read(text, wordsOf(text));
        state.choice.add({ line: number - 1, text, quote: text, part: reading.presumed(), family: reading.family(), strength: ERROR });
      }
    };
    const readError = (line, whole, text, words) => {
      if (lines.isUsage(text)) {
        beforeUsage(line);
        return;
      }
      const reading = read(text, words);
      const failed = state.clues.get("failure") === line.number;
      const warning = !failed && (known.hasWarning(whole) || lines.isWarning(text));
      const found = signaturesOf(reading, words);
      for (const { signature, end } of found) {
        const first = state.matches.get(signature.id);
        if (!first || (wentOn(state, signature, first) && !warning)) {
          state.matches.set(signature.id, {
            ...pieceAt(line, text, end),
            message: text,
            end: length(text.slice(0, end)),
            warning,
            part: morePrecise(morePrecise(signature.part, reading.presumed()), signature.usualPart),
            family: signature.family ?? null,
          });
        }
        if (signature.values) {
          readValues(signature, text);
        }
      }
      if (lines.isHeader(text)) {
        state.current = morePrecise(reading.context, state.current);
      }
      if (lines.isFrame(text) || lines.isHeader(text)) {
        state.choice.continueBlock(line.number);
      } else if (!warning) {
        const strength = lines.strength(text, Boolean(reading.context || reading.answer || reading.pathError));
        if (strength !== NONE) {
          const { signature = null, end = text.length } = found[0] ?? {};
          const leaf = Boolean(reading.answer || reading.pathError);
          const place = pieceAt(line, text, end);
          state.choice.add({ text, ...place, part: reading.presumed(), family: reading.family(), strength, leaf, signature });
        }
      }
    };
    // Take all errors so far for those of an attempt that begins again.
    const retry = () => {
      state.clues.delete("failure");
      state.choice = newChoice(known.lastEnding);
      state.matches.forEach((match, id) => state.matches.set(id, { ...match, warning: true }));
    };
    // Whether post actions after a failure begin or end in a line: what they report is its consequence. The last step failed
    // if a line after its beginning looks like an error, or a signature matches it.
    const readAftermath = (number) => {
      if (state.clues.get("stage-end") === number) {
        state.aftermath = false;
      } else if (state.clues.get("post-actions") === number) {
        const { chosen } = state.choice;
        const errors = [...state.matches.values()].filter(({ warning }) => !warning).map((match) => match.line);
        state.aftermath = [...errors, chosen?.strength === ERROR ? chosen.line : 0].some((at) => at > state.step);
      } else if (state.clues.get("step") === number && !state.aftermath) {
        state.step = number;
      }
    };
    const addLine = (line) => {
      const whole = line.pieces.join(line.separator);
      state.lines = line.number;
      if (!whole) {
        return;
      }
      const text = message(whole);
      const words = wordsOf(text);
      state.last = [line.number, line.pieces[0]];
      for (const { subject } of known.marksAndClues(text, words, before)) {
        if (typeof subject === "string") {
          state.clues.set(subject, line.number);
          replaceValues(subject, text);
          overcomeIn(subject, text, line.number);
        } else {
          state.current = morePrecise(subject, state.current);
          if (isRun(subject)) {
            state.choice.restart();
          }
        }
      }
      if (state.clues.get("retry") === line.number && !state.clues.has("parallel-steps")) {
        retry();
      }
      readAftermath(line.number);
      if (state.aftermath) {
        // A consequence.
      } else if (!known.isMessage(whole) || state.clues.get("failure") === line.number) {
        readError(line, whole, text, words);
      } else {
        for (const { signature, end } of signaturesOf({ text }, words)) {
          if (signature.silent && !state.matches.has(signature.id)) {
            const [part, family] = [signature.part ?? null, signature.family ?? null];
            const place = { ...pieceAt(line, text, end), message: text, end: length(text.slice(0, end)) };
            state.matches.set(signature.id, { ...place, warning: false, part, family });
          }
        }
      }
      before.push(text);
      if (before.length > known.mostLines) {
        before.shift();
      }
    };
    return { state, addLine };
  };

  /* Causes. */

  // Whether a line reports success, and none failure, or only above that of the whole build.
  const reportsSuccess = ({ clues }) =>
    clues.has("success") && (!clues.has("failure") || (clues.get("finished") ?? 0) > clues.get("failure"));
  // Whether the log reports success, and no error follows it.
  const succeeded = (state) => {
    const { chosen } = state.choice;
    const follows = chosen?.strength === ERROR && chosen.line > (state.clues.get("success") ?? 0);
    return reportsSuccess(state) && !follows;
  };

  // The causes of the matches that count, by line; and the hints: first symptoms, then what the build went on after.
  const identify = (state, { byId, quote }, linesAreWhole) => {
    const success = state.clues.get("success") ?? 0;
    // Whether the build succeeded in spite of a line. An error of the executor after a success is of another build, one
    // of another system of what that does next.
    const isOver = ({ line, part }) => reportsSuccess(state) && !(line > success && ["executor", "other"].includes(part?.layer));
    const counted = Array.from(state.matches, ([id, match]) => ({ signature: byId.get(id), match }))
      .filter(({ signature, match }) => signature.silent || !(isOver(match) || (signature.transient && match.line <= success)))
      .map((one) => ({ ...one, wentOn: !one.signature.silent && wentOn(state, one.signature, one.match) }))
      .sort((first, second) => first.match.line - second.match.line);
    const isSeen = (name) => state.clues.has(name);
    const has = (pattern, line) => Boolean(pattern && expression(pattern).test(line));
    const isShownBy = (line) => ({ when = [], firstIf = [], inLine }) => [...when, ...firstIf].some(isSeen) || has(inLine, line);
    const isAllowedBy = (line) => ({ when = [], unless = [], inLine, notInLine }) =>
      ((!when.length && !inLine) || when.some(isSeen) || has(inLine, line)) && !unless.some(isSeen) && !has(notInLine, line);
    // The causes that the log does not exclude, those that it shows first.
    const possibleOf = ({ causes }, { message }) => {
      const ranked = causes.filter(isAllowedBy(message)).map((cause) => [!isShownBy(message)(cause), cause]);
      return ranked.sort(([first], [second]) => first - second).map(([, cause]) => cause);
    };
    // Whether the causes of a signature are only examples, and the log shows none of them.
    const isExample = (signature, match) =>
      Boolean(signature.examples) && !possibleOf(signature, match).some(isShownBy(match.message));
    const isHint = ({ signature, match, wentOn }) =>
      Boolean(signature.symptom || isExample(signature, match) || isOver(match) || wentOn);
    const possible = counted.filter((one) => !isHint(one));
    const explained = possible.flatMap(({ signature }) => signature.explains ?? []);
    const unexplained = possible.filter(({ signature }) => !explained.includes(signature.id));
    const real = unexplained.length ? unexplained : possible;
    const others = counted.filter((one) => !real.includes(one)).sort((first, second) => Number(first.wentOn) - Number(second.wentOn));
    const confidence = (signature, match, rank, alone) => {
      const { symptom, certain, certainInLine, causes } = signature;
      if (symptom || rank || isExample(signature, match)) {
        return "possible";
      }
      const only = alone && (!certainInLine || has(certainInLine, match.message));
      return linesAreWhole && only && causes.length === 1 && certain ? "certain" : "likely";
    };
    // A cause with the log's own values in its command.
    const withValues = (cause) => {
      if (!cause.confirm) {
        return cause;
      }
      let { command } = cause.confirm;
      state.replacements.forEach((by, text) => (command = command.replaceAll(text, () => by)));
      return { ...cause, confirm: { ...cause.confirm, command } };
    };
    const valuesOf = ({ id, values = [] }) => {
      const found = state.values.get(id);
      return values.flatMap(({ text }, index) => (found?.has(index) ? [text.replace("{value}", () => found.get(index))] : []));
    };
    const causesOf = (alone) => ({ signature, match, wentOn }) =>
      possibleOf(signature, match).map((cause, rank) => ({
        signature,
        cause: withValues(cause),
        values: valuesOf(signature),
        confidence: wentOn ? "possible" : confidence(signature, match, rank, alone),
        ...match,
        part: cause.part ?? match.part,
        quote: quote(match.quote, match.end),
        wentOn,
        example: isExample(signature, match),
      }));
    return { causes: real.flatMap(causesOf(real.length === 1)), hints: others.flatMap(causesOf(false)) };
  };
  // The causes and hints, if a later error that no signature explains is taken into account. An error of the executor that
  // follows causes of other layers is what the build failed with: they become hints. Before an error of another layer that
  // is not explained no cause is certain.
  const withoutEarlier = ({ choice: { chosen } }, { causes, hints }) => {
    const general = Boolean(chosen?.signature?.general);
    const explained = !chosen || chosen.strength !== ERROR || (chosen.signature && !general);
    if (explained || causes.some(({ line }) => line >= chosen.line)) {
      return { causes, hints };
    }
    if (general && causes.every(({ part }) => part?.layer !== "executor")) {
      return { causes: [], hints: [...causes.map((cause) => ({ ...cause, confidence: "possible" })), ...hints] };
    }
    const lessCertain = (cause) => {
      const consequence = !chosen.part || cause.part?.layer === chosen.part.layer;
      return cause.confidence === "certain" && !consequence ? { ...cause, confidence: "likely" } : cause;
    };
    return { causes: causes.map(lessCertain), hints };
  };
  // A warning is a possible cause in an excerpt that has no error and does not show what followed: it has no mark of progress,
  // or ends with the warning.
  const withWarnings = (state, { causes, hints }) => {
    if (causes.length || reportsSuccess(state) || state.choice.chosen) {
      return { causes, hints };
    }
    const [last] = state.last;
    const isLast = ({ line }) => !state.current || line === last;
    const isWarning = ({ signature }) => {
      const match = state.matches.get(signature.id);
      return Boolean(match?.warning) && !isResolved(state, signature, match.line, match.text);
    };
    const warned = hints.filter((hint) => isLast(hint) && !hint.signature.symptom && isWarning(hint));
    return {
      causes: warned.map((hint) => ({ ...hint, wentOn: false })),
      hints: hints.filter((hint) => !warned.includes(hint)),
    };
  };
  // Lines above a cause of no known layer or phase in which a symptom may name it: a wrapped entry begins there.
  const WRAPPED_ENTRY = 2;
  // The layer and phase, the family, and the line that names the error: of the first cause, or of the chosen line.
  const decide = (state, { isEnding }, causes, hints) => {
    const { chosen: candidate } = state.choice;
    const isOver = candidate?.signature && isResolved(state, candidate.signature, candidate.line, candidate.text);
    const chosen = isOver ? null : candidate;
    const answerOf = ({ part, family, line, quote }) => ({
      part: part ?? state.current,
      family,
      decisive: [line, quote],
      failed: true,
    });
    const last = { part: state.current, family: null, decisive: state.last, failed: false };
    // The hint whose line names the error, unless the build went on: the first example of a cause, unless a later line names
    // the error; above a line that only says that something ended also the first symptom that says more.
    const isEnd = candidate?.strength === ENDING;
    const namesError = ({ example, wentOn, line, quote }) => {
      const above = isEnd && line < candidate.line && !isEnding(quote);
      return !wentOn && (example ? isEnd || line >= (candidate?.line ?? 0) : above);
    };
    const [first = succeeded(state) ? undefined : hints.find(namesError)] = causes;
    if (first) {
      const above = hints.find(({ line }) => first.line > line && first.line - line <= WRAPPED_ENTRY)?.part ?? null;
      return answerOf({ ...first, part: morePrecise(first.part, above) });
    }
    if (succeeded(state)) {
      return last;
    }
    if (!chosen) {
      const hint = hints.find(({ wentOn }) => !wentOn);
      if (hint?.signature.waiting) {
        return { ...last, part: hint.part };
      }
      return hint ? answerOf(hint) : last;
    }
    const isOfChosen = ({ line, signature }) => line === chosen.line || signature.id === chosen.signature?.id;
    const hinted = hints.find(isOfChosen)?.part ?? null;
    const part = morePrecise(hinted, chosen.part) ?? state.current;
    const byTool = (!part || isRun(part)) && hints.some((hint) => isRun(hint.part) && hint.line > chosen.line);
    return { ...answerOf(chosen), part: byTool ? { layer: "tool", phase: null } : part };
  };

  // Reads a log from a Blob. `progress` receives the share that was read; `signal` stops the reading.
  const diagnose = async (blob, data, { chunk = 1 << 18, progress, signal } = {}) => {
    const known = preparedOnce(data);
    const { line: longest, wrapped } = data.limits;
    const { state: separate, addLine } = newSearch(known);
    const kept = [];
    let number = 0;
    const reader = lineReader(longest, (line) => {
      number += 1;
      if (kept.length < wrapped) {
        kept.push(line);
      }
      addLine({ number, pieces: [line], separator: "" });
    });
    for (let at = 0; at < blob.size; at += chunk) {
      const bytes = await blob.slice(at, at + chunk).arrayBuffer();
      signal?.throwIfAborted();
      reader.push(new Uint8Array(bytes));
      progress?.(Math.min(1, (at + chunk) / blob.size));
    }
    reader.end();
    const search = (lines) => {
      const again = newSearch(known);
      lines.forEach(again.addLine);
      return again.state;
    };
    const isShort = kept.length === separate.lines;
    const joint = isShort ? jointOf(kept, data.linePrefixes) : null;
    let state = separate;
    if (joint !== null) {
      const joined = search(unwrap(kept, joint, longest, data.linePrefixes));
      const isSame = joined.matches.size === separate.matches.size && [...joined.matches.keys()].every((id) => separate.matches.has(id));
      state = isSame ? separate : joined;
    }
    let { causes, hints } = identify(state, known, state === separate);
    const joinings = [() => unwrap(kept, "", longest, data.linePrefixes), () => unwrap(kept, " ", longest, data.linePrefixes), () => unfold(kept, longest)];
    if (isShort && !causes.length && !reportsSuccess(state)) {
      for (const joining of joinings) {
        const again = search(joining());
        state.matches.forEach((_, id) => again.matches.delete(id));
        const found = identify(again, known, false);
        causes = found.causes;
        hints = hints.length ? hints : found.hints;
        if (causes.length) {
          break;
        }
      }
    }
    const isKnown = causes.length > 0;
    ({ causes, hints } = withoutEarlier(state, { causes, hints }));
    if (isShort && isKnown && !causes.length) {
      for (const joining of joinings) {
        const again = search(joining());
        const found = withoutEarlier(again, identify(again, known, false));
        if (found.causes.length) {
          ({ causes, hints } = found);
          state = again;
          break;
        }
      }
    }
    ({ causes, hints } = withWarnings(state, { causes, hints }));
    const decided = decide(state, known, causes, hints);
    const [line, text] = decided.decisive;
    const isSuccess = succeeded(state) && !causes.length;
    return { ...decided, decisive: [line, known.quote(text)], causes, hints, succeeded: isSuccess, lines: separate.lines };
  };
  globalThis.kanikoDiagnose = diagnose;
}
