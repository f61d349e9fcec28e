// Where the keyboard's focus goes when parts of the page take the place of others: never to nowhere.

/** As `focus`: the first volume that is made here, or what was folded away before. */
export const FIRST = "first";
export const UNFOLDED = "unfolded";

const label = (element) => element.getAttribute("aria-label") ?? element.textContent.trim();

/** What has a path, in the table if that is the part in question, else in the picture of that part. */
function drawn(part) {
  if (part === "steps") return [...document.querySelectorAll(".steps tr[data-step]")];
  return [...document.querySelectorAll(`${pictureIn(part)} a[data-path]`)];
}

const pictureIn = (part) => (document.querySelector(`[data-part="${part}"] .scene`) ? `[data-part="${part}"] .scene` : ".scene");

const pathOf = (element) => element.dataset.path ?? element.dataset.step;

/** What has the focus, in words that can be looked for in the next page. */
export function remember() {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  const part = active.closest("[data-part]")?.dataset.part;
  return {
    active,
    part,
    id: active.id,
    path: active.dataset.path,
    rel: active.getAttribute("rel"),
    label: label(active),
    fold: active.dataset.fold,
    menu: active.closest("details.menu:not(#options)")?.id,
    field: active.matches(".reset") ? active.closest(".field").id : null,
    typed: typed(active),
    visible: active.matches(":focus-visible"),
    drawn: new Set(drawn(part).map(pathOf)),
  };
}

/** Where the focus was when the page was asked for, or where it has been put since. */
export function latest(before) {
  const now = document.activeElement;
  return now === document.body || now === before?.active ? before : remember();
}

/** Put the focus on what was asked for (a path, several in order of choice, or a word), or on what stands where it stood. */
export function restore(before, focus) {
  const wanted = asked(focus, before);
  if (wanted) {
    give(wanted, before);
    wanted.scrollIntoView({ block: "nearest", inline: "center" });
    return;
  }
  if (!before || (before.active.isConnected && !before.menu)) return;
  const next = [...candidates(before)].find((element) => element && give(element, before));
  if (next?.matches("input:not([type=range], [type=checkbox])")) retype(next, next.id === before.id ? before.typed : null);
}

/** Whether an element takes the focus; one that is hidden does not. */
function give(element, before) {
  element.focus({ preventScroll: true, focusVisible: before?.visible });
  return document.activeElement === element;
}

function asked(focus, before) {
  const volumes = drawn("picture");
  if (focus === FIRST) return volumes[1];
  if (focus === UNFOLDED) return unfolded(before);
  return [focus].flat().map((path) => path && find(volumes, path, before?.path)).find(Boolean);
}

/** The volume that stands for a path, or the last of those inside it: rather the one that had the focus before. */
function find(volumes, path, before) {
  const inside = volumes.filter((a) => a.dataset.at.startsWith(`${path}.`));
  return (
    volumes.find((a) => a.dataset.at === path || a.dataset.path === path) ??
    inside.find((a) => a.dataset.path === before) ??
    inside.at(-1)
  );
}

/** The first thing that was not there: a volume, or a row of the table if it was unfolded there. */
function unfolded(before) {
  const found = drawn(before?.part).find((element) => !before?.drawn.has(pathOf(element)));
  return found?.querySelector("a[href]") ?? found;
}

/** What can stand for what had the focus, the nearest first. */
function* candidates({ id, path, rel, label: name, fold, part, menu, field }) {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const same = (element) => label(element) === name;
  if (menu) yield document.querySelector(`#${CSS.escape(menu)} > summary`);
  if (id) yield document.getElementById(id);
  if (path) yield document.querySelector(`${pictureIn(part)} a[data-path="${CSS.escape(path)}"]`);
  if (fold) yield document.querySelector(`${pictureIn(part)} a[data-open="${CSS.escape(fold)}"]`);
  if (field) yield* all(`#${CSS.escape(field)} :is([aria-current], input:not([type=range]))`);
  const here = `[data-part="${part}"]`;
  if (rel) yield* [...all(`${here} a[rel="${rel}"]`), ...all(`${here} a[rel]`)];
  yield* all(`${here} :is(a[href], button)`).filter(same);
  yield* all("main :is(a[href], button)").filter(same);
  yield* all("#picture, #view");
}

/** What is being typed into a field, where it is not what came with the page. */
const typed = (field) => (field.matches("input") && field.value !== field.defaultValue ? field.value : null);

/** Go on typing where one was; a field that was just entered is selected whole, as Tab does. */
function retype(field, text) {
  if (text === null) field.select();
  else field.value = text;
}
