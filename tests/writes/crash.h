/* What a test and the library preloaded into soleus (crash_shim.c) share: a mapped file. */
#ifndef TESTS_WRITES_CRASH_H
#define TESTS_WRITES_CRASH_H

#include <stdatomic.h>

/* Names the file in the environment of soleus. */
#define CRASH_CONTROL "SOLEUS_TEST_CRASH_CONTROL"

struct crash_control {
    atomic_uint is_armed; /* nothing is counted before */
    atomic_uint crash_at; /* SIGKILL in place of the nth call, from 1; 0: never */
    atomic_uint n_calls;  /* counted so far */
    char last_call[32];   /* the name of the latest one */
};

#endif
