#include "core/graph/compare-layers.h"

#include "core/graph/same.h"

#include <math.h>

/* Characters of a value in a difference, and of what a signature reads of one. */
#define MOST_SHOWN  80
#define MOST_HASHED 400
/* Bytes of an array that a signature looks at. */
#define MOST_GLANCED 1024

/* ---- signatures ---- */

static guint
mix (guint hash, guint more)
{
  return (hash ^ more) * 16777619u;
}

static guint
mix_expr (guint hash, const NgExpr *expr)
{
  g_autofree char *text = expr != NULL ? ng_print_short (expr, MOST_HASHED) : NULL;

  return mix (hash, text != NULL ? g_str_hash (text) : 0);
}

static guint
mix_array (guint hash, const NgTensor *tensor)
{
  const guchar *data = tensor != NULL ? ng_tensor_data (tensor) : NULL;
  gsize n = data != NULL ? (gsize) ng_tensor_count (tensor) *
                               ng_element_bits (ng_tensor_element (tensor)) / 8
                         : 0;

  for (gsize i = 0; i < MIN (n, MOST_GLANCED); i++)
    hash = mix (hash, data[i]);
  return mix (hash, (guint) n);
}

guint
ng_layer_signature (const NgLayer *self, NgLikeness likeness)
{
  guint hash = mix (2166136261u, g_str_hash (ng_layer_kind (self)));
  NgNet *net = ng_layer_net (self);

  if (likeness == NG_LIKE_CLASS)
    return hash;
  for (gsize p = 0; p < ng_layer_n_params (self); p++)
    hash = mix_expr (hash, ng_layer_param (self, p)->expr);
  if (ng_layer_payload (self) != NULL) {
    g_autoptr (NgExpr) notation = ng_layer_notation (self, FALSE);

    hash = mix_expr (hash, notation);
  }
  if (likeness == NG_LIKE_WHOLLY)
    for (gsize i = 0; i < ng_layer_n_arrays (self); i++)
      hash = mix_array (hash, ng_layer_array (self, i));
  for (gsize l = 0; net != NULL && l < ng_net_n_layers (net); l++)
    hash = mix (hash, ng_layer_signature (ng_net_layer (net, l), likeness));
  return hash;
}

/* ---- differences ---- */

NgDifference *
ng_difference_new (NgAspect aspect, const char *what, char *before, char *after)
{
  NgDifference *self = g_new0 (NgDifference, 1);

  self->aspect = aspect;
  self->what = g_strdup (what);
  self->before = before;
  self->after = after;
  self->distance = NAN;
  return self;
}

void
ng_difference_free (NgDifference *self)
{
  g_free (self->what);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

void
ng_compare_types (const char *what,
                  const NgType *a,
                  const char *const *a_lengths,
                  const NgType *b,
                  const char *const *b_lengths,
                  GPtrArray *differences)
{
  g_autofree char *before = ng_type_notation (a);
  g_autofree char *after = ng_type_notation (b);
  g_autofree char *before_label = ng_type_label (a, a_lengths);
  g_autofree char *after_label = ng_type_label (b, b_lengths);
  gboolean labels_tell = !g_str_equal (before_label, after_label);

  if (!g_str_equal (before, after))
    g_ptr_array_add (differences,
                     ng_difference_new (NG_ASPECT_TYPE,
                                        what,
                                        g_strdup (labels_tell ? before_label : before),
                                        g_strdup (labels_tell ? after_label : after)));
}

void
ng_compare_notations (
    NgAspect aspect, const char *what, const NgExpr *a, const NgExpr *b, GPtrArray *differences)
{
  if (a == b || (a != NULL && b != NULL && ng_expr_equal (a, b)))
    return;
  g_ptr_array_add (differences,
                   ng_difference_new (aspect,
                                      what,
                                      a != NULL ? ng_print_short (a, MOST_SHOWN) : NULL,
                                      b != NULL ? ng_print_short (b, MOST_SHOWN) : NULL));
}

/* ---- arrays ---- */

/* As notation says what is in the place of an array. */
static char *
describe_array (const NgLayer *layer, int index)
{
  const NgTensor *tensor;
  NgType type;

  if (index < 0)
    return NULL;
  tensor = ng_layer_array (layer, (gsize) index);
  if (ng_layer_array_is_absent (layer, (gsize) index))
    return g_strdup ("None");
  if (tensor == NULL)
    return g_strdup ("Automatic");
  type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  return ng_type_label (&type, NULL);
}

/* The greatest distance between two elements in one place. */
static double
find_distance (const NgTensor *a, const NgTensor *b)
{
  double most = 0;

  for (gint64 i = 0; i < ng_tensor_count (a); i++) {
    double distance = fabs (ng_tensor_get_real (a, i) - ng_tensor_get_real (b, i));

    if (isnan (distance) || distance > most)
      most = distance;
    if (isnan (most))
      break;
  }
  return most;
}

static int
find_array (const NgLayer *layer, const char *name)
{
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++)
    if (g_str_equal (ng_layer_array_spec (layer, i)->name, name))
      return (int) i;
  return -1;
}

static void
compare_array (const NgLayer *a, int i, const NgLayer *b, int j, GPtrArray *differences)
{
  const char *name =
      i >= 0 ? ng_layer_array_spec (a, (gsize) i)->name : ng_layer_array_spec (b, (gsize) j)->name;
  const NgTensor *x = i >= 0 ? ng_layer_array (a, (gsize) i) : NULL;
  const NgTensor *y = j >= 0 ? ng_layer_array (b, (gsize) j) : NULL;
  const char *x_shared = i >= 0 ? ng_layer_array_shared (a, (gsize) i) : NULL;
  const char *y_shared = j >= 0 ? ng_layer_array_shared (b, (gsize) j) : NULL;
  g_autofree char *before = describe_array (a, i);
  g_autofree char *after = describe_array (b, j);
  NgDifference *difference;

  if (g_strcmp0 (x_shared, y_shared) != 0)
    g_ptr_array_add (differences,
                     ng_difference_new (NG_ASPECT_ARRAY,
                                        name,
                                        g_strdup (x_shared != NULL ? x_shared : before),
                                        g_strdup (y_shared != NULL ? y_shared : after)));
  if (g_strcmp0 (before, after) == 0 &&
      (x == y || x == NULL || y == NULL || ng_tensor_same (x, y, 0)))
    return;
  difference = ng_difference_new (NG_ASPECT_ARRAY, name, NULL, NULL);
  if (g_strcmp0 (before, after) == 0)
    difference->distance = find_distance (x, y);
  difference->before = g_steal_pointer (&before);
  difference->after = g_steal_pointer (&after);
  g_ptr_array_add (differences, difference);
}

static void
compare_arrays (const NgLayer *a, const NgLayer *b, GPtrArray *differences)
{
  for (gsize i = 0; i < ng_layer_n_arrays (a); i++)
    compare_array (a, (int) i, b, find_array (b, ng_layer_array_spec (a, i)->name), differences);
  for (gsize j = 0; j < ng_layer_n_arrays (b); j++)
    if (find_array (a, ng_layer_array_spec (b, j)->name) < 0)
      compare_array (a, -1, b, (int) j, differences);
}

/* ---- layers ---- */

/* What a rule of one association says that the same of the other does not. */
static void
compare_rules (const NgExpr *a, const NgExpr *b, GPtrArray *differences)
{
  for (gsize r = 0; r < ng_expr_n_args (a); r++) {
    const NgExpr *rule = ng_expr_arg (a, r);
    const char *key = ng_expr_text (ng_expr_arg (rule, 0));

    ng_compare_notations (
        NG_ASPECT_PARAMETER, key, ng_expr_arg (rule, 1), ng_expr_lookup (b, key), differences);
  }
  for (gsize r = 0; r < ng_expr_n_args (b); r++) {
    const NgExpr *rule = ng_expr_arg (b, r);
    const char *key = ng_expr_text (ng_expr_arg (rule, 0));

    if (ng_expr_lookup (a, key) == NULL)
      ng_compare_notations (NG_ASPECT_PARAMETER, key, NULL, ng_expr_arg (rule, 1), differences);
  }
}

static gboolean
is_table (const NgExpr *expr)
{
  if (!ng_expr_is_call (expr, "Association"))
    return FALSE;
  for (gsize r = 0; r < ng_expr_n_args (expr); r++)
    if (ng_expr_n_args (ng_expr_arg (expr, r)) != 2 ||
        ng_expr_kind (ng_expr_arg (ng_expr_arg (expr, r), 0)) != NG_EXPR_STRING)
      return FALSE;
  return TRUE;
}

/* Calls that differ in tables alone do so in single rules of these. */
static void
compare_calls (const NgExpr *a, const NgExpr *b, GPtrArray *differences)
{
  gsize n = ng_expr_n_args (a);
  gboolean are_tables = ng_expr_n_args (b) == n;

  for (gsize i = 0; i < n && are_tables; i++)
    are_tables = ng_expr_equal (ng_expr_arg (a, i), ng_expr_arg (b, i)) ||
                 (is_table (ng_expr_arg (a, i)) && is_table (ng_expr_arg (b, i)));
  if (!are_tables)
    ng_compare_notations (NG_ASPECT_PARAMETER, "Attributes", a, b, differences);
  for (gsize i = 0; i < n && are_tables; i++)
    if (!ng_expr_equal (ng_expr_arg (a, i), ng_expr_arg (b, i)))
      compare_rules (ng_expr_arg (a, i), ng_expr_arg (b, i), differences);
}

void
ng_compare_layers (const NgLayer *a, const NgLayer *b, GPtrArray *differences)
{
  if (a == b)
    return;
  if (ng_layer_class (a) != ng_layer_class (b) ||
      !g_str_equal (ng_layer_kind (a), ng_layer_kind (b))) {
    g_ptr_array_add (
        differences,
        ng_difference_new (
            NG_ASPECT_KIND, "", g_strdup (ng_layer_kind (a)), g_strdup (ng_layer_kind (b))));
    return;
  }
  for (gsize p = 0; p < ng_layer_n_params (a); p++)
    if (!ng_param_same (a, b, p))
      ng_compare_notations (NG_ASPECT_PARAMETER,
                            ng_layer_class (a)->params[p].name,
                            ng_layer_param (a, p)->expr,
                            ng_layer_param (b, p)->expr,
                            differences);
  ng_compare_notations (NG_ASPECT_PARAMETER,
                        "LearningRateMultipliers",
                        ng_layer_option (a, "LearningRateMultipliers"),
                        ng_layer_option (b, "LearningRateMultipliers"),
                        differences);
  if (ng_layer_payload (a) != NULL && ng_layer_payload (b) != NULL) {
    g_autoptr (NgExpr) before = ng_layer_notation (a, FALSE);
    g_autoptr (NgExpr) after = ng_layer_notation (b, FALSE);

    compare_calls (before, after, differences);
  }
  compare_arrays (a, b, differences);
}
