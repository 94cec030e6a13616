// The reader's own judgement: every threshold moves, every test counts or is left out, and verdicts,
// tiles and counts follow. The rule is that of fulcrum.evidence.claims, the numbers are the book's.
// Until a reader asks for it, and without scripts, a page stands as it was published.
(() => {
  "use strict";
  const SETTING = "set"; // the name of the setting in an address
  const REST = 150; // milliseconds without a change before the address is written
  const MOST = 6; // verdicts that the note below a page names
  const FEW = 3; // choices that stand in a list rather than on a slider
  const verdicts = JSON.parse(document.getElementById("judgement").textContent);

  // A threshold moves in whole steps from where the book sets it, so that no digit is lost.
  const valueAt = (end, place) => (end.choices ? end.choices[place - end.from][0]
    : (end.base + place * end.step) / 10 ** end.digits);
  const values = (test) => test.at.map((place, k) => valueAt(test.ends[k], place));
  const numeral = (end, value) => {
    const [before, after] = Math.abs(value).toFixed(end.digits).split(".");
    const parted = end.parted ? before.replace(/\B(?=(\d{3})+$)/g, ",") : before;
    return (value < 0 ? "\u2212" : "") + parted + (after ? `.${after}` : "");
  };
  const worded = (end, value) => (end.choices ? end.choices.find(([choice]) => choice === value)[1]
    : (Math.abs(value) === 1 ? end.one : end.many).replace("{}", numeral(end, value)));
  const isMoved = (test) => test.at.some((place) => place !== 0);
  const required = (test) => {
    if (!isMoved(test)) return test.required;
    const [end] = test.ends;
    const [low, high] = values(test).sort((a, b) => a - b);
    if (high !== undefined) return `between ${numeral(end, low)} and ${worded(end, high)}`;
    return (test.sign ? `${test.sign}\u00a0` : "") + worded(end, low);
  };

  // The rule: what a test answers, what answers add up to, and what other codings make of it.
  const comparisons = {
    ">": (value, limit) => value > limit,
    ">=": (value, limit) => value >= limit,
    "<": (value, limit) => value < limit,
    "<=": (value, limit) => value <= limit,
    "=": (value, limit) => value === limit,
    between: (value, ...limits) => Math.min(...limits) <= value && value <= Math.max(...limits),
  };
  const holds = (test, [value, low, high]) => {
    const ends = [low, high].filter((end) => end !== null);
    if (value === null && ends.length < 2) return null;
    const numbers = value === null ? ends : [value, ...ends];
    if (test.unsearched && numbers.includes(0)) return null;
    const limits = values(test);
    const answers = new Set(numbers.map((number) => comparisons[test.compare](number, ...limits)));
    return answers.size === 1 ? answers.has(true) : null;
  };
  const combined = (verdict, numbers) => {
    if (verdict.fixed) return "not testable";
    const pairs = verdict.tests.map((test, k) => [test, holds(test, numbers[k])]).filter(([test]) => test.counted);
    if (pairs.some(([test, answer]) => test.condition && answer === false)) return "condition not met";
    const answers = new Set(pairs.filter(([test]) => !test.condition).map(([, answer]) => answer));
    if (answers.has(false)) return answers.has(true) ? "mixed" : "contradicted";
    return answers.size === 1 && answers.has(true) ? "supported" : "undecided";
  };
  const judge = (verdict) => {
    const coded = combined(verdict, verdict.tests.map((test) => test.numbers));
    const others = verdict.variants.map(([names, numbers]) => ({ names, word: combined(verdict, numbers) }));
    const flips = others.filter(({ word }) => word !== coded);
    const decided = new Set([coded, ...others.map(({ word }) => word)]);
    decided.delete("undecided");
    const settled = decided.size > 1 || decided.has("mixed") ? "mixed" : "undecided";
    return { coded, flips, word: flips.length ? settled : coded };
  };

  // The setting: where each threshold stands, and whether its test counts.
  const tests = new Map();
  const byClaim = new Map();
  const byKey = new Map(verdicts.map((verdict) => [verdict.key, verdict]));
  for (const verdict of verdicts) {
    byClaim.set(verdict.claim, [...(byClaim.get(verdict.claim) ?? []), verdict]);
    for (const test of verdict.tests) tests.set(`${verdict.claim}.${test.name}`, Object.assign(test, { verdict }));
  }
  const isSwitched = (test) => test.counted !== test.counts;
  const isChanged = (verdict) => verdict.tests.some((test) => isMoved(test) || isSwitched(test));
  const differs = (verdict) => verdict.judged.word !== verdict.verdict;
  const written = () => [...tests].flatMap(([name, test]) => [
    ...(isMoved(test) ? [`${name}.${values(test).join("_")}`] : []),
    ...(isSwitched(test) ? [`${name}.${test.counted ? "in" : "out"}`] : []),
  ]).join("*");
  const placeOf = (end, text) => {
    const place = end.choices ? end.from + end.choices.findIndex(([value]) => String(value) === text)
      : Math.round((Number(text) * 10 ** end.digits - end.base) / end.step);
    return place >= end.from && place <= end.to && String(valueAt(end, place)) === text ? place : null;
  };
  // What this book does not know, as from the address of an older edition, changes nothing.
  const read = (text) => {
    for (const test of tests.values()) Object.assign(test, { at: test.ends.map(() => 0), counted: test.counts });
    for (const part of (text ?? "").split("*")) {
      const [, name, value] = /^([\w-]+\.\w+)\.(.+)$/.exec(part) ?? [];
      const test = tests.get(name);
      if (!test) continue;
      const at = test.ends.map((end, k) => placeOf(end, value.split("_")[k] ?? ""));
      if (value === "in" || value === "out") test.counted = value === "in";
      else if (!at.includes(null)) test.at = at;
    }
    for (const verdict of verdicts) verdict.judged = judge(verdict);
  };

  // What shows a verdict: marks, tiles, rows of the ledger, cards with their tests, and counts.
  const marks = new Map([...document.getElementById("judgement-marks").content.children]
    .map((mark) => [mark.querySelector(".fu-word").textContent, mark]));
  const legend = document.getElementById("judgement-legend").content;
  const colour = /\bfu-v-[\w-]+/;
  const made = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });
  const flipped = ({ judged: { coded, flips, word }, variants }) => {
    const names = variants.flatMap(([alike]) => alike);
    if (!flips.length && names.length === 1) return ["", `The verdict is the same in the one other way tried (${names[0]}).`];
    if (!flips.length) return ["", `The verdict is the same in all ${names.length} recodings tried.`];
    const lines = [`as coded: ${coded}`, ...flips.flatMap((flip) => flip.names.map((name) => `${name}: ${flip.word}`))];
    return [word === "mixed" ? "Mixed, since readings differ:" : "Undecided, since not every reading decides:", ` ${lines.join("; ")}.`];
  };
  const published = new Map(); // lines of cards as they were published
  const paintMark = (box, verdict) => {
    const { word } = verdict.judged;
    box.querySelector(".fu-ours")?.remove();
    box.querySelectorAll(".fu-mark").forEach((mark) => mark.replaceWith(marks.get(word).cloneNode(true)));
    box.classList.toggle("fu-changed", isChanged(verdict));
    if (differs(verdict)) box.querySelector(".fu-mark").after(made("span", "fu-ours", ` ours: ${verdict.verdict}`));
    const line = box.querySelector(".fu-flips");
    if (!line) return;
    if (!published.has(line)) published.set(line, [...line.childNodes]);
    const [lead, rest] = flipped(verdict);
    line.replaceChildren(...(isChanged(verdict) ? [...(lead ? [made("strong", "", lead)] : []), rest] : published.get(line)));
  };
  const testOf = (item) => byKey.get(item.parentElement.dataset.testsOf).tests.find(({ name }) => name === item.dataset.test);
  const ANSWERS = new Map([[true, ["fu-yes", "holds"]], [false, ["fu-no", "fails"]], [null, ["fu-open", "undecided"]]]);
  const paintTest = (item, test) => {
    const [className, text] = ANSWERS.get(holds(test, test.numbers));
    const counts = test.counted && !test.condition;
    Object.assign(item.querySelector(".fu-answer"), { className: `fu-answer ${className}`, textContent: text });
    item.classList.toggle("fu-necessary", test.counted);
    item.classList.toggle("fu-context", !test.counted);
    item.classList.toggle("fu-switched", isSwitched(test));
    item.querySelector("[data-required]").textContent = required(test) + (isMoved(test) ? ` (ours: ${test.required})` : "");
    const context = item.querySelector("[data-context]");
    if (context) context.textContent = `(context, ${test.counted ? "counted by you" : "not counted"})`;
    const tick = item.querySelector(".fu-own-count input");
    if (!tick) return;
    tick.checked = test.counted;
    item.querySelectorAll("[data-end]").forEach((input) => {
      const place = test.at[input.dataset.end];
      input.value = place;
      if (input.type === "range") input.setAttribute("aria-valuetext", `${required(test)}: ${text}${counts ? `, verdict ${test.verdict.judged.word}` : ""}`);
    });
    const output = item.querySelector("output");
    if (output) output.textContent = required(test);
  };
  const paint = (verdict) => {
    document.querySelectorAll(`[data-verdict-of="${verdict.key}"]`).forEach((box) => paintMark(box, verdict));
    document.querySelectorAll(`[data-colour-of="${verdict.key}"]`).forEach((box) => {
      box.className = box.className.replace(colour, colour.exec(marks.get(verdict.judged.word).className)[0]);
    });
    document.querySelectorAll(`[data-tests-of="${verdict.key}"]`).forEach((list) => {
      for (const item of list.children) paintTest(item, testOf(item));
    });
    const row = document.querySelector(`.fu-ledger tr[id="${verdict.claim}"]`);
    row?.setAttribute("data-verdict", byClaim.get(verdict.claim).map(({ judged }) => judged.word).join("|"));
    row?.classList.toggle("fu-changed", byClaim.get(verdict.claim).some(isChanged));
  };
  const bars = [...document.querySelectorAll("[data-count]")].map((part) => {
    const [, end, word] = /^(\w+) (.+)$/.exec(part.dataset.count);
    const number = part.querySelector(".fu-n");
    return { part, number, end, word, ours: Number(number ? number.textContent : part.style.flexGrow) };
  });
  const paintCounts = () => {
    const standing = { first: [], last: [] };
    for (const of of byClaim.values()) { standing.first.push(of[0]); standing.last.push(of.at(-1)); }
    for (const { part, number, end, word, ours } of bars) {
      const come = standing[end].filter((verdict) => verdict.judged.word === word).length;
      const n = ours + come - standing[end].filter((verdict) => verdict.verdict === word).length;
      part.hidden = n === 0;
      if (number) number.textContent = n; else part.style.flexGrow = n;
    }
  };

  // The note below the page: how far the setting is from ours, and the way back.
  const note = made("section", "fu-yours");
  const say = made("p", "");
  const back = made("button", "", "Back to ours");
  note.setAttribute("aria-label", "Your own thresholds");
  say.setAttribute("role", "status");
  back.type = "button";
  note.hidden = true;
  note.append(say, back, made("p", "fu-small", "The text and the charts still speak of our verdicts. The address keeps your setting: copy it to share it."));
  document.querySelector(".bd-article").append(note);
  const counted = (n, verb, noun) => (n ? [`${verb} ${n} ${noun}${n === 1 ? "" : "s"}`] : []);
  const page = location.pathname.split("/").pop();
  const link = (verdict) => {
    const name = `${verdict.page}.html`;
    return Object.assign(made("a", "", verdict.key), { href: name === page ? `#${verdict.key}` : `${name}#${verdict.key}` });
  };
  const paintNote = () => {
    const every = [...tests.values()];
    const moved = verdicts.filter(differs);
    const acts = [
      ...counted(every.filter(isMoved).length, "changed", "threshold"),
      ...counted(every.filter((test) => isSwitched(test) && !test.counted).length, "left out", "test"),
      ...counted(every.filter((test) => isSwitched(test) && test.counted).length, "counted", "more test"),
    ];
    note.hidden = !acts.length;
    const list = acts.length > 1 ? `${acts.slice(0, -1).join(", ")} and ${acts.at(-1)}` : acts.join("");
    const words = !moved.length ? `All ${verdicts.length} verdicts are the same as ours.`
      : `Of ${verdicts.length} verdicts, ${moved.length} ${moved.length === 1 ? "differs" : "differ"} from ours:`;
    const parts = moved.slice(0, MOST).flatMap((verdict, k) => [k ? ", " : " ", link(verdict)]);
    if (moved.length) parts.push(moved.length > MOST ? ` and ${moved.length - MOST} more.` : ".");
    const before = say.textContent;
    const after = `You ${list}. ${words}${parts.map((part) => part.textContent ?? part).join("")}`;
    if (!note.hidden && before !== after) say.replaceChildren(`You ${list}. ${words}`, ...parts);
  };

  // The address, and the links to other pages, keep the setting.
  const links = [...document.querySelectorAll("a[href]")].map((a) => [a, a.getAttribute("href")]);
  const keepInLinks = (text) => {
    for (const [a, href] of [...links, ...[...say.querySelectorAll("a")].map((a) => [a, a.getAttribute("href")])]) {
      const [, file, query, anchor = ""] = /^([\w-]+\.html)(?:\?([^#]*))?(#.*)?$/.exec(href) ?? [];
      if (!file) continue;
      const settings = new URLSearchParams(query);
      if (text) settings.set(SETTING, text); else settings.delete(SETTING);
      const words = settings.toString();
      a.setAttribute("href", file + (words && `?${words}`) + anchor);
    }
  };
  let rest = 0;
  const keep = () => {
    fulcrumAddress.put({ [SETTING]: written() });
    keepInLinks(written());
  };
  const keepSoon = () => { clearTimeout(rest); rest = setTimeout(keep, REST); };

  // The controls, which are put beside a test when a reader asks for them.
  const track = (test, end) => {
    const spot = (value) => {
      const place = end.choices?.findIndex(([choice]) => choice === value);
      const [first, last] = end.choices ? [0, end.choices.length - 1] : [valueAt(end, end.from), valueAt(end, end.to)];
      return (100 * ((place ?? value) - first)) / (last - first);
    };
    const line = made("span", "fu-track");
    line.setAttribute("aria-hidden", "true");
    const [value, low, high] = test.numbers.map((number) => (number === null ? null : spot(number)));
    const spots = { from: low ?? value, to: high ?? value, at: value, was: spot(valueAt(end, 0)) };
    for (const [name, at] of Object.entries(spots)) if (at !== null) line.style.setProperty(`--${name}`, `${at}%`);
    line.append(...[0, 1, 2].map(() => made("i", "")));
    line.children[0].hidden = spots.from === null || spots.to === null;
    line.children[1].hidden = value === null;
    return line;
  };
  const control = (test, says) => {
    const box = made("div", "fu-own");
    const label = made("label", "fu-own-count");
    const tick = Object.assign(made("input", ""), { type: "checkbox" });
    label.append(tick, " Counts");
    box.append(label);
    test.ends.forEach((end, k) => {
      const few = end.choices && end.choices.length <= FEW;
      const input = Object.assign(made(few ? "select" : "input", ""), few ? {} : { type: "range", min: end.from, max: end.to, step: 1 });
      input.dataset.end = k;
      input.setAttribute("aria-label", `Threshold${test.ends.length > 1 ? [", lower end", ", upper end"][k] : ""}: ${says}`);
      if (few) input.append(...end.choices.map(([, text], n) => Object.assign(made("option", "", text), { value: end.from + n })));
      const slide = made("span", "fu-own-slide");
      slide.append(...(few ? [input] : [track(test, end), input]));
      if (end.from < end.to) box.append(slide);
    });
    if (box.querySelector("[type=range]")) box.append(made("output", ""));
    if (!box.querySelector("[data-end]")) box.append(made("span", "fu-small", "The test asks for a name, which does not move."));
    return box;
  };
  const equip = (list) => {
    for (const item of list.querySelectorAll("[data-test]:not(:has(.fu-own))")) {
      const test = testOf(item);
      item.querySelector(".fu-numbers").after(control(test, item.querySelector(".fu-says").textContent));
      paintTest(item, test);
    }
  };
  const open = (button, isOpen) => {
    const around = button.closest(".fu-card, td");
    if (isOpen) around.querySelectorAll(".fu-tests").forEach(equip);
    if (isOpen && around.matches(".fu-card") && !around.querySelector(".fu-own-legend")) button.before(legend.cloneNode(true));
    around.classList.toggle("fu-own-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
  };
  const ledgerSwitch = document.querySelector("[data-own]");
  const openLedger = (isOpen) => {
    ledgerSwitch.closest(".fu-ledger").classList.toggle("fu-own-on", isOpen);
    ledgerSwitch.setAttribute("aria-expanded", String(isOpen));
    const panel = document.getElementById("own-panel");
    panel.hidden = !isOpen;
    if (!panel.querySelector(".fu-own-legend")) panel.firstElementChild.after(legend.cloneNode(true));
    document.querySelectorAll(".fu-claims template").forEach((template) => template.replaceWith(template.content));
  };
  const openChanged = () => {
    const changed = verdicts.filter(isChanged);
    if (ledgerSwitch && changed.length) openLedger(true);
    for (const { key } of changed) {
      document.querySelectorAll(`.fu-tests[data-tests-of="${key}"]`).forEach((list) => open(list.parentElement.querySelector(".fu-own-switch"), true));
    }
  };

  const showAll = () => {
    verdicts.forEach(paint);
    paintCounts();
    paintNote();
  };
  const load = () => {
    read(fulcrumAddress.get(SETTING));
    if (!written() && note.hidden) return;
    showAll();
    keepInLinks(written());
    // The ledger reads its rows when it starts; what is put into them comes after.
    if (document.readyState === "complete") openChanged(); else addEventListener("DOMContentLoaded", openChanged);
  };
  document.addEventListener("input", ({ target }) => {
    const item = target.closest(".fu-own") && target.closest("[data-test]");
    if (!item) return;
    const test = testOf(item);
    if (target.dataset.end) test.at[target.dataset.end] = Number(target.value); else test.counted = target.checked;
    test.verdict.judged = judge(test.verdict);
    paint(test.verdict);
    paintCounts();
    paintNote();
    keepSoon();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".fu-own-switch, [data-own]");
    if (!button) return;
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    if (button === ledgerSwitch) openLedger(isOpen); else open(button, isOpen);
  });
  back.addEventListener("click", () => {
    read("");
    showAll();
    clearTimeout(rest);
    keep();
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) load();
    else if (location.protocol === "file:" && written()) keep(); // a place within a page took the setting's
  });
  load();

  // For the console, and for whoever wants to check the rule: the verdicts under some settings.
  window.fulcrumJudgement = (settings) => {
    const present = written();
    const words = settings.map((text) => { read(text); return verdicts.map(({ judged }) => judged.word); });
    read(present);
    return words;
  };
})();
