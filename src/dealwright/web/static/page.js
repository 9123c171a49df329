// The page: what the address says, what the file says, and what was computed of both.

import { go, onChange, state, undo } from "./address.js";
import { ask, wordsOf } from "./ask.js";
import * as controls from "./controls.js";
import * as dialogs from "./dialogs.js";
import { byId, make } from "./dom.js";
import { draw, put } from "./draw.js";
import * as exporting from "./export.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as parts from "./parts.js";
import * as sliders from "./sliders.js";
import * as trail from "./trail.js";

const RESTS = 400; // milliseconds without a move after which it is told what the next step of each term would do
let file = null;
let previewing = false;
let wanted = null;
let settled = null; // what was last told exactly, from which previews count
let exact = 0; // counts what was told exactly: a preview that comes after it is no news

// ------------------------------------------------------------------------------------------------------------ verdict

async function verdict() {
  const asked = parts.asked("verdict"), key = JSON.stringify([file.version, asked]);
  if (verdict.key === key) return;
  verdict.key = key;
  signing.shown?.classList.add("waits");
  try {
    // A file that was just read is shown at a first look, on few futures, before it is valued on all.
    let told = null;
    if (verdict.version !== file.version) {
      const first = await ask("verdict", { ...asked, preview: true }, { urgency: 0 });
      if (verdict.key !== key) return;
      if (first.preview) tell(first);
      else told = first; // it was known exactly
      document.documentElement.dataset.glimpsed = file.version;
    }
    told ??= await ask("verdict", asked, { urgency: 0 });
    if (verdict.key !== key) return;
    verdict.version = file.version;
    exact += 1;
    tell(told);
    settled = told.settled;
    ring(settled.chosen);
    document.documentElement.dataset.exact = String(Date.now());
    printed(told.sample);
    signing();
    steps();
  } catch (problem) {
    if (verdict.key !== key) return;
    verdict.key = "";
    refused(problem);
  }
}

// What cannot be valued is said where it was typed; the numbers of the package before are greyed.
function refused(problem) {
  const words = wordsOf(problem), moved = Object.keys(state().package);
  document.body.classList.add("unvalued");
  byId("sentence").classList.remove("waits");
  byId("sentence").textContent = "This package cannot be valued";
  byId("sample").textContent = words.join(" ");
  const path = moved.find((each) => problem.told?.problems?.[0]?.file.includes(each)) ?? moved.at(-1);
  if (path) sliders.refuse(path, words.join(" "));
}

function tell(told) {
  document.body.classList.remove("unvalued");
  byId("sentence").classList.remove("waits");
  byId("sentence").textContent = told.sentence;
  byId("numbers").replaceChildren(...told.numbers.map(numbered), ...(signing.shown ? [signing.shown] : []));
  byId("sample").textContent = told.sample;
  worths(told.numbers.map((each) => [each.label, each.value, each.token]));
}

function numbered(each) {
  const link = make("a", { href: "#" + each.card, "data-card": each.card }, each.value);
  const value = make("dd", { "data-party": each.party || null }, link, " ", make("span", { class: "se" }, each.error));
  const note = make("a", { href: "#" + each.card, "data-card": each.card }, each.note);
  const chip = each.token ? make("span", { class: `chip ${each.token}` }) : null;
  return make("div", {}, make("dt", {}, chip, each.label), value, make("dd", {}, note));
}

function worths(list) {
  byId("sheet-worths").replaceChildren(...list.map(([name, value, token]) => make("div", { class: token }, `${name} ${value}`)));
}

async function ring(chosen) {
  const axes = parts.answers.get("bargain")?.axes;
  if (!axes || !Object.keys(chosen).length) return false;
  await Promise.all(Object.entries(axes.panels).map(([panel, [one, other]]) => put(panel, "chosen", [{ x: chosen[one] / axes.factor, y: chosen[other] / axes.factor }])));
  return true;
}

// How likely it is signed: asked for when the worths are told exactly; what was said of another package is dimmed.
async function signing() {
  const asked = parts.asked("signing"), key = JSON.stringify([file.version, asked]);
  if (signing.key === key || !file.tabs.includes("bargain")) { signing.shown?.classList.remove("waits"); return; }
  signing.control?.abort();
  const control = signing.control = new AbortController();
  signing.key = key;
  try {
    const told = await ask("signing", asked, { urgency: 0, signal: control.signal });
    if (signing.key !== key) return;
    for (const [card, html] of Object.entries(told.trails || {})) parts.trails.set(card, html);
    const shown = told.label ? numbered(told) : null;
    if (signing.shown?.isConnected && shown) signing.shown.replaceWith(shown);
    else { signing.shown?.remove(); if (shown) byId("numbers").append(shown); }
    signing.shown = shown;
    document.documentElement.dataset.signing = String(Date.now());
  } catch { if (signing.key === key) signing.key = ""; }
}

// What one step of each slider does to each side: asked for when all else has been answered and nothing moves.
function steps() {
  clearTimeout(steps.timer);
  steps.timer = setTimeout(askSteps, RESTS);
}

async function askSteps() {
  const asked = parts.asked("preview"), key = JSON.stringify([file.version, asked]);
  if (!file.sliders.length || steps.key === key) return;
  steps.key = key;
  try {
    const told = await ask("steps", asked, { urgency: 2 });
    if (steps.key === key) sliders.effects(told.steps, file.table, told.at);
  } catch { steps.key = ""; }
}

// While a slider is dragged the newest place is asked for as soon as the one before is answered.
async function preview(package_) {
  wanted = package_;
  clearTimeout(steps.timer);
  for (const each of byId("verdict").querySelectorAll("h1, dd + dd")) { // they are of the package before
    if (!signing.shown?.contains(each)) each.classList.add("waits");
  }
  signing.shown?.classList.add("waits");
  if (previewing) return;
  previewing = true;
  while (wanted) {
    const asked = { package: wanted };
    wanted = null;
    const counting = settled ? { ...asked, settled } : asked;
    const before = exact;
    try {
      const asking = ask("preview", counting, { urgency: 0 });
      const drawing = byId("part-densities") || byId("part-worth") ? densities(asked, before).catch(() => {}) : null;
      const told = await asking;
      if (exact !== before) { document.documentElement.dataset.previewed = String(Date.now()); continue; }
      for (const [party, text] of Object.entries(told.worths)) {
        const link = byId("numbers").querySelector(`[data-party="${CSS.escape(party)}"] a`);
        if (link) link.textContent = text;
      }
      worths(file.table.map((party) => [party.name, told.worths[party.key], party.token]));
      byId("sample").textContent = told.sample;
      const ringed = byId("part-bargain") ? await ring(told.chosen) : false;
      if (!ringed) await drawing; // the chart that moves is the frontier's where there is one
      document.documentElement.dataset.previewed = String(Date.now());
      await drawing;
    } catch { /* the release says what is wrong */ }
  }
  previewing = false;
}

async function densities(asked, before) {
  const told = await ask("densities", { ...asked, scenarios: state().show, preview: true }, { urgency: 0 });
  if (exact !== before) return;
  await Promise.all(Object.entries(told.charts).map(([name, chart]) => draw(name, chart)));
}

// --------------------------------------------------------------------------------------------------------------- page

function tab() {
  const wantedTab = state().tab;
  return file.tabs.includes(wantedTab) ? wantedTab : file.tabs[0];
}

function tabs() {
  byId("tabs").replaceChildren(...file.tabs.map((name, place) => make("a", { href: "?tab=" + name, "data-key": String(place + 1), "data-tab": name,
    "aria-current": name === tab() ? "page" : null, onclick: (event) => { if (event.metaKey || event.ctrlKey) return; event.preventDefault(); if (name !== tab()) go({ tab: name }); } }, parts.TABS[name].title)));
}

function shown() {
  const block = byId("shown").querySelector("div");
  byId("shown").hidden = file.scenarios.length < 3;
  block.replaceChildren(...file.scenarios.filter((each) => each.name !== "in_force" && each.name !== file.no_deal).map((each) => {
    const box = make("input", { type: "checkbox", value: each.name, checked: state().show.includes(each.name),
      onchange: () => go({ show: [...block.querySelectorAll("input:checked")].map((one) => one.value) }) });
    return make("label", {}, box, each.title);
  }));
}

// Which side is advised, and what signing itself changes.
function aside() {
  const options = [["", "nobody"], ...file.table.map((party) => [party.key, party.name])];
  const select = make("select", { id: "advised", "data-key": "a", onchange: (event) => go({ for: event.target.value }) }, ...options.map(([key, words]) => {
    const option = make("option", {}, words);
    option.value = key;
    option.selected = key === state().for;
    return option;
  }));
  const note = file.signed.length ? make("p", { class: "note" }, `Signing itself also sets: ${file.signed.join(", ")}.`) : null;
  byId("advise").replaceChildren(...(file.sliders.length ? [make("label", {}, "Advise ", select)] : []), ...(note ? [note] : []));
}

// The margin of every sheet says what it is of: the file and its hash, the futures, the day, the package, what stands beside it.
function printed(sample) {
  const moved = Object.entries(state().package).map(([path, value]) => `${path} ${value}`).join(", ") || (file.signed.length ? "today’s terms, signed" : "contract in force");
  const beside = file.scenarios.filter((each) => state().show.includes(each.name)).map((each) => each.title);
  const said = [document.querySelector(".bar .name").textContent, `SHA-256 ${file.digest.slice(0, 16)}`, sample, `as of ${file.as_of}`, moved,
    beside.length ? `beside it: ${beside.join(", ")}` : "", `printed ${new Date().toISOString().slice(0, 10)}`].filter(Boolean).join(" · ");
  const quoted = [...said].map((sign) => (/["\\<\n\r\f]/.test(sign) ? `\\${sign.codePointAt(0).toString(16)} ` : sign)).join("");
  byId("foot-of-print").textContent = `@page{@bottom-left{content:"${quoted}";width:88%}@bottom-right{content:counter(page) " of " counter(pages);width:12%}}`;
}

function render() {
  if (!file?.version) {
    byId("sentence").textContent = "The file cannot be read yet";
    return;
  }
  document.title = `${file.title} · Dealwright`;
  tabs();
  shown();
  aside();
  sliders.show(file.sliders);
  sliders.follow();
  document.body.dataset.tab = tab();
  if (!document.body.classList.contains("sheet")) byId("sheet-button").textContent = closed();
  parts.layOut(tab());
  verdict();
  parts.refresh(file.version);
}

function clicked(name, chart, datum, event) {
  if (name === "trade" && chart.startsWith("tornado")) controls.barred(datum, file.sliders);
  if (name !== "bargain" || datum.t0 === undefined) return;
  const { paths, values } = parts.answers.get("bargain").packages;
  controls.picked(Object.fromEntries(paths.map((path, place) => [path, values[place][datum["t" + place]]])), event?.shiftKey);
}

function filled(name, part, answer) {
  controls.add(name, part, answer, file);
  if (name !== "bargain") return;
  byId("part-compare")?.querySelector("figure > .pick")?.replaceWith(controls.compareWith(file)); // its packages have names now
  verdict.key = "";
  verdict();
  parts.refresh(file.version);
}

function flip() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a private window keeps nothing */ }
}

const closed = () => (file?.sliders.length === 0 ? "Seek, download" : "Change terms");

function sheet(wanted) {
  const open = document.body.classList.toggle("sheet", wanted);
  byId("sheet-button").setAttribute("aria-expanded", String(open));
  byId("sheet-button").textContent = open ? "Done" : closed();
}

// Whatever is on top goes first: the trail, the sheet of terms, then what is computed.
function escape() {
  if (trail.close(true)) return;
  if (!document.body.classList.contains("sheet")) { parts.cancelAll(); return; }
  sheet(false);
  byId("sheet-button").focus();
}

const move = (by) => { const each = document.activeElement?.closest?.("[data-path]"); if (each) sliders.step(each.dataset.path, by); };
const nth = (place) => () => { const name = file?.tabs[place]; if (name && name !== tab()) go({ tab: name }); };

try { const kept = localStorage.getItem("theme"); if (kept) document.documentElement.dataset.theme = kept; } catch { /* as above */ }
parts.setUp(clicked, filled, () => { document.documentElement.dataset.drawn = String(Date.now()); });
sliders.setUp(preview, () => { verdict.key = ""; verdict(); });
trail.setUp();
exporting.setUp(() => document.querySelector(".bar .name").textContent.replace(/\.ya?ml$/, ""));
keys.setUp({
  ...Object.fromEntries([...Array(8).keys()].map((place) => [String(place + 1), nth(place)])),
  g: () => dialogs.seek(), d: () => dialogs.download(), l: flip, w: () => { if (!byId("write").disabled) dialogs.write(); }, u: undo, a: () => byId("advised")?.focus(), s: () => byId("shown").querySelector("input")?.focus(),
  0: () => go({ package: {} }), t: () => byId("sliders").querySelector("input:not([type=text])")?.focus(), m: () => byId("main").focus(),
  "+": () => move(1), "-": () => move(-1),
  Escape: escape,
});
byId("flip").addEventListener("click", flip);
byId("keys-button").addEventListener("click", () => keys.lay());
byId("seek-button").addEventListener("click", () => dialogs.seek());
byId("download-button").addEventListener("click", () => dialogs.download());
byId("seek-again").addEventListener("click", () => dialogs.seek());
byId("download-again").addEventListener("click", () => dialogs.download());
byId("write").addEventListener("click", () => dialogs.write());
byId("undo").addEventListener("click", undo);
byId("as-signed").addEventListener("click", () => go({ package: {} }));
byId("sheet-button").addEventListener("click", () => sheet());
onChange(() => render());
live.setUp((told) => { file = told; render(); });
