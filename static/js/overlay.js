// The lines of all compared networks over one axis, as the URL says; Plotly is loaded when they are first opened.
import { onPageChange } from "./navigation.js";
import { loadPlots, onColourSchemeChange, withColourScheme } from "./plot_loader.js";

const LABEL = "MACs, parameters and activation memory along the depth of each network";

let plots = null; // the plots module, once it is loaded

export function mountOverlay() {
  onPageChange(update);
  onColourSchemeChange(update);
  update();
}

async function update() {
  const container = document.getElementById("overlay");
  const { overlay } = document.querySelector("[data-overlay]").dataset;
  container.hidden = !overlay; // at once: its height is known before the chart is there
  if (overlay) plots = (await loadPlots("chart")) ?? plots;
  if (!plots) container.hidden = true;
  if (container.hidden) plots?.clear(container);
  else {
    const figureUrl = withColourScheme(overlay);
    plots.showOverlay(container, { plotlySrc: container.dataset.plotly, figureUrl, label: LABEL });
  }
}
