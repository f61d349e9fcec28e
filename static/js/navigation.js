// Going from one address to another: the new page is fetched and its parts take the place of the old ones.
/** As `focus`: the first volume that is made here. */
export const FIRST = "first";

let pending = null;
let generation = 0;

const listeners = [];

/** Call `listener` each time another address is shown. */
export function onShown(listener) {
  listeners.push(listener);
}

/**
 * Show another address of the explorer. `history` is "push", "replace" or "none"; `keep` names parts that stay
 * as they are (the controls, while one of them is being moved); `focus` is the path to focus in the new picture.
 */
export async function go(href, { history: mode = "push", keep = [], focus = null } = {}) {
  pending?.abort();
  pending = new AbortController();
  const turn = ++generation;
  let response;
  let html;
  try {
    response = await fetch(href, { signal: pending.signal, headers: { Accept: "text/html" } });
    html = await response.text();
  } catch (error) {
    if (error.name !== "AbortError") showError("", "The server does not answer. The picture is the last one that came.");
    return false;
  }
  if (turn !== generation) return false;
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!response.ok) return refuse(page, href);
  if (mode === "push") window.history.pushState(null, "", href);
  if (mode === "replace") window.history.replaceState(null, "", href);
  show(page, keep, focus ?? decodeURIComponent(new URL(href, location.href).hash.slice(1)));
  return true;
}

function show(page, keep, focus) {
  const active = document.activeElement;
  const before = active && { id: active.id, path: active.dataset?.path, href: active.getAttribute?.("href"), label: label(active) };
  document.title = page.title;
  for (const part of page.querySelectorAll("[data-part]")) {
    const name = part.dataset.part;
    const present = document.querySelector(`[data-part="${name}"]`);
    if (keep.includes(name) || !present || present.isEqualNode(part)) continue;
    const open = [...present.querySelectorAll("details[open][id]")].map((details) => details.id);
    present.replaceWith(document.adoptNode(part));
    if (keepsOpen(name)) for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  }
  clearErrors();
  restoreFocus(before, focus);
  for (const listener of listeners) listener();
}

const keepsOpen = (part) => part === "controls";

const label = (element) => element.getAttribute?.("aria-label") ?? element.textContent?.trim();

/** Put the focus on what was asked for, or on what stands where it stood. */
function restoreFocus(before, focus) {
  const scene = document.querySelector(".scene");
  const volumes = [...scene.querySelectorAll("a[data-path]")];
  const wanted = focus === FIRST ? volumes[1] : find(volumes, focus, before?.path);
  if (focus && wanted) {
    wanted.focus({ preventScroll: true });
    wanted.scrollIntoView({ block: "nearest", inline: "center" });
    return;
  }
  if (!before || document.activeElement !== document.body) return;
  const same =
    (before.id && document.getElementById(before.id)) ||
    (before.path && scene.querySelector(`a[data-path="${CSS.escape(before.path)}"]`)) ||
    [...document.querySelectorAll("main a[href], main button")].find((a) => label(a) === before.label) ||
    (before.path && scene.querySelector("a[data-path]"));
  same?.focus({ preventScroll: true });
}

/** The volume that stands for a path, or the last of those inside it: rather the one that had the focus before. */
function find(volumes, path, before) {
  const inside = volumes.filter((a) => a.dataset.at.startsWith(`${path}.`));
  return (
    volumes.find((a) => a.dataset.at === path || a.dataset.path === path) ??
    inside.find((a) => a.dataset.path === before) ??
    inside.at(-1)
  );
}

/** What was asked for is impossible: say so beside the control, and leave the last good picture. */
function refuse(page, href) {
  const error = page.querySelector("[data-error]");
  if (!error) {
    location.assign(href); // not an explorer's answer: let the browser show it
    return false;
  }
  showError(error.dataset.error, error.textContent);
  return false;
}

function clearErrors() {
  for (const error of document.querySelectorAll("[data-script-error]")) error.remove();
}

function showError(option, sentence) {
  clearErrors();
  const error = document.createElement("p");
  error.className = "error";
  error.setAttribute("role", "alert");
  error.dataset.scriptError = "";
  error.textContent = sentence;
  const beside = document.querySelector(`[data-option="${CSS.escape(option)}"]`) ?? document.querySelector(".field.size");
  beside.append(error);
}

function plainLeftClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

const isExplorer = (url) => url.origin === location.origin && /^\/(explore\/[^/]+)?$/.test(url.pathname);

const withoutHash = () => location.pathname + location.search;

export function mountNavigation() {
  let shown = withoutHash();
  onShown(() => (shown = withoutHash()));
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("main a[href]");
    if (!anchor || event.defaultPrevented || !plainLeftClick(event)) return;
    const href = anchor.getAttribute("href");
    if (!isExplorer(new URL(href, location.href))) return;
    event.preventDefault();
    anchor.closest("details.menu:not(#options)")?.removeAttribute("open");
    go(href, { focus: anchor.closest(".scene") && !href.includes("#") ? FIRST : null });
  });
  window.addEventListener("popstate", () => {
    if (withoutHash() !== shown && isExplorer(location)) go(location.href, { history: "none" });
  });
}
