#include "core/language/finite.h"

#include "core/engine/blame.h"
#include <math.h>

gint64
ng_find_infinite (const NgTensor *tensor)
{
  if (!ng_element_is_real (ng_tensor_element (tensor)))
    return -1;
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
    if (!isfinite (ng_tensor_get_real (tensor, i)))
      return i;
  return -1;
}

/* The dimensions of the arrays that one example gave to the net; a state may be left out. */
static char *
describe_inputs (const NgNet *net, const NgApply *apply)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    const NgTensor *tensor = apply->inputs[i];

    if (tensor == NULL || ng_tensor_rank (tensor) == 0)
      continue;
    g_string_append_printf (
        text, "%s\"%s\" has the shape {", text->len > 0 ? ", " : "", ng_net_input_name (net, i));
    for (gsize j = 0; j < ng_tensor_rank (tensor); j++)
      g_string_append_printf (
          text, "%s%" G_GINT64_FORMAT, j > 0 ? ", " : "", ng_tensor_dims (tensor)[j]);
    g_string_append_c (text, '}');
  }
  return g_string_free (text, FALSE);
}

void
ng_fail_infinite (const NgNet *net,
                  NgEvaluator *evaluator,
                  const NgApply *apply,
                  const NgExpr *key,
                  gsize number,
                  const NgPlace *place,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  g_autofree char *inputs = describe_inputs (net, apply);
  g_autofree char *which =
      number > 0 ? g_strdup_printf (" of example %" G_GSIZE_FORMAT, number) : NULL;
  g_autofree char *cause = NULL;
  NgDiagnostic *diagnostic;

  if (evaluator != NULL)
    cause = ng_blame (net, evaluator, apply, cancellable);
  diagnostic = ng_diagnostic_new ("NetGraph::nan",
                                  place,
                                  "%s%s is not finite.%s%s",
                                  shown,
                                  which != NULL ? which : "",
                                  cause != NULL ? " " : "",
                                  cause != NULL ? cause : "");
  if (*inputs != '\0')
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", inputs);
  ng_error_set (error, diagnostic);
}
