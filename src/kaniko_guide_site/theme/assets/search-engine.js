// The search, which search-worker.js loads for the first query: the theme asks and shows, this finds.
//
// Nothing is cut into words beforehand. A query is cut into terms (see terms), and the text of all sections is looked
// through for each: a megabyte takes milliseconds, there is no index to load or to build, and text and query can't be
// cut differently. Sections are ranked by BM25F: rare terms count more, and in titles more than in code.
{
  const FIELDS = [
    { name: "title", column: 2, boost: 4 },
    { name: "words", column: 6, boost: 3 },
    { name: "text", column: 3, boost: 1.3 },
    { name: "printed", column: 4, boost: 1 },
    { name: "page", column: 1, boost: 1.5 },
    { name: "code", column: 5, boost: 0.5 },
  ];
  const SATURATION = 4; // how soon a further occurrence counts nothing
  const SHORTENING = 0.45; // how much long fields are held back
  const PHRASE = 0.3; // how much several words or characters in their order count besides each
  const SYNONYM = 0.7; // how much another word for the same counts
  const INFLECTED = 0.8; // how much an English word with another ending counts
  const NAMED = 3; // how much more a section counts whose title, or a word for it, is what was asked
  const TITLED = 2; // how much more the section of a flag counts if it is all that was typed
  const COVERED = 0.5; // how much it matters that a section has all words of the query: a power of the part it has
  const ERROR_ENTRY = { pasted: 2, asked: 0.5 }; // how much an entry of the list of errors counts for an error, or a question
  const OUTER = 0.65; // how much a message counts that wraps another: `error building image: …: no such file`
  const LEAST_OUTER = 0.3;
  const CORRECTED = 0.8; // how much a word counts that only resembles what was typed
  const SHORTEST_CORRECTED = 5;
  const JOINED = 0.35; // how much words count that were typed apart and are written as one (`image pull secrets`)
  const MOST_JOINED = 14; // such words, above which the query is a pasted text
  const GAP = 0.5; // how much the text counts that `…` in such a line matches
  const SHORTEST_LINE = 12; // characters of a printed line that is recognized in a query
  const MOST_TERMS = 60;
  const MOST_RESULTS = 30;
  const TEASER = 110;
  // Words of a question that say nothing about its subject.
  const FILLER =
    /怎么[样办]?|怎样|如何|为什么|为何|什么(?:意思|原因|情况)?|是不是|能不能|可不可以|需不需要|要不要|会不会|能否|可否|是否|有没有|哪[个里些种]|多少|多大|一定|可以|应该|需要|请问|请教|求助|求解|解决(?:方[法案])?|处理|之后|以后|时候|直接|一下|还[能是]|到底|究竟|突然|明明|居然|已经|特别|非常|有点|别的|其他|这个|那个|出现|提示|合适|[吗呢吧啊了的里]|(?<=\p{Script=Han})[是在会把被给让用和](?=[a-z\s]|$)/gu;
  const ENGLISH_FILLER = new Set(
    ("a about after again all also always am an and any are at be because been before being but by can could did do does " +
      "doing done every for get gets getting give go going got had has have having how i if in into is it its just " +
      "like make many me my of on or other our please should so some still t than that the their them " +
      "then there these they this to too us use used uses using want was way we were what when where which while " +
      "who why will with within would you your").split(" "),
  );
  // The endings of English words that are compared without them, and what may follow the rest of a word in the text.
  const ENDING = /(?:ies|y|e|(?<!s)s|es|ed|ing)$/;
  const ENDED = /^([a-z]??)(?:ies|y|e|s|es|ed|ing|)(?![a-z0-9_])/;
  const SHORTEST_STEM = 3;
  const ENGLISH = /^[a-z]{3,}$/;
  const WORDS = /[a-z0-9_]+|\p{Script=Han}+/gu;
  const LATIN = /[a-z0-9_]/;
  const HAN = /\p{Script=Han}/u;
  // A pasted error: it has signs or a status that questions don't have, and no Chinese sentence.
  const FLAG = /^--?[\w-]+(=\w+)?$/;
  const SIGNS = /[:=[\]"'’\\/](?=.)|\d{3}/;
  const SENTENCE = /\p{Script=Han}{3}/u;
  const ERRORS = /^(?:en\/)?errors\//;

  let known; // the sections, once they are loaded

  // An English word without its ending: `pushed` and `pushes` are `push`, `tagging` is `tag`.
  const stem = (word) => {
    if (!ENGLISH.test(word)) return word;
    const short = word.replace(ENDING, "");
    const rest = /(?:ed|ing)$/.test(word) ? short.replace(/([^aeiouls])\1$/, "$1") : short;
    return rest.length < SHORTEST_STEM ? word : rest;
  };

  // What a query or a title says, its words in one form.
  const plain = (text) =>
    (text.toLowerCase().replace(FILLER, " ").match(WORDS) ?? [])
      .filter((word) => !ENGLISH_FILLER.has(word))
      .map(stem)
      .join(" ");

  // The words of a plain text, each once, of those with one meaning the first; of Chinese, each two characters in a row.
  const wordsOf = (text, { first, all }) => {
    const words = new Set();
    for (const word of text.replace(all, (same) => ` ${first.get(same)} `).split(" "))
      if (word.length <= 2 || LATIN.test(word[0])) words.add(word);
      else for (let at = 0; at + 2 <= word.length; at++) words.add(word.slice(at, at + 2));
    words.delete("");
    return [...words];
  };

  // The first of the words with one meaning, by each of them, and what finds them in a plain text.
  const meaningOf = (synonyms) => {
    const first = new Map();
    for (const group of synonyms.map((group) => group.map(plain).filter(Boolean)))
      for (const word of group) if (!first.has(word)) first.set(word, group[0]);
    const longest = [...first.keys()].sort((one, other) => other.length - one.length);
    const any = (latin) => longest.filter((word) => LATIN.test(word[0]) === latin).join("|") || "(?!)";
    return { first, all: new RegExp(`(?<![a-z0-9_])(?:${any(true)})(?![a-z0-9_])|${any(false)}`, "g") };
  };

  const load = () => {
    importScripts("../search/sections.js"); // relative to the worker
    const { rows, synonyms } = self.kanikoSections;
    delete self.kanikoSections;
    const fields = FIELDS.map(({ name, column, boost }) => {
      const texts = rows.map((row) => row[column].toLowerCase());
      const starts = [];
      let at = 1;
      for (const text of texts) {
        starts.push(at);
        at += text.length + 1;
      }
      const filled = texts.filter((text) => text).length || 1;
      const average = at / filled;
      const factor = (text) => (name === "words" ? 1 : 1 - SHORTENING + (SHORTENING * text.length) / average);
      return { all: `\n${texts.join("\n")}\n`, starts, weights: texts.map((text) => boost / factor(text)) };
    });
    const same = meaningOf(synonyms);
    const named = rows.flatMap((row, section) =>
      [row[2], ...row[6].split("\n")]
        .map(plain)
        .filter((text) => text.length > 1)
        .map((text) => ({ section, text, words: wordsOf(text, same) })),
    );
    const names = new Map(); // by each of their words
    for (const name of named)
      for (const word of name.words) {
        if (!names.has(word)) names.set(word, []);
        names.get(word).push(name);
      }
    const rarity = (word) => Math.log(1 + (rows.length + 0.5) / ((names.get(word)?.length ?? 0) + 0.5));
    const weigh = (words) => words.reduce((sum, word) => sum + rarity(word), 0);
    for (const name of named) name.weight = weigh(name.words);
    const meanings = new Map();
    for (const group of synonyms)
      for (const word of group) meanings.set(stem(word), [...new Set([...(meanings.get(stem(word)) ?? []), ...group])]);
    const lines = rows.map((row) => row[4].toLowerCase().split("\n").filter((line) => line.length >= SHORTEST_LINE));
    return { rows, fields, names, rarity, weigh, same, lines, meanings, places: new Map() };
  };

  // The terms of a query with their weights: each word of letters and digits, and each two of them in a row as they are
  // written (`config.json`, `not found`) or as one; of Chinese, which has no spaces, each two to four characters in a row.
  // `outer` is less than 1 for those before the innermost message of an error.
  const terms = (query) => {
    const found = new Map();
    const add = (term, weight, outer = 1) => {
      const before = found.get(term);
      found.set(term, { weight: Math.max(weight, before?.weight ?? 0), outer: Math.max(outer, before?.outer ?? 0) });
    };
    const cuts = [...query.matchAll(/: /g)].map((one) => one.index);
    const outside = (at) =>
      cuts.length < 2 ? 1 : Math.max(OUTER ** cuts.filter((cut) => cut >= at).length, LEAST_OUTER);
    const joined = [];
    let row = [];
    for (const match of query.matchAll(WORDS)) {
      const [[word], outer] = [match, outside(match.index)];
      if (HAN.test(word)) {
        row = [];
        for (let size = 2; size <= 4; size++)
          for (let at = 0; at + size <= word.length; at++) add(word.slice(at, at + size), size === 2 ? 1 : PHRASE);
        if (word.length === 1) add(word, 1);
        continue;
      }
      if (!ENGLISH_FILLER.has(word)) add(word, 1, outer);
      const before = row.at(-1);
      if (before) add(query.slice(before.index, match.index + word.length), PHRASE, outside(before.index));
      for (const size of [1, 2].slice(0, row.length)) joined.push([...row.slice(-size), match].map(([one]) => one).join(""));
      row.push(match);
    }
    if (joined.length < MOST_JOINED) for (const word of joined) add(word, JOINED);
    return [...found].slice(0, MOST_TERMS).map(([term, { weight, outer }]) => [term, weight, outer]);
  };

  // Calls back for each place of a term in a text, with its length there; a word of letters and digits is not found
  // inside another, at most at its beginning. An English word is also found with another ending.
  const eachPlace = (term, text, back, begun = false) => {
    const part = begun ? term : stem(term);
    const [first, last] = [LATIN.test(term[0]), !begun && LATIN.test(term.at(-1))];
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      if (first && LATIN.test(text[at - 1] ?? "")) continue;
      const end = at + part.length;
      if (!last || !LATIN.test(text[end] ?? "")) back(at, part.length);
      else if (part !== term || ENGLISH.test(term)) {
        const ended = ENDED.exec(text.slice(end, end + 5));
        if (ended && (!ended[1] || ended[1] === part.at(-1))) back(at, part.length + ended[0].length);
      }
    }
  };

  // Where a term is: for each field, the sections with how often they have it exactly, and with another ending.
  const places = (term, begun = false) => {
    const key = begun ? `${term}*` : term;
    if (!known.places.has(key)) known.places.set(key, known.fields.map((field) => placesIn(field, term, begun)));
    return known.places.get(key);
  };

  const placesIn = ({ all, starts }, term, begun) => {
    const sections = [];
    let section = 0;
    const add = (at, length) => {
      while (section + 1 < starts.length && starts[section + 1] <= at) section++;
      if (sections.at(-1)?.section !== section) sections.push({ section, exact: 0, other: 0 });
      sections.at(-1)[length === term.length && all.startsWith(term, at) ? "exact" : "other"]++;
    };
    eachPlace(term, all, add, begun);
    return sections;
  };

  const count = (term) =>
    places(term)
      .flat()
      .reduce((sum, { exact, other }) => sum + exact + other, 0);

  // How much the characters of a Chinese term belong together: of 镜像推送, 镜像 and 推送 are words and 像推 is none.
  const cohesion = (term) =>
    HAN.test(term) && term.length > 1 ? Math.sqrt(Math.min(1, count(term) / Math.min(...Array.from(term, count)))) : 1;

  const weightsBySection = (term, literal, begun = false) => {
    const weights = new Float64Array(known.rows.length);
    for (const same of (!literal && known.meanings.get(stem(term))) || [term]) {
      const factor = stem(same) === stem(term) ? 1 : SYNONYM;
      for (const [field, sections] of places(same, begun).entries())
        for (const { section, exact, other } of sections)
          weights[section] += known.fields[field].weights[section] * factor * (exact + INFLECTED * other);
    }
    return weights;
  };

  // The same for a term that may be the beginning of a word or, if it is a word by itself, be spelled otherwise.
  const weightsOf = (term, whole, literal) => {
    const weights = weightsBySection(term, literal);
    const isFound = (all) => all.some((one) => one);
    if (isFound(weights) || !whole) return weights;
    const begun = weightsBySection(term, literal, true);
    const other = !isFound(begun) && term.length >= SHORTEST_CORRECTED && ENGLISH.test(term) && meant(term);
    return other ? weightsBySection(other, literal).map((one) => one * CORRECTED) : begun;
  };

  // What a word means that no section has: two words, or the most frequent word that differs by one letter.
  const meant = (word) => {
    known.vocabulary ??= vocabulary();
    for (let at = SHORTEST_STEM; at <= word.length - SHORTEST_STEM; at++) {
      const parts = [word.slice(0, at), word.slice(at)];
      if (parts.every((part) => known.vocabulary.has(part))) return parts.join(" ");
    }
    let best;
    for (const [other, often] of known.vocabulary)
      if (often > (known.vocabulary.get(best) ?? 1) && isNear(word, other)) best = other;
    return best;
  };

  // The words of all sections, with how often they are there.
  const vocabulary = () => {
    const found = new Map();
    for (const { all } of known.fields)
      for (const [word] of all.matchAll(/[a-z][a-z0-9_]{2,}/g)) found.set(word, (found.get(word) ?? 0) + 1);
    return found;
  };

  // Whether two words differ by one letter: another one, one more, one less, or two that changed places.
  const isNear = (one, other) => {
    if (Math.abs(one.length - other.length) > 1) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    const isSame = (skipped, skippedOfOther) => one.slice(at + skipped) === other.slice(at + skippedOfOther);
    const swapped = one[at] === other[at + 1] && one[at + 1] === other[at];
    return isSame(1, 1) || isSame(1, 0) || isSame(0, 1) || (swapped && isSame(2, 2));
  };

  // How far a query and a title, or a reader's word for the section, are the same text, from 0 to 1.
  const likeness = (one, other) => {
    const [short, long] = one.length < other.length ? [one, other] : [other, one];
    let same = 0;
    eachPlace(short, long, () => (same = short.length / long.length));
    return same;
  };

  // For each section, how far its title, or a reader's word for it, is what was asked, from 0 to 1: the same text, or the
  // part of the words of both that both have, in any order; rare words count more.
  const resemblance = (wanted) => {
    const { rows, names, rarity, weigh, same } = known;
    const found = new Float64Array(rows.length);
    const words = wordsOf(wanted, same);
    const all = weigh(words);
    const shared = new Map();
    for (const word of words)
      for (const name of names.get(word) ?? []) shared.set(name, (shared.get(name) ?? 0) + rarity(word));
    for (const [{ section, text, weight }, both] of shared)
      found[section] = Math.max(found[section], likeness(wanted, text), both / (all + weight - both));
    return found;
  };

  // The part of a query that is a printed line, from 0 to 1; `…` in a line matches any text.
  const printedPart = (query, lines) =>
    Math.max(
      0,
      ...lines.map((line) => {
        let [at, gaps] = [0, 0];
        for (const [index, piece] of line.split("…").entries()) {
          const found = query.indexOf(piece, at);
          if (found < 0) return 0;
          if (index) gaps += found - at;
          at = found + piece.length;
        }
        return Math.min(1, (line.length + gaps * GAP) / query.length);
      }),
    );

  // The sections that have a term of the query, the best first. A section that lacks some counts less.
  const search = (query, asked) => {
    const { rows, lines } = known;
    const wanted = plain(query);
    const named = resemblance(wanted);
    const typed = query.trim();
    const flag = FLAG.test(typed);
    const pasted = !flag && SIGNS.test(query) && !SENTENCE.test(query);
    const entry = pasted ? ERROR_ENTRY.pasted : ERROR_ENTRY.asked;
    const score = new Float64Array(rows.length);
    const covered = new Float64Array(rows.length);
    let total = 0;
    for (const [term, weight, outer] of asked) {
      const counts = weight === 1;
      const weights = weightsOf(term, counts, pasted);
      const having = weights.reduce((sum, one) => sum + (one > 0), 0);
      const rarity = Math.log(1 + (rows.length - having + 0.5) / (having + 0.5));
      const value = having ? weight * outer * rarity * cohesion(term) : 0;
      if (counts) total += value;
      weights.forEach((one, at) => {
        if (!one) return;
        score[at] += (value * one * (SATURATION + 1)) / (SATURATION + one);
        if (counts) covered[at] += value;
      });
    }
    return rows
      .map((row, at) => {
        const prior = row[7] * (ERRORS.test(row[0]) ? entry : 1) * (flag && row[2].toLowerCase() === typed ? TITLED : 1);
        return { row, at, score: total && score[at] * (covered[at] / total) ** COVERED * prior };
      })
      .filter((one) => one.score > 0)
      .map(({ row, at, score }) => {
        const same = Math.max(named[at], printedPart(query, lines[at]));
        return { row, score: score * (1 + NAMED * same ** 2) };
      })
      .sort((one, other) => other.score - one.score)
      .slice(0, MOST_RESULTS);
  };

  const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  // A text in HTML with all terms marked, and what is marked.
  const mark = (text, asked) => {
    const marked = new Uint8Array(text.length);
    for (const [term] of asked) eachPlace(term, text.toLowerCase(), (at, length) => marked.fill(1, at, at + length));
    let html = "";
    const found = [];
    for (let from = 0, to = 0; from < text.length; from = to) {
      while (to < text.length && marked[to] === marked[from]) to++;
      const part = text.slice(from, to);
      if (marked[from]) found.push(part);
      html += marked[from] ? `<mark>${escape(part)}</mark>` : escape(part);
    }
    return { html, found };
  };

  // The part of a text that has most of the terms.
  const teaser = (text, asked) => {
    const places = [];
    for (const [term, weight] of asked) eachPlace(term, text.toLowerCase(), (at) => places.push({ at, term, weight }));
    places.sort((one, other) => one.at - other.at);
    let [best, start] = [0, 0];
    places.forEach(({ at }, first) => {
      const seen = new Map();
      for (let next = first; next < places.length && places[next].at < at + TEASER; next++)
        seen.set(places[next].term, places[next].weight);
      const value = [...seen.values()].reduce((sum, one) => sum + one, 0);
      if (value > best) [best, start] = [value, at];
    });
    const from = start < 20 ? 0 : start - 12;
    const part = text.slice(from, from + TEASER);
    return `${from ? "…" : ""}${part}${from + TEASER < text.length ? "…" : ""}`;
  };

  // A result as the theme shows it. `terms` are marked on the page that opens.
  const item = ({ row, score }, asked) => {
    const [location, , heading, text, printed] = row;
    const title = mark(heading, asked);
    const body = [text, printed].map((part) => mark(teaser(part, asked), asked));
    const shown = body[0].found.length || !body[1].found.length ? body[0] : body[1];
    const found = [...title.found, ...shown.found].map((word) => [word, true]);
    return { location, title: title.html, text: shown.html, score, terms: Object.fromEntries(found) };
  };

  // The results by page, in their order. The theme shows the first of each as the title of the page.
  const byPage = (found, asked) => {
    const groups = [];
    for (const one of found) {
      const [page] = one.row[0].split("#");
      if (groups.at(-1)?.page !== page || one.row[0] === page) groups.push({ page, items: [] });
      const { items } = groups.at(-1);
      if (!items.length && one.row[0] !== page)
        items.push({ location: page, title: escape(one.row[1]), text: "", score: 0, terms: {} });
      items.push(item(one, asked));
    }
    return groups.map(({ items }) => items);
  };

  const answer = (query) => {
    if (query) known ??= load();
    const wanted = query.normalize("NFKC").toLowerCase().replace(FILLER, " ");
    const asked = terms(wanted);
    return { items: asked.length ? byPage(search(wanted, asked), asked) : [] };
  };

  self.kanikoAnswer = answer;
}
