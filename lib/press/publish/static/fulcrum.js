// What a page does beyond being read: charts come alive, numbers can be asked, the ledger filters.
(() => {
  "use strict";
  // The theme reads these when it starts, after this script.
  DOCUMENTATION_OPTIONS.pagename = location.pathname.split("/").pop().replace(/\.html$/, "");
  DOCUMENTATION_OPTIONS.search_as_you_type = false;
  const narrow = window.matchMedia("(max-width: 700px)");
  const bundle = new URL("vega.js", document.currentScript.src).href;

  // Charts. The static picture stays until the live chart stands, in a holder of the same height,
  // so nothing moves. The one bundle is fetched at the reader's first sign, after the first paint.
  let asked = null;
  const vega = () => {
    asked ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return asked;
  };
  const enliven = async (chart) => {
    if (chart.dataset.live) return;
    chart.dataset.live = "pending";
    const slim = narrow.matches;
    const holder = chart.querySelector(slim ? ".fu-narrow" : ".fu-wide");
    try {
      await vega();
      const specs = JSON.parse(document.getElementById(chart.dataset.spec).textContent);
      const spec = slim ? specs.narrow : specs.wide;
      Object.assign(spec, specs.shared);
      const aside = document.createElement("div");
      await window.vegaEmbed(aside, spec, { renderer: "svg", actions: false, ast: true, tooltip: { theme: "custom" } });
      holder.style.height = `${holder.offsetHeight}px`;
      holder.replaceChildren(aside);
      chart.dataset.live = "yes";
    } catch (error) {
      chart.dataset.live = "no";
      console.error(error);
    }
  };
  const charts = () => {
    const figures = document.querySelectorAll(".fu-chart[data-spec]");
    if (!figures.length) return;
    const waiting = [];
    let busy = false;
    const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 30));
    const next = () => {
      const chart = waiting.shift();
      busy = Boolean(chart);
      if (chart) later(() => enliven(chart).then(next), { timeout: 400 });
    };
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); waiting.push(entry.target); }
      if (!busy) next();
    }, { rootMargin: "200px" });
    const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel", "scroll"];
    const begin = () => {
      signs.forEach((sign) => window.removeEventListener(sign, begin));
      figures.forEach((chart) => seen.observe(chart));
    };
    signs.forEach((sign) => window.addEventListener(sign, begin, { passive: true }));
    narrow.addEventListener("change", () => figures.forEach((chart) => {
      delete chart.dataset.live;
      begin();
      seen.unobserve(chart);
      seen.observe(chart);
    }));
    window.addEventListener("resize", () => figures.forEach((chart) => {
      chart.querySelectorAll(".fu-wide, .fu-narrow").forEach((holder) => { holder.style.height = ""; });
    }));
  };

  // Panels of numbers, verdicts and terms: hover and focus open by style alone; a tap or Enter keeps
  // one, Escape shuts it; each is moved so far that the edge of the window does not cut it.
  const panels = () => {
    const all = document.querySelectorAll(".fu-result");
    const say = (result, open) => result.querySelector(".fu-value")?.setAttribute("aria-expanded", String(open));
    const shut = (except) => all.forEach((open) => {
      if (open === except || !open.classList.contains("fu-open")) return;
      open.classList.remove("fu-open");
      say(open, false);
    });
    const place = (result) => {
      const panel = result.querySelector(".fu-panel");
      result.classList.remove("fu-above");
      panel.style.left = panel.style.maxHeight = "";
      if (narrow.matches) return;
      const edge = document.documentElement.clientWidth - 12;
      const box = panel.getBoundingClientRect();
      const shift = Math.max(12 - box.left, Math.min(0, edge - box.right));
      if (shift) panel.style.left = `${panel.offsetLeft + shift}px`;
      const edges = result.getBoundingClientRect();
      const below = window.innerHeight - edges.bottom - 16;
      const above = edges.top - 64;
      const flip = box.height > below && above > below;
      result.classList.toggle("fu-above", flip);
      panel.style.maxHeight = `${Math.max(140, flip ? above : below)}px`;
    };
    all.forEach((result) => {
      for (const come of ["mouseenter", "focusin"]) result.addEventListener(come, () => place(result));
      for (const leave of ["mouseleave", "focusout"]) result.addEventListener(leave, () => result.classList.remove("fu-shut"));
    });
    document.addEventListener("click", (event) => {
      const value = event.target.closest(".fu-value");
      const result = event.target.closest(".fu-result");
      shut(result);
      if (!value || !result) return;
      result.classList.remove("fu-shut");
      say(result, result.classList.toggle("fu-open"));
      place(result);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      shut(null);
      document.querySelectorAll(".fu-result:hover, .fu-result:focus-within").forEach((result) => result.classList.add("fu-shut"));
    });
  };

  // A link to a folded cell unfolds it.
  const unfold = () => {
    const target = /^#[\w-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (!target.matches("figure")) target.querySelectorAll(":scope > details").forEach((fold) => { fold.open = true; });
    if (target.matches(".cell_input")) target.closest(".cell").querySelectorAll(".fu-records").forEach((fold) => { fold.open = true; });
    target.scrollIntoView();
  };

  // Notes in the margin push the contents aside while the two would overlap.
  const margin = () => {
    const contents = document.querySelector("#pst-secondary-sidebar");
    const notes = document.querySelectorAll(".fu-caveat");
    if (!contents || !notes.length) return;
    const shown = new Set();
    // The height of the contents is told after a layout, never asked for before one.
    new ResizeObserver(([entry], size) => {
      size.disconnect();
      const depth = entry.contentRect.height + 40;
      const watch = new IntersectionObserver((entries) => {
        for (const note of entries) shown[note.isIntersecting ? "add" : "delete"](note.target);
        contents.classList.toggle("fu-aside", shown.size > 0);
      }, { rootMargin: `0px 0px -${Math.max(0, window.innerHeight - depth)}px 0px` });
      notes.forEach((note) => watch.observe(note));
    }).observe(contents.firstElementChild ?? contents);
  };

  // What is wider than its place can be reached, and moved, by keyboard; also once its fold opens.
  const reach = () => {
    const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0; else target.removeAttribute("tabindex");
    }));
    document.querySelectorAll("pre:not([tabindex]), .pst-scrollable-table-container").forEach((part) => sizes.observe(part));
  };

  // The ledger: filter by words and by kind, sort by column, all of it kept in the address;
  // without scripts it is a plain table.
  const ledger = (box) => {
    const form = box.querySelector("form");
    const body = box.querySelector("tbody");
    const rows = [...body.rows];
    const plain = [...rows];
    const heads = [...box.querySelectorAll("th[data-sort]")];
    const output = form.querySelector("output");
    const key = { id: (row) => row.id, text: (row) => row.cells[1].textContent.trim(), verdict: (row) => row.dataset.verdict, chapter: (row) => row.dataset.chapter + row.id, firmness: (row) => row.dataset.firmness + row.id };
    const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    let sorted = "";
    // The verdicts of a claim, or the one as of a date, if it was judged as of several.
    const verdicts = (row, horizon) => {
      const every = row.dataset.verdict.split("|");
      const dated = row.querySelector("[data-horizons]").dataset.horizons.split("|").indexOf(horizon);
      return horizon && dated >= 0 ? [every[dated]] : every;
    };
    const apply = (remember) => {
      const want = Object.fromEntries(new FormData(form));
      const parts = want.text.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const fits = parts.every((part) => words.get(row).includes(part))
          && ["theme", "kind", "chapter"].every((name) => !want[name] || row.dataset[name] === want[name])
          && (!want.verdict || verdicts(row, want.horizon).includes(want.verdict));
        row.hidden = !fits;
        count += fits;
      }
      output.textContent = `${count} of ${rows.length} claims`;
      if (remember) fulcrumAddress.put({ ...want, sort: sorted });
    };
    const sort = (order) => {
      const [name, down] = [order.replace(/^-/, ""), order.startsWith("-")];
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      const head = heads.find((cell) => cell.dataset.sort === name);
      sorted = head ? order : "";
      head?.setAttribute("aria-sort", down ? "descending" : "ascending");
      const by = head && key[name];
      rows.splice(0, rows.length, ...plain);
      if (by) rows.sort((a, b) => by(a).localeCompare(by(b)) * (down ? -1 : 1));
      body.append(...rows);
    };
    heads.forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        sort((head.getAttribute("aria-sort") === "ascending" ? "-" : "") + head.dataset.sort);
        apply(true);
      });
    });
    box.querySelector("[data-order]")?.addEventListener("click", (event) => {
      sort(event.currentTarget.dataset.order);
      apply(true);
    });
    const read = () => {
      for (const field of form.elements) if (field.name) field.value = fulcrumAddress.get(field.name) ?? "";
      sort(fulcrumAddress.get("sort") ?? "");
      apply(false);
    };
    form.addEventListener("input", () => apply(true));
    form.addEventListener("reset", () => setTimeout(() => { sort(""); apply(true); }));
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", () => { if (location.hash.includes("=")) read(); });
    read();
  };

  const start = () => {
    document.querySelectorAll(".fu-ledger").forEach(ledger);
    panels();
    unfold();
    window.addEventListener("hashchange", unfold);
    margin();
    reach();
    charts();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
