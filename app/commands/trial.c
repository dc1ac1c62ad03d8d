#include "app/commands/trial.h"

#include "app/commands/feed.h"
#include "core/base/rng.h"
#include "core/engine/evaluator.h"

#include <math.h>

enum { SEED = 1234, VARYING_SIZE = 3, UNKNOWN_SIZE = 2 };

static char *
choose_shape (const NgType *type)
{
  GString *text = g_string_new (NULL);

  if (type->rank < 0)
    g_string_append_printf (text, "%d", VARYING_SIZE);
  for (int i = 0; i < type->rank; i++)
    g_string_append_printf (text,
                            "%s%" G_GINT64_FORMAT,
                            i > 0 ? "x" : "",
                            type->dims[i].state == NG_DIM_NUMBER    ? type->dims[i].value
                            : type->dims[i].state == NG_DIM_VARYING ? VARYING_SIZE
                                                                    : UNKNOWN_SIZE);
  return g_string_free (text, FALSE);
}

static NgTensor *
draw_input (const NgNet *net, gsize input, GError **error)
{
  const NgType *type = ng_net_input_type (net, input);
  g_autofree char *shape = choose_shape (type);
  NgTensor *drawn = ng_feed_random (net, (int) input, shape, SEED, error);
  gboolean is_real = type->kind == NG_KIND_REAL || type->kind == NG_KIND_UNKNOWN;
  NgTensor *normal;
  double *data;

  if (drawn == NULL || !is_real)
    return drawn;
  data = g_new (double, MAX (ng_tensor_count (drawn), 1));
  for (gint64 i = 0; i < ng_tensor_count (drawn); i++)
    data[i] = round (100 * ng_rng_normal (SEED, input, (guint64) i)) / 100;
  normal =
      ng_tensor_new_take (NG_ELEMENT_F64, ng_tensor_dims (drawn), ng_tensor_rank (drawn), data);
  ng_tensor_unref (drawn);
  return normal;
}

static NgNet *
complete (NgNet *net, GPtrArray *inputs, GError **error)
{
  gsize n = ng_net_n_inputs (net);
  g_autofree NgType *types = g_new (NgType, n + 1);
  g_autoptr (NgNet) specified = NULL;

  for (gsize i = 0; i < n; i++) {
    const NgTensor *tensor = inputs->pdata[i];

    types[i] = *ng_net_input_type (net, i);
    if (!ng_type_is_specified (&types[i])) {
      types[i].rank = (int) ng_tensor_rank (tensor);
      for (int j = 0; j < types[i].rank; j++)
        types[i].dims[j] = ng_dim_number (ng_tensor_dims (tensor)[j]);
    }
  }
  specified = ng_net_with_input_types (net, types, error);
  return specified != NULL ? ng_net_initialize (specified, FALSE, SEED, "Kaiming", error) : NULL;
}

gboolean
ng_trial_run (NgTrial *self, NgNet *net, GError **error)
{
  gsize n = ng_net_n_outputs (net);
  g_autofree NgWant *wants = g_new0 (NgWant, n + 1);
  g_autofree NgTensor **results = g_new0 (NgTensor *, n + 1);
  g_autoptr (NgEvaluator) evaluator = NULL;
  NgApply apply = { .wants = wants, .n_wants = n, .random_seed = SEED };

  *self = (NgTrial){ NULL,
                     g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref),
                     g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref) };
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgTensor *input = draw_input (net, i, error);

    if (input == NULL)
      return FALSE;
    g_ptr_array_add (self->inputs, input);
  }
  self->net = complete (net, self->inputs, error);
  evaluator = self->net != NULL ? ng_evaluator_new (self->net, error) : NULL;
  for (gsize i = 0; i < n; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  apply.inputs = (NgTensor *const *) self->inputs->pdata;
  if (evaluator == NULL || !ng_evaluator_apply (evaluator, &apply, NULL, results, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (self->outputs, results[i]);
  return TRUE;
}

void
ng_trial_clear (NgTrial *self)
{
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
}
