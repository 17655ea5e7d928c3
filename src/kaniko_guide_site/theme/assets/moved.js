// Sections that have moved to another page: their old anchors are the ids of links with the class `moved`.
// The anchor of a block in an example (`examples/NAME/…`) goes with the section of that name.
// A link with the class `moved-rest` leads to a page that knows all other anchors that were once on its page.
"use strict";
{
  const [, block, name] = /^#((?:examples|silent)\/)?([^/]+)/u.exec(location.hash) ?? [];
  const target = name && document.getElementById(name);
  const rest = name && !target && document.querySelector(".moved-rest");
  if (target?.classList.contains("moved")) location.replace(target.href + (block ? location.hash : ""));
  if (rest) location.replace(rest.href + location.hash);
}
