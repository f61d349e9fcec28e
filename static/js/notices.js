// What is said beside the picture: what is impossible, at its field; what failed, at the foot of the window; what is
// shown now, to a screen reader; and, after a while, that an answer is still awaited.

const SLOW = 200; // milliseconds without an answer before that is worth showing
const SETTLED = 400; // milliseconds without another change before one is read out

let waiting = null;
let reading = null;

const toast = Object.assign(document.createElement("p"), { className: "toast", hidden: true });

/** Something failed that is no field's doing. It stays until something succeeds, or until it is clicked away. */
export function warn(sentence) {
  if (toast.textContent !== sentence || toast.hidden) toast.textContent = sentence; // else it would be read out again
  toast.hidden = false;
}

/** Beside the field of an option, that its value is impossible; without such a field, where everything else is said. */
export function refuseField(option, sentence) {
  clearNotices();
  const field = document.getElementById(`field-${option}`);
  if (!field) return warn(sentence);
  const error = Object.assign(document.createElement("p"), { className: "error", textContent: sentence });
  error.setAttribute("role", "alert");
  error.dataset.scriptError = "";
  field.closest("details")?.setAttribute("open", "");
  field.append(error);
  error.scrollIntoView({ block: "nearest" });
}

export function clearNotices() {
  toast.hidden = true;
  for (const error of document.querySelectorAll("[data-script-error]")) error.remove();
}

/** For a screen reader only. */
export function say(sentence) {
  document.getElementById("status").textContent = sentence;
}

/** Read out what is shown, once nothing changes any more. */
export function announce() {
  clearTimeout(reading);
  reading = setTimeout(() => say(shown()), SETTLED);
}

/** `ResNet-34, layer2: layer2 · input 224×224×3`, and what else the page has to say; of other pages their title. */
function shown() {
  const words = (selector) => [...document.querySelectorAll(selector)].map((part) => part.textContent.trim());
  if (!document.querySelector(".crumbs")) return document.title;
  const way = words(".crumbs li").join(", ");
  return [`${way}: ${words(".head .input").join("")}`, ...words(".notice[role=status]")].join(". ");
}

/** An answer is awaited; whoever waits long enough is shown so. */
export function startWaiting() {
  waiting ??= setTimeout(() => document.querySelector("main").setAttribute("aria-busy", "true"), SLOW);
}

export function stopWaiting() {
  clearTimeout(waiting);
  waiting = null;
  document.querySelector("main").removeAttribute("aria-busy");
}

export function mountNotices() {
  toast.setAttribute("role", "alert");
  toast.addEventListener("click", () => (toast.hidden = true));
  document.body.append(toast);
}
