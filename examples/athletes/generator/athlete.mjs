// The athlete as GET /athlete/{id} shows him: settings, thresholds, zones. Everything is
// invented.

export const ATHLETE_ID = "i900001";
export const TIMEZONE = "Europe/Zurich";
export const WEIGHT_KG = 68;
export const RESTING_HR = 44;
export const MAX_HR = 186;

export const RIDE = {
  ftp: 285,
  ftpBefore: { ftp: 278, untilWeek: 14 },
  lthr: 165,
  hrZones: [134, 147, 155, 164, MAX_HR],
  powerZones: [55, 75, 90, 105, 120, 150, 999],
  sweetSpot: [84, 97],
};

export const RUN = {
  thresholdSpeed: 4.2,
  lthr: 169,
  hrZones: [141, 152, 160, 168, MAX_HR],
  paceZones: [77.5, 87.7, 94.3, 100, 103.4, 111.5, 999],
};

export const WALK_CADENCE = 57; // strides of one leg a minute

export const OTHER = { lthr: 165, hrZones: RIDE.hrZones };

/**
 * Training load of these types counts in part only: [share for fitness, share for fatigue].
 */
export const TYPE_FACTORS = { WeightTraining: [0.5, 1] };

const RUN_TYPES = ["Run", "VirtualRun", "TrailRun"];
const RIDE_TYPES = [
  "Ride",
  "VirtualRide",
  "GravelRide",
  "MountainBikeRide",
  "Cyclocross",
  "TrackRide",
  "EBikeRide",
];
const HR_ZONE_NAMES = ["Recovery", "Endurance", "Tempo", "Threshold", "VO2 max"];
const POWER_ZONE_NAMES = [
  "Active recovery",
  "Endurance",
  "Tempo",
  "Threshold",
  "VO2 max",
  "Anaerobic",
  "Sprint",
];

function group(id, types, fields) {
  return {
    id,
    athlete_id: ATHLETE_ID,
    types,
    ftp: null,
    indoor_ftp: null,
    w_prime: null,
    p_max: null,
    power_zones: null,
    power_zone_names: null,
    sweet_spot_min: null,
    sweet_spot_max: null,
    lthr: null,
    max_hr: MAX_HR,
    hr_zones: null,
    hr_zone_names: HR_ZONE_NAMES,
    hr_load_type: "HRSS",
    threshold_pace: null,
    pace_units: null,
    pace_zones: null,
    pace_zone_names: null,
    pace_load_type: null,
    gap_model: "NONE",
    use_gap_zone_times: false,
    load_order: "POWER_HR_PACE",
    tiz_order: "POWER_HR_PACE",
    workout_order: "POWER_HR_PACE",
    warmup_time: 300,
    cooldown_time: 300,
    default_gear_id: null,
    activity_field_ids: [],
    custom_field_ids: [],
    custom_field_values: {},
    created: "2023-02-06T18:20:11.000+00:00",
    updated: "2025-07-14T05:41:37.000+00:00",
    other: false,
    eFTPSupported: false,
    ...fields,
  };
}

function runSettings() {
  return group(910001, RUN_TYPES, {
    lthr: RUN.lthr,
    hr_zones: RUN.hrZones,
    threshold_pace: RUN.thresholdSpeed,
    pace_units: "MINS_KM",
    pace_zones: RUN.paceZones,
    pace_zone_names: ["1", "2", "3", "4", "5a", "5b", "5c"].map((name) => `Zone ${name}`),
    pace_load_type: "RUN",
    gap_model: "STRAVA_RUN",
    load_order: "PACE_HR_POWER",
    tiz_order: "PACE_HR_POWER",
    workout_order: "PACE_HR_POWER",
  });
}

function rideSettings() {
  return group(910002, RIDE_TYPES, {
    ftp: RIDE.ftp,
    w_prime: 19500,
    p_max: 980,
    power_zones: RIDE.powerZones,
    power_zone_names: POWER_ZONE_NAMES,
    sweet_spot_min: RIDE.sweetSpot[0],
    sweet_spot_max: RIDE.sweetSpot[1],
    lthr: RIDE.lthr,
    hr_zones: RIDE.hrZones,
    eFTPSupported: true,
  });
}

export function athleteObject() {
  return {
    id: ATHLETE_ID,
    name: "Sam Muster",
    firstname: "Sam",
    lastname: "Muster",
    sex: "M",
    timezone: TIMEZONE,
    locale: "en",
    measurement_preference: "meters",
    fahrenheit: false,
    weight_pref_lb: false,
    icu_date_of_birth: "1984-05-14",
    icu_weight: WEIGHT_KG,
    icu_resting_hr: RESTING_HR,
    height: 1.79,
    height_units: "CM",
    icu_coach: false,
    icu_form_as_percent: false,
    icu_type_settings: Object.entries(TYPE_FACTORS).map(([type, factors]) => {
      return { type, ctlFactor: factors[0], atlFactor: factors[1] };
    }),
    sportSettings: [
      runSettings(),
      rideSettings(),
      group(910003, [], { lthr: OTHER.lthr, hr_zones: OTHER.hrZones, other: true }),
    ],
    custom_items: [],
  };
}
