// @ts-check
// Fetching from a server that may answer 503 with Retry-After.

const DEFAULT_DELAY = 5; // seconds, where Retry-After is absent or a date
const MAX_DELAY = 60; // seconds

/**
 * Fetch, and retry while the server answers 503. Rejects as `fetch` does.
 * @param {string} url
 * @param {RequestInit} options passed to `fetch`; aborting its `signal` also ends a pause between two attempts
 * @param {(seconds: number) => void} onRetry called before each pause with its length
 * @returns {Promise<Response>} the first response with another status
 */
export async function fetchWithRetry(url, options, onRetry) {
  for (;;) {
    const response = await fetch(url, options);
    if (response.status !== 503) return response;
    const seconds = retryDelay(response.headers.get("Retry-After"));
    onRetry(seconds);
    await pause(1000 * seconds, options.signal);
  }
}

/**
 * Seconds to wait before the next attempt: 1 to 60.
 * @param {string | null} retryAfter the header's value
 */
export function retryDelay(retryAfter) {
  if (!/^\d+$/u.test(retryAfter ?? "")) return DEFAULT_DELAY;
  return Math.min(Math.max(Number(retryAfter), 1), MAX_DELAY);
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal | null | undefined} signal
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
