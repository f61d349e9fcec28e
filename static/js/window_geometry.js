// Where a walking window stands, by the formulas of app/diagrams/walk/. Everything has been drawn by the
// server; here it is put in another place.

const put = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
};

const signed = (number) => String(number).replace("-", "−");

/** The input rows (or columns) that an output row reads: the first, and the one after the last. */
export function reads({ stride, kernel, padding, cut }, cell) {
  return [Math.floor((cell * stride) / cut) - padding, Math.ceil((cell * stride + kernel) / cut) - padding];
}

const size = ([start, stop]) => stop - start;

const inside = ({ inputs }, [start, stop]) => Math.max(0, Math.min(inputs, stop) - Math.max(0, start));

/** The first row that the loupe shows. */
function lensStart(axis, cell) {
  const wanted = reads(axis, cell - (cell % axis.page))[0] - 1;
  return Math.max(-axis.padding, Math.min(wanted, axis.inputs + axis.padding - axis.cells));
}

/** How far on the next window is; 0 after the last. */
const strideAfter = (axis, cell) => (cell + 1 < axis.outputs ? reads(axis, cell + 1)[0] - reads(axis, cell)[0] : 0);

const span = (what, [start, stop]) =>
  stop - start === 1 ? `${what} ${signed(start)}` : `${what}s ${signed(start)} to ${signed(stop - 1)}`;

/** What the slider of the rows (0) or of the columns (1) says. */
export const valueText = (axis, side, cell) => `${cell}, reads input ${span(["row", "column"][side], reads(axis, cell))}`;

function sentence(axes, cell) {
  const spans = axes.map((axis, side) => reads(axis, cell[side]));
  const said = `Output row ${cell[0]}, column ${cell[1]} reads input ${span("row", spans[0])} and ${span("column", spans[1])}`;
  if (axes.every(({ padding }) => !padding)) return `${said}.`;
  const values = size(spans[0]) * size(spans[1]);
  const blank = values - inside(axes[0], spans[0]) * inside(axes[1], spans[1]);
  return `${said}; ${blank || "none"} of its ${values} values ${blank <= 1 ? "is" : "are"} padding.`;
}

/** Put the plan of a widget, its sentence and the oblique picture beside it to the cell that its numbers name. */
export function place(widget, numbers) {
  const { axes, cell } = numbers;
  const parts = (name) => widget.querySelectorAll(`[data-walk="${name}"]`);
  const [rows, columns] = axes.map((axis, side) => reads(axis, cell[side]));
  for (const each of parts("window")) put(each, box(rows, columns));
  for (const each of parts("made")) put(each, { x: cell[1], y: cell[0] });
  for (const each of parts("above")) put(each, { height: cell[0] });
  for (const each of parts("before")) put(each, { y: cell[0], width: cell[1] });
  for (const each of parts("hair-row")) put(each, { transform: `translate(0 ${cell[0] + 0.5})` });
  for (const each of parts("hair-column")) put(each, { transform: `translate(${cell[1] + 0.5} 0)` });
  for (const each of parts("sentence")) each.textContent = sentence(axes, cell);
  if (parts("loupe").length) enlarge(parts, numbers, [rows, columns]);
  const scene = widget.closest("[data-figure]")?.querySelector(".scene");
  if (scene) stand(scene, numbers, [rows, columns]);
}

const box = ([top, bottom], [left, right]) => ({ x: left, y: top, width: right - left, height: bottom - top });

/** The loupe: what it shows, the numbers along its edges, the next windows, and how far on they are. */
function enlarge(parts, { axes, cell, px }, [rows, columns]) {
  const starts = axes.map((axis, side) => lensStart(axis, cell[side]));
  for (const each of parts("frame")) put(each, { x: starts[1], y: starts[0] });
  for (const each of parts("cells")) {
    const [, , wide, high] = each.getAttribute("viewBox").split(" ");
    put(each, { viewBox: `${starts[1] - 2 / px} ${starts[0] - 2 / px} ${wide} ${high}` });
  }
  number(parts("rows"), starts[0], axes[0].every);
  number(parts("columns"), starts[1], axes[1].every);
  const next = axes.map((axis, side) => reads(axis, Math.min(cell[side] + 1, axis.outputs - 1)));
  put(parts("right")[0], box(rows, next[1]));
  put(parts("down")[0], box(next[0], columns));
  measure(parts("down")[0], parts("below")[0], strideAfter(axes[0], cell[0]), px, [0, rows[0] - starts[0]], " rotate(90)");
  measure(parts("right")[0], parts("along")[0], strideAfter(axes[1], cell[1]), px, [columns[0] - starts[1], 0], "");
}

function number(ticks, start, every) {
  ticks.forEach((tick, index) => (tick.textContent = (start + index) % every ? "" : signed(start + index)));
}

/** The next window's outline, and the arrow that is as long as the stride; neither after the last. */
function measure(outline, arrow, stride, px, [across, down], turn) {
  outline.toggleAttribute("hidden", !stride);
  arrow.toggleAttribute("hidden", !stride);
  const [x, y] = arrow.dataset.from.split(" ").map(Number);
  put(arrow, { transform: `translate(${x + across * px} ${y + down * px})${turn}` });
  put(arrow.querySelector("line"), { x2: stride * px });
  put(arrow.querySelector("text"), { x: (stride * px) / 2 });
  arrow.querySelector("tspan").textContent = stride;
}

/** The oblique picture: the kernel on its input, the cell of the output, and the rays between them. */
function stand(scene, { axes, cell, lengths, kernel, made, recede }, spans) {
  const shares = axes.map((axis, side) => {
    const way = axis.inputs + 2 * axis.padding - size(spans[side]);
    return way ? (spans[side][0] + axis.padding) / way : 0;
  });
  const from = slide(kernel, spans.map((each) => lengths[size(each)]), shares, recede);
  const to = slide(made, [lengths[1], lengths[1]], axes.map(({ outputs }, side) => cell[side] / Math.max(1, outputs - 1)), recede);
  shape(scene.querySelector(".part.kernel"), from);
  shape(scene.querySelector(".part.cell"), to);
  const ends = corners(to, to.x);
  const starts = corners(from, from.x + from.t);
  scene.querySelectorAll(".link.ray").forEach((ray, index) => put(ray, { d: `M${starts[index]}L${ends[index]}` }));
}

/** A part after these shares of its way down and back. */
function slide({ x, y, thickness, rooms }, sides, shares, [across, up]) {
  const [down, back] = rooms.map((room, side) => (room - sides[side]) * shares[side]);
  return { x: x + back * across, y: y + down - back * up, t: thickness, h: sides[0], dx: sides[1] * across, dy: sides[1] * up };
}

function shape(part, { x, y, t, h, dx, dy }) {
  put(part.querySelector(".top"), { d: `M${x} ${y}l${dx} ${-dy}h${t}l${-dx} ${dy}z` });
  put(part.querySelector(".side"), { d: `M${x + t} ${y}l${dx} ${-dy}v${h}l${-dx} ${dy}z` });
  put(part.querySelector(".front"), { d: `M${x} ${y}h${t}v${h}h${-t}z` });
}

const corners = ({ y, h, dx, dy }, x) => [`${x} ${y}`, `${x} ${y + h}`, `${x + dx} ${y - dy}`, `${x + dx} ${y - dy + h}`];
