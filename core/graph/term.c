/* What layers are called in mathematical figures. */

#include "core/graph/layer.h"

#include <string.h>

/* "NetPairEmbeddingOperator" without what only says that it is a layer: "PairEmbedding". */
static char *
strip_affixes (const char *kind)
{
  static const char *const suffixes[] = { "Layer", "Operator" };
  gsize first = g_str_has_prefix (kind, "Net") && g_ascii_isupper (kind[3]) ? 3 : 0;
  gsize length = strlen (kind + first);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    gsize n = strlen (suffixes[i]);
    if (length > n && g_str_has_suffix (kind, suffixes[i]))
      return g_strndup (kind + first, length - n);
  }
  return g_strdup (kind + first);
}

/* "PairEmbedding" as "pair embedding"; abbreviations stay as they are. */
static char *
split_words (const char *name, gboolean is_capital)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; name[i] != '\0'; i++) {
    gboolean is_upper = g_ascii_isupper (name[i]);
    gboolean ends = !g_ascii_islower (name[i + 1]);
    gboolean begins = i == 0 || (is_upper && (!g_ascii_isupper (name[i - 1]) || !ends));

    if (begins && i > 0)
      g_string_append_c (text, ' ');
    g_string_append_c (
        text, begins && (i > 0 || !is_capital) && !ends ? g_ascii_tolower (name[i]) : name[i]);
  }
  return g_string_free (text, FALSE);
}

/* What computes by learned arrays is a proper name, and all else a common one. */
static gboolean
is_proper (NgCategory category)
{
  switch (category) {
  case NG_CATEGORY_ELEMENTWISE:
  case NG_CATEGORY_STRUCTURE:
  case NG_CATEGORY_TRAINING:
  case NG_CATEGORY_LOSS:
    return FALSE;
  default:
    return TRUE;
  }
}

char *
ng_layer_term (const NgLayer *self, const NgType *input)
{
  const NgLayerClass *class = ng_layer_class (self);
  g_autofree char *words = NULL;

  if (class->term_of != NULL)
    return class->term_of (self, input);
  g_autofree char *label = ng_layer_label (self);
  if (strcmp (label, "{}") == 0)
    *label = '\0';
  if (class->term != NULL) {
    g_auto (GStrv) parts = g_strsplit (class->term, "%s", 2);
    words = g_strjoinv (label, parts);
    return g_strdup (g_strstrip (words));
  }

  g_autofree char *name = strip_affixes (ng_layer_kind (self));
  words = split_words (name, is_proper (class->category));
  return *label == '\0' ? g_steal_pointer (&words) : g_strconcat (words, " ", label, NULL);
}
