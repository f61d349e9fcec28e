// On a phone the controls are a sheet at the foot of the window: a button opens it, another one or Escape closes it.
const settings = () => document.querySelector(".settings");
const opener = () => document.querySelector(".sheet-button");

export function mountSheet() {
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".sheet-button")) show(!settings().classList.contains("open"));
    else if (target.closest("[data-close-sheet]")) show(false);
  });
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
