// Controls of the input size and of the options: every change navigates to another URL.
import { sizeText, withParameter } from "./addresses.js";
import { go, goWhileDragging, onPageChange } from "./navigation.js";
import { clearNotices, showFieldError } from "./notices.js";
import { pageState } from "./state.js";

let isDragging = false;
let isUnequal = false; // "H ≠ W" was ticked; it stays ticked while both sides are still equal

const field = (id) => document.getElementById(id);

export function mountControls() {
  onPageChange(() => isUnequal && allowUnequalSides());
  document.addEventListener("input", ({ target }) => {
    if (target.id === "side") onSlide(target);
    if (target.id === "height" && !field("oblong").checked) field("width").value = target.value;
  });
  document.addEventListener("change", ({ target }) => {
    const { id, name, value, dataset } = target;
    if (id === "side") onSlideEnd();
    else if (id === "height" || id === "width") goToSize("push");
    else if (id === "oblong") setUnequal(target.checked);
    else if (name && dataset.default !== undefined) goTo(name, value === dataset.default ? "" : value);
  });
  document.addEventListener("keydown", onTimes);
  document.addEventListener("paste", onPaste);
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".controls")) event.preventDefault();
  });
  document.addEventListener("click", closeMenus);
  document.addEventListener("focusin", closeMenus);
}

function closeMenus({ target }) {
  for (const menu of document.querySelectorAll("details.menu[open]:not(#options)")) {
    if (!menu.contains(target) && !target.closest(".error")) menu.removeAttribute("open");
  }
}

const goTo = (name, value) => go(withParameter(pageState().here, name, value));

/**
 * A drag adds one history entry. The part of the page that holds the slider is not replaced during it, nor are the notes
 * above the picture: they are hidden until its end and keep their height, so that the picture stays where it is.
 */
function onSlide(slider) {
  field("height").value = slider.value;
  if (!field("oblong").checked) field("width").value = slider.value;
  const history = isDragging ? "replace" : "push";
  document.querySelector(".advice")?.classList.add("outdated");
  goToSize(history, { navigate: goWhileDragging, keep: [slider.closest("[data-part]").dataset.part, "advice"] });
  isDragging = true;
}

function onSlideEnd() {
  isDragging = false;
  goToSize("replace");
}

function goToSize(history, { navigate = go, keep = [] } = {}) {
  const wrong = [field("height"), field("width")].find(({ value }) => !value.trim());
  if (wrong) {
    const what = wrong.validity.badInput ? "not a number" : "empty";
    showFieldError("size", `The ${wrong.id} is ${what}. Type pixels from 1 to 4096, as 224.`, null);
    return Promise.resolve(false);
  }
  const size = sizeText(field("height").value.trim(), field("width").value.trim());
  const { here, ownSize } = pageState();
  return navigate(withParameter(here, "size", size === String(ownSize) ? "" : size), { history, keep });
}

/** In the field of the height, × or x leads on to the width: `160x224`. */
function onTimes(event) {
  if (event.target.id !== "height" || event.ctrlKey || event.metaKey || !/^[x×]$/iu.test(event.key)) return;
  event.preventDefault();
  isUnequal = true;
  allowUnequalSides();
  field("width").select();
}

function onPaste(event) {
  const sides = /^\s*(\d+)\s*[x×]\s*(\d+)\s*$/iu.exec(event.clipboardData.getData("text"));
  if (event.target.id !== "height" || !sides) return;
  event.preventDefault();
  allowUnequalSides();
  [, field("height").value, field("width").value] = sides;
  goToSize("push");
}

function setUnequal(checked) {
  isUnequal = checked;
  const width = field("width");
  if (checked) {
    allowUnequalSides();
    width.select();
    return;
  }
  width.readOnly = true;
  width.tabIndex = -1;
  width.value = field("height").value;
  goToSize("push");
}

function allowUnequalSides() {
  field("oblong").checked = true;
  field("width").readOnly = false;
  field("width").tabIndex = 0;
}

/** Undo edits in the fields of an input's control that have not been submitted. Returns whether there were any. */
export function undoEdits(input) {
  const inputs = [...(input.closest(".field")?.querySelectorAll("input:not([type=checkbox])") ?? [])];
  const edited = inputs.filter(({ value, defaultValue }) => value !== defaultValue);
  for (const other of edited) other.value = other.defaultValue;
  if (edited.length === 0) return false;
  clearNotices();
  input.select();
  return true;
}
