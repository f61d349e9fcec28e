// The input size and the options: every change is a new address.
import { go, onShown } from "./navigation.js";
import { clearNotices } from "./notices.js";
import { pageState } from "./state.js";

let dragging = false;
let unequal = false; // H ≠ W was ticked here, and stays so while both are still the same

const field = (id) => document.getElementById(id);

export function mountControls() {
  onShown(() => unequal && allowUnequal());
  document.addEventListener("input", (event) => {
    if (event.target.id === "side") slide(event.target);
    if (event.target.id === "height" && !field("oblong").checked) field("width").value = event.target.value;
  });
  document.addEventListener("change", (event) => {
    const { id, name, value, dataset } = event.target;
    if (id === "side") settle();
    else if (id === "height" || id === "width") resize("push");
    else if (id === "oblong") oblong(event.target.checked);
    else if (name && dataset.default !== undefined) choose(name, value === dataset.default ? "" : value);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".controls")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]:not(#options)")) {
      if (!menu.contains(event.target) && !event.target.closest(".error")) menu.removeAttribute("open");
    }
  });
}

function choose(name, value, options) {
  const url = new URL(pageState().here, location.origin);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  return go(url.pathname + url.search.replaceAll("%2C", ","), options);
}

/** While the slider moves there is one entry in the history, and the slider itself is left alone. */
function slide(slider) {
  field("height").value = slider.value;
  if (!field("oblong").checked) field("width").value = slider.value;
  resize(dragging ? "replace" : "push", [slider.closest("[data-part]").dataset.part]);
  dragging = true;
}

function settle() {
  dragging = false;
  resize("replace");
}

function resize(history, keep = []) {
  const height = field("height").value.trim();
  const width = field("width").value.trim();
  const size = height === width ? height : `${height}x${width}`;
  return choose("size", size === String(pageState().ownSize) ? "" : size, { history, keep });
}

function oblong(chosen) {
  unequal = chosen;
  const width = field("width");
  if (chosen) {
    allowUnequal();
    return width.select();
  }
  width.readOnly = true;
  width.value = field("height").value;
  return resize("push");
}

function allowUnequal() {
  field("oblong").checked = true;
  field("width").readOnly = false;
}

/** What was typed beside a control and not yet chosen gives way to what is shown. False if there is no such thing. */
export function takenBack(input) {
  const inputs = [...(input.closest(".field")?.querySelectorAll("input:not([type=checkbox])") ?? [])];
  const changed = inputs.filter((one) => one.value !== one.defaultValue);
  for (const one of changed) one.value = one.defaultValue;
  if (!changed.length) return false;
  clearNotices();
  input.select();
  return true;
}
