// The address is the state: which tab, which terms were moved, which scenarios stand beside them. Back is undo.

const LISTS = new Set(["show"]);
const WORDS = { tab: "", for: "", term: "", future: "", with: "" }; // `with`: the package that this one is held against

export function read(search = location.search) {
  const query = new URLSearchParams(search);
  const state = { package: {}, show: [], ...WORDS };
  for (const [key, value] of query) {
    if (key.includes(".")) state.package[key] = value;
    else if (LISTS.has(key)) state[key].push(value);
    else if (key in WORDS) state[key] = value;
  }
  return state;
}

export function written(state) {
  const query = new URLSearchParams();
  for (const key of Object.keys(WORDS)) if (state[key]) query.set(key, state[key]);
  for (const path of Object.keys(state.package).sort()) query.set(path, state.package[path]);
  for (const name of state.show) query.append("show", name);
  const text = query.toString();
  return location.pathname + (text ? "?" + text : "");
}

const listeners = new Set();
let current = read();

export const state = () => current;

// How many steps of ours Back takes back: more would leave the page.
export const steps = () => history.state?.steps ?? 0;

export function onChange(listener) { listeners.add(listener); }

function tell(before) { for (const listener of listeners) listener(current, before); }

// A step that Back takes back; `silent` replaces the last one, as while a slider is dragged by keys.
export function go(change, { replace = false } = {}) {
  const before = current;
  const next = { ...current, ...change };
  if (written(next) === written(before)) return;
  current = next;
  history[replace ? "replaceState" : "pushState"]({ steps: steps() + (replace ? 0 : 1) }, "", written(next));
  tell(before);
}

export function undo() { if (steps()) history.back(); }

addEventListener("popstate", () => {
  const before = current;
  current = read();
  tell(before);
});
