#include "render/standard/kind.h"

#include "render/standard/standard.h"

#include <stdlib.h>
#include <string.h>

G_STATIC_ASSERT (NG_N_ROLE_CATEGORIES == NG_N_CATEGORIES);

static const char *const symmetric[] = {
  "Add", "And", "Equal", "Max", "Mean", "Min", "Mul", "Or", "Plus", "Sum", "Times", "Total", "Xor",
};

/* Lines, in a square of 16 by 16, like those of the layer classes. */
static const char *const glyphs[NG_N_CATEGORIES] = {
  [NG_CATEGORY_BASIC] = "M5 2h-2.5v12h2.5 M11 2h2.5v12h-2.5 M6 6h4 M6 10h4",
  [NG_CATEGORY_ELEMENTWISE] = "M2 12.5h6l5.5-9",
  [NG_CATEGORY_STRUCTURE] = "M2 3h5v4h-5z M9 3h5v4h-5z M2 9.5h12v4h-12z",
  [NG_CATEGORY_CONVOLUTION] = "M2 2h12v12h-12z M2 9h7v-7 M9 5.5h5 M5.5 9v5",
  [NG_CATEGORY_NORMALIZATION] = "M1.5 13c4 0 4-10 6.5-10s2.5 10 6.5 10",
  [NG_CATEGORY_TRAINING] =
      "M2 2h3v3h-3z M11 2h3v3h-3z M6.5 6.5h3v3h-3z M2 11h3v3h-3z M11 11h3v3h-3z",
  [NG_CATEGORY_RECURRENT] = "M13 8a5 5 0 1 1-2.2-4.1 M11 1.2v3h-3",
  [NG_CATEGORY_ATTENTION] = "M1 8c2-3.4 4.3-5 7-5s5 1.6 7 5c-2 3.4-4.3 5-7 5s-5-1.6-7-5z "
                            "M8 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8z",
  [NG_CATEGORY_LOSS] = "M2.5 2v11.5h11.5 M5 3.5c.6 4.6 3 7 8.5 7.2",
  [NG_CATEGORY_CONTAINER] = "M2 2h9v9h-9z M5 11v3h9v-9h-3",
  [NG_CATEGORY_OPERATOR] = "M8 1.8l5.4 3.1v6.2l-5.4 3.1-5.4-3.1v-6.2z",
};

const char *
ng_category_glyph (NgCategory category)
{
  g_return_val_if_fail (category < NG_N_CATEGORIES, glyphs[0]);
  return glyphs[category];
}

const char *
ng_kind_glyph (const NgLayer *layer)
{
  const char *glyph = ng_layer_glyph (layer);

  return glyph != NULL ? glyph : ng_category_glyph (ng_layer_category (layer));
}

static int
compare_words (gconstpointer key, gconstpointer member)
{
  return strcmp (key, *(const char *const *) member);
}

gboolean
ng_kind_is_symmetric (const NgLayer *layer)
{
  g_autofree char *kind = ng_standard_kind (layer);

  if (bsearch (kind, symmetric, G_N_ELEMENTS (symmetric), sizeof *symmetric, compare_words) != NULL)
    return TRUE;
  if (strcmp (kind, "Threading") != 0)
    return FALSE;
  g_autofree char *label = ng_layer_label (layer);
  return bsearch (label, symmetric, G_N_ELEMENTS (symmetric), sizeof *symmetric, compare_words) !=
         NULL;
}

char *
ng_standard_kind (const NgLayer *layer)
{
  const char *kind = ng_layer_kind (layer);
  gsize length = strlen (kind);

  if (length > 5 && g_str_has_suffix (kind, "Layer"))
    length -= 5;
  return g_strndup (kind, length);
}
