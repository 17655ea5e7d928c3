// An address that ends with the id of a tab shows that tab.
"use strict";
{
  const tab = document.getElementById(location.hash.slice(1));
  if (tab?.name?.startsWith("__tabbed_")) tab.checked = true;
}
