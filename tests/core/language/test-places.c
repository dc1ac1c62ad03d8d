/* Where what is wrong stands, when several texts have a part in it. */

#include "core/language/evaluate.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

#include <glib/gstdio.h>

static const struct {
  const char *name, *text;
} files[] = {
  { "net.wl",
    "(* a net *)\nNetGraph[{LinearLayer[3, \"Input\" -> 2],\n  PoolingLayer[2]}, {1 -> 2}]\n" },
  { "vague.wl", "\nNetChain[{Ramp,\n  PoolingLayer[2]}]\n" },
  { "function.wl", "\nf = Foo[#] &\n" },
  { "open.wl", "NetChain[{Ramp,\n  Tanh\n" },
  { "nothing.wl", "(* nothing *)\n" },
  { "data.json", "{\"a\": 1,\n \"b\": }\n" },
};

/* "FILE:line:column: tag", of the file by its name in the folder. */
static const struct {
  const char *text, *place;
} cases[] = {
  /* a layer of a file does not fit what it gets, when the file is read or later */
  { "Import[\"net.wl\"]", "net.wl:3:3: NetGraph::level" },
  { "NetChain[{ReshapeLayer[{4}],\n Import[\"vague.wl\"]}, \"Input\" -> 4]",
    "vague.wl:3:3: NetGraph::level" },
  /* a function out of a file fails here, one from here over something out of a file here, too */
  { "Import[\"function.wl\"][3]", "function.wl:2:5: Eval::symbol" },
  { "f = Import[\"function.wl\"];\n f[3]", "function.wl:2:5: Eval::symbol" },
  { "g = Bar[#] &;\n  g[Import[\"vague.wl\"]]", "given:1:5: Eval::symbol" },
  /* a net is where its name stands, or what it was made of, and not where it was defined */
  { "n = NetChain[{Tanh}, \"Input\" -> 2];\n NetChain[{n, LinearLayer[2, \"Input\" -> 7]}]",
    "given:2:12: NetGraph::shape" },
  { "n = NetChain[{Tanh}, \"Input\" -> 2];\n NetChain[{NetInitialize[n], LinearLayer[2, \"Input\" "
    "-> "
    "7]}]",
    "given:2:12: NetGraph::shape" },
  { "n = NetChain[{Tanh}, \"Input\" -> 2];\n NetAppend[n, LinearLayer[2, \"Input\" -> 7]]",
    "given:2:15: NetGraph::shape" },
  { "n = NetGraph[{Tanh}, {}];\n NetInsert[n, Ramp, 1]", "given:2:12: Eval::type" },
  /* files that cannot be read */
  { "Import[\"open.wl\"]", "open.wl:1:10: Syntax::unclosed" },
  { "Import[\"nothing.wl\"]", "nothing.wl:1:1: Syntax::empty" },
  { "Import[\"data.json\"]", "data.json:2:7: Json::syntax" },
  { " Import[\"missing.wl\"]", "given:1:2: File::missing" },
  { "1;\n  Import[\"vague.wl\", \"Nothing\"]", "given:2:22: File::format" },
};

static char *
evaluate (const char *text)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) program = ng_parse_file ("given", text, -1, NULL, &error);
  const NgDiagnostic *diagnostic;

  g_assert_no_error (error);
  for (guint i = 0; i < program->len && error == NULL; i++) {
    g_autoptr (NgExpr) value = ng_session_evaluate (session, program->pdata[i], NULL, &error);

    g_assert_true ((value == NULL) == (error != NULL));
  }
  diagnostic = ng_error_diagnostic (error);
  g_assert_nonnull (diagnostic);
  return g_strdup_printf ("%s:%d:%d: %s",
                          diagnostic->place.file,
                          diagnostic->place.line,
                          diagnostic->place.column,
                          diagnostic->tag);
}

static void
test_files (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *place = evaluate (cases[i].text);

    g_assert_cmpstr (place, ==, cases[i].place);
  }
}

/* Every place in a text names it, and its messages do; a text without a name is called what the
 * reader of the message knows it as. */
static void
test_named (void)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) nameless = NULL;
  g_autofree char *name = g_strdup ("a.wl");
  g_autoptr (GPtrArray) program = ng_parse_file (name, "1e5;\nx_ + 2 #1 &", -1, warnings, &error);
  g_autofree char *format = NULL;
  g_autofree char *other = NULL;
  const NgExpr *expr;

  g_assert_no_error (error);
  memset (name, '?', strlen (name));
  format = ng_diagnostic_format (warnings->pdata[0], "b.wl");
  g_assert_true (g_str_has_prefix (format, "a.wl:1:1: warning: "));
  for (expr = program->pdata[1]; ng_expr_n_args (expr) > 0; expr = ng_expr_arg (expr, 0))
    g_assert_cmpstr (ng_expr_place (expr)->file, ==, "a.wl");
  g_assert_null (ng_parse_one ("{", -1, NULL, &nameless));
  other = ng_error_format (nameless, "b.wl");
  g_assert_true (g_str_has_prefix (other, "b.wl:1:1: error: "));
}

/* What is outermost has an empty path, which is no place of its own. */
static void
test_outermost (void)
{
  const NgPlace place = { .path = "" };
  g_autoptr (NgDiagnostic) told = ng_diagnostic_new ("ONNX::model", &place, "It is wrong.");
  g_autofree char *format = ng_diagnostic_format (told, "a.onnx");

  g_assert_cmpstr (format, ==, "a.onnx: error: ONNX::model: It is wrong.");
}

int
main (int argc, char **argv)
{
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  ng_test_init (&argc, &argv);
  folder = g_dir_make_tmp (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chdir (folder), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_true (g_file_set_contents (files[i].name, files[i].text, -1, NULL));
  g_test_add_func ("/language/places/files", test_files);
  g_test_add_func ("/language/places/named", test_named);
  g_test_add_func ("/language/places/outermost", test_outermost);
  status = g_test_run ();
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpint (g_remove (files[i].name), ==, 0);
  g_assert_cmpint (g_chdir (before), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return status;
}
