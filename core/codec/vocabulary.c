/* The tokens are sorted by their bytes. Those that begin with a text are neighbours, and each byte
 * more narrows them down. */

#include "core/codec/vocabulary.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *text;
  gint64 code;
} Entry;

struct _NgVocabulary {
  char **texts; /* by code - 1 */
  gsize n_texts;
  Entry *entries; /* sorted */
  gsize n_entries;
};

static int
compare_entries (const void *a, const void *b)
{
  const Entry *left = a, *right = b;
  int order = strcmp (left->text, right->text);

  return order != 0 ? order : (left->code > right->code) - (left->code < right->code);
}

NgVocabulary *
ng_vocabulary_new (const char *const *tokens, gsize n)
{
  NgVocabulary *self = g_new0 (NgVocabulary, 1);

  self->texts = g_new0 (char *, n + 1);
  self->n_texts = n;
  self->entries = g_new (Entry, n + 1);
  for (gsize i = 0; i < n; i++) {
    self->texts[i] = g_strdup (tokens[i]);
    if (tokens[i] != NULL && *tokens[i] != '\0')
      self->entries[self->n_entries++] = (Entry){ self->texts[i], (gint64) i + 1 };
  }
  qsort (self->entries, self->n_entries, sizeof *self->entries, compare_entries);
  return self;
}

void
ng_vocabulary_free (NgVocabulary *self)
{
  for (gsize i = 0; i < self->n_texts; i++)
    g_free (self->texts[i]);
  g_free (self->texts);
  g_free (self->entries);
  g_free (self);
}

gint64
ng_vocabulary_count (const NgVocabulary *self)
{
  return (gint64) self->n_texts;
}

const char *
ng_vocabulary_text (const NgVocabulary *self, gint64 code)
{
  g_return_val_if_fail (code >= 1 && code <= (gint64) self->n_texts, NULL);
  return self->texts[code - 1];
}

/* The first of entries low … high whose byte @at is not below @byte; all agree before that byte. */
static gsize
find_byte (const NgVocabulary *self, gsize low, gsize high, gsize at, int byte)
{
  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if ((guint8) self->entries[middle].text[at] < byte)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* A token that ends where the others go on comes first of them. */
gint64
ng_vocabulary_find_prefix (const NgVocabulary *self, const char *text, gsize length, gsize *taken)
{
  gsize low = 0, high = self->n_entries;
  gint64 code = 0;

  *taken = 0;
  for (gsize at = 0; at < length && text[at] != '\0' && low < high; at++) {
    low = find_byte (self, low, high, at, (guint8) text[at]);
    high = find_byte (self, low, high, at, (guint8) text[at] + 1);
    if (low < high && self->entries[low].text[at + 1] == '\0') {
      code = self->entries[low].code;
      *taken = at + 1;
    }
  }
  return code;
}

gint64
ng_vocabulary_find (const NgVocabulary *self, const char *text, gsize length)
{
  gsize taken;
  gint64 code = ng_vocabulary_find_prefix (self, text, length, &taken);

  return taken == length ? code : 0;
}
