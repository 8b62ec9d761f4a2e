/*
 * A handle to a checked week, kept in the athlete's own log (entry kind "plan"), so that
 * nothing unchecked can be written later. The handle is the entry's batch: random, known to
 * nobody but the log and who got the answer. It stands for one plan under one set of rules,
 * one calendar and one state of the legs, each held by a digest; when any of them changes
 * the plan must be checked again. The digests are the safety, the 24 hours only a bound.
 */
#ifndef TOOLS_PLAN_TOKEN_H
#define TOOLS_PLAN_TOKEN_H

#include "plan/plan.h"
#include "seal/seal.h"
#include "tools/planning.h"
#include "tools/week_events.h"

enum { PLAN_TOKEN_HOURS = 24, PLAN_TOKEN_N_PARTS = 5, PLAN_TOKEN_PART_SIZE = 9 };

struct plan_token_digests {
    char plan[SEAL_DIGEST_SIZE];     /* the sessions that would be written */
    char rules[SEAL_DIGEST_SIZE];    /* tables, menu and constants of rules */
    char calendar[SEAL_DIGEST_SIZE]; /* events that touch the week */
    char state[SEAL_DIGEST_SIZE]; /* history, pain, injuries, caps, slots, done sessions */
};

enum plan_token_state {
    PLAN_TOKEN_VALID,
    PLAN_TOKEN_UNKNOWN, /* never given, or not by this athlete's log */
    PLAN_TOKEN_UNDONE,  /* taken back */
    PLAN_TOKEN_EXPIRED, /* older than 24 h, or from a clock ahead of ours */
    PLAN_TOKEN_DAMAGED, /* its sessions are not those that were checked */
    PLAN_TOKEN_RULES_CHANGED,
    PLAN_TOKEN_CALENDAR_CHANGED,
    PLAN_TOKEN_STATE_CHANGED
};
/* "valid", "unknown", "undone", "expired", "damaged", "rules_changed", ... */
const char *plan_token_state_name(enum plan_token_state state);
/* What to do about it, one sentence for the model; "" for valid. */
const char *plan_token_state_words(enum plan_token_state state);

/* A checked plan as it was kept. */
struct plan_token {
    day_num first_day;
    enum plan_verdict verdict;
    unsigned broken; /* rules to override, bits by enum plan_rule */
    enum plan_focus focus;
    bool accepts_short_gap;
    bool keeps_calendar; /* the calendar's workouts of the week were kept */
    bool has_slots;      /* hours were told or assumed: slots */
    struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS];
    char parts[PLAN_TOKEN_N_PARTS][PLAN_TOKEN_PART_SIZE]; /* see plan_token_change_words */
    size_t n_sessions;                                    /* not done, not fixed */
    struct plan_session sessions[PLAN_MAX_SESSIONS]; /* day, slot, start, kind, sport, rung,
                                                        minutes, km, q2, load, llss */
    struct week_told told[PLAN_MAX_SESSIONS];        /* of sessions, beside */
    struct plan_token_digests digests;
};

/*
 * List the plan as an effect, with what was told of its sessions (told[session.told - 1];
 * NULL: nothing), and return its handle, which lives as long as effects; the handle alone
 * when the log holds the very same plan of the last hour. NULL, and nothing listed, when
 * nobody may override what it breaks, or when it has no session that is neither done nor
 * fixed.
 */
const char *plan_token_add(struct tool_effects *effects, const struct planning *planning,
                           size_t n_sessions, const struct plan_session sessions[],
                           const struct week_told told[], const struct plan_proof *proof);

/*
 * Look a handle up; its plan goes to ret unless PLAN_TOKEN_UNKNOWN, texts in the arena.
 * Says nothing yet of calendar and state: those need planning_read for ret->first_day, then
 * plan_token_compare.
 */
enum plan_token_state plan_token_find(struct arena *arena,
                                      const struct data_entries *entries,
                                      const char *handle, int64_t now_ms,
                                      struct plan_token *ret);
/* With which it was checked, to be read again: without what was written under its handle.
 */
void plan_token_options(const struct plan_token *token, const char *handle,
                        struct planning_options *ret);
/* Is what it was checked against still so? planning as read now for the token's week. */
enum plan_token_state plan_token_compare(const struct plan_token *token,
                                         const struct planning *planning);
/* Of what is to be written (a digest, or any text) and of the week's calendar beside it as
 * planning has it: what a yes is bound to. */
void plan_token_seen(const struct planning *planning, const char *what,
                     char ret[SEAL_DIGEST_SIZE]);
/* What of the athlete's state changed, "training of the weeks before; availability". */
const char *plan_token_change_words(struct arena *arena, const struct plan_token *token,
                                    const struct planning *planning);

#endif
