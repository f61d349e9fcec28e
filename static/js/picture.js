// Tooltips and highlighting of volumes: the one pointed at, its inputs and outputs, its bar of the chart, and its rows of
// the step table. Pointing at a bar highlights its volume.
import { onPageChange } from "./navigation.js";
import { mainScene, shown } from "./scenes.js";
import { pageData, pageState } from "./state.js";
import { descriptionList, mountPointing, textElement } from "./tooltip.js";
import { placeBeside, placeTooltip } from "./tooltip_position.js";

let current = null; // the volume or bar that is pointed at

const tooltip = () => document.getElementById("tooltip");
const volumeOf = (node) => node.closest?.(".scene a:is([data-path], [data-open]), .bars a[data-bar]");

/** The path of a volume, of the layer of a fold, or of that for which a bar stands. */
const keyOf = ({ dataset: { path, open, bar } }) => path ?? open ?? bar;

export function mountPicture() {
  mountPointing({ targetOf: volumeOf, current: () => current, point, clear, pointOther: pointAtRow });
  window.addEventListener("scroll", reposition, { capture: true, passive: true });
  onPageChange(() => {
    clear();
    const focused = volumeOf(document.activeElement ?? document.body);
    if (focused?.matches(":focus-visible")) point(focused);
    markStep();
  });
  markStep();
}

/** Mark the step that the URL names, where the picture shows others too. */
function markStep() {
  if (!mainScene()) return;
  const step = new URLSearchParams(location.search).get("at");
  for (const volume of mainScene().querySelectorAll("a[data-path]")) {
    volume.classList.toggle("here", volume.dataset.path === step && pageState().at !== step);
  }
}

export function clear() {
  if (!current) return;
  current.removeAttribute("aria-describedby");
  for (const svg of document.querySelectorAll(".pointing")) svg.classList.remove("pointing");
  current = null;
  tooltip().hidden = true;
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit", "pointed");
}

/** Highlight a volume of the picture, which the 3-D view hides, and show its tooltip beside a box of the window. */
export function pointBeside(path, box) {
  const volume = mainScene().querySelector(`a[data-path="${CSS.escape(path)}"]`);
  if (!volume || volume === current) return;
  highlight(volume);
  fillTooltip(volume);
  placeBeside(tooltip(), box, document.getElementById("space"));
}

/** Highlight a volume and show its tooltip. */
function point(volume) {
  if (volume === current && !tooltip().hidden) return;
  highlight(volume);
  fillTooltip(volume);
  volume.setAttribute("aria-describedby", "tooltip");
  reposition();
}

/** Highlight the volume of a row of the step table, without a tooltip. Returns whether `node` is in such a row. */
function pointAtRow(node) {
  const row = node.closest?.(".steps tr[data-step]");
  if (!row) return false;
  const volume = volumeOfStep(row.dataset.step);
  if (!volume) clear();
  else if (volume !== current || !tooltip().hidden) highlight(volume);
  return true;
}

/** The volume that shows a step: its own, or that of its operation or block. */
function volumeOfStep(path) {
  const volumes = [...mainScene().querySelectorAll("a[data-path]")];
  return (
    volumes.find((volume) => volume.dataset.path === path) ??
      volumes.find((volume) => path.startsWith(`${volume.dataset.at}.`)) ??
      volumes.find((volume) => pageData(volume).covers[volume.dataset.path]?.includes(path))
  );
}

function highlight(target) {
  clear();
  current = target;
  const [volume, bar] = withCounterpart(target);
  for (const element of [volume, bar]) element?.closest("svg").classList.add("pointing");
  const around = volume ? [volume, ...neighbours(volume), ...links(volume)] : [];
  for (const element of bar ? [...around, bar] : around) element.classList.add("lit");
  volume?.classList.add("pointed");
  if (volume?.dataset.path) highlightRows(volume);
}

/** A volume or fold and its bar, whichever of them is pointed at. What is only read has no bar. */
function withCounterpart(target) {
  const frame = target.closest("svg").parentElement;
  const key = CSS.escape(keyOf(target));
  const first = (selector) => shown([...frame.querySelectorAll(selector)])[0];
  return [first(`.scene a:is([data-path="${key}"], [data-open="${key}"])`), first(`.bars a[data-bar="${key}"]`)];
}

function reposition() {
  if (!current?.checkVisibility() || tooltip().hidden) return;
  const { top, bottom } = current.getBoundingClientRect();
  tooltip().classList.toggle("out", bottom < 0 || top > window.innerHeight); // scrolled away, until it comes back
  const [volume, bar] = withCounterpart(current);
  const others = [bar, volume, ...(volume ? neighbours(volume) : [])];
  placeTooltip(
    tooltip(),
    current,
    others.filter((element) => element && element !== current && element.checkVisibility()),
  );
}

/** The drawn inputs and outputs of a volume; a fold has none. */
function neighbours(volume) {
  const { inputs = "[]", path } = volume.dataset;
  const sources = JSON.parse(inputs);
  const isNeighbour = ({ dataset }) => sources.includes(dataset.path) || JSON.parse(dataset.inputs).includes(path);
  const volumes = [...volume.closest(".scene").querySelectorAll("a[data-path]")];
  return volumes.filter((other) => other !== volume && isNeighbour(other));
}

function links(volume) {
  const path = CSS.escape(keyOf(volume));
  return volume.closest(".scene").querySelectorAll(`[data-from="${path}"], [data-to="${path}"]`);
}

/** Highlight the rows of a volume's steps and scroll the first one into view, unless the table is in use. */
function highlightRows(volume) {
  const frame = document.querySelector(".steps .table");
  if (!frame) return;
  const { path, at } = volume.dataset;
  const steps = new Set([path, ...(pageData(volume).covers[path] ?? [])]);
  const rows = [...document.querySelectorAll(".steps tr[data-step]")].filter(
    ({ dataset: { step } }) => steps.has(step) || step.startsWith(`${at}.`),
  );
  for (const row of rows) row.classList.add("lit");
  if (rows.length === 0 || frame.matches(":hover, :focus-within")) return;
  const head = frame.querySelector("thead").getBoundingClientRect();
  frame.scrollTop += rows[0].getBoundingClientRect().top - head.bottom;
}

function fillTooltip(target) {
  const { at, open, bar } = target.dataset;
  const { costs, tooltips } = pageData(target);
  const [[kind, description], ...rows] = (bar ? costs : tooltips)[keyOf(target)];
  const heading = textElement("h3", bar ? kind : at ?? open.replace(/^\d+\//u, "")); // without the number of its network
  heading.append(textElement("span", ` · ${description}`));
  const values = rows.map(([label, value]) => [label, value.replace(", width ", "\nwidth ")]);
  tooltip().classList.remove("out");
  tooltip().replaceChildren(heading, descriptionList(values));
  tooltip().hidden = false;
}
