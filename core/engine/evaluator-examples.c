/* Batches whose examples differ in length: those of equal dimensions are stacked, so nothing is
 * padded. The groups run one after another, or in one program where something is said of all. */

#include "core/base/format.h"
#include "core/engine/evaluator-private.h"

#include <string.h>

/* From the seed of one group to that of the next: 2^64 over the golden ratio. */
#define GROUP_STRIDE G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)

static void
append_type (GString *key, const NgTensor *tensor)
{
  g_autofree char *dims = NULL;

  if (tensor == NULL) {
    g_string_append_c (key, '-');
    return;
  }
  dims = ng_format_list (ng_tensor_dims (tensor), ng_tensor_rank (tensor));
  g_string_append_printf (key, "%d%s", ng_tensor_element (tensor), dims);
}

/* Examples with equal keys can be stacked. */
static char *
make_group_key (const NgNet *net, const NgApply *apply, gsize example)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  GString *key = g_string_new (NULL);

  for (gsize i = 0; i < n_inputs; i++)
    append_type (key, apply->inputs[example * n_inputs + i]);
  for (gsize i = 0; i < n_outputs && apply->seeds != NULL; i++)
    append_type (key, apply->seeds[example * n_outputs + i]);
  return g_string_free (key, FALSE);
}

static NgTensor *
stack (NgTensor *const *tensors, gsize stride, gsize offset, const GArray *members)
{
  g_autofree NgTensor **items = g_new (NgTensor *, members->len);

  for (guint i = 0; i < members->len; i++)
    items[i] = tensors[g_array_index (members, gsize, i) * stride + offset];
  return ng_tensor_stack (items, members->len);
}

static NgTensor *
add_tensors (NgTensor *a, NgTensor *b)
{
  gint64 n = ng_tensor_count (a);
  g_autofree double *sum = g_new (double, n);
  g_autoptr (NgTensor) wide = NULL;

  for (gint64 i = 0; i < n; i++)
    sum[i] = ng_tensor_get_real (a, i) + ng_tensor_get_real (b, i);
  wide = ng_tensor_new_take (
      NG_ELEMENT_F64, ng_tensor_dims (a), ng_tensor_rank (a), g_steal_pointer (&sum));
  return ng_tensor_convert (wide, ng_tensor_element (a));
}

/* Hands the results of a batch to its examples. */
static void
spread (const NgApply *apply, const GArray *members, NgTensor **from, NgTensor **results)
{
  for (gsize i = 0; i < apply->n_wants; i++) {
    if (from[i] == NULL)
      continue;
    if (!ng_want_is_of_array (&apply->wants[i])) {
      for (guint j = 0; j < members->len; j++)
        results[g_array_index (members, gsize, j) * apply->n_wants + i] =
            ng_tensor_slice (from[i], j);
    } else if (results[i] == NULL) {
      results[i] = ng_tensor_ref (from[i]);
    } else {
      NgTensor *sum = add_tensors (results[i], from[i]);

      ng_tensor_unref (results[i]);
      results[i] = sum;
    }
    g_clear_pointer (&from[i], ng_tensor_unref);
  }
}

/* Whether a layer, of @net or a net in it, takes statistics over the batch in training. */
static gboolean
has_statistics (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);

    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++)
      if (ng_layer_array_spec (layer, a)->is_statistic)
        return TRUE;
    if (ng_layer_net (layer) != NULL && has_statistics (ng_layer_net (layer)))
      return TRUE;
  }
  return FALSE;
}

/* The application to the examples of one group, whose data are put at @data: inputs, then seeds. */
static NgApply
make_group (const NgNet *net, const NgApply *apply, const GArray *members, NgTensor **data)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  gsize first = g_array_index (members, gsize, 0);
  NgApply group = *apply;

  for (gsize i = 0; i < n_inputs; i++)
    if (apply->inputs[first * n_inputs + i] != NULL)
      data[i] = stack (apply->inputs, n_inputs, i, members);
  for (gsize i = 0; i < n_outputs && apply->seeds != NULL; i++)
    if (apply->seeds[first * n_outputs + i] != NULL)
      data[n_inputs + i] = stack (apply->seeds, n_outputs, i, members);
  group.inputs = data;
  group.seeds = apply->seeds != NULL ? data + n_inputs : NULL;
  group.is_batch = TRUE;
  /* Every group draws numbers of its own; the first one those of a batch that is one group. */
  group.random_seed += first * GROUP_STRIDE;
  return group;
}

/* Runs the @n groups as one batch. */
static gboolean
apply_together (NgEvaluator *self,
                const NgApply *apply,
                GArray *const *members,
                gsize n,
                GCancellable *cancellable,
                NgTensor **results,
                GError **error)
{
  const NgNet *net = ng_evaluator_net (self);
  gsize n_data = ng_net_n_inputs (net) + ng_net_n_outputs (net);
  g_autofree NgTensor **data = g_new0 (NgTensor *, n * n_data);
  g_autofree NgTensor **batch = g_new0 (NgTensor *, n * apply->n_wants + 1);
  g_autofree NgApply *groups = g_new (NgApply, n);
  gboolean is_done;

  for (gsize g = 0; g < n; g++)
    groups[g] = make_group (net, apply, members[g], data + g * n_data);
  is_done = ng_evaluator_apply_groups (self, groups, n, cancellable, batch, error);
  for (gsize g = 0; g < n && is_done; g++)
    spread (apply, members[g], batch + g * apply->n_wants, results);
  for (gsize i = 0; i < n * n_data; i++)
    g_clear_pointer (&data[i], ng_tensor_unref);
  return is_done;
}

gboolean
ng_evaluator_apply_examples (NgEvaluator *self,
                             const NgApply *apply,
                             gsize n,
                             GCancellable *cancellable,
                             NgTensor **results,
                             GError **error)
{
  const NgNet *net = ng_evaluator_net (self);
  g_autoptr (GHashTable) groups =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  guint n_together = 1;

  g_return_val_if_fail (n > 0 && ng_net_n_inputs (net) > 0 && !ng_net_is_raw (net), FALSE);

  for (gsize i = 0; i < n; i++) {
    char *key = make_group_key (net, apply, i);
    GArray *members = g_hash_table_lookup (groups, key);

    if (members == NULL) {
      members = g_array_new (FALSE, FALSE, sizeof (gsize));
      g_hash_table_insert (groups, key, members);
      g_ptr_array_add (order, members);
    } else {
      g_free (key);
    }
    g_array_append_val (members, i);
  }
  if (apply->mode == NG_MODE_TRAINING && has_statistics (net))
    n_together = order->len;
  memset (results, 0, n * apply->n_wants * sizeof *results);
  for (guint i = 0; i < order->len; i += n_together)
    if (!apply_together (self,
                         apply,
                         (GArray *const *) order->pdata + i,
                         n_together,
                         cancellable,
                         results,
                         error)) {
      for (gsize j = 0; j < n * apply->n_wants; j++)
        g_clear_pointer (&results[j], ng_tensor_unref);
      return FALSE;
    }
  return TRUE;
}
