// What each session code of the training story means, for what was done and for what was
// planned alike.
//
// base   how the time outside the main set is spent: [share of the time, level, spread]. A
//        level is a fraction of threshold power (rides) or of the week's easy speed (runs).
// work   the main set: reps x secs at level, rest secs at restLevel between them. Here run
//        levels are fractions of threshold speed.
// climb  metres climbed per kilometre, from..to.
// speed  of rides: a factor on the speed of a road ride.
// rpe    usual rating of perceived exertion, from..to.   heart  mean heart rate, bpm.
// plan   name of the planned workout.
// names  what it may be called when it was not planned.

// ---- rides ----

const ROAD = [
  [0.07, 0.08, 0.06],
  [0.2, 0.47, 0.1],
  [0.6, 0.63, 0.09],
  [0.13, 0.81, 0.1],
];
const LONG = [
  [0.08, 0.08, 0.06],
  [0.22, 0.45, 0.1],
  [0.57, 0.61, 0.09],
  [0.13, 0.8, 0.1],
];
const ROUGH = [
  [0.16, 0.05, 0.05],
  [0.29, 0.43, 0.12],
  [0.37, 0.63, 0.14],
  [0.18, 0.9, 0.16],
];
const TRAINER = [
  [0.05, 0.46, 0.06],
  [0.95, 0.645, 0.045],
];
const AROUND_WORK = [
  [0.06, 0.2, 0.1],
  [0.94, 0.56, 0.08],
];
const SPIN = [
  [0.1, 0.1, 0.06],
  [0.9, 0.5, 0.08],
];
const SPIN_INDOORS = [[1, 0.5, 0.05]];

const TEMPO = { reps: 2, secs: 1800, level: 0.81, rest: 360, restLevel: 0.55 };
const SWEET_SPOT = { reps: 3, secs: 900, level: 0.9, rest: 300, restLevel: 0.54 };
const THRESHOLD = { reps: 4, secs: 480, level: 0.98, rest: 240, restLevel: 0.52 };
const VO2 = { reps: 5, secs: 240, level: 1.09, rest: 240, restLevel: 0.48 };
const VO2_INDOORS = { reps: 6, secs: 180, level: 1.13, rest: 180, restLevel: 0.48 };
const TIME_TRIAL = { reps: 1, secs: 1830, level: 1.01, rest: 0, restLevel: 0.5 };

function ride(plan, base, rpe, fields = {}) {
  const usual = { group: "ride", type: "Ride", climb: [6, 12], speed: 1, cadence: 86 };
  return { ...usual, plan, base, rpe, names: [plan], ...fields };
}

function indoorRide(plan, base, rpe, fields = {}) {
  const usual = { indoor: true, climb: [4, 9], speed: 1.12, cadence: 89 };
  return ride(plan, base, rpe, { ...usual, type: "VirtualRide", ...fields });
}

const ROAD_NAMES = ["Zurich Cycling", "Lake loop", "Endurance", "Steady rollers"];
const LONG_NAMES = ["Long ride, hills", "Zurich Cycling", "Long ride, three lakes"];

export const RIDES = {
  end: ride("Endurance", ROAD, [3, 4], { names: ROAD_NAMES }),
  long: ride("Long ride", LONG, [4, 6], { names: LONG_NAMES }),
  rec: ride("Recovery spin", SPIN, [2, 2], { names: ["Easy spin", "Zurich Cycling"] }),
  tmp: ride("Tempo 2x30", ROAD, [5, 6], { work: TEMPO }),
  sst: ride("Sweet spot 3x15", AROUND_WORK, [6, 7], { work: SWEET_SPOT }),
  thr: ride("Threshold 4x8", AROUND_WORK, [7, 8], { work: THRESHOLD, climb: [10, 16] }),
  vo2: ride("VO2 5x4", AROUND_WORK, [8, 8], { work: VO2, climb: [10, 18] }),
  tt: ride("Club time trial", AROUND_WORK, [9, 9], {
    work: TIME_TRIAL,
    race: true,
    speed: 1.12,
    names: ["Club time trial, 20 km"],
  }),
  com: ride("Commute", AROUND_WORK, [2, 3], {
    commute: true,
    climb: [3, 7],
    speed: 0.9,
    cadence: 78,
  }),
  mtb: ride("Mountain bike", ROUGH, [5, 6], {
    type: "MountainBikeRide",
    climb: [22, 28],
    speed: 0.66,
    cadence: 74,
    names: ["Forest trails"],
  }),
  gravel: ride("Gravel", ROUGH, [4, 6], {
    type: "GravelRide",
    climb: [12, 16],
    speed: 0.86,
    cadence: 82,
    names: ["Gravel, river and woods"],
  }),
  vend: indoorRide("Endurance, indoors", TRAINER, [3, 4], {
    names: ["Endurance, indoors", "Group ride, steady pace"],
  }),
  vrec: indoorRide("Recovery spin, indoors", SPIN_INDOORS, [2, 2], {
    names: ["Easy spin, indoors"],
  }),
  vsst: indoorRide("Sweet spot 3x15", AROUND_WORK, [6, 7], { work: SWEET_SPOT }),
  vvo2: indoorRide("VO2 6x3", AROUND_WORK, [8, 8], { work: VO2_INDOORS }),
};

// ---- runs ----

const STRIDES = { reps: 6, secs: 20, level: 1.2, rest: 70, restLevel: 0.55 };
const TEMPO_RUN = { reps: 3, secs: 180, level: 0.955, rest: 90, restLevel: 0.62 };
const EASY = [[1, 1, 0.035]];
const ON_TRAILS = [[1, 0.88, 0.09]];
const ON_TREADMILL = [[1, 1, 0.01]];

function run(plan, rpe, fields = {}) {
  const usual = { group: "run", type: "Run", base: EASY, climb: [4, 9] };
  return { ...usual, plan, rpe, names: [plan], ...fields };
}

const EASY_NAMES = ["Easy run", "Zurich Running", "Before breakfast"];
const LONG_RUN_NAMES = ["Longest run of the week", "Along the river", "Zurich Running"];

export const RUNS = {
  wr: run("Walk-run", [2, 3], { ladder: true, climb: [1, 3] }),
  easy: run("Easy run", [3, 3], { names: EASY_NAMES }),
  brick: run("Brick run off the bike", [3, 4]),
  strides: run("Easy with 6 strides", [4, 4], { work: STRIDES }),
  tempo: run("Tempo 3x3", [6, 7], { work: TEMPO_RUN }),
  lr: run("Longest run, easy", [4, 5], { names: LONG_RUN_NAMES }),
  trail: run("Forest trails, easy", [4, 5], {
    type: "TrailRun",
    base: ON_TRAILS,
    climb: [18, 25],
    names: ["Forest trails, soft ground"],
  }),
  tm: run("Easy run, treadmill", [3, 3], {
    type: "VirtualRun",
    indoor: true,
    base: ON_TREADMILL,
    climb: [0, 0],
    names: ["Treadmill, easy"],
  }),
};

/** The walk-run ladder: [minutes running, minutes walking, times]; two sessions a rung. */
export const LADDER = [
  [1, 4, 5],
  [1, 2, 7],
  [2, 2, 6],
  [3, 2, 5],
  [4, 1, 5],
  [6, 1, 4],
  [8, 1, 3],
  [10, 1, 3],
  [15, 1, 2],
  [30, 0, 1],
];

// ---- strength ----

function strength(plan, rpe, tags, fields) {
  const usual = { group: "strength", type: "WeightTraining", indoor: true };
  return { ...usual, plan, rpe, tags, names: [plan], ...fields };
}

export const STRENGTH = {
  legs: strength("Legs, heavy", [7, 7], ["lower"], {
    heart: 112,
    kgPerMinute: 95,
    names: ["Legs: squat, RDL, calf raises", "Legs: split squat, hip thrust, calf raises"],
  }),
  upper: strength("Upper body and core", [5, 6], ["upper"], {
    heart: 99,
    kgPerMinute: 70,
    names: ["Upper: pull-ups, bench, core", "Upper: rows, press, core"],
  }),
  rehab: strength("Calf and hip", [4, 5], ["lower"], {
    heart: 92,
    kgPerMinute: 40,
    names: ["Calf raises heavy and slow, hip"],
  }),
  // Neither tag nor word says which half of the body it was: the engine has to ask.
  gym: strength("Gym", [5, 5], null, { heart: 104, kgPerMinute: null }),
};

// ---- everything else; speed in m/s, cadence per leg ----

function other(type, rpe, heart, names, fields) {
  return { group: "other", type, rpe, heart, names, ...fields };
}

export const OTHERS = {
  walk: other("Walk", [1, 2], 90, ["Evening walk", "Walk with the dog"], {
    speed: 1.48,
    climb: [3, 9],
    cadence: 56,
  }),
  hike: other("Hike", [3, 4], 108, ["Hike, ridge path"], {
    speed: 1.12,
    climb: [55, 70],
    cadence: 50,
  }),
  swim: other("Swim", [3, 4], 122, ["Pool, easy"], {
    speed: 0.72,
    cadence: 27,
    indoor: true,
    poolMetres: 25,
  }),
  yoga: other("Yoga", [1, 2], 76, ["Yoga, hips and ankles"], { indoor: true }),
};

export const KINDS = { ...RIDES, ...RUNS, ...STRENGTH, ...OTHERS };
