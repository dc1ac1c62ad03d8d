/* NgLeaves: a net with the nets inside it open, as layers that are no nets and the values between
 * them. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/scene.h"

G_BEGIN_DECLS

/**
 * NgLeaf:
 * @layer: (nullable): %NULL for an input of the net
 * @net, @index: in which net which layer it is, or which input
 * @path: of @net in the net that was opened
 * @first_input, @n_inputs: of its inputs in NgLeaves.inputs
 */
typedef struct {
  const NgLayer *layer;
  const NgNet *net;
  int index;
  const char *path;
  guint first_input, n_inputs;
  guint first_value, n_values;
} NgLeaf;

/**
 * NgLeafValue:
 * @type: what is known of it; of the first net where it is a value
 * @leaf, @port: what makes it
 * @n_readers: leaves that read it, once for each input
 * @reader: the last of them, or -1
 * @output: which output of the whole net it is, or -1
 */
typedef struct {
  const NgType *type;
  int leaf, port;
  int n_readers, reader;
  int output;
} NgLeafValue;

/**
 * NgLeafInput:
 * @value: or -1 for none
 * @pick: the edge that brings it; @pick.net is to be set from the leaf's path
 */
typedef struct {
  int value;
  NgPick pick;
  gboolean is_wrong;
} NgLeafInput;

/**
 * NgLeaves:
 * @leaves: (element-type NgLeaf): sources first
 * @values: (element-type NgLeafValue)
 * @inputs: (element-type NgLeafInput)
 * @net: whose ports are those of all: the net, or the only one that it opens
 * @paths: owns the paths
 */
typedef struct {
  const NgNet *net;
  GArray *leaves, *values, *inputs;
  GPtrArray *paths;
} NgLeaves;

/**
 * ng_leaves_new:
 * @depth: how many levels of nets are opened; -1 for all
 *
 * What a function was made into stays one layer. A layer that holds nets of its own is opened only
 * where it is all there is: its nets then stand side by side.
 *
 * Returns: (transfer full): the leaves; they borrow from the net
 */
NgLeaves *ng_leaves_new (NgNet *net, int depth);
void ng_leaves_free (NgLeaves *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLeaves, ng_leaves_free)

G_END_DECLS
