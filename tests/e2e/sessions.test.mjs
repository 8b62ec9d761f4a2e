// The sessions of tests/review/expectations.md through the shipped binary and HTTP: what an experienced coach would
// say of each, and would not.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient, modes } from './lib/client.mjs';
import { checkResult } from './lib/answer.mjs';
import { fakedServer, scratch, startFake } from './lib/server.mjs';

const athlete = {
  id: 'i5', name: 'A', timezone: 'Europe/Zurich', icu_weight: 70,
  sportSettings: [
    { types: ['Run', 'VirtualRun'], threshold_pace: 4.0, lthr: 170, pace_zones: [77.5, 87.7, 94.3, 100, 103.4, 111.5, 999] },
    { types: ['Ride'], ftp: 280, lthr: 165, power_zones: [55, 75, 90, 105, 120, 150, 999] },
  ],
};

/** Pieces [seconds, W or m/s, bpm]: laps of them, and streams by the second that are never still but where bpm ends in .5. */
function detailsOf(pieces, isRide) {
  const streams = { time: [], [isRide ? 'watts' : 'velocity_smooth']: [], heartrate: [] };
  const laps = [];
  let at = 0;
  for (const [seconds, effort, beat] of pieces) {
    laps.push({ type: 'WORK', start_time: at, end_time: at + seconds, moving_time: seconds, elapsed_time: seconds,
      [isRide ? 'average_watts' : 'average_speed']: effort, average_heartrate: beat });
    for (let s = 0; s < seconds; s += 1, at += 1) {
      const flicker = at % 2 === 0 ? 1 : -1;
      streams.time.push(at);
      streams[isRide ? 'watts' : 'velocity_smooth'].push(effort * (1 + 0.05 * flicker));
      streams.heartrate.push(beat > 0 && beat % 1 === 0 ? beat + flicker : Math.floor(beat));
    }
  }
  return { laps, streams: Object.entries(streams).map(([type, data]) => ({ type, data })), seconds: at };
}

const sessions = [
  {
    name: 'threshold ride with plan and laps', id: 'i101', type: 'Ride', day: '2026-01-06', more: { icu_rpe: 7, feel: 2, icu_intensity: 83 },
    plan: 'Warmup\n- 15m 50-58%\n\nMain set 3x\n- 10m 95-100%\n- 5m 45-55%\n\nCooldown\n- 10m 50%',
    pieces: [[900, 150, 120], [600, 270, 160], [300, 140, 135], [600, 270, 163], [300, 140, 137], [600, 270, 165], [300, 140, 138], [600, 140, 120]],
    verdict: 'as_planned', says: [/3 of 3 work steps on target/, /270 W for 600 s/, /not judged, the plan changes the effort/, /not compared/],
    never: [/a fade/, /felt/],
  },
  {
    name: 'VO2 ride failed in block two', id: 'i102', type: 'Ride', day: '2025-12-30',
    plan: 'Warmup\n- 15m 50-58%\n\n3x\n- 3m 112-118%\n- 3m 50%\n\n- 8m 50%\n\n3x\n- 3m 112-118%\n- 3m 50%\n\nCooldown\n- 10m 45%',
    pieces: [[900, 150, 120], [180, 322, 165], [180, 140, 150], [180, 322, 170], [180, 140, 152], [180, 322, 172], [180, 140, 154],
      [480, 140, 140], [180, 322, 174], [180, 140, 156], [80, 322, 172], [280, 120, 150], [180, 210, 160], [180, 130, 150], [600, 130, 130]],
    verdict: 'not_completed', says: [/4 of 6 work steps on target, first not held: step 5/, /what ended it/],
    never: [/harder next time|try harder/i],
  },
  {
    name: 'easy run too fast', id: 'i103', type: 'Run', day: '2025-12-27', metres: 8000, more: { icu_rpe: 3, feel: 2, pace_zone_times: [60, 300, 1500, 362, 0, 0, 0] },
    plan: '- Easy 8km 70-78% Pace', pieces: [[2222, 3.6, 155]],
    verdict: 'harder', says: [/5:57\/km to 5:21\/km/, /4:38\/km/, /: over/], never: [],
  },
  {
    name: 'long run with fade', id: 'i104', type: 'Run', day: '2026-01-07', metres: 20000,
    pieces: [[2400, 3.0, 145], [2400, 2.9, 152], [2400, 2.6, 158]],
    verdict: 'no_plan', says: [/-13\.3 %: a fade/, /above 5: drifted/, /1\.33 x the longest .*band moderate/, /stays under 15\.0 km/, /CAUTION/],
    never: [/CLEAR/],
  },
  {
    name: 'walk-run', id: 'i105', type: 'Run', day: '2025-12-25', metres: 3420, more: { average_cadence: 68 }, pieces: [[1800, 1.9, 125]],
    verdict: 'no_plan', says: [/Kind: walk-run/, /walking and running alternate/, /Ask: pain 0-10/], never: [/a fade/],
  },
  {
    name: 'brick', id: 'i107', type: 'Run', day: '2025-12-21', start: '09:05', metres: 5000, pieces: [[1500, 3.33, 150]],
    verdict: 'no_plan', says: [/Same day: Ride i106, 5 min before.*brick/], never: [/conflict/],
  },
  {
    name: 'heavy legs, then ride', id: 'i109', type: 'Ride', day: '2025-12-18', start: '17:00', more: { icu_intensity: 65 }, pieces: [[3600, 180, 130]],
    verdict: 'no_plan', says: [/Same day: WeightTraining i108, 555 min before.*a conflict, the legs were worked before it/], never: [],
  },
  {
    name: 'treadmill with heart-rate drop-outs', id: 'i110', type: 'VirtualRun', day: '2025-12-15', metres: 7560,
    pieces: [[900, 2.8, 150], [540, 2.8, 0], [240, 2.8, 171.5], [1020, 2.8, 150]],
    verdict: 'no_plan', says: [/Kind: treadmill/, /9\.0 min lost, 4\.0 min hanging/, /averages 150 bpm. Nothing is judged by it/], never: [],
  },
];
const praise = /well done|great|good job|nice|excellent|impressive|perfect/i;

function rowOf({ id, type, day, start = '08:00', metres, more = {} }, seconds) {
  return { id, icu_athlete_id: 'i5', type, start_date_local: `${day}T${start}:00`, start_date: `${day}T${start}:00Z`,
    moving_time: seconds, elapsed_time: seconds, analyzed: `${day}T20:00:00.000+00:00`,
    ...(metres ? { distance: metres, average_speed: metres / seconds } : {}), ...more };
}

/** The athlete's file: a month and more of runs that leave nothing strange, then the sessions. */
function dataFile() {
  const file = { athlete, activities: [], wellness: [], events: [], streams: {}, intervals: {} };
  for (let i = 0; i < 16; i += 1) {
    const day = new Date(Date.UTC(2025, 9, 3 + 6 * i)).toISOString().slice(0, 10);
    const metres = i === 12 ? 15000 : 8000;
    file.activities.push(rowOf({ id: `i${200 + i}`, type: 'Run', day, start: '06:00', metres }, metres / 2.8));
  }
  file.activities.push(rowOf({ id: 'i106', type: 'Ride', day: '2025-12-21' }, 3600));
  file.activities.push(rowOf({ id: 'i108', type: 'WeightTraining', day: '2025-12-18', start: '07:00',
    more: { name: 'Squats', tags: ['lower'], icu_rpe: 8 } }, 2700));
  for (const [i, session] of sessions.entries()) {
    const { laps, streams, seconds } = detailsOf(session.pieces, session.type === 'Ride');
    const row = rowOf(session, seconds);
    if (session.plan) {
      row.paired_event_id = 700 + i;
      file.events.push({ id: 700 + i, category: 'WORKOUT', type: session.type, name: 'Plan', description: session.plan,
        start_date_local: `${session.day}T00:00:00`, end_date_local: `${session.day}T23:59:59` });
    }
    file.activities.push(row);
    file.streams[session.id] = streams;
    file.intervals[session.id] = { icu_intervals: laps, icu_groups: [] };
  }
  return file;
}

describe('sessions through the shipped binary', () => {
  let fake;
  const told = new Map();
  let tool;
  before(async () => {
    const path = join(scratch, 'sessions.json');
    writeFileSync(path, JSON.stringify(dataFile()));
    fake = await startFake({ athletes: [], files: [path] });
    await withClient(fakedServer(fake), modes.legacy, async (client) => {
      tool = (await client.listTools()).tools.find(({ name }) => name === 'post_workout_assessment');
      for (const { id } of sessions) {
        told.set(id, await client.callTool({ name: tool.name, arguments: { id } }));
      }
    });
  });
  after(() => fake.stop());

  for (const session of sessions) {
    test(session.name, () => {
      const result = told.get(session.id);
      const text = result.content[0].text;
      checkResult(tool, result, session.name);
      assert.equal(result.structuredContent.verdict, session.verdict, text);
      for (const pattern of session.says) {
        assert.match(text, pattern);
      }
      for (const pattern of [...session.never, praise]) {
        assert.doesNotMatch(text, pattern);
      }
    });
  }
});
