const shortestMs = 100;
const longestMs = 2000;

/** Waits a little at first and longer each time, so that a quick answer is not waited for and a slow one not asked for too often. */
export function pollingPause(): () => Promise<void> {
  let next = shortestMs;
  return async () => {
    const ms = next;
    next = Math.min(next * 1.4, longestMs);
    await new Promise((resolve) => setTimeout(resolve, ms));
  };
}
