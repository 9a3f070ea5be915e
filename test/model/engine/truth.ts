import type { DeployWatch, ModelBuild } from './builds';

/** What really is in the environment: one commit, or something between several. */
export type Live =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'whole'; readonly commit: string }
  | { readonly kind: 'between'; readonly commits: readonly string[] };

/** What really happened, by what the deploys did, which neither AWS nor gitenv is asked about. */
export class Truth implements DeployWatch {
  live: Live = { kind: 'nothing' };
  /** Deploys that were going on while another one began. */
  readonly atOnce: string[] = [];
  /** Commits that somebody went back from, and that nobody has released again since. */
  readonly takenBack = new Set<string>();
  /** Commits that a rollback chose although somebody had gone back from them. */
  readonly badLandings: string[] = [];
  private readonly running = new Map<string, Live>();

  began(build: ModelBuild): void {
    for (const id of this.running.keys()) this.atOnce.push(`${id} and ${build.id}`);
    this.running.set(build.id, this.live);
    this.live = { kind: 'between', commits: [...commitsIn(this.live), build.commit] };
  }

  /** Somebody moved the branch back: what it was at, and what was there instead, is not wanted any more. */
  wentBack(from: string | undefined, to: string): void {
    for (const left of [from, ...commitsIn(this.live)])
      if (left !== undefined && left !== to) this.takenBack.add(left);
  }

  landed(commit: string): void {
    if (this.takenBack.has(commit)) this.badLandings.push(commit);
  }

  ended({ id, commit }: ModelBuild, ending: string, hasChanged: boolean): void {
    const before = this.running.get(id);
    this.running.delete(id);
    if (ending === 'SUCCEEDED') this.live = { kind: 'whole', commit };
    else if (!hasChanged && before) this.live = before;
  }
}

function commitsIn(live: Live): readonly string[] {
  if (live.kind === 'nothing') return [];
  return live.kind === 'whole' ? [live.commit] : live.commits;
}
