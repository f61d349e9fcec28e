// The picture as PNG, and the address on the clipboard.
import { say, warn } from "./notices.js";

const SCALE = 2; // pixels per unit of the picture, for print and for dense screens

export function mountDownloads() {
  document.addEventListener("click", (event) => {
    const png = event.target.closest("[data-png]");
    if (png) save(png);
    const copy = event.target.closest("[data-copy-link]");
    if (copy) copyLink(copy);
  });
}

async function save(button) {
  button.closest("details").removeAttribute("open");
  try {
    const response = await fetch(button.dataset.png);
    const name = /filename="(.+)\.svg"/.exec(response.headers.get("Content-Disposition"))[1];
    const blob = await rasterise(await response.text());
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    warn("The picture could not be drawn as PNG. The SVG holds the same picture.");
  }
}

async function rasterise(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width * SCALE, height: image.height * SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("empty"))), "image/png"));
}

async function copyLink(button) {
  try {
    await navigator.clipboard.writeText(location.href);
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = label), 1500);
    say("Link copied");
  } catch {
    warn(`The clipboard is closed to this page. The link is ${location.href}`);
  }
}
