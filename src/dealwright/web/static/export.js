// Take a picture or a table away: SVG and PNG with the finding, the feet and the colours of the page; CSV of the table.

import { byId } from "./dom.js";

const MARGIN = 24;
const LINE = 18;
const VARIABLE = /var\((--[\w-]+)\)/g;

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

// The charts speak in CSS variables; alone, a picture must say the colours themselves.
function coloured(text) {
  const style = getComputedStyle(document.documentElement);
  return text.replace(VARIABLE, (_, name) => style.getPropertyValue(name).trim() || "#000");
}

function wrap(text, most) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    if ((lines.at(-1) + " " + word).length > most && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = (lines.at(-1) + " " + word).trim();
  }
  return lines;
}

export function picture(figure) {
  const charts = [...figure.querySelectorAll(".chart svg")];
  const width = Math.max(...charts.map((each) => each.clientWidth || each.width.baseVal.value)) + 2 * MARGIN;
  const font = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
  const out = [];
  let y = MARGIN;
  const say = (text, size, weight, colour) => {
    for (const line of wrap(text, Math.floor((width - 2 * MARGIN) / (size * 0.52)))) {
      y += Math.round(size * 1.3);
      out.push(`<text x="${MARGIN}" y="${y}" font-size="${size}" font-weight="${weight}" fill="var(--${colour})">${escaped(line)}</text>`);
    }
  };
  say(figure.querySelector("h3")?.textContent || "", 16, 600, "ink");
  say(figure.querySelector(".sub")?.textContent || "", 12.5, 400, "ink2");
  for (const svg of charts) {
    const heading = svg.closest(".chart").parentElement.querySelector("h4")?.textContent;
    y += 12;
    if (heading) say(heading, 13, 600, "ink");
    const copy = svg.cloneNode(true);
    for (const each of copy.querySelectorAll('path[opacity="0"]')) each.remove(); // what only answers to a pointer
    const high = svg.clientHeight || svg.height.baseVal.value;
    copy.setAttribute("x", String(MARGIN));
    copy.setAttribute("y", String(y + 6));
    copy.setAttribute("width", String(svg.clientWidth || svg.width.baseVal.value));
    copy.setAttribute("height", String(high));
    out.push(new XMLSerializer().serializeToString(copy));
    y += high + 6;
  }
  for (const each of figure.querySelectorAll("figcaption>span:not(.get)")) say(each.textContent, 11, 400, "ink3");
  const height = y + MARGIN;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(font)}">`;
  return { text: coloured(`${head}<rect width="100%" height="100%" fill="var(--surface)"/>${out.join("")}</svg>`), width, height };
}

async function png({ text, width, height }) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.drawImage(image, 0, 0, width, height);
  URL.revokeObjectURL(address);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

function csv(figure) {
  const table = figure.querySelector(".astable table") || figure.querySelector("table");
  const rows = [...table.rows].map((row) => [...row.cells].flatMap((cell) => [quoted(plain(cell)), ...Array(cell.colSpan - 1).fill('""')]).join(","));
  return "\ufeff" + rows.join("\r\n") + "\r\n";
}

function plain(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("small").forEach((each) => { each.textContent = ` (${each.textContent})`; });
  return copy.textContent.replace(/\s+/g, " ").trim().replace(/^\u2212(?=[\d.])/, "-");
}

// A cell that a spreadsheet would take for a formula is marked as text.
const quoted = (text) => `"${(/^[=+@]/.test(text) && !/^[+-][\d.]/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;

export function setUp(file) {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-get]");
    if (!button) return;
    const figure = byId(button.dataset.figure), kind = button.dataset.get, name = `${file()}-${figure.id}.${kind}`;
    if (kind === "csv") save(new Blob([csv(figure)], { type: "text/csv" }), name);
    else if (kind === "svg") save(new Blob([picture(figure).text], { type: "image/svg+xml" }), name);
    else save(await png(picture(figure)), name);
  });
}
