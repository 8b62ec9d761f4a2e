// Rows of rides.

import { RIDE } from "./athlete.mjs";
import * as effortOf from "./effort.mjs";
import { Chance, round } from "./maths.mjs";
import * as rows from "./rows.mjs";

const COMPUTER = "Garmin Edge 840";
const STREAMS = ["time", "watts", "cadence", "heartrate", "distance", "altitude"];
const OUTDOOR_STREAMS = ["latlng", "velocity_smooth", "temp"];
const STEADY_FROM_SECS = 75 * 60; // decoupling means nothing on shorter rides

function ftpOf(week) {
  return week <= RIDE.ftpBefore.untilWeek ? RIDE.ftpBefore.ftp : RIDE.ftp;
}

/** `pulse` are the heart fields of the same row. */
function powerFields(effort, ftp, pulse) {
  const average = round(effortOf.meanLevel(effort) * ftp);
  const weighted = round(effortOf.normalisedLevel(effort) * ftp);
  const parts = effortOf.levelParts(effort);
  const times = effortOf.zoneSeconds(parts, RIDE.powerZones, effort.secs);
  const zones = times.map((secs, index) => ({ id: `Z${index + 1}`, secs }));
  const square = (weighted / ftp) * (weighted / ftp);
  return {
    device_watts: true,
    icu_ftp: ftp,
    icu_average_watts: average,
    icu_weighted_avg_watts: weighted,
    icu_joules: average * effort.secs,
    icu_joules_above_ftp: round(effortOf.workAbove(effort) * ftp),
    icu_variability_index: round(weighted / average, 3),
    icu_efficiency_factor: round(weighted / pulse.average_heartrate, 3),
    icu_power_zones: RIDE.powerZones,
    icu_zone_times: [...zones, { id: "SS", secs: effortOf.sweetSpotSeconds(effort) }],
    power_load: round((effort.secs / 3600) * square * 100),
  };
}

function noPower(ftp) {
  return {
    device_watts: false,
    icu_ftp: ftp,
    icu_average_watts: null,
    icu_weighted_avg_watts: null,
    icu_joules: null,
    icu_zone_times: null,
    power_load: null,
  };
}

function speedOf(kind, watts, climbPerKm) {
  return (4.1 + 0.0245 * watts - 0.06 * climbPerKm) * kind.speed;
}

function originOf(session, copy, chance) {
  const isZwift = Boolean(session.done.kind.indoor) && chance.happens(0.6);
  const isWayHome = session.done.kind.commute && session.clock > 12 * 3600;
  return {
    name: isWayHome ? "Commute home" : rows.nameOf(session, chance),
    source: isZwift ? "ZWIFT" : "GARMIN_CONNECT",
    device: copy.device ?? (isZwift ? "Zwift" : COMPUTER),
    delay: chance.whole(150, 700),
  };
}

function structure(session, wattsAtLevel) {
  const { work } = session.done.kind;
  if (!work) {
    return { icu_lap_count: 1, interval_summary: null };
  }
  const watts = round(wattsAtLevel * work.level);
  return {
    icu_lap_count: 2 * work.reps + 1,
    interval_summary: [`${work.reps}x ${rows.spokenSecs(work.secs)} ${watts}w`],
  };
}

function decoupling(effort, kind, chance) {
  const isSteady = !kind.work && effort.secs >= STEADY_FROM_SECS;
  const drift = 0.6 + effort.secs / 4200 + chance.noise(1.2);
  return isSteady ? round(drift, 2) : null;
}

function streamsOf(kind, hasPower) {
  const all = [...STREAMS, ...(kind.indoor ? ["velocity_smooth"] : OUTDOOR_STREAMS)];
  return all.filter((name) => hasPower || name !== "watts");
}

/** `copy` {stretch, speed, device?}: how a second recording of the same ride differs. */
function rideRow(session, copy) {
  const { code, kind, amount } = session.done;
  const chance = new Chance(`ride ${session.label}`);
  const ftp = ftpOf(session.week);
  const form = 1 + chance.noise(0.018) - (session.isSick ? 0.1 : 0);
  const moving = round(amount * 60 * chance.between(0.985, 1.025) * copy.stretch);
  const effort = effortOf.rideEffort(kind, moving, form);
  const stops = moving * chance.between(0.01, 0.05);
  const coffee = code === "long" ? chance.between(600, 1900) : 0;
  const elapsed = kind.indoor ? moving : round(moving + stops + coffee);
  const climbPerKm = chance.between(...kind.climb);
  const usualSpeed = speedOf(kind, effortOf.meanLevel(effort) * ftp, climbPerKm);
  const speed = usualSpeed * (1 + chance.noise(0.02)) * copy.speed;
  const offset = rows.heartOffset(session, chance);
  const steadyLevel = effortOf.normalisedLevel(effort) - 0.01;
  const heartOf = (level) => 60 + 105 * level + offset;
  const beats = effortOf.heartParts(effort, heartOf, steadyLevel, kind.work);
  const pulse = rows.heart(beats, RIDE, moving, chance);
  const hasPower = !rows.hasFlag(session, "nopower");
  const power = hasPower ? powerFields(effort, ftp, pulse) : noPower(ftp);
  const calories = hasPower ? (power.icu_joules / 1000) * 1.03 : (moving / 60) * 9.5;
  return {
    ...rows.identity(session, { moving, elapsed }, originOf(session, copy, chance)),
    ...rows.travel(moving, speed, climbPerKm, chance),
    average_cadence: round(kind.cadence + chance.noise(1.6), 2),
    ...pulse,
    ...power,
    pace_load: null,
    decoupling: hasPower ? decoupling(effort, kind, chance) : null,
    ...rows.loads(power.power_load, null, pulse.hr_load, moving),
    ...rows.subjective(session, moving, chance),
    calories: round(calories),
    ...rows.temperature(session, chance),
    ...structure(session, hasPower ? form * ftp : 0),
    stream_types: streamsOf(kind, hasPower),
  };
}

/** One row, or two when watch and bike computer both recorded the ride (`#dup`). */
export function rideRows(session) {
  const row = rideRow(session, { stretch: 1, speed: 1 });
  if (!rows.hasFlag(session, "dup")) {
    return [row];
  }
  const onWatch = { ...session, clock: session.clock + 40, plan: null };
  const second = rideRow(onWatch, { stretch: 0.992, speed: 1.004, device: rows.WATCH });
  return [row, { ...second, name: "Zurich Cycling" }];
}
