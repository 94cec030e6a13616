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
  // What a chart is drawn from is a file of its own: a page that is only read carries none of it.
  const asked = {};
  const load = (address) => {
    asked[address] ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return asked[address];
  };
  const enliven = async (chart) => {
    if (chart.dataset.live) return;
    chart.dataset.live = "pending";
    const slim = narrow.matches;
    const holder = chart.querySelector(slim ? ".fu-narrow" : ".fu-wide");
    try {
      await Promise.all([load(bundle), load(chart.dataset.spec)]);
      const specs = window.bookCharts[chart.dataset.spec];
      const spec = { ...(slim ? specs.narrow : specs.wide), ...specs.shared };
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

  // Panels of numbers, verdicts and terms. They stand hidden at the end of the page, so that
  // a sentence is its words and nothing else, and come to the text when a reader asks: at once on a
  // click or Enter, after a pause where the pointer or the focus rests. Escape puts one back.
  const panels = () => {
    const pause = 350;
    const store = document.querySelector(".fu-panels");
    if (!store) return;
    let shown = null; // what a panel is open for
    let kept = false; // whether it was clicked, so that the pointer may go elsewhere
    let over = null; // what the pointer is on
    let timer = 0;
    const link = (result) => result.firstElementChild;
    const later = (work) => { clearTimeout(timer); timer = setTimeout(work, pause); };
    const say = (result, open) => { link(result).ariaExpanded = String(open); };
    const place = (panel) => {
      panel.removeAttribute("style");
      if (narrow.matches) return;
      const edge = document.documentElement.clientWidth - 12;
      const box = panel.getBoundingClientRect();
      const shift = Math.max(12 - box.left, Math.min(0, edge - box.right));
      if (shift) panel.style.left = `${panel.offsetLeft + shift}px`;
      const edges = shown.getBoundingClientRect();
      const below = window.innerHeight - edges.bottom - 16;
      const above = edges.top - 64;
      const flip = box.height > below && above > below;
      shown.classList.toggle("fu-above", flip);
      panel.style.maxHeight = `${Math.max(140, flip ? above : below)}px`;
    };
    const shut = () => {
      clearTimeout(timer);
      if (!shown) return;
      say(shown, false);
      shown.classList.remove("fu-above");
      store.append(shown.lastElementChild);
      shown = null;
      kept = false;
    };
    const show = (result, keep) => {
      clearTimeout(timer);
      if (shown !== result) {
        shut();
        const panel = document.getElementById(link(result).getAttribute("aria-controls"));
        if (!panel) return;
        shown = result;
        result.append(panel);
        place(panel);
        say(result, true);
      }
      kept = keep;
    };
    document.querySelectorAll(".fu-result").forEach((result) => say(result, false));
    // A page that is scrolled under a pointer at rest asks nothing.
    document.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse" || !(event.movementX || event.movementY)) return;
      const result = event.target.closest?.(".fu-result") ?? null;
      if (result === over) return;
      over = result;
      clearTimeout(timer);
      if (kept) return;
      if (result && result !== shown) later(() => show(result, false)); else if (!result && shown) later(shut);
    });
    document.addEventListener("focusin", (event) => {
      const result = event.target.closest(".fu-result");
      if (result === shown) return;
      shut();
      if (result) later(() => show(result, true));
    });
    document.addEventListener("click", (event) => {
      const result = event.target.closest(".fu-result");
      const asked = event.target.closest("[aria-controls]")?.parentElement === result;
      if (!result || event.target.closest(".fu-panel a")) shut();
      if (!result || !asked || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (shown === result && kept) shut(); else show(result, true);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const inside = shown?.lastElementChild.contains(document.activeElement) && link(shown);
      shut();
      if (inside) inside.focus();
      clearTimeout(timer);
    });
  };

  // A link to what is folded unfolds it.
  const unfold = () => {
    const target = /^#[\w-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (!target.matches("figure")) target.querySelectorAll(":scope > details").forEach((fold) => { fold.open = true; });
    target.scrollIntoView();
  };

  // One switch opens and folds all code of a page.
  const code = () => {
    const all = document.querySelector(".fu-all-code");
    all?.addEventListener("click", () => {
      const open = all.ariaPressed !== "true";
      all.ariaPressed = String(open);
      document.querySelectorAll("details.fu-code").forEach((fold) => { fold.open = open; });
    });
  };

  // The contents mark the section that is read: the last whose heading has come to where a link to
  // it leads. The last sections of a page cannot come so far: there, it is the one that was asked
  // for, else the last in sight.
  const contents = () => {
    const links = [...document.querySelectorAll("#fu-page-contents a")];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))?.querySelector("h2, h3, h4"));
    if (!links.length) return;
    const mark = () => {
      const tops = headings.map((heading) => heading?.getBoundingClientRect().top ?? Infinity);
      let here = tops.findLastIndex((top) => top < 110);
      if (window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 4) {
        const asked = links.findIndex((link) => link.hash === location.hash);
        here = tops[asked] >= 0 ? asked : Math.max(here, tops.findLastIndex((top) => top < window.innerHeight));
      }
      links.forEach((link, number) => {
        link.classList.toggle("active", number === here);
        if (number === here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      });
    };
    let waiting = 0;
    const soon = () => { waiting ||= requestAnimationFrame(() => { waiting = 0; mark(); }); };
    for (const sign of ["scroll", "resize", "hashchange"]) window.addEventListener(sign, soon, { passive: true });
    soon();
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
    code();
    contents();
    reach();
    charts();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
