/* Terms as prose. A term is words or a sign, then sizes: "max pool 2×2, /2", "‖". */

#include "core/graph/phrase.h"

#include <string.h>

typedef struct {
  const char *term, *words;
} Phrase;

/* Signs, and terms that are too short for prose. */
static const Phrase wholes[] = {
  { "+", "sum" },
  { "−", "difference" },
  { "×", "product" },
  { "÷", "quotient" },
  { "·", "matrix product" },
  { "‖", "concatenation" },
  { "Σ", "sum of elements" },
  { "Π", "product of elements" },
  { "σ", "sigmoid" },
  { "√", "square root" },
  { "⊕", "exclusive or" },
  { "~", "random numbers" },
  { "c", "constant" },
  { "+ c", "added constant" },
  { "− c", "subtracted constant" },
  { "× c", "constant factor" },
  { "÷ c", "constant divisor" },
  { "c −", "subtraction from a constant" },
  { "c ÷", "division of a constant" },
  { "max", "maximum" },
  { "min", "minimum" },
};

static const Phrase parts[] = {
  { "Conv", "convolution" },
  { "Deconv", "deconvolution" },
  { "Norm", "normalization" },
  { "pool", "pooling" },
};

static const char *
find (const Phrase *phrases, gsize n, const char *term)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (phrases[i].term, term) == 0)
      return phrases[i].words;
  return NULL;
}

const char *
ng_sign_words (const char *sign)
{
  if (g_utf8_strlen (sign, -1) != 1 || g_ascii_isalnum (*sign))
    return NULL;
  return find (wholes, G_N_ELEMENTS (wholes), sign);
}

/* Proper names, "Linear", are common ones in prose; abbreviations and names of two words stay. */
static void
append_word (GString *text, const char *word)
{
  const char *known = find (parts, G_N_ELEMENTS (parts), word);
  gboolean is_common = g_ascii_isupper (*word) && word[1] != '\0';

  for (const char *p = word + 1; is_common && *p != '\0'; p++)
    is_common = g_ascii_islower (*p);
  g_string_append (text, text->len > 0 ? " " : "");
  if (known != NULL) {
    g_string_append (text, known);
    return;
  }
  g_string_append_c (text, is_common ? g_ascii_tolower (*word) : *word);
  g_string_append (text, word + 1);
}

static gboolean
is_word (const char *term)
{
  while (g_ascii_isalpha (*term))
    term++;
  return *term == '\0';
}

char *
ng_layer_phrase (const NgLayer *self)
{
  NgType unknown = ng_type_unknown ();
  g_autofree char *term = ng_layer_term (self, &unknown);
  g_autofree char *label = ng_layer_label (self);
  const char *known = find (wholes, G_N_ELEMENTS (wholes), term);
  GString *text;

  if (known != NULL)
    return g_strdup (known);
  if (ng_layer_category (self) == NG_CATEGORY_ELEMENTWISE && !is_word (term))
    return g_steal_pointer (&term);
  if (g_str_has_suffix (term, label) && strlen (term) > strlen (label))
    term[strlen (term) - strlen (label)] = '\0';

  g_auto (GStrv) words = g_strsplit (g_strstrip (term), " ", -1);
  known = words[0] != NULL ? find (wholes, G_N_ELEMENTS (wholes), words[0]) : NULL;
  if (known != NULL && !g_ascii_isalpha (*words[0]))
    return g_strdup (known);
  text = g_string_new (NULL);
  for (gsize i = 0; words[i] != NULL && g_ascii_isalpha (*words[i]); i++) {
    gsize length = strlen (words[i]);

    if (words[i][length - 1] == ',')
      words[i][length - 1] = '\0';
    if (words[i + 1] != NULL || strcmp (words[i], "of") != 0)
      append_word (text, words[i]);
    if (length != strlen (words[i]))
      break;
  }
  if (text->len > 0)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return g_strdup (ng_layer_kind (self));
}
