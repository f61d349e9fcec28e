// The charts of all networks over one axis: nothing of them is loaded before they are asked for.
import { onShown } from "./navigation.js";
import { warn } from "./notices.js";
import { theme } from "./views.js";

let asked = false;

const container = () => document.getElementById("overlay");

export function mountOverlay() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-overlay-button]")) return;
    asked = !asked;
    update();
  });
  onShown(update);
  document.addEventListener("themechange", update);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update);
}

async function update() {
  press();
  if (!asked && container().hidden) return;
  const plots = await load();
  if (!plots) return;
  container().hidden = !asked;
  if (!asked) return plots.clear(container());
  const url = document.querySelector("[data-overlay]").dataset.overlay;
  const label = "MACs, parameters and activation memory along the depth of each network";
  plots.showOverlay(container(), { plotlySrc: container().dataset.plotly, figureUrl: `${url}&theme=${theme()}`, label });
}

async function load() {
  try {
    return await import("./plots.js");
  } catch {
    warn("The chart cannot be shown: the server does not answer.");
    asked = false;
    press();
    return null;
  }
}

function press() {
  document.querySelector("[data-overlay-button]").setAttribute("aria-pressed", String(asked));
}
