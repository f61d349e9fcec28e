// @ts-check
// The cells at which the windows of the article's figures stand, in the page's URL.
import { withParameter } from "./addresses.js";
import { replaceUrl } from "./navigation.js";
import { pageState } from "./state.js";
import { cellText } from "./window_geometry.js";

/**
 * Put the cell of a figure into the URL and into the links that lead to the same page or the same operation.
 * @param {HTMLElement} figure `figure-4`
 * @param {[number, number]} cell
 */
export function saveFigureCell(figure, cell) {
  const number = figure.id.replace("figure-", "");
  const present = new URL(location.href).searchParams.get("cells")?.split(",") ?? [];
  const others = present.filter((item) => item && !item.startsWith(`${number}-`));
  const own = cellText(cell) ? [`${number}-${cell.join("-")}`] : [];
  const cells = [...others, ...own].toSorted((a, b) => figureOf(a) - figureOf(b)).join(",");
  replaceUrl(withParameter(location.href, "cells", cells));
  const state = pageState();
  state.here = withParameter(state.here, "cells", cells);
  changeLinks(document, "/article", "cells", cells);
  changeLinks(figure, "/explore", "cell", cellText(cell));
}

/** @param {string} item `4-3-5` */
const figureOf = (item) => Number(item.split("-")[0]);

/**
 * @param {Document | HTMLElement} part
 * @param {string} start of the links' addresses
 * @param {string} name
 * @param {string} value
 */
function changeLinks(part, start, name, value) {
  for (
    const link of part.querySelectorAll(`main .figure-links a[href^="${start}"], [data-part] a[href^="${start}?"]`)
  ) {
    link.setAttribute("href", withParameter(link.getAttribute("href") ?? "", name, value));
  }
}
