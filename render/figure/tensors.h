/* NgTensors: a net as the arrays that flow through it, for figures that show these instead of the
 * layers. Nested nets are open. A layer that keeps the shape belongs to the array that it is given,
 * one that only arranges elements anew to the array that is made of it next, and sums and products
 * of arrays of one shape are places where lines meet. */

#pragma once

#include "render/figure/figure.h"
#include "render/scene/builder.h"

G_BEGIN_DECLS

typedef enum {
  NG_TENSOR_MAPS,   /* channels of one, two or three spatial axes */
  NG_TENSOR_MATRIX, /* rows of numbers */
  NG_TENSOR_VECTOR, /* numbers; a scalar is one */
  NG_TENSOR_MEET,   /* no array of its own: inputs of one shape are combined */
} NgTensorKind;

/**
 * NgTensorNode:
 * @kind: what it looks like
 * @type: without a batch axis
 * @channels, @height, @width: of MAPS; rows and columns of a MATRIX are @height and @width, the
 *   length of a VECTOR is @channels; 0 where it is not known
 * @texts: what is written for @channels, @height and @width: "6", "n", "?"; %NULL where the array
 * has no such size
 * @caption: "6@28×28", "120"
 * @name: of the port of the net that it is, or of the layer that makes it
 * @is_port: whether it is an input or output of the net
 * @output: which output, or -1
 * @words: (element-type utf8): what was done to get it, the last one of its making being number
 *   @main, and then to it
 * @kinds: (element-type NgCategory): of the layers that did it, likewise
 * @window: height and width of the window that made it; 0 for none
 * @sign: of a MEET: "+"
 * @term: of a MEET: what it does, "max", "x y + z (1 − y)"
 * @is_pooled: whether a window without weights made it
 * @has_activation: whether a function is applied to each of its elements
 * @count: how many equal ones in a row it stands for
 * @category: of the layer that makes it
 * @path, @pick: what it depicts; @pick.net is to be set from @path
 */
typedef struct {
  NgTensorKind kind;
  NgType type;
  gint64 channels, height, width;
  char *texts[3];
  char *caption, *name;
  gboolean is_port;
  int output;
  GPtrArray *words;
  GArray *kinds;
  guint main;
  gint64 window[2];
  char *sign, *term;
  gboolean is_pooled, has_activation;
  int count;
  NgCategory category;
  const char *path;
  NgPick pick;
} NgTensorNode;

/**
 * NgTensorEdge:
 * @from, @to: nodes, @from < @to
 * @is_wrong: whether the net says that something is wrong with it
 */
typedef struct {
  int from, to;
  const char *path;
  NgPick pick;
  gboolean is_wrong;
} NgTensorEdge;

/** NgTensorGroup: @first, @n: nodes that are made @count times in a row, each time of what they
 * ended with the time before */
typedef struct {
  int first, n, count;
} NgTensorGroup;

/**
 * NgTensors:
 * @nodes: (element-type NgTensorNode): sources first
 * @edges: (element-type NgTensorEdge): no two of the same nodes
 * @groups: (element-type NgTensorGroup): apart from one another, in order
 */
typedef struct {
  GArray *nodes, *edges, *groups;
  GPtrArray *paths;
} NgTensors;

/**
 * ng_tensors_new:
 * @figure: whose form is refused where it needs maps and the net holds none; says how deep nets are
 * opened, and whether equal nodes in a row become one, and equal groups of a form that shows these
 *
 * Cost: linear in layers and edges.
 *
 * Fails with: "Figure::suit"; %NG_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the arrays; it borrows from the net
 */
NgTensors *
ng_tensors_new (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error);
void ng_tensors_free (NgTensors *self);
void ng_tensor_node_clear (gpointer node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTensors, ng_tensors_free)

/** ng_tensors_pick: sets what the items that follow depict */
void ng_tensors_pick (NgSceneBuilder *builder, NgPick pick, const char *path);

G_END_DECLS
