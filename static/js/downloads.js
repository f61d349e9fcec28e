// Saves the picture as PNG, drawn from the server's SVG.
import { warn } from "./notices.js";
import { withColourScheme } from "./plot_loader.js";

const SCALE = 2; // pixels per unit of the picture, for print and for dense screens
const URL_LIFETIME = 10_000; // milliseconds until the blob is released

export function mountDownloads() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-png]");
    if (button) savePng(button);
    const link = event.target.closest("a[data-themed]");
    if (link) link.href = withColourScheme(link.getAttribute("href").replace(/[?&]theme=\w+/u, ""));
  });
}

async function savePng(button) {
  button.closest("details").removeAttribute("open");
  try {
    const { png, themed } = button.dataset;
    const response = await fetch(themed === undefined ? png : withColourScheme(png));
    const [, name] = /filename="(.+)\.svg"/u.exec(response.headers.get("Content-Disposition"));
    const blob = await rasterise(await response.text());
    const href = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href, download: `${name}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(href), URL_LIFETIME);
  } catch {
    warn("The picture could not be saved as PNG. Download it as SVG instead.");
  }
}

async function rasterise(svg) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const size = { width: image.width * SCALE, height: image.height * SCALE };
  const canvas = Object.assign(document.createElement("canvas"), size);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The canvas is empty."))), "image/png");
  });
}
