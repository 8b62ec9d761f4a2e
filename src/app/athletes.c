/* Which athletes a call is about. */
#include "app/internal.h"

#include <stdio.h>
#include <string.h>

#include "tools/roster.h"
#include "base/banned.h"

bool app__is_roster(const struct tool *tool, const json_t *args)
{
    const char *asked = json_get_text(args, "athlete");
    return tool->has_roster && asked != NULL && strcmp(asked, ROSTER_ALL) == 0;
}

const char *app__roster_athlete(const struct config *config, const struct app_scope *scope,
                                size_t i)
{
    if (scope->n_athletes > 0) {
        return i < scope->n_athletes ? scope->athletes[i] : NULL;
    }
    return i == 0 ? config->athlete_id : NULL;
}

/* What fills one athlete's answer has no place in a row. */
static bool roster_check(const json_t *args, struct err *err)
{
    bool is_single =
        json_get_integer(args, "days", 0) > 0 || json_get_bool(args, "sensitivity", false);
    return !is_single || err_set(err, ERR_BAD_ARGUMENT, "Name one athlete for them.",
                                 "days and sensitivity are not given for all at once");
}

bool app__athlete_select(const struct config *config, const struct app_scope *scope,
                         const struct tool *tool, const json_t *args,
                         const char **ret_selector, struct err *err)
{
    const char *asked = json_get_text(args, "athlete");
    if (app__is_roster(tool, args)) {
        *ret_selector = app__roster_athlete(config, scope, 0);
        return roster_check(args, err);
    }
    if (scope->n_athletes == 0) {
        *ret_selector =
            config->athlete_id; /* an id that was asked for is checked by run_tool */
        return true;
    }
    char known[200] = "";
    for (size_t i = 0; i < scope->n_athletes; i++) {
        if (asked != NULL && strcmp(asked, scope->athletes[i]) == 0) {
            *ret_selector = scope->athletes[i];
            return true;
        }
        size_t length = strlen(known);
        (void)snprintf(known + length, sizeof known - length, "%s%s", i > 0 ? ", " : "",
                       scope->athletes[i]);
    }
    if (asked == NULL && scope->n_athletes == 1) {
        *ret_selector = scope->athletes[0];
        return true;
    }
    char hint[256];
    (void)snprintf(hint, sizeof hint, "Athletes served here: %s.", known);
    if (asked == NULL) {
        return err_set(err, ERR_BAD_ARGUMENT, hint,
                       "athlete is missing; several are served");
    }
    return err_set(err, ERR_BAD_ARGUMENT, hint, "athlete %.64s is not served here", asked);
}
