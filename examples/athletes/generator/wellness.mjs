// Wellness rows in the shape of GET /athlete/{id}/wellness: one a day, with the gaps that
// people leave. On every 1-4 scale low is good.

import { RESTING_HR, RIDE } from "./athlete.mjs";
import { rowsByDate } from "./fitness.mjs";
import { Chance, clamp, isoDate, isoStamp, round } from "./maths.mjs";

const SHARE_OF_MISSING_DAYS = 0.06;
const USUAL_HRV_MS = 63;
const USUAL_SLEEP_S = 27000;
const ON_FOOT = ["Run", "TrailRun", "VirtualRun", "Walk", "Hike"];

/** How far the illness has hold of a day: 1 while it lasts, fading over four days after. */
function illness(day, sick) {
  if (day < sick.from - 1 || day > sick.to + 4) {
    return 0;
  }
  if (day < sick.from) {
    return 0.5;
  }
  return day <= sick.to ? 1 : 1 - (day - sick.to) / 5;
}

/** The day's measured values, from `state` {strain, ill, load}. */
function body(state, chance) {
  const { strain, ill, load } = state;
  const hrv = USUAL_HRV_MS - 9 * strain - 19 * ill - 0.015 * load + chance.noise(4.5);
  const pulse = RESTING_HR + 2.5 * strain + 8 * ill + 0.008 * load + chance.noise(1);
  const sleep = USUAL_SLEEP_S + chance.noise(2100) + 2400 * ill;
  const score = 79 + (sleep - USUAL_SLEEP_S) / 330 - 18 * ill + chance.noise(4);
  const readiness = 66 + 1.6 * (hrv - USUAL_HRV_MS) + chance.noise(5);
  return {
    restingHR: round(pulse),
    tempRestingHR: false,
    hrv: chance.happens(0.95) ? round(hrv, 1) : null,
    avgSleepingHR: round(pulse + chance.between(2.5, 5), 1),
    sleepSecs: round(sleep / 60) * 60,
    sleepScore: round(clamp(score, 30, 99)),
    readiness: round(clamp(readiness, 5, 99)),
  };
}

const grade = (value) => clamp(Math.round(value), 1, 4);

/** What the athlete says, on about four days of five. */
function feelings(state, sleepScore, isTold, chance) {
  const { strain, ill, afterLegs, afterSpike, week } = state;
  const sore = 1.1 * afterLegs + 1.9 * afterSpike + 0.6 * ill;
  const isNiggling = week <= 8 || (week <= 11 && chance.happens(0.35));
  const told = {
    sleepQuality: grade(2 - (sleepScore - 79) / 12 + chance.noise(0.3)),
    soreness: grade(1.1 + sore + chance.noise(0.3)),
    fatigue: grade(1.6 + 1.6 * strain + 1.6 * ill + chance.noise(0.35)),
    stress: grade(1.6 + 0.5 * ill + chance.noise(0.5)),
    mood: grade(1.8 + 0.9 * ill + chance.noise(0.4)),
    motivation: grade(1.7 + 0.4 * strain + 1.5 * ill + chance.noise(0.4)),
    injury: isNiggling ? 2 : 1,
  };
  return isTold ? told : Object.fromEntries(Object.keys(told).map((key) => [key, null]));
}

/** The scale: stepped on about every second day, carried over in between. */
class Scale {
  constructor() {
    this.last = 68.9;
  }

  read(week, chance) {
    const isMeasured = chance.happens(0.52);
    if (isMeasured) {
      this.last = round(68.8 - 0.022 * week + chance.noise(0.3), 1);
    }
    return { weight: this.last, tempWeight: !isMeasured };
  }
}

/** The service's own estimates, per sport. */
function sportInfo(week, chance) {
  const eftp = round(RIDE.ftp - 11 + 0.28 * week + chance.noise(1), 1);
  return [{ type: "Ride", eftp, wPrime: 19500, pMax: round(960 + chance.noise(8)) }];
}

function stepsOf(rows, chance) {
  const onFoot = rows.filter((row) => ON_FOOT.includes(row.type));
  const counted = onFoot.map((row) => (row.moving_time / 60) * row.average_cadence * 2);
  const rest = Math.max(1500, 5600 + chance.noise(1300));
  return round(counted.reduce((total, steps) => total + steps, rest));
}

function isHeavyLegs({ type, tags, icu_rpe: rpe }) {
  return type === "WeightTraining" && tags !== null && tags.includes("lower") && rpe >= 6;
}

/** What the day starts from: yesterday's load and lines, illness, sore legs. */
function stateOf(day, before, context) {
  const yesterday = context.byDate.get(isoDate(day - 1)) ?? [];
  return {
    week: context.weekOf(day),
    strain: clamp((before.atl - before.ctl) / before.ctl, -0.5, 0.6),
    load: before.atlLoad,
    ill: illness(day, context.sick),
    afterLegs: yesterday.some(isHeavyLegs) ? 1 : 0,
    afterSpike: Math.max(0, [0, 1, 0.6][day - context.spikeDay] ?? 0),
  };
}

function dayRow(today, state, context) {
  const { day, ctl, atl, ctlLoad, atlLoad } = today;
  const chance = new Chance(`wellness ${context.weekOf(day)} ${day - context.firstDay}`);
  const measured = body(state, chance);
  const comments = context.comments.get(day) ?? null;
  const isSpecial = state.ill > 0.5 || comments !== null;
  const mustTell = isSpecial || state.week === context.currentWeek;
  const isTold = chance.happens(0.78) || mustTell;
  const weekAgo = context.ctlByDay.get(day - 7);
  return {
    id: isoDate(day),
    ctl: round(ctl, 4),
    atl: round(atl, 4),
    rampRate: weekAgo === undefined ? null : round(ctl - weekAgo, 4),
    ctlLoad,
    atlLoad,
    sportInfo: sportInfo(state.week, chance),
    ...context.scale.read(state.week, chance),
    ...measured,
    ...feelings(state, measured.sleepScore, isTold, chance),
    steps: stepsOf(context.byDate.get(isoDate(day)) ?? [], chance),
    comments,
    updated: isoStamp(day, 21 * 3600 + chance.whole(0, 5400)),
  };
}

/**
 * `fitness` is [{day, ctl, atl, ctlLoad, atlLoad}] without gaps; `story` holds `seed` (ctl
 * and atl of the day before), `weekOf(day)`, `currentWeek` (complete: the load check wants
 * answers there), `sick` {from, to} (both included), `spikeDay` and `comments` (day ->
 * text).
 */
export function buildWellness(fitness, activities, story) {
  const context = {
    ...story,
    firstDay: fitness[0].day,
    byDate: rowsByDate(activities),
    ctlByDay: new Map(fitness.map(({ day, ctl }) => [day, ctl])),
    scale: new Scale(),
  };
  const rows = [];
  let before = { ...story.seed, atlLoad: story.seed.atl };
  for (const today of fitness) {
    const state = stateOf(today.day, before, context);
    const row = dayRow(today, state, context);
    const chance = new Chance(`gap ${today.day - context.firstDay}`);
    const isGap = chance.happens(SHARE_OF_MISSING_DAYS) && row.comments === null;
    if (!isGap || state.ill > 0 || state.week === story.currentWeek) {
      rows.push(row);
    }
    before = today;
  }
  return rows;
}
