/*
 * The words of a prescription. The purpose is what the kind trains, and why it is in this
 * week: by the focus, or by the return to running, which stands above every focus.
 */
#include "plan/constants.h"
#include "plan/prescribe_parts.h"

#include "base/banned.h"

enum role { EASY, RUN_QUALITY, RIDE_QUALITY, LONG, LEGS, OTHER, N_ROLES };

struct kind_words {
    enum role role;
    const char *what;
    const char *feel;
};

static const char talk_easily[] = "You can talk in whole sentences; if not, slow down.";
static const char in_reserve[] =
    "The last repetition is as clean as the first, and you could do three more.";

static const struct kind_words kinds[N_PLAN_KINDS] = {
    [PLAN_RUN_LADDER] = {EASY,
                         "Gets calf, tendon and bone used to running again in doses that "
                         "they answer for by the next morning",
                         "Easier than you want it to be; the walks are part of it, not a "
                         "weakness. Walk five minutes before the first run."},
    [PLAN_RUN_EASY] = {EASY,
                       "Builds the aerobic base and keeps the legs used to landing, at a "
                       "cost that is slept off by tomorrow",
                       talk_easily},
    [PLAN_RUN_STRIDES] = {EASY,
                          "An easy run with a few quick steps that keep the stride fast "
                          "without the fatigue of hard running",
                          "The strides are quick and light, never a sprint: build up over "
                          "five seconds, walk if you are still out of breath."},
    [PLAN_RUN_LONG] =
        {LONG,
         "Builds the endurance of muscles and tissues that only time on the "
         "feet builds",
         "Conversation pace to the end; the last half hour may be work, never "
         "a race. Over 90 minutes: drink, and eat something every half hour."},
    [PLAN_RUN_TEMPO] = {RUN_QUALITY,
                        "Trains the strong, steady pace between easy and threshold",
                        "Short phrases only, breathing deep and even; you finish knowing "
                        "that you could go on."},
    [PLAN_RUN_THRESHOLD] = {RUN_QUALITY,
                            "Raises the speed that you can hold for about an hour, without "
                            "racing for it",
                            "Comfortably hard: a few words at a time, the last repeat no "
                            "slower than the first. Too fast trains something else."},
    [PLAN_RUN_VO2] = {RUN_QUALITY,
                      "Raises the ceiling: minutes near your greatest oxygen uptake",
                      "Hard from the second minute of each repeat, even to the end; the "
                      "last one is the test of the first."},
    [PLAN_RUN_BRICK] = {EASY, "Teaches the legs to find their stride straight off the bike",
                        "The first minutes feel wooden and faster than they are: short "
                        "steps, hold back, the legs come."},
    [PLAN_RIDE_RECOVERY] = {EASY, "Loosens tired legs and asks nothing of them",
                            "So easy that it feels like too little."},
    [PLAN_RIDE_ENDURANCE] = {EASY,
                             "Builds the aerobic engine at almost no cost to bone and "
                             "tendon",
                             talk_easily},
    [PLAN_RIDE_CADENCE] = {EASY,
                           "An endurance ride that trains a quick, smooth pedal stroke",
                           "Hips still in the saddle at the quick cadence; if you bounce, "
                           "take five turns off."},
    [PLAN_RIDE_LONG] = {LONG,
                        "Builds hours of endurance, and the habit of eating and drinking "
                        "on the way, without the landing of a long run",
                        "Conversation effort, also uphill; eat and drink from the first "
                        "half hour on."},
    [PLAN_RIDE_TEMPO] = {RIDE_QUALITY,
                         "Much strong work just below threshold, at a cost that a night or "
                         "two repays",
                         "Work, but under control; talking takes effort."},
    [PLAN_RIDE_THRESHOLD] = {RIDE_QUALITY,
                             "Raises the power that you can hold for about an hour",
                             "Hard but even: the last minutes of each repeat take "
                             "concentration, not courage."},
    [PLAN_RIDE_VO2] = {RIDE_QUALITY,
                       "Raises the ceiling: minutes near your greatest oxygen uptake",
                       "Breathing at its limit from the second minute on; power holds to "
                       "the end of the last repeat."},
    [PLAN_STRENGTH_LOWER_HEAVY] =
        {LEGS,
         "Makes the legs stronger and running cheaper: heavy, few "
         "repetitions, clear of failure",
         "Heavy and clean; you could do two more of every set."},
    [PLAN_STRENGTH_LOWER_LIGHT] = {LEGS,
                                   "Keeps the strength of the legs without tiring them for "
                                   "the next run or ride",
                                   "You leave fresher than you came."},
    [PLAN_STRENGTH_UPPER] = {OTHER,
                             "Strength for posture on the bike and late in a run, without "
                             "cost to the legs",
                             in_reserve},
    [PLAN_STRENGTH_CORE] =
        {OTHER,
         "A trunk that holds still, so that the legs' work goes into the "
         "road",
         "Quality over time: end the set when the position goes."},
    [PLAN_CALF_HIP] = {OTHER,
                       "Makes calf, Achilles and hip stronger where running loads them "
                       "most, heavy and slow",
                       "The last two of a set are hard and still slow."},
    [PLAN_MOBILITY] =
        {OTHER,
         "Keeps the range of motion that running and riding ask for; it is no "
         "training load",
         "Pull, never pain; breathe."},
};

static const char *const whys[N_PLAN_FOCUSES][N_ROLES] = {
    [PLAN_FOCUS_DUATHLON] =
        {"easy volume lets the hard run and ride of the week be hard",
         "one hard run a week is what the legs can take beside the bike",
         "the bike takes the largest part of a duathlon",
         "a duathlon is decided by the legs that are left for the second run",
         "strong legs keep their stride on the second run"},
    [PLAN_FOCUS_RUN_BUILD] = {"this block adds running, and most of it is easy",
                              "it steers a block whose easy runs do the building",
                              "it keeps the engine sharp while running grows",
                              "the longest session leads a running block",
                              "added running should land on strong legs"},
    [PLAN_FOCUS_BIKE_BUILD] = {"this block grows on the bike, the rest carries it",
                               "a little fast running holds the stride while riding grows",
                               "the hard rides lead this block",
                               "hours in the saddle are what this block is made of",
                               "force on the pedals begins in the gym"},
    [PLAN_FOCUS_KEEP_BOTH] = {"both sports are kept by regular easy work",
                              "one hard run a week is enough to keep running speed",
                              "one hard ride a week is enough to keep power",
                              "one long session a week keeps endurance",
                              "strength is lost in weeks when it is left out"},
    [PLAN_FOCUS_RETURN_TO_RUN] = {"fitness is kept here while the legs learn to run again",
                                  "the legs have earned a first hard session",
                                  "the bike keeps the engine while the legs learn to run",
                                  "the bike carries the endurance that running cannot yet",
                                  "strong calves and thighs are what the return stands on"},
    [PLAN_FOCUS_DELOAD] = {"in a lighter week the work of the last ones is taken in",
                           "one short touch of speed keeps what the easier week rests",
                           "one short touch of power keeps what the easier week rests",
                           "kept shorter in a lighter week",
                           "strength is touched, not built, in a lighter week"},
    [PLAN_FOCUS_TAPER] = {"less volume now brings freshness, not lost fitness",
                          "short and at race effort: intensity stays while volume falls",
                          "short and at race effort: intensity stays while volume falls",
                          "kept shorter so that it is absorbed before the race",
                          "only a reminder so near to the race"},
    [PLAN_FOCUS_RACE_WEEK] =
        {"it keeps the legs awake and trains nothing new before the race",
         "a few minutes at speed so that race pace feels familiar",
         "a few minutes of power so that race effort feels familiar",
         "kept short: nothing long is gained this week",
         "only a reminder so near to the race"},
    [PLAN_FOCUS_STRENGTH] = {"easy endurance leaves the strength to the gym",
                             "endurance is held by one hard run while strength grows",
                             "endurance is held by one hard ride while strength grows",
                             "one long session holds endurance while strength grows",
                             "strength is what this block is for"},
};

static const char *why_of(const struct plan__draft *draft, enum role role)
{
    const struct plan_input *input = draft->input;
    if (draft->session->kind == PLAN_CALF_HIP) {
        return input->has_achilles_history
                   ? "; three times a week is the dose after an Achilles injury"
                   : "; little and regular is what tendons answer to";
    }
    if (role == OTHER) {
        return "";
    }
    if (draft->is_run && input->return_week > 0) {
        return arena_printf(draft->arena,
                            "; in week %d of the return the lungs are ready before the "
                            "legs, so the legs set the measure",
                            input->return_week);
    }
    if (draft->is_run && input->state == LOAD_RUN_RESUMING) {
        return "; after the break the legs come back later than the breath";
    }
    if (draft->session->kind == PLAN_RUN_LADDER) {
        return "; the next rung comes when two sessions of this one were clean";
    }
    if (draft->session->kind == PLAN_RUN_BRICK) {
        return input->focus == PLAN_FOCUS_DUATHLON ? "; race day asks for exactly that"
                                                   : "";
    }
    return arena_printf(draft->arena, "; %s", whys[input->focus][role]);
}

/* The pain rule of the load check (science.md 2.5), in its own numbers. */
static const char *stop_of(const struct plan__draft *draft)
{
    unsigned marks = plan_kind_info(draft->session->kind)->marks;
    bool is_legs = (marks & PLAN_MARK_LOADS_LIMBS) != 0 ||
                   draft->session->kind == PLAN_CALF_HIP || draft->is_run;
    if (draft->input->is_bone_stress && is_legs) {
        return "Stop at any pain at the injured bone, also a small one, and do not run "
               "until a clinician has seen it.";
    }
    if (draft->is_run) {
        return arena_printf(
            draft->arena,
            "Pain of %.0f of 10 or more, sharper pain, or a changed stride: "
            "stop and walk. Not back to usual next morning: no run that day.",
            LOAD_PAIN_HOLD);
    }
    if (draft->is_ride) {
        return draft->session->effort == PLAN_EASY
                   ? "Ride home easy when a knee, the back or the Achilles hurts."
                   : "End the set when power or breathing no longer holds for half a "
                     "repeat, and ride the rest easy; also when a knee or the Achilles "
                     "hurts.";
    }
    if (draft->session->kind == PLAN_CALF_HIP) {
        return arena_printf(draft->arena,
                            "End the exercise when pain goes above %.0f of 10; next time "
                            "less weight if it is not back to usual next morning.",
                            LOAD_PAIN_STOP);
    }
    return is_legs ? arena_printf(draft->arena,
                                  "End the exercise at pain of %.0f of 10 or more, or when "
                                  "the form goes.",
                                  LOAD_PAIN_HOLD)
                   : "End the exercise when it hurts or the form goes.";
}

static const char *terrain_of(const struct plan__draft *draft)
{
    const struct plan_input *input = draft->input;
    if (!draft->is_run) {
        return draft->is_ride && input->has_knee_history
                   ? "Small gears, above 80 rpm, also uphill: the knee's history."
                   : "";
    }
    if (input->has_achilles_history && input->has_knee_history) {
        return "Flat: no uphill repeats for the Achilles, no long descents for the knee.";
    }
    if (input->has_achilles_history) {
        return "Flat, no uphill repeats: the Achilles takes most load uphill.";
    }
    if (input->has_knee_history) {
        return "Flat, no long descents: the knee takes most load downhill.";
    }
    bool is_early = input->return_week > 0 && input->return_week <= PLAN_EARLY_WEEKS;
    return is_early || draft->session->kind == PLAN_RUN_LADDER
               ? "Flat or treadmill, on even ground."
               : "";
}

void plan__words_of(const struct plan__draft *draft, struct plan_prescription *ret)
{
    const struct kind_words *words = &kinds[draft->session->kind];
    ret->purpose =
        arena_printf(draft->arena, "%s%s.", words->what, why_of(draft, words->role));
    ret->feel = words->feel;
    ret->stop = stop_of(draft);
    ret->terrain = terrain_of(draft);
}
