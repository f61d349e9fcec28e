// By keyboard alone: arrows go along the flow, Enter goes in (a volume is a link), Escape comes out.
import { takenBack } from "./controls.js";
import { go } from "./navigation.js";
import { clear } from "./picture.js";
import { pageState } from "./state.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export function mountKeyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return escape(event);
    if (event.target.closest("input, textarea, select, .figure, .walk")) return;
    if (event.key in STEPS) along(event, STEPS[event.key]);
    if (event.key === "Home" || event.key === "End") along(event, event.key === "Home" ? -Infinity : Infinity);
  });
}

function along(event, by) {
  const here = document.activeElement;
  const view = here === document.body ? document.getElementById("picture") : here.closest("#view, [data-figure]");
  const volumes = [...(view?.querySelectorAll(".scene a[data-path], .scene a.fold") ?? [])];
  if (!volumes.length) return;
  const next = volumes.includes(here) ? volumes.indexOf(here) + by : 0;
  const volume = volumes[Math.max(0, Math.min(volumes.length - 1, next))];
  event.preventDefault();
  volume.focus({ preventScroll: true, focusVisible: true });
  volume.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function escape(event) {
  const typing = event.target.closest("input");
  if (typing && takenBack(typing)) return;
  const menu = document.querySelector("details.menu[open]:not(#options)") ?? event.target.closest("details.menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    return;
  }
  if (typing) return typing.blur();
  clear();
  const { outside, at } = pageState();
  if (outside) go(outside, { focus: at });
}
