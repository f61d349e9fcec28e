// The explorer's 3-D view and cost chart, as the URL says; Plotly is loaded when one of them is first opened.
import { withParameter } from "./addresses.js";
import { go, onPageChange } from "./navigation.js";
import { loadPlots, onColourSchemeChange, withColourScheme } from "./plot_loader.js";
import { pageState } from "./state.js";

const open = { space: false, costs: false };
let chosen = null; // the container that was opened by hand and is to be seen
let plots = null; // the plots module, once it is loaded

const container = (id) => document.getElementById(id);

export function mountViews() {
  document.addEventListener("click", (event) => {
    const view = event.target.closest("[data-view-button]");
    const chart = event.target.closest("[data-chart-button]");
    if (view) change("view", view.dataset.viewButton === "3d" ? "3d" : "");
    if (chart) change("chart", open.costs ? "" : "true");
  });
  onPageChange(update);
  onColourSchemeChange(update);
  update();
}

function change(name, value) {
  chosen = name === "chart" && value ? "costs" : null;
  go(withParameter(pageState().here, name, value));
}

async function update() {
  const shown = new URL(pageState().here, location.href).searchParams;
  Object.assign(open, { space: shown.get("view") === "3d", costs: shown.get("chart") === "true" });
  showPressed();
  if (open.space || open.costs) await load();
  container("picture").hidden = open.space;
  container("space").hidden = !open.space;
  container("costs").hidden = !open.costs;
  if (!open.space && !open.costs) {
    for (const id of ["space", "costs"]) plots?.suspend(container(id));
    return;
  }
  const place = document.querySelector(".crumbs ol").textContent.trim().replaceAll(/\s+/gu, " ");
  show("space", "showVolumes", "volumes", `3-D view: ${place}`);
  show("costs", "showCosts", "costs", `MACs, parameters and activation memory along the depth: ${place}`);
  if (chosen) container(chosen).scrollIntoView({ block: "nearest" });
  chosen = null;
}

function show(id, draw, figure, label) {
  if (!open[id]) {
    plots.clear(container(id));
    return;
  }
  const { plotly: plotlySrc } = document.querySelector("[data-plotly]").dataset;
  const figureUrl = withColourScheme(pageState().figures[figure]);
  plots[draw](container(id), { plotlySrc, figureUrl, label, onPick });
}

/** Without the module nothing is opened and the picture stays. */
async function load() {
  plots = (await loadPlots(open.space ? "3-D view" : "chart")) ?? plots;
  if (plots) return;
  Object.assign(open, { space: false, costs: false });
  showPressed();
}

function showPressed() {
  for (const button of document.querySelectorAll("[data-view-button]")) {
    button.setAttribute("aria-pressed", String((button.dataset.viewButton === "3d") === open.space));
  }
  document.querySelector("[data-chart-button]").setAttribute("aria-pressed", String(open.costs));
}

/** Go to the place of a volume or of a bar that was clicked. */
function onPick(place) {
  go(withParameter(pageState().here, "at", place === "input" ? "" : place));
}
