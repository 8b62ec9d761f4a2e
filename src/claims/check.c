#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "claims/claims.h"
#include "claims/match.h"
#include "base/banned.h"

const char *claims_status_name(enum claims_status status)
{
    static const char *const names[N_CLAIM_STATUSES] = {[CLAIM_CONFIRMED] = "confirmed",
                                                        [CLAIM_ROUNDED] = "rounded",
                                                        [CLAIM_DIFFERENT] = "different",
                                                        [CLAIM_NEVER_SERVED] =
                                                            "never_served",
                                                        [CLAIM_UNCLEAR] = "unclear"};
    return names[status];
}

static void finding_add(struct claims_report *report, const struct claims_finding *finding)
{
    if (report->n_findings == CLAIMS_MAX) {
        report->n_left_out++;
        return;
    }
    report->findings[report->n_findings++] = *finding;
    report->n_of[finding->status]++;
}

static const char *bad_day_words(struct arena *arena, const struct claims__bad_day *bad)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    char text[DAY_TEXT_SIZE];
    if (bad->day == DAY_NUM_NONE) {
        return "there is no such date";
    }
    return arena_printf(arena, "%s is a %s", day_format(bad->day, text),
                        weekdays[day_weekday(bad->day)]);
}

/* Weekdays that are not their date's, in their place between the numbers. */
static void bad_days_add(struct arena *arena, const struct claims__reading *reading,
                         size_t before, size_t *i_next, struct claims_report *report)
{
    while (*i_next < reading->n_bad_days && reading->bad_days[*i_next].begin < before) {
        const struct claims__bad_day *bad = &reading->bad_days[(*i_next)++];
        const struct claims_finding finding = {.begin = bad->begin,
                                               .n_bytes = bad->end - bad->begin,
                                               .status = CLAIM_DIFFERENT,
                                               .served = bad_day_words(arena, bad),
                                               .why = "calendar"};
        finding_add(report, &finding);
    }
}

static void mention_check(struct arena *arena, const struct claims__facts *facts,
                          const struct claims__said *said,
                          const struct claims__mention *mention, day_num today,
                          const struct claims_answer answers[],
                          struct claims_report *report)
{
    struct claims__verdict verdict = claims__match(facts, said, mention, today);
    struct claims_finding finding = {.begin = mention->begin,
                                     .n_bytes = mention->end - mention->begin,
                                     .status = verdict.status,
                                     .why = verdict.why};
    if (verdict.fact != NULL) {
        finding.served = claims__fact_words(arena, verdict.fact);
        finding.answer_id = answers[verdict.fact->i_answer].answer_id;
        finding.path = claims__fact_path(arena, verdict.fact);
    }
    finding_add(report, &finding);
}

void claims_check(struct arena *arena, const char *text, day_num today, size_t n_answers,
                  const struct claims_answer answers[], struct claims_report *ret)
{
    struct claims__lexicon lexicon;
    struct claims__facts facts;
    struct claims__reading reading;
    size_t n_bytes = strnlen(text, CLAIMS_TEXT_BYTES);
    *ret = (struct claims_report){
        .findings = arena_alloc(arena, CLAIMS_MAX, sizeof ret->findings[0])};
    claims__lexicon_init(&lexicon, arena);
    claims__facts_read(arena, &lexicon, today, n_answers, answers, &facts);
    const struct claims__reader reader = {.arena = arena,
                                          .lexicon = &lexicon,
                                          .today = today,
                                          .latest_run = facts.latest_run,
                                          .n_names = facts.n_names,
                                          .names = facts.names,
                                          .n_max = CLAIMS_MAX,
                                          .n_places = facts.n_places,
                                          .places = facts.places};
    claims__read(&reader, text, n_bytes, &reading);
    struct claims__said said = {0};
    size_t i_bad = 0;
    for (size_t i = 0; i < reading.n_mentions; i++) {
        const struct claims__mention *mention = &reading.mentions[i];
        bad_days_add(arena, &reading, mention->begin, &i_bad, ret);
        claims__said_read(arena, &facts, &reading.tokens, mention, &said);
        mention_check(arena, &facts, &said, mention, today, answers, ret);
    }
    bad_days_add(arena, &reading, n_bytes + 1, &i_bad, ret);
    ret->n_left_out += reading.n_left_out;
}
