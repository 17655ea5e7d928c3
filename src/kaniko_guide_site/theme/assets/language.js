// The language switch: it stays at the section that the reader sees, and is remembered in this browser. Who opens the home
// page from elsewhere for the first time, with a browser that does not ask for Chinese, gets the English one.
"use strict";
{
  const KEY = "kaniko-guide.language";
  const TOP = 120; // pixels below which a heading is not read yet
  const link = document.querySelector(".language-switch");
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return "unknown";
    }
  };
  const store = (language) => {
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Nothing is remembered: the switch works all the same.
    }
  };
  const section = () => {
    if (location.hash.startsWith("#values=")) return location.hash;
    const headings = [...document.querySelectorAll("article :is(h2, h3, h4)[id]")];
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < TOP);
    return above.length ? `#${above.at(-1).id}` : "";
  };
  link?.addEventListener("click", () => {
    store(link.hreflang);
    link.hash = section();
  });
  const isHome = location.pathname === new URL(document.querySelector(".md-logo").href).pathname;
  if (link?.hreflang === "en" && isHome && !stored()) {
    store("asked");
    const fromElsewhere = !document.referrer.startsWith(location.origin);
    const wantsChinese = navigator.languages.some((language) => language.startsWith("zh"));
    if (fromElsewhere && !wantsChinese) location.replace(link.href + location.hash);
  }
}
