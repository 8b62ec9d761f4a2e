#include "app/prompts.h"

#include <string.h>

#include "app/catalogue.h"
#include "app/suggestions.h"
#include "base/arena.h"
#include "base/str.h"
#include "json/json.h"
#include "tools/quote.h"
#include "tools/tool.h"
#include "base/banned.h"

/* Bytes of an argument that go into the message. */
enum { ARGUMENT_BYTES = 120, MESSAGE_BYTES = 4096 };

struct prompt {
    const char *definition;
    const char *steps; /* what the model is to do, in the user's name */
};

#define ARGUMENT(name, description)                                                        \
    "{\"name\":\"" name "\",\"description\":\"" description "\",\"required\":false}"
#define PROMPT(name, title, description, arguments)                                        \
    "{\"name\":\"" name "\",\"title\":\"" title "\",\"description\":\"" description        \
    "\",\"arguments\":[" arguments "]}"

/* Every prompt leads through check-in and status before any plan: pain outranks numbers. */
static const struct prompt prompts[] = {
    {PROMPT("duathlon_week", "Duathlon-style week",
            "A run and bike week, checked in and proved",
            ARGUMENT("bike_hours", "Hours on the bike") "," ARGUMENT(
                "run_days", "Days with a run") "," ARGUMENT("strength_days",
                                                            "Days with strength work")),
     "Give me a duathlon-style week.\n"
     "1. Ask me for pain 0-10 (during, after, next morning; where) since my last run and "
     "keep "
     "it with log_checkin; ask for my free slots if athlete_profile does not hold them, "
     "and "
     "keep them with set_preferences.\n"
     "2. lower_limb_load_status: tell me its verdict in one sentence; on stop or hold the "
     "week has no run until it is lifted.\n"
     "3. propose_week with focus duathlon and my wishes.\n"
     "4. Show the week day by day with minutes and targets as given, what could not be met "
     "and the rule that took it, and whether it is proved best. Change a session only "
     "through check_week."},
    {PROMPT("return_to_run", "Back to running",
            "The next week of running after a break or injury",
            ARGUMENT("injury", "What it was, and when; or: no injury")),
     "I come back to running.\n"
     "1. Ask me for pain now and the morning after the last run, and whether the break was "
     "an "
     "injury; keep it with log_checkin and set_preferences (injuries, return_from or "
     "no_injury_before).\n"
     "2. lower_limb_load_status: its verdict, and the next-run limit or ladder rung.\n"
     "3. propose_week with focus return_to_run.\n"
     "4. Tell me each run as walk and run minutes, when to stop, and what to tell you the "
     "next morning. The engine from the bike is no argument: lungs come back in weeks, "
     "tendon and bone in months."},
    {PROMPT("race_countdown", "Race countdown", "From today to the race, week by week",
            ARGUMENT("race_date", "Day of the race, YYYY-MM-DD") "," ARGUMENT(
                "race_kind", "run, duathlon_sprint, duathlon_standard, ride or other")),
     "Count down to my race.\n"
     "1. If get_calendar and athlete_profile do not hold the race, ask me for its day, "
     "kind and length and keep it with set_preferences (races). Ask for pain and keep it with "
     "log_checkin.\n"
     "2. lower_limb_load_status and fitness_status: legs and engine, in one sentence "
     "each.\n"
     "3. propose_week with outline_weeks 4; focus taper in the last two weeks before the "
     "race, race_week in its week, else duathlon or run_build.\n"
     "4. Tell me this week day by day, the weeks to the race as targets, and what is not "
     "to "
     "be done in the last seven days."},
    {PROMPT("post_workout", "After a workout", "How was the session, and what now?",
            ARGUMENT("session", "Which one; default the latest")),
     "Review my session.\n"
     "1. post_workout_assessment: first its verdict, then what the session cost the legs "
     "and "
     "the next 48 hours. No praise.\n"
     "2. Ask me its questions (pain during and after, where; RPE) and keep the answers "
     "with "
     "log_checkin, zeros too.\n"
     "3. lower_limb_load_status again: say if the answers change the verdict, and what I "
     "may "
     "run next, at most."},
    {PROMPT("morning_check", "Morning check", "May I train as planned today?", ""),
     "Check me this morning.\n"
     "1. Ask me for pain 0-10 this morning and where; keep it with log_checkin, zeros "
     "too.\n"
     "2. get_wellness, lower_limb_load_status and get_calendar for today.\n"
     "3. In three sentences: what differs from my own normal, the verdict for the legs, "
     "and "
     "whether today's session stands, shrinks or goes, with the limit in km or minutes. No "
     "readiness score, no praise."},
    {PROMPT("weekly_review", "Weekly review", "The week behind and the one ahead", ""),
     "Review my week.\n"
     "1. training_summary for the last four weeks, lower_limb_load_status with days 28, "
     "fitness_status.\n"
     "2. Tell me what the week was against the ones before (hours, run km, limb load, rest "
     "days, hard share), what the legs carried beside the engine, and what you do not "
     "know.\n"
     "3. check_week on the calendar's coming week: what does not pass, and the nearest "
     "week "
     "that does. Do not soften a verdict."},
};

const size_t n_prompts_all = sizeof prompts / sizeof prompts[0];

const char *prompts_steps(size_t i)
{
    return prompts[i].steps;
}

/* "Wishes: bike_hours: \"9\"; ..." of what was given, each cleaned and on one line. */
static void arguments_write(const json_t *arguments, struct str_buf *to)
{
    struct arena arena = {0};
    const char *key = NULL;
    const json_t *value = NULL;
    const char *join = "\nWishes: ";
    json_object_foreach((json_t *)(uintptr_t)arguments, key, value)
    {
        if (json_string_length(value) > 0) {
            str_buf_printf(to, "%s%s \"%s\"", join, key,
                           quote_clean(&arena, json_string_value(value), ARGUMENT_BYTES));
            join = ", ";
        }
    }
    arena_release(&arena);
}

static void prompt_begin(void *user, struct mcp_server *server, const struct mcp_call *call)
{
    const struct prompt *prompt = call->user;
    struct str_buf text = {.max_bytes = MESSAGE_BYTES};
    json_t *result = mcp_prompt_result(NULL);
    (void)user;
    str_buf_add(&text, prompt->steps);
    arguments_write(call->arguments, &text);
    mcp_prompt_add(result, "user", mcp_text(str_buf_text(&text)));
    str_buf_release(&text);
    mcp_call_finish(server, call->id, result);
}

/* user is the server's: its door. */
static void prompt_complete(void *user, const struct mcp_completion *completion,
                            json_t *values)
{
    suggestions_add(user, completion->name, completion->value, values);
}

/* A way through tools that are not listed leads nowhere. */
static bool is_open(const struct prompt *prompt, unsigned groups)
{
    for (size_t i = 0; i < n_tools_all; i++) {
        if (!catalogue_has(groups, tools_all[i]->name) &&
            strstr(prompt->steps, tools_all[i]->name) != NULL) {
            return false;
        }
    }
    return true;
}

bool prompts_add(struct mcp_server *server, unsigned groups)
{
    bool is_good = true;
    for (size_t i = 0; i < n_prompts_all; i++) {
        if (!is_open(&prompts[i], groups)) {
            continue;
        }
        const struct mcp_item item = {.definition = prompts[i].definition,
                                      .begin = prompt_begin,
                                      .complete = prompt_complete,
                                      .user = (void *)(uintptr_t)&prompts[i]};
        is_good = mcp_server_add(server, MCP_PROMPT, &item) && is_good;
    }
    return is_good;
}
