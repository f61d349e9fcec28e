// Find a step: by key, with the paths of the page to choose from.
import { go } from "./navigation.js";

export function mountFind() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
    event.preventDefault();
    document.getElementById("find").focus();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "find") offer();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".find")) return;
    event.preventDefault();
    const path = event.target.elements.at.value.trim();
    const query = new URLSearchParams(new FormData(event.target));
    query.set("at", path);
    document.activeElement.blur();
    go(`${event.target.getAttribute("action")}?${query}`, { focus: path });
  });
}

/** The paths of the table of steps, as suggestions. */
function offer() {
  const rows = [...document.querySelectorAll(".steps tr[data-path]")];
  const options = rows.map((row) => Object.assign(document.createElement("option"), { value: row.dataset.path }));
  document.getElementById("paths").replaceChildren(...options);
}
