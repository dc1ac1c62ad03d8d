/* netgraph test: worked examples, Example[id, section, title, <|…|>] and Malformed[id, text, tag,
 * {line, column}], as TAP. */

#include "app/commands/support.h"
#include "core/graph/literal.h"
#include "core/language/evaluate.h"
#include "core/notation/read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Numbers agree within this, absolutely below 1 and relatively above. */
#define TOLERANCE 1e-5

typedef struct {
  const NgArguments *arguments;
  guint n;
  gboolean has_failed;
  NgJsonWriter *writer;
} Harness;

/* One line of TAP, or one object. @what: (nullable): what is wrong, "shapes: …" */
static void
report (Harness *self, const NgExpr *id, const char *title, const char *what)
{
  g_autofree char *shown = ng_print_short (id, NG_MAX_SHOWN_NAME);

  self->n++;
  self->has_failed = self->has_failed || what != NULL;
  if (self->writer != NULL) {
    ng_json_writer_begin_object (self->writer);
    ng_json_writer_name (self->writer, "id");
    ng_json_writer_string (self->writer, shown);
    ng_json_writer_name (self->writer, "title");
    ng_json_writer_string (self->writer, title);
    ng_json_writer_name (self->writer, "ok");
    ng_json_writer_boolean (self->writer, what == NULL);
    if (what != NULL) {
      ng_json_writer_name (self->writer, "difference");
      ng_json_writer_string (self->writer, what);
    }
    ng_json_writer_end (self->writer);
    return;
  }
  printf ("%s %u - %s %s%s%s\n",
          what == NULL ? "ok" : "not ok",
          self->n,
          shown,
          title,
          what != NULL ? ": " : "",
          what != NULL ? what : "");
  fflush (stdout);
}

static NgExpr *
find_entry (const NgExpr *association, const char *key)
{
  for (gsize i = 0; i < ng_expr_n_args (association); i++) {
    const NgExpr *entry = ng_expr_arg (association, i);

    if (ng_expr_is_rule (entry) && ng_expr_kind (ng_expr_arg (entry, 0)) == NG_EXPR_STRING &&
        strcmp (ng_expr_text (ng_expr_arg (entry, 0)), key) == 0)
      return ng_expr_arg (entry, 1);
  }
  return NULL;
}

/* ---- comparing ---- */

static gboolean
is_near (double a, double b)
{
  return fabs (a - b) <= TOLERANCE * MAX (1, fabs (b));
}

/* "Integer" or Restricted["Integer", …] */
static gboolean
is_integer_type (const NgExpr *type)
{
  return (ng_expr_kind (type) == NG_EXPR_STRING && strcmp (ng_expr_text (type), "Integer") == 0) ||
         ng_expr_is_call (type, "Restricted");
}

/* Examples say "Integer" of integers of any range, and of an array no more than its dimensions
 * where they leave out what its elements are. */
static gboolean
is_type_as_told (const NgExpr *type, const NgExpr *told)
{
  gsize n, n_told;

  if (is_integer_type (type) && ng_expr_kind (told) == NG_EXPR_STRING)
    return is_integer_type (told);
  if (!ng_expr_is_call (type, "List") || !ng_expr_is_call (told, "List"))
    return ng_expr_equal (type, told);
  n = ng_expr_n_args (type);
  n_told = ng_expr_n_args (told);
  if (n == 0 || !is_integer_type (ng_expr_arg (type, n - 1)))
    return ng_expr_equal (type, told);
  if (n != n_told && n != n_told + 1)
    return FALSE;
  for (gsize i = 0; i + 1 < n; i++)
    if (!ng_expr_equal (ng_expr_arg (type, i), ng_expr_arg (told, i)))
      return FALSE;
  return n != n_told || is_type_as_told (ng_expr_arg (type, n - 1), ng_expr_arg (told, n - 1));
}

static gboolean
is_equal_value (const NgExpr *value, const NgExpr *expected)
{
  if (ng_expr_is_number (value) && ng_expr_is_number (expected))
    return is_near (ng_expr_number (value), ng_expr_number (expected));
  if (is_integer_type (value))
    return is_type_as_told (value, expected);
  if (ng_expr_kind (value) != NG_EXPR_NORMAL || ng_expr_kind (expected) != NG_EXPR_NORMAL)
    return ng_expr_equal (value, expected);
  if (ng_expr_n_args (value) != ng_expr_n_args (expected) ||
      !is_equal_value (ng_expr_head (value), ng_expr_head (expected)))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (value); i++) {
    if (!is_equal_value (ng_expr_arg (value, i), ng_expr_arg (expected, i)))
      return FALSE;
  }
  return TRUE;
}

static const char *
failure_tag (const NgExpr *expected)
{
  if (!ng_expr_is_call (expected, "Failure") || ng_expr_n_args (expected) != 1 ||
      ng_expr_kind (ng_expr_arg (expected, 0)) != NG_EXPR_STRING)
    return NULL;
  return ng_expr_text (ng_expr_arg (expected, 0));
}

static char *
describe_error (const GError *error)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

  if (diagnostic == NULL)
    return g_strdup (error->message);
  return g_strdup_printf ("%s (%s)", diagnostic->tag, diagnostic->message);
}

/* Names and order, then types. */
static char *
compare_ports (const NgExpr *actual, const NgExpr *expected, const char *side)
{
  gsize n = ng_expr_n_args (actual);
  g_autofree char *shown = ng_print (actual, 0);
  g_autofree char *wanted = ng_print (expected, 0);
  gboolean same_names = n == ng_expr_n_args (expected), same_types = TRUE;

  for (gsize i = 0; i < n && same_names; i++) {
    const NgExpr *told = ng_expr_arg (expected, i);

    same_names = ng_expr_is_rule (told) &&
                 ng_expr_equal (ng_expr_arg (ng_expr_arg (actual, i), 0), ng_expr_arg (told, 0));
    same_types = same_types && same_names &&
                 is_type_as_told (ng_expr_arg (ng_expr_arg (actual, i), 1), ng_expr_arg (told, 1));
  }
  if (same_names && same_types)
    return NULL;
  return g_strdup_printf (
      "%s: %s are %s, not %s", same_names ? "shapes" : "ports", side, shown, wanted);
}

static NgExpr *
write_ports (const NgNet *net, gboolean is_output)
{
  gsize n = is_output ? ng_net_n_outputs (net) : ng_net_n_inputs (net);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (gsize i = 0; i < n; i++) {
    const char *name = is_output ? ng_net_output_name (net, i) : ng_net_input_name (net, i);
    const NgType *type = is_output ? ng_net_output_type (net, i) : ng_net_input_type (net, i);

    g_ptr_array_add (items,
                     ng_expr_new_call (
                         "Rule", ng_expr_new_string (name, NULL), ng_port_type_write (type), NULL));
  }
  return ng_expr_new_normal (
      ng_expr_new_symbol ("Association", NULL), (NgExpr **) items->pdata, items->len, NULL);
}

static char *
check_ports (const NgNet *net, const NgExpr *example, gboolean is_output)
{
  const NgExpr *expected = find_entry (example, is_output ? "Outputs" : "Inputs");
  g_autoptr (NgExpr) actual = NULL;

  if (expected == NULL)
    return NULL;
  actual = write_ports (net, is_output);
  return compare_ports (actual, expected, is_output ? "outputs" : "inputs");
}

/* Evaluates one call of the example; NULL if it gives what it should. */
static char *
check_call (NgSession *session, NgExpr *call, NgExpr *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = ng_session_evaluate (session, call, NULL, &error);
  g_autoptr (NgExpr) wanted = NULL;
  g_autofree char *call_text = ng_print_short (call, 160);
  const char *tag = failure_tag (expected);
  g_autofree char *given = NULL;
  g_autofree char *wanted_text = NULL;

  if (value == NULL) {
    if (tag != NULL && ng_error_has_tag (error, tag))
      return NULL;
    given = g_strdup ("fails with ");
    wanted_text = describe_error (error);
    return g_strdup_printf ("values: %s %s%s", call_text, given, wanted_text);
  }
  given = ng_value_print (value, 0);
  if (tag != NULL)
    return g_strdup_printf ("values: %s gives %s and should fail with %s", call_text, given, tag);
  wanted = ng_expr_evaluate (expected, NULL, NULL);
  if (wanted != NULL && is_equal_value (value, wanted))
    return NULL;
  wanted_text = ng_print_rounded (expected, 0, 6);
  return g_strdup_printf ("values: %s gives %s, not %s", call_text, given, wanted_text);
}

static char *
check_calls (NgSession *session, const NgExpr *tests)
{
  for (gsize i = 0; tests != NULL && i < ng_expr_n_args (tests); i++) {
    NgExpr *test = ng_expr_arg (tests, i);
    char *what;

    if (!ng_expr_is_rule (test))
      return g_strdup ("parse: a test is not of the form call -> value");
    what = check_call (session, ng_expr_arg (test, 0), ng_expr_arg (test, 1));
    if (what != NULL)
      return what;
  }
  return NULL;
}

/* Builds the net and checks all that the example says; NULL if everything agrees. */
static char *
check_example (const NgExpr *example)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  NgExpr *net_expr = find_entry (example, "Net");
  const NgExpr *error_tag = find_entry (example, "Error");
  g_autoptr (NgExpr) value = NULL;
  char *what = NULL;
  NgNet *net;

  if (net_expr == NULL)
    return g_strdup ("parse: there is no \"Net\"");
  value = ng_session_evaluate (session, net_expr, NULL, &error);
  if (error_tag != NULL) {
    g_autofree char *wanted = ng_print (error_tag, 0);
    g_autofree char *given = error != NULL ? describe_error (error) : g_strdup ("nothing");

    if (ng_expr_kind (error_tag) == NG_EXPR_STRING &&
        ng_error_has_tag (error, ng_expr_text (error_tag)))
      return NULL;
    return g_strdup_printf ("tag: construction fails with %s, not %s", given, wanted);
  }
  if (value == NULL) {
    g_autofree char *given = describe_error (error);

    return g_strdup_printf ("parse: %s", given);
  }
  net = ng_value_net (value);
  if (net == NULL)
    return g_strdup ("parse: \"Net\" is no net");
  ng_session_set_net (session, "net", net);
  what = check_ports (net, example, FALSE);
  if (what == NULL)
    what = check_ports (net, example, TRUE);
  if (what == NULL)
    what = check_calls (session, find_entry (example, "Tests"));
  return what;
}

/* Reading the text, or building the net in it, has to fail with the tag at the place. */
static char *
check_malformed (const NgExpr *text, const NgExpr *tag, const NgExpr *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (ng_expr_text (text), -1, NULL, &error);
  const NgDiagnostic *diagnostic;
  gint64 line, column;

  if (net != NULL && ng_net_check (net, &error))
    return g_strdup_printf ("tag: nothing is found wrong, not %s", ng_expr_text (tag));
  diagnostic = ng_error_diagnostic (error);
  if (diagnostic == NULL || strcmp (diagnostic->tag, ng_expr_text (tag)) != 0) {
    g_autofree char *given = describe_error (error);

    return g_strdup_printf ("tag: %s, not %s", given, ng_expr_text (tag));
  }
  line = ng_expr_integer (ng_expr_arg (place, 0));
  column = ng_expr_integer (ng_expr_arg (place, 1));
  if (diagnostic->place.line == line && diagnostic->place.column == column)
    return NULL;
  return g_strdup_printf ("position: %d:%d, not %" G_GINT64_FORMAT ":%" G_GINT64_FORMAT,
                          diagnostic->place.line,
                          diagnostic->place.column,
                          line,
                          column);
}

static gboolean
is_example (const NgExpr *expr)
{
  return ng_expr_is_call (expr, "Example") && ng_expr_n_args (expr) == 4 &&
         ng_expr_is_call (ng_expr_arg (expr, 3), "Association");
}

static gboolean
is_malformed (const NgExpr *expr)
{
  const NgExpr *place;

  if (!ng_expr_is_call (expr, "Malformed") || ng_expr_n_args (expr) != 4)
    return FALSE;
  place = ng_expr_arg (expr, 3);
  return ng_expr_kind (ng_expr_arg (expr, 1)) == NG_EXPR_STRING &&
         ng_expr_kind (ng_expr_arg (expr, 2)) == NG_EXPR_STRING &&
         ng_expr_is_call (place, "List") && ng_expr_n_args (place) == 2 &&
         ng_expr_kind (ng_expr_arg (place, 0)) == NG_EXPR_INTEGER &&
         ng_expr_kind (ng_expr_arg (place, 1)) == NG_EXPR_INTEGER;
}

static void
run_one (Harness *self, const NgExpr *expr)
{
  g_autofree char *what = NULL;
  g_autofree char *title = NULL;

  if (is_example (expr)) {
    title = ng_print_short (ng_expr_arg (expr, 2), 200);
    what = check_example (ng_expr_arg (expr, 3));
    report (self, ng_expr_arg (expr, 0), title, what);
  } else if (is_malformed (expr)) {
    title = ng_print_short (ng_expr_arg (expr, 1), 200);
    what = check_malformed (ng_expr_arg (expr, 1), ng_expr_arg (expr, 2), ng_expr_arg (expr, 3));
    report (self, ng_expr_arg (expr, 0), title, what);
  } else {
    g_autofree char *shown = ng_print_short (expr, 60);

    report (self, expr, shown, "parse: neither Example[…] nor Malformed[…]");
  }
}

/* Reads every file before the first example runs, so that the plan is known. */
static GPtrArray *
read_programs (const NgArguments *arguments)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (guint i = 0; i < arguments->list->len; i++) {
    const NgArgument *argument = arguments->list->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) program = NULL;
    gsize length;
    g_autofree char *text = ng_argument_read (argument, &length, &error);

    if (text != NULL)
      program = ng_parse_file (ng_argument_name (argument), text, (gssize) length, NULL, &error);
    if (program == NULL) {
      ng_report_error (arguments, error, ng_argument_name (argument));
      return NULL;
    }
    for (guint k = 0; k < program->len; k++)
      g_ptr_array_add (all, ng_expr_ref (program->pdata[k]));
  }
  return g_steal_pointer (&all);
}

static int
run_test (const NgCommand *self, int argc, char **argv)
{
  NgArguments arguments;
  Harness harness = { .arguments = &arguments };
  g_autoptr (GPtrArray) programs = NULL;
  g_autoptr (NgJsonWriter) writer = NULL;
  int status = NG_EXIT_FAILED;

  if (!ng_arguments_parse (&arguments, self, NULL, argc, argv)) {
    status = NG_EXIT_USAGE;
  } else if (arguments.list->len == 0) {
    status = ng_usage (self, "a file of examples is missing");
  } else if ((programs = read_programs (&arguments)) != NULL) {
    if (arguments.json) {
      writer = ng_json_writer_new (TRUE);
      harness.writer = writer;
      ng_json_writer_begin_array (writer);
    } else {
      printf ("1..%u\n", programs->len);
    }
    for (guint i = 0; i < programs->len; i++)
      run_one (&harness, programs->pdata[i]);
    if (writer != NULL) {
      ng_json_writer_end (writer);
      ng_print_json (writer);
    }
    status = harness.has_failed ? NG_EXIT_FAILED : NG_EXIT_DONE;
  }
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_test = {
  .name = "test",
  .usage = "FILE…",
  .summary = "Run worked examples, as TAP",
  .details = "Files hold Example[id, section, title, <|…|>] and Malformed[id, text, tag,\n"
             "{line, column}]. A line that is not ok says what differs: parse, ports, shapes,\n"
             "values, tag or position. The status is 1 if any does.",
  .run = run_test,
};
