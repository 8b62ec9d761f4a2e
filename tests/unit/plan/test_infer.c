/* What kind of session somebody else's is. */
#include <string.h>

#include "fixture.h"
#include "plan/infer.h"

#include "base/banned.h"

struct sample {
    enum sport sport;
    double minutes;
    const char *name;
    double intensity; /* 0: not told */
    double rpe;
    enum plan_kind kind;
};

static struct plan_inferred infer(const struct sample *sample)
{
    struct plan_given given;
    struct plan_inferred inferred;
    plan_given_init(&given, sample->sport, sample->minutes);
    given.name = sample->name;
    given.intensity = sample->intensity > 0 ? sample->intensity : LOAD_NAN;
    given.rpe = sample->rpe > 0 ? sample->rpe : LOAD_NAN;
    plan_infer(&given, &inferred);
    return inferred;
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {SPORT_RUN, 40, NULL, 0, 0, PLAN_RUN_EASY},
        {SPORT_RUN, 40, "Easy + strides 6 x 20s", 0, 0, PLAN_RUN_STRIDES},
        {SPORT_RUN, 75, "morning", 0, 0, PLAN_RUN_EASY},
        {SPORT_RUN, 76, "morning", 0, 0, PLAN_RUN_LONG},
        {SPORT_TRAIL_RUN, 60, "Long one", 0, 0, PLAN_RUN_LONG},
        {SPORT_RUN, 50, "Tempo 20 min", 0, 0, PLAN_RUN_TEMPO},
        {SPORT_RUN, 50, "3 x 10 min", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 50, "5x1000m", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 50, "6 x 3'", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 45, "6x800", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 45, "5 x 1200m", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 45, "4 x 1600 m", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 60, "3 x 1 mile", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 60, "3 x 10", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 40, "10 x 30", 0, 0, PLAN_RUN_VO2}, /* half hours do not fit */
        {SPORT_RUN, 60, "3 x 10 steady", 0, 0, PLAN_RUN_TEMPO},
        {SPORT_RUN, 60, "3 x 15 min easy, walk between", 0, 0, PLAN_RUN_EASY},
        {SPORT_RUN, 50, "5 x 1000 m, easy jog between", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 50, "5 x 1000 m easy jog between", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 50, "20 min all out", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 50, "Hard 10k", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 50, "Hardly moving", 0, 0, PLAN_RUN_EASY},
        {SPORT_RUN, 50, "20 min in zone 4", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RIDE, 60, "4 min Z5", 0, 0, PLAN_RIDE_VO2},
        {SPORT_RIDE, 60, "10 s in Z5", 0.66, 0, PLAN_RIDE_ENDURANCE},
        {SPORT_RIDE, 60, "4 x 2 km", 0, 0, PLAN_RIDE_VO2},
        {SPORT_RUN, 50, "Cruise intervals", 0, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 50, "Tempo intervals 3 x 8 min", 0, 0, PLAN_RUN_TEMPO},
        {SPORT_RUN, 50, "Intervals", 0, 0, PLAN_RUN_VO2},
        {SPORT_RUN, 25, "Walk/run 4/1 x 5", 0, 0, PLAN_RUN_LADDER},
        {SPORT_RUN, 50, "easy", 0.95, 0, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 50, "easy", 0, 8, PLAN_RUN_VO2},
        {SPORT_RUN, 50, "easy", 0.79, 4, PLAN_RUN_EASY},
        {SPORT_RUN, 50, "easy", 0.80, 0, PLAN_RUN_TEMPO},
        {SPORT_RUN, 45, "belong", 0, 0, PLAN_RUN_EASY}, /* a word start */
        {SPORT_RIDE, 60, NULL, 0, 0, PLAN_RIDE_ENDURANCE},
        {SPORT_RIDE, 150, NULL, 0, 0, PLAN_RIDE_LONG},
        {SPORT_VIRTUAL_RIDE, 60, "Recovery spin", 0, 0, PLAN_RIDE_RECOVERY},
        {SPORT_RIDE, 90, "Recovery spin", 0, 0, PLAN_RIDE_ENDURANCE},
        {SPORT_RIDE, 60, "Technique, cadence 4 x 5 min", 0, 0, PLAN_RIDE_CADENCE},
        {SPORT_RIDE, 75, "Sweet-spot", 0, 0, PLAN_RIDE_TEMPO},
        {SPORT_RIDE, 75, "2x20 FTP", 0, 0, PLAN_RIDE_THRESHOLD},
        {SPORT_RIDE, 60, "VO2 max", 0, 0, PLAN_RIDE_VO2},
        {SPORT_RIDE, 60, "club ride", 0.9, 0, PLAN_RIDE_THRESHOLD},
        {SPORT_WEIGHT_TRAINING, 45, "Legs: squats", 0, 0, PLAN_STRENGTH_LOWER_HEAVY},
        {SPORT_WEIGHT_TRAINING, 45, "Light legs", 0, 0, PLAN_STRENGTH_LOWER_LIGHT},
        {SPORT_WEIGHT_TRAINING, 45, "Legs", 0, 6, PLAN_STRENGTH_LOWER_LIGHT},
        {SPORT_WEIGHT_TRAINING, 45, "Upper body", 0, 0, PLAN_STRENGTH_UPPER},
        {SPORT_WEIGHT_TRAINING, 30, "Core", 0, 0, PLAN_STRENGTH_CORE},
        {SPORT_WEIGHT_TRAINING, 15, "Calf raises", 0, 0, PLAN_CALF_HIP},
        {SPORT_WEIGHT_TRAINING, 45, "Gym", 0, 0, PLAN_STRENGTH_LOWER_LIGHT},
        {SPORT_YOGA, 30, NULL, 0, 0, PLAN_MOBILITY},
        {SPORT_SWIM, 45, "intervals", 0, 0, PLAN_OTHER},
    };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct plan_inferred found = infer(&samples[i]);
        if (found.kind != samples[i].kind) {
            fail_msg("%s %g min \"%s\": %s (%s), expected %s", sport_name(samples[i].sport),
                     samples[i].minutes, samples[i].name, plan_kind_info(found.kind)->name,
                     found.reason, plan_kind_info(samples[i].kind)->name);
        }
        assert_true(strlen(found.reason) > 0);
        bool is_gym = samples[i].name != NULL && strcmp(samples[i].name, "Gym") == 0;
        assert_int_equal(found.is_uncertain, is_gym);
    }
}

static void test_brick_race_and_told(void **state)
{
    (void)state;
    struct plan_given given;
    struct plan_inferred inferred;
    plan_given_init(&given, SPORT_RUN, 20);
    given.is_after_ride = true;
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RUN_BRICK);
    given.minutes = 45; /* too long for a brick, unless the words say so */
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RUN_EASY);
    given.name = "Brick";
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RUN_BRICK);
    given.name = "Tempo off the bike";
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RUN_TEMPO);
    given.is_race = true;
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RACE);
    given.has_kind = true;
    given.kind = PLAN_RUN_LONG;
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RACE);
    given.is_race = false;
    given.name = "off the bike";
    plan_infer(&given, &inferred);
    assert_int_equal(inferred.kind, PLAN_RUN_LONG);
    assert_string_equal(inferred.reason, "given");
}

/* A label does not make a session easy; nor does silence make it hard. */
static void test_the_harder_of_told_and_read(void **state)
{
    (void)state;
    static const struct {
        enum sport sport;
        double minutes;
        const char *name;
        double rpe;
        enum plan_kind told;
        enum plan_kind counted;
    } cases[] = {
        {SPORT_RUN, 45, "5 x 1000 m all out", 0, PLAN_RUN_EASY, PLAN_RUN_VO2},
        {SPORT_RUN, 45, NULL, 8, PLAN_RUN_EASY, PLAN_RUN_VO2},
        {SPORT_RUN, 45, "Threshold", 0, PLAN_RUN_TEMPO, PLAN_RUN_THRESHOLD},
        {SPORT_RUN, 45, "easy", 0, PLAN_RUN_VO2, PLAN_RUN_VO2},
        {SPORT_RUN, 45, "3 x 10 min tempo", 0, PLAN_RUN_TEMPO, PLAN_RUN_TEMPO},
        {SPORT_RUN, 40, "Walk/run 5/2 x 6", 0, PLAN_RUN_LADDER, PLAN_RUN_LADDER},
        {SPORT_RUN, 40, "Easy with strides 6 x 20 s", 0, PLAN_RUN_EASY, PLAN_RUN_EASY},
        {SPORT_RUN, 45, "no longer than needed", 0, PLAN_RUN_EASY, PLAN_RUN_EASY},
        {SPORT_RUN, 120, NULL, 0, PLAN_RUN_EASY, PLAN_RUN_LONG},
        {SPORT_RIDE, 180, NULL, 0, PLAN_RIDE_ENDURANCE, PLAN_RIDE_ENDURANCE},
        {SPORT_RIDE, 60, "VO2 5 x 3 min", 0, PLAN_RIDE_ENDURANCE, PLAN_RIDE_VO2},
        {SPORT_WEIGHT_TRAINING, 45, "Legs", 0, PLAN_STRENGTH_LOWER_LIGHT,
         PLAN_STRENGTH_LOWER_LIGHT},
        {SPORT_WEIGHT_TRAINING, 45, "Heavy squats", 0, PLAN_STRENGTH_LOWER_LIGHT,
         PLAN_STRENGTH_LOWER_HEAVY},
        {SPORT_WEIGHT_TRAINING, 45, "Squats", 0, PLAN_STRENGTH_UPPER,
         PLAN_STRENGTH_LOWER_HEAVY},
        {SPORT_WEIGHT_TRAINING, 45, "Gym", 0, PLAN_STRENGTH_UPPER, PLAN_STRENGTH_UPPER},
        {SPORT_WEIGHT_TRAINING, 15, "Calf raises", 0, PLAN_CALF_HIP, PLAN_CALF_HIP},
        {SPORT_WEIGHT_TRAINING, 60, NULL, 0, PLAN_CALF_HIP, PLAN_STRENGTH_LOWER_LIGHT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_given given;
        struct plan_inferred found;
        plan_given_init(&given, cases[i].sport, cases[i].minutes);
        given.name = cases[i].name;
        given.rpe = cases[i].rpe > 0 ? cases[i].rpe : LOAD_NAN;
        given.has_kind = true;
        given.kind = cases[i].told;
        plan_infer(&given, &found);
        if (found.kind != cases[i].counted) {
            fail_msg("told %s, \"%s\": %s (%s), expected %s",
                     plan_kind_info(cases[i].told)->name, cases[i].name,
                     plan_kind_info(found.kind)->name, found.reason,
                     plan_kind_info(cases[i].counted)->name);
        }
        assert_int_equal(found.is_harder_than_told, found.kind != cases[i].told);
    }
}

static void session_of(const struct fixture *f, const struct plan_given *given,
                       struct plan_session *ret)
{
    struct plan_inferred inferred;
    plan_session_of_given(&f->input, given, 3, ret, &inferred);
}

static void test_sessions(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_given given;
    struct plan_session session;
    struct plan_session own;
    fixture_init(&f);
    f.input.mass_factor = 1.1;
    plan_given_init(&given, SPORT_RUN, 40);
    session_of(&f, &given, &session);
    plan_session_of_menu(&f.input, PLAN_RUN_EASY, 0, 40, &own);
    assert_close(session.llss, own.llss, 1e-9); /* the same as ours */
    assert_close(session.load, own.load, 1e-9);
    assert_close(session.km, own.km, 1e-9);
    assert_int_equal(session.marks, own.marks);
    given.has_kind = true; /* a label does not make it easy */
    given.kind = PLAN_RUN_EASY;
    given.intensity = 0.95;
    session_of(&f, &given, &session);
    assert_int_equal(session.kind, PLAN_RUN_THRESHOLD);
    assert_int_equal(session.effort, PLAN_HARD);
    assert_true((session.marks & PLAN_MARK_RUN_HARD) != 0);
    assert_close(session.q2, 0.9025, 1e-9);
    plan_given_init(&given, SPORT_ICE_SKATE, 60);
    session_of(&f, &given, &session);
    assert_close(session.llss, 100 * 0.5 * 0.49 * 1.1, 1e-9);
    assert_int_equal(session.marks, PLAN_MARK_LOADS_LIMBS); /* weight 0.50 */
    plan_given_init(&given, SPORT_WEIGHT_TRAINING, 60);
    session_of(&f, &given, &session); /* undecided: 0.40 */
    assert_close(session.llss, 100 * 0.4 * 0.4 * 1.1, 1e-9);
    assert_int_equal(session.marks, PLAN_MARK_STRENGTH);
    given.rpe = 20; /* out of range: not used */
    session_of(&f, &given, &session);
    assert_true(isfinite(session.llss));
}

static void test_races_and_ladder(void **state)
{
    (void)state;
    struct fixture f;
    struct plan_given given;
    struct plan_session session;
    fixture_init(&f);
    plan_given_init(&given, SPORT_RIDE, 0);
    given.is_race = true;
    session_of(&f, &given, &session);
    assert_int_equal(session.marks, PLAN_MARK_RIDE | PLAN_MARK_RIDE_HARD | PLAN_MARK_KEY);
    assert_true(isnan(session.km));
    given.sport = SPORT_OTHER; /* a duathlon holds a run */
    given.minutes = 60;
    session_of(&f, &given, &session);
    assert_true((session.marks & PLAN_MARK_RUN_HARD) != 0);
    assert_close(session.load, 100, 1e-9);
    plan_given_init(&given, SPORT_RUN, 25);
    given.name = "run/walk 5 x 3/2";
    session_of(&f, &given, &session);
    assert_int_equal(session.rung, 4);
    assert_close(session.running_min, 15, 1e-9);
    assert_close(session.longest_run_min, 3, 1e-9);
    given.name = "run/walk";
    session_of(&f, &given, &session);
    assert_int_equal(session.rung, 3); /* the present one */
    given.name = "run/walk 9/1 x 3";   /* between rung 7 and 8 */
    session_of(&f, &given, &session);
    assert_int_equal(session.rung, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_brick_race_and_told),
        cmocka_unit_test(test_the_harder_of_told_and_read),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_races_and_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
