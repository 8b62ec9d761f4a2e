// Fitness (ctl) and fatigue (atl) as the service computes them from the training loads.

import { TYPE_FACTORS } from "./athlete.mjs";
import { isoDate, round } from "./maths.mjs";

const KEEP_FITNESS = 0.9764716866522433; // e^(-1/42)
const KEEP_FATIGUE = 0.8668778997501816; // e^(-1/7)

const mix = (before, load, keep) => before * keep + load * (1 - keep);

/**
 * Readable rows by their local date. A stub's load is unknown here and counts as nothing.
 */
export function rowsByDate(rows) {
  const byDate = new Map();
  for (const row of rows.filter(({ source }) => source !== "STRAVA")) {
    const date = row.start_date_local.slice(0, 10);
    byDate.set(date, [...(byDate.get(date) ?? []), row]);
  }
  return byDate;
}

/**
 * The lines per day from `seed` {ctl, atl} on the day before `firstDay`: [{day, ctlLoad,
 * atlLoad, ctl, atl}]. Each row gets `icu_ctl` and `icu_atl` as they stood after it.
 */
export function addFitness(rows, firstDay, lastDay, seed) {
  const byDate = rowsByDate(rows);
  const days = [];
  let { ctl, atl } = seed;
  for (let day = firstDay; day <= lastDay; day += 1) {
    let ctlLoad = 0;
    let atlLoad = 0;
    for (const row of byDate.get(isoDate(day)) ?? []) {
      const [forFitness, forFatigue] = TYPE_FACTORS[row.type] ?? [1, 1];
      ctlLoad += row.icu_training_load * forFitness;
      atlLoad += row.icu_training_load * forFatigue;
      row.icu_ctl = round(mix(ctl, ctlLoad, KEEP_FITNESS), 4);
      row.icu_atl = round(mix(atl, atlLoad, KEEP_FATIGUE), 4);
    }
    ctl = mix(ctl, ctlLoad, KEEP_FITNESS);
    atl = mix(atl, atlLoad, KEEP_FATIGUE);
    days.push({ day, ctlLoad, atlLoad, ctl, atl });
  }
  return days;
}
