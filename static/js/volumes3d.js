// The 3-D view: turns by mouse, finger and keys, fits the figure into its frame after every turn, and flies to parts of it.
import { bestTurn, directions, fit, legible, turnOf } from "./camera.js";
import { figurePoints } from "./figure_points.js";
import { measureLabels, placeAnnotation } from "./labels3d.js";
import { warn } from "./notices.js";
import { cornersOf, viewBetween } from "./picking.js";
import { onResize, plotElement } from "./plot_element.js";
import { savePng, withTypeface } from "./png.js";
import { pickVolumes } from "./pointing3d.js";
import { button, Tour } from "./tour3d.js";

const KEYS = {
  ArrowLeft: { yaw: 8 },
  ArrowRight: { yaw: -8 },
  ArrowUp: { pitch: 6 },
  ArrowDown: { pitch: -6 },
  "+": { zoom: 1.2 },
  "=": { zoom: 1.2 },
  "-": { zoom: 1 / 1.2 },
};
const HINT = "Drag, or use the arrow keys, to turn; + and − to zoom, 0 to go back, n and p to visit the parts.";
const SETTLING = 220; // milliseconds in which the figure fits itself after a drag
const CLOSE = 0.4; // of the frame, that a part fills which the camera visits
const CLOSEST = 5; // times as large as in the whole figure

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Draw the figure, or replace the one that is shown. */
export async function drawVolumes({ Plotly, container, plot, figure, label }) {
  await plot.flight; // to the place of this figure
  const isFirst = !plot.element;
  const element = plotElement(container, plot, { role: "application", label, hint: HINT });
  element.tabIndex = 0;
  plot.annotations = figure.layout.scene.annotations;
  plot.points = figurePoints(figure);
  const { middle } = plot.points;
  const centred = (spans) => spans.map((span, axis) => span.map((value) => value - middle[axis]));
  plot.volumes = figure.volumes.map((volume) => ({ ...volume, spans: centred(volume.spans) }));
  plot.stops = figure.stops.map((stop) => ({ ...stop, spans: centred(stop.spans) }));
  plot.turn ??= null; // the reader's own turn is kept from one place to the next
  plot.zoom = 1;
  plot.flying = null;
  plot.frame = () => size(element);
  plot.relayout = (layout) => Plotly.relayout(element, withPrefix(layout));
  plot.settle = () => plot.relayout(sceneLayout(plot, plot.view)).then(() => setDepthRange(plot));
  plot.visit = (spans, duration) => fly(plot, closeView(plot, spans), duration);
  plot.leave = (duration) => fly(plot, fittedView(plot), duration);
  plot.view = fittedView(plot);
  Object.assign(figure.layout.scene, sceneLayout(plot, plot.view));
  await Plotly.react(element, figure.data, figure.layout, figure.config);
  setDepthRange(plot);
  plot.tour ??= new Tour(plot, reduced.matches);
  plot.tour.reset();
  const isLecture = document.querySelector("main").classList.contains("lecture");
  if (isLecture && document.activeElement?.matches("body, #view")) element.focus({ preventScroll: true }); // keys work at once
  if (!isFirst) return;
  onResize(plot, () => Plotly.Plots.resize(element).then(() => plot.leave(0)));
  element.addEventListener("keydown", (event) => onKey(event, plot));
  element.on("plotly_relayout", (change) => followDrag(change, plot));
  pickVolumes(plot);
  const save = button("PNG", "Save the 3-D view as PNG", () => savePicture(Plotly, element));
  save.dataset.saveView = ""; // for the menu of downloads
  const back = button("Reset", "Back to the first view: 0", () => reset(plot));
  element.nextElementSibling.querySelector(".plot-stop").before(back, save);
}

function reset(plot) {
  Object.assign(plot, { turn: null, zoom: 1 });
  plot.tour.reset();
  plot.leave(SETTLING);
}

/** Save the view as it is on the page: with its typeface, and on its background. */
async function savePicture(Plotly, element) {
  try {
    const svg = await Plotly.toImage(element, { ...size(element), format: "svg", imageDataOnly: true });
    const { backgroundColor } = getComputedStyle(element);
    await savePng(await withTypeface(svg), element.ariaLabel.replaceAll(/[^\w.]+/gu, "-"), backgroundColor);
  } catch {
    warn("The 3-D view could not be saved as PNG.");
  }
}

const size = ({ clientWidth: width, clientHeight: height }) => ({ width, height });

const labelsOf = (plot) => (turn) => measureLabels(plot.annotations, plot.points.middle, plot.frame(), turn);

/** The view in which the figure with its labels fills the frame, at the reader's zoom. */
function fittedView(plot) {
  const frame = plot.frame();
  const { all } = plot.points;
  const turn = plot.turn ?? bestTurn(all, labelsOf(plot), frame);
  const { scale, middle } = fit(all, labelsOf(plot)(turn), frame, turn);
  return { turn, scale: scale * plot.zoom, centre: middle };
}

/** The view in which a cuboid is large, with what is around it. */
function closeView(plot, spans) {
  const whole = fittedView({ ...plot, zoom: 1 });
  const { scale, middle } = fit(cornersOf(spans), [], plot.frame(), whole.turn);
  const close = Math.max(whole.scale, Math.min(scale * CLOSE, whole.scale * CLOSEST));
  return { turn: whole.turn, scale: close, centre: middle };
}

/** The properties of `layout.scene` for a view, with labels that are clear of each other and of the volumes. */
function sceneLayout(plot, view) {
  const labels = labelsOf(plot)(view.turn);
  const placed = legible(labels, plot.points.volumes, view, plot.frame());
  const annotations = plot.annotations.map((annotation, index) => placeAnnotation(annotation, placed[index]));
  return { ...cameraLayout(plot, view), annotations };
}

function cameraLayout(plot, { turn, scale, centre }) {
  const { ranges } = plot.points;
  const unit = (2 * scale) / plot.element.clientHeight; // Plotly's frame is 2 units high
  plot.distance = 2 + Math.hypot(...ranges.map(([low, high]) => (high - low) * unit));
  const axis = (range) => ({ visible: false, showspikes: false, autorange: false, range });
  return {
    aspectmode: "manual",
    aspectratio: Object.fromEntries(ranges.map(([low, high], index) => ["xyz"[index], (high - low) * unit])),
    camera: cameraAt(centre.map((value) => value * unit), directions(turn).eye, plot.distance),
    xaxis: axis(ranges[0]),
    yaxis: axis(ranges[1]),
    zaxis: axis(ranges[2]),
  };
}

function cameraAt([x, y, z], eye, distance) {
  return {
    projection: { type: "orthographic" },
    up: { x: 0, y: 0, z: 1 },
    center: { x, y, z },
    eye: { x: x + eye[0] * distance, y: y + eye[1] * distance, z: z + eye[2] * distance },
  };
}

/** Move the camera to a view, without labels on the way. Another flight ends this one; returns whether it arrived. */
async function fly(plot, to, duration) {
  const own = {};
  const from = plot.view;
  plot.flying = own;
  plot.isFlying = true;
  plot.onLeave?.();
  if (duration > 0 && !reduced.matches) {
    const start = performance.now();
    for (let share = 0; share < 1;) {
      await new Promise(requestAnimationFrame);
      if (plot.flying !== own) return false;
      share = Math.min(1, (performance.now() - start) / duration);
      plot.view = viewBetween(from, to, 1 - (1 - share) ** 3);
      await plot.relayout({ ...cameraLayout(plot, plot.view), annotations: [] });
    }
  }
  if (plot.flying !== own) return false;
  plot.view = to;
  plot.isFlying = false;
  await plot.settle();
  return plot.flying === own;
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

function onKey(event, plot) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const change = KEYS[event.key];
  if (change) {
    plot.tour.pause();
    if (change.zoom) plot.zoom = Math.min(12, Math.max(0.4, plot.zoom * change.zoom));
    else {
      const { yaw, pitch } = plot.view.turn;
      plot.turn = { yaw: yaw + (change.yaw ?? 0), pitch: Math.min(89, Math.max(-89, pitch + (change.pitch ?? 0))) };
    }
    plot.leave(0);
  } else if (event.key === "0") reset(plot);
  else if (!plot.tour.onKey(event.key)) return;
  event.preventDefault();
  event.stopPropagation(); // the page has its own meaning for these keys
}

/** After a drag the figure fits itself into the frame. */
function followDrag(change, plot) {
  const camera = change["scene.camera"];
  if (!camera?.eye || change["scene.aspectmode"]) return; // `cameraLayout` sets the aspect mode too
  plot.turn = turnOf(camera.eye, camera.center);
  plot.view = { ...plot.view, turn: plot.turn };
  plot.leave(SETTLING);
}
