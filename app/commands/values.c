#include "app/commands/values.h"

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
write_notation (NgJsonWriter *writer, NgSession *session, const NgExpr *value)
{
  g_autofree char *text = ng_session_print (session, value, 0);

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
    write_notation (writer, session, value);
  }
}
