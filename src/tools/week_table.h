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
/* totals, projection. */
void week_effect_write(const struct week_table *week, struct answer *answer);

/* "Tue run_easy 40 min" of a session, for texts. */
const char *week_session_words(struct arena *arena, day_num first_day,
                               const struct plan_session *session);
/* "needs override: H8, H5"; "refused: H1"; "pass". */
const char *week_verdict_words(struct arena *arena, const struct plan_proof *proof);

#endif
