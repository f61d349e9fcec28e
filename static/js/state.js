// What the server says of the page that is shown (place, size, figures) and of each of its pictures.
let read = {};
let element = null;

const told = new WeakMap(); // the element that says it → what it says

/** Of the explorer's page; on other pages there is nothing to say. */
export function state() {
  const script = document.getElementById("state");
  if (script !== element) {
    element = script;
    read = script ? JSON.parse(script.textContent) : {};
  }
  return read;
}

/** What is read out of the volumes of the picture that an element stands in, and which steps they cover. */
export function toldOf(element) {
  const script = element.closest("[data-figure]").querySelector("script[data-readouts]");
  if (!told.has(script)) told.set(script, { covers: {}, ...JSON.parse(script.textContent) });
  return told.get(script);
}
