// Navigation without a page load: the next page is fetched and its parts replace those of the present one.
import { pageKind, pathAndAncestors, withRequested } from "./addresses.js";
import { playMotion, rememberPicture } from "./motion.js";
import { currentFocus, FIRST, rememberFocus, restoreFocus, UNFOLDED } from "./focus.js";
import { announcePage, clearNotices, showFieldError, startWaiting, stopWaiting, warn } from "./notices.js";
import { fetchWithRetry } from "./retry.js";
import { readingPosition, rememberScroll, scrollToPosition } from "./scrolling.js";
import { pageState } from "./state.js";

const MAX_PRESS = 1500; // milliseconds for which a page waits for the release of a button
const NOT_REACHED = "The server does not answer. The picture shown is the last one received.";

let request = null; // AbortController of the request under way
let generation = 0;
let isTraversing = false; // back or forward was pressed, and the page has not arrived
let requested = null; // the URL of a page that was requested and has not arrived
let press = null; // promise with resolvers: a button or a finger is released, and its click has been handled
let pendingHistoryEntry = false; // a push was superseded by another request before its page arrived
let currentUrl = urlWithoutHash(); // of the page that is shown

const drag = { next: null, isUnderWay: false }; // the page that a drag asked for while another was on its way

const readingPositions = new Map(); // URL → reading position when it was last shown
const listeners = [];

/** Call `listener` after each change of the page. */
export function onPageChange(listener) {
  listeners.push(listener);
}

/** Whether another page was requested and has not arrived. */
export function isNavigating() {
  return requested !== null;
}

/**
 * Show another page of the same kind. `history` is "push", "replace" or "none"; `keep` names parts that are not replaced,
 * such as controls that are being dragged; `focus` is what to focus in the new picture. Unless `whileDragging`, nothing is
 * replaced between the press and the release of a button: what is pressed would not be clicked. Returns whether the page was
 * shown.
 */
export async function go(href, { history: mode = "push", keep = [], focus = null, whileDragging = false } = {}) {
  const before = rememberFocus();
  const url = new URL(href, location.href);
  const isCurrent = url.pathname + url.search === urlWithoutHash();
  drag.next = null;
  request?.abort();
  request = new AbortController();
  generation += 1;
  const own = generation;
  pendingHistoryEntry = mode === "push" ? !isCurrent : mode === "replace" && pendingHistoryEntry;
  isTraversing = mode === "none";
  requested = url;
  startWaiting();
  const response = await fetchPage(href, request.signal);
  if (!whileDragging) await press?.promise;
  if (own !== generation) return false;
  isTraversing = false;
  requested = null;
  stopWaiting();
  if (!response?.ok) return showError(response?.page, href, currentFocus(before));
  updateHistory(href, mode, isCurrent);
  const position = mode === "none" ? readingPositions.get(urlWithoutHash()) : undefined;
  const focused = currentFocus(before); // before the parts are replaced
  showPage(response.page, keep, position ?? readingPosition(), () => {
    restoreFocus(focused, focus ?? decodeURIComponent(url.hash.slice(1)));
  });
  return true;
}

/** As `go`, for the steps of a drag: one request at a time; of the pages asked for meanwhile, the last one is shown. */
export async function goWhileDragging(href, options) {
  drag.next = { href, options };
  if (drag.isUnderWay) return;
  drag.isUnderWay = true;
  try {
    while (drag.next) {
      const step = drag.next;
      drag.next = null;
      await go(step.href, { ...step.options, whileDragging: true });
    }
  } finally {
    drag.isUnderWay = false;
  }
}

function updateHistory(href, mode, isCurrent) {
  if (pendingHistoryEntry && !isCurrent) {
    window.history.pushState(null, "", href);
    pendingHistoryEntry = false;
  } else if (mode !== "none") window.history.replaceState(null, "", href);
}

/** Cancel a traversal: back and forward again, before a page arrived. */
function cancelTraversal() {
  request.abort();
  generation += 1;
  isTraversing = false;
  requested = null;
  pendingHistoryEntry = false;
  stopWaiting();
  clearNotices();
}

/** The parsed page at a URL, or `null` where the server cannot be reached. */
async function fetchPage(href, signal) {
  try {
    const response = await fetchWithRetry(href, { signal, headers: { Accept: "text/html" } }, (seconds) => {
      if (!signal.aborted) warn(`The server is busy. Retrying in ${seconds} s.`);
    });
    const html = await response.text();
    return { ok: response.ok, page: new DOMParser().parseFromString(html, "text/html") };
  } catch {
    return null;
  }
}

function showPage(page, keep, position, focus) {
  const restoreScroll = rememberScroll();
  const picture = rememberPicture();
  document.title = page.title;
  for (const part of page.querySelectorAll("[data-part]")) {
    if (!keep.includes(part.dataset.part)) replacePart(part);
  }
  clearNotices();
  restoreScroll();
  focus();
  scrollToPosition(position);
  currentUrl = urlWithoutHash();
  readingPositions.set(currentUrl, position);
  for (const listener of listeners) listener();
  playMotion(picture);
  announcePage();
}

/** Replace a part of the page if it differs. What is open in it stays open: a link in a menu closes its own menu. */
function replacePart(part) {
  const name = part.dataset.part;
  const present = document.querySelector(`[data-part="${name}"]`);
  if (!present || present.isEqualNode(part)) return;
  const open = [...present.querySelectorAll("details[open][id]")].map(({ id }) => id);
  present.replaceWith(document.adoptNode(part));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
}

/** Show the error of a page, or that there was no response, and leave the picture as it is. */
function showError(page, href, before) {
  const error = page?.querySelector("[data-error]");
  if (error) showFieldError(error.dataset.error, error.textContent, page.querySelector("[data-instead]"));
  else if (page) location.assign(href); // a page of another kind, such as 404: the browser shows it
  else warn(NOT_REACHED);
  restoreFocus(before, null);
  return false;
}

/** Change the URL of the page that is shown, without a history entry. */
export function replaceUrl(href) {
  window.history.replaceState(window.history.state, "", href);
  currentUrl = urlWithoutHash();
}

function isPlainLeftClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

function isSameKind(url) {
  const kind = pageKind(url.pathname);
  return url.origin === location.origin && kind !== undefined && kind === pageKind(location.pathname);
}

function urlWithoutHash() {
  return location.pathname + location.search;
}

/** Not during a traversal: until its page arrives, the browser scrolls the present page to the other one's position. */
function rememberReadingPosition() {
  if (urlWithoutHash() === currentUrl) readingPositions.set(currentUrl, readingPosition());
}

/** What to focus after a link: going in, the first volume; going out, the volume that was left. */
function focusAfter(link) {
  if (link.matches("[data-open], .folded a")) return UNFOLDED;
  if (link.closest(".crumbs")) return pathAndAncestors(pageState().at);
  const scene = link.closest(".scene, .bars");
  if (!scene || link.getAttribute("href").includes("#")) return null;
  return scene.dataset.view === "operation" ? link.dataset.path : FIRST;
}

function onClick(event) {
  const link = event.target.closest(":is(main, [data-part]) a[href]");
  if (!link || event.defaultPrevented || !isPlainLeftClick(event)) return;
  const href = link.getAttribute("href");
  const url = new URL(href, location.href);
  if (!isSameKind(url) || (url.hash && url.pathname + url.search === urlWithoutHash())) return;
  event.preventDefault();
  const isRevealed = link.matches("[data-reveals]"); // by reveal.js; its fragment is for pages without script
  const target = isRevealed ? url.pathname + url.search : href;
  // A value that was typed before is on its way: the click goes on from there.
  go(requested && !isTraversing ? withRequested(target, currentUrl, requested) : target, { focus: focusAfter(link) });
  link.closest("details.menu:not(#options)")?.removeAttribute("open");
}

function onPress() {
  press = Promise.withResolvers();
  setTimeout(press.resolve, MAX_PRESS);
}

function onRelease() {
  if (press) setTimeout(press.resolve); // after the click
}

export function mountNavigation() {
  window.addEventListener("pointerdown", onPress, { capture: true });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, onRelease, { capture: true });
  document.addEventListener("click", onClick);
  window.addEventListener("popstate", () => {
    if (urlWithoutHash() !== currentUrl && isSameKind(location)) go(location.href, { history: "none" });
    else if (isTraversing) cancelTraversal();
  });
  document.addEventListener("scrollend", rememberReadingPosition);
}
