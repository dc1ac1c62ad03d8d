/* Symbolic dimensions on the command line. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_dims_option: Returns: the option --dim, which @bindings gets: for ng_dims_bind() */
GOptionEntry ng_dims_option (char ***bindings);

/**
 * ng_dims_bind:
 * @net: (inout) (transfer full) (nullable): becomes the net with these sizes of its lengths; %NULL
 *   stays
 * @bindings: (nullable) (array zero-terminated=1): "batch=8"
 *
 * Fails with: "CommandLine::dim", also where no input has such a length; @net is %NULL then.
 *
 * Returns: whether there is a net
 */
gboolean ng_dims_bind (NgNet **net, char *const *bindings, GError **error);

G_END_DECLS
