// Sections that have moved to another page: their old anchors are the ids of links with the class `moved`.
"use strict";
{
  const link = location.hash && document.getElementById(location.hash.slice(1));
  if (link && link.classList.contains("moved")) location.replace(link.href);
}
