/* How figures of arrays are fitted into a width: objects get smaller, and rows are broken. */

#pragma once

#include "render/figure/tensor-levels.h"
#include "render/figure/tensor-look.h"

G_BEGIN_DECLS

/**
 * NgTensorTry:
 * @direction: of the flow
 * @scale: how big objects are
 * @length: along the flow, from which on rows are broken; 0 for never
 * @is_joined: whether what does not hang together follows in the same row
 * @levels: (nullable): of all nodes, where the row is to stand as a U
 */
typedef struct {
  NgDirection direction;
  float scale, length;
  gboolean is_joined;
  const NgTensorLevel *levels;
} NgTensorTry;

/**
 * NgTensorDrawing:
 * @size: bytes of a picture; one of zeros is empty
 * @has_u: whether a row may stand as a U
 * @turns_u: whether that may go down and up
 * @place: makes an empty picture, which borrows from the arrays and the figure. Returns: (transfer
 *   none) (nullable): where its things are; %NULL where they cannot be so
 * @clear: frees what is in a picture
 */
typedef struct {
  gsize size;
  gboolean has_u, turns_u;
  const NgRail *(*place) (gpointer picture,
                          const NgTensors *tensors,
                          const NgFigure *figure,
                          const NgTensorTry *attempt);
  NgScene *(*paint) (gconstpointer picture);
  void (*clear) (gpointer picture);
} NgTensorDrawing;

/** ng_tensor_draw: draws the arrays of a net, the biggest that fit into the figure's width. Fails
 * as ng_tensors_new() does. Returns: (transfer full) (nullable): the scene */
NgScene *ng_tensor_draw (const NgTensorDrawing *drawing,
                         NgNet *net,
                         const NgFigure *figure,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
