// Every number is a link to its trail: what it is, where it comes from, how far to trust it, where it stands in the file.

import { ask } from "./ask.js";
import { byId, make } from "./dom.js";
import { openAt } from "./live.js";
import { asked, trails } from "./parts.js";

const floating = () => byId("trail");
let opener = null;

export function close(back) {
  if (floating().hidden) return false;
  floating().hidden = true;
  if (back && opener?.isConnected) opener.focus();
  return true;
}

async function open(link) {
  const card = link.dataset.card;
  if (!floating().contains(link)) opener = link;
  if (card.startsWith("line-")) { openAt(+card.slice(5)); return; }
  let html = trails.get(card);
  if (!html) html = (await ask("trail", asked("trail", { card }), { urgency: 0 })).html;
  const shut = make("button", { type: "button", class: "ghost close", onclick: () => close(true) }, "Close");
  floating().innerHTML = html || "<p>Nothing is known of this number.</p>";
  floating().prepend(shut);
  floating().hidden = false;
  floating().scrollTop = 0;
  const at = (opener?.isConnected ? opener : byId("main")).getBoundingClientRect(), own = floating().getBoundingClientRect();
  const below = at.bottom + 8 + own.height < innerHeight;
  const top = below ? at.bottom + 8 : Math.max(12, Math.min(at.top - 8 - own.height, innerHeight - own.height - 12));
  floating().style.top = Math.max(12, top) + "px";
  floating().style.left = Math.max(12, Math.min(at.left - 12, innerWidth - own.width - 12)) + "px";
  floating().focus();
}

export function setUp() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-card]");
    if (link && !event.metaKey && !event.ctrlKey) { event.preventDefault(); open(link); return; }
    if (!floating().contains(event.target)) close(false);
  });
}
