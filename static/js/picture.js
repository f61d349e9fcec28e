// Pointing at volumes, by mouse, finger, focus or the table: the readout, and what it is made from and goes into.
import { onShown } from "./navigation.js";
import { place } from "./tooltip_position.js";
import { pageData, pageState } from "./state.js";

let pointed = null;

const tooltip = () => document.getElementById("tooltip");
const scene = () => document.querySelector("#picture .scene"); // the one that a table stands beside
const volumeOf = (target) => target.closest?.(".scene a[data-path]");

export function mountPicture() {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const volume = volumeOf(event.target);
    if (volume) point(volume, true);
    else if (event.target.closest?.(".steps tr[data-step]")) point(drawnFor(event.target.closest("tr").dataset.step), false);
    else if (pointed && pointed !== document.activeElement) clear();
  });
  document.documentElement.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") clear(); // a finger leaves after every tap
  });
  document.addEventListener("focusin", (event) => {
    const volume = volumeOf(event.target);
    if (volume?.matches(":focus-visible")) point(volume, true);
    else if (event.target.closest?.(".steps tr[data-step]")) point(drawnFor(event.target.closest("tr").dataset.step), false);
    else clear();
  });
  document.addEventListener("click", tapped, { capture: true });
  window.addEventListener("scroll", () => pointed && tooltip().hidden === false && place(tooltip(), pointed, neighbours(pointed)), { capture: true, passive: true });
  onShown(() => {
    clear();
    const focused = volumeOf(document.activeElement ?? document.body);
    if (focused?.matches(":focus-visible")) point(focused, true);
    markHere();
  });
  markHere();
}

/** A first tap reads a volume out, a second one goes in. */
function tapped(event) {
  if (event.pointerType !== "touch") return;
  const volume = volumeOf(event.target);
  if (!volume) return clear();
  if (volume === pointed) return;
  event.preventDefault();
  event.stopPropagation();
  point(volume, true);
}

/** The step that the address names, where it is one of several in the picture. */
function markHere() {
  if (!scene()) return;
  const step = new URLSearchParams(location.search).get("at");
  for (const volume of scene().querySelectorAll("a[data-path]")) {
    volume.classList.toggle("here", volume.dataset.path === step && pageState().at !== step);
  }
}

/** The volume that stands for a step: its own, or that of the operation or block it belongs to. */
function drawnFor(path) {
  const volumes = [...scene().querySelectorAll("a[data-path]")];
  return (
    volumes.find((volume) => volume.dataset.path === path) ??
    volumes.find((volume) => path.startsWith(`${volume.dataset.at}.`)) ??
    volumes.find((volume) => pageData(volume).covers[volume.dataset.path]?.includes(path))
  );
}

export function clear() {
  if (!pointed) return;
  pointed.removeAttribute("aria-describedby");
  pointed.closest(".scene")?.classList.remove("pointing");
  pointed = null;
  tooltip().hidden = true;
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
}

function point(volume, withReadout) {
  if (!volume) return clear();
  if (volume === pointed && withReadout !== tooltip().hidden) return;
  clear();
  pointed = volume;
  volume.closest(".scene").classList.add("pointing");
  const near = neighbours(volume);
  for (const lit of [volume, ...near, ...links(volume)]) lit.classList.add("lit");
  lightRows(volume);
  if (!withReadout) return;
  write(volume);
  volume.setAttribute("aria-describedby", "tooltip");
  place(tooltip(), volume, near);
}

/** The drawn volumes that this one is made from, and those made from it. */
function neighbours(volume) {
  const inputs = volume.dataset.inputs.split(" ");
  return [...volume.closest(".scene").querySelectorAll("a[data-path]")].filter(
    (other) => other !== volume && (inputs.includes(other.dataset.path) || other.dataset.inputs.split(" ").includes(volume.dataset.path)),
  );
}

function links(volume) {
  const path = CSS.escape(volume.dataset.path);
  return volume.closest(".scene").querySelectorAll(`[data-from="${path}"], [data-to="${path}"]`);
}

function lightRows(volume) {
  const frame = document.querySelector(".steps .table");
  if (!frame) return;
  const { path, at } = volume.dataset;
  const own = [path, ...(pageData(volume).covers[path] ?? [])];
  const rows = [...document.querySelectorAll(".steps tr[data-step]")].filter(
    (row) => own.includes(row.dataset.step) || row.dataset.step.startsWith(`${at}.`),
  );
  for (const row of rows) row.classList.add("lit");
  if (!rows.length || frame.matches(":hover, :focus-within")) return;
  const head = frame.querySelector("thead").getBoundingClientRect();
  frame.scrollTop += rows[0].getBoundingClientRect().top - head.bottom;
}

function write(volume) {
  const [[, what], ...rows] = pageData(volume).tooltips[volume.dataset.path];
  const heading = document.createElement("h3");
  heading.textContent = volume.dataset.at;
  const kind = document.createElement("span");
  kind.textContent = ` · ${what}`;
  heading.append(kind);
  const list = document.createElement("dl");
  for (const [label, value] of rows) {
    list.append(Object.assign(document.createElement("dt"), { textContent: label }));
    list.append(Object.assign(document.createElement("dd"), { textContent: value.replace(", width ", "\nwidth ") }));
  }
  tooltip().replaceChildren(heading, list);
  tooltip().hidden = false;
}
