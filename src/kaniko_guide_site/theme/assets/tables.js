// The theme makes a table scroll that is wider than the page; it must be reachable by keyboard.
"use strict";
{
  const label = document.documentElement.lang.startsWith("zh") ? "可以左右滚动的表格" : "A table that scrolls sideways";
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wide = target.scrollWidth > target.clientWidth;
      for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", label]]) {
        if (wide) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  const all = () => document.querySelectorAll(".md-typeset__scrollwrap").forEach((wrap) => fit.observe(wrap));
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
  all();
}
