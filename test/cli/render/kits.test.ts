import { renderKits } from '../../../cli/render/kits';
import { columnsOf } from '../../../cli/terminal/width';

const kits = [
  {
    name: 'script',
    summary: 'Two programs at the root of the repository, which build and deploy it',
  },
  {
    name: 'static-site',
    summary: 'A folder of files, served from an S3 bucket: what ./build leaves',
  },
];

describe('the list of kits', () => {
  test.each([40, 60, 80, 100, 160])('says everything in %i columns', (columns) => {
    const text = renderKits(kits, columns);
    for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    for (const { name, summary } of kits)
      for (const word of [name, ...summary.split(' ')]) expect(text).toContain(word);
    expect(text).not.toContain('…');
  });

  test('is a line a kit where no terminal breaks it', () => {
    expect(renderKits(kits, undefined).split('\n')).toHaveLength(kits.length);
  });
});
