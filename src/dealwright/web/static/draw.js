// Draw charts with the theme's variables: light, dark and print need no redraw, only the layout depends on the width.

const config = JSON.parse(document.getElementById("theme").textContent);
const phone = matchMedia("(max-width: 719px)");
const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";
const OPTIONS = {
  config, renderer: "svg", actions: false, ast: true, defaultStyle: false,
  tooltip: { theme: "custom", disableDefaultStyle: true },
};
const drawn = new Map();
const script = document.getElementById("charts"); // it takes its time, in which the server is asked already
const ready = globalThis.vegaEmbed ? Promise.resolve() : new Promise((done) => { script.addEventListener("load", done, { once: true }); });
let turn = ready;

// New charts are drawn one after the other, and each is seen before the next one takes the processor.
function inTurn(work) {
  const mine = turn.then(work);
  turn = mine.catch(() => {}).then(seen);
  return mine;
}

function seen() {
  return new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); }); // a hidden page paints nothing
}

function layoutOf(chart) { return phone.matches ? chart.narrow : chart.wide; }

async function embed(place, chart, clicked) {
  const layout = layoutOf(chart);
  const spec = { $schema: SCHEMA, width: "container", autosize: { type: "fit-x", contains: "padding" }, datasets: chart.data, ...layout };
  const { view, finalize } = await vegaEmbed(place, spec, OPTIONS);
  quiet(place);
  new MutationObserver(() => quiet(place)).observe(place, { subtree: true, childList: true, attributeFilter: ["role"] }); // a new width draws anew
  if (clicked) view.addEventListener("click", (event, item) => { if (item?.datum) clicked(item.datum, event); });
  return { view, finalize, layout: JSON.stringify(layout), chart, place, clicked };
}

// A group of marks has no words of its own: each mark has, and the chart as a whole.
function quiet(place) {
  for (const group of place.querySelectorAll("g[role=graphics-symbol]")) { group.removeAttribute("role"); group.removeAttribute("aria-roledescription"); }
}

// A chart whose layers are the same gets new data only; the ring on the table moves without a redraw.
export async function draw(name, chart, clicked) {
  const place = document.getElementById("chart-" + name);
  if (!place) return;
  const before = drawn.get(name);
  if (before && before.place === place && before.layout === JSON.stringify(layoutOf(chart))) {
    before.chart = chart;
    for (const [key, rows] of Object.entries(chart.data)) if (known(before.view, key)) before.view.data(key, rows);
    await before.view.runAsync();
    return;
  }
  await inTurn(async () => {
    if (!place.isConnected) return;
    drawn.get(name)?.finalize();
    drawn.set(name, await embed(place, chart, clicked));
  });
}

function known(view, key) {
  try { view.data(key); return true; } catch { return false; }
}

export async function put(name, key, rows) {
  const found = drawn.get(name);
  if (!found || !known(found.view, key)) return;
  found.chart.data[key] = rows;
  await found.view.data(key, rows).runAsync();
}

export function forget(container) {
  for (const [name, each] of drawn) {
    if (container.contains(each.place) || !each.place.isConnected) { each.finalize(); drawn.delete(name); }
  }
}

export const count = () => drawn.size;

phone.addEventListener("change", () => {
  for (const [name, each] of drawn) {
    each.finalize();
    embed(each.place, each.chart, each.clicked).then((again) => drawn.set(name, again));
  }
});
