// The theme puts a copy button beside each block of code, in a <nav> without a name. The button gets a label,
// and the <nav> loses its role: a page has one navigation, not one for each block.
{
  const name = (bar) => {
    const title = bar.closest(".highlight")?.querySelector(".filename")?.textContent ?? "";
    bar.setAttribute("role", "presentation");
    for (const button of bar.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.title} ${title}`.trim());
    }
  };
  const all = () => document.querySelectorAll(".md-code__nav:not([role])").forEach(name);
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
  all();
}
