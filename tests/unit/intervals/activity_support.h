/* One activity parsed, for the tests of its fields. */
#ifndef TEST_INTERVALS_ACTIVITY_SUPPORT_H
#define TEST_INTERVALS_ACTIVITY_SUPPORT_H

#include "support.h"

#define START "'id':'i1','start_date_local':'2026-09-24T16:25:25'"

static struct arena arena;
static struct activity activity;

MAYBE_UNUSED static bool parse(const char *json)
{
    json_t *object = json_of(json);
    struct err err = {0};
    arena_clear(&arena);
    bool is_good = intervals_activity_parse(object, &arena, &activity, &err);
    if (!is_good) {
        assert_int_equal(err.code, ERR_UPSTREAM);
        assert_true(err.message[0] != '\0');
    }
    json_decref(object);
    return is_good;
}

/* An activity with one more member. */
MAYBE_UNUSED static void parse_with(const char *key, const char *value)
{
    char json[256];
    (void)snprintf(json, sizeof json, "{" START ",'%s':%s}", key, value);
    assert_true(parse(json));
}

MAYBE_UNUSED static int arena_end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

#endif
