// @ts-check
// The output of a notebook's cell: tooltips, and one level in or out on a click. The page holds no other script of ours,
// so this module and those that it imports are written into the output as one function.
import { bestPosition } from "./tooltip_position.js";

/** @typedef {[string, string]} Pair a label and its value, or a name and the path that it leads to */
/** @typedef {{svg: string, tooltips: Record<string, Pair[]>, crumbs: Pair[], before: Pair?, after: Pair?}} Place */
/** @typedef {{places: Record<string, Place>, operations: Record<string, string>}} Content the operation of each step too */

/** @param {HTMLElement} output */
export async function mountOutput(output) {
  output.dataset.theme = isDark(output) ? "dark" : "light";
  /** @type {Content} */
  const { places, operations } = JSON.parse(await unpacked(output.dataset.places ?? ""));
  delete output.dataset.places;
  const follow = (/** @type {Event} */ event) => {
    const link = /** @type {Element} */ (event.target).closest("[data-open], [data-at]");
    if (link === output || !(link instanceof HTMLElement || link instanceof SVGElement)) return;
    event.preventDefault();
    event.stopPropagation(); // Enter has a meaning for a cell too
    const path = link.dataset.open ?? link.dataset.at ?? "";
    draw(output, places, path in places ? path : operations[path] ?? output.dataset.at);
  };
  output.addEventListener("click", follow);
  output.addEventListener("keydown", (event) => {
    if (event.key === "Enter") follow(event);
  });
  mountTooltips(output, () => places[output.dataset.at ?? ""].tooltips);
  drawBar(output, places, output.dataset.at ?? "");
  output.dataset.ready = "";
}

/** @param {string} base64 */
async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/**
 * Show a place; one that the output does not hold is not shown.
 * @param {HTMLElement} output
 * @param {Record<string, Place>} places
 * @param {string} at
 */
function draw(output, places, at) {
  if (at === output.dataset.at || !(at in places)) return;
  const frame = /** @type {HTMLElement} */ (output.querySelector(".frame"));
  frame.innerHTML = places[at].svg; // drawn and escaped by the library
  output.dataset.at = at;
  drawBar(output, places, at);
  hideTooltip(output);
  frame.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} output
 * @param {Record<string, Place>} places
 * @param {string} at
 */
function drawBar(output, places, at) {
  const { crumbs, before, after } = places[at];
  const bar = /** @type {HTMLElement} */ (output.querySelector(".bar"));
  bar.replaceChildren(...crumbs.map(([name, path]) => button(name, path)));
  bar.lastElementChild?.setAttribute("aria-current", "location");
  for (const [arrow, neighbour] of /** @type {[string, Pair?][]} */ ([["‹", before], ["›", after]])) {
    if (!neighbour) continue;
    const step = button(arrow, neighbour[1]);
    step.className = "step";
    step.setAttribute("aria-label", neighbour[0]);
    bar.append(step);
  }
}

/**
 * @param {string} name
 * @param {string} path
 */
function button(name, path) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  element.dataset.at = path;
  return element;
}

/**
 * @param {HTMLElement} output
 * @param {() => Record<string, Pair[]>} tooltips
 */
function mountTooltips(output, tooltips) {
  const point = (/** @type {Event} */ event) => {
    const volume = /** @type {Element} */ (event.target).closest("a[data-path]");
    if (volume instanceof SVGElement) showTooltip(output, volume, tooltips()[volume.dataset.path ?? ""] ?? []);
    else hideTooltip(output);
  };
  output.addEventListener("pointerover", point);
  output.addEventListener("focusin", point);
  output.addEventListener("pointerleave", () => hideTooltip(output));
}

/** @param {HTMLElement} output */
function hideTooltip(output) {
  /** @type {HTMLElement} */ (output.querySelector(".tooltip")).hidden = true;
  output.querySelector(".pointing")?.classList.remove("pointing");
  for (const element of output.querySelectorAll(".lit")) element.classList.remove("lit");
}

/**
 * @param {HTMLElement} output
 * @param {SVGElement} volume
 * @param {Pair[]} rows
 */
function showTooltip(output, volume, [first = ["", ""], ...rows]) {
  hideTooltip(output);
  const tooltip = /** @type {HTMLElement} */ (output.querySelector(".tooltip"));
  const list = document.createElement("dl");
  for (const [label, value] of rows) list.append(text("dt", label), text("dd", value.replace(", width ", "\nwidth ")));
  const heading = text("h3", volume.dataset.at ?? "");
  heading.append(text("span", ` · ${first[1]}`));
  tooltip.replaceChildren(heading, list);
  tooltip.hidden = false;
  const neighbours = highlight(output, volume);
  place(output, tooltip, volume, neighbours);
}

/**
 * @param {string} tag
 * @param {string} content
 */
const text = (tag, content) => Object.assign(document.createElement(tag), { textContent: content });

/**
 * Highlight a volume with its inputs and outputs; return these.
 * @param {HTMLElement} output
 * @param {SVGElement} volume
 */
function highlight(output, volume) {
  const { inputs = "[]", path = "" } = volume.dataset;
  const sources = JSON.parse(inputs);
  const volumes = [.../** @type {NodeListOf<SVGElement>} */ (output.querySelectorAll("a[data-path]"))];
  const neighbours = volumes.filter(({ dataset }) =>
    sources.includes(dataset.path) || JSON.parse(dataset.inputs ?? "[]").includes(path)
  );
  const links = [.../** @type {NodeListOf<SVGElement>} */ (output.querySelectorAll(".link[data-to]"))];
  const touching = links.filter(({ dataset }) => dataset.from === path || dataset.to === path);
  output.querySelector(".scene")?.classList.add("pointing");
  for (const element of [volume, ...neighbours, ...touching]) element.classList.add("lit");
  return neighbours;
}

/**
 * Move the tooltip beside the volume, inside of the output: what is outside may be cut off.
 * @param {HTMLElement} output
 * @param {HTMLElement} tooltip
 * @param {SVGElement} volume
 * @param {SVGElement[]} neighbours
 */
function place(output, tooltip, volume, neighbours) {
  const origin = output.getBoundingClientRect();
  const box = (/** @type {Element} */ element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return {
      left: left - origin.left,
      top: top - origin.top,
      right: right - origin.left,
      bottom: bottom - origin.top,
    };
  };
  const obstacles = {
    neighbours: neighbours.map(box),
    highlightedLinks: [],
    others: [...output.querySelectorAll(".scene text, .volume")].map(box),
  };
  const [left, top] = bestPosition(box(volume), obstacles, tooltip.getBoundingClientRect(), origin);
  tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}

/**
 * Whether the notebook is dark: by the first background around the output. VS Code and Colab show outputs in a frame
 * without one: there, text that is light means a dark notebook.
 * @param {Element} output
 */
function isDark(output) {
  for (let element = output.parentElement; element; element = element.parentElement) {
    const [lightness, alpha] = lightnessOf(getComputedStyle(element).backgroundColor);
    if (alpha > 0.5) return lightness < 128;
  }
  return lightnessOf(getComputedStyle(output.parentElement ?? output).color)[0] > 128;
}

/**
 * The lightness, 0 to 255, and the opacity of a computed colour.
 * @param {string} colour
 */
function lightnessOf(colour) {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/gu) ?? []).map(Number);
  return [0.299 * red + 0.587 * green + 0.114 * blue, alpha];
}
