// The address of a page keeps what its reader has set: behind the ? where pages are served, behind
// the # where they are opened from a file, since there nothing else of an address may change.
window.fulcrumAddress = (() => {
  "use strict";
  const local = location.protocol === "file:";
  const within = () => location.hash.includes("=");
  const first = within() ? "" : location.hash;
  const settings = () => new URLSearchParams(within() ? location.hash.slice(1) : location.search);
  return {
    get: (name) => settings().get(name),
    // Each name with its text; one without a text is taken out. anchor: the place to lead to.
    put(texts, anchor = "") {
      const query = settings();
      for (const [name, text] of Object.entries(texts)) {
        query.delete(name);
        if (text) query.append(name, text);
      }
      const words = query.toString();
      const file = location.pathname;
      // A file that was opened with a ? keeps it, and an empty setting behind the # overrules it.
      const plain = location.search ? `${file}${location.search}#=` : file + first;
      if (local) history.replaceState(null, "", words ? `#${words}` : plain);
      else history.replaceState(null, "", file + (words && `?${words}`) + (anchor ? `#${anchor}` : first));
    },
  };
})();
