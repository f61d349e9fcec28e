import { boxInFrame, cornersOf, cuboidAt, viewBetween } from "../../../static/js/picking.js";
import { assertEqual } from "./assertions.js";

const FRONT = { yaw: 0, pitch: 0 }; // x goes right, z goes up, and y away from the eye
const FRAME = { width: 200, height: 100 };
const VIEW = { turn: FRONT, scale: 2, centre: [0, 0, 0] };
const NEAR = [[-10, 10], [-30, -20], [-10, 10]];
const FAR = [[-20, 5], [0, 5], [-10, 10]];
const CUBOIDS = [FAR, NEAR];

export function test_foremost_cuboid_under_a_point_is_found() {
  assertEqual(cuboidAt(CUBOIDS, [100, 50], VIEW, FRAME), 1); // both are there
  assertEqual(cuboidAt(CUBOIDS, [70, 50], VIEW, FRAME), 0); // 15 units to the left
  assertEqual(cuboidAt(CUBOIDS, [150, 50], VIEW, FRAME), -1);
  assertEqual(cuboidAt([NEAR, FAR], [100, 50], { ...VIEW, turn: { yaw: 180, pitch: 0 } }, FRAME), 1); // from behind
}

export function test_cuboid_may_be_missed_by_4_pixels() {
  assertEqual(cuboidAt(CUBOIDS, [123, 50], VIEW, FRAME), 1); // its edge is at 120
  assertEqual(cuboidAt(CUBOIDS, [125, 50], VIEW, FRAME), -1);
}

export function test_flat_sign_is_found_too() {
  assertEqual(cuboidAt([[[-5, 5], [0, 0], [-5, 5]]], [104, 46], VIEW, FRAME), 0);
}

export function test_box_in_frame_is_the_silhouette() {
  const view = { ...VIEW, centre: [10, 0, 10] };
  assertEqual(boxInFrame(cornersOf(NEAR), view, FRAME), { left: 60, right: 100, top: 50, bottom: 90 }, 1e-9);
  const fromTheLeft = { ...VIEW, turn: { yaw: 90, pitch: 0 } }; // y = -20 to -30 is to the right of the middle
  assertEqual(boxInFrame(cornersOf(NEAR), fromTheLeft, FRAME), { left: 140, right: 160, top: 30, bottom: 70 }, 1e-9);
}

export function test_view_between_turns_the_short_way_and_zooms_evenly() {
  const from = { turn: { yaw: 170, pitch: 0 }, scale: 1, centre: [0, 0, 0] };
  const to = { turn: { yaw: -170, pitch: 20 }, scale: 4, centre: [10, 0, 0] };
  assertEqual(viewBetween(from, to, 0.5), { turn: { yaw: 180, pitch: 10 }, scale: 2, centre: [5, 0, 0] }, 1e-9);
  assertEqual(viewBetween(from, to, 1), { turn: { yaw: 190, pitch: 20 }, scale: 4, centre: [10, 0, 0] }, 1e-9);
}
