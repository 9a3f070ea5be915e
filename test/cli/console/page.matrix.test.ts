import fs from 'node:fs';
import path from 'node:path';
import { htmlOf } from '../../../cli/console/html';
import { casesOf } from '../../matrix';
import { inBrowser, PageStand } from './browser';
import { samplePage } from './sample';

const parts = path.join(__dirname, '../../../dist/page');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface AxeAnswer {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const views = ['#/path', '#/release/prd/prd-4', '#/timeline', '#/measures', '#/release/prd/prd-2'];
const themes = ['light', 'dark'] as const;
const cases = views.flatMap((view) => themes.map((theme) => [view, theme] as const));

inBrowser('the page', () => {
  const stand = new PageStand(() => htmlOf({ data: samplePage(), isLive: false }, parts));
  beforeAll(() => stand.begin());
  afterAll(() => stand.end());
  afterEach(async () => expect(await stand.troubles()).toEqual([]));

  test.each(casesOf(cases, (_, index) => index % 3 === 0))(
    '%s in %s theme has no finding of axe, and fits, in three widths',
    async (view, colorScheme) => {
      const page = await stand.open(view, { colorScheme });
      await page.evaluate(axe);
      const found: string[] = [];
      for (const width of [375, 820, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await page.evaluate<AxeAnswer>('axe.run()');
        found.push(...violations.map(({ id, nodes }) => `${width} ${id}: ${nodes[0]?.html}`));
        const beyond = 'document.documentElement.scrollWidth - window.innerWidth';
        const tooWide = await page.evaluate<number>(beyond);
        if (tooWide > 0) found.push(`${width}: ${tooWide} px too wide`);
      }
      expect(found).toEqual([]);
    },
  );
});
