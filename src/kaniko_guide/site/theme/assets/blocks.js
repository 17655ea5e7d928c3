// What a reader does with a block of code: copy it, wrap its lines, unfold it, link to lines of it.
//
// A block is copied as its canonical text, which is what the page holds before any script changes it, with the
// reader's values in its holes; what is marked, wrapped or folded on the page makes no difference.
"use strict";
{
  const blocks = [...document.querySelectorAll(".block")];
  const codeOf = (block) => block.querySelector(".highlight code");
  const tool = (block, name) => block.querySelector(`.block-tool[data-tool=${name}]`);
  const canonical = new Map();
  for (const code of document.querySelectorAll(".highlight code")) {
    canonical.set(code, code.textContent.replace(/\n$/, ""));
  }

  const filled = (block) => {
    const text = canonical.get(codeOf(block));
    const holes = block.dataset.holes;
    return holes && window.kanikoGuide ? window.kanikoGuide.fill(text, JSON.parse(holes)) : text;
  };

  // Copying: the theme's button copies what its attribute says, before what it would read off the page.
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

  // Folding and wrapping. A folded block shows its marked lines, if it has any.
  const LINES_ABOVE = 6;
  const folded = (block) => block.matches(".block-long:not(.block-open)");
  const place = (block) => {
    const code = codeOf(block);
    const marked = block.querySelector(".hll");
    if (folded(block) && marked) {
      const above = LINES_ABOVE * parseFloat(getComputedStyle(code).lineHeight);
      code.scrollTop += marked.getBoundingClientRect().top - code.getBoundingClientRect().top - above;
    }
    code.dataset.at = code.scrollTop;
    block.toggleAttribute("data-above", code.scrollTop > 0);
    block.toggleAttribute("data-below", code.scrollTop + code.clientHeight < code.scrollHeight - 1);
  };
  const unfold = (block, open) => {
    block.classList.toggle("block-open", open);
    block.querySelector(".block-fold")?.setAttribute("aria-expanded", open);
    place(block);
  };
  const edges = (block) => {
    const code = codeOf(block);
    block.toggleAttribute("data-before", code.scrollLeft > 0);
    block.toggleAttribute("data-after", code.scrollLeft + code.clientWidth < code.scrollWidth - 1);
  };
  const fit = (block) => {
    const code = codeOf(block);
    const wrap = tool(block, "wrap");
    wrap.hidden = !block.matches(".block-wrapped") && code.scrollWidth <= code.clientWidth;
    edges(block);
    place(block);
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

  // The lines that the address names are marked, and shown wherever they are hidden.
  const bare = (block) => {
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
    const [, id, first, last] = /^#([^:]+(?::[^L][^:]*|:\d+:\d+)?):L(\d+)(?:-(\d+))?$/.exec(location.hash) ?? [];
    const block = id && document.getElementById(id)?.closest(".block");
    if (!block) return;
    bare(block);
    unfold(block, true);
    const range = rangeOf(codeOf(block), Number(first), Number(last ?? first));
    window.CSS.highlights?.set("block-lines", new Highlight(range));
    const { top, bottom } = range.getBoundingClientRect();
    if (top < 80 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 3 });
  };

  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target.closest(".block"))));
  for (const block of blocks) {
    const code = codeOf(block);
    watch.observe(code);
    code.addEventListener("scroll", () => {
      edges(block);
      // What scrolls a folded block, such as the browser's own search, wants to show what is in it.
      if (folded(block) && Math.abs(code.scrollTop - code.dataset.at) > 1) unfold(block, true);
    });
    code.addEventListener("keydown", (event) => {
      if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        getSelection().selectAllChildren(code);
      }
    });
    block.querySelector(".block-fold")?.addEventListener("click", () => {
      unfold(block, folded(block));
      if (folded(block)) block.scrollIntoView({ block: "nearest" });
    });
    const wrap = tool(block, "wrap");
    wrap.addEventListener("click", () => {
      wrap.setAttribute("aria-pressed", block.classList.toggle("block-wrapped"));
      fit(block);
    });
    const link = tool(block, "link");
    link.addEventListener("mousedown", (event) => event.preventDefault());
    link.addEventListener("click", () => {
      link.hash = block.dataset.snippet + selected(block);
    });
  }
  addEventListener("hashchange", follow);
  if (new URLSearchParams(location.search).has("h")) blocks.forEach((block) => unfold(block, true));
  follow();
}
