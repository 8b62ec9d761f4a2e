/*
 * The load status of several athletes side by side, for a coach: one short row each, the
 * worst level first. Fed athlete by athlete; then one answer.
 */
#ifndef TOOLS_ROSTER_H
#define TOOLS_ROSTER_H

#include "tools/answer.h"

/* What `athlete` is for a roster. */
#define ROSTER_ALL "all"

struct roster;

/* source: of all of them, static. */
struct roster *roster_new(const char *source);
void roster_free(struct roster *roster);

/* body: the structured half of lower_limb_load_status; provenance of what it was read
 * from. All is copied. */
void roster_add(struct roster *roster, const struct athlete *athlete, const json_t *body,
                const struct data_provenance *provenance);
/* An athlete whose status could not be had: a row with the reason. */
void roster_fail(struct roster *roster, const char *athlete_id, const struct err *err);

/*
 * A member `roster`, a line of text each, the worst level as verdict; the members that a
 * single status has and a roster has not are null or empty. The frame's provenance and
 * athlete name are set to what stands for all; they live as long as the roster.
 */
void roster_write(struct roster *roster, struct answer *answer, struct answer_frame *frame);

#endif
