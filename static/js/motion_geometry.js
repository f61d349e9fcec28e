// @ts-check
// Boxes of volumes, and how a picture begins to move. Pure functions of numbers.

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * Whether a place is inside another one; the network contains all others.
 * @param {string} place
 * @param {string} outer
 */
export const isInside = (place, outer) => place !== outer && (outer === "" || place.startsWith(`${outer}.`));

/**
 * The smallest box around others; `null` around none.
 * @param {Iterable<Box>} boxes
 * @returns {Box | null}
 */
export function union(boxes) {
  const all = [...boxes];
  if (all.length === 0) return null;
  const left = Math.min(...all.map((box) => box.left));
  const top = Math.min(...all.map((box) => box.top));
  const right = Math.max(...all.map((box) => box.left + box.width));
  const bottom = Math.max(...all.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * Whether two pictures have the same boxes by the same names at the same places, wherever each stands on the page.
 * @param {Map<string, Box>} one
 * @param {Map<string, Box>} other
 */
export function areAlike(one, other) {
  const [first, second] = [union(one.values()), union(other.values())];
  if (!first || !second || one.size !== other.size) return false;
  return [...one].every(([name, box]) => {
    const twin = other.get(name);
    return twin && [
      box.left - first.left - (twin.left - second.left),
      box.top - first.top - (twin.top - second.top),
      box.width - twin.width,
      box.height - twin.height,
    ].every((difference) => Math.abs(difference) < 0.5);
  });
}

/**
 * The offset and the scale, about its upper left corner, with which a picture shows the box `now` where `before` was.
 * @param {Box} picture
 * @param {Box} before
 * @param {Box} now
 */
export function startOfZoom(picture, before, now) {
  const scale = before.width / now.width;
  const x = before.left + before.width / 2 - picture.left - (now.left + now.width / 2 - picture.left) * scale;
  const y = before.top + before.height / 2 - picture.top - (now.top + now.height / 2 - picture.top) * scale;
  return { x, y, scale };
}
