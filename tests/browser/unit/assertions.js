// @ts-check
// Assertions of whole values, for the unit tests that run in the browser.

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {number} [tolerance] between two numbers
 */
export function assertEqual(actual, expected, tolerance = 0) {
  if (!isEqual(actual, expected, tolerance)) {
    throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

/**
 * @param {any} a
 * @param {any} b
 * @param {number} tolerance
 * @returns {boolean}
 */
function isEqual(a, b, tolerance) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= tolerance;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isEqual(a[key], b[key], tolerance));
}

/**
 * @param {() => Promise<unknown>} call
 * @param {string} name of the error
 */
export async function assertRejects(call, name) {
  const error = await call().then(
    () => null,
    (/** @type {Error} */ reason) => reason,
  );
  assertEqual(error?.name, name);
}
