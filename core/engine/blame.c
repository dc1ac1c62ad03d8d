#include "core/engine/blame.h"

#include "core/graph/layer.h"

/* The net that is looked through, and the way to it. */
typedef struct {
  NgEvaluator *evaluator;
  const NgApply *apply;
  GCancellable *cancellable;
  const NgNet *net;
  const char *path;
  NgWant above;
} Search;

/* Whether the numbers are finite as the run has them: 1e39 is no float32. */
static gboolean
is_finite (const NgApply *apply, NgTensor *tensor)
{
  g_autoptr (NgTensor) numbers = NULL;
  NgTensorStatistics statistics;

  if (tensor == NULL || !ng_element_is_real (ng_tensor_element (tensor)))
    return TRUE;
  numbers = ng_tensor_convert (tensor,
                               apply->element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32);
  ng_tensor_statistics (numbers, &statistics);
  return statistics.n_finite == ng_tensor_count (numbers);
}

/* What the layers of the net give to others or to the outside, sources first. */
static GArray *
want_layers (const Search *self)
{
  GArray *wants = g_array_new (FALSE, FALSE, sizeof (NgWant));
  const int *order = ng_net_order (self->net);

  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    NgWant want = self->above;

    want.layers[want.n_layers++] = order[i];
    for (gsize port = 0; port < ng_layer_n_outputs (ng_net_layer (self->net, (gsize) order[i]));
         port++) {
      gsize n_targets;

      ng_net_targets (self->net, (NgSource){ NG_SOURCE_LAYER, order[i], (int) port }, &n_targets);
      want.port = (int) port;
      if (n_targets > 0)
        g_array_append_val (wants, want);
    }
  }
  return wants;
}

/* Returns: index of the first layer whose output is not finite, or -1 */
static int
find_layer (const Search *self)
{
  g_autoptr (GArray) wants = want_layers (self);
  g_autofree NgTensor **results = g_new0 (NgTensor *, wants->len + 1);
  NgApply apply = *self->apply;
  int found = -1;

  apply.wants = (const NgWant *) wants->data;
  apply.n_wants = wants->len;
  if (wants->len == 0 ||
      !ng_evaluator_apply (self->evaluator, &apply, self->cancellable, results, NULL))
    return -1;
  for (guint i = 0; i < wants->len; i++) {
    if (found < 0 && !is_finite (self->apply, results[i]))
      found = g_array_index (wants, NgWant, i).layers[self->above.n_layers];
    ng_tensor_unref (results[i]);
  }
  return found;
}

static char *
describe (const NgApply *apply, const NgLayer *layer, const char *path)
{
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    if (!is_finite (apply, ng_layer_array (layer, i)))
      return g_strdup_printf ("It begins in the %s \"%s\", whose array \"%s\" is not finite.",
                              ng_layer_kind (layer),
                              path,
                              ng_layer_array_spec (layer, i)->name);
  }
  return g_strdup_printf ("It begins in the %s \"%s\".", ng_layer_kind (layer), path);
}

static char *
search (const Search *self)
{
  int index = self->above.n_layers < NG_MAX_NET_DEPTH ? find_layer (self) : -1;
  const NgLayer *layer;
  char *deeper = NULL;

  if (index < 0)
    return NULL;
  layer = ng_net_layer (self->net, (gsize) index);
  g_autofree char *name = ng_net_shown_name (self->net, (gsize) index);
  g_autofree char *path =
      self->path != NULL ? g_strconcat (self->path, "/", name, NULL) : g_strdup (name);
  if (ng_layer_body (layer) != NULL) {
    Search inside = *self;

    inside.net = ng_layer_body (layer);
    inside.path = path;
    inside.above.layers[inside.above.n_layers++] = index;
    deeper = search (&inside);
  }
  return deeper != NULL ? deeper : describe (self->apply, layer, path);
}

char *
ng_blame (const NgNet *net, NgEvaluator *evaluator, const NgApply *apply, GCancellable *cancellable)
{
  const Search whole = { .evaluator = evaluator,
                         .apply = apply,
                         .cancellable = cancellable,
                         .net = net,
                         .above = { .kind = NG_WANT_INTERIOR } };

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    if (!is_finite (apply, apply->inputs[i]))
      return g_strdup_printf ("The input \"%s\" is not finite.", ng_net_input_name (net, i));
  }
  return search (&whole);
}
