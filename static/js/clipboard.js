// Buttons that copy to the clipboard: a table's text, the link to the page, and the visible code of a card.
import { announce, warn } from "./notices.js";

const CONFIRMED = 1500; // milliseconds for which a button says that it has copied

const confirming = new WeakSet(); // buttons that say so now

export function mountCopyButtons() {
  document.addEventListener("click", ({ target }) => {
    const table = target.closest("[data-copy]");
    if (table) copyTable(table);
    const link = target.closest("[data-copy-link]");
    if (link) copyLink(link);
    const frame = target.closest("[data-copy-embed]");
    if (frame) copyFrame(frame);
    const code = target.closest("[data-copy-code]");
    if (code) copyCode(code);
  });
}

/** Copy the text at the button's URL, or download it where the clipboard is not available. */
async function copyTable(button) {
  const url = button.dataset.copy;
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    warn("The table cannot be copied: the server does not answer.");
    return;
  }
  if (await write(await response.text())) {
    confirm(button, `Copied as ${button.textContent}`);
    return;
  }
  warn("This page has no access to the clipboard. The table is downloaded instead.");
  location.assign(url);
}

async function copyLink(button) {
  if (await write(location.href)) confirm(button, "Link copied");
  else warn(`This page has no access to the clipboard. The link is ${location.href}`);
}

/** Copy an `<iframe>` that shows the page to embed. */
async function copyFrame(button) {
  const { copyEmbed, height, title } = button.dataset;
  const frame = document.createElement("iframe");
  const attributes = { src: new URL(copyEmbed, location.href), title, width: "100%", height, loading: "lazy" };
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  if (await write(frame.outerHTML)) confirm(button, "Frame copied");
  else warn(`This page has no access to the clipboard. The frame is ${frame.outerHTML}`);
}

async function copyCode(button) {
  const shown = [...button.closest("[data-code]").querySelectorAll("pre")].find((code) => code.checkVisibility());
  if (await write(shown.textContent)) confirm(button, "Code copied");
  else warn("This page has no access to the clipboard. Select the code and copy it.");
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function confirm(button, message) {
  announce(message);
  if (confirming.has(button)) return;
  confirming.add(button);
  const label = [...button.childNodes];
  const { width, height } = button.getBoundingClientRect();
  button.style.minWidth = `${width}px`; // so that nothing beside it moves
  button.style.minHeight = `${height}px`;
  button.replaceChildren("Copied");
  setTimeout(() => {
    button.replaceChildren(...label);
    confirming.delete(button);
  }, CONFIRMED);
}
