/* Functions of ElementwiseLayer that the libraries have and that are more than one operator. */

#include "core/formats/code-script.h"

#include <string.h>

static const struct {
  const char *name;
  const char *texts[NG_N_CODES]; /* before and behind the argument, which stands for %s */
} rows[] = {
  { "ELU", { "functional.elu(%s)", "ops.elu(%s)" } },
  { "ExponentialLinearUnit", { "functional.elu(%s)", "ops.elu(%s)" } },
  { "GELU", { "functional.gelu(%s)", "ops.gelu(%s, approximate=False)" } },
  { "GaussianErrorLinearUnit", { "functional.gelu(%s)", "ops.gelu(%s, approximate=False)" } },
  { "HardSwish", { "functional.hardswish(%s)", "ops.hard_swish(%s)" } },
  { "HardTanh", { "functional.hardtanh(%s)", "ops.clip(%s, -1.0, 1.0)" } },
  { "LeakyReLU", { "functional.leaky_relu(%s, 0.01)", "ops.leaky_relu(%s, negative_slope=0.01)" } },
  { "Mish", { "functional.mish(%s)", "layers.Activation(\"mish\")(%s)" } },
  { "SoftPlus", { "functional.softplus(%s)", "ops.softplus(%s)" } },
  { "SoftSign", { "functional.softsign(%s)", "layers.Activation(\"softsign\")(%s)" } },
  { "Swish", { "functional.silu(%s)", "ops.silu(%s)" } },
};

gboolean
ng_code_put_function (NgCodeScope *self, const NgLayer *layer)
{
  NgExpr *function = ng_code_param (layer, "Function")->expr;
  NgExprKind kind = ng_expr_kind (function);

  if (kind != NG_EXPR_SYMBOL && kind != NG_EXPR_STRING)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (!g_str_equal (rows[i].name, ng_expr_text (function)))
      continue;
    const char *text = rows[i].texts[self->script->language], *hole = strstr (text, "%s");
    ng_code_give (
        self, 0, "%.*s%s%s", (int) (hole - text), text, self->inputs[0].text, hole + strlen ("%s"));
    return TRUE;
  }
  return FALSE;
}
