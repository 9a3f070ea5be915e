import fs from 'node:fs';
import path from 'node:path';
import { GitenvError } from '../../errors';
import { fieldsOf, isFields } from '../../fields';
import type { PolicyDocument, PolicyStatement } from './document';
import { sidPrefix } from './statements';

/** Where the policy of deploys lies, relative to the root of the work tree. */
export const policyFile = 'deploy-policy.json';

/**
 * @returns undefined where there is no such file
 * @throws GitenvError BAD_CONFIG where it is no policy
 */
export function readPolicyFile(root: string): PolicyDocument | undefined {
  const file = path.join(root, policyFile);
  if (!fs.existsSync(file)) return undefined;
  const document = parsed(fs.readFileSync(file, 'utf8'));
  const { Version, Statement } = fieldsOf(document);
  if (Version === '2012-10-17' && Array.isArray(Statement) && Statement.every(isStatement))
    return { Version, Statement };
  throw notAPolicy(
    'a policy has the Version 2012-10-17 and a list Statement with Effect, Action and Resource',
  );
}

/** Those that gitenv did not write, which it leaves as they are. */
export function statementsOfOthers(document: PolicyDocument | undefined): PolicyStatement[] {
  return (document?.Statement ?? []).filter(({ Sid = '' }) => !ofGitenv.test(Sid));
}

const ofGitenv = new RegExp(`^${sidPrefix}\\d+$`);

/** @returns the files it wrote */
export function writePolicyFile(root: string, document: PolicyDocument | undefined): string[] {
  if (document === undefined) return [];
  const file = path.join(root, policyFile);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return [];
  fs.writeFileSync(file, text);
  return [policyFile];
}

function isStatement(value: unknown): value is PolicyStatement {
  return (
    isFields(value) &&
    (value.Effect === 'Allow' || value.Effect === 'Deny') &&
    isTextOrTexts(value.Action) &&
    isTextOrTexts(value.Resource)
  );
}

function isTextOrTexts(value: unknown): boolean {
  return [value].flat().every((one) => typeof one === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAPolicy(error instanceof Error ? error.message : 'it is no JSON');
  }
}

function notAPolicy(why: string): GitenvError {
  return new GitenvError('BAD_CONFIG', `${policyFile} is no policy: ${why}`, {
    changed: 'nothing',
    advice: `Correct ${policyFile}, or delete it and have gitenv init write it again.`,
  });
}
