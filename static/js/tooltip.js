// What tooltips of volumes and of table cells share: when an element is pointed at, and how rows are written.

/**
 * Call `point(target)` when the mouse, a finger or the keyboard focus comes to a target, and `clear()` when it leaves.
 * A first tap points at a target, a second one follows its link.
 *
 * `targetOf(node)` returns the target that a node belongs to; `current()` the one that is pointed at now;
 * `pointOther(node)` may handle a node outside the targets, and returns whether it did.
 */
export function mountPointing({ targetOf, current, point, clear, pointOther = () => false }) {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const target = targetOf(event.target);
    if (target) point(target);
    else if (!pointOther(event.target) && current() !== document.activeElement) clear();
  });
  document.documentElement.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") clear(); // a finger leaves after every tap
  });
  document.addEventListener("focusin", (event) => {
    const target = targetOf(event.target);
    if (target?.matches(":focus-visible")) point(target);
    else if (!pointOther(event.target)) clear();
  });
  const onClick = (event) => {
    if (event.pointerType !== "touch") return;
    const target = targetOf(event.target);
    if (!target) clear();
    if (!target || target === current()) return;
    event.preventDefault();
    event.stopPropagation();
    point(target);
  };
  document.addEventListener("click", onClick, { capture: true });
}

/** A description list of rows `[label, value]`. */
export function descriptionList(rows) {
  const list = document.createElement("dl");
  for (const [label, value] of rows) list.append(textElement("dt", label), textElement("dd", value));
  return list;
}

export const textElement = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
