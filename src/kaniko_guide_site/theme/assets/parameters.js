// The reader's own values: typed once in the panel, shown in every block of every page, stored only in this browser.
//
// A block lists its occurrences by offsets (data-occurrences), so text is never searched. An invalid value is never
// inserted, whatever its source; and a value is inserted as text, never as markup.
"use strict";
{
  const KEY = "kaniko-guide.values";
  const FRAGMENT = "#values=";
  const MIRROR = "mirror";
  const REGISTRY = "registry";
  if (window.kanikoGuidePanel && document.querySelector("[data-occurrences]")) {
    document.querySelector("article").insertAdjacentHTML("beforeend", window.kanikoGuidePanel);
  }
  const dialog = document.querySelector("dialog.values");
  const { rejections, limits, parameters, copies, synonyms, registries, words } = dialog
    ? JSON.parse(dialog.dataset.values)
    : { rejections: [], limits: [], parameters: {}, copies: {}, synonyms: {}, registries: [] };
  const whole = (pattern) => new RegExp(`^(?:${pattern})$`, "u");
  const rejected = rejections.map(([pattern, message]) => [whole(pattern), message]);
  const accepted = limits.map(([pattern, maximum, numbers, wrong]) => ({
    legal: whole(pattern),
    maximum,
    rejected: numbers.map((number) => rejected[number]),
    wrong,
  }));
  for (const one of Object.values(parameters)) {
    Object.assign(one, accepted[one.limits]);
  }
  for (const one of registries) {
    one.recognizes = (value) => one.pattern !== null && whole(one.pattern).test(value);
  }

  /* Valid values, and the text of an occurrence. */

  const errorIn = (name, value) => {
    const one = parameters[name];
    if (value.length > one.maximum || !one.legal.test(value)) {
      return one.wrong;
    }
    return one.rejected.find(([pattern]) => pattern.test(value))?.[1] ?? "";
  };
  const isLegal = ([name, value]) =>
    typeof value === "string" && Object.hasOwn(parameters, name) && !errorIn(name, value);
  const legal = (values) => Object.fromEntries(Object.entries(values ?? {}).filter(isLegal));

  const parameterOf = (occurrence) => copies[occurrence]?.[1] ?? synonyms[occurrence]?.[0] ?? occurrence;
  const original = (occurrence) => parameters[parameterOf(occurrence)].default;
  const filled = (occurrence, known) => {
    const mirror = known[MIRROR];
    if (copies[occurrence]) {
      const [part, otherwise] = copies[occurrence];
      const slash = mirror?.indexOf("/");
      return mirror ? (part === "host" ? mirror.slice(0, slash) : mirror.slice(slash + 1)) : filled(otherwise, known);
    }
    if (synonyms[occurrence]) {
      const [parameter, values] = synonyms[occurrence];
      const value = filled(parameter, known);
      return Object.hasOwn(values, value) ? values[value] : value;
    }
    if (!known[occurrence] && mirror && parameters[occurrence].mirrored) {
      return `${mirror}/${original(occurrence).split("/").pop()}`;
    }
    return known[occurrence] || original(occurrence);
  };

  /* The values that the reader typed, and those of a link. */

  const stored = () => {
    try {
      return legal(JSON.parse(localStorage.getItem(KEY)));
    } catch {
      return null;
    }
  };
  let own = stored() ?? {};
  let linked = {};
  const values = () => ({ ...own, ...linked });
  const callbacks = [];
  const changed = () => {
    render();
    callbacks.forEach((callback) => callback());
  };
  const keep = (next) => {
    own = next;
    try {
      localStorage.setItem(KEY, JSON.stringify(own));
      return true;
    } catch {
      return false;
    }
  };

  window.kanikoGuide = {
    values,
    fill(text, occurrences) {
      const known = values();
      let at = 0;
      const pieces = occurrences.map(([start, end, name]) => {
        const before = text.slice(at, start);
        at = end;
        return before + filled(name, known);
      });
      return pieces.join("") + text.slice(at);
    },
    onChange: (callback) => callbacks.push(callback),
  };

  /* Blocks: each occurrence gets its own element, from the last to the first, so that offsets stay valid. */

  const texts = (code) => {
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let at = 0; walker.nextNode(); at += walker.currentNode.length) {
      found.push({ node: walker.currentNode, start: at, end: at + walker.currentNode.length });
    }
    return found;
  };
  const wrap = (nodes, [start, end, name]) => {
    const first = nodes.find((one) => start < one.end);
    const last = nodes.find((one) => end <= one.end);
    const range = document.createRange();
    range.setStart(first.node, start - first.start);
    range.setEnd(last.node, end - last.start);
    const element = document.createElement("span");
    element.className = "occurrence";
    element.append(range.extractContents());
    range.insertNode(element);
    return { element, name, nodes: [...element.childNodes] };
  };
  const occurrences = [];
  for (const block of document.querySelectorAll(".block[data-occurrences]")) {
    const nodes = texts(block.querySelector(".highlight code"));
    occurrences.push(...JSON.parse(block.dataset.occurrences).reverse().map((occurrence) => wrap(nodes, occurrence)));
  }
  const count = (button, word, number) => {
    button.querySelector(".values-count").textContent = number ? words[word].replace("{count}", number) : "";
  };

  /* Tabs for images that can be pulled, and for copies of them: all of a page show the same, at first by the values. */

  const tabs = Array.from(document.querySelectorAll(".values-copies > .tabbed-set"), (set) => [
    ...set.querySelectorAll(":scope > input"),
  ]);
  const choose = (index) => {
    for (const inputs of tabs.filter((one) => !one[index].checked)) {
      inputs[index].checked = true;
      inputs[index].dispatchEvent(new Event("change"));
    }
  };
  for (const inputs of tabs) {
    inputs.forEach((input, index) => {
      input.addEventListener("change", () => choose(index));
      // The theme makes links of labels, which choose nothing on a page that is opened from a disk.
      input.labels.forEach((label) => label.addEventListener("click", () => choose(index)));
    });
  }
  let ownCopies = false;

  const render = () => {
    const known = values();
    if (ownCopies !== (MIRROR in known)) {
      ownCopies = MIRROR in known;
      choose(Number(ownCopies));
    }
    for (const { element, name, nodes } of occurrences) {
      const value = filled(name, known);
      const same = value === original(name);
      element.replaceChildren(...(same ? nodes : [value]));
      element.classList.toggle("occurrence-filled", !same);
    }
    for (const button of document.querySelectorAll(".values-open")) {
      const block = button.closest(".block");
      if (block) count(button, "occurrences", block.querySelectorAll(".occurrence-filled").length);
      else count(button, "values", Object.keys(known).length);
    }
  };

  /* The panel. */

  if (dialog) {
    const notice = document.querySelector(".values-notice > div");
    const status = dialog.querySelector(".values-status");
    const link = dialog.querySelector(".values-link");
    const fields = Array.from(dialog.querySelectorAll(".values-field"), (field) => ({
      field,
      name: field.dataset.name,
      input: field.querySelector("input"),
      reset: field.querySelector(".values-reset"),
      wrong: field.querySelector(".values-wrong"),
      help: field.querySelector(".values-help"),
      ownHelp: field.querySelector(".values-help").textContent,
    }));
    const registry = dialog.querySelector("#values-registry");

    /* The chosen registry: its texts, and an example of its address. The address says which one it is. */

    const describe = (chosen) => {
      for (const { name, input, help, ownHelp } of fields) {
        help.textContent = chosen.help[name] ?? ownHelp;
        if (name === REGISTRY) {
          input.placeholder = chosen.value ?? chosen.example ?? original(REGISTRY);
        }
      }
    };
    const say = (what) => {
      status.textContent = what;
      link.hidden = true;
    };
    const show = () => {
      const known = values();
      for (const { name, input, reset, wrong } of fields) {
        input.value = known[name] ?? "";
        input.removeAttribute("aria-invalid");
        wrong.textContent = "";
        reset.hidden = !input.value;
        if (parameters[name].mirrored) {
          input.placeholder = filled(name, { [MIRROR]: known[MIRROR] });
        }
      }
      registry.value = registries.findIndex((one) => one.recognizes(known[REGISTRY] ?? original(REGISTRY)));
      describe(registries[registry.value]);
    };
    const take = (name, value) => {
      delete linked[name];
      say(keep(legal({ ...own, [name]: value })) ? "" : words.unsaved);
      announce();
      changed();
    };
    const typed = ({ name, input, reset, wrong }, settled) => {
      const value = input.value.trim();
      const message = value ? errorIn(name, value) : "";
      take(name, message ? "" : value);
      reset.hidden = !input.value;
      if (!message || settled || wrong.textContent) {
        wrong.textContent = message;
        input.setAttribute("aria-invalid", Boolean(message));
      }
    };
    const open = (block) => {
      const here = block ? JSON.parse(block.dataset.occurrences) : [];
      const names = new Set(here.map(([, , name]) => parameterOf(name)));
      say("");
      show();
      fields.forEach(({ field, name }) => field.classList.toggle("values-here", names.has(name)));
      dialog.showModal();
      (fields.find(({ name }) => names.has(name)) ?? fields[0]).input.focus();
    };

    /* A link contains values in its fragment, which is not sent to a server. */

    const fragment = () => {
      const shared = Object.entries(values()).filter(([name]) => !parameters[name].private);
      return shared.length ? FRAGMENT + new URLSearchParams(shared) : "";
    };
    const announce = (dropped = false) => {
      const rows = Object.entries(linked).flatMap(([name, value]) => {
        const term = document.createElement("dt");
        const description = document.createElement("dd");
        term.textContent = parameters[name].label;
        description.textContent = value;
        return [term, description];
      });
      notice.querySelector("dl").replaceChildren(...rows);
      notice.querySelector(".values-linked").hidden = !rows.length;
      notice.querySelector(".values-keep").hidden = !rows.length;
      notice.querySelector(".values-dropped").textContent = dropped ? words.dropped : "";
      notice.hidden = !rows.length && !dropped;
    };
    const follow = () => {
      if (location.hash.startsWith(FRAGMENT)) {
        const offered = Object.fromEntries(new URLSearchParams(location.hash.slice(FRAGMENT.length)));
        linked = Object.fromEntries(Object.entries(legal(offered)).filter(([name]) => !parameters[name].private));
        announce(Object.keys(linked).length < Object.keys(offered).length);
        changed();
      }
    };
    const settle = () => {
      linked = {};
      history.replaceState(null, "", location.pathname + location.search);
      announce();
      changed();
    };

    registry.addEventListener("change", () => {
      const chosen = registry.value;
      const { value, recognizes } = registries[chosen];
      if (!recognizes(values()[REGISTRY] ?? original(REGISTRY))) {
        take(REGISTRY, value === original(REGISTRY) ? "" : (value ?? ""));
      }
      show();
      registry.value = chosen;
      describe(registries[chosen]);
    });
    for (const one of fields) {
      one.reset.title = one.reset.ariaLabel;
      one.input.addEventListener("input", () => typed(one, false));
      one.input.addEventListener("change", () => typed(one, true));
      one.reset.addEventListener("click", () => {
        take(one.name, "");
        show();
        one.input.focus();
      });
    }
    dialog.querySelector("form").addEventListener("submit", (event) => {
      const wrong = fields.find(({ input }) => input.getAttribute("aria-invalid") === "true");
      if (wrong) {
        event.preventDefault();
        wrong.input.focus();
      }
    });
    dialog.querySelector(".values-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.querySelector(".values-reset-all").addEventListener("click", () => {
      linked = {};
      announce();
      say(keep({}) ? "" : words.unsaved);
      changed();
      show();
    });
    dialog.querySelector(".values-share").addEventListener("click", async () => {
      const found = fragment();
      if (!found) {
        say(words.nothing);
        return;
      }
      const address = location.href.split("#")[0] + found;
      const without = Object.keys(values()).some((name) => parameters[name].private) ? words.without : "";
      try {
        await navigator.clipboard.writeText(address);
        say(words.copied.replace("{without}", without));
      } catch {
        say(words.shown.replace("{without}", without));
        link.hidden = false;
        link.value = address;
        link.select();
      }
    });
    notice.querySelector(".values-keep").addEventListener("click", () => {
      keep(values());
      settle();
    });
    notice.querySelector(".values-discard").addEventListener("click", settle);
    for (const button of document.querySelectorAll(".values-open")) {
      button.hidden = false;
      button.addEventListener("click", () => open(button.closest(".block")));
    }
    const again = () => {
      own = stored() ?? own;
      if (dialog.open) {
        show();
      }
      changed();
    };
    window.addEventListener("storage", (event) => (event.key === KEY || event.key === null) && again());
    window.addEventListener("pageshow", (event) => event.persisted && again());
    window.addEventListener("hashchange", follow);
    follow();
    render();
  }
}
