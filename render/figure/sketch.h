/* NgSketch: what TraditionalForm draws of one level of a net: boxes of words, circles of signs,
 * letters of ports, frames, and the lines between them. Made of a chart, whose neighbours it may
 * stack into one box; measured and placed by sketch-place.c. */

#pragma once

#include "core/graph/repeats.h"
#include "render/figure/figure.h"
#include "render/figure/words.h"
#include "render/standard/chart.h"

G_BEGIN_DECLS

typedef struct _NgSketch NgSketch;

typedef enum {
  NG_SKETCH_BOX,
  NG_SKETCH_SIGN,  /* a circle, or an oval where many lines come in */
  NG_SKETCH_WORD,  /* a port of the net */
  NG_SKETCH_FRAME, /* an open net or scope */
  NG_SKETCH_POINT, /* where a line goes through the frame */
} NgSketchShape;

/**
 * NgSketchNode:
 * @chart_node: number of the first node of the chart that it shows, -1 for the frame of a repeat
 * @count: how often what is in the frame of a repeat repeats; 0 for all else
 * @is_entrance, @port: of a point: whether lines come in there, and by which port of the frame, -1
 *   for none
 * @lines: (element-type NgWords): what it says, a line for each node of the chart
 * @name: (nullable): what stands beside it
 * @number: its number in the key, 0 for none
 * @inner: (nullable): what is in a frame
 * @n_inputs, @n_outputs, @input_places, @output_places: as in NgLayoutNode
 * @box: (out): the shape, from the node's upper left corner
 * @shift: (out): of a frame: where what is in it begins, from its corner
 */
typedef struct {
  NgSketchShape shape;
  int chart_node, count;
  gboolean is_entrance;
  int port;
  GPtrArray *lines;
  NgWords *name;
  int number;
  NgSketch *inner;
  int n_inputs, n_outputs;
  float *input_places, *output_places;
  NgBox box;
  NgPoint shift;
} NgSketchNode;

/**
 * NgSketchEdge:
 * @to: the input that it is picked as
 * @label: (nullable): its dimensions
 * @is_open: whether it goes on inside a frame, so that it has no arrow head
 */
typedef struct {
  int source, source_port;
  int target, target_port;
  NgTarget to;
  NgWords *label;
  gboolean is_open;
} NgSketchEdge;

/**
 * NgSketch:
 * @layout, @layout_edges: (nullable): once it is placed; what was placed
 */
struct _NgSketch {
  const NgChart *chart;
  GArray *nodes, *edges;
  NgLayout *layout;
  NgLayoutEdge *layout_edges;
};

/* How much air there is, and how much else has to give way to words that can be read. */
typedef enum {
  NG_SKETCH_ROOMY,
  NG_SKETCH_CLOSE,
  NG_SKETCH_BARE, /* dimensions at the ports alone, unless they were asked for */
  NG_N_SKETCH_DENSITIES
} NgSketchDensity;

/**
 * NgSketchMaker:
 * @size: points of the words; other fonts follow from it
 * @key: (nullable) (element-type utf8): what numbers stand for, where nodes are numbered
 * @numbers: (element-type utf8 int): the numbers of these
 * @apart: (array zero-terminated=1): what no repeat may hold
 * @cancellable: (nullable): of looking for repeats
 */
typedef struct {
  const NgFigure *figure;
  NgSketchDensity density;
  float size;
  NgFont word, name, port, label;
  GPtrArray *key;
  GHashTable *numbers;
  NgLayoutCache *cache;
  char **apart;
  GCancellable *cancellable;
} NgSketchMaker;

NgSketchMaker *ng_sketch_maker_new (const NgFigure *figure, NgSketchDensity density);
void ng_sketch_maker_free (NgSketchMaker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgSketchMaker, ng_sketch_maker_free)

/** ng_sketch_new: @chart: not placed; kept as long as the sketch. Returns: (transfer full): the
 * sketch without places */
NgSketch *ng_sketch_new (NgSketchMaker *maker, const NgChart *chart);
/** ng_sketch_new_empty: Returns: (transfer full): a sketch without nodes */
NgSketch *ng_sketch_new_empty (const NgChart *chart);
void ng_sketch_free (NgSketch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgSketch, ng_sketch_free)

/**
 * ng_sketch_place:
 *
 * Finds places, innermost sketches first; may be called again for another direction.
 *
 * Fails with: %NG_ERROR_CANCELLED.
 */
gboolean ng_sketch_place (NgSketchMaker *maker,
                          NgSketch *self,
                          NgDirection direction,
                          GCancellable *cancellable,
                          GError **error);

/** ng_sketch_draw: @self: placed; draws it with its corner at 0, 0 */
void ng_sketch_draw (const NgSketchMaker *maker,
                     const NgSketch *self,
                     NgDirection direction,
                     NgSceneBuilder *builder);

/** ng_sketch_draw_key: what numbers of boxes and letters of ports stand for, where the figure wants
 * it, beside or beneath the sketch */
void ng_sketch_draw_key (const NgSketchMaker *maker,
                         const NgSketch *self,
                         const NgNet *net,
                         NgSceneBuilder *builder);
/** ng_sketch_draw_title: the figure's title, and how large the net is, above the sketch */
void ng_sketch_draw_title (const NgSketchMaker *maker,
                           const NgSketch *self,
                           const NgNet *net,
                           NgSceneBuilder *builder);

/** ng_sketch_port_symbols: Returns: (transfer full) (array zero-terminated=1): of each input or
 *   output x, y, t or ℒ, numbered where there are several */
char **ng_sketch_port_symbols (const NgNet *net, gboolean is_input);

/* Points round what is in a frame, and above that for its name where the flow goes to the right. */
#define NG_SKETCH_ACROSS 8.0F
#define NG_SKETCH_TOP    13.0F
/* Radius of the corners of lines. */
#define NG_SKETCH_CORNER 4.0F
/* From a shape to the name to the right of it. */
#define NG_SKETCH_NAME_GAP 3.0F

G_END_DECLS
