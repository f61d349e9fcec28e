// The chart that compares all networks over one axis; Plotly is loaded when it is first opened.
import { onPageChange } from "./navigation.js";
import { loadPlots, onColourSchemeChange, withColourScheme } from "./plot_loader.js";

const LABEL = "MACs, parameters and activation memory along the depth of each network";

let open = false;

const container = () => document.getElementById("overlay");

export function mountOverlay() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-overlay-button]")) return;
    open = !open;
    update();
  });
  onPageChange(update);
  onColourSchemeChange(update);
}

async function update() {
  showPressed();
  if (!open && container().hidden) return;
  const plots = await loadPlots("chart");
  if (!plots) {
    open = false;
    showPressed();
    return;
  }
  container().hidden = !open;
  if (!open) {
    plots.clear(container());
    return;
  }
  const figureUrl = withColourScheme(document.querySelector("[data-overlay]").dataset.overlay);
  plots.showOverlay(container(), { plotlySrc: container().dataset.plotly, figureUrl, label: LABEL });
}

function showPressed() {
  document.querySelector("[data-overlay-button]").setAttribute("aria-pressed", String(open));
}
