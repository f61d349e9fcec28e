// Saves the picture as PNG, drawn from the server's SVG.
import { warn } from "./notices.js";
import { withColourScheme } from "./plot_loader.js";
import { savePng } from "./png.js";

export function mountDownloads() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-png]");
    if (button) saveDrawing(button);
    const view = event.target.closest("[data-png-3d]");
    if (view) {
      view.closest("details").removeAttribute("open");
      document.querySelector("[data-save-view]")?.click();
    }
    const link = event.target.closest("a[data-themed]");
    if (link) link.href = withColourScheme(link.getAttribute("href").replace(/[?&]theme=\w+/u, ""));
  });
}

async function saveDrawing(button) {
  button.closest("details").removeAttribute("open");
  try {
    const { png, themed } = button.dataset;
    const response = await fetch(themed === undefined ? png : withColourScheme(png));
    const [, name] = /filename="(.+)\.svg"/u.exec(response.headers.get("Content-Disposition"));
    await savePng(await response.text(), name);
  } catch {
    warn("The picture could not be saved as PNG. Download it as SVG instead.");
  }
}
