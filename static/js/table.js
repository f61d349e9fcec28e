// Entry point of Table 1.
import { mountCopyButtons } from "./clipboard.js";
import { go, mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountRoving } from "./roving.js";
import { mountCellTooltips } from "./table_tooltip.js";

/** A size that is typed is part of the URL; an empty one is not. */
function mountSizes() {
  document.addEventListener("change", (event) => event.target.closest(".table-controls")?.requestSubmit());
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".table-controls")) return;
    event.preventDefault();
    const sizes = [...new FormData(event.target)].filter(([, value]) => value.trim());
    const query = new URLSearchParams(sizes).toString();
    go(query ? `/table?${query}` : "/table");
  });
}

mountNavigation();
mountSizes();
mountRoving();
mountCellTooltips();
mountCopyButtons();
mountNotices();
