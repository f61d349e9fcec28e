// @ts-check
// The tooltip's position: clear of its target, of the target's neighbours, and of as many labels as possible.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {{width: number, height: number}} Size */

/** @typedef {{neighbours: Box[], highlightedLinks: Box[], others: Box[]}} Obstacles */

/** @type {Obstacles} */
const NO_OBSTACLES = { neighbours: [], highlightedLinks: [], others: [] };
const MARGIN = 8; // pixels to the edge of the window
const GAP = 12; // pixels to a box beside it
const DOCK_BELOW = 600; // pixels: in a narrower window the tooltip is as wide as it, at the bottom edge

/**
 * Move `tooltip` beside `target`, a volume of a picture or a cell of a table.
 * @param {HTMLElement} tooltip
 * @param {Element} target
 * @param {Element[]} neighbours elements that it must not cover either
 */
export function placeTooltip(tooltip, target, neighbours) {
  const container = /** @type {Element} */ (target.closest("svg, table"));
  const boxes = (/** @type {string} */ selector) => [...container.querySelectorAll(selector)].map(boxOf);
  const obstacles = {
    neighbours: neighbours.map(boxOf),
    highlightedLinks: boxes(".link.lit"),
    others: boxes("text, .volume, .fold, .link:not(.sample)"),
  };
  placeBeside(tooltip, boxOf(target), container, obstacles);
}

/**
 * Move `tooltip` beside a box of the window.
 * @param {HTMLElement} tooltip
 * @param {Box} box
 * @param {Element} container the picture or table around it
 * @param {Obstacles} obstacles
 */
export function placeBeside(tooltip, box, container, obstacles = NO_OBSTACLES) {
  const size = tooltip.getBoundingClientRect();
  const viewport = { width: window.innerWidth, height: window.innerHeight };
  if (viewport.width <= DOCK_BELOW) {
    tooltip.style.width = `${viewport.width - 2 * MARGIN}px`;
    move(tooltip, [MARGIN, dockedTop(box, size.height, viewport)]);
  } else move(tooltip, bestPosition(box, obstacles, size, viewport, headOf(container), sidesOf(container)));
}

/**
 * Top of a docked tooltip: at the bottom of the window, or above the target where it would cover it there.
 * @param {Box} target
 * @param {number} height
 * @param {Size} viewport
 */
export function dockedTop(target, height, viewport) {
  const bottom = viewport.height - height - MARGIN;
  return target.bottom > bottom ? Math.max(MARGIN, target.top - height - GAP) : bottom;
}

/**
 * Left and top of the candidate with the lowest cost. A covered pixel of the target or of a neighbour costs 1000, one of
 * another element 1, and so does a pixel of distance from the target.
 * @param {Box} target
 * @param {Obstacles} obstacles
 * @param {Size} size the tooltip's
 * @param {Size} viewport
 * @param {number} head pixels at the top of the window that it leaves free
 * @param {[number, number]} sides between which it stays
 * @returns {[number, number]}
 */
export function bestPosition(
  target,
  { neighbours, highlightedLinks, others },
  size,
  viewport,
  head = 0,
  sides = [0, viewport.width],
) {
  const forbidden = [target, ...neighbours];
  const rows = [target, verticalHull([...forbidden, ...highlightedLinks]), verticalHull([...forbidden, ...others])];
  let lowest = Infinity;
  /** @type {[number, number]} */
  let best = [MARGIN, MARGIN];
  for (const [left, top] of candidates(target, rows, size, viewport.height, head, sides)) {
    const box = { left, top, right: left + size.width, bottom: top + size.height };
    const cost = 1000 * coveredArea(box, forbidden) + coveredArea(box, others) + distance(box, target);
    if (cost < lowest) [lowest, best] = [cost, [left, top]];
  }
  return best;
}

/**
 * Bottom of the card's header, with its toolbar; what is above it is not to be covered either.
 * @param {Element} picture
 */
function headOf(picture) {
  const head = picture.closest(".card")?.querySelector(".head");
  return head ? Math.max(0, head.getBoundingClientRect().bottom) : 0;
}

/**
 * Left and right edge of the card around a picture, as far as they are in the window.
 * @param {Element} picture
 * @returns {[number, number]}
 */
function sidesOf(picture) {
  const { left = 0, right = window.innerWidth } = picture.closest(".card")?.getBoundingClientRect() ?? {};
  return [Math.max(0, left), Math.min(right, window.innerWidth)];
}

/**
 * @param {HTMLElement} tooltip
 * @param {[number, number]} position
 */
function move(tooltip, [left, top]) {
  tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

/**
 * @param {Element} element
 * @returns {Box}
 */
function boxOf(element) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left, top, right, bottom };
}

/** @param {Box[]} boxes */
function verticalHull(boxes) {
  return { top: Math.min(...boxes.map((box) => box.top)), bottom: Math.max(...boxes.map((box) => box.bottom)) };
}

/**
 * Positions over and under each of `rows`, beside the target too, moved into the window.
 * @param {Box} target
 * @param {{top: number, bottom: number}[]} rows
 * @param {Size} size
 * @param {number} bottom of the window
 * @param {number} head
 * @param {[number, number]} sides
 * @returns {Generator<[number, number]>}
 */
function* candidates(target, rows, { width, height }, bottom, head, sides) {
  const lowest = bottom - height - MARGIN;
  const highest = Math.min(head + MARGIN, lowest);
  const centre = (target.left + target.right - width) / 2;
  const lefts = [centre, target.left, target.right - width, target.right + GAP, target.left - width - GAP];
  const middle = (target.top + target.bottom - height) / 2;
  const tops = [...rows.flatMap((row) => [row.top - height - GAP, row.bottom + GAP]), middle];
  for (const top of tops) {
    for (const left of lefts) {
      yield [
        clamp(left, sides[0] + MARGIN, sides[1] - width - MARGIN),
        clamp(top, highest, lowest),
      ];
    }
  }
}

const clamp = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
  Math.max(least, Math.min(most, value));

/**
 * Square pixels of `boxes` that lie under `box`.
 * @param {Box} box
 * @param {Box[]} boxes
 */
export function coveredArea(box, boxes) {
  let area = 0;
  for (const other of boxes) {
    const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
    if (width > 0 && height > 0) area += width * height;
  }
  return area;
}

/**
 * Pixels between two boxes; 0 where they touch.
 * @param {Box} a
 * @param {Box} b
 */
export function distance(a, b) {
  const across = Math.max(0, b.left - a.right, a.left - b.right);
  const down = Math.max(0, b.top - a.bottom, a.top - b.bottom);
  return Math.hypot(across, down);
}
