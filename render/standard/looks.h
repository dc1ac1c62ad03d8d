/* NgLook: what a drawing asks of a layer, wherever that stands. Layers are values: what one looked
 * like in the picture before an edit it looks like after it. They lie far apart, their looks side
 * by side. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/metrics.h"

G_BEGIN_DECLS

/**
 * NgLook:
 * @layer: whose look it is, held
 * @inner: (nullable): the net in it
 * @n_inputs, @n_outputs: all of them
 * @is_symmetric: whether it has several inputs, whose order does not matter
 * @has_numbers: whether it has several, which have numbers, and it does
 * @holds: whether @inner is the graph of the nets that it holds of its own
 * @title, @subtitle: the words on it where it has no name, each one line
 * @kind: what stands below a name, one line
 * @title_width, @subtitle_width, @kind_width: how wide these are
 */
typedef struct {
  NgLayer *layer;
  const NgNet *inner;
  const char *glyph;
  int n_inputs, n_outputs;
  NgCategory category;
  guint8 is_symmetric, has_numbers, holds;
  char *title, *subtitle, *kind;
  float title_width, subtitle_width, kind_width;
} NgLook;

/** ng_looks_new: @before: (transfer full) (nullable) (element-type NgLook): looks of the layers of
 * an earlier net, by the same @metrics. Returns: (transfer full) (element-type NgLook): those of
 * the layers of @net; cost: one step for each that was there before, most of the time */
GArray *ng_looks_new (const NgNet *net, GArray *before, const NgMetrics *metrics);

G_END_DECLS
