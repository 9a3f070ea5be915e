/**
 * Exit statuses by which the command that deploys says more than that it failed. Any program may use them: a deploy
 * that is a team's own as well as a kit's.
 */
export const exitStatuses = {
  /** Nothing was changed, or all that was changed is put back: what ran before still runs. */
  nothingChanged: 79,
  /** The commit itself is at fault, so that another try ends in the same way. */
  badCommit: 78,
} as const;
