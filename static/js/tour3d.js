// @ts-check
// The tour of a 3-D view from the image to the classes: the camera visits one part after another, and can be paused. Under
// reduced motion it takes single steps only.

/**
 * @typedef {{words: string, spans: import("./picking.js").Spans}} Stop
 * @typedef {{
 *   element: HTMLElement,
 *   stops: Stop[],
 *   visit: (spans: import("./picking.js").Spans, duration: number) => Promise<boolean>,
 *   leave: (duration: number) => void,
 * }} Plot `stops` are the parts of the tour; `visit` flies to one, and `leave` back to the whole figure
 */

const FLIGHT = 900; // milliseconds from one part to the next
const STAY = 2200; // milliseconds at a part

export class Tour {
  /**
   * Add the buttons of the tour below a plot, beside its hint.
   * @param {Plot} plot
   * @param {boolean} isStepwise
   */
  constructor(plot, isStepwise) {
    this.plot = plot;
    this.isStepwise = isStepwise;
    this.index = -1; // of the part that is visited; before the first one the whole figure is shown
    this.isPlaying = false;
    this.timer = 0;
    this.words = Object.assign(document.createElement("p"), { className: "plot-stop" });
    this.words.setAttribute("role", "status");
    this.play = button("Tour", "From image to classes: space starts and pauses", () => this.toggle());
    this.play.hidden = isStepwise;
    const bar = Object.assign(document.createElement("div"), { className: "plot-tour" });
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Tour and view");
    const steps = [button("‹", "Part before: p", () => this.step(-1)), button("›", "Next part: n", () => this.step(1))];
    for (const each of steps) each.setAttribute("aria-label", each.title.split(":")[0]);
    bar.append(this.play, ...steps, this.words, plot.element.nextElementSibling ?? "");
    plot.element.after(bar);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else {
      if (this.index + 1 >= this.plot.stops.length) this.index = -1;
      this.isPlaying = true;
      this.advance();
    }
  }

  async advance() {
    const { stops, visit, leave } = this.plot;
    this.index += 1;
    if (this.index >= stops.length) {
      this.reset();
      leave(FLIGHT);
      return;
    }
    this.show();
    const hasArrived = await visit(stops[this.index].spans, FLIGHT);
    if (hasArrived && this.isPlaying) this.timer = setTimeout(() => this.advance(), STAY);
  }

  /** @param {number} by */
  step(by) {
    const { stops, visit, leave } = this.plot;
    this.pause();
    this.index = Math.min(stops.length - 1, Math.max(-1, this.index + by));
    this.show();
    if (this.index < 0) leave(FLIGHT);
    else visit(stops[this.index].spans, FLIGHT);
  }

  pause() {
    clearTimeout(this.timer);
    this.isPlaying = false;
    this.show();
  }

  reset() {
    this.index = -1;
    this.pause();
  }

  show() {
    const { stops } = this.plot;
    this.play.textContent = this.isPlaying ? "Pause" : this.index < 0 ? "Tour" : "Go on";
    this.words.textContent = this.index < 0 ? "" : `${this.index + 1} of ${stops.length}: ${stops[this.index].words}`;
  }

  /**
   * Returns whether the key belongs to the tour.
   * @param {string} key
   */
  onKey(key) {
    if (key === " " && !this.isStepwise) this.toggle();
    else if (key === "n" || key === "p") this.step(key === "n" ? 1 : -1);
    else if (key === "Escape" && this.index >= 0) {
      this.reset();
      this.plot.leave(FLIGHT);
    } else return false;
    return true;
  }
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} onClick
 */
export function button(text, title, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, title });
  made.addEventListener("click", onClick);
  return made;
}
