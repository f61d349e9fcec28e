// The field that finds a step by its path, with suggestions from all paths of the network.
import { matchingPaths, meantPath, pathAndAncestors } from "./addresses.js";
import { go } from "./navigation.js";
import { warn } from "./notices.js";
import { pageState } from "./state.js";

const MAX_SUGGESTIONS = 60; // a longer list does not help and is slow to show

let cache = { url: null, paths: null }; // promise of the paths of the network searched last

let before = null; // what had the focus when / was pressed

const field = () => document.getElementById("find");

export function mountFind() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
    event.preventDefault();
    before = document.activeElement;
    field().select();
    field().focus();
  });
  for (const type of ["focusin", "input"]) {
    document.addEventListener(type, (event) => {
      if (event.target.id === "find") suggest();
    });
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".find")) return;
    event.preventDefault();
    find(event.target);
  });
}

/** Leave a field: the one that finds a step gives the focus back. */
export function leaveField(input) {
  input.blur();
  if (input === field()) before?.focus({ preventScroll: true });
  before = null;
}

/**
 * Go to the path, or to the first that contains what was typed, and focus its volume; where there is none, the page stays,
 * or shows the place around it, and the field keeps the focus for a correction.
 */
async function find(form) {
  const typed = form.elements.at.value.trim();
  const paths = await allPaths();
  const path = meantPath(paths, typed);
  if (!pathAndAncestors(path).some((each) => paths.includes(each))) {
    warn(`No step of this network has ${typed} in its path.`);
    field().select();
    return;
  }
  const query = new URLSearchParams(new FormData(form));
  query.set("at", path);
  const shown = await go(`${form.getAttribute("action")}?${query}`, { focus: path });
  if (shown && document.activeElement === field()) field().select();
}

async function suggest() {
  const paths = matchingPaths(await allPaths(), field().value.trim(), MAX_SUGGESTIONS);
  const options = paths.map((path) => Object.assign(document.createElement("option"), { value: path }));
  document.getElementById("paths").replaceChildren(...options);
}

/** Every path of the network, fetched once; they do not depend on the input size. */
function allPaths() {
  const url = new URL(pageState().trace, location.origin);
  url.searchParams.delete("size");
  if (cache.url !== url.href) cache = { url: url.href, paths: fetchPaths(url) };
  return cache.paths;
}

/** The paths in the network's trace; without a response, those of the step table. */
async function fetchPaths(url) {
  try {
    const response = await fetch(url);
    const { layers, steps } = await response.json();
    const blocks = layers.flatMap((layer) => layer.blocks);
    const groups = [...layers, ...blocks, ...blocks.flatMap((block) => block.operations)];
    return [...new Set([...groups, ...steps].map(({ path }) => path))];
  } catch {
    cache = { url: null, paths: null }; // so that the next search fetches them again
    return [...document.querySelectorAll(".steps tr[data-step]")].map((row) => row.dataset.step);
  }
}
