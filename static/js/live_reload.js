// Own networks: shows a saved change of their files in place, as a click on a link would.
import { go, isNavigating } from "./navigation.js";

const URL_OF_GENERATIONS = "/own/generations";
const INTERVAL = 500; // milliseconds; a change is to be seen within two seconds
const PAUSE = 2000; // milliseconds, while the server does not answer

let attempted = ""; // the generations for which the page was last fetched, whether it could be shown or not

const shownGenerations = () => JSON.parse(document.querySelector("[data-generations]").dataset.generations);

/** Ask the server for changes, on a server that shows own networks. */
export function mountLiveReload() {
  if (document.querySelector("[data-generations]")) setTimeout(poll, INTERVAL);
}

async function poll() {
  const isReached = document.hidden || isNavigating() || await update();
  setTimeout(poll, isReached ? INTERVAL : PAUSE);
}

/** Show the page again if one of its networks has changed. Returns whether the server answered. */
async function update() {
  const shown = shownGenerations();
  const names = Object.keys(shown);
  if (names.length === 0) return true;
  const present = await fetchGenerations();
  if (!present) return false;
  const now = JSON.stringify(names.map((name) => present[name]));
  if (isNavigating() || now === attempted || now === JSON.stringify(Object.values(shown))) return true;
  attempted = now;
  await go(location.pathname + location.search, { history: "replace" });
  return true;
}

async function fetchGenerations() {
  try {
    const response = await fetch(URL_OF_GENERATIONS);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
