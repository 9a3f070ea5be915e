import type { ActionKind } from './kind';

/** Waits for PutApprovalResult, at no cost, until its time is over. */
export const manualApproval: ActionKind = {
  inputs: [0, 0],
  outputs: [0, 0],
  required: [],
  optional: ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
};
