const failed = /\bCommand did not exit successfully\b/;
const started = /\bRunning command\b/;

/**
 * What the failing command of a build said last, itself and its exit code included. The last lines of the log
 * where no command failed, as after a buildspec that cannot be read.
 * @param log the end of the build's log
 */
export function failingLines(log: readonly string[], limit = 20): string[] {
  const end = log.findIndex((line) => failed.test(line));
  if (end < 0) return log.filter((line) => line.trim() !== '').slice(-limit);
  const start = log.slice(0, end).findLastIndex((line) => started.test(line));
  const said = log.slice(Math.max(start, 0), end + 1);
  return said.length <= limit ? said : [...said.slice(0, 1), '…', ...said.slice(2 - limit)];
}
