import { inTurn, ms, timeOf, times } from './measure.mjs';

/** What `gitenv --version` costs beside an empty Node. */
export async function coldStart({ env }) {
  const { a, b, ratio } = await inTurn(
    20,
    () => timeOf('gitenv', ['--version'], { env }),
    () => timeOf('node', ['-e', '0'], { env }),
  );
  const bound = 1.15;
  return [
    {
      what: 'gitenv --version',
      measured: ms(a),
      beside: `node -e 0: ${ms(b)}`,
      result: times(ratio),
      bound: `≤ ${bound} ×`,
      within: ratio <= bound,
    },
  ];
}
