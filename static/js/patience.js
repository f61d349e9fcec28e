// A server that is busy says when to come again. Whoever asks through this does, for as long as `signal` lets it.

/** The answer, once it is no 503; `waits` is told before each pause how many seconds it takes. Rejects as `fetch` does. */
export async function patient(url, { signal, headers }, waits) {
  for (;;) {
    const answer = await fetch(url, { signal, headers });
    if (answer.status !== 503) return answer;
    const seconds = Number(answer.headers.get("Retry-After")) || 1;
    waits(seconds);
    await pause(1000 * seconds, signal);
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
