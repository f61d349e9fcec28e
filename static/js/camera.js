// How a figure in space is seen: turned by `yaw` around the vertical and by `pitch` from above, in parallel
// projection. Numbers only; nothing here knows the page or the library that draws.

const WIDE = { yaws: [18, 46], pitch: 21 };
const NARROW = { yaws: [38, 64], pitch: 26 };
const NEAR = 0.02; // of the frame: the margin on each side

const PLACES = [0, 13, 26].flatMap((lower) => [false, true].map((beside) => ({ lower, beside })));

const radians = (degrees) => (degrees * Math.PI) / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

// The directions of the eye, of the picture's right and of its top, as seen from the figure.
export function directions({ yaw, pitch }) {
  const [a, b] = [radians(yaw), radians(pitch)];
  return {
    eye: [-Math.sin(a) * Math.cos(b), -Math.cos(a) * Math.cos(b), Math.sin(b)],
    right: [Math.cos(a), -Math.sin(a), 0],
    top: [Math.sin(a) * Math.sin(b), Math.cos(a) * Math.sin(b), Math.cos(b)],
  };
}

// The turn that an eye at `from` has which looks at `to`; the other way round than `directions`.
export function turnOf(from, to) {
  const [x, y, z] = [from.x - to.x, from.y - to.y, from.z - to.z];
  const degrees = (angle) => (angle * 180) / Math.PI;
  return { yaw: degrees(Math.atan2(-x, -y)), pitch: degrees(Math.atan2(z, Math.hypot(x, y))) };
}

// Pixels per unit, and the point that comes to the middle of the frame, so that all points and all words
// (`at`, and in pixels `before` and `after` their point, and from `up` to `down` of it) fill the frame without leaving it.
export function fit(points, words, frame, turn) {
  const { right, top } = directions(turn);
  const items = [
    ...points.map((at) => ({ u: dot(at, right), v: dot(at, top), before: 1, after: 1, up: 1, down: -1 })),
    ...words.map((word) => ({ ...word, u: dot(word.at, right), v: dot(word.at, top) })),
  ];
  const bounds = (scale) => {
    let [left, rightmost, bottom, highest] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { u, v, before, after, up, down } of items) {
      left = Math.min(left, u * scale - before);
      rightmost = Math.max(rightmost, u * scale + after);
      bottom = Math.min(bottom, v * scale + down);
      highest = Math.max(highest, v * scale + up);
    }
    return { left, right: rightmost, bottom, top: highest };
  };
  const [width, height] = [frame.width * (1 - 2 * NEAR), frame.height * (1 - 2 * NEAR)];
  let [low, high] = [0, 50];
  for (let halving = 0; halving < 22; halving += 1) {
    const middle = (low + high) / 2;
    const edge = bounds(middle);
    if (edge.right - edge.left <= width && edge.top - edge.bottom <= height) low = middle;
    else high = middle;
  }
  const edge = bounds(low);
  const [u, v] = [(edge.left + edge.right) / 2 / low, (edge.bottom + edge.top) / 2 / low];
  return { scale: low, middle: [0, 1, 2].map((axis) => u * right[axis] + v * top[axis]) };
}

// The turn from which the figure is largest in the frame, among the pleasant ones. `words` depend on the turn.
export function bestTurn(points, words, frame) {
  const { yaws, pitch } = frame.width / frame.height > 1.7 ? WIDE : NARROW;
  let best = null;
  for (let yaw = yaws[0]; yaw <= yaws[1]; yaw += 4) {
    const turn = { yaw, pitch };
    const { scale } = fit(points, words(turn), frame, turn);
    if (!best || scale > best.scale * 1.01) best = { scale, yaw, pitch };
  }
  return { yaw: best.yaw, pitch: best.pitch };
}

// How steeply the flow rises in the picture: so much up for one to the right.
export function steepness(turn) {
  const { right, top } = directions(turn);
  return Math.abs(top[0] / right[0]);
}

// The words with `visible`, how much `lower` they have to be, and whether they have to begin at their point (`beside`).
// In their order, each must not be in the way of any before it, nor cover a volume; names may, if they must, and those
// on something are meant to. Further rows go where the first row of their place went, or not at all.
export function legible(words, volumes, scale, turn) {
  const { right, top } = directions(turn);
  const shades = volumes.map((corners) => corners.map((at) => [dot(at, right) * scale, dot(at, top) * scale]));
  const kept = [];
  const rows = new Map();
  return words.map((word) => {
    const [u, v] = [dot(word.at, right) * scale, dot(word.at, top) * scale];
    const room = ({ lower, beside }) => ({
      left: u - (beside ? 0 : word.before) - 3,
      right: u + (beside ? word.before : 0) + word.after + 3,
      top: v + word.up - lower,
      bottom: v + word.down - lower,
    });
    const alone = (place) => !kept.some((other) => touch(room(place), other));
    const clear = (place) => word.name === "on" || !shades.some((shade) => covers(room(place), shade, turn));
    const key = word.at.join();
    const free = (rows.get(key) ?? (word.name === "foot" && word.strong ? PLACES : PLACES.slice(0, 1))).filter(alone);
    const place = free.find(clear) ?? (word.strong ? free[0] : undefined);
    rows.set(key, place ? [place] : []);
    if (place) kept.push(room(place));
    return { ...word, ...place, visible: Boolean(place) };
  });
}

function touch(a, b) {
  return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}

// Whether a rectangle and the outline of a cuboid overlap: they do if no line that is parallel to a side of either
// parts them.
function covers(room, shade, turn) {
  const { right, top } = directions(turn);
  const rectangle = [
    [room.left, room.top],
    [room.left, room.bottom],
    [room.right, room.top],
    [room.right, room.bottom],
  ];
  const across = [[1, 0], [0, 1], ...[0, 1].map((axis) => [top[axis], -right[axis]])];
  return across.every((normal) => {
    const along = (points) => points.map((point) => point[0] * normal[0] + point[1] * normal[1]);
    const [one, other] = [along(rectangle), along(shade)];
    return Math.max(...one) > Math.min(...other) + 1 && Math.max(...other) > Math.min(...one) + 1;
  });
}
