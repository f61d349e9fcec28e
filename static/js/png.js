// Turns SVG into PNG files that look like the page.

const SCALE = 2; // pixels per unit of the picture, for print and for dense screens
const URL_LIFETIME = 10_000; // milliseconds until the blob is released

/** Save a picture as `name`.png. `background` is its colour; without one it is transparent where nothing is drawn. */
export async function savePng(svg, name, background = "transparent") {
  const href = URL.createObjectURL(await rasterise(svg, background));
  Object.assign(document.createElement("a"), { href, download: `${name}.png` }).click();
  setTimeout(() => URL.revokeObjectURL(href), URL_LIFETIME);
}

async function rasterise(svg, background) {
  const filling = svg.replace("<svg ", '<svg preserveAspectRatio="none" '); // else a fraction of a pixel stays at an edge
  const url = URL.createObjectURL(new Blob([filling], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const size = { width: image.width * SCALE, height: image.height * SCALE };
  const canvas = Object.assign(document.createElement("canvas"), size);
  const pen = canvas.getContext("2d");
  pen.fillStyle = background;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The canvas is empty."))), "image/png");
  });
}

/** SVG that has the page's typeface inside: an image is drawn without the page's files. */
export async function withTypeface(svg) {
  const [sheet, rule] = fontFace();
  const [, file] = /url\("(.+?)"\)/u.exec(rule.style.getPropertyValue("src"));
  const response = await fetch(new URL(file, sheet.href));
  const face = `@font-face{font-family:${rule.style.fontFamily};src:url("${await dataUrl(await response.blob())}")}`;
  return svg.replace(/<svg[^>]*>/u, (start) => `${start}<style>${face}</style>`);
}

function fontFace() {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) if (rule instanceof CSSFontFaceRule) return [sheet, rule];
  }
  throw new Error("The page has no typeface.");
}

function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
