/* Shared by the files of workout alone: the tables and the words of a step line. */
#ifndef WORKOUT_INTERNAL_H
#define WORKOUT_INTERNAL_H

#include <math.h>

#include "workout/workout.h"

/* NAN is a float, and clang says so each time. */
#define WORKOUT_NAN ((double)NAN)

/* ---- units.c: one row for each way to say a target ---- */

enum workout_form { FORM_NONE, FORM_NUMBER, FORM_ZONE, FORM_CLOCK };

struct workout_unit {
    enum workout_metric metric;
    enum workout_form form;
    const char *service; /* `units` in the service's workout_doc; NULL: not seen */
    const char *mark;    /* what stands at the number: "%", "w", "Z" before, "/km" */
    const char *keyword; /* the word that follows it, NULL: none */
    double per_m;        /* absolute pace: metres the seconds are for, else 0 */
    double least, most;  /* accepted values */
    bool is_whole;
    const char *example;
    const char *meaning;
    const char *limits; /* what to write when a number is out of bounds */
};
const struct workout_unit *workout__unit(enum workout_units units);

struct workout_length_unit {
    const char *mark; /* "km" */
    double metres;    /* of one */
    const char *meaning;
};
enum { N_WORKOUT_LENGTH_UNITS = 4 };
extern const struct workout_length_unit workout__length_units[N_WORKOUT_LENGTH_UNITS];
enum { WORKOUT_UNIT_METRE, WORKOUT_UNIT_KM, WORKOUT_UNIT_MILE, WORKOUT_UNIT_YARD };

/* Metres as kept: whole mm. */
double workout__metres_round(double metres);

/* ---- words.c: what a word of a step line means to the service ---- */

enum word_kind {
    WORD_PLAIN,
    WORD_DURATION,
    WORD_DISTANCE,
    WORD_TARGET,
    WORD_CADENCE,
    WORD_RAMP, /* "ramp" right before a target; elsewhere it is plain */
    WORD_FREERIDE,
    WORD_LAP,   /* "press lap" */
    WORD_OPTION /* "power=1s" */
};

struct word_meaning {
    enum word_kind kind;
    size_t n_words;     /* taken, 1 and more */
    const char *limits; /* not NULL: the number is absurd; what would do */
    int duration_s;
    double distance_m;
    struct workout_target target;
    struct workout_range cadence_rpm;
};

/* What words[0] and the words behind it mean. n_words > 0. */
struct word_meaning workout__word_read(size_t n_words, char *const words[]);

/* "RPE 6-7", "RPE7" or "150-160 bpm", "150bpm" as the last words: how many they are, 0:
 * none. */
size_t workout__rpe_at_end(size_t n_words, char *const words[], struct workout_range *ret);
size_t workout__bpm_at_end(size_t n_words, char *const words[], struct workout_range *ret);
/* The same at the first words. */
size_t workout__rpe_read(size_t n_words, char *const words[], struct workout_range *ret);
size_t workout__bpm_read(size_t n_words, char *const words[], struct workout_range *ret);

/* "5x" -> true. The number is cut at 1e9. */
bool workout__is_repeat(const char *word, int *ret_repeats);

/* Split at single spaces, in place; at most capacity. */
size_t workout__words_split(char *line, size_t capacity, char *words[]);
enum { WORKOUT_LINE_WORDS = WORKOUT_LINE_BYTES / 2 + 1 };

/* ---- build.c ---- */

/* A cue with what is said in words (bpm, RPE) behind it, as written. */
void workout__cue_write(const struct workout_step *step, struct str_buf *to);
void workout__number_write(double value, struct str_buf *to);
bool workout__is_empty(const char *text);
/* The last word of a line; the line itself when it is one word. */
const char *workout__last_word(const char *line);
/* The bounds of the whole: time, steps with repeats. */
bool workout__total_check(const struct workout *workout, struct err *err) MUST_CHECK;
/* One cleaned line of notes behind the pending ones; has_gap: an empty line between. */
bool workout__note_line_add(struct workout *workout, const char *line, bool has_gap,
                            struct err *err) MUST_CHECK;

/* ---- parse.c ---- */

/* One step line, cleaned, without its dash. */
enum line_outcome { LINE_STEP, LINE_ZERO_STEP, LINE_NO_LENGTH, LINE_BAD };
enum line_outcome workout__step_read(char *line, struct arena *arena,
                                     struct workout_step *ret_step, bool *ret_is_cue_lost,
                                     bool *ret_has_unread, struct err *err);

/* ---- flat.c ---- */

/* What is missing of a step's length comes from the mean of its target's speeds; NAN when
 * there is none. */
void workout__lengths(const struct workout_step *step,
                      const struct workout_thresholds *thresholds, double *ret_duration_s,
                      double *ret_distance_m);

/* "Warmup" and "Cooldown" as headings are all that the service marks. */
bool workout__is_warmup(const struct workout_block *block);
bool workout__is_cooldown(const struct workout_block *block);

#endif
