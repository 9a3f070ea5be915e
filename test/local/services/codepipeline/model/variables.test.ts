import type { ExecutionRecord } from '../../../../../lib/local/services/codepipeline/model/records';
import {
  resolve,
  resolveAll,
  UnknownVariable,
} from '../../../../../lib/local/services/codepipeline/model/variables';

const execution = {
  id: 'e-1',
  variables: { BY: 'ann', LOOP: '#{variables.BY}' },
  outputs: { Source: { CommitId: 'abc' } },
} as unknown as ExecutionRecord;

describe('a configuration value', () => {
  test.each([
    ['plain', 'plain'],
    ['#{codepipeline.PipelineExecutionId}', 'e-1'],
    ['#{variables.BY}', 'ann'],
    ['v-#{Source.CommitId}-by-#{variables.BY}', 'v-abc-by-ann'],
    ['$' + '{x} and #{}', '$' + '{x} and #{}'],
  ])('%s becomes %s', (value, resolved) => {
    expect(resolve(value, execution)).toBe(resolved);
  });

  test('brings a variable in as it is, even where it looks like a reference', () => {
    expect(resolve('#{variables.LOOP}', execution)).toBe('#{variables.BY}');
  });

  test.each(['#{Other.X}', '#{Source.Nothing}', '#{variables.constructor}', '#{toString.name}'])(
    '%s is unknown',
    (value) => {
      expect(() => resolveAll({ Key: value }, execution)).toThrow(UnknownVariable);
    },
  );
});
