// Tooltips of the cells of Table 1: a layer's volumes in a small picture and in numbers.
import { onPageChange } from "./navigation.js";
import { descriptionList, mountPointing, textElement } from "./tooltip.js";
import { placeTooltip } from "./tooltip_position.js";

const PICTURE_DELAY = 250; // milliseconds after which the numbers are shown before their picture

const tooltip = Object.assign(document.createElement("div"), {
  className: "tooltip glance",
  id: "glance",
  hidden: true,
});
const pictures = new Map(); // URL → promise of the picture
let current = null; // the cell that is pointed at

export function mountCellTooltips() {
  tooltip.setAttribute("role", "tooltip");
  document.querySelector("main").append(tooltip);
  mountPointing({ targetOf: (node) => node.closest?.("a.cell"), current: () => current, point, clear });
  document.addEventListener("keydown", (event) => event.key === "Escape" && clear());
  document.addEventListener("scroll", () => current && !tooltip.hidden && place(), { capture: true, passive: true });
  onPageChange(clear);
}

function clear() {
  current?.removeAttribute("aria-describedby");
  current?.classList.remove("lit");
  current = null;
  tooltip.hidden = true;
}

async function point(cell) {
  if (cell === current) return;
  clear();
  current = cell;
  cell.classList.add("lit");
  const cells = JSON.parse(cell.closest("[data-cells]").querySelector("script").textContent);
  const { glance, rows } = cells[cell.dataset.cell];
  const show = (picture) => cell === current && showTooltip(rows, picture);
  const timer = setTimeout(show, PICTURE_DELAY);
  const picture = await fetchPicture(glance);
  clearTimeout(timer);
  show(picture);
}

/** The picture at a URL, fetched once; `null` where it cannot be fetched. */
function fetchPicture(url) {
  if (!pictures.has(url)) {
    const picture = fetchSvg(url);
    pictures.set(url, picture);
    picture.then((svg) => svg ?? pictures.delete(url));
  }
  return pictures.get(url);
}

async function fetchSvg(url) {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
}

function showTooltip([[, heading], ...rows], picture) {
  tooltip.replaceChildren(textElement("strong", heading));
  if (picture) tooltip.append(document.importNode(picture, true));
  tooltip.append(descriptionList(rows));
  tooltip.hidden = false;
  current.setAttribute("aria-describedby", "glance");
  place();
}

/** Place the tooltip clear of the cell and of the headers of its row and its column. */
function place() {
  const field = current.closest("td");
  const row = field.parentElement.querySelector("th") ?? field.closest("tbody").querySelector("th");
  placeTooltip(tooltip, current, [columnHeader(field), row]);
}

function columnHeader(field) {
  const middle = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return (left + right) / 2;
  };
  const offset = (header) => Math.abs(middle(header) - middle(field));
  const headers = [...field.closest("table").querySelectorAll("thead th")];
  return headers.reduce((nearest, header) => (offset(header) < offset(nearest) ? header : nearest));
}
