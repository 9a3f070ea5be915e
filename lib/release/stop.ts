/** Who stopped a release, and why. */
export interface Stop {
  /** Undefined where it was not gitenv that stopped it, since AWS does not name anybody. */
  readonly by: string | undefined;
  /** Empty where nobody said. */
  readonly reason: string;
}

/** CodePipeline's bound on the reason of StopPipelineExecution. */
const most = 200;

/** Both as the reason that CodePipeline keeps. */
export function stopText({ by, reason }: Stop): string {
  const who = ` (stopped by ${by ?? 'nobody known'})`;
  return `${reason.slice(0, most - who.length)}${who}`.trim();
}

export function parseStop(text: string): Stop {
  const [, reason = text, by] = /^(.*?) ?\(stopped by ([^()]*)\)$/s.exec(text) ?? [];
  return { by, reason };
}
