#include "tests/support/written.h"

#include "core/engine/evaluator.h"
#include "core/graph/layer-class.h"
#include "tests/support/battery.h"

#include <math.h>
#include <string.h>

enum { BATCH = 2 };

char **
ng_test_layer_rows (void)
{
  g_autofree char *path = ng_test_source ("tests/core/formats/layers.txt");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) rows = g_strv_builder_new ();

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++) {
    if (*lines[i] == '\0' || *lines[i] == '#')
      continue;
    gboolean is_net =
        g_str_has_prefix (lines[i], "NetGraph[") || g_str_has_prefix (lines[i], "NetChain[");
    g_autofree char *net = g_strdup_printf ("NetGraph[{%s}, {}]", lines[i]);
    g_strv_builder_add (rows, is_net ? lines[i] : net);
  }
  return g_strv_builder_end (rows);
}

gboolean
ng_test_draws (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);

    if (ng_layer_net (layer) != NULL
            ? ng_test_draws (ng_layer_net (layer))
            : (ng_layer_class (layer)->flags & NG_LAYER_ALWAYS_RANDOM) != 0)
      return TRUE;
  }
  return FALSE;
}

NgTensor *
ng_test_draw_plain (const NgNet *net, gsize input)
{
  g_autoptr (NgTensor) wide = ng_test_draw (net, input, BATCH, 7);
  const NgType *type = ng_net_input_type (net, input);

  return ng_tensor_convert (wide,
                            type->kind == NG_KIND_INTEGER   ? NG_ELEMENT_I64
                            : type->kind == NG_KIND_BOOLEAN ? NG_ELEMENT_BOOL
                                                            : NG_ELEMENT_F32);
}

NgNet *
ng_test_onnx_read_back (NgNet *net, const NgOnnxOptions *options, const char *what, GError **error)
{
  g_autoptr (GBytes) bytes = ng_onnx_write (net, options, error);
  g_autoptr (GError) reason = NULL;
  NgNet *read = bytes != NULL ? ng_onnx_read (bytes, NULL, NULL, &reason) : NULL;

  if (reason != NULL)
    g_error ("%s: %s", what, reason->message);
  if (read != NULL && !ng_net_check (read, &reason))
    g_error ("%s: %s", what, reason->message);
  return read;
}

static gboolean
apply (NgNet *net, NgTensor *const *inputs, NgTensor **results, GError **error)
{
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, error);
  g_autofree NgWant *wants = g_new0 (NgWant, ng_net_n_outputs (net));
  NgApply apply = { .inputs = inputs,
                    .is_batch = !ng_net_is_raw (net),
                    .wants = wants,
                    .n_wants = ng_net_n_outputs (net),
                    .random_seed = 1 };

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  return evaluator != NULL && ng_evaluator_apply (evaluator, &apply, NULL, results, error);
}

static char *
compare (const NgTensor *a, const NgTensor *b, gboolean is_drawn)
{
  double greatest = 1e-3;

  if (ng_tensor_rank (a) != ng_tensor_rank (b) ||
      memcmp (ng_tensor_dims (a), ng_tensor_dims (b), ng_tensor_rank (a) * sizeof (gint64)) != 0)
    return g_strdup ("another shape");
  for (gint64 i = 0; i < ng_tensor_count (a); i++)
    greatest = fmax (greatest, fabs (ng_tensor_get_real (a, i)));
  for (gint64 i = 0; !is_drawn && i < ng_tensor_count (a); i++) {
    double x = ng_tensor_get_real (a, i), y = ng_tensor_get_real (b, i);
    if (!(fabs (x - y) <= 1e-5 * greatest) && !(isnan (x) && isnan (y)))
      return g_strdup_printf ("%g instead of %g", y, x);
  }
  return NULL;
}

static gboolean
have_same_ports (const NgNet *a, const NgNet *b)
{
  if (ng_net_n_inputs (a) != ng_net_n_inputs (b) || ng_net_n_outputs (a) != ng_net_n_outputs (b))
    return FALSE;
  for (gsize i = 0; i < ng_net_n_inputs (a); i++) {
    if (!g_str_equal (ng_net_input_name (a, i), ng_net_input_name (b, i)))
      return FALSE;
  }
  for (gsize i = 0; i < ng_net_n_outputs (a); i++) {
    if (!g_str_equal (ng_net_output_name (a, i), ng_net_output_name (b, i)))
      return FALSE;
  }
  return TRUE;
}

char *
ng_test_written_differs (NgNet *net, NgNet *read)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, n_inputs + 1);
  g_autofree NgTensor **wanted = g_new0 (NgTensor *, n_outputs + 1);
  g_autofree NgTensor **got = g_new0 (NgTensor *, n_outputs + 1);
  g_autoptr (GError) error = NULL;
  char *why = NULL;

  if (!have_same_ports (net, read))
    return g_strdup ("other ports");
  for (gsize i = 0; i < n_inputs; i++)
    inputs[i] = ng_test_draw_plain (net, i);
  if (!apply (net, inputs, wanted, &error) || !apply (read, inputs, got, &error))
    why = g_strdup (error->message);
  for (gsize i = 0; i < n_outputs && error == NULL; i++) {
    if (why == NULL)
      why = compare (wanted[i], got[i], ng_test_draws (net));
    ng_tensor_unref (wanted[i]);
    ng_tensor_unref (got[i]);
  }
  for (gsize i = 0; i < n_inputs; i++)
    ng_tensor_unref (inputs[i]);
  return why;
}
