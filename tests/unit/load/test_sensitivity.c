/* Does the verdict hang on an opinion about our weights? */
#include "random_athlete.h"

#include "load/sensitivity.h"

#include "base/banned.h"

static struct load_sensitivity sensitivity_of(struct fixture *f, size_t n_set,
                                              const struct load_alternative set[])
{
    struct load_sensitivity ret;
    (void)compute(f); /* scratch of the right size; the status to compare with */
    struct load_scratch scratch = {.n_bytes = f->scratch.n_bytes,
                                   .memory = malloc(f->scratch.n_bytes)};
    load_sensitivity_compute(&f->in, &scratch, n_set, set, &ret);
    free(scratch.memory);
    return ret;
}

static struct load_sensitivity usual_set(struct fixture *f)
{
    size_t n_set = 0;
    const struct load_alternative *set = load_alternatives(&n_set);
    return sensitivity_of(f, n_set, set);
}

static const struct load_sensitivity_row *change_of(const struct load_sensitivity *found,
                                                    const char *id)
{
    for (size_t i = 0; i < found->n_changes; i++) {
        if (strcmp(found->changes[i].alternative->id, id) == 0) {
            return &found->changes[i];
        }
    }
    return NULL;
}

static void test_every_alternative_has_its_own_id_and_words(void **state)
{
    (void)state;
    size_t n_set = 0;
    const struct load_alternative *set = load_alternatives(&n_set);
    assert_true(n_set >= 20);
    for (size_t i = 0; i < n_set; i++) {
        assert_true(strlen(set[i].subject) > 3 && strlen(set[i].with) > 3);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(set[i].id, set[k].id);
        }
    }
}

/* The weight of ours that the words name; NAN: they name none. */
static double named_weight(enum load_alternative_what what)
{
    if (what == LOAD_ALTER_RIDE) {
        return load_sport_weight(SPORT_RIDE)->weight;
    }
    if (what == LOAD_ALTER_STRENGTH_LOWER) {
        return LOAD_WEIGHT_STRENGTH_LOWER;
    }
    return what == LOAD_ALTER_WALK_RUN ? LOAD_WALK_RUN_WEIGHT : LOAD_NAN;
}

/* The words name weights: they must be those of the tables. */
static void test_the_words_name_the_weights_that_are_used(void **state)
{
    (void)state;
    size_t n_set = 0;
    const struct load_alternative *set = load_alternatives(&n_set);
    for (size_t i = 0; i < n_set; i++) {
        const struct load_alternative *one = &set[i];
        double ours = named_weight(one->what);
        if (isnan(ours)) {
            continue;
        }
        assert_close(strtod(one->with, NULL), one->value * ours, 0.0051);
        assert_close(strtod(strstr(one->with, "instead of ") + 11, NULL), ours, 0.0);
    }
}

/* Property: alternatives equal to ours give no range, whatever the history. */
static void test_alternatives_equal_to_ours_give_no_range(void **state)
{
    (void)state;
    const struct load_alternative same[] = {
        {"a", LOAD_ALTER_RIDE, 1.0, "x", "y"},
        {"b", LOAD_ALTER_STRENGTH_LOWER, 1.0, "x", "y"},
        {"c", LOAD_ALTER_STRENGTH_UNDECIDED, 0.40, "x", "y"},
        {"d", LOAD_ALTER_WALK_RUN, 1.0, "x", "y"},
        {"e", LOAD_ALTER_DEFAULT_Q2, 1.0, "x", "y"},
        {"f", LOAD_ALTER_Q_EXPONENT, 2.0, "x", "y"},
    };
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct fixture *f = random_athlete(seed, 180);
        struct load_sensitivity found =
            sensitivity_of(f, sizeof same / sizeof same[0], same);
        assert_int_equal(found.n_tried, 0);
        assert_int_equal(found.n_changes, 0);
        assert_close(found.form_pct_low, f->status.lines.form_pct, 0.0);
        assert_close(found.form_pct_high, f->status.lines.form_pct, 0.0);
        assert_int_equal(found.ours.level, f->status.check.level);
        fixture_free(f);
    }
}

/* LL Form in percent with this opinion. */
static double form_with(struct fixture *f, const struct load_alternative *alternative)
{
    struct load_opinion opinion;
    load_alternative_opinion(alternative, &opinion);
    f->in.opinion = &opinion;
    double form_pct = compute(f)->lines.form_pct;
    f->in.opinion = NULL;
    return form_pct;
}

/* Each alternative alone, against the status computed with that opinion: the same. */
static void test_a_row_is_the_status_with_that_opinion(void **state)
{
    (void)state;
    size_t n_set = 0;
    const struct load_alternative *set = load_alternatives(&n_set);
    struct fixture *f = random_athlete(7, 180);
    for (size_t i = 0; i < n_set; i++) {
        struct load_sensitivity found = sensitivity_of(f, 1, &set[i]);
        double ours = f->status.lines.form_pct;
        double theirs = found.n_tried == 1 ? form_with(f, &set[i]) : ours;
        assert_close(found.form_pct_low, fmin(ours, theirs), 1e-12);
        assert_close(found.form_pct_high, fmax(ours, theirs), 1e-12);
    }
    fixture_free(f);
}

/*
 * The constructed case: every day a ride of 2 h 10 at 65 %, 18.3 LLSS: rest for the legs
 * (below 20) with our 0.20, 27.5 and no rest day at all with 0.30.
 */
static void test_a_verdict_that_hangs_on_the_cycling_weight(void **state)
{
    (void)state;
    char text[LOAD_TEXT_SIZE];
    struct fixture *f = fixture_new();
    for (day_num day = TODAY - 199; day <= TODAY; day++) {
        add(f, SPORT_RIDE, day, 8, 0, 130)->intensity_pct = 65;
    }
    struct load_sensitivity found = usual_set(f);
    assert_int_equal(found.ours.level, LOAD_LEVEL_CLEAR);
    const struct load_sensitivity_row *high = change_of(&found, "ride_high");
    assert_non_null(high);
    assert_int_equal(high->level, LOAD_LEVEL_CAUTION);
    assert_int_equal(found.n_level_changes, 2); /* and q to the power of 1.5: 22.7 */
    assert_non_null(change_of(&found, "exponent_low"));
    (void)load_sensitivity_text(&found, text);
    assert_non_null(strstr(
        text,
        "hangs on an opinion: the cycling weight: caution with 0.30 instead of 0.20"));
    fixture_free(f);
}

/* The athlete's own weight for cycling is no opinion of ours. */
static void test_an_own_weight_is_not_varied(void **state)
{
    (void)state;
    const struct load_weight_override own = {.sport = SPORT_RIDE, .weight = 0.20};
    struct fixture *f = fixture_new();
    for (day_num day = TODAY - 199; day <= TODAY; day++) {
        add(f, SPORT_RIDE, day, 8, 0, 130)->intensity_pct = 65;
    }
    f->preferences.n_weights = 1;
    f->preferences.weights = &own;
    struct load_sensitivity found = usual_set(f);
    assert_null(change_of(&found, "ride_high"));
    assert_non_null(change_of(&found, "exponent_low"));
    fixture_free(f);
}

/* A runner whose verdict is pain: no weight changes that. */
static void test_pain_does_not_hang_on_weights(void **state)
{
    (void)state;
    char text[LOAD_TEXT_SIZE];
    struct fixture *f = fixture_new();
    add_runs(f, TODAY - 199, TODAY, 2, 5, 30);
    (void)add_pain(f, TODAY, LOAD_PAIN_DURING, 6);
    struct load_sensitivity found = usual_set(f);
    assert_int_equal(found.ours.level, LOAD_LEVEL_STOP);
    assert_int_equal(found.n_level_changes, 0);
    assert_non_null(strstr(load_sensitivity_text(&found, text), "does not hang on"));
    fixture_free(f);
}

static void test_an_empty_history_has_nothing_to_try(void **state)
{
    (void)state;
    char text[LOAD_TEXT_SIZE];
    struct fixture *f = fixture_new();
    struct load_sensitivity found = usual_set(f);
    assert_int_equal(found.n_tried, 0);
    assert_int_equal(found.ours.level, LOAD_LEVEL_UNKNOWN);
    assert_unknown(found.form_pct_low);
    assert_non_null(strstr(load_sensitivity_text(&found, text), "No other opinion"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_alternative_has_its_own_id_and_words),
        cmocka_unit_test(test_the_words_name_the_weights_that_are_used),
        cmocka_unit_test(test_alternatives_equal_to_ours_give_no_range),
        cmocka_unit_test(test_a_row_is_the_status_with_that_opinion),
        cmocka_unit_test(test_a_verdict_that_hangs_on_the_cycling_weight),
        cmocka_unit_test(test_an_own_weight_is_not_varied),
        cmocka_unit_test(test_pain_does_not_hang_on_weights),
        cmocka_unit_test(test_an_empty_history_has_nothing_to_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
