// What a part adds to what the server sent: a choice to compare with, swaps to take, a term and a future to choose.

import { go, state } from "./address.js";
import { make } from "./dom.js";
import { answers, beside } from "./parts.js";
import { focusOn, load } from "./sliders.js";

function choice(label, options, value, chosen) {
  const select = make("select", { onchange: (event) => chosen(event.target.value) }, ...options.map(([key, words]) => {
    const option = make("option", {}, words);
    option.value = key;
    option.selected = key === value;
    return option;
  }));
  return make("label", { class: "pick" }, label, select);
}

export function compareWith(file) {
  const named = answers.get("bargain")?.named || [];
  const today = file.signed.length ? "today’s terms, signed" : "the contract in force";
  const options = [["", today], ...named.map((each) => [each.key, each.title])];
  if (state().with.includes(":")) options.push([state().with, "the package that was picked"]);
  return choice("Hold this package against", options, state().with, (key) => go({ with: key }));
}

function contract(file) {
  const terms = [["", "every term"], ...file.terms.map((each) => [each.name, each.title])];
  const futures = [["certain", "the certain future"], ["mean", "the mean over all futures"], ...["p5", "p25", "p50", "p75", "p95"]
    .map((each) => [each, `the ${each.slice(1)}th percentile`.replace("50th percentile", "median")])];
  return make("div", { class: "picks" },
    choice("Statement of", terms, state().term, (term) => go({ term })),
    choice("on", futures, state().future || "certain", (future) => go({ future: future === "certain" ? "" : future })));
}

// A part that says what it said before keeps its controls, and who is at one of them stays there.
function renew(before, fresh, put) {
  const chosen = (block) => [...block.querySelectorAll("select")].map((each) => each.value).join("\n");
  if (!before) put(fresh);
  else if (before.innerHTML !== fresh.innerHTML || chosen(before) !== chosen(fresh)) before.replaceWith(fresh);
}

export function add(name, part, answer, file) {
  if (name === "contract") renew(part.querySelector(".picks"), contract(file), (fresh) => (part.querySelector("#clauses .figures") ?? part.firstChild).before(fresh));
  if (name === "compare") renew(part.querySelector("figure > .pick"), compareWith(file), (fresh) => part.querySelector("figure")?.prepend(fresh));
  if (name === "trade") trade(part, answer);
  if (name === "contract" && state().term) part.querySelectorAll("#clauses details").forEach((each) => { each.open = true; });
}

function trade(part, answer) {
  const rows = part.querySelectorAll("figure#swaps tbody tr");
  (answer.swaps || []).forEach((packed, place) => {
    const cell = rows[place]?.cells[0];
    cell?.querySelector(".take")?.remove();
    cell?.append(make("button", { type: "button", class: "take", onclick: () => load({ ...beforeIt(), ...packed }) }, "Put on the table"));
  });
  for (const link of part.querySelectorAll("figure#exchange-rates tbody th a[data-card]")) {
    link.ondblclick = () => focusOn(pathOf(link.dataset.card));
  }
}

const beforeIt = () => state().package;
const pathOf = (card) => card.replace(/^at-/, "").replaceAll("-", ".");

// A bar of the tornado moves its slider: to the end that was clicked where the slider has it, else there only goes the focus.
export function barred(datum, sliders) {
  const path = answers.get("trade")?.bars?.[datum.t];
  const slider = sliders.find((each) => each.path === path);
  if (!slider) return;
  const place = slider.words.indexOf(datum.s);
  if (place >= 0) load({ ...state().package, [path]: slider.values[place] });
  focusOn(path);
}

export function picked(packed, against) {
  if (!against) { load(packed); return; }
  go({ with: Object.entries(packed).map(([path, value]) => `${path}:${value}`).join(";") });
}

export const heldAgainst = () => beside(state().with);
