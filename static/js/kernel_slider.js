// Moves a sliding window by slider, number field, button, pointer or animation, and keeps the URL up to date.
import { withParameter } from "./addresses.js";
import { saveFigureCell } from "./figure_cell.js";
import { pageState } from "./state.js";
import { drawWindow } from "./window_drawing.js";
import { cellAt, cellText, draggedCell, length, nearestCell, spans, stepCell, valueText } from "./window_geometry.js";

const FRAME = 300; // milliseconds per cell of the animation at speed 1
const URL_DELAY = 400; // milliseconds between two changes of the URL: browsers limit their rate

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

const numbersByWidget = new WeakMap(); // widget → the server's numbers, with the present cell
const timers = new Map(); // widget → timer of its animation

let drag = null; // of the kernel in the oblique picture: its widget and scene, and where it began
let unsavedWidget = null; // the widget whose cell is not in the URL yet

export function mountKernelSliders() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-walk-side]")) moveByField(event.target);
    if (event.target.matches("[data-walk-speed]")) changeSpeed(event.target.closest("[data-walker]"));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".walk-controls")) event.preventDefault();
  });
  document.addEventListener("click", onClick, { capture: true }); // before links are followed
  document.addEventListener("pointermove", (event) => {
    const isDrag = event.buttons === 1 && event.pointerType !== "touch";
    if (drag) dragKernel(event);
    else if (isDrag) moveByPointer(event, "svg[data-plane]:not([data-walk])");
  });
  document.addEventListener("pointerdown", takeKernel);
  document.addEventListener("pointerup", leaveKernel);
  document.addEventListener("pointercancel", leaveKernel);
}

function onClick(event) {
  saveCell(); // so that a link leads on from the cell that is shown
  const button = event.target.closest?.("[data-walk-by], [data-walk-play]");
  if (!button) {
    moveByPointer(event, "svg[data-plane]");
    return;
  }
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const widget = button.closest("[data-walker]");
  if ("walkPlay" in button.dataset && !timers.has(widget)) {
    play(widget);
    return;
  }
  stop(widget);
  if ("walkPlay" in button.dataset) return;
  setLive(widget, "polite");
  step(widget, Number(button.dataset.walkBy));
}

function numbersOf(widget) {
  if (!numbersByWidget.has(widget)) numbersByWidget.set(widget, JSON.parse(widget.dataset.walker));
  return numbersByWidget.get(widget);
}

/** Move to a cell, or to the nearest one that exists. `field` is being edited, so its value is left alone. */
function move(widget, cell, field = null) {
  const numbers = numbersOf(widget);
  numbers.cell = nearestCell(numbers.axes, cell);
  drawWindow(widget, numbers);
  for (const other of widget.querySelectorAll("[data-walk-side]")) {
    const side = Number(other.dataset.walkSide);
    if (other !== field) other.value = numbers.cell[side];
    if (other.type === "range") {
      other.setAttribute("aria-valuetext", valueText(numbers.axes[side], side, numbers.cell[side]));
    }
  }
  if (!("addressed" in widget.dataset || widget.closest("figure[id]"))) return;
  if (!unsavedWidget) setTimeout(saveCell, URL_DELAY);
  unsavedWidget = widget;
}

function moveByField(field) {
  const widget = field.closest("[data-walker]");
  if (!field.value) return;
  setLive(widget, "off"); // a screen reader reads the field itself
  const cell = [...numbersOf(widget).cell];
  cell[Number(field.dataset.walkSide)] = Math.trunc(Number(field.value));
  move(widget, cell, field);
}

function step(widget, by) {
  const { axes, cell } = numbersOf(widget);
  move(widget, stepCell(axes, cell, by));
}

function play(widget) {
  if (reducedMotion.matches) return;
  setLive(widget, "off");
  const advance = () => (widget.isConnected ? step(widget, 1) : stop(widget));
  const speed = Number(widget.querySelector("[data-walk-speed]").value);
  timers.set(widget, setInterval(advance, FRAME / speed));
  showPlaying(widget, true);
}

function changeSpeed(widget) {
  if (!timers.has(widget)) return;
  stop(widget);
  play(widget);
}

function stop(widget) {
  clearInterval(timers.get(widget));
  timers.delete(widget);
  showPlaying(widget, false);
}

function showPlaying(widget, playing) {
  const button = widget.querySelector("[data-walk-play]");
  button.setAttribute("aria-pressed", String(playing));
  button.firstElementChild.textContent = playing ? "Pause" : "Play";
}

/** Whether a screen reader reads out each new sentence. */
function setLive(widget, value) {
  widget.querySelector(".walk-words").setAttribute("aria-live", value);
}

/** Move to the output cell under the pointer, or to the one whose window is under it on the input. */
function moveByPointer(event, planes) {
  const plane = event.target.closest?.(planes);
  const widget = plane?.closest("[data-walker]");
  if (!widget) return;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(plane.getScreenCTM().inverse());
  if (plane.dataset.plane === "output") {
    move(widget, [Math.floor(y), Math.floor(x)]);
    return;
  }
  const [rows, columns] = numbersOf(widget).axes;
  move(widget, [cellAt(rows, y), cellAt(columns, x)]);
}

function takeKernel(event) {
  const kernel = event.button === 0 && event.target.closest?.(".part.kernel");
  const widget = kernel && kernel.closest("[data-figure]").querySelector("[data-walker]");
  if (!widget) return;
  event.preventDefault(); // no selection of text
  if (timers.has(widget)) stop(widget);
  setLive(widget, "polite");
  drag = { widget, scene: kernel.ownerSVGElement, cell: numbersOf(widget).cell, x: event.clientX, y: event.clientY };
}

function leaveKernel() {
  drag = null;
}

/** Move the window as far over its volume as the pointer has gone. */
function dragKernel({ clientX, clientY }) {
  const { widget, scene, cell, x, y } = drag;
  const { axes, kernel, lengths, recede } = numbersOf(widget);
  const scale = scene.getScreenCTM().a;
  const rooms = spans(axes, cell).map((span, side) => kernel.rooms[side] - lengths[length(span)]);
  move(widget, draggedCell(axes, cell, rooms, [(clientX - x) / scale, (clientY - y) / scale], recede));
}

/** Put the cell into the URL and into every link of the page that leads to the same place. */
function saveCell() {
  const widget = unsavedWidget;
  unsavedWidget = null;
  if (!widget?.isConnected) return;
  const { axes, cell } = numbersOf(widget);
  const figure = widget.closest("figure[id]");
  if (figure) {
    saveFigureCell(figure, cell);
    return;
  }
  const withCell = (address, by = 0) => withParameter(address, "cell", cellText(stepCell(axes, cell, by)));
  const place = new URL(location.href).searchParams.get("at");
  history.replaceState(history.state, "", withCell(location.href));
  const state = pageState();
  state.here = withCell(state.here);
  state.volumes = withCell(state.volumes);
  for (const link of document.querySelectorAll("main a[href], [data-png]")) {
    const attribute = link.dataset.png ? "data-png" : "href";
    const target = new URL(link.getAttribute(attribute), location.href);
    if (target.origin !== location.origin || target.searchParams.get("at") !== place) continue;
    link.setAttribute(attribute, withCell(target, Number(link.dataset.walkBy ?? 0)));
  }
}
