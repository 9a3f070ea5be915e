import type { GitPlace } from '../../../git/run';
import { adviceOn, fixesOf } from '../../../look/trouble';
import { wayUpTo } from '../../../look/way-up';
import type { LookFindings } from '../../../release/guards/move';

/** What would make the release of a commit fail, looked for once a commit. */
export class LookQuestion {
  private readonly looks = new Map<string, Promise<LookFindings>>();

  constructor(
    private readonly environment: string,
    private readonly place: GitPlace,
  ) {}

  /** Looks without waiting at the commit that is likely to be wanted. */
  begin(likely: string | undefined): void {
    // Whoever asks about this commit hears of a failure.
    if (likely !== undefined) this.foundIn(likely).catch(() => undefined);
  }

  foundIn(commit: string): Promise<LookFindings> {
    const known = this.looks.get(commit);
    if (known) return known;
    const look = this.look(commit);
    this.looks.set(commit, look);
    return look;
  }

  private async look(commit: string): Promise<LookFindings> {
    const { environment, place } = this;
    // It reads YAML, which is most of it, while AWS is asked.
    const { lookAtCommit } = await import('../../../look/look');
    const troubles = await lookAtCommit({ commit, place, environment });
    const typist = { up: wayUpTo(place.cwd), environment };
    return {
      whats: troubles.map(({ what }) => what),
      advice: adviceOn(troubles, typist),
      fixes: fixesOf(troubles, typist),
    };
  }
}
