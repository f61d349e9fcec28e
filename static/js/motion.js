// @ts-check
// Motion between two pictures of the explorer: going in opens the volumes of a place into its parts, coming out closes
// them; another size or network moves the volumes from old to new; an equal picture stays still. The new picture is in the
// page from the first frame, so motion delays nothing, and the next change starts from where the volumes are then.
import { areAlike, isInside, startOfZoom, union } from "./motion_geometry.js";
import { mainScene } from "./scenes.js";
import { pageState } from "./state.js";

const DURATION = 280; // milliseconds
const MOST_VOLUMES = 150; // more are not moved one by one
const EASING = "cubic-bezier(0.2, 0, 0, 1)";

/** @typedef {import("./motion_geometry.js").Box} Box */
/** @typedef {{at: string, view: string, whole: Box | null, volumes: Map<string, Box>}} Picture */

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Where the volumes of the present picture are, for `playMotion` after the change; `null` where nothing will move.
 * @returns {Picture | null}
 */
export function rememberPicture() {
  const scene = reduced.matches ? null : visibleScene();
  if (!scene) return null;
  const volumes = boxesOf(scene);
  return { at: pageState().at ?? "", view: scene.dataset.view ?? "", whole: union(volumes.values()), volumes };
}

/**
 * Move from the picture before a change to the present one.
 * @param {Picture | null} before
 */
export function playMotion(before) {
  const scene = before && visibleScene();
  if (!before || !scene) return;
  const at = pageState().at ?? "";
  const volumes = boxesOf(scene);
  if (isInside(at, before.at)) zoom(scene, union(inPlace(before.volumes, at)), union(volumes.values()));
  else if (isInside(before.at, at)) zoom(scene, before.whole, union(inPlace(volumes, before.at)));
  else if (at === before.at && scene.dataset.view === before.view && !areAlike(before.volumes, volumes)) {
    moveVolumes(scene, before.volumes, volumes);
  }
}

/** @returns {SVGElement | null} */
function visibleScene() {
  const scene = document.querySelector("#picture:not([hidden])") && mainScene();
  return scene && !scene.hasAttribute("hidden") ? scene : null;
}

/**
 * @param {SVGElement} scene
 * @returns {Map<string, Box>}
 */
function boxesOf(scene) {
  const links = [.../** @type {NodeListOf<SVGElement>} */ (scene.querySelectorAll("a.volume"))];
  return new Map(links.map((link) => [link.dataset.path ?? "", link.getBoundingClientRect()]));
}

/**
 * The boxes of the volumes of a place.
 * @param {Map<string, Box>} volumes
 * @param {string} at
 */
function inPlace(volumes, at) {
  return [...volumes].filter(([path]) => path === at || path.startsWith(`${at}.`)).map(([, box]) => box);
}

/**
 * Show the picture so that the box `now` begins where `before` was, then let it grow or shrink to its own place.
 * @param {SVGElement} scene
 * @param {Box | null} before
 * @param {Box | null} now
 */
function zoom(scene, before, now) {
  if (!before || !now || now.width === 0) return;
  const { x, y, scale } = startOfZoom(scene.getBoundingClientRect(), before, now);
  const transform = `translate(${x}px, ${y}px) scale(${scale})`;
  const timing = { duration: DURATION, easing: EASING };
  scene.animate([{ transform, transformOrigin: "0 0" }, { transform: "none", transformOrigin: "0 0" }], timing);
  scene.animate([{ opacity: 0.2 }, { opacity: 1, offset: 0.6 }, { opacity: 1 }], timing);
}

/**
 * Move and scale the volumes that both pictures have; let the others and the labels appear.
 * @param {SVGElement} scene
 * @param {Map<string, Box>} before
 * @param {Map<string, Box>} now
 */
function moveVolumes(scene, before, now) {
  if (now.size > MOST_VOLUMES) return;
  const timing = { duration: DURATION, easing: EASING };
  for (const link of /** @type {NodeListOf<SVGElement>} */ (scene.querySelectorAll("a.volume"))) {
    const [from, to] = [before, now].map((boxes) => boxes.get(link.dataset.path ?? ""));
    if (from && to && to.width > 0 && to.height > 0) {
      const unit = unitsPerPixel(scene);
      const offset = `${(from.left - to.left) * unit}px, ${(from.top - to.top) * unit}px`;
      const transform = `translate(${offset}) scale(${from.width / to.width}, ${from.height / to.height})`;
      const frame = { transformBox: "fill-box", transformOrigin: "0 0" };
      link.animate([{ transform, ...frame }, { transform: "none", ...frame }], timing);
    } else link.animate([{ opacity: 0 }, { opacity: 1 }], timing);
  }
  for (const mark of scene.querySelectorAll(":scope > :is(text, .link, .bracket)")) {
    mark.animate([{ opacity: 0.2 }, { opacity: 1 }], timing);
  }
}

/** @param {SVGElement} scene */
function unitsPerPixel(scene) {
  const { width } = scene.getBoundingClientRect();
  return Number(scene.getAttribute("width")) / width;
}
