// The page that says that the server is busy: when it said so, what was wanted is asked for again.
setTimeout(() => location.reload(), 1000 * document.querySelector("[data-again]").dataset.again);
