#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/sport.h"
#include "base/banned.h"

enum { TEXT_SIZE = 16 * 1024, NAME_SIZE = 64 };

/* The reference beside the repository; skips the test where it is not at hand. */
static void reference_read(char text[TEXT_SIZE])
{
    FILE *file = fopen(SHARED_REFERENCE "/sport-types.md", "re");
    if (file == NULL) {
        print_message("no " SHARED_REFERENCE "/sport-types.md: skipped\n");
        skip();
        return;
    }
    size_t length = fread(text, 1, TEXT_SIZE - 1, file);
    (void)fclose(file);
    text[length] = '\0';
    assert_true(length < TEXT_SIZE - 1);
}

/* Takes the next name of a comma-separated list; false at a blank line, '|' or the end. */
static bool name_take(const char **at, char name[NAME_SIZE])
{
    *at += strspn(*at, ", ");
    if (**at == '\n') {
        ++*at;
    }
    size_t length = strspn(*at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    if (length == 0 || length >= NAME_SIZE) {
        return false;
    }
    memcpy(name, *at, length);
    name[length] = '\0';
    *at += length;
    return true;
}

static void the_60_types_are_those_of_the_reference(void **state)
{
    char text[TEXT_SIZE];
    char name[NAME_SIZE];
    size_t n_names = 0;
    (void)state;
    reference_read(text);
    const char *at = strstr(text, "The enum in the file's own order:\n\n");
    assert_non_null(at);
    at = strstr(at, "\n\n") + 2;
    for (; name_take(&at, name); n_names++) {
        enum sport sport = sport_from_name(name);
        if (sport == SPORT_UNKNOWN) {
            fail_msg("%s is not known", name);
        }
        assert_int_equal(sport, n_names); /* in the same order */
        assert_string_equal(sport_name(sport), name);
    }
    assert_int_equal(n_names, 60);
    assert_int_equal(N_SPORTS, 60);
}

static const struct {
    const char *title;
    enum sport_group group;
} groups[] = {
    {"Running", SPORT_GROUP_RUNNING},
    {"Walking, hiking, stairs", SPORT_GROUP_WALKING},
    {"Cycling, outdoors", SPORT_GROUP_CYCLING},
    {"Cycling, assisted", SPORT_GROUP_CYCLING_ASSISTED},
    {"Cycling, indoor or virtual", SPORT_GROUP_CYCLING_INDOOR},
    {"Swimming", SPORT_GROUP_SWIMMING},
    {"Rowing and paddling", SPORT_GROUP_ROWING},
    {"Skiing and snow", SPORT_GROUP_SNOW},
    {"Skating", SPORT_GROUP_SKATING},
    {"Strength and gym", SPORT_GROUP_STRENGTH},
    {"Body and mind", SPORT_GROUP_BODY_AND_MIND},
    {"Racket sports", SPORT_GROUP_RACKET},
    {"Team and ball sports", SPORT_GROUP_TEAM},
    {"Water and wind sports", SPORT_GROUP_WATER},
    {"Climbing", SPORT_GROUP_CLIMBING},
    {"Wheelchair", SPORT_GROUP_WHEELCHAIR},
    {"Multisport transition", SPORT_GROUP_TRANSITION},
    {"Anything else", SPORT_GROUP_OTHER},
};

static void the_groups_are_those_of_the_reference(void **state)
{
    char text[TEXT_SIZE];
    char name[NAME_SIZE];
    size_t n_names = 0;
    (void)state;
    reference_read(text);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        char row[NAME_SIZE];
        (void)snprintf(row, sizeof row, "| %s | ", groups[i].title);
        const char *at = strstr(text, row);
        if (at == NULL) {
            fail_msg("no row \"%s\"", groups[i].title);
        }
        for (at += strlen(row); name_take(&at, name); n_names++) {
            assert_int_equal(sport_group_of(sport_from_name(name)), groups[i].group);
        }
    }
    assert_int_equal(n_names, 60);
}

static void every_name_goes_there_and_back(void **state)
{
    (void)state;
    for (int i = 0; i < N_SPORTS; i++) {
        const char *name = sport_name((enum sport)i);
        assert_true(name[0] >= 'A' && name[0] <= 'Z');
        assert_int_equal(sport_from_name(name), i);
    }
}

static void other_texts_are_unknown(void **state)
{
    static const char *const names[] = {"",        "run", "RUN",    "Run ",
                                        "Running", "Ru",  "Unknown"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(sport_from_name(names[i]), SPORT_UNKNOWN);
    }
    assert_int_equal(sport_from_name(NULL), SPORT_UNKNOWN);
    assert_string_equal(sport_name(SPORT_UNKNOWN), "Other");
    assert_int_equal(sport_group_of(SPORT_UNKNOWN), SPORT_GROUP_OTHER);
}

static void runs_rides_and_leg_cadence(void **state)
{
    static const char runs[] = " Run TrailRun VirtualRun ";
    static const char rides[] =
        " Ride GravelRide MountainBikeRide Cyclocross TrackRide Velomobile "
        "Handcycle EBikeRide EMountainBikeRide VirtualRide ";
    static const char legs[] = " Run TrailRun VirtualRun Walk Hike ";
    (void)state;
    for (int i = 0; i < N_SPORTS; i++) {
        char word[NAME_SIZE];
        (void)snprintf(word, sizeof word, " %s ", sport_name((enum sport)i));
        assert_int_equal(sport_is_run((enum sport)i), strstr(runs, word) != NULL);
        assert_int_equal(sport_is_ride((enum sport)i), strstr(rides, word) != NULL);
        assert_int_equal(sport_has_leg_cadence((enum sport)i), strstr(legs, word) != NULL);
    }
    assert_false(sport_is_run(SPORT_UNKNOWN));
    assert_false(sport_is_ride(SPORT_UNKNOWN));
    assert_false(sport_has_leg_cadence(SPORT_UNKNOWN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_60_types_are_those_of_the_reference),
        cmocka_unit_test(the_groups_are_those_of_the_reference),
        cmocka_unit_test(every_name_goes_there_and_back),
        cmocka_unit_test(other_texts_are_unknown),
        cmocka_unit_test(runs_rides_and_leg_cadence),
    };
    return cmocka_run_group_tests_name("model/sport", tests, NULL, NULL);
}
