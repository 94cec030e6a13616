// Explorers: the chapter's own calculation with its assumptions in the reader's hands. The page
// stands without this script as a table of the default; here the controls come alive, the numbers
// are computed by the chapter's formulas, and the setting is kept in the address.
(() => {
  "use strict";
  const LIVE = 300; // milliseconds of rest before the summary is read out
  const NONE = "\u2013";

  // A number as the chapters print it: halves to even, thousands parted by commas, a true minus.
  const shown = (value, digits = 0) => {
    if (value === null || !Number.isFinite(value)) return NONE;
    const size = Math.abs(value);
    const [whole, rest] = size.toFixed(60).split("."); // exact, so that a tie is seen as one
    let text = size.toFixed(digits);
    if (/^50*$/.test(rest.slice(digits))) {
      const kept = digits ? `${whole}.${rest.slice(0, digits)}` : whole;
      if ("02468".includes(kept.at(-1))) text = kept;
    }
    const [before, after] = text.split(".");
    const parted = before.replace(/\B(?=(\d{3})+$)/g, ",");
    return (value < 0 || Object.is(value, -0) ? "\u2212" : "") + parted + (after ? `.${after}` : "");
  };
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const copy = (value) => JSON.parse(JSON.stringify(value));
  const put = (row, name, text) => {
    const cell = row.querySelector(`[data-shows="${name}"]`);
    if (cell && cell.textContent !== text) cell.textContent = text;
  };
  const mark = (row, places) => {
    const track = row.querySelector(".fu-track");
    for (const [name, at] of Object.entries(places)) track.style.setProperty(`--${name}`, `${at}%`);
    track.classList.toggle("fu-empty", !Number.isFinite(places.at));
  };
  const set = (input, value, text) => {
    input.value = value;
    input.setAttribute("aria-valuetext", text);
    input.nextElementSibling.textContent = text;
  };
  const press = (box, pressed) => box.querySelectorAll("[data-preset]").forEach((button, place) => {
    button.setAttribute("aria-pressed", String(pressed(place)));
  });
  const whole = (text, least, most) => {
    const value = /^\d+$/.test(text ?? "") ? Number(text) : NaN;
    return value >= least && value <= most ? value : null;
  };

  // Weights of an index. They are whole parts of `units`, so that they always sum to it exactly.
  const balance = (from, place, value, units) => {
    const left = units - value;
    const others = units - from[place];
    const shares = from.map((weight, k) => (k === place ? value
      : others > 0 ? Math.floor((weight / others) * left) : Math.floor(left / (from.length - 1))));
    // What rounding left over goes to those it took most from.
    const exact = (k) => (others > 0 ? (from[k] / others) * left : left / (from.length - 1));
    const order = from.map((_, k) => k).filter((k) => k !== place)
      .sort((a, b) => (exact(b) - shares[b]) - (exact(a) - shares[a]));
    for (let over = units - sum(shares), k = 0; over > 0 && order.length; over -= 1, k += 1) shares[order[k % order.length]] += 1;
    return shares;
  };
  // The normal distribution function by its series (Marsaglia 2004, 10.18637/jss.v011.i04).
  const normal = (z) => {
    if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
    let term = z;
    let total = z;
    for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(total); k += 2) { term *= (z * z) / k; total += term; }
    return 0.5 + total * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  };
  const scales = {
    "min-max": (value) => value,
    "z-score": (value, middles) => {
      const mean = sum(middles) / middles.length;
      const spread = Math.sqrt(sum(middles.map((x) => (x - mean) ** 2)) / middles.length);
      return spread <= 1e-12 ? 0.5 : normal((value - mean) / spread);
    },
    rank: (value, middles, place) => {
      const others = middles.filter((_, k) => k !== place);
      return sum(others.map((x) => (x < value ? 1 : x === value ? 0.5 : 0))) / Math.max(others.length, 1);
    },
  };
  const standing = (data, part, chosen, scale, mean) => {
    const codes = part.states.map((state) => state.code);
    const score = (end, code) => {
      let top = 0;
      let held = 0;
      part.indicators.forEach((_, k) => {
        if (part.mid[code][k] === null) return;
        const rated = codes.filter((other) => part.mid[other][k] !== null);
        const value = scales[scale](part[end][code][k], rated.map((other) => part.mid[other][k]), rated.indexOf(code));
        top += chosen[k] * (mean === "linear" ? value : Math.log(data.floor + (1 - data.floor) * Math.max(value, 0)));
        held += chosen[k];
      });
      if (!held) return null;
      return mean === "linear" ? top / held : Math.exp(top / held);
    };
    const scores = codes.map((code) => ({ code, low: score("low", code), score: score("mid", code), high: score("high", code) }));
    const rank = (entry, end, rivalEnd) => 1 + scores.filter((rival) => rival !== entry && rival.score !== null && rival[rivalEnd] > entry[end] + 1e-12).length;
    for (const entry of scores) {
      entry.rank = rank(entry, "score", "score");
      entry.best = rank(entry, "high", "low");
      entry.worst = rank(entry, "low", "high");
    }
    return scores;
  };
  const weights = (box, data) => {
    const parts = data.parts.map((part) => ({ ...part, box: box.querySelector(`[data-part="${part.name}"]`) }));
    let basis = {}; // the weights from before a slider was taken up, and which slider it is
    return {
      read(state, input) {
        const next = copy(state);
        if (input.name === "scale" || input.name === "mean") next[input.name] = input.value;
        const part = parts.find((candidate) => candidate.box.contains(input));
        if (!part) return next;
        if (basis.input !== input) basis = { input, from: state[part.name] };
        const value = Math.round((Number(input.value) * data.units) / 100);
        next[part.name] = balance(basis.from, Number(input.dataset.place), value, data.units);
        return next;
      },
      preset(state, button) {
        basis = {};
        const part = parts.find((candidate) => candidate.box.contains(button));
        return { ...state, [part.name]: [...part.presets[button.dataset.preset].weights] };
      },
      forget() { basis = {}; },
      write: (state) => [...parts.map((part) => state[part.name].join(".")), state.scale, state.mean].join("_"),
      parse(text) {
        const pieces = text.split("_");
        if (pieces.length !== parts.length + 2) return null;
        const [scale, mean] = pieces.slice(-2);
        if (!data.scales.includes(scale) || !data.means.includes(mean)) return null;
        const state = {};
        for (const [k, part] of parts.entries()) {
          const chosen = pieces[k].split(".").map((piece) => whole(piece, 0, data.units));
          if (chosen.length !== part.indicators.length || chosen.includes(null) || sum(chosen) !== data.units) return null;
          state[part.name] = chosen;
        }
        return { ...state, scale, mean };
      },
      show(state) {
        for (const name of ["scale", "mean"]) box.querySelector(`[name="${name}"]`).value = state[name];
        const sentences = parts.map((part) => {
          const chosen = state[part.name];
          part.box.dataset.weights = chosen.map((weight) => weight / data.units).join(" ");
          chosen.forEach((weight, k) => {
            const percent = (100 * weight) / data.units;
            set(part.box.querySelector(`[data-place="${k}"]`), Math.round(percent), `${shown(percent, 1)}\u00a0%`);
          });
          press(part.box, (place) => same(part.presets[place].weights, chosen));
          const scores = standing(data, part, chosen, state.scale, state.mean);
          const [least, most] = part.domain;
          const at = (value) => (value === null ? NaN : (100 * (value - least)) / (most - least));
          for (const entry of scores) {
            const row = part.box.querySelector(`[data-row="${entry.code}"]`);
            const none = entry.score === null;
            row.dataset.score = none ? "" : entry.score;
            row.dataset.rank = none ? "" : entry.rank;
            put(row, "score", shown(entry.score, 2));
            put(row, "rank", none ? NONE : String(entry.rank));
            put(row, "ranks", none ? "" : entry.best === entry.worst ? String(entry.best) : `${entry.best}\u2013${entry.worst}`);
            put(row, "ends", none ? "no figure has a weight" : `${shown(entry.low, 2)} to ${shown(entry.high, 2)}`);
            mark(row, { from: at(entry.low), to: at(entry.high), at: at(entry.score) });
          }
          const name = (code) => part.states.find((entry) => entry.code === code).name;
          const first = scores.filter((entry) => entry.score !== null && entry.rank === 1).map((entry) => name(entry.code)).join(" and ");
          const focal = scores.find((entry) => entry.code === data.focal);
          const before = part.rows.find((entry) => entry.iso3 === data.focal);
          const words = !focal ? "" : focal.score === null ? ` ${name(data.focal)} has no figure with a weight.`
            : ` ${name(data.focal)}: rank ${focal.rank} with a score of ${shown(focal.score, 2)} (by default ${before.rank} with ${shown(before.score, 2)}).`;
          return `${part.title}: first is ${first}.${words}`;
        });
        return sentences.join(" ");
      },
    };
  };

  // The bargain: weight times salience, applied to where each member stands.
  const stances = (box, data, defaults) => {
    const { members } = data;
    const [least, most] = data.domain;
    const at = (value) => (100 * (value - least)) / (most - least);
    const meanOf = (spots, spent) => sum(spots.map((x, k) => x * spent[k])) / sum(spent);
    const bargain = (state) => {
      const spent = members.map((member) => member.weight * (member.code === data.focal ? state.salience : member.salience));
      const mean = meanOf(state.at, spent);
      const order = members.map((_, k) => k).sort((a, b) => state.at[a] - state.at[b]); // stable
      const half = sum(spent) / 2;
      let running = 0;
      const holder = order.find((k) => { running += spent[k]; return running >= half; });
      const rest = members.map((_, k) => k).filter((k) => members[k].code !== data.focal);
      const spots = members.map((_, k) => k).filter((k) => state.veto.includes(members[k].code)).map((k) => state.at[k]);
      const low = Math.max(...spots.map((x) => Math.min(0, 2 * x)), -Infinity);
      const high = Math.min(...spots.map((x) => Math.max(0, 2 * x)), Infinity);
      return {
        mean,
        median: state.at[holder],
        holder: members[holder].name,
        without: data.focal ? meanOf(rest.map((k) => state.at[k]), rest.map((k) => spent[k])) : null,
        veto: Math.min(Math.max(mean, low), high),
      };
    };
    return {
      read(state, input) {
        const next = copy(state);
        if (input.name === "salience") next.salience = Number(input.value);
        else if (input.name === "veto") next.veto = [...box.querySelectorAll("[name=veto]:checked")].map((tick) => tick.value);
        else {
          const { low, high } = members[input.dataset.place];
          const value = Math.round(Number(input.value) * 1000) / 1000;
          next.at[input.dataset.place] = value - low < 0.0006 ? low : high - value < 0.0006 ? high : value;
        }
        return next;
      },
      preset: (_, button) => {
        const { name, ...settings } = data.presets[button.dataset.preset];
        return { ...copy(defaults), ...copy(settings) };
      },
      write: (state) => [
        state.at.map((value, k) => (value === members[k].position ? "" : String(value))).join("*"),
        state.salience, state.veto.join("*")].join("_"),
      parse(text) {
        const [spots, salience, veto, ...rest] = text.split("_");
        const pieces = (spots ?? "").split("*");
        const cares = whole(salience, 1, data.most);
        if (rest.length || veto === undefined || pieces.length !== members.length || cares === null) return null;
        const values = pieces.map((piece, k) => (piece === "" ? members[k].position : Number(piece)));
        const holders = members.map((member) => member.code).filter((code) => veto.split("*").includes(code));
        if (!values.every((value, k) => value >= members[k].low && value <= members[k].high)) return null;
        if (holders.join("*") !== veto || (!data.focal && cares !== 1)) return null;
        return { at: values, salience: cares, veto: holders };
      },
      show(state) {
        members.forEach((member, k) => {
          const input = box.querySelector(`[data-place="${k}"]`);
          set(input, state.at[k], shown(state.at[k], 2));
          const row = box.querySelector(`[data-member="${member.code}"]`);
          row.dataset.value = state.at[k];
          put(row, "value", shown(state.at[k], 2));
          mark(row, { at: at(state.at[k]) });
        });
        const cares = box.querySelector("[name=salience]");
        if (cares) set(cares, state.salience, `${state.salience}\u00a0\u00d7`);
        box.querySelectorAll("[name=veto]").forEach((tick) => { tick.checked = state.veto.includes(tick.value); });
        press(box, (place) => {
          const { name, ...settings } = data.presets[place];
          return same({ ...defaults, ...settings }, state);
        });
        const now = bargain(state);
        for (const { key } of data.results) {
          const row = box.querySelector(`[data-result="${key}"]`);
          row.dataset.value = now[key];
          put(row, "value", shown(now[key], 2));
          mark(row, { at: at(now[key]) });
        }
        const name = members.find((member) => member.code === data.focal)?.name;
        const words = [`The bargain ends at ${shown(now.mean, 2)}`];
        if (name) words.push(`without ${name} at ${shown(now.without, 2)}`);
        const held = members.filter((member) => state.veto.includes(member.code)).map((member) => member.name).join(" and ");
        if (held) words.push(`with a veto of ${held} at ${shown(now.veto, 2)}`);
        return `${words.join(", ")}. The weighted median is ${now.holder}, at ${shown(now.median, 2)}.`;
      },
    };
  };

  // Arrivals: a total times the shares of a forecast. A joint part is never split.
  const arrivals = (box, data, defaults) => ({
    read(state, input) {
      return { ...state, [input.name]: input.name === "total" ? Number(input.value) : input.value };
    },
    preset: (_, button) => {
      const { name, ...settings } = data.presets[button.dataset.preset];
      return { ...defaults, ...settings };
    },
    write: (state) => [state.total, state.forecast, state.count].join("_"),
    parse(text) {
      const [total, forecast, count, ...rest] = text.split("_");
      const persons = whole(total, 0, data.most);
      const listed = (list, code) => list.some((entry) => entry.code === code);
      if (rest.length || persons === null || !listed(data.forecasts, forecast) || !listed(data.counts, count)) return null;
      return { total: persons, forecast, count };
    },
    show(state) {
      set(box.querySelector("[name=total]"), state.total, shown(state.total));
      for (const name of ["forecast", "count"]) box.querySelector(`[name="${name}"][value="${state[name]}"]`).checked = true;
      press(box, (place) => {
        const { name, ...settings } = data.presets[place];
        return same({ ...defaults, ...settings }, state);
      });
      const forecast = data.forecasts.find((entry) => entry.code === state.forecast);
      const rows = data.rows.filter((row) => row.code in forecast.shares).map((row) => {
        const persons = (state.total * forecast.shares[row.code]) / 100;
        const came = row.came[state.count];
        return { ...row, persons, thousand: (1000 * persons) / row.people, came, per: came === null ? null : (1000 * came) / row.people };
      });
      const top = Math.max(1, ...rows.flatMap((row) => [row.persons, row.came ?? 0]));
      for (const row of box.querySelectorAll("tbody tr")) {
        const entry = rows.find((candidate) => candidate.code === row.dataset.row);
        row.hidden = !entry;
        if (!entry) continue;
        row.dataset.persons = entry.persons;
        row.dataset.thousand = entry.thousand;
        if (entry.came !== null) row.dataset.came = entry.came; else delete row.dataset.came;
        put(row, "persons", shown(entry.persons));
        put(row, "thousand", shown(entry.thousand, 2));
        put(row, "came", entry.came === null ? "no count" : shown(entry.came));
        put(row, "came_thousand", shown(entry.per, 2));
        mark(row, { from: 0, to: (100 * entry.persons) / top, at: (100 * entry.persons) / top, was: (100 * (entry.came ?? 0)) / top });
        row.querySelector(".fu-track").classList.toggle("fu-unmarked", entry.came === null);
      }
      const focal = rows.find((row) => row.hosts.includes(data.focal)) ?? rows.reduce((a, b) => (b.persons > a.persons ? b : a));
      const came = focal.came === null ? "no count says how many came" : `${shown(focal.came)} came by this count`;
      return `${shown(state.total)} arrivals, divided by ${forecast.name}: ${focal.name} ${shown(focal.persons)}, or ${shown(focal.thousand, 2)} per 1,000 inhabitants; ${came}.`;
    },
  });
  const kinds = { weights, stances, arrivals };

  const start = (box) => {
    const { name } = box.dataset;
    const { data, defaults } = JSON.parse(document.getElementById(box.dataset.setting).textContent);
    const model = kinds[box.dataset.kind](box, data, defaults);
    const say = box.querySelector(".fu-say");
    const first = say.textContent;
    let state = copy(defaults);
    let rest = 0;
    const show = (remember) => {
      const usual = same(state, defaults);
      const words = model.show(state);
      box.dataset.state = usual ? "default" : "changed";
      clearTimeout(rest);
      rest = setTimeout(() => { if (say.textContent !== (usual ? first : words)) say.textContent = usual ? first : words; }, LIVE);
      if (remember) fulcrumAddress.put({ [name]: usual ? "" : model.write(state) }, usual ? "" : `explore-${name}`);
    };
    const load = () => {
      const text = fulcrumAddress.get(name);
      const parsed = text === null ? null : model.parse(text);
      state = parsed ? { ...copy(defaults), ...parsed } : copy(defaults);
      model.forget?.();
      show(false);
      return parsed;
    };
    box.querySelectorAll(".fu-controls").forEach((part) => { part.hidden = false; });
    box.addEventListener("input", (event) => {
      state = model.read(state, event.target);
      show(true);
    });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-preset]");
      if (!button) return;
      state = model.preset(state, button);
      show(true);
    });
    const form = box.querySelector("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      state = copy(defaults);
      model.forget?.();
      show(true);
    });
    window.addEventListener("hashchange", () => { if (location.hash.includes("=")) load(); });
    if (load() && location.protocol === "file:") box.scrollIntoView();
  };
  document.querySelectorAll(".fu-explorer").forEach(start);
})();
