#include "core/codec/text.h"

#include "core/base/limits.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

const char *const ng_text_forms[] = { "Index", "UnitVector", NULL };

gboolean
ng_text_read_length (const NgParam *param, gint64 *length, GError **error)
{
  const NgExpr *expr = param->expr;

  *length = 0;
  if (ng_expr_is_symbol (expr, "All"))
    return TRUE;
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) > NG_MAX_TEXT_LENGTH) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      ng_expr_place (expr),
                      "\"TargetLength\" is at most %d, and %" G_GINT64_FORMAT " is given.",
                      NG_MAX_TEXT_LENGTH,
                      ng_expr_integer (expr));
    return FALSE;
  }
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) > 0) {
    *length = ng_expr_integer (expr);
    return TRUE;
  }
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (expr),
                    "\"TargetLength\" has to be All or a positive integer, and %s is given.",
                    shown);
  return FALSE;
}

void
ng_text_type (NgType *type, gint64 length, gint64 n, NgTextForm form)
{
  type->rank = form == NG_TEXT_INDEX ? 1 : 2;
  type->dims[0] = length > 0 ? ng_dim_number (length) : ng_dim_varying (1);
  if (form == NG_TEXT_INDEX) {
    type->kind = NG_KIND_INTEGER;
    type->min = 1;
    type->max = n;
  } else {
    type->kind = NG_KIND_REAL;
    type->dims[1] = ng_dim_number (n);
  }
}

void
ng_text_rows_type (NgType *type, gint64 n, const NgParam *depth)
{
  type->kind = NG_KIND_REAL;
  type->rank = depth->is_automatic ? 2 : (int) depth->integer;
  type->dims[0] = ng_dim_varying (1);
  type->dims[type->rank - 1] = ng_dim_number (n);
}

gboolean
ng_text_is_item (const NgCoder *coder, const NgExpr *item)
{
  return ng_expr_kind (item) == NG_EXPR_STRING;
}

const char *
ng_text_get (const NgExpr *item, GError **error)
{
  if (ng_expr_kind (item) != NG_EXPR_STRING) {
    ng_coder_refuse_item (item, error, "is no text");
    return NULL;
  }
  if (!g_utf8_validate (ng_expr_text (item), -1, NULL)) {
    ng_coder_refuse_item (item, error, "is not valid UTF-8");
    return NULL;
  }
  return ng_expr_text (item);
}

gboolean
ng_text_is_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

char *
ng_text_fold (const char *text)
{
  GString *folded = g_string_sized_new (strlen (text));

  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_string_append_unichar (folded, g_unichar_tolower (g_utf8_get_char (text)));
  return g_string_free (folded, FALSE);
}

static gboolean
fit (GArray *codes, gint64 length, gint64 padding, const NgExpr *item, GError **error)
{
  if (length > 0 && (gint64) codes->len < length && padding == 0) {
    ng_coder_refuse_item (
        item, error, "is shorter than the \"TargetLength\", and nothing is there to fill it up");
    return FALSE;
  }
  if (length > 0 && (gint64) codes->len > length)
    g_array_set_size (codes, (guint) length);
  guint n = codes->len;
  if ((gint64) n < length)
    g_array_set_size (codes, (guint) length);
  for (guint i = n; i < codes->len; i++)
    g_array_index (codes, gint64, i) = padding;
  if (codes->len > 0)
    return TRUE;
  ng_coder_refuse_item (item, error, "is an empty text, and arrays have at least one element");
  return FALSE;
}

NgTensor *
ng_text_array (GArray *codes,
               gint64 length,
               gint64 padding,
               gint64 n,
               NgTextForm form,
               const NgExpr *item,
               GError **error)
{
  gint64 count;

  if (!fit (codes, length, padding, item, error))
    return NULL;
  gint64 dims[2] = { codes->len, n };
  if (form == NG_TEXT_INDEX)
    return ng_tensor_new_copy (NG_ELEMENT_I64, dims, 1, codes->data);
  float *units = ng_dims_count (dims, 2, &count) ? g_try_new0 (float, (gsize) count) : NULL;
  if (units == NULL) {
    ng_coder_refuse_item (item, error, "does not fit into memory once it is encoded");
    return NULL;
  }
  for (guint i = 0; i < codes->len; i++)
    units[(gint64) i * n + g_array_index (codes, gint64, i) - 1] = 1;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, units);
}

NgTensor *
ng_text_fail_item (const NgExpr *item, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_coder_refuse_item (item, error, what);
  return NULL;
}

GBytes *
ng_text_read_bytes (const NgExpr *expr, GError **error)
{
  const NgExpr *name = ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;
  const char *path =
      name != NULL && ng_expr_kind (name) == NG_EXPR_STRING ? ng_expr_text (name) : "";
  char *data = NULL;
  GStatBuf status;
  gsize size;

  if (g_stat (path, &status) != 0)
    ng_error_set_new (
        error, "File::missing", ng_expr_place (expr), "There is no file \"%s\".", path);
  else if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || status.st_size > NG_MAX_TEXT_BYTES ||
           !g_file_get_contents (path, &data, &size, NULL))
    ng_error_set_new (
        error, "File::read", ng_expr_place (expr), "The file \"%s\" cannot be read.", path);
  else
    return g_bytes_new_take (data, size);
  return NULL;
}

char *
ng_text_read_file (const NgExpr *expr, GError **error)
{
  g_autoptr (GBytes) bytes = ng_text_read_bytes (expr, error);
  gsize size;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    return NULL;
  if (size > 0 && !g_utf8_validate (data, (gssize) size, NULL)) {
    g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
    ng_error_set_new (error, "File::format", ng_expr_place (expr), "%s is no UTF-8 text.", shown);
    return NULL;
  }
  return g_strndup (data, size);
}

GArray *
ng_text_best (const NgTensor *array)
{
  gint64 n = ng_tensor_dims (array)[ng_tensor_rank (array) - 1];
  GArray *best = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 row = 0; row < ng_tensor_count (array) / n; row++) {
    gint64 place = 1;
    double greatest = ng_tensor_get_real (array, row * n);
    for (gint64 i = 1; i < n; i++) {
      double value = ng_tensor_get_real (array, row * n + i);
      if (value > greatest || isnan (greatest)) {
        greatest = value;
        place = i + 1;
      }
    }
    g_array_append_val (best, place);
  }
  return best;
}
