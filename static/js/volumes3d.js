// The 3-D view: fits the figure into its frame, rotates it by mouse, finger and keys, and picks volumes.
import { bestTurn, directions, fit, legible, steepness, turnOf } from "./camera.js";
import { figurePoints } from "./figure_points.js";
import { onResize, plotElement } from "./plot_element.js";

const KEYS = {
  ArrowLeft: { yaw: 8 },
  ArrowRight: { yaw: -8 },
  ArrowUp: { pitch: 6 },
  ArrowDown: { pitch: -6 },
  "+": { zoom: 1.2 },
  "=": { zoom: 1.2 },
  "-": { zoom: 1 / 1.2 },
};
const HINT = "Drag, or use the arrow keys, to turn; + and − to zoom, 0 to go back.";
const CLICK_DISTANCE = 5; // pixels: a press that moves further is a drag
const TOUCH_DELAY = 120; // milliseconds until Plotly has found what is under a finger
const NARROW_FRAME = 560; // pixels of width below which labels are smaller
const SMALL_TEXT = 0.85;
const LINE_HEIGHT = 1.25;

const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Draw the figure, or replace the one that is shown. */
export async function drawVolumes({ Plotly, container, plot, figure, label }) {
  const isFirst = !plot.element;
  const element = plotElement(container, plot, { role: "application", label, hint: HINT });
  element.tabIndex = 0;
  plot.annotations = figure.layout.scene.annotations;
  plot.points = figurePoints(figure);
  plot.turn ??= null; // the reader's own turn is kept from one place to the next
  plot.zoom = 1;
  plot.fitted = null;
  Object.assign(figure.layout.scene, sceneLayout(plot));
  const refresh = () => Plotly.relayout(element, withPrefix(sceneLayout(plot))).then(() => setDepthRange(plot));
  plot.resetButton ??= resetButton(plot, Plotly.Icons.home, refresh);
  figure.config.modeBarButtons[0].unshift(plot.resetButton);
  await Plotly.react(element, figure.data, figure.layout, figure.config);
  setDepthRange(plot);
  if (!isFirst) return;
  onResize(plot, () => {
    plot.fitted = null;
    Plotly.Plots.resize(element).then(refresh);
  });
  element.addEventListener("keydown", (event) => turnByKey(event, plot) && refresh());
  element.on("plotly_relayout", (change) => followDrag(change, plot) && refresh());
  pickVolumes(plot);
}

/** Plotly's own reset button would lose the scale of the figure. */
function resetButton(plot, icon, refresh) {
  const click = () => {
    resetView(plot);
    refresh();
  };
  return { name: "back", title: "Back to the first view", icon, click };
}

function resetView(plot) {
  Object.assign(plot, { turn: null, zoom: 1, fitted: null });
}

/** The properties of `layout.scene` that fit the figure into its frame, with labels that do not cover each other. */
function sceneLayout(plot) {
  const frame = { width: plot.element.clientWidth, height: plot.element.clientHeight };
  const { ranges, middle, all, volumes } = plot.points;
  const labels = (turn) => measureLabels(plot.annotations, middle, frame, turn);
  const turn = plot.turn ?? bestTurn(all, labels, frame);
  plot.shownTurn = turn;
  const { scale, centre } = scaleFor(plot, fit(all, labels(turn), frame, turn));
  const unit = (2 * scale) / frame.height; // Plotly's frame is 2 units high
  plot.distance = 2 + Math.hypot(...ranges.map(([low, high]) => (high - low) * unit));
  const placed = legible(labels(turn), volumes, scale, turn);
  const axis = (range) => ({ visible: false, showspikes: false, autorange: false, range });
  return {
    aspectmode: "manual",
    aspectratio: Object.fromEntries(ranges.map(([low, high], index) => ["xyz"[index], (high - low) * unit])),
    camera: cameraAt(
      centre.map((value) => value * unit),
      directions(turn).eye,
      plot.distance,
    ),
    xaxis: axis(ranges[0]),
    yaxis: axis(ranges[1]),
    zaxis: axis(ranges[2]),
    annotations: plot.annotations.map((annotation, index) => placeAnnotation(annotation, placed[index])),
  };
}

/** While it is turned the figure keeps its scale, unless it would leave the frame. */
function scaleFor(plot, own) {
  plot.fitted ??= own;
  const { scale, middle } = own.scale < plot.fitted.scale ? own : plot.fitted;
  return { scale: scale * plot.zoom, centre: middle };
}

function cameraAt([x, y, z], eye, distance) {
  return {
    projection: { type: "orthographic" },
    up: { x: 0, y: 0, z: 1 },
    center: { x, y, z },
    eye: { x: x + eye[0] * distance, y: y + eye[1] * distance, z: z + eye[2] * distance },
  };
}

function placeAnnotation(annotation, { look, lower = 0, beside, visible }) {
  const placed = { ...annotation, ...look, yshift: look.yshift - lower, visible };
  return beside ? { ...placed, xanchor: "left" } : placed;
}

/**
 * By default Plotly's depth buffer spans 1000 units. With 16 bits its steps are several pixels deep, and faces that are
 * close together flicker. There is no option for it; if this private property is removed, they flicker again.
 */
function setDepthRange({ element, distance }) {
  const renderer = element._fullLayout?.scene?._scene?.glplot;
  if (!renderer || renderer.zFar === 2 * distance) return;
  renderer.zFar = 2 * distance;
  renderer.redraw();
}

function withPrefix(scene) {
  return Object.fromEntries(Object.entries(scene).map(([name, value]) => [`scene.${name}`, value]));
}

/**
 * The extents of the labels in pixels around their points. In a narrow frame the flow rises steeply: labels are smaller,
 * and those at the foot of a volume begin there, clear of the next one. Labels over or under a line are clear of it along
 * their whole width.
 */
function measureLabels(annotations, middle, frame, turn) {
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

/** Returns whether the key changed the view. */
function turnByKey(event, plot) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const change = KEYS[event.key];
  if (!change && event.key !== "0") return false;
  event.preventDefault();
  event.stopPropagation(); // the page has its own meaning for arrow keys
  if (!change) resetView(plot);
  else if (change.zoom) plot.zoom = Math.min(12, Math.max(0.4, plot.zoom * change.zoom));
  else {
    const { yaw, pitch } = plot.shownTurn;
    plot.turn = { yaw: yaw + (change.yaw ?? 0), pitch: Math.min(89, Math.max(-89, pitch + (change.pitch ?? 0))) };
  }
  return true;
}

/** After a drag: returns whether the turn differs from the one that was set here. */
function followDrag(change, plot) {
  const camera = change["scene.camera"];
  if (!camera?.eye || change["scene.aspectmode"]) return false; // `sceneLayout` sets the aspect mode too
  const turn = turnOf(camera.eye, camera.center);
  if (Math.abs(turn.yaw - plot.shownTurn.yaw) + Math.abs(turn.pitch - plot.shownTurn.pitch) < 0.5) return false;
  plot.turn = turn;
  return true;
}

/**
 * Plotly reports every press on a volume as a click, also one that begins a drag, so presses are followed here. A first
 * tap points at a volume, a second one picks it.
 */
function pickVolumes(plot) {
  const { element } = plot;
  let found = null; // path and place of the volume under the pointer
  let pressed = null;
  let tapped = null;
  const onFound = ({ points }) => {
    found = points[0].customdata ?? null;
  };
  element.on("plotly_hover", onFound);
  element.on("plotly_click", onFound);
  element.on("plotly_unhover", () => {
    found = null;
  });
  const onTap = () => {
    if (found && tapped === found[0]) plot.onPick?.(found[1]);
    tapped = found ? found[0] : null;
  };
  const onPointerDown = ({ clientX, clientY }) => {
    pressed = { clientX, clientY };
  };
  const onClick = (event) => {
    if (!(event.target instanceof HTMLCanvasElement) || !pressed) return;
    const moved = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY);
    if (moved > CLICK_DISTANCE) return;
    if (event.pointerType === "touch") setTimeout(onTap, TOUCH_DELAY);
    else if (found) plot.onPick?.(found[1]);
  };
  element.addEventListener("pointerdown", onPointerDown, true);
  element.addEventListener("click", onClick, true);
}
