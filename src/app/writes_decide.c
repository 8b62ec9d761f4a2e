/* What a reading of the service's data tells about changes, sent or to be sent. */
#include <string.h>

#include "app/write_points.h"
#include "app/writes_internal.h"
#include "intervals/image.h"
#include "base/banned.h"

void app__write_end(struct app__writes_job *job, struct app__write_item *item,
                    enum service_write_state state, const char *why)
{
    item->write.state = state;
    item->write.why = why != NULL ? arena_text(&job->arena, why) : NULL;
    item->is_settled = true;
    item->is_new_row = true;
    item->is_to_send = false;
}

static int64_t image_id(const char *image)
{
    json_auto_t *object = NULL;
    return json_parse(image, strlen(image), &object, NULL)
               ? json_get_integer(object, "id", 0)
               : 0;
}

static void done(struct app__writes_job *job, struct app__write_item *item,
                 const char *image)
{
    char member[INTERVALS_MEMBER_SIZE] = "";
    const struct service_write *write = &item->write;
    const char *why = NULL;
    if (image != NULL && write->wanted != NULL &&
        !intervals_image_shows(image, write->wanted, member)) {
        why = arena_printf(&job->arena, "Intervals.icu shows another %s than was sent",
                           member);
    }
    app__write_end(job, item, WRITE_DONE, why);
    item->write.after = image;
    if (image != NULL && write->kind == WRITE_EVENT_CREATE) {
        item->write.event_id = image_id(image);
    }
}

enum seen {
    SEEN_DONE,
    SEEN_NOT,  /* as it was before */
    SEEN_OTHER /* neither as before nor as wanted: others were there */
};

static enum seen look(const struct service_write *write, const char *image)
{
    switch (write->kind) {
    case WRITE_EVENT_CREATE:
        return image != NULL ? SEEN_DONE : SEEN_NOT;
    case WRITE_EVENT_DELETE:
        return image == NULL                                ? SEEN_DONE
               : intervals_image_same(image, write->before) ? SEEN_NOT
                                                            : SEEN_OTHER;
    case WRITE_EVENT_UPDATE:
    case WRITE_WELLNESS:
    case WRITE_ACTIVITY:
        break;
    }
    if (image != NULL && intervals_image_shows(image, write->wanted, NULL)) {
        return SEEN_DONE;
    }
    return intervals_image_same(image, write->before) ? SEEN_NOT : SEEN_OTHER;
}

/* Further back than this the clock was wrong when the row was written. */
static const int64_t CLOCK_SET_BACK_MS = 24LL * 3600 * 1000;

/* After an answer, or long enough after the sending, what is not seen did not happen. */
static bool is_certain(const struct app__write_item *item, int64_t now_ms)
{
    int64_t age_ms = now_ms - item->write.recorded_ms;
    if (item->was_sent) {
        return item->was_answered && item->refusal.code != ERR_NONE;
    }
    if (!item->is_old) {
        return true; /* journalled and not sent */
    }
    /* When it was sent before its process died nobody knows: doubt begins with a look. */
    return item->write.state == WRITE_UNKNOWN &&
           (age_ms >= app__write_grace_ms() || age_ms < -CLOCK_SET_BACK_MS);
}

static const char *reason_of(const struct app__write_item *item)
{
    if (item->is_old) {
        return "it was interrupted, and Intervals.icu does not show it";
    }
    return item->refusal.code != ERR_NONE ? item->refusal.message
           : item->was_sent               ? "Intervals.icu does not show it"
                                          : "it was not sent after the trouble before it";
}

static const char *doubt_of(const struct app__write_item *item)
{
    return item->was_answered && item->was_sent
               ? "Intervals.icu said that it is done, but does not show it"
           : item->refusal.code != ERR_NONE
               ? item->refusal.message
               : "its reply was lost and Intervals.icu does not show it yet";
}

bool app__write_look_far(struct app__writes_job *job, struct app__write_item *item,
                         bool *ret, struct err *err)
{
    enum service_write_kind kind = item->write.kind;
    enum data_seen seen = DATA_SEEN_NEAR;
    bool was_told_done = item->was_answered && item->refusal.code == ERR_NONE;
    bool was_refused = item->was_answered && item->refusal.code != ERR_NONE;
    bool may_be_there = item->is_old || (item->was_sent && !was_refused);
    *ret = false;
    if (item->is_settled || item->is_far || kind == WRITE_WELLNESS ||
        kind == WRITE_ACTIVITY || (kind == WRITE_EVENT_DELETE && was_told_done)) {
        return true; /* what was seen, then removed with the service's word is gone */
    }
    if (!data_write_seen(job->view, &item->write, &seen, err)) {
        return false;
    }
    /* What was never sent is nowhere: days after days need not be read for it. */
    bool is_nowhere = kind == WRITE_EVENT_CREATE && seen == DATA_SEEN_NOT && !may_be_there;
    item->is_far = seen != DATA_SEEN_NEAR && !is_nowhere;
    *ret = item->is_far;
    return true;
}

bool app__write_settle(struct app__writes_job *job, struct app__write_item *item,
                       int64_t now_ms, bool is_last, struct err *err)
{
    const char *image = NULL;
    if (!data_image(job->view, &item->write, &job->arena, &image, err)) {
        return false;
    }
    bool was_told_done = item->was_answered && item->refusal.code == ERR_NONE;
    enum seen seen = look(&item->write, image);
    bool is_lost = item->write.kind == WRITE_EVENT_UPDATE && image == NULL;
    if (seen == SEEN_DONE || (seen == SEEN_OTHER && was_told_done && image != NULL &&
                              item->write.kind != WRITE_EVENT_DELETE)) {
        done(job, item, image);
    } else if (is_certain(item, now_ms)) {
        app__write_end(job, item, WRITE_NOT_DONE,
                       is_lost && item->is_old ? "its entry is not there any more"
                                               : reason_of(item));
    } else if (seen == SEEN_OTHER && !is_lost) {
        app__write_end(job, item, WRITE_NOT_DONE,
                       "others have changed it since; it is left as it is");
    } else if (is_last) {
        bool was_known = item->is_old && item->write.state == WRITE_UNKNOWN;
        app__write_end(job, item, WRITE_UNKNOWN, doubt_of(item));
        item->is_new_row = !was_known; /* its time goes on from the first doubt */
    }
    return true;
}

/* An event may be changed or removed only when the journal knows that we made it. */
static bool ours_check(struct app__writes_job *job, const struct service_write *write,
                       bool *ret, struct err *err)
{
    const struct calendar_event event = {.id = write->event_id,
                                         .external_id = write->target};
    *ret = true;
    return (write->kind != WRITE_EVENT_UPDATE && write->kind != WRITE_EVENT_DELETE) ||
           data_event_is_ours(job->view, &event, ret, err);
}

bool app__write_choose(struct app__writes_job *job, struct app__write_item *item,
                       struct err *err)
{
    const char *image = NULL;
    bool is_ours = false;
    const struct service_write *write = &item->write;
    if (!data_image(job->view, write, &job->arena, &image, err) ||
        !ours_check(job, write, &is_ours, err)) {
        return false;
    }
    if (!is_ours) {
        app__write_end(job, item, WRITE_NOT_DONE,
                       "it was not made by Soleus; it is left as it is");
        return true;
    }
    switch (look(write, image)) {
    case SEEN_DONE:
        done(job, item, image);
        break;
    case SEEN_OTHER:
        app__write_end(job, item, WRITE_NOT_DONE,
                       image == NULL ? "it is not there any more"
                                     : "others have changed it since; it is left as it is");
        break;
    case SEEN_NOT:
        if (write->event_id != 0 && image != NULL) {
            item->write.event_id = image_id(image); /* it may have been made again since */
        }
        item->is_to_send = true;
        break;
    }
    return true;
}
