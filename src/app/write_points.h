/*
 * Where a process may die while it writes. A test program brings its own write_points.c,
 * which is then linked in place of ours: it counts the points and kills the process at one
 * of them. Ours does nothing.
 */
#ifndef APP_WRITE_POINTS_H
#define APP_WRITE_POINTS_H

/*
 * where: "locked", "read", "journalled", "before_send", "after_send", "read_back",
 * "settled" (in this order; the two around sending once a change).
 */
void app__write_point(const char *where);
/* How long after a lost reply an absent change may still appear, ms: 2000. */
int app__write_settle_ms(void);
/* A lost reply's change may come later than that: so long it stays unknown while it is not
 * seen, ms: 60,000. */
int app__write_grace_ms(void);
/* How long a call waits for the settling of what an earlier process left open, before it
 * answers from what is here, ms: 5000. */
int app__write_wait_ms(void);
/* How long a change waits for another process that writes for the athlete, ms: 10,000. */
int app__write_lock_ms(void);
/* When the reply to a change counts as lost, ms: 30,000. */
int app__write_timeout_ms(void);
/* How old the reading may be on which a change was decided, when it is sent, ms: 120,000.
 */
int app__write_decided_ms(void);

#endif
