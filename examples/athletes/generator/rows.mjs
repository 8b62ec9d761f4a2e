// The fields that activities of all sports share, in the shape of the service's Activity.

import { ATHLETE_ID, MAX_HR, RESTING_HR, TIMEZONE, WEIGHT_KG } from "./athlete.mjs";
import { gearOf } from "./gear.mjs";
import { heartLoad, trimpOf, zoneSeconds } from "./effort.mjs";
import { clamp, isoDate, isoLocal, isoStamp, isoUtc, round, sum } from "./maths.mjs";

const OLD_WATCH = "Garmin Forerunner 245";
export const WATCH = "Garmin Forerunner 965";
const FIRST_WEEK_OF_NEW_WATCH = 15;
const MONTHLY_TEMP_C = [1.5, 3, 7.5, 11, 15.5, 19, 21, 20.5, 16.5, 11.5, 5.5, 2];

export const hasFlag = (session, flag) => session.done.flags.includes(flag);

/** The old watch did not record running dynamics. */
export const hasNewWatch = (session) => session.week >= FIRST_WEEK_OF_NEW_WATCH;

export const watchOf = (session) => (hasNewWatch(session) ? WATCH : OLD_WATCH);

/** 20 -> "20s", 180 -> "3m", 1830 -> "30m30s", as the service writes a repetition. */
export function spokenSecs(secs) {
  const minutes = Math.floor(secs / 60);
  return `${minutes > 0 ? `${minutes}m` : ""}${secs % 60 > 0 ? `${secs % 60}s` : ""}`;
}

/** What the heart rate does on top of the effort that day, in bpm. */
export function heartOffset(session, chance) {
  return chance.noise(2) + (session.isSick ? 6 : 0);
}

/** The service renames an activity after the workout it is paired with. */
export function nameOf(session, chance) {
  const { code, kind } = session.done;
  const isAsPlanned = session.plan !== null && session.plan.code === code;
  return isAsPlanned && kind.group !== "strength" ? kind.plan : chance.pick(kind.names);
}

function subType(kind) {
  if (kind.race) {
    return "RACE";
  }
  return kind.commute ? "COMMUTE" : "NONE";
}

/**
 * Who, when and with what. `timing` {moving, elapsed} in seconds; `origin` {name, source,
 * device, delay}, the delay in seconds from the end to the upload.
 */
export function identity(session, timing, origin) {
  const { day, clock, done } = session;
  const { kind } = done;
  const uploaded = isoStamp(day, clock + timing.elapsed + origin.delay);
  return {
    id: null, // given out when all rows are there
    icu_athlete_id: ATHLETE_ID,
    start_date_local: isoLocal(day, clock),
    start_date: isoUtc(day, clock),
    type: kind.type,
    name: origin.name,
    timezone: TIMEZONE,
    source: origin.source,
    device_name: origin.device,
    created: uploaded,
    icu_sync_date: uploaded,
    analyzed: uploaded,
    sub_type: subType(kind),
    race: Boolean(kind.race),
    commute: Boolean(kind.commute),
    trainer: Boolean(kind.indoor),
    tags: kind.tags ?? null,
    gear: gearOf(session.week, kind.type),
    paired_event_id: null,
    compliance: null,
    route_id: null,
    moving_time: timing.moving,
    elapsed_time: timing.elapsed,
  };
}

/** Distance, climbing and speed, in agreement with the moving time. */
export function travel(moving, speed, climbPerKm, chance) {
  const distance = round(moving * speed, 2);
  const gain = round((distance / 1000) * climbPerKm, 1);
  const loss = gain === 0 ? 0 : round(Math.max(0, gain + chance.noise(3)), 1);
  const average = distance / moving;
  return {
    distance,
    icu_distance: distance,
    total_elevation_gain: gain,
    total_elevation_loss: loss,
    average_speed: round(average, 3),
  };
}

/**
 * Heart rate and its load; `parts` null when none was recorded. `sport` {lthr, hrZones}.
 */
export function heart(parts, sport, moving, chance) {
  const settings = {
    athlete_max_hr: MAX_HR,
    lthr: sport.lthr,
    icu_resting_hr: RESTING_HR,
    icu_weight: WEIGHT_KG,
    icu_hr_zones: sport.hrZones,
  };
  if (parts === null) {
    return {
      has_heartrate: false,
      average_heartrate: null,
      max_heartrate: null,
      icu_hr_zone_times: null,
      trimp: null,
      hr_load: null,
      hr_load_type: null,
      ...settings,
    };
  }
  const average = sum(parts.map(({ secs, mean }) => secs * mean)) / moving;
  const highest = Math.max(...parts.map(({ mean }) => mean)) + chance.between(6, 14);
  const trimp = trimpOf(parts);
  return {
    has_heartrate: true,
    average_heartrate: round(average),
    max_heartrate: round(clamp(highest, average + 8, MAX_HR - 2)),
    icu_hr_zone_times: zoneSeconds(parts, sport.hrZones, moving),
    trimp: round(trimp, 2),
    hr_load: round(heartLoad(trimp, sport.lthr)),
    hr_load_type: "HRSS",
    ...settings,
  };
}

/**
 * The load that counts: by power, else by pace, else by heart rate; and its intensity, %.
 */
export function loads(byPower, byPace, byHeart, moving) {
  const load = byPower ?? byPace ?? byHeart;
  const perHour = load === null ? null : load / (moving / 3600);
  return {
    icu_training_load: load,
    icu_intensity: perHour === null ? null : round(Math.sqrt(perHour / 100) * 100, 3),
  };
}

function feelOf(session, chance) {
  const mood = chance.uniform();
  if (session.isSick) {
    return 4;
  }
  return [0.14, 0.58, 0.92].filter((limit) => mood >= limit).length + 1;
}

/**
 * Rating and feel, on about 70 % of sessions (strength always); feel 1 is strong, 5 weak.
 */
export function subjective(session, moving, chance) {
  const { kind } = session.done;
  const extra = (chance.happens(0.15) ? 1 : 0) + (session.isSick ? 1 : 0);
  const rating = clamp(chance.whole(...kind.rpe) + extra, 1, 10);
  const isRated = chance.happens(kind.group === "strength" ? 1 : 0.66);
  const feel = feelOf(session, chance);
  return {
    perceived_exertion: null,
    icu_rpe: isRated ? rating : null,
    feel: isRated || chance.happens(0.2) ? feel : null,
    session_rpe: isRated ? round((rating * moving) / 60) : null,
  };
}

/** What the device measured: the room indoors, the season and the hour outdoors. */
export function temperature(session, chance) {
  const inside = chance.whole(19, 22);
  const month = Number(isoDate(session.day).slice(5, 7)) - 1;
  const ofTheHour = session.clock > 11 * 3600 ? 3 : -1.5;
  const outside = round(MONTHLY_TEMP_C[month] + ofTheHour + chance.noise(2.5));
  return { average_temp: session.done.kind.indoor ? inside : outside };
}
