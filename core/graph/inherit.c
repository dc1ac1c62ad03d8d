/* Which layer is which: by name, then as one finds what two texts have in common. */

#include "core/graph/inherit.h"

#include "core/graph/builder.h"
#include "core/graph/net-private.h"
#include "core/graph/same.h"

/* Beyond so many pairs of layers the longest common run is not looked for. */
enum { MOST_PAIRS = 4000000 };

/* Layers of both nets that have no partner yet, in order, and what they are alike by. */
typedef struct {
  const NgNet *net;
  GArray *layers; /* int: indices in the net */
  GArray *kinds;  /* guint: the same number for layers that are alike */
} Side;

typedef struct {
  Side now, before;
  GHashTable *kinds; /* text -> number */
  int *partner;      /* by layer of the net now: index in the one before, or -1 */
} Match;

static void
init_side (Side *self, const NgNet *net)
{
  *self = (Side){ .net = net,
                  .layers = g_array_new (FALSE, FALSE, sizeof (int)),
                  .kinds = g_array_new (FALSE, FALSE, sizeof (guint)) };
}

static void
clear_side (Side *self)
{
  g_array_unref (self->layers);
  g_array_unref (self->kinds);
}

/* Class, parameters and what is inside, but no arrays. */
static char *
describe (const NgLayer *layer)
{
  GString *text = g_string_new (ng_layer_class (layer)->name);

  for (gsize p = 0; p < ng_layer_n_params (layer); p++) {
    g_autofree char *value = ng_print (ng_layer_param (layer, p)->expr, 0);

    g_string_append_printf (text, "\n%s", value);
  }
  if (ng_layer_payload (layer) != NULL) {
    g_autoptr (NgExpr) notation = ng_layer_notation (layer, FALSE);
    g_autofree char *value = ng_print (notation, 0);

    g_string_append_printf (text, "\n%s", value);
  }
  if (ng_layer_net (layer) != NULL) {
    g_autofree char *hash = ng_net_topology_hash (ng_layer_net (layer));

    g_string_append_printf (text, "\n%s", hash);
  }
  return g_string_free (text, FALSE);
}

static void
add (Match *self, Side *side, guint index)
{
  g_autofree char *text = describe (side->net->layers[index]);
  guint kind = GPOINTER_TO_UINT (g_hash_table_lookup (self->kinds, text));

  if (kind == 0) {
    kind = g_hash_table_size (self->kinds) + 1;
    g_hash_table_insert (self->kinds, g_steal_pointer (&text), GUINT_TO_POINTER (kind));
  }
  g_array_append_val (side->layers, index);
  g_array_append_val (side->kinds, kind);
}

static int
layer_at (const Side *side, guint at)
{
  return g_array_index (side->layers, int, at);
}

static guint
kind_at (const Side *side, guint at)
{
  return g_array_index (side->kinds, guint, at);
}

static const NgLayerClass *
class_at (const Side *side, guint at)
{
  return ng_layer_class (side->net->layers[layer_at (side, at)]);
}

static void
pair (Match *self, guint now, guint before)
{
  self->partner[layer_at (&self->now, now)] = layer_at (&self->before, before);
}

/* Layers now from @a to @b, before from @c to @d, none of which has a partner and none of which are
 * alike in order: the same class in order; if there are none, but as many on both sides, by place.
 */
static void
pair_gap (Match *self, guint a, guint b, guint c, guint d)
{
  g_autoptr (GArray) rest = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_left = 0, next = 0;

  for (guint j = c; j < d; j++)
    g_array_append_val (rest, j);
  for (guint i = a; i < b; i++) {
    guint k = next;

    while (k < rest->len &&
           class_at (&self->before, g_array_index (rest, guint, k)) != class_at (&self->now, i))
      k++;
    if (k == rest->len) {
      n_left++;
      continue;
    }
    pair (self, i, g_array_index (rest, guint, k));
    g_array_remove_index (rest, k);
    next = k;
  }
  if (n_left != b - a || n_left != rest->len)
    return;
  for (guint i = 0; i < n_left; i++)
    pair (self, a + i, c + i);
}

/* The longest run that both have in common, in order, and what lies between its members. */
static void
pair_common (Match *self, guint a, guint b, guint c, guint d)
{
  gsize n = b - a, m = d - c;
  g_autofree guint16 *length = NULL; /* of the longest common run of the rest of both */
  guint i = a, j = c, first_now = a, first_before = c;

  if (n == 0 || m == 0 || n * m > MOST_PAIRS || MIN (n, m) > G_MAXUINT16) {
    pair_gap (self, a, b, c, d);
    return;
  }
  length = g_new0 (guint16, (n + 1) * (m + 1));
#define LENGTH(i, j) length[((i) -a) * (m + 1) + ((j) -c)]
  for (guint x = b; x-- > a;)
    for (guint y = d; y-- > c;)
      LENGTH (x, y) = kind_at (&self->now, x) == kind_at (&self->before, y)
                          ? (guint16) (LENGTH (x + 1, y + 1) + 1)
                          : MAX (LENGTH (x + 1, y), LENGTH (x, y + 1));
  while (i < b && j < d) {
    if (kind_at (&self->now, i) == kind_at (&self->before, j)) {
      pair_gap (self, first_now, i, first_before, j);
      pair (self, i++, j++);
      first_now = i;
      first_before = j;
    } else if (LENGTH (i + 1, j) >= LENGTH (i, j + 1)) {
      i++;
    } else {
      j++;
    }
  }
#undef LENGTH
  pair_gap (self, first_now, b, first_before, d);
}

/* What both begin and end with is the same without any search. */
static void
pair_in_order (Match *self)
{
  guint a = 0, b = self->now.layers->len, d = self->before.layers->len;

  while (a < b && a < d && kind_at (&self->now, a) == kind_at (&self->before, a)) {
    pair (self, a, a);
    a++;
  }
  while (b > a && d > a && kind_at (&self->now, b - 1) == kind_at (&self->before, d - 1))
    pair (self, --b, --d);
  pair_common (self, a, b, a, d);
}

static int *
find_partners (const NgNet *now, const NgNet *before)
{
  g_autofree gboolean *is_taken = g_new0 (gboolean, before->n_layers + 1);
  Match match = { .partner = g_new (int, now->n_layers + 1) };

  match.kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  init_side (&match.now, now);
  init_side (&match.before, before);
  for (guint l = 0; l < now->n_layers; l++) {
    match.partner[l] = now->names != NULL ? ng_net_find (before, now->names[l]) : -1;
    if (match.partner[l] >= 0)
      is_taken[match.partner[l]] = TRUE;
    else
      add (&match, &match.now, l);
  }
  for (guint l = 0; l < before->n_layers; l++)
    if (!is_taken[l])
      add (&match, &match.before, l);
  pair_in_order (&match);
  clear_side (&match.now);
  clear_side (&match.before);
  g_hash_table_unref (match.kinds);
  return match.partner;
}

/* ---- what partners hand over ---- */

static void
replace (NgLayer **layer, NgLayer *other)
{
  ng_layer_unref (*layer);
  *layer = other;
}

static NgNet *inherit (NgNet *self, const NgNet *inferred, NgNet *older);

/* Returns: (transfer full): layer @index as it was written, with the arrays and vertices of its
 *   partner */
static NgLayer *
inherit_layer (const NgNet *now, const NgNet *inferred, guint index, const NgLayer *before)
{
  NgLayer *layer = ng_layer_ref (now->originals[index]);

  if (ng_layer_net (layer) != NULL && ng_layer_net (before) != NULL) {
    g_autoptr (NgNet) net = inherit (
        ng_layer_net (layer), ng_layer_net (inferred->layers[index]), ng_layer_net (before));

    if (net != ng_layer_net (layer))
      replace (&layer, ng_layer_with_net (layer, net));
  }
  if (ng_layer_class (layer) != ng_layer_class (before))
    return layer;
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    const char *name = ng_layer_array_spec (layer, a)->name;
    int other = ng_layer_find_array (before, name);
    NgTensor *values = other >= 0 ? ng_layer_array (before, (gsize) other) : NULL;

    if (values == NULL || ng_layer_array (layer, a) != NULL || ng_layer_array_is_absent (layer, a))
      continue;
    if (ng_type_fits (ng_net_array_type (inferred, index, a),
                      ng_tensor_dims (values),
                      ng_tensor_rank (values)))
      replace (&layer, ng_layer_with_array (layer, a, values));
  }
  return layer;
}

/* Returns: (transfer full): @net with the layers of @layers that are others, or @net itself where
 * that cannot be */
static NgNet *
with_layers (NgNet *net, NgLayer *const *layers)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  gboolean is_changed = FALSE;
  NgNet *changed;

  for (guint l = 0; l < net->n_layers; l++)
    if (layers[l] != net->originals[l]) {
      ng_net_builder_set_layer (builder, l, layers[l]);
      is_changed = TRUE;
    }
  if (!is_changed)
    return ng_net_ref (net);
  changed = ng_net_builder_end (g_steal_pointer (&builder), NULL);
  return changed != NULL ? changed : ng_net_ref (net);
}

/* @inferred: @self as the nets round it made it */
static NgNet *
inherit (NgNet *self, const NgNet *inferred, NgNet *older)
{
  g_autofree int *partner = find_partners (self, older);
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_layer_unref);
  g_autoptr (NgNet) net = NULL;
  NgNet *result;

  for (guint l = 0; l < self->n_layers; l++)
    g_ptr_array_add (layers,
                     partner[l] >= 0 ? inherit_layer (self, inferred, l, older->layers[partner[l]])
                                     : ng_layer_ref (self->originals[l]));
  net = with_layers (self, (NgLayer *const *) layers->pdata);
  result = ng_net_clone (net);
  result->next_vertex = older->next_vertex;
  for (guint l = 0; l < self->n_layers; l++)
    result->vertices[l] = partner[l] >= 0 ? older->vertices[partner[l]] : result->next_vertex++;
  ng_net_index_vertices (result);
  return result;
}

NgNet *
ng_net_inherit (NgNet *self, NgNet *older)
{
  return inherit (self, self, older);
}
