/** Visits the nearest of what is left, again and again, beginning at the depot. */
export function routeOf(depot, stops) {
  const left = [...stops];
  const route = [];
  let here = depot;
  while (left.length > 0) {
    left.sort((a, b) => distance(here, a) - distance(here, b));
    here = left.shift();
    route.push(here);
  }
  return route;
}

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
