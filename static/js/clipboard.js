// A text of the server's on the clipboard; where that is closed, as a file.
import { say, warn } from "./notices.js";

export function mountCopies() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
}

async function copy(button) {
  const answer = await fetch(button.dataset.copy).catch(() => null);
  if (!answer?.ok) return warn("The table cannot be copied: the server does not answer.");
  try {
    await navigator.clipboard.writeText(await answer.text());
  } catch {
    warn("The clipboard is closed to this page. The table comes as a file instead.");
    return location.assign(button.dataset.copy);
  }
  const label = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = label), 1500);
  say(`Copied as ${label}`);
}
