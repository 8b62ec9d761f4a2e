/* The load check: levels, order of reasons, what was not checked, words (science.md 6; A2,
 * A29). */
#include "fixture.h"

#include "base/banned.h"

/* 200 days of rides with an LLSS that the caller sets a day at a time. */
struct daily {
    struct fixture *f;
    double custom[400];
};

static struct daily *daily_new(size_t n_days, double llss)
{
    struct daily *d = calloc(1, sizeof *d);
    d->f = fixture_new();
    for (size_t i = 0; i < n_days; i++) {
        (void)add(d->f, SPORT_RIDE, TODAY - (day_num)(n_days - 1 - i), 8, 0, 60);
        d->custom[i] = llss;
    }
    d->f->in.custom_llss = d->custom;
    return d;
}

static void daily_free(struct daily *d)
{
    fixture_free(d->f);
    free(d);
}

static void test_a29_no_history_no_reason_is_unknown(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    const struct load_status *status = compute(f);
    assert_int_equal(status->check.level, LOAD_LEVEL_UNKNOWN);
    assert_int_equal(status->check.n_reasons, 0);
    assert_true(is_not_checked(status, "pain", LOAD_NOT_ASKED));
    assert_true(is_not_checked(status, "dynamics", LOAD_NOT_ASKED));
    assert_true(is_not_checked(status, "spike", LOAD_NO_DATA));
    assert_true(is_not_checked(status, "rest", LOAD_NO_DATA));
    assert_true(is_not_checked(status, "ll_form", LOAD_NO_DATA));
    add_wellness(f, TODAY)->injury = 4; /* no history, but a reason */
    assert_int_equal(compute(f)->check.level, LOAD_LEVEL_HOLD);
    fixture_free(f);
}

/* Missing is not zero: what is not known does not clear. */
static void test_a29_a_single_day_is_unknown_and_a_week_is_clear(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 5, 5, 30);
    for (day_num day = TODAY - 5; day <= TODAY; day++) {
        const struct load_check *check = &compute_on(f, day)->check;
        assert_int_equal(check->level, LOAD_LEVEL_UNKNOWN);
        assert_int_equal(check->unknown_because, LOAD_UNKNOWN_FEW_DAYS);
    }
    assert_int_equal(compute_on(f, TODAY + 1)->check.level, LOAD_LEVEL_CLEAR);
    fixture_free(f);
}

static void test_a29_no_durations_at_all_is_unknown(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY - 199, 5, LOAD_NAN);
    (void)add(f, SPORT_RIDE, TODAY - 100, 8, 0, LOAD_NAN);
    const struct load_check *check = &compute(f)->check;
    assert_int_equal(f->status.n_unknown_28, 0); /* not one of the last 28 days */
    assert_int_equal(check->level, LOAD_LEVEL_UNKNOWN);
    assert_int_equal(check->unknown_because, LOAD_UNKNOWN_NO_LOAD);
    fixture_free(f);
}

/* 7 of 28 days may be unknown, an eighth may not; nor may 4 of the last 7. */
static void test_a29_most_days_unknown_is_unknown(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 28, 3, 5, 30);
    for (day_num day = TODAY - 20; day < TODAY - 13; day++) {
        (void)add_stub(f, day, 18, 0);
    }
    assert_int_equal(compute(f)->n_unknown_28, 7);
    assert_int_equal(f->status.check.level, LOAD_LEVEL_CLEAR);
    (void)add_run(f, TODAY - 10, 5, LOAD_NAN); /* without a duration: the eighth */
    assert_int_equal(compute(f)->check.level, LOAD_LEVEL_UNKNOWN);
    assert_int_equal(f->status.check.unknown_because, LOAD_UNKNOWN_UNREADABLE);
    assert_non_null(strstr(load_unknown_because_text(f->status.check.unknown_because),
                           "too many of the last days"));
    fixture_free(f);
    f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 8, 3, 5, 30);
    for (day_num day = TODAY - 4; day < TODAY - 1; day++) {
        (void)add_stub(f, day, 18, 0);
    }
    assert_int_equal(compute(f)->check.level, LOAD_LEVEL_CLEAR);
    (void)add_stub(f, TODAY, 18, 0);
    assert_int_equal(compute(f)->check.level, LOAD_LEVEL_UNKNOWN);
    fixture_free(f);
}

/* A reason still counts, and one that is only shown clears nothing. */
static void test_a29_reasons_stand_whatever_is_unknown(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    for (day_num day = TODAY - 40; day <= TODAY; day++) {
        (void)add_stub(f, day, 18, 0);
    }
    (void)add_run(f, TODAY - 40, 5, 30);
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 4);
    assert_int_equal(compute(f)->check.level, LOAD_LEVEL_HOLD);
    assert_int_equal(f->status.check.unknown_because, LOAD_UNKNOWN_UNREADABLE);
    fixture_free(f);
    /* Two runs in the first week: the second a moderate spike on a short history, shown
     * only. */
    f = fixture_new();
    (void)add_run(f, TODAY - 3, 5, 30);
    (void)add_run(f, TODAY, 8, 48);
    const struct load_reason *shown = reason_of_rule(compute(f), LOAD_RULE_SPIKE);
    assert_int_equal(shown->level, LOAD_LEVEL_CLEAR);
    assert_int_equal(f->status.check.level, LOAD_LEVEL_UNKNOWN);
    fixture_free(f);
}

static void test_a2_ll_form_cautions_only_on_two_days_in_a_row(void **state)
{
    (void)state;
    struct daily *d = daily_new(200, 19);
    d->custom[199] = 120; /* one big day: LL Form below -30 % once */
    const struct load_status *status = compute(d->f);
    assert_true(status->lines.form_pct < -30);
    assert_int_equal(status->lines.zone, LOAD_ZONE_OVERREACHING);
    assert_null(find_reason(status, LOAD_RULE_LL_FORM));
    d->custom[198] = 120;
    status = compute(d->f);
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_LL_FORM);
    assert_int_equal(reason->level, LOAD_LEVEL_CAUTION);
    assert_close(reason->value, status->lines.form_pct, 0.0);
    assert_close(reason->margin, status->lines.form_pct + 30, 1e-12);
    daily_free(d);
}

static void test_a2_no_caution_while_warming_up(void **state)
{
    (void)state;
    struct daily *d = daily_new(125, 19);
    d->custom[123] = d->custom[124] = 200;
    const struct load_status *status = compute(d->f);
    assert_true(status->lines.form_pct < -30);
    assert_null(find_reason(status, LOAD_RULE_LL_FORM));
    assert_true(is_not_checked(status, "ll_form", LOAD_TOO_SHORT_HISTORY));
    daily_free(d);
}

static void test_ll_form_needs_fitness_5(void **state)
{
    (void)state;
    struct daily *d = daily_new(200, 0.5);
    d->custom[198] = d->custom[199] = 30;
    const struct load_status *status = compute(d->f);
    assert_unknown(status->lines.form_pct);
    assert_null(find_reason(status, LOAD_RULE_LL_FORM));
    assert_true(is_not_checked(status, "ll_form", LOAD_NO_DATA));
    daily_free(d);
}

static void test_drift_is_an_input(void **state)
{
    (void)state;
    struct daily *d = daily_new(200, 10);
    struct load_drift drift[] = {
        {"stance_time", LOAD_DRIFT_CHANGED, 2, 1.4, 0.953},
        {"cadence", LOAD_DRIFT_IN_RANGE, 0, 0.1, 0.953},
    };
    const struct load_status *status = compute(d->f);
    assert_true(is_not_checked(status, "dynamics", LOAD_NOT_ASKED));
    d->f->in.has_drift = true;
    status = compute(d->f);
    assert_true(is_not_checked(status, "dynamics", LOAD_NO_DATA));
    d->f->in.drift = drift;
    d->f->in.n_drift = 2;
    status = compute(d->f);
    const struct load_reason *reason = reason_of_rule(status, LOAD_RULE_DYNAMICS);
    assert_int_equal(reason->level, LOAD_LEVEL_CAUTION);
    assert_string_equal(reason->subject, "stance_time");
    assert_close(reason->margin, 0.953 - 1.4, 1e-12);
    assert_false(is_not_checked(status, "dynamics", LOAD_NO_DATA));
    drift[0].n_runs_out = 1; /* once is not twice */
    assert_null(find_reason(compute(d->f), LOAD_RULE_DYNAMICS));
    drift[0].state = LOAD_DRIFT_LEARNING; /* the other one is in range: looked at */
    assert_false(is_not_checked(compute(d->f), "dynamics", LOAD_NO_DATA));
    drift[0].state = drift[1].state = LOAD_DRIFT_LEARNING;
    assert_true(is_not_checked(compute(d->f), "dynamics", LOAD_NO_DATA));
    daily_free(d);
}

static void test_worst_wins_and_reasons_are_ordered(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 7, 3, 10, 60);
    add_runs(f, TODAY - 6, TODAY - 1, 1, 10, 60);
    add_run(f, TODAY, 15, 90)->rpe = 9;
    f->activities[f->in.n_activities - 2].rpe = 9;
    add_wellness(f, TODAY)->injury = 3;
    struct load_pain_entry *entry = add_pain(f, TODAY, LOAD_PAIN_DURING, 7);
    entry->site = "talus";
    entry->is_limping = true;
    (void)add_pain(f, TODAY, LOAD_PAIN_NEXT_MORNING, 3);
    const struct load_check *check = &compute(f)->check;
    const enum load_rule expected[] = {LOAD_RULE_PAIN_BONE,    LOAD_RULE_LIMPING,
                                       LOAD_RULE_PAIN_HIGH,    LOAD_RULE_PAIN_UNSETTLED,
                                       LOAD_RULE_INJURY_FIELD, LOAD_RULE_SPIKE,
                                       LOAD_RULE_NO_REST_DAY,  LOAD_RULE_HARD_IN_A_ROW};
    assert_int_equal(check->level, LOAD_LEVEL_STOP);
    assert_true(check->n_reasons >= sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(check->reasons[i].rule, expected[i]);
    }
    fixture_free(f);
}

static void test_every_rule_has_id_source_grade_and_words(void **state)
{
    (void)state;
    struct load_reason reason = {
        .day = TODAY, .until_day = TODAY + 3, .value = 1.5, .limit = 1};
    reason.level = LOAD_LEVEL_HOLD;
    reason.spike.band = LOAD_SPIKE_LARGE;
    reason.spike.day = TODAY;
    char text[LOAD_TEXT_SIZE];
    for (int i = 0; i < N_LOAD_RULES; i++) {
        reason.rule = (enum load_rule)i;
        const struct load_rule_info *info = load_rule_info(reason.rule);
        assert_true(strlen(info->id) > 0 && strlen(info->source) > 0 &&
                    strlen(info->grade) == 1);
        assert_true(strlen(info->content) > 10);
        assert_true(strlen(load_reason_text(&reason, text)) > 20);
        assert_true(strlen(text) < LOAD_TEXT_SIZE - 1);
        assert_null(strstr(text, "risk"));
        assert_null(strstr(text, "nan"));
        assert_true(strlen(load_reason_change_text(&reason, text)) > 10);
    }
}

static void test_spike_text(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY - 4, 3, 8, 60);
    (void)add_run(f, TODAY, 12.4, 90);
    char text[LOAD_TEXT_SIZE];
    const struct load_status *status = compute(f);
    load_reason_text(reason_of_rule(status, LOAD_RULE_SPIKE), text);
    assert_string_equal(
        text,
        "The run of 2026-11-22, 12.4 km, was 1.55 times the longest of the 30 days before "
        "(8.0 km): a moderate spike. In the study hazard was 1.52 (1.16 to 2.00) times "
        "that "
        "of runs up to 1.10.");
    load_reason_change_text(reason_of_rule(status, LOAD_RULE_SPIKE), text);
    assert_string_equal(text, "It leaves the check after 2026-11-28.");
    fixture_free(f);
}

static void test_a1_half_away_from_zero_in_words(void **state)
{
    (void)state;
    struct load_acwr acwr = {.label = LOAD_ACWR_LIKE_USUAL};
    acwr.forms[LOAD_ACWR_UNCOUPLED].ratio = 1.125;
    char text[LOAD_TEXT_SIZE];
    assert_non_null(strstr(load_acwr_text(&acwr, text), "1.13 times"));
    struct load_reason reason = {.rule = LOAD_RULE_LL_FORM, .value = -30.5};
    assert_non_null(strstr(load_reason_text(&reason, text), "-31 %"));
}

static void test_acwr_text_says_why_there_is_none(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add_run(f, TODAY, 10, 60);
    char text[LOAD_TEXT_SIZE];
    load_acwr_text(&compute(f)->acwr, text);
    assert_non_null(strstr(text, "less than 28 days"));
    fixture_free(f);
}

static void test_questions(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    (void)add(f, SPORT_RIDE, TODAY, 8, 0, 60);
    assert_true(compute(f)->check.asks_recent_running);
    (void)add_event(f, EVENT_INJURED, TODAY - 1, TODAY);
    assert_true(compute(f)->check.asks_injury);
    fixture_free(f);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(load_level_name(LOAD_LEVEL_HOLD), "hold");
    assert_string_equal(load_gap_of_knowledge_name(LOAD_NOT_ASKED), "not_asked");
    assert_true(LOAD_LEVEL_STOP > LOAD_LEVEL_HOLD && LOAD_LEVEL_HOLD > LOAD_LEVEL_CAUTION &&
                LOAD_LEVEL_CAUTION > LOAD_LEVEL_CLEAR);
}

static void test_the_words_of_each_rule(void **state)
{
    (void)state;
    const struct {
        enum load_rule rule;
        const char *words;
    } expected[] = {
        {LOAD_RULE_PAIN_BONE, "no pain is accepted there"},
        {LOAD_RULE_LIMPING, "Limping was reported around 2026-11-22"},
        {LOAD_RULE_PAIN_HIGH, "Pain 4.5 of 10 around 2026-11-22 (left knee); above 5"},
        {LOAD_RULE_PAIN_MODERATE, "4 to 5 is a hold"},
        {LOAD_RULE_PAIN_UNSETTLED, "hurt 4.5 of 10, above the usual 1"},
        {LOAD_RULE_INJURY_FIELD, "wellness log of 2026-11-22: injury 5 of 4"},
        {LOAD_RULE_NO_REST_DAY, "None of the 7 days up to 2026-11-22"},
        {LOAD_RULE_HARD_IN_A_ROW, "the later one on 2026-11-22"},
        {LOAD_RULE_LL_FORM, "LL Form is 5 %"},
        {LOAD_RULE_DYNAMICS, "left knee differs from your own normal"},
        {LOAD_RULE_PAIN_MISSING, "has no pain answer yet"},
    };
    struct load_reason reason = {
        .day = TODAY, .value = 4.5, .limit = 1, .subject = "left knee"};
    char text[LOAD_TEXT_SIZE];
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        reason.rule = expected[i].rule;
        load_reason_text(&reason, text);
        if (strstr(text, expected[i].words) == NULL) {
            fail_msg("\"%s\" lacks \"%s\"", text, expected[i].words);
        }
    }
}

static void test_what_would_change_a_large_spike(void **state)
{
    (void)state;
    struct load_reason reason = {
        .rule = LOAD_RULE_SPIKE, .level = LOAD_LEVEL_HOLD, .until_day = TODAY};
    char text[LOAD_TEXT_SIZE];
    assert_null(strstr(load_reason_change_text(&reason, text), "answer"));
    reason.has_pain_log = true;
    assert_non_null(strstr(load_reason_change_text(&reason, text), "answer at most usual"));
    reason.level = LOAD_LEVEL_CAUTION;
    assert_null(strstr(load_reason_change_text(&reason, text), "answer"));
}

/* P2: pain-free or not, the site decides for 12 weeks. */
static void test_a_recent_injury_at_a_bone_site_stops(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    char text[LOAD_TEXT_SIZE];
    struct load_injury injuries[] = {{.day = TODAY - 83, .site = "femoral_neck_left"},
                                     {.day = TODAY - 10, .site = "calf"}};
    add_runs(f, TODAY - 60, TODAY - 2, 2, 5, 30);
    f->preferences.n_injuries = 2;
    f->preferences.injuries = injuries;
    const struct load_check *check = &compute(f)->check;
    assert_int_equal(check->level, LOAD_LEVEL_STOP);
    assert_int_equal(check->reasons[0].rule, LOAD_RULE_BONE_INJURY);
    assert_non_null(
        strstr(load_reason_text(&check->reasons[0], text), "femoral neck left"));
    injuries[0].day = TODAY - 84;
    assert_true(compute(f)->check.level < LOAD_LEVEL_STOP);
    injuries[0].day = TODAY + 1; /* not yet */
    assert_true(compute(f)->check.level < LOAD_LEVEL_STOP);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_recent_injury_at_a_bone_site_stops),
        cmocka_unit_test(test_a29_no_history_no_reason_is_unknown),
        cmocka_unit_test(test_a29_a_single_day_is_unknown_and_a_week_is_clear),
        cmocka_unit_test(test_a29_no_durations_at_all_is_unknown),
        cmocka_unit_test(test_a29_most_days_unknown_is_unknown),
        cmocka_unit_test(test_a29_reasons_stand_whatever_is_unknown),
        cmocka_unit_test(test_a2_ll_form_cautions_only_on_two_days_in_a_row),
        cmocka_unit_test(test_a2_no_caution_while_warming_up),
        cmocka_unit_test(test_ll_form_needs_fitness_5),
        cmocka_unit_test(test_drift_is_an_input),
        cmocka_unit_test(test_worst_wins_and_reasons_are_ordered),
        cmocka_unit_test(test_every_rule_has_id_source_grade_and_words),
        cmocka_unit_test(test_spike_text),
        cmocka_unit_test(test_a1_half_away_from_zero_in_words),
        cmocka_unit_test(test_acwr_text_says_why_there_is_none),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_the_words_of_each_rule),
        cmocka_unit_test(test_what_would_change_a_large_spike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
