"use strict";
(() => {
  const root = document.documentElement;
  const phone = matchMedia("(max-width: 719px)");
  const byId = (name) => document.getElementById(name);
  const read = (name) => JSON.parse(byId(name).textContent);
  const config = read("theme");
  const charts = read("charts");

  // The theme speaks in CSS variables, so light, dark and print need no redraw; only the layout depends on the width.
  function draw(name, chart) {
    const layout = phone.matches ? chart.narrow : chart.wide;
    const spec = { $schema: chart.schema, width: "container", autosize: { type: "fit-x", contains: "padding" }, datasets: chart.data, ...layout };
    const options = { config, renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { theme: "custom", disableDefaultStyle: true } };
    return vegaEmbed(byId("chart-" + name), spec, options);
  }
  function drawAll() {
    return Promise.all(Object.entries(charts).map(([name, chart]) => draw(name, chart)));
  }
  drawAll().then(() => { root.dataset.drawn = Object.keys(charts).length; }, (problem) => { console.error(problem); });
  phone.addEventListener("change", drawAll);

  byId("flip").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // A number opens its card; without this script its link leads to the same words further down the page.
  const card = byId("card");
  let opener = null;
  function close(back) {
    if (card.hidden) return;
    card.hidden = true;
    if (back && opener) opener.focus();
  }
  function open(link) {
    const found = byId("card-" + link.dataset.card);
    if (!found) return false;
    if (!card.contains(link)) opener = link;
    card.replaceChildren(found.content.cloneNode(true));
    card.hidden = false;
    card.scrollTop = 0;
    const at = opener.getBoundingClientRect(), own = card.getBoundingClientRect();
    const below = at.bottom + 8 + own.height < innerHeight;
    const top = below ? at.bottom + 8 : Math.max(12, Math.min(at.top - 8 - own.height, innerHeight - own.height - 12));
    card.style.top = Math.max(12, top) + "px";
    card.style.left = Math.max(12, Math.min(at.left - 12, innerWidth - own.width - 12)) + "px";
    card.focus();
    return true;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-card]");
    if (link && !event.metaKey && !event.ctrlKey) {
      if (open(link)) event.preventDefault();
      return;
    }
    if (event.target.closest(".card .close")) close(true);
    else if (event.target.closest(".card .go")) close(false);
    else if (!card.contains(event.target)) close(false);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });

  // A link into what is folded opens it first.
  function unfold() {
    const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
    }
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();

  // The contents show where the reader is.
  const entries = new Map([...document.querySelectorAll("nav.toc a")].map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((seen) => {
    for (const each of seen) {
      if (!each.isIntersecting) continue;
      for (const link of entries.values()) link.removeAttribute("aria-current");
      entries.get(each.target.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -75% 0px" });
  for (const name of entries.keys()) watch.observe(byId(name));
})();
