import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ago } from '../../../../lib/release/moment';
import type { PageData } from './data';
import { commitRow, dayAndMinute, type ShownRelease, short, type Tone, toneOf } from './view';

/** What others wrote: it may run from right to left, and changes the direction of nothing around it. */
export function Prose({ children, class: name }: { children: string; class?: string }) {
  return (
    <bdi class={name} dir="auto">
      {children}
    </bdi>
  );
}

/** Shape and word, since a colour alone tells nothing to many. */
const signs: Readonly<Record<Tone, string>> = {
  good: '✓',
  bad: '✕',
  back: '↩',
  quiet: '–',
  going: '…',
};

/** @param label said in its place; nothing where the words beside it say the same */
export function StateSign({ tone, label }: { tone: Tone; label?: string }) {
  const said =
    label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return (
    <span class={`sign ${tone}`} {...said}>
      {signs[tone]}
    </span>
  );
}

/** A moment, and how long ago that was. */
export function When({ at, now }: { at: number; now: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={`${dayAndMinute(at)} UTC`}>
      {ago(new Date(at), new Date(now))}
    </time>
  );
}

/** A command that does what the page only shows, and a button that copies it. */
export function CopiedCommand({ line }: { line: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void copyText(line).then(setCopied);
  };
  return (
    <span class="command">
      <code>{line}</code>
      <button type="button" onClick={copy} aria-label={`Copy ${line}`}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}

/** A page that was opened from a file may not use the clipboard by itself everywhere. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** A commit by what it is about; its hash and tags are for whoever looks for them. */
export function Commit({ data, place }: { data: PageData; place: number | undefined }) {
  const row = commitRow(data, place);
  if (!row) return <span class="faint">unknown commit</span>;
  const [hash, subject] = row;
  return (
    <span class="commit">
      {subject === '' ? <span class="faint">not in this clone</span> : <Prose>{subject}</Prose>}{' '}
      <Hash hash={hash} />
      <Tags data={data} place={place} />
    </span>
  );
}

export function Hash({ hash }: { hash: string }) {
  return (
    <code class="hash" title={hash}>
      {short(hash)}
    </code>
  );
}

export function Tags({ data, place }: { data: PageData; place: number | undefined }) {
  const tags = place === undefined ? [] : (data.tags[place] ?? []);
  return (
    <>
      {tags.map((tag) => (
        <span class="tag" key={tag}>
          <Prose>{tag}</Prose>
        </span>
      ))}
    </>
  );
}

export function pageOf(release: Pick<ShownRelease, 'environment' | 'id'>): string {
  return `#/release/${release.environment}/${release.id}`;
}

/** A release in a line, which leads to its page. */
export function ReleaseLink({
  data,
  release,
  now,
}: {
  data: PageData;
  release: ShownRelease;
  now: number;
}) {
  return (
    <a class="release-line" href={pageOf(release)}>
      <StateSign tone={toneOf(release)} label={release.status} />
      <Commit data={data} place={release.commit} />
      <span class="faint">
        <When at={release.startedAt} now={now} />
      </span>
    </a>
  );
}

/** A part of a page with a heading. */
export function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function CommitList({ data, places }: { data: PageData; places: readonly number[] }) {
  return (
    <ul class="commits">
      {places.map((place) => (
        <li key={place}>
          <Commit data={data} place={place} />
        </li>
      ))}
    </ul>
  );
}
