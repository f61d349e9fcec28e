// Going from one address to another: the new page is fetched and its parts take the place of the old ones.
import { FIRST, latest, remember, restore, UNFOLDED } from "./focus.js";
import { announce, clearNotices, refuseField, startWaiting, stopWaiting, warn } from "./notices.js";
import { patient } from "./retry.js";
import { reading, readOn, rememberScroll } from "./scrolling.js";
import { pageState } from "./state.js";

let pending = null;
let generation = 0;
let returning = false; // back or forward, to an address whose page has not come yet
let owed = false; // an entry in the history that was asked for, and overtaken before its page came
let shown = withoutHash();

const places = new Map(); // the address of a page that was shown → where one read there

const listeners = [];

/** Call `listener` each time another address is shown. */
export function onShown(listener) {
  listeners.push(listener);
}

/**
 * Show another address of this kind of page. `history` is "push", "replace" or "none"; `keep` names parts that stay
 * as they are (the controls, while one of them is being moved); `focus` is what to focus in the new picture.
 */
export async function go(href, { history: mode = "push", keep = [], focus = null } = {}) {
  const before = remember();
  const url = new URL(href, location.href);
  const same = url.pathname + url.search === withoutHash();
  pending?.abort();
  pending = new AbortController();
  const turn = ++generation;
  owed = mode === "push" ? !same : mode === "replace" && owed;
  returning = mode === "none";
  startWaiting();
  const answer = await ask(href, pending.signal);
  if (turn !== generation) return false;
  returning = false;
  stopWaiting();
  if (!answer?.ok) return refuse(answer?.page, href, latest(before));
  if (owed && !same) {
    window.history.pushState(null, "", href);
    owed = false;
  } else if (mode !== "none") window.history.replaceState(null, "", href);
  const place = mode === "none" ? places.get(withoutHash()) : undefined;
  show(answer.page, keep, latest(before), focus ?? decodeURIComponent(url.hash.slice(1)), place);
  return true;
}

/** Whoever went back has come forward again before a page came: what is shown is right. */
function stay() {
  pending.abort();
  generation += 1;
  returning = owed = false;
  stopWaiting();
  clearNotices();
}

/** The page at an address, or `null` where none comes. */
async function ask(href, signal) {
  try {
    const response = await patient(href, { signal, headers: { Accept: "text/html" } }, (seconds) => {
      if (!signal.aborted) warn(`The server has no room just now. This is asked for again in ${seconds} s.`);
    });
    const html = await response.text();
    return { ok: response.ok, page: new DOMParser().parseFromString(html, "text/html") };
  } catch {
    return null;
  }
}

function show(page, keep, before, focus, place = reading()) {
  const scrollBack = rememberScroll();
  document.title = page.title;
  for (const part of page.querySelectorAll("[data-part]")) {
    const name = part.dataset.part;
    const present = document.querySelector(`[data-part="${name}"]`);
    if (keep.includes(name) || !present || present.isEqualNode(part)) continue;
    const open = [...present.querySelectorAll("details[open][id]")].map((details) => details.id);
    present.replaceWith(document.adoptNode(part));
    if (keepsOpen(name)) for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  }
  clearNotices();
  scrollBack();
  restore(before, focus);
  readOn(place);
  shown = withoutHash();
  places.set(shown, place);
  for (const listener of listeners) listener();
  announce();
}

const keepsOpen = (part) => part === "controls";

/** What was asked for is impossible, or nobody answers: say so, and leave the last good picture. */
function refuse(page, href, before) {
  const error = page?.querySelector("[data-error]");
  if (error) refuseField(error.dataset.error, error.textContent);
  else if (page) location.assign(href); // not an answer of such a page: let the browser show it
  else warn("The server does not answer. The picture is the last one that came.");
  restore(before, null);
  return false;
}

function plainLeftClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

/** The kind of page at an address: `explore`, `embed`, `article`, `table` or `compare`, for addresses of pages and not of files. */
function kind({ pathname }) {
  if (pathname === "/" || /^\/explore\/[^/]+$/.test(pathname)) return "explore";
  if (/^\/embed\/[^/]+$/.test(pathname)) return "embed";
  return /^\/(article|table|compare)$/.exec(pathname)?.[1];
}

const isSameKind = (url) => url.origin === location.origin && kind(url) !== undefined && kind(url) === kind(location);

function withoutHash() {
  return location.pathname + location.search;
}

/** Not while going back or forward: until its page has come, the browser scrolls what is shown to where that one was. */
function rememberReading() {
  if (withoutHash() === shown) places.set(shown, reading());
}

/** What a link wants focused where it leads: on the way in the first volume, on the way out that which one came from. */
function focusAfter(anchor) {
  if (anchor.matches("[data-open], .folded a")) return UNFOLDED;
  if (anchor.closest(".crumbs")) return outwards(pageState().at);
  const scene = anchor.closest(".scene");
  if (!scene || anchor.getAttribute("href").includes("#")) return null;
  return scene.dataset.view === "operation" ? anchor.dataset.path : FIRST;
}

/** `layer2.0.1`, `layer2.0`, `layer2`. */
function outwards(path) {
  const parts = path.split(".");
  return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join("."));
}

export function mountNavigation() {
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest(":is(main, [data-part]) a[href]");
    if (!anchor || event.defaultPrevented || !plainLeftClick(event)) return;
    const href = anchor.getAttribute("href");
    const url = new URL(href, location.href);
    if (!isSameKind(url) || (url.hash && url.pathname + url.search === withoutHash())) return;
    event.preventDefault();
    go(href, { focus: focusAfter(anchor) });
    anchor.closest("details.menu:not(#options)")?.removeAttribute("open");
  });
  window.addEventListener("popstate", () => {
    if (withoutHash() !== shown && isSameKind(location)) go(location.href, { history: "none" });
    else if (returning) stay();
  });
  document.addEventListener("scrollend", rememberReading);
}
