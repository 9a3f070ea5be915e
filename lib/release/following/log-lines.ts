const container = /^\[Container\] \S+ \S+ (.*)$/;

/**
 * A line of a build's log as somebody who follows the build wants it: what the commands print as it is, each command
 * after a `$`, what went wrong, and nothing of CodeBuild's own bookkeeping.
 * @returns undefined for bookkeeping
 */
export function readable(line: string): string | undefined {
  const said = container.exec(line.trimEnd())?.[1];
  if (said === undefined) return line.startsWith('[Container] ') ? undefined : line;
  const command = /^Running command (.*)$/.exec(said)?.[1];
  if (command !== undefined) return `$ ${shortened(command)}`;
  const context = /^Phase context status code: (\S+) Message: (.*)$/.exec(said);
  if (context) return `${context[1]}: ${context[2]}`;
  return /^Command did not exit successfully|warning/i.test(said) ? said : undefined;
}

const longest = 72;

function shortened(command: string): string {
  return command.length <= longest ? command : `${command.slice(0, longest - 1)}…`;
}
