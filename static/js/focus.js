// Keyboard focus across a change of the page: it stays on the same thing, or moves to the nearest one that exists.
import { scenesIn } from "./scenes.js";

/** Values of `focus`: the first volume that the view produces, what unfolding revealed first, or the last volume. */
export const FIRST = "first";
export const UNFOLDED = "unfolded";
export const LAST = "last";

const label = (element) => element.getAttribute("aria-label") ?? element.textContent.trim();
const pathOf = (element) => element.dataset.path ?? element.dataset.step;

/** The links in the picture in a part of the page, or in any picture where that part has none. */
function linksIn(part, selector) {
  const scenes = scenesIn(document.querySelector(`[data-part="${part}"]:has(.scene)`) ?? document);
  return scenes.flatMap((scene) => [...scene.querySelectorAll(selector)]);
}

/** The elements with a path in a part: rows of the step table, or volumes of the picture. */
function elementsWithPath(part) {
  if (part === "steps") return [...document.querySelectorAll(".steps tr[data-step]")];
  return linksIn(part, "a[data-path]");
}

/** The focused element, described so that its counterpart can be found in the next page. */
export function rememberFocus() {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  const part = active.closest("[data-part]")?.dataset.part;
  return {
    active,
    part,
    id: active.id,
    path: active.dataset.path,
    rel: active.getAttribute("rel"),
    label: label(active),
    fold: active.dataset.fold,
    menu: active.closest("details.menu:not(#options)")?.id,
    field: active.matches(".reset") ? active.closest(".field").id : null,
    editedText: editedText(active),
    visible: active.matches(":focus-visible"),
    paths: new Set(elementsWithPath(part).map(pathOf)),
  };
}

/** The focus when the page was requested, or where it has moved since. */
export function currentFocus(before) {
  const now = document.activeElement;
  return now === document.body || now === before?.active ? before : rememberFocus();
}

/** Focus what was requested (a path, several in order of preference, FIRST or UNFOLDED), or what replaced `before`. */
export function restoreFocus(before, focus) {
  const requested = requestedElement(focus, before);
  if (requested) {
    tryFocus(requested, before);
    const isByPointer = focus === FIRST && !before?.visible; // the picture is seen from its input on
    const shown = isByPointer ? elementsWithPath("picture")[0] : requested;
    shown.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focus !== UNFOLDED) showHead(shown);
    return;
  }
  if (!before || (before.active.isConnected && !before.menu)) return;
  const next = [...candidates(before)].find((element) => element && tryFocus(element, before));
  if (next?.matches("input:not([type=range], [type=checkbox])")) {
    continueTyping(next, next.id === before.id ? before.editedText : null);
  }
}

/** Scroll up to the head of the card, which tells the place, if the volume stays in view. */
function showHead(volume) {
  const head = volume.closest(".card")?.querySelector(".head");
  const { top = 0, bottom = 0 } = head?.getBoundingClientRect() ?? {};
  if (bottom < 0 && volume.getBoundingClientRect().bottom - top <= window.innerHeight) head.scrollIntoView();
}

/** Returns whether the element took the focus; a hidden one does not. */
function tryFocus(element, before) {
  element.focus({ preventScroll: true, focusVisible: before?.visible });
  return document.activeElement === element;
}

function requestedElement(focus, before) {
  const volumes = elementsWithPath("picture");
  if (focus === FIRST) return volumes[1];
  if (focus === LAST) return volumes.at(-1);
  if (focus === UNFOLDED) return firstUnfolded(before);
  const paths = [focus].flat();
  return paths.map((path) => path && volumeFor(volumes, path, before?.path)).find(Boolean);
}

/** The volume of a path, or else one inside it: the one focused before, or the last. */
function volumeFor(volumes, path, pathBefore) {
  const inside = volumes.filter(({ dataset }) => dataset.at.startsWith(`${path}.`));
  return (
    volumes.find(({ dataset }) => dataset.at === path || dataset.path === path) ??
      inside.find(({ dataset }) => dataset.path === pathBefore) ??
      inside.at(-1)
  );
}

/** The first volume, or row of the table, that was not there before. */
function firstUnfolded(before) {
  const element = elementsWithPath(before?.part).find((other) => !before?.paths.has(pathOf(other)));
  return element?.querySelector("a[href]") ?? element;
}

/** Elements that can replace the one focused before, the nearest first. */
function* candidates({ id, path, rel, label: name, fold, part, menu, field }) {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const hasSameLabel = (element) => label(element) === name;
  if (menu) yield document.querySelector(`#${CSS.escape(menu)} > summary`);
  if (id) yield document.getElementById(id);
  if (path) yield linksIn(part, `a[data-path="${CSS.escape(path)}"]`)[0];
  if (fold) yield linksIn(part, `a[data-open="${CSS.escape(fold)}"]`)[0];
  if (field) yield* all(`#${CSS.escape(field)} :is([aria-current], input:not([type=range]))`);
  const inPart = `[data-part="${part}"]`;
  if (rel) yield* [...all(`${inPart} a[rel="${rel}"]`), ...all(`${inPart} a[rel]`)];
  yield* all(`${inPart} :is(a[href], button)`).filter(hasSameLabel);
  yield* all("main :is(a[href], button)").filter(hasSameLabel);
  yield* all("#picture, #view");
}

/** The text of a field where it differs from the one that came with the page. */
const editedText = (field) => (field.matches("input") && field.value !== field.defaultValue ? field.value : null);

/** Keep a text that is being edited; otherwise select the field, as Tab does. */
function continueTyping(field, text) {
  if (text === null) field.select();
  else field.value = text;
}
