// What has a page of its own was once a section of the page that lists it: from the section's address to the page.
"use strict";
{
  const [, examples, name] = /^#((?:examples|silent)\/)?([a-z0-9-]+)/u.exec(location.hash) ?? [];
  const link = name && document.getElementById(name);
  if (link?.classList.contains("page-link")) location.replace(link.href + (examples ? location.hash : ""));
}
