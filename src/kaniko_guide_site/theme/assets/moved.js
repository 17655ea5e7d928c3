// Sections that have moved to another page: their old anchors are the ids of links with the class `moved`.
// The anchor of a block in an example (`examples/NAME/…`) goes with the section of that name.
"use strict";
{
  const [, block, name] = /^#((?:examples|silent)\/)?([^/]+)/u.exec(location.hash) ?? [];
  const link = name && document.getElementById(name);
  if (link?.classList.contains("moved")) location.replace(link.href + (block ? location.hash : ""));
}
