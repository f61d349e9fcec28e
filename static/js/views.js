// The explorer's 3-D view, as the URL says; Plotly is loaded when it is first opened.
import { withParameter } from "./addresses.js";
import { go, onPageChange } from "./navigation.js";
import { clear, pointBeside } from "./picture.js";
import { loadPlots, onColourSchemeChange, withColourScheme } from "./plot_loader.js";
import { pageState } from "./state.js";

let isOpen = false;
let plots = null; // the plots module, once it is loaded

const container = () => document.getElementById("space");

export function mountViews() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view-button]");
    if (button) go(withParameter(pageState().here, "view", button.dataset.viewButton === "3d" ? "3d" : ""));
  });
  onPageChange(update);
  onColourSchemeChange(update);
  update();
}

async function update() {
  isOpen = new URL(pageState().here, location.href).searchParams.get("view") === "3d";
  if (isOpen && !plots) plots = await loadPlots("3-D view"); // else at once, so that nothing moves
  isOpen &&= plots !== null; // without the module the picture stays
  for (const button of document.querySelectorAll("[data-view-button]")) {
    button.setAttribute("aria-pressed", String((button.dataset.viewButton === "3d") === isOpen));
  }
  hidePicture();
  container().hidden = !isOpen;
  if (!isOpen) {
    plots?.suspend(container());
    return;
  }
  const label = `3-D view: ${document.querySelector(".crumbs ol").textContent.trim().replaceAll(/\s+/gu, " ")}`;
  const { plotly: plotlySrc } = container().dataset;
  const figureUrl = withColourScheme(pageState().volumes);
  plots.showVolumes(container(), { plotlySrc, figureUrl, label, onPick, onPoint: pointBeside, onLeave: clear });
}

/** Below the 3-D view the chart stays. */
function hidePicture() {
  const picture = document.getElementById("picture");
  picture.hidden = isOpen && !picture.querySelector(".bars");
  for (const scene of picture.querySelectorAll(".scene")) scene.toggleAttribute("hidden", isOpen);
}

/** Go to the place of a volume that was clicked. */
function onPick(place) {
  return go(withParameter(pageState().here, "at", place === "input" ? "" : place));
}
