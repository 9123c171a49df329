// How the file stands: what it says now, its problems with their places, and the last good result while it has some.

import { listen, Refused, send } from "./ask.js";
import { byId, make } from "./dom.js";

const REMARKS = 6000; // milliseconds
let heard = () => {};
let file = null;

export const now = () => file;

export function setUp(onState) {
  heard = onState;
  listen((told) => {
    file = told;
    stand();
    heard(file);
  }, () => say("The server is gone; start it again and open its address", "bad"));
}

// What was done for somebody who asked is said for a while; then the bar says again how the file stands.
function remark(text, tone) {
  say(text, tone);
  clearTimeout(remark.timer);
  remark.timer = setTimeout(() => file && stand(), REMARKS);
}

export function say(text, tone = "") {
  byId("standing").textContent = text;
  byId("standing").parentElement.className = "st" + (tone ? " " + tone : "");
}

function clock(seconds) {
  return new Date(seconds * 1000).toTimeString().slice(0, 8); // a locale's own words take a twentieth of a second to find
}

function stand() {
  const errors = file.problems.filter((each) => each.severity === "error");
  document.body.classList.toggle("stale", !file.sound);
  if (file.sound) say(`In step with the file, saved ${clock(file.seen)}`);
  else say(errors.length ? `${errors.length} ${errors.length === 1 ? "problem" : "problems"} in the file` : file.trouble || "The file cannot be read", "bad");
  const shown = file.sound ? file.problems : errors;
  const block = byId("problems");
  block.hidden = !shown.length && file.sound;
  const kept = file.version ? `; what is shown is of the last one without, read ${clock(file.good_seen)}` : "";
  const title = file.sound ? `${counted(shown.length, "remark")} on the file` : errors.length ? `${counted(errors.length, "problem")} in the file${kept}`
    : file.trouble || "The file cannot be read";
  const items = shown.map(item);
  const list = file.sound && shown.length > 2 ? make("details", {}, make("summary", {}, title), make("ul", {}, ...items)) : null;
  block.replaceChildren(make("div", { class: "trouble" + (file.sound ? " warned" : ""), role: file.sound ? "note" : "alert" },
    ...(list ? [list] : [make("h2", {}, title), make("ul", {}, ...items)])));
}

const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function item(problem) {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const line = problem.text ? make("pre", { tabindex: "0", role: "group", "aria-label": `Line ${problem.line}` }, `${problem.line}   `, ...marked(problem)) : null;
  const mend = problem.mend ? make("p", {}, `${problem.mend[0].toUpperCase()}${problem.mend.slice(1)}.`) : null;
  const expected = problem.expected ? make("p", {}, `Expected: ${problem.expected}`) : null;
  const button = make("button", { type: "button", onclick: () => openAt(problem.line, problem.file, problem.column) }, `Open at line ${problem.line}`);
  return make("li", {}, make("p", {}, make("span", { class: "mono" }, place), " ", problem.what), line, expected, mend, button);
}

function marked(problem) {
  const begin = problem.column - 1;
  const end = problem.end_line === problem.line ? Math.max(begin + 1, problem.end_column - 1) : problem.text.length;
  return [problem.text.slice(0, begin), make("u", {}, problem.text.slice(begin, end)), problem.text.slice(end)];
}

export async function openAt(line, where = "", column = 1) {
  try {
    const told = await send("/open", { file: where, line, column });
    remark(told.what);
  } catch (problem) {
    remark(problem instanceof Refused ? problem.told.what : "The server is gone", "bad");
  }
}
