// A server without room says when to come again. Whoever asks through this does, for as long as `signal` lets it.

const USUAL = 5; // seconds, where it does not say, or says a date
const MOST = 60;

/** The answer, once it is no 503; `waits` is told before each pause how many seconds it takes. Rejects as `fetch` does. */
export async function patient(url, { signal, headers }, waits) {
  for (;;) {
    const answer = await fetch(url, { signal, headers });
    if (answer.status !== 503) return answer;
    const seconds = after(answer.headers.get("Retry-After"));
    waits(seconds);
    await pause(1000 * seconds, signal);
  }
}

const after = (said) => (/^\d+$/.test(said ?? "") ? Math.min(Math.max(Number(said), 1), MOST) : USUAL);

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, milliseconds);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
  });
}
