// Pointing at a cell of Table 1, by mouse, finger or focus: its volumes in a small picture and in numbers.
import { onShown } from "./navigation.js";
import { place } from "./tooltip_position.js";

const PATIENCE = 250; // milliseconds that the numbers wait for their picture

const readout = Object.assign(document.createElement("div"), { className: "tooltip glance", id: "glance", hidden: true });
const pictures = new Map();
let pointed = null;

const cellOf = (target) => target.closest?.("a.cell");

export function mountCells() {
  readout.setAttribute("role", "tooltip");
  document.querySelector("main").append(readout);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const cell = cellOf(event.target);
    if (cell) point(cell);
    else if (pointed !== document.activeElement) clear();
  });
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event.target);
    if (cell?.matches(":focus-visible")) point(cell);
    else clear();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && clear());
  document.addEventListener("click", tapped, { capture: true });
  document.addEventListener("scroll", () => pointed && !readout.hidden && beside(pointed), { capture: true, passive: true });
  onShown(clear);
}

/** A first tap shows the volumes, a second one goes there. */
function tapped(event) {
  if (event.pointerType !== "touch") return;
  const cell = cellOf(event.target);
  if (!cell) return clear();
  if (cell === pointed) return;
  event.preventDefault();
  event.stopPropagation();
  point(cell);
}

function clear() {
  pointed?.removeAttribute("aria-describedby");
  pointed?.classList.remove("lit");
  pointed = null;
  readout.hidden = true;
}

async function point(cell) {
  if (cell === pointed) return;
  clear();
  pointed = cell;
  cell.classList.add("lit");
  const said = JSON.parse(cell.closest("[data-cells]").querySelector("script").textContent)[cell.dataset.cell];
  const awaited = picture(said.glance);
  const drawn = await Promise.race([awaited, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  if (cell !== pointed) return;
  write(said.rows, drawn);
  cell.setAttribute("aria-describedby", "glance");
  beside(cell);
}

/** The picture at an address, asked for once; nothing where none comes. */
function picture(address) {
  if (!pictures.has(address)) pictures.set(address, ask(address));
  return pictures.get(address);
}

async function ask(address) {
  const answer = await fetch(address).catch(() => null);
  if (answer?.ok) return new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  pictures.delete(address);
  return null;
}

function write([[, heading], ...rows], drawn) {
  const list = document.createElement("dl");
  for (const [label, value] of rows) {
    list.append(Object.assign(document.createElement("dt"), { textContent: label }));
    list.append(Object.assign(document.createElement("dd"), { textContent: value }));
  }
  readout.replaceChildren(Object.assign(document.createElement("strong"), { textContent: heading }));
  if (drawn) readout.append(document.importNode(drawn, true));
  readout.append(list);
  readout.hidden = false;
}

/** Clear of the cell, of the head of its row and of the head of its column. */
function beside(cell) {
  const table = cell.closest("table");
  const field = cell.closest("td");
  const middle = (box) => (box.left + box.right) / 2;
  const heads = [...table.querySelectorAll("thead th")].map((head) => [head, Math.abs(middle(head.getBoundingClientRect()) - middle(field.getBoundingClientRect()))]);
  const column = heads.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
  const row = field.parentElement.querySelector("th") ?? field.closest("tbody").querySelector("th");
  place(readout, cell, [column, row]);
}
