import path from 'node:path';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import { invalidRepositoryName, repositoryDoesNotExist, repositoryNameRequired } from './errors';

/** What is known of a repository beside what its git directory holds. */
export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Absent until the first branch arrives. */
  readonly defaultBranch?: string;
  readonly kmsKeyId?: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One ref that is about to move, or has moved. `undefined` stands for a ref that is not there. */
export interface Move {
  /** The id its event carries, chosen before it moves so that a repeated event is known as the same. */
  readonly eventId: string;
  readonly ref: string;
  readonly old?: string | undefined;
  readonly new?: string | undefined;
}

/** Written before refs move and removed once their events are published, so that a crash in between loses no event. */
export interface Journal {
  readonly id: string;
  readonly repositoryId: string;
  readonly callerArn: string;
  /** The git process that moves them, which may outlive a killed server for a moment. */
  readonly pid: number;
  readonly moves: readonly Move[];
}

export const repositoriesOf = (context: Context): Records<Repository> =>
  context.records('codecommit/repositories');

export const journalsOf = (context: Context): Records<Journal> =>
  context.records('codecommit/journal');

/** @throws RepositoryDoesNotExistException and what a missing or malformed name is answered with */
export function repositoryNamed(name: string | undefined, context: Context): Repository {
  const repository = repositoriesOf(context).get(checkRepositoryName(name));
  if (!repository) throw repositoryDoesNotExist(String(name));
  return repository;
}

export function repositoryWithId(id: string, context: Context): Repository | undefined {
  return repositoriesOf(context)
    .list()
    .find((repository) => repository.id === id);
}

export function checkRepositoryName(name: string | undefined): string {
  if (name === undefined || name === '') throw repositoryNameRequired();
  if (typeof name !== 'string' || !isRepositoryName(name)) throw invalidRepositoryName(name);
  return name;
}

export function isRepositoryName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name) && !name.endsWith('.git');
}

/** Named by the id alone: no name a client chooses becomes part of a path. */
export function gitDirectoryOf(repository: Repository, context: Context): string {
  return path.join(context.directory, 'codecommit', 'repositories', `${repository.id}.git`);
}

export function arnOf(name: string, { region, account }: Context): string {
  return `arn:aws:codecommit:${region}:${account}:${name}`;
}
