import { areAlike, isInside, startOfZoom, union } from "../../../static/js/motion_geometry.js";
import { assertEqual } from "./assertions.js";

export function test_places_are_inside_the_network_and_those_that_they_begin_with() {
  assertEqual(isInside("layer2", ""), true);
  assertEqual(isInside("layer2.0.1", "layer2"), true);
  assertEqual(isInside("layer21", "layer2"), false);
  assertEqual(isInside("layer2", "layer2"), false);
  assertEqual(isInside("", "layer2"), false);
}

export function test_union_is_the_smallest_box_around_others() {
  const boxes = [{ left: 10, top: 40, width: 20, height: 5 }, { left: 25, top: 30, width: 15, height: 10 }];
  assertEqual(union(boxes), { left: 10, top: 30, width: 30, height: 15 });
  assertEqual(union([]), null);
}

export function test_pictures_are_alike_wherever_they_stand_on_the_page() {
  const picture = (...boxes) =>
    new Map(boxes.map(([left, top, width], number) => [`${number}`, { left, top, width, height: 20 }]));
  const one = picture([10, 100, 30], [60, 120, 30]);
  assertEqual(areAlike(one, picture([10, 160.2, 30], [60, 180.2, 30])), true);
  assertEqual(areAlike(one, picture([10, 160, 30], [60, 182, 30])), false);
  assertEqual(areAlike(one, picture([10, 100, 30], [60, 120, 32])), false);
  assertEqual(areAlike(one, picture([10, 100, 30])), false);
  assertEqual(areAlike(new Map(), new Map()), false);
}

export function test_zoom_begins_with_the_new_box_at_the_middle_of_the_old_one() {
  const picture = { left: 100, top: 50, width: 800, height: 400 };
  const before = { left: 300, top: 150, width: 100, height: 60 };
  const now = { left: 200, top: 100, width: 400, height: 200 };
  // The middle of `now` is 300, 150 from the corner; at a quarter of the size 75, 37.5; that of `before` is 250, 130.
  assertEqual(startOfZoom(picture, before, now), { x: 175, y: 92.5, scale: 0.25 });
}
