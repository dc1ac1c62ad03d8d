/* NetModel: the gallery of the program and that of the user. */

#include "core/formats/gallery.h"
#include "core/language/evaluate.h"
#include "tests/support/battery.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *folder; /* netgraph/gallery of the data of the user */

static void
keep (const char *file, const char *text)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
forget (const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* The value as notation in one line; of a failure "FILE:line:column: TAG: sentence | hint", where a
 * file has to do with it. */
static char *
evaluate (const char *text)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  g_autoptr (NgExpr) value = NULL;
  g_autofree char *place = NULL;
  const NgDiagnostic *diagnostic;

  g_assert_no_error (error);
  value = ng_session_evaluate (session, expr, NULL, &error);
  if (value != NULL)
    return ng_value_print (value, 0);
  diagnostic = ng_error_diagnostic (error);
  g_assert_nonnull (diagnostic);
  if (diagnostic->place.file != NULL)
    place = g_strdup_printf (
        "%s:%d:%d: ", diagnostic->place.file, diagnostic->place.line, diagnostic->place.column);
  return g_strdup_printf ("%s%s: %s | %s",
                          place != NULL ? place : "",
                          diagnostic->tag,
                          diagnostic->message,
                          diagnostic->hint != NULL ? diagnostic->hint : "");
}

static void
assert_value (const char *text, const char *expected)
{
  g_autofree char *value = evaluate (text);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_holds (const char *text, const char *part)
{
  g_autofree char *value = evaluate (text);

  if (strstr (value, part) == NULL)
    g_error ("%s is %s, without %s", text, value, part);
}

static void
test_names (void)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();
  g_autofree char *ours = g_test_build_filename (G_TEST_DIST, "..", "data", "gallery", NULL);
  g_autoptr (GDir) files = g_dir_open (ours, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (files) != NULL)
    n++;
  g_assert_cmpuint (gallery->len, ==, n);
  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *net = gallery->pdata[i];

    g_assert_nonnull (net->about);
    if (i > 0)
      g_assert_cmpint (
          g_ascii_strcasecmp (((NgGalleryNet *) gallery->pdata[i - 1])->name, net->name), <, 0);
  }
  assert_holds ("NetModel[]", "\"ResNet-18\", \"ResNet-50\", ");
}

static void
test_net (void)
{
  assert_value ("Length[NetModel[\"ResNet-18\"]]", "16");
  assert_value ("NetExtract[NetModel[\"Inception Block\"], \"Input\"]", "{192, 28, 28}");
  assert_value ("Length[NetGraph[{NetModel[\"LeNet\"], 3}, {1 -> 2}]]", "2");
  assert_value ("Length[NetInitialize[NetModel[\"Highway Layer\"]][Range[50]]]", "50");
}

static void
test_properties (void)
{
  assert_value ("NetModel[\"LeNet\", \"Name\"]", "\"LeNet\"");
  assert_value ("NetModel[\"LeNet\", \"TaskType\"]", "{\"Classification\"}");
  assert_value ("NetModel[\"LeNet\", \"InputDomains\"]", "{\"Image\"}");
  assert_holds ("NetModel[\"LeNet\", \"SourceMetadata\"]", "\"Date\" -> 1998");
  assert_value ("NetModel[\"LeNet\", \"TrainingSetInformation\"]", "Missing[\"NotAvailable\"]");
  assert_value ("NetModel[\"LeNet\", \"UninitializedEvaluationNet\"] === NetModel[\"LeNet\"]",
                "True");
  assert_value ("NetModel[\"LeNet\", \"EvaluationNet\"] === NetModel[\"LeNet\"]", "True");
  assert_value ("NetModel[\"LeNet\", \"Properties\"]",
                "{\"EvaluationNet\", \"Name\", \"UninitializedEvaluationNet\", \"Properties\", "
                "\"TaskType\", \"InputDomains\", \"SourceMetadata\"}");
  assert_holds (
      "NetModel[\"LeNet\", \"Colour\"]",
      "NetModel::property: \"Colour\" is no property of a net. | There is \"EvaluationNet\", ");
  assert_holds ("NetModel[\"LeNet\", 3]", "NetModel::property: 3 is no property");
}

static void
test_unknown (void)
{
  assert_value ("NetModel[\"resnet\"]",
                "NetModel::name: There is no net of the name \"resnet\" in the gallery. | There "
                "are \"ResNet-18\", \"ResNet-50\".");
  assert_holds ("NetModel[\"Lenett\"]", "| Did you mean \"LeNet\"?");
  assert_holds ("NetModel[\"qqqqqqqqqqqq\"]", "| NetModel[] lists the names.");
  assert_holds ("NetModel[\"\"]", "| NetModel[] lists the names.");
  assert_holds ("NetModel[3]", "Eval::arguments: ");
  assert_holds ("NetModel[\"LeNet\", \"Name\", 3]", "Eval::arguments: ");
}

/* Other values for what a file defines, if the file allows it. */
static void
test_parameters (void)
{
  keep ("chain.wl",
        "about = <|\"Name\" -> \"Chain\", \"Parameters\" -> {\"size\", \"n\"}|>;\n"
        "size = 3;\nn = 2;\nother = 5;\n"
        "NetChain[ConstantArray[LinearLayer[size], n], \"Input\" -> other]\n");

  assert_value ("NetExtract[NetModel[{\"Chain\"}], \"Output\"]", "{3}");
  assert_value ("NetExtract[NetModel[{\"Chain\", \"size\" -> 2 + 2}], \"Output\"]", "{4}");
  assert_value ("Length[NetModel[{\"Chain\", \"n\" -> 4, \"n\" -> 1}]]", "4");
  assert_value ("Length[NetModel[{\"Chain\", \"n\" -> 4}, \"UninitializedEvaluationNet\"]]", "4");
  assert_value ("NetModel[\"Chain\", \"Parameters\"]", "{\"size\", \"n\"}");
  assert_value ("NetModel[{\"Chain\", \"other\" -> 1}]",
                "NetModel::parameter: \"other\" is no parameter of \"Chain\" with a value. | There "
                "are \"size\", \"n\".");
  assert_value ("NetExtract[NetModel[{\"ResNet-18\", \"classes\" -> 10}], \"Output\"]", "{10}");
  /* GPT-2 in its medium size, as published */
  assert_value ("Information[NetModel[{\"GPT-2\", \"layers\" -> 24, \"heads\" -> 16, \"width\" -> "
                "1024}], \"ArraysTotalElementCount\"]",
                "354823168");
  assert_holds ("NetModel[{\"Chain\", \"n\"}]", "NetModel::parameter: \"n\" is no ");
  assert_holds ("NetModel[{\"Chain\", 5}]", "NetModel::parameter: 5 is no ");
  assert_holds ("NetModel[{\"LeNet\", \"n\" -> 4}]", "NetModel::parameter: ");
  assert_holds ("NetModel[{\"Chain\", \"size\" -> \"x\"}]",
                "NetGraph::badarg: \"Size\" has to be ");
  assert_holds ("NetModel[{}]", "Eval::arguments: ");
  assert_holds ("NetModel[{3, \"n\" -> 4}]", "Eval::arguments: ");
  forget ("chain.wl");
}

/* What depends on what in transformers, each in a small size: @net applied to @a and to @b, where
 * row @row of the output is the same or not. */
static const struct {
  const char *net, *a, *b;
  int row;
  gboolean is_same;
} looks[] = {
  /* a token sees those before it, and itself */
  { "{\"GPT-2\", \"layers\" -> 2, \"heads\" -> 2, \"width\" -> 8, \"tokens\" -> 11}",
    "{1, 2, 3}",
    "{1, 2, 5}",
    2,
    TRUE },
  { "{\"GPT-2\", \"layers\" -> 2, \"heads\" -> 2, \"width\" -> 8, \"tokens\" -> 11}",
    "{1, 2, 3}",
    "{1, 2, 5}",
    3,
    FALSE },
  { "{\"GPT-2\", \"layers\" -> 2, \"heads\" -> 2, \"width\" -> 8, \"tokens\" -> 11}",
    "{1, 2, 3}",
    "{4, 2, 3}",
    3,
    FALSE },
  /* all others */
  { "{\"Transformer Encoder\", \"layers\" -> 1, \"heads\" -> 2, \"width\" -> 4}",
    "{{1, 2, 3, 4}, {5, 6, 8, 7}}",
    "{{1, 2, 3, 4}, {5, 6, 8, 9}}",
    1,
    FALSE },
  /* those before it, and all of the other sequence */
  { "{\"Transformer Decoder\", \"layers\" -> 2, \"heads\" -> 2, \"width\" -> 4}",
    "<|\"Input\" -> {{1, 2, 3, 4}, {5, 6, 8, 7}}, \"Encoded\" -> {{1, 0, 0, 0}}|>",
    "<|\"Input\" -> {{1, 2, 3, 4}, {5, 6, 8, 9}}, \"Encoded\" -> {{1, 0, 0, 0}}|>",
    1,
    TRUE },
  { "{\"Transformer Decoder\", \"layers\" -> 2, \"heads\" -> 2, \"width\" -> 4}",
    "<|\"Input\" -> {{1, 2, 3, 4}, {5, 6, 8, 7}}, \"Encoded\" -> {{1, 0, 0, 0}, {0, 1, 0, 0}}|>",
    "<|\"Input\" -> {{1, 2, 3, 4}, {5, 6, 8, 7}}, \"Encoded\" -> {{1, 0, 0, 0}, {0, 3, 0, 0}}|>",
    1,
    FALSE },
};

static void
test_transformers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++) {
    g_autofree char *text =
        g_strdup_printf ("With[{n = NetInitialize[NetModel[%s]]}, n[%s][[%d]] === n[%s][[%d]]]",
                         looks[i].net,
                         looks[i].a,
                         looks[i].row,
                         looks[i].b,
                         looks[i].row);

    assert_value (text, looks[i].is_same ? "True" : "False");
  }
  /* as many vectors as tokens, and one for all */
  assert_value ("With[{n = NetInitialize[NetModel[{\"BERT-base\", \"layers\" -> 1, \"heads\" -> 2, "
                "\"width\" -> 4, \"tokens\" -> 9}]]}, Length /@ n[<|\"Tokens\" -> {1, 9, 3}, "
                "\"Segments\" -> {1, 1, 2}|>]]",
                "<|\"Output\" -> 3, \"Pooled\" -> 4|>");
}

/* A file that is wrong says so by its name and place, and hides no other. */
static void
test_user (void)
{
  keep ("mine.wl",
        "about = <|\"Name\" -> \"My Net\", \"TaskType\" -> {\"None\"}|>;\n"
        "NetChain[{3}, \"Input\" -> 2]\n");
  keep ("plain.wl",
        "n = 2;\nNetChain[{LinearLayer[n, \"Weights\" -> {{1}, {2}}, \"Biases\" -> "
        "None]}]\n");
  keep ("broken.wl", "(* a net *)\nNetChain[{3}\n");
  keep ("wrong.wl", "about = <|\"Name\" -> \"Wrong\"|>;\nNetChain[{3, LinerLayer[2]}]\n");
  keep ("empty.wl", "");
  keep ("odd.wl", "about = Association[5];\nNetChain[{3}, \"Input\" -> 2]\n");
  keep ("notes.txt", "no net");
  keep ("lenet.wl", "about = <|\"Name\" -> \"LeNet\"|>;\nNetChain[{7}, \"Input\" -> 2]\n");

  assert_value ("NetExtract[NetModel[\"My Net\"], \"Output\"]", "{3}");
  assert_value ("NetModel[\"My Net\", \"TaskType\"]", "{\"None\"}");
  assert_value ("NetModel[\"plain\"][{3}]", "{3., 6.}");
  assert_value ("NetModel[\"plain\", \"TaskType\"]", "Missing[\"NotAvailable\"]");
  assert_holds ("NetModel[\"plain\", \"UninitializedEvaluationNet\"][{3}]", "NetGraph::notinit");
  assert_holds ("NetModel[\"broken\"]", "broken.wl:2:9: Syntax::unclosed: ");
  assert_holds ("NetModel[\"Wrong\"]", "wrong.wl:2:14: NetGraph::badlayer: ");
  assert_holds ("NetModel[\"empty\"]", "File::empty: \"empty.wl\"");
  assert_holds ("NetModel[\"odd\", \"Properties\"]", "{\"EvaluationNet\", ");
  assert_holds ("NetModel[\"notes\"]", "NetModel::name: ");
  assert_value ("NetExtract[NetModel[\"LeNet\"], \"Output\"]", "{7}");
  for (const char *const *name =
           (const char *[]){ "My Net", "plain", "broken", "Wrong", "ResNet-18", NULL };
       *name != NULL;
       name++)
    assert_holds ("NetModel[]", *name);

  for (const char *const *file = (const char *[]){ "mine.wl",
                                                   "plain.wl",
                                                   "broken.wl",
                                                   "wrong.wl",
                                                   "empty.wl",
                                                   "notes.txt",
                                                   "lenet.wl",
                                                   NULL };
       *file != NULL;
       file++)
    forget (*file);
}

int
main (int argc, char **argv)
{
  g_autofree char *gallery = NULL;

  ng_test_init (&argc, &argv);
  gallery = g_build_filename (g_getenv ("XDG_DATA_HOME"), "netgraph", "gallery", NULL);
  g_mkdir_with_parents (gallery, 0700);
  folder = gallery;
  g_test_add_func ("/language/model/names", test_names);
  g_test_add_func ("/language/model/net", test_net);
  g_test_add_func ("/language/model/properties", test_properties);
  g_test_add_func ("/language/model/unknown", test_unknown);
  g_test_add_func ("/language/model/parameters", test_parameters);
  g_test_add_func ("/language/model/transformers", test_transformers);
  g_test_add_func ("/language/model/user", test_user);
  return g_test_run ();
}
