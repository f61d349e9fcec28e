// Plotly figures: the 3-D view and the charts. Plotly is loaded when the first one is opened.
import { onResize, plotElement } from "./plot_element.js";
import { fetchWithRetry } from "./retry.js";
import { drawVolumes } from "./volumes3d.js";

const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";

const plots = new WeakMap(); // container → its plot
let library = null; // promise of Plotly

/** Plotly, once its script has run. Rejects with a message to show. */
export function loadPlotly(src) {
  library ??= new Promise((resolve, reject) => {
    omitMapStyles();
    const script = Object.assign(document.createElement("script"), { src });
    const onError = () => {
      library = null; // so that the next call tries again
      script.remove();
      reject(new Error("The plotting library could not be loaded."));
    };
    script.addEventListener("load", () => (window.Plotly ? resolve(window.Plotly) : onError()));
    script.addEventListener("error", onError);
    document.head.append(script);
  });
  return library;
}

/**
 * Plotly adds a style element for maps, which the Content-Security-Policy forbids, unless an element with its id exists.
 * No figure here is a map.
 */
function omitMapStyles() {
  if (document.getElementById(MAP_STYLES)) return;
  document.head.append(Object.assign(document.createElement("meta"), { id: MAP_STYLES }));
}

/**
 * Show a figure that can be rotated. `onPoint(path, box)` is called when a volume is pointed at, with its place in the
 * window, `onLeave()` when none is, and `onPick(place)` when one is clicked; it returns whether that place is shown.
 */
export function showVolumes(container, options) {
  return show(container, { ...options, kind: "volumes", name: "3-D view", draw: drawVolumes });
}

/** Show gradients along the depth, from a `figure` that is already there. */
export function showGradients(container, options) {
  const hint = "Point at a convolution for its numbers.";
  return show(container, { ...options, kind: "gradients", name: "chart", draw: chart(hint) });
}

/** Show lines of several networks over one axis. */
export function showOverlay(container, options) {
  const hint = "Point at a line for its numbers; a click on a name hides its line.";
  return show(container, { ...options, kind: "overlay", name: "chart", draw: chart(hint) });
}

/** The container is hidden: keep a plot that is drawn, and cancel a request under way. */
export function suspend(container) {
  const plot = plots.get(container);
  if (!plot) return;
  if (!plot.element) {
    clear(container);
    return;
  }
  plot.request.abort();
  plot.tour?.pause();
  container.removeAttribute("aria-busy");
}

/** Remove the plot and its listeners. */
export function clear(container) {
  const plot = plots.get(container);
  plots.delete(container);
  plot?.request?.abort();
  plot?.tour?.pause();
  plot?.observer?.disconnect();
  if (plot?.element) window.Plotly?.purge(plot.element);
  container.replaceChildren();
  container.removeAttribute("aria-busy");
}

async function show(
  container,
  { kind, name, draw, figure: known, figureUrl, plotlySrc, label, signal: outer, ...listeners },
) {
  if (plots.get(container)?.kind !== kind) {
    clear(container);
    plots.set(container, { kind });
    showMessage(container, `Loading the ${name}…`);
  }
  const plot = plots.get(container);
  Object.assign(plot, listeners);
  plot.request?.abort(); // the request before may still be waiting for a busy server
  plot.request = new AbortController();
  const signal = outer ? AbortSignal.any([outer, plot.request.signal]) : plot.request.signal;
  container.setAttribute("aria-busy", "true");
  const onRetry = (seconds) => {
    if (plot.element) return;
    container.removeAttribute("aria-busy"); // screen readers do not read messages of a busy element
    showMessage(container, `The server is busy. Retrying the ${name} in ${seconds} s.`);
  };
  try {
    const [figure, Plotly] = await Promise.all([
      known ?? fetchFigure(figureUrl, signal, onRetry),
      loadPlotly(plotlySrc),
    ]);
    if (signal.aborted) return;
    await draw({ Plotly, container, plot, figure, label });
  } catch (error) {
    if (signal.aborted) return;
    clear(container);
    showMessage(container, `The ${name} cannot be shown. ${error.message}`);
  }
  container.removeAttribute("aria-busy");
}

async function fetchFigure(url, signal, onRetry) {
  const options = { signal, headers: { Accept: "application/json" } };
  const response = await fetchWithRetry(url, options, onRetry).catch((error) => {
    throw error.name === "AbortError" ? error : new Error("The server could not be reached.");
  });
  if (!response.ok) throw new Error(await problemDetail(response));
  return response.json();
}

async function problemDetail(response) {
  const problem = await response.json().catch(() => ({}));
  return problem.detail ?? `The server answered with status ${response.status}.`;
}

function showMessage(container, text) {
  const message = Object.assign(document.createElement("p"), { className: "plot-message", textContent: text });
  message.setAttribute("role", "status");
  container.replaceChildren(message);
}

// ---------------------------------------------------------------------------------------------- charts

/** A function that draws a chart with a hint below it. */
function chart(hint) {
  return async ({ Plotly, container, plot, figure, label }) => {
    const isFirst = !plot.element;
    const element = plotElement(container, plot, { role: "group", label, hint });
    await Plotly.react(element, figure.data, figure.layout, figure.config);
    if (isFirst) onResize(plot, () => Plotly.Plots.resize(element));
  };
}
