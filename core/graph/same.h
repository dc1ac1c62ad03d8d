/* Whether two nets are the same. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_same:
 * @tolerance: how far elements of arrays may differ, relative to the greater of the two; 0 for not
 * at all, whatever element they are stored in
 *
 * Whether both are NetGraph, or both NetChain, with the same layers in the same order under the
 * same names, the same parameters and arrays, the same connections whatever their order (slots
 * count), and the same ports in the same order with the same types; which of their varying lengths
 * are one counts, and not what they are called.
 */
gboolean ng_net_same (const NgNet *a, const NgNet *b, double tolerance);

/** ng_tensor_same: Returns: whether both hold the same numbers, as ng_net_same() compares them */
gboolean ng_tensor_same (const NgTensor *a, const NgTensor *b, double tolerance);

/** ng_param_same: Returns: whether two layers of one class have the same parameter @param */
gboolean ng_param_same (const NgLayer *a, const NgLayer *b, gsize param);

/** ng_param_counts_slots: Returns: whether the parameter is how many inputs a layer has, which its
 *   ports tell as well */
gboolean ng_param_counts_slots (const NgLayer *layer, gsize param);

/**
 * ng_net_topology_hash:
 *
 * Returns: (transfer full): 64 hexadecimal digits that two nets share where their layers,
 * parameters, connections and ports are the same, whatever their layers are called and whatever
 * their arrays hold
 */
char *ng_net_topology_hash (const NgNet *self);

G_END_DECLS
