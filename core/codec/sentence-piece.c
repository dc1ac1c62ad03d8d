/* Of ModelProto: pieces = 1, each piece = 1, score = 2, type = 3; trainer_spec = 2, and in it
 * model_type = 3. */

#include "core/codec/sentence-piece.h"

#include "core/base/wire.h"
#include "core/codec/text.h"
#include <string.h>

enum { TYPE_NORMAL = 1, TYPE_UNKNOWN = 2, TYPE_CONTROL = 3, TYPE_USER = 4, TYPE_BYTE = 6 };
enum { MODEL_UNIGRAM = 1, MODEL_BPE = 2 };

static char *
with_blanks (const char *piece, gsize length)
{
  GString *text = g_string_new_len (piece, (gssize) length);

  g_string_replace (text, "\u2581", " ", 0);
  return g_string_free (text, FALSE);
}

static gboolean
is_piece (const char *piece, gsize length, const char *name)
{
  return length == strlen (name) && memcmp (piece, name, length) == 0;
}

static void
add_piece (NgTokenList *self, const char *piece, gsize length, gint64 type, gboolean folds)
{
  gboolean has_text = type == TYPE_NORMAL || type == TYPE_USER;
  g_autofree char *text = has_text ? with_blanks (piece, length) : NULL;

  g_ptr_array_add (self->texts,
                   folds && text != NULL ? ng_text_fold (text) : g_steal_pointer (&text));
  if (type == TYPE_UNKNOWN && self->unknown == 0)
    self->unknown = self->texts->len;
  else if (type == TYPE_CONTROL && self->start == 0 && is_piece (piece, length, "<s>"))
    self->start = self->texts->len;
  else if (type == TYPE_CONTROL && self->end == 0 && is_piece (piece, length, "</s>"))
    self->end = self->texts->len;
}

static void
read_piece (NgTokenList *self, NgWire *message, gboolean folds)
{
  const guint8 *piece = (const guint8 *) "";
  gsize length = 0;
  gint64 type = TYPE_NORMAL;
  NgWireField field;

  while (ng_wire_next (message, &field)) {
    if (field.number == 1)
      ng_wire_bytes (message, &field, &piece, &length);
    else if (field.number == 3)
      ng_wire_integer (message, &field, &type);
  }
  if (length > NG_MAX_TOKEN_BYTES || !g_utf8_validate ((const char *) piece, (gssize) length, NULL))
    ng_wire_fail (message, piece, "is no piece of a text");
  else if (self->texts->len == NG_MAX_TOKENS)
    ng_wire_fail (message, piece, "is one piece too many");
  else
    add_piece (self, (const char *) piece, length, type, folds);
}

static gint64
read_model_type (NgWire *message)
{
  gint64 type = MODEL_UNIGRAM;
  NgWireField field;

  while (ng_wire_next (message, &field)) {
    if (field.number == 3)
      ng_wire_integer (message, &field, &type);
  }
  return type;
}

gboolean
ng_sentence_piece_read (NgTokenList *self, GBytes *bytes, gboolean folds, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gint64 model = MODEL_UNIGRAM;
  NgWire wire, part;
  NgWireField field;
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  ng_wire_open (&wire, data, size, &reason);
  while (reason == NULL && ng_wire_next (&wire, &field)) {
    if (field.number == 1 && ng_wire_message (&wire, &field, &part))
      read_piece (self, &part, folds);
    else if (field.number == 2 && ng_wire_message (&wire, &field, &part))
      model = read_model_type (&part);
  }
  if (reason != NULL)
    ng_error_set_new (
        error, "File::format", NULL, "The model of SentencePiece is damaged: %s", reason->message);
  else if (self->texts->len == 0 || model != MODEL_BPE)
    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new ("File::format",
                                         NULL,
                                         "The file is no SentencePiece model of byte pairs."),
                      "Models of the kind BPE are read, and texts of one token a line."));
  return reason == NULL && self->texts->len > 0 && model == MODEL_BPE;
}
