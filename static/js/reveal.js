// @ts-check
// Brings into view what a link has opened: a chart or a panel may open below the fold.
import { onPageChange } from "./navigation.js";

/** @type {string | undefined} */
let opened; // selector of what the link that was clicked last opens

export function mountReveal() {
  document.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null | undefined} */
    const link = target instanceof Element ? target.closest("[data-reveals]") : null;
    opened = link?.dataset.reveals;
  });
  onPageChange(() => {
    const targets = opened ? [...document.querySelectorAll(opened)] : [];
    targets.find((target) => target.checkVisibility())?.scrollIntoView({ block: "nearest" });
    opened = undefined;
  });
}
