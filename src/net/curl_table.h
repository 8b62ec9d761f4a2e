/*
 * libcurl, opened when the first request needs it: linking it costs 3 ms and 5 MiB at every
 * start, also of processes that only list their tools. All of net calls curl through this
 * table.
 */
#ifndef NET_CURL_TABLE_H
#define NET_CURL_TABLE_H

#include <curl/curl.h>

#include "base/err.h"

struct curl_table {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *easy);
    CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
    const char *(*easy_strerror)(CURLcode code);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *multi);
    CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_socket_action)(CURLM *multi, curl_socket_t socket, int events,
                                     int *ret_n_running);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *ret_n_left);
    const char *(*multi_strerror)(CURLMcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
};

/*
 * Open the first library of names (ends with NULL; NULL itself means the usual ones) that
 * has every function, and initialise it. The library stays in memory until the process
 * ends.
 */
MUST_CHECK bool curl_table_open(struct curl_table *ret_table, const char *const names[],
                                struct err *err);
/* Undo the initialisation; an all-zero table is fine. */
void curl_table_release(struct curl_table *table);

#endif
