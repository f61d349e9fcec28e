// @ts-check
// The view of a 3-D figure: turned by `yaw` around the vertical and `pitch` from above, in parallel projection.
// Numbers only, no DOM and no plotting library.

/**
 * @typedef {number[]} Point x, y, z
 * @typedef {{yaw: number, pitch: number}} Turn degrees
 * @typedef {{width: number, height: number}} Frame pixels
 * @typedef {{at: Point, before: number, after: number, up: number, down: number}} Label a text at a point: pixels that it
 *   extends to the left, to the right, and vertically from `down` to `up`
 * @typedef {Label & {name: string, strong: boolean}} NamedLabel `name` is the label's position: foot, under, over or on
 * @typedef {{lower: number, aside: number}} Offset pixels down and to the right
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 */

const WIDE = { yaws: [18, 46], pitch: 21 }; // degrees
const NARROW = { yaws: [38, 64], pitch: 26 };
const YAW_STEP = 4;
const WIDE_FRAME = 1.7; // width : height
const MARGIN = 0.02; // of the frame, on each side
const MAX_SCALE = 50; // pixels per unit
const HALVINGS = 22; // of the interval in which the scale is searched
const BETTER = 1.01; // a later turn must be larger by 1 %
const GAP = 3; // pixels beside a label
const MOVING_LINES = 2; // name and size
const SHORT = 16; // pixels that a further line may move them

const distance = (/** @type {Offset} */ { lower, aside }) => Math.hypot(lower, aside);
/** @type {Offset[]} the nearest first */
const OFFSETS = [0, 8, 16, 24, 32, 40, 48, 56, 64, 72]
  .flatMap((lower) => [0, 8, -8, 16, -16, 24, -24, 32, 40].map((aside) => ({ lower, aside })))
  .toSorted((a, b) => distance(a) - distance(b));
// The longest way of a label from its place, and pixels between the labels of two points, one above the other.
const WIDE_LABELS = { farthest: 72, between: 6 };
const NARROW_LABELS = { farthest: 40, between: 0 }; // there is no room for gaps

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;
const degrees = (/** @type {number} */ angle) => (angle * 180) / Math.PI;
const dot = (/** @type {Point} */ a, /** @type {Point} */ b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * Unit vectors from the figure to the eye, and to the right and the top of the image.
 * @param {Turn} turn
 */
export function directions({ yaw, pitch }) {
  const [a, b] = [radians(yaw), radians(pitch)];
  return {
    eye: [-Math.sin(a) * Math.cos(b), -Math.cos(a) * Math.cos(b), Math.sin(b)],
    right: [Math.cos(a), -Math.sin(a), 0],
    top: [Math.sin(a) * Math.sin(b), Math.cos(a) * Math.sin(b), Math.cos(b)],
  };
}

/**
 * The turn of an eye that looks from one point to another; the inverse of `directions`.
 * @param {{x: number, y: number, z: number}} from
 * @param {{x: number, y: number, z: number}} to
 * @returns {Turn}
 */
export function turnOf(from, to) {
  const [x, y, z] = [from.x - to.x, from.y - to.y, from.z - to.z];
  return { yaw: degrees(Math.atan2(-x, -y)), pitch: degrees(Math.atan2(z, Math.hypot(x, y))) };
}

/**
 * The largest scale (pixels per unit) at which all points and labels are inside the frame, and the point at its middle.
 * @param {Point[]} points
 * @param {Label[]} labels
 * @param {Frame} frame
 * @param {Turn} turn
 * @returns {{scale: number, middle: Point}}
 */
export function fit(points, labels, frame, turn) {
  const { right, top } = directions(turn);
  const dots = points.map((at) => ({ at, before: 1, after: 1, up: 1, down: -1 }));
  const items = [...dots, ...labels].map((item) => ({ ...item, u: dot(item.at, right), v: dot(item.at, top) }));
  const bounds = (/** @type {number} */ scale) => ({
    left: least(items, ({ u, before }) => u * scale - before),
    right: -least(items, ({ u, after }) => -(u * scale + after)),
    bottom: least(items, ({ v, down }) => v * scale + down),
    top: -least(items, ({ v, up }) => -(v * scale + up)),
  });
  const [width, height] = [frame.width * (1 - 2 * MARGIN), frame.height * (1 - 2 * MARGIN)];
  let [low, high] = [0, MAX_SCALE];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    const box = bounds(middle);
    if (box.right - box.left <= width && box.top - box.bottom <= height) low = middle;
    else high = middle;
  }
  const box = bounds(low);
  const [u, v] = [(box.left + box.right) / 2 / low, (box.bottom + box.top) / 2 / low];
  return { scale: low, middle: [0, 1, 2].map((axis) => u * right[axis] + v * top[axis]) };
}

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => number} value
 */
function least(items, value) {
  let result = Infinity;
  for (const item of items) result = Math.min(result, value(item));
  return result;
}

/**
 * The turn, among those from a pleasant direction, at which the figure is largest in the frame.
 * @param {Point[]} points
 * @param {(turn: Turn) => Label[]} labels
 * @param {Frame} frame
 * @returns {Turn}
 */
export function bestTurn(points, labels, frame) {
  const { yaws, pitch } = frame.width / frame.height > WIDE_FRAME ? WIDE : NARROW;
  let best = { scale: 0, yaw: yaws[0] };
  for (let [yaw] = yaws; yaw <= yaws[1]; yaw += YAW_STEP) {
    const turn = { yaw, pitch };
    const { scale } = fit(points, labels(turn), frame, turn);
    if (scale > best.scale * BETTER) best = { scale, yaw };
  }
  return { yaw: best.yaw, pitch };
}

/**
 * Pixels that the flow rises in the image per pixel to the right.
 * @param {Turn} turn
 */
export function steepness(turn) {
  const { right, top } = directions(turn);
  return Math.abs(top[0] / right[0]);
}

/**
 * The labels with `visible`, and the offset at which each is legible: it overlaps no label of another point, is inside the
 * frame and covers no volume, unless it is named "on". The lines of a point share their offset. They are added in their
 * order, so a size never hides a name. For a name or size at the foot of a volume, all lines of its point move to the
 * nearest offset at which they are legible and no other point is nearer; for a further line they move a little, or no
 * farther than they are already. A line that does not fit ends the label.
 * @template {NamedLabel} L
 * @param {L[]} labels
 * @param {Point[][]} volumes eight corners each
 * @param {{scale: number, turn: Turn, centre: Point}} view
 * @param {Frame} frame
 * @returns {(L & Partial<Offset> & {visible: boolean})[]}
 */
export function legible(labels, volumes, { scale, turn, centre }, frame) {
  const { right, top } = directions(turn);
  const { farthest, between } = frame.width / frame.height > WIDE_FRAME ? WIDE_LABELS : NARROW_LABELS;
  const project = (/** @type {Point} */ at) => [dot(at, right) * scale, dot(at, top) * scale];
  const [u, v] = project(centre);
  const edges = {
    left: u - frame.width / 2,
    right: u + frame.width / 2,
    bottom: v - frame.height / 2 + GAP, // Plotly's text may be a pixel lower
    top: v + frame.height / 2,
  };
  const outlines = volumes.map((corners) => corners.map(project));
  const points = labels.filter(({ name }) => name === "foot").map(({ at }) => project(at));
  /** @type {Map<string, {movable: boolean, lines: L[], boxes: Box[], offset: Offset, isFull: boolean, rise: number}>} */
  const stacks = new Map(); // by point
  for (const label of labels) {
    const key = label.at.join(",");
    const at = project(label.at);
    const movable = label.name === "foot" && label.strong;
    const stack = stacks.get(key) ??
      { movable, lines: [], boxes: [], offset: OFFSETS[0], isFull: false, rise: label.up };
    stacks.set(key, stack);
    const others = [...stacks.values()].filter((other) => other !== stack);
    const taken = others.flatMap(({ boxes }) => boxes);
    const isFree = (/** @type {Box} */ box) =>
      isInside(box, edges) && !taken.some((other) => overlap(box, other, between)) &&
      (label.name === "on" || !outlines.some((outline) => covers(box, outline, turn)));
    const lines = [...stack.lines, label];
    const boxesAt = (/** @type {Offset} */ offset) => lines.map((line) => labelBox(line, at, offset));
    const isNearest = (/** @type {Offset} */ { lower, aside }) => {
      const [x, y] = [at[0] + aside, at[1] + stack.rise - lower];
      const away = (/** @type {number[]} */ point) => Math.hypot(point[0] - x, point[1] - y);
      return points.every((point) => away(at) <= away(point));
    };
    const reach = lines.length <= MOVING_LINES ? farthest : Math.max(SHORT, distance(stack.offset));
    const offsets = stack.movable ? OFFSETS.filter((each) => distance(each) <= reach) : [stack.offset];
    const isLegible = (/** @type {Offset} */ each) =>
      (each === OFFSETS[0] || isNearest(each)) && boxesAt(each).every(isFree);
    const offset = stack.isFull ? undefined : offsets.find(isLegible);
    if (offset) Object.assign(stack, { lines, boxes: boxesAt(offset), offset });
    else stack.isFull = true;
  }
  return labels.map((label) => {
    const stack = stacks.get(label.at.join(","));
    return stack?.lines.includes(label) ? { ...label, ...stack.offset, visible: true } : { ...label, visible: false };
  });
}

/**
 * @param {Label} label
 * @param {number[]} position pixels
 * @param {Offset} offset
 * @returns {Box}
 */
function labelBox(label, [u, v], { lower, aside }) {
  return {
    left: u + aside - label.before - GAP,
    right: u + aside + label.after + GAP,
    top: v + label.up - lower,
    bottom: v + label.down - lower,
  };
}

/**
 * @param {Box} box
 * @param {Box} edges
 */
function isInside(box, edges) {
  const isAcross = box.left + GAP >= edges.left && box.right - GAP <= edges.right;
  return isAcross && box.bottom >= edges.bottom && box.top <= edges.top;
}

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} gap pixels between them, one above the other
 */
function overlap(a, b, gap) {
  return a.left < b.right && b.left < a.right && a.bottom < b.top + gap && b.bottom < a.top + gap;
}

/**
 * Whether a rectangle and the outline of a cuboid overlap by more than a pixel: they do unless a line parallel to a side
 * of either separates them (separating axis theorem).
 * @param {Box} box
 * @param {number[][]} outline
 * @param {Turn} turn
 */
function covers(box, outline, turn) {
  const { right, top } = directions(turn);
  const rectangle = [box.left, box.right].flatMap((u) => [box.top, box.bottom].map((v) => [u, v]));
  const edges = [0, 1].map((axis) => [right[axis], top[axis]]); // of the cuboid's x and y axes, in the image
  const normals = [[1, 0], [0, 1], ...edges.map(([u, v]) => [v, -u])].filter(([u, v]) => u !== 0 || v !== 0);
  return normals.every((normal) => {
    const project = (/** @type {number[][]} */ points) => points.map(([u, v]) => u * normal[0] + v * normal[1]);
    const [a, b] = [project(rectangle), project(outline)];
    return Math.max(...a) > Math.min(...b) + 1 && Math.max(...b) > Math.min(...a) + 1;
  });
}
