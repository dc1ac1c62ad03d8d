/* Whether a net gives what another one gives that shows the batch axis. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_test_values_agree:
 * @raw: a net of operators
 * @net: what was made of it: with the batch axis, or without
 * @tolerance: of the greatest element of each output
 *
 * Fails the test unless both give the same for random inputs, a batch of 3 where its size is open.
 */
void ng_test_values_agree (NgNet *raw, NgNet *net, double tolerance, const char *what);

G_END_DECLS
