// Loads the module that draws plots, and the colour scheme that figures are drawn in.
import { warn } from "./notices.js";

const darkScheme = matchMedia("(prefers-color-scheme: dark)");

/** "light" or "dark": chosen on the page, or the system's. */
const colourScheme = () => document.documentElement.dataset.theme ?? (darkScheme.matches ? "dark" : "light");

/** The URL of a figure in the present colour scheme. */
export const withColourScheme = (url) => `${url}${url.includes("?") ? "&" : "?"}theme=${colourScheme()}`;

export function onColourSchemeChange(listener) {
  document.addEventListener("themechange", listener);
  darkScheme.addEventListener("change", listener);
}

/** The plots module, or `null` with a message that names the plot where it cannot be loaded. */
export async function loadPlots(name) {
  try {
    return await import("./plots.js");
  } catch {
    warn(`The ${name} cannot be shown: the server does not answer.`);
    return null;
  }
}
