#include "tools/beside.h"

#include <string.h>

#include "load/agreement.h"
#include "load/sensitivity.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "base/banned.h"

bool beside_own_fields_write(struct tool_ctx *ctx, struct answer *answer,
                             const struct engine *engine, const struct load_status *status,
                             struct err *err)
{
    const struct athlete *athlete = engine->athlete.athlete;
    json_t *rows = athlete->n_limb_fields > 0 ? json_array() : json_null();
    answer_set(answer, "own_fields", rows);
    for (size_t i = 0; i < athlete->n_limb_fields; i++) {
        const struct limb_field *field = &athlete->limb_fields[i];
        const double *values = NULL;
        char text[LOAD_AGREEMENT_TEXT_SIZE];
        if (!data_limb_numbers(ctx->data, &engine->activities, field->code, &values, err)) {
            return false;
        }
        struct load_agreement agreement = load_agreement_of(status->history, values);
        bool is_source =
            engine->llss_source != NULL && strcmp(engine->llss_source, field->code) == 0;
        json_t *row = json_object();
        set_text(row, "code", field->code);
        (void)json_object_set_new(row, "is_source", json_boolean(is_source));
        set_count(row, "pairs_90d", agreement.n_pairs);
        set_number(row, "correlation", agreement.correlation, 2);
        set_number(row, "ratio_to_ours", agreement.ratio, 2);
        set_number(row, "mean_difference", agreement.mean_difference, 1);
        set_number(row, "difference_sd", agreement.difference_sd, 1);
        set_text(row, "null_reason", load_agreement_null_name(agreement.null_reason));
        set_text(row, "text", load_agreement_text(&agreement, text));
        row_add(rows, row);
        answer_line(answer, "Own field %s (%s the lines): %s", field->code,
                    is_source ? "the source of" : "beside ours, not in", text);
    }
    return true;
}

static json_t *opinion_row(const struct load_sensitivity_row *change)
{
    json_t *row = json_object();
    set_text(row, "opinion", change->alternative->subject);
    set_text(row, "with", change->alternative->with);
    set_text(row, "verdict", load_level_name(change->level));
    set_text(row, "zone",
             change->zone != LOAD_ZONE_NONE ? load_zone_name(change->zone) : NULL);
    set_number(row, "ll_form_pct", change->form_pct, 0);
    return row;
}

void beside_sensitivity_write(struct tool_ctx *ctx, struct answer *answer,
                              const struct load_status *status)
{
    size_t n_set = 0;
    struct load_sensitivity found;
    char text[LOAD_TEXT_SIZE];
    const struct load_inputs *inputs = status->history->inputs;
    const struct load_alternative *set = load_alternatives(&n_set);
    struct load_scratch scratch = {.n_bytes = load_scratch_bytes(inputs)};
    scratch.memory = arena_alloc(ctx->arena, scratch.n_bytes, 1);
    load_sensitivity_compute(inputs, &scratch, n_set, set, &found);
    json_t *changes = json_array();
    for (size_t i = 0; i < found.n_changes; i++) {
        row_add(changes, opinion_row(&found.changes[i]));
    }
    json_t *object = json_object();
    set_text(object, "text", load_sensitivity_text(&found, text));
    set_count(object, "opinions_tried", found.n_tried);
    set_count(object, "opinions_without_effect", found.n_untouched);
    set_number(object, "ll_form_pct_low", found.form_pct_low, 0);
    set_number(object, "ll_form_pct_high", found.form_pct_high, 0);
    (void)json_object_set_new(object, "changes", changes);
    answer_set(answer, "sensitivity", object);
    answer_line(answer, "%s", text);
    for (size_t i = 0; i < found.n_changes; i++) {
        const struct load_sensitivity_row *change = &found.changes[i];
        answer_line(answer, "With another opinion on %s (%s): %s, LL Form %s %% (%s).",
                    change->alternative->subject, change->alternative->with,
                    load_level_name(change->level),
                    quote_number(ctx->arena, change->form_pct, 0),
                    load_zone_label(change->zone));
    }
}
