// Runs before the page is painted: what the theme has as inline scripts, which a strict Content-Security-Policy forbids.
// `data-scope` is the address below which the theme stores settings in the browser.
"use strict";
{
  // Where a browser denies storage, the theme's scripts would stop.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name];
    } catch {
      const value = {
        getItem: () => null,
        removeItem() {},
        setItem() {
          throw Error("denied");
        },
      };
      Object.defineProperty(window, name, { value });
    }
  }

  // What the theme's scripts call.
  const scope = new URL(document.currentScript.dataset.scope, location);
  const keyOf = (name, { pathname }) => `${pathname}.${name}`;
  Object.assign(globalThis, {
    __md_scope: scope,
    __md_hash: (text) => [...text].reduce((hash, character) => (hash << 5) - hash + character.charCodeAt(0), 0),
    __md_get: (name, storage = localStorage, below = scope) => JSON.parse(storage.getItem(keyOf(name, below))),
    __md_set(name, value, storage = localStorage, below = scope) {
      try {
        storage.setItem(keyOf(name, below), JSON.stringify(value));
      } catch {
        // The setting holds for this page.
      }
    },
  });

  // The chosen colors. "As the system" is stored as well, and means the system's of now.
  const color = __md_get("__palette")?.color;
  if (color) {
    if (color.media === "(prefers-color-scheme)") {
      const now = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      const input = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${now})']`);
      for (const part of Object.keys(color)) color[part] = input.getAttribute(`data-md-color-${part}`);
    }
    for (const [part, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${part}`, value);
  }
}
