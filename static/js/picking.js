// @ts-check
// What of a 3-D figure is under a point of the frame, and where it is in the frame. Numbers only, as in `camera.js`.
import { directions } from "./camera.js";

/**
 * @typedef {import("./camera.js").Point} Point
 * @typedef {import("./camera.js").Turn} Turn
 * @typedef {import("./camera.js").Frame} Frame
 * @typedef {import("./camera.js").Box} Box
 * @typedef {{turn: Turn, scale: number, centre: Point}} View what the camera shows: `centre` is at the middle of the frame
 * @typedef {[number, number][]} Spans of a cuboid on the axes x, y and z
 */

const SLACK = 4; // pixels by which a cuboid may be missed

/**
 * The index of the foremost cuboid under a point, or of one close to it; -1 if there is none.
 * @param {Spans[]} cuboids
 * @param {[number, number]} point pixels from the upper left corner of the frame
 * @param {View} view
 * @param {Frame} frame
 */
export function cuboidAt(cuboids, [left, top], { turn, scale, centre }, frame) {
  const { eye, right, top: up } = directions(turn);
  const [u, v] = [(left - frame.width / 2) / scale, (frame.height / 2 - top) / scale];
  const start = centre.map((value, axis) => value + u * right[axis] + v * up[axis]);
  for (const slack of [0, SLACK / scale]) {
    let [best, nearest] = [-1, -Infinity];
    cuboids.forEach((spans, index) => {
      const depth = depthOf(spans, start, eye, slack);
      if (depth > nearest) [best, nearest] = [index, depth];
    });
    if (best >= 0) return best;
  }
  return -1;
}

/**
 * How far towards the eye a line leaves a cuboid; `-Infinity` if it passes by (slab method).
 * @param {Spans} spans
 * @param {Point} start
 * @param {Point} eye
 * @param {number} slack
 */
function depthOf(spans, start, eye, slack) {
  let [enters, leaves] = [-Infinity, Infinity];
  for (const axis of [0, 1, 2]) {
    const ends = [spans[axis][0] - slack, spans[axis][1] + slack].map((end) => (end - start[axis]) / eye[axis]);
    if (ends.some(Number.isNaN)) continue; // the line is in the plane of a face
    [enters, leaves] = [Math.max(enters, Math.min(...ends)), Math.min(leaves, Math.max(...ends))];
  }
  return enters <= leaves ? leaves : -Infinity;
}

/**
 * The eight corners of a cuboid.
 * @param {Spans} spans
 * @returns {Point[]}
 */
export const cornersOf = ([x, y, z]) => x.flatMap((a) => y.flatMap((b) => z.map((c) => [a, b, c])));

/**
 * The box around points in the frame, in pixels from its upper left corner.
 * @param {Point[]} points
 * @param {View} view
 * @param {Frame} frame
 * @returns {Box}
 */
export function boxInFrame(points, { turn, scale, centre }, frame) {
  const { right, top } = directions(turn);
  const along = (/** @type {Point} */ axis) =>
    points.map((point) => point.reduce((sum, value, index) => sum + (value - centre[index]) * axis[index], 0) * scale);
  const [across, up] = [along(right), along(top)];
  return {
    left: frame.width / 2 + Math.min(...across),
    right: frame.width / 2 + Math.max(...across),
    top: frame.height / 2 - Math.max(...up),
    bottom: frame.height / 2 - Math.min(...up),
  };
}

/**
 * The view between two others: `share` is 0 at the first and 1 at the second. The camera turns the short way round.
 * @param {View} from
 * @param {View} to
 * @param {number} share
 * @returns {View}
 */
export function viewBetween(from, to, share) {
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
  const turned = ((to.turn.yaw - from.turn.yaw + 540) % 360) - 180;
  return {
    turn: { yaw: from.turn.yaw + turned * share, pitch: mix(from.turn.pitch, to.turn.pitch) },
    scale: from.scale * (to.scale / from.scale) ** share,
    centre: from.centre.map((value, axis) => mix(value, to.centre[axis])),
  };
}
