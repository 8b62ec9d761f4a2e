/* Sentences that were served: their numbers with the words around them. */
#include <string.h>

#include "claims/walk.h"
#include "base/banned.h"

enum { TEXT_MAX = 600, TEXT_MENTIONS = 16 };

/* What people wrote, and what is no sentence. */
static bool is_sentence_of_ours(const char *name, const char *text)
{
    static const char *const others[] = {
        "name",    "description", "comment",  "notes",      "note",        "label",
        "cue",     "device",      "goal",     "athlete",    "as_of",       "synced_at",
        "source",  "formula",     "doi",      "timezone",   "plan_token",  "answer_id",
        "rule",    "id",          "event_id", "start",      "start_local", "day",
        "end_day", "next_cursor", "from",     "to",         "oldest",      "newest",
        "effect",  "week_start",  "today",    "time_local", "stale_reason"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(name, others[i]) == 0) {
            return false;
        }
    }
    return strpbrk(text, "0123456789") != NULL && strlen(text) <= TEXT_MAX;
}

static void text_scope(const struct claims__walk *walk, const struct claims__within *within,
                       const struct claims__mention *mention, struct claims__fact *fact)
{
    static const struct claims__key none = {.factor = 1};
    const struct claims__scope *scope = &mention->scope;
    if (scope->n_days == 1 && !scope->is_bad) {
        fact->has_day = true;
        fact->day = scope->days[0];
    } else if (!scope->has_period) {
        claims__scope_take(walk, within, &none, fact);
    }
    if (scope->has_period) {
        fact->has_period = true;
        fact->first = scope->first;
        fact->last = scope->last;
    }
    fact->is_planned = fact->is_planned || mention->is_planned ||
                       (fact->has_day && fact->day > walk->today);
}

/* Numbers inside a sentence that was served count as served, with the words around them. */
void claims__sentence_take(struct claims__walk *walk, const struct claims__within *within,
                           const char *name, const char *text)
{
    struct claims__reading reading;
    if (!is_sentence_of_ours(name, text) || walk->to->n_text_bytes >= FACT_TEXT_BYTES_MAX) {
        return;
    }
    walk->to->n_text_bytes += strlen(text);
    const struct claims__reader reader = {.arena = walk->scratch,
                                          .lexicon = walk->lexicon,
                                          .today = walk->today,
                                          .latest_run = DAY_NUM_NONE,
                                          .n_names = walk->to->n_names,
                                          .names = walk->to->names,
                                          .n_max = TEXT_MENTIONS};
    claims__read(&reader, text, strlen(text), &reading);
    for (size_t i = 0; i < reading.n_mentions; i++) {
        const struct claims__mention *mention = &reading.mentions[i];
        struct claims__fact *fact = mention->scope.is_mixed ? NULL : claims__fact_add(walk);
        if (fact == NULL) {
            continue;
        }
        *fact = (struct claims__fact){.low = mention->low,
                                      .high = mention->high,
                                      .half = mention->half,
                                      .factor = 1,
                                      .subject = mention->subject,
                                      .i_name = within->i_name,
                                      .i_answer = walk->i_answer,
                                      .path = within->path,
                                      .i_row = within->i_row,
                                      .column = name,
                                      .is_text = true};
        if (fact->subject.what == 0 && fact->subject.unit == UNIT_NONE) {
            fact->subject.what = mention->inherited_what;
            claims__subject_settle(&fact->subject);
        }
        if (mention->subject.sport == 0 || mention->is_sport_weak) {
            fact->subject.sport =
                within->sport != 0 ? within->sport : mention->subject.sport;
        }
        text_scope(walk, within, mention, fact);
    }
    arena_clear(walk->scratch);
}
