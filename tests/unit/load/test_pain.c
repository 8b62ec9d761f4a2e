/* Pain: current, settled, missing (science.md 2.5, 6; A26-A28). */
#include "fixture.h"

#include "base/banned.h"

static struct fixture *runner(void)
{
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 3, 3, 10, 60);
    f->in.has_pain_log = true;
    return f;
}

static enum load_level level_of(struct fixture *f, enum load_rule rule)
{
    const struct load_reason *reason = find_reason(compute(f), rule);
    return reason == NULL ? LOAD_LEVEL_UNKNOWN : reason->level;
}

static void test_a26_latest_entry_day_with_the_day_before_the_worst_counts(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_pain(f, TODAY - 5, LOAD_PAIN_DURING, 9);
    (void)add_pain(f, TODAY - 3, LOAD_PAIN_DURING, 2);
    (void)add_pain(f, TODAY - 2, LOAD_PAIN_AFTER, 1);
    struct load_pain pain = compute(f)->pain;
    assert_int_equal(pain.state, LOAD_PAIN_CURRENT);
    assert_int_equal(pain.day, TODAY - 2);
    assert_close(pain.worst, 2, 0.0);
    fixture_free(f);
}

static void test_a26_an_entry_counts_up_to_6_days(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_pain(f, TODAY - 6, LOAD_PAIN_DURING, 6);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_HIGH), LOAD_LEVEL_STOP);
    f->in.as_of = TODAY + 1;
    const struct load_status *status = compute(f);
    assert_int_equal(status->pain.state, LOAD_PAIN_NO_ENTRY);
    assert_null(find_reason(status, LOAD_RULE_PAIN_HIGH));
    assert_true(is_not_checked(status, "pain", LOAD_NO_DATA));
    f->in.as_of = TODAY - 7; /* not given yet */
    assert_int_equal(compute(f)->pain.state, LOAD_PAIN_NO_ENTRY);
    fixture_free(f);
}

static void test_levels_by_score(void **state)
{
    (void)state;
    struct fixture *f = runner();
    struct load_pain_entry *entry = add_pain(f, TODAY, LOAD_PAIN_DURING, 5.1);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_HIGH), LOAD_LEVEL_STOP);
    entry->score = 5;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MODERATE), LOAD_LEVEL_HOLD);
    entry->score = 4;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MODERATE), LOAD_LEVEL_HOLD);
    assert_int_equal(f->status.check.level, LOAD_LEVEL_HOLD);
    entry->score = 3.9; /* A27: between 3 and 4 is clear */
    assert_int_equal(compute(f)->check.level, LOAD_LEVEL_CLEAR);
    entry->score = LOAD_NAN;
    entry->is_limping = true;
    assert_int_equal(level_of(f, LOAD_RULE_LIMPING), LOAD_LEVEL_STOP);
    fixture_free(f);
}

static void test_a27_next_morning_against_usual(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 1);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_HOLD);
    f->preferences.usual_morning_pain = 1;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_UNKNOWN);
    f->pain[0].moment = LOAD_PAIN_DURING;
    f->preferences.usual_morning_pain = 0;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_UNKNOWN);
    fixture_free(f);
}

static void test_a27_only_the_latest_next_morning_answer_counts(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_pain(f, TODAY - 2, LOAD_PAIN_NEXT_MORNING, 3);
    (void)add_pain(f, TODAY - 1, LOAD_PAIN_AFTER, 0);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_HOLD);
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 0);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_UNKNOWN);
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING,
                   2); /* another site: the worst of that morning */
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 1);
    assert_close(compute(f)->pain.morning, 2, 0.0);
    fixture_free(f);
}

static void test_a27_bone_sites(void **state)
{
    (void)state;
    struct fixture *f = runner();
    struct load_pain_entry *entry = add_pain(f, TODAY, LOAD_PAIN_DURING, 0.5);
    const char *const sites[] = {"femoral_neck",    "left anterior tibia",
                                 "Navicular-right", "fifth metatarsal base",
                                 "sesamoid",        "talus"};
    for (size_t i = 0; i < 6; i++) {
        entry->site = sites[i];
        assert_int_equal(level_of(f, LOAD_RULE_PAIN_BONE), LOAD_LEVEL_STOP);
    }
    entry->score = 0; /* pain 0 is no pain */
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_BONE), LOAD_LEVEL_UNKNOWN);
    entry->score = 1;
    entry->site = "achilles";
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_BONE), LOAD_LEVEL_UNKNOWN);
    entry->site = "subtalus"; /* words, not parts of them */
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_BONE), LOAD_LEVEL_UNKNOWN);
    const char *const own[] = {"achilles"};
    f->preferences.bone_sites = own;
    f->preferences.n_bone_sites = 1;
    entry->site = "achilles left";
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_BONE), LOAD_LEVEL_STOP);
    entry->site = NULL;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_BONE), LOAD_LEVEL_UNKNOWN);
    fixture_free(f);
}

static void test_injury_field_of_the_wellness_log(void **state)
{
    (void)state;
    struct fixture *f = runner();
    f->in.has_pain_log = false; /* it needs no diary */
    struct wellness_day *row = add_wellness(f, TODAY - 6);
    row->injury = 3;
    assert_int_equal(level_of(f, LOAD_RULE_INJURY_FIELD), LOAD_LEVEL_HOLD);
    row->injury = 2;
    assert_int_equal(level_of(f, LOAD_RULE_INJURY_FIELD), LOAD_LEVEL_UNKNOWN);
    row->injury = 5; /* outside 1 to 4: not used */
    assert_unknown(compute(f)->pain.injury_field);
    row->injury = 4;
    add_wellness(f, TODAY - 5)->injury = 1; /* the latest counts */
    assert_int_equal(level_of(f, LOAD_RULE_INJURY_FIELD), LOAD_LEVEL_UNKNOWN);
    f->wellness[1].day = TODAY + 1;
    assert_int_equal(level_of(f, LOAD_RULE_INJURY_FIELD), LOAD_LEVEL_HOLD);
    f->wellness[0].day = TODAY - 7;
    assert_int_equal(level_of(f, LOAD_RULE_INJURY_FIELD), LOAD_LEVEL_UNKNOWN);
    fixture_free(f);
}

static void test_without_a_diary_pain_is_not_asked(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_run(f, TODAY, 10, 60);
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 9);
    f->preferences.return_day = TODAY - 20;
    f->in.has_pain_log = false;
    const struct load_status *status = compute(f);
    assert_int_equal(status->pain.state, LOAD_PAIN_NOT_ASKED);
    assert_true(is_not_checked(status, "pain", LOAD_NOT_ASKED));
    assert_false(status->check.asks_pain);
    assert_int_equal(status->check.level, LOAD_LEVEL_CLEAR);
    fixture_free(f);
}

static void test_a28_missing_asks_and_raises_only_with_a_reason(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_run(f, TODAY, 10, 60);
    const struct load_status *status = compute(f);
    assert_true(status->check.asks_pain);
    assert_int_equal(status->check.level,
                     LOAD_LEVEL_CLEAR); /* a question beside the level */
    struct load_injury injury = {.day = TODAY - 83, .site = NULL};
    f->preferences.injuries = &injury;
    f->preferences.n_injuries = 1;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_CAUTION);
    injury.day = TODAY - 180; /* over, and its 12 weeks of return as well */
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_UNKNOWN);
    fixture_free(f);
}

static void test_a28_reasons_pain_in_the_last_12_weeks_and_return_phase(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_run(f, TODAY, 10, 60);
    struct load_pain_entry *old = add_pain(f, TODAY - 80, LOAD_PAIN_DURING, 0);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_UNKNOWN);
    old->score = 1;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_CAUTION);
    old->score = LOAD_NAN;
    old->is_limping = true;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_CAUTION);
    old->day = TODAY - 84;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_UNKNOWN);
    f->preferences.return_day = TODAY - 10;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_CAUTION);
    fixture_free(f);
}

static void test_a28_answered_by_an_entry_or_the_wellness_log(void **state)
{
    (void)state;
    struct fixture *f = runner();
    f->preferences.return_day = TODAY - 10;
    (void)add_run(f, TODAY - 1, 10, 60);
    assert_true(compute(f)->pain.is_missing);
    struct wellness_day *row = add_wellness(f, TODAY - 2);
    row->soreness = 2;
    assert_true(compute(f)->pain.is_missing); /* before the run */
    row->day = TODAY - 1;
    assert_false(compute(f)->pain.is_missing);
    row->soreness = LOAD_NAN;
    row->injury = 1;
    assert_false(compute(f)->pain.is_missing);
    row->injury = LOAD_NAN;
    assert_true(compute(f)->pain.is_missing);
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 0);
    assert_false(compute(f)->pain.is_missing);
    fixture_free(f);
}

static void test_a28_no_run_today_or_yesterday_asks_nothing(void **state)
{
    (void)state;
    struct fixture *f = runner(); /* last run three days ago or so */
    const struct load_status *status = compute(f);
    assert_true(status->running.gap_days >= 2);
    assert_false(status->check.asks_pain);
    fixture_free(f);
}

static void test_a28_soreness_never_sets_a_level(void **state)
{
    (void)state;
    struct fixture *f = runner();
    add_wellness(f, TODAY)->soreness = 4;
    const struct load_status *status = compute(f);
    assert_close(status->pain.soreness, 4, 0.0);
    assert_int_equal(status->check.level, LOAD_LEVEL_CLEAR);
    fixture_free(f);
}

static void test_scores_outside_0_to_10_are_not_used(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 11);
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, -1);
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, (double)INFINITY);
    const struct load_status *status = compute(f);
    assert_int_equal(status->pain.state, LOAD_PAIN_NO_ENTRY);
    assert_int_equal(status->history->n_skipped, 3);
    fixture_free(f);
}

static void test_pain_without_any_activity_still_counts(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 7);
    const struct load_status *status = compute(f);
    assert_int_equal(status->check.level, LOAD_LEVEL_STOP);
    assert_int_equal(status->check.n_reasons, 1);
    fixture_free(f);
}

static void test_half_a_word_is_no_bone_site(void **state)
{
    (void)state;
    struct load_preferences preferences;
    load_preferences_init(&preferences);
    assert_false(load_pain_is_bone_site(&preferences, "nav"));
    assert_false(load_pain_is_bone_site(&preferences, "navicularis"));
    assert_false(load_pain_is_bone_site(&preferences, ""));
    assert_true(load_pain_is_bone_site(&preferences, "TALUS"));
    const char *const own[] = {"", NULL, " -_", "shin_left"};
    preferences.bone_sites = own;
    preferences.n_bone_sites = 4;
    assert_false(load_pain_is_bone_site(&preferences, "knee"));
    assert_true(load_pain_is_bone_site(&preferences, "Left shin"));
    assert_true(load_pain_is_bone_site(&preferences, "shin"));
    assert_false(load_pain_is_bone_site(&preferences, "right shin"));
    assert_true(load_pain_is_bone_site(&preferences, "navicular (right)"));
}

static void test_usual_morning_pain_outside_0_to_10_is_0(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 1);
    f->preferences.usual_morning_pain = 11;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_HOLD);
    f->preferences.usual_morning_pain = LOAD_NAN;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_UNSETTLED), LOAD_LEVEL_HOLD);
    fixture_free(f);
}

static void test_a28_injured_days_and_wellness_injury_are_reasons_too(void **state)
{
    (void)state;
    struct fixture *f = runner();
    (void)add_run(f, TODAY, 10, 60);
    struct calendar_event *span = add_event(f, EVENT_INJURED, TODAY - 85, TODAY - 83);
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_CAUTION);
    span->end_day = TODAY - 84;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_UNKNOWN);
    struct wellness_day *row = add_wellness(f, TODAY - 83);
    row->injury = 2;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_UNKNOWN);
    row->injury = 3;
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MISSING), LOAD_LEVEL_CAUTION);
    fixture_free(f);
}

static void test_a26_site_by_site(void **state)
{
    (void)state;
    struct fixture *f = runner();
    add_pain(f, TODAY - 3, LOAD_PAIN_DURING, 5)->site = "knee_left";
    struct load_pain_entry *later = add_pain(f, TODAY, LOAD_PAIN_DURING, 0);
    const char *const elsewhere[] = {"hip",      "knee_right", "right knee", "knee (R)",
                                     "knee cap", "left",       "kne_left",   ""};
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        later->site = elsewhere[i]; /* says nothing of the left knee */
        const struct load_reason *reason =
            reason_of_rule(compute(f), LOAD_RULE_PAIN_MODERATE);
        assert_int_equal(reason->level, LOAD_LEVEL_HOLD);
        assert_int_equal(reason->day, TODAY - 3);
        assert_string_equal(reason->subject, "knee_left");
    }
    const char *const same[] = {"knee_left", "knee",      "knee_both", "Knee_left",
                                "left_knee", "Left Knee", "knee (L)",  "l. knee",
                                "both knee", NULL};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        later->site = same[i]; /* a zero without a site speaks of all */
        assert_int_equal(compute(f)->check.level, LOAD_LEVEL_CLEAR);
    }
    later->site = NULL;
    later->score = 1; /* more than zero, somewhere: it speaks of itself only */
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MODERATE), LOAD_LEVEL_HOLD);
    later->site = "knee_left";
    later->day = TODAY - 2; /* the day before the latest entry still counts */
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_MODERATE), LOAD_LEVEL_HOLD);
    fixture_free(f);
}

static void test_a26_site_by_site_ends_after_6_days(void **state)
{
    (void)state;
    struct fixture *f = runner();
    add_pain(f, TODAY - 6, LOAD_PAIN_DURING, 6)->site = "hip";
    add_pain(f, TODAY, LOAD_PAIN_DURING, 1)->site = "knee";
    assert_int_equal(level_of(f, LOAD_RULE_PAIN_HIGH), LOAD_LEVEL_STOP);
    f->in.as_of = TODAY + 1;
    const struct load_check *check = &compute(f)->check; /* over, and a week old */
    assert_int_equal(check->level, LOAD_LEVEL_CAUTION);
    assert_int_equal(check->reasons[0].rule, LOAD_RULE_AFTER_STOP);
    fixture_free(f);
}

/* A stop that is over leaves a week without hard runs, and an easy first run. */
static void test_what_a_stop_leaves_behind(void **state)
{
    (void)state;
    struct fixture *f = runner();
    add_pain(f, TODAY - 4, LOAD_PAIN_DURING, 6)->site = "knee";
    add_pain(f, TODAY - 3, LOAD_PAIN_NEXT_MORNING, 0)->site = "knee";
    add_pain(f, TODAY - 2, LOAD_PAIN_NEXT_MORNING, 0)->site = "knee";
    const struct load_status *status = compute(f);
    assert_int_equal(status->check.level, LOAD_LEVEL_CAUTION);
    assert_int_equal(status->gate.stop_day, TODAY - 3); /* its day and the next */
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_AFTER_STOP);
    assert_int_equal(reason->until_day, TODAY - 3 + LOAD_AFTER_STOP_DAYS - 1);
    day_num last_run = status->running.last_run_day;
    assert_int_equal(status->gate.hold_day,
                     last_run > TODAY - 3 ? DAY_NUM_NONE : TODAY - 3);
    f->in.as_of = TODAY - 3 + LOAD_AFTER_STOP_DAYS;
    assert_int_equal(compute(f)->gate.stop_day, DAY_NUM_NONE); /* the week is over */
    fixture_free(f);
}

/* The first run after a hold: at most 70 % of the last one, until there is one. */
static void test_what_a_hold_leaves_behind(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 60, TODAY - 4, 2, 8, 50);
    add_pain(f, TODAY - 3, LOAD_PAIN_NEXT_MORNING, 3)->site = "knee";
    add_pain(f, TODAY - 2, LOAD_PAIN_NEXT_MORNING, 0)->site = "knee";
    const struct load_status *status = compute(f);
    assert_int_equal(status->gate.hold_day, TODAY - 3);
    assert_int_equal(status->gate.stop_day, DAY_NUM_NONE);
    assert_int_equal(status->check.level, LOAD_LEVEL_CLEAR); /* shown, raises nothing */
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_AFTER_HOLD);
    assert_close(status->next_run.max_km, 0.70 * 8, 1e-9);
    assert_close(status->next_run.max_min, 0.70 * 50, 1e-9);
    add_runs(f, TODAY - 1, TODAY, 2, 4, 30);
    status = compute(f);
    assert_int_equal(status->gate.hold_day, DAY_NUM_NONE);
    assert_int_equal(status->next_run.rule, LOAD_LIMIT_LONGEST_30);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a26_latest_entry_day_with_the_day_before_the_worst_counts),
        cmocka_unit_test(test_a26_an_entry_counts_up_to_6_days),
        cmocka_unit_test(test_levels_by_score),
        cmocka_unit_test(test_a27_next_morning_against_usual),
        cmocka_unit_test(test_a27_only_the_latest_next_morning_answer_counts),
        cmocka_unit_test(test_a27_bone_sites),
        cmocka_unit_test(test_injury_field_of_the_wellness_log),
        cmocka_unit_test(test_without_a_diary_pain_is_not_asked),
        cmocka_unit_test(test_a28_missing_asks_and_raises_only_with_a_reason),
        cmocka_unit_test(test_a28_reasons_pain_in_the_last_12_weeks_and_return_phase),
        cmocka_unit_test(test_a28_answered_by_an_entry_or_the_wellness_log),
        cmocka_unit_test(test_a28_no_run_today_or_yesterday_asks_nothing),
        cmocka_unit_test(test_a28_soreness_never_sets_a_level),
        cmocka_unit_test(test_scores_outside_0_to_10_are_not_used),
        cmocka_unit_test(test_pain_without_any_activity_still_counts),
        cmocka_unit_test(test_half_a_word_is_no_bone_site),
        cmocka_unit_test(test_usual_morning_pain_outside_0_to_10_is_0),
        cmocka_unit_test(test_a28_injured_days_and_wellness_injury_are_reasons_too),
        cmocka_unit_test(test_a26_site_by_site),
        cmocka_unit_test(test_a26_site_by_site_ends_after_6_days),
        cmocka_unit_test(test_what_a_stop_leaves_behind),
        cmocka_unit_test(test_what_a_hold_leaves_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
