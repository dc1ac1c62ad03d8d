/* The worked examples: each net is read, its ports are compared with those that are written beside
 * it, and it is printed and read back. */

#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/test.h"
#include <string.h>

/* The value of a key of an association. */
static NgExpr *
look_up (const NgExpr *association, const char *key)
{
  for (gsize i = 0; i < ng_expr_n_args (association); i++) {
    const NgExpr *rule = ng_expr_arg (association, i);

    if (g_str_equal (ng_expr_text (ng_expr_arg (rule, 0)), key))
      return ng_expr_arg (rule, 1);
  }
  return NULL;
}

static void
assert_ports (int id, const NgNet *net, const NgExpr *ports, gboolean is_output)
{
  gsize n = is_output ? ng_net_n_outputs (net) : ng_net_n_inputs (net);

  if (n != ng_expr_n_args (ports))
    g_error ("example %d: %" G_GSIZE_FORMAT " ports, not %" G_GSIZE_FORMAT,
             id,
             n,
             ng_expr_n_args (ports));
  for (gsize i = 0; i < n; i++) {
    const NgExpr *rule = ng_expr_arg (ports, i);
    const char *name = is_output ? ng_net_output_name (net, i) : ng_net_input_name (net, i);
    const NgType *type = is_output ? ng_net_output_type (net, i) : ng_net_input_type (net, i);
    g_autofree char *found = ng_type_notation (type);
    g_autofree char *wanted = ng_print (ng_expr_arg (rule, 1), 0);

    g_assert_cmpstr (name, ==, ng_expr_text (ng_expr_arg (rule, 0)));
    if (!g_str_equal (found, wanted))
      g_error ("example %d: \"%s\" is %s, not %s", id, name, found, wanted);
  }
}

static void
assert_round_trip (int id, NgNet *net)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 100);
  g_autoptr (NgNet) again = ng_net_read_text (text, -1, NULL, &error);
  g_autoptr (NgExpr) rewritten = NULL;

  if (again == NULL)
    g_error ("example %d: %s\n%s", id, error->message, text);
  rewritten = ng_net_write (again, TRUE);
  if (!ng_expr_equal (written, rewritten)) {
    g_autofree char *other = ng_print (rewritten, 100);

    g_error ("example %d: %s\nis read as\n%s", id, text, other);
  }
  g_assert_cmpuint (ng_net_n_inputs (net), ==, ng_net_n_inputs (again));
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    g_assert_cmpstr (ng_net_input_name (net, i), ==, ng_net_input_name (again, i));
    g_assert_true (ng_type_equal (ng_net_input_type (net, i), ng_net_input_type (again, i)));
  }
  g_assert_cmpuint (ng_net_n_outputs (net), ==, ng_net_n_outputs (again));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    g_assert_cmpstr (ng_net_output_name (net, i), ==, ng_net_output_name (again, i));
    g_assert_true (ng_type_equal (ng_net_output_type (net, i), ng_net_output_type (again, i)));
  }
}

/* Whether some layer of the example is not there yet. */
static gboolean
needs_more (const NgExpr *expr)
{
  if (ng_expr_kind (expr) == NG_EXPR_SYMBOL) {
    const char *name = ng_expr_text (expr);

    return (g_str_has_suffix (name, "Layer") || g_str_has_suffix (name, "Operator")) &&
           ng_registry_find (name) == NULL;
  }
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return FALSE;
  if (needs_more (ng_expr_head (expr)))
    return TRUE;
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    if (needs_more (ng_expr_arg (expr, i)))
      return TRUE;
  return FALSE;
}

static void
check_example (const NgExpr *example)
{
  int id = (int) ng_expr_integer (ng_expr_arg (example, 0));
  const NgExpr *facts = ng_expr_arg (example, 3);
  NgExpr *tag = look_up (facts, "Error");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = NULL;
  g_autoptr (NgNet) net = NULL;

  if (needs_more (look_up (facts, "Net")) || (tag != NULL && needs_more (tag))) {
    g_test_message ("example %d needs layers that are not there", id);
    return;
  }
  expr = ng_expr_evaluate (look_up (facts, "Net"), NULL, &error);
  g_assert_no_error (error);
  net = ng_net_read (expr, &error);
  if (net != NULL && tag != NULL)
    ng_net_check (net, &error);
  if (tag != NULL) {
    ng_assert_tag (&error, ng_expr_text (tag));
    return;
  }
  if (net == NULL)
    g_error ("example %d: %s", id, error->message);
  if (!ng_net_check (net, &error))
    g_error ("example %d: %s", id, error->message);
  assert_ports (id, net, look_up (facts, "Inputs"), FALSE);
  assert_ports (id, net, look_up (facts, "Outputs"), TRUE);
  assert_round_trip (id, net);
}

static void
test_examples (void)
{
  g_autofree char *path = ng_test_data ("spec/examples.wl");
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) examples = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (path == NULL)
    return;
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  examples = ng_parse (text, (gssize) length, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (examples->len, >, 60);
  for (guint i = 0; i < examples->len; i++)
    check_example (examples->pdata[i]);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/notation/examples", test_examples);
  return g_test_run ();
}
