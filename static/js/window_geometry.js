// @ts-check
// Positions of a sliding window (a kernel or a pooling window) over its input. The same formulas as
// app/diagrams/sliding_window/; numbers and sentences only, no DOM.

/**
 * Rows (or columns) of the input and of the output. `cut` is 1 except for adaptive pooling; `overhang` counts the rows
 * beyond the padded input under the last window; `cells` is the length of the zoomed view, which moves on after `page`
 * output cells and numbers one row in `every`.
 * @typedef {{inputs: number, outputs: number, padding: number, stride: number, kernel: number, cut: number,
 *   dilation: number, overhang: number, cells: number, page: number, every: number}} Axis
 * @typedef {[Axis, Axis]} Axes rows, columns
 * @typedef {[number, number]} Cell row and column of an output value
 * @typedef {[number, number]} Span first, and one past the last
 * @typedef {{x: number, y: number, thickness: number, rooms: [number, number]}} Track
 * @typedef {{x: number, y: number, thickness: number, height: number, dx: number, dy: number}} Cuboid
 */

const SIDE_NAMES = ["row", "column"];

/**
 * Input rows (or columns) under the window of an output row; rows of the padding are below 0, or `inputs` and above.
 * @param {Axis} axis
 * @param {number} cell
 * @returns {Span}
 */
export function covers({ stride, kernel, dilation, padding, cut }, cell) {
  const extent = (kernel - 1) * dilation + 1;
  return [Math.floor((cell * stride) / cut) - padding, Math.ceil((cell * stride + extent) / cut) - padding];
}

/**
 * The rows of a span that a window reads: every `dilation`-th one.
 * @param {Axis} axis
 * @param {Span} span
 */
function rowsOf({ dilation }, [start, stop]) {
  return Array.from({ length: Math.ceil((stop - start) / dilation) }, (_, index) => start + index * dilation);
}

/** @param {Span} span */
export const length = ([start, stop]) => stop - start;

/**
 * First row of the zoomed view.
 * @param {Axis} axis
 * @param {number} cell
 */
export function zoomStart(axis, cell) {
  const wanted = covers(axis, cell - (cell % axis.page))[0] - 1;
  return Math.max(-axis.padding, Math.min(wanted, axis.inputs + axis.padding + axis.overhang - axis.cells));
}

/**
 * Rows from this window to the next; 0 at the last.
 * @param {Axis} axis
 * @param {number} cell
 */
export const strideAfter = (axis, cell) =>
  cell + 1 < axis.outputs ? covers(axis, cell + 1)[0] - covers(axis, cell)[0] : 0;

/**
 * The cell `by` cells later in reading order; the first one follows the last.
 * @param {Axes} axes
 * @param {Cell} cell
 * @param {number} by
 * @returns {Cell}
 */
export function stepCell([{ outputs: rows }, { outputs: columns }], [row, column], by) {
  const count = rows * columns;
  const index = (((row * columns + column + by) % count) + count) % count;
  return [Math.floor(index / columns), index % columns];
}

/**
 * The nearest cell that exists.
 * @param {Axes} axes
 * @param {Cell} cell
 * @returns {Cell}
 */
export function nearestCell([rows, columns], [row, column]) {
  const clamp = (/** @type {Axis} */ { outputs }, /** @type {number} */ value) =>
    Math.max(0, Math.min(outputs - 1, value));
  return [clamp(rows, row), clamp(columns, column)];
}

/**
 * The output row whose window is centred nearest to a position on the input; it may lie outside the output.
 * @param {Axis} axis
 * @param {number} position
 */
export function cellAt(axis, position) {
  const [start, stop] = covers(axis, 0);
  return Math.round(((position - (start + stop) / 2) * axis.cut) / axis.stride);
}

/**
 * The `cell` parameter; empty for the first cell.
 * @param {Cell} cell
 */
export const cellText = ([row, column]) => (row || column ? `${row},${column}` : "");

/**
 * A number with a typographic minus sign.
 * @param {number} number
 */
export const signed = (number) => String(number).replace("-", "−");

/**
 * `row 5`, `rows −3 to 3`, or `rows −2, 0, 2` of a dilated window.
 * @param {string} name
 * @param {Axis} axis
 * @param {Span} span
 */
function spanText(name, axis, span) {
  const rows = rowsOf(axis, span);
  if (rows.length === 1) return `${name} ${signed(span[0])}`;
  if (axis.dilation > 1) return `${name}s ${rows.map(signed).join(", ")}`;
  return `${name}s ${signed(span[0])} to ${signed(span[1] - 1)}`;
}

/**
 * `aria-valuetext` of the slider of the rows (side 0) or of the columns (1).
 * @param {Axis} axis
 * @param {0 | 1} side
 * @param {number} cell
 */
export const valueText = (axis, side, cell) =>
  `${cell}, reads input ${spanText(SIDE_NAMES[side], axis, covers(axis, cell))}`;

/**
 * The sentence below the slider: what the window reads, and how many of its values are padding.
 * @param {Axes} axes
 * @param {Cell} cell
 */
export function sentence(axes, cell) {
  const [rows, columns] = spans(axes, cell);
  const position = `Output row ${cell[0]}, column ${cell[1]} reads input ${spanText("row", axes[0], rows)} and ${
    spanText("column", axes[1], columns)
  }`;
  const outside = [
    ...(axes.some(({ padding }) => padding) ? ["padding"] : []),
    ...(axes.some(({ overhang }) => overhang) ? ["past the edge"] : []),
  ].join(" or ");
  if (!outside) return `${position}.`;
  const values = rowsOf(axes[0], rows).length * rowsOf(axes[1], columns).length;
  const blank = values - inside(axes[0], rows) * inside(axes[1], columns);
  return `${position}; ${blank || "none"} of its ${values} values ${blank <= 1 ? "is" : "are"} ${outside}.`;
}

/**
 * @param {Axes} axes
 * @param {Cell} cell
 * @returns {[Span, Span]}
 */
export const spans = (axes, cell) => [covers(axes[0], cell[0]), covers(axes[1], cell[1])];

/**
 * Number of rows that a window reads and that belong to the input and not to its padding.
 * @param {Axis} axis
 * @param {Span} span
 */
const inside = (axis, span) => rowsOf(axis, span).filter((row) => row >= 0 && row < axis.inputs).length;

/**
 * How far a window is along its way over the padded input, 0 to 1.
 * @param {Axis} axis
 * @param {Span} span
 */
export function share(axis, span) {
  const way = axis.inputs + 2 * axis.padding + axis.overhang - length(span);
  return way ? (span[0] + axis.padding) / way : 0;
}

/**
 * A cuboid of the oblique picture, moved along its track.
 * @param {Track} track `rooms` are the lengths available down and back
 * @param {[number, number]} sides the cuboid's height and depth
 * @param {[number, number]} shares how far it is down and back, 0 to 1
 * @param {[number, number]} recede how far a unit of depth goes right and up
 * @returns {Cuboid}
 */
export function slide({ x, y, thickness, rooms }, sides, shares, [across, up]) {
  const [down, back] = [(rooms[0] - sides[0]) * shares[0], (rooms[1] - sides[1]) * shares[1]];
  return {
    x: x + back * across,
    y: y + down - back * up,
    thickness,
    height: sides[0],
    dx: sides[1] * across,
    dy: sides[1] * up,
  };
}

/**
 * The cell of a window that was dragged across the oblique picture, from the one at `cell`; it may lie outside the output.
 * @param {Axes} axes
 * @param {Cell} cell
 * @param {[number, number]} rooms how far the window can go down and back
 * @param {[number, number]} moved to the right and down, in units of the picture
 * @param {[number, number]} recede
 * @returns {Cell}
 */
export function draggedCell(axes, cell, rooms, [right, down], [across, up]) {
  const back = right / across;
  const [rows, columns] = [down + back * up, back].map((way, side) =>
    rooms[side] > 0 ? (way / rooms[side]) * (axes[side].outputs - 1) : 0
  );
  return [Math.round(cell[0] + rows), Math.round(cell[1] + columns)];
}

/**
 * Paths (`d`) of a cuboid's three visible faces.
 * @param {Cuboid} cuboid
 */
export function facePaths({ x, y, thickness, height, dx, dy }) {
  return {
    top: `M${x} ${y}l${dx} ${-dy}h${thickness}l${-dx} ${dy}z`,
    side: `M${x + thickness} ${y}l${dx} ${-dy}v${height}l${-dx} ${dy}z`,
    front: `M${x} ${y}h${thickness}v${height}h${-thickness}z`,
  };
}

/**
 * Corners of the face at `x`: near top, near bottom, far top, far bottom.
 * @param {Cuboid} cuboid
 * @param {number} x
 */
export const corners = ({ y, height, dx, dy }, x) => [
  `${x} ${y}`,
  `${x} ${y + height}`,
  `${x + dx} ${y - dy}`,
  `${x + dx} ${y - dy + height}`,
];
