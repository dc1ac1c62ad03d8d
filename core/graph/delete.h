/* Layers taken out of a net. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgDeletion:
 * @NG_DELETION_CUTS: between layers of other sizes the net is cut, and both ends become ports
 * @NG_DELETION_REFUSES: there it fails with "NetDelete::splice"
 */
typedef enum {
  NG_DELETION_CUTS,
  NG_DELETION_REFUSES,
} NgDeletion;

/**
 * ng_net_delete:
 * @is_deleted: by layer
 *
 * The net without these layers. Connected ones are taken out together. A group with one source and
 * one output of the same type is bridged; one at the end of the net leaves outputs, one at its
 * start leaves inputs. One lost port that makes room for one new port hands on its name. The layers
 * that stay keep names, arrays and shapes.
 *
 * Fails with: "VertexDelete::empty", "VertexDelete::thru" (an input of the net would be its
 * output), "NetDelete::splice", "NetGraph::noout".
 *
 * Returns: (transfer full) (nullable): the new net
 */
NgNet *ng_net_delete (NgNet *self, const gboolean *is_deleted, NgDeletion deletion, GError **error);

/** ng_net_delete_known: ng_net_delete() of a net inside another one; @known: the same net with the
 *   types that it has there, which say what can be bridged. No types are given to layers that stay:
 *   they have theirs from outside. Where @known is @self itself, that stands alone: it is in no
 *   other net */
NgNet *ng_net_delete_known (
    NgNet *self, NgNet *known, const gboolean *is_deleted, NgDeletion deletion, GError **error);

/**
 * ng_net_mute_outputs:
 * @is_muted: by output of the net
 *
 * Fails with: "NetGraph::noout".
 *
 * Returns: (transfer full) (nullable): the net without these outputs
 */
NgNet *ng_net_mute_outputs (NgNet *self, const gboolean *is_muted, GError **error);

G_END_DECLS
