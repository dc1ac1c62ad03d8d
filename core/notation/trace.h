/* What FunctionLayer[f] computes, as a net: the function is followed through once, with ports of
 * the net for its arguments, and each step becomes layers. */

#pragma once

#include "core/graph/builder.h"

G_BEGIN_DECLS

/**
 * NgTraceReader:
 * @read: reads a layer of another layer's function, or one that stands in it
 * @depth: how many nets there are around; below %NG_MAX_NET_DEPTH
 *
 * What the reader of nets lends.
 */
typedef struct {
  NgLayer *(*read) (gpointer reader, NgExpr *expr, GError **error);
  gpointer reader;
  int *depth;
} NgTraceReader;

/**
 * ng_trace_function:
 * @function: a pure function, a function by name, a layer, or Apply[…] of one, whose arguments are
 *   the inputs "1", "2", …. Named slots are inputs of their names; # alone is "Input". An
 *   association is several outputs
 *
 * Functions that are applied along arrays, as by Map and Fold, become nets of layers that hold
 * them; what they read of the functions around becomes further inputs of these nets.
 *
 * Numbers of functions join into one ElementwiseLayer or ThreadingLayer as far as they reach. A
 * ThreadingLayer takes the levels that an argument lacks behind those that it has, as the language
 * threads lists.
 *
 * Fails with: "NetGraph::badarg" at the part that cannot become layers, and what layers say.
 *
 * Returns: (transfer full) (nullable): a builder that holds the layers and their connections
 */
NgNetBuilder *ng_trace_function (NgExpr *function,
                                 const NgTraceReader *reader,
                                 const NgPlace *place,
                                 GError **error);

G_END_DECLS
