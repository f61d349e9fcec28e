import { figurePoints } from "../../../static/js/figure_points.js";
import { assertEqual } from "./assertions.js";

const VOLUME = { x: [0, 0, 0, 0, 2, 2, 2, 2], y: [0, 0, 4, 4, 0, 0, 4, 4], z: [0, 6, 0, 6, 0, 6, 0, 6] };
const LINE = { x: [2, 8, null], y: [2, 2, null], z: [3, 3, null] };

function figure(...traces) {
  return { data: traces, layout: { scene: { annotations: [{ x: 10, y: 0, z: 0 }] } } };
}

export function test_ranges_hold_volumes_lines_and_labels_with_a_margin() {
  const { ranges, middle } = figurePoints(figure(VOLUME, LINE));
  assertEqual([ranges, middle], [[[-1, 11], [-1, 5], [-1, 7]], [5, 2, 3]]);
}

export function test_points_are_relative_to_the_middle_and_gaps_of_lines_are_none() {
  const { all, volumes } = figurePoints(figure(VOLUME, LINE));
  const corners = [[-5, -2, -3], [-5, -2, 3], [-5, 2, -3], [-5, 2, 3], [-3, -2, -3], [-3, -2, 3], [-3, 2, -3], [
    -3,
    2,
    3,
  ]];
  assertEqual(volumes, [corners]);
  assertEqual(all, [...corners, [-3, 0, 0], [3, 0, 0], [5, -2, -3]]);
}

export function test_every_eight_corners_are_a_volume() {
  const twice = { x: [...VOLUME.x, ...VOLUME.x], y: [...VOLUME.y, ...VOLUME.y], z: [...VOLUME.z, ...VOLUME.z] };
  assertEqual(figurePoints(figure(twice)).volumes.map((corners) => corners.length), [8, 8]);
}
