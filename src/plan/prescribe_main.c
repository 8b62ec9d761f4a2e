#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "plan/constants.h"
#include "plan/prescribe_parts.h"

#include "base/banned.h"

static const struct workout_range no_cadence = {0.0, 0.0};

static int whole_minutes(double seconds)
{
    return 60 * (int)lround(seconds / 60.0);
}

static int clamped(int value, int from, int to)
{
    return value < from ? from : value > to ? to : value;
}

/* Where a session's time goes: everything adds up to total_s. */
struct frame {
    int warmup_s;
    int cooldown_s;
    int rest_s; /* between them */
};

static struct frame frame_of(int total_s, double warmup_share, int warmup_max_s,
                             double cooldown_share, int cooldown_max_s)
{
    struct frame frame;
    frame.warmup_s = clamped(whole_minutes(warmup_share * total_s), 60, warmup_max_s);
    frame.cooldown_s = clamped(whole_minutes(cooldown_share * total_s), 60, cooldown_max_s);
    frame.rest_s = total_s - frame.warmup_s - frame.cooldown_s;
    return frame;
}

static enum plan_zone very_easy(const struct plan__draft *draft)
{
    return draft->is_run ? PLAN_ZONE_RUN_VERY_EASY : PLAN_ZONE_RIDE_VERY_EASY;
}

static enum plan_zone easy(const struct plan__draft *draft)
{
    return draft->is_run ? PLAN_ZONE_RUN_EASY : PLAN_ZONE_RIDE_EASY;
}

static bool warmup_add(struct plan__draft *draft, int very_easy_s, int easy_s,
                       const char *easy_cue, struct err *err)
{
    return plan__part(draft, "Warmup", very_easy(draft),
                      draft->is_run ? "Very easy" : "Spin", very_easy_s, err) &&
           (easy_s == 0 ||
            plan__step(draft, easy(draft), easy_cue, easy_s, no_cadence, err));
}

static bool cooldown_add(struct plan__draft *draft, int seconds, struct err *err)
{
    return plan__part(draft, "Cooldown", very_easy(draft),
                      draft->is_run ? "Very easy" : "Spin", seconds, err);
}

static const char *parts_text(const struct plan__draft *draft, const char *main_set,
                              const struct frame *frame)
{
    return arena_printf(draft->arena, "%s warm-up, %s, %s cool-down",
                        plan__minutes_text(draft->arena, frame->warmup_s), main_set,
                        plan__minutes_text(draft->arena, frame->cooldown_s));
}

/* ---- repeats: tempo, threshold, VO2 ---- */

struct quality {
    enum plan_kind kind;
    enum plan_zone zone;
    double share;
    double work_max_min;
    int repeat_from_s;
    int repeat_to_s;
    double recovery_share; /* of a repeat */
    int recovery_min_s;
    const char *cue;
    const char *warmup_cue;
};

static const struct quality qualities[] = {
    {PLAN_RUN_TEMPO, PLAN_ZONE_RUN_TEMPO, PLAN_RUN_TEMPO_WORK, PLAN_TEMPO_WORK_MAX, 600,
     1200, 0.15, 90, "Steady and strong", "Easy"},
    {PLAN_RUN_THRESHOLD, PLAN_ZONE_RUN_THRESHOLD, PLAN_THRESHOLD_WORK,
     PLAN_THRESHOLD_WORK_MAX, 300, 600, 0.20, 60, "Comfortably hard",
     "Easy with three short pick-ups"},
    {PLAN_RUN_VO2, PLAN_ZONE_RUN_VO2, PLAN_VO2_WORK, PLAN_VO2_WORK_MAX, 120, 240, 0.75, 90,
     "Hard and even", "Easy with three short pick-ups"},
    {PLAN_RIDE_TEMPO, PLAN_ZONE_RIDE_TEMPO, PLAN_RIDE_TEMPO_WORK, PLAN_TEMPO_WORK_MAX, 600,
     1200, 0.25, 180, "Steady and strong", "Easy"},
    {PLAN_RIDE_THRESHOLD, PLAN_ZONE_RIDE_THRESHOLD, PLAN_RIDE_THRESHOLD_WORK,
     PLAN_THRESHOLD_WORK_MAX, 480, 960, 0.40, 180, "Hard but even",
     "Easy with three short pick-ups"},
    {PLAN_RIDE_VO2, PLAN_ZONE_RIDE_VO2, PLAN_RIDE_VO2_WORK, PLAN_VO2_WORK_MAX, 180, 300,
     1.0, 150, "Hard and even", "Easy with three short pick-ups"},
};

static const struct quality *quality_of(enum plan_kind kind)
{
    for (size_t i = 0; i < sizeof qualities / sizeof qualities[0]; i++) {
        if (qualities[i].kind == kind) {
            return &qualities[i];
        }
    }
    return NULL;
}

struct repeats {
    int n;
    int work_s; /* of one */
    int recovery_s;
};

static int recovery_of(const struct quality *quality, int work_s)
{
    int recovery_s = 30 * (int)lround(work_s * quality->recovery_share / 30.0);
    return recovery_s < quality->recovery_min_s ? quality->recovery_min_s : recovery_s;
}

enum { REPEATS_MAX = 6 }; /* more are a chore */

/* The repeats nearest to the wished work that fit into rest_s, each with its recovery;
 * a minute's miss is as bad as a repeat of half minutes, a single one, or one beyond
 * REPEATS_MAX; of equals the longer. n 0: none fits. */
static struct repeats repeats_choose(const struct quality *quality, int wished_s,
                                     int rest_s)
{
    struct repeats best = {0};
    int best_miss = wished_s + 3600;
    for (int work_s = quality->repeat_to_s; work_s >= quality->repeat_from_s;
         work_s -= 30) {
        int recovery_s = recovery_of(quality, work_s);
        for (int n = 1; n * (work_s + recovery_s) <= rest_s; n++) {
            int miss = abs(n * work_s - wished_s) + (work_s % 60 != 0 ? 60 : 0) +
                       (n == 1 ? 60 : 0) + (n > REPEATS_MAX ? 60 * (n - REPEATS_MAX) : 0);
            if (miss < best_miss) {
                best_miss = miss;
                best = (struct repeats){n, work_s, recovery_s};
            }
        }
    }
    return best;
}

static bool repeats_add(struct plan__draft *draft, const struct quality *quality,
                        const struct repeats *repeats, struct err *err)
{
    return plan__block(draft, "Main set", repeats->n, err) &&
           plan__step(draft, quality->zone, quality->cue, repeats->work_s, no_cadence,
                      err) &&
           (repeats->recovery_s == 0 ||
            plan__step(draft, very_easy(draft), draft->is_run ? "Jog" : "Spin",
                       repeats->recovery_s, no_cadence, err));
}

static const char *repeats_text(const struct plan__draft *draft,
                                const struct quality *quality,
                                const struct repeats *repeats)
{
    struct arena *arena = draft->arena;
    const char *work = plan__minutes_text(arena, repeats->work_s);
    const char *zone = plan_zone_info(quality->zone)->name;
    const char *target = plan__zone_text(draft, quality->zone);
    if (repeats->n == 1) {
        return arena_printf(arena, "%s %s (%s)", work, zone, target);
    }
    return arena_printf(arena, "%d x %s %s (%s), %s easy after each", repeats->n, work,
                        zone, target, plan__minutes_text(arena, repeats->recovery_s));
}

static const char *repeats_brief(const struct plan__draft *draft,
                                 const struct quality *quality,
                                 const struct repeats *repeats)
{
    const char *work = plan__minutes_text(draft->arena, repeats->work_s);
    const char *target = plan__zone_text(draft, quality->zone);
    return repeats->n == 1
               ? arena_printf(draft->arena, "%s at %s", work, target)
               : arena_printf(draft->arena, "%d x %s at %s", repeats->n, work, target);
}

static bool quality_write(struct plan__draft *draft, const struct quality *quality,
                          struct err *err)
{
    struct frame frame = frame_of(draft->total_s, 0.20, 900, 0.12, 600);
    double wished_min = fmin(quality->share * draft->total_s / 60.0, quality->work_max_min);
    struct repeats repeats =
        repeats_choose(quality, (int)lround(wished_min * 60.0), frame.rest_s);
    if (repeats.n == 0) { /* a very short session of others */
        repeats = (struct repeats){1, frame.rest_s, 0};
    }
    int easy_s = frame.rest_s - repeats.n * (repeats.work_s + repeats.recovery_s);
    int before_s = clamped(easy_s, 0, 600);
    int after_s = easy_s - before_s;
    if (after_s < 300) { /* no step of its own */
        frame.cooldown_s += after_s;
        after_s = 0;
    }
    const char *main_set = repeats_text(draft, quality, &repeats);
    draft->brief = repeats_brief(draft, quality, &repeats);
    if (after_s > 0) {
        main_set = arena_printf(draft->arena, "%s, %s easy", main_set,
                                plan__minutes_text(draft->arena, after_s));
    }
    draft->summary = parts_text(
        draft, main_set, &(struct frame){frame.warmup_s + before_s, frame.cooldown_s, 0});
    return warmup_add(draft, frame.warmup_s, before_s, quality->warmup_cue, err) &&
           repeats_add(draft, quality, &repeats, err) &&
           plan__part(draft, draft->is_run ? "Easy running" : "Endurance", easy(draft),
                      "Easy", after_s, err) &&
           cooldown_add(draft, frame.cooldown_s, err);
}

/* ---- steady sessions ---- */

static bool steady_write(struct plan__draft *draft, struct err *err)
{
    struct frame frame = frame_of(draft->total_s, 0.20, 600, 0.10, 300);
    enum plan_zone zone = easy(draft);
    draft->brief = plan__zone_text(draft, zone);
    draft->summary =
        parts_text(draft,
                   arena_printf(draft->arena, "%s %s (%s)",
                                plan__minutes_text(draft->arena, frame.rest_s),
                                plan_zone_info(zone)->name, plan__zone_text(draft, zone)),
                   &frame);
    return warmup_add(draft, frame.warmup_s, 0, NULL, err) &&
           plan__part(draft, "Main set", zone, "Easy", frame.rest_s, err) &&
           cooldown_add(draft, frame.cooldown_s, err);
}

static bool recovery_write(struct plan__draft *draft, struct err *err)
{
    enum plan_zone zone = very_easy(draft);
    draft->brief = plan__zone_text(draft, zone);
    draft->summary = arena_printf(draft->arena, "%s very easy (%s)",
                                  plan__minutes_text(draft->arena, draft->total_s),
                                  plan__zone_text(draft, zone));
    return plan__part(draft, "Main set", zone, "Light gear", draft->total_s, err);
}

static bool brick_write(struct plan__draft *draft, struct err *err)
{
    int settle_s = clamped(whole_minutes(draft->total_s / 3.0), 60, 600);
    int easy_s = draft->total_s - settle_s;
    enum plan_zone zone = easy(draft);
    draft->brief = plan__zone_text(draft, zone);
    draft->summary = arena_printf(
        draft->arena, "straight off the bike: %s very easy, %s easy (%s)",
        plan__minutes_text(draft->arena, settle_s),
        plan__minutes_text(draft->arena, easy_s), plan__zone_text(draft, zone));
    return plan__part(draft, "Warmup", very_easy(draft), "Short quick steps", settle_s,
                      err) &&
           plan__part(draft, "Main set", zone, "Easy", easy_s, err);
}

enum { STRIDE_S = 20, STRIDE_EASY_S = 70 };

static bool strides_write(struct plan__draft *draft, struct err *err)
{
    struct frame frame = frame_of(draft->total_s, 0.20, 600, 0.10, 300);
    int wished = draft->total_s < 45 * 60 ? 6 : 8;
    int fitting = frame.rest_s / (STRIDE_S + STRIDE_EASY_S);
    int n_strides = fitting < wished ? fitting : wished;
    int easy_s = frame.rest_s - n_strides * (STRIDE_S + STRIDE_EASY_S);
    draft->brief =
        arena_printf(draft->arena, "%s, %d x %d s strides",
                     plan__zone_text(draft, PLAN_ZONE_RUN_EASY), n_strides, STRIDE_S);
    draft->summary = parts_text(
        draft,
        arena_printf(draft->arena, "%s easy (%s), %d x %d s strides with %d s very easy",
                     plan__minutes_text(draft->arena, easy_s),
                     plan__zone_text(draft, PLAN_ZONE_RUN_EASY), n_strides, STRIDE_S,
                     STRIDE_EASY_S),
        &frame);
    return warmup_add(draft, frame.warmup_s, easy_s, "Easy", err) &&
           (n_strides == 0 || (plan__block(draft, "Strides", n_strides, err) &&
                               plan__step(draft, PLAN_ZONE_RUN_STRIDE, "Quick and relaxed",
                                          STRIDE_S, no_cadence, err) &&
                               plan__step(draft, PLAN_ZONE_RUN_VERY_EASY, "Jog",
                                          STRIDE_EASY_S, no_cadence, err))) &&
           cooldown_add(draft, frame.cooldown_s, err);
}

enum { SPIN_S = 300 };

static bool cadence_write(struct plan__draft *draft, struct err *err)
{
    static const struct workout_range quick = {100.0, 110.0};
    static const struct workout_range usual = {85.0, 95.0};
    struct frame frame = frame_of(draft->total_s, 0.20, 600, 0.10, 300);
    int n_spins = clamped(frame.rest_s / (2 * SPIN_S), 0, 6);
    int easy_s = frame.rest_s - n_spins * 2 * SPIN_S;
    draft->brief = arena_printf(draft->arena, "%s, %d x 5 min at 100-110 rpm",
                                plan__zone_text(draft, PLAN_ZONE_RIDE_EASY), n_spins);
    draft->summary = parts_text(
        draft,
        arena_printf(draft->arena,
                     "%d x 5 min at 100-110 rpm, 5 min at 85-95 rpm after each, all "
                     "endurance (%s)",
                     n_spins, plan__zone_text(draft, PLAN_ZONE_RIDE_EASY)),
        &frame);
    return warmup_add(draft, frame.warmup_s, 0, NULL, err) &&
           (n_spins == 0 ||
            (plan__block(draft, "Main set", n_spins, err) &&
             plan__step(draft, PLAN_ZONE_RIDE_EASY, "Quick and smooth", SPIN_S, quick,
                        err) &&
             plan__step(draft, PLAN_ZONE_RIDE_EASY, "Own rhythm", SPIN_S, usual, err))) &&
           plan__part(draft, "Endurance", PLAN_ZONE_RIDE_EASY, "Easy", easy_s, err) &&
           cooldown_add(draft, frame.cooldown_s, err);
}

/* ---- the ladder ---- */

static const struct load_rung *rung_of(const struct plan_session *session)
{
    const struct load_rung *rung = load_rung(session->rung);
    return rung != NULL ? rung : load_rung(1);
}

/* The rung's repeats. A session of others that is shorter has fewer, a longer one walks
 * before and after. */
static bool ladder_write(struct plan__draft *draft, struct err *err)
{
    const struct load_rung *rung = rung_of(draft->session);
    int run_s = (int)lround(rung->run_min * 60.0);
    int walk_s = (int)lround(rung->walk_min * 60.0);
    int n_repeats = clamped(draft->total_s / (run_s + walk_s), 0, rung->n_repeats);
    int left_s = draft->total_s - n_repeats * (run_s + walk_s);
    int before_s = whole_minutes(left_s / 2.0);
    if (n_repeats == 0) { /* shorter than one run of the rung */
        n_repeats = 1;
        run_s = left_s < run_s ? left_s : run_s;
        walk_s = left_s - run_s;
        left_s = before_s = 0;
    }
    draft->brief =
        walk_s == 0
            ? arena_printf(draft->arena, "%s run", plan__minutes_text(draft->arena, run_s))
            : arena_printf(draft->arena, "%d x %s run, %s walk", n_repeats,
                           plan__minutes_text(draft->arena, run_s),
                           plan__minutes_text(draft->arena, walk_s));
    draft->summary =
        walk_s == 0
            ? arena_printf(draft->arena, "%s easy without a break (RPE 3 at most)",
                           plan__minutes_text(draft->arena, run_s))
            : arena_printf(draft->arena, "%d x %s easy running (RPE 3 at most), %s walk",
                           n_repeats, plan__minutes_text(draft->arena, run_s),
                           plan__minutes_text(draft->arena, walk_s));
    return plan__part(draft, "Warmup", PLAN_ZONE_RUN_WALK, "Walk", before_s, err) &&
           plan__block(draft, "Main set", n_repeats, err) &&
           plan__step(draft, PLAN_ZONE_RUN_LADDER, "Run easy", run_s, no_cadence, err) &&
           (walk_s == 0 ||
            plan__step(draft, PLAN_ZONE_RUN_WALK, "Walk", walk_s, no_cadence, err)) &&
           plan__part(draft, "Cooldown", PLAN_ZONE_RUN_WALK, "Walk", left_s - before_s,
                      err);
}

bool plan__write_endurance(struct plan__draft *draft, struct err *err)
{
    enum plan_kind kind = draft->session->kind;
    const struct quality *quality = quality_of(kind);
    if (quality != NULL) {
        return quality_write(draft, quality, err);
    }
    if (kind == PLAN_RUN_LADDER) {
        return ladder_write(draft, err);
    }
    if (kind == PLAN_RUN_STRIDES) {
        return strides_write(draft, err);
    }
    if (kind == PLAN_RUN_BRICK) {
        return brick_write(draft, err);
    }
    if (kind == PLAN_RIDE_RECOVERY) {
        return recovery_write(draft, err);
    }
    return kind == PLAN_RIDE_CADENCE ? cadence_write(draft, err) : steady_write(draft, err);
}
