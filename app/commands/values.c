#include "app/commands/values.h"

#include "core/graph/literal.h"

/* Numbers up to which an array is printed whole on a terminal, and numbers of a summary. */
enum { MOST_NUMBERS = 200, SHOWN_FIRST = 5, SHOWN_LAST = 3 };

gboolean
ng_value_is_large (const NgTensor *tensor)
{
  return ng_tensor_count (tensor) > MOST_NUMBERS && ng_tensor_element (tensor) != NG_ELEMENT_STRING;
}

static void
append_number (GString *text, const NgTensor *tensor, gint64 index)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (ng_element_is_real (ng_tensor_element (tensor)))
    g_string_append (
        text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", ng_tensor_get_real (tensor, index)));
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, ng_tensor_get_int (tensor, index));
}

char *
ng_value_summary (const NgTensor *tensor)
{
  NgTensorStatistics statistics;
  gint64 n = ng_tensor_count (tensor);
  char *whole;
  GString *text;

  if (!ng_value_is_large (tensor)) {
    g_autoptr (NgExpr) value = ng_tensor_write (tensor);

    whole = ng_print_rounded (value, 100, 6);
    return whole;
  }
  text = g_string_new (ng_element_name (ng_tensor_element (tensor)));
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (
        text, "%s%" G_GINT64_FORMAT, i > 0 ? "×" : " ", ng_tensor_dims (tensor)[i]);
  ng_tensor_statistics (tensor, &statistics);
  if (statistics.n_finite > 0)
    g_string_append_printf (text, ", from %.6g to %.6g", statistics.min, statistics.max);
  if (statistics.n_finite < n)
    g_string_append_printf (
        text, ", %" G_GINT64_FORMAT " not finite", n - (gint64) statistics.n_finite);
  g_string_append (text, ": ");
  for (gint64 i = 0; i < SHOWN_FIRST; i++) {
    append_number (text, tensor, i);
    g_string_append (text, ", ");
  }
  g_string_append (text, "…");
  for (gint64 i = n - SHOWN_LAST; i < n; i++) {
    g_string_append (text, ", ");
    append_number (text, tensor, i);
  }
  return g_string_free (text, FALSE);
}

static gboolean
has_string_keys (const NgExpr *association)
{
  for (gsize i = 0; i < ng_expr_n_args (association); i++) {
    const NgExpr *entry = ng_expr_arg (association, i);

    if (!ng_expr_is_rule (entry) || ng_expr_kind (ng_expr_arg (entry, 0)) != NG_EXPR_STRING)
      return FALSE;
  }
  return TRUE;
}

static void
write_notation (NgJsonWriter *writer, const NgExpr *value)
{
  g_autofree char *text = ng_value_print (value, 0);

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "notation");
  ng_json_writer_string (writer, text);
  ng_json_writer_end (writer);
}

void
ng_write_value (NgJsonWriter *writer, NgSession *session, const NgExpr *value)
{
  if (ng_expr_kind (value) == NG_EXPR_INTEGER) {
    ng_json_writer_integer (writer, ng_expr_integer (value));
  } else if (ng_expr_kind (value) == NG_EXPR_REAL) {
    ng_json_writer_real (writer, ng_expr_number (value));
  } else if (ng_expr_kind (value) == NG_EXPR_STRING) {
    ng_json_writer_string (writer, ng_expr_text (value));
  } else if (ng_expr_is_symbol (value, "True") || ng_expr_is_symbol (value, "False")) {
    ng_json_writer_boolean (writer, ng_expr_is_symbol (value, "True"));
  } else if (ng_expr_is_symbol (value, "None") || ng_expr_is_symbol (value, "Null")) {
    ng_json_writer_null (writer);
  } else if (ng_expr_is_call (value, "List")) {
    ng_json_writer_begin_array (writer);
    for (gsize i = 0; i < ng_expr_n_args (value); i++)
      ng_write_value (writer, session, ng_expr_arg (value, i));
    ng_json_writer_end (writer);
  } else if (ng_expr_is_call (value, "Association") && has_string_keys (value)) {
    ng_json_writer_begin_object (writer);
    for (gsize i = 0; i < ng_expr_n_args (value); i++) {
      const NgExpr *entry = ng_expr_arg (value, i);

      ng_json_writer_name (writer, ng_expr_text (ng_expr_arg (entry, 0)));
      ng_write_value (writer, session, ng_expr_arg (entry, 1));
    }
    ng_json_writer_end (writer);
  } else {
    write_notation (writer, value);
  }
}
