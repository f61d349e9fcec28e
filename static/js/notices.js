// Messages: errors beside their field or at the foot of the window, announcements to screen readers, and busy state.

const BUSY_DELAY = 200; // milliseconds without a response before the page is shown as busy
const ANNOUNCE_DELAY = 400; // milliseconds without another change before a change is announced

let busyTimer = null;
let announceTimer = null;

let edited = null; // the field of one of several networks that was changed last

const toast = Object.assign(document.createElement("p"), { className: "toast", hidden: true });

export function mountNotices() {
  toast.setAttribute("role", "alert");
  toast.addEventListener("click", () => {
    toast.hidden = true;
  });
  document.body.append(toast);
  document.addEventListener("change", ({ target }) => {
    edited = target.closest(".compared-network .field");
  });
}

/** Show an error at the foot of the window until something succeeds or it is clicked. */
export function warn(message) {
  if (toast.textContent !== message || toast.hidden) toast.textContent = message; // setting it again would repeat it
  toast.hidden = false;
}

/**
 * Show that an option's value is impossible, beside its field; without such a field, at the foot of the window. Of several
 * networks, the field is the one that was edited.
 * `suggestions` is the page's element with links to possible values, or null.
 */
export function showFieldError(option, message, suggestions) {
  clearNotices();
  const field = edited?.isConnected ? edited : document.getElementById(`field-${option}`);
  edited = null; // the next error may be of another control
  if (!field) {
    warn(message);
    if (suggestions) toast.append(suggestions);
    return;
  }
  const error = Object.assign(document.createElement("p"), { className: "error", textContent: message });
  error.setAttribute("role", "alert");
  error.dataset.scriptError = "";
  field.closest("details")?.setAttribute("open", "");
  field.after(error); // beside it, where a long message does not make it wider
  if (suggestions) {
    suggestions.dataset.scriptError = "";
    error.after(suggestions);
  }
  error.scrollIntoView({ block: "nearest" });
}

export function clearNotices() {
  toast.hidden = true;
  for (const error of document.querySelectorAll("[data-script-error]")) error.remove();
}

/** Announce a message to screen readers. */
export function announce(message) {
  document.getElementById("status").textContent = message;
}

/** Announce the page that is shown, once it has stopped changing. */
export function announcePage() {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => announce(pageSummary()), ANNOUNCE_DELAY);
}

/** `ResNet-34, layer2: input 224×224×3`, followed by the notices of the page; on other pages, their title. */
function pageSummary() {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent.trim());
  if (!document.querySelector(".crumbs")) return document.title;
  const place = texts(".crumbs li").join(", ");
  return [`${place}: ${texts(".head .input").join("")}`, ...texts(".notice[role=status]")].join(". ");
}

/** Show the page as busy if no response comes soon. */
export function startWaiting() {
  busyTimer ??= setTimeout(() => document.querySelector("main").setAttribute("aria-busy", "true"), BUSY_DELAY);
}

export function stopWaiting() {
  clearTimeout(busyTimer);
  busyTimer = null;
  document.querySelector("main").removeAttribute("aria-busy");
}
