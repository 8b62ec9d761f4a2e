#include "tools/tool.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "tools/answer.h"
#include "tools/arguments.h"
#include "tools/diary.h"
#include "tools/effects.h"
#include "tools/engine.h"
#include "tools/quote.h"
#include "tools/slots.h"
#include "base/banned.h"

enum { INJURY_MAX_YEARS = 60, TEXT_BYTES = 200 };

/* Strings inside a value are the athlete's words: cleaned before they are kept. */
static void texts_clean(struct arena *arena, json_t *value)
{
    const char *key = NULL;
    json_t *member = NULL;
    void *next = NULL;
    json_object_foreach_safe(value, next, key, member)
    {
        if (json_is_string(member)) {
            (void)json_object_set_new(value, key,
                                      json_text_or_null(quote_clean(
                                          arena, json_string_value(member), TEXT_BYTES)));
        } else {
            texts_clean(arena, member);
        }
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        texts_clean(arena, json_array_get(value, i));
    }
}

static bool past_date_check(const char *name, const char *text, day_num today,
                            struct err *err)
{
    day_num day = 0;
    if (text == NULL || !day_parse(text, &day)) {
        return true; /* its form was checked by the schema */
    }
    if (day > today || day < today - INJURY_MAX_YEARS * 366) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Give the day it began, as the athlete remembers it.",
                       "%s %.10s lies in the future, or too far back", name, text);
    }
    return true;
}

/* Two rows about one thing would contradict each other. */
static bool rows_differ(const json_t *rows, const char *name, const char *key,
                        struct err *err)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        for (size_t k = 0; k < i; k++) {
            const json_t *row = json_array_get(rows, i);
            const json_t *other = json_array_get(rows, k);
            if (json_equal(json_object_get(row, key), json_object_get(other, key)) != 0) {
                return err_set(err, ERR_BAD_ARGUMENT, "Name each once.",
                               "%s names \"%.30s\" twice", name, json_get_text(row, key));
            }
        }
    }
    return true;
}

/* "computed", or the code of a field that the service names. */
static bool source_check(const char *source, const struct athlete *athlete, struct err *err)
{
    struct str_buf codes = {.max_bytes = 200};
    if (source == NULL || strcmp(source, "computed") == 0 ||
        athlete_limb_field(athlete, source) != NULL) {
        return true;
    }
    for (size_t i = 0; i < athlete->n_limb_fields; i++) {
        str_buf_printf(&codes, " or \"%s\"", athlete->limb_fields[i].code);
    }
    char hint[256];
    (void)snprintf(
        hint, sizeof hint,
        "Give \"computed\"%s; own fields are custom activity fields named LLSS or "
        "LBSS in Intervals.icu.",
        str_buf_text(&codes));
    str_buf_release(&codes);
    return err_set(
        err, ERR_BAD_ARGUMENT, hint,
        "llss_source is \"%.40s\", which is no limb stress field of this athlete", source);
}

static bool sports_check(const json_t *weights, struct err *err)
{
    for (size_t i = 0; i < json_array_size(weights); i++) {
        const char *text = json_get_text(json_array_get(weights, i), "sport");
        if (sport_from_name(text) == SPORT_UNKNOWN) {
            return arguments_sport_unknown(
                "sport_weights.sport", text,
                "Types are spelled as in Intervals.icu: Run, TrailRun, Ride ...", err);
        }
    }
    return rows_differ(weights, "sport_weights", "sport", err);
}

/* Every field that can be set: what forget may name. */
static const char *const fields[] = {"week_start",
                                     "usual_morning_pain",
                                     "injuries",
                                     "return_from",
                                     "no_injury_before",
                                     "body_mass_counts",
                                     "sport_weights",
                                     "llss_source",
                                     "caps",
                                     "availability",
                                     "goal",
                                     "races"};

static bool is_field(const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(fields[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool forget_check(const json_t *names, struct err *err)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (!is_field(name)) {
            struct str_buf known = {.max_bytes = 220};
            for (size_t k = 0; k < sizeof fields / sizeof fields[0]; k++) {
                str_buf_printf(&known, "%s%s", k > 0 ? ", " : "Fields: ", fields[k]);
            }
            (void)err_set(err, ERR_BAD_ARGUMENT, str_buf_text(&known),
                          "forget names \"%.30s\", which is no field", name);
            str_buf_release(&known);
            return false;
        }
    }
    return true;
}

static bool values_check(const json_t *args, day_num today, struct err *err)
{
    struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS] = {0};
    const json_t *injuries = json_object_get(args, "injuries");
    for (size_t i = 0; i < json_array_size(injuries); i++) {
        if (!past_date_check("the injury of",
                             json_get_text(json_array_get(injuries, i), "date"), today,
                             err)) {
            return false;
        }
    }
    return past_date_check("return_from", json_get_text(args, "return_from"), today, err) &&
           past_date_check("no_injury_before", json_get_text(args, "no_injury_before"),
                           today, err) &&
           sports_check(json_object_get(args, "sport_weights"), err) &&
           forget_check(json_object_get(args, "forget"), err) &&
           slots_read(json_object_get(args, "availability"), slots, err);
}

/* An entry for a field whose value differs from what is kept; null forgets it. */
static void change_add(struct tool_ctx *ctx, const struct data_athlete *athlete,
                       const json_t *kept, const char *key, const json_t *value)
{
    json_auto_t *clean = json_is_string(value)
                             ? json_text_or_null(quote_clean(
                                   ctx->arena, json_string_value(value), TEXT_BYTES))
                             : json_deep_copy(value);
    texts_clean(ctx->arena, clean);
    const json_t *before = json_object_get(kept, key);
    bool is_same = before != NULL ? json_equal((json_t *)(uintptr_t)before, clean) != 0
                                  : json_is_null(clean);
    if (!is_same) {
        json_t *body = json_object();
        (void)json_object_set_new(body, "key", json_string(key));
        (void)json_object_set(body, "value", clean);
        (void)effects_add(ctx->effects, "preference", athlete->today, athlete->now_ms,
                          body);
    }
}

static bool changes_add(struct tool_ctx *ctx, const struct data_entries *entries,
                        const struct data_athlete *athlete, struct err *err)
{
    json_auto_t *kept = diary_preferences_json(entries);
    json_auto_t *nothing = json_null();
    const json_t *forgotten = json_object_get(ctx->args, "forget");
    const char *key = NULL;
    json_t *value = NULL;
    size_t n_told = json_array_size(forgotten);
    for (size_t i = 0; i < json_array_size(forgotten); i++) {
        const char *name = json_string_value(json_array_get(forgotten, i));
        if (json_object_get(ctx->args, name) != NULL) {
            return err_set(err, ERR_BAD_ARGUMENT, "Leave it out of one of them.",
                           "%.30s is both set and to be forgotten", name);
        }
        change_add(ctx, athlete, kept, name, nothing);
    }
    json_object_foreach((json_t *)(uintptr_t)ctx->args, key, value)
    {
        if (strcmp(key, "athlete") != 0 && strcmp(key, "forget") != 0) {
            n_told++;
            change_add(ctx, athlete, kept, key, value);
        }
    }
    return n_told > 0 || err_set(err, ERR_BAD_ARGUMENT,
                                 "Give at least one field, for example usual_morning_pain.",
                                 "there is nothing to set");
}

static void outcome_write(struct tool_ctx *ctx, struct answer *answer, const char *written,
                          const char *words)
{
    struct data_entries entries = {0};
    struct err err = {0};
    if (!data_entries(ctx->data, &entries, &err)) {
        answer_missing(answer, "preferences", 1, MISSING_NO_DATA, err.message);
    }
    json_t *kept = diary_preferences_json(&entries);
    bool is_written = ctx->effects->n_entries > 0;
    answer_summary(answer, "%s", words);
    answer_set(answer, "change_id",
               json_text_or_null(is_written ? ctx->effects->batch : NULL));
    answer_set(answer, "written", json_string(written));
    diary_preferences_lines(answer, kept);
    answer_set(answer, "preferences", kept);
}

/* "week_start, caps" of the fields that change; those set to null as "without goal". */
static const char *changes_words(struct tool_ctx *ctx)
{
    struct str_buf words = {.max_bytes = 200};
    for (size_t i = 0; i < ctx->effects->n_entries; i++) {
        json_auto_t *body = NULL;
        const char *text = ctx->effects->entries[i].body;
        if (json_parse(text, strlen(text), &body, NULL)) {
            str_buf_printf(&words, "%s%s%s", words.length > 0 ? ", " : "",
                           json_is_null(json_object_get(body, "value")) ? "forgot "
                                                                        : "set ",
                           json_get_text(body, "key"));
        }
    }
    const char *copy = arena_text(ctx->arena, str_buf_text(&words));
    str_buf_release(&words);
    return copy;
}

static enum tool_outcome report(struct tool_ctx *ctx, struct answer *answer)
{
    const struct tool_effects *effects = ctx->effects;
    bool is_undo = effects->entries[0].undoes != NULL;
    const char *words = is_undo ? arena_printf(ctx->arena, "Change %s is taken back.",
                                               effects->entries[0].undoes)
                                : arena_printf(ctx->arena, "Kept (undo: %s): %s.",
                                               effects->batch, changes_words(ctx));
    outcome_write(ctx, answer, is_undo ? "undone" : "written", words);
    return TOOL_DONE;
}

static enum tool_outcome run(struct tool_ctx *ctx, struct answer *answer, struct err *err)
{
    struct data_athlete athlete;
    struct data_entries entries;
    enum tool_outcome outcome = engine_athlete(ctx, &athlete, err);
    if (outcome != TOOL_DONE) {
        return outcome;
    }
    const char *undo = json_get_text(ctx->args, "undo");
    if (!data_entries(ctx->data, &entries, err) ||
        !source_check(json_get_text(ctx->args, "llss_source"), athlete.athlete, err) ||
        !values_check(ctx->args, athlete.today, err)) {
        return TOOL_FAILED;
    }
    if (undo != NULL
            ? !diary_undo_add(ctx, &entries, DIARY_PREFERENCES, athlete.now_ms, err)
            : !changes_add(ctx, &entries, &athlete, err)) {
        return TOOL_FAILED;
    }
    if (ctx->effects->n_entries == 0) {
        outcome_write(ctx, answer, undo != NULL ? "undone" : "already_there",
                      undo != NULL ? "That change was taken back before."
                                   : "All of this was kept before: nothing written.");
    }
    return TOOL_DONE;
}

const struct tool tool_set_preferences = {
    .name = "set_preferences", .run = run, .report = report};
