// The search: sections of all pages that hold every word asked for, with what stands around it.
// The texts come as a script, sections.js, since a page opened from a file may fetch nothing.
(() => {
  "use strict";
  const LETTER = "\\p{L}\\p{N}";
  const most = 60;
  const around = 90;
  const sections = window.bookSections;
  const list = document.getElementById("search-results");
  const said = document.getElementById("search-said");
  const form = document.querySelector(".bd-search-container form");
  const names = new Intl.DisplayNames(["en"], { type: "language" });

  // A word without its ending, so that "borders" finds "border" and "границы" finds "граница".
  const stem = (word) => {
    const short = /\p{Script=Cyrillic}/u.test(word) ? word.replace(/[аеёиоуыэюяйьъӣӯ]{1,2}$/u, "") : word.replace(/(?:es|s)$/u, "");
    return short.length > 2 ? short : word;
  };
  const pattern = (word) => {
    const plain = stem(word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?<![${LETTER}])${plain}[${LETTER}]*`, "giu");
  };
  const count = (text, part) => (text.match(part) ?? []).length;

  // Sections in the language of the words come first; then those named by the words; then those
  // in which they stand most often for their length.
  const ranked = (words) => {
    const parts = words.map(pattern);
    const isForeign = words.some((word) => /\p{Script=Cyrillic}/u.test(word));
    const hits = [];
    for (const section of sections) {
      let score = 0;
      const fits = parts.every((part) => {
        const named = count(`${section.kind} ${section.title}`, part);
        const times = count(section.text, part);
        score += 20 * named + 4 * count(section.page, part) + times / Math.sqrt(1 + section.text.length / 400);
        return named + times > 0;
      });
      if (section.kind === "Source") score *= 0.3; // what is said of the data comes before the data
      if (fits) hits.push({ section, score, first: (section.language !== "en") === isForeign });
    }
    hits.sort((a, b) => b.first - a.first || b.score - a.score);
    return { parts, hits: hits.map((hit) => hit.section) };
  };

  // The words around the first that was asked for, the words themselves marked.
  const excerpt = (section, parts) => {
    const { text } = section;
    const places = parts.map((part) => text.search(part)).filter((place) => place >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = first > around ? text.indexOf(" ", first - around) + 1 : 0;
    const end = text.length > first + 2 * around ? text.lastIndexOf(" ", first + 2 * around) : text.length;
    const line = document.createElement("p");
    line.lang = section.language;
    line.append(start ? "… " : "");
    const shown = text.slice(start, end);
    const marks = parts.flatMap((part) => [...shown.matchAll(part)]).sort((a, b) => a.index - b.index);
    let at = 0;
    for (const mark of marks) {
      if (mark.index < at) continue;
      const word = document.createElement("mark");
      word.textContent = mark[0];
      line.append(shown.slice(at, mark.index), word);
      at = mark.index + mark[0].length;
    }
    line.append(shown.slice(at), end < text.length ? " …" : "");
    return line;
  };

  const entry = (section, parts) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.address;
    link.lang = section.language;
    link.textContent = section.title;
    const where = document.createElement("span");
    where.className = "fu-small";
    where.append(section.kind ? `${section.kind}, ` : "");
    const page = document.createElement("span");
    page.lang = section.language;
    page.textContent = section.page;
    where.append(page, section.language === "en" ? "" : ` (${names.of(section.language)})`);
    item.append(link, where, excerpt(section, parts));
    return item;
  };

  const search = (query) => {
    const words = query.toLowerCase().match(new RegExp(`[${LETTER}]+`, "gu")) ?? [];
    const { parts, hits } = words.length ? ranked(words) : { parts: [], hits: [] };
    list.replaceChildren(...hits.slice(0, most).map((section) => entry(section, parts)));
    const more = hits.length > most ? `; the first ${most} are shown` : "";
    said.textContent = !query.trim() ? "" : hits.length ? `${hits.length} ${hits.length === 1 ? "place" : "places"} found${more}.` : "No place holds all these words. Try fewer, or shorter ones.";
  };

  const field = form.elements.q;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  search(field.value);
  field.addEventListener("input", () => search(field.value));
})();
