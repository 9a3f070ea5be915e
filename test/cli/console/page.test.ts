import path from 'node:path';
import type { Page } from 'playwright-core';
import { htmlOf } from '../../../cli/console/html';
import { inBrowser, PageStand } from './browser';
import { hostile, samplePage } from './sample';

const parts = path.join(__dirname, '../../../dist/page');

test('the file names no address, and what others wrote ends none of its elements', () => {
  const html = htmlOf({ data: samplePage(), isLive: false }, parts);
  expect(html).not.toContain('</script><script>document.title');
  expect(html).not.toContain('<img src=x');
  const own = html.replaceAll(/http:\/\/www\.w3\.org\/[\w/]+/g, '');
  expect(own).not.toMatch(/(?:src|href)="?https?:/);
  expect(html).toMatch(
    /default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; base-uri/,
  );
});

test('where no script runs it shows the path all the same', () => {
  const html = htmlOf({ data: samplePage(), isLive: false }, parts);
  const [, body = ''] = /<div id="root">([\s\S]*?)<script/.exec(html) ?? [];
  expect(body).toContain('waits for approval');
  expect(body).toContain('gitenv rollback prd');
});

/** Run in the browser: the texts that lie wholly on the screen. */
const textOnScreen = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { bottom, right, width } = range.getBoundingClientRect();
    if (width > 0 && bottom <= innerHeight && right <= innerWidth) found.push(node.textContent);
  }
  return found.join(' ').replace(/\\s+/g, ' ');
})()`;

inBrowser('in a browser', () => {
  const stand = new PageStand(() => htmlOf({ data: samplePage(), isLive: false }, parts));
  beforeAll(() => stand.begin());
  afterAll(() => stand.end());
  afterEach(async () => expect(await stand.troubles()).toEqual([]));
  const open = (view: string) => stand.open(view);

  /** What is seen without scrolling. */
  const seen = (page: Page) => page.evaluate<string>(textOnScreen);

  test('what runs since when, what waits, and what a rollback would go to are on one screen', async () => {
    const text = await seen(await open(''));
    expect(text).toContain('runs since 1 day ago · by ada');
    expect(text).toContain('2 commits wait');
    expect(text).toContain('would pass the guards');
    expect(text).toMatch(
      /A rollback would go to Count links 01010101 v1\.2\.0 released 8 days ago/i,
    );
    expect(text).toContain('prd : 1 release passed the gate for a reason alone');
    expect(text).toContain('stg does not answer. What is shown of the others is current.');
  });

  test('whether one may approve is on one screen: what it changes, its plan, and the command', async () => {
    const text = await seen(await open('#/release/prd/prd-4'));
    expect(text).toContain('waits for approval gitenv approve prd 03030303');
    expect(text).toContain('Plan: 1 to add, 1 to change');
    expect(text).toMatch(/Reader AWS::IAM::Role rights or reach/);
    expect(text).toContain('Limit links');
  });

  test('why a release came to nothing is on one screen, with what undid it', async () => {
    const page = await open('#/release/prd/prd-2');
    const text = await seen(page);
    expect(text).toContain('prd : failed in Deploy : Limit links');
    expect(text).toContain('it did not start');
    expect(text).toContain('gitenv logs prd prd-2');
    await page.getByRole('link', { name: 'rolled back on Mon 2026-03-09 11:00 UTC' }).click();
    expect(await seen(page)).toContain('prd : rolled back to : Count links');
    expect(await seen(page)).toContain('Takes away 1 commit');
  });

  test('what happened on a day is found by its date, and by keys alone', async () => {
    const page = await open('#/timeline');
    await page.getByLabel('since').fill('2026-03-09');
    await page.getByLabel('until').fill('2026-03-09');
    expect(await page.getByRole('status').last().textContent()).toBe('2 releases of 5');
    await page.getByLabel('only').selectOption('failed');
    const rows = page.getByRole('region', { name: 'Releases' }).getByRole('link');
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('failed in Deploy')]);
    await rows.first().focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('#/release/prd/prd-2');
  });

  test('a command is copied as it is typed', async () => {
    const page = await open('');
    await page.evaluate(
      'navigator.clipboard.writeText = async (text) => void (globalThis.copied = text)',
    );
    await page.getByRole('button', { name: 'Copy gitenv rollback prd' }).click();
    expect(await page.evaluate('copied')).toBe('gitenv rollback prd');
    await page.getByText('copied', { exact: true }).waitFor();
  });

  test('what others wrote is shown and never run', async () => {
    const page = await open('#/release/prd/prd-4');
    expect(await page.title()).toBe('links: releases');
    expect(await page.locator('h2 bdi').textContent()).toBe(hostile.slice(0, 250));
  });
});
