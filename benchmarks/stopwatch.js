// Runs in the page that is measured, on the page's own clock: from an input event to what it changed being painted.
// The event's time stamp is the moment at which the browser took the input in. A frame that begins after the one in
// which the change was laid out proves that the latter is painted; so times are up to one frame (17 ms) too long.
(() => {
  let result = null;

  const painted = (report) => requestAnimationFrame(() => requestAnimationFrame(report));

  /** Wait for an event of `type`, and then for a change of the document after which `isDone()`. */
  function arm(type, isDone) {
    result = new Promise((resolve) => {
      let began = null;
      document.addEventListener(type, (event) => (began = event.timeStamp), { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (began === null || !isDone()) return;
        observer.disconnect();
        painted(() => resolve(performance.now() - began));
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
  }

  const pictures = () => [...document.querySelectorAll("svg[data-view]")];
  const tooltip = () => document.querySelector("[role=tooltip]");

  globalThis.stopwatch = {
    /** For a click, or another input event, that shows other pictures in the place of all that there are. */
    armPick(type = "click") {
      const before = pictures();
      arm(type, () => pictures().length > 0 && !before.some((picture) => picture.isConnected));
    },

    /** For a movement of the pointer that shows another readout. */
    armHover() {
      const before = tooltip().hidden ? "" : tooltip().textContent;
      arm("pointerover", () => !tooltip().hidden && tooltip().textContent !== before);
    },

    /** Milliseconds, once it is painted. */
    read: () => result,

    /** A point of every volume in sight at which nothing lies over it. */
    volumes() {
      const points = [];
      for (const volume of document.querySelectorAll("svg [data-path]")) {
        const { left, top, right, bottom } = (volume.querySelector(".front") ?? volume).getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        if (document.elementFromPoint(x, y)?.closest("[data-path]") === volume) points.push([x, y]);
      }
      return points;
    },
  };
})();
