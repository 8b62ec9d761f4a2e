#include "plan/infer.h"

#include <math.h>

#include "load/strength.h"
#include "plan/constants.h"
#include "plan/words.h"

#include "base/banned.h"

void plan_given_init(struct plan_given *given, enum sport sport, double minutes)
{
    *given = (struct plan_given){
        .sport = sport,
        .minutes = minutes,
        .km = LOAD_NAN,
        .kind = PLAN_OTHER,
        .intensity = LOAD_NAN,
        .rpe = LOAD_NAN,
        .training_load = LOAD_NAN,
    };
}

/* How hard, as words or numbers say; ordered. */
enum quality { QUALITY_NONE, QUALITY_TEMPO, QUALITY_THRESHOLD, QUALITY_VO2 };

struct quality_found {
    enum quality quality;
    const char *reason;
};

static bool says(const struct plan_given *given, const char *const words[])
{
    return plan__has_word(given->name, words) || plan__has_word(given->text, words);
}

static struct quality_found harder(struct quality_found a, struct quality_found b)
{
    return b.quality > a.quality ? b : a;
}

static struct quality_found by_words(const struct plan_given *given)
{
    static const char *const vo2[] = {"vo2", "sprint", "hiit", "fartlek", NULL};
    static const char *const threshold[] = {
        "threshold", "cruise", "lt-", "ltp", "lthr", "ftp", "2x20", "over-under", NULL};
    static const char *const tempo[] = {
        "tempo",         "steady",    "sweet-spot",  "sweetspot", "muscular-endurance",
        "marathon-pace", "race-pace", "progression", NULL};
    if (says(given, vo2)) {
        return (struct quality_found){QUALITY_VO2, "words of VO2 work"};
    }
    if (says(given, threshold)) {
        return (struct quality_found){QUALITY_THRESHOLD, "words of threshold work"};
    }
    if (says(given, tempo)) {
        return (struct quality_found){QUALITY_TEMPO, "words of tempo work"};
    }
    return (struct quality_found){QUALITY_NONE, ""};
}

/* Repeats alone say hard, unless the words call them strides or drills. */
static struct quality_found by_repeats(const struct plan_given *given)
{
    static const char *const light[] = {"stride",    "drill",   "cadence",
                                        "technique", "spin-up", NULL};
    static const char *const intervals[] = {"interval", "repeats", "repetitions", NULL};
    struct plan__repeats repeats = {0, LOAD_NAN};
    bool has_repeats = plan__find_repeats(given->name, &repeats) ||
                       plan__find_repeats(given->text, &repeats);
    if (says(given, light) || !(has_repeats || says(given, intervals))) {
        return (struct quality_found){QUALITY_NONE, ""};
    }
    bool is_long = repeats.minutes > PLAN_SHORT_REPEAT_MAX;
    return (struct quality_found){is_long ? QUALITY_THRESHOLD : QUALITY_VO2,
                                  is_long ? "repeats above 5 min" : "intervals or repeats"};
}

static struct quality_found by_numbers(const struct plan_given *given, bool is_run)
{
    double vo2 = is_run ? PLAN_RUN_VO2_Q : PLAN_RIDE_VO2_Q;
    double threshold = is_run ? PLAN_RUN_THRESHOLD_Q : PLAN_RIDE_THRESHOLD_Q;
    double tempo = is_run ? PLAN_RUN_TEMPO_Q : PLAN_RIDE_TEMPO_Q;
    double q = given->intensity + PLAN_GUARD;
    double rpe = given->rpe;
    enum quality quality = q >= vo2         ? QUALITY_VO2
                           : q >= threshold ? QUALITY_THRESHOLD
                           : q >= tempo     ? QUALITY_TEMPO
                                            : QUALITY_NONE;
    enum quality by_rpe = rpe >= PLAN_RPE_VO2         ? QUALITY_VO2
                          : rpe >= PLAN_RPE_THRESHOLD ? QUALITY_THRESHOLD
                          : rpe >= PLAN_RPE_TEMPO     ? QUALITY_TEMPO
                                                      : QUALITY_NONE;
    return by_rpe > quality ? (struct quality_found){by_rpe, "RPE"}
                            : (struct quality_found){quality, "intensity"};
}

static struct quality_found quality_of(const struct plan_given *given, bool is_run)
{
    struct quality_found words = by_words(given);
    if (words.quality == QUALITY_NONE) {
        words = by_repeats(given);
    }
    return harder(words, by_numbers(given, is_run));
}

static struct plan_inferred inferred(enum plan_kind kind, const char *reason)
{
    return (struct plan_inferred){.kind = kind, .reason = reason};
}

static const char *const brick[] = {"brick", NULL};

bool plan_given_says_brick(const struct plan_given *given)
{
    return given->has_kind ? given->kind == PLAN_RUN_BRICK
                           : sport_is_run(given->sport) && says(given, brick);
}

static struct plan_inferred run_kind(const struct plan_given *given)
{
    static const char *const ladder[] = {"walk-run",    "run-walk", "walk-jog", "jog-walk",
                                         "ladder-rung", "couch-to", NULL};
    static const char *const strides[] = {"stride", NULL};
    static const char *const long_run[] = {"long", NULL};
    static const enum plan_kind kinds[] = {PLAN_RUN_EASY, PLAN_RUN_TEMPO,
                                           PLAN_RUN_THRESHOLD, PLAN_RUN_VO2};
    double run_min = 0;
    double walk_min = 0;
    int n_repeats = 0;
    if (says(given, ladder) ||
        plan__find_run_walk(given->name, &run_min, &walk_min, &n_repeats) ||
        plan__find_run_walk(given->text, &run_min, &walk_min, &n_repeats)) {
        return inferred(PLAN_RUN_LADDER, "words of walk-run");
    }
    struct quality_found quality = quality_of(given, true);
    if (quality.quality != QUALITY_NONE) {
        return inferred(kinds[quality.quality], quality.reason);
    }
    if (given->is_after_ride && given->minutes <= PLAN_BRICK_MAX_MIN) {
        return inferred(PLAN_RUN_BRICK, "easy run right after a ride");
    }
    if (says(given, brick) && given->is_after_ride) {
        return inferred(PLAN_RUN_BRICK, "word brick");
    }
    if (says(given, long_run) || given->minutes > PLAN_LONG_RUN_FROM) {
        return inferred(PLAN_RUN_LONG,
                        says(given, long_run) ? "word long" : "above 75 min");
    }
    return inferred(says(given, strides) ? PLAN_RUN_STRIDES : PLAN_RUN_EASY,
                    says(given, strides) ? "word strides" : "nothing says hard");
}

static struct plan_inferred ride_kind(const struct plan_given *given)
{
    static const char *const cadence[] = {"cadence", "technique", "drill", "spin-up", NULL};
    static const char *const recovery[] = {"recovery", NULL};
    static const char *const long_ride[] = {"long", NULL};
    static const enum plan_kind kinds[] = {PLAN_RIDE_ENDURANCE, PLAN_RIDE_TEMPO,
                                           PLAN_RIDE_THRESHOLD, PLAN_RIDE_VO2};
    struct quality_found quality = quality_of(given, false);
    if (quality.quality != QUALITY_NONE) {
        return inferred(kinds[quality.quality], quality.reason);
    }
    if (given->minutes >= PLAN_LONG_RIDE_FROM) {
        return inferred(PLAN_RIDE_LONG, "150 min or more");
    }
    if (says(given, long_ride)) {
        return inferred(PLAN_RIDE_LONG, "word long");
    }
    if (says(given, cadence)) {
        return inferred(PLAN_RIDE_CADENCE, "words of cadence work");
    }
    if (says(given, recovery) && given->minutes <= PLAN_RECOVERY_RIDE_MAX) {
        return inferred(PLAN_RIDE_RECOVERY, "word recovery");
    }
    return inferred(PLAN_RIDE_ENDURANCE, "nothing says hard");
}

static struct plan_inferred strength_kind(const struct plan_given *given)
{
    static const char *const core[] = {"core", "abs", "plank", "trunk", NULL};
    static const char *const light[] = {"light", "easy", "bodyweight", "activation", NULL};
    static const char *const rehab[] = {"calf", "heel", "hip", "rehab", "physio", NULL};
    enum load_strength_class by_words =
        load_strength_classify(given->name, given->text, NULL);
    bool is_light = says(given, light) || given->rpe < PLAN_RPE_THRESHOLD;
    if (says(given, rehab) && given->minutes <= PLAN_CALF_MAX_MIN) {
        return inferred(PLAN_CALF_HIP, "short calf, hip or rehab work");
    }
    if (by_words == LOAD_STRENGTH_LOWER) {
        return is_light
                   ? inferred(PLAN_STRENGTH_LOWER_LIGHT, "words of legs, light or RPE < 7")
                   : inferred(PLAN_STRENGTH_LOWER_HEAVY, "words of legs, nothing light");
    }
    if (by_words == LOAD_STRENGTH_UPPER) {
        return inferred(PLAN_STRENGTH_UPPER, "words of upper body");
    }
    if (says(given, core)) {
        return inferred(PLAN_STRENGTH_CORE, "words of core work");
    }
    struct plan_inferred undecided = inferred(
        PLAN_STRENGTH_LOWER_LIGHT, "strength, not said which: taken as light legs");
    undecided.is_uncertain = true;
    return undecided;
}

void plan_infer(const struct plan_given *given, struct plan_inferred *ret)
{
    enum sport_group group = sport_group_of(given->sport);
    if (given->has_kind) {
        *ret = inferred(given->kind, "given");
    } else if (given->is_race) {
        *ret = inferred(PLAN_RACE, "race");
    } else if (sport_is_run(given->sport)) {
        *ret = run_kind(given);
    } else if (sport_is_ride(given->sport)) {
        *ret = ride_kind(given);
    } else if (given->sport == SPORT_WEIGHT_TRAINING) {
        *ret = strength_kind(given);
    } else if (group == SPORT_GROUP_BODY_AND_MIND) {
        *ret = inferred(PLAN_MOBILITY, "sport");
    } else {
        *ret = inferred(PLAN_OTHER, "sport");
    }
}
