// The laps of runs, in few columns: what GET /activity/{id}/intervals is made of.

import { WALK_CADENCE } from "./athlete.mjs";
import { Chance, clamp, round, sum } from "./maths.mjs";
import { LADDER } from "./kinds.mjs";

/** What stands in a lap's row, in this order; the server's sample source reads it so. */
export const LAP_COLUMNS = [
  "is_work",
  "secs",
  "metres",
  "cadence",
  "heartrate",
  "gradient_permille",
  "stance_time",
  "vertical_oscillation",
  "vertical_ratio",
  "stance_time_balance",
];

const LAP_METRES = 1000;
const WALK_BELOW_M_PER_S = 2;

/** Easy running in laps of a kilometre; what is left is a lap of its own. */
function kilometres(secs, speed, chance) {
  const laps = [];
  for (let left = secs * speed; left > 50; left -= LAP_METRES) {
    const metres = Math.min(LAP_METRES, left);
    laps.push({ metres, speed: speed * (1 + chance.noise(0.018)), isWork: false });
  }
  return laps;
}

/** Warm-up, main set, cool-down; the shares are what coaches do. */
function structured(kind, effort, speedOf, chance) {
  const { reps, secs, level, rest, restLevel } = kind.work;
  const [easy] = effort.parts;
  const speed = speedOf(easy.level);
  const set = [];
  for (let rep = 0; rep < reps; rep += 1) {
    const fast = speedOf(level) * (1 + chance.noise(0.012));
    set.push({ metres: secs * fast, speed: fast, isWork: true });
    if (rest > 0) {
      const slow = speedOf(restLevel);
      set.push({ metres: rest * slow, speed: slow, isWork: false });
    }
  }
  const before = kilometres(easy.secs * 0.6, speed, chance);
  return [...before, ...set, ...kilometres(easy.secs * 0.4, speed, chance)];
}

function ladder(rung, effort, speedOf) {
  const [run, walk, times] = LADDER[rung - 1];
  const laps = [];
  for (let i = 0; i < times; i += 1) {
    for (const [minutes, part] of [[run, effort.parts[0]], [walk, effort.parts[1]]]) {
      if (minutes > 0 && part) {
        const speed = speedOf(part.level);
        laps.push({ metres: minutes * 60 * speed, speed, isWork: part === effort.parts[0] });
      }
    }
  }
  return laps;
}

/** Each lap differs from the run's own averages by its speed, and a little by chance. */
function measured(lap, row, usual, index, n, chance) {
  const faster = lap.speed - row.average_speed;
  const isWalk = lap.speed < WALK_BELOW_M_PER_S;
  const has = (value) => value !== null && !isWalk;
  const oscillation = row.average_vertical_oscillation - 3.5 * faster;
  const cadence = isWalk ? WALK_CADENCE : usual + 3.2 * faster;
  const step = (lap.speed * 30000) / cadence;
  const beat = row.average_heartrate + 9 * faster + 6 * ((index + 0.5) / n - 0.5);
  const noise = [1.1, 0.5, 0.05, 0.1].map((spread) => chance.noise(spread));
  return {
    cadence: round(cadence + (isWalk ? 0 : chance.noise(0.2)), 1),
    heartrate: row.average_heartrate === null ? null : round(beat),
    stance_time: has(row.average_stance_time)
      ? round(row.average_stance_time - 38 * faster + noise[0], 1)
      : null,
    vertical_oscillation: has(row.average_vertical_oscillation)
      ? round(oscillation + noise[1], 1)
      : null,
    vertical_ratio: has(row.average_vertical_ratio)
      ? round((100 * oscillation) / step + noise[2], 2)
      : null,
    stance_time_balance: has(row.average_stance_time_balance)
      ? round(row.average_stance_time_balance + noise[3], 2)
      : null,
  };
}

/** Rows of LAP_COLUMNS that add up to the run's moving time and distance. */
export function lapRows(session, effort, row, thresholdSpeed) {
  const { kind, amount } = session.done;
  const chance = new Chance(`laps ${session.label}`);
  const speedOf = (level) => level * thresholdSpeed;
  let laps = null;
  if (kind.ladder) {
    laps = ladder(amount, effort, speedOf);
  } else if (kind.work) {
    laps = structured(kind, effort, speedOf, chance);
  } else {
    laps = kilometres(row.moving_time, row.average_speed, chance);
  }
  const factor = row.distance / sum(laps.map(({ metres }) => metres));
  const total = sum(laps.map(({ metres, speed }) => metres / speed));
  // A walk-run's average is of both: its running cadence is what such a speed usually has.
  const usual = kind.ladder ? 82.2 + 3.2 * (row.average_speed - 3) : row.average_cadence;
  const hilliness = row.total_elevation_gain / (row.distance / 1000);
  return laps.map((lap, index) => {
    const secs = round((lap.metres / lap.speed) * (row.moving_time / total));
    const metres = round(lap.metres * factor, 1);
    const values = measured(
      { ...lap, speed: metres / secs },
      row,
      usual,
      index,
      laps.length,
      chance,
    );
    const gradient = clamp(chance.noise(0.35 * hilliness), -60, 60);
    const columns = {
      ...values,
      secs,
      metres,
      is_work: lap.isWork ? 1 : 0,
      gradient_permille: kind.indoor ? null : round(gradient, 1),
    };
    return LAP_COLUMNS.map((name) => columns[name]);
  });
}
