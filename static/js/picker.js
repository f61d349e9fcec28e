// The picker of networks: typing filters it, arrow keys move through its links, which are a single tab stop.

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export function mountPicker() {
  document.addEventListener("toggle", onToggle, { capture: true }); // the event does not bubble
  document.addEventListener("input", ({ target }) => {
    if (target.matches("[data-picker] input")) filter(target.closest("[data-picker]"));
  });
  document.addEventListener("keydown", onKey, { capture: true }); // before arrows move along the picture
}

function onToggle({ target }) {
  const panel = target.querySelector?.(":scope > [data-picker]");
  if (!panel) return;
  const field = panel.querySelector("input");
  field.value = "";
  filter(panel);
  for (const link of linksIn(panel)) link.tabIndex = -1;
  if (target.open && matchMedia("(hover: hover)").matches) field.focus(); // on a phone its keyboard would cover the list
}

const plain = (text) => text.toLowerCase().replaceAll(/[\s_×-]/gu, "");

/** Show the networks that have every word in their name, title or family. */
function filter(panel) {
  const words = panel.querySelector("input").value.split(/\s+/u).map(plain).filter(Boolean);
  const fits = (text) => words.every((word) => text.includes(word));
  for (const family of panel.querySelectorAll(".family")) {
    const links = [...family.querySelectorAll("a")];
    const shared = family.querySelector(".legend").textContent;
    for (const link of links) link.hidden = !fits([link.dataset.name, link.title, shared].map(plain).join(" "));
    family.hidden = links.every(({ hidden }) => hidden);
  }
  const shown = visibleLinks(panel);
  panel.querySelector(".found").textContent = words.length === 0
    ? ""
    : shown.length === 0
    ? "No network has this name."
    : `${shown.length} of ${linksIn(panel).length} networks; Enter opens ${shown[0].title}`;
}

const linksIn = (panel) => [...panel.querySelectorAll(".family a")];
const visibleLinks = (panel) => linksIn(panel).filter(({ hidden }) => !hidden);

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const row = event.target.closest?.("[data-picker]");
  if (!row) return;
  const [links, menu] = [visibleLinks(row), row.closest("details")];
  const isField = event.target.matches("input");
  const isNetwork = event.target.matches(".family a");
  if (menu && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (isField && event.key === "Enter" && event.target.value) links[0]?.click();
  else if (isField && event.key === "ArrowDown") focusLink(links.find((link) => link.ariaCurrent) ?? links[0]);
  else if (isNetwork && event.key in ARROWS) focusLink(neighbour(links, event.target, ARROWS[event.key]));
  else if (isNetwork && event.key in { Home: 0, End: 0 }) focusLink(links.at(event.key === "Home" ? 0 : -1));
  else {
    if (isNetwork && event.key.length === 1 && event.key !== " ") row.querySelector("input")?.focus(); // the letter goes there
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function focusLink(link) {
  link?.focus({ focusVisible: true });
}

/** The next link in reading order, or the nearest one of the line above or below; above the first line, the field. */
function neighbour(links, link, [across, down]) {
  if (across) return links[links.indexOf(link) + across];
  const middle = (other) => other.getBoundingClientRect().x + other.offsetWidth / 2;
  const lines = links.map((other) => Math.round(other.getBoundingClientRect().y));
  const own = lines[links.indexOf(link)];
  const beyond = lines.filter((line) => (line - own) * down > 0);
  if (beyond.length === 0) return down < 0 ? link.closest("[data-picker]")?.querySelector("input") : undefined;
  const line = down > 0 ? Math.min(...beyond) : Math.max(...beyond);
  const candidates = links.filter((_, index) => lines[index] === line);
  const distance = (other) => Math.abs(middle(other) - middle(link));
  return candidates.reduce((nearest, other) => (distance(other) < distance(nearest) ? other : nearest));
}
