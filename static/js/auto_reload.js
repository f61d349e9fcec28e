// The page that says that the server has no room: what was wanted is asked for again when it said, unless the reader goes.
const again = setTimeout(() => location.reload(), 1000 * document.querySelector("[data-again]").dataset.again);
addEventListener("beforeunload", () => clearTimeout(again));
