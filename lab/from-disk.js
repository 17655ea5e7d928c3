// The site from a disk (`file:`), in the zip that `nox --session offline` makes; each page loads this first.
// A browser starts no worker there, and opens a directory as a list of files.
"use strict";
{
  // A worker in a hidden frame. A script that it imports is loaded first, then the message is given to it again.
  class FrameWorker extends EventTarget {
    #handlers = [];
    #imported = new Map();
    #ready;

    constructor(path) {
      super();
      const address = new URL(path, document.baseURI).href;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.documentElement.append(frame);
      const scope = frame.contentWindow;
      scope.addEventListener = (_, handler) => this.#handlers.push(handler);
      scope.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const load = (source) =>
        new Promise((resolve) => {
          const script = scope.document.createElement("script");
          script.src = source;
          script.addEventListener("load", resolve);
          scope.document.head.append(script);
        });
      scope.importScripts = (imported) => {
        const { href } = new URL(imported, address);
        if (this.#imported.get(href) === "done") return;
        throw (this.#imported.get(href) ?? load(href).then(() => this.#imported.set(href, "done")));
      };
      this.#ready = load(address);
    }

    // Messages are delivered in turn, each after what the one before has to load.
    postMessage(data) {
      this.#ready = this.#ready.then(() => this.#deliver(data));
    }

    async #deliver(data) {
      try {
        for (const handler of this.#handlers) handler({ data });
      } catch (loading) {
        if (!(loading instanceof Promise)) throw loading;
        await loading;
        await this.#deliver(data);
      }
    }
  }

  if (location.protocol === "file:") {
    globalThis.Worker = FrameWorker;
    const leadToFile = ({ target }) => {
      const link = target.closest?.("a[href]");
      if (link?.protocol === "file:") link.href = link.href.replace(/\/(?=$|[?#])/, "/index.html");
    };
    for (const type of ["pointerover", "focusin", "click"]) addEventListener(type, leadToFile, { capture: true });
  }
}
