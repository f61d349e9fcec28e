// Runs in the measured page and times from an input event to the painted change. The start is the event's time stamp.
// The end is the frame after the one in which the change was laid out, up to 17 ms later than the change is visible.
(() => {
  let result = null;

  /** Wait for an event of `type`, then for a change of the document after which `isDone()`. */
  function arm(type, isDone) {
    result = new Promise((resolve, reject) => {
      let start = null;
      setTimeout(() => reject(new Error(`nothing was painted within 30 s of a ${type}`)), 30_000);
      document.addEventListener(type, (event) => (start = event.timeStamp), { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (start === null || !isDone()) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
  }

  const pictures = () => [...document.querySelectorAll("svg[data-view]")];
  const tooltip = () => document.querySelector("[role=tooltip]");

  globalThis.stopwatch = {
    /** For an event that replaces all pictures. */
    armPictures(type) {
      const before = pictures();
      arm(type, () => pictures().length > 0 && !before.some((picture) => picture.isConnected));
    },

    /** For a pointer movement that shows another tooltip. */
    armTooltip(type) {
      const before = tooltip().hidden ? "" : tooltip().textContent;
      arm(type, () => !tooltip().hidden && tooltip().textContent !== before);
    },

    /** Milliseconds, once the change is painted. */
    read: () => result,

    /** A point of every volume in sight that nothing covers. */
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
