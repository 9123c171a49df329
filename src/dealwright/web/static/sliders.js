// The package on the table: a slider or a row of buttons for each negotiable term, and a box to type into.

import { go, state, steps } from "./address.js";
import { byId, make } from "./dom.js";

const ABREAST = 34; // letters of a row of buttons beyond which they stand one below the other
const SETTLES = 250; // milliseconds after the last key at which a slider moved by keys counts as released
let terms = [];
let dragged = () => {};
let returned = () => {}; // a slider was moved and let go where it had been
let rows = new Map();
let rebuilding = false; // a box that goes while it is typed in says that it changed: that is nobody's wish
let later = null; // what came while a slider was held

export function setUp(onDrag, onReturn) { [dragged, returned] = [onDrag, onReturn]; }

export function show(sliders) {
  const told = JSON.stringify(sliders);
  if (byId("sliders").dataset.told === told) return;
  if (byId("sliders").querySelector("[data-held='1']")) { later = sliders; return; }
  const focused = document.activeElement, typing = beingTyped(focused) && focused.value;
  byId("sliders").dataset.told = told;
  terms = sliders;
  rows = new Map();
  rebuilding = true;
  byId("sliders").replaceChildren(...terms.map(row));
  rebuilding = false;
  follow();
  const again = focused?.id && byId(focused.id);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (typing) again.value = typing;
}

const beingTyped = (box) => box?.dataset?.said !== undefined && box === document.activeElement && box.value !== box.dataset.said;

const placed = (term, value) => term.values.indexOf(value);
const valueOf = (term) => state().package[term.path] ?? term.today;
// Where a term stands among its values: what is signed, or was typed, may stand between two of them.
function standing(term) {
  const place = placed(term, valueOf(term)), most = term.values.length - 1;
  if (place >= 0) return place;
  if (valueOf(term) === term.today) return term.place ?? (term.tick ?? 0) * most;
  return (rows.get(term.path)?.at ?? 0) * most;
}
const wordsOf = (term, value) => term.words[placed(term, value)] ?? (value === term.today ? term.today_words : value);
const idOf = (term) => "term-" + term.path.replaceAll(".", "-");

function row(term) {
  const id = idOf(term);
  const box = make("input", { type: "text", id: id + "-box", "aria-label": `${term.title}, as written`, autocomplete: "off", spellcheck: "false",
    onchange: (event) => typed(term, event.target.value.trim()) });
  const head = make("div", { class: "lab" }, make("label", { for: term.segments ? id + "-box" : id }, term.title), box);
  const effect = make("span", { class: "steps" });
  const low = term.segments ? `signed: ${term.today_words}` : `${term.words[0]} to ${term.words.at(-1)}`;
  const foot = make("div", { class: "eff" }, make("span", {}, low), effect);
  const wrong = make("div", { class: "wrong", role: "alert" });
  const control = term.segments ? segments(term, id) : slider(term, id);
  const item = make("li", { "data-path": term.path, "data-key": "+ −" }, head, control, foot, wrong);
  rows.set(term.path, { term, box, item, effect, wrong });
  return item;
}

function slider(term, id) {
  let timer = 0, moving = false;
  const released = (input) => {
    clearTimeout(timer);
    moving = false;
    set(term, term.values[+input.value]);
    if (later) { const waiting = later; later = null; show(waiting); }
  };
  const input = make("input", { type: "range", id, min: "0", max: String(term.values.length - 1), step: "1",
    oninput: (event) => {
      moving = true;
      paint(term, event.target, term.values[+event.target.value]);
      dragged({ ...state().package, [term.path]: term.values[+event.target.value] });
      clearTimeout(timer);
      if (event.target.dataset.held !== "1") timer = setTimeout(() => released(event.target), SETTLES);
    },
    onkeydown: (event) => { // from between two values the first key leads to the next of them
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key], at = standing(term);
      if (!by || moving || Number.isInteger(at)) return;
      event.preventDefault();
      event.target.value = String(by > 0 ? Math.ceil(at) : Math.floor(at));
      event.target.dispatchEvent(new Event("input"));
    },
    onpointerdown: (event) => { event.target.dataset.held = "1"; },
    onpointerup: (event) => { event.target.dataset.held = ""; released(event.target); },
    onpointercancel: (event) => { clearTimeout(timer); event.target.dataset.held = ""; follow(); }, // the page was scrolled instead
    onchange: (event) => { if (event.target.dataset.held !== "1") released(event.target); },
  });
  const rail = make("div", { class: "rng" }, input);
  if (term.tick !== null) {
    const tick = make("i", { "aria-hidden": "true" });
    tick.style.setProperty("--t", String(term.tick));
    rail.append(tick);
  }
  return rail;
}

function segments(term, id) {
  const room = Math.max(...term.words.map((each) => each.length)) * term.words.length;
  const group = make("div", { class: "seg" + (room > ABREAST ? " tall" : ""), role: "radiogroup", "aria-label": term.title });
  term.values.forEach((value, place) => {
    const input = make("input", { type: "radio", name: id, value, id: `${id}-${place}`, onchange: () => set(term, value) });
    group.append(make("label", { class: place === term.place ? "now" : "" }, input, term.words[place]));
  });
  return group;
}

function typed(term, text) {
  if (rebuilding) return;
  const found = rows.get(term.path);
  const known = term.values.find((value, place) => value === text || term.words[place] === text);
  if (!known && !term.between && text !== term.today && text !== term.today_words) {
    found.wrong.textContent = `write one of ${term.values.length > 8 ? `${term.values[0]} to ${term.values.at(-1)}` : term.values.join(", ")}`;
    found.box.setAttribute("aria-invalid", "true");
    return;
  }
  found.box.dataset.said = text; // no longer being typed
  set(term, known ?? (text === term.today_words ? term.today : text));
}

function set(term, value) {
  const next = { ...state().package };
  if (value === term.today || placed(term, value) === term.place && term.place !== null) delete next[term.path];
  else next[term.path] = value;
  const before = state();
  go({ package: next });
  if (state() === before) returned();
  follow();
}

export function step(path, by) {
  const term = rows.get(path)?.term;
  if (!term) return;
  const at = standing(term), place = (by > 0 ? Math.floor(at) : Math.ceil(at)) + by;
  set(term, term.values[Math.min(term.values.length - 1, Math.max(0, place))]);
}

export function load(packed) {
  const next = {};
  for (const term of terms) {
    const value = packed[term.path];
    if (value !== undefined && value !== "" && value !== term.today && placed(term, value) !== term.place) next[term.path] = value;
  }
  go({ package: next });
  follow();
}

function paint(term, input, value) {
  input.style.setProperty("--v", `${100 * input.value / Math.max(1, term.values.length - 1)}%`);
  input.setAttribute("aria-valuetext", wordsOf(term, value));
  const found = rows.get(term.path);
  if (found && document.activeElement !== found.box) say(found.box, wordsOf(term, value));
}

function say(box, words) {
  box.value = words;
  box.dataset.said = words;
}

// Put every control where the address says it is, but those that somebody holds or types in.
export function follow() {
  for (const { term, box, item, wrong } of rows.values()) {
    const value = valueOf(term);
    if (beingTyped(box)) continue;
    item.classList.toggle("moved", term.path in state().package);
    wrong.textContent = "";
    box.removeAttribute("aria-invalid");
    say(box, wordsOf(term, value));
    const place = placed(term, value) >= 0 ? placed(term, value) : value === term.today ? term.place : null;
    for (const input of item.querySelectorAll("input[type=radio]")) input.checked = place !== null && input.value === term.values[place];
    const range = item.querySelector("input[type=range]");
    if (!range || range.dataset.held === "1") continue;
    // What stands between two steps is shown where it stands, though no step is it.
    const near = place ?? (value === term.today ? Math.round((term.tick ?? 0) * (term.values.length - 1)) : null);
    if (near !== null) range.value = String(near);
    paint(term, range, value);
  }
  others();
  document.body.classList.toggle("bare", !rows.size && !Object.keys(state().package).length);
  byId("undo").disabled = !steps();
  byId("as-signed").disabled = !Object.keys(state().package).length;
  byId("write").disabled = !Object.keys(state().package).length;
}

// What the address lays over the deal beside the terms that are negotiated, each with a way back.
function others() {
  const laid = Object.entries(state().package).filter(([path]) => !rows.has(path));
  byId("others").hidden = !laid.length;
  byId("others").querySelector("ul").replaceChildren(...laid.map(([path, value]) => make("li", { "data-path": path }, make("span", { class: "mono" }, path), " ", make("b", {}, value), " ",
    make("button", { type: "button", "aria-label": `Take ${path} back`, onclick: () => { const next = { ...state().package }; delete next[path]; go({ package: next }); } }, "Take back"))));
}

export function refuse(path, what) {
  const found = rows.get(path);
  if (!found) return;
  found.wrong.textContent = what;
  found.box.setAttribute("aria-invalid", "true");
}

// What one step more does to each side, beside each slider; and where a value lies that is none of its steps.
export function effects(told, table, at) {
  for (const [path, part] of Object.entries(at)) {
    const found = rows.get(path), range = found?.item.querySelector("input[type=range]");
    if (!range || range.dataset.held === "1") continue;
    found.at = part;
    range.value = String(Math.round(part * (found.term.values.length - 1)));
    paint(found.term, range, valueOf(found.term));
  }
  for (const [path, each] of Object.entries(told)) {
    const found = rows.get(path);
    if (!found) continue;
    const numbers = table.filter((party) => party.key in each.changes)
      .map((party) => make("a", { href: "#", class: party.token, title: party.name, "aria-label": `${party.name} ${each.changes[party.key]}`, "data-step": party.name }, each.changes[party.key]));
    found.effect.replaceChildren(each.label + ":", ...numbers);
  }
}

// How the effect of one step was computed: of which term, from where to where, on which futures.
export function stepped(link, sample, type) {
  const { term, effect } = rows.get(link.closest("[data-path]").dataset.path);
  const to = effect.firstChild.textContent.replace(/^to (.*):$/, "$1"), from = wordsOf(term, valueOf(term));
  const value = term.values[term.words.indexOf(to)] ?? to;
  return [["Of", link.dataset.step], ["Moved", `${term.title} from ${from} to ${to}, all else as on the table`], ["Method", "The change on the same futures, at central beliefs"],
    ["From", `a preview on ${sample.toLocaleString("en")} futures`], ["Type", type({ ...state().package, [term.path]: value })]];
}

export const focusOn = (path) => (byId(idOf({ path })) ?? byId(idOf({ path }) + "-box"))?.focus();
