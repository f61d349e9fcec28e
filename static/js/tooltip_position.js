// Where the readout goes: clear of the volume it speaks of, of that volume's neighbours, and of every label it can be.

const MARGIN = 8;
const GAP = 12;
const WIDE = 700; // narrower windows dock the readout to an edge

/** Put `tooltip` near `volume`, or near a cell of a table; `near` is what it must not cover either. */
export function place(tooltip, volume, near) {
  const { width: w, height: h } = tooltip.getBoundingClientRect();
  const target = box(volume);
  if (window.innerWidth <= WIDE) return dock(tooltip, target, h);
  const kept = [target, ...near.map(box)];
  const scene = volume.closest("svg, table");
  const others = [...scene.querySelectorAll("text, .volume, .fold, .link:not(.sample)")].map(box);
  const lit = [...kept, ...[...scene.querySelectorAll(".link.lit")].map(box)];
  let best = null;
  for (const [x, y] of candidates(target, hull(lit), hull([...kept, ...others]), w, h)) {
    const spot = { left: x, top: y, right: x + w, bottom: y + h };
    const cost = 1000 * covered(spot, kept) + covered(spot, others) + distance(spot, target);
    if (!best || cost < best.cost) best = { cost, x, y };
  }
  move(tooltip, best.x, best.y);
}

function dock(tooltip, target, height) {
  tooltip.style.width = `${window.innerWidth - 2 * MARGIN}px`;
  const below = window.innerHeight - height - MARGIN;
  move(tooltip, MARGIN, target.bottom > below ? MARGIN : below);
}

function move(tooltip, x, y) {
  tooltip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}

/** The box of a volume's faces, without the room around it that only catches the pointer. */
function box(element) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left, top, right, bottom };
}

function hull(boxes) {
  return {
    top: Math.min(...boxes.map((box) => box.top)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

function* candidates(target, lit, all, w, h) {
  const centre = (target.left + target.right - w) / 2;
  const xs = [centre, target.left, target.right - w, target.right + GAP, target.left - w - GAP];
  const middle = (target.top + target.bottom - h) / 2;
  const ys = [target.top - h - GAP, target.bottom + GAP, lit.top - h - GAP, lit.bottom + GAP, all.top - h - GAP, all.bottom + GAP, middle];
  for (const y of ys) {
    for (const x of xs) {
      yield [
        clamp(x, MARGIN, window.innerWidth - w - MARGIN),
        clamp(y, MARGIN, window.innerHeight - h - MARGIN),
      ];
    }
  }
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** How much of `boxes` a spot would cover, in pixels. */
function covered(spot, boxes) {
  let area = 0;
  for (const box of boxes) {
    const wide = Math.min(spot.right, box.right) - Math.max(spot.left, box.left);
    const high = Math.min(spot.bottom, box.bottom) - Math.max(spot.top, box.top);
    if (wide > 0 && high > 0) area += wide * high;
  }
  return area;
}

/** The gap between a spot and the volume; it decides between spots that cover as little. */
function distance(spot, target) {
  const dx = Math.max(0, target.left - spot.right, spot.left - target.right);
  const dy = Math.max(0, target.top - spot.bottom, spot.top - target.bottom);
  return Math.hypot(dx, dy);
}
