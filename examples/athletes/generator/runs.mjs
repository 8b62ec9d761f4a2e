// Rows of runs, with running dynamics.

import { RUN, WALK_CADENCE, WEIGHT_KG } from "./athlete.mjs";
import * as effortOf from "./effort.mjs";
import { LADDER } from "./kinds.mjs";
import { lapRows } from "./laps.mjs";
import { Chance, clamp, round, sum } from "./maths.mjs";
import * as rows from "./rows.mjs";

const STREAMS = ["time", "cadence", "heartrate", "distance", "altitude", "velocity_smooth"];
const DYNAMICS = ["stance_time", "vertical_oscillation", "vertical_ratio", "step_length"];
const STEADY_FROM_SECS = 40 * 60;

/** Strides of one leg per minute: walking and running each have their own. */
function cadenceOf(effort, shift) {
  const strides = effort.parts.map(({ secs, level }) => {
    const speed = level * RUN.thresholdSpeed;
    const running = clamp(82.2 + 3.2 * (speed - 3) + shift, 79, 92);
    return secs * (speed < 2 ? WALK_CADENCE : running);
  });
  return sum(strides) / effort.secs;
}

/**
 * Contact falls with speed and, a little, over the weeks; balance needs the chest strap.
 */
function dynamics(session, speed, stride, chance) {
  const weeks = Math.max(0, session.week - 15);
  const contact = 259 - 38 * (speed - 3) - 0.1 * weeks + chance.noise(2.6);
  const oscillation = 89 - 3.5 * (speed - 3) + chance.noise(1.1);
  const step = stride * 1000 * (1 + chance.noise(0.004));
  const balance = 50.7 - 0.008 * weeks + chance.noise(0.22);
  const wearsStrap = chance.happens(0.45) && !rows.hasFlag(session, "nohr");
  const isRecorded = rows.hasNewWatch(session);
  return {
    average_stance_time: isRecorded ? round(contact, 2) : null,
    average_vertical_oscillation: isRecorded ? round(oscillation, 2) : null,
    average_vertical_ratio: isRecorded ? round((100 * oscillation) / step, 3) : null,
    average_step_length: isRecorded ? round(step, 1) : null,
    average_stance_time_balance: isRecorded && wearsStrap ? round(balance, 2) : null,
  };
}

function nameOf(session, chance) {
  const { kind, amount } = session.done;
  if (!kind.ladder) {
    return rows.nameOf(session, chance);
  }
  const [run, walk, times] = LADDER[amount - 1];
  const isLastRung = walk === 0;
  return isLastRung
    ? `Run ${run} min without a break`
    : `Walk-run ${times} x ${run} min run, ${walk} min walk`;
}

/** Repetitions of the main set or of the ladder; a lap each kilometre without them. */
function structure(session, effort, beats, distance) {
  const { kind, amount } = session.done;
  const work = effort.parts.findIndex((part) => part.isWork);
  if (work < 0) {
    return { icu_lap_count: Math.floor(distance / 1000) + 1, interval_summary: null };
  }
  const [ladderRun, , ladderTimes] = kind.ladder ? LADDER[amount - 1] : [];
  const reps = kind.ladder ? ladderTimes : kind.work.reps;
  const secs = kind.ladder ? ladderRun * 60 : kind.work.secs;
  const bpm = beats === null ? "" : ` ${round(beats[work].mean)}bpm`;
  return {
    icu_lap_count: 2 * reps + (kind.ladder ? 0 : 1),
    interval_summary: [`${reps}x ${rows.spokenSecs(secs)}${bpm}`],
  };
}

/** Heart rate by level; running costs a few beats more in the first months. */
function heartOf(session, chance) {
  const early = Math.max(0, 8 - 0.4 * Math.max(0, session.week - 7));
  const offset = rows.heartOffset(session, chance) + early;
  return (level) => 138 + 27 * (level * RUN.thresholdSpeed - 3) + offset;
}

function decoupling(session, effort, chance) {
  const { kind } = session.done;
  const isSteady = !kind.work && !kind.ladder && effort.secs >= STEADY_FROM_SECS;
  const drift = 2.4 + chance.noise(1.3);
  return isSteady && !rows.hasFlag(session, "nohr") ? round(drift, 2) : null;
}

function streamsOf(session) {
  const place = session.done.kind.indoor ? [] : ["latlng"];
  const all = [...STREAMS, ...place, ...(rows.hasNewWatch(session) ? DYNAMICS : [])];
  return all.filter((name) => name !== "heartrate" || !rows.hasFlag(session, "nohr"));
}

function paceFields(way, effort, uphill) {
  const parts = effortOf.levelParts(effort);
  const square = effortOf.meanSquareLevel(effort) * uphill * uphill;
  return {
    pace: way.average_speed,
    gap: round(way.average_speed * uphill, 4),
    threshold_pace: RUN.thresholdSpeed,
    pace_zones: RUN.paceZones,
    pace_zone_times: effortOf.zoneSeconds(parts, RUN.paceZones, effort.secs),
    pace_load: round((effort.secs / 36) * square),
    pace_load_type: "RUN",
  };
}

export function runRow(session) {
  const { kind, amount } = session.done;
  const chance = new Chance(`run ${session.label}`);
  const form = 1 + chance.noise(0.014);
  const km = kind.ladder ? amount : amount * (1 + chance.noise(0.004));
  const effort = effortOf.runEffort(kind, km, session.week, form);
  const moving = effort.secs;
  const elapsed = moving + (kind.indoor ? 0 : chance.whole(0, 75));
  const climbPerKm = chance.between(...kind.climb);
  const speed = effortOf.meanLevel(effort) * RUN.thresholdSpeed;
  const way = rows.travel(moving, speed, climbPerKm, chance);
  const steady = effortOf.meanLevel(effort);
  const beats = rows.hasFlag(session, "nohr")
    ? null
    : effortOf.heartParts(effort, heartOf(session, chance), steady, kind.work);
  const pulse = rows.heart(beats, RUN, moving, chance);
  const pace = paceFields(way, effort, 1 + 0.0011 * climbPerKm);
  const cadence = round(cadenceOf(effort, chance.noise(0.5)), 3);
  const stride = round((way.average_speed * 60) / (2 * cadence), 4);
  const origin = {
    name: nameOf(session, chance),
    source: "GARMIN_CONNECT",
    device: rows.watchOf(session),
    delay: chance.whole(120, 500),
  };
  const row = {
    ...rows.identity(session, { moving, elapsed }, origin),
    ...way,
    average_cadence: cadence,
    average_stride: stride,
    ...dynamics(session, way.average_speed, stride, chance),
    ...pulse,
    ...pace,
    power_load: null,
    decoupling: decoupling(session, effort, chance),
    ...rows.loads(null, pace.pace_load, pulse.hr_load, moving),
    ...rows.subjective(session, moving, chance),
    calories: round((way.distance / 1000) * WEIGHT_KG * 1.01),
    ...rows.temperature(session, chance),
    ...structure(session, effort, beats, way.distance),
    stream_types: streamsOf(session),
  };
  session.laps = lapRows(session, effort, row, RUN.thresholdSpeed);
  return row;
}
