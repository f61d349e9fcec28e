// On a phone the controls are a sheet at the foot of the window: a button opens it, another one or Escape closes it.
const settings = () => document.querySelector(".settings");
const opener = () => document.querySelector(".sheet-button");

export function mountSheet() {
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".sheet-button")) show(!settings().classList.contains("open"));
    else if (target.closest("[data-close-sheet]")) show(false);
  });
  document.addEventListener("toggle", ({ target }) => { // the list of networks would open below the sheet
    const isOutside = target.open && target.matches("details") && !target.closest(".controls");
    if (isOutside && settings().classList.contains("open")) settings().classList.remove("open");
    opener().setAttribute("aria-expanded", String(settings().classList.contains("open")));
  }, { capture: true }); // the event does not bubble
  document.addEventListener("keydown", (event) => {
    const isOpen = settings().classList.contains("open") && opener().checkVisibility();
    if (event.key !== "Escape" || !isOpen || event.target.matches("input")) return;
    event.stopPropagation();
    show(false);
  }, { capture: true });
}

function show(open) {
  settings().classList.toggle("open", open);
  opener().setAttribute("aria-expanded", String(open));
  (open ? document.querySelector("[data-close-sheet]") : opener()).focus({ preventScroll: true });
}
