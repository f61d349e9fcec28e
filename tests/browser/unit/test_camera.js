import { bestTurn, directions, fit, legible, steepness, turnOf } from "../../../static/js/camera.js";
import { assertEqual } from "./assertions.js";

const FRONT = { yaw: 0, pitch: 0 }; // x goes right and z goes up
const NEAR = 1e-4;

export function test_directions_from_the_front_the_left_and_above() {
  assertEqual(directions(FRONT), { eye: [0, -1, 0], right: [1, 0, 0], top: [0, 0, 1] }, NEAR);
  assertEqual(directions({ yaw: 90, pitch: 0 }), { eye: [-1, 0, 0], right: [0, -1, 0], top: [0, 0, 1] }, NEAR);
  assertEqual(directions({ yaw: 0, pitch: 90 }), { eye: [0, 0, 1], right: [1, 0, 0], top: [0, 1, 0] }, NEAR);
}

export function test_turn_of_an_eye_is_the_inverse_of_its_direction() {
  const turn = { yaw: 38, pitch: 26 };
  const [x, y, z] = directions(turn).eye;
  assertEqual(turnOf({ x: 1 + 7 * x, y: 2 + 7 * y, z: 3 + 7 * z }, { x: 1, y: 2, z: 3 }), turn, NEAR);
}

export function test_fit_fills_the_frame_but_for_2_percent_on_each_side() {
  // 20 units and a pixel on each side in 200 − 8 pixels.
  const points = [[-10, 0, 0], [10, 0, 0]];
  assertEqual(fit(points, [], { width: 200, height: 100 }, FRONT), { scale: 9.5, middle: [0, 0, 0] }, NEAR);
}

export function test_fit_makes_room_for_a_label() {
  // 20 units, a pixel on the left and 40 of the label on the right; the middle is 19.5 pixels further right.
  const points = [[-10, 0, 0], [10, 0, 0]];
  const label = { at: [10, 0, 0], before: 0, after: 40, up: 5, down: -5 };
  const { scale, middle } = fit(points, [label], { width: 200, height: 100 }, FRONT);
  assertEqual([scale, middle], [7.55, [19.5 / 7.55, 0, 0]], NEAR);
}

export function test_fit_is_limited_by_the_height_too() {
  const points = [[0, 0, -10], [0, 0, 10]];
  assertEqual(fit(points, [], { width: 500, height: 50 }, FRONT).scale, 46 / 20, NEAR);
}

export function test_best_turn_is_the_steepest_that_fits_and_depends_on_the_frame() {
  // A line along x is the shorter, and so the larger, the further it is turned, until the height limits it.
  const line = [[-100, 0, 0], [100, 0, 0]];
  const noLabels = () => [];
  assertEqual(bestTurn(line, noLabels, { width: 1000, height: 500 }), { yaw: 46, pitch: 21 });
  assertEqual(bestTurn(line, noLabels, { width: 1000, height: 100 }), { yaw: 18, pitch: 21 });
  assertEqual(bestTurn(line, noLabels, { width: 500, height: 500 }), { yaw: 62, pitch: 26 });
}

export function test_steepness_is_the_tangent_of_the_flow() {
  assertEqual(steepness({ yaw: 45, pitch: 30 }), 0.5, NEAR); // tan 45° · sin 30°
}

const label = (name, at, strong = false) => ({ name, at, strong, before: 10, after: 10, up: 5, down: -5 });

function place(labels, volumes = [], frame = FRAME) {
  const view = { scale: 1, turn: FRONT, centre: [0, 0, 0] };
  return legible(labels, volumes, view, frame).map(({ visible, lower, aside }) => ({ visible, lower, aside }));
}

const FRAME = { width: 400, height: 300 };
const WIDE_FRAME = { width: 400, height: 200 };
const SHOWN = { visible: true, lower: 0, aside: 0 };
const HIDDEN = { visible: false, lower: undefined, aside: undefined };

export function test_label_that_overlaps_an_earlier_one_is_hidden() {
  const labels = [label("under", [0, 0, 0]), label("under", [5, 0, 0]), label("under", [100, 0, 0])];
  assertEqual(place(labels), [SHOWN, HIDDEN, SHOWN]);
}

export function test_strong_foot_label_is_lowered_below_an_earlier_one() {
  const labels = [label("under", [0, 0, 0]), label("foot", [0, 0, 1], true)];
  assertEqual(place(labels), [SHOWN, { ...SHOWN, lower: 16 }]); // 11 pixels in steps of 8
}

export function test_labels_of_two_points_have_a_gap_between_them_in_a_wide_frame() {
  const above = label("under", [0, 0, 0]); // down to −5; the next reaches 5 above its point
  const shows = (below, frame) => place([above, below], [], frame)[1].visible;
  assertEqual(shows(label("under", [0, 0, -15]), WIDE_FRAME), false);
  assertEqual(shows(label("under", [0, 0, -17]), WIDE_FRAME), true);
  assertEqual(shows(label("under", [0, 0, -11]), FRAME), true);
  assertEqual(shows({ ...above, up: -5, down: -15 }, WIDE_FRAME), true);
}

const line = (at, number) => ({ ...label("foot", at, true), up: 5 - 10 * number, down: -5 - 10 * number });

export function test_size_moves_its_name_to_the_nearest_offset_at_which_both_are_free() {
  // An earlier label is 10 high; the name above it is free, the size is in its middle.
  const size = line([0, 0, 10], 1);
  const beside = label("under", [-10, 0, 0]); // up to 3, and the size from −13
  assertEqual(place([label("under", [0, 0, 0]), line([0, 0, 10], 0)])[1], SHOWN);
  const moved = { ...SHOWN, aside: 16 };
  assertEqual(place([beside, line([0, 0, 10], 0), size]), [SHOWN, moved, moved]);
}

export function test_label_moves_only_as_far_as_its_own_point_is_nearest() {
  // The earlier label is 20 wide and as high as the size: clear of it is 16 aside, or 24 where it begins 8 to the left.
  const taken = (x) => label("under", [x, 0, 0]);
  const lines = [line([0, 0, 10], 0), line([0, 0, 10], 1)];
  const neighbour = line([30, 0, 10], 0); // nearer from 15 on
  const size = (...labels) => place([...labels, neighbour]).at(labels.length - 1);
  assertEqual(place([taken(-10), ...lines])[2], { ...SHOWN, aside: 16 });
  assertEqual(size(taken(-10), ...lines).aside === 16, false);
}

export function test_size_that_fits_nowhere_ends_the_label_and_the_name_stays() {
  const floor = [-100, 100].flatMap((x) => [-9, 9].flatMap((y) => [-100, 5].map((z) => [x, y, z]))); // up to the name
  const lines = [0, 1, 2].map((number) => line([0, 0, 10], number));
  assertEqual(place(lines, [floor]), [SHOWN, HIDDEN, HIDDEN]);
}

export function test_third_line_moves_a_label_by_16_pixels_at_most() {
  const stack = [0, 1, 2].map((number) => line([0, 0, 0], number)); // the third one from −25 to −15, and 13 to each side
  const third = (x) => place([label("under", [x, 0, -20]), ...stack]).slice(1);
  const moved = { ...SHOWN, aside: 16 };
  assertEqual(third(-10), [moved, moved, moved]); // which reaches to 3
  assertEqual(third(-5), [SHOWN, SHOWN, HIDDEN]); // to 8
}

export function test_label_over_a_volume_is_hidden_unless_it_belongs_there() {
  const cube = [-20, 20].flatMap((x) => [-20, 20].flatMap((y) => [-20, 20].map((z) => [x, y, z])));
  assertEqual(place([label("under", [0, 0, 0])], [cube]), [HIDDEN]);
  assertEqual(place([label("on", [0, 0, 0])], [cube]), [SHOWN]);
  assertEqual(place([label("foot", [0, 0, 0], true)], [cube]), [{ ...SHOWN, lower: 24 }]); // but for a pixel
  assertEqual(place([label("under", [0, 0, 40])], [cube]), [SHOWN]);
}

export function test_label_that_would_leave_the_frame_is_hidden() {
  assertEqual(place([label("under", [0, 0, 144])]), [SHOWN]); // 150 pixels from the middle to the edge, 5 of the label
  assertEqual(place([label("under", [0, 0, 146])]), [HIDDEN]);
  assertEqual(place([label("under", [189, 0, 0])]), [SHOWN]); // 200 pixels, 10 of the label
  assertEqual(place([label("under", [191, 0, 0])]), [HIDDEN]);
}
