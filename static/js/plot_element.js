// Where a figure stands in its container: made once, with its name, and watched for changes of size.

/** The element that the figure is drawn in, with what it is to assistive technology and a hint below. */
export function stand(container, plot, role, label, hint) {
  if (!plot.element) {
    plot.element = document.createElement("div");
    plot.element.className = `plot plot-${plot.kind}`;
    const help = document.createElement("p");
    help.className = "plot-hint";
    help.textContent = hint;
    container.replaceChildren(plot.element, help);
  }
  plot.element.setAttribute("role", role);
  plot.element.setAttribute("aria-label", label);
  return plot.element;
}

/** Calls `changed` whenever the figure's element has another size than before. */
export function watchSize(plot, changed) {
  let known = `${plot.element.clientWidth}×${plot.element.clientHeight}`;
  plot.observer = new ResizeObserver(() => {
    const now = `${plot.element.clientWidth}×${plot.element.clientHeight}`;
    if (now === known || !plot.element.clientWidth) return;
    known = now;
    changed();
  });
  plot.observer.observe(plot.element);
}
