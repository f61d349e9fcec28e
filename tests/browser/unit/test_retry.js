import { fetchWithRetry, retryDelay } from "../../../static/js/retry.js";
import { assertEqual, assertRejects } from "./assertions.js";

/** Replace `fetch` by one that gives these responses in turn, and records the URLs. */
function stubFetch(...responses) {
  const urls = [];
  globalThis.fetch = (url) => {
    urls.push(url);
    return Promise.resolve(responses.shift());
  };
  return urls;
}

const unavailable = (retryAfter) => new Response("", { status: 503, headers: { "Retry-After": retryAfter } });

export function test_retry_delay_is_1_to_60_seconds_and_5_by_default() {
  const delays = { 3: 3, 0: 1, 100: 60, "": 5, "-1": 5, "1.5": 5, "Wed, 21 Oct 2026 07:28:00 GMT": 5 };
  for (const [header, seconds] of Object.entries(delays)) assertEqual(retryDelay(header), seconds);
  assertEqual(retryDelay(null), 5);
}

export async function test_fetch_is_repeated_until_the_status_is_not_503() {
  const [timeout, delays, reported] = [globalThis.setTimeout, [], []];
  globalThis.setTimeout = (callback, delay) => timeout(callback, 0, delays.push(delay));
  const urls = stubFetch(unavailable("2"), unavailable("7"), new Response("done", { status: 404 }));
  const response = await fetchWithRetry("/figure", {}, (seconds) => reported.push(seconds));
  globalThis.setTimeout = timeout;
  assertEqual(urls, ["/figure", "/figure", "/figure"]);
  assertEqual([response.status, await response.text()], [404, "done"]);
  assertEqual([reported, delays], [[2, 7], [2000, 7000]]);
}

export async function test_abort_ends_the_pause_and_the_retries() {
  const controller = new AbortController();
  const urls = stubFetch(unavailable("60"), unavailable("60"));
  const call = () =>
    fetchWithRetry("/figure", { signal: controller.signal }, () => setTimeout(() => controller.abort()));
  await assertRejects(call, "AbortError");
  assertEqual(urls, ["/figure"]);
}

export async function test_abort_before_the_pause_ends_it_at_once() {
  const controller = new AbortController();
  stubFetch(unavailable("60"));
  await assertRejects(
    () => fetchWithRetry("/figure", { signal: controller.signal }, () => controller.abort()),
    "AbortError",
  );
}
