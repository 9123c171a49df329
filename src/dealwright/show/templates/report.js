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
    return Boolean(found) && show(link, [found.content.cloneNode(true)]);
  }

  // A number that no card explains by itself says how it was computed: its row and column, its method, what to type for it.
  const NUMBER = /^[<>+\u2212]?\d[\d.,]*(tn|bn|m|k|%|x)?( [A-Z]{3})?(\/[a-z]+)?( [a-z]+)?( ±.*|, \d+%| to .*)?$|^(\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d\d-\d\d)\b/;
  for (const cell of document.querySelectorAll("main figure tbody td")) {
    const text = [...cell.childNodes].find((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
    if (!text || cell.querySelector("a") || !(cell.className === "r" ? /\d/ : NUMBER).test(text.data.trim())) continue;
    const link = make("a", { href: "#" + cell.closest("figure").id, "data-how": "" });
    text.replaceWith(link);
    link.append(text);
  }
  function make(name, given, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  function how(link) {
    const cell = link.closest("td"), row = cell.closest("tr"), figure = cell.closest("figure");
    const heads = [...cell.closest("table").querySelectorAll("thead tr > *")], rows = [...row.closest("tbody").rows];
    const whose = rows.slice(0, rows.indexOf(row)).reverse().find((each) => each.classList.contains("part"));
    const [source, sample] = [...figure.querySelectorAll("figcaption > span")].map((each) => each.textContent);
    const said = (element) => { const copy = element.cloneNode(true); copy.querySelectorAll("small").forEach((each) => each.remove()); return copy.textContent.trim(); };
    const lines = [["Of", [whose && said(whose.cells[0]), said(row.cells[0])].filter(Boolean).join(", ")], ["Column", heads[cell.cellIndex] ? said(heads[cell.cellIndex]) : ""],
      ["Unit", figure.querySelector(".sub")?.textContent || ""], ["Method", source], ["From", sample], ["Type", cell.closest("section").dataset.typed || ""]];
    const list = lines.filter((each) => each[1]).flatMap(([label, text]) => [make("dt", {}, label), make("dd", { class: label === "Type" ? "mono" : "" }, text)]);
    const told = figure.querySelector("h3").textContent;
    return [make("button", { type: "button", class: "close", "aria-label": "Close" }, "Close"), make("h4", {}, told), make("p", { class: "value" }, said(cell)), make("dl", {}, ...list)];
  }

  function show(link, content) {
    if (!card.contains(link)) opener = link;
    card.replaceChildren(...content);
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
    const link = event.target.closest("a[data-card], a[data-how]");
    if (link && !event.metaKey && !event.ctrlKey) {
      if (link.dataset.card ? open(link) : show(link, how(link))) event.preventDefault();
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

  // On paper what is folded stands open: nothing of the report is missing but the file and the pictures as tables.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("figure.folded details:not([open])")];
    for (const each of unfolded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of unfolded) each.open = false; });

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
