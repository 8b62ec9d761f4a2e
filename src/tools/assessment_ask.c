/* RPE against intensity, and what only the athlete can answer. */
#include "tools/assessment.h"

#include <math.h>

#include "load/constants.h"
#include "review/constants.h"
#include "tools/check.h"
#include "tools/quote.h"
#include "base/banned.h"

/* The RPE whose usual intensity (load_rpe_q2) is nearest to the measured one; NAN without a
 * measured one. */
static double rpe_by_intensity(const struct load_llss *llss)
{
    double best = (double)NAN;
    bool is_measured = llss->intensity_source == LOAD_INTENSITY_PACE_GAP ||
                       llss->intensity_source == LOAD_INTENSITY_PACE_SPEED ||
                       llss->intensity_source == LOAD_INTENSITY_ICU;
    for (int rpe = LOAD_RPE_MIN; is_measured && rpe <= LOAD_RPE_MAX; rpe++) {
        bool is_nearer = isnan(best) || fabs(load_rpe_q2(rpe) - llss->q2) <
                                            fabs(load_rpe_q2((int)best) - llss->q2);
        best = is_nearer ? (double)rpe : best;
    }
    return best;
}

static void rpe_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    double told = to->activity->rpe;
    double expected = rpe_by_intensity(&to->item->llss);
    /* The mean of an interval session is less than what it felt like. */
    bool is_mixed = review_steps_change(&to->steps) ||
                    to->pacing.spread > REVIEW_STEADY_SPREAD || to->item->llss.is_walk_run;
    expected = is_mixed ? (double)NAN : expected;
    double difference = told - expected;
    const char *word = !isfinite(difference)              ? NULL
                       : difference >= REVIEW_RPE_MARGIN  ? "felt_harder"
                       : difference <= -REVIEW_RPE_MARGIN ? "felt_easier"
                                                          : "as_expected";
    json_t *object = json_object();
    set_number(object, "rpe_1to10", told, 0);
    set_number(object, "usual_for_intensity", expected, 0);
    set_text(object, "compared", word);
    set_number(object, "feel_1strong_5weak", to->activity->feel, 0);
    answer_set(to->answer, "effort_told", object);
    if (isfinite(told)) {
        const char *usual =
            word == NULL ? (is_mixed ? ", not compared: the effort changed" : "")
                         : arena_printf(arena, ", usual for the intensity %s: %s",
                                        quote_number(arena, expected, 0),
                                        difference >= REVIEW_RPE_MARGIN    ? "felt harder"
                                        : difference <= -REVIEW_RPE_MARGIN ? "felt easier"
                                                                           : "as usual");
        const char *feel = isfinite(to->activity->feel)
                               ? arena_printf(arena, "; feel %s (1 strong, 5 weak)",
                                              quote_number(arena, to->activity->feel, 0))
                               : "";
        answer_line(to->answer, "RPE %s of 10%s%s.", quote_number(arena, told, 0), usual,
                    feel);
    }
}

static void ask(const struct assessment *to, json_t *rows, const char *text)
{
    row_add(rows, json_string(text));
    answer_line(to->answer, "Ask: %s", text);
}

static void questions_write(const struct assessment *to)
{
    struct arena *arena = to->ctx->arena;
    const char *day = quote_day(arena, to->activity->day);
    bool is_limb = to->item->is_run || to->item->loads_limbs;
    bool is_told =
        check_pain_is_told(to->status) && to->status->pain.day >= to->activity->day;
    json_t *rows = json_array();
    if (is_limb && !is_told) {
        ask(to, rows,
            arena_printf(arena,
                         "pain 0-10 of %s: during, after, next morning, and where? Keep it "
                         "with log_checkin (0 counts).",
                         day));
    }
    if (!isfinite(to->activity->rpe) || !isfinite(to->activity->feel)) {
        const char *what = isfinite(to->activity->rpe) ? "feel (1 strong to 5 weak)"
                           : isfinite(to->activity->feel)
                               ? "RPE 1-10"
                               : "RPE 1-10 and feel (1 strong to "
                                 "5 weak)";
        ask(to, rows,
            arena_printf(arena, "%s? Keep it with log_checkin, session.activity_id %s.",
                         what, to->activity->id));
    }
    if (to->judgement.verdict == REVIEW_NOT_COMPLETED ||
        to->judgement.verdict == REVIEW_CUT_SHORT) {
        ask(to, rows, "what ended it: legs, breath, pain, time? Sleep and food before?");
    }
    answer_set(to->answer, "questions", rows);
}

void assessment_ask_write(const struct assessment *to)
{
    rpe_write(to);
    questions_write(to);
}
