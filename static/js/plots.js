// The 3-D view and the charts. The library that draws them is only fetched when one of them is asked for.

import { bestTurn, directions, fit, legible, steepness, turnOf } from "./turning.js";

const plots = new WeakMap(); // container → what is shown in it
let library = null;

/** `window.Plotly`, once its script has run. Rejects with a sentence to be shown. */
export function loadPlotly(src) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : script.onerror());
    script.onerror = () => {
      library = null; // so that it can be tried again
      script.remove();
      reject(new Error("The script that draws it could not be loaded."));
    };
    document.head.append(script);
  });
  return library;
}

/** A figure that can be turned. `onPick` is told where a click on a volume leads. */
export function showVolumes(container, options) {
  return show(container, { ...options, kind: "volumes", what: "3-D view", draw: drawVolumes });
}

/** Three bar charts. `onPick` is told the place that a clicked bar stands for. */
export function showCosts(container, options) {
  return show(container, { ...options, kind: "costs", what: "chart", draw: drawCosts });
}

/** Takes away whatever is shown, and its listeners. */
export function clear(container) {
  const plot = plots.get(container);
  plots.delete(container);
  plot?.observer?.disconnect();
  if (plot?.element) window.Plotly?.purge(plot.element);
  container.replaceChildren();
  container.removeAttribute("aria-busy");
}

async function show(container, { kind, what, draw, figureUrl, plotlySrc, label, onPick, signal }) {
  if (plots.get(container)?.kind !== kind) {
    clear(container);
    plots.set(container, { kind });
    say(container, `Loading the ${what}…`);
  }
  const plot = plots.get(container);
  plot.onPick = onPick;
  plot.asked = figureUrl;
  container.setAttribute("aria-busy", "true");
  try {
    const [figure, Plotly] = await Promise.all([fetchFigure(figureUrl, signal), loadPlotly(plotlySrc)]);
    if (stale(container, plot, figureUrl, signal)) return;
    await draw(Plotly, container, plot, figure, label);
  } catch (error) {
    if (stale(container, plot, figureUrl, signal)) return;
    clear(container);
    say(container, `The ${what} cannot be shown. ${error.message}`);
  }
  container.removeAttribute("aria-busy");
}

function stale(container, plot, figureUrl, signal) {
  return signal?.aborted || plots.get(container) !== plot || plot.asked !== figureUrl;
}

async function fetchFigure(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "application/json" } }).catch((error) => {
    throw error.name === "AbortError" ? error : new Error("The server could not be reached.");
  });
  if (!answer.ok) throw new Error(await reason(answer));
  return answer.json();
}

async function reason(answer) {
  const problem = await answer.json().catch(() => ({}));
  return problem.detail ?? `The server answered with status ${answer.status}.`;
}

function say(container, sentence) {
  const message = document.createElement("p");
  message.className = "plot-message";
  message.setAttribute("role", "status");
  message.textContent = sentence;
  container.replaceChildren(message);
}

function stand(container, plot, role, label, hint) {
  if (!plot.element) {
    plot.element = document.createElement("div");
    plot.element.className = `plot plot-${plot.kind}`;
    const help = document.createElement("p");
    help.className = "plot-hint";
    help.textContent = hint;
    container.replaceChildren(plot.element, help);
  }
  plot.element.setAttribute("role", role);
  plot.element.setAttribute("aria-label", label);
  return plot.element;
}

// ---------------------------------------------------------------------------------------------- charts

async function drawCosts(Plotly, container, plot, figure, label) {
  const first = !plot.element;
  const hint = "Point at a bar for its numbers; a click leads there.";
  const element = stand(container, plot, "img", label, hint);
  await Plotly.react(element, figure.data, figure.layout, figure.config);
  if (first) {
    element.on("plotly_click", ({ points }) => plot.onPick?.(points[0].customdata[0]));
    watchSize(plot, () => Plotly.Plots.resize(element));
  }
}

function watchSize(plot, changed) {
  let known = `${plot.element.clientWidth}×${plot.element.clientHeight}`;
  plot.observer = new ResizeObserver(() => {
    const now = `${plot.element.clientWidth}×${plot.element.clientHeight}`;
    if (now === known || !plot.element.clientWidth) return;
    known = now;
    changed();
  });
  plot.observer.observe(plot.element);
}

// ------------------------------------------------------------------------------------------ 3-D view

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

async function drawVolumes(Plotly, container, plot, figure, label) {
  const first = !plot.element;
  const hint = "Drag, or use the arrow keys, to turn; + and − to zoom, 0 to go back.";
  const element = stand(container, plot, "application", label, hint);
  element.tabIndex = 0;
  plot.figure = figure;
  plot.points = corners(figure);
  plot.turn ??= null; // as whoever looks at it has turned it; it stays from one place to the next
  plot.zoom = 1;
  Object.assign(figure.layout.scene, look(plot));
  await Plotly.react(element, figure.data, figure.layout, figure.config);
  sharpen(plot);
  if (!first) return;
  const refresh = () => Plotly.relayout(element, prefixed(look(plot))).then(() => sharpen(plot));
  watchSize(plot, () => Plotly.Plots.resize(element).then(refresh));
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
  const { annotations } = plot.figure.layout.scene;
  const words = (turn) => measured(annotations, middle, frame, turn);
  const turn = plot.turn ?? bestTurn(all, words, frame);
  plot.seen = turn;
  const fitted = fit(all, words(turn), frame, turn);
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
    annotations: annotations.map((sign, n) => ({
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
  if (!change) [plot.turn, plot.zoom] = [null, 1];
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
  if (!camera?.eye || change["scene.aspectmode"]) return false;
  const turn = turnOf(camera.eye, camera.center);
  if (Math.abs(turn.yaw - plot.seen.yaw) + Math.abs(turn.pitch - plot.seen.pitch) < 0.5) return false;
  plot.turn = turn;
  return true;
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
