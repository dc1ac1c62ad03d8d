#include "core/notation/names.h"

#include "core/expr/words.h"
#include "core/graph/function.h"
#include "core/graph/registry.h"
#include <string.h>

static const char *const symbols[] = { "All", "Automatic", "None", "Nothing", "Null", NULL };

gboolean
ng_name_is_known (const char *name)
{
  const char *function;

  for (const NgWord *word = ng_words (); word->name != NULL; word++)
    if (strcmp (word->name, name) == 0)
      return TRUE;
  for (gsize i = 0; (function = ng_function_name (i)) != NULL; i++)
    if (strcmp (function, name) == 0)
      return TRUE;
  return g_strv_contains (symbols, name) || ng_function_is_constant (name) ||
         ng_registry_find (name) != NULL;
}

void
ng_name_refuse (const NgExpr *name, GError **error)
{
  g_autofree char *other = g_strdup (ng_expr_text (name));
  NgDiagnostic *diagnostic = ng_diagnostic_new ("Eval::protected",
                                                ng_expr_place (name),
                                                "%s means something already, and cannot be given a "
                                                "value.",
                                                ng_expr_text (name));

  other[0] = g_ascii_tolower (other[0]);
  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic, "Take another name, such as %s.", other));
}
