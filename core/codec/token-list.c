#include "core/codec/token-list.h"

#include "core/codec/sentence-piece.h"
#include "core/codec/text.h"
#include "core/graph/coder-refuse.h"
#include <string.h>

static gboolean
add_text (NgTokenList *self, const char *text, gboolean folds, const NgExpr *at, GError **error)
{
  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return ng_coder_refuse (at, "has a token without characters", NULL, error);
  if (strlen (text) > NG_MAX_TOKEN_BYTES)
    return ng_coder_refuse (at, "has a token of more than 1024 bytes", NULL, error);
  if (self->texts->len == NG_MAX_TOKENS)
    return ng_coder_refuse (at, "has more than 4194304 tokens", NULL, error);
  g_ptr_array_add (self->texts, folds ? ng_text_fold (text) : g_strdup (text));
  return TRUE;
}

/* Gives _, StartOfString and EndOfString their numbers. */
static gboolean
add_symbol (NgTokenList *self, const NgExpr *item, GError **error)
{
  gint64 *number = ng_expr_is_call (item, "Blank") && ng_expr_n_args (item) == 0 ? &self->unknown
                   : ng_expr_is_symbol (item, "StartOfString")                   ? &self->start
                   : ng_expr_is_symbol (item, "EndOfString")                     ? &self->end
                                                                                 : NULL;

  if (number == NULL)
    return ng_coder_refuse (item, "is no token", NULL, error);
  if (*number != 0)
    return ng_coder_refuse (item, "stands twice among the tokens", NULL, error);
  g_ptr_array_add (self->texts, NULL);
  *number = self->texts->len;
  return TRUE;
}

static gboolean
add_lines (
    NgTokenList *self, const NgExpr *expr, gboolean folds, gboolean has_symbols, GError **error)
{
  g_autofree char *text = ng_text_read_file (expr, error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (gsize i = 0; lines != NULL && lines[i] != NULL; i++) {
    g_strchomp (lines[i]);
    if (has_symbols && self->unknown == 0 && strcmp (lines[i], "_") == 0) {
      g_ptr_array_add (self->texts, NULL);
      self->unknown = self->texts->len;
    } else if (*lines[i] != '\0' && !add_text (self, lines[i], folds, expr, error)) {
      return FALSE;
    }
  }
  return lines != NULL;
}

/* Whether the file is called as SentencePiece calls its models. */
static gboolean
is_model (const NgExpr *expr)
{
  return ng_expr_n_args (expr) == 1 && ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING &&
         g_str_has_suffix (ng_expr_text (ng_expr_arg (expr, 0)), ".model");
}

static gboolean
add_model (NgTokenList *self, const NgExpr *expr, gboolean folds, GError **error)
{
  g_autoptr (GBytes) bytes = ng_text_read_bytes (expr, error);

  return bytes != NULL && ng_sentence_piece_read (self, bytes, folds, error);
}

static gboolean
add_items (
    NgTokenList *self, const NgExpr *expr, gboolean folds, gboolean has_symbols, GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    const NgExpr *item = ng_expr_arg (expr, i);
    gboolean is_text = ng_expr_kind (item) == NG_EXPR_STRING;
    if (!is_text && !has_symbols)
      return ng_coder_refuse (item, "is no token", NULL, error);
    if (is_text ? !add_text (self, ng_expr_text (item), folds, item, error)
                : !add_symbol (self, item, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ng_token_list_read (
    NgTokenList *self, const NgExpr *expr, gboolean folds, gboolean has_symbols, GError **error)
{
  gboolean is_read;

  *self = (NgTokenList){ .texts = g_ptr_array_new_with_free_func (g_free) };
  if (ng_expr_is_call (expr, "File") && has_symbols && is_model (expr))
    is_read = add_model (self, expr, folds, error);
  else if (ng_expr_is_call (expr, "File"))
    is_read = add_lines (self, expr, folds, has_symbols, error);
  else if (ng_expr_is_call (expr, "List"))
    is_read = add_items (self, expr, folds, has_symbols, error);
  else
    is_read = ng_coder_refuse (expr, "is no list of tokens, and no File", NULL, error);
  if (is_read && self->texts->len == 0)
    is_read = ng_coder_refuse (expr, "has no tokens", NULL, error);
  if (!is_read)
    ng_token_list_clear (self);
  return is_read;
}

void
ng_token_list_clear (NgTokenList *self)
{
  g_clear_pointer (&self->texts, g_ptr_array_unref);
}

NgVocabulary *
ng_token_list_vocabulary (const NgTokenList *self)
{
  return ng_vocabulary_new ((const char *const *) self->texts->pdata, self->texts->len);
}
