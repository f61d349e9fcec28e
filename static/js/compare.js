// Entry point of the comparison.
import { mountCopyButtons } from "./clipboard.js";
import { mountControls } from "./controls.js";
import { mountDownloads } from "./downloads.js";
import { mountKeyboard } from "./keyboard.js";
import { mountLiveReload } from "./live_reload.js";
import { go, mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountOverlay } from "./overlay.js";
import { mountPicker } from "./picker.js";
import { mountPicture } from "./picture.js";
import { mountReveal } from "./reveal.js";
import { mountRoving } from "./roving.js";

/** A value that is typed leads to the URL with it; an empty or usual one leads to the URL without the parameter. */
function mountFields() {
  document.addEventListener("change", ({ target }) => {
    const { to, back, usual } = target.dataset;
    if (!to) return;
    const value = target.value.trim();
    go(value === "" || value === usual ? back : to.replace("__value__", encodeURIComponent(value)));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest(".choice")) event.preventDefault();
  });
}

mountNavigation();
mountPicture();
mountPicker();
mountKeyboard();
mountControls();
mountRoving();
mountFields();
mountOverlay();
mountReveal(); // of what the overlay has put in place
mountDownloads();
mountCopyButtons();
mountNotices();
mountLiveReload();
