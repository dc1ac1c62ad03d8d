/* The built program as a subprocess: what it prints, where, and its status. */

#include "core/base/json.h"
#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/app/program.h"
#include "tests/support/test.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static void
test_help (void)
{
  g_auto (Outcome) help = run (NULL, "--help", NULL);
  g_auto (Outcome) word = run (NULL, "help", NULL);
  g_auto (Outcome) version = run (NULL, "--version", NULL);
  g_auto (Outcome) nothing = run (NULL, NULL);
  g_auto (Outcome) wrong = run (NULL, "evla", NULL);
  g_auto (Outcome) of_eval = run (NULL, "help", "eval", NULL);

  g_assert_cmpint (help.status + word.status + of_eval.status, ==, 0);
  g_assert_cmpstr (word.output, ==, help.output);
  assert_contains (help.output, "eval");
  g_assert_cmpint (version.status, ==, 0);
  g_assert_true (g_str_has_prefix (version.output, "netgraph "));
  g_assert_cmpint (nothing.status, ==, 2);
  g_assert_cmpstr (nothing.output, ==, "");
  g_assert_cmpint (wrong.status, ==, 2);
  assert_contains (wrong.errors, "'eval'");
  assert_contains (of_eval.output, "netgraph eval [OPTION");
}

static void
test_wrong_options (void)
{
  static const char *const commands[] = { "convert", "diff", "eval", "info",
                                          "layers",  "open", "run",  "test" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_auto (Outcome) unknown = run (NULL, commands[i], "--nonsense", NULL);
    g_auto (Outcome) lacking = run (NULL, commands[i], "-e", NULL);
    g_auto (Outcome) help = run (NULL, commands[i], "--help", NULL);

    g_assert_cmpint (unknown.status, ==, 2);
    assert_contains (unknown.errors, "--nonsense");
    g_assert_cmpstr (unknown.output, ==, "");
    g_assert_cmpint (lacking.status, ==, 2);
    g_assert_cmpint (help.status, ==, 0);
    assert_contains (help.output, "--json");
  }
}

static void
test_eval (void)
{
  g_auto (Outcome) texts = run (NULL,
                                "eval",
                                "-e",
                                "net = ElementwiseLayer[# + 1 &, \"Input\" -> 2]",
                                "-e",
                                "net[{1, 2}]",
                                NULL);
  g_auto (Outcome) input = run ("1 + 1\nx", "eval", "-", "-e", "%", NULL);
  g_auto (Outcome) json =
      run (NULL, "eval", "--json", "-e", "{1, 0.5, \"a\", True, None, <|\"b\" -> {}|>, 2 x}", NULL);

  g_assert_cmpint (texts.status, ==, 0);
  assert_contains (texts.output, "{2., 3.}\n");
  g_assert_cmpstr (texts.errors, ==, "");
  g_assert_cmpint (input.status, ==, 0);
  g_assert_cmpstr (input.output, ==, "2\nx\nx\n");
  g_assert_cmpint (json.status, ==, 0);
  for (char *p = json.output, *q = p;; p++) {
    if (*p != ' ' && *p != '\n')
      *q++ = *p;
    if (*p == '\0')
      break;
  }
  g_assert_cmpstr (json.output, ==, "[[1,0.5,\"a\",true,null,{\"b\":[]},{\"notation\":\"2*x\"}]]");
}

/* What a semicolon follows is evaluated and not shown; a question mark asks for help. */
static void
test_eval_as_at_prompt (void)
{
  g_auto (Outcome) silent = run (NULL, "eval", "-e", "a = 1;\nb = \"ä;\"; a + 1 (* ; *)\nb", NULL);
  g_auto (Outcome) json = run (NULL, "eval", "--json", "-e", "a = 7;", NULL);
  g_auto (Outcome) help = run (NULL, "eval", "-e", "?CompoundExpression", "-e", "1 + 1", NULL);

  g_assert_cmpint (silent.status, ==, 0);
  g_assert_cmpstr (silent.output, ==, "2\n\"ä;\"\n");
  g_assert_cmpint (json.status, ==, 0);
  g_assert_null (strchr (json.output, '7'));
  g_assert_cmpint (help.status, ==, 0);
  assert_contains (help.output, "(a; b)\n");
  g_assert_true (g_str_has_suffix (help.output, "\n2\n"));
}

static void
test_eval_fails (void)
{
  g_auto (Outcome) syntax = run ("{1,\n ,2}", "eval", "-", NULL);
  g_auto (Outcome) meaning = run (NULL, "eval", "-e", "1 + 1\nNetGraph[{Rmap}, {}]\n2", NULL);
  g_auto (Outcome) missing = run (NULL, "eval", "/nonexistent.wl", NULL);
  g_auto (Outcome) notation = run (NULL, "eval", "1+1", NULL);
  g_auto (Outcome) json = run (NULL, "eval", "--json", "-e", "{", NULL);
  g_auto (Outcome) warning = run (NULL, "eval", "-e", "{1e5}", NULL);

  g_assert_cmpint (syntax.status, ==, 1);
  g_assert_cmpstr (syntax.output, ==, "");
  g_assert_true (g_str_has_prefix (syntax.errors, "-:2:2: error: Syntax::comma: "));
  g_assert_cmpint (meaning.status, ==, 1);
  g_assert_cmpstr (meaning.output, ==, "2\n");
  g_assert_true (g_str_has_prefix (meaning.errors, "-e:2:11: error: NetGraph::badlayer: "));
  g_assert_cmpint (missing.status, ==, 1);
  assert_contains (missing.errors, "File::missing");
  g_assert_null (strstr (missing.errors, "hint"));
  assert_contains (notation.errors, "File::missing");
  assert_contains (notation.errors, "after -e");
  g_assert_cmpint (json.status, ==, 1);
  assert_contains (json.errors, "\"tag\":\"Syntax::unclosed\"");
  assert_contains (json.errors, "\"line\":1,\"column\":1");
  g_assert_cmpint (warning.status, ==, 0);
  g_assert_true (g_str_has_prefix (warning.errors, "-e:1:2: warning: Syntax::exponent: "));
}

static const char examples[] =
    "Example[1, \"A\", \"good\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Inputs\" -> <|\"Input\" -> {1}|>, \"Outputs\" -> <|\"Output\" -> {1}|>,"
    " \"Tests\" -> {net[{0}] -> {0.000001}, net[1] -> Failure[\"NetGraph::indata\"]}|>]\n"
    "Example[2, \"A\", \"ports\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Inputs\" -> <|\"In\" -> {1}|>|>]\n"
    "Example[3, \"A\", \"shapes\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Outputs\" -> <|\"Output\" -> {2}|>|>]\n"
    "Example[4, \"A\", \"values\", <|\"Net\" -> NetGraph[{Tanh}, {}, \"Input\" -> 1],"
    " \"Tests\" -> {net[{0}] -> {0.0001}}|>]\n"
    "Example[5, \"A\", \"parse\", <|\"Net\" -> NetGraph[{Tahn}, {}]|>]\n"
    "Example[6, \"A\", \"error\", <|\"Net\" -> NetGraph[{Tahn}, {}],"
    " \"Error\" -> \"NetGraph::badlayer\"|>]\n"
    "Example[7, \"A\", \"wrong error\", <|\"Net\" -> NetGraph[{Tanh}, {}],"
    " \"Error\" -> \"NetGraph::badlayer\"|>]\n"
    "Example[13, \"A\", \"integers\", <|\"Net\" -> NetChain[{SequenceReverseLayer[], "
    "EmbeddingLayer[2, 3]}, \"Input\" -> \"Varying\"],"
    " \"Inputs\" -> <|\"Input\" -> {\"Varying\"}|>, \"Tests\" -> {"
    "NetExtract[net, \"Input\"] -> {\"Varying\", \"Integer\"},"
    "Information[EmbeddingLayer[2, 3, \"Input\" -> \"Integer\"], \"InputPorts\"] -> "
    "<|\"Input\" -> \"Integer\"|>}|>]\n"
    "Example[14, \"A\", \"range\", <|\"Net\" -> NetGraph[{EmbeddingLayer[2, 3]}, {}, \"Input\" -> "
    "4], \"Inputs\" -> <|\"Input\" -> {4, Restricted[\"Integer\", 5]}|>|>]\n"
    "Example[15, \"A\", \"reals\", <|\"Net\" -> NetGraph[{Ramp}, {}, \"Input\" -> 4],"
    " \"Inputs\" -> <|\"Input\" -> {4, \"Integer\"}|>|>]\n"
    "Malformed[8, \"LinearLayer[3\", \"Syntax::unclosed\", {1, 12}]\n"
    "Malformed[9, \"LinearLayer[3\", \"Syntax::unclosed\", {1, 11}]\n"
    "Malformed[10, \"LinearLayer[3\", \"Syntax::comma\", {1, 12}]\n"
    "Malformed[11, \"NetGraph[{Ramp}, {1 -> 2}]\", \"NetGraph::nolayer\", {1, 24}]\n"
    "Malformed[12, \"NetGraph[{Ramp}, {}]\", \"NetGraph::nolayer\", {1, 1}]\n";

static void
test_examples (void)
{
  static const char *const begins[] = {
    "1..15",
    "ok 1 - 1 ",
    "not ok 2 - 2 \"ports\": ports: ",
    "not ok 3 - 3 \"shapes\": shapes: ",
    "not ok 4 - 4 \"values\": values: net[{0}] gives {0.}, not {0.0001}",
    "not ok 5 - 5 \"parse\": parse: NetGraph::badlayer",
    "ok 6 - 6 ",
    "not ok 7 - 7 \"wrong error\": tag: ",
    "ok 8 - 13 ",
    "not ok 9 - 14 \"range\": shapes: ",
    "not ok 10 - 15 \"reals\": shapes: ",
    "ok 11 - 8 ",
    "not ok 12 - 9 \"LinearLayer[3\": position: 1:12, not 1:11",
    "not ok 13 - 10 \"LinearLayer[3\": tag: Syntax::unclosed",
    "ok 14 - 11 ",
    "not ok 15 - 12 ",
  };
  g_auto (Outcome) outcome = run (examples, "test", "-", NULL);
  g_auto (GStrv) lines = g_strsplit (outcome.output, "\n", -1);

  g_assert_cmpint (outcome.status, ==, 1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (begins) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (begins); i++) {
    if (!g_str_has_prefix (lines[i], begins[i]))
      g_error ("\"%s\" does not begin with \"%s\"", lines[i], begins[i]);
  }
}

static void
test_examples_status (void)
{
  g_auto (Outcome) good =
      run (NULL, "test", "-e", "Malformed[1, \"{\", \"Syntax::unclosed\", {1, 1}]", NULL);
  g_auto (Outcome) unreadable = run (NULL, "test", "-e", "Malformed[", NULL);
  g_auto (Outcome) nothing = run (NULL, "test", NULL);
  g_auto (Outcome) other = run (NULL, "test", "-e", "1 + 1", NULL);

  g_assert_cmpint (good.status, ==, 0);
  g_assert_cmpint (unreadable.status, ==, 1);
  assert_contains (unreadable.errors, "Syntax::unclosed");
  g_assert_cmpint (nothing.status, ==, 2);
  g_assert_cmpint (other.status, ==, 1);
}

static const char plus_one[] = "NetGraph[{ElementwiseLayer[# + 1 &]}, {}, \"Input\" -> 2]";

static void
test_info (void)
{
  static const char net[] = "NetGraph[{\"a\" -> LinearLayer[3], \"b\" -> ConvolutionLayer[2, 3]},"
                            " {}, NetPort[\"x\"] -> 1]";
  static const char lenet[] =
      "NetGraph[<|\"c\" -> ConvolutionLayer[6, 5], \"f\" -> FlattenLayer[],"
      " \"l\" -> LinearLayer[10]|>, {\"c\" -> \"f\" -> \"l\"}, \"Input\" -> {1, 28, 28}]";
  g_auto (Outcome) wrong = run (NULL, "info", "-e", net, NULL);
  g_auto (Outcome) table = run (NULL, "info", "-e", lenet, NULL);
  g_auto (Outcome) layer = run (NULL, "info", "-e", lenet, "--layer", "l", NULL);
  g_auto (Outcome) port = run (lenet, "info", "-", "--port", "Output", NULL);
  g_auto (Outcome) no_port = run (lenet, "info", "-", "--port", "q", NULL);
  g_auto (Outcome) conflict =
      run (NULL,
           "info",
           "-e",
           "NetGraph[{LinearLayer[3], LinearLayer[4], ThreadingLayer[Plus]}, {{1, 2} -> 3}]",
           NULL);

  g_assert_cmpint (wrong.status, ==, 1);
  assert_contains (wrong.errors, "NetGraph::");
  /* 6 maps of 24 by 24, each of 25 multiplications. */
  g_assert_cmpint (table.status, ==, 0);
  assert_contains (table.output, "1×28×28 → 6×24×24");
  assert_contains (table.output, "86,400");
  assert_contains (table.output, "parameters: 34,726");
  g_assert_cmpint (layer.status, ==, 0);
  assert_contains (layer.output, "3456 → 10");
  g_assert_cmpstr (port.output, ==, "{10}\n");
  g_assert_cmpint (no_port.status, ==, 1);
  assert_contains (no_port.errors, "NetGraph::noport");
  g_assert_cmpint (conflict.status, ==, 0);
  assert_contains (conflict.output, "ThreadingLayer");
  assert_contains (conflict.errors, "NetGraph::shape");
}

static void
test_info_json (void)
{
  g_auto (Outcome) outcome = run (NULL, "info", "--json", "-e", plus_one, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgJson) value = ng_json_parse (outcome.output, strlen (outcome.output), &error);
  const NgJson *layers;
  gint64 n;

  g_assert_no_error (error);
  layers = ng_json_member (value, "layers");
  g_assert_cmpuint (ng_json_length (layers), ==, 1);
  g_assert_cmpstr (
      ng_json_string (ng_json_member (ng_json_at (layers, 0), "kind")), ==, "ElementwiseLayer");
  g_assert_true (ng_json_integer (ng_json_member (ng_json_at (layers, 0), "activation_bytes"), &n));
  g_assert_cmpint (n, ==, 8);
  g_assert_cmpuint (ng_json_length (ng_json_member (value, "diagnostics")), ==, 0);
}

static void
test_run (void)
{
  static const char linear[] =
      "NetGraph[{LinearLayer[1, \"Weights\" -> {{2, 3}}, \"Biases\" -> {1}]}, {}]";
  g_auto (Outcome) one = run (NULL, "run", "-e", plus_one, "--in", "{1, 2}", NULL);
  g_auto (Outcome) batch =
      run (NULL, "run", "-e", plus_one, "--in", "0={{1, 2}, {3, 4}}", "--json", NULL);
  g_auto (Outcome) raw = run (NULL, "run", "-e", plus_one, "--raw", "--in", "{{1, 2}}", NULL);
  g_auto (Outcome) gradients = run (NULL,
                                    "run",
                                    "-e",
                                    linear,
                                    "--in",
                                    "Input={1, 2}",
                                    "--gradient",
                                    "Input",
                                    "--gradient",
                                    "{1, \"Weights\"}",
                                    NULL);
  g_auto (Outcome) random = run (
      NULL, "run", "-e", plus_one, "--random", "3x2", "--seed", "5", "--precision", "real64", NULL);
  g_auto (Outcome) repeat =
      run (NULL, "run", "-e", plus_one, "--random", "Input=2", "--repeat", "3", NULL);
  g_auto (Outcome) initialized =
      run (NULL,
           "run",
           "-e",
           "NetInitialize[NetGraph[{LinearLayer[2]}, {}, \"Input\" -> 1]]",
           "--in",
           "{0}",
           NULL);
  /* A state may be left out. */
  static const char recurrent[] =
      "NetGraph[{BasicRecurrentLayer[1, \"InputWeights\" -> {{0}}, \"StateWeights\" -> {{0}}, "
      "\"Biases\" -> {0.5493061443340549}]}, {NetPort[\"Start\"] -> NetPort[1, \"State\"]}, "
      "\"Input\" -> {\"Varying\", 1}]";
  g_auto (Outcome) state = run (NULL, "run", "-e", recurrent, "--in", "{{1}, {2}}", NULL);

  g_assert_cmpstr (state.output, ==, "{{0.5}, {0.5}}\n");
  g_assert_cmpstr (one.output, ==, "{2., 3.}\n");
  g_assert_cmpstr (batch.output, ==, "[[2,3],[4,5]]\n");
  g_assert_cmpstr (raw.output, ==, "{{2., 3.}}\n");
  g_assert_cmpstr (gradients.output,
                   ==,
                   "<|NetPortGradient[\"Input\"] -> {2., 3.}, NetPortGradient[{1, \"Weights\"}] -> "
                   "{{1., 2.}}|>\n");
  g_assert_cmpint (random.status, ==, 0);
  g_assert_true (g_regex_match_simple (
      "^median [0-9.]+ min [0-9.]+ ms peak [0-9.]+ MB\n$", repeat.output, 0, 0));
  g_assert_cmpstr (initialized.output, ==, "{0., 0.}\n");
}

/* Encoders take what goes in, decoders tell what comes out; --raw leaves both out. The only pixel
 * of the picture is white, and its mean is taken off: (1 - 0.5) 4 = 2. */
static void
test_run_coders (void)
{
  static const char flip[] = "NetGraph[{ElementwiseLayer[1 - # &]}, {}, \"Input\" -> \"Boolean\", "
                             "\"Output\" -> \"Boolean\"]";
  static const char sees[] = "NetGraph[{ElementwiseLayer[4 # &]}, {}, \"Input\" -> "
                             "NetEncoder[{\"Image\", 1, ColorSpace -> "
                             "\"Grayscale\", \"MeanImage\" -> 0.5}]]";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "white.png", NULL);
  g_autofree char *text = g_build_filename (folder, "text.txt", NULL);
  g_autofree char *make =
      g_strdup_printf ("Export[\"%s\", Image[{{1, 1}}]]; Import[\"%s\"]", path, path);
  g_auto (Outcome) one = run (NULL, "run", "-e", flip, "--in", "True", NULL);
  g_auto (Outcome) batch = run (NULL, "run", "-e", flip, "--in", "{True, False}", "--json", NULL);
  g_auto (Outcome) raw = run (NULL, "run", "-e", flip, "--raw", "--in", "{1, 0}", NULL);
  g_auto (Outcome) refused = run (NULL, "run", "-e", flip, "--in", "{True, x}", NULL);
  g_auto (Outcome) made = run (NULL, "eval", "-e", make, NULL);
  g_auto (Outcome) seen = run (NULL, "run", "-e", sees, "--in", path, NULL);
  g_auto (Outcome) info = run (NULL, "info", "-e", flip, NULL);
  g_auto (Outcome) read = { 0 };

  g_assert_no_error (error);
  /* Text that is no notation. */
  g_assert_true (g_file_set_contents (text, "hi.\n", -1, NULL));
  read = run (NULL,
              "run",
              "-e",
              "NetChain[{ElementwiseLayer[# - 1 &]}, \"Input\" -> NetEncoder[\"UTF8\"]]",
              "--in",
              text,
              NULL);
  g_assert_cmpstr (read.output, ==, "{104., 105., 46.}\n");
  g_remove (text);
  g_assert_cmpstr (one.output, ==, "False\n");
  g_assert_cmpstr (batch.output, ==, "[false,true]\n");
  g_assert_cmpstr (raw.output, ==, "{0., 1.}\n");
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_nonnull (strstr (refused.errors, "NetGraph::indata"));
  g_assert_nonnull (strstr (made.output, "Image[<2×1, Grayscale>]"));
  g_assert_cmpstr (seen.output, ==, "{{{2.}}}\n");
  g_assert_nonnull (strstr (info.output, "NetEncoder[\"Boolean\"]"));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_run_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "y.npy", NULL);
  g_autofree char *out = g_strconcat ("Output=", path, NULL);
  g_autofree char *in = g_strconcat ("Input=", path, NULL);
  g_auto (Outcome) written =
      run (NULL, "run", "-e", plus_one, "--in", "{1, 2}", "--out", out, NULL);
  g_auto (Outcome) read = run (NULL, "run", "-e", plus_one, "--in", in, NULL);

  g_assert_no_error (error);
  g_assert_cmpint (written.status, ==, 0);
  g_assert_cmpstr (written.output, ==, "");
  g_assert_cmpstr (read.output, ==, "{3., 4.}\n");
  g_remove (path);
  g_rmdir (folder);
}

/* A text says the classes that are printed, an array their probabilities. */
static void
test_run_decoded_file (void)
{
  static const char above[] =
      "NetGraph[{ElementwiseLayer[1. # &]}, {}, \"Input\" -> {2}, \"Output\" -> "
      "NetDecoder[{\"Class\", {\"cat\", \"dog\"}}]]";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "y.txt", NULL);
  g_autofree char *array = g_build_filename (folder, "y.npy", NULL);
  g_autofree char *text = NULL;
  g_auto (Outcome) printed = run (NULL, "run", "-e", above, "--in", "{{0.25, 0.75}, {1, 0}}", NULL);
  g_auto (Outcome) written = run (NULL,
                                  "run",
                                  "-e",
                                  above,
                                  "--in",
                                  "{{0.25, 0.75}, {1, 0}}",
                                  "--out",
                                  path,
                                  "--out",
                                  array,
                                  NULL);
  g_auto (Outcome) read = run (NULL, "run", "-e", above, "--raw", "--in", array, NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (written.errors, ==, "");
  g_assert_cmpint (written.status, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "{\"dog\", \"cat\"}\n");
  g_assert_cmpstr (text, ==, printed.output);
  g_assert_cmpstr (read.output, ==, "{{0.25, 0.75}, {1., 0.}}\n");
  g_remove (path);
  g_remove (array);
  g_rmdir (folder);
}

static void
test_run_fails (void)
{
  static const struct {
    const char *option, *value, *part;
    int status;
  } cases[] = {
    { "--in", "Inptu={1, 2}", "NetGraph::noiport", 1 },
    { "--in", "{1, 2, 3}", "NetGraph::indata", 1 },
    { "--in", "{1, 2", "Syntax::unclosed", 1 },
    { "--in", "missing.npy", "File::missing", 1 },
    { "--random", "2xy", "Sample::shape", 1 },
    { "--mode", "fast", "--mode", 2 },
    { "--precision", "3", "--precision", 2 },
    { "--threads", "-1", "--threads", 2 },
    { "--repeat", "many", "many", 2 },
    { "--repeat", "0", "--repeat", 2 },
    { "--range", "1", "--range", 2 },
    { "--range", "1,1", "--range", 2 },
    { "--in", "missing.onnx", "Data of \"Input\" from \"missing.onnx\"", 1 },
  };
  g_auto (Outcome) nothing = run (NULL, "run", "-e", plus_one, NULL);
  g_auto (Outcome) no_file = run (NULL, "run", "--in", "{1}", NULL);
  g_auto (Outcome) no_result =
      run (NULL, "run", "-e", plus_one, "--in", "{1, 2}", "--out", "q=/dev/null.npy", NULL);

  g_auto (Outcome) twice =
      run (NULL, "run", "-e", plus_one, "--in", "{1, 2}", "--random", "2", NULL);
  g_auto (Outcome) no_layer = run (NULL,
                                   "run",
                                   "-e",
                                   "NetGraph[<|\"conv1\" -> Ramp|>, {}, \"Input\" -> 2]",
                                   "--in",
                                   "{1, 2}",
                                   "--port",
                                   "conv2",
                                   NULL);
  g_auto (Outcome) unquoted =
      run (NULL,
           "run",
           "-e",
           "NetGraph[<|\"a\" -> LinearLayer[1, \"Weights\" -> {{2, 3}}, \"Biases\" -> {1}]|>, {}]",
           "--in",
           "{1, 2}",
           "--gradient",
           "{a, Weights}",
           NULL);

  g_assert_cmpint (twice.status, ==, 2);
  assert_contains (twice.errors, "twice");
  g_assert_cmpint (no_layer.status, ==, 1);
  assert_contains (no_layer.errors, "Did you mean \"conv1\"?");
  g_assert_cmpint (unquoted.status, ==, 0);
  g_assert_cmpstr (unquoted.output, ==, "{{1., 2.}}\n");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Outcome) outcome =
        run (NULL, "run", "-e", plus_one, cases[i].option, cases[i].value, NULL);

    g_assert_cmpint (outcome.status, ==, cases[i].status);
    assert_contains (outcome.errors, cases[i].part);
    g_assert_cmpstr (outcome.output, ==, "");
  }
  g_assert_cmpint (nothing.status, ==, 1);
  assert_contains (nothing.errors, "NetGraph::missing");
  g_assert_cmpint (no_file.status, ==, 2);
  g_assert_cmpint (no_result.status, ==, 1);
  assert_contains (no_result.errors, "NetGraph::nooport");
  /* Before anything runs: this net cannot. */
  g_auto (Outcome) early = run (NULL,
                                "run",
                                "-e",
                                "NetChain[{LinearLayer[3]}, \"Input\" -> 2]",
                                "--random",
                                "2",
                                "--out",
                                "z=z.npy",
                                NULL);
  g_assert_cmpint (early.status, ==, 1);
  assert_contains (early.errors, "NetGraph::nooport");
}

typedef struct {
  GHashTable *ids;
  guint n_figures, n_pictures, n_problems;
} Page;

static void
see_element (GMarkupParseContext *context,
             const char *name,
             const char **attributes,
             const char **values,
             gpointer data,
             GError **error)
{
  Page *page = data;

  page->n_figures += strcmp (name, "figure") == 0;
  for (gsize i = 0; attributes[i] != NULL; i++) {
    if (strcmp (attributes[i], "id") == 0)
      g_assert_true (g_hash_table_add (page->ids, g_strdup (values[i])));
    if (strcmp (attributes[i], "class") == 0) {
      page->n_pictures += strcmp (values[i], "picture") == 0;
      page->n_problems += strcmp (values[i], "problem") == 0;
    }
  }
}

/* The page is well-formed, has an entry for each layer and operation, and each example of each
 * layer is drawn and gives values. */
static void
test_layers_page (void)
{
  const GMarkupParser parser = { .start_element = see_element };
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Page page = { .ids = ids };
  g_autoptr (GError) error = NULL;
  g_auto (Outcome) html = run (NULL, "layers", "--html", NULL);
  g_auto (Outcome) again = run (NULL, "layers", "--html", NULL);
  g_auto (Outcome) list = run (NULL, "layers", NULL);
  g_auto (Outcome) json = run (NULL, "layers", "--json", NULL);
  g_auto (Outcome) both = run (NULL, "layers", "--html", "--json", NULL);
  g_auto (Outcome) some =
      run (NULL, "layers", "--html", "NetGraph", "LinearLayer", "NetChain", "NetGraph", NULL);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &page, NULL);
  g_autoptr (NgJson) layers = ng_json_parse (json.output, strlen (json.output), NULL);
  guint n_examples = 0;

  g_assert_cmpint (html.status, ==, 0);
  g_assert_true (g_markup_parse_context_parse (context, html.output, -1, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_cmpuint (ng_json_length (layers), >, 0);
  for (gsize i = 0; i < ng_json_length (layers); i++) {
    const NgJson *layer = ng_json_at (layers, i);
    const char *name = ng_json_string (ng_json_member (layer, "name"));

    g_assert_true (g_hash_table_contains (ids, name));
    assert_contains (list.output, name);
    n_examples += ng_json_length (ng_json_member (layer, "examples"));
  }
  g_assert_true (g_hash_table_contains (ids, "NetInitialize"));
  g_assert_true (g_hash_table_contains (ids, "NetModel"));
  g_assert_true (g_hash_table_contains (ids, "RandomReal"));
  g_assert_cmpuint (page.n_figures, ==, n_examples);
  g_assert_cmpuint (page.n_problems, ==, 0);
#ifdef NG_HAVE_RENDER
  g_assert_cmpuint (page.n_pictures, ==, n_examples);
#endif
  g_assert_cmpstr (html.output, ==, again.output);
  g_assert_cmpint (both.status, ==, 2);

  /* Some layers stand in the same order, each once. */
  g_clear_pointer (&context, g_markup_parse_context_free);
  context = g_markup_parse_context_new (&parser, 0, &page, NULL);
  g_hash_table_remove_all (ids);
  g_assert_true (g_markup_parse_context_parse (context, some.output, -1, &error));
  g_assert_true (g_hash_table_contains (ids, "NetGraph"));
  g_assert_false (g_hash_table_contains (ids, "ConvolutionLayer"));
  g_assert_true (strstr (some.output, "<h3>") < strstr (some.output, "id=\"NetGraph\""));
}

static void
test_layers (void)
{
  g_auto (Outcome) all = run (NULL, "layers", NULL);
  g_auto (Outcome) one = run (NULL, "layers", "LinearLayer", NULL);
  g_auto (Outcome) json = run (NULL, "layers", "LinearLayer", "--json", NULL);
  g_auto (Outcome) wrong = run (NULL, "layers", "LinerLayer", NULL);
  g_autoptr (NgJson) value = ng_json_parse (json.output, strlen (json.output), NULL);

  assert_contains (all.output, "Containers\n  FunctionLayer");
  assert_contains (all.output, "DropoutLayer");
  assert_contains (one.output, "LinearLayer[Size]\n");
  assert_contains (one.output, "\n    Weights  (o…) × (i…)  normal");
  assert_contains (one.output, "\n    LinearLayer[3, \"Input\" -> 4]\n");
  g_assert_nonnull (value);
  g_assert_cmpstr (
      ng_json_string (ng_json_member (ng_json_at (value, 0), "name")), ==, "LinearLayer");
  g_assert_cmpint (wrong.status, ==, 1);
  assert_contains (wrong.errors, "Did you mean LinearLayer?");
}

/* What differs is named, and the status tells whether anything does. */
static void
test_diff (void)
{
  const char *a = "NetChain[{LinearLayer[3], Ramp, LinearLayer[2]}, \"Input\" -> 4]";
  const char *b =
      "NetChain[{LinearLayer[3], Tanh, SoftmaxLayer[], LinearLayer[2]}, \"Input\" -> 4]";
  g_auto (Outcome) same = run (NULL, "diff", "-e", a, "-e", a, NULL);
  g_auto (Outcome) other = run (NULL, "diff", "-e", a, "-e", b, NULL);
  g_auto (Outcome) json = run (NULL, "diff", "--json", "-e", a, "-e", b, NULL);
  g_auto (Outcome) lacking = run (NULL, "diff", "-e", a, NULL);
  g_auto (Outcome) missing = run (NULL, "diff", "-e", a, "/nonexistent.wl", NULL);

  g_assert_cmpint (same.status, ==, 0);
  g_assert_cmpstr (same.output, ==, "");
  g_assert_cmpint (other.status, ==, 1);
  g_assert_cmpstr (other.output,
                   ==,
                   "~ 2  ElementwiseLayer\n    parameter Function: Ramp → Tanh\n"
                   "+ 3  SoftmaxLayer\n1 changed, 1 added, 0 removed, 4 the same\n");
  g_assert_cmpint (json.status, ==, 1);
  assert_contains (json.output, "\"verdict\": \"added\"");
  g_assert_cmpint (lacking.status, ==, 2);
  g_assert_cmpint (missing.status, ==, 2);
  assert_contains (missing.errors, "File::missing");
}

/* A net goes through both of our formats and stays the same. */
static void
test_convert (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *first = g_build_filename (folder, "a.netgraph", NULL);
  g_autofree char *second = g_build_filename (folder, "b.wl", NULL);
  g_autofree char *import = g_strdup_printf ("Import[\"%s\"] === Import[\"%s\"]", first, second);
  g_autofree char *export = g_strdup_printf ("Export[\"%s\", %s]", second, plus_one);
  g_auto (Outcome) to_ours = run (NULL,
                                  "convert",
                                  "-e",
                                  "NetInitialize[NetGraph[{LinearLayer[3]}, {}, \"Input\" -> 2]]",
                                  first,
                                  NULL);
  g_auto (Outcome) to_notation = run (NULL, "convert", first, second, NULL);
  g_auto (Outcome) same = run (NULL, "eval", "-e", import, NULL);
  g_auto (Outcome) exported = run (NULL, "eval", "-e", export, NULL);
  g_auto (Outcome) applied = run (NULL, "run", second, "--in", "{1, 2}", NULL);
  g_auto (Outcome) lacking = run (NULL, "convert", first, NULL);
  g_auto (Outcome) ending = run (NULL, "convert", first, "c.xyz", NULL);
  g_auto (Outcome) missing = run (NULL, "eval", "-e", "Import[\"/nonexistent.wl\"]", NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (to_ours.errors, ==, "");
  g_assert_cmpint (to_ours.status, ==, 0);
  g_assert_cmpint (to_notation.status, ==, 0);
  g_assert_cmpstr (same.output, ==, "True\n");
  g_assert_cmpint (exported.status, ==, 0);
  g_assert_cmpstr (applied.output, ==, "{2., 3.}\n");
  g_assert_cmpint (lacking.status, ==, 2);
  g_assert_cmpint (ending.status, ==, 1);
  assert_contains (ending.errors, "File::format");
  g_assert_cmpint (missing.status, ==, 1);
  assert_contains (missing.errors, "File::missing");
  g_remove (first);
  g_remove (second);
  g_rmdir (folder);
}

/* A net of the gallery stands for a file; one with other parameters is evaluated. */
static void
test_gallery (void)
{
  g_auto (Outcome) names = run (NULL, "eval", "-e", "NetModel[]", NULL);
  g_auto (Outcome) file = run (NULL, "info", "NetModel[\"LeNet-5\"]", NULL);
  g_auto (Outcome) text = run (NULL, "info", "-e", "NetModel[\"LeNet-5\"]", NULL);
  g_auto (Outcome) input = run ("NetModel[\"LeNet-5\"]", "info", "-", NULL);
  g_auto (Outcome) small =
      run (NULL, "info", "NetModel[{\"Transformer Encoder\", \"layers\" -> 1}]", NULL);
  g_auto (Outcome) unknown = run (NULL, "info", "NetModel[\"LeNet-6\"]", NULL);
  g_auto (Outcome) other = run (NULL, "info", "NetModle[\"LeNet-5\"]", NULL);

  assert_contains (names.output, "\"LeNet-5\"");
  g_assert_cmpint (file.status, ==, 0);
  assert_contains (file.output, "parameters: 61,706\n");
  g_assert_cmpstr (file.output, ==, text.output);
  g_assert_cmpstr (file.output, ==, input.output);
  assert_contains (small.output, "parameters: 3,152,384\n");
  g_assert_cmpint (unknown.status, ==, 1);
  assert_contains (unknown.errors, ":1:1: error: NetModel::name: ");
  assert_contains (unknown.errors, "hint: Did you mean \"LeNet-5\"?");
  g_assert_cmpint (other.status, ==, 1);
  assert_contains (other.errors, "File::missing");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  if (argc != 2)
    g_error ("usage: %s NETGRAPH", argv[0]);
  program = argv[1];
  g_test_add_func ("/app/cli/help", test_help);
  g_test_add_func ("/app/cli/wrong-options", test_wrong_options);
  g_test_add_func ("/app/cli/eval", test_eval);
  g_test_add_func ("/app/cli/eval-as-at-prompt", test_eval_as_at_prompt);
  g_test_add_func ("/app/cli/eval-fails", test_eval_fails);
  g_test_add_func ("/app/cli/examples", test_examples);
  g_test_add_func ("/app/cli/examples-status", test_examples_status);
  g_test_add_func ("/app/cli/info", test_info);
  g_test_add_func ("/app/cli/info-json", test_info_json);
  g_test_add_func ("/app/cli/run", test_run);
  g_test_add_func ("/app/cli/run-coders", test_run_coders);
  g_test_add_func ("/app/cli/run-files", test_run_files);
  g_test_add_func ("/app/cli/run-decoded-file", test_run_decoded_file);
  g_test_add_func ("/app/cli/run-fails", test_run_fails);
  g_test_add_func ("/app/cli/layers", test_layers);
  g_test_add_func ("/app/cli/layers-page", test_layers_page);
  g_test_add_func ("/app/cli/diff", test_diff);
  g_test_add_func ("/app/cli/convert", test_convert);
  g_test_add_func ("/app/cli/gallery", test_gallery);
  return g_test_run ();
}
