#include "load/formulas.h"

#include <string.h>

#include "base/banned.h"

/* An array of constant names in place. */
#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct load_formula formulas[] = {
    {"llss", "llss/1", "Lower Limb Stress Score (LLSS)",
     "LLSS = LLSS_HOUR x w x h x q2 x m. w: weight of the sport, see "
     "soleus://formulas/weights. h: moving "
     "time in hours (elapsed time for strength and gym types without moving time). q2, "
     "intensity "
     "squared, is the first that exists: runs (gap, else average speed, / threshold "
     "speed)^2; rides "
     "(icu_intensity / 100)^2; RPE 1-10 by table (strength and gym: first; one told to "
     "log_checkin "
     "serves where the activity has none); icu_intensity "
     "of any other "
     "type; a default by sport. m: body mass / MASS_REFERENCE, the day's weighing, else "
     "the last "
     "earlier, else the first later, else the profile. null without a duration. Hills do "
     "not "
     "multiply: downhill does not raise tibial strain, uphill loads the calf. One number "
     "cannot serve "
     "bone, tendon and joint; compare an athlete only with themselves. Design ours (X) on "
     "four "
     "weights of practice (E).",
     NAMES("LLSS_HOUR", "DURATION_MAX_H", "Q2_MIN", "Q2_MAX", "PACE_SPEED_MIN",
           "PACE_SPEED_MAX", "Q2_RUN", "Q2_RIDE", "Q2_WALK", "Q2_STRENGTH", "Q2_OTHER",
           "MASS_REFERENCE", "MASS_MIN", "MASS_MAX", "MASS_FACTOR_MIN", "MASS_FACTOR_MAX")},
    {"weights", "weights/1", "Weights of the sports",
     "How much an hour of a sport loads the lower limbs, relative to running. Strength "
     "counts by its "
     "tag lower or upper, else by words in name and description, else by a middle weight, "
     "marked "
     "uncertain. A run slower than WALK_RUN_SPEED with a cadence below WALK_RUN_CADENCE_TO "
     "counts as "
     "walk-run: its weight falls towards WALK_RUN_WEIGHT at WALK_RUN_CADENCE_FROM. "
     "set_preferences "
     "can set own weights.",
     NAMES("WEIGHT_STRENGTH_LOWER", "WEIGHT_STRENGTH_UPPER", "WALK_RUN_WEIGHT",
           "WALK_RUN_CADENCE_FROM", "WALK_RUN_CADENCE_TO", "WALK_RUN_SPEED",
           "CADENCE_ONE_LEG_MAX", "WEIGHT_OVERRIDE_MAX")},
    {"own_field", "own_field/1", "An own LLSS or LBSS field beside ours",
     "Custom activity fields whose code or name is LLSS, or holds LBSS (Stryd), are "
     "compared "
     "with our LLSS over the last AGREEMENT_DAYS: Pearson's correlation, ratio of the "
     "sums, "
     "mean difference with its population SD; nothing with less than AGREEMENT_PAIRS_MIN "
     "activities that have both, no correlation when one never changes. set_preferences "
     "llss_source makes one the source of the limb lines; ours fills in where it is "
     "missing, "
     "which mixes two scales when the ratio is far from 1.",
     NAMES("AGREEMENT_DAYS", "AGREEMENT_PAIRS_MIN", "AGREEMENT_CLOSE", "AGREEMENT_ROUGH",
           "AGREEMENT_LOOSE", "AGREEMENT_RATIO")},
    {"sensitivity", "sensitivity/1", "Does the verdict hang on our weights?",
     "lower_limb_load_status with sensitivity: true computes the day once more for each of "
     "the "
     "other opinions below, one at a time, and says which of them change verdict or zone "
     "and "
     "between which values LL Form lies. A weight of our own choice could well be 30 % "
     "smaller "
     "or larger; cycling 0.10 to 0.30; an untagged strength session all legs or all upper "
     "body; "
     "body mass may not matter; load may grow slower or faster with intensity than its "
     "square. "
     "Running is the measure and not varied, nor are time constants, limits of rules, and "
     "weights that the athlete set. What two changes would do together is not asked.",
     NAMES("WEIGHT_STRENGTH_LOWER", "WEIGHT_STRENGTH_UPPER", "WALK_RUN_WEIGHT")},
    {"lines", "lines/1", "LL Fitness, LL Fatigue, LL Form",
     "x[d] = x[d-1] e^(-1/T) + LLSS[d] (1 - e^(-1/T)), T = FITNESS_DAYS for LL Fitness and "
     "FATIGUE_DAYS for LL Fatigue, from 0 on the day before the first activity known. LL "
     "Form = "
     "LL Fitness - LL Fatigue of the same day; in percent of LL Fitness, null while that "
     "is below "
     "PCT_FITNESS_MIN. Zone by percent: above ZONE_DETRAINING_PCT detraining, from "
     "ZONE_FRESH_PCT "
     "fresh, from ZONE_NEUTRAL_PCT neutral, from ZONE_BUILDING_PCT building, below "
     "overreaching; none "
     "with less than WARM_UP_DAYS of history. Ramp: LL Fitness today minus RAMP_DAYS "
     "before.",
     NAMES("FITNESS_DAYS", "FATIGUE_DAYS", "WARM_UP_DAYS", "SEEDED_DAYS", "RAMP_DAYS",
           "PCT_FITNESS_MIN", "ZONE_DETRAINING_PCT", "ZONE_FRESH_PCT", "ZONE_NEUTRAL_PCT",
           "ZONE_BUILDING_PCT")},
    {"spike", "spike/1", "Longest-run spike and next-run limit",
     "Ratio = km of a run session / longest run session of the SPIKE_DAYS before its day. "
     "Runs less "
     "than SESSION_GAP apart, without a ride between, are one session. Bands as published "
     "in RUNSAFE "
     "(5,205 runners): up to SPIKE_FROM_SMALL reference; small 1.64 (1.31-2.05), moderate "
     "1.52 "
     "(1.16-2.00), large 2.28 (1.50-3.48) times the reference's hazard. Next run at most "
     "NEXT_RUN_FACTOR x the longest of the last SPIKE_DAYS; after a break of GAP_DAYS also "
     "RESUME_FACTOR x the longest before it. The upper bound of the study's reference "
     "group, not a "
     "safe distance; observational, distance only.",
     NAMES("SPIKE_DAYS", "SPIKE_SHOWN_DAYS", "SESSION_GAP", "SPIKE_FROM_SMALL",
           "SPIKE_FROM_MODERATE", "SPIKE_FROM_LARGE", "NEXT_RUN_FACTOR", "RESUME_FACTOR",
           "GAP_DAYS", "SHORT_RUN_MIN", "SHORT_RUN_STEP_MIN", "LEARNING_RUN_MIN",
           "RUN_KM_MAX")},
    {"gaps", "gaps/1", "Breaks and the return to running",
     "GAP_DAYS or more without a run: resuming, for RESUMING_DAYS from the first run. "
     "RETURN_GAP_DAYS or "
     "more, an INJURED span of INJURED_SPAN_DAYS or more, or a dated injury: return_mode, "
     "a walk-run "
     "ladder from rung RUNG_AFTER_GAP, or RUNG_FIRST after an injury or LONG_GAP_DAYS; the "
     "return "
     "phase lasts RETURN_WEEKS weeks from the first run. Cycling in the gap shortens "
     "neither.",
     NAMES("GAP_DAYS", "RETURN_GAP_DAYS", "RESUMING_DAYS", "INJURED_SPAN_DAYS",
           "GAP_UNKNOWN_MAX", "LONG_GAP_DAYS", "RETURN_WEEKS", "RUNG_AFTER_GAP",
           "RUNG_FIRST")},
    {"rest", "rest/1", "Limb rest days and hard running",
     "A limb rest day has no run, no other activity with a sport weight of REST_WEIGHT_MAX "
     "or more "
     "(calf and hip work of up to CALF_HIP_MAX_MIN min aside), and an LLSS below "
     "REST_LLSS_MAX at 70 kg. "
     "Run-hard: q of HARD_Q or more, or HARD_RUN_S seconds in zone HARD_ZONE and up. Hard "
     "share: hard "
     "time / run time of HARD_SHARE_DAYS, and its z against the HARD_BLOCKS weeks before.",
     NAMES("REST_LLSS_MAX", "REST_WEIGHT_MAX", "CALF_HIP_MAX_MIN", "REST_WINDOW_DAYS",
           "HARD_Q", "HARD_RUN_S", "HARD_ZONE", "HARD_ZONES_MIN", "HARD_SHARE_DAYS",
           "HARD_BLOCKS", "HARD_BLOCKS_MIN")},
    {"acwr", "acwr/1", "Acute to chronic workload ratio",
     "Uncoupled: mean LLSS of the last ACUTE_DAYS / mean of the rest of the last "
     "CHRONIC_DAYS; coupled: over "
     "all CHRONIC_DAYS; ewma: lambda 2 / (N + 1). null with less than CHRONIC_DAYS of "
     "history, more "
     "than ACWR_UNKNOWN_MAX unreadable days, or a denominator below ACWR_CHRONIC_MIN "
     "points a day. "
     "In words only: it does not separate injured from healthy runners (AUC 0.49 on 743 "
     "runner "
     "windows; RUNSAFE found no excess), so it never sets a level.",
     NAMES("ACUTE_DAYS", "CHRONIC_DAYS", "ACWR_UNKNOWN_MAX", "ACWR_CHRONIC_MIN",
           "ACWR_BAND_LESS", "ACWR_BAND_USUAL", "ACWR_BAND_MORE")},
    {"monotony", "monotony/1", "Monotony and strain",
     "Monotony = mean / population SD of the last MONOTONY_DAYS daily LLSS; strain = their "
     "sum x "
     "monotony (Foster 1998). null when all days are alike. Description only.",
     NAMES("MONOTONY_DAYS", "SD_FLOOR")},
    {"pain", "pain/1", "Pain rules",
     "Worst of the latest entry's day and the day before, if at most PAIN_DAYS old. Above "
     "PAIN_STOP, "
     "limping, or any pain at a bone-stress site: stop. From PAIN_HOLD, or a next-morning "
     "answer above the "
     "usual morning: hold (pain-monitoring model, Silbernagel 2007; bone sites after "
     "Warden). Wellness "
     "injury of INJURY_FIELD_HOLD or more: hold. Bone-stress sites: femoral neck, anterior "
     "tibia, "
     "navicular, fifth metatarsal base, sesamoid, talus, and own bone-stress injuries.",
     NAMES("PAIN_STOP", "PAIN_HOLD", "PAIN_MAX", "PAIN_DAYS", "INJURY_FIELD_HOLD")},
    {"fitness", "fitness/1", "CTL, ATL, form and their parts",
     "The service's own lines: x[d] = x[d-1] + (load[d] - x[d-1]) (1 - e^(-1/N)), N = "
     "FITNESS_DAYS for "
     "CTL and FATIGUE_DAYS for ATL, fed with the training load scaled by the athlete's "
     "factors per "
     "type. Parts by sport are ours: seeded with the service's first values in the window, "
     "shared "
     "by the loads of the six weeks after them, so that they sum to the whole.",
     NAMES("FITNESS_DAYS", "FATIGUE_DAYS")},
    {"drift", "drift/1", "Running dynamics against the own normal",
     "Per metric, outdoors and treadmill apart, and each device by itself (a run with "
     "balance was measured by a strap or pod, one without by the watch alone): clean "
     "segments are laps, else 5-minute pieces of the streams, of DRIFT_SEGMENT_S or "
     "DRIFT_SEGMENT_M at least, from DRIFT_START_S on, flatter than DRIFT_GRADIENT, "
     "running. "
     "Normal: least squares a + b v + c v^2 over speed v on those of the days "
     "DRIFT_BASELINE_FROM to DRIFT_BASELINE_TO before the run, refitted once without what "
     "lies beyond DRIFT_MADS x 1.4826 MAD; learning with fewer than DRIFT_BASELINE_RUNS "
     "runs "
     "or DRIFT_BASELINE_SEGMENTS segments. z: mean difference of the run over the SD of "
     "the "
     "baseline's runs (with a floor per metric). Chart: EWMA of z with weight "
     "DRIFT_LAMBDA, "
     "each z at most DRIFT_Z_MAX; limit DRIFT_LIMIT_WIDTH x sqrt(lambda / (2 - lambda)). "
     "changed: beyond it on DRIFT_RUNS runs in a row. No verdict outside the quantiles "
     "DRIFT_SPEED_LOW to DRIFT_SPEED_HIGH of the baseline's speeds. CUSUM is shown only. "
     "By "
     "chance a metric flags about once in DRIFT_FALSE_FLAG_RUNS runs. The dynamics of "
     "running are mostly unrelated to injury in prospective studies: a reason to look, no "
     "warning. Design ours (X) on standard control charts (C).",
     NAMES("DRIFT_SEGMENT_S", "DRIFT_SEGMENT_M", "DRIFT_START_S", "DRIFT_GRADIENT",
           "DRIFT_RUNNING_CADENCE", "DRIFT_BASELINE_FROM", "DRIFT_BASELINE_TO",
           "DRIFT_BASELINE_RUNS", "DRIFT_BASELINE_SEGMENTS", "DRIFT_MADS",
           "DRIFT_SPEED_SPREAD", "DRIFT_CURVATURE", "DRIFT_SPEED_LOW", "DRIFT_SPEED_HIGH",
           "DRIFT_SPEED_WIDTH", "DRIFT_LAMBDA", "DRIFT_LIMIT_WIDTH", "DRIFT_RUNS",
           "DRIFT_Z_MAX", "DRIFT_CUSUM_K", "DRIFT_CUSUM_H", "DRIFT_CHECK_DAYS",
           "DRIFT_FALSE_FLAG_RUNS", "DRIFT_STANCE_TIME_SD", "DRIFT_CADENCE_SD",
           "DRIFT_VERTICAL_RATIO_SD", "DRIFT_STANCE_BALANCE_SD",
           "DRIFT_VERTICAL_OSCILLATION_SD", "DRIFT_LEG_SPRING_STIFFNESS_SD")},
    {"critical", "critical/1", "Critical power and W', critical speed and D'",
     "Least squares of work (or distance) over time, a straight line: slope CP (CS), "
     "intercept W' (D'), on the period's bests between CRITICAL_TIME_MIN_S and "
     "CRITICAL_TIME_MAX_S (Monod & Scherrer 1965; Moritani et al. 1981), at least "
     "CRITICAL_POINTS_MIN that span CRITICAL_SPAN_S (Housh et al. 1990). Errors are the "
     "standard errors of the line; bests that share a session are not independent, which "
     "makes them too small. Bests of training that were not maximal make it too low: a "
     "description of the period, not a test. W' or D' outside the bounds says so.",
     NAMES("CRITICAL_TIME_MIN_S", "CRITICAL_TIME_MAX_S", "CRITICAL_SPAN_S",
           "CRITICAL_POINTS_MIN", "CRITICAL_W_PRIME_LOW", "CRITICAL_W_PRIME_HIGH",
           "CRITICAL_D_PRIME_LOW", "CRITICAL_D_PRIME_HIGH")},
};
enum { N_FORMULAS = sizeof formulas / sizeof formulas[0] };

const struct load_formula *load_formulas(size_t *ret_n_formulas)
{
    *ret_n_formulas = N_FORMULAS;
    return formulas;
}

const struct load_formula *load_formula_find(const char *id)
{
    for (size_t i = 0; i < N_FORMULAS; i++) {
        if (strcmp(formulas[i].id, id) == 0) {
            return &formulas[i];
        }
    }
    return NULL;
}
