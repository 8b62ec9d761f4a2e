#include "tools/slots.h"

#include <string.h>

#include "base/banned.h"

static const char *const weekdays[PLAN_DAYS] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

int slots_weekday(const char *name)
{
    for (int i = 0; name != NULL && i < PLAN_DAYS; i++) {
        if (strcmp(weekdays[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int slots_clock(const char *text)
{
    if (text == NULL || strlen(text) != 5 || text[2] != ':' || !is_digit(text[0]) ||
        !is_digit(text[1]) || !is_digit(text[3]) || !is_digit(text[4])) {
        return -1;
    }
    int hours = (text[0] - '0') * 10 + text[1] - '0';
    int minutes = (text[3] - '0') * 10 + text[4] - '0';
    return hours < 24 && minutes < 60 ? hours * 60 + minutes : -1;
}

static bool row_read(const json_t *row, struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS],
                     struct err *err)
{
    const char *name = json_get_text(row, "weekday");
    const char *clock = json_get_text(row, "start");
    const char *slot_name = json_get_text(row, "slot");
    bool is_pm = slot_name != NULL && strcmp(slot_name, "pm") == 0;
    int weekday = slots_weekday(name);
    int start = clock == NULL ? (is_pm ? PLAN_PM_START_MIN : PLAN_AM_START_MIN)
                              : slots_clock(clock);
    int minutes = (int)json_get_number(row, "minutes");
    if (weekday < 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Use monday to sunday.",
                       "weekday \"%.20s\" is not known", name == NULL ? "" : name);
    }
    if (start < 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Write it as \"06:30\".",
                       "start \"%.20s\" is no clock time", clock);
    }
    if (start + minutes > PLAN_DAY_MIN) {
        return err_set(err, ERR_BAD_ARGUMENT, "Give fewer minutes or an earlier start.",
                       "the %s %s slot reaches past midnight", name, is_pm ? "pm" : "am");
    }
    struct plan_slot *slot = &slots[weekday][is_pm ? 1 : 0];
    if (slot->start_min != 0 || slot->minutes != 0) {
        return err_set(err, ERR_BAD_ARGUMENT, "Name each slot once.",
                       "%s %s is named twice", name, is_pm ? "pm" : "am");
    }
    *slot = (struct plan_slot){start, minutes};
    return true;
}

bool slots_read(const json_t *rows, struct plan_slot slots[PLAN_DAYS][PLAN_SLOTS],
                struct err *err)
{
    if (json_is_array(rows) && json_array_size(rows) == 0) {
        return err_set(err, ERR_BAD_ARGUMENT,
                       "Name the slots that are open, or leave availability out; "
                       "set_preferences forget drops those that are kept.",
                       "availability names no slot");
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (!row_read(json_array_get(rows, i), slots, err)) {
            return false;
        }
    }
    for (int day = 0; day < PLAN_DAYS; day++) {
        const struct plan_slot *am = &slots[day][0];
        const struct plan_slot *pm = &slots[day][1];
        if (am->minutes > 0 && pm->minutes > 0 &&
            am->start_min + am->minutes > pm->start_min) {
            return err_set(err, ERR_BAD_ARGUMENT,
                           "Let am end before pm begins (am from 07:00, pm from 18:00 "
                           "unless start says otherwise).",
                           "the slots of %s overlap", weekdays[day]);
        }
    }
    return true;
}
