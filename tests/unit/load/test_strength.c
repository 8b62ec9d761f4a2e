/* Strength classes by tag, then by words (A10). */
#include "fixture.h"

#include "base/banned.h"

static enum load_strength_class of_name(const char *name)
{
    return load_strength_classify(name, NULL, NULL);
}

static void test_a10_lower_words(void **state)
{
    (void)state;
    const char *const names[] = {
        "Leg day", "LOWER body",  "back squat",     "Deadlift",   "Romanian RDLs",
        "lunges",  "calf raises", "Hip thrust 3x8", "hip-thrust", "Step-ups",
        "step up", "plyometrics", "single-leg hop", "(legs)",     "3x squats"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(of_name(names[i]), LOAD_STRENGTH_LOWER);
    }
}

static void test_a10_words_start_at_word_starts(void **state)
{
    (void)state;
    assert_int_equal(of_name("hurdles"), LOAD_STRENGTH_UNDECIDED);
    assert_int_equal(of_name("coffee shop"), LOAD_STRENGTH_UNDECIDED);
    assert_int_equal(of_name("after supper"), LOAD_STRENGTH_UNDECIDED);
    assert_int_equal(of_name("2leg"), LOAD_STRENGTH_UNDECIDED);
    assert_int_equal(of_name("\xc3\xa9leg"), LOAD_STRENGTH_UNDECIDED);
    assert_int_equal(of_name(""), LOAD_STRENGTH_UNDECIDED);
    assert_int_equal(of_name(NULL), LOAD_STRENGTH_UNDECIDED);
}

static void test_a10_upper_words(void **state)
{
    (void)state;
    assert_int_equal(of_name("Upper A"), LOAD_STRENGTH_UPPER);
    assert_int_equal(of_name("BENCH"), LOAD_STRENGTH_UPPER);
    assert_int_equal(of_name("pull-ups"), LOAD_STRENGTH_UPPER);
    assert_int_equal(of_name("arms, shoulders"), LOAD_STRENGTH_UPPER);
}

static void test_a10_lower_beats_upper(void **state)
{
    (void)state;
    assert_int_equal(of_name("bench and squats"), LOAD_STRENGTH_LOWER);
    assert_int_equal(load_strength_classify("Upper", "with some lunges", NULL),
                     LOAD_STRENGTH_LOWER);
    assert_int_equal(load_strength_classify("Gym", "bench", "legs"), LOAD_STRENGTH_LOWER);
}

static void test_a10_an_exact_tag_beats_text(void **state)
{
    (void)state;
    assert_int_equal(load_strength_classify("Squats", NULL, "gym\nupper"),
                     LOAD_STRENGTH_UPPER);
    assert_int_equal(load_strength_classify("Bench", NULL, "Lower"), LOAD_STRENGTH_LOWER);
    assert_int_equal(load_strength_classify("Bench", NULL, "upper\nlower"),
                     LOAD_STRENGTH_LOWER);
    /* "upper body" is a text, not the tag. */
    assert_int_equal(load_strength_classify("Squats", NULL, "upper body"),
                     LOAD_STRENGTH_LOWER);
    assert_int_equal(load_strength_classify("Gym", NULL, "upper body"),
                     LOAD_STRENGTH_UPPER);
    assert_int_equal(load_strength_classify("Gym", NULL, ""), LOAD_STRENGTH_UNDECIDED);
}

static void test_names_and_calf_hip(void **state)
{
    (void)state;
    assert_string_equal(load_strength_class_name(LOAD_STRENGTH_UNDECIDED), "undecided");
    assert_true(load_strength_is_calf_hip("Calf raises", NULL, NULL));
    assert_true(load_strength_is_calf_hip(NULL, "hips and core", NULL));
    assert_false(load_strength_is_calf_hip("Chips", "championship", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a10_lower_words),
        cmocka_unit_test(test_a10_words_start_at_word_starts),
        cmocka_unit_test(test_a10_upper_words),
        cmocka_unit_test(test_a10_lower_beats_upper),
        cmocka_unit_test(test_a10_an_exact_tag_beats_text),
        cmocka_unit_test(test_names_and_calf_hip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
