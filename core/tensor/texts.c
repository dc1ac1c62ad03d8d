#include "core/tensor/texts.h"

#include "core/base/hash.h"
#include <string.h>

struct _NgTexts {
  GPtrArray *texts;    /* of GRefString, by number */
  GHashTable *numbers; /* text -> its number + 1; the texts are those of the list */
  gsize size;
};

NgTexts *
ng_texts_new (void)
{
  NgTexts *self = g_new0 (NgTexts, 1);

  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  self->numbers = g_hash_table_new (ng_hash_text, g_str_equal);
  ng_texts_number (self, "");
  return self;
}

void
ng_texts_free (NgTexts *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

guint
ng_texts_count (const NgTexts *self)
{
  return self->texts->len;
}

gsize
ng_texts_size (const NgTexts *self)
{
  return self->size;
}

gint32
ng_texts_number (NgTexts *self, const char *text)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, text));

  if (number == 0) {
    char *copy = g_ref_string_new (text);
    self->size += strlen (text) + NG_TEXT_BYTES;
    g_ptr_array_add (self->texts, copy);
    number = self->texts->len;
    g_hash_table_insert (self->numbers, copy, GUINT_TO_POINTER (number));
  }
  return (gint32) (number - 1);
}

const char *
ng_texts_at (const NgTexts *self, gint64 number)
{
  return self->texts->pdata[number >= 0 && number < self->texts->len ? number : 0];
}

gsize
ng_texts_letters (const NgTensor *strings)
{
  gsize letters = 0;

  for (gint64 i = 0; i < ng_tensor_count (strings); i++)
    letters += strlen (ng_tensor_string (strings, i));
  return letters;
}

NgTensor *
ng_texts_encode (NgTexts *self, const NgTensor *strings)
{
  gint64 n = ng_tensor_count (strings);
  gint32 *numbers = g_new (gint32, (gsize) n);

  for (gint64 i = 0; i < n; i++)
    numbers[i] = ng_texts_number (self, ng_tensor_string (strings, i));
  return ng_tensor_new_take (
      NG_TEXT_ELEMENT, ng_tensor_dims (strings), ng_tensor_rank (strings), numbers);
}

NgTensor *
ng_texts_decode (const NgTexts *self, const NgTensor *numbers)
{
  gint64 n = ng_tensor_count (numbers);
  GPtrArray *strings = g_ptr_array_new_full ((guint) n, (GDestroyNotify) g_ref_string_release);

  for (gint64 i = 0; i < n; i++)
    g_ptr_array_add (
        strings,
        g_ref_string_acquire ((char *) ng_texts_at (self, ng_tensor_get_int (numbers, i))));
  return ng_tensor_new_strings (ng_tensor_dims (numbers), ng_tensor_rank (numbers), strings);
}
