/* A draft reply held against the ledger of answers (claims/claims.h). */
#include <string.h>

#include "claims/claims.h"
#include "tools/answer.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "base/banned.h"

enum { QUOTE_BYTES = 60 };

static const char *const columns[] = {"quote",     "status", "served",
                                      "answer_id", "path",   "why"};

struct ledger {
    size_t n_answers;
    struct claims_answer *answers;
    size_t n_too_large;
    size_t n_unreadable;
};

static bool is_wanted(const json_t *ids, const char *answer_id)
{
    for (size_t i = 0; i < json_array_size(ids); i++) {
        if (strcmp(json_string_value(json_array_get(ids, i)), answer_id) == 0) {
            return true;
        }
    }
    return ids == NULL;
}

/* The same question asked again later that day: only the last answer to it counts. */
static bool is_superseded(const struct data_athlete *athlete,
                          const struct data_answers *served, size_t i)
{
    const struct data_answer *answer = &served->items[i];
    for (size_t k = i + 1; k < served->n_items; k++) {
        if (strcmp(served->items[k].tool, answer->tool) == 0 &&
            strcmp(served->items[k].arguments, answer->arguments) == 0 &&
            clock_day(athlete->zone, served->items[k].served_ms) ==
                clock_day(athlete->zone, answer->served_ms)) {
            return true;
        }
    }
    return false;
}

static void answer_take(const struct data_answer *answer, struct ledger *ledger)
{
    struct claims_answer *to = &ledger->answers[ledger->n_answers];
    json_t *arguments = NULL;
    json_t *body = NULL;
    if (answer->body[0] == '\0') {
        ledger->n_too_large++;
        return;
    }
    if (!json_parse(answer->body, strlen(answer->body), &body, NULL)) {
        ledger->n_unreadable++;
        return;
    }
    if (!json_parse(answer->arguments, strlen(answer->arguments), &arguments, NULL)) {
        arguments = NULL;
    }
    *to = (struct claims_answer){
        .answer_id = answer->answer_id, .arguments = arguments, .body = body};
    ledger->n_answers++;
}

static void ledger_release(struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->n_answers; i++) {
        json_decref(json_unconst(ledger->answers[i].arguments));
        json_decref(json_unconst(ledger->answers[i].body));
    }
}

static bool ids_are_known(const json_t *ids, const struct data_answers *served,
                          struct err *err)
{
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        bool is_known = false;
        for (size_t k = 0; k < served->n_items; k++) {
            is_known = is_known || strcmp(served->items[k].answer_id, id) == 0;
        }
        if (!is_known) {
            return err_set(err, ERR_NOT_FOUND,
                           "Leave answer_ids out, or take answer_id of answers that you "
                           "were given.",
                           "answer_ids: \"%.16s\" is not kept (last 200 answers, 48 h)",
                           id);
        }
    }
    return true;
}

static void ledger_read(struct tool_ctx *ctx, const struct data_athlete *athlete,
                        const struct data_answers *served, struct ledger *ret)
{
    const json_t *ids = json_object_get(ctx->args, "answer_ids");
    *ret = (struct ledger){
        .answers = arena_alloc(ctx->arena, served->n_items + 1, sizeof ret->answers[0])};
    for (size_t i = 0; i < served->n_items; i++) {
        bool counts = is_wanted(ids, served->items[i].answer_id) &&
                      (ids != NULL || !is_superseded(athlete, served, i));
        if (counts) {
            answer_take(&served->items[i], ret);
        }
    }
}

static const char *quote_of(struct arena *arena, const char *text,
                            const struct claims_finding *finding)
{
    char *part = arena_alloc(arena, finding->n_bytes + 1, 1);
    memcpy(part, text + finding->begin, finding->n_bytes);
    return quote_clean(arena, part, QUOTE_BYTES);
}

static void summary_write(struct answer *answer, const struct ledger *ledger,
                          const struct claims_report *report)
{
    if (report->n_findings == 0) {
        answer_summary(answer, "No number found in the draft.");
        return;
    }
    if (ledger->n_answers == 0) {
        answer_summary(answer,
                       "Nothing was served to you in the last 48 h, so no number can be "
                       "checked. First call the tool that has them: "
                       "lower_limb_load_status, get_recent_activities, get_wellness, "
                       "fitness_status, training_summary or get_calendar.");
        return;
    }
    size_t n_different = report->n_of[CLAIM_DIFFERENT];
    size_t n_never = report->n_of[CLAIM_NEVER_SERVED];
    size_t n_unclear = report->n_of[CLAIM_UNCLEAR];
    answer_summary(
        answer,
        "%zu confirmed, %zu rounded, %zu different, %zu never served, %zu unclear.%s%s%s",
        report->n_of[CLAIM_CONFIRMED], report->n_of[CLAIM_ROUNDED], n_different, n_never,
        n_unclear, n_different > 0 ? " Correct what is different." : "",
        n_never > 0 ? " Take out or fetch what was never served." : "",
        n_unclear > 0 ? " Say what is unclear with sport, day and unit." : "");
}

static void finding_write(struct arena *arena, struct answer *answer, const char *text,
                          const struct claims_finding *finding, json_t *table)
{
    const char *quote = quote_of(arena, text, finding);
    json_t *row = json_array();
    row_add(row, json_text_or_null(quote));
    row_add(row, json_string(claims_status_name(finding->status)));
    row_add(row, json_text_or_null(finding->served));
    row_add(row, json_text_or_null(finding->answer_id));
    row_add(row, json_text_or_null(finding->path));
    row_add(row, json_text_or_null(finding->why));
    answer_row(table, row);
    if (finding->status == CLAIM_CONFIRMED) {
        return;
    }
    answer_line(answer, "\"%s\" %s%s%s%s%s%s", quote, claims_status_name(finding->status),
                finding->served != NULL ? "; served: " : "",
                finding->served != NULL ? finding->served : "",
                finding->why != NULL ? " (" : "", finding->why != NULL ? finding->why : "",
                finding->why != NULL ? ")" : "");
}

static void missing_write(struct answer *answer, const struct ledger *ledger,
                          const struct claims_report *report)
{
    if (ledger->n_too_large > 0) {
        answer_missing(answer, "answers", ledger->n_too_large, MISSING_NO_DATA,
                       "too large to be kept: their numbers show as never_served");
    }
    if (ledger->n_unreadable > 0) {
        answer_missing(answer, "answers.unreadable", ledger->n_unreadable, MISSING_NO_DATA,
                       "their numbers show as never_served");
    }
    if (report->n_left_out > 0) {
        answer_missing(answer, "claims", report->n_left_out, MISSING_NOT_ASKED,
                       "more numbers than are checked at once: check the rest of the "
                       "draft apart");
    }
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct data_athlete athlete;
    struct data_answers served;
    struct ledger ledger;
    struct claims_report report;
    const char *text = json_get_text(ctx->args, "text");
    size_t n_bytes = strlen(text);
    if (n_bytes > CLAIMS_TEXT_BYTES) {
        (void)err_set(err, ERR_BAD_ARGUMENT, "Check it in parts.",
                      "text has %zu bytes; at most %d are checked at once", n_bytes,
                      CLAIMS_TEXT_BYTES);
        return TOOL_FAILED;
    }
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    if (!data_answers(ctx->data, ctx->principal, &served, err) ||
        !ids_are_known(json_object_get(ctx->args, "answer_ids"), &served, err)) {
        return TOOL_FAILED;
    }
    ledger_read(ctx, &athlete, &served, &ledger);
    claims_check(ctx->arena, text, athlete.today, ledger.n_answers, ledger.answers,
                 &report);
    json_t *table = answer_table(columns, sizeof columns / sizeof columns[0]);
    summary_write(answer, &ledger, &report);
    for (size_t i = 0; i < report.n_findings; i++) {
        finding_write(ctx->arena, answer, text, &report.findings[i], table);
    }
    missing_write(answer, &ledger, &report);
    answer_set(answer, "claims", table);
    ledger_release(&ledger);
    return TOOL_DONE;
}

const struct tool tool_check_answer = {
    .name = "check_answer", .run = run, .reads_ledger = true};
