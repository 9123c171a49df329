// The parts of a tab: each is asked for by itself, shows how far it is, and keeps its height while it waits.

import { state } from "./address.js";
import { ask, wordsOf } from "./ask.js";
import { byId, make } from "./dom.js";
import { draw, forget } from "./draw.js";

// Which parts a tab shows, and which of the page's state each depends on.
export const TABS = {
  bargain: { title: "Bargain", parts: ["bargain", "densities", "compare", "whence", "solutions", "offers"], layout: "two-columns" },
  worth: { title: "Worth", parts: ["worth", "compare", "whence"] },
  trade: { title: "Trade", parts: ["trade"] },
  futures: { title: "Futures", parts: ["futures"] },
  "cap-table": { title: "Cap table", parts: ["cap-table"] },
  contract: { title: "Contract", parts: ["contract"] },
  talks: { title: "Talks", parts: ["talks", "offers"] },
  facts: { title: "Facts", parts: ["doubts", "facts", "dependence"] },
};
const DEPENDS = {
  bargain: [], solutions: [], compare: ["package", "other", "named"], densities: ["package", "scenarios"], whence: ["package", "party"], offers: ["party"], worth: ["package", "scenarios"],
  trade: ["package", "party"], seek: ["package"], futures: ["package"], "cap-table": ["package"], contract: ["package", "term", "path", "party"],
  talks: ["party"], doubts: [], facts: [], dependence: [], verdict: ["package", "scenarios"], signing: ["package", "party"], preview: ["package"], trail: ["package", "scenarios"],
};
const WIDE = new Set(["solutions", "offers"]);
const WAITS = 300; // milliseconds before a part says how far it is
const running = new Map();
export const trails = new Map();
export const answers = new Map();
let clicked = () => {};
let finished = () => {};
let filled = () => {};

export function setUp(onClick, onFilled, onFinished) { clicked = onClick; filled = onFilled; finished = onFinished; }

export function asked(name, more = {}) {
  const now = state();
  const against = beside(now.with);
  const all = { package: now.package, scenarios: now.show, party: now.for, term: now.term, path: now.future || "certain",
    other: against?.package, named: against?.title };
  const out = {};
  for (const key of DEPENDS[name] || []) {
    const value = all[key];
    if (value && (typeof value === "string" ? value !== "certain" : Object.keys(value).length)) out[key] = value;
  }
  return { ...out, ...more };
}

// The package that the one on the table is held against: one with a name, or one whose values the address holds.
export function beside(text) {
  if (!text) return null;
  const named = (answers.get("bargain")?.named || []).find((each) => each.key === text);
  if (named) return { package: named.package, title: `the ${named.title}`.replace("the Offer", "the offer") };
  if (!text.includes(":")) return null;
  const pairs = text.split(";").map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)]);
  return { package: Object.fromEntries(pairs), title: "the other package" };
}

export function layOut(tab) {
  const wanted = TABS[tab].parts, cards = byId("cards");
  if (cards.dataset.tab === tab) return;
  for (const name of [...running.keys()]) cancel(name);
  forget(cards);
  cards.dataset.tab = tab;
  cards.className = TABS[tab].layout || "";
  cards.replaceChildren(...wanted.map((name) => {
    const part = make("div", { class: "part" + (WIDE.has(name) ? " wide" : ""), id: "part-" + name, "aria-busy": "true" });
    part.append(waiting(name));
    return part;
  }));
}

export function refresh(version, { force = false } = {}) {
  // What the package is worth comes first: it has a first look, and what is drawn before it would hold it up.
  const later = (part) => Number(part.id !== "part-densities");
  for (const part of [...byId("cards").children].sort((one, other) => later(one) - later(other))) {
    const name = part.id.slice(5);
    const key = JSON.stringify([version, asked(name)]);
    if (!force && (part.dataset.asked === key || running.get(name)?.key === key)) continue;
    load(name, part, key);
  }
}

export function cancel(name) {
  const found = running.get(name);
  if (!found) return;
  found.control.abort();
  running.delete(name);
}

async function load(name, part, key) {
  cancel(name);
  const control = new AbortController();
  running.set(name, { control, key });
  part.setAttribute("aria-busy", "true");
  const since = performance.now();
  const later = setTimeout(() => { if (running.get(name)?.control === control) part.classList.add("updating"); }, WAITS);
  try {
    let answer = null;
    if (name === "densities" && !part.dataset.asked) {
      const first = await ask(name, asked(name, { preview: true }), { signal: control.signal, urgency: 0 });
      if (!first.preview) answer = first; // it was known exactly
      else if (running.get(name)?.control === control) await fill(name, part, first);
    }
    answer ??= await ask(name, asked(name), {
      signal: control.signal,
      urgency: name === "offers" || name === "dependence" ? 2 : 1,
      progress: (done, of) => { if (performance.now() - since > WAITS) progressed(part, name, done, of, performance.now() - since); },
    });
    if (running.get(name)?.control !== control) return;
    const back = held(part);
    await fill(name, part, answer);
    part.dataset.asked = key;
    filled(name, part, answer);
    back();
  } catch (problem) {
    if (running.get(name)?.control !== control) return;
    if (problem.name === "AbortError") return;
    refused(name, part, problem);
  } finally {
    clearTimeout(later);
    if (running.get(name)?.control === control) {
      running.delete(name);
      part.classList.remove("updating");
      part.querySelector(".over")?.remove();
      part.setAttribute("aria-busy", "false");
      finished();
    }
  }
}

// Who is at a link or a control of a part that is written anew is put back to what stands in its place.
const REACHED = "a, button, select, summary, [tabindex]";
function held(part) {
  const at = document.activeElement, place = part.contains(at) ? [...part.querySelectorAll(REACHED)].indexOf(at) : -1;
  return () => {
    const again = place < 0 || at.isConnected ? null : part.querySelectorAll(REACHED)[place];
    if (again?.tagName === at.tagName && [document.body, null].includes(document.activeElement)) again.focus({ preventScroll: true });
  };
}

export async function fill(name, part, answer) {
  const least = part.offsetHeight;
  answers.set(name, answer);
  for (const [card, html] of Object.entries(answer.trails || {})) trails.set(card, html);
  if (part.dataset.html !== answer.html) {
    const open = [...part.querySelectorAll("details[open]")].map((each) => each.closest("figure")?.id);
    forget(part);
    part.style.minHeight = `${least}px`;
    part.innerHTML = answer.html || empty(name);
    part.dataset.html = answer.html;
    for (const id of open) if (id) byId(id)?.querySelector("details")?.setAttribute("open", "");
    addDownloads(part);
    linkNumbers(part, name);
  }
  await Promise.all(Object.entries(answer.charts || {}).map(([chart, each]) => draw(chart, each, (datum, event) => clicked(name, chart, datum, event))));
  part.style.minHeight = "";
}

// Of a column of words only what is a number, a date or a span of them.
const NUMBER = /^[<>+\u2212]?\d[\d.,]*(tn|bn|m|k|%|x)?( [a-z]+)?( ±.*|, \d+%| to .*)?$|^(\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d)\b/;

// A number that no card explains by itself leads to how its table was computed.
function linkNumbers(part, name) {
  for (const cell of part.querySelectorAll("figure tbody td")) {
    const text = cell.firstChild;
    if (cell.querySelector("a") || text?.nodeType !== Node.TEXT_NODE) continue;
    if (!(cell.className === "r" ? /\d/ : NUMBER).test(text.data.trim())) continue;
    const link = make("a", { href: "#", "data-how": name });
    text.replaceWith(link);
    link.append(text);
  }
}

function addDownloads(part) {
  for (const figure of part.querySelectorAll("figure")) {
    const foot = figure.querySelector("figcaption");
    if (!foot) continue;
    const kinds = figure.querySelector(".chart") ? ["SVG", "PNG", "CSV"] : ["CSV"];
    const buttons = kinds.map((kind) => make("button", { type: "button", "data-get": kind.toLowerCase(), "data-figure": figure.id,
      "aria-label": `Download as ${kind}: ${figure.querySelector("h3")?.textContent || figure.id}` }, kind));
    foot.append(make("span", { class: "get" }, ...buttons));
  }
}

function empty(name) {
  const [title, what, text] = EMPTY[name] || ["Nothing to show here", "This deal says nothing that this view could show.", ""];
  const block = make("div", { class: "state" }, make("h2", {}, title), make("p", {}, what));
  if (text) block.append(make("pre", {}, text), make("button", { type: "button", "data-copy": text }, "Copy"), " ", make("button", { type: "button", "data-open": "1" }, "Open the file"));
  return block.outerHTML;
}

// What to write where a deal says nothing of what a part shows, ready to insert; a test reads each as a file.
const EMPTY = {
  talks: ["Nobody has offered anything yet", "Write what was offered, by whom and when, and this page tells what it reveals.",
    "talks:\n  - by: PARTY\n    on: DATE\n    offer: {terms.TERM.KEY: VALUE}"],
  contract: ["No term pays anything yet", "Write what one party pays or grants another, and this page states it by period.",
    "terms:\n  fee: {kind: royalty, payer: PARTY, payee: ANOTHER, on: DRIVER, rate: 5%}"],
  facts: ["No fact is named yet", "Give a number a name, a source and a status, and this page says what rests on it.",
    "sources:\n  report: {publisher: NAME, date: DATE, grade: B}\nfacts:\n  price: {is: 3m, source: report, status: reported, confidence: medium}"],
  dependence: ["Nobody depends on anybody yet", "In the contract in force nobody receives anything, so there is nothing to lose with a counterparty.", ""],
  doubts: ["Nothing is in doubt", "Say between what a fact may lie, and this page tells what it is worth to know it.",
    "facts:\n  price: {is: \"uniform(2m, 4m)\", status: assumed, reason: WHY}"],
};

function waiting(name) {
  return make("div", { class: "state" }, make("h2", {}, doing(name)), make("div", { class: "prog" }, make("i")), make("p", { class: "far" }, ""));
}

function doing(name) {
  return { bargain: "Valuing the packages", solutions: "Valuing the named packages again", compare: "Comparing term by term", whence: "Tracing the worth", densities: "Valuing the package", offers: "Looking for offers", worth: "Valuing the scenarios",
    trade: "Moving each term", futures: "Drawing the futures", "cap-table": "Reading the cap table", contract: "Computing the clauses",
    talks: "Reading the talks", doubts: "Weighing the doubts", facts: "Listing the facts", dependence: "Following who depends on whom" }[name] || name;
}

function progressed(part, name, done, of, spent) {
  let block = part.querySelector(":scope > .state:not(.err), :scope > .over");
  if (!block) {
    block = waiting(name);
    block.classList.add("over");
    part.prepend(block);
  }
  if (!block.querySelector("button")) block.append(make("button", { type: "button", onclick: () => { cancel(name); stopped(name, part); } }, "Cancel ", make("kbd", {}, "Esc")));
  block.querySelector(".prog i").style.width = `${Math.round(100 * done / Math.max(1, of))}%`;
  const far = Math.round(100 * done / Math.max(1, of)), left = Math.ceil(spent / 1000 * (of - done) / Math.max(1, done));
  block.querySelector(".far").textContent = done ? `${far}%, about ${left} ${left === 1 ? "second" : "seconds"} left` : `${far}%`;
}

export function cancelAll() {
  const names = [...running.keys()];
  for (const name of names) {
    cancel(name);
    const part = byId("part-" + name);
    if (part) stopped(name, part);
  }
  return names.length > 0;
}

function stopped(name, part) {
  part.classList.remove("updating");
  part.querySelector(".over")?.remove();
  part.setAttribute("aria-busy", "false");
  if (part.querySelector("figure")) return;
  const again = make("button", { type: "button", onclick: () => load(name, part, JSON.stringify(["again", asked(name)])) }, "Go on");
  part.replaceChildren(make("div", { class: "state" }, make("h2", {}, "Cancelled"), make("p", {}, "Nothing was computed here."), again));
}

// A value that cannot stand is told above, and what was shown before stays, greyed; all else that goes wrong is told in the part.
const OF_A_VALUE = /^<set /;

function refused(name, part, problem) {
  if (part.querySelector("figure") && problem.told?.problems?.length && problem.told.problems.every((each) => OF_A_VALUE.test(each.file))) return;
  forget(part);
  part.dataset.html = "";
  const again = make("button", { type: "button", onclick: () => load(name, part, JSON.stringify(["again", asked(name)])) }, "Try again");
  part.replaceChildren(make("div", { class: "state err", role: "alert" }, make("h2", {}, "This cannot be shown"), ...wordsOf(problem).map((each) => make("p", {}, each)), again));
}
