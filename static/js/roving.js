// Rows of links or buttons that are a single tab stop: arrow keys, Home and End move inside a row.
import { onPageChange } from "./navigation.js";

const ROWS = "[data-roving], .segments:not(.tools *), .presets, .article-figure .scene";
const ITEMS = ":scope > :is(a, button), :scope > .segments > *, :scope > details > summary, :scope > ol > li > a";
const CHOSEN = ":scope > :is([aria-current], [aria-pressed=true]), :scope > ol > li > a[aria-current]";
const OFFSETS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const itemsOf = (row) => [...row.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());

export function mountRoving() {
  document.addEventListener("keydown", onKey, { capture: true }); // before arrows move along the picture
  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest(ROWS);
    if (row && itemsOf(row).includes(target)) makeStop(row, target);
  });
  onPageChange(shareTabStops);
  shareTabStops();
}

/** The tab stop of a row is the focused item, the chosen one, or the first. */
function shareTabStops() {
  for (const row of document.querySelectorAll(ROWS)) {
    const items = itemsOf(row);
    const first = items[0] ?? row.querySelector(ITEMS); // a row in a closed menu has no visible item
    makeStop(row, items.find((item) => item === document.activeElement) ?? row.querySelector(CHOSEN) ?? first);
  }
}

function makeStop(row, stop) {
  for (const item of row.querySelectorAll(ITEMS)) item.tabIndex = item === stop ? 0 : -1;
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = event.target.closest?.(ROWS);
  const items = row ? itemsOf(row) : [];
  const index = items.indexOf(event.target);
  if (index === -1) return;
  const next = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : index + OFFSETS[event.key];
  if (Number.isNaN(next)) return;
  event.preventDefault();
  event.stopPropagation();
  items[Math.max(0, Math.min(items.length - 1, next))].focus({ focusVisible: true });
}
