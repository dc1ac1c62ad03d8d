/* Ensembles of trees of ai.onnx.ml. All trees are gone down at once: at each step every example
 * stands at one node of every tree and goes on to one of its two children; a leaf is its own child.
 */

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/operators/operation.h"
#include "core/operators/scores.h"
#include "core/program/compose.h"

#include <math.h>

/* As TreeEnsemble numbers them, and leaves. */
enum { LESS_EQUAL, LESS, GREATER_EQUAL, GREATER, EQUAL, NOT_EQUAL, MEMBER, LEAF, N_MODES };

static const char *const mode_names[N_MODES] = { "BRANCH_LEQ",    "BRANCH_LT", "BRANCH_GTE",
                                                 "BRANCH_GT",     "BRANCH_EQ", "BRANCH_NEQ",
                                                 "BRANCH_MEMBER", "LEAF" };

/* The nodes of all trees in one list; @yes and @no are places in it. @tracks says whether a feature
 * that is NaN goes to @yes. Row i of @sets has what node i looks for among its @set_size numbers,
 * and NaN behind them. */
typedef struct {
  gsize n;
  gint64 *feature, *yes, *no, *mode, *tracks;
  double *bound;
  GArray *roots; /* of gint64 */
  gboolean has_mode[N_MODES];
  double *sets;
  gsize set_size;
} Trees;

static void
trees_init (Trees *self, gsize n)
{
  gsize room = MAX (n, 1);

  *self = (Trees){ .n = n, .roots = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  self->feature = g_new0 (gint64, room);
  self->yes = g_new0 (gint64, room);
  self->no = g_new0 (gint64, room);
  self->mode = g_new0 (gint64, room);
  self->tracks = g_new0 (gint64, room);
  self->bound = g_new0 (double, room);
}

static void
trees_clear (Trees *self)
{
  g_free (self->feature);
  g_free (self->yes);
  g_free (self->no);
  g_free (self->mode);
  g_free (self->tracks);
  g_free (self->bound);
  g_free (self->sets);
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
  return ng_hash_bytes (data, 2 * sizeof (gint64));
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
    if (i != MEMBER && g_str_equal (mode_names[i], name))
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

  gsize n_tracks = 0;
  const gint64 *tracks =
      ng_onnx_node_integers (to->node, "nodes_missing_value_tracks_true", &n_tracks);

  if (nodes == NULL || yes == NULL || no == NULL || features == NULL || bounds == NULL ||
      modes == NULL)
    return FALSE;
  for (gsize i = 0; i < self->n; i++) {
    int mode = mode_of (modes[i]);
    gboolean is_leaf = mode == LEAF;
    self->mode[i] = mode;
    self->feature[i] = is_leaf ? 0 : features[i];
    self->bound[i] = bounds[i];
    self->tracks[i] = n_tracks == self->n && tracks[i] != 0;
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

static gboolean
any_tracks (const Trees *self)
{
  for (gsize i = 0; i < self->n; i++)
    if (self->tracks[i] != 0)
      return TRUE;
  return FALSE;
}

/* (nodes, numbers of a set) */
static NgValue
make_sets (NgOperation *to, const Trees *self)
{
  gint64 dims[2] = { (gint64) self->n, (gint64) self->set_size };
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 2, self->sets);
  g_autoptr (NgTensor) tensor = ng_tensor_convert (wide, ng_operation_real (to));

  return ng_build_constant (to->builder, tensor);
}

/* Whether values (n, t) are among the numbers (n, t, m). */
static NgValue
is_member (NgOperation *to, NgValue value, NgValue set)
{
  NgProgramBuilder *b = to->builder;
  const NgShape shape = *ng_operation_shape (to, value);
  gint64 dims[3] = { shape.dims[0], shape.dims[1], 1 };
  NgValue one = ng_build_reshape (b, value, dims, 3);
  NgValue found = ng_operation_binary (to, NG_PRIMITIVE_EQUAL, one, set);

  return ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, found, 1u << 2, FALSE);
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

  NgValue tracks =
      any_tracks (self) ? make_table (to, NG_ELEMENT_I64, self->tracks, self->n) : NG_NO_VALUE;
  NgValue sets = self->has_mode[MEMBER] ? make_sets (to, self) : NG_NO_VALUE;

  at = ng_build_broadcast_numpy (b, at, dims, 2);
  for (int step = 0; step < depth && !ng_operation_has_failed (to); step++) {
    NgValue value = ng_build_gather_rows (b, x, ng_build_gather (b, feature, at, 0));
    NgValue limit = ng_build_gather (b, bound, at, 0), mode = ng_build_gather (b, modes, at, 0);
    NgValue goes = NG_NO_VALUE;
    for (int i = 0; i < LEAF; i++) {
      if (!self->has_mode[i])
        continue;
      NgValue truth = i == MEMBER ? is_member (to, value, ng_build_gather (b, sets, at, 0))
                                  : compare (to, i, value, limit);
      NgValue is_mode =
          ng_build_binary (b, NG_PRIMITIVE_EQUAL, mode, ng_build_fill_like (b, mode, i));
      goes = goes == NG_NO_VALUE ? truth : ng_build_select (b, is_mode, truth, goes);
    }
    if (tracks != NG_NO_VALUE) {
      NgValue track = ng_build_gather (b, tracks, at, 0);
      NgValue is_lost = ng_build_binary (b,
                                         NG_PRIMITIVE_AND,
                                         ng_build_unary (b, NG_PRIMITIVE_IS_NAN, value),
                                         ng_build_convert (b, track, NG_ELEMENT_BOOL));
      goes = ng_build_binary (b, NG_PRIMITIVE_OR, goes, is_lost);
    }
    if (goes == NG_NO_VALUE)
      break;
    at = ng_build_select (b, goes, ng_build_gather (b, yes, at, 0), ng_build_gather (b, no, at, 0));
  }
  return at;
}

/* (nodes, k), the numbers that each node gives each target; @values is taken. */
static NgValue
make_votes (NgOperation *to, const Trees *self, double *values, gint64 n_targets)
{
  gint64 dims[2] = { (gint64) self->n, n_targets };
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, 2, values);
  g_autoptr (NgTensor) table = ng_tensor_convert (wide, ng_operation_real (to));

  return ng_operation_has_failed (to) ? NG_NO_VALUE : ng_build_constant (to->builder, table);
}

/* What leaves give: lists of which tree and node gives which target how much. Where they are the
 * numbers of one class alone, that is the only target. */
typedef struct {
  const char *trees, *nodes, *targets, *weights;
} Lists;

static const Lists of_targets = {
  "target_treeids", "target_nodeids", "target_ids", "target_weights"
};
static const Lists of_classes = { "class_treeids", "class_nodeids", "class_ids", "class_weights" };

static NgValue
read_votes (
    NgOperation *to, const Trees *self, GHashTable *places, const Lists *lists, gint64 n_targets)
{
  gsize n = length_of (to, lists->targets);
  const gint64 *trees = list_of (to, lists->trees, NG_ATTRIBUTE_INTEGERS, n);
  const gint64 *nodes = list_of (to, lists->nodes, NG_ATTRIBUTE_INTEGERS, n);
  const gint64 *targets = list_of (to, lists->targets, NG_ATTRIBUTE_INTEGERS, n);
  const double *weights = list_of (to, lists->weights, NG_ATTRIBUTE_REALS, n);
  gboolean is_one = lists == &of_classes && n_targets == 1;

  if (trees == NULL || nodes == NULL || targets == NULL || weights == NULL ||
      !ng_operation_has_room (to, (double) self->n * (double) n_targets))
    return NG_NO_VALUE;
  double *values = g_new0 (double, self->n *(gsize) n_targets);
  for (gsize i = 0; i < n; i++) {
    gint64 place = place_of (places, trees[i], nodes[i]), target = is_one ? 0 : targets[i];
    if (place < 0 || target < 0 || target >= n_targets)
      ng_operation_fail (to, "has a weight for a node or a target that is not there");
    else
      values[place * n_targets + target] += weights[i];
  }
  return make_votes (to, self, values, n_targets);
}

/* Votes (n, t, k) of the trees: their sum, mean, least or greatest, (n, k). */
static NgValue
join_trees (NgOperation *to, NgValue votes, const char *how)
{
  NgProgramBuilder *b = to->builder;

  if (g_str_equal (how, "AVERAGE"))
    return ng_build_mean (b, votes, 1u << 1, FALSE);
  if (g_str_equal (how, "MIN"))
    return ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MIN, votes, 1u << 1, FALSE);
  if (g_str_equal (how, "MAX"))
    return ng_build_reduce (b, NG_PRIMITIVE_REDUCE_MAX, votes, 1u << 1, FALSE);
  return ng_build_reduce (b, NG_PRIMITIVE_SUM, votes, 1u << 1, FALSE);
}

/* What is added to each target in the end. Where there is one score for two classes, it is the last
 * of two numbers. */
static NgValue
add_base (NgOperation *to, NgValue y, gint64 n_targets)
{
  const NgAttribute *base = ng_onnx_node_attribute (to->node, "base_values");

  if (base == NULL || base->kind != NG_ATTRIBUTE_REALS || base->numbers->len == 0)
    return y;
  const double *numbers = (const double *) base->numbers->data;
  gint64 n = base->numbers->len;
  if (n_targets == 1 && n == 2 && g_str_equal (to->node->op, "TreeEnsembleClassifier")) {
    numbers++;
    n = 1;
  }
  if (n != n_targets) {
    ng_operation_fail (to, "has base values for another number of targets");
    return NG_NO_VALUE;
  }
  NgValue added = make_table (to, NG_ELEMENT_F64, numbers, (gsize) n);
  return ng_operation_binary (to, NG_PRIMITIVE_ADD, y, added);
}

/* The votes (n, t, k) of the leaves that the examples end at. */
static NgValue
vote (NgOperation *to, const Trees *self, NgValue table)
{
  NgValue x = ng_operation_need (to, 0);
  int depth = depth_of (self);

  if (x == NG_NO_VALUE || table == NG_NO_VALUE)
    return NG_NO_VALUE;
  const NgShape shape = *ng_operation_shape (to, x);
  if (shape.rank != 2) {
    ng_operation_fail (to, "needs a row of features for each example");
    return NG_NO_VALUE;
  }
  for (gsize i = 0; i < self->n; i++) {
    if (self->feature[i] >= shape.dims[1]) {
      ng_operation_fail (to, "looks at a feature that is not there");
      return NG_NO_VALUE;
    }
  }
  if (depth < 0) {
    ng_operation_lack (to, "with trees of more than %d levels cannot be run", NG_MAX_TREE_DEPTH);
    return NG_NO_VALUE;
  }
  x = ng_build_convert (to->builder, x, ng_operation_real (to));
  NgValue leaves = go_down (to, self, x, depth);
  return ng_operation_has_failed (to) ? NG_NO_VALUE
                                      : ng_build_gather (to->builder, table, leaves, 0);
}

/* The votes of trees whose nodes are lists of texts and numbers, which older operators have. */
static NgValue
vote_by_lists (NgOperation *to, const Lists *lists, gint64 n_targets)
{
  gsize n = length_of (to, "nodes_treeids");
  const gint64 *trees = list_of (to, "nodes_treeids", NG_ATTRIBUTE_INTEGERS, n);
  const gint64 *nodes = list_of (to, "nodes_nodeids", NG_ATTRIBUTE_INTEGERS, n);
  NgValue votes = NG_NO_VALUE;
  Trees self;

  if (trees == NULL || nodes == NULL)
    return NG_NO_VALUE;
  trees_init (&self, n);
  g_autofree gint64 *pairs = g_new (gint64, 2 * n);
  g_autoptr (GHashTable) places = index_nodes (trees, nodes, n, pairs);
  if (!link_nodes (to, &self, places, trees) || n_targets < 1)
    ng_operation_fail (to, "has no trees or no targets");
  else
    votes = vote (to, &self, read_votes (to, &self, places, lists, n_targets));
  trees_clear (&self);
  return votes;
}

static void
lower_regressor (NgOperation *to)
{
  gint64 n_targets = ng_onnx_node_integer (to->node, "n_targets", 1);
  NgValue votes = vote_by_lists (to, &of_targets, n_targets);

  if (votes == NG_NO_VALUE)
    return;
  NgValue y = join_trees (to, votes, ng_onnx_node_text (to->node, "aggregate_function", "SUM"));
  y = add_base (to, y, n_targets);
  if (y != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_scores_transform (to, y, ng_onnx_node_text (to->node, "post_transform", "NONE")));
}

/* Whether all votes are for one class, and whether none of them is below 0. */
static gboolean
is_one_class (NgOperation *to, gboolean *is_positive)
{
  gsize n = 0;
  const gint64 *classes = ng_onnx_node_integers (to->node, "class_ids", &n);
  const double *weights = list_of (to, "class_weights", NG_ATTRIBUTE_REALS, n);

  *is_positive = TRUE;
  for (gsize i = 0; weights != NULL && i < n; i++)
    *is_positive = *is_positive && weights[i] >= 0;
  for (gsize i = 1; i < n; i++)
    if (classes[i] != classes[0])
      return FALSE;
  return n > 0;
}

/* Two classes may share one score: a probability of the second one where all votes are positive,
 * else a number whose sign decides. */
static void
lower_classifier (NgOperation *to)
{
  gint64 n_classes = ng_scores_n_classes (to);
  gboolean is_positive, is_shared = is_one_class (to, &is_positive) && n_classes == 2;
  gint64 n_targets = is_shared ? 1 : n_classes;
  NgValue votes = n_classes > 0 ? vote_by_lists (to, &of_classes, n_targets) : NG_NO_VALUE;
  NgValue y =
      votes != NG_NO_VALUE ? add_base (to, join_trees (to, votes, "SUM"), n_targets) : NG_NO_VALUE;

  if (y == NG_NO_VALUE)
    return;
  if (!is_shared) {
    ng_scores_classify (to,
                        y,
                        ng_build_arg (to->builder, NG_PRIMITIVE_ARG_MAX, y, 1, FALSE),
                        ng_onnx_node_text (to->node, "post_transform", "NONE"));
    return;
  }
  ng_scores_classify_two (to, y, is_positive ? 0.5 : 0, is_positive);
}

/* ---- the operator that took the place of both ---- */

/* An attribute that is a tensor of @n numbers; any number of them where @n is 0. */
static NgTensor *
tensor_of (NgOperation *to, const char *name, gsize n)
{
  const NgAttribute *attribute = ng_onnx_node_attribute (to->node, name);

  if (attribute != NULL && attribute->kind == NG_ATTRIBUTE_TENSOR &&
      (n == 0 || ng_tensor_count (attribute->tensor) == (gint64) n))
    return attribute->tensor;
  ng_operation_fail (to, "lacks \"%s\", or has another number of entries there", name);
  return NULL;
}

/* The sets of all nodes that have one, in their order, each closed by NaN. */
static gboolean
read_sets (NgOperation *to, Trees *self)
{
  const NgTensor *numbers = self->has_mode[MEMBER] ? tensor_of (to, "membership_values", 0) : NULL;
  gint64 n = numbers != NULL ? ng_tensor_count (numbers) : 0, at = 0;

  if (!self->has_mode[MEMBER])
    return TRUE;
  for (gint64 i = 0, from = 0; i < n; i++) {
    if (!isnan (ng_tensor_get_real (numbers, i)))
      continue;
    self->set_size = MAX (self->set_size, (gsize) (i - from));
    from = i + 1;
  }
  self->set_size = MAX (self->set_size, 1);
  if (!ng_operation_has_room (to, (double) self->n * (double) self->set_size))
    return FALSE;
  self->sets = g_new (double, self->n * self->set_size);
  for (gsize i = 0; i < self->n * self->set_size; i++)
    self->sets[i] = NAN;
  for (gsize i = 0; i < self->n; i++) {
    if (self->mode[i] != MEMBER)
      continue;
    for (gsize k = 0; at < n && !isnan (ng_tensor_get_real (numbers, at)); k++, at++) {
      if (k < self->set_size)
        self->sets[i * self->set_size + k] = ng_tensor_get_real (numbers, at);
    }
    if (at++ >= n) {
      ng_operation_fail (to, "has fewer sets than nodes that look into one");
      return FALSE;
    }
  }
  return TRUE;
}

/* Inner nodes first, then leaves. */
static gboolean
read_nodes (NgOperation *to, Trees *self, gsize n_inner)
{
  gint64 n_leaves = (gint64) (self->n - n_inner);
  const gint64 *features = list_of (to, "nodes_featureids", NG_ATTRIBUTE_INTEGERS, n_inner);
  const gint64 *yes = list_of (to, "nodes_truenodeids", NG_ATTRIBUTE_INTEGERS, n_inner);
  const gint64 *no = list_of (to, "nodes_falsenodeids", NG_ATTRIBUTE_INTEGERS, n_inner);
  const gint64 *yes_ends = list_of (to, "nodes_trueleafs", NG_ATTRIBUTE_INTEGERS, n_inner);
  const gint64 *no_ends = list_of (to, "nodes_falseleafs", NG_ATTRIBUTE_INTEGERS, n_inner);
  const NgTensor *bounds = tensor_of (to, "nodes_splits", n_inner);
  const NgTensor *modes = tensor_of (to, "nodes_modes", n_inner);
  gsize n_tracks = 0;
  const gint64 *tracks =
      ng_onnx_node_integers (to->node, "nodes_missing_value_tracks_true", &n_tracks);

  if (ng_operation_has_failed (to))
    return FALSE;
  for (gsize i = 0; i < self->n; i++) {
    if (i >= n_inner) {
      self->mode[i] = LEAF;
      self->yes[i] = self->no[i] = (gint64) i;
      continue;
    }
    gint64 last_yes = yes_ends[i] != 0 ? n_leaves : (gint64) n_inner;
    gint64 last_no = no_ends[i] != 0 ? n_leaves : (gint64) n_inner;
    self->mode[i] = ng_tensor_get_int (modes, (gint64) i);
    self->bound[i] = ng_tensor_get_real (bounds, (gint64) i);
    self->feature[i] = features[i];
    self->tracks[i] = n_tracks == n_inner && tracks[i] != 0;
    self->yes[i] = yes[i] + (yes_ends[i] != 0 ? (gint64) n_inner : 0);
    self->no[i] = no[i] + (no_ends[i] != 0 ? (gint64) n_inner : 0);
    if (self->mode[i] < 0 || self->mode[i] >= LEAF || features[i] < 0 || yes[i] < 0 ||
        yes[i] >= last_yes || no[i] < 0 || no[i] >= last_no) {
      ng_operation_fail (to, "has a node of an unknown mode, or one without children");
      return FALSE;
    }
    self->has_mode[self->mode[i]] = TRUE;
  }
  return read_sets (to, self);
}

static gboolean
read_roots (NgOperation *to, Trees *self, gsize n_inner)
{
  gsize n = 0;
  const gint64 *roots = ng_onnx_node_integers (to->node, "tree_roots", &n);

  for (gsize i = 0; i < n; i++) {
    if (roots[i] < 0 || roots[i] >= (gint64) n_inner) {
      ng_operation_fail (to, "has a root that is no node");
      return FALSE;
    }
    /* A tree that is a leaf alone has a node with that leaf on both sides. */
    g_array_append_val (self->roots, roots[i]);
  }
  if (n == 0)
    ng_operation_fail (to, "has no trees");
  return n > 0;
}

static NgValue
leaf_votes (NgOperation *to, const Trees *self, gsize n_inner, gint64 n_targets)
{
  gsize n = self->n - n_inner;
  const gint64 *targets = list_of (to, "leaf_targetids", NG_ATTRIBUTE_INTEGERS, n);
  const NgTensor *weights = tensor_of (to, "leaf_weights", n);

  if (targets == NULL || weights == NULL || n_targets < 1 ||
      !ng_operation_has_room (to, (double) self->n * (double) n_targets))
    return NG_NO_VALUE;
  double *values = g_new0 (double, self->n *(gsize) n_targets);
  for (gsize i = 0; i < n; i++) {
    if (targets[i] < 0 || targets[i] >= n_targets)
      ng_operation_fail (to, "has a weight for a target that is not there");
    else
      values[(gint64) (n_inner + i) * n_targets + targets[i]] =
          ng_tensor_get_real (weights, (gint64) i);
  }
  return make_votes (to, self, values, n_targets);
}

static void
lower_ensemble (NgOperation *to)
{
  static const char *const joins[] = { "AVERAGE", "SUM", "MIN", "MAX" };
  static const char *const ends[] = { "NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT" };
  gint64 n_targets = ng_onnx_node_integer (to->node, "n_targets", 1);
  gint64 join = ng_onnx_node_integer (to->node, "aggregate_function", 1);
  gint64 end = ng_onnx_node_integer (to->node, "post_transform", 0);
  gsize n_inner = length_of (to, "nodes_featureids");
  NgValue votes = NG_NO_VALUE;
  Trees self;

  if (join < 0 || join >= (gint64) G_N_ELEMENTS (joins) || end < 0 ||
      end >= (gint64) G_N_ELEMENTS (ends)) {
    ng_operation_fail (to, "has an unknown aggregate_function or post_transform");
    return;
  }
  trees_init (&self, n_inner + length_of (to, "leaf_targetids"));
  if (read_nodes (to, &self, n_inner) && read_roots (to, &self, n_inner))
    votes = vote (to, &self, leaf_votes (to, &self, n_inner, n_targets));
  trees_clear (&self);
  if (votes != NG_NO_VALUE)
    ng_operation_output (
        to, 0, ng_scores_transform (to, join_trees (to, votes, joins[join]), ends[end]));
}

#define TREES(NAME, SUMMARY, LOWER, ...)                                                           \
  {                                                                                                \
    .name = NAME, .domain = "ai.onnx.ml", .summary = SUMMARY, .category = NG_CATEGORY_BASIC,       \
    .inputs = { "X" }, .outputs = { __VA_ARGS__ }, .lower = LOWER                                  \
  }

const NgOperatorClass ng_operators_trees[] = {
  TREES ("TreeEnsembleRegressor",
         "What the leaves of trees of decisions say, added up",
         lower_regressor,
         "Y"),
  TREES ("TreeEnsembleClassifier",
         "The class that the leaves of trees of decisions speak for",
         lower_classifier,
         "Y",
         "Z"),
  TREES ("TreeEnsemble", "What the leaves of trees of decisions say", lower_ensemble, "Y"),
  { .name = NULL },
};
