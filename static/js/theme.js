// The colour theme (the system's, light or dark), applied before the first paint. A classic script, so that it blocks.
(() => {
  const NAMES = { "": "Theme: system", light: "Theme: light", dark: "Theme: dark" };
  const root = document.documentElement;

  function storedTheme() {
    try {
      return localStorage.getItem("theme") ?? "";
    } catch {
      return ""; // the page has no access to storage
    }
  }

  function storeTheme(theme) {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // without access to storage the theme is kept for this page only
    }
  }

  function apply(theme) {
    if (theme && theme in NAMES) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const button = document.querySelector("[data-theme-button]");
    if (!button) return;
    const name = NAMES[theme] ?? NAMES[""];
    button.querySelector("[data-theme-name]").textContent = name;
    button.setAttribute("aria-label", `Colour theme: ${theme || "as the system"}`);
  }

  apply(storedTheme());
  document.addEventListener("DOMContentLoaded", () => apply(storedTheme()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-button]")) return;
    const themes = Object.keys(NAMES);
    const next = themes[(themes.indexOf(root.dataset.theme ?? "") + 1) % themes.length];
    storeTheme(next);
    apply(next);
    document.dispatchEvent(new CustomEvent("themechange"));
  });
})();
