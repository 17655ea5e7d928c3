// The theme makes a table scroll that is wider than the page; it must be reachable by keyboard.
"use strict";
{
  const label = document.documentElement.lang.startsWith("zh") ? "可以左右滚动的表格" : "A table that scrolls sideways";
  const tables = () => [...document.querySelectorAll(".md-typeset__scrollwrap")];
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wide = target.scrollWidth > target.clientWidth;
      const unique = `${label} ${tables().indexOf(target) + 1}`;
      for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", unique]]) {
        if (wide) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  const all = () => tables().forEach((wrap) => fit.observe(wrap));
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
  all();
}
