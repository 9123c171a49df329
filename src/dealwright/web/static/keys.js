// A key for everything; `?` lays each on its control.

import { byId, make } from "./dom.js";

const TYPING = "input[type=text],textarea,select";
let named = {};

export function setUp(keys) {
  named = keys;
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Escape") { if (!hide()) named.Escape?.(event); return; }
    if (event.target.closest?.(TYPING) || byId("dialog").open) return;
    if (event.key === "?") { event.preventDefault(); if (!hide()) lay(); return; }
    const act = named[event.key];
    if (!act) return;
    event.preventDefault();
    hide();
    act(event);
  });
  document.addEventListener("pointerdown", hide);
}

function hide() {
  const hints = document.querySelectorAll(".hint");
  hints.forEach((each) => each.remove());
  return hints.length > 0;
}

// What has scrolled out of the terms has no place on the page.
function hidden(control, at) {
  const around = control.closest("aside")?.getBoundingClientRect();
  return Boolean(around) && (at.top < around.top || at.bottom > around.bottom);
}

export function lay() {
  for (const control of document.querySelectorAll("[data-key]")) {
    const at = control.getBoundingClientRect();
    if (!at.width || !at.height || hidden(control, at)) continue;
    const hint = make("span", { class: "hint" }, control.dataset.key);
    hint.style.left = `${at.left + scrollX + at.width / 2}px`;
    hint.style.top = `${at.top + scrollY + at.height}px`;
    document.body.append(hint);
  }
}
