"use strict";
// Beneath each page that the search finds stands the passage in which its words stand, with a link to the section.
(() => {
  const ROUND = 110; // letters on either side of the first word
  const words = (new URLSearchParams(location.search).get("q") || "").toLowerCase().match(/[\p{Letter}\p{Number}_]+/gu) || [];

  // The search finds a word in its other forms, too: what is marked is the longest beginning of it that stands there.
  function beginning(word, text) {
    const least = Math.min(word.length, 3);
    for (let length = word.length; length >= least; length--) {
      const begun = new RegExp("(?<![\\p{Letter}\\p{Number}])" + word.slice(0, length), "iu");
      if (begun.test(text)) return word.slice(0, length);
    }
    return "";
  }

  function told(text, found) {
    const any = new RegExp("(?<![\\p{Letter}\\p{Number}])(?:" + found.join("|") + ")[\\p{Letter}\\p{Number}]*", "giu");
    const places = [...text.matchAll(any)];
    // of all places, the one with the most different words close by
    const near = (place) => new Set(places.filter((each) => Math.abs(each.index - place.index) <= ROUND).map((each) => found.find((one) => each[0].toLowerCase().startsWith(one)))).size;
    const best = places.reduce((one, other) => (near(other) > near(one) ? other : one), places[0]);
    const at = best ? best.index : 0;
    let from = at > ROUND ? text.indexOf(" ", at - ROUND) + 1 : 0, to = at + ROUND + 40;
    if (from > at) from = at;
    to = to < text.length ? Math.max(text.lastIndexOf(" ", to), at + (best ? best[0].length : 0)) : text.length;
    const passage = document.createElement("span");
    if (from > 0) passage.append("… ");
    let last = from;
    for (const each of places) {
      if (each.index < from || each.index + each[0].length > to) continue;
      const mark = document.createElement("mark");
      mark.textContent = each[0];
      passage.append(text.slice(last, each.index), mark);
      last = each.index + each[0].length;
    }
    passage.append(text.slice(last, to));
    if (to < text.length) passage.append(" …");
    return passage;
  }

  function shown(hit) {
    const link = hit.querySelector("a"), [page, place] = link.getAttribute("href").split("#");
    const sections = window.passages[page.replace(/\.html$/, "")] || [];
    const own = place ? sections.filter((each) => each[0] === decodeURIComponent(place)) : sections;
    let most = null;
    for (const [anchor, title, text] of own) {
      const found = [...new Set(words.map((word) => beginning(word, `${title} ${text}`)).filter((each) => each))];
      const weight = found.length * 100 + found.reduce((sum, each) => sum + each.length, 0);
      if (found.length && (!most || weight > most.weight)) most = { anchor, title, text, found, weight };
    }
    if (!most) return;
    const context = document.createElement("p"), to = document.createElement("a");
    context.className = "context";
    to.href = `${page}#${most.anchor}`;
    to.textContent = most.title;
    if (most.title !== link.textContent.split(" > ").pop()) context.append(to, ": ");
    context.append(told(most.text, most.found));
    hit.append(context);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const results = document.getElementById("search-results");
    results.querySelectorAll("li").forEach(shown);
    new MutationObserver((changes) => {
      for (const change of changes) for (const each of change.addedNodes) if (each.nodeName === "LI") shown(each);
    }).observe(results, { childList: true, subtree: true });
  });
})();
