// What opens over the page: goal seek, downloads, the difference before anything is written.

import { go, state } from "./address.js";
import { ask, send } from "./ask.js";
import { byId, make } from "./dom.js";
import { now } from "./live.js";
import { load } from "./sliders.js";

const dialog = () => byId("dialog");

function open(title, ...children) {
  const shut = make("button", { type: "button", onclick: () => dialog().close() }, "Close");
  const row = make("div", { class: "row" }, shut);
  dialog().replaceChildren(make("h2", { id: "dialog-title" }, title), ...children, row);
  // What was typed in keeps the focus until the next frame: a key that comes before it would be taken for typing.
  dialog().onclose = () => { if (dialog().contains(document.activeElement)) document.activeElement.blur(); };
  if (!dialog().open) dialog().showModal();
  return row;
}

// A choice among what is known, and a box for anything else: any path of the deal, any figure of `value --json`.
function choice(label, options, value, other) {
  const known = options.some(([key]) => key === value) || !value;
  const select = make("select", {}, ...[...options, ["", other.words]].map(([key, words]) => {
    const option = make("option", {}, words);
    option.value = key;
    option.selected = known ? key === (value || options[0]?.[0]) : key === "";
    return option;
  }));
  const box = make("input", { type: "text", value: known ? "" : value, placeholder: other.example, "aria-label": `${label}: ${other.words}`, autocomplete: "off", spellcheck: "false" });
  const follow = () => { box.hidden = select.value !== ""; };
  select.addEventListener("change", follow);
  follow();
  return [make("label", {}, label, select, box), () => select.value || box.value.trim()];
}

export function seek(given = {}) {
  const file = now();
  if (!file?.version) return;
  const [varied, vary] = choice("Move", file.sliders.map((each) => [each.path, each.title]), given.path,
    { words: "another path of the deal…", example: "drivers.revenue.growth" });
  const goals = file.table.flatMap((party) => [
    [`party.${party.key}.certainty_equivalent`, `${party.name}: worth`], [`party.${party.key}.gain`, `${party.name}: gain over no deal`],
    [`party.${party.key}.mean`, `${party.name}: mean`]]);
  const [goaled, goal] = choice("until", goals, given.goal,
    { words: "another figure of the worth…", example: "scenarios.in_force.companies.openai.equity" });
  const amount = make("input", { type: "text", value: given.value || "", placeholder: "40bn", autocomplete: "off" });
  const answer = make("div", { role: "status", "aria-live": "polite" });
  const run = make("button", { type: "button", class: "pri" }, "Seek");
  const row = open("Goal seek", make("p", {}, "Which value of one term reaches a goal, all else as in the package on the table?"),
    varied, goaled, make("label", {}, "is", amount), answer);
  row.prepend(run);
  run.addEventListener("click", async () => {
    answer.replaceChildren(make("p", {}, "Seeking…"));
    try {
      const asked = { package: without(state().package, vary()), vary: vary(), until: `${goal()}=${amount.value.trim() || "0"}` };
      const told = await ask("seek", asked, { urgency: 0 });
      const path = vary(), movable = file.sliders.some((each) => each.path === path);
      const take = movable ? (told.values || []).map((each) => make("button", { type: "button",
        onclick: () => { dialog().close(); load({ ...packageNow(), [path]: each.value }); } }, `Take ${each.words}`)) : [];
      answer.replaceChildren(...told.sentences.map((each) => make("p", {}, each)), make("div", { class: "row" }, ...take));
    } catch (problem) {
      answer.replaceChildren(make("p", { class: "wrong" }, problem.message));
    }
  });
  amount.addEventListener("keydown", (event) => { if (event.key === "Enter") run.click(); });
  amount.focus();
}

const without = (packed, path) => Object.fromEntries(Object.entries(packed).filter(([key]) => key !== path));
const packageNow = () => Object.fromEntries(now().sliders.map((each) => [each.path, state().package[each.path] ?? each.today]));

export async function write() {
  let told;
  try { told = await send("/difference", { package: state().package }); }
  catch (problem) { open("Nothing can be written", make("p", {}, problem.message)); return; }
  const lines = told.difference.split("\n").map((line) => make("span", { class: line[0] === "+" ? "add" : line[0] === "-" ? "del" : "" }, line || " "));
  const confirm = make("button", { type: "button", class: "pri" }, "Write this");
  const row = open(`Write to ${told.file}?`, make("p", {}, "The contract in the file would say this from then on. Nothing else in it changes."), make("pre", {}, ...lines));
  row.prepend(confirm);
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    try {
      const done = await send("/write", { package: state().package, digest: told.digest });
      dialog().close();
      go({ package: {} });
      byId("standing").textContent = done.what;
    } catch (problem) { row.before(make("p", { class: "wrong", role: "alert" }, problem.message)); }
  });
  confirm.focus();
}

export function download() {
  const query = location.search;
  const link = (kind, words, note) => make("li", {}, make("a", { href: `/download/${kind}${query}`, download: "" }, words), make("span", {}, note));
  open("Download", make("p", {}, "The report and the workbook are of the file as it is, the tables and numbers of what this page shows."),
    make("ul", { class: "list" },
      link("report.html", "Report", "one HTML file"), link("workbook.xlsx", "Workbook", "Excel, live formulas"),
      link("worth.json", "Worth", "JSON"), link("bargain.json", "Bargain", "JSON"), link("worth.csv", "Worth", "CSV"), link("deal.yaml", "The deal file", "text")),
    make("p", {}, "Programs ask the same by addresses: ", make("a", { href: "/api/docs" }, "what they are"), "."));
}
