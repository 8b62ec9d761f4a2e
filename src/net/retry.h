/* What is worth another attempt, and after which wait. Pure but for the random number. */
#ifndef NET_RETRY_H
#define NET_RETRY_H

#include <stdbool.h>

#include <curl/curl.h>

/*
 * True when an attempt that ended so may end better next time. status counts when code is
 * CURLE_OK; n_repeats: how often the request was repeated before (500 is tried again once:
 * it also stands for a mistake in the request).
 */
bool net__is_passing(CURLcode code, int status, unsigned n_repeats);

/*
 * Milliseconds to wait, evenly random from 0 to base_ms * 2^n_repeats (at most 30 s); from
 * the upper half of that when is_limited (a reply 429). base_ms > 0.
 */
int net__backoff_ms(int base_ms, unsigned n_repeats, bool is_limited);

#endif
