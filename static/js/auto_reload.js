// On the page of a 503: reloads after the seconds that the server gave, unless the reader leaves first.
const { reloadAfter } = document.querySelector("[data-reload-after]").dataset;
const timer = setTimeout(() => location.reload(), 1000 * reloadAfter);
addEventListener("beforeunload", () => clearTimeout(timer));
