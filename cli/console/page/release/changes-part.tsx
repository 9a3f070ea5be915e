import { countOf } from '../../../../lib/release/wording';
import type { PageData } from '../common/data';
import { Commit, CommitList, Part, Prose } from '../common/parts';
import { commitRow } from '../common/view';
import type { ReleaseProps } from './release-parts';

const ticket = /\b[A-Z][A-Z0-9]+-\d+\b|#\d+\b/g;

/** What a release brings and takes away, by author. */
export function Changes({ data, release }: ReleaseProps) {
  const { brings, takes, before, more } = release;
  const subjects = brings.map((place) => commitRow(data, place)?.[1] ?? '');
  const tickets = [...new Set(subjects.flatMap((subject) => subject.match(ticket) ?? []))];
  return (
    <Part title="What changed">
      <p class="faint">
        {before < 0 ? (
          'Nothing ran before, or it is not known what.'
        ) : (
          <>
            before: <Commit data={data} place={before} />
          </>
        )}
      </p>
      {tickets.length > 0 && (
        <p>
          {tickets.slice(0, 20).map((name) => (
            <span class="tag" key={name}>
              {name}
            </span>
          ))}
        </p>
      )}
      {before >= 0 && brings.length + takes.length === 0 && (
        <p>
          {before === release.commit
            ? 'The same commit as before.'
            : 'This clone lacks one of the two commits.'}
        </p>
      )}
      {byAuthor(data, brings).map(([author, places]) => (
        <div key={author}>
          <h4>
            <Prose>{author}</Prose> <span class="faint">{countOf(places.length, 'commits')}</span>
          </h4>
          <CommitList data={data} places={places} />
        </div>
      ))}
      {more.brought !== undefined && (
        <p class="faint">{more.brought} in all; the rest is in git.</p>
      )}
      {takes.length > 0 && (
        <div class="takes">
          <h4>Takes away {countOf(more.taken ?? takes.length, 'commits')}</h4>
          <CommitList data={data} places={takes} />
        </div>
      )}
    </Part>
  );
}

function byAuthor(data: PageData, places: readonly number[]): [string, number[]][] {
  const found = new Map<string, number[]>();
  for (const place of places) {
    const author = data.people[commitRow(data, place)?.[2] ?? -1] ?? 'unknown author';
    found.set(author, [...(found.get(author) ?? []), place]);
  }
  return [...found];
}
