// Pointing at volumes of the 3-D view and picking them, by mouse and finger.
import { boxInFrame, cornersOf, cuboidAt } from "./picking.js";

const CLICK_DISTANCE = 5; // pixels: a press that moves further is a drag
const FLIGHT = 420; // milliseconds to the place of a click
const BACK = 220; // milliseconds back again

/** Point at volumes and pick them. A first tap points at a volume, a second one picks it. */
export function pickVolumes(plot) {
  const { element } = plot;
  let pressed = null;
  let tapped = null;
  let wasFlying = false; // when it was pressed: the press ended the flight, whose labels are still missing
  const find = (event) => {
    if (!(event.target instanceof HTMLCanvasElement)) return null;
    const { left, top } = element.getBoundingClientRect();
    const spot = [event.clientX - left, event.clientY - top];
    return plot.volumes[cuboidAt(plot.volumes.map(({ spans }) => spans), spot, plot.view, plot.frame())] ?? null;
  };
  element.addEventListener("pointermove", (event) => {
    if (event.buttons === 0 && event.pointerType !== "touch") point(plot, find(event));
  });
  element.addEventListener("pointerleave", () => point(plot, null));
  element.addEventListener("pointerdown", ({ clientX, clientY }) => {
    pressed = { clientX, clientY };
    wasFlying = plot.isFlying;
    Object.assign(plot, { flying: null, isFlying: false });
    plot.tour.pause();
    plot.onLeave?.();
  }, true);
  element.addEventListener("click", (event) => {
    const found = find(event);
    if (!pressed || Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > CLICK_DISTANCE) {
      return;
    }
    if (wasFlying) plot.settle();
    const isFirstTap = event.pointerType === "touch" && tapped !== found;
    tapped = found;
    if (isFirstTap) point(plot, found);
    else if (found) pick(plot, found);
  }, true);
}

/** Show the tooltip of a volume, or none. */
function point(plot, volume) {
  plot.element.classList.toggle("over", volume !== null);
  if (!volume) {
    plot.onLeave?.();
    return;
  }
  const { left, top } = plot.element.getBoundingClientRect();
  const box = boxInFrame(cornersOf(volume.spans), plot.view, plot.frame());
  plot.onPoint?.(volume.path, {
    left: box.left + left,
    right: box.right + left,
    top: box.top + top,
    bottom: box.bottom + top,
  });
}

/** Fly to a volume while its page is on the way; back again if the page does not come. */
async function pick(plot, volume) {
  plot.flight = plot.visit(volume.spans, FLIGHT);
  if ((await plot.onPick?.(volume.place)) === false) plot.leave(BACK);
}
