/* NgLayout: places for the nodes, edges and labels of an abstract graph. No drawing, no net.
 *
 * Nodes stand in ranks along the flow; every edge goes forward. An edge leaves and enters its nodes
 * along the flow, and in the first part of the gap behind a rank, where labels stand, all edges run
 * straight. So a label, beside the line it belongs to, overlaps nothing. A flow that is broken into
 * rows does all this in each row, and lines that go on in the next run back between the two. */

#pragma once

#include "core/base/error.h"
#include "render/scene/scene.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  NG_DIRECTION_RIGHT,
  NG_DIRECTION_DOWN,
  NG_DIRECTION_UP,
} NgDirection;

/**
 * NgLayoutNode:
 * @width, @height: its size
 * @n_inputs, @n_outputs: its ports; they stand evenly along the side, unless
 * @input_places, @output_places: (nullable): say where: points from the left (flow down, up) or top
 *   (flow right) end of the side
 * @tag_width: how wide the tag is that names this node's output where a line would be too long
 * @border: -1 for a node that has to stand at the very beginning and reads nothing, 1 for one at
 * the very end that nothing reads; 0 for all others
 * @follows: whether it stays before what reads it, and behind what it reads, wherever that is put
 * @is_round: whether it is a circle, into whose sides orthogonal lines may lead
 * @loose_inputs: points of the inputs' side, from its beginning, in which they may move, in their
 * order, where that makes orthogonal lines straight; 0 where they stay
 */
typedef struct {
  float width, height;
  int n_inputs, n_outputs;
  const float *input_places, *output_places;
  float tag_width;
  int border;
  gboolean follows;
  gboolean is_round;
  float loose_inputs;
} NgLayoutNode;

/**
 * NgLayoutEdge:
 * @source, @source_port: from output @source_port of node @source
 * @target, @target_port: to input @target_port of node @target
 * @label_width, @label_height: room for a label behind the source port; 0 for none
 * @is_cut: whether it is a tag, however short, if its source may have one
 */
typedef struct {
  int source, source_port;
  int target, target_port;
  float label_width, label_height;
  gboolean is_cut;
} NgLayoutEdge;

/* Remembers blocks that were laid out, so that an edit lays out anew only what it touched. Any
 * number of threads may use one. */
typedef struct _NgLayoutCache NgLayoutCache;
NgLayoutCache *ng_layout_cache_new (void);
NgLayoutCache *ng_layout_cache_ref (NgLayoutCache *self);
void ng_layout_cache_unref (NgLayoutCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLayoutCache, ng_layout_cache_unref)

/* Rows of such a length that they make a page half again as long, along the flow, as wide. */
#define NG_WRAP_AUTOMATIC (-1)

/**
 * NgLayoutOptions:
 * @direction: where the flow goes
 * @rank_gap: least points between two ranks
 * @node_gap: least points between two nodes of a rank, and between lines and nodes
 * @tag_height: of tags
 * @wrap: points that a row may be long, when the flow is broken into rows, or %NG_WRAP_AUTOMATIC;
 *   0: it is not
 * @without_dot: lay out by our own methods only, the same on every machine
 * @cache: (nullable): blocks laid out before
 * @is_orthogonal: make room for ng_layout_make_orthogonal(), which takes one row
 */
typedef struct {
  NgDirection direction;
  float rank_gap, node_gap;
  float tag_height;
  float wrap;
  gboolean without_dot;
  NgLayoutCache *cache;
  gboolean is_orthogonal;
} NgLayoutOptions;

/** NG_LAYOUT_OPTIONS_DEFAULT: what options are when nobody says otherwise */
#define NG_LAYOUT_OPTIONS_DEFAULT                                                                  \
  {                                                                                                \
    NG_DIRECTION_RIGHT, 26, 16, 14, 0, FALSE, NULL, FALSE                                          \
  }

/**
 * NgRoute:
 * @first: of its points in NgLayout.points: a start, then triples of cubic Bézier curves
 * @n: number of points, 1 + 3 k; 0 when the edge is drawn as a tag
 * @label: (nullable): box of its label; width 0 for none
 * @tag: index in NgLayout.tags, or -1
 */
typedef struct {
  guint32 first, n;
  NgBox label;
  int tag;
} NgRoute;

/**
 * NgTag:
 * @box: a small box that names a source
 * @node, @port: the source
 * @edge: the edge that it stands for, whose route then leads from the tag to the target; or -1 for
 * the tag at the source, joined to it by the @first, @n points
 */
typedef struct {
  NgBox box;
  int node, port;
  int edge;
  guint32 first, n;
} NgTag;

/**
 * NgLayout:
 *
 * Places, in points, y downwards, from 0, 0 to @width, @height. @joints, of orthogonal lines, are
 * where the line of one output parts, or several meet. @work counts the steps that were
 * taken, for tests of its cost; @n_blocks the blocks of the graph and @n_laid_out those of them
 * that were not equal to an earlier one.
 */
typedef struct {
  float width, height;
  NgBox *nodes;
  gsize n_nodes;
  NgRoute *routes;
  gsize n_routes;
  NgPoint *points;
  gsize n_points;
  NgTag *tags;
  gsize n_tags;
  NgPoint *joints;
  gsize n_joints;
  guint64 work;
  guint n_blocks, n_laid_out;
} NgLayout;

void ng_layout_free (NgLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLayout, ng_layout_free)

/**
 * ng_layout_new:
 * @nodes: (array length=n_nodes)
 * @edges: (array length=n_edges): no cycle among them
 *
 * Cost: linear in nodes and edges.
 *
 * Fails with: "Layout::cycle"; %NG_ERROR_CANCELLED, "Layout::cancelled".
 *
 * Returns: (transfer full) (nullable): the layout
 */
NgLayout *ng_layout_new (const NgLayoutNode *nodes,
                         gsize n_nodes,
                         const NgLayoutEdge *edges,
                         gsize n_edges,
                         const NgLayoutOptions *options,
                         GCancellable *cancellable,
                         GError **error);

/** ng_layout_is_cancelled: Returns: whether it was; @error says so then */
gboolean ng_layout_is_cancelled (GCancellable *cancellable, GError **error);

/** ng_layout_to_origin: moves everything so that it begins at 0, 0, where layouts begin that nobody
 *   has changed. Returns: by how much */
NgPoint ng_layout_to_origin (NgLayout *self);

/** ng_layout_port: Returns: where the port of a node of this size and place is */
NgPoint ng_layout_port (
    const NgLayoutNode *node, NgBox box, NgDirection direction, gboolean is_output, int port);

G_END_DECLS
