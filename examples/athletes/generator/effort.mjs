// A session as a list of parts {secs, level, spread, isWork}. The level is a fraction of
// threshold (power on the bike, speed on foot). Means, normalised power, intensity, heart
// rate and all zone times follow from the parts, so that they agree with each other.

import { MAX_HR, RESTING_HR, RIDE, RUN } from "./athlete.mjs";
import { LADDER } from "./kinds.mjs";
import { apportion, clamp, exp, shareBelow, sum } from "./maths.mjs";

const LADDER_RUN_M_PER_S = 2.8;
const WALK_M_PER_S = 1.55;

/** Easy running speed in m/s: it comes back slowly over the weeks. */
function easySpeed(week) {
  return 2.85 + 0.011 * Math.max(0, week - 13);
}

const secsOf = (parts) => sum(parts.map((part) => part.secs));

// ---- parts ----

function workParts(work, form) {
  if (!work) {
    return [];
  }
  const { reps, secs, level, rest, restLevel } = work;
  const parts = [{ secs: reps * secs, level: level * form, spread: 0.025, isWork: true }];
  if (rest > 0) {
    parts.push({ secs: reps * rest, level: restLevel * form, spread: 0.05, isWork: false });
  }
  return parts;
}

/** `form` is the day's factor on all levels, 1 in a plan. */
export function rideEffort(kind, totalSecs, form) {
  const work = workParts(kind.work, form);
  const around = totalSecs - secsOf(work);
  if (around < 300) {
    throw new Error(`${kind.plan}: ${totalSecs} s are too short for its main set.`);
  }
  const base = kind.base.map(([share, level, spread]) => {
    return { secs: share * around, level: level * form, spread, isWork: false };
  });
  return { secs: totalSecs, parts: [...base, ...work] };
}

/** A rung of the ladder: the minutes run at one speed, the minutes walked at another. */
function ladderEffort(rung, form) {
  const [run, walk, times] = LADDER[rung - 1];
  const runLevel = (LADDER_RUN_M_PER_S * form) / RUN.thresholdSpeed;
  const walkLevel = WALK_M_PER_S / RUN.thresholdSpeed;
  const parts = [
    { secs: run * times * 60, level: runLevel, spread: 0.025, isWork: walk > 0 },
    { secs: walk * times * 60, level: walkLevel, spread: 0.02, isWork: false },
  ].filter((part) => part.secs > 0);
  return { secs: secsOf(parts), parts };
}

/** A run of so many km: the main set first, easy running for the rest of the way. */
export function runEffort(kind, amount, week, form) {
  if (kind.ladder) {
    return ladderEffort(amount, form);
  }
  const work = workParts(kind.work, form);
  const [[, factor, spread]] = kind.base;
  const level = (easySpeed(week) * form * factor) / RUN.thresholdSpeed;
  const workThresholdSecs = sum(work.map((part) => part.secs * part.level));
  const wayThresholdSecs = (amount * 1000) / RUN.thresholdSpeed;
  const easySecs = Math.round((wayThresholdSecs - workThresholdSecs) / level);
  const parts = [{ secs: easySecs, level, spread, isWork: false }, ...work];
  return { secs: secsOf(parts), parts };
}

// ---- what follows from them ----

export function meanLevel(effort) {
  return sum(effort.parts.map((part) => part.secs * part.level)) / effort.secs;
}

/**
 * Mean square of the levels: the load of an hour, as a fraction of an hour at threshold.
 */
export function meanSquareLevel(effort) {
  return sum(effort.parts.map(({ secs, level }) => secs * level * level)) / effort.secs;
}

/**
 * Normalised power as a fraction of threshold: the fourth root of the mean fourth power.
 */
export function normalisedLevel(effort) {
  const fourth = effort.parts.map(({ secs, level, spread }) => {
    const square = level * level;
    const variance = spread * spread;
    return secs * (square * square + 6 * square * variance + 3 * variance * variance);
  });
  return Math.sqrt(Math.sqrt(sum(fourth) / effort.secs));
}

/** Work above threshold in threshold-seconds (joules when multiplied by FTP). */
export function workAbove(effort) {
  const above = effort.parts.filter((part) => part.level > 1);
  return sum(above.map((part) => part.secs * (part.level - 1)));
}

/** The parts in percent of threshold, for zoneSeconds. */
export function levelParts(effort) {
  return effort.parts.map(({ secs, level, spread }) => {
    return { secs, mean: level * 100, spread: spread * 100 };
  });
}

/** How far the heart rate follows a repetition: short ones end before it has risen. */
function followsBy(repSecs) {
  if (repSecs < 60) {
    return 0.25;
  }
  return repSecs < 400 ? 0.8 : 0.9;
}

/** Heart rate of each part, in bpm; `heartOf(level)` is what a steady effort would cost. */
export function heartParts(effort, heartOf, steadyLevel, work) {
  const mean = heartOf(steadyLevel);
  return effort.parts.map(({ secs, level, spread, isWork }) => {
    const follows = work && spread <= 0.05 ? followsBy(work.secs) : 0.35;
    return { secs, mean: mean + follows * (heartOf(level) - mean), spread: isWork ? 4 : 6 };
  });
}

/**
 * Seconds in each zone, whole, adding up to `total`. `limits` are the zones' inclusive
 * upper bounds; the last takes all the rest. A zone with less than 0.2 % of the time is
 * left empty.
 */
export function zoneSeconds(parts, limits, total) {
  const last = limits.length - 1;
  const shares = limits.map(() => 0);
  for (const { secs, mean, spread } of parts) {
    let below = 0;
    limits.forEach((limit, zone) => {
      const upTo = zone === last ? 1 : shareBelow(limit, mean, spread);
      shares[zone] += secs * (upTo - below);
      below = upTo;
    });
  }
  return apportion(shares.map((share) => (share < 0.002 * total ? 0 : share)), total);
}

/** Seconds in the sweet spot, which overlaps the power zones. */
export function sweetSpotSeconds(effort) {
  const [low, high] = RIDE.sweetSpot;
  const inside = levelParts(effort).map(({ secs, mean, spread }) => {
    return secs * (shareBelow(high, mean, spread) - shareBelow(low, mean, spread));
  });
  return Math.round(sum(inside));
}

/** Banister's TRIMP (men) of parts with a heart rate. */
export function trimpOf(parts) {
  const points = parts.map(({ secs, mean }) => {
    const reserve = clamp((mean - RESTING_HR) / (MAX_HR - RESTING_HR), 0, 1);
    return (secs / 60) * reserve * 0.64 * exp(1.92 * reserve);
  });
  return sum(points);
}

/** Heart-rate load: 100 for an hour at the threshold heart rate. */
export function heartLoad(trimp, lthr) {
  return (100 * trimp) / trimpOf([{ secs: 3600, mean: lthr }]);
}
