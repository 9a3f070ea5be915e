import { notFound } from './errors';
import { current, previous, type StoredSecret, type StoredVersion } from './records';

/** A secret keeps a hundred versions, of which those without a label go first. */
const maxVersions = 100;

/**
 * Adds a version under its labels, taken from whichever version had them. What was AWSCURRENT becomes AWSPREVIOUS.
 */
export function withVersion(secret: StoredSecret, added: StoredVersion): StoredSecret {
  const all = [{ ...added, stages: [] }, ...secret.versions];
  const labelled = added.stages.reduce<readonly StoredVersion[]>(
    (versions, stage) => moveStage(versions, stage, added.id),
    all,
  );
  const unlabelled = labelled.filter(({ stages }) => stages.length === 0).slice(maxVersions);
  return { ...secret, versions: labelled.filter((version) => !unlabelled.includes(version)) };
}

export function moveStage(
  versions: readonly StoredVersion[],
  stage: string,
  to: string | undefined,
): readonly StoredVersion[] {
  const from = versions.find(({ stages }) => stages.includes(stage));
  const moved = versions.map((version) => ({
    ...version,
    stages: [
      ...version.stages.filter((known) => known !== stage),
      ...(version.id === to ? [stage] : []),
    ],
  }));
  return stage === current && from && from.id !== to ? moveStage(moved, previous, from.id) : moved;
}

/** The version that a request means: by id, by label, or by both when they agree. */
export function versionOf(
  { versions }: StoredSecret,
  {
    VersionId,
    VersionStage,
  }: { VersionId?: string | undefined; VersionStage?: string | undefined },
): StoredVersion {
  const stage = VersionStage ?? (VersionId === undefined ? current : undefined);
  const found = versions.find(
    ({ id, stages }) =>
      (VersionId === undefined || id === VersionId) &&
      (stage === undefined || stages.includes(stage)),
  );
  if (!found)
    throw notFound(
      `Secrets Manager can't find the specified secret value for ${VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`}`,
    );
  return found;
}

/** Version ids by label lists, as replies have them; versions without labels are left out. */
export function idsToStages({ versions }: StoredSecret): Record<string, string[]> {
  return Object.fromEntries(
    versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]),
  );
}
