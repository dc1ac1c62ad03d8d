/* What a session keeps: names, values, evaluators, and what it says of them. */

#include "core/language/session.h"

#include "tests/support/language.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>

/* What a session prints of a net reads back to an equal net. */
static void
test_print_net (void)
{
  g_autoptr (NgSession) session = ng_test_session ();
  static const char *const names[] = { "two", "deep", "lin", "drop" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_test_evaluate_in (session, names[i], &error);
    g_autofree char *text = ng_value_print (value, 60);
    g_autofree char *comparison = g_strdup_printf ("(%s) === %s", text, names[i]);
    g_autoptr (NgExpr) same = ng_test_evaluate_in (session, comparison, &error);

    g_assert_no_error (error);
    g_assert_true (ng_expr_is_symbol (same, "True"));
  }
}

static NgExpr *
double_cb (NgSession *session, NgExpr *call, GError **error)
{
  return ng_expr_new_integer (2 * ng_expr_integer (ng_expr_arg (call, 0)), NULL);
}

static void
test_added_operation (void)
{
  static const NgOperation operation = { "Double", "Double[n]", "Twice n", double_cb };
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = NULL;

  ng_session_add_operation (session, &operation);
  value = ng_test_evaluate_in (session, "Double[Double[3]] + 1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_expr_integer (value), ==, 13);
}

static void
test_cancel (void)
{
  g_autoptr (NgSession) session = ng_test_session ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NgExpr) expr = ng_parse_one ("lin[{1, 2}]", -1, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ng_session_evaluate (session, expr, cancellable, &error));
  g_assert_nonnull (error);
}

static NgExpr *
evaluate_one (NgSession *session, const char *text)
{
  g_autoptr (GError) error = NULL;
  NgExpr *value = ng_test_evaluate_in (session, text, &error);

  g_assert_no_error (error);
  return value;
}

static gboolean
was_applied (NgSession *session, const NgExpr *net)
{
  gsize n;

  return ng_evaluator_times (ng_session_evaluator (session, net, NULL), &n) != NULL;
}

/* The evaluator of what a name or % leads to stays; that of what nothing leads to goes, and only
 * that: a value is a net as long as somebody holds it. */
static void
test_forgotten (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) named = evaluate_one (session, "a = NetGraph[{Ramp}, {}]");
  g_autoptr (NgExpr) held = evaluate_one (session, "c = NetGraph[{Sin}, {}]");
  g_autoptr (NgExpr) last = evaluate_one (session, "f = (c[#] &); a[{1}]; c[{1}]; c = 1; Clear[c]");
  g_autoptr (NgExpr) other = evaluate_one (session, "2");

  g_assert_true (was_applied (session, named));
  g_assert_true (was_applied (session, held));
  g_clear_pointer (&other, ng_expr_unref);
  other = evaluate_one (session, "Clear[All]; a");
  g_assert_true (ng_expr_is_symbol (other, "a"));
  g_clear_pointer (&other, ng_expr_unref);
  other = evaluate_one (session, "3");
  g_assert_false (was_applied (session, held));
  g_assert_nonnull (ng_value_net (held));
}

/* A net put into another keeps its arrays, and so does a layer taken out of one. */
static void
test_shared_arrays (void)
{
  static const char *const texts[] = {
    "NetChain[{big, 3}]",
    "NetGraph[{big, Ramp}, {1 -> 2}]",
    "NetGraph[<|\"a\" -> big|>, {}]",
    "NetChain[{NetChain[{big}], 3}]",
    "NetGraph[big, \"Input\" -> 2]",
    "NetChain[big]",
    "NetGraph[{big[[1]], Ramp}, {1 -> 2}]",
    "NetGraph[big[[1]]]",
    "NetChain[{Ramp, Normal[big][[1]]}]",
  };
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) big = evaluate_one (
      session, "big = NetChain[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}]}, \"Input\" -> 2]");
  const NgTensor *weights = ng_layer_array (ng_net_layer (ng_value_net (big), 0), 0);

  g_assert_nonnull (weights);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (NgExpr) value = evaluate_one (session, texts[i]);
    NgNet *net = ng_value_net (value);
    NgLayer *layer = NULL;

    while (net != NULL) {
      gsize last = ng_net_n_layers (net) - 1;

      layer = ng_net_layer (net, 0);
      if (ng_layer_net (layer) == NULL && ng_layer_n_arrays (layer) == 0)
        layer = ng_net_layer (net, last);
      net = ng_layer_net (layer);
    }
    if (ng_layer_array (layer, 0) != weights)
      g_error ("%s has other arrays", texts[i]);
  }
}

/* A net that is put into itself again and again grows, and is refused in time. */
static void
test_growth (void)
{
  static const char *const steps[] = { "n = NetChain[{n}]", "n = NetChain[{n, n}]" };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autoptr (NgExpr) first = evaluate_one (session, "n = NetChain[{Ramp}]");
    g_autoptr (NgExpr) chain = ng_parse_one (steps[i], -1, NULL, NULL);
    g_autoptr (GError) error = NULL;
    int n = 0;

    while (error == NULL && n < (i == 0 ? 1000 : 12)) {
      g_autoptr (NgExpr) value = ng_session_evaluate (session, chain, NULL, &error);

      n++;
    }
    if (i == 0)
      g_assert_true (ng_error_has_tag (error, "NetGraph::limit"));
    else
      g_assert_no_error (error);
  }
}

/* A chain of rules may be much longer than a stack is deep. */
static void
test_long_chain (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GString) text = g_string_new ("chain = 0");
  g_autoptr (NgExpr) value = NULL;
  g_autofree char *whole = NULL, *cut = NULL;
  gboolean is_cut;

  for (int i = 1; i <= 100000; i++)
    g_string_append_printf (text, " -> %d", i);
  value = evaluate_one (session, text->str);
  whole = ng_value_print (value, 0);
  g_assert_true (g_str_has_prefix (text->str, "chain = "));
  g_assert_cmpstr (whole, ==, text->str + strlen ("chain = "));
  cut = ng_value_print_short (value, 0, &is_cut);
  g_assert_true (is_cut);
  g_assert_cmpuint (strlen (cut), <, 200);
}

/* Texts of values, whole and short. */
static void
test_show (void)
{
  static const struct {
    const char *text, *whole, *cut;
  } shown[] = {
    { "{1, 2}", "{1, 2}", NULL },
    { "1/3", "0.333333", NULL },
    { "InputForm[1/3]", "0.3333333333333333", NULL },
    { "ConstantArray[0, 1000] // Short", "{0, 0, 0, 0, 0, «993 more», 0, 0}", NULL },
    { "<|\"a\" -> Range[1000]|> // Short",
      "<|\"a\" -> {1, 2, 3, 4, 5, «993 more», 999, 1000}|>",
      NULL },
    { "{lin}[[1]]",
      "NetGraph[{LinearLayer[2, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> {0., 1.}]}, {}]",
      "NetGraph[{LinearLayer[2]}, {}]" },
    { "{lin[[1]], 1/3}",
      "{LinearLayer[2, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> {0., 1.}, \"Input\" -> "
      "{2}, "
      "\"Output\" -> {2}], 0.333333}",
      "{LinearLayer[2, \"Input\" -> {2}, \"Output\" -> {2}], 0.333333}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++) {
    g_autoptr (NgSession) session = ng_test_session ();
    g_autoptr (NgExpr) value = evaluate_one (session, shown[i].text);
    g_autofree char *whole = ng_value_print (value, 0);
    gboolean is_cut;
    g_autofree char *cut = ng_value_print_short (value, 0, &is_cut);

    g_assert_cmpstr (whole, ==, shown[i].whole);
    g_assert_cmpstr (cut, ==, shown[i].cut != NULL ? shown[i].cut : shown[i].whole);
    g_assert_true (is_cut == (shown[i].cut != NULL));
  }
}

/* Files of a folder of their own, and what Import makes of them: a value or a tag. */
static void
test_import (void)
{
  static const struct {
    const char *name, *content;
  } files[] = {
    { "a.csv", "x,y\n1,2\n3,4.5\n" },
    { "a.dat", "1;2\n" },
    { "table.dat", "1\t2\n3\t4\n" },
    { "a.txt", "two\nlines ä" },
    { "bad.txt", "\xFF" },
    { "a.json", "{\"a\": [1, 2.5, null, true], \"b\": {\"c\": \"x\"}}" },
    { "bad.json", "{\n\"a\": }" },
    { "net.wl",
      "n = 2\nNetGraph[{LinearLayer[n, \"Weights\" -> {{1}, {2}}, \"Biases\" -> None]}, {}]" },
    { "list.wl", "x = 2; {x, x + 1}" },
    { "bad.wl", "NetGraph[{Ramp},\n  {1 -> 2}]" },
    { "a.sh", "echo" },
  };
  static const struct {
    const char *arguments, *value;
  } imports[] = {
    { "\"a.csv\"", "{{1., 2.}, {3., 4.5}}" },
    { "\"a.dat\"", "File::format" },
    { "\"table.dat\", \"TSV\"", "{{1., 2.}, {3., 4.}}" },
    { "\"table.dat\", \"tsv\"", "{{1., 2.}, {3., 4.}}" },
    { "\"a.csv\", \"Text\"", "\"x,y\\n1,2\\n3,4.5\\n\"" },
    { "\"a.csv\", \"Sheet\"", "File::format" },
    { "\"a.txt\"", "\"two\\nlines ä\"" },
    { "\"bad.txt\"", "Sample::format" },
    { "\"a.json\"", "<|\"a\" -> {1, 2.5, Null, True}, \"b\" -> <|\"c\" -> \"x\"|>|>" },
    { "\"bad.json\"", "Json::syntax" },
    { "\"net.wl\"",
      "NetGraph[{LinearLayer[2, \"Weights\" -> {{1.}, {2.}}, \"Biases\" -> None]}, {}]" },
    { "\"list.wl\"", "{2, 3}" },
    { "\"bad.wl\"", "NetGraph::nolayer" },
    { "\"a.txt\", \"NPY\"", "Sample::format" },
    { "\"a.txt\", \"ONNX\"", "File::format" },
    { "\"a.sh\"", "File::format" },
    { "\"none.csv\"", "File::missing" },
    { "\"\"", "File::format" },
    { "3", "Eval::arguments" },
    { "", "Eval::arguments" },
    { "\"a.csv\", 3", "Eval::arguments" },
  };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *back = g_get_current_dir ();

  g_assert_cmpint (g_chdir (folder), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_true (g_file_set_contents (files[i].name, files[i].content, -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (imports); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autofree char *text = g_strdup_printf ("1\nImport[%s]", imports[i].arguments);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_test_evaluate_in (session, text, &error);
    g_autofree char *shown =
        value != NULL ? ng_value_print (value, 0) : g_strdup (ng_error_diagnostic (error)->tag);

    if (strcmp (shown, imports[i].value) != 0)
      g_error ("%s is %s, not %s", text, shown, imports[i].value);
    if (error != NULL)
      g_assert_cmpint (ng_error_diagnostic (error)->place.line, ==, 2);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpint (g_unlink (files[i].name), ==, 0);
  g_assert_cmpint (g_chdir (back), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Values by their numbers; forms only say how a value is shown. */
static void
test_history (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) value =
      evaluate_one (session, "11; 12; {% , %%, %1}; Short[5]; %4 + 1; {%, %%, %3}");
  g_autofree char *text = ng_value_print (value, 0);

  g_assert_cmpstr (text, ==, "{6, 5, {12, 11, 11}}");
  g_assert_cmpuint (ng_session_n_values (session), ==, 6);
}

/* An evaluator that was applied has times; of many nets only the last have kept theirs. */
static void
test_evaluators (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  NgExpr *nets[20];

  for (int i = 0; i < 20; i++) {
    g_autofree char *make = g_strdup_printf ("n%d = ElementwiseLayer[# + %d &]", i, i);
    g_autofree char *apply = g_strdup_printf ("n%d[{1, 2}]; n0[{1, 2}]", i);
    g_autoptr (NgExpr) value = NULL;

    nets[i] = evaluate_one (session, make);
    value = evaluate_one (session, apply);
  }
  for (int i = 0; i < 20; i++) {
    gsize n;

    if (i == 0 || i > 12)
      g_assert_nonnull (ng_evaluator_times (ng_session_evaluator (session, nets[i], NULL), &n));
  }
  for (int i = 1; i <= 12; i++) {
    gsize n;

    g_assert_null (ng_evaluator_times (ng_session_evaluator (session, nets[i], NULL), &n));
  }
  for (int i = 0; i < 20; i++)
    ng_expr_unref (nets[i]);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/session/print-net", test_print_net);
  g_test_add_func ("/language/session/added-operation", test_added_operation);
  g_test_add_func ("/language/session/cancel", test_cancel);
  g_test_add_func ("/language/session/forgotten", test_forgotten);
  g_test_add_func ("/language/session/shared-arrays", test_shared_arrays);
  g_test_add_func ("/language/session/growth", test_growth);
  g_test_add_func ("/language/session/long-chain", test_long_chain);
  g_test_add_func ("/language/session/show", test_show);
  g_test_add_func ("/language/session/import", test_import);
  g_test_add_func ("/language/session/history", test_history);
  g_test_add_func ("/language/session/evaluators", test_evaluators);
  return g_test_run ();
}
