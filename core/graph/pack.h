/* NgPackedNet: what a net has that another one, an edit of it or what it is an edit of, has not. A
 * list of revisions holds most of them so. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef struct _NgPackedNet NgPackedNet;

/**
 * ng_net_pack:
 * @base: any net; the more the two share the less is kept
 *
 * Cost: linear in both. Ports and diagnostics are kept whole; of what is counted by layers, what is
 * in one of a few places alone, as after one edit.
 *
 * Returns: (transfer full)
 */
NgPackedNet *ng_net_pack (NgNet *net, NgNet *base);
void ng_packed_net_free (NgPackedNet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPackedNet, ng_packed_net_free)

/**
 * ng_packed_net_unpack:
 * @base: the net it was packed with, or that one packed and unpacked
 *
 * Returns: (transfer full): a net equal to the one that was packed: the same layers, vertices,
 * types, places and diagnostics
 */
NgNet *ng_packed_net_unpack (const NgPackedNet *self, NgNet *base);

G_END_DECLS
