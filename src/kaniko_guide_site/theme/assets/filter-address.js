// What a reader filters by is kept in the address, so that it can be shared and survives a reload.
"use strict";
window.kanikoGuideFilters = {
  read: (name) => new URLSearchParams(location.search).get(name) ?? "",
  keep(values) {
    const known = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(values)) {
      if (value) known.set(name, value);
      else known.delete(name);
    }
    const search = known.size ? `?${known}` : "";
    try {
      if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
    } catch {
      // A browser may not let it be changed on a page that is opened from a disk: the filter works all the same.
    }
  },
};
