const failed = /\bCommand did not exit successfully\b/;
const started = /\bRunning command\b/;

/** The end of a failed build's log. */
export interface LogEnd {
  /** True where they begin with the failing command and end with its exit code. */
  readonly isCommand: boolean;
  readonly lines: readonly string[];
}

/**
 * What the failing command of a build said last; the last lines of the log where no command failed, as after a
 * timeout or a buildspec that cannot be read.
 * @param log the end of the build's log
 */
export function failingLines(log: readonly string[], limit = 20): LogEnd {
  const end = log.findIndex((line) => failed.test(line));
  if (end < 0)
    return { isCommand: false, lines: log.filter((line) => line.trim() !== '').slice(-limit) };
  const start = log.slice(0, end).findLastIndex((line) => started.test(line));
  const said = log.slice(Math.max(start, 0), end + 1);
  return { isCommand: true, lines: said.length <= limit ? said : shortened(said, limit) };
}

/** A test that failed, as TAP tells it, of which Node's own runner writes a summary of many lines behind all tests. */
const failedTest = /^\s*not ok \d+/;

/** The first line, which is the command, and the last ones; of tests in TAP the first that failed, and the last line. */
function shortened(said: readonly string[], limit: number): string[] {
  const [command, rest] = [said.slice(0, 1), said.slice(2 - limit)];
  const at = said.findIndex((line) => failedTest.test(line));
  if (at < 0 || at > said.length - limit + 1) return [...command, '…', ...rest];
  const room = Math.max(limit - 4, 1);
  return [...command, '…', ...said.slice(at, at + room), '…', ...said.slice(-1)];
}
