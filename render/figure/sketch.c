/* What stands in the boxes, which of them are one, and which lines say their dimensions. */

#include "render/figure/sketch.h"

#include "render/figure/content.h"
#include "render/figure/sketch-fold.h"

#include <string.h>

/* Points, unless said otherwise. */
#define USUAL_SIZE 9.0F
#define NAME_SIZE  0.83F /* of the size of words */
#define LABEL_SIZE 0.78F
#define BARE_SIZE  0.95F
#define LEAST_SIZE 6.0F
/* In sizes of words. */
#define MOST_WORDS 16.0F
#define MOST_NAME  12.0F

NgSketchMaker *
ng_sketch_maker_new (const NgFigure *figure, NgSketchDensity density)
{
  NgSketchMaker *self = g_new0 (NgSketchMaker, 1);
  float size = figure->font_size > 0 ? figure->font_size : USUAL_SIZE;

  float small = density == NG_SKETCH_BARE ? BARE_SIZE : LABEL_SIZE;

  self->figure = figure;
  self->density = density;
  self->size = size;
  self->word = (NgFont){ size, NG_FAMILY_SERIF, FALSE, FALSE };
  self->port = (NgFont){ size, NG_FAMILY_SERIF, FALSE, TRUE };
  self->name =
      (NgFont){ MAX (MAX (NAME_SIZE, small) * size, LEAST_SIZE), NG_FAMILY_SERIF, FALSE, TRUE };
  self->label = (NgFont){ MAX (small * size, LEAST_SIZE), NG_FAMILY_SERIF, FALSE, FALSE };
  self->key = figure->numbers ? g_ptr_array_new_with_free_func (g_free) : NULL;
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->cache = ng_layout_cache_new ();
  self->apart = ng_figure_apart (figure);
  return self;
}

void
ng_sketch_maker_free (NgSketchMaker *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->numbers);
  g_clear_pointer (&self->key, g_ptr_array_unref);
  ng_layout_cache_unref (self->cache);
  g_strfreev (self->apart);
  g_free (self);
}

static void
clear_node (gpointer data)
{
  NgSketchNode *node = data;

  g_ptr_array_unref (node->lines);
  ng_words_free (node->name);
  ng_sketch_free (node->inner);
  g_free (node->input_places);
  g_free (node->output_places);
}

static void
clear_edge (gpointer data)
{
  ng_words_free (((NgSketchEdge *) data)->label);
}

void
ng_sketch_free (NgSketch *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  ng_layout_free (self->layout);
  g_free (self->layout_edges);
  g_free (self);
}

static const NgChartNode *
chart_node (const NgChart *chart, int index)
{
  return &g_array_index (chart->nodes, NgChartNode, index);
}

static const NgChartEdge *
chart_edge (const NgChart *chart, guint index)
{
  return &g_array_index (chart->edges, NgChartEdge, index);
}

static const NgLayer *
layer_of (const NgChart *chart, const NgChartNode *node)
{
  return node->kind == NG_CHART_LAYER || (node->kind == NG_CHART_FRAME && node->scope < 0)
             ? ng_net_layer (chart->view->net, (gsize) node->index)
             : NULL;
}

/* What somebody has called a layer; %NULL where nobody has. */
static const char *
alias_of (const NgSketchMaker *maker, const NgChart *chart, const NgChartNode *node)
{
  return layer_of (chart, node) != NULL
             ? ng_figure_alias (
                   maker->figure, chart->view->net, chart->view->path, (gsize) node->index)
             : NULL;
}

/* A net inside a net is called by its name there, and all else by what it is. */
static char *
term_of (const NgSketchMaker *maker, const NgChart *chart, const NgChartNode *node)
{
  const NgNet *net = chart->view->net;
  const NgLayer *layer = layer_of (chart, node);
  NgType unknown = ng_type_unknown ();
  const NgType *input = &unknown;
  const char *alias = alias_of (maker, chart, node);

  if (alias != NULL || layer == NULL)
    return g_strdup (alias != NULL ? alias : node->title);
  const char *name = ng_net_name (net, (gsize) node->index);
  if (name != NULL && ng_layer_net (layer) != NULL)
    return g_strdup (name);
  if (!ng_layer_wraps (layer) && ng_layer_net (layer) != NULL)
    return ng_figure_content (ng_layer_net (layer));
  if (ng_layer_n_inputs (layer) > 0) {
    NgSource source = ng_net_source (net, (gsize) node->index, 0);
    if (source.kind != NG_SOURCE_NONE)
      input = ng_net_type (net, source);
  }
  return ng_layer_term (layer, input);
}

/* Digits as lowered ones. */
static char *
with_index (const char *letter, int index)
{
  static const char *const lowered[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };
  g_autofree char *digits = g_strdup_printf ("%d", index);
  GString *text = g_string_new (letter);

  for (const char *d = digits; *d != '\0'; d++)
    g_string_append (text, lowered[*d - '0']);
  return g_string_free (text, FALSE);
}

static const char *
input_letter (const NgNet *net, gsize input)
{
  gsize n;
  const NgTarget *targets = ng_net_targets (net, (NgSource){ NG_SOURCE_INPUT, (int) input, 0 }, &n);

  for (gsize i = 0; i < n; i++) {
    if (targets[i].index < 0)
      continue;
    const NgLayer *layer = ng_net_layer (net, (gsize) targets[i].index);
    if (ng_layer_category (layer) == NG_CATEGORY_LOSS &&
        strcmp (ng_layer_input_name (layer, (gsize) targets[i].port), "Target") == 0)
      return "t";
  }
  return "x";
}

static const char *
output_letter (const NgNet *net, gsize output)
{
  NgSource source = ng_net_output_source (net, output);

  return source.kind == NG_SOURCE_LAYER &&
                 ng_layer_category (ng_net_layer (net, (gsize) source.index)) == NG_CATEGORY_LOSS
             ? "ℒ"
             : "y";
}

char **
ng_sketch_port_symbols (const NgNet *net, gboolean is_input)
{
  gsize n = is_input ? ng_net_n_inputs (net) : ng_net_n_outputs (net);
  const char *(*letter_of) (const NgNet *, gsize) = is_input ? input_letter : output_letter;
  static const char *const letters[] = { "x", "t", "y", "ℒ" };
  char **symbols = g_new0 (char *, n + 1);

  for (gsize letter = 0; letter < G_N_ELEMENTS (letters); letter++) {
    int n_same = 0, number = 0;
    for (gsize i = 0; i < n; i++)
      n_same += strcmp (letter_of (net, i), letters[letter]) == 0;
    for (gsize i = 0; i < n && n_same > 0; i++)
      if (strcmp (letter_of (net, i), letters[letter]) == 0)
        symbols[i] =
            n_same > 1 ? with_index (letters[letter], ++number) : g_strdup (letters[letter]);
  }
  return symbols;
}

static gboolean
is_sign (const char *term)
{
  return *term != '\0' && *g_utf8_next_char (term) == '\0';
}

static void
add_line (NgSketchMaker *maker, NgSketchNode *node, NgFont font, const char *text)
{
  g_ptr_array_add (node->lines,
                   ng_words_new (maker->figure->metrics, font, text, MOST_WORDS * maker->size));
}

static NgWords *
new_name (const NgSketchMaker *maker, const char *name)
{
  return ng_words_new (maker->figure->metrics, maker->name, name, MOST_NAME * maker->size);
}

/* Beside a box stands its layer's own name, without the scopes around it. */
static void
set_name (NgSketchMaker *maker, NgSketchNode *node, const NgChart *chart, const NgChartNode *from)
{
  const NgLayer *layer = layer_of (chart, from);
  const char *alias = alias_of (maker, chart, from);
  const char *name = alias != NULL   ? alias
                     : layer != NULL ? ng_net_name (chart->view->net, (gsize) from->index)
                                     : from->title;

  if (node->shape == NG_SKETCH_FRAME) {
    g_autofree char *term =
        name == NULL && ng_chart_node_holds (chart, from) ? term_of (maker, chart, from) : NULL;

    name = name != NULL ? name : term;
    node->name = name != NULL ? new_name (maker, name) : NULL;
    return;
  }
  if (!maker->figure->names || name == NULL || alias != NULL || node->shape != NG_SKETCH_BOX ||
      layer == NULL || ng_layer_net (layer) != NULL)
    return;
  const char *slash = ng_net_is_raw (chart->view->net) ? strrchr (name, '/') : NULL;
  node->name = new_name (maker, slash != NULL && slash[1] != '\0' ? slash + 1 : name);
}

/* In a numbered figure boxes hold numbers, and equal words have equal ones. */
static int
number_in_key (NgSketchMaker *maker, const char *term)
{
  if (maker->key == NULL)
    return 0;
  int number = GPOINTER_TO_INT (g_hash_table_lookup (maker->numbers, term));
  if (number == 0) {
    char *held = g_strdup (term);
    g_ptr_array_add (maker->key, held);
    number = (int) maker->key->len;
    g_hash_table_insert (maker->numbers, held, GINT_TO_POINTER (number));
  }
  return number;
}

/* Tells the points of a frame's sketch which ports of the frame they are. */
static void
set_ports (const NgChart *chart, const NgChartNode *frame, NgSketch *inner)
{
  g_autofree int *ports = ng_chart_frame_ports (chart, frame);

  for (guint i = 0; i < inner->nodes->len; i++) {
    NgSketchNode *node = &g_array_index (inner->nodes, NgSketchNode, i);
    if (node->shape == NG_SKETCH_POINT)
      node->port = ports[node->chart_node];
  }
}

static NgSketchNode
make_node (NgSketchMaker *maker, const NgChart *chart, int index, char **const *symbols)
{
  const NgChartNode *from = chart_node (chart, index);
  const NgNet *net = chart->view->net;
  NgSketchNode node = { .chart_node = index,
                        .lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_words_free),
                        .n_inputs = from->n_inputs,
                        .n_outputs = from->n_outputs };
  g_autofree char *term = NULL;

  switch (from->kind) {
  case NG_CHART_INPUT:
  case NG_CHART_OUTPUT: {
    gboolean is_input = from->kind == NG_CHART_INPUT;
    gsize port = (gsize) from->index;
    term = symbols[is_input] != NULL ? g_strdup (symbols[is_input][port])
                                     : g_strdup (is_input ? ng_net_input_name (net, port)
                                                          : ng_net_output_name (net, port));
    node.shape = NG_SKETCH_WORD;
    add_line (maker, &node, maker->port, term);
    return node;
  }
  case NG_CHART_ENTRANCE:
  case NG_CHART_EXIT:
    node.shape = NG_SKETCH_POINT;
    node.is_entrance = from->kind == NG_CHART_ENTRANCE;
    node.port = -1;
    return node;
  case NG_CHART_FRAME:
    node.shape = NG_SKETCH_FRAME;
    node.inner = ng_sketch_new (maker, from->inner);
    set_ports (chart, from, node.inner);
    set_name (maker, &node, chart, from);
    return node;
  default:
    term = term_of (maker, chart, from);
    node.shape = is_sign (term) ? NG_SKETCH_SIGN : NG_SKETCH_BOX;
    if (node.shape == NG_SKETCH_BOX)
      node.number = number_in_key (maker, term);
    g_autofree char *number = node.number > 0 ? g_strdup_printf ("%d", node.number) : NULL;
    add_line (maker, &node, maker->word, number != NULL ? number : term);
    set_name (maker, &node, chart, from);
    return node;
  }
}

/* The only node that reads each node of the chart, where that reads nothing else; else -1. */
static int *
find_followers (const NgChart *chart)
{
  int n = (int) chart->nodes->len, *next = g_new (int, n + 1);
  g_autofree int *n_ins = g_new0 (int, n + 1), *n_outs = g_new0 (int, n + 1);

  for (int i = 0; i < n; i++)
    next[i] = -1;
  for (guint i = 0; i < chart->edges->len; i++) {
    const NgChartEdge *edge = chart_edge (chart, i);
    n_outs[edge->source]++;
    n_ins[edge->target]++;
    next[edge->source] = edge->target;
  }
  for (int i = 0; i < n; i++)
    if (next[i] >= 0 && (n_outs[i] != 1 || n_ins[next[i]] != 1))
      next[i] = -1;
  return next;
}

typedef enum {
  PART_OTHER,
  PART_LINEAR,
  PART_MODIFIER, /* a normalization or an activation */
} Part;

static Part
part_of (const NgChart *chart, const NgSketchNode *node)
{
  const NgChartNode *from = chart_node (chart, node->chart_node);
  const NgLayer *layer = layer_of (chart, from);

  if (layer == NULL || ng_layer_net (layer) != NULL || node->n_inputs > 1)
    return PART_OTHER;
  switch (ng_layer_category (layer)) {
  case NG_CATEGORY_BASIC:
  case NG_CATEGORY_CONVOLUTION:
    return ng_layer_n_arrays (layer) > 0 ? PART_LINEAR : PART_OTHER;
  case NG_CATEGORY_NORMALIZATION:
  case NG_CATEGORY_ELEMENTWISE:
    return PART_MODIFIER;
  default:
    return PART_OTHER;
  }
}

/* Whether two layers are in the same copy of the same repeat, or in none. */
static gboolean
are_of_one_copy (const NgChart *chart, const NgRepeats *repeats, int a, int b)
{
  int i = chart_node (chart, a)->index, j = chart_node (chart, b)->index;

  return repeats == NULL || (repeats->repeat[i] == repeats->repeat[j] &&
                             (repeats->repeat[i] < 0 || repeats->copy[i] == repeats->copy[j]));
}

/* Stacks runs of a linear layer and what modifies its values, or of what modifies them before it
 * and the layer. @into: (out): of each node, the one whose box it shares */
static void
find_stacks (const NgChart *chart,
             const NgSketchNode *all,
             const int *next,
             const NgRepeats *repeats,
             int *into)
{
  int n = (int) chart->nodes->len;
  g_autofree gboolean *is_followed = g_new0 (gboolean, n + 1);

  for (int i = 0; i < n; i++) {
    into[i] = i;
    if (next[i] >= 0 && part_of (chart, &all[i]) != PART_OTHER &&
        part_of (chart, &all[next[i]]) != PART_OTHER)
      is_followed[next[i]] = TRUE;
  }
  for (int first = 0; first < n; first++) {
    gboolean begins_linear = FALSE, is_over = TRUE;
    int head = -1;

    if (is_followed[first] || part_of (chart, &all[first]) == PART_OTHER)
      continue;
    for (int at = first; at >= 0; at = next[at]) {
      Part part = part_of (chart, &all[at]);
      if (part == PART_OTHER)
        break;
      if (is_over || (begins_linear && part == PART_LINEAR) ||
          !are_of_one_copy (chart, repeats, head, at)) {
        head = at;
        begins_linear = part == PART_LINEAR;
        is_over = FALSE;
      } else if (part == PART_LINEAR) {
        is_over = TRUE;
      }
      into[at] = head;
    }
  }
}

/* "3×28×28" with air. */
static NgWords *
dimension_words (const NgSketchMaker *maker, const NgType *type, const char *const *names)
{
  g_autofree char *label = ng_type_label (type, names);
  g_auto (GStrv) parts = g_strsplit (label, "×", -1);
  g_autofree char *text = g_strjoinv (" × ", parts);

  return ng_words_new (maker->figure->metrics, maker->label, text, MOST_WORDS * maker->size);
}

/* The values that go into a box: those of the first input of its first layer. */
static const NgType *
type_before (const NgChart *chart, const NgSketchNode *node)
{
  const NgNet *net = chart->view->net;
  const NgChartNode *from = chart_node (chart, node->chart_node);

  if (layer_of (chart, from) == NULL || ng_layer_n_inputs (layer_of (chart, from)) == 0)
    return NULL;
  NgSource read = ng_net_source (net, (gsize) from->index, 0);
  return read.kind != NG_SOURCE_NONE ? ng_net_type (net, read) : NULL;
}

static gboolean
shows_dimensions (const NgSketchMaker *maker,
                  const NgChart *chart,
                  const NgSketchNode *source,
                  const NgSketchNode *target,
                  const NgType *type)
{
  int which = maker->figure->dimensions;

  if (which == NG_DIMENSIONS_NONE || source->shape == NG_SKETCH_FRAME ||
      source->shape == NG_SKETCH_POINT)
    return FALSE;
  if (which == NG_DIMENSIONS_ALL)
    return TRUE;
  if (type->rank < 0)
    return FALSE;
  if (source->shape == NG_SKETCH_WORD || target->shape == NG_SKETCH_WORD)
    return TRUE;
  if (which == NG_FIGURE_AUTOMATIC && maker->density == NG_SKETCH_BARE)
    return FALSE;
  const NgType *before = type_before (chart, source);
  if (before == NULL)
    return TRUE;
  g_autofree char *old = ng_type_label (before, NULL), *new = ng_type_label (type, NULL);
  return strcmp (old, new) != 0;
}

/* One label for each output, on the first of its edges that may have one. */
static void
add_labels (NgSketchMaker *maker, NgSketch *self, const NgSource *froms)
{
  const NgNet *net = self->chart->view->net;
  g_autofree int *base = g_new0 (int, self->nodes->len + 1);

  for (guint i = 0; i < self->nodes->len; i++)
    base[i + 1] = base[i] + g_array_index (self->nodes, NgSketchNode, i).n_outputs;
  g_autofree int *first = g_new (int, base[self->nodes->len] + 1);
  g_autofree gboolean *is_shown = g_new0 (gboolean, base[self->nodes->len] + 1);
  for (int i = 0; i < base[self->nodes->len]; i++)
    first[i] = -1;
  for (guint i = 0; i < self->edges->len; i++) {
    const NgSketchEdge *edge = &g_array_index (self->edges, NgSketchEdge, i);
    int port = base[edge->source] + edge->source_port;
    if (first[port] < 0)
      first[port] = (int) i;
    is_shown[port] = is_shown[port] ||
                     shows_dimensions (maker,
                                       self->chart,
                                       &g_array_index (self->nodes, NgSketchNode, edge->source),
                                       &g_array_index (self->nodes, NgSketchNode, edge->target),
                                       ng_net_type (net, froms[i]));
  }
  for (int port = 0; port < base[self->nodes->len]; port++)
    if (is_shown[port])
      g_array_index (self->edges, NgSketchEdge, first[port]).label =
          dimension_words (maker, ng_net_type (net, froms[first[port]]), ng_net_length_names (net));
}

NgSketch *
ng_sketch_new_empty (const NgChart *chart)
{
  NgSketch *self = g_new0 (NgSketch, 1);

  self->chart = chart;
  self->nodes = g_array_new (FALSE, FALSE, sizeof (NgSketchNode));
  g_array_set_clear_func (self->nodes, clear_node);
  self->edges = g_array_new (FALSE, FALSE, sizeof (NgSketchEdge));
  g_array_set_clear_func (self->edges, clear_edge);
  return self;
}

/* Whether every node is a layer or a port: no scopes are among them. */
static gboolean
is_whole (const NgChart *chart)
{
  for (guint i = 0; i < chart->nodes->len; i++)
    if (chart_node (chart, (int) i)->scope >= 0)
      return FALSE;
  return chart->scope == 0;
}

/* Repeats of the chart's net, where they are to be folded. */
static NgRepeats *
find_repeats (NgSketchMaker *maker, const NgChart *chart)
{
  if (!maker->figure->fold || !is_whole (chart))
    return NULL;
  return ng_repeat_store_find (ng_standard_cache_repeats (maker->figure->cache),
                               chart->view->net,
                               chart->view->path,
                               (const char *const *) maker->apart,
                               maker->cancellable);
}

NgSketch *
ng_sketch_new (NgSketchMaker *maker, const NgChart *chart)
{
  NgSketch *self = ng_sketch_new_empty (chart);
  g_autoptr (NgRepeats) repeats = find_repeats (maker, chart);
  int n = (int) chart->nodes->len;
  g_autofree NgSketchNode *all = g_new0 (NgSketchNode, n + 1);
  g_autofree int *into = g_new (int, n + 1), *node_of = g_new (int, n + 1);
  g_autofree NgSource *froms = g_new (NgSource, chart->edges->len + 1);
  char **symbols[2] = { NULL };

  for (int is_input = 0; maker->figure->symbols && is_input < 2; is_input++)
    symbols[is_input] = ng_sketch_port_symbols (chart->view->net, is_input);
  for (int i = 0; i < n; i++) {
    all[i] = make_node (maker, chart, i, symbols);
    into[i] = i;
  }
  g_strfreev (symbols[0]);
  g_strfreev (symbols[1]);
  g_autofree int *next = find_followers (chart);
  if (maker->figure->stack)
    find_stacks (chart, all, next, repeats, into);
  for (int i = 0; i < n; i++) {
    if (into[i] != i)
      continue;
    for (int at = next[i]; at >= 0 && into[at] == i; at = next[at]) {
      g_ptr_array_extend_and_steal (all[i].lines, all[at].lines);
      all[i].n_outputs = all[at].n_outputs;
      all[i].shape = NG_SKETCH_BOX;
      ng_words_free (all[at].name);
      node_of[at] = (int) self->nodes->len;
    }
    node_of[i] = (int) self->nodes->len;
    g_array_append_val (self->nodes, all[i]);
  }

  for (guint i = 0; i < chart->edges->len; i++) {
    const NgChartEdge *edge = chart_edge (chart, i);
    if (into[edge->source] == into[edge->target])
      continue;
    NgSketchEdge line = { node_of[edge->source], edge->source_port, node_of[edge->target],
                          edge->target_port,     edge->to,          NULL,
                          edge->is_open };
    froms[self->edges->len] = edge->from;
    g_array_append_val (self->edges, line);
  }
  add_labels (maker, self, froms);
  return repeats != NULL && repeats->n_repeats > 0 ? ng_sketch_fold (maker, self, repeats) : self;
}
