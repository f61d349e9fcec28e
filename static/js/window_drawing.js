// Moves the drawn parts of a sliding window: plan, zoomed view, sentence and oblique picture.
// The server has drawn everything; elements are found by their `data-walk` names.
import {
  corners,
  covers,
  facePaths,
  length,
  sentence,
  share,
  signed,
  slide,
  spans,
  strideAfter,
  zoomStart,
} from "./window_geometry.js";

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

const rectangle = ([top, bottom], [left, right]) => ({ x: left, y: top, width: right - left, height: bottom - top });

/** Move everything to `numbers.cell`. */
export function drawWindow(widget, numbers) {
  const { axes, cell } = numbers;
  const [row, column] = cell;
  const parts = (name) => widget.querySelectorAll(`[data-walk="${name}"]`);
  const setAll = (name, attributes) => parts(name).forEach((part) => setAttributes(part, attributes));
  const [rows, columns] = spans(axes, cell);
  setAll("window", rectangle(rows, columns));
  setAll("taps", { transform: `translate(${columns[0]} ${rows[0]})` });
  setAll("made", { x: column, y: row });
  setAll("above", { height: row });
  setAll("before", { y: row, width: column });
  setAll("hair-row", { transform: `translate(0 ${row + 0.5})` });
  setAll("hair-column", { transform: `translate(${column + 0.5} 0)` });
  for (const part of parts("sentence")) part.textContent = sentence(axes, cell);
  if (parts("loupe").length > 0) drawZoom(parts, numbers, [rows, columns]);
  const scene = widget.closest("[data-figure]")?.querySelector(".scene");
  if (scene) drawOblique(scene, numbers, [rows, columns]);
}

/** The zoomed view: its extent, the numbers along its edges, the next windows and the stride arrows. */
function drawZoom(parts, { axes, cell, px }, [rows, columns]) {
  const [top, left] = axes.map((axis, side) => zoomStart(axis, cell[side]));
  for (const frame of parts("frame")) setAttributes(frame, { x: left, y: top });
  for (const cells of parts("cells")) {
    const [, , width, height] = cells.getAttribute("viewBox").split(" ");
    setAttributes(cells, { viewBox: `${left - 2 / px} ${top - 2 / px} ${width} ${height}` });
  }
  numberTicks(parts("rows"), top, axes[0].every);
  numberTicks(parts("columns"), left, axes[1].every);
  const next = axes.map((axis, side) => covers(axis, Math.min(cell[side] + 1, axis.outputs - 1)));
  const [below, beside] = [parts("down")[0], parts("right")[0]];
  setAttributes(beside, rectangle(rows, next[1]));
  setAttributes(below, rectangle(next[0], columns));
  const down = { stride: strideAfter(axes[0], cell[0]), px, offset: [0, rows[0] - top], rotation: " rotate(90)" };
  const across = { stride: strideAfter(axes[1], cell[1]), px, offset: [columns[0] - left, 0], rotation: "" };
  drawStride(below, parts("below")[0], down);
  drawStride(beside, parts("along")[0], across);
}

function numberTicks(ticks, start, every) {
  ticks.forEach((tick, index) => {
    tick.textContent = (start + index) % every ? "" : signed(start + index);
  });
}

/** The outline of the next window and an arrow as long as the stride; both are hidden at the last window. */
function drawStride(outline, arrow, { stride, px, offset, rotation }) {
  outline.toggleAttribute("hidden", !stride);
  arrow.toggleAttribute("hidden", !stride);
  const [x, y] = arrow.dataset.from.split(" ").map(Number);
  setAttributes(arrow, { transform: `translate(${x + offset[0] * px} ${y + offset[1] * px})${rotation}` });
  setAttributes(arrow.querySelector("line"), { x2: stride * px });
  setAttributes(arrow.querySelector("text"), { x: (stride * px) / 2 });
  arrow.querySelector("tspan").textContent = stride;
}

/** The oblique picture: the kernel on its input, the output cell, and the rays between them. */
function drawOblique(scene, { axes, cell, lengths, kernel, made, recede }, windowSpans) {
  const shares = axes.map((axis, side) => share(axis, windowSpans[side]));
  const from = slide(
    kernel,
    windowSpans.map((span) => lengths[length(span)]),
    shares,
    recede,
  );
  const cellShares = axes.map(({ outputs }, side) => cell[side] / Math.max(1, outputs - 1));
  const to = slide(made, [lengths[1], lengths[1]], cellShares, recede);
  drawCuboid(scene.querySelector(".part.kernel"), from);
  drawCuboid(scene.querySelector(".part.cell"), to);
  const starts = corners(from, from.x + from.thickness);
  const ends = corners(to, to.x);
  scene.querySelectorAll(".link.ray").forEach((ray, index) => {
    setAttributes(ray, { d: `M${starts[index]}L${ends[index]}` });
  });
}

function drawCuboid(part, cuboid) {
  for (const [face, d] of Object.entries(facePaths(cuboid))) setAttributes(part.querySelector(`.${face}`), { d });
}
