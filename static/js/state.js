// What the server says of the page that is shown: place, size, figures, readouts.
let read = null;
let element = null;

export function state() {
  const script = document.getElementById("state");
  if (script !== element) {
    element = script;
    read = JSON.parse(script.textContent);
  }
  return read;
}
