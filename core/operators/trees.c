/* TreeEnsembleRegressor of ai.onnx.ml. All trees are gone down at once: at each step every example
 * stands at one node of every tree and goes on to one of its two children; a leaf is its own child.
 */

#include "core/base/limits.h"
#include "core/operators/operation.h"
#include "core/program/compose.h"

#include <math.h>

enum { LESS_EQUAL, LESS, GREATER_EQUAL, GREATER, EQUAL, NOT_EQUAL, LEAF, N_MODES };

static const char *const mode_names[N_MODES] = { "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE",
                                                 "BRANCH_GT",  "BRANCH_EQ", "BRANCH_NEQ",
                                                 "LEAF" };

/* The nodes of all trees in one list; @yes and @no are places in it. */
typedef struct {
  gsize n;
  gint64 *feature, *yes, *no, *mode;
  double *bound;
  GArray *roots; /* of gint64 */
  gboolean has_mode[N_MODES];
} Trees;

static void
trees_clear (Trees *self)
{
  g_free (self->feature);
  g_free (self->yes);
  g_free (self->no);
  g_free (self->mode);
  g_free (self->bound);
  g_array_unref (self->roots);
}

/* A list of @n entries; it has to be there. */
static const void *
list_of (NgOperation *to, const char *name, NgAttributeKind kind, gsize n)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (to->node, name);

  if (attribute != NULL && attribute->kind == kind && n > 0 &&
      (kind == NG_ATTRIBUTE_TEXTS ? attribute->texts->len : attribute->numbers->len) == n)
    return kind == NG_ATTRIBUTE_TEXTS ? (const void *) attribute->texts->pdata
                                      : attribute->numbers->data;
  ng_operation_fail (to, "lacks \"%s\", or has another number of entries there", name);
  return NULL;
}

static gsize
length_of (NgOperation *to, const char *name)
{
  gsize n = 0;

  return ng_onnx_node_integers (to->node, name, &n) != NULL ? n : 0;
}

static guint
hash_pair (gconstpointer data)
{
  const gint64 *pair = data;

  return (guint) ((guint64) pair[0] * 1000003 + (guint64) pair[1]);
}

static gboolean
equal_pairs (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return x[0] == y[0] && x[1] == y[1];
}

/* Where the node of that tree and number is; -1 for none. */
static gint64
place_of (GHashTable *places, gint64 tree, gint64 node)
{
  gint64 pair[2] = { tree, node };

  return (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (places, pair)) - 1;
}

static int
mode_of (const char *name)
{
  for (int i = 0; i < N_MODES; i++) {
    if (g_str_equal (mode_names[i], name))
      return i;
  }
  return -1;
}

/* The places of all nodes, which @pairs (tree, node) name. */
static GHashTable *
index_nodes (const gint64 *trees, const gint64 *nodes, gsize n, gint64 *pairs)
{
  GHashTable *places = g_hash_table_new (hash_pair, equal_pairs);

  for (gsize i = 0; i < n; i++) {
    pairs[2 * i] = trees[i];
    pairs[2 * i + 1] = nodes[i];
    g_hash_table_insert (places, pairs + 2 * i, GSIZE_TO_POINTER (i + 1));
  }
  return places;
}

static gboolean
link_nodes (NgOperation *to, Trees *self, GHashTable *places, const gint64 *trees)
{
  const gint64 *nodes = list_of (to, "nodes_nodeids", NG_ATTRIBUTE_INTEGERS, self->n);
  const gint64 *yes = list_of (to, "nodes_truenodeids", NG_ATTRIBUTE_INTEGERS, self->n);
  const gint64 *no = list_of (to, "nodes_falsenodeids", NG_ATTRIBUTE_INTEGERS, self->n);
  const gint64 *features = list_of (to, "nodes_featureids", NG_ATTRIBUTE_INTEGERS, self->n);
  const double *bounds = list_of (to, "nodes_values", NG_ATTRIBUTE_REALS, self->n);
  char *const *modes = (char *const *) list_of (to, "nodes_modes", NG_ATTRIBUTE_TEXTS, self->n);

  if (nodes == NULL || yes == NULL || no == NULL || features == NULL || bounds == NULL ||
      modes == NULL)
    return FALSE;
  for (gsize i = 0; i < self->n; i++) {
    int mode = mode_of (modes[i]);
    gboolean is_leaf = mode == LEAF;
    self->mode[i] = mode;
    self->feature[i] = is_leaf ? 0 : features[i];
    self->bound[i] = bounds[i];
    self->yes[i] = is_leaf ? (gint64) i : place_of (places, trees[i], yes[i]);
    self->no[i] = is_leaf ? (gint64) i : place_of (places, trees[i], no[i]);
    if (mode < 0 || self->yes[i] < 0 || self->no[i] < 0 || self->feature[i] < 0) {
      ng_operation_fail (to, "has a node of an unknown mode, or one without children");
      return FALSE;
    }
    self->has_mode[mode] = TRUE;
    if (place_of (places, trees[i], 0) == (gint64) i) {
      gint64 root = (gint64) i;
      g_array_append_val (self->roots, root);
    }
  }
  return self->roots->len > 0;
}

/* Steps down to the farthest leaf; -1 where there are too many, as in a circle. */
static int
depth_of (const Trees *self)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->n);
  g_autofree gboolean *next = g_new0 (gboolean, self->n);

  for (guint i = 0; i < self->roots->len; i++)
    reached[g_array_index (self->roots, gint64, i)] = TRUE;
  for (int depth = 0; depth < NG_MAX_TREE_DEPTH; depth++) {
    gboolean goes_on = FALSE;
    for (gsize i = 0; i < self->n; i++)
      next[i] = FALSE;
    for (gsize i = 0; i < self->n; i++) {
      if (!reached[i] || self->mode[i] == LEAF)
        continue;
      next[self->yes[i]] = next[self->no[i]] = goes_on = TRUE;
    }
    if (!goes_on)
      return depth;
    gboolean *old = g_steal_pointer (&reached);
    reached = g_steal_pointer (&next);
    next = old;
  }
  return -1;
}

static NgValue
make_table (NgOperation *to, NgElement element, const void *values, gsize n)
{
  gint64 count = (gint64) n;
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (element, &count, 1, values);
  g_autoptr (NgTensor) tensor =
      ng_tensor_convert (wide, element == NG_ELEMENT_F64 ? ng_operation_real (to) : NG_ELEMENT_I64);

  return ng_build_constant (to->builder, tensor);
}

static NgValue
compare (NgOperation *to, int mode, NgValue x, NgValue bound)
{
  NgProgramBuilder *b = to->builder;

  switch (mode) {
  case LESS_EQUAL:
    return ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, x, bound);
  case LESS:
    return ng_build_binary (b, NG_PRIMITIVE_LESS, x, bound);
  case GREATER_EQUAL:
    return ng_build_binary (b, NG_PRIMITIVE_LESS_EQUAL, bound, x);
  case GREATER:
    return ng_build_binary (b, NG_PRIMITIVE_LESS, bound, x);
  case EQUAL:
    return ng_build_binary (b, NG_PRIMITIVE_EQUAL, x, bound);
  default:
    return ng_build_unary (b, NG_PRIMITIVE_NOT, ng_build_binary (b, NG_PRIMITIVE_EQUAL, x, bound));
  }
}

/* Features (n, c) -> the leaf (n, t) that each example ends at in each tree */
static NgValue
go_down (NgOperation *to, const Trees *self, NgValue x, int depth)
{
  NgProgramBuilder *b = to->builder;
  gint64 dims[2] = { ng_operation_shape (to, x)->dims[0], self->roots->len };
  NgValue feature = make_table (to, NG_ELEMENT_I64, self->feature, self->n);
  NgValue bound = make_table (to, NG_ELEMENT_F64, self->bound, self->n);
  NgValue yes = make_table (to, NG_ELEMENT_I64, self->yes, self->n);
  NgValue no = make_table (to, NG_ELEMENT_I64, self->no, self->n);
  NgValue modes = make_table (to, NG_ELEMENT_I64, self->mode, self->n);
  NgValue at = make_table (to, NG_ELEMENT_I64, self->roots->data, self->roots->len);

  gsize n_missing = 0;
  const gint64 *tracks =
      ng_onnx_node_integers (to->node, "nodes_missing_value_tracks_true", &n_missing);
  NgValue missing =
      n_missing == self->n ? make_table (to, NG_ELEMENT_I64, tracks, self->n) : NG_NO_VALUE;

  at = ng_build_broadcast_numpy (b, at, dims, 2);
  for (int step = 0; step < depth && !ng_operation_has_failed (to); step++) {
    NgValue value = ng_build_gather_rows (b, x, ng_build_gather (b, feature, at, 0));
    NgValue limit = ng_build_gather (b, bound, at, 0), mode = ng_build_gather (b, modes, at, 0);
    NgValue goes = NG_NO_VALUE;
    for (int i = 0; i < LEAF; i++) {
      if (!self->has_mode[i])
        continue;
      NgValue truth = compare (to, i, value, limit);
      NgValue is_mode =
          ng_build_binary (b, NG_PRIMITIVE_EQUAL, mode, ng_build_fill_like (b, mode, i));
      goes = goes == NG_NO_VALUE ? truth : ng_build_select (b, is_mode, truth, goes);
    }
    if (missing != NG_NO_VALUE) {
      NgValue track = ng_build_gather (b, missing, at, 0);
      NgValue is_lost = ng_build_binary (b,
                                         NG_PRIMITIVE_AND,
                                         ng_build_unary (b, NG_PRIMITIVE_IS_NAN, value),
                                         ng_build_convert (b, track, NG_ELEMENT_BOOL));
      goes = ng_build_binary (b, NG_PRIMITIVE_OR, goes, is_lost);
    }
    at = ng_build_select (b, goes, ng_build_gather (b, yes, at, 0), ng_build_gather (b, no, at, 0));
  }
  return at;
}

/* What each node gives each target, (nodes, k). */
static NgValue
leaf_table (NgOperation *to, const Trees *self, GHashTable *places, gint64 n_targets)
{
  gsize n = length_of (to, "target_ids");
  const gint64 *trees = list_of (to, "target_treeids", NG_ATTRIBUTE_INTEGERS, n);
  const gint64 *nodes = list_of (to, "target_nodeids", NG_ATTRIBUTE_INTEGERS, n);
  const gint64 *targets = list_of (to, "target_ids", NG_ATTRIBUTE_INTEGERS, n);
  const double *weights = list_of (to, "target_weights", NG_ATTRIBUTE_REALS, n);
  gint64 dims[2] = { (gint64) self->n, n_targets };

  if (trees == NULL || nodes == NULL || targets == NULL || weights == NULL ||
      !ng_operation_has_room (to, (double) self->n * (double) n_targets))
    return NG_NO_VALUE;
  double *values = g_new0 (double, self->n *(gsize) n_targets);
  for (gsize i = 0; i < n; i++) {
    gint64 place = place_of (places, trees[i], nodes[i]);
    if (place < 0 || targets[i] < 0 || targets[i] >= n_targets)
      ng_operation_fail (to, "has a weight for a node or a target that is not there");
    else
      values[place * n_targets + targets[i]] += weights[i];
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, values);
  g_autoptr (NgTensor) table = ng_tensor_convert (wide, ng_operation_real (to));
  return ng_operation_has_failed (to) ? NG_NO_VALUE : ng_build_constant (to->builder, table);
}

/* The sum over the trees, or their mean, least or greatest, and what is added to each target. */
static NgValue
join_trees (NgOperation *to, NgValue votes, gint64 n_targets)
{
  NgProgramBuilder *b = to->builder;
  const char *how = ng_onnx_node_text (to->node, "aggregate_function", "SUM");
  const NgAttribute *base = ng_onnx_node_attribute (to->node, "base_values");
  NgValue y;

  if (g_str_equal (how, "AVERAGE"))
    y = ng_build_mean (b, votes, 1u << 1, FALSE);
  else if (g_str_equal (how, "MIN"))
    y = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MIN, votes, 1u << 1, FALSE);
  else if (g_str_equal (how, "MAX"))
    y = ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, votes, 1u << 1, FALSE);
  else
    y = ng_build_reduce (b, NG_PRIMITIVE_SUM, votes, 1u << 1, FALSE);
  if (base == NULL || base->kind != NG_ATTRIBUTE_REALS || base->numbers->len == 0)
    return y;
  if (base->numbers->len != n_targets) {
    ng_operation_fail (to, "has base values for another number of targets");
    return NG_NO_VALUE;
  }
  NgValue added = make_table (to, NG_ELEMENT_F64, base->numbers->data, base->numbers->len);
  return ng_operation_binary (to, NG_PRIMITIVE_ADD, y, added);
}

static void
evaluate (NgOperation *to, Trees *self, NgValue x)
{
  const gint64 *trees = list_of (to, "nodes_treeids", NG_ATTRIBUTE_INTEGERS, self->n);
  const gint64 *nodes = list_of (to, "nodes_nodeids", NG_ATTRIBUTE_INTEGERS, self->n);
  g_autofree gint64 *pairs = g_new (gint64, 2 * MAX (self->n, 1));
  gint64 n_targets = ng_onnx_node_integer (to->node, "n_targets", 1);

  if (trees == NULL || nodes == NULL)
    return;
  g_autoptr (GHashTable) places = index_nodes (trees, nodes, self->n, pairs);
  if (!link_nodes (to, self, places, trees) || n_targets < 1) {
    ng_operation_fail (to, "has no trees or no targets");
    return;
  }
  int depth = depth_of (self);
  if (depth < 0) {
    ng_operation_lack (to, "with trees of more than %d levels cannot be run", NG_MAX_TREE_DEPTH);
    return;
  }
  NgValue table = leaf_table (to, self, places, n_targets);
  if (table == NG_NO_VALUE)
    return;
  NgValue votes = ng_build_gather (to->builder, table, go_down (to, self, x, depth), 0);
  if (!ng_operation_has_failed (to))
    ng_operation_output (to, 0, join_trees (to, votes, n_targets));
}

static void
lower_regressor (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  const NgShape shape = *ng_operation_shape (to, x);
  gsize n = length_of (to, "nodes_treeids");

  if (x == NG_NO_VALUE)
    return;
  if (shape.rank != 2) {
    ng_operation_fail (to, "needs a row of features for each example");
    return;
  }
  if (!g_str_equal (ng_onnx_node_text (to->node, "post_transform", "NONE"), "NONE")) {
    ng_operation_lack (to, "with a post_transform cannot be run");
    return;
  }
  Trees trees = { .n = n,
                  .feature = g_new0 (gint64, MAX (n, 1)),
                  .yes = g_new0 (gint64, MAX (n, 1)),
                  .no = g_new0 (gint64, MAX (n, 1)),
                  .mode = g_new0 (gint64, MAX (n, 1)),
                  .bound = g_new0 (double, MAX (n, 1)),
                  .roots = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  evaluate (to, &trees, ng_build_convert (to->builder, x, ng_operation_real (to)));
  trees_clear (&trees);
}

const NgOperatorClass ng_operators_trees[] = {
  { .name = "TreeEnsembleRegressor",
    .domain = "ai.onnx.ml",
    .summary = "What the leaves of trees of decisions say, added up",
    .category = NG_CATEGORY_BASIC,
    .inputs = { "X" },
    .outputs = { "Y" },
    .lower = lower_regressor },
  { .name = NULL },
};
