#include "tests/app/onnx-run.h"

#include "core/engine/evaluator.h"
#include <stdio.h>

gboolean
ng_test_run_net (NgNet *net, NgTensor *const *inputs, NgTensor **outputs, GError **error)
{
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, error);
  gsize n = ng_net_n_outputs (net);
  g_autofree NgWant *wants = g_new0 (NgWant, MAX (n, 1));
  NgApply apply = { .inputs = inputs, .wants = wants, .n_wants = n };

  for (gsize i = 0; i < n; i++)
    wants[i].port = (int) i;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (ng_tensor_element (inputs[i]) == NG_ELEMENT_F64)
      apply.element = NG_ELEMENT_F64;
  return evaluator != NULL && ng_evaluator_apply (evaluator, &apply, NULL, outputs, error);
}

int
ng_tally_close (const NgTally *self)
{
  printf ("%u passed, %u failed, %u skipped\n", self->passed, self->failed, self->skipped);
  return self->failed > 0 ? 1 : 0;
}

GStrv
ng_test_lines (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error)) {
    fprintf (stderr, "%s\n", error->message);
    return NULL;
  }
  return g_strsplit (text, "\n", -1);
}
