import { describeSettings } from '../aws/values/settings';
import { type SettingState, settingsIn } from '../config/setting';
import { configFile } from '../contract';
import { GitenvError } from '../errors';
import { textInCommit } from '../git/repository';
import { type GitPlace, git } from '../git/run';
import type { Release } from '../release/release';
import type { OpenEnvironment } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';

/** A name whose value is another one by now. The value itself is nowhere here. */
export interface ChangedValue extends Pick<SettingState, 'name' | 'kind' | 'reference'> {
  readonly changedAt: Date;
  readonly version: string | undefined;
}

/** What a release of an earlier commit does not bring back. */
export interface ChangedValues {
  /** When the release ended that is compared with. */
  readonly since: Date;
  readonly changed: readonly ChangedValue[];
  /** Why that cannot be told; undefined if it can. */
  readonly unknown: string | undefined;
}

/** The values that its commit declares, and that were changed since the release. */
export async function changedValues(
  open: OpenEnvironment,
  { commit, updatedAt: since }: Pick<Release, 'commit' | 'updatedAt'>,
  place: GitPlace,
): Promise<ChangedValues> {
  const text =
    commit === undefined ? undefined : await git(textInCommit(commit, configFile), place);
  const { name } = open.environment;
  const settings = text === undefined ? [] : (settingsIn(text, open.application, name) ?? []);
  if (settings.length === 0) return { since, changed: [], unknown: undefined };
  const states = await orWhyNot(describeSettings(open.account, settings));
  if (states instanceof GitenvError) return { since, changed: [], unknown: states.clause };
  const changed = states.flatMap(({ name, kind, reference, changedAt, version }) =>
    changedAt !== undefined && changedAt > since
      ? [{ name, kind, reference, changedAt, version }]
      : [],
  );
  return { since, changed, unknown: undefined };
}
