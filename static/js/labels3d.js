// The labels of the 3-D view: their extents, and where Plotly draws them.
import { steepness } from "./camera.js";

const NARROW_FRAME = 560; // pixels of width below which labels are smaller
const SMALL_TEXT = 0.85;
const LINE_HEIGHT = 1.25;

const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/**
 * The extents of the labels in pixels around their points. In a narrow frame the flow rises steeply: labels are smaller,
 * and those at the foot of a volume begin there, clear of the next one. Labels over or under a line are clear of it along
 * their whole width.
 */
export function measureLabels(annotations, middle, frame, turn) {
  const family = getComputedStyle(document.body).fontFamily;
  const share = frame.width < NARROW_FRAME ? SMALL_TEXT : 1;
  const isNarrow = frame.width / frame.height < 1.7;
  const rise = Math.min(1.2, steepness(turn));
  return annotations.map(({ x, y, z, text, name, font, yshift }) => {
    const size = font.size * share;
    pen.font = `${font.weight} ${size}px ${family}`;
    const width = pen.measureText(text).width + 2;
    const beside = name === "foot" && isNarrow;
    const direction = { over: 1, under: -1 }[name] ?? 0;
    const shift = yshift * share + direction * (width / 2) * rise;
    const up = { foot: shift, under: shift, over: shift + size * LINE_HEIGHT, on: size }[name];
    return {
      name,
      at: [x - middle[0], y - middle[1], z - middle[2]],
      strong: font.weight > 500,
      before: beside ? 0 : width / 2,
      after: beside ? width : width / 2,
      up,
      down: up - size * (name === "on" ? 2 : LINE_HEIGHT),
      look: { xanchor: beside ? "left" : "center", yshift: shift, font: { ...font, size } },
    };
  });
}

/** An annotation of Plotly at the offset at which its label is legible. */
export function placeAnnotation(annotation, { look, lower = 0, aside = 0, visible }) {
  return { ...annotation, ...look, xshift: aside, yshift: look.yshift - lower, visible };
}
