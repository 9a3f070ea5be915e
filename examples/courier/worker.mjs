import { routeOf } from './route.mjs';

const depot = { x: 0, y: 0 };
const everyMs = 60_000;

/** Plans the round anew every minute, until it is told to stop. */
function plan() {
  const stops = Array.from({ length: 5 }, () => ({ x: Math.random(), y: Math.random() }));
  console.log(JSON.stringify({ commit: process.env.GITENV_COMMIT, route: routeOf(depot, stops) }));
}

plan();
const timer = setInterval(plan, everyMs);
// What ECS sends before it stops a task.
process.once('SIGTERM', () => clearInterval(timer));
