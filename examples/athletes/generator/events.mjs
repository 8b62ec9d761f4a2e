// Calendar events in the shape of GET /athlete/{id}/events. A workout's numbers come from
// the same kind that the done session came from.

import { ATHLETE_ID } from "./athlete.mjs";
import { meanSquareLevel, normalisedLevel, rideEffort, runEffort } from "./effort.mjs";
import { compareText, isoLocal, isoStamp, round } from "./maths.mjs";
import { workoutText } from "./workout-text.mjs";

const FIRST_ID = 71000001;
const WRITTEN_AT = 20 * 3600 + 17 * 60;

/** `dates` {day, clock, endDay, updatedDay}: the end is the midnight after the last day. */
function baseEvent(category, name, dates) {
  return {
    id: null, // given out when all events are there
    athlete_id: ATHLETE_ID,
    category,
    start_date_local: isoLocal(dates.day, dates.clock),
    end_date_local: isoLocal(dates.endDay, 0),
    name,
    type: null,
    description: null,
    indoor: null,
    moving_time: null,
    distance: null,
    icu_training_load: null,
    icu_intensity: null,
    target: null,
    tags: null,
    external_id: null,
    for_week: false,
    hide_from_athlete: false,
    updated: isoStamp(dates.updatedDay, WRITTEN_AT),
  };
}

function withLoad(secs, intensity) {
  return {
    moving_time: secs,
    icu_training_load: round((secs / 36) * intensity * intensity),
    icu_intensity: round(intensity * 100, 3),
  };
}

function rideFields({ kind, amount }) {
  const effort = rideEffort(kind, amount * 60, 1);
  return {
    type: "Ride",
    indoor: Boolean(kind.indoor),
    target: "POWER",
    ...withLoad(effort.secs, normalisedLevel(effort)),
  };
}

function runFields({ kind, amount }, week) {
  const effort = runEffort(kind, amount, week, 1);
  return {
    type: kind.type === "TrailRun" ? "TrailRun" : "Run",
    indoor: Boolean(kind.indoor),
    target: "PACE",
    distance: amount * 1000,
    ...withLoad(round(effort.secs / 10) * 10, Math.sqrt(meanSquareLevel(effort))),
  };
}

/** Strength gets no load from the service. */
function strengthFields({ kind, amount }) {
  return { type: kind.type, target: "AUTO", moving_time: amount * 60, tags: kind.tags };
}

function workoutFields(plan, week) {
  switch (plan.kind.group) {
    case "ride":
      return rideFields(plan);
    case "run":
      return runFields(plan, week);
    default:
      return strengthFields(plan);
  }
}

/** The week's plan is written on the Sunday evening before it. */
function workoutEvent(session, clock, monday) {
  const { day, plan, week } = session;
  const dates = { day, clock, endDay: day + 1, updatedDay: monday - 1 };
  return {
    ...baseEvent("WORKOUT", plan.kind.plan, dates),
    ...workoutFields(plan, week),
    description: workoutText(plan),
  };
}

/** A planned brick run starts when the planned ride before it ends. */
function planClock(session, previous) {
  if (session.plan.code === "brick" && previous?.day === session.day) {
    return previous.planClock + previous.plan.amount * 60;
  }
  return session.planClock ?? 0;
}

/** Links what was done to its plan; compliance is done load in percent of planned load. */
function pair(row, event) {
  const share = row.icu_training_load / event.icu_training_load;
  row.paired_event_id = event.id;
  row.compliance = event.icu_training_load === null ? null : round(100 * share, 3);
}

/**
 * Workouts of the planned sessions, and `others`, the events that are none: [{category,
 * name, dates, fields}]. Pairs the done sessions' rows.
 */
export function buildEvents(sessions, others, mondayOf) {
  const entries = others.map(({ category, name, dates, fields }) => {
    return { event: { ...baseEvent(category, name, dates), ...fields }, row: null };
  });
  let previous = null;
  for (const session of sessions.filter(({ plan }) => plan !== null)) {
    const clock = planClock(session, previous);
    const event = workoutEvent(session, clock, mondayOf(session.week));
    entries.push({ event, row: session.row ?? null });
    previous = session;
  }
  entries.sort((a, b) => compareText(a.event.start_date_local, b.event.start_date_local));
  entries.forEach(({ event, row }, index) => {
    event.id = FIRST_ID + index;
    if (row !== null) {
      pair(row, event);
    }
  });
  return entries.map(({ event }) => event);
}
