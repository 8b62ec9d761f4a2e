/*
 * What kind of session somebody else's is: from its sport, length, words, intensity. The
 * reason is said, so that it can be corrected.
 */
#ifndef PLAN_INFER_H
#define PLAN_INFER_H

#include <stdbool.h>

#include "plan/plan.h"

/* Minutes of the timed steps of a written workout; whole_min 0: no steps. */
struct plan_steps {
    double whole_min;
    double tempo_min; /* at tempo and above */
    double hard_min;  /* at threshold (zone 4) and above */
    double vo2_min;   /* at VO2 (zone 5) and above */
};

/* A session as it was given. Everything but sport and minutes may be missing. */
struct plan_given {
    enum sport sport;
    double minutes; /* above 0; 0 only for a race of unknown length */
    double km;      /* NAN: not told */
    bool has_kind;  /* told: it stands unless the rest says harder */
    enum plan_kind kind;
    const char *name;        /* written by people; NULL */
    const char *text;        /* description or targets; NULL */
    double intensity;        /* whole session against threshold, 0 to 2; NAN */
    double rpe;              /* 1 to 10, whole session; NAN */
    double training_load;    /* points; NAN */
    struct plan_steps steps; /* of text (structure.h) */
    double pace_q;           /* of a run: how hard by its km and minutes; NAN: not known.
                                plan_session_of_given sets it */
    bool is_race;
    bool is_after_ride; /* begins at most PLAN_BRICK_GAP minutes after a ride ended */
};
/* A session of a sport, everything else unknown. */
void plan_given_init(struct plan_given *given, enum sport sport, double minutes);

struct plan_inferred {
    enum plan_kind kind;
    const char *reason;       /* "given", "word threshold", "RPE", ...; static */
    bool is_uncertain;        /* more than the words said had to be assumed */
    bool is_harder_than_told; /* another kind was told; what the rest says is harder */
};

/*
 * The harder of what is told and what the rest says: race over VO2 over threshold and
 * heavy legs over tempo over long runs and light legs over all others. A label does not
 * make a hard session easy; a told kind stands against silence (a long run by its word
 * alone, legs that nothing calls light).
 *
 * The rest, the first that applies: race; sport group (yoga, pilates: mobility; no run,
 * ride or strength: other). Runs and rides: the hardest of what words, intensity and RPE
 * say, so that a hard session named "easy" is hard; else brick (an easy run of at most
 * PLAN_BRICK_MAX_MIN begun right after a ride), long by word or length, easy.
 *
 * - Words: vo2, sprint, hiit, fartlek, all out | threshold, cruise, lt, ftp, over-under |
 *   tempo, steady, sweet spot, muscular endurance, progression, marathon pace, race pace.
 *   None of them: N x M above 5 min or 1200 m (rides: 3 km) threshold, shorter ones and
 *   "intervals" VO2, unless "easy" stands right behind; without an intensity zone 5 VO2,
 *   zone 4 threshold; a name that says hard threshold. Calf and hip work told above 20 min:
 *   light legs.
 * - Steps of the text: 5 min in zone 5 VO2, 10 min in zone 4 and up threshold (A31), 15 min
 *   in zone 3 and up tempo; then zones named in words say nothing more.
 * - Pace of a run, its km over its minutes, against threshold speed and the usual easy one,
 *   the lower of both: as intensity.
 * - Intensity: runs 0.97 vo2, 0.90 threshold, 0.80 tempo; rides 0.95, 0.87, 0.76.
 * - RPE: 8 vo2, 7 threshold, 5 tempo.
 * - Long: runs above 75 min, rides from 150 min. Walk/run words: run_ladder, unless
 *   numbers say harder. A told brick that no ride stands before, or longer than
 *   PLAN_BRICK_MAX_MIN: an easy or long run.
 *
 * Strength: calf or hip work of at most 20 min; core; lower by words (load/strength.h),
 * light when the words say so or RPE is under 7, else heavy (P8); upper; undecided: counted
 * as light legs of the undecided weight, is_uncertain. Words at word starts, ASCII, any
 * case. Our choice, grade X.
 */
void plan_infer(const struct plan_given *given, struct plan_inferred *ret);
/* A walk, workout or other that is called a run: its sport would take it out of all rules
 * of running. Races aside. */
bool plan_given_hides_run(const struct plan_given *given);
/* Does the session begin at most PLAN_BRICK_GAP minutes after the end of a ride of these?
 */
bool plan_is_after_ride(size_t n_sessions, const struct plan_session sessions[],
                        const struct plan_session *session);
/* Planned bricks that no ride stands before become easy runs. */
void plan_bricks_check(size_t n_sessions, struct plan_session sessions[]);
/* Told, or called, a brick: it belongs right after the ride before it. */
bool plan_given_says_brick(const struct plan_given *given);

/*
 * The whole session of the week: kind as inferred, effort and marks by it (races: by
 * sport), q squared by intensity, else RPE, else kind, else the sport's default; load =
 * given, else 100 h q2; llss = 100 w h q2 m with the sport's weight (strength: the kind's);
 * km as given, else by the athlete's speed. A ladder session's rung is that of its N x
 * run/walk words, else `rung`, the present one; when it lasts more than
 * PLAN_LADDER_SLACK_MIN longer than that rung, it is an easy or long run: a name makes no
 * hour a ladder session. Km below PLAN_KM_SHARE_MIN of what the usual easy speed covers in
 * the minutes are no measure of a run: NAN, so that its minutes count. day, slot and start
 * are the caller's.
 */
void plan_session_of_given(const struct plan_input *input, const struct plan_given *given,
                           int rung, struct plan_session *ret,
                           struct plan_inferred *ret_inferred);

#endif
