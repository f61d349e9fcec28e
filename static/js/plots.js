// The 3-D view and the charts. The library that draws them is only fetched when one of them is asked for.

import { patient } from "./retry.js";
import { drawVolumes } from "./volumes3d.js";
import { stand, watchSize } from "./plot_element.js";

const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";

const plots = new WeakMap(); // container → what is shown in it
let library = null;

/** `window.Plotly`, once its script has run. Rejects with a sentence to be shown. */
export function loadPlotly(src) {
  library ??= new Promise((resolve, reject) => {
    leaveOutMapStyles();
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

/**
 * The library puts the styles of its maps into the page, by an element that the page's policy forbids, unless one with
 * its id is there. No figure here is a map.
 */
function leaveOutMapStyles() {
  if (!document.getElementById(MAP_STYLES)) document.head.append(Object.assign(document.createElement("meta"), { id: MAP_STYLES }));
}

/** A figure that can be turned. `onPick` is told where a click on a volume leads. */
export function showVolumes(container, options) {
  return show(container, { ...options, kind: "volumes", what: "3-D view", draw: drawVolumes });
}

/** Three bar charts. `onPick` is told the place that a clicked bar stands for. */
export function showCosts(container, options) {
  return show(container, { ...options, kind: "costs", what: "chart", draw: drawCosts });
}

/** Two curves over the depth, of a `figure` that is there already. */
export function showGradients(container, options) {
  return show(container, { ...options, kind: "gradients", what: "chart", draw: drawGradients });
}

/** Lines of several networks over one axis. */
export function showOverlay(container, options) {
  return show(container, { ...options, kind: "overlay", what: "chart", draw: drawOverlay });
}

/** Nobody looks at it for now: what is drawn stays for the next look, what has not come is no longer asked for. */
export function leave(container) {
  const plot = plots.get(container);
  if (!plot) return;
  if (!plot.element) return clear(container);
  plot.asking.abort();
  container.removeAttribute("aria-busy");
}

/** Takes away whatever is shown, and its listeners. */
export function clear(container) {
  const plot = plots.get(container);
  plots.delete(container);
  plot?.asking?.abort();
  plot?.observer?.disconnect();
  if (plot?.element) window.Plotly?.purge(plot.element);
  container.replaceChildren();
  container.removeAttribute("aria-busy");
}

async function show(container, { kind, what, draw, figure: known, figureUrl, plotlySrc, label, onPick, signal: given }) {
  if (plots.get(container)?.kind !== kind) {
    clear(container);
    plots.set(container, { kind });
    say(container, `Loading the ${what}…`);
  }
  const plot = plots.get(container);
  plot.onPick = onPick;
  plot.asking?.abort(); // what was asked for before may still wait for a busy server
  plot.asking = new AbortController();
  const signal = given ? AbortSignal.any([given, plot.asking.signal]) : plot.asking.signal;
  container.setAttribute("aria-busy", "true");
  const waits = (seconds) => {
    if (plot.element) return;
    container.removeAttribute("aria-busy"); // else what is said in it is held back
    say(container, `The server has no room just now. The ${what} is asked for again in ${seconds} s.`);
  };
  try {
    const [figure, Plotly] = await Promise.all([known ?? fetchFigure(figureUrl, signal, waits), loadPlotly(plotlySrc)]);
    if (signal.aborted) return;
    await draw(Plotly, container, plot, figure, label);
  } catch (error) {
    if (signal.aborted) return;
    clear(container);
    say(container, `The ${what} cannot be shown. ${error.message}`);
  }
  container.removeAttribute("aria-busy");
}

async function fetchFigure(url, signal, waits) {
  const answer = await patient(url, { signal, headers: { Accept: "application/json" } }, waits).catch((error) => {
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

// ---------------------------------------------------------------------------------------------- charts

const ONE_TAP = 500; // milliseconds: the library tells of a tap twice, as a touch and as a click

async function drawCosts(Plotly, container, plot, figure, label) {
  const first = !plot.element;
  await drawChart(Plotly, container, plot, figure, label, "Point at a bar for its numbers; a click leads there.");
  if (first) watchBars(plot);
}

function drawGradients(Plotly, container, plot, figure, label) {
  return drawChart(Plotly, container, plot, figure, label, "Point at a convolution for its numbers.");
}

function drawOverlay(Plotly, container, plot, figure, label) {
  return drawChart(Plotly, container, plot, figure, label, "Point at a line for its numbers; a click on a name hides its line.");
}

async function drawChart(Plotly, container, plot, figure, label, hint) {
  const first = !plot.element;
  const element = stand(container, plot, "group", label, hint);
  await Plotly.react(element, figure.data, figure.layout, figure.config);
  if (first) watchSize(plot, () => Plotly.Plots.resize(element));
}

// A click leads to the bar's place. A finger points first: a second tap on the same bar leads there.
function watchBars(plot) {
  const { element } = plot;
  let [touched, tapped, since] = [false, null, -ONE_TAP];
  element.addEventListener("pointerdown", ({ pointerType }) => {
    touched = pointerType === "touch";
  }, true);
  element.on("plotly_click", ({ points }) => {
    const at = points[0].customdata[0];
    const now = performance.now();
    if (touched && now - since < ONE_TAP) return;
    since = now;
    if (!touched || tapped === at) plot.onPick?.(at);
    tapped = at;
  });
}
