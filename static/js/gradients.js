// The live figure of gradients: run on the server when it is scrolled near, followed while it runs, drawn when it is done.
import { onShown } from "./navigation.js";
import { say } from "./notices.js";
import { patient } from "./retry.js";

const RUNNING = "Running both networks, forward and backward…";
const NEAR = "400px"; // from the window: so far away it is begun, and beyond that given up

let figure = null; // the part of the page that script fills
let running = null; // what ends the present run
let finished = null; // the address of what is drawn
let near = false;

const observer = new IntersectionObserver((entries) => {
  near = entries.at(-1).isIntersecting;
  if (near) begin();
  else giveUp();
}, { rootMargin: NEAR });

export function mountGradients() {
  look();
  onShown(look);
  document.addEventListener("themechange", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  window.addEventListener("pagehide", giveUp);
  window.addEventListener("pageshow", () => near && begin());
}

/** After each change of the page: the same run stays as it is, another one takes its place. */
function look() {
  const fresh = document.querySelector("[data-gradients]");
  if (fresh === figure) return;
  if (figure && fresh?.dataset.gradients === figure.dataset.gradients) return fresh.replaceWith(figure);
  giveUp();
  observer.disconnect();
  finished = null;
  near = false;
  figure = fresh;
  if (figure) observer.observe(figure);
}

const part = (selector) => figure.querySelector(selector);

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const address = () => `${figure.dataset.gradients}&theme=${dark() ? "dark" : "light"}`;

function again() {
  if (near) begin();
}

function giveUp() {
  running?.abort();
  running = null;
}

async function begin() {
  if (!figure || finished === address()) return;
  giveUp();
  const mine = (running = new AbortController());
  const { signal } = mine;
  try {
    const url = address();
    await show(await run(url, signal), url, signal);
    if (!signal.aborted) finished = url;
  } catch (error) {
    if (!signal.aborted) tell(`The gradients cannot be shown. ${error.message}`);
  }
  if (running === mine) running = null;
}

/** What the server says at the end; until then, how far it is. Waits for its turn where another run is under way. */
async function run(url, signal) {
  if (!finished) tell(RUNNING, 0);
  const waits = (seconds) => tell(`Another run is under way on the server. This one is asked for again in ${seconds} s.`);
  const answer = await patient(url, { signal }, waits).catch((error) => {
    throw error.name === "AbortError" ? error : new Error("The server could not be reached.");
  });
  if (!answer.ok) throw new Error(`The server answered with status ${answer.status}.`);
  return last(answer);
}

async function last(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let [rest, news] = ["", {}];
  for (;;) {
    const { value, done } = await reader.read();
    if (done && news.figure) return news;
    if (done) throw new Error("The server's answer broke off.");
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      news = JSON.parse(line);
      if (!news.figure) tell(RUNNING, news.progress);
    }
  }
}

/** What is going on, above an empty chart; `share` is how much is done, where that is known. */
function tell(sentence, share = null) {
  const box = part(".gradient-progress");
  box.hidden = false;
  box.querySelector("progress").hidden = share === null;
  box.querySelector("progress").value = share ?? 0;
  box.querySelector("[data-progress]").textContent = share ? `${sentence} ${Math.round(100 * share)}\u00a0%` : sentence;
}

async function show({ figure: drawn, words, ran, rows }, url, signal) {
  const { showGradients } = await import("./plots.js");
  const { plotly: plotlySrc, title: label } = figure.dataset;
  part(".gradient-progress").hidden = true;
  await showGradients(part(".gradient-chart"), { figure: drawn, figureUrl: url, plotlySrc, label, signal });
  if (signal.aborted) return;
  part("[data-words]").replaceChildren(...words.map((text) => element("li", text)));
  part("[data-ran]").textContent = ran;
  part("tbody").replaceChildren(...rows.map(row));
  part("details").hidden = false;
  if (!finished) say(`The gradients are there. ${words[0]}`);
}

function row([path, ...numbers]) {
  const line = document.createElement("tr");
  const head = element("th", path);
  head.scope = "row";
  line.append(head, ...numbers.map((number) => element("td", number)));
  return line;
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}
