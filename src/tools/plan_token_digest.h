/* Shared by plan_token.c and plan_token_digest.c only. */
#ifndef TOOLS_PLAN_TOKEN_DIGEST_H
#define TOOLS_PLAN_TOKEN_DIGEST_H

#include "seal/seal.h"
#include "tools/plan_token.h"

/* What the state of an athlete is made of: told apart, so that it can be said what changed.
 */
enum plan_token_part {
    PLAN_TOKEN_DAY,
    PLAN_TOKEN_TRAINING,
    PLAN_TOKEN_LEGS,
    PLAN_TOKEN_WEEK,
    PLAN_TOKEN_SLOTS
};
enum { N_PLAN_TOKEN_PARTS = PLAN_TOKEN_N_PARTS };
_Static_assert((int)PLAN_TOKEN_SLOTS + 1 == (int)PLAN_TOKEN_N_PARTS, "one name each");

void plan_token__plan_digest(day_num first_day, size_t n_sessions,
                             const struct plan_session sessions[],
                             const struct week_told told[], char ret[SEAL_DIGEST_SIZE]);
void plan_token__rules_digest(char ret[SEAL_DIGEST_SIZE]);
void plan_token__calendar_digest(const struct planning *planning,
                                 char ret[SEAL_DIGEST_SIZE]);
void plan_token__part_digest(const struct planning *planning, enum plan_token_part part,
                             char ret[SEAL_DIGEST_SIZE]);
/* Of all parts. */
void plan_token__state_digest(const struct planning *planning, char ret[SEAL_DIGEST_SIZE]);

#endif
