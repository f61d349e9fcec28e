// Find a step: by key, with all paths of the network to choose from.
import { go } from "./navigation.js";
import { pageState } from "./state.js";

const OFFERED = 60; // paths at a time: more are no help, and slow to show

let known = { address: null, paths: null }; // of the network that was searched last

const field = () => document.getElementById("find");

export function mountFind() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
    event.preventDefault();
    field().select();
    field().focus();
  });
  for (const occasion of ["focusin", "input"]) {
    document.addEventListener(occasion, (event) => {
      if (event.target.id === "find") offer();
    });
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".find")) return;
    event.preventDefault();
    find(event.target);
  });
}

/** Go there, and on to the very step; what does not exist can be corrected where it was typed. */
async function find(form) {
  const path = form.elements.at.value.trim();
  const query = new URLSearchParams(new FormData(form));
  query.set("at", path);
  const found = await go(`${form.getAttribute("action")}?${query}`, { focus: path });
  if (found && document.activeElement === field()) field().select();
}

/** The paths that what is typed occurs in, as suggestions; those that begin with it come first. */
async function offer() {
  const paths = await every();
  const typed = field().value.trim();
  const found = paths.filter((path) => path.includes(typed)).sort((a, b) => b.startsWith(typed) - a.startsWith(typed));
  const options = found.slice(0, OFFERED).map((path) => Object.assign(document.createElement("option"), { value: path }));
  document.getElementById("paths").replaceChildren(...options);
}

/** Every path of this network, asked for once; without an answer, those of the table. They are the same at any size. */
function every() {
  const url = new URL(pageState().trace, location.origin);
  url.searchParams.delete("size");
  if (known.address !== url.href) known = { address: url.href, paths: ask(url) };
  return known.paths;
}

async function ask(url) {
  try {
    const { layers, steps } = await (await fetch(url)).json();
    const blocks = layers.flatMap((layer) => layer.blocks);
    const groups = [...layers, ...blocks, ...blocks.flatMap((block) => block.operations)];
    return [...new Set([...groups, ...steps].map(({ path }) => path))];
  } catch {
    known = { address: null, paths: null }; // so that it is asked for again
    return [...document.querySelectorAll(".steps tr[data-step]")].map((row) => row.dataset.step);
  }
}
