/*
 * The load check: signals in the order of their evidence, the worst one wins, each with its
 * reason. No percentage of injury risk anywhere; ACWR may add a sentence, never a level.
 */
#ifndef LOAD_CHECK_H
#define LOAD_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "load/acwr.h"
#include "load/gaps.h"
#include "load/gate.h"
#include "load/history.h"
#include "load/lines.h"
#include "load/pain.h"
#include "load/rest.h"
#include "load/spike.h"

/* Ordered: a larger value is worse. */
enum load_level {
    LOAD_LEVEL_UNKNOWN, /* no reason, and too little known to be clear (A29) */
    LOAD_LEVEL_CLEAR,
    LOAD_LEVEL_CAUTION,
    LOAD_LEVEL_HOLD,
    LOAD_LEVEL_STOP
};
enum { N_LOAD_LEVELS = LOAD_LEVEL_STOP + 1 };
/* "unknown", "clear", "caution", "hold", "stop". */
const char *load_level_name(enum load_level level);

/* In the order of their evidence, which is also the order of reasons of one level. */
enum load_rule {
    LOAD_RULE_PAIN_BONE,      /* stop: any pain at a bone-stress site */
    LOAD_RULE_BONE_INJURY,    /* stop: a bone-stress injury there in the last 12 weeks */
    LOAD_RULE_LIMPING,        /* stop */
    LOAD_RULE_PAIN_HIGH,      /* stop: above 5 */
    LOAD_RULE_PAIN_MODERATE,  /* hold: 4 to 5 */
    LOAD_RULE_PAIN_UNSETTLED, /* hold: next morning above usual */
    LOAD_RULE_INJURY_FIELD,   /* hold: wellness injury 3 or 4 */
    LOAD_RULE_AFTER_STOP,     /* caution: a stop in the last 7 days */
    LOAD_RULE_AFTER_HOLD,     /* shown: nothing run since a hold or stop (P1) */
    LOAD_RULE_SPIKE,          /* A23 */
    LOAD_RULE_NO_REST_DAY,    /* caution: none in 7 */
    LOAD_RULE_HARD_IN_A_ROW,  /* caution: two run-hard days */
    LOAD_RULE_LL_FORM,        /* caution: below -30 % on two days in a row (A2) */
    LOAD_RULE_DYNAMICS,       /* caution: a metric changed on two runs in a row */
    LOAD_RULE_PAIN_MISSING    /* caution: the pain question is unanswered (A28) */
};
enum { N_LOAD_RULES = LOAD_RULE_PAIN_MISSING + 1 };

struct load_rule_info {
    const char *id;   /* "pain_high" and so on */
    const char *unit; /* of value, limit and margin; "" for rules without a number */
    const char *source;
    const char *grade;
    const char *content; /* the rule in one sentence */
};
/* Static. */
const struct load_rule_info *load_rule_info(enum load_rule rule);

/*
 * Why. A reason of level LOAD_LEVEL_CLEAR is shown and raises nothing.
 * margin: what is left to the limit, negative when it is broken.
 */
struct load_reason {
    enum load_rule rule;
    enum load_level level;
    double value; /* NAN: the rule has no number */
    double limit;
    double margin;
    day_num day;       /* of the run, answer or day it speaks of */
    day_num until_day; /* the last day it stands if nothing else happens; DAY_NUM_NONE: not
                          known */
    const char *subject; /* pain site, or dynamics metric; the caller's; NULL */
    size_t n_unreadable; /* of LOAD_RULE_NO_REST_DAY: days among the 7 that could not be
                            read */
    struct load_spike_session spike; /* of LOAD_RULE_SPIKE */
    bool is_settled;   /* of LOAD_RULE_SPIKE: a morning answer came, so large is no hold any
                          more */
    bool has_pain_log; /* of LOAD_RULE_SPIKE: that answer can be given */
};

enum load_gap_of_knowledge {
    LOAD_NOT_ASKED,    /* this build or this call had no such input */
    LOAD_NO_DATA,      /* asked, nothing there */
    LOAD_NOT_RECORDED, /* the runs have no distance */
    LOAD_TOO_SHORT_HISTORY,
    LOAD_UNREADABLE /* unreadable activities in the window */
};
/* "not_asked", "no_data", "not_recorded", "too_short_history", "unreadable_strava". */
const char *load_gap_of_knowledge_name(enum load_gap_of_knowledge gap);

/* A signal that could not be looked at, or not fully. */
struct load_not_checked {
    const char *what; /* "pain", "spike", "rest", "ll_form", "dynamics" */
    enum load_gap_of_knowledge reason;
};

/* Why a day without a reason is not clear. */
enum load_unknown_because {
    LOAD_KNOWN_ENOUGH,
    LOAD_UNKNOWN_NO_LOAD,    /* no activity whose load is known */
    LOAD_UNKNOWN_FEW_DAYS,   /* its first one is less than CLEAR_DAYS_MIN days old */
    LOAD_UNKNOWN_UNREADABLE, /* too many of the last days unreadable or without duration */
    N_LOAD_UNKNOWN_BECAUSE
};
/* "", "no_known_load", "too_short_history", "too_many_unknown_days". */
const char *load_unknown_because_name(enum load_unknown_because because);
/* "UNKNOWN: less than a week of known load" and so on; "" for LOAD_KNOWN_ENOUGH. Static. */
const char *load_unknown_because_text(enum load_unknown_because because);

enum { LOAD_MAX_REASONS = 32, LOAD_MAX_NOT_CHECKED = 10 };

struct load_check {
    enum load_level level;
    enum load_unknown_because
        unknown_because; /* also beside a level that a reason raised */
    size_t n_reasons;    /* worst first, then by rule */
    struct load_reason reasons[LOAD_MAX_REASONS];
    size_t n_not_checked; /* the level says nothing about these */
    struct load_not_checked not_checked[LOAD_MAX_NOT_CHECKED];
    bool asks_pain;           /* a run waits for its pain answer */
    bool asks_injury;         /* INJURED days: was it an injury? */
    bool asks_recent_running; /* longest run and minutes a week of the last weeks */
};

/* What the check looks at, all of one day. */
struct load_check_inputs {
    const struct load_history *history;
    size_t i; /* the day; not used when the history is empty */
    const struct load_lines *lines;
    double form_pct_yesterday;
    const struct load_rest *rest;
    const struct load_running *running;
    const struct load_pain *pain;
};
/*
 * The level is the worst reason's. Without one it is clear only when enough is known, since
 * missing is not zero: the first activity with a known load is CLEAR_DAYS_MIN days old or
 * more (a shorter history cannot show a rest day), at most CLEAR_UNKNOWN_MAX of the last 28
 * days (or of the history, when shorter) and at most CLEAR_UNKNOWN_7_MAX of the last 7 are
 * unknown. Else it is unknown. A reason that is shown only (level clear) changes nothing in
 * that. Our choice (X); a quarter of 28 days is what A20 allows ACWR.
 */
void load_check_compute(const struct load_check_inputs *in, struct load_check *ret);

/* Add what holds and stops of the days before leave behind; nothing while one stands. */
void load_check_gate(const struct load_gate *gate, struct load_check *check);

enum { LOAD_TEXT_SIZE = 400 };
/* The reason in one or two sentences; numbers rounded half away from zero. Returns text. */
char *load_reason_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE]);
/* The smallest change that would alter it, "" when there is none. Returns text. */
char *load_reason_change_text(const struct load_reason *reason, char text[LOAD_TEXT_SIZE]);
/* "The last 7 days are 1.42 times the weeks before them ..."; why not, when null. Returns
 * text. */
char *load_acwr_text(const struct load_acwr *acwr, char text[LOAD_TEXT_SIZE]);

#endif
