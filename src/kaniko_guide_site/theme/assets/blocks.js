// The tools of a block of code: copy, download, wrap lines, unfold, link to lines.
//
// A block is copied as its canonical text, which is the text of the page before any script changes it, with the
// reader's values in its occurrences. Marked, wrapped or folded lines make no difference.
"use strict";
{
  const blocks = [...document.querySelectorAll(".block")];
  const codeOf = (block) => block.querySelector(".highlight code");
  const tool = (block, name) => block.querySelector(`.block-tools [data-tool=${name}]`);
  const canonical = new Map();
  for (const code of document.querySelectorAll(".highlight code")) {
    canonical.set(code, code.textContent.replace(/\n$/, ""));
  }

  const filled = (block) => {
    const text = canonical.get(codeOf(block));
    const occurrences = block.dataset.occurrences;
    return occurrences && window.kanikoGuide ? window.kanikoGuide.fill(text, JSON.parse(occurrences)) : text;
  };

  // Copying: the theme's button copies the text in its attribute instead of the text on the page.
  const copied = (code) => {
    const block = code.closest(".block");
    return block ? filled(block) + ("lastBreak" in block.dataset ? "\n" : "") : canonical.get(code);
  };
  document.addEventListener(
    "click",
    ({ target }) => {
      const button = target.closest(".md-code__button[data-md-type=copy]");
      if (button) {
        button.dataset.clipboardText = copied(document.querySelector(button.dataset.clipboardTarget));
      }
    },
    true,
  );

  // Downloading: links lead to the checked files; with the reader's own values, the files are created here. A recipe's
  // other files, and the library that creates zips, are loaded as scripts on demand.
  const WORDS = {
    zh: {
      filled: "已下载，填好了你的值",
      unsummed: "已下载，填好了你的值；这个网站不是 https，所以没有附校验和",
      failed: "没有下载：取不到文件。检查网络后再试",
    },
    en: {
      filled: "Downloaded with your values",
      unsummed: "Downloaded with your values; without https there are no checksums in it",
      failed: "Not downloaded: the files can't be reached. Check the network and try again",
    },
  }[document.documentElement.lang.slice(0, 2)];
  const ZIP_SCRIPT = new URL("fflate.js", document.currentScript.src).href;
  const filesOf = async (link) => {
    const address = new URL(link.dataset.recipe, document.baseURI).href;
    const recipe = /([^/]+)\.js$/.exec(address)[1];
    if (!window.kanikoGuideRecipes?.[recipe]) await kanikoPage.run(address);
    const files = window.kanikoGuideRecipes[recipe];
    return { recipe, files: files.map(([path, text, occurrences]) => [path, window.kanikoGuide.fill(text, occurrences)]) };
  };
  const summed = async (files) => {
    const sums = await Promise.all(
      files.map(async ([path, text]) => {
        const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
        return `${Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("")}  ${path}\n`;
      }),
    );
    return [...files, ["SHA256SUMS", sums.join("")]];
  };
  const zipped = async (recipe, files) => {
    if (!window.fflate) await kanikoPage.run(ZIP_SCRIPT);
    const mode = (path) => (path.endsWith(".sh") ? 0o100755 : 0o100644);
    const entry = ([path, text]) => [
      `${recipe}/${path}`,
      [new TextEncoder().encode(text), { os: 3, attrs: mode(path) << 16, level: 0, mtime: new Date(1980, 0, 1) }],
    ];
    return window.fflate.zipSync(Object.fromEntries(files.map(entry)));
  };
  const save = (link, content) => {
    // As text, a Jenkinsfile would be saved as Jenkinsfile.txt.
    const href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    Object.assign(document.createElement("a"), { href, download: link.pathname.split("/").pop() }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  };
  const DOWNLOADS = {
    file: async (block, link) => {
      if (!link.dataset.recipe) {
        save(link, `${filled(block)}\n`);
        return "filled";
      }
      const { recipe, files } = await filesOf(link);
      save(link, files.find(([path]) => link.pathname.endsWith(`/${recipe}/${path}`))[1]);
      return "filled";
    },
    zip: async (block, link) => {
      const { recipe, files } = await filesOf(link);
      const sums = window.crypto.subtle;
      save(link, await zipped(recipe, sums ? await summed(files) : files));
      return sums ? "filled" : "unsummed";
    },
  };
  document.querySelector(".md-dialog__inner")?.setAttribute("role", "status");
  const download = async (block, link) => {
    let outcome;
    try {
      outcome = await DOWNLOADS[link.dataset.tool](block, link);
    } catch {
      outcome = "failed";
    }
    window.alert$?.next(WORDS[outcome]);
  };
  const changes = (block, link) => {
    if (link.dataset.recipe) return Object.keys(window.kanikoGuide?.values() ?? {}).length > 0;
    const whole = link.pathname.endsWith(`/${block.dataset.snippet}`);
    return whole && filled(block) !== canonical.get(codeOf(block));
  };

  // Folding, wrapping, and the edges of code that continues outside the view. A folded block shows its marked lines, if it has any.
  // The sizes of all blocks are read before anything is changed, so that the page is laid out once.
  const LINES_ABOVE = 6;
  const folded = (block) => block.matches(".block-long:not(.block-open)");
  const resting = new Map();
  const restOf = (block, code, end) => {
    const marked = folded(block) && block.querySelector(".hll");
    if (!marked) return code.scrollTop;
    const above = LINES_ABOVE * parseFloat(getComputedStyle(code).lineHeight);
    const from = marked.getBoundingClientRect().top - code.getBoundingClientRect().top - above;
    return Math.min(Math.max(code.scrollTop + from, 0), end);
  };
  const plan = (block) => {
    const code = codeOf(block);
    const { scrollLeft, clientWidth, scrollWidth, clientHeight, scrollHeight } = code;
    const rest = restOf(block, code, scrollHeight - clientHeight);
    const wraps = block.matches(".block-wrapped");
    const scroll = () => {
      code.scrollTop = rest;
      resting.set(code, rest);
    };
    const mark = () => {
      tool(block, "wrap").hidden = !wraps && scrollWidth <= clientWidth;
      block.toggleAttribute("data-before", scrollLeft > 0);
      block.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
      block.toggleAttribute("data-above", rest > 0);
      block.toggleAttribute("data-below", rest + clientHeight < scrollHeight - 1);
    };
    return { scroll, mark };
  };
  const fit = (some) => {
    const plans = some.map(plan);
    plans.forEach(({ scroll }) => scroll());
    plans.forEach(({ mark }) => mark());
  };
  const unfold = (block, open) => {
    block.classList.toggle("block-open", open);
    block.querySelector(".block-fold")?.setAttribute("aria-expanded", open);
  };
  // The browser's search, or a link to a text, scrolls inside a folded block; the block then unfolds.
  const moved = (block) => {
    const code = codeOf(block);
    return folded(block) && Math.abs(code.scrollTop - (resting.get(code) ?? 0)) > 1;
  };

  // Lines, counted from 1, of what the block shows.
  function* texts(code) {
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) yield walker.currentNode;
  }
  const rangeOf = (code, first, last) => {
    const range = document.createRange();
    range.selectNodeContents(code);
    let line = 1;
    for (const node of texts(code)) {
      for (let at = node.data.indexOf("\n"); at >= 0; at = node.data.indexOf("\n", at + 1)) {
        line += 1;
        if (line === first) range.setStart(node, at + 1);
        if (line === last + 1) {
          range.setEnd(node, at);
          return range;
        }
      }
    }
    return range;
  };
  const selected = (block) => {
    const code = codeOf(block);
    const selection = getSelection();
    if (selection.isCollapsed || !selection.containsNode(code, true)) return "";
    const range = selection.getRangeAt(0);
    const upTo = (node, offset) => {
      const part = document.createRange();
      part.selectNodeContents(code);
      if (part.comparePoint(node, offset) < 0) return "";
      if (part.comparePoint(node, offset) === 0) part.setEnd(node, offset);
      return part.toString();
    };
    const first = upTo(range.startContainer, range.startOffset).split("\n").length;
    const last = upTo(range.endContainer, range.endOffset).replace(/\n$/, "").split("\n").length;
    return first === last ? `:L${first}` : `:L${first}-${last}`;
  };

  // Lines in the address are marked, and shown if they are hidden.
  const uncover = (block) => {
    for (let at = block; at; at = at.parentElement.closest("details, .tabbed-block")) {
      if (at.matches("details")) at.open = true;
      if (at.matches(".tabbed-block")) {
        const set = at.closest(".tabbed-set");
        set.querySelectorAll(":scope > input")[[...at.parentElement.children].indexOf(at)].checked = true;
      }
    }
  };
  const follow = () => {
    window.CSS.highlights?.delete("block-lines");
    const [, id, first, last] = /^#(.+):L(\d+)(?:-(\d+))?$/.exec(location.hash) ?? [];
    const block = id && document.getElementById(id)?.closest(".block");
    if (!block) return;
    uncover(block);
    unfold(block, true);
    fit([block]);
    const range = rangeOf(codeOf(block), Number(first), Number(last ?? first));
    window.CSS.highlights?.set("block-lines", new Highlight(range));
    const { top, bottom } = range.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 3 });
  };

  const sized = new ResizeObserver((entries) => {
    const some = entries.map(({ target }) => target.closest(".block"));
    some.filter((block) => !resting.has(codeOf(block)) && moved(block)).forEach((block) => unfold(block, true));
    fit(some);
  });
  for (const block of blocks) {
    const code = codeOf(block);
    sized.observe(code);
    code.addEventListener("scroll", () => {
      if (moved(block)) unfold(block, true);
      fit([block]);
    });
    code.addEventListener("keydown", (event) => {
      if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        getSelection().selectAllChildren(code);
      }
    });
    block.querySelector(".block-fold")?.addEventListener("click", () => {
      const above = code.scrollTop;
      unfold(block, folded(block));
      fit([block]);
      if (folded(block)) block.scrollIntoView({ block: "nearest" });
      else scrollBy({ top: above, behavior: "instant" });
    });
    const wrap = tool(block, "wrap");
    wrap.addEventListener("click", () => {
      wrap.setAttribute("aria-pressed", block.classList.toggle("block-wrapped"));
      fit([block]);
    });
    for (const link of block.querySelectorAll(".block-tools [download]")) {
      link.addEventListener("click", (event) => {
        if (changes(block, link)) {
          event.preventDefault();
          download(block, link);
        }
      });
    }
    const link = tool(block, "link");
    // The lines that are selected stay so.
    block.querySelector(".block-menu").addEventListener("mousedown", (event) => event.preventDefault());
    link.addEventListener("click", () => {
      link.hash = block.dataset.snippet + selected(block);
    });
  }
  // A menu closes when something in it is chosen, and when the reader does something else.
  const close = (kept) =>
    document.querySelectorAll(".block-menu[open]").forEach((menu) => {
      if (menu !== kept) menu.open = false;
    });
  document.addEventListener("click", ({ target }) => close(target.closest("summary")?.closest(".block-menu")));
  document.addEventListener("focusin", ({ target }) => close(target.closest(".block-menu")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".block-menu[open]");
    if (!open) return;
    event.stopPropagation();
    close();
    open.querySelector("summary").focus();
  });
  addEventListener("hashchange", follow);
  if (new URLSearchParams(location.search).has("h")) blocks.forEach((block) => unfold(block, true));
  follow();
}
