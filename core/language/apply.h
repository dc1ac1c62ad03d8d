/* net[data, selector, options]. */

#pragma once

#include "core/language/session.h"

G_BEGIN_DECLS

/**
 * ng_apply_net:
 * @reference: stands for the net
 * @call: the whole call; its head is not looked at
 *
 * Fails with: the messages of application, each at its place.
 *
 * Returns: (transfer full) (nullable): the value
 */
NgExpr *ng_apply_net (NgSession *session, const NgExpr *reference, NgExpr *call, GError **error);

/**
 * ng_apply_count_inputs:
 * @data: for a layer whose number of inputs is open
 *
 * Returns: for how many inputs they are: the items of a list, the entries of an association or of
 *   the first of a list of these; 0 where they do not tell
 */
gsize ng_apply_count_inputs (const NgExpr *data);

/**
 * NgMemory:
 * @net: the net whose outputs and layers selectors name
 * @states: (element-type NgNetState): those of @net in the net that is applied
 * @values: (inout) (element-type NgTensor): by state, %NULL for the beginning
 */
typedef struct {
  NgNet *net;
  const GArray *states;
  GPtrArray *values;
} NgMemory;

/**
 * ng_apply_net_with:
 * @reference: stands for ng_net_with_states() of @memory's net
 * @memory: (nullable): fills the states, and takes what becomes of them unless the data are a batch
 *
 * ng_apply_net() of a net that remembers.
 */
NgExpr *ng_apply_net_with (
    NgSession *session, const NgExpr *reference, NgExpr *call, NgMemory *memory, GError **error);

/**
 * ng_apply_read_input:
 * @data: what net[data] takes for input @input: one example, or a batch, whose members may differ
 *   in what varies
 * @coding: what an encoder is told of the first example
 * @examples: (element-type NgTensor): the examples are added
 * @is_batch: (out): whether it was a batch
 *
 * Fails with: "NetGraph::indata".
 */
gboolean ng_apply_read_input (const NgNet *net,
                              gsize input,
                              NgExpr *data,
                              const NgCoding *coding,
                              GPtrArray *examples,
                              gboolean *is_batch,
                              GError **error);

/**
 * ng_apply_coder:
 * @coder: NetEncoder[…], NetDecoder[…] or {n, coder}
 * @call: the whole call, coder[data], decoder[data, property]; RandomSeeding may be said
 *
 * Returns: (transfer full) (nullable): the value
 */
NgExpr *ng_apply_coder (NgSession *session, NgExpr *coder, NgExpr *call, GError **error);

/** ng_apply_option: Returns: (nullable): the name of option @index of net[data, …]; %NULL behind
 * the last */
const char *ng_apply_option (gsize index);

G_END_DECLS
