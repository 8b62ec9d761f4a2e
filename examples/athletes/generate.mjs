#!/usr/bin/env node
// Writes returning_runner.json, the sample athlete that comes with Soleus. These are nobody's
// data: every value is made here.
//
//   node generate.mjs           writes the file next to this one
//   node generate.mjs --check   writes nothing; ends with 1 when the file is not what would
//                               be written
//
// The story stands in the tables below, the meaning of its words in generator/kinds.mjs; all
// else follows from them. Chance depends on a session's own week, weekday, place and code only:
// a changed cell changes its own rows, the fitness lines after it, and the ids that follow.

import { readFileSync, writeFileSync } from "node:fs";

import { buildActivities } from "./generator/activities.mjs";
import { athleteObject } from "./generator/athlete.mjs";
import { buildEvents } from "./generator/events.mjs";
import { addFitness } from "./generator/fitness.mjs";
import { gearList } from "./generator/gear.mjs";
import { dayOf, isoDate } from "./generator/maths.mjs";
import { readTable, scheduleOf } from "./generator/schedule.mjs";
import { buildWellness } from "./generator/wellness.mjs";

// ---- the story ----

const ANCHOR_MONDAY = "2026-01-05"; // of week 40; the server moves it to the current week
const CURRENT_WEEK = 40;
const FIRST_PLANNED_WEEK = 37; // from here on the calendar holds what was planned
const SEED = { ctl: 85, atl: 85 }; // fitness and fatigue on the day before week 1

// A row a week: number and phase | Monday | .. | Sunday. A session is `code:amount`.
//   rides, minutes     end endurance, long, tmp tempo, sst sweet spot, thr threshold, vo2,
//                      rec recovery, tt time trial, mtb, gravel, com commute (there and back);
//                      indoors: vend, vsst, vvo2, vrec
//   runs, km           easy, strides, tempo, lr longest of the week, trail, tm treadmill,
//                      brick (off the bike); wr: the rung of the walk-run ladder instead of km
//   strength, minutes  legs (heavy), upper, rehab (calf and hip), gym (nobody knows which)
//   other, minutes     walk, hike, swim, yoga
// After a session: `#nopower`, `#nohr` not recorded, `#dup` recorded twice; `~` it stood in no
// plan; `a>b` a was planned and b was done, `a>-` nothing was done. (Wider than 92 columns on
// purpose: weeks are read side by side.)
const WEEKS = readTable(`
  # No running: the Achilles tendon has stopped it, the bike keeps the engine.
   1 break  | rehab:35          | sst:90           | end:120 upper:45   | thr:80              | rec:60 legs:50   | end:180                | long:270
   2 deload | rehab:35          | end:90           | end:75 upper:45    | sst:75              |                  | end:120                | long:210
   3 break  | rehab:35          | vo2:75 legs:50   | end:135            | sst:95 upper:45     | rec:60           | end:195                | long:285
   4 break  | rehab:35 walk:50  | thr:85 legs:55   | end:135 upper:45   | end:120             | com:24 com:26    | tmp:165                | long:300
   5 break  | rehab:35          | vo2:78 legs:55   | end:150            | sst:100 upper:45    | rec:60           | mtb:130                | long:315
   6 deload | yoga:40           | end:90 legs:45   | end:75             | sst:75 upper:40     | end:75           | hike:170               | long:225
  # The walk-run ladder, every second or third day, two clean sessions on each rung.
   7 ladder | wr:1              | vo2:75 legs:50   | end:120 upper:45   | wr:1 sst:90         | rec:60           | wr:2 end:165           | long:270
   8 ladder | wr:2              | thr:85 legs:55   | end:135 upper:45   | wr:3 end:90         | com:24 com:25    | wr:3 end:180           | long:285
   9 ladder | wr:4              | vo2:80 legs:55   | end:120 upper:45   | wr:4 sst:95         | rec:60           | wr:5 gravel:160        | long:300
  10 deload | wr:5              | end:90 legs:40   | end:75             | wr:6 upper:40       | rec:60           | wr:6 end:120           | long:210
  11 ladder | wr:7              | vo2:80 legs:55   | end:135 upper:45   | wr:7 end:105        | com:24 com:26    | wr:8 end:180           | long:300
  12 ladder | wr:8 walk:45      | thr:90 legs:55   | end:135 upper:45   | wr:9 sst:100        | rec:60           | wr:9 end:165           | long:315
  # Continuous running, easy, three days a week.
  13 easy   | wr:10             | vo2:82 legs:55   | end:120 upper:45   | wr:10 end:90        |                  | easy:4.5 end:150       | long:300
  14 deload | easy:4.0          | end:90 legs:40   | end:75 upper:40    | easy:4.5            | rec:60           | lr:5.2 end:110         | long:225
  15 easy   | easy:4.5          | vo2:82 legs:55   | end:135 upper:45   | easy:4.8 sst:90     | rec:60           | lr:5.6 end:165         | long:300
  16 easy   | easy:4.5          | thr:90 legs:55   | end:120 upper:45   | strides:5.0 end:90  | com:25 com:24    | lr:5.8 end:180         | long:285
  17 easy   | easy:4.8          | end:135 upper:45 | tt:60              | easy:5.0 legs:50    | rec:60           | lr:6.0 end:165         | long:315
  18 deload | easy:4.5          | sst:75 legs:40   | end:75 upper:40    | easy:5.0            | rec:60           | lr:5.6 mtb:120#nopower | long:225
  19 easy   | easy:5.0          | vo2:84 legs:55   | end:135 upper:45   | strides:5.2 sst:90  | swim:45          | lr:6.3 end:165         | long:315
  20 easy   | easy:5.0          | thr:90 legs:55   | end:120 upper:45   | strides:5.5 end:90  |                  | trail:6.0 end:150      | long:330
  21 easy   | easy:5.0          | vo2:84 legs:55   | end:135 upper:45   | strides:5.5 sst:90  | com:24 com:25    | lr:6.6 gravel:165      | long:330
  22 sick   | easy:5.0          |                  |                    |                     | walk:40          | rec:60                 | end:105
  23 resume | easy:4.0          | end:90 upper:40  | end:105            | easy:4.5            | rec:60 legs:40   | lr:5.5 end:150         | long:225
  24 build  | easy:5.0          | vo2:80 legs:50   | end:135 upper:45   | strides:5.5 sst:90  |                  | trail:6.2 end:165      | long:300
  25 build  | easy:5.2          | thr:90 legs:55   | end:135 upper:45   | tempo:6.0 end:90    | com:25 com:25    | lr:6.8 end:165         | long:315
  26 deload | easy:4.8          | end:90 legs:40   | end:75 upper:40    | strides:5.0         | rec:60           | lr:6.2 end:105         | long:225
  27 build  | easy:5.2#nohr     | vo2:86 legs:55   | end:135 upper:45   | tempo:6.2 end:75    | yoga:35          | lr:7.1 end:165         | long:315
  28 build  | easy:5.4          | thr:90 legs:55   | end:120 upper:45   | strides:5.8 sst:90  | com:24 com:26    | trail:6.8 end:165      | long:330
  29 build  | easy:5.4          | vo2:86 legs:55   | end:135 upper:45   | tempo:6.4 end:90    | walk:55          | lr:7.3 gravel:165      | long:300
  30 deload | easy:5.2          | sst:75 legs:40   | end:75 upper:40    | strides:5.4         | rec:60           | lr:6.6 end:120         | long:210
  # Winter: the trainer on weekdays. Week 33 holds the one jump of the longest run, 1.2 times.
  31 build  | easy:5.5          | vvo2:70 legs:55  | vend:105 upper:45  | tempo:6.4 vend:75   | vrec:50 walk:40  | lr:7.4 end:180         | long:270
  32 build  | easy:5.4          | vsst:90 legs:55  | vend:105 upper:45  | strides:5.8 vend:80 |                  | lr:7.5 end:165#dup     | long:285
  33 build  | tm:5.4            | vvo2:72 legs:55  | vend:110 upper:45  | tempo:6.4 vend:75   | vrec:50          | lr:9.0 end:150         | long:270
  34 deload | tm:5.0            | vend:75 legs:40  | vend:75 upper:40   | strides:5.2         | vrec:45          | lr:6.8 end:135         | long:210
  35 build  | easy:5.5          | vvo2:72 legs:55  | upper:45           | tempo:6.5 vend:80   | vend:90          | lr:7.8 end:180         | long:300
  36 build  | trail:5.6         | vsst:90 legs:55  | vend:110 upper:45  | strides:6.0 vend:75 | vrec:50          | lr:8.0 end:165         | long:270
  37 build  | tm:5.5            | vvo2:74 legs:55  | vend:110 upper:45  | tempo:6.6 vend:80~  | end:120>vend:60  | lr:8.2 end:165         | long:285
  38 deload | easy:5.0          | vend:75 legs:45  | vend:75 upper:40>- | strides:5.2         | vrec:50~         | lr:7.2 end:135         | long:210
  39 build  | vend:60 brick:4.6 | vvo2:74 legs:55  | vend:110 gym:50~   | tempo:6.6           | vrec:50~ walk:35 | lr:8.4 end:165         | long:285
  40 build  | easy:5.6          | vsst:90 legs:55  | vend:110 upper:45  | strides:6.0 vend:75 | vrec:50~         | lr:8.6 end:165         | long:285
`);

// The plan for the weeks after the current one.
const AHEAD = readTable(`
  41 build  | vend:60 brick:4.6 | vvo2:75 legs:55  | vend:105 upper:45  | tempo:6.8           |                  | lr:8.9 end:165         | long:285
  42 deload | easy:5.0          | vend:75 legs:45  | vend:75 upper:40   | strides:5.4         |                  | lr:7.4 end:120         | long:210
`);

// In all that follows weekdays count from 0, Monday.
const SICK = { week: 22, from: 1, to: 3 };
const SPIKE = { week: 33, weekday: 5 };

/** Two rides that came through Strava, which the service may not hand on. */
const STUBS = [
  { id: "15900000117", week: 20, weekday: 4, clock: 18 * 3600 + 4 * 60 + 12 },
  { id: "17100000463", week: 35, weekday: 2, clock: 19 * 3600 + 12 * 60 + 50 },
];

/** Week, weekday and what the athlete wrote that day. */
const COMMENTS = [
  [3, 2, "Achilles stiff for the first minutes of the morning, then fine."],
  [7, 1, "First walk-run yesterday. Nothing felt during or after."],
  [12, 6, "Ladder nearly done, no pain this week."],
  [22, 1, "Fever and sore throat, staying in bed."],
  [22, 4, "Fever gone, weak legs."],
  [33, 6, "Took a wrong turn yesterday, 9 km instead of 7.5. Calves heavy today."],
  [38, 4, "Slept badly, ate too much, good mood."],
];

/** Calendar events that are no workouts. */
const CALENDAR = [
  {
    category: "INJURED",
    name: "Achilles, left: no running",
    when: { week: -1, weekday: 0, days: 49 },
    fields: {
      description: "Calf raises and hip work, bike as usual.",
      training_availability: "LIMITED",
      can_train_sports: ["Ride", "VirtualRide", "WeightTraining", "Walk", "Swim"],
    },
  },
  {
    category: "SICK",
    name: "Flu",
    when: { week: SICK.week, weekday: SICK.from, days: SICK.to - SICK.from + 1 },
    fields: { training_availability: "UNAVAILABLE" },
  },
  {
    category: "NOTE",
    name: "Physio, 16:30",
    when: { week: 41, weekday: 3, days: 1 },
    fields: {
      description: "Single-leg calf raises, left against right. Ask about hills.",
      training_availability: "NORMAL",
    },
  },
  {
    category: "RACE_B",
    name: "Sprint duathlon",
    when: { week: 47, weekday: 6, days: 1, clock: 9 * 3600 + 30 * 60 },
    fields: {
      type: "Other",
      description: "5 km run, 20 km bike, 2.5 km run.",
      moving_time: 4380,
      icu_training_load: 104,
      icu_intensity: 92.459,
    },
  },
];

// ---- from the story to the file ----

const anchorDay = dayOf(ANCHOR_MONDAY);
const mondayOf = (week) => anchorDay + (week - CURRENT_WEEK) * 7;
const weekOf = (day) => CURRENT_WEEK + Math.floor((day - anchorDay) / 7);
const dayAt = (week, weekday) => mondayOf(week) + weekday;

/** Events of the past are written on their first day, those to come before the current week. */
function datesOf({ week, weekday, days, clock = 0 }) {
  const day = dayAt(week, weekday);
  return { day, clock, endDay: day + days, updatedDay: Math.min(day, anchorDay - 1) };
}

/** [id, rows] of the runs, in their order. */
function lapsOf(sessions) {
  const runs = sessions.filter(({ laps }) => laps !== undefined);
  return runs.map(({ row, laps }) => [row.id, laps]);
}

function buildSample() {
  const lived = scheduleOf(WEEKS, mondayOf, FIRST_PLANNED_WEEK);
  const planned = scheduleOf(AHEAD, mondayOf, FIRST_PLANNED_WEEK);
  const sick = { from: dayAt(SICK.week, SICK.from), to: dayAt(SICK.week, SICK.to) };
  const isSickDay = (day) => day >= sick.from - 1 && day <= sick.to + 3;
  const stubs = STUBS.map(({ id, week, weekday, clock }) => {
    return { id, day: dayAt(week, weekday), clock };
  });
  const others = CALENDAR.map(({ when, ...event }) => ({ ...event, dates: datesOf(when) }));

  const activities = buildActivities(lived, stubs, isSickDay);
  const events = buildEvents([...lived, ...planned], others, mondayOf);
  const fitness = addFitness(activities, mondayOf(1), anchorDay + 6, SEED);
  const wellness = buildWellness(fitness, activities, {
    seed: SEED,
    weekOf,
    currentWeek: CURRENT_WEEK,
    sick,
    spikeDay: dayAt(SPIKE.week, SPIKE.weekday),
    comments: new Map(COMMENTS.map(([week, day, text]) => [dayAt(week, day), text])),
  });
  const gear = gearList((week) => isoDate(mondayOf(week)));
  return { athlete: athleteObject(), gear, laps: lapsOf(lived), activities, wellness, events };
}

/** Minified, but an array element a line, so that a diff shows the rows that changed. */
function serialise({ athlete, gear, laps, activities, wellness, events }) {
  const list = (rows) => `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`;
  const members = (pairs) => {
    return `{\n${pairs.map(([id, rows]) => `"${id}":${JSON.stringify(rows)}`).join(",\n")}\n}`;
  };
  const parts = [
    `"anchor_monday":${JSON.stringify(isoDate(anchorDay))}`,
    `"athlete":${JSON.stringify(athlete)}`,
    `"gear":${list(gear)}`,
    `"laps":${members(laps)}`,
    `"activities":${list(activities)}`,
    `"wellness":${list(wellness)}`,
    `"events":${list(events)}`,
  ];
  return `{${parts.join(",\n")}}\n`;
}

/** True when the committed file is `text`; says what is wrong otherwise. */
function isUpToDate(file, text) {
  let committed = null;
  try {
    committed = readFileSync(file, "utf8");
  } catch (error) {
    console.error(`returning_runner.json cannot be read: ${error.code}.`);
  }
  if (committed !== null && committed !== text) {
    console.error("returning_runner.json is not what generate.mjs would write.");
  }
  if (committed !== text) {
    console.error('Run "node generate.mjs" in examples/athletes and read the diff.');
  }
  return committed === text;
}

/** The exit code: 0 done, 1 the check failed, 2 a wrong option. */
function main(options) {
  const file = new URL("returning_runner.json", import.meta.url);
  if (options.length === 0) {
    writeFileSync(file, serialise(buildSample()));
    return 0;
  }
  if (options.length === 1 && options[0] === "--check") {
    return isUpToDate(file, serialise(buildSample())) ? 0 : 1;
  }
  console.error(`Unknown option: ${options.join(" ")}. Allowed: none, or --check.`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
