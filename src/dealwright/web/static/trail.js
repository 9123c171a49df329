// Every number is a link to its trail: what it is, where it comes from, how far to trust it, where it stands in the file.

import { state } from "./address.js";
import { ask } from "./ask.js";
import { byId, make } from "./dom.js";
import { seek } from "./dialogs.js";
import { now, openAt } from "./live.js";
import { asked, trails } from "./parts.js";
import { stepped } from "./sliders.js";

const floating = () => byId("trail");
let opener = null;

export function close(back) {
  if (floating().hidden) return false;
  floating().hidden = true;
  if (back) (opener?.isConnected ? opener : byId("main")).focus({ preventScroll: !opener?.isConnected });
  return true;
}

async function open(link) {
  const card = link.dataset.card;
  if (!floating().contains(link)) opener = link;
  if (/^line-\d+$/.test(card)) { openAt(+card.slice(5)); return; }
  let html = trails.get(card);
  if (!html) html = (await ask("trail", asked("trail", { card }), { urgency: 0 })).html;
  const written = document.createElement("template");
  written.innerHTML = html || "<p>Nothing is known of this number.</p>";
  show(written.content, ...seeking(card));
}

// A goal can be sought for any worth, and by moving any number of the file.
function seeking(card) {
  const file = now(), party = file?.table.find((each) => card.startsWith("worth-") && card.endsWith(`-${each.key}`));
  const goal = party ? { goal: `party.${party.key}.certainty_equivalent` } : null;
  const path = card.startsWith("at-") ? card.slice(3).replaceAll("-", ".") : "";
  if (!goal && !path) return [];
  return [make("button", { type: "button", onclick: () => { close(false); seek(goal || { path }); } }, goal ? "Seek a goal for this" : "Move this to reach a goal")];
}

// How a table's number was computed: its row and column, its method, its futures, and what to type for it.
function how(link) {
  const cell = link.closest("td"), row = cell.closest("tr"), figure = cell.closest("figure");
  const heads = [...cell.closest("table").querySelectorAll("thead tr > *")];
  const whose = [...row.closest("tbody").rows].slice(0, row.rowIndex).reverse().find((each) => each.classList.contains("part"));
  const [source, sample] = [...figure.querySelectorAll("figcaption > span:not(.get)")].map((each) => each.textContent);
  const said = (element) => { const copy = element.cloneNode(true); copy.querySelectorAll("small,.take").forEach((each) => each.remove()); return copy.textContent.trim(); };
  const lines = [["Of", [whose && said(whose.cells[0]), said(row.cells[0])].filter(Boolean).join(", ")], ["Column", heads[cell.cellIndex] ? said(heads[cell.cellIndex]) : ""],
    ["Unit", figure.querySelector(".sub")?.textContent || ""], ["Method", source], ["From", sample], ["Type", command(link.dataset.how)]];
  return told(figure.querySelector("h3").textContent, said(cell), lines);
}

function told(title, value, lines) {
  const list = lines.filter((each) => each[1]).flatMap(([label, text]) => [make("dt", {}, label), make("dd", { class: label === "Type" ? "mono" : "" }, text)]);
  return [make("h4", {}, title), make("p", { class: "value" }, value), make("dl", {}, ...list)];
}

const VERBS = { bargain: "bargain", solutions: "bargain", offers: "offers", trade: "trade", worth: "value", densities: "value", talks: "talks", doubts: "facts",
  facts: "facts", dependence: "dependence", contract: "statement", compare: "value", whence: "value", futures: "report", "cap-table": "captable show" };

const NO_PACKAGE = new Set(["bargain", "solutions", "offers", "talks", "doubts", "facts", "dependence"]);
const DRAWS = { paths: 16384, seed: 1 }; // what a command draws that does not say it

function command(part) {
  const verb = VERBS[part] || "value", laid = NO_PACKAGE.has(part) ? {} : state().package;
  return typed(verb, laid);
}

// The line that computes what the page shows: a package lies over what signing sets, which is a scenario to a command.
function typed(verb, laid) {
  const file = now(), name = document.querySelector(".bar .name").textContent;
  const at = (path) => file.signing?.sets[path] ?? path;
  const values = Object.entries(laid).map(([path, value]) => (verb === "trade" ? ` --at ${path}="${value}"` : ` --set ${at(path)}="${value}"`));
  const under = file.signing && ["value", "statement"].includes(verb) ? ` --scenario ${file.signing.name}` : "";
  const draws = verb.startsWith("captable") ? [] : Object.entries(DRAWS).filter(([key, usual]) => file[key] !== usual).map(([key]) => ` --${key} ${file[key]}`);
  return `dealwright ${verb} ${name}${under}${values.join("")}${draws.join("")}`;
}

function show(...content) {
  const shut = make("button", { type: "button", class: "ghost close", onclick: () => close(true) }, "Close");
  floating().replaceChildren(shut, ...content);
  floating().hidden = false;
  floating().scrollTop = 0;
  const at = (opener?.isConnected ? opener : byId("main")).getBoundingClientRect(), own = floating().getBoundingClientRect();
  const below = at.bottom + 8 + own.height < innerHeight;
  const top = below ? at.bottom + 8 : Math.max(12, Math.min(at.top - 8 - own.height, innerHeight - own.height - 12));
  floating().style.top = Math.max(12, top) + "px";
  floating().style.left = Math.max(12, Math.min(at.left - 12, document.documentElement.clientWidth - own.width - 12)) + "px";
  floating().focus();
}

export function setUp() {
  document.addEventListener("click", (event) => {
    const plain = event.target.closest("a[data-how]");
    if (plain) { event.preventDefault(); opener = plain; show(...how(plain)); return; }
    const step = event.target.closest("a[data-step]");
    if (step) {
      event.preventDefault();
      opener = step;
      show(...told("What one step more does", step.textContent, stepped(step, now().preview, (laid) => typed("value", laid))));
      return;
    }
    const link = event.target.closest("a[data-card]");
    if (link && !event.metaKey && !event.ctrlKey) { event.preventDefault(); open(link); return; }
    const copied = event.target.closest("[data-copy]");
    if (copied) navigator.clipboard?.writeText(copied.dataset.copy).then(() => { copied.textContent = "Copied"; });
    if (event.target.closest("[data-open]")) openAt(1);
    if (!floating().contains(event.target)) close(false);
  });
}
