#include "tools/diary.h"

#include <stdlib.h>
#include <string.h>

#include "tools/effects.h"
#include "base/banned.h"

json_t *diary_body(const struct own_entry *entry, const char *kind)
{
    json_t *body = NULL;
    if (entry->is_undone || entry->undoes != NULL || strcmp(entry->kind, kind) != 0 ||
        !json_parse(entry->body, strlen(entry->body), &body, NULL)) {
        return NULL;
    }
    return body;
}

static bool is_of_part(const struct own_entry *entry, enum diary_part part)
{
    bool is_preference = strcmp(entry->kind, "preference") == 0;
    bool is_plan = strcmp(entry->kind, DIARY_PLAN_KIND) == 0 ||
                   strcmp(entry->kind, DIARY_PLAN_TOLD_KIND) == 0 ||
                   strcmp(entry->kind, DIARY_EDIT_KIND) == 0 ||
                   strcmp(entry->kind, DIARY_OVERRIDE_KIND) == 0 ||
                   strcmp(entry->kind, DIARY_OVERRIDE_REQUEST_KIND) == 0;
    return entry->undoes == NULL && !is_plan &&
           is_preference == (part == DIARY_PREFERENCES);
}

bool diary_undo_add(struct tool_ctx *ctx, const struct data_entries *entries,
                    enum diary_part part, int64_t now_ms, struct err *err)
{
    static const struct {
        const char *what;
        const char *again;
        const char *hint;
    } words[] = {
        [DIARY_CHECKIN] = {"check-in", "Undo first, then log anew in a second call.",
                           "Take the checkin_id from the answer of log_checkin."},
        [DIARY_PREFERENCES] = {"change", "Undo first, then set anew in a second call.",
                               "Take the change_id from the answer of set_preferences."}};
    const char *batch = json_get_text(ctx->args, "undo");
    size_t n_own = json_object_get(ctx->args, "athlete") != NULL ? 2U : 1U;
    if (json_object_size(ctx->args) != n_own) {
        return err_set(err, ERR_BAD_ARGUMENT, words[part].again, "undo stands alone");
    }
    for (size_t i = entries->n_items; i-- > 0;) {
        const struct own_entry *entry = &entries->items[i];
        if (strcmp(entry->batch, batch) == 0 && is_of_part(entry, part)) {
            return entry->is_undone ||
                   effects_add_undo(ctx->effects, batch, entry->day, now_ms);
        }
    }
    return err_set(err, ERR_NOT_FOUND, words[part].hint, "there is no %s \"%.40s\"",
                   words[part].what, batch);
}

const char *diary_site(struct arena *arena, const json_t *body)
{
    const char *site = json_get_text(body, "site");
    const char *side = json_get_text(body, "side");
    if (site == NULL || side == NULL || strcmp(side, "both") == 0) {
        return site != NULL ? arena_text(arena, site) : NULL;
    }
    return arena_printf(arena, "%s_%s", site, side);
}

static enum load_pain_moment moment_of(const json_t *body)
{
    const char *moment = json_get_text(body, "moment");
    if (moment != NULL && strcmp(moment, "next_morning") == 0) {
        return LOAD_PAIN_NEXT_MORNING;
    }
    return moment != NULL && strcmp(moment, "after") == 0 ? LOAD_PAIN_AFTER
                                                          : LOAD_PAIN_DURING;
}

/* Pain above 0 during rehab or strength sets is pain, wherever it was. A zero there clears
 * nothing. */
static bool set_pain_read(const struct own_entry *entry, struct load_pain_entry *ret)
{
    json_auto_t *body = diary_body(entry, "strength");
    double score = json_get_number(body, "pain");
    if (body == NULL || !(score > 0)) {
        return false;
    }
    *ret = (struct load_pain_entry){
        .day = entry->day, .moment = LOAD_PAIN_DURING, .score = score};
    return true;
}

static bool pain_read(struct arena *arena, const struct own_entry *entry,
                      struct load_pain_entry *ret)
{
    json_auto_t *body = diary_body(entry, "pain");
    if (body == NULL) {
        return set_pain_read(entry, ret);
    }
    *ret = (struct load_pain_entry){.day = entry->day,
                                    .moment = moment_of(body),
                                    .site = diary_site(arena, body),
                                    .score = json_get_number(body, "score"),
                                    .is_limping = json_get_bool(body, "limping", false)};
    return true;
}

size_t diary_pain(struct arena *arena, const struct data_entries *entries,
                  const struct load_pain_entry **ret_pain)
{
    struct load_pain_entry *pain = arena_alloc(arena, entries->n_items + 1, sizeof *pain);
    size_t n_pain = 0;
    for (size_t i = 0; i < entries->n_items; i++) {
        n_pain += pain_read(arena, &entries->items[i], &pain[n_pain]) ? 1U : 0U;
    }
    *ret_pain = pain;
    return n_pain;
}

json_t *diary_preferences_json(const struct data_entries *entries)
{
    json_t *preferences = json_object();
    for (size_t i = 0; i < entries->n_items; i++) {
        json_auto_t *body = diary_body(&entries->items[i], "preference");
        const char *key = json_get_text(body, "key");
        json_t *value = json_object_get(body, "value");
        if (key == NULL || json_is_null(value)) {
            (void)json_object_del(preferences, key != NULL ? key : "");
        } else {
            (void)json_object_set(preferences, key, value);
        }
    }
    return preferences;
}

/* "Set: caps {"run_days_per_week":3}": the value as JSON, for its braces show what belongs
 * together. */
void diary_preferences_lines(struct answer *answer, const json_t *preferences)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)preferences, key, value)
    {
        char *text = json_to_text(value, NULL);
        answer_line(answer, "Set: %s %s", key, text);
        free(text);
    }
}

/* "monday" is 0. */
static int weekday_from_name(const char *name)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    for (int i = 0; name != NULL && i < 7; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return 0;
}

static day_num day_member(const json_t *object, const char *key)
{
    const char *text = json_get_text(object, key);
    day_num day = DAY_NUM_NONE;
    return text != NULL && day_parse(text, &day) ? day : DAY_NUM_NONE;
}

static void injuries_read(struct arena *arena, const json_t *preferences,
                          struct load_preferences *ret)
{
    const json_t *rows = json_object_get(preferences, "injuries");
    size_t n_rows = json_array_size(rows);
    struct load_injury *injuries = arena_alloc(arena, n_rows + 1, sizeof *injuries);
    const char **bone_sites = arena_alloc(arena, n_rows + 1, sizeof *bone_sites);
    for (size_t i = 0; i < n_rows; i++) {
        const json_t *row = json_array_get(rows, i);
        const char *kind = json_get_text(row, "kind");
        injuries[i] = (struct load_injury){.day = day_member(row, "date"),
                                           .site = diary_site(arena, row)};
        if (kind != NULL && strcmp(kind, "bone_stress") == 0) {
            bone_sites[ret->n_bone_sites++] =
                diary_site(arena, row); /* no pain accepted there */
        }
    }
    ret->n_injuries = n_rows;
    ret->injuries = injuries;
    ret->bone_sites = bone_sites;
}

static void weights_read(struct arena *arena, const json_t *preferences,
                         struct load_preferences *ret)
{
    const json_t *rows = json_object_get(preferences, "sport_weights");
    size_t n_rows = json_array_size(rows);
    struct load_weight_override *weights = arena_alloc(arena, n_rows + 1, sizeof *weights);
    for (size_t i = 0; i < n_rows; i++) {
        const json_t *row = json_array_get(rows, i);
        weights[i] = (struct load_weight_override){
            .sport = sport_from_name(json_get_text(row, "sport")),
            .weight = json_get_number(row, "weight")};
    }
    ret->n_weights = n_rows;
    ret->weights = weights;
}

void diary_preferences(struct arena *arena, const struct data_entries *entries,
                       struct load_preferences *ret)
{
    load_preferences_init(ret);
    if (entries->n_items == 0) {
        return;
    }
    json_auto_t *preferences = diary_preferences_json(entries);
    double usual = json_get_number(preferences, "usual_morning_pain");
    ret->week_start = weekday_from_name(json_get_text(preferences, "week_start"));
    ret->is_mass_off = !json_get_bool(preferences, "body_mass_counts", true);
    ret->usual_morning_pain = usual >= 0 ? usual : 0;
    ret->return_day = day_member(preferences, "return_from");
    ret->no_injury_day = day_member(preferences, "no_injury_before");
    injuries_read(arena, preferences, ret);
    weights_read(arena, preferences, ret);
}

const char *diary_llss_source(struct arena *arena, const struct data_entries *entries)
{
    if (entries->n_items == 0) {
        return NULL;
    }
    json_auto_t *preferences = diary_preferences_json(entries);
    const char *source = json_get_text(preferences, "llss_source");
    bool is_own = source != NULL && strcmp(source, "computed") != 0;
    return is_own ? arena_text(arena, source) : NULL;
}
