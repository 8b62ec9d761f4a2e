/* Numbers in words, in five languages, and where they are claims. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "claims/number_words.h"
#include "claims/read.h"

static void words_have_their_value(void **state)
{
    static const struct {
        const char *text;
        double value; /* -1: no number */
    } rows[] = {{"fifty-two", 52},
                {"fifty two", 52},
                {"one hundred forty-four", 144},
                {"one hundred and five", 105},
                {"two thousand and six", 2006},
                {"twelve thousand three hundred", 12300},
                {"eight point four", 8.4},
                {"zero point zero five", 0.05},
                {"seventeen", 17},
                {"zweiundfünfzig", 52},
                {"hundertvierundvierzig", 144},
                {"zweihundertfünf", 205},
                {"tausendzweihundert", 1200},
                {"dreißig", 30},
                {"acht Komma vier", 8.4},
                {"cinquante-deux", 52},
                {"vingt et un", 21},
                {"soixante-dix-sept", 77},
                {"soixante et onze", 71},
                {"quatre-vingts", 80},
                {"quatre-vingt-dix-neuf", 99},
                {"cent quarante-quatre", 144},
                {"deux cents", 200},
                {"huit virgule vingt-cinq", 8.25},
                {"septante-deux", 72},
                {"cincuenta y dos", 52},
                {"veintidós", 22},
                {"ciento cuarenta y cuatro", 144},
                {"doscientos cinco", 205},
                {"mil doscientos", 1200},
                {"ocho coma cuatro", 8.4},
                {"cinquantadue", 52},
                {"ventuno", 21},
                {"trentatré", 33},
                {"centoquarantaquattro", 144},
                {"duecento", 200},
                {"duemila", 2000},
                {"otto virgola quattro", 8.4},
                {"two three", -1},
                {"twenty ten", -1},
                {"drei und vier", -1},
                {"fifty-first", -1},
                {"and five", -1},
                {"hundred hundred", -1},
                {"venticinquecento", -1},
                {"point five", -1},
                {"acre", -1}};
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value = claims__number_words_value(&arena, rows[i].text);
        if (fabs(value - rows[i].value) > 1e-9) {
            fail_msg("\"%s\" is %g, not %g", rows[i].text, value, rows[i].value);
        }
    }
    arena_release(&arena);
}

/* What a text claims: quote and value, each with its unit. */
static void only_sure_words_are_claims(void **state)
{
    static const struct {
        const char *text;
        const char *quote; /* NULL: nothing is claimed */
        double low;
        double high;
    } rows[] = {
        {"You ran fifty-two minutes.", "fifty-two minutes", 3120, 3120},
        {"Run ten kilometres.", "ten kilometres", 10000, 10000},
        {"Run eight to nine kilometres.", "eight to nine kilometres", 8000, 9000},
        {"a twenty-minute run", "twenty-minute", 1200, 1200},
        {"an hour and ten minutes", "an hour and ten minutes", 4200, 4200},
        {"un'ora e dieci minuti", "un'ora e dieci minuti", 4200, 4200},
        {"eine Stunde und zwölf Minuten", "eine Stunde und zwölf Minuten", 4320, 4320},
        {"fifteen per cent of it", "fifteen per cent", 15, 15},
        {"quinze pour cent", "quinze pour cent", 15, 15},
        {"One run, one hour, once.", NULL, 0, 0},
        {"It is the twenty-first time.", NULL, 0, 0},
        {"Sei stanco.", NULL, 0, 0},
        {"Tu es sûr à pour cent.", NULL, 0, 0},
        {"a hundred small things", NULL, 0, 0}};
    struct arena arena = {0};
    struct claims__lexicon lexicon;
    (void)state;
    claims__lexicon_init(&lexicon, &arena);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct claims__reader reader = {
            .arena = &arena, .lexicon = &lexicon, .today = 20461, .n_max = 8};
        struct claims__reading reading;
        claims__read(&reader, rows[i].text, strlen(rows[i].text), &reading);
        const struct claims__mention *one = reading.mentions;
        size_t n_quote = rows[i].quote != NULL ? strlen(rows[i].quote) : 0;
        if (reading.n_mentions != (rows[i].quote != NULL ? 1 : 0)) {
            fail_msg("\"%s\" claims %zu numbers", rows[i].text, reading.n_mentions);
        }
        if (n_quote > 0 &&
            (one->end - one->begin != n_quote ||
             memcmp(rows[i].text + one->begin, rows[i].quote, n_quote) != 0 ||
             fabs(one->low - rows[i].low) > 1e-6 ||
             fabs(one->high - rows[i].high) > 1e-6)) {
            fail_msg("\"%s\": %g to %g from %zu to %zu", rows[i].text, one->low, one->high,
                     one->begin, one->end);
        }
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_have_their_value),
                                       cmocka_unit_test(only_sure_words_are_claims)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
