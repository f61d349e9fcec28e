// @ts-check
// Pages and query parameters of the app's URLs. Pure functions of strings.

const NO_HOST = "http://localhost"; // only so that `URL` parses a path; the results have no origin

/**
 * The kind of page at a path; `undefined` for files and for paths that are no page.
 * @param {string} path
 * @returns {string | undefined} "explore", "embed", "article", "table" or "compare"
 */
export function pageKind(path) {
  if (path === "/") return "explore";
  return /^\/(explore|embed)\/[^/]+$/u.exec(path)?.[1] ?? /^\/(article|table|compare)$/u.exec(path)?.[1];
}

/**
 * Path, query and fragment of an address with one parameter set, or removed where `value` is empty.
 * @param {string | URL} address
 * @param {string} name
 * @param {string} value
 */
export function withParameter(address, name, value) {
  const url = new URL(address, NO_HOST);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  return url.pathname + url.search.replaceAll("%2C", ",") + url.hash;
}

/**
 * A link of the page at `present`, where the page at `requested` is on its way: with the path and the parameters that it
 * changes, except for those that the link itself changes.
 * @param {string} link
 * @param {string | URL} present
 * @param {string | URL} requested
 */
export function withRequested(link, present, requested) {
  const [before, after] = [new URL(present, NO_HOST), new URL(requested, NO_HOST)];
  const url = new URL(link, before);
  if (url.pathname === before.pathname) url.pathname = after.pathname;
  let address = url.pathname + url.search.replaceAll("%2C", ",") + url.hash;
  for (const name of new Set([...before.searchParams.keys(), ...after.searchParams.keys()])) {
    const value = before.searchParams.get(name);
    if (url.searchParams.get(name) === value) {
      address = withParameter(address, name, after.searchParams.get(name) ?? "");
    }
  }
  return address;
}

/**
 * A path of the network and its ancestors, the nearest first.
 * @param {string} path `layer2.0.1`
 * @returns {string[]} `layer2.0.1`, `layer2.0`, `layer2`
 */
export function pathAndAncestors(path) {
  const parts = path.split(".");
  return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join("."));
}

/**
 * At most `limit` paths that contain `typed`; those that begin with it come first.
 * @param {string[]} paths
 * @param {string} typed
 * @param {number} limit
 */
export function matchingPaths(paths, typed, limit) {
  const matches = paths.filter((path) => path.includes(typed));
  return matches.toSorted((a, b) => Number(b.startsWith(typed)) - Number(a.startsWith(typed))).slice(0, limit);
}

/**
 * The path that `typed` means: itself if it is one or holds others, else the first that contains it.
 * @param {string[]} paths
 * @param {string} typed
 */
export function meantPath(paths, typed) {
  const exists = paths.some((path) => path === typed || path.startsWith(`${typed}.`));
  return exists ? typed : (matchingPaths(paths, typed, 1)[0] ?? typed);
}

/**
 * The `size` parameter for a height and a width: one number for a square.
 * @param {string} height
 * @param {string} width
 */
export const sizeText = (height, width) => (height === width ? height : `${height}x${width}`);
