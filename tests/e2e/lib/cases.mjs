// The calls that every client makes. A tool without a line here fails the tests, and so does one without a schema in
// tests/schemas.

/** Tools that read: each with its defaults first, then with arguments. */
export const cases = [
  ['athlete_profile', {}],
  ['athlete_profile', { refresh: true }],
  ['get_recent_activities', {}],
  ['get_recent_activities', { days: 30, sport: 'run' }],
  ['get_recent_activities', { days: 90, limit: 5 }],
  ['get_recent_activities', { oldest: '2025-08-04', newest: '2025-08-31' }],
  ['get_recent_activities', { days: 3, search: 'nothing is called this' }],
  ['get_activity', {}],
  ['get_activity', { id: 'i91000400', sections: ['intervals', 'zones', 'dynamics'] }],
  ['get_activity', { sport: 'run', sections: ['streams'], points: 500 }],
  ['get_activity', { sport: 'run', sections: ['streams'], streams: ['hr_bpm'], from_km: 1, to_km: 2 }],
  ['get_activity', { id: 'i91000400', sections: ['best_efforts', 'gear'] }],
  ['get_activity', { sport: 'ride', sections: ['best_efforts', 'messages', 'weather', 'gear'] }],
  ['get_activity', { sport: 'strength', sections: ['best_efforts', 'gear'] }],
  ['post_workout_assessment', {}],
  ['post_workout_assessment', { sport: 'run' }],
  ['post_workout_assessment', { sport: 'strength' }],
  ['post_workout_assessment', { id: 'i91000387' }],
  ['post_workout_assessment', { id: 'i91000400' }],
  ['get_wellness', {}],
  ['get_wellness', { days: 28, fields: ['hrv_rmssd_ms', 'sleep_h', 'weight_kg'] }],
  ['get_wellness', { days: 2, newest: '2025-06-01' }],
  ['fitness_status', {}],
  ['fitness_status', { horizon_days: 14, days: 10 }],
  ['lower_limb_load_status', {}],
  ['lower_limb_load_status', { days: 28 }],
  ['lower_limb_load_status', { sensitivity: true }],
  ['lower_limb_load_status', { date: '2025-11-29' }],
  ['lower_limb_load_status', { date: '2025-05-12' }],
  ['lower_limb_load_status', { athlete: 'all' }],
  ['running_dynamics_trend', {}],
  ['running_dynamics_trend', { metric: 'stance_time', days: 30 }],
  ['running_dynamics_trend', { metric: 'leg_spring_stiffness' }],
  ['training_summary', {}],
  ['training_summary', { group_by: 'month', by_sport: true, days: 90, compare_to: 'none' }],
  ['training_summary', { group_by: 'total', oldest: '2025-11-01', newest: '2025-11-20', compare_oldest: '2025-08-01', compare_newest: '2025-08-31' }],
  ['performance_curves', {}],
  ['performance_curves', { curve: 'pace', days: 42, compare_to: 'year_before' }],
  ['performance_curves', { curve: 'hr', sport: 'ride', compare_to: 'none' }],
  ['performance_curves', { sport: 'TrailRun', oldest: '2025-04-01', newest: '2025-04-20' }],
  ['get_calendar', {}],
  ['get_calendar', { oldest: '2025-12-29', newest: '2026-02-28', category: ['RACE_A', 'RACE_B', 'NOTE'] }],
  ['get_calendar', { oldest: '2025-12-15', descriptions: true }],
  ['propose_week', {}],
  ['propose_week', {
    week_start: '2026-01-12', focus: 'duathlon', run_days: 3, bike_hours: 7.5, strength_days: 2, legs_gap_4h: true,
    availability: ['monday', 'tuesday', 'wednesday', 'thursday', 'saturday', 'sunday'].map((weekday) =>
      ({ weekday, slot: 'am', minutes: 150 })).concat([{ weekday: 'wednesday', slot: 'pm', start: '17:30', minutes: 60 }]),
    wishes: [{ kind: 'rest', day: 'friday' }, { kind: 'ride_long', day: '2026-01-18', min: 150, priority: 2 }],
  }],
  ['propose_week', { keep_calendar: true, focus: 'deload', workouts: true }],
  ['check_week', {}],
  ['check_week', {
    week_start: '2026-01-12',
    focus: 'strength',
    sessions: [
      { day: 'monday', sport: 'WeightTraining', minutes: 60, name: 'Heavy legs', slot: 'am' },
      { day: 'monday', sport: 'Ride', minutes: 60, name: 'VO2 5 x 3 min', slot: 'pm' },
      { day: '2026-01-14', start: '06:30', sport: 'Run', minutes: 45, km: 8, intensity_pct: 95, hilly: true },
      { day: 'friday', sport: 'Swim', minutes: 30, rpe: 4 },
    ],
  }],
  ['intervals_get', { operation: 'operations' }],
  ['intervals_get', { operation: 'gear', fields: ['name', 'distance', 'retired'] }],
  ['intervals_get', { operation: 'athlete' }],
  ['intervals_get', { operation: 'activities', parameters: { oldest: '2025-12-01', newest: '2025-12-31' }, limit: 5 }],
  ['intervals_get', {
    operation: 'power_curves', parameters: { type: 'Ride', curves: 'r.2025-12-01.2025-12-31' }, fields: ['list.secs', 'list.values'],
  }],
];

/**
 * Called first wherever answers are compared: the load check hears what this has read, so that the same question has the
 * same answer only on the same store.
 */
export const readFirst = { name: 'running_dynamics_trend', arguments: {} };

/** Tools that write to the athlete's own log: in this order, in one process. Each with what `written` must say. */
export const writes = [
  ['log_checkin', { pain: [{ moment: 'during', score: 2, site: 'achilles', side: 'left' }, { moment: 'after', score: 0 }] }, 'written'],
  ['log_checkin', { pain: [{ moment: 'during', score: 2, site: 'achilles', side: 'left' }, { moment: 'after', score: 0 }] }, 'already_there'],
  ['log_checkin', {
    date: '2026-01-07',
    soreness: { level: 2, note: 'stairs' },
    session: { activity_id: 'i91000410', rpe: 5, feel: 2 },
    sets: [{ exercise: 'calf_raise_straight_knee', side: 'both', sets: 3, reps: 15, load_kg: 20, pain: 1 }],
  }, 'written'],
  ['log_checkin', { pain: [{ moment: 'next_morning', score: 6, site: 'navicular', limping: true }] }, 'written'],
  ['set_preferences', {
    week_start: 'monday',
    usual_morning_pain: 1,
    injuries: [{ site: 'achilles', side: 'left', date: '2024-11-01', kind: 'tendon', note: 'after the season' }],
    caps: { run_days_per_week: 4, run_km_per_week: 30.5 },
    availability: [{ weekday: 'saturday', slot: 'am', minutes: 180 }],
    sport_weights: [{ sport: 'Ride', weight: 0.2 }],
    races: [{ date: '2026-03-01', name: 'Sprint', kind: 'duathlon_sprint' }],
    goal: 'a duathlon without pain',
  }, 'written'],
  ['set_preferences', { usual_morning_pain: 1 }, 'already_there'],
  ['set_preferences', { forget: ['goal'] }, 'written'],
];

/** Arguments that must be refused, with what the refusal must name. */
export const refusals = [
  ['get_recent_activities', { dayz: 3 }, /"dayz".*"days"/s],
  ['get_recent_activities', { days: 0 }, /\bdays\b.*\b1\b.*\b366\b/s],
  ['get_recent_activities', { days: '7' }, /\bdays\b.*whole number/s],
  ['get_recent_activities', { sport: 'Rnu' }, /Rnu.*Run/s],
  ['get_recent_activities', { oldest: '2025-02-30' }, /oldest.*2025-02-30|2025-02-30.*oldest/s],
  ['get_wellness', { fields: ['hrv_rmsd'] }, /"hrv_rmsd".*hrv_rmssd_ms/s],
  ['lower_limb_load_status', { date: '2026-01-09' }, /2026-01-09.*future/s],
  ['lower_limb_load_status', { athlete: 'all', days: 7 }, /days.*one athlete/s],
  ['running_dynamics_trend', { metric: 'gct' }, /gct/],
  ['running_dynamics_trend', { days: 3 }, /\bdays\b.*\b7\b/s],
  ['get_activity', { sections: ['laps'] }, /laps.*intervals/s],
  ['get_activity', { from_s: 10, to_km: 3 }, /time or by distance/],
  ['get_activity', { from_s: 10, to_s: 10 }, /window is empty/],
  ['post_workout_assessment', { id: 'i4711' }, /i4711.*get_recent_activities/s],
  ['post_workout_assessment', { id: 'i91000387', latest: true }, /id.*latest/s],
  ['post_workout_assessment', { sport: 'Rnu' }, /Rnu.*Run/s],
  ['training_summary', { group_by: 'day', days: 300 }, /300.*200.*week or month/s],
  ['training_summary', { compare_oldest: '2025-08-01' }, /compare_newest/],
  ['get_calendar', { oldest: '2026-02-01', newest: '2026-01-01' }, /oldest|newest/],
  ['log_checkin', { pain: [{ moment: 'during', score: 11 }] }, /score.*10/s],
  ['log_checkin', { undo: 'nosuchid00' }, /nosuchid00/],
  ['log_checkin', { session: { activity_id: 'i4711', rpe: 5 } }, /i4711.*get_recent_activities/s],
  ['propose_week', { run_days: -1 }, /run_days.*0/s],
  ['propose_week', { week_start: '2026-02-30' }, /2026-02-30/],
  ['propose_week', { week_start: '2025-12-01' }, /2025-12-01.*over/s],
  ['propose_week', { wishes: [{ kind: 'run_fast' }] }, /run_fast.*run_tempo/s],
  ['propose_week', { availability: [{ weekday: 'monday', slot: 'am', minutes: 600 }, { weekday: 'monday', slot: 'pm', start: '16:00', minutes: 60 }] },
    /monday overlap/],
  ['check_week', { week_start: '2026-01-12', sessions: [{ day: 'monday', sport: 'Rnu', minutes: 30 }] }, /Rnu.*Run/s],
  ['check_week', { sessions: [{ day: '2026-01-07', sport: 'Run', minutes: 30 }] }, /past/],
  ['check_week', { week_start: '2026-01-12', sessions: [{ day: 'saturday', sport: 'Run', minutes: 30, km: 30 }] }, /30 km in 30 min.*km/s],
  ['check_week', { week_start: '2026-01-12', sessions: [{ day: '2026-01-20', sport: 'Run', minutes: 30 }] }, /2026-01-20 is not in the week/],
  ['performance_curves', { sport: 'Rnu' }, /Rnu.*Run/s],
  ['performance_curves', { sport: 'Swim' }, /sample athlete has no such curve/],
  ['intervals_get', { operation: 'shoes' }, /"shoes".*gear/s],
  ['intervals_get', { operation: 'chats' }, /belong to others.*activity_messages/s],
  ['intervals_get', { operation: 'activity', parameters: { activity: '../athlete/i1' } }, /parameter activity must be an id/],
  ['intervals_get', { operation: 'weather_forecast' }, /sample athlete has no weather_forecast/],
  ['set_preferences', {}, /nothing to set/],
  ['set_preferences', { llss_source: 'LLSS' }, /"LLSS".*"computed"/s],
  ['set_preferences', { usual_morning_pain: 7 }, /usual_morning_pain.*5/s],
];

export const isDefault = ([, args]) => Object.keys(args).length === 0;
export const label = ([name, args]) => `${name} ${JSON.stringify(args)}`;
