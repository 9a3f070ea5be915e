import type { Report } from '../../lib/report/report';
import { printable } from '../render/text';
import type { CommitRow, PageData } from './page/common/data';
import { packed } from './page/common/packed';

/** As much of a text as a page has room for, without what could steer anything. */
export function plain(text: string): string {
  return printable(text.slice(0, 4000)).trim().slice(0, 300);
}

/** Names by their places in lists, each put there when it is first needed. */
export class Places {
  private readonly commits = new Map<string, number>();
  private readonly rows: CommitRow[] = [];
  private readonly people = new Map<string, number>();
  private readonly actions = new Map<string, number>();

  constructor(private readonly report: Report) {}

  /** @param subject what AWS says, where this clone lacks the commit */
  commit(hash: string, subject = ''): number {
    const known = this.commits.get(hash);
    if (known !== undefined) return known;
    const place = this.rows.length;
    this.commits.set(hash, place);
    const facts = this.report.graph.find(hash);
    this.rows.push(
      facts
        ? [
            packed(hash),
            plain(facts.subject),
            this.person(facts.author),
            facts.committedAt.getTime(),
          ]
        : [packed(hash), plain(subject), -1, 0],
    );
    return place;
  }

  /** -1 where nobody is named. */
  person(name: string | undefined): number {
    return name === undefined ? -1 : placeIn(this.people, plain(name));
  }

  action(name: string): number {
    return placeIn(this.actions, name);
  }

  lists(
    tags: ReadonlyMap<string, readonly string[]>,
  ): Pick<PageData, 'commits' | 'people' | 'actions' | 'tags'> {
    const named = [...this.commits].flatMap(([hash, place]) => {
      const found = tags.get(hash);
      return found ? [[place, found.slice(0, 5).map(plain)] as const] : [];
    });
    return {
      commits: this.rows,
      people: [...this.people.keys()],
      actions: [...this.actions.keys()],
      tags: Object.fromEntries(named),
    };
  }
}

function placeIn(places: Map<string, number>, name: string): number {
  const known = places.get(name);
  if (known !== undefined) return known;
  places.set(name, places.size);
  return places.size - 1;
}
