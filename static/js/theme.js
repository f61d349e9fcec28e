// The colour theme, set before anything is painted: as the system, or as was chosen here.
(() => {
  const NAMES = { "": "System", light: "Light", dark: "Dark" };
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem("theme") ?? "";
    } catch {
      return ""; // storage may be closed to this page; the system's theme is as good
    }
  }

  function apply(theme) {
    if (theme in NAMES && theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const button = document.querySelector("[data-theme-button]");
    if (!button) return;
    const name = NAMES[theme] ?? NAMES[""];
    button.querySelector("[data-theme-name]").textContent = name;
    button.setAttribute("aria-label", `Colour theme: ${theme ? name.toLowerCase() : "as the system"}`);
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => apply(stored()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-button]")) return;
    const order = Object.keys(NAMES);
    const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % order.length];
    try {
      localStorage.setItem("theme", next);
    } catch {
      // kept for this page only
    }
    apply(next);
    document.dispatchEvent(new CustomEvent("themechange"));
  });
})();
