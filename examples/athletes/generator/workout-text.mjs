// Planned workouts in the service's workout syntax: a step a line, an empty line before and
// after a repeated block, one kind of target per step.

import { RUN } from "./athlete.mjs";
import { round, sum } from "./maths.mjs";

const WARMUP_SECS = 900;
const EASY_PACE = "70-78% Pace";

/** Rides without a main set: cue and target. */
const STEADY_RIDES = {
  end: ["Easy enough to talk", "60-68%"],
  long: ["Long and even, eat early", "56-66%"],
  vend: ["Smooth, easy enough to talk", "62-67%"],
  rec: ["Very easy", "45-52%"],
  vrec: ["Very easy", "47-53%"],
};

const RUN_CUES = {
  strides: ["Tall and quick", "Walk or jog"],
  tempo: ["Relaxed and even", "Jog"],
};

/** Cue and share of the time. */
const STRENGTH_STEPS = {
  legs: [
    ["Squat, RDL and split squat 3x5, RPE 7", 0.6],
    ["Calf raises, straight and bent knee 4x8", 0.25],
    ["Mobility", 0.15],
  ],
  upper: [
    ["Pull-ups, rows and bench 3x8, RPE 6", 0.65],
    ["Core", 0.35],
  ],
};

/** 5400 -> "1h30m", 90 -> "1m30s". In this syntax "m" is minutes. */
function spoken(secs) {
  const parts = [
    [Math.floor(secs / 3600), "h"],
    [Math.floor((secs % 3600) / 60), "m"],
    [secs % 60, "s"],
  ];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => count + unit).join("");
}

function percent(level, margin) {
  return `${round((level - margin) * 100)}-${round((level + margin) * 100)}%`;
}

/** Warm-up, repeated block and cool-down, each an array of lines. */
function inBlocks(warmup, reps, block, cooldown) {
  const main = [`Main set ${reps}x`, ...block];
  return ["Warmup", warmup, "", ...main, "", "Cooldown", cooldown].join("\n");
}

function rideText({ code, kind, amount }) {
  const { work } = kind;
  if (!work) {
    const [cue, target] = STEADY_RIDES[code];
    return `- ${cue} ${spoken(amount * 60)} ${target} 85-95rpm`;
  }
  const mainSecs = work.reps * (work.secs + work.rest);
  return inBlocks(
    `- ${spoken(WARMUP_SECS)} ramp 50-75% 85-95rpm`,
    work.reps,
    [
      `- ${spoken(work.secs)} ${percent(work.level, 0.02)}`,
      `- ${spoken(work.rest)} ${percent(work.restLevel, 0.04)}`,
    ],
    `- ${spoken(amount * 60 - WARMUP_SECS - mainSecs)} 50-60%`,
  );
}

function runText({ code, kind, amount }) {
  const { work } = kind;
  if (!work) {
    const cue = code === "brick" ? "Straight off the bike, short steps" : "Easy";
    return `- ${cue} ${amount}km ${EASY_PACE}`;
  }
  const perRep = work.secs * work.level + work.rest * work.restLevel;
  const easyKm = amount - (work.reps * RUN.thresholdSpeed * perRep) / 1000;
  const before = round(easyKm * 0.65, 1);
  const [cue, restCue] = RUN_CUES[code];
  return inBlocks(
    `- Easy ${before}km ${EASY_PACE}`,
    work.reps,
    [
      `- ${cue} ${spoken(work.secs)} ${percent(work.level, 0.02)} Pace`,
      `- ${restCue} ${spoken(work.rest)} ${percent(work.restLevel, 0.05)} Pace`,
    ],
    `- Easy ${round(easyKm - before, 1)}km ${EASY_PACE}`,
  );
}

function strengthText({ code, amount }) {
  const steps = STRENGTH_STEPS[code];
  const minutes = steps.map(([, share]) => round(share * amount));
  minutes[0] += amount - sum(minutes);
  return steps.map(([cue], index) => `- ${cue} ${minutes[index]}m`).join("\n");
}

/** The description of a planned session {code, kind, amount}. */
export function workoutText(part) {
  const texts = { ride: rideText, run: runText, strength: strengthText };
  return texts[part.kind.group](part);
}
