#include "render/figure/tensors.h"

#include "core/base/pair.h"
#include "core/shape/words.h"
#include "render/figure/leaves.h"
#include "render/figure/phrase.h"
#include "render/figure/tensor-groups.h"
#include "render/standard/kind.h"

#include <string.h>

/* What has been made of a value so far: it belongs to a node, and words that were not drawn yet
 * lead to it. */
typedef struct {
  int node;
  GPtrArray *words;
  GArray *kinds;
} Carried;

typedef struct {
  const NgFigure *figure;
  NgTensors *self;
  const NgLeaves *leaves;
  Carried *carried;       /* of each value */
  guint8 *is_windowed;    /* of each value: a window made it or slides over it */
  guint8 *is_interleaved; /* likewise, with channels behind */
  GHashTable *joined;     /* pairs of nodes */
  gboolean has_maps;
} Maker;

static NgLeaf *
leaf_at (const Maker *maker, guint index)
{
  return &g_array_index (maker->leaves->leaves, NgLeaf, index);
}

static NgLeafInput *
input_at (const Maker *maker, const NgLeaf *leaf, guint index)
{
  return &g_array_index (maker->leaves->inputs, NgLeafInput, leaf->first_input + index);
}

static NgLeafValue *
value_at (const Maker *maker, int index)
{
  return &g_array_index (maker->leaves->values, NgLeafValue, index);
}

/* Operators show the batch axis. */
static NgType
without_batch (const NgNet *net, const NgType *type)
{
  return ng_net_is_raw (net) && type->rank >= 2 ? ng_type_element_of (type) : *type;
}

static NgType
type_of (const Maker *maker, int value)
{
  const NgLeafValue *at = value_at (maker, value);

  return without_batch (leaf_at (maker, (guint) at->leaf)->net, at->type);
}

/* Shapes and indices that operators compute beside the data. */
static gboolean
is_aside (const Maker *maker, int value)
{
  const NgLeafValue *at = value_at (maker, value);

  return ng_net_is_raw (leaf_at (maker, (guint) at->leaf)->net) &&
         (at->type->kind == NG_KIND_INTEGER || at->type->kind == NG_KIND_OTHER) &&
         at->type->rank <= 1;
}

/* The values that a leaf reads, each once. */
static int
count_data (const Maker *maker, const NgLeaf *leaf, int *first)
{
  int n = 0;

  for (guint i = 0; i < leaf->n_inputs; i++) {
    int value = input_at (maker, leaf, i)->value;
    if (value < 0 || maker->carried[value].node < 0)
      continue;
    if (n++ == 0)
      *first = value;
  }
  return n;
}

static gboolean
is_read (const NgLeafValue *value)
{
  return value->n_readers > 0 || value->output >= 0;
}

static gboolean
is_exclusive (const NgLeafValue *value)
{
  return value->n_readers == 1 && value->output < 0;
}

/* Whether what was done to get the value may be told at the array that its only reader makes. */
static gboolean
may_wait (const Maker *maker, const NgLeafValue *value)
{
  guint n = 0;

  if (!is_exclusive (value))
    return FALSE;
  const NgLeaf *reader = leaf_at (maker, (guint) value->reader);
  for (guint i = 0; i < reader->n_inputs; i++)
    n += input_at (maker, reader, i)->value >= 0;
  return n == 1;
}

static gboolean
has_same_shape (const NgType *a, const NgType *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (!ng_dim_equal (a->dims[i], b->dims[i]))
      return FALSE;
  return TRUE;
}

static gboolean
has_same_count (const NgType *a, const NgType *b)
{
  gint64 x, y;

  return ng_type_count (a, &x) && ng_type_count (b, &y) && x == y;
}

/* The size along an axis, 0 where it is no number, and its text. */
static gint64
take_size (NgTensorNode *node, int which, NgDim dim, const char *const *names)
{
  node->texts[which] = ng_dim_label (dim, names);
  return dim.state == NG_DIM_NUMBER ? dim.value : 0;
}

/* The window of a layer over an array of that type; 1 along an axis that is not there. */
static void
find_window (const NgLayer *layer, const NgType *type, gint64 *window)
{
  gint64 sizes[NG_MAX_RANK];
  int rank = type->rank - 1;

  if (!ng_figure_window (layer, rank, sizes))
    return;
  window[0] = rank > 1 ? sizes[rank - 2] : 1;
  window[1] = sizes[rank - 1];
}

/* An operator that applies one layer is called as that layer is, by no name. */
static const NgLayer *
layer_told (const NgLayer *layer)
{
  gboolean is_one = ng_layer_wraps (layer) && ng_layer_n_nets (layer) == 1;
  NgLayer *inner = is_one ? ng_layer_inner (layer, 0) : NULL;

  return inner != NULL && ng_layer_body (inner) == NULL ? inner : layer;
}

/* "depthwise " of a convolution that has a group for each channel, "grouped " of another one that
 * has several. */
static const char *
describe_groups (const NgLayer *layer, const NgType *input)
{
  gint64 groups = ng_figure_groups (layer);
  NgDim channels = input->rank > 0
                       ? input->dims[ng_figure_is_interleaved (layer) ? input->rank - 1 : 0]
                       : ng_dim_unknown ();

  if (groups <= 1)
    return "";
  return channels.state == NG_DIM_NUMBER && channels.value == groups ? "depthwise " : "grouped ";
}

/* A closed net, or an operator that applies one, is told by its name. */
static char *
describe (const Maker *maker, const NgLeaf *leaf, const NgType *input)
{
  const NgLayer *told = layer_told (leaf->layer);
  const char *alias = ng_figure_alias (maker->figure, leaf->net, leaf->path, (gsize) leaf->index);
  gboolean is_net = (ng_layer_body (told) != NULL || ng_layer_wraps (told)) &&
                    (ng_layer_class (told)->flags & NG_LAYER_TRACES) == 0;
  const char *name = is_net ? ng_net_name (leaf->net, (gsize) leaf->index) : NULL;
  g_autofree char *phrase = name != NULL ? g_strdup (name) : ng_figure_phrase (told);
  gint64 sizes[NG_MAX_RANK];

  if (alias != NULL)
    return g_strdup (alias);
  if (input == NULL || !ng_figure_window (leaf->layer, input->rank - 1, sizes))
    return g_steal_pointer (&phrase);
  GString *text = g_string_new (describe_groups (leaf->layer, input));
  g_string_append (text, phrase);
  for (int i = 0; i < input->rank - 1; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i == 0 ? " " : "×", sizes[i]);
  return g_string_free (text, FALSE);
}

/* Of maps of three axes the first, which has no side of its own: "8@16". */
static void
add_levels (NgTensorNode *node, NgDim dim, const char *const *names)
{
  g_autofree char *channels = g_steal_pointer (&node->texts[0]);

  take_size (node, 0, dim, names);
  g_autofree char *levels = g_steal_pointer (&node->texts[0]);
  node->texts[0] = g_strdup_printf ("%s@%s", channels, levels);
}

/* "6@28×28": channels, and what each of them is. */
static char *
maps_caption (const NgType *type, const char *const *names)
{
  NgType map = ng_type_element_of (type);

  map.kind = NG_KIND_REAL;
  g_autofree char *count = ng_dim_label (type->dims[0], names);
  g_autofree char *sizes = ng_type_label (&map, names);
  return g_strdup_printf ("%s@%s", count, sizes);
}

/* What an array looks like by its type. */
static void
shape_node (Maker *maker, NgTensorNode *node, int value, const NgNet *net)
{
  NgType *type = &node->type;
  int rank = type->rank;
  gboolean is_known = ng_type_is_fixed (type);

  if (maker->is_interleaved[value] && rank >= 2) {
    NgDim channels = type->dims[rank - 1];
    memmove (type->dims + 1, type->dims, (gsize) (rank - 1) * sizeof *type->dims);
    type->dims[0] = channels;
  }
  const char *const *names = ng_net_length_names (net);
  if (rank >= 2 && rank <= 4 && (maker->is_windowed[value] || (rank == 3 && is_known))) {
    node->kind = NG_TENSOR_MAPS;
    node->channels = take_size (node, 0, type->dims[0], names);
    node->height = rank > 2 ? take_size (node, 1, type->dims[rank - 2], names) : 1;
    node->width = take_size (node, 2, type->dims[rank - 1], names);
    if (rank > 3)
      add_levels (node, type->dims[1], names);
    node->caption = maps_caption (type, names);
    maker->has_maps = TRUE;
    return;
  }
  node->caption = rank == 0 ? g_strdup ("1") : ng_type_label (type, names);
  if (maker->is_windowed[value] && rank < 0) {
    node->kind = NG_TENSOR_MAPS;
    for (int i = 0; i < 3; i++)
      take_size (node, i, ng_dim_unknown (), names);
    maker->has_maps = TRUE;
  } else if (rank >= 2) {
    node->kind = NG_TENSOR_MATRIX;
    node->height = take_size (node, 1, type->dims[rank - 2], names);
    node->width = take_size (node, 2, type->dims[rank - 1], names);
  } else {
    NgDim length = rank == 0 ? ng_dim_number (1) : rank == 1 ? type->dims[0] : ng_dim_unknown ();
    node->kind = NG_TENSOR_VECTOR;
    node->channels = take_size (node, 0, length, names);
  }
}

static void
name_output (const Maker *maker, NgTensorNode *node, int value)
{
  int output = value_at (maker, value)->output;

  node->output = output >= 0 ? output : node->output;
  if (output < 0 || node->is_port)
    return;
  g_free (node->name);
  node->name = g_strdup (ng_net_output_name (maker->leaves->net, (gsize) output));
  node->is_port = TRUE;
}

/* @steps: (transfer full): what was done to get the value */
static int
add_node (Maker *maker, const NgLeaf *leaf, int value, Carried steps)
{
  NgTensorNode node = { .type = type_of (maker, value),
                        .words = steps.words,
                        .kinds = steps.kinds,
                        .output = -1,
                        .count = 1,
                        .path = leaf->path };

  shape_node (maker, &node, value, leaf->net);
  if (leaf->layer == NULL) {
    node.pick = (NgPick){ NG_PICK_NET_INPUT, (guint32) leaf->index, 0, 0 };
    node.name = g_strdup (ng_net_input_name (leaf->net, (gsize) leaf->index));
    node.category = NG_CATEGORY_STRUCTURE;
    node.is_port = TRUE;
  } else {
    node.pick = (NgPick){ NG_PICK_VERTEX, 0, ng_net_vertex (leaf->net, (gsize) leaf->index), 0 };
    node.name = ng_net_shown_name (leaf->net, (gsize) leaf->index);
    node.category = ng_layer_category (layer_told (leaf->layer));
  }
  name_output (maker, &node, value);
  g_array_append_val (maker->self->nodes, node);
  return (int) maker->self->nodes->len - 1;
}

static NgTensorNode *
node_at (const Maker *maker, int index)
{
  return &g_array_index (maker->self->nodes, NgTensorNode, index);
}

static void
join (Maker *maker, const NgLeaf *leaf, int to)
{
  for (guint i = 0; i < leaf->n_inputs; i++) {
    const NgLeafInput *input = input_at (maker, leaf, i);
    int from = input->value >= 0 ? maker->carried[input->value].node : -1;
    NgTensorEdge edge = { from, to, leaf->path, input->pick, input->is_wrong };

    if (from >= 0 && g_hash_table_add (maker->joined, ng_pair_key ((guint) from, (guint) to)))
      g_array_append_val (maker->self->edges, edge);
  }
}

/* Whether the layer leaves the array what it is, but for its elements. */
static gboolean
keeps (const NgLayer *layer, const NgType *input, const NgType *output)
{
  NgCategory category = ng_layer_category (layer);

  return (category == NG_CATEGORY_ELEMENTWISE || category == NG_CATEGORY_NORMALIZATION ||
          category == NG_CATEGORY_TRAINING ||
          (ng_layer_class (layer)->flags & NG_LAYER_ELIDE) != 0) &&
         has_same_shape (input, output);
}

static gboolean
rearranges (const NgLayer *layer, const NgType *input, const NgType *output)
{
  return ng_layer_category (layer) == NG_CATEGORY_STRUCTURE && ng_layer_n_arrays (layer) == 0 &&
         has_same_count (input, output);
}

/* Whether its inputs are combined element by element, so that it makes no array of another kind. */
static gboolean
is_meet (const Maker *maker, const NgLeaf *leaf)
{
  NgType output =
      leaf->n_values > 0 ? type_of (maker, (int) leaf->first_value) : ng_type_unknown ();

  if (leaf->n_values != 1 || ng_layer_n_arrays (leaf->layer) > 0 ||
      (ng_layer_category (leaf->layer) != NG_CATEGORY_ELEMENTWISE &&
       !ng_kind_is_symmetric (leaf->layer)))
    return FALSE;
  for (guint i = 0; i < leaf->n_inputs; i++) {
    int value = input_at (maker, leaf, i)->value;
    if (value < 0)
      continue;
    NgType input = type_of (maker, value);
    if (has_same_shape (&input, &output))
      return TRUE;
  }
  return FALSE;
}

static void
add_step (GPtrArray *words, GArray *kinds, const NgLeaf *leaf, char *word)
{
  NgCategory kind = ng_layer_category (layer_told (leaf->layer));

  g_ptr_array_add (words, word);
  g_array_append_val (kinds, kind);
}

static Carried
no_steps (void)
{
  return (Carried){ -1,
                    g_ptr_array_new_with_free_func (g_free),
                    g_array_new (FALSE, FALSE, sizeof (NgCategory)) };
}

/* The steps that wait at a value, -1 for none, and one more; they lead from its node. */
static Carried
take_steps (Maker *maker, int value, const NgLeaf *leaf, char *word)
{
  Carried *from = value >= 0 ? &maker->carried[value] : NULL;
  Carried steps = from != NULL && from->words != NULL ? *from : no_steps ();

  if (from != NULL) {
    steps.node = from->node;
    from->words = NULL;
    from->kinds = NULL;
  }
  add_step (steps.words, steps.kinds, leaf, word);
  return steps;
}

/* The only output that is read, the first where none is; -1 where there are several. */
static int
only_output (const Maker *maker, const NgLeaf *leaf)
{
  int only = leaf->n_values > 0 ? (int) leaf->first_value : -1, n = 0;

  for (guint i = 0; i < leaf->n_values; i++) {
    if (!is_read (value_at (maker, (int) (leaf->first_value + i))))
      continue;
    only = (int) (leaf->first_value + i);
    n++;
  }
  return n < 2 ? only : -1;
}

/* A layer that reads one array and makes none of its own. Returns: whether it is one */
static gboolean
absorb (Maker *maker, const NgLeaf *leaf, int from)
{
  int to = only_output (maker, leaf);
  Carried *carried = &maker->carried[from];

  if (to < 0)
    return FALSE;
  NgType input = type_of (maker, from), output = type_of (maker, to);
  if (keeps (leaf->layer, &input, &output)) {
    NgTensorNode *node = node_at (maker, carried->node);

    if (carried->words == NULL && is_exclusive (value_at (maker, from)) &&
        node->pick.kind == NG_PICK_VERTEX) {
      add_step (node->words, node->kinds, leaf, describe (maker, leaf, NULL));
      node->has_activation |= ng_layer_category (leaf->layer) == NG_CATEGORY_ELEMENTWISE;
      name_output (maker, node, to);
      maker->carried[to].node = carried->node;
      return TRUE;
    }
  } else if (!rearranges (leaf->layer, &input, &output)) {
    return FALSE;
  }
  if (!may_wait (maker, value_at (maker, to)))
    return FALSE;
  maker->carried[to] = take_steps (maker, from, leaf, describe (maker, leaf, NULL));
  return TRUE;
}

static void
add_leaf (Maker *maker, const NgLeaf *leaf)
{
  int from = -1, n_data = count_data (maker, leaf, &from), made = -1;

  if (n_data == 1 && absorb (maker, leaf, from))
    return;
  /* What operators make of constants alone is a constant. */
  if (n_data == 0 && ng_net_is_raw (leaf->net))
    return;
  for (guint i = 0; i < leaf->n_values; i++) {
    int value = (int) (leaf->first_value + i);

    if (made >= 0 && maker->figure->form->joins_outputs && value_at (maker, value)->output < 0) {
      maker->carried[value].node = made;
      continue;
    }
    if (is_aside (maker, value) || (leaf->n_values > 1 && !is_read (value_at (maker, value))))
      continue;
    if (n_data > 1 && is_meet (maker, leaf)) {
      int node = add_node (maker, leaf, value, no_steps ());
      node_at (maker, node)->kind = NG_TENSOR_MEET;
      node_at (maker, node)->sign = ng_figure_sign (leaf->layer);
      node_at (maker, node)->term = ng_layer_term (leaf->layer, NULL);
      maker->carried[value].node = node;
      join (maker, leaf, node);
      continue;
    }
    NgType input = from >= 0 ? type_of (maker, from) : ng_type_unknown ();
    char *word = describe (maker, leaf, from >= 0 ? &input : NULL);
    Carried steps = take_steps (maker, n_data == 1 ? from : -1, leaf, word);
    int index = add_node (maker, leaf, value, steps);
    NgTensorNode *node = node_at (maker, index);
    node->main = steps.words->len - 1;
    made = index;
    find_window (leaf->layer, &input, node->window);
    node->is_pooled = node->window[1] > 0 && ng_layer_n_arrays (leaf->layer) == 0;
    maker->carried[value].node = index;
    join (maker, leaf, index);
  }
}

static void
mark_windows (Maker *maker)
{
  for (guint i = 0; i < maker->leaves->leaves->len; i++) {
    const NgLeaf *leaf = leaf_at (maker, i);
    gint64 sizes[NG_MAX_RANK];
    gboolean is_windowed = FALSE;

    for (int rank = 1; leaf->layer != NULL && rank <= 3 && !is_windowed; rank++)
      is_windowed = ng_figure_window (leaf->layer, rank, sizes);
    if (!is_windowed)
      continue;
    gboolean is_interleaved = ng_figure_is_interleaved (leaf->layer);
    for (guint k = 0; k < leaf->n_inputs + leaf->n_values; k++) {
      int value = k < leaf->n_inputs ? input_at (maker, leaf, k)->value
                                     : (int) (leaf->first_value + k - leaf->n_inputs);
      if (value < 0)
        continue;
      maker->is_windowed[value] = TRUE;
      maker->is_interleaved[value] |= (guint8) is_interleaved;
    }
  }
}

static gboolean
has_equal_words (const NgTensorNode *a, const NgTensorNode *b)
{
  if (a->words->len != b->words->len)
    return FALSE;
  for (guint i = 0; i < a->words->len; i++)
    if (strcmp (a->words->pdata[i], b->words->pdata[i]) != 0)
      return FALSE;
  return TRUE;
}

void
ng_tensor_node_clear (gpointer data)
{
  NgTensorNode *node = data;

  g_free (node->caption);
  g_free (node->name);
  g_free (node->sign);
  g_free (node->term);
  for (gsize i = 0; i < G_N_ELEMENTS (node->texts); i++)
    g_free (node->texts[i]);
  g_ptr_array_unref (node->words);
  g_array_unref (node->kinds);
}

/* Whether the layer that makes it stands for itself. */
static gboolean
is_apart (const NgTensorNode *node, const char *const *apart)
{
  g_autofree char *path = NULL;

  if (apart[0] == NULL || node->is_port)
    return FALSE;
  path =
      *node->path != '\0' ? g_strconcat (node->path, "/", node->name, NULL) : g_strdup (node->name);
  return g_strv_contains (apart, path);
}

/* Nodes that are made of an equal one in the same way, and by nobody else read, become that one. */
static void
fold (NgTensors *self, const char *const *apart)
{
  guint n = self->nodes->len;
  g_autofree int *n_ins = g_new0 (int, n + 1), *n_outs = g_new0 (int, n + 1);
  g_autofree int *source = g_new0 (int, n + 1), *kept = g_new0 (int, n + 1);
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (NgTensorNode));
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (NgTensorEdge));

  for (guint i = 0; i < self->edges->len; i++) {
    const NgTensorEdge *edge = &g_array_index (self->edges, NgTensorEdge, i);
    n_outs[edge->from]++;
    n_ins[edge->to]++;
    source[edge->to] = edge->from;
  }
  for (guint i = 0; i < n; i++) {
    NgTensorNode *node = &g_array_index (self->nodes, NgTensorNode, i);
    NgTensorNode *before =
        n_ins[i] == 1 ? &g_array_index (nodes, NgTensorNode, kept[source[i]]) : NULL;

    if (before != NULL && n_outs[source[i]] == 1 && node->kind != NG_TENSOR_MEET &&
        node->kind == before->kind && !node->is_port && !before->is_port &&
        strcmp (node->caption, before->caption) == 0 && has_equal_words (node, before) &&
        !is_apart (node, apart) && !is_apart (before, apart)) {
      kept[i] = kept[source[i]];
      before->count++;
      ng_tensor_node_clear (node);
      continue;
    }
    kept[i] = (int) nodes->len;
    g_array_append_vals (nodes, node, 1);
  }
  for (guint i = 0; i < self->edges->len; i++) {
    NgTensorEdge edge = g_array_index (self->edges, NgTensorEdge, i);
    edge.from = kept[edge.from];
    edge.to = kept[edge.to];
    if (edge.from != edge.to)
      g_array_append_val (edges, edge);
  }
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  self->nodes = nodes;
  self->edges = edges;
}

static void
clear_carried (Carried *carried, guint n)
{
  for (guint i = 0; i < n; i++)
    if (carried[i].words != NULL) {
      g_ptr_array_unref (carried[i].words);
      g_array_unref (carried[i].kinds);
    }
}

/* What flows instead of channels, and which forms show that. */
static void
refuse (const Maker *maker, GError **error)
{
  const NgFigureForm *form = maker->figure->form;
  gboolean has_unknown = FALSE, has_rows = FALSE;

  for (guint i = 0; i < maker->self->nodes->len; i++) {
    const NgTensorNode *node = node_at (maker, (int) i);
    has_unknown |= !ng_type_is_specified (&node->type);
    has_rows |= node->type.rank > 1;
  }
  if (has_rows)
    ng_figure_refuse (
        form,
        "The form blocks shows layers over sequences as papers do; traditional, strip "
        "and standard suit too.",
        error,
        "sequences and tables flow in it, no channels of pictures, {c, h, w}.");
  else if (has_unknown)
    ng_figure_refuse (form,
                      "Give its input dimensions, as \"Input\" -> {1, 28, 28}, or take the form "
                      "traditional, which shows nets of unknown sizes.",
                      error,
                      "no array in it is known to be channels of pictures, {c, h, w}.");
  else
    ng_figure_refuse (
        form,
        "The form traditional shows vectors and sums as papers do; strip and standard "
        "suit too.",
        error,
        "vectors and numbers flow in it, no channels of pictures, {c, h, w}.");
}

NgTensors *
ng_tensors_new (NgNet *net, const NgFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgLeaves) leaves = ng_leaves_new (net, figure->depth);
  g_autoptr (NgTensors) self = g_new (NgTensors, 1);
  guint n = leaves->values->len;
  g_autofree Carried *carried = g_new0 (Carried, n + 1);
  g_autofree guint8 *is_windowed = g_new0 (guint8, n + 1);
  g_autofree guint8 *is_interleaved = g_new0 (guint8, n + 1);
  g_autoptr (GHashTable) joined = g_hash_table_new (ng_pair_hash, NULL);
  Maker maker = { figure, self, leaves, carried, is_windowed, is_interleaved, joined, FALSE };

  self->nodes = g_array_new (FALSE, FALSE, sizeof (NgTensorNode));
  self->edges = g_array_new (FALSE, FALSE, sizeof (NgTensorEdge));
  self->groups = g_array_new (FALSE, FALSE, sizeof (NgTensorGroup));
  self->paths = g_ptr_array_ref (leaves->paths);
  for (guint i = 0; i < n; i++)
    carried[i].node = -1;
  mark_windows (&maker);
  for (guint i = 0; i < leaves->leaves->len; i++) {
    const NgLeaf *leaf = leaf_at (&maker, i);

    if (g_cancellable_is_cancelled (cancellable)) {
      clear_carried (carried, n);
      ng_error_set_new (error, "Layout::cancelled", NULL, "The figure was cancelled.");
      if (error != NULL)
        (*error)->code = NG_ERROR_CANCELLED;
      return NULL;
    }
    if (leaf->layer != NULL)
      add_leaf (&maker, leaf);
    else if (!is_aside (&maker, (int) leaf->first_value))
      carried[leaf->first_value].node =
          add_node (&maker, leaf, (int) leaf->first_value, no_steps ());
  }
  clear_carried (carried, n);
  if (!maker.has_maps && figure->form->needs_maps) {
    refuse (&maker, error);
    return NULL;
  }
  if (figure->fold) {
    g_auto (GStrv) apart = ng_figure_apart (figure);

    fold (self, (const char *const *) apart);
    if (figure->form->shows_groups)
      ng_tensor_groups_fold (self);
  }
  return g_steal_pointer (&self);
}

void
ng_tensors_free (NgTensors *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->nodes->len; i++)
    ng_tensor_node_clear (&g_array_index (self->nodes, NgTensorNode, i));
  g_array_unref (self->nodes);
  g_array_unref (self->edges);
  g_array_unref (self->groups);
  g_ptr_array_unref (self->paths);
  g_free (self);
}

void
ng_tensors_pick (NgSceneBuilder *builder, NgPick pick, const char *path)
{
  if (pick.kind != NG_PICK_NONE)
    pick.net = ng_scene_builder_add_path_name (builder, path);
  ng_scene_builder_set_pick (builder, pick);
}
