// @ts-check
// Points of a Plotly 3-D figure, relative to its middle. Pure functions of the figure's JSON.

/**
 * @typedef {{x: (number | null)[], y: (number | null)[], z: (number | null)[]}} Trace `null` breaks a line
 * @typedef {{data: Trace[], layout: {scene: {annotations: {x: number, y: number, z: number}[]}}}} Figure
 */

const CORNERS = 8; // of a volume, in the first trace

/**
 * The ranges of the three axes with a margin of 1, their middles, all points, and the corners of each volume.
 * @param {Figure} figure its first trace holds the volumes
 */
export function figurePoints({ data, layout }) {
  const labels = layout.scene.annotations.map(({ x, y, z }) => [x, y, z]);
  const points = [...data.flatMap(tracePoints), ...labels];
  const ranges = [0, 1, 2].map((axis) => range(points.map((point) => point[axis])));
  const middle = ranges.map(([low, high]) => (low + high) / 2);
  const centred = (/** @type {number[][]} */ list) =>
    list.map((point) => point.map((value, axis) => value - middle[axis]));
  const corners = centred(tracePoints(data[0]));
  const volumes = [];
  for (let start = 0; start < corners.length; start += CORNERS) volumes.push(corners.slice(start, start + CORNERS));
  return { ranges, middle, volumes, all: centred(points) };
}

/**
 * @param {Trace} trace
 * @returns {number[][]}
 */
function tracePoints({ x, y, z }) {
  const points = x.map((value, index) => [value, y[index], z[index]]);
  return /** @type {number[][]} */ (points.filter(([value]) => value !== null));
}

/**
 * @param {number[]} values
 * @returns {[number, number]}
 */
function range(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low - 1, high + 1];
}
