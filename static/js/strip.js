// @ts-check
// The strip of the network: lights the part of the article that is read, and keeps it in view.
import { onPageChange } from "./navigation.js";

const READING_LINE = 150; // pixels below the top of the window: a link brings its part a little above that

const onLine = new Set(); // parts that cross the reading line

/** @type {IntersectionObserver | undefined} */
let observer;

export function mountStrip() {
  onPageChange(observe);
  addEventListener("resize", observe);
  observe();
}

/** The parts are elements of the page, so they are others after it changed. */
function observe() {
  observer?.disconnect();
  onLine.clear();
  observer = new IntersectionObserver(update, {
    rootMargin: `-${READING_LINE}px 0px ${READING_LINE + 1 - innerHeight}px`,
  });
  for (const part of parts()) observer.observe(part);
}

/** @returns {HTMLElement[]} */
function parts() {
  const ids = links().map((link) => link.hash.slice(1));
  return ids.map((id) => document.getElementById(id)).filter((part) => part !== null);
}

/** @returns {HTMLAnchorElement[]} */
function links() {
  return [...document.querySelectorAll(".strip a")].filter((link) => link instanceof HTMLAnchorElement);
}

/** @param {IntersectionObserverEntry[]} entries */
function update(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) onLine.add(target);
    else onLine.delete(target);
  }
  const innermost = parts().findLast((part) => onLine.has(part));
  const last = () => parts().findLast((part) => part.getBoundingClientRect().top < READING_LINE); // of those gone by
  light((innermost ?? last() ?? parts()[0]).id);
}

/** @param {string} id */
function light(id) {
  for (const link of links()) {
    if (link.hash !== `#${id}`) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "true");
      bringIntoView(link);
    }
  }
}

/** @param {HTMLElement} link */
function bringIntoView(link) {
  const strip = /** @type {HTMLElement} */ (link.closest(".strip"));
  const [inner, outer] = [link.getBoundingClientRect(), strip.getBoundingClientRect()];
  if (inner.left > outer.left + 30 && inner.right < outer.right - 30) return;
  strip.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}
