import {
  cellAt,
  cellText,
  corners,
  covers,
  draggedCell,
  facePaths,
  nearestCell,
  sentence,
  share,
  slide,
  stepCell,
  strideAfter,
  valueText,
  zoomStart,
} from "../../../static/js/window_geometry.js";
import { assertEqual } from "./assertions.js";

const PLAIN = { dilation: 1, overhang: 0 };
// The first convolution of a ResNet at 224: 7×7, stride 2, padding 3. Output row n reads rows 2n − 3 to 2n + 3.
const CONV1 = {
  inputs: 224,
  outputs: 112,
  padding: 3,
  stride: 2,
  kernel: 7,
  cut: 1,
  ...PLAIN,
  cells: 16,
  page: 4,
  every: 1,
};
// Max pooling 2×2 of 8 rows.
const POOL = { inputs: 8, outputs: 4, padding: 0, stride: 2, kernel: 2, cut: 1, ...PLAIN, cells: 8, page: 1, every: 1 };
// Adaptive pooling of 10 rows to 7: output row n reads rows ⌊10n/7⌋ to ⌈10(n + 1)/7⌉ − 1.
const ADAPTIVE = {
  inputs: 10,
  outputs: 7,
  padding: 0,
  stride: 10,
  kernel: 10,
  cut: 7,
  ...PLAIN,
  cells: 10,
  page: 1,
  every: 1,
};

export function test_convolution_reads_its_kernel_and_the_padding() {
  assertEqual([covers(CONV1, 0), covers(CONV1, 56), covers(CONV1, 111)], [[-3, 4], [109, 116], [219, 226]]);
}

export function test_adaptive_pooling_reads_windows_that_overlap() {
  assertEqual([0, 1, 3, 6].map((cell) => covers(ADAPTIVE, cell)), [[0, 2], [1, 3], [4, 6], [8, 10]]);
}

export function test_stride_after_a_cell_is_0_at_the_last() {
  assertEqual([strideAfter(CONV1, 110), strideAfter(CONV1, 111)], [2, 0]);
  assertEqual([0, 1, 2].map((cell) => strideAfter(ADAPTIVE, cell)), [1, 1, 2]);
}

export function test_zoomed_view_stands_still_for_a_page_and_stays_in_the_padded_input() {
  assertEqual([0, 3, 4, 7, 8, 111].map((cell) => zoomStart(CONV1, cell)), [-3, -3, 4, 4, 12, 211]);
}

export function test_step_goes_in_reading_order_and_wraps_around() {
  const axes = [{ outputs: 3 }, { outputs: 4 }];
  assertEqual(stepCell(axes, [1, 3], 1), [2, 0]);
  assertEqual(stepCell(axes, [2, 3], 1), [0, 0]);
  assertEqual(stepCell(axes, [0, 0], -1), [2, 3]);
  assertEqual(stepCell(axes, [0, 1], 25), [0, 2]);
  assertEqual(stepCell(axes, [0, 1], -25), [0, 0]);
}

export function test_nearest_cell_is_inside_the_output() {
  assertEqual(nearestCell([CONV1, POOL], [-5, 9]), [0, 3]);
  assertEqual(nearestCell([CONV1, POOL], [300, 2]), [111, 2]);
}

export function test_cell_at_a_position_is_the_one_with_the_nearest_centre() {
  // Row n is centred at 2n + 0.5.
  assertEqual([0.5, 21.4, 21.6, -9].map((position) => cellAt(CONV1, position)), [0, 10, 11, -5]);
}

export function test_cell_text_is_empty_for_the_first_cell() {
  assertEqual([[0, 0], [0, 5], [12, 0]].map(cellText), ["", "0,5", "12,0"]);
}

export function test_value_text_names_the_rows_that_are_read() {
  assertEqual(valueText(CONV1, 0, 0), "0, reads input rows −3 to 3");
  assertEqual(valueText({ ...POOL, kernel: 1 }, 1, 2), "2, reads input column 4");
}

export function test_sentence_counts_the_padding() {
  // 4 of 7 rows and 4 of 7 columns are inside: 49 − 16.
  assertEqual(
    sentence([CONV1, CONV1], [0, 0]),
    "Output row 0, column 0 reads input rows −3 to 3 and columns −3 to 3; 33 of its 49 values are padding.",
  );
  assertEqual(
    sentence([CONV1, CONV1], [9, 10]),
    "Output row 9, column 10 reads input rows 15 to 21 and columns 17 to 23; none of its 49 values is padding.",
  );
  const padded = { ...POOL, kernel: 1, padding: 1 };
  assertEqual(
    sentence([padded, padded], [0, 0]),
    "Output row 0, column 0 reads input row −1 and column −1; 1 of its 1 values is padding.",
  );
}

export function test_sentence_omits_padding_where_there_is_none() {
  assertEqual(sentence([POOL, POOL], [1, 0]), "Output row 1, column 0 reads input rows 2 to 3 and columns 0 to 1.");
}

// A 3×3 convolution of dilation 2: output row n reads rows n − 2, n and n + 2.
const DILATED = { ...POOL, outputs: 8, padding: 2, stride: 1, kernel: 3, dilation: 2 };
// Average pooling 2×2 of 7 rows in ceil mode: the last window reaches a row past the edge.
const CEILING = { ...POOL, inputs: 7, overhang: 1 };

export function test_sentence_lists_the_rows_of_a_dilated_window() {
  assertEqual(
    sentence([DILATED, DILATED], [0, 3]),
    "Output row 0, column 3 reads input rows −2, 0, 2 and columns 1, 3, 5; 3 of its 9 values are padding.",
  );
}

export function test_window_in_ceil_mode_reaches_past_the_edge() {
  assertEqual(
    sentence([CEILING, POOL], [3, 0]),
    "Output row 3, column 0 reads input rows 6 to 7 and columns 0 to 1; 2 of its 4 values are past the edge.",
  );
  assertEqual(share(CEILING, covers(CEILING, 3)), 1);
}

export function test_share_is_the_part_of_the_way_over_the_padded_input() {
  assertEqual([share(CONV1, [-3, 4]), share(CONV1, [219, 226])], [0, 222 / 223]); // the last row is never reached
  assertEqual(share({ ...POOL, kernel: 8, outputs: 1 }, [0, 8]), 0);
}

// Down (40 − 10)/2 = 15 and back 30 − 6 = 24, which is 12 to the right and 6 up.
const SLID = { x: 22, y: 29, thickness: 5, height: 10, dx: 3, dy: 1.5 };

export function test_slide_moves_a_cuboid_down_and_back() {
  const track = { x: 10, y: 20, thickness: 5, rooms: [40, 30] };
  assertEqual(slide(track, [10, 6], [0.5, 1], [0.5, 0.25]), SLID);
  assertEqual(slide(track, [10, 6], [0, 0], [0.5, 0.25]), { ...SLID, x: 10, y: 20 });
}

export function test_drag_moves_the_window_by_its_share_of_the_way() {
  // 12 to the right and 15 − 6 down are back 24 of 24 and down 15 of 30: all the columns, half the rows.
  const axes = [{ ...CONV1, outputs: 11 }, { ...CONV1, outputs: 5 }];
  assertEqual(draggedCell(axes, [2, 0], [30, 24], [12, 9], [0.5, 0.25]), [7, 4]);
  assertEqual(draggedCell(axes, [2, 3], [0, 24], [0, 9], [0.5, 0.25]), [2, 3]); // no room to move down
}

export function test_faces_and_corners_of_a_cuboid() {
  assertEqual(facePaths(SLID), {
    top: "M22 29l3 -1.5h5l-3 1.5z",
    side: "M27 29l3 -1.5v10l-3 1.5z",
    front: "M22 29h5v10h-5z",
  });
  assertEqual(corners(SLID, 22), ["22 29", "22 39", "25 27.5", "25 37.5"]);
}
