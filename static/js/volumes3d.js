// The 3-D view: how the figure stands in its frame, and how it is turned and picked from.

import { stand, watchSize } from "./plot_element.js";
import { bestTurn, directions, fit, legible, steepness, turnOf } from "./camera.js";

const KEYS = {
  ArrowLeft: { yaw: 8 },
  ArrowRight: { yaw: -8 },
  ArrowUp: { pitch: 6 },
  ArrowDown: { pitch: -6 },
  "+": { zoom: 1.2 },
  "=": { zoom: 1.2 },
  "-": { zoom: 1 / 1.2 },
};
const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const STILL = 5; // pixels: a press that moves further is a turn, no click

/** Draws the figure, or changes the one that is there, and lets it be turned by mouse, finger and keys. */
export async function drawVolumes(Plotly, container, plot, figure, label) {
  const first = !plot.element;
  const hint = "Drag, or use the arrow keys, to turn; + and − to zoom, 0 to go back.";
  const element = stand(container, plot, "application", label, hint);
  element.tabIndex = 0;
  plot.signs = figure.layout.scene.annotations;
  plot.points = corners(figure);
  plot.turn ??= null; // as whoever looks at it has turned it; it stays from one place to the next
  plot.zoom = 1;
  plot.held = null;
  Object.assign(figure.layout.scene, look(plot));
  const refresh = () => Plotly.relayout(element, prefixed(look(plot))).then(() => sharpen(plot));
  plot.back ??= {
    name: "back",
    title: "Back to the first view",
    icon: Plotly.Icons.home,
    click: () => {
      goBack(plot);
      refresh();
    },
  }; // the library's own button would forget how the figure is scaled
  figure.config.modeBarButtons[0].unshift(plot.back);
  await Plotly.react(element, figure.data, figure.layout, figure.config);
  sharpen(plot);
  if (!first) return;
  watchSize(plot, () => {
    plot.held = null;
    Plotly.Plots.resize(element).then(refresh);
  });
  element.addEventListener("keydown", (event) => turnByKey(event, plot) && refresh());
  element.on("plotly_relayout", (change) => followTurn(change, plot) && refresh());
  watchPicks(plot);
}

// Every point of the figure that has to be in the picture, from its middle.
function corners(figure) {
  const { annotations } = figure.layout.scene;
  const every = [...figure.data, ...annotations.map(({ x, y, z }) => ({ x: [x], y: [y], z: [z] }))];
  const points = every.flatMap(({ x, y, z }) => x.map((value, n) => [value, y[n], z[n]])).filter(([x]) => x !== null);
  const ranges = [0, 1, 2].map((axis) => range(points.map((point) => point[axis])));
  const middle = ranges.map(([low, high]) => (low + high) / 2);
  const centred = (list) => list.map((point) => point.map((value, axis) => value - middle[axis]));
  const { x, y, z } = figure.data[0]; // the volumes, eight corners each
  const volumes = [];
  for (let n = 0; n < x.length; n += 8) {
    volumes.push(centred(x.slice(n, n + 8).map((value, corner) => [value, y[n + corner], z[n + corner]])));
  }
  return { ranges, middle, volumes, all: centred(points) };
}

function range(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low - 1, high + 1];
}

// The parts of `layout.scene` that say how the figure is seen in its frame: turned, filling it, no words in others' way.
function look(plot) {
  const frame = { width: plot.element.clientWidth, height: plot.element.clientHeight };
  const { ranges, middle, all, volumes } = plot.points;
  const words = (turn) => measured(plot.signs, middle, frame, turn);
  const turn = plot.turn ?? bestTurn(all, words, frame);
  plot.seen = turn;
  const own = fit(all, words(turn), frame, turn);
  plot.held ??= own; // while it is turned it keeps its size, unless it would reach out of the frame
  const fitted = own.scale < plot.held.scale ? own : plot.held;
  const scale = fitted.scale * plot.zoom;
  const unit = (2 * scale) / frame.height; // the frame is 2 units of the library's high
  const [x, y, z] = fitted.middle.map((value) => value * unit);
  const far = 2 + Math.hypot(...ranges.map(([low, high]) => (high - low) * unit));
  plot.far = far;
  const { eye } = directions(turn);
  const places = legible(words(turn), volumes, scale, turn);
  const axis = ([low, high]) => ({ visible: false, showspikes: false, autorange: false, range: [low, high] });
  return {
    aspectmode: "manual",
    aspectratio: Object.fromEntries(ranges.map(([low, high], n) => ["xyz"[n], (high - low) * unit])),
    camera: {
      projection: { type: "orthographic" },
      up: { x: 0, y: 0, z: 1 },
      center: { x, y, z },
      eye: { x: x + eye[0] * far, y: y + eye[1] * far, z: z + eye[2] * far },
    },
    xaxis: axis(ranges[0]),
    yaxis: axis(ranges[1]),
    zaxis: axis(ranges[2]),
    annotations: plot.signs.map((sign, n) => ({
      ...sign,
      ...places[n].look,
      ...(places[n].beside && { xanchor: "left" }),
      yshift: places[n].look.yshift - (places[n].lower ?? 0),
      visible: places[n].visible,
    })),
  };
}

// By default depth is told apart over 1000 units, in steps of several pixels where it has 16 bits: faces that lie close
// flicker. There is no option for it. Should this property go away, they will flicker again, and no more.
function sharpen({ element, far }) {
  const drawn = element._fullLayout?.scene?._scene?.glplot;
  if (!drawn || drawn.zFar === 2 * far) return;
  drawn.zFar = 2 * far;
  drawn.redraw();
}

function prefixed(scene) {
  return Object.fromEntries(Object.entries(scene).map(([name, value]) => [`scene.${name}`, value]));
}

// What the words take in this frame, in pixels around their points. Where the frame is narrow the flow rises steeply:
// words are smaller there, and those at the foot of a volume begin there, so that they keep clear of the next one.
// Words over or under a line keep clear of it along all of their width.
function measured(annotations, middle, frame, turn) {
  const family = getComputedStyle(document.body).fontFamily;
  const share = frame.width < 560 ? 0.85 : 1;
  const rise = Math.min(1.2, steepness(turn));
  return annotations.map(({ x, y, z, text, name, font, yshift }) => {
    const size = font.size * share;
    pen.font = `${font.weight} ${size}px ${family}`;
    const wide = pen.measureText(text).width + 2;
    const beside = name === "foot" && frame.width / frame.height < 1.7;
    const off = yshift * share + { over: 1, under: -1 }[name] * (wide / 2) * rise || yshift * share;
    const up = { foot: off, under: off, over: off + size * 1.25, on: size }[name];
    return {
      name,
      at: [x - middle[0], y - middle[1], z - middle[2]],
      strong: font.weight > 500,
      before: beside ? 0 : wide / 2,
      after: beside ? wide : wide / 2,
      up,
      down: up - size * (name === "on" ? 2 : 1.25),
      look: { xanchor: beside ? "left" : "center", yshift: off, font: { ...font, size } },
    };
  });
}

function turnByKey(event, plot) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const change = KEYS[event.key];
  if (!change && event.key !== "0") return false;
  event.preventDefault();
  event.stopPropagation(); // arrow keys mean something else on the page around it
  if (!change) goBack(plot);
  else if (change.zoom) plot.zoom = Math.min(12, Math.max(0.4, plot.zoom * change.zoom));
  else {
    const { yaw, pitch } = plot.seen;
    plot.turn = { yaw: yaw + (change.yaw ?? 0), pitch: Math.min(89, Math.max(-89, pitch + (change.pitch ?? 0))) };
  }
  return true;
}

// After a drag: true if the turn is another than the one that was asked for.
function followTurn(change, plot) {
  const camera = change["scene.camera"];
  if (!camera?.eye || change["scene.aspectmode"]) return false; // what is set from here says how it is scaled, too
  const turn = turnOf(camera.eye, camera.center);
  if (Math.abs(turn.yaw - plot.seen.yaw) + Math.abs(turn.pitch - plot.seen.pitch) < 0.5) return false;
  plot.turn = turn;
  return true;
}

function goBack(plot) {
  [plot.turn, plot.zoom, plot.held] = [null, 1, null];
}

// The library calls every press on a volume a click, also one that begins a turn, so presses are followed here.
// A finger points first: a second tap on the same volume leads there.
function watchPicks(plot) {
  const { element } = plot;
  let [found, pressed, tapped] = [null, null, null];
  const find = ({ points }) => {
    found = points[0].customdata ?? null;
  };
  element.on("plotly_hover", find);
  element.on("plotly_click", find);
  element.on("plotly_unhover", () => {
    found = null;
  });
  element.addEventListener("pointerdown", ({ clientX, clientY }) => {
    pressed = { clientX, clientY };
  }, true);
  element.addEventListener("click", (event) => {
    if (!pressed || Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > STILL) return;
    if (!(event.target instanceof HTMLCanvasElement)) return;
    if (event.pointerType !== "touch") {
      if (found) plot.onPick?.(found[1]);
      return;
    }
    setTimeout(() => {
      if (found && tapped === found[0]) plot.onPick?.(found[1]);
      tapped = found ? found[0] : null;
    }, 120); // the library looks for what is under a finger only when it draws next
  }, true);
}
