// What a page does beyond being read: charts come alive, numbers can be asked, the ledger filters.
(() => {
  "use strict";
  const narrow = window.matchMedia("(max-width: 700px)");

  // Charts: the static picture stays until the live chart stands, so nothing moves.
  const enliven = async (chart) => {
    if (!window.vegaEmbed || chart.dataset.live) return;
    chart.dataset.live = "pending";
    const { wide, narrow: slim, datasets } = JSON.parse(document.getElementById(chart.dataset.spec).textContent);
    const holder = chart.querySelector(narrow.matches ? ".fu-narrow" : ".fu-wide");
    const spec = narrow.matches ? slim : wide;
    if (datasets) spec.datasets = datasets;
    const aside = document.createElement("div");
    try {
      await window.vegaEmbed(aside, spec, { renderer: "svg", actions: false, ast: true, tooltip: { theme: "custom" } });
      holder.replaceChildren(aside);
      chart.dataset.live = "yes";
    } catch (error) {
      chart.dataset.live = "no";
      console.error(error);
    }
  };
  const charts = () => {
    const found = document.querySelectorAll(".fu-chart");
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); enliven(entry.target); }
    }, { rootMargin: "120px" });
    found.forEach((chart) => seen.observe(chart));
    narrow.addEventListener("change", () => found.forEach((chart) => { delete chart.dataset.live; seen.observe(chart); }));
  };

  // Results: hover and focus open by style alone; a tap or Enter keeps the panel, Escape shuts it.
  const results = () => {
    const shut = (except) => document.querySelectorAll(".fu-result.fu-open").forEach((open) => {
      if (open === except) return;
      open.classList.remove("fu-open");
      open.firstElementChild.setAttribute("aria-expanded", "false");
    });
    document.addEventListener("click", (event) => {
      const value = event.target.closest(".fu-value");
      const result = event.target.closest(".fu-result");
      shut(result);
      if (!value) return;
      result.classList.remove("fu-shut");
      value.setAttribute("aria-expanded", String(result.classList.toggle("fu-open")));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      shut(null);
      document.querySelectorAll(".fu-result:hover, .fu-result:focus-within").forEach((result) => result.classList.add("fu-shut"));
    });
    for (const leave of ["mouseleave", "focusout"]) {
      document.querySelectorAll(".fu-result").forEach((result) => result.addEventListener(leave, () => result.classList.remove("fu-shut")));
    }
  };

  // A link to a folded cell unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.querySelectorAll(":scope > details").forEach((fold) => { fold.open = true; });
    target.scrollIntoView();
  };

  // The ledger: filter by words and by kind, sort by column; without scripts it is a plain table.
  const ledger = (box) => {
    const form = box.querySelector("form");
    const body = box.querySelector("tbody");
    const rows = [...body.rows];
    const found = form.querySelector("output");
    form.hidden = false;
    const apply = () => {
      const asked = Object.fromEntries(new FormData(form));
      let count = 0;
      for (const row of rows) {
        const words = asked.text.toLowerCase().split(/\s+/).filter(Boolean);
        const fits = words.every((word) => row.textContent.toLowerCase().includes(word))
          && ["theme", "kind", "chapter"].every((name) => !asked[name] || row.dataset[name] === asked[name])
          && (!asked.verdict || row.dataset.verdict.split("|").map((word) => (word === "None" ? "not yet judged" : word)).includes(asked.verdict));
        row.hidden = !fits;
        count += fits;
      }
      found.textContent = `${count} of ${rows.length} claims`;
    };
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    const key = { id: (row) => row.id, text: (row) => row.cells[1].textContent, verdict: (row) => row.dataset.verdict, chapter: (row) => row.dataset.chapter + row.id };
    box.querySelectorAll("th[data-sort]").forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        box.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const by = key[head.dataset.sort];
        rows.sort((a, b) => by(a).localeCompare(by(b)) * (down ? -1 : 1));
        body.append(...rows);
      });
    });
    apply();
  };

  const start = () => {
    results();
    unfold();
    window.addEventListener("hashchange", unfold);
    document.querySelectorAll(".fu-ledger").forEach(ledger);
    if (window.vegaEmbed) charts(); else window.addEventListener("load", charts);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
