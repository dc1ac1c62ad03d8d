/* coder[data, property]. */

#include "core/language/apply.h"

NgExpr *
ng_apply_coder (NgSession *session, NgExpr *coder, NgExpr *call, GError **error)
{
  gsize n = ng_expr_n_args (call);
  g_autoptr (NgCoder) read = ng_coder_read (coder, ng_coder_side_of (coder), error);
  NgCoding coding = { .seed = ng_session_next_seed (session) };

  if (read == NULL)
    return NULL;
  while (n > 0 && ng_expr_is_rule (ng_expr_arg (call, n - 1)) &&
         ng_expr_is_symbol (ng_expr_arg (ng_expr_arg (call, n - 1), 0), "RandomSeeding")) {
    const NgExpr *seed = ng_expr_arg (ng_expr_arg (call, n - 1), 1);

    if (!ng_expr_is_symbol (seed, "Automatic") && !ng_seed_read (seed, &coding.seed, error))
      return NULL;
    n--;
  }
  if (n < 1 || n > 2) {
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "A coder takes data, and a decoder a property; %" G_GSIZE_FORMAT
                      " arguments are given.",
                      n);
    return NULL;
  }
  return ng_coder_apply (
      read, ng_expr_arg (call, 0), n == 2 ? ng_expr_arg (call, 1) : NULL, &coding, error);
}
