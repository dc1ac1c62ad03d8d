#include "core/engine/blame.h"

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

char *
ng_blame (const NgNet *net, NgEvaluator *evaluator, const NgApply *apply, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) probes = ng_probes_new ();
  NgApply single = *apply;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    if (!is_finite (apply, apply->inputs[i]))
      return g_strdup_printf ("The input \"%s\" is not finite.", ng_net_input_name (net, i));
  }
  single.wants = NULL;
  single.n_wants = 0;
  single.probes = probes;
  if (!ng_evaluator_apply (evaluator, &single, cancellable, NULL, NULL))
    return NULL;
  for (guint i = 0; i < probes->len; i++) {
    const NgProbe *probe = probes->pdata[i];

    if (!is_finite (apply, probe->value))
      return describe (apply, probe->layer, probe->path);
  }
  return NULL;
}
