// Data that the server embeds in the page as JSON.

let state = {};
let stateElement = null;

const parsed = new WeakMap(); // script element → its data

/**
 * State of the explorer's page: place, own size, URLs. Empty on other pages.
 * @returns {any}
 */
export function pageState() {
  const script = document.getElementById("state");
  if (script !== stateElement) {
    stateElement = script;
    state = script ? JSON.parse(script.textContent) : {};
  }
  return state;
}

/**
 * Tooltips by volume path, and the steps that each volume covers, for the picture that contains `element`.
 * @param {Element} element
 * @returns {{tooltips: Record<string, [string, string][]>, covers: Record<string, string[]>}}
 */
export function pageData(element) {
  const script = element.closest("[data-figure]").querySelector("script[data-page-data]");
  if (!parsed.has(script)) parsed.set(script, { covers: {}, ...JSON.parse(script.textContent) });
  return parsed.get(script);
}
