/*
 * A structured workout and its Intervals.icu text (the `description` of a planned event),
 * both ways, without I/O. The service parses that text itself; what is written here is what
 * it reads as meant, and what is read here is read as the service reads it.
 *
 * The service's rules are known from the vendor's syntax guide and from recorded events
 * with the service's own parse: 42 rides by power and time and a strength session, which
 * this reader reads alike in every field. Distances, heart rate, pace, freeride and lap
 * button follow the guide alone. Where both say nothing, the reader is strict and reports a
 * remark.
 * - a step is a line that starts with "-": cue text, then duration or distance, target,
 *   cadence. The cue ends at the first word that is a duration, distance or target; of
 *   several of a kind the last counts ("20min effort 20m" lasts 20 min). When other words
 *   stand between a target and the duration the service drops the whole cue.
 * - `m` is minutes, `mtr` is metres. A step of no length ("Cool Down 0s") is dropped.
 * - "Main set 5x" or "5x" on its own line repeats the steps right below it, up to the next
 *   empty line, and must itself follow an empty line; blocks do not nest.
 * - other lines are prose: kept, without effect. The line right above steps is their
 * heading.
 *
 * Memory: texts and arrays of a struct workout live in its arena, about 45 KiB (cue texts,
 * headings and notes given to the builder are copied into it). Everything is bounded by the
 * enum below.
 */
#ifndef WORKOUT_WORKOUT_H
#define WORKOUT_WORKOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
    WORKOUT_TEXT_BYTES = 65536,  /* a whole text, read or written */
    WORKOUT_LINE_BYTES = 1024,   /* a line of it that is no prose */
    WORKOUT_WORD_BYTES = 400,    /* a cue or a heading */
    WORKOUT_STEPS = 256,         /* written steps; a repeated one counts once */
    WORKOUT_BLOCKS = 128,        /* blocks */
    WORKOUT_REPEATS = 100,       /* of one block */
    WORKOUT_FLAT_STEPS = 2000,   /* steps with repeats carried out */
    WORKOUT_STEP_S = 86400,      /* one step */
    WORKOUT_TOTAL_S = 2 * 86400, /* all steps with repeats */
    WORKOUT_STEP_M = 1000000,    /* one step */
    WORKOUT_REMARKS = 16,        /* kept; more are counted */
    WORKOUT_ZONES = 12           /* of one kind */
};

/* What a step's target is measured by. */
enum workout_metric { WORKOUT_NO_METRIC, WORKOUT_POWER, WORKOUT_HEART_RATE, WORKOUT_PACE };

/* How it is said. Percentages are 0 to 100 and more; zones count from 1. */
enum workout_units {
    WORKOUT_NO_UNITS,    /* no target: "rest", strength, drills; the cue says it */
    WORKOUT_PCT_FTP,     /* 75%, 88-94% */
    WORKOUT_WATTS,       /* 220w */
    WORKOUT_POWER_ZONE,  /* Z2: power unless HR or Pace follows */
    WORKOUT_CUSTOM_ZONE, /* CZ1: the athlete's own power zone; not resolved here */
    WORKOUT_PCT_MMP,     /* 60% MMP 5m: of the best mean power over mmp_s; not resolved */
    WORKOUT_PCT_MAX_HR,  /* 75% HR */
    WORKOUT_PCT_LTHR,    /* 95% LTHR */
    WORKOUT_HR_ZONE,     /* Z2 HR */
    WORKOUT_BPM,      /* not in the vendor's guide: written into the cue, "150-160 bpm", for
                         the athlete to read; prefer % of maximum or LTHR */
    WORKOUT_PCT_PACE, /* 98-102% Pace: of threshold SPEED, more is faster */
    WORKOUT_PACE_ZONE,       /* Z2 Pace */
    WORKOUT_S_PER_KM,        /* 5:00/km Pace; the value is seconds, more is slower */
    WORKOUT_S_PER_MILE,      /* /mi */
    WORKOUT_S_PER_100_M,     /* /100m */
    WORKOUT_S_PER_100_YARDS, /* /100y */
    WORKOUT_S_PER_250_M,     /* /250m */
    WORKOUT_S_PER_400_M,     /* /400m */
    WORKOUT_S_PER_500_M,     /* /500m */
    WORKOUT_S_PER_DEFAULT,   /* 5:00 Pace: per the sport's own unit, unknown here */
    N_WORKOUT_UNITS
};

/* start == end: a single value. A range of a steady step goes from easier to harder by
 * custom (slower pace first), a ramp from its beginning to its end. */
struct workout_range {
    double start;
    double end;
};

struct workout_target {
    enum workout_units units;
    struct workout_range range; /* in those units; zones and seconds are whole */
    int mmp_s;                  /* WORKOUT_PCT_MMP alone */
};

enum workout_shape {
    WORKOUT_STEADY,
    WORKOUT_RAMP,    /* from range.start to range.end */
    WORKOUT_FREERIDE /* no target, trainer free */
};

struct workout_step {
    const char *text;  /* the cue, NULL: none; no word of it may be a target */
    int duration_s;    /* 0: by distance; exactly one of the two is set */
    double distance_m; /* 0: by duration; whole mm */
    enum workout_shape shape;
    struct workout_target target;     /* one kind a step */
    struct workout_range cadence_rpm; /* {0, 0}: none; rides (the guide knows no other) */
    struct workout_range rpe; /* {0, 0}: none; 1-10, text only: written into the cue */
    bool until_lap_press;     /* the watch waits for the lap button */
    const char *options;      /* words such as "power=1s", NULL: none */
};

/* Steps that belong together: a repeat, or a heading's steps. */
struct workout_block {
    const char *notes;   /* prose above it, lines by "\n", NULL: none */
    const char *heading; /* "Warmup", "Main set"; NULL: none; without the "5x" */
    int repeats;         /* 1: once */
    size_t first_step;
    size_t n_steps;
};

struct workout {
    struct arena *arena;
    size_t n_blocks;
    struct workout_block *blocks; /* [WORKOUT_BLOCKS] */
    size_t n_steps;
    struct workout_step *steps; /* [WORKOUT_STEPS] */
    char *closing_notes;        /* prose below the last step, NULL: none */
    size_t n_notes_bytes;       /* the builder's own: of closing_notes, and its room */
    size_t notes_capacity;
};

/* ---- Building. What breaks a bound or cannot be written fails here, with what to do. ----
 */

/* An empty workout whose memory is arena's. */
void workout_init(struct workout *workout, struct arena *arena);

/*
 * Begin a block; the steps that follow are in it. heading may be NULL; repeats 1 to
 * WORKOUT_REPEATS. A block of one pass without heading and notes that follows such a block
 * is the same block (the text cannot tell them apart). "Warmup" and "Cooldown" as heading
 * mark the steps for the service; any other word is only shown.
 */
bool workout_block_add(struct workout *workout, const char *heading, int repeats,
                       struct err *err) MUST_CHECK;

/* Prose above the next block (before workout_block_add) or below all (when no block
 * follows): purpose, strength sets and reps ("Back squat 3x5 RPE 7"). Several lines by
 * "\n". No line may start with "-" or end in a repeat ("3x"). */
bool workout_notes_add(struct workout *workout, const char *notes,
                       struct err *err) MUST_CHECK;

/* A step at the end of the last block (one is begun when there is none, or when notes were
 * added behind it). Texts are copied. */
bool workout_step_add(struct workout *workout, const struct workout_step *step,
                      struct err *err) MUST_CHECK;

/* Same blocks, steps and texts (NULL and "" alike). */
bool workout_equal(const struct workout *a, const struct workout *b);

/* ---- Text ---- */

/* The workout as the service's text, "\n" lines, without a last one. Not empty.
 * ERR_BAD_ARGUMENT when it has neither steps nor notes or is longer than
 * WORKOUT_TEXT_BYTES. The reader reads the same workout from it:
 * workout_text_parse(workout_text_write(w)) equals w. */
bool workout_text_write(const struct workout *workout, struct str_buf *ret_text,
                        struct err *err) MUST_CHECK;

/* What the service does not do as it seems written. */
enum workout_remark_kind {
    WORKOUT_REMARK_ZERO_STEP,    /* a step of no length: dropped, as the service does */
    WORKOUT_REMARK_NO_LENGTH,    /* "- text" without duration or distance: kept as prose */
    WORKOUT_REMARK_LOST_REPEAT,  /* "4x" without an empty line above or steps below */
    WORKOUT_REMARK_LOST_CUE,     /* other words between target and duration */
    WORKOUT_REMARK_UNREAD_WORDS, /* words behind the cue that mean nothing */
    N_WORKOUT_REMARKS
};

struct workout_remark {
    size_t line; /* from 1 */
    enum workout_remark_kind kind;
};

struct workout_remarks {
    size_t n_found; /* may be above WORKOUT_REMARKS: then the first ones are kept */
    struct workout_remark found[WORKOUT_REMARKS];
};

/* What happened and what to write instead, one sentence. */
const char *workout_remark_text(enum workout_remark_kind kind);

/*
 * Read a text as the service does. Control characters and invalid UTF-8 go; prose is kept
 * as notes; text without any step gives a workout of notes only. ret_remarks may be NULL.
 * ERR_BAD_ARGUMENT with the line when a bound is passed or a number is absurd (99999h, 0x,
 * Z99); then *ret_workout is untouched.
 */
bool workout_text_parse(const char *text, struct arena *arena, struct workout *ret_workout,
                        struct workout_remarks *ret_remarks, struct err *err) MUST_CHECK;

/* The page soleus://workout-syntax, from the reader's own tables. */
void workout_syntax_write(struct str_buf *to);

/* ---- What it comes to ---- */

/* The athlete's thresholds for the sport; 0 or none = unknown. */
struct workout_thresholds {
    double ftp_w;
    double lthr_bpm;
    double max_hr_bpm;
    double threshold_speed_m_per_s;
    size_t n_power_zones; /* upper bounds, % FTP, rising; the last may be 999 */
    double power_zones_pct[WORKOUT_ZONES];
    size_t n_hr_zones; /* upper bounds, bpm, inclusive; the last is the maximum */
    double hr_zones_bpm[WORKOUT_ZONES];
    size_t
        n_pace_zones; /* upper bounds, % of threshold SPEED, rising; the last may be 999 */
    double pace_zones_pct[WORKOUT_ZONES];
};

/* A target in W, bpm or m/s and as fraction of threshold (FTP, LTHR, threshold speed). */
struct workout_bounds {
    enum workout_metric metric;
    struct workout_range absolute; /* NAN: a threshold is missing */
    struct workout_range fraction; /* NAN: likewise */
};

/* False when the units are none or need what is not known (CZ, MMP, default pace unit, zone
 * not in the table, threshold); bounds are then NAN, the metric is right.
 * Power as the service computes it: % of FTP and zone bounds cut to whole W (one recorded
 * ride tells that from exact W); a power zone goes from 1 W above the zone below to its own
 * bound, Z1 from 80 % of its bound (agrees with seven recorded zones at one FTP; the 80 %
 * rests on one value). Heart rate and pace zones go from bound to bound, Z1 likewise from
 * 80 %: our choice. */
bool workout_target_resolve(const struct workout_target *target,
                            const struct workout_thresholds *thresholds,
                            struct workout_bounds *ret_bounds);

/* One pass of a step, repeats carried out, in order. */
struct workout_flat_step {
    size_t i_step;  /* in workout->steps */
    size_t i_block; /* in workout->blocks */
    int pass;       /* 1 to the block's repeats */
    bool is_warmup; /* under the heading Warmup */
    bool is_cooldown;
    double start_s;    /* from the beginning; NAN behind a step of unknown duration */
    double duration_s; /* NAN: by distance with unknown pace */
    double distance_m; /* NAN: by duration with unknown pace */
    bool is_duration_estimated; /* from distance and the target's mean speed */
    bool is_distance_estimated; /* from duration and it */
};

/* The workout by time, for comparison with laps. thresholds may be NULL. ERR_BAD_ARGUMENT
 * when more than capacity (or WORKOUT_FLAT_STEPS) passes are needed: then nothing is
 * written. */
bool workout_flatten(const struct workout *workout,
                     const struct workout_thresholds *thresholds, size_t capacity,
                     struct workout_flat_step out[], size_t *ret_n,
                     struct err *err) MUST_CHECK;

/* A workout as a whole. NAN = unknown. */
struct workout_totals {
    double duration_s; /* with estimated ones; NAN when one is unknown */
    bool is_duration_estimated;
    double distance_m; /* likewise */
    bool is_distance_estimated;
    double untargeted_s;        /* time without a target that gives an intensity */
    enum workout_metric metric; /* of all targets; NO_METRIC: none, or of several kinds */
    double average_power_w;     /* whole W; power only */
    double normalized_power_w;  /* whole W; power only */
    double intensity_pct;       /* IF x 100 */
    double training_load;       /* whole points */
};

/*
 * Power, every step by duration and with a target in W, % of FTP or a zone: exact. Each
 * second has the middle of the range, on a ramp the line's value; these are averaged over
 * 30 s (less in the first 30 s); normalized power is the fourth root of the mean of fourth
 * powers; it and the average are rounded half up to whole W, then
 *
 *   training_load = round(100 * hours * (normalized_power_w / FTP)^2)
 *   intensity_pct = 100 * sqrt(training_load / (100 * hours))      of the ROUNDED load
 *
 * All four numbers agree with all 42 recorded rides, at an FTP of 280 W and later 290 W,
 * which is not recorded but follows from the steady rides. (One event's intensity is that
 * of its edited moving time.)
 *
 * Pace, heart rate, mixtures: approximate. training_load = round(100 * sum(hours * f^2)), f
 * the middle of the target as a fraction of threshold. The service has a pace load of its
 * own, and normalised TRIMP for heart rate; there is nothing recorded to compare with.
 *
 * A step without an intensity leaves intensity and load NAN, unknown, not zero;
 * untargeted_s says how much time that is. thresholds may be NULL. Cannot fail.
 */
struct workout_totals workout_totals(const struct workout *workout,
                                     const struct workout_thresholds *thresholds);

#endif
