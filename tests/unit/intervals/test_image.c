/* Images: what counts as a change by people, and what does not. */
#include "support.h"

#include "intervals/image.h"

static const char event[] =
    "{\"id\":7,\"category\":\"WORKOUT\",\"name\":\"Run\",\"description\":\"- 10m Z1\\n\\n"
    "2x\\n- 5m Z3\\n- 1m Z1\",\"start_date_local\":\"2026-03-16T07:00:00\","
    "\"updated\":\"2026-03-11T11:00:00Z\",\"moving_time\":1320,\"indoor\":null,"
    "\"icu_training_load\":30,\"athlete_id\":\"i1\",\"workout_doc\":{\"duration\":1320,"
    "\"steps\":[{\"duration\":600},{\"reps\":2,\"steps\":[{\"duration\":300},"
    "{\"duration\":60}]}]}}";

static char *image_of(const char *raw)
{
    struct err err = {0};
    char *image = intervals_image(WRITE_EVENT_CREATE, raw, strlen(raw), NULL, &err);
    assert_non_null(image);
    return image;
}

/* The event with one member set anew, as an image. */
static char *changed(const char *key, json_t *value)
{
    json_auto_t *object = json_loads(event, 0, NULL);
    (void)json_object_set_new(object, key, value);
    char *raw = json_dumps(object, JSON_COMPACT);
    char *image = image_of(raw);
    free(raw);
    return image;
}

static void an_image_holds_what_counts(void **state)
{
    (void)state;
    char *text = image_of(event);
    json_auto_t *image = json_loads(text, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(image, "id")), 7);
    assert_int_equal(json_integer_value(json_object_get(image, "parsed_steps")), 5);
    assert_int_equal(json_integer_value(json_object_get(image, "parsed_s")), 1320);
    assert_true(json_is_null(json_object_get(image, "color")));
    assert_null(json_object_get(image, "athlete_id"));
    free(text);
}

static void the_services_own_numbers_are_no_change(void **state)
{
    static const char *const computed[] = {"updated", "icu_training_load", "workout_doc",
                                           "icu_ctl", "strain_score"};
    (void)state;
    char *before = image_of(event);
    for (size_t i = 0; i < sizeof computed / sizeof computed[0]; i++) {
        char *after = changed(computed[i], json_integer(99));
        assert_true(intervals_image_same(before, after));
        free(after);
    }
    free(before);
}

static void what_people_change_is_one(void **state)
{
    static const char *const theirs[] = {"name",     "description", "start_date_local",
                                         "type",     "moving_time", "tags",
                                         "category", "external_id", "color"};
    (void)state;
    char *before = image_of(event);
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++) {
        char *after = changed(theirs[i], json_string("another"));
        assert_false(intervals_image_same(before, after));
        assert_false(intervals_image_same(after, before));
        free(after);
    }
    char *unset = changed("indoor", json_false()); /* null and false: not set */
    assert_true(intervals_image_same(before, unset));
    free(unset);
    assert_false(intervals_image_same(before, NULL));
    assert_true(intervals_image_same(NULL, NULL));
    assert_false(intervals_image_same(before, "no JSON"));
    free(before);
}

static void wanted_members_are_found_again(void **state)
{
    char member[INTERVALS_MEMBER_SIZE];
    (void)state;
    char *image = image_of(event);
    assert_true(intervals_image_shows(
        image,
        "{\"name\":\"Run \",\"description\":\"- 10m Z1\\r\\n\\r\\n2x\\r\\n- 5m Z3\\r\\n- "
        "1m "
        "Z1\\r\\n\",\"start_date_local\":\"2026-03-16T07:00\",\"moving_time\":1320.0}",
        member));
    assert_string_equal(member, "");
    assert_false(intervals_image_shows(
        image, "{\"name\":\"Run\",\"start_date_local\":\"2026-03-16T00:00:00\"}", member));
    assert_string_equal(member, "start_date_local");
    assert_false(intervals_image_shows(image, "{\"type\":\"Run\"}", member));
    assert_false(intervals_image_shows(NULL, "{}", member));
    free(image);
}

static void rows_are_cut_to_what_is_wanted(void **state)
{
    static const char row[] = "{\"id\":\"2026-03-11\",\"soreness\":2,\"hrv\":61,"
                              "\"locked\":false}";
    struct err err = {0};
    (void)state;
    char *image = intervals_image(WRITE_WELLNESS, row, strlen(row),
                                  "{\"soreness\":2,\"fatigue\":3}", &err);
    assert_string_equal(image, "{\"id\":\"2026-03-11\",\"soreness\":2,\"fatigue\":null}");
    assert_false(intervals_image_shows(image, "{\"soreness\":2,\"fatigue\":3}", NULL));
    assert_true(intervals_image_shows(image, "{\"soreness\":2}", NULL));
    free(image);
    assert_null(intervals_image(WRITE_WELLNESS, row, strlen(row), NULL, &err));
    assert_null(intervals_image(WRITE_EVENT_CREATE, "{", 1, NULL, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_holds_what_counts),
        cmocka_unit_test(the_services_own_numbers_are_no_change),
        cmocka_unit_test(what_people_change_is_one),
        cmocka_unit_test(wanted_members_are_found_again),
        cmocka_unit_test(rows_are_cut_to_what_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
