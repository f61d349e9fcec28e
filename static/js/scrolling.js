// What was scrolled stays where it was: rows and pictures on a narrow window, and the place where one reads on a long page.

const SIDEWAYS = ["#picture", ".networks", ".choice", ".tools"];
const LANDMARKS = ".article :is(section, figure, h3)[id]";
const EYE = 0.25; // of the window's height: about there what one reads begins

/** How far each is scrolled, as a fraction of its width: what comes next may be wider or narrower. */
export function rememberScroll() {
  const view = level();
  const kept = SIDEWAYS.flatMap((selector) => {
    const element = document.querySelector(selector);
    return element ? [[selector, share(element)]] : [];
  });
  return () => {
    for (const [selector, part] of kept) {
      const element = document.querySelector(selector);
      if (selector !== "#picture" || view === level()) element.scrollLeft = part * element.scrollWidth;
    }
  };
}

const share = (element) => element.scrollLeft / element.scrollWidth;

const level = () => document.querySelector("#picture .scene")?.dataset.view;

/**
 * Where one reads: the point at `share` of a landmark's height stands `y` pixels below the top of the window. It is the edge
 * that is nearest to the eye, or, where none is in sight, the point of the innermost landmark that one looks at.
 */
export function reading() {
  const eye = EYE * innerHeight;
  const landmarks = [...document.querySelectorAll(LANDMARKS)].map((element) => ({ id: element.id, box: element.getBoundingClientRect() }));
  const edges = landmarks.flatMap(({ id, box }) => [{ id, share: 0, y: box.top }, { id, share: 1, y: box.bottom }]);
  const seen = edges.filter(({ y }) => y >= 0 && y <= innerHeight);
  if (seen.length) return seen.reduce((best, edge) => (Math.abs(edge.y - eye) < Math.abs(best.y - eye) ? edge : best));
  const around = landmarks.findLast(({ box }) => box.top < eye && box.bottom > eye);
  return around && { id: around.id, share: (eye - around.box.top) / around.box.height, y: eye };
}

/** Put a place that was read at back to where it stood, whatever its height and that of all above it is now. */
export function readOn(place) {
  const box = place && document.getElementById(place.id)?.getBoundingClientRect();
  if (box) scrollBy({ top: box.top + place.share * box.height - place.y, behavior: "instant" });
}

/** The network that is shown, in the middle of the row of them if it would be out of sight. */
export function mountScrolling() {
  const row = document.querySelector(".networks, .choice");
  if (!row) return;
  const chosen = row.querySelector(".segments [aria-current], .chosen");
  if (!chosen) return;
  const [own, all] = [chosen.getBoundingClientRect(), row.getBoundingClientRect()];
  if (own.left >= all.left && own.right <= all.right) return;
  row.scrollLeft += (own.left + own.right - all.left - all.right) / 2;
}
