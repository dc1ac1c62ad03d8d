/* NgChart: what is drawn of a net at one level: its nodes, which are layers, closed groups, open
 * frames with a chart of their own, and ports; the edges between them; and their places. */

#pragma once

#include "render/standard/standard.h"
#include "render/standard/view.h"

G_BEGIN_DECLS

/* Points behind the label of an edge that does not fit and goes across, where its mark stands. */
#define NG_CHART_MARK_ROOM 18

typedef enum {
  NG_CHART_LAYER,
  NG_CHART_GROUP, /* a closed scope */
  NG_CHART_FRAME, /* an open scope or nested net */
  NG_CHART_INPUT,
  NG_CHART_OUTPUT,
  NG_CHART_ENTRANCE, /* where an edge comes in through the frame */
  NG_CHART_EXIT,
} NgChartKind;

typedef struct _NgChart NgChart;

/**
 * NgChartNode:
 * @index: the layer, or the port of the net, or which entrance or exit
 * @scope: of a group, or of the frame of one; else -1
 * @inner: (nullable): what is in a frame
 * @title, @subtitle: the words on it, each one line
 * @title_width, @subtitle_width: of a layer or group, how wide these are
 * @path: (nullable): what opens or closes it
 * @n_inputs, @n_outputs: visible ports
 * @input_places, @output_places: (nullable): as in NgLayoutNode
 * @sources, @exits: (nullable) (element-type NgSource): of a scope, what comes in and what goes out
 */
typedef struct {
  NgChartKind kind;
  int index, scope;
  NgChart *inner;
  const char *title, *subtitle;
  float title_width, subtitle_width;
  char *path;
  int n_inputs, n_outputs;
  float *input_places, *output_places;
  GArray *sources, *exits;
  NgMark mark;
} NgChartNode;

typedef enum {
  NG_EDGE_KNOWN,
  NG_EDGE_UNKNOWN,
  NG_EDGE_PROBLEM,
} NgEdgeState;

/**
 * NgChartEdge:
 * @from: whose values it carries
 * @to: the input that it is picked as
 * @label: (nullable): its dimensions, on the first edge of its output, or what comes and what is
 *   needed, on the first that does not fit
 * @label_width: how wide that is
 * @slot: number at its end, 0 for none
 * @is_open: whether it goes on inside a frame, so that it has no arrow head
 */
typedef struct {
  int source, source_port;
  int target, target_port;
  NgSource from;
  NgTarget to;
  const char *label;
  float label_width;
  NgEdgeState state;
  int slot;
  gboolean is_open;
} NgChartEdge;

/**
 * NgChart:
 * @scope: the scope whose chart it is, 0 for that of a net
 * @number: what NgView.level has for the layers in it
 * @shift: by how much the layout was moved because something in a frame stands further out than
 *   where the frame began
 */
struct _NgChart {
  NgView *view;
  int scope, number;
  GArray *nodes, *edges;
  NgLayout *layout;
  NgPoint shift;
};

/**
 * NgChartMaker:
 * @open, @closed: (element-type utf8): sets of paths
 * @whole: knows what is wrong with the nets in it
 * @views: (element-type NgView): all that were made
 * @words: those on the nodes and edges of all charts
 * @rules: what layers are gathered by, unless nothing is
 * @cache: what earlier pictures left; equal frames share their blocks
 * @looks: (element-type utf8 GArray): of layers in an earlier picture, by the path of their net
 * @text_width: of the widest words on a node
 * @node_width, @node_height: of every layer's node
 */
typedef struct {
  const NgStandardOptions *options;
  GHashTable *open, *closed;
  const NgNet *whole;
  GPtrArray *views;
  GStringChunk *words;
  NgScopeRules rules;
  NgStandardCache *cache;
  GHashTable *looks;
  float text_width;
  float node_width, node_height;
  int n_levels;
} NgChartMaker;

/* Fonts of the words on nodes, ports and edges. */
extern const NgFont ng_font_title, ng_font_subtitle, ng_font_index, ng_font_port, ng_font_label,
    ng_font_slot, ng_font_frame;

/* Points round what is in a frame: before and behind along the page's x, above with the name,
 * below. */
#define NG_FRAME_SIDE   18.0F
#define NG_FRAME_TOP    24.0F
#define NG_FRAME_BOTTOM 14.0F
/* Round the whole picture. */
#define NG_MARGIN 18
/* Diameter of a port of the net. */
#define NG_PORT_SIZE 9.0F

NgChartMaker *ng_chart_maker_new (const NgStandardOptions *options);
void ng_chart_maker_free (NgChartMaker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgChartMaker, ng_chart_maker_free)

/** ng_chart_new: Returns: (transfer full): the chart of a whole net, without places; it and the
 * charts in it live no longer than the maker */
NgChart *ng_chart_new (NgChartMaker *maker, const NgNet *net);
void ng_chart_free (NgChart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgChart, ng_chart_free)

/** ng_chart_node_holds: Returns: whether it is the frame of a layer that holds nets of its own, to
 * which no edge goes on inside */
gboolean ng_chart_node_holds (const NgChart *self, const NgChartNode *node);
/** ng_chart_frame_ports: @node: a frame of @self. Returns: (transfer full): of each node in it,
 * which visible port of the frame it is, -1 for none */
int *ng_chart_frame_ports (const NgChart *self, const NgChartNode *node);
/** ng_chart_place: finds places, innermost charts first; those that are given, and tells them */
gboolean
ng_chart_place (NgChartMaker *maker, NgChart *self, GCancellable *cancellable, GError **error);

G_END_DECLS
