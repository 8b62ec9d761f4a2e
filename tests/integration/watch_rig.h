/*
 * soleus watch into a folder. The clock of a process stands still, so a later look is a
 * later process, except where the loop itself is tested.
 */
#ifndef INTEGRATION_WATCH_RIG_H
#define INTEGRATION_WATCH_RIG_H

#include "harness.h"

#define NOW_5_MIN "2026-11-20T12:05:00+09:00"
#define NOW_10_MIN "2026-11-20T12:10:00+09:00"

/* A run that ended hours ago, with a name that must stay data. */
#define RUN(id, more)                                                                      \
    "{'id':'" id "','icu_athlete_id':'i7','type':'Run','name':'Dawn *5 km* [x](y) <b>',"   \
    "'start_date_local':'2026-11-20T07:00:00','start_date':'2026-11-19T22:00:00Z',"        \
    "'moving_time':1800,'elapsed_time':1810,'distance':5000,'icu_training_load':30,"       \
    "'average_speed':2.78" more "}"
#define ANALYSED ",'analyzed':'2026-11-19T23:00:00.000+00:00'"

/* The folder of the rig that watch writes into; made when it is not there. */
const char *watch_out_path(const struct rig *rig, char path[PATH_SIZE]);
/* How many files of the folder begin so; *ret_name (may be NULL) is one of them. */
size_t watch_files_count(const char *folder, const char *start, char ret_name[PATH_SIZE]);
size_t watch_files_now(struct rig *rig, const char *start);
/* free() it. */
char *watch_file_read(const char *path);
/* One look into the folder; its exit status. */
int watch_look(struct rig *rig, const char *now, struct str_buf *err);
/* The service, and the first look: what was there is no news. */
void watch_begin(struct rig *rig);

#endif
