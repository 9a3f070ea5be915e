import fs from 'node:fs';
import path from 'node:path';
import { openJournal, settle } from '../../../lib/local/services/codecommit/engine/moves';
import { readRef } from '../../../lib/local/services/codecommit/git/refs';
import { repositoryNamed } from '../../../lib/local/services/codecommit/model/records';
import { gitdirIn } from './installed';
import type { ModelMachine } from './machine';
import { application, branch, type Person } from './names';

const ref = `refs/heads/${branch}`;

/** The deploy branch, as CodeCommit's git address serves it, less git: the same journal, the same event. */
export class Repository {
  constructor(private readonly model: ModelMachine) {}

  tip(): Promise<string | undefined> {
    return readRef(this.gitdir, ref);
  }

  /**
   * Moves the branch if it is where the pusher saw it.
   * @returns false where it is elsewhere
   */
  async push(commit: string, seen: string | undefined, as: Person): Promise<boolean> {
    if ((await this.tip()) !== seen) return false;
    const context = this.model.context(as);
    const repository = repositoryNamed(application, context);
    const move = { ref, new: commit, ...(seen !== undefined && { old: seen }) };
    const journal = openJournal(repository, [move], { kill: () => undefined }, context);
    const file = path.join(this.gitdir, ref);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${commit}\n`);
    settle(journal, journal.moves, context);
    return true;
  }

  private get gitdir(): string {
    const { id } = repositoryNamed(application, this.model.context());
    return gitdirIn(this.model.root, id);
  }
}
