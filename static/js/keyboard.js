// Keyboard control of the picture: arrows, Home and End move along the flow and on into the next block, Enter and arrow
// down follow a volume's link, Escape and arrow up go out.
import { undoEdits } from "./controls.js";
import { leaveField } from "./find.js";
import { FIRST, LAST } from "./focus.js";
import { go, isNavigating } from "./navigation.js";
import { clear } from "./picture.js";
import { mainScene, scenesIn } from "./scenes.js";
import { pageState } from "./state.js";

const OFFSETS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

export function mountKeyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") onEscape(event);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") changeLevel(event);
    else if (event.key in OFFSETS && !event.target.closest("input, textarea, select, .figure, .walk")) {
      focusVolume(event, OFFSETS[event.key]);
    }
  });
}

function focusVolume(event, offset) {
  const active = document.activeElement;
  const view = active === document.body ? document.getElementById("picture") : active.closest("#view, [data-figure]");
  const volumes = scenesIn(view).flatMap((scene) => [...scene.querySelectorAll("a[data-path], a.fold")]);
  if (volumes.length === 0) return;
  const index = volumes.includes(active) ? volumes.indexOf(active) + offset : offset === Infinity ? offset : 0;
  if (index === -1 || index === volumes.length) {
    walkOn(event, index === -1 ? "prev" : "next");
    return;
  }
  const volume = volumes[Math.max(0, Math.min(volumes.length - 1, index))];
  event.preventDefault();
  volume.focus({ preventScroll: true, focusVisible: true });
  volume.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** From the end of a block into the next one; from the last operation of a block out to it. */
function walkOn(event, direction) {
  event.preventDefault();
  const neighbour = document.querySelector(`.along a[rel="${direction}"]`);
  const { outside, at } = pageState();
  if (event.repeat || isNavigating()) return;
  if (neighbour) go(neighbour.href, { focus: direction === "next" ? FIRST : LAST });
  else if (outside && mainScene().dataset.view === "operation") {
    go(outside, { focus: at });
  }
}

/** Into the focused volume, or one level out. */
function changeLevel(event) {
  const volume = event.target.closest("#picture .scene a[data-path]");
  const { outside, at } = pageState();
  if (!volume || event.repeat) return;
  event.preventDefault();
  if (event.key === "ArrowDown") volume.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  else if (outside) go(outside, { focus: at });
}

/** Escape undoes an edit, closes a menu, leaves a field, or goes one level out; the first of these that applies. */
function onEscape(event) {
  const input = event.target.closest("input");
  if (input && undoEdits(input)) return;
  const menu = document.querySelector("details.menu[open]:not(#options)") ?? event.target.closest("details.menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    return;
  }
  if (input) {
    leaveField(input);
    return;
  }
  clear();
  const { outside, at } = pageState();
  if (outside) go(outside, { focus: at });
}
