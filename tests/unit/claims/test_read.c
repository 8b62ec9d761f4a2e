/* Words and numbers of a text: the lexicon, folding, and what a number is in five
 * languages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/keys.h"
#include "claims/read.h"

/* Thu 2026-01-08 */
enum { TODAY = 20461 };

static struct claims__reading read_text(struct arena *arena, const char *text)
{
    struct claims__lexicon *lexicon = arena_alloc(arena, 1, sizeof *lexicon);
    struct claims__reading reading;
    claims__lexicon_init(lexicon, arena);
    const struct claims__reader reader = {.arena = arena,
                                          .lexicon = lexicon,
                                          .today = TODAY,
                                          .latest_run = TODAY,
                                          .n_max = 20};
    claims__read(&reader, text, strlen(text), &reading);
    return reading;
}

static void every_word_stands_once(void **state)
{
    struct arena arena = {0};
    struct claims__lexicon lexicon;
    (void)state;
    claims__lexicon_init(&lexicon, &arena);
    const char *twice = claims__lexicon_duplicate(&lexicon);
    if (twice != NULL) {
        fail_msg("\"%s\" stands twice in lexicon.def", twice);
    }
    for (size_t i = 0; i < lexicon.n_words; i++) {
        const char *text = lexicon.words[i]->text;
        for (const char *at = text; *at != '\0'; at++) {
            bool is_fit = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ||
                          *at == '_' || (*at == '*' && at[1] == '\0');
            if (!is_fit) {
                fail_msg("\"%s\" is not folded", text);
            }
        }
        assert_ptr_equal(claims__lexicon_find(&lexicon, text), lexicon.words[i]);
    }
    assert_int_equal(claims__lexicon_find(&lexicon, "kilometern")->value, UNIT_WORD_KM);
    assert_int_equal(claims__lexicon_find(&lexicon, "kilometres")->value, UNIT_WORD_KM);
    assert_null(claims__lexicon_find(&lexicon, "xyzzy"));
    arena_release(&arena);
}

struct number_case {
    const char *text;
    enum claims__unit unit;
    double low;
    double high;
    double half;
};

static void numbers_are_read_as_they_are_written(void **state)
{
    static const struct number_case cases[] = {
        {"8.4 km", UNIT_M, 8400, 8400, 50},
        {"8,4 Kilometer", UNIT_M, 8400, 8400, 50},
        {"5 miles", UNIT_M, 8046.72, 8046.72, 804.672},
        {"1,200 m", UNIT_M, 1200, 1200, 0.5},
        {"1.200,5 km", UNIT_M, 1200500, 1200500, 50},
        {"2\xE2\x80\xAF"
         "122 m",
         UNIT_M, 2122, 2122, 0.5},
        {"14'095 m", UNIT_M, 14095, 14095, 0.5},
        {"1:05 h", UNIT_S, 3900, 3900, 30},
        {"65 min", UNIT_S, 3900, 3900, 30},
        {"1h05", UNIT_S, 3900, 3900, 30},
        {"1 h 5 min", UNIT_S, 3900, 3900, 30},
        {"43 min 20 s", UNIT_S, 2600, 2600, 0.5},
        {"1:05:30", UNIT_S, 3930, 3930, 0.5},
        {"5:25/km", UNIT_S_PER_KM, 325, 325, 0.5},
        {"5:25 min/km", UNIT_S_PER_KM, 325, 325, 0.5},
        {"8:02 per mile", UNIT_S_PER_KM, 482 / 1.609344, 482 / 1.609344, 0.5 / 1.609344},
        {"12.5 km/h", UNIT_KM_PER_H, 12.5, 12.5, 0.05},
        {"3.2 m/s", UNIT_KM_PER_H, 11.52, 11.52, 0.18},
        {"285 W", UNIT_W, 285, 285, 0.5},
        {"4,2 W/kg", UNIT_W_PER_KG, 4.2, 4.2, 0.05},
        {"144 bpm", UNIT_BPM, 144, 144, 0.5},
        {"144 Schl\xC3\xA4ge/min", UNIT_BPM, 144, 144, 0.5},
        {"\xE2\x88\x92"
         "8 %",
         UNIT_PCT, -8, -8, 0.5},
        {"15 Prozent", UNIT_PCT, 15, 15, 0.5},
        {"68.1 kg", UNIT_KG, 68.1, 68.1, 0.05},
        {"150 lb", UNIT_KG, 68.0388555, 68.0388555, 0.226796185},
        {"-1 \xC2\xB0"
         "C",
         UNIT_C, -1, -1, 0.5},
        {"9-10 km", UNIT_M, 9000, 10000, 500},
        {"9 bis 10 km", UNIT_M, 9000, 10000, 500},
        {"between 142 and 165 W", UNIT_W, 142, 165, 0.5},
        {"5:31-4:50/km", UNIT_S_PER_KM, 290, 331, 0.5},
        {"5-km", UNIT_M, 5000, 5000, 500},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct claims__reading reading = read_text(&arena, cases[i].text);
        const struct claims__mention *found = reading.mentions;
        bool is_right = reading.n_mentions == 1 && found->subject.unit == cases[i].unit &&
                        fabs(found->low - cases[i].low) < 1e-6 &&
                        fabs(found->high - cases[i].high) < 1e-6 &&
                        fabs(found->half - cases[i].half) < 1e-6;
        if (!is_right) {
            fail_msg("\"%s\": %zu numbers, unit %d, %g to %g, half %g", cases[i].text,
                     reading.n_mentions,
                     reading.n_mentions > 0 ? (int)found->subject.unit : -1,
                     reading.n_mentions > 0 ? found->low : 0.0,
                     reading.n_mentions > 0 ? found->high : 0.0,
                     reading.n_mentions > 0 ? found->half : 0.0);
        }
        arena_release(&arena);
    }
}

static void what_is_no_quantity_is_left(void **state)
{
    static const char *const texts[] = {
        "at 06:32",          "um 18:15 Uhr",      "\xC3\xA0 18h15", "in 2026",
        "rule H3 and Z2",    "i91000411",         "1. Rest",        "2) Rest",
        "VO2 and 10k",       "the last 7 days",   "a 7-day window", "2026-01-08",
        "Sat 3 January",     "am 3. Januar 2026", "next 48 hours",  "03.01.2026",
        "the 3rd of January"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena arena = {0};
        struct claims__reading reading = read_text(&arena, texts[i]);
        if (reading.n_mentions != 0 || reading.n_bad_days != 0) {
            fail_msg("\"%s\": %zu numbers, %zu wrong days", texts[i], reading.n_mentions,
                     reading.n_bad_days);
        }
        arena_release(&arena);
    }
}

struct day_case {
    const char *text;
    int days[3]; /* from today; 99: no more */
};

static void days_are_found_in_five_languages(void **state)
{
    static const struct day_case cases[] = {
        {"5 km on Saturday 3 January", {-5, 99}},
        {"5 km on January 3, 2026", {-5, 99}},
        {"5 km on 2026-01-03", {-5, 99}},
        {"5 km am Samstag, 3. Januar", {-5, 99}},
        {"5 km am 03.01.2026", {-5, 99}},
        {"5 km samedi 3 janvier", {-5, 99}},
        {"5 km el s\xC3\xA1"
         "bado 3 de enero de 2026",
         {-5, 99}},
        {"5 km sabato 3 gennaio", {-5, 99}},
        {"5 km today", {0, 99}},
        {"5 km gestern", {-1, 99}},
        {"5 km aujourd'hui", {0, 99}},
        {"5 km ma\xC3\xB1"
         "ana",
         {1, 99}},
        {"5 km ieri", {-1, 99}},
        {"5 km on Saturday", {-5, 2, 99}},
        {"5 km last Saturday", {-5, 99}},
        {"5 km n\xC3\xA4"
         "chsten Sonntag",
         {3, 10, 99}},
        {"5 km on 4/1/2026", {-4, 83, 99}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct claims__reading reading = read_text(&arena, cases[i].text);
        const struct claims__scope *scope = &reading.mentions[0].scope;
        size_t n = 0;
        bool is_right = reading.n_mentions == 1;
        while (is_right && cases[i].days[n] != 99) {
            is_right = n < scope->n_days && scope->days[n] == TODAY + cases[i].days[n];
            n++;
        }
        if (!is_right || scope->n_days != n) {
            fail_msg("\"%s\": %zu numbers, %zu days, the first %d", cases[i].text,
                     reading.n_mentions, reading.n_mentions > 0 ? scope->n_days : 0,
                     reading.n_mentions > 0 && scope->n_days > 0 ? scope->days[0] - TODAY
                                                                 : 0);
        }
        arena_release(&arena);
    }
}

struct period_case {
    const char *text;
    int first; /* from today */
    int last;
};

static void periods_are_found_in_five_languages(void **state)
{
    static const struct period_case cases[] = {
        {"5 km in the last 7 days", -6, 0},
        {"5 km in den letzten sieben Tagen", -6, 0},
        {"5 km sur les 7 derniers jours", -6, 0},
        {"5 km en los \xC3\xBAltimos 7 d\xC3\xAD"
         "as",
         -6, 0},
        {"5 km negli ultimi 7 giorni", -6, 0},
        {"5 km over the past four weeks", -27, 0},
        {"5 km this week", -3, 3},
        {"5 km letzte Woche", -10, -4},
        {"5 km la semaine derni\xC3\xA8re", -10, -4},
        {"week of 29 December: 5 km", -10, -4},
        {"Woche vom 29. Dezember: 5 km", -10, -4},
        {"5 km from 2 January to 8 January", -6, 0},
        {"5 km vom 2. bis 8. Januar", -6, 0},
        {"5 km since 15 December", -24, 0},
        {"5 km in December", -38, -8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct claims__reading reading = read_text(&arena, cases[i].text);
        const struct claims__scope *scope = &reading.mentions[0].scope;
        bool is_right = reading.n_mentions == 1 && scope->has_period &&
                        scope->first == TODAY + cases[i].first &&
                        scope->last == TODAY + cases[i].last;
        if (!is_right) {
            fail_msg("\"%s\": %zu numbers, %d to %d", cases[i].text, reading.n_mentions,
                     reading.n_mentions > 0 ? scope->first - TODAY : 0,
                     reading.n_mentions > 0 ? scope->last - TODAY : 0);
        }
        arena_release(&arena);
    }
}

static void a_weekday_that_is_not_the_dates_is_found(void **state)
{
    static const char *const wrong[] = {"Saturday 2026-01-04", "Sunday, 3 January",
                                        "Sonntag, 3. Januar",  "dimanche 3 janvier",
                                        "domingo 3 de enero",  "2026-01-04 (Saturday)",
                                        "30 February 2026",    "domenica 3 gennaio 2026"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct arena arena = {0};
        struct claims__reading reading = read_text(&arena, wrong[i]);
        if (reading.n_bad_days != 1) {
            fail_msg("\"%s\": %zu wrong days", wrong[i], reading.n_bad_days);
        }
        arena_release(&arena);
    }
}

static void keys_say_unit_subject_and_period(void **state)
{
    struct arena arena = {0};
    struct arena scratch = {0};
    struct claims__lexicon lexicon;
    struct claims__key key;
    (void)state;
    claims__lexicon_init(&lexicon, &arena);
    claims__key_read(&arena, &scratch, &lexicon, "last_7d_run_km", &key);
    assert_int_equal(key.subject.unit, UNIT_M);
    assert_true(key.factor > 999 && key.factor < 1001);
    assert_int_equal(key.subject.sport, IN(RUN));
    assert_int_equal(key.n_days, 7);
    assert_int_equal(key.n_extras, 0);
    claims__key_read(&arena, &scratch, &lexicon, "threshold_pace_s_per_km", &key);
    assert_int_equal(key.subject.unit, UNIT_S_PER_KM);
    assert_true((key.subject.what & WHAT(THRESHOLD)) != 0);
    claims__key_read(&arena, &scratch, &lexicon, "ll_form_pct", &key);
    assert_int_equal(key.subject.unit, UNIT_PCT);
    assert_int_equal(key.subject.what, WHAT(LEG) | WHAT(FORM));
    claims__key_read(&arena, &scratch, &lexicon, "rest_days_7", &key);
    assert_int_equal(key.n_days, 7);
    assert_int_equal(key.subject.what, WHAT(DAYS));
    assert_int_equal(key.subject.how, HOW(REST));
    claims__key_read(&arena, &scratch, &lexicon, "quux_km", &key);
    assert_int_equal(key.n_extras, 1);
    assert_string_equal(key.extras[0], "quux");
    arena_release(&scratch);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_stands_once),
        cmocka_unit_test(numbers_are_read_as_they_are_written),
        cmocka_unit_test(what_is_no_quantity_is_left),
        cmocka_unit_test(days_are_found_in_five_languages),
        cmocka_unit_test(periods_are_found_in_five_languages),
        cmocka_unit_test(a_weekday_that_is_not_the_dates_is_found),
        cmocka_unit_test(keys_say_unit_subject_and_period)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
