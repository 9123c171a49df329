// Ask the server: for a part, which tells how far it is and then answers, unless it is given up; or to do something.

export class Refused extends Error {
  constructor(told, kind) { super(told.what); this.told = told; this.kind = kind; }
}

// A refusal in sentences: what is wrong and where in the file, what was expected, how to mend it.
export function wordsOf(problem) {
  const first = problem instanceof Refused ? problem.told?.problems?.[0] : null;
  if (!first) return [String(problem.message || problem)];
  const place = first.line && !first.file.startsWith("<") ? `at ${first.file.split(/[\\/]/).at(-1)}:${first.line}:${first.column}: ` : "";
  return [`${place}${first.what}`, first.expected && `expected ${first.expected}`, first.mend].filter(Boolean).map((each) => `${each[0].toUpperCase()}${each.slice(1)}.`);
}

// One line to the server for all that a page asks and hears: a browser lets a site have few connections, however many pages.
const open = new Map();
let number = 0;
let socket = null;
let ready = null;
let onFile = () => {};
let onGone = () => {};
const FULL = 1013; // how a line ends that the server has no room for; it has said so
const AGAIN = 1000; // milliseconds until a line that broke is tried again

export function listen(heard, gone) {
  [onFile, onGone] = [heard, gone];
  connect();
}

function connect() {
  const line = new WebSocket(`ws://${location.host}/line`);
  socket = line;
  ready = new Promise((done) => { line.addEventListener("open", done, { once: true }); });
  line.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    if (told.file) onFile(told.file);
    else open.get(told.number)?.(told.kind, told.told);
  });
  line.addEventListener("close", (event) => {
    for (const answer of [...open.values()]) answer("failed", { what: "the server stopped answering" });
    if (event.code !== FULL) onGone();
    setTimeout(connect, AGAIN);
  });
}

export async function ask(part, state, { signal, progress, urgency = 1 } = {}) {
  await ready;
  signal?.throwIfAborted();
  const own = ++number, line = socket;
  return new Promise((done, fail) => {
    const end = () => { open.delete(own); signal?.removeEventListener("abort", cancel); };
    const cancel = () => {
      end();
      if (line.readyState === WebSocket.OPEN) line.send(JSON.stringify({ number: own }));
      fail(signal.reason);
    };
    open.set(own, (kind, told) => {
      if (kind === "progress") { progress?.(told[0], told[1]); return; }
      end();
      if (kind === "answer") done(told);
      else fail(new Refused(told || { what: "stopped" }, kind));
    });
    signal?.addEventListener("abort", cancel);
    line.send(JSON.stringify({ number: own, part, state, urgency }));
  });
}

export async function send(address, body) {
  const response = await fetch(address, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  const told = await plain(response);
  if (!response.ok) throw new Refused(told, "refused");
  return told;
}

async function plain(response) {
  try {
    const told = await response.json();
    return told.what ? told : { ...told, what: words(told.detail) };
  } catch {
    return { what: `the server answered ${response.status}` };
  }
}

function words(detail) {
  if (!Array.isArray(detail)) return detail || "";
  return detail.map((each) => `${(each.loc || []).slice(1).join(".")}: ${each.msg}`).join("; ");
}
