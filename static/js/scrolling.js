// What scrolls sideways on a narrow window stays where it was scrolled to.

const SIDEWAYS = ["#picture", ".networks", ".tools"];

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

/** The network that is shown, in the middle of the row of them if it would be out of sight. */
export function mountScrolling() {
  const row = document.querySelector(".networks");
  if (!row) return;
  const chosen = row.querySelector(".segments [aria-current], .chosen");
  if (!chosen) return;
  const [own, all] = [chosen.getBoundingClientRect(), row.getBoundingClientRect()];
  if (own.left >= all.left && own.right <= all.right) return;
  row.scrollLeft += (own.left + own.right - all.left - all.right) / 2;
}
