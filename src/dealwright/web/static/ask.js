// Ask the server for a part: it tells how far it is, line by line, and then answers. Whoever stops reading cancels.

export class Refused extends Error {
  constructor(told, kind) { super(told.what); this.told = told; this.kind = kind; }
}

export async function ask(name, asked, { signal, progress, urgency = 1 } = {}) {
  const response = await fetch(`/part/${name}?urgency=${urgency}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(asked), signal,
  });
  if (!response.ok) throw new Refused(await plain(response), "refused");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value || "";
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const [[kind, told]] = Object.entries(JSON.parse(line));
      if (kind === "progress") progress?.(told[0], told[1]);
      else if (kind === "answer") return told;
      else throw new Refused(told || { what: "stopped" }, kind);
    }
    if (done) throw new Refused({ what: "the server stopped answering" }, "failed");
  }
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
