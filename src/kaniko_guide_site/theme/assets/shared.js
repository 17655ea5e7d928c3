// What several scripts need.
"use strict";
globalThis.kanikoPage = {
  // An element with properties and content.
  element(name, about, ...content) {
    const made = Object.assign(document.createElement(name), about);
    made.append(...content);
    return made;
  },
  // Ends when a script has run, and fails if it can't be loaded.
  run(src) {
    return new Promise((done, fail) => {
      document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: fail }));
    });
  },
  // Calls a function once for all callers, again only after it has failed.
  once(start) {
    let started;
    return () =>
      (started ??= start().catch((error) => {
        started = undefined;
        throw error;
      }));
  },
  // Whether a line has texts one after the other.
  hasInOrder(line, texts) {
    let at = 0;
    return texts.every((text) => {
      const found = line.indexOf(text, at);
      at = found + text.length;
      return found >= 0;
    });
  },
};
