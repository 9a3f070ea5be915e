import { scaleLinear } from 'd3-scale';
import type { FigureData } from '../common/data';

/** A bar a week; a week without anything to measure has none. */
export function Trend({ trend }: Pick<FigureData, 'trend'>) {
  const most = Math.max(0, ...trend.map(([value]) => value ?? 0));
  const height = scaleLinear()
    .domain([0, most || 1])
    .range([1, 44]);
  const label = `The last twelve weeks. ${trend.map(([, said]) => said).join('; ')}`;
  return (
    <svg class="trend" viewBox="0 0 240 48" role="img" aria-label={label}>
      {trend.map(([value, said], at) =>
        value === null ? (
          <line key={said} x1={at * 20 + 4} x2={at * 20 + 16} y1={46} y2={46} class="lane" />
        ) : (
          <rect
            key={said}
            x={at * 20 + 3}
            width={14}
            y={46 - height(value)}
            height={height(value)}
            class="trend-bar"
          >
            <title>{said}</title>
          </rect>
        ),
      )}
    </svg>
  );
}
