// The element that a plot is drawn in.

/** Create the plot's element and the hint below it on first use; set its role and accessible name each time. */
export function plotElement(container, plot, { role, label, hint }) {
  if (!plot.element) {
    plot.element = document.createElement("div");
    plot.element.className = `plot plot-${plot.kind}`;
    const help = Object.assign(document.createElement("p"), { className: "plot-hint", textContent: hint });
    container.replaceChildren(plot.element, help);
  }
  plot.element.setAttribute("role", role);
  plot.element.setAttribute("aria-label", label);
  return plot.element;
}

/** Call `listener` whenever the element's size has changed, except when it is hidden. */
export function onResize(plot, listener) {
  const size = () => `${plot.element.clientWidth}×${plot.element.clientHeight}`;
  let known = size();
  plot.observer = new ResizeObserver(() => {
    if (size() === known || !plot.element.clientWidth) return;
    known = size();
    listener();
  });
  plot.observer.observe(plot.element);
}
