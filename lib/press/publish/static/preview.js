// What `fulcrum preview` adds to a page: it reloads when it has changed, and shows failures over it.
(() => {
  "use strict";
  const here = location.pathname.replace(/^\//, "") || "index.html";
  let lost = false;
  let shade = null;
  const hide = () => { shade?.remove(); shade = null; };
  const element = (tag, text, style) => {
    const node = document.createElement(tag);
    node.textContent = text;
    node.style.cssText = style || "";
    return node;
  };
  const show = (title, parts) => {
    hide();
    shade = element("div", "", "position:fixed;inset:0;z-index:2147483647;overflow:auto;padding:2rem;background:rgba(20,20,24,.94);color:#f4f4f4;font:15px/1.5 system-ui,sans-serif");
    shade.id = "fulcrum-preview";
    shade.setAttribute("role", "alert");
    shade.append(element("h2", title, "margin:0 0 1rem;color:#fff;font-size:1.4rem"));
    for (const part of parts) {
      shade.append(element("p", part.place, "margin:1.2rem 0 .2rem;font-weight:700;color:#ffb4a8"));
      shade.append(element("pre", part.error, "margin:0;white-space:pre-wrap;background:none;color:#f4f4f4;border:0;padding:0;font:inherit"));
      if (part.traceback) {
        const more = document.createElement("details");
        more.open = true;
        more.append(element("summary", "Traceback", "cursor:pointer;margin-top:.5rem"));
        more.append(element("pre", part.traceback, "white-space:pre-wrap;background:#000;color:#ddd;padding:1rem;font:12px/1.45 ui-monospace,monospace"));
        shade.append(more);
      }
    }
    shade.append(element("p", "The book below is the last good one. This goes when the cause is mended.", "margin-top:2rem;color:#bbb"));
    document.body.append(shade);
  };
  const restyle = (changed) => {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      const address = new URL(link.href);
      if (!changed.includes(address.pathname.slice(1))) continue;
      address.search = `?at=${Date.now()}`;
      const fresh = link.cloneNode();
      fresh.addEventListener("load", () => link.remove());
      fresh.href = address.href;
      link.after(fresh);
    }
  };
  const heard = (state) => {
    document.documentElement.dataset.preview = state.state;
    if (state.state === "failed") {
      show("Not published", state.failures.map((failure) => ({
        place: failure.chapter ? `chapters/${failure.chapter}.ipynb${failure.cell ? `, cell ${failure.cell}` : ""}${failure.line ? `, line ${failure.line}` : ""}` : "The build",
        error: failure.error,
        traceback: failure.traceback,
      })));
    } else if (state.state === "published" || state.state === "shown") {
      hide();
      const changed = state.changed.some((path) => path === here || path.endsWith(".js"));
      if (lost || (changed && heard.before)) location.reload();
      else if (heard.before) restyle(state.changed);
    }
    heard.before = true;
  };
  const events = new EventSource("/_preview/events");
  events.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  events.addEventListener("error", () => { lost = true; document.documentElement.dataset.preview = "lost"; });
})();
