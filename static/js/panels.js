// Panels below the summary: the URL says which one is open, so that links and reloads keep it.
import { withParameter } from "./addresses.js";
import { go } from "./navigation.js";

/** The URL follows the panel. A panel that arrives open with its page has a URL that says so already. */
function followPanel(panel) {
  const href = withParameter(location.href, panel.dataset.parameter, panel.open ? "open" : "");
  if (href !== location.pathname + location.search + location.hash) go(href, { history: "replace" });
}

export function mountPanels() {
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details[data-parameter]")) followPanel(event.target);
  }, { capture: true }); // toggle does not bubble
}
