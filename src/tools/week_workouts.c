#include "tools/week_workouts.h"

#include "tools/check.h"
#include "tools/quote.h"
#include "tools/week_table.h"

#include "base/banned.h"

const struct week_workouts *week_workouts_make(struct arena *arena,
                                               const struct plan_input *input,
                                               const struct athlete *athlete,
                                               size_t n_sessions,
                                               const struct plan_session sessions[])
{
    struct week_workouts *made = arena_alloc(arena, 1, sizeof *made);
    for (size_t i = 0; i < n_sessions; i++) {
        const struct plan_session *session = &sessions[i];
        made->is_prescribed[i] = !session->is_done && !session->is_fixed &&
                                 plan_is_prescribed(session->kind) &&
                                 plan_prescribe(session, input, athlete, arena,
                                                &made->workouts[i], &made->words[i], NULL);
    }
    return made;
}

const char *week_workouts_brief(const struct week_workouts *workouts, size_t i)
{
    return workouts != NULL && workouts->is_prescribed[i] &&
                   workouts->words[i].brief[0] != '\0'
               ? workouts->words[i].brief
               : NULL;
}

static json_t *workout_object(day_num first_day, const struct plan_session *session,
                              const struct plan_prescription *words, const char *text)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "day", json_day_or_null(first_day + session->day));
    set_text(object, "kind", plan_kind_info(session->kind)->name);
    set_number(object, "min", session->minutes, 0);
    set_number(object, "km", words->km, 1);
    set_number(object, "load", words->load, 0);
    set_text(object, "targets", words->targets);
    set_text(object, "text", text);
    return object;
}

void week_workouts_write(struct arena *arena, const struct week_workouts *workouts,
                         const struct plan_input *input, size_t n_sessions,
                         const struct plan_session sessions[], struct answer *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n_sessions; i++) {
        struct str_buf text = {0};
        const struct plan_prescription *words = &workouts->words[i];
        if (workouts->is_prescribed[i] &&
            workout_text_write(&workouts->workouts[i], &text, NULL)) {
            row_add(list, workout_object(input->first_day, &sessions[i], words,
                                         str_buf_text(&text)));
            answer_line(answer, "\n%s (load %s; %s)\n%s",
                        week_session_words(arena, input->first_day, &sessions[i]),
                        quote_number(arena, words->load, 0), words->targets,
                        str_buf_text(&text));
        }
        str_buf_release(&text);
    }
    answer_set(answer, "workouts", list);
}
