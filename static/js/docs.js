// Entry point of the API's reference: the page's own origin in examples, one language for all of them, copy buttons.
import { mountCopyButtons } from "./clipboard.js";
import { mountNotices } from "./notices.js";

const KEY = "language";

function mountOrigin() {
  for (const element of document.querySelectorAll("[data-origin]")) element.textContent = location.origin;
}

/** Show all examples in the language chosen last, here or on an earlier visit. */
function mountLanguages() {
  choose(storedLanguage());
  document.addEventListener("change", ({ target }) => {
    if (!target.closest("[data-languages]")) return;
    const top = target.getBoundingClientRect().top;
    choose(target.value);
    scrollBy({ top: target.getBoundingClientRect().top - top, behavior: "instant" }); // examples above have changed too
    try {
      localStorage.setItem(KEY, target.value);
    } catch {
      // without access to storage the language is kept for this page only
    }
  });
}

function storedLanguage() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function choose(language) {
  for (const input of document.querySelectorAll("[data-languages] input")) {
    if (input.value === language) input.checked = true;
  }
}

mountOrigin();
mountLanguages();
mountCopyButtons();
mountNotices();
