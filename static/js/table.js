// Table 1 comes alive: another size without a new page, the volumes of a cell beside it, copies for the clipboard.
import { mountCells } from "./table_tooltip.js";
import { mountCopies } from "./clipboard.js";
import { go, mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";

/** A size that was typed is an address like any other. */
function mountSizes() {
  document.addEventListener("change", (event) => event.target.closest(".table-controls")?.requestSubmit());
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".table-controls")) return;
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value.trim());
    const query = new URLSearchParams(given).toString();
    go(query ? `/table?${query}` : "/table");
  });
}

mountNavigation();
mountSizes();
mountCells();
mountCopies();
mountNotices();
