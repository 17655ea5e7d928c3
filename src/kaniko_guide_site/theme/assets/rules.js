// Addresses of rules were once anchors of the page of all rules: from there to the page of the rule.
"use strict";
{
  const [, examples, name] = /^#(examples\/)?([a-z0-9-]+)/u.exec(location.hash) ?? [];
  const link = name && document.getElementById(name);
  if (link?.classList.contains("rule-link")) location.replace(link.href + (examples ? location.hash : ""));
}
