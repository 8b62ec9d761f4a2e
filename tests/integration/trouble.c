#include "trouble.h"

#define AGAIN "ry again" /* Try again, try again later */

const struct trouble troubles[] = {
    {"401", "'kind':'status','status':401", "AUTH", "401: Unauthorized",
     "Set INTERVALS_API_KEY"},
    {"403", "'kind':'status','status':403", "AUTH", "403: Access denied",
     "Check INTERVALS_API_KEY"},
    {"404", "'kind':'status','status':404", "NOT_FOUND", "404: Not Found", "Check the id"},
    {"422",
     "'kind':'status','status':422,"
     "'body':'{\\'status\\':422,\\'error\\':\\'limit must be <= 100\\'}'",
     "UPSTREAM", "422: limit must be <= 100", "report it"},
    {"500", "'kind':'status','status':500", "UPSTREAM", "status 500", AGAIN},
    {"503 page", "'kind':'html'", "UPSTREAM", "status 503", AGAIN},
    {"page as 200", "'kind':'html','status':200", "UPSTREAM", "not readable", AGAIN},
    {"429, long", "'kind':'status','status':429,'retry_after_s':120", "RATE_LIMITED",
     "status 429", "in 120 s"},
    {"429, no time", "'kind':'status','status':429", "RATE_LIMITED", "status 429", AGAIN},
    {"reset", "'kind':'reset'", "UPSTREAM", "connection to 127.0.0.1", AGAIN},
    {"cut", "'kind':'cut'", "UPSTREAM", "cut off", AGAIN},
    {"cut at once", "'kind':'cut','after_bytes':1", "UPSTREAM", "cut off", AGAIN},
    {"broken JSON", "'kind':'broken_json'", "UPSTREAM", "sent is not readable: ", AGAIN},
    {"empty", "'kind':'empty'", "UPSTREAM", "not readable", AGAIN},
    {"empty 204", "'kind':'empty','status':204", "UPSTREAM", "not readable", AGAIN},
    {"redirect", "'kind':'redirect','location':'http://127.0.0.2:9/x?token=SECRET-1'",
     "UPSTREAM", "redirects to http://127.0.0.2:9,", "Check the base URL"},
    {"wrong encoding", "'kind':'wrong_encoding'", "UPSTREAM", "damaged", AGAIN},
    {"huge", "'kind':'huge'", "UPSTREAM", "longer than the limit of 33554432 bytes",
     "shorter range"},
    {"a number", "'kind':'broken_json','body':'42'", "UPSTREAM", "not readable", AGAIN},
    {"null", "'kind':'broken_json','body':'null'", "UPSTREAM", "not readable", AGAIN},
    {"too deep",
     "'kind':'broken_json','body':'[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[['",
     "UPSTREAM", "sent is not readable: ", AGAIN},
    {"a list of rubbish", "'kind':'broken_json','body':'[1,null,\\'x\\',[],{}]'",
     "UPSTREAM", "Intervals.icu sent", AGAIN},
    {"no ids", "'kind':'null_fields','fields':['id']", "UPSTREAM", "Intervals.icu sent",
     AGAIN},
    {"ids dropped", "'kind':'drop_fields','fields':['id']", "UPSTREAM",
     "Intervals.icu sent", AGAIN},
};
const size_t n_troubles = sizeof troubles / sizeof troubles[0];

const struct endpoint endpoints[] = {
    {"/athlete/0", "lower_limb_load_status", NULL},
    {"/activities", "get_recent_activities", NULL},
    {"/wellness", "get_wellness", "wellness"},
    {"/events", "get_calendar", "calendar"},
};
const size_t n_endpoints = sizeof endpoints / sizeof endpoints[0];
