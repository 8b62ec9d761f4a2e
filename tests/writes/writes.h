/*
 * What the proofs of writing stand on: the integration harness, a soleus that does not wait
 * long after a lost reply, the fake service as a witness of what was really written, and
 * the journal as it is on disk.
 */
#ifndef TESTS_WRITES_WRITES_H
#define TESTS_WRITES_WRITES_H

#include "../integration/harness.h"

enum { TOKEN_SIZE = 48 };

/* The next week of the invented athlete, whose today is Friday 2026-11-20. */
#define WEEK "2026-11-23"

/* The fake service with the invented athlete, marked as it is. */
void writes_begin(struct rig *rig);
/* A session of the soleus that waits less; env: two more NAME=value, or NULL. */
struct session *writes_session(struct rig *rig, const char *env, const char *more_env);
/* The same with crash_shim.c loaded first; env: where its control is. */
struct session *writes_session_shimmed(struct rig *rig, const char *env);
/* The same as a client that can ask the athlete. */
struct session *writes_session_eliciting(struct rig *rig);

/* The handle of a checked week of three easy sessions; numbers of minutes differ by
 * variant. */
enum { PLAN_SESSIONS = 3 };
void plan_get(struct session *session, int variant, char token[TOKEN_SIZE]);
/* apply_week on it: {'plan_token':..., more}; the whole result, a new reference. */
json_t *apply(struct session *session, const char *token, const char *more);
/* A member of the structured half that is a text; fails on an error result. */
const char *said(const json_t *result, const char *key);

/* --- trouble --- */

/* Kinds of trouble for fake_fault, "'kind':..,'when':..": those of a reply that comes or
 * not, then one that comes all the same or lies, then what takes longer than 400 ms. */
enum { TROUBLES_OF_REPLIES = 12, N_TROUBLES = 17 };
extern const char *const troubles[N_TROUBLES];

/* --- witnesses --- */

/* All events of the service; a new reference. */
json_t *service_events(struct rig *rig);
/* Those whose external_id begins so. */
size_t service_count(struct rig *rig, const char *prefix);
/* Each session of the plan stands in the service exactly once, was created exactly once,
 * and no other event of ours is there. */
void expect_written_once(struct rig *rig, const char *token);
/* Changes of the service through the API so far. */
size_t service_writes(struct rig *rig);
/* Open and unknown steps in the journal on disk. */
size_t journal_unsettled(const struct rig *rig);

/* --- going back --- */

/* The service and the data folder are kept as they are; and taken back to that. */
void state_save(struct rig *rig);
void state_restore(struct rig *rig);

#endif
