/* A judged week in an answer: sessions, rules, soft points, what it does to the lines. */
#ifndef TOOLS_WEEK_TABLE_H
#define TOOLS_WEEK_TABLE_H

#include "base/arena.h"
#include "plan/check.h"
#include "tools/answer.h"
#include "tools/week_workouts.h"

struct week_table {
    struct arena *arena;
    const struct plan_limits *limits;
    size_t n_sessions;
    const struct plan_session *sessions;
    const struct plan_proof *proof;
    const struct week_workouts *workouts; /* NULL: none are shown */
};

/* week_start, focus, verdict, reasons (broken rules). */
void week_verdict_write(const struct week_table *week, struct answer *answer);
/* sessions: a table (with workouts a column main_set) and a line each; days without one are
 * rest and not named. */
void week_sessions_write(const struct week_table *week, struct answer *answer);
/* rules, not_applicable, soft (what costs points), soft_free (ids of the others),
 * soft_points. */
void week_proof_write(const struct week_table *week, struct answer *answer);
/* A row for each soft rule that costs points; new reference. */
json_t *week_soft_table(const struct week_table *week);
/* totals, projection. */
void week_effect_write(const struct week_table *week, struct answer *answer);

/* "Tue run_easy 40 min" of a session, for texts. */
const char *week_session_words(struct arena *arena, day_num first_day,
                               const struct plan_session *session);
/* "2" for 2.0, "49.4": counts are whole, whatever the unit. */
const char *week_amount_words(struct arena *arena, double value);
/* The limit of the longest run in the words of the load status, both units where both are
 * known, with the one that decides; of any other result its number alone. */
const char *week_limit_words(const struct week_table *week, enum plan_rule rule,
                             const struct plan_rule_result *result);
/* "needs override: H8, H5"; "refused: H1"; "pass". */
const char *week_verdict_words(struct arena *arena, const struct plan_proof *proof);

#endif
