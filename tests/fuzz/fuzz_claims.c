/*
 * A draft and, behind a zero byte, a served answer: what check_answer reads. Checked: every
 * finding quotes a part of the draft, in order; one that is confirmed names where it was
 * served; the counts add up.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims.h"
#include "json/json.h"
#include "base/banned.h"

/* Served to every draft that brings no answer of its own. */
static const char sample_answer[] =
    "{\"as_of\":\"2026-01-08T12:00:00+01:00\",\"summary\":\"Run of Thu 2026-01-08: 6.0 "
    "km.\","
    "\"oldest\":\"2026-01-02\",\"newest\":\"2026-01-08\",\"activities\":{\"columns\":["
    "\"id\","
    "\"start_local\",\"sport\",\"name\",\"duration_min\",\"distance_km\",\"pace_s_per_km\"]"
    ","
    "\"rows\":[[\"i1\",\"2026-01-08T06:32\",\"Run\",\"Easy with 6 strides\",33,6.0,325],"
    "[\"i2\",\"2026-01-03T08:24\",\"Run\",\"Longest run\",43,8.4,310]]},"
    "\"lines\":{\"ll_fitness\":34.7,\"ll_form_pct\":-8},\"totals\":{\"columns\":[\"sport\","
    "\"distance_km\"],\"rows\":[[\"Ride\",204.3],[\"VirtualRide\",135.8]]}}";

static void check(bool is_right, const char *what)
{
    if (!is_right) {
        (void)fprintf(stderr, "broken: %s\n", what);
        abort();
    }
}

static void check_findings(const struct claims_report *report, size_t n_text)
{
    size_t n_of[N_CLAIM_STATUSES] = {0};
    size_t at = 0;
    check(report->n_findings <= CLAIMS_MAX, "not too many");
    for (size_t i = 0; i < report->n_findings; i++) {
        const struct claims_finding *finding = &report->findings[i];
        check(finding->n_bytes > 0 && finding->begin + finding->n_bytes <= n_text,
              "a part of the draft");
        check(finding->begin >= at, "in order");
        at = finding->begin;
        n_of[finding->status]++;
        bool is_positive =
            finding->status == CLAIM_CONFIRMED || finding->status == CLAIM_ROUNDED;
        check(!is_positive || (finding->answer_id != NULL && finding->path != NULL),
              "confirmed by something");
        check(finding->status != CLAIM_DIFFERENT || finding->served != NULL,
              "different from something");
    }
    for (size_t i = 0; i < N_CLAIM_STATUSES; i++) {
        check(n_of[i] == report->n_of[i], "counts add up");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct arena arena = {0};
    struct claims_report report;
    char *text = malloc(n_bytes + 1);
    if (text == NULL) {
        return 0;
    }
    if (n_bytes > 0) {
        memcpy(text, bytes, n_bytes);
    }
    text[n_bytes] = '\0';
    size_t n_text = strlen(text);
    json_t *body = NULL;
    bool has_answer = n_text + 1 < n_bytes &&
                      json_parse(text + n_text + 1, n_bytes - n_text - 1, &body, NULL);
    if (!has_answer) {
        check(json_parse(sample_answer, strlen(sample_answer), &body, NULL), "the sample");
    }
    const struct claims_answer answer = {.answer_id = "0123abcd", .body = body};
    claims_check(&arena, text, 20461, 1, &answer, &report);
    check_findings(&report, n_text);
    json_decref(body);
    free(text);
    arena_release(&arena);
    return 0;
}
