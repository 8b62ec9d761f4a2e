// Five invented athletes in the shape of the service's own rows, each in a situation that the load check must answer
// well: for docs/validation.md (scripts/validation.mjs serves them through tests/fake_intervals). No dice: the same text
// each time.

/** Noon of a Thursday; the morning's run is done. */
export const now = '2026-01-08T12:00:00+01:00';
const today = Date.UTC(2026, 0, 8);
const firstDay = Date.UTC(2025, 5, 23); // 200 days, from a Monday
const dayMs = 86400000;
const summerEnds = Date.UTC(2025, 9, 26);

const textOf = (day) => new Date(day).toISOString().slice(0, 10);

/** One row of the service; clock "07:00" local in Zurich. */
function activity(day, clock, type, { minutes, km, name, rpe, intensity }) {
  const start = `${textOf(day)}T${clock}:00`;
  const offsetHours = day < summerEnds ? 2 : 1;
  const seconds = Math.round(minutes * 60);
  return {
    id: `i${Math.round((day - firstDay) / dayMs) * 10 + Number(clock.slice(0, 2)) + 1000}`,
    icu_athlete_id: 'i42', type, name, source: 'GARMIN_CONNECT',
    start_date_local: start,
    start_date: new Date(Date.parse(`${start}Z`) - offsetHours * 3600000).toISOString().slice(0, 19) + 'Z',
    moving_time: seconds, elapsed_time: seconds + 60,
    distance: km === undefined ? null : km * 1000,
    average_speed: km === undefined ? null : Number((km * 1000 / seconds).toFixed(3)),
    icu_intensity: intensity ?? null, icu_rpe: rpe ?? null,
    icu_training_load: Math.round(minutes / 60 * (intensity ?? 70) ** 2 / 100),
  };
}

/** Runs on Tuesday, Thursday and Saturday, rides on Wednesday and Sunday; the weeks differ a little. */
function usualDay(day) {
  const weekday = new Date(day).getUTCDay();
  const week = Math.floor((day - firstDay) / (7 * dayMs));
  const more = [0, 0.4, 0.8, -0.6][week % 4];
  if (weekday === 2) return [activity(day, '07:00', 'Run', { minutes: 48 + 6 * more, km: 8 + more, name: 'Easy run', rpe: 3, intensity: 74 })];
  if (weekday === 4) return [activity(day, '07:00', 'Run', { minutes: 42 + 6 * more, km: 7 + more, name: 'Easy run', rpe: 3, intensity: 74 })];
  if (weekday === 6) return [activity(day, '09:00', 'Run', { minutes: 72 + 6 * more, km: 11.5 + more, name: 'Long run', rpe: 4, intensity: 75 })];
  if (weekday === 3) return [activity(day, '18:00', 'Ride', { minutes: 90, km: 42, name: 'Endurance', intensity: 65 })];
  if (weekday === 0) return [activity(day, '09:00', 'Ride', { minutes: 135, km: 62, name: 'Long ride', intensity: 66 })];
  return [];
}

function days() {
  const list = [];
  for (let day = firstDay; day <= today; day += dayMs) list.push(day);
  return list;
}

const isRun = (row) => row.type === 'Run';
const wellness = () => days().map((day) => ({ id: textOf(day), weight: 70, restingHR: 48 }));
const usual = () => days().flatMap(usualDay).filter((row) => row.start_date_local < '2026-01-08T12');

const athlete = {
  id: 'i42', name: 'Example', timezone: 'Europe/Zurich', sex: 'F', icu_weight: 70, icu_resting_hr: 48,
  custom_items: [], icu_type_settings: [],
  sportSettings: [{ types: ['Run'], threshold_pace: 3.75, lthr: 170 }, { types: ['Ride'], ftp: 230 }],
};
const file = (activities, { events = [], rows = wellness() } = {}) => ({ athlete, activities, events, wellness: rows });
const pain = (date, moment, score) => ['log_checkin', { date, pain: [{ moment, score, site: 'achilles', side: 'left' }] }];

/** A day's activity as Strava leaves it: there, and unreadable. */
const stub = (row) => ({
  id: row.id.slice(1), icu_athlete_id: 'i42', start_date_local: row.start_date_local, source: 'STRAVA',
  _note: 'STRAVA activities are not available via the API',
});

export const situations = [
  {
    id: 'steady',
    asks: 'How are my legs?',
    file: file(usual()),
    tells: [['log_checkin', { pain: [{ moment: 'during', score: 0 }, { moment: 'after', score: 0 }] }]],
  },
  {
    id: 'spike tomorrow',
    asks: 'The club runs 22 km tomorrow. Can I join?',
    file: file(usual(), {
      events: [{
        id: 7, athlete_id: 'i42', category: 'WORKOUT', type: 'Run', name: 'Club long run',
        start_date_local: '2026-01-09T00:00:00', end_date_local: '2026-01-10T00:00:00', moving_time: 7920, distance: 22000,
      }],
    }),
    tells: [['log_checkin', { pain: [{ moment: 'during', score: 0 }, { moment: 'after', score: 0 }] }]],
  },
  {
    id: 'sore Achilles',
    asks: 'My left Achilles is stiff this morning. Run tonight?',
    file: file(usual().filter((row) => !row.start_date_local.startsWith('2026-01-08'))),
    tells: [
      ['set_preferences', { usual_morning_pain: 1, injuries: [{ site: 'achilles', side: 'left', date: '2024-11-01', kind: 'tendon' }] }],
      pain('2026-01-06', 'during', 2), pain('2026-01-06', 'after', 3), pain('2026-01-08', 'next_morning', 4),
    ],
  },
  {
    id: 'back after four weeks',
    asks: 'I only rode since early December. What may I run?',
    file: file(usual().filter((row) => !isRun(row) || row.start_date_local < '2025-12-09T23')),
    tells: [],
  },
  {
    id: 'data missing',
    asks: 'Am I fine to run?',
    file: file(usual().map((row) => (row.start_date_local < '2025-12-20' ? row : stub(row))), { rows: [] }),
    tells: [],
  },
];
