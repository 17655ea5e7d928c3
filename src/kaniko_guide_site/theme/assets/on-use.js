// A part of a page with large scripts loads them on first use: `data-on-use` has their addresses, in order. If one can't
// be loaded, the part says so, and tries again when it is used again.
"use strict";
for (const part of document.querySelectorAll("[data-on-use]")) {
  const used = ["focusin", "pointerenter", "dragenter", "input", "change"];
  const load = async () => {
    used.forEach((type) => part.removeEventListener(type, load, true));
    try {
      for (const src of part.dataset.onUse.split(" ")) {
        await kanikoPage.run(src);
      }
      part.setAttribute("data-loaded", "");
    } catch {
      part.querySelector("[role=status]").textContent = part.dataset.unloaded;
      wait();
    }
  };
  const wait = () => used.forEach((type) => part.addEventListener(type, load, true));
  wait();
  if (part.querySelector("textarea")?.value) load(); // the browser kept it over a reload
}
