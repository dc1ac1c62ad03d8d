/* Both sides of an edge that does not fit, as short as they stand on it. */

#include "core/graph/net-private.h"
#include "core/shape/words.h"

#include <string.h>

/* A dimension as it stands on an edge. @names: what the lengths of the net are called. Returns:
 * whether it is open */
static gboolean
shorten_dim (char **dim, const char *const *names)
{
  gboolean is_named = names != NULL && **dim != '\0' && g_strv_contains (names, *dim);
  char *label = strcmp (*dim, "Automatic") == 0     ? g_strdup ("?")
                : strcmp (*dim, "\"Varying\"") == 0 ? g_strdup ("n")
                                                    : ng_length_label (*dim);

  g_free (*dim);
  *dim = label;
  return !is_named && (g_ascii_isalpha (*label) || *label == '?');
}

/* "20×24×24" of "{20, 24, 24}", "vector" of "{n}"; what is no list of dimensions stays. */
static char *
shorten (const char *side, const char *const *names)
{
  static const char *const words[] = { "number", "vector", "matrix" };
  gsize length = strlen (side);
  g_autofree char *inside = NULL;
  g_auto (GStrv) dims = NULL;
  gboolean is_open = TRUE;
  guint n;

  if (length < 2 || side[0] != '{' || side[length - 1] != '}')
    return g_strdup (side);
  inside = g_strndup (side + 1, length - 2);
  dims = g_strsplit (inside, ", ", -1);
  n = *inside != '\0' ? g_strv_length (dims) : 0;
  for (guint i = 0; i < n; i++)
    is_open = shorten_dim (&dims[i], names) && is_open;
  return n < G_N_ELEMENTS (words) && is_open ? g_strdup (words[n]) : g_strjoinv ("×", dims);
}

gboolean
ng_net_diagnostic_sides (const NgNet *self, gsize index, char **given, char **needed)
{
  const NgNetDiagnostic *entry = &g_array_index (self->diagnostics, NgNetDiagnostic, index);
  const char *const *names = ng_net_length_names (self);
  NgTarget to = entry->target;
  NgSource source;

  if (entry->side == NULL)
    return FALSE;
  source = to.index < 0 ? ng_net_output_source (self, (gsize) to.port)
                        : ng_net_source (self, (gsize) to.index, (gsize) to.port);
  if (source.kind == NG_SOURCE_NONE)
    return FALSE;
  *(entry->is_given ? given : needed) = shorten (entry->side, names);
  *(entry->is_given ? needed : given) = ng_type_label (ng_net_type (self, source), names);
  return TRUE;
}
