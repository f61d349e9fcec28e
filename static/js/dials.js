// @ts-check
// Numbers in a sentence that can be dragged, or stepped by keyboard: sliders whose values are other pages.
import { sizeText, withParameter } from "./addresses.js";
import { go, goWhileDragging, onPageChange } from "./navigation.js";
import { pageState } from "./state.js";

const PIXELS_PER_NETWORK = 26;
/** The part of the page that is not replaced during a drag. @type {any} */
const SENTENCE = ["dials"];
const LARGE_STEP = 16; // pixels of the image
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: LARGE_STEP, PageDown: -LARGE_STEP };

/** The number that is dragged, where that began, and whether it has changed the page. */
const drag = { dial: /** @type {HTMLElement | null} */ (null), x: 0, value: 0, changed: false };

export function mountDials() {
  onPageChange(makeSliders);
  makeSliders();
  document.addEventListener("keydown", onKey, { capture: true }); // before the keys of pictures
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("pointermove", onMove);
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, onEnd);
}

function makeSliders() {
  for (const dial of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-dial]:not([role])"))) {
    dial.setAttribute("role", "slider");
    dial.tabIndex = 0;
    dial.setAttribute("aria-label", dial.dataset.label ?? "");
    dial.setAttribute("aria-valuemin", dial.dataset.least ?? "");
    dial.setAttribute("aria-valuemax", dial.dataset.most ?? "");
    show(dial, Number(dial.dataset.value));
  }
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("a.dial-step"))) {
    link.tabIndex = -1; // the slider is the tab stop
  }
}

/**
 * @param {HTMLElement} dial
 * @param {number} value
 */
function show(dial, value) {
  const text = dial.dataset.texts ? JSON.parse(dial.dataset.texts)[value] : String(value);
  dial.dataset.value = String(value);
  dial.textContent = text;
  dial.setAttribute("aria-valuenow", String(value));
  dial.setAttribute("aria-valuetext", text);
  if (dial.dataset.dial === "side") document.querySelector("[data-same]")?.replaceChildren(text); // the width is the height
}

/**
 * Change the number to the nearest one that exists; returns the page to show, or nothing where it stays.
 * @param {HTMLElement} dial
 * @param {number} wanted
 */
function change(dial, wanted) {
  const { least, most, value } = dial.dataset;
  const next = Math.max(Number(least), Math.min(Number(most), Math.round(wanted)));
  if (next === Number(value)) return null;
  show(dial, next);
  return pageOf(dial);
}

/** @param {HTMLElement} dial */
function pageOf({ dataset: { dial, urls, value = "", other = "" } }) {
  if (urls) return JSON.parse(urls)[Number(value)];
  const size = dial === "side" ? value : dial === "height" ? sizeText(value, other) : sizeText(other, value);
  return withParameter(pageState().here, "size", size === String(pageState().ownSize) ? "" : size);
}

/** @param {EventTarget | null} target */
const dialOf = (target) =>
  target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(".dial[role=slider]")) : null;

/** @param {KeyboardEvent} event */
function onKey(event) {
  const dial = dialOf(event.target);
  const by = STEPS[event.key];
  if (!dial || !by || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const step = dial.dataset.urls ? Math.sign(by) : by;
  const page = change(dial, Number(dial.dataset.value) + step);
  if (page) follow(dial, page, event.repeat ? "replace" : "push");
}

/** @param {PointerEvent} event */
function onDown(event) {
  const dial = dialOf(event.target);
  if (!dial || event.button !== 0) return;
  event.preventDefault();
  dial.focus({ preventScroll: true });
  dial.setPointerCapture(event.pointerId);
  Object.assign(drag, { dial, x: event.clientX, value: Number(dial.dataset.value), changed: false });
}

/**
 * A drag adds one history entry, and the sentence is not replaced during it.
 * @param {PointerEvent} event
 */
function onMove(event) {
  const { dial } = drag;
  if (!dial) return;
  const page = change(dial, drag.value + (event.clientX - drag.x) / (dial.dataset.urls ? PIXELS_PER_NETWORK : 1));
  if (!page) return;
  goWhileDragging(page, { history: drag.changed ? "replace" : "push", keep: SENTENCE });
  drag.changed = true;
}

function onEnd() {
  const { dial, changed } = drag;
  drag.dial = null;
  if (dial && changed) follow(dial, pageOf(dial), "replace");
}

/**
 * Show a page and focus the number's counterpart there, unless something else was focused meanwhile.
 * @param {HTMLElement} dial
 * @param {string} page
 * @param {string} history
 */
async function follow(dial, page, history) {
  await go(page, { history });
  if (document.activeElement?.matches("body, #view")) document.getElementById(dial.id)?.focus({ preventScroll: true });
}
