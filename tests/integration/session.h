/* The inside of session.c that harness.c needs at the end of a test. */
#ifndef TESTS_INTEGRATION_SESSION_H
#define TESTS_INTEGRATION_SESSION_H

#include "harness.h"

/* Forget the rig's i-th session, if there is one, killing its process. */
void session__drop(struct rig *rig, size_t i);

#endif
