import { bestPosition, coveredArea, distance, dockedTop } from "../../../static/js/tooltip_position.js";
import { assertEqual } from "./assertions.js";

const VIEWPORT = { width: 1000, height: 800 };
const SIZE = { width: 200, height: 100 };
const TARGET = box(400, 300, 500, 350);

const NOTHING = { neighbours: [], highlightedLinks: [], others: [] };

function box(left, top, right, bottom) {
  return { left, top, right, bottom };
}

function best({ target = TARGET, neighbours = [], highlightedLinks = [], others = [] }) {
  return bestPosition(target, { neighbours, highlightedLinks, others }, SIZE, VIEWPORT);
}

export function test_area_covered_is_the_sum_of_the_intersections() {
  const boxes = [box(0, 0, 10, 10), box(90, 40, 130, 60), box(100, 0, 101, 50)];
  assertEqual(coveredArea(box(0, 0, 100, 50), boxes), 100 + 100);
}

export function test_distance_is_0_for_boxes_that_touch_and_diagonal_across_a_corner() {
  assertEqual(distance(box(0, 0, 10, 10), box(10, 5, 20, 20)), 0);
  assertEqual(distance(box(0, 0, 10, 10), box(40, 0, 50, 10)), 30);
  assertEqual(distance(box(0, 0, 10, 10), box(13, 14, 20, 20)), 5);
}

export function test_tooltip_is_centred_12_pixels_above_its_target() {
  assertEqual(best({}), [450 - 100, 300 - 100 - 12]);
}

export function test_tooltip_stays_between_the_sides_of_its_card() {
  const at = (target, sides) => bestPosition(target, NOTHING, SIZE, VIEWPORT, 0, sides);
  assertEqual(at(box(40, 300, 80, 350), [32, 968]), [32 + 8, 300 - 100 - 12]);
  assertEqual(at(box(920, 300, 960, 350), [32, 968]), [968 - 8 - 200, 300 - 100 - 12]);
}

export function test_tooltip_goes_below_where_a_neighbour_or_a_label_is_above() {
  assertEqual(best({ neighbours: [box(400, 150, 500, 280)] }), [350, 362]);
  assertEqual(best({ others: [box(380, 270, 520, 290)] }), [350, 362]);
}

export function test_tooltip_clears_the_neighbours_on_both_sides() {
  // Over both neighbours at 150 is nearer to the target than under both at 600.
  assertEqual(best({ neighbours: [box(300, 150, 600, 290), box(300, 360, 600, 600)] }), [350, 150 - 100 - 12]);
}

export function test_tooltip_stays_8_pixels_inside_the_window() {
  assertEqual(best({ target: box(950, 300, 990, 350) }), [1000 - 200 - 8, 188]);
  assertEqual(best({ target: box(5, 20, 45, 60) }), [57, 8]); // beside it, where there is no room above
}

export function test_tooltip_stays_below_the_toolbar_where_the_window_has_room() {
  assertEqual(bestPosition(TARGET, NOTHING, SIZE, VIEWPORT, 250), [512, 258]); // beside it, as near as below
  assertEqual(bestPosition(TARGET, NOTHING, SIZE, VIEWPORT, 180), [350, 188]);
  assertEqual(bestPosition(TARGET, NOTHING, SIZE, { width: 1000, height: 400 }, 900)[1], 292);
}

export function test_docked_tooltip_is_at_the_bottom_unless_it_covers_the_target() {
  const phone = { width: 390, height: 844 };
  assertEqual(dockedTop(box(0, 100, 40, 200), 150, phone), 844 - 150 - 8);
  assertEqual(dockedTop(box(0, 650, 40, 750), 150, phone), 650 - 150 - 12);
  assertEqual(dockedTop(box(0, 100, 40, 800), 150, phone), 8);
}
