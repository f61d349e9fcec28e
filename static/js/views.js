// The 3-D view and the chart: nothing of them is loaded before one is asked for.
import { go, onShown } from "./navigation.js";
import { warn } from "./notices.js";
import { pageState } from "./state.js";

let space = false;
let costs = false;
let drawing = null; // what draws them, once it is there

const container = (id) => document.getElementById(id);

/** Whether the page is seen in light or in dark. */
export const theme = () =>
  document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

export function mountViews() {
  document.addEventListener("click", (event) => {
    const view = event.target.closest("[data-view-button]");
    if (view) {
      space = view.dataset.viewButton === "3d";
      update();
    }
    if (event.target.closest("[data-chart-button]")) {
      costs = !costs;
      update();
    }
  });
  onShown(update);
  document.addEventListener("themechange", update);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update);
}

async function update() {
  press();
  const plots = space || costs ? await load() : null;
  container("picture").hidden = space;
  container("space").hidden = !space;
  container("costs").hidden = !costs;
  if (!plots) return leave();
  const label = document.querySelector(".crumbs ol").textContent.trim().replace(/\s+/g, " ");
  const common = { plotlySrc: document.querySelector("[data-plotly]").dataset.plotly, onPick };
  if (space) plots.showVolumes(container("space"), { ...common, figureUrl: themed("volumes"), label: `3-D view: ${label}` });
  else plots.clear(container("space"));
  if (costs) plots.showCosts(container("costs"), { ...common, figureUrl: themed("costs"), label: `MACs, parameters and activation memory along the depth: ${label}` });
  else plots.clear(container("costs"));
}

function leave() {
  for (const name of ["space", "costs"]) drawing?.leave(container(name));
}

/** What draws them; where it does not come, none is chosen, and the picture stays. */
async function load() {
  try {
    return (drawing = await import("./plots.js"));
  } catch {
    warn(`The ${space ? "3-D view" : "chart"} cannot be shown: the server does not answer.`);
    space = costs = false;
    press();
    return null;
  }
}

function press() {
  for (const button of document.querySelectorAll("[data-view-button]")) {
    button.setAttribute("aria-pressed", String((button.dataset.viewButton === "3d") === space));
  }
  document.querySelector("[data-chart-button]").setAttribute("aria-pressed", String(costs));
}

function themed(name) {
  const url = pageState().figures[name];
  return `${url}${url.includes("?") ? "&" : "?"}theme=${theme()}`;
}

/** A volume or a bar was clicked: go there. */
function onPick(at) {
  const url = new URL(pageState().here, location.origin);
  if (at && at !== "input") url.searchParams.set("at", at);
  else url.searchParams.delete("at");
  go(url.pathname + url.search);
}
