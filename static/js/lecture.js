// The lecture form: the picture without controls, on the full screen where the browser allows it; and the list of keys.
import { withParameter } from "./addresses.js";
import { go, onPageChange } from "./navigation.js";
import { pageState } from "./state.js";

const FULL_SCREEN_CHANGE = 400; // milliseconds until the window has its new size

const main = document.querySelector("main");
const keys = () => document.getElementById("keys");
const isLecture = () => main.classList.contains("lecture");

export function mountLecture() {
  onPageChange(showForm);
  document.addEventListener("keydown", onKey, { capture: true }); // before Escape goes one level out
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && isLecture()) change("");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) keys().showModal();
    if (event.target.closest("[data-lecture]")) enter(event);
    if (event.target.closest("[data-leave]")) leave(event);
  });
}

function showForm() {
  main.classList.toggle("lecture", new URL(location.href).searchParams.get("lecture") === "true");
}

function onKey(event) {
  const isTyping = event.target.closest?.("input:not([type=range]), textarea, select");
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping || keys().open) return;
  if (event.key === "?") keys().showModal();
  else if (event.key === "f" && !isLecture()) enter(event);
  else if (["f", "Escape"].includes(event.key) && isLecture()) leave(event);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function enter(event) {
  event.preventDefault();
  document.documentElement.requestFullscreen?.().catch(() => {}); // refused: the form fills the window
  change("true");
}

function leave(event) {
  event.preventDefault();
  if (document.fullscreenElement) document.exitFullscreen();
  else change("");
}

/** The volume with the focus stays in view. */
async function change(value) {
  await go(withParameter(pageState().here, "lecture", value), { history: "replace" });
  setTimeout(() => {
    document.activeElement?.closest(".scene a")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, FULL_SCREEN_CHANGE);
}
