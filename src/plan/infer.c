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
        .pace_q = LOAD_NAN,
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
    static const char *const vo2[] = {"vo2",     "sprint",   "hiit",       "fartlek",
                                      "all-out", "flat-out", "max-effort", NULL};
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

/* Above what is VO2 work by its length; "6x30" of a session too short for half hours is
 * half minutes. */
static bool is_long_repeat(const struct plan_given *given,
                           const struct plan__repeats *repeats)
{
    bool is_run = sport_is_run(given->sport);
    bool fits =
        repeats->has_unit || repeats->n_repeats * repeats->minutes <= given->minutes;
    return (fits && repeats->minutes > PLAN_SHORT_REPEAT_MAX) ||
           repeats->metres > (is_run ? PLAN_SHORT_REPEAT_RUN_M : PLAN_SHORT_REPEAT_RIDE_M);
}

/* Repeats, zones and a name that says hard, unless the words call them strides or drills.
 */
static struct quality_found by_repeats(const struct plan_given *given)
{
    static const char *const light[] = {"stride",    "drill",   "cadence",
                                        "technique", "spin-up", NULL};
    static const char *const intervals[] = {"interval", "repeats", "repetitions", NULL};
    static const char *const zone_5[] = {"z5", "zone-5", "z6", "zone-6", NULL};
    static const char *const zone_4[] = {"z4", "zone-4", NULL};
    static const char *const hard[] = {"hard", "race-effort", NULL};
    struct plan__repeats repeats = {0};
    bool has_repeats = plan__find_repeats(given->name, &repeats) ||
                       plan__find_repeats(given->text, &repeats);
    if (says(given, light)) {
        return (struct quality_found){QUALITY_NONE, ""};
    }
    if (has_repeats) {
        return is_long_repeat(given, &repeats)
                   ? (struct quality_found){QUALITY_THRESHOLD,
                                            "repeats above 5 min or 1200 m"}
                   : (struct quality_found){QUALITY_VO2, "intervals or repeats"};
    }
    if (says(given, intervals)) {
        return (struct quality_found){QUALITY_VO2, "intervals or repeats"};
    }
    /* a few seconds of zone 5 make no hard session: its intensity knows, where it is told
     */
    bool has_zones = isnan(given->intensity) && !(given->steps.whole_min > 0.0);
    if (has_zones && (says(given, zone_5) || says(given, zone_4))) {
        return says(given, zone_5) ? (struct quality_found){QUALITY_VO2, "zone 5 or above"}
                                   : (struct quality_found){QUALITY_THRESHOLD, "zone 4"};
    }
    return plan__is_called(given->name, hard)
               ? (struct quality_found){QUALITY_THRESHOLD, "called hard"}
               : (struct quality_found){QUALITY_NONE, ""};
}

static struct quality_found by_numbers(const struct plan_given *given, bool is_run)
{
    double vo2 = is_run ? PLAN_RUN_VO2_Q : PLAN_RIDE_VO2_Q;
    double threshold = is_run ? PLAN_RUN_THRESHOLD_Q : PLAN_RIDE_THRESHOLD_Q;
    double tempo = is_run ? PLAN_RUN_TEMPO_Q : PLAN_RIDE_TEMPO_Q;
    double q = fmax(given->intensity, given->pace_q) + PLAN_GUARD;
    bool is_by_pace = given->pace_q > given->intensity || isnan(given->intensity);
    double rpe = given->rpe;
    enum quality quality = q >= vo2         ? QUALITY_VO2
                           : q >= threshold ? QUALITY_THRESHOLD
                           : q >= tempo     ? QUALITY_TEMPO
                                            : QUALITY_NONE;
    enum quality by_rpe = rpe >= PLAN_RPE_VO2         ? QUALITY_VO2
                          : rpe >= PLAN_RPE_THRESHOLD ? QUALITY_THRESHOLD
                          : rpe >= PLAN_RPE_TEMPO     ? QUALITY_TEMPO
                                                      : QUALITY_NONE;
    return by_rpe > quality
               ? (struct quality_found){by_rpe, "RPE"}
               : (struct quality_found){quality, is_by_pace ? "pace of km and minutes"
                                                            : "intensity"};
}

/* The steps that the text writes out (A31). */
static struct quality_found by_steps(const struct plan_given *given)
{
    const struct plan_steps *steps = &given->steps;
    if (steps->vo2_min + PLAN_GUARD >= PLAN_STEPS_VO2_MIN) {
        return (struct quality_found){QUALITY_VO2, "steps of its text in zone 5"};
    }
    if (steps->hard_min + PLAN_GUARD >= PLAN_STEPS_HARD_MIN) {
        return (struct quality_found){QUALITY_THRESHOLD, "steps of its text in zone 4"};
    }
    return steps->tempo_min + PLAN_GUARD >= PLAN_STEPS_TEMPO_MIN
               ? (struct quality_found){QUALITY_TEMPO, "steps of its text in zone 3"}
               : (struct quality_found){QUALITY_NONE, ""};
}

static struct quality_found quality_of(const struct plan_given *given, bool is_run)
{
    struct quality_found words = by_words(given);
    if (words.quality == QUALITY_NONE) {
        words = by_repeats(given);
    }
    return harder(harder(words, by_steps(given)), by_numbers(given, is_run));
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

bool plan_given_hides_run(const struct plan_given *given)
{
    static const char *const runs[] = {"run", "runs", "running", "jog", "jogging", NULL};
    enum sport sport = given->sport;
    bool is_vague = sport == SPORT_OTHER || sport == SPORT_WORKOUT ||
                    sport == SPORT_TRANSITION || sport == SPORT_WALK || sport == SPORT_HIKE;
    bool is_race = given->is_race || (given->has_kind && given->kind == PLAN_RACE);
    return is_vague && !is_race && plan__is_called(given->name, runs);
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
        struct quality_found numbers = harder(by_steps(given), by_numbers(given, true));
        return numbers.quality == QUALITY_NONE
                   ? inferred(PLAN_RUN_LADDER, "words of walk-run")
                   : inferred(kinds[numbers.quality], numbers.reason);
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

/* What the session is by all but the kind that was told. */
static struct plan_inferred read_kind(const struct plan_given *given)
{
    if (given->is_race) {
        return inferred(PLAN_RACE, "race");
    }
    if (sport_is_run(given->sport)) {
        return run_kind(given);
    }
    if (sport_is_ride(given->sport)) {
        return ride_kind(given);
    }
    if (given->sport == SPORT_WEIGHT_TRAINING) {
        return strength_kind(given);
    }
    bool is_mobility = sport_group_of(given->sport) == SPORT_GROUP_BODY_AND_MIND;
    return inferred(is_mobility ? PLAN_MOBILITY : PLAN_OTHER, "sport");
}

/* How much the rules ask of a kind: what counts when two disagree. */
static int severity(enum plan_kind kind)
{
    const unsigned marks = plan_kind_info(kind)->marks;
    if (kind == PLAN_RACE) {
        return 5;
    }
    if (kind == PLAN_RUN_VO2 || kind == PLAN_RIDE_VO2) {
        return 4;
    }
    if ((marks & (PLAN_MARK_KEY | PLAN_MARK_HEAVY_LEGS)) != 0) {
        return 3;
    }
    if ((marks & PLAN_MARK_TEMPO) != 0) {
        return 2;
    }
    return kind == PLAN_RUN_LONG || kind == PLAN_STRENGTH_LOWER_LIGHT ? 1 : 0;
}

/* A kind that is told stands against silence, not against words and numbers. */
static bool is_shown(const struct plan_given *given, const struct plan_inferred *read)
{
    static const char *const heavy[] = {"heavy", "maximal", "1rm", "failure", NULL};
    bool is_told_light =
        given->kind == PLAN_STRENGTH_LOWER_LIGHT || given->kind == PLAN_CALF_HIP;
    switch ((int)read->kind) {
    case PLAN_RUN_LONG:
        return given->minutes > PLAN_LONG_RUN_FROM;
    case PLAN_STRENGTH_LOWER_HEAVY:
        return !is_told_light || says(given, heavy) || given->rpe >= PLAN_RPE_THRESHOLD;
    default:
        return !read->is_uncertain;
    }
}

static bool is_false_brick(const struct plan_given *given)
{
    return given->kind == PLAN_RUN_BRICK &&
           (!given->is_after_ride || given->minutes > PLAN_BRICK_MAX_MIN);
}

void plan_infer(const struct plan_given *given, struct plan_inferred *ret)
{
    struct plan_inferred read = read_kind(given);
    if (!given->has_kind) {
        *ret = read;
    } else if (severity(read.kind) > severity(given->kind) && is_shown(given, &read)) {
        *ret = read;
        ret->is_harder_than_told = true;
    } else if (is_false_brick(given)) {
        bool is_long = given->minutes > PLAN_LONG_RUN_FROM;
        *ret = inferred(is_long ? PLAN_RUN_LONG : PLAN_RUN_EASY,
                        "no brick: no ride right before it, or above 40 min");
        ret->is_harder_than_told = true;
    } else if (given->kind == PLAN_CALF_HIP && given->minutes > PLAN_CALF_MAX_MIN) {
        *ret = inferred(PLAN_STRENGTH_LOWER_LIGHT, "calf or hip work above 20 min");
        ret->is_harder_than_told = true;
    } else {
        *ret = inferred(given->kind, "given");
    }
}
