// Scroll positions across a change of the page: of rows and pictures sideways, and of the reader in the article.

const SHEET = ".settings .controls"; // scrolls downwards on a phone
const SIDEWAYS = ["#picture", ".networks", ".choice", ".tools"];
const LANDMARKS = ".article :is(section, figure, h3)[id]";
const EYE_LEVEL = 0.25; // of the window's height: about there the reader looks

/**
 * Remember horizontal positions as fractions, since the next content may be wider, and where the sheet of settings is;
 * returns a function to restore them.
 */
export function rememberScroll() {
  const view = pictureView();
  const down = document.querySelector(SHEET)?.scrollTop ?? 0;
  const shares = new Map();
  for (const selector of SIDEWAYS) {
    const element = document.querySelector(selector);
    if (element) shares.set(selector, element.scrollLeft / element.scrollWidth);
  }
  return () => {
    if (down) document.querySelector(SHEET).scrollTop = down;
    for (const [selector, share] of shares) {
      const element = document.querySelector(selector);
      if (selector !== "#picture" || view === pictureView()) element.scrollLeft = share * element.scrollWidth;
    }
  };
}

const pictureView = () => document.querySelector("#picture .scene")?.dataset.view;

/**
 * The reading position: the point at `share` of the height of landmark `id` is `y` pixels below the window's top. It is
 * the landmark's edge nearest to eye level, or, where no edge is visible, the point of the innermost landmark there.
 */
export function readingPosition() {
  const eye = EYE_LEVEL * innerHeight;
  const landmarks = [...document.querySelectorAll(LANDMARKS)].map((element) => ({
    id: element.id,
    box: element.getBoundingClientRect(),
  }));
  const edges = landmarks.flatMap(({ id, box }) => [
    { id, share: 0, y: box.top },
    { id, share: 1, y: box.bottom },
  ]);
  const visible = edges.filter(({ y }) => y >= 0 && y <= innerHeight);
  const offset = ({ y }) => Math.abs(y - eye);
  if (visible.length > 0) return visible.reduce((nearest, edge) => (offset(edge) < offset(nearest) ? edge : nearest));
  const around = landmarks.findLast(({ box }) => box.top < eye && box.bottom > eye);
  return around && { id: around.id, share: (eye - around.box.top) / around.box.height, y: eye };
}

/** Scroll so that a reading position is where it was, whatever the heights of the new content. */
export function scrollToPosition(position) {
  const box = position && document.getElementById(position.id)?.getBoundingClientRect();
  if (box) scrollBy({ top: box.top + position.share * box.height - position.y, behavior: "instant" });
}

/** Scroll the row of networks so that the chosen one is visible. */
export function mountScrolling() {
  const row = document.querySelector(".networks, .choice");
  const chosen = row?.querySelector(".segments [aria-current]");
  if (!chosen) return;
  const [inner, outer] = [chosen.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.left >= outer.left && inner.right <= outer.right) return;
  row.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}
