// The live gradient chart of the article: runs on the server while it is near the window, and is cancelled otherwise.
import { onPageChange } from "./navigation.js";
import { announce } from "./notices.js";
import { onColourSchemeChange, withColourScheme } from "./plot_loader.js";
import { fetchWithRetry } from "./retry.js";
import { textElement } from "./tooltip.js";

const RUNNING = "Running both networks, forward and backward…";
const NEAR = "400px"; // distance to the window at which a run starts, and beyond which it is cancelled

let figure = null; // the part of the page that script fills
let run = null; // AbortController of the run under way
let shownUrl = null; // URL of the run whose chart is shown
let isNear = false;

const onIntersection = (entries) => {
  isNear = entries.at(-1).isIntersecting;
  if (isNear) start();
  else cancel();
};
const observer = new IntersectionObserver(onIntersection, { rootMargin: NEAR });

export function mountGradients() {
  attach();
  onPageChange(attach);
  onColourSchemeChange(startIfNear);
  window.addEventListener("pagehide", cancel);
  window.addEventListener("pageshow", startIfNear);
}

/** After a change of the page, keep the figure if its run is the same; otherwise cancel it and observe the new one. */
function attach() {
  const next = document.querySelector("[data-gradients]");
  if (next === figure) return;
  if (figure && next?.dataset.gradients === figure.dataset.gradients) {
    next.replaceWith(figure);
    return;
  }
  cancel();
  observer.disconnect();
  shownUrl = null;
  isNear = false;
  figure = next;
  if (figure) observer.observe(figure);
}

const part = (selector) => figure.querySelector(selector);

function startIfNear() {
  if (isNear) start();
}

function cancel() {
  run?.abort();
  run = null;
}

async function start() {
  const url = figure && withColourScheme(figure.dataset.gradients);
  if (!url || shownUrl === url) return;
  cancel();
  const own = new AbortController();
  run = own;
  try {
    await show(await fetchResult(url, own.signal), url, own.signal);
    if (!own.signal.aborted) shownUrl = url;
  } catch (error) {
    if (!own.signal.aborted) showProgress(`The gradients cannot be shown. ${error.message}`);
  }
  if (run === own) run = null;
}

/** The last line of the server's stream; the lines before it report progress. */
async function fetchResult(url, signal) {
  if (!shownUrl) showProgress(RUNNING, 0);
  const onRetry = (seconds) => showProgress(`Another run is in progress on the server. Retrying in ${seconds} s.`);
  const response = await fetchWithRetry(url, { signal }, onRetry).catch((error) => {
    throw error.name === "AbortError" ? error : new Error("The server could not be reached.");
  });
  if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
  let last = {};
  for await (const line of lines(response.body)) {
    last = JSON.parse(line);
    if (!last.figure) showProgress(RUNNING, last.progress);
  }
  if (!last.figure) throw new Error("The server's response ended early.");
  return last;
}

/** The complete lines of a stream of bytes. */
async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const parts = (rest + chunk.value).split("\n");
    rest = parts.pop();
    yield* parts;
  }
}

/** Show a message above the empty chart; `share` is the finished part of the run, where it is known. */
function showProgress(message, share = null) {
  const box = part(".gradient-progress");
  box.hidden = false;
  const bar = box.querySelector("progress");
  bar.hidden = share === null;
  bar.value = share ?? 0;
  box.querySelector("[data-progress]").textContent = share ? `${message} ${Math.round(100 * share)}\u00A0%` : message;
}

async function show({ figure: plotly, words, ran, rows }, url, signal) {
  const { showGradients } = await import("./plots.js");
  const { plotly: plotlySrc, title: label } = figure.dataset;
  part(".gradient-progress").hidden = true;
  await showGradients(part(".gradient-chart"), { figure: plotly, figureUrl: url, plotlySrc, label, signal });
  if (signal.aborted) return;
  part("[data-words]").replaceChildren(...words.map((text) => textElement("li", text)));
  part("[data-ran]").textContent = ran;
  part("tbody").replaceChildren(...rows.map(tableRow));
  part("details").hidden = false;
  if (!shownUrl) announce(`The gradients are shown. ${words[0]}`);
}

function tableRow([path, ...numbers]) {
  const row = document.createElement("tr");
  const header = Object.assign(textElement("th", path), { scope: "row" });
  row.append(header, ...numbers.map((number) => textElement("td", number)));
  return row;
}
