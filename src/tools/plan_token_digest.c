/* The digests of a plan token: of a text that says all, so that no padding byte is looked
 * at. */
#include "tools/plan_token_digest.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "plan/constants.h"
#include "tools/diary.h"

#include "base/banned.h"

static void number_add(struct str_buf *to, double value)
{
    if (isnan(value)) {
        str_buf_add(to, "- ");
    } else {
        str_buf_printf(to, "%.17g ", value);
    }
}

/* With its length: no text can look like two. */
static void text_add(struct str_buf *to, const char *text)
{
    str_buf_printf(to, "%zu %s ", text != NULL ? strlen(text) : 0,
                   text != NULL ? text : "-");
}

static void session_add(struct str_buf *to, const struct plan_session *session)
{
    str_buf_printf(to, "\n%d %d %d %d %d %d %u %d ", session->day, session->slot,
                   session->start_min, (int)session->kind, (int)session->sport,
                   session->rung, session->marks, (int)session->effort);
    number_add(to, session->minutes);
    number_add(to, session->km);
    number_add(to, session->q2);
    number_add(to, session->load);
    number_add(to, session->llss);
    number_add(to, session->longest_run_min);
    number_add(to, session->running_min);
    str_buf_printf(to, "%d ", session->is_hilly);
}

static void digest_take(struct str_buf *text, char ret[SEAL_DIGEST_SIZE])
{
    seal_digest_hex(str_buf_text(text), text->length, ret);
    str_buf_release(text);
}

void plan_token__plan_digest(day_num first_day, size_t n_sessions,
                             const struct plan_session sessions[],
                             const struct week_told told[], char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    str_buf_printf(&text, "plan %d", (int)first_day);
    for (size_t i = 0; i < n_sessions; i++) {
        session_add(&text, &sessions[i]);
        number_add(&text, told[i].km);
        text_add(&text, told[i].name);
        text_add(&text, told[i].text);
    }
    digest_take(&text, ret);
}

void plan_token__rules_digest(char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    size_t n_constants = 0;
    const struct load_constant *constants = plan_constants(&n_constants);
    str_buf_add(&text, "rules 1 ");
    for (size_t i = 0; i < n_constants; i++) {
        str_buf_add(&text, constants[i].name);
        number_add(&text, constants[i].value);
    }
    constants = load_constants(&n_constants);
    for (size_t i = 0; i < n_constants; i++) {
        str_buf_add(&text, constants[i].name);
        number_add(&text, constants[i].value);
    }
    for (int i = 0; i < N_PLAN_RULES; i++) {
        const struct plan_rule_info *rule = plan_rule_info((enum plan_rule)i);
        str_buf_printf(&text, "%s %d ", rule->content, (int)rule->override);
    }
    for (int i = 0; i < N_PLAN_KINDS; i++) {
        const struct plan_kind_info *kind = plan_kind_info((enum plan_kind)i);
        str_buf_printf(&text, "%s %d %d %d %u ", kind->name, kind->minutes_from,
                       kind->minutes_to, kind->minutes_step, kind->marks);
        number_add(&text, kind->weight);
        number_add(&text, kind->q2);
    }
    digest_take(&text, ret);
}

void plan_token__calendar_digest(const struct planning *planning,
                                 char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    day_num first = planning->input->first_day;
    day_num last = first + PLAN_DAYS - 1;
    str_buf_printf(&text, "calendar %d", planning->engine.has_events ? 1 : 0);
    for (size_t i = 0; i < planning->engine.events.n_items; i++) {
        const struct calendar_event *event = &planning->engine.events.items[i];
        day_num end = event->end_day > event->day ? event->end_day : event->day;
        if (event->day > last || end < first) {
            continue;
        }
        str_buf_printf(&text, "\n%lld %d %d %d %d %s %s %s %lld ", (long long)event->id,
                       (int)event->category, (int)event->day, (int)end, (int)event->sport,
                       event->name != NULL ? event->name : "",
                       event->updated != NULL ? event->updated : "",
                       event->availability != NULL ? event->availability : "",
                       (long long)event->start_local_s);
        number_add(&text, event->moving_time_s);
        number_add(&text, event->distance_m);
        number_add(&text, event->intensity_pct);
        number_add(&text, event->training_load);
        number_add(&text, event->max_training_time_s);
    }
    digest_take(&text, ret);
}

static void history_add(struct str_buf *to, const struct plan_input *input)
{
    for (int i = 0; i < PLAN_HISTORY_DAYS; i++) {
        const struct plan_past_day *day = &input->past[i];
        str_buf_printf(to, "\n%d%d%d%d%d ", day->is_known, day->is_rest, day->is_unknown,
                       day->is_planned, day->has_run);
        number_add(to, day->llss);
        number_add(to, day->ctl_load);
        number_add(to, day->atl_load);
        number_add(to, day->run_min);
        number_add(to, day->ride_min);
        number_add(to, day->longest_run_km);
        number_add(to, day->longest_run_min);
    }
    for (size_t i = 0; i < input->n_past_sessions; i++) {
        const struct plan_past_session *past = &input->past_sessions[i];
        str_buf_printf(to, "\n%d %d %u %d", past->start, past->end, past->marks,
                       (int)past->effort);
    }
}

static void athlete_add(struct str_buf *to, const struct plan_input *input)
{
    str_buf_printf(to, "\n%d %d %d %d%d%d %d%d%d%d%d%d %d %d %d ", (int)input->level,
                   (int)input->state, input->return_week, input->ladder.is_open,
                   input->ladder.rung, input->ladder.n_clean, input->has_tendon_history,
                   input->has_achilles_history, input->has_knee_history,
                   input->is_bone_stress, input->is_bone_high_risk, input->is_older,
                   input->cap_run_days, input->race_day, (int)input->race_kind);
    str_buf_printf(to, "%d %d ", input->is_first_after_hold, input->after_stop_until);
    for (int day = 0; day < PLAN_DAYS; day++) {
        str_buf_printf(to, "%d", input->is_after_sick[day]);
    }
    number_add(to, input->fitness_eve);
    number_add(to, input->fatigue_eve);
    number_add(to, input->bone_pain);
    number_add(to, input->cap_run_km);
    number_add(to, input->cap_bike_h);
    number_add(to, input->mass_factor);
    for (int i = 0; i <= N_SPORTS; i++) {
        number_add(to, input->sport_weight[i]);
    }
    for (int i = 0; i < N_PLAN_EFFORTS; i++) {
        number_add(to, input->run_m_per_s[i]);
        number_add(to, input->ride_m_per_s[i]);
    }
}

static void slots_add(struct str_buf *to, const struct planning *planning)
{
    struct plan_preferences kept;
    struct arena arena = {0};
    diary_plan_preferences(&arena, &planning->engine.entries, &kept);
    for (int day = 0; day < PLAN_DAYS; day++) {
        for (int slot = 0; slot < PLAN_SLOTS; slot++) {
            str_buf_printf(to, "\n%d %d", kept.slots[day][slot].start_min,
                           kept.slots[day][slot].minutes);
        }
    }
    arena_release(&arena);
}

void plan_token__part_digest(const struct planning *planning, enum plan_token_part part,
                             char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    const struct plan_input *input = planning->input;
    switch (part) {
    case PLAN_TOKEN_DAY:
        str_buf_printf(&text, "day %d", (int)(input->first_day + input->today));
        break;
    case PLAN_TOKEN_TRAINING:
        history_add(&text, input);
        break;
    case PLAN_TOKEN_LEGS:
        athlete_add(&text, input);
        break;
    case PLAN_TOKEN_WEEK:
        for (size_t i = 0; i < input->n_fixed; i++) {
            session_add(&text, &input->fixed[i]);
        }
        break;
    case PLAN_TOKEN_SLOTS: /* preferences' slots, whatever the call was given */
        slots_add(&text, planning);
        break;
    }
    digest_take(&text, ret);
}

void plan_token__state_digest(const struct planning *planning, char ret[SEAL_DIGEST_SIZE])
{
    struct str_buf text = {0};
    for (int i = 0; i < N_PLAN_TOKEN_PARTS; i++) {
        char digest[SEAL_DIGEST_SIZE];
        plan_token__part_digest(planning, (enum plan_token_part)i, digest);
        str_buf_add(&text, digest);
    }
    digest_take(&text, ret);
}
