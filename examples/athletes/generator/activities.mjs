// All activity rows, in the shape of GET /athlete/{id}/activities, oldest first.

import { ATHLETE_ID, OTHER } from "./athlete.mjs";
import { Chance, compareText, isoLocal, round } from "./maths.mjs";
import { rideRows } from "./rides.mjs";
import * as rows from "./rows.mjs";
import { runRow } from "./runs.mjs";

const FIRST_ID = 91000001;

// ---- strength and the rest: a duration, a heart rate, sometimes a way ----

function poolWay(kind, moving) {
  const lengths = round((moving * kind.speed) / kind.poolMetres);
  const distance = lengths * kind.poolMetres;
  return {
    distance,
    icu_distance: distance,
    total_elevation_gain: null,
    average_speed: round(distance / moving, 3),
    lengths,
    pool_length: kind.poolMetres,
  };
}

function wayOf(kind, moving, chance) {
  if (kind.poolMetres) {
    return poolWay(kind, moving);
  }
  if (!kind.speed) {
    return { distance: null };
  }
  const speed = kind.speed * (1 + chance.noise(0.03));
  return rows.travel(moving, speed, chance.between(...kind.climb), chance);
}

function liftedKg(kind, minutes, chance) {
  const exact = minutes * kind.kgPerMinute * chance.between(0.9, 1.1);
  return kind.kgPerMinute === null ? null : 10 * round(exact / 10);
}

function plainRow(session) {
  const { kind, amount } = session.done;
  const chance = new Chance(`plain ${session.label}`);
  const moving = round(amount * 60 * chance.between(0.94, 1.06));
  const elapsed = moving + chance.whole(0, 240);
  const beat = kind.heart + rows.heartOffset(session, chance) + chance.noise(2);
  const beats = [{ secs: moving, mean: beat, spread: 11 }];
  const pulse = rows.heart(beats, OTHER, moving, chance);
  const origin = {
    name: rows.nameOf(session, chance),
    source: "GARMIN_CONNECT",
    device: rows.watchOf(session),
    delay: chance.whole(120, 500),
  };
  const isStrength = kind.group === "strength";
  const streams = ["time", "heartrate"];
  return {
    ...rows.identity(session, { moving, elapsed }, origin),
    ...wayOf(kind, moving, chance),
    ...(kind.cadence ? { average_cadence: round(kind.cadence + chance.noise(1), 2) } : {}),
    ...pulse,
    ...rows.loads(null, null, pulse.hr_load, moving),
    ...rows.subjective(session, moving, chance),
    ...(isStrength ? { kg_lifted: liftedKg(kind, amount, chance) } : {}),
    calories: round((moving / 60) * (1.2 + 0.16 * (kind.heart - 70))),
    stream_types: kind.climb ? [...streams, "distance", "altitude", "latlng"] : streams,
  };
}

// ---- all of them ----

function rowsOf(session) {
  switch (session.done.kind.group) {
    case "ride":
      return rideRows(session);
    case "run":
      return [runRow(session)];
    default:
      return [plainRow(session)];
  }
}

/** A Strava activity as the service hands it out: that there was one, and nothing else. */
function stub({ id, day, clock }) {
  return {
    id,
    icu_athlete_id: ATHLETE_ID,
    start_date_local: isoLocal(day, clock),
    source: "STRAVA",
    _note: "STRAVA activities are not available via the API",
  };
}

/** Moves a session that would begin before the last one ended; a brick follows its ride. */
function settleClock(session, previous) {
  if (previous === null || previous.day !== session.day) {
    return;
  }
  if (session.done.code === "brick") {
    session.clock = previous.end + 240;
  } else if (session.clock < previous.end + 480) {
    session.clock = previous.end + 900;
  }
}

/**
 * Rows of all that was done. A session keeps its (first) row as `session.row`. `stubs` are
 * {id, day, clock}; `isSickDay(day)` tells the days on which effort costs more.
 */
export function buildActivities(sessions, stubs, isSickDay) {
  const all = stubs.map(stub);
  let previous = null;
  for (const session of sessions.filter(({ done }) => done !== null)) {
    settleClock(session, previous);
    session.isSick = isSickDay(session.day);
    const made = rowsOf(session);
    [session.row] = made;
    session.end = session.clock + session.row.elapsed_time;
    previous = session;
    all.push(...made);
  }
  all.sort((a, b) => compareText(a.start_date_local, b.start_date_local));
  all.filter((row) => row.id === null).forEach((row, index) => {
    row.id = `i${FIRST_ID + index}`;
  });
  return all;
}
