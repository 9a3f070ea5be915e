import type { Rule, Source } from '../sources';
import { folderOf } from './places';

/** No two folders import each other. */
export const twoWayFolders: Rule = (sources) => {
  const ways = new Set(
    sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ isOurs }) => isOurs)
        .map(({ target }) => `${folderOf(path)} ${folderOf(target)}`),
    ),
  );
  return [...ways]
    .map((way) => way.split(' '))
    .filter(([a = '', b = '']) => a < b && ways.has(`${b} ${a}`))
    .map(([a, b]) => `${a} and ${b} import each other`)
    .sort();
};

/** No file imports itself by way of others. */
export const fileCircles: Rule = (sources) => {
  const files = new Map(sources.map((source) => [source.path, source]));
  return new Circles(files).found
    .map((circle) => `in a circle: ${circle.sort().join(', ')}`)
    .sort();
};

/** Tarjan's strongly connected components. */
class Circles {
  readonly found: string[][] = [];
  private readonly order = new Map<string, number>();
  private readonly lowest = new Map<string, number>();
  private readonly open: string[] = [];

  constructor(private readonly files: ReadonlyMap<string, Source>) {
    for (const path of files.keys()) if (!this.order.has(path)) this.visit(path);
  }

  private visit(path: string): number {
    const number = this.order.size;
    let low = number;
    this.order.set(path, number);
    this.open.push(path);
    for (const next of this.nextOf(path)) {
      if (!this.order.has(next)) low = Math.min(low, this.visit(next));
      else if (this.open.includes(next)) low = Math.min(low, this.order.get(next) ?? low);
    }
    this.lowest.set(path, low);
    if (low === number) this.close(path);
    return low;
  }

  private nextOf(path: string): string[] {
    const imports = this.files.get(path)?.imports ?? [];
    return imports.map(({ target }) => target).filter((target) => this.files.has(target));
  }

  private close(path: string): void {
    const circle = this.open.splice(this.open.indexOf(path));
    if (circle.length > 1) this.found.push(circle);
  }
}
