#include "core/formats/expr-bytes.h"

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/graph/literal.h"

#include <string.h>

gpointer
ng_expr_bytes_fail (NgExprBytes *self, const char *what)
{
  if (self->error == NULL)
    ng_error_set_new (&self->error,
                      self->form->syntax,
                      NULL,
                      "%s %s at byte %" G_GSIZE_FORMAT ".",
                      self->form->what,
                      what,
                      self->at);
  return NULL;
}

/* The same without a place. */
static gpointer
fail_limit (NgExprBytes *self, const char *what)
{
  if (self->error == NULL)
    ng_error_set_new (&self->error, self->form->limit, NULL, "%s %s.", self->form->what, what);
  return NULL;
}

const guint8 *
ng_expr_bytes_take (NgExprBytes *self, gsize n)
{
  const guint8 *at = self->data + self->at;

  if (n > self->size - self->at)
    return ng_expr_bytes_fail (self, "ends too early");
  self->at += n;
  return at;
}

gboolean
ng_expr_bytes_take_nodes (NgExprBytes *self, gsize n, gsize each)
{
  if (each > 0 && n > self->n_left / each) {
    fail_limit (self, "has too many parts");
    return FALSE;
  }
  self->n_left -= n * each;
  return TRUE;
}

char *
ng_expr_bytes_text (NgExprBytes *self)
{
  gsize length;
  const guint8 *data =
      self->form->read_length (self, &length) ? ng_expr_bytes_take (self, length) : NULL;

  if (data == NULL)
    return NULL;
  if (memchr (data, '\0', length) != NULL ||
      !g_utf8_validate ((const char *) data, (gssize) length, NULL))
    return ng_expr_bytes_fail (self, "has a text that is none");
  return g_strndup ((const char *) data, length);
}

NgExpr *
ng_expr_bytes_symbol (NgExprBytes *self)
{
  static const char *const contexts[] = { "System`", "Global`" };
  g_autofree char *name = ng_expr_bytes_text (self);
  const char *plain = name;

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (contexts); i++) {
    if (g_str_has_prefix (name, contexts[i]))
      plain = name + strlen (contexts[i]);
  }
  return name != NULL ? ng_expr_new_symbol (plain, NULL) : NULL;
}

NgExpr *
ng_expr_bytes_integer (NgExprBytes *self, gsize width)
{
  const guint8 *data = ng_expr_bytes_take (self, width);
  guint64 value = 0;

  if (data == NULL)
    return NULL;
  for (gsize i = 8; i-- > 0;)
    value = value << 8 | (i < width ? data[i] : (data[width - 1] & 0x80) != 0 ? 0xFF : 0);
  return ng_expr_new_integer ((gint64) value, NULL);
}

NgExpr *
ng_expr_bytes_real (NgExprBytes *self)
{
  const guint8 *data = ng_expr_bytes_take (self, sizeof (double));
  double value;

  if (data == NULL)
    return NULL;
  memcpy (&value, data, sizeof value);
  return ng_expr_new_real (value, NULL);
}

/* The nodes of lists of these dimensions: in each list its head and what is in it. Where one
 * dimension is zero, those before it may still be large. */
static gboolean
take_lists (NgExprBytes *self, const gint64 *dims, gsize rank)
{
  gsize n = 1;

  for (gsize i = 0; i < rank; i++) {
    if (!ng_expr_bytes_take_nodes (self, n, 1) ||
        !ng_expr_bytes_take_nodes (self, n, (gsize) dims[i]))
      return FALSE;
    n *= (gsize) dims[i];
  }
  return TRUE;
}

NgExpr *
ng_expr_bytes_array (NgExprBytes *self, NgElement element)
{
  gint64 dims[NG_MAX_RANK], count;
  const guint8 *data;
  gsize rank, size;

  if (!self->form->read_length (self, &rank))
    return NULL;
  if (rank < 1)
    return ng_expr_bytes_fail (self, "has an array of no dimensions");
  if (rank > NG_MAX_RANK)
    return ng_expr_bytes_fail (self, "has an array of too many dimensions");
  for (gsize i = 0; i < rank; i++) {
    if (!self->form->read_length (self, &size))
      return NULL;
    if (size > (gsize) NG_MAX_ELEMENTS)
      return ng_expr_bytes_fail (self, "has an array that is too large");
    dims[i] = (gint64) size;
  }
  if (!ng_dims_count (dims, rank, &count))
    return ng_expr_bytes_fail (self, "has an array that is too large");
  data = ng_expr_bytes_take (self, (gsize) count * ng_element_bits (element) / 8);
  if (data == NULL)
    return NULL;
  if (!(count <= NG_MAX_LISTED ? take_lists (self, dims, rank)
                               : ng_expr_bytes_take_nodes (self, 8 + rank, 1)))
    return NULL;
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (element, dims, rank, data);
  return ng_tensor_write_short (tensor);
}

NgExpr *
ng_expr_bytes_call (NgExprBytes *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (NgExpr) head = NULL;
  gsize n;

  if (!self->form->read_length (self, &n) || !ng_expr_bytes_take_nodes (self, 1, 1) ||
      !ng_expr_bytes_take_nodes (self, n, 1) || (head = ng_expr_bytes_part (self)) == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    NgExpr *part = ng_expr_bytes_part (self);

    if (part == NULL)
      return NULL;
    g_ptr_array_add (parts, part);
  }
  g_ptr_array_set_free_func (parts, NULL);
  return ng_expr_new_normal (g_steal_pointer (&head), (NgExpr **) parts->pdata, parts->len, NULL);
}

NgExpr *
ng_expr_bytes_part (NgExprBytes *self)
{
  const guint8 *letter = ng_expr_bytes_take (self, 1);
  NgExpr *expr;

  if (letter == NULL)
    return NULL;
  if (self->depth >= NG_MAX_EXPR_DEPTH)
    return fail_limit (self, "is nested too deeply");
  self->depth++;
  expr = self->form->read_letter (self, *letter);
  self->depth--;
  return expr;
}

NgExpr *
ng_expr_bytes_end (NgExprBytes *self, GError **error)
{
  g_autoptr (NgExpr) expr = self->error == NULL ? ng_expr_bytes_part (self) : NULL;

  if (expr != NULL && self->at < self->size)
    ng_expr_bytes_fail (self, "goes on behind its expression");
  else if (expr != NULL && ng_expr_depth (expr) > NG_MAX_EXPR_DEPTH) /* by lists of an array */
    fail_limit (self, "is nested too deeply");
  if (self->error == NULL)
    return g_steal_pointer (&expr);
  g_propagate_error (error, g_steal_pointer (&self->error));
  return NULL;
}
