// A page at an old address leads to the new one, with the part of the address after `#`, which a refresh would lose.
"use strict";
{
  const target = new URL(document.querySelector("link[rel=canonical]").href);
  target.hash ||= location.hash;
  location.replace(target);
}
