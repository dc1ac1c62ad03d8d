/* Take: the part of a net between two places. */

#pragma once

#include "core/graph/point.h"

G_BEGIN_DECLS

/**
 * ng_net_take:
 * @starts: (array length=n_starts): where to begin; of several, all that they begin
 * @ends: (array length=n_ends): where to end
 *
 * The layers on the paths from a start to an end. A layer that is a start is entered anew: what fed
 * it becomes an input of the result, and so does whatever else a layer reads from one that is left
 * behind. One source gives one input, called like the port that reads it, "Input" for a slot,
 * numbered where two are equal. An end that feeds one output of the net keeps its name. Layers keep
 * names, arrays and shapes; ports keep what was written for them. A chain gives a chain.
 *
 * Fails with: "Take::port" (an output of the net as a start, an input as an end), "Take::nopath".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_take (NgNet *self,
                    const NgNetPoint *starts,
                    gsize n_starts,
                    const NgNetPoint *ends,
                    gsize n_ends,
                    GError **error);

G_END_DECLS
