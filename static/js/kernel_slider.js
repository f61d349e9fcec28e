// The kernel walks: by slider, number, button, a point of a plane, or by itself. The address goes along where it can.
import { pageState } from "./state.js";
import { place, reads, valueText } from "./window_geometry.js";

const TEMPO = 300; // milliseconds for a cell while it walks by itself
const SETTLED = 400; // between two changes of the address: browsers refuse too many

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

const known = new WeakMap(); // a widget → its numbers, with the cell where its window stands
const playing = new Map(); // a widget → its timer

let owed = null; // the widget whose cell the address does not hold yet

export function mountWalks() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-walk-side]")) steer(event.target);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".walk-controls")) event.preventDefault();
  });
  document.addEventListener("click", clicked, { capture: true }); // before the links are followed
  document.addEventListener("pointermove", (event) => {
    if (event.buttons === 1 && event.pointerType !== "touch") point(event, "svg[data-plane]:not([data-walk])");
  });
}

function clicked(event) {
  hold(); // a link that is followed leads on from the cell that is shown
  const button = event.target.closest?.("[data-walk-by], [data-walk-play]");
  if (!button) return point(event, "svg[data-plane]");
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const widget = button.closest("[data-walker]");
  if ("walkPlay" in button.dataset) return playing.has(widget) ? stop(widget) : play(widget);
  stop(widget);
  widget.querySelector(".walk-words").setAttribute("aria-live", "polite");
  step(widget, Number(button.dataset.walkBy));
}

function numbersOf(widget) {
  if (!known.has(widget)) known.set(widget, JSON.parse(widget.dataset.walker));
  return known.get(widget);
}

/** To another cell; one that lies outside gives way to the nearest. `from` is the field that says so itself. */
function move(widget, cell, from = null) {
  const numbers = numbersOf(widget);
  numbers.cell = numbers.axes.map(({ outputs }, side) => Math.max(0, Math.min(outputs - 1, cell[side])));
  place(widget, numbers);
  for (const field of widget.querySelectorAll("[data-walk-side]")) {
    const side = Number(field.dataset.walkSide);
    if (field !== from) field.value = numbers.cell[side];
    if (field.type === "range") field.setAttribute("aria-valuetext", valueText(numbers.axes[side], side, numbers.cell[side]));
  }
  if (!("addressed" in widget.dataset)) return;
  if (!owed) setTimeout(hold, SETTLED);
  owed = widget;
}

function steer(field) {
  const widget = field.closest("[data-walker]");
  const wanted = Number.parseInt(field.value, 10);
  if (Number.isNaN(wanted)) return;
  widget.querySelector(".walk-words").setAttribute("aria-live", "off"); // the field says it
  const cell = [...numbersOf(widget).cell];
  cell[Number(field.dataset.walkSide)] = wanted;
  move(widget, cell, field);
}

/** So many cells on in reading order; after the last comes the first. */
function step(widget, by) {
  const { axes, cell } = numbersOf(widget);
  const [rows, columns] = axes.map(({ outputs }) => outputs);
  const all = rows * columns;
  const next = (cell[0] * columns + cell[1] + by + all) % all;
  move(widget, [Math.floor(next / columns), next % columns]);
}

function play(widget) {
  if (stillness.matches) return;
  widget.querySelector(".walk-words").setAttribute("aria-live", "off");
  playing.set(widget, setInterval(() => (widget.isConnected ? step(widget, 1) : stop(widget)), TEMPO));
  press(widget, true);
}

function stop(widget) {
  clearInterval(playing.get(widget));
  playing.delete(widget);
  press(widget, false);
}

function press(widget, on) {
  const button = widget.querySelector("[data-walk-play]");
  button.setAttribute("aria-pressed", String(on));
  button.firstElementChild.textContent = on ? "Pause" : "Play";
}

/** The window under the pointer on the input, or the cell under it on the output. */
function point(event, planes) {
  const plane = event.target.closest?.(planes);
  const widget = plane?.closest("[data-walker]");
  if (!widget) return;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(plane.getScreenCTM().inverse());
  const wanted = [at.y, at.x];
  if (plane.dataset.plane === "output") return move(widget, wanted.map(Math.floor));
  move(widget, numbersOf(widget).axes.map((axis, side) => under(axis, wanted[side])));
}

/** The output cell whose window has its middle nearest to a place on the input. */
function under(axis, where) {
  const [start, stop] = reads(axis, 0);
  return Math.round(((where - (start + stop) / 2) * axis.cut) / axis.stride);
}

/** The address, and every address on the page that leads on from here, hold the cell. */
function hold() {
  const widget = owed;
  owed = null;
  if (!widget?.isConnected) return;
  const { axes, cell } = numbersOf(widget);
  const [here, at] = [cell.join(","), new URL(location.href).searchParams.get("at")];
  history.replaceState(history.state, "", holding(location.href, here));
  const page = pageState();
  page.here = holding(page.here, here);
  for (const name of Object.keys(page.figures)) page.figures[name] = holding(page.figures[name], here);
  for (const link of document.querySelectorAll("main a[href], [data-png]")) {
    const name = link.dataset.png ? "data-png" : "href";
    const leads = new URL(link.getAttribute(name), location.href);
    if (leads.origin !== location.origin || leads.searchParams.get("at") !== at) continue;
    link.setAttribute(name, holding(leads, after(axes, cell, Number(link.dataset.walkBy ?? 0))));
  }
}

/** The cell that comes so many later, as an address has it. */
function after(axes, [row, column], by) {
  const [rows, columns] = axes.map(({ outputs }) => outputs);
  const next = (row * columns + column + by + rows * columns) % (rows * columns);
  return `${Math.floor(next / columns)},${next % columns}`;
}

function holding(address, cell) {
  const url = new URL(address, location.href);
  if (cell === "0,0") url.searchParams.delete("cell");
  else url.searchParams.set("cell", cell);
  return url.pathname + url.search.replaceAll("%2C", ",") + url.hash;
}
