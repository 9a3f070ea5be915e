/**
 * Actions of the pipeline, in order. No two have one name, so that an action is always asked for by its name and never by its
 * stage. Each stage has one that is called as it is; Gate and Verify are in Deploy, before and after the action that deploys, and
 * exist only where asked for. As in `contract.ts`, a name is only ever added.
 */
export const actions = {
  source: 'Source',
  build: 'Build',
  approve: 'Approve',
  gate: 'Gate',
  deploy: 'Deploy',
  verify: 'Verify',
} as const;

/** Physical names of what Verify has of its own. */
export function verifyNamesOf(application: string) {
  return { project: `${application}-verify`, logGroup: `/gitenv/${application}/verify` };
}

/** At the root of a commit: the program that looks at what was deployed. A commit without one passes. */
export const verifyProgram = 'verify';
