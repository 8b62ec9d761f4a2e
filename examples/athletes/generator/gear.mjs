// Shoes and bikes, in the shape of the service's Gear; which of them an activity was done with.
// `distance`, `time` and `activities` say what they had done before the story begins: the
// server adds the activities that have happened by the day it is asked on.

import { ATHLETE_ID } from "./athlete.mjs";

const KM = 1000;
const HOUR = 3600;

/** `weeks` [first, last] in which it is used; `used` {km, hours, times} before week 1. */
const ITEMS = [
  {
    id: "g910001",
    type: "Shoes",
    name: "Road shoes, old pair",
    types: ["Run", "VirtualRun"],
    weeks: [1, 25],
    purchased: -30,
    used: { km: 386, hours: 37, times: 61 },
  },
  {
    id: "g910002",
    type: "Shoes",
    name: "Road shoes, new pair",
    types: ["Run", "VirtualRun"],
    weeks: [26, Infinity],
    purchased: 25,
    used: { km: 0, hours: 0, times: 0 },
  },
  {
    id: "g910003",
    type: "Shoes",
    name: "Trail shoes",
    types: ["TrailRun", "Hike"],
    weeks: [1, Infinity],
    purchased: -60,
    used: { km: 142, hours: 19, times: 22 },
  },
  {
    id: "g910004",
    type: "Bike",
    name: "Road bike",
    types: ["Ride", "GravelRide"],
    weeks: [1, Infinity],
    purchased: -140,
    used: { km: 18_420, hours: 655, times: 402 },
  },
  {
    id: "g910005",
    type: "Bike",
    name: "Mountain bike",
    types: ["MountainBikeRide"],
    weeks: [1, Infinity],
    purchased: -200,
    used: { km: 2310, hours: 131, times: 64 },
  },
  {
    id: "g910006",
    type: "Trainer",
    name: "Turbo trainer",
    types: ["VirtualRide"],
    weeks: [1, Infinity],
    purchased: -90,
    used: { km: 3150, hours: 104, times: 92 },
  },
];

/** The activity's `gear`: only the id is filled, as the service does; null without any. */
export function gearOf(week, type) {
  const item = ITEMS.find(({ types, weeks }) => {
    return types.includes(type) && week >= weeks[0] && week <= weeks[1];
  });
  return item === undefined ? null : { id: item.id };
}

/** The gear list; `dateOfWeek(week)` is the Monday's date, of weeks before the first too. */
export function gearList(dateOfWeek) {
  return ITEMS.map(({ id, type, name, weeks, purchased, used }) => ({
    id,
    athlete_id: ATHLETE_ID,
    type,
    name,
    purchased: dateOfWeek(purchased),
    distance: used.km * KM,
    time: used.hours * HOUR,
    activities: used.times,
    retired: weeks[1] === Infinity ? null : dateOfWeek(weeks[1] + 1),
    use_elapsed_time: false,
    component: false,
    component_ids: [],
    reminders: [],
    activity_filters: [],
  }));
}
