// The calls that every client makes: each tool with its defaults first, then with arguments. A tool without a
// line here fails the tests, and so does one without a schema in tests/schemas.

export const cases = [
  ['athlete_profile', {}],
  ['athlete_profile', { refresh: true }],
  ['get_recent_activities', {}],
  ['get_recent_activities', { days: 30, sport: 'run' }],
  ['get_recent_activities', { days: 90, limit: 5 }],
  ['get_recent_activities', { oldest: '2025-08-04', newest: '2025-08-31' }],
  ['get_recent_activities', { days: 3, search: 'nothing is called this' }],
  ['get_wellness', {}],
  ['get_wellness', { days: 28, fields: ['hrv_rmssd_ms', 'sleep_h', 'weight_kg'] }],
  ['get_wellness', { days: 2, newest: '2025-06-01' }],
  ['lower_limb_load_status', {}],
  ['lower_limb_load_status', { days: 28 }],
  ['lower_limb_load_status', { date: '2025-11-29' }],
  ['lower_limb_load_status', { date: '2025-05-12' }],
  ['get_calendar', {}],
  ['get_calendar', { oldest: '2025-12-29', newest: '2026-02-28', category: ['RACE_A', 'RACE_B', 'NOTE'] }],
  ['get_calendar', { oldest: '2025-12-15', descriptions: true }],
];

/** Arguments that must be refused, with what the refusal must name. */
export const refusals = [
  ['get_recent_activities', { dayz: 3 }, /"dayz".*"days"/s],
  ['get_recent_activities', { days: 0 }, /\bdays\b.*\b1\b.*\b366\b/s],
  ['get_recent_activities', { days: '7' }, /\bdays\b.*whole number/s],
  ['get_recent_activities', { sport: 'Rnu' }, /Rnu.*Run/s],
  ['get_recent_activities', { oldest: '2025-02-30' }, /oldest.*2025-02-30|2025-02-30.*oldest/s],
  ['get_wellness', { fields: ['hrv'] }, /hrv/],
  ['lower_limb_load_status', { date: '2026-01-09' }, /2026-01-09.*future/s],
  ['get_calendar', { oldest: '2026-02-01', newest: '2026-01-01' }, /oldest|newest/],
];

export const isDefault = ([, args]) => Object.keys(args).length === 0;
export const label = ([name, args]) => `${name} ${JSON.stringify(args)}`;
