/* The data of netgraph run, from files and for files, and batches whose examples differ. */

#include "core/formats/npz.h"
#include "tests/app/program.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"

#include <string.h>

enum { MOST_WORDS = 14 };

#define SUM                                                                                        \
  "NetGraph[{Plus}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1 -> NetPort[\"y\"]}, \"a\" -> 2, "       \
  "\"b\" -> 2]"
#define TWICE                                                                                      \
  "NetGraph[{Ramp, 2 # &}, {NetPort[\"a\"] -> 1 -> NetPort[\"y\"], "                               \
  "NetPort[\"a\"] -> 2 -> NetPort[\"z\"]}, \"a\" -> 2]"
#define PAIR        "NetChain[{2 # &}, \"Input\" -> 2]"
#define VARYING     "NetChain[{2 # &}, \"Input\" -> \"Varying\"]"
#define LOG         "NetChain[{Log}, \"Input\" -> 1]"
#define VARYING_LOG "NetChain[{Log}, \"Input\" -> \"Varying\"]"
#define SPELL                                                                                      \
  "NetChain[{UnitVectorLayer[2]}, \"Input\" -> NetEncoder[{\"Characters\", {\"a\", \"b\"}}]]"
#define DECIDE                                                                                     \
  "NetChain[{2 # &}, \"Input\" -> {\"Varying\", 2}, \"Output\" -> NetDecoder[{\"Tokens\", "        \
  "{\"a\"}}]]"

/* Words after "netgraph run -e"; what it prints, or, where the status is 1, how it begins what it
 * says. "@" stands for the folder of the files. */
static const struct {
  const char *words[MOST_WORDS];
  int status;
  const char *told;
} cases[] = {
  /* arrays by the names of inputs, or the only one */
  { { SUM, "--in", "@/two.npz" }, 0, "{11., 22.}\n" },
  { { SUM, "--in", "b=@/two.npz", "--in", "a={1, 1}" }, 0, "{11., 21.}\n" },
  { { SUM, "--in", "a=@/one.npz", "--in", "b=@/one.npz" }, 0, "{6., 8.}\n" },
  { { PAIR, "--in", "@/one.npz" }, 0, "{6., 8.}\n" },
  { { SUM, "--in", "@/one.npz" }, 1, "error: NetGraph::noiport" },
  { { SUM, "--in", "@/two.npz", "--in", "a={1, 1}" }, 1, "error: NetGraph::indata" },
  { { PAIR, "--in", "Input=@/two.npz" }, 1, "error: Sample::format" },
  { { PAIR, "--in", "@/none.npz" }, 1, "error: File::missing" },
  { { PAIR, "--in", "@/sound.wav.npz" }, 1, "error: Sample::format" },
  /* a sound: the mean of its channels */
  { { VARYING, "--in", "@/sound.wav" }, 0, "{0.5, -0.5, 0.5}\n" },
  { { "NetChain[{2 # &}, \"Input\" -> {\"Varying\", 1}]", "--in", "Input=@/sound.wav" },
    0,
    "{{0.5}, {-0.5}, {0.5}}\n" },
  /* examples that differ in length, as net[data] takes them */
  { { SPELL, "--in", "{\"ab\", \"b\"}" }, 0, "{{{1., 0.}, {0., 1.}}, {{0., 1.}}}\n" },
  { { SPELL, "--in", "{\"ab\", \"bc\"}" }, 1, "1:8: error: NetGraph::indata: Item 2 of" },
  { { VARYING, "--in", "{{1, 2}, {3}}" }, 0, "{{2., 4.}, {6.}}\n" },
  { { VARYING, "--in", "{{1, 2}, {3}}", "--json" }, 0, "[[2,4],[6]]\n" },
  { { VARYING, "--in", "{{1, 2}, {3, \"a\"}}" }, 1, "1:10: error: NetGraph::indata: Data for" },
  { { "NetChain[{Ramp, SummationLayer[]}, \"Input\" -> \"Varying\"]", "--in", "{{1, 2}, {3}}" },
    0,
    "{3., 3.}\n" },
  { { DECIDE, "--in", "{{{1, 0}, {0, 1}}, {{1, 0}}}" }, 0, "{\"a _\", \"a\"}\n" },
  { { VARYING, "--in", "{{1, 2}, {3}}", "--gradient", "Input" }, 0, "{{2., 2.}, {2.}}\n" },
  { { "NetChain[{NetMapOperator[LinearLayer[1, \"Weights\" -> {{3}}, \"Biases\" -> None]]}, "
      "\"Input\" -> "
      "{\"Varying\", 1}]",
      "--in",
      "{{{1}, {2}}, {{3}}}",
      "--gradient",
      "{1, \"Net\", \"Weights\"}" },
    0,
    "{{6.}}\n" },
  { { SUM, "--in", "a={{1, 2}, {3}}", "--in", "b={{1, 2}, {3, 4}}" },
    1,
    "1:10: error: NetGraph::indata" },
  { { VARYING, "--in", "{{1, 2}, {3}}", "--out", "@/out.npy" }, 1, "error: Sample::shape" },
  /* a shape, and one that is too great */
  { { PAIR, "--random", "2xy" }, 1, "error: Sample::shape" },
  { { PAIR, "--random", "99999x99999" }, 1, "error: Sample::limit" },
  /* results are finite, as those of net[data], unless arrays are given as they are */
  { { LOG, "--in", "{1}" }, 0, "{0.}\n" },
  { { LOG, "--in", "{-1}" }, 1, "error: NetGraph::nan: \"Output\" is not finite. It begins in" },
  { { LOG, "--in", "{-1}", "--out", "@/out.npy" }, 1, "error: NetGraph::nan" },
  { { LOG, "--in", "{{1}, {-1}}" }, 1, "error: NetGraph::nan: \"Output\" of example 2 is not" },
  { { VARYING_LOG, "--in", "{{1, 2}, {3}, {0}}" },
    1,
    "error: NetGraph::nan: \"Output\" of example 3" },
  { { LOG, "--in", "{{-1}}", "--raw" }, 0, "{{Indeterminate}}\n" },
};

static char *
put_folder (const char *text, const char *folder)
{
  g_auto (GStrv) parts = g_strsplit (text, "@", -1);

  return g_strjoinv (folder, parts);
}

/* What it prints, and says. */
static char *
run_net (const char *const *words, const char *folder, int *status)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (line, g_strdup ("run"));
  g_ptr_array_add (line, g_strdup ("-e"));
  for (gsize i = 0; i < MOST_WORDS && words[i] != NULL; i++)
    g_ptr_array_add (line, put_folder (words[i], folder));
  g_ptr_array_add (line, NULL);
  g_auto (Outcome) outcome = run_words ((const char *const *) line->pdata);
  *status = outcome.status;
  return g_strconcat (outcome.output, outcome.errors, NULL);
}

static void
put_file (const char *folder, const char *name, gconstpointer data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

static NgTensor *
pair (double a, double b)
{
  const double numbers[] = { a, b };
  const gint64 dims[] = { 2 };

  return ng_tensor_new_copy (NG_ELEMENT_F64, dims, 1, numbers);
}

static void
put_archive (const char *folder, const char *name, const char *first, const char *second)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GBytes) bytes = NULL;

  g_ptr_array_add (names, (gpointer) first);
  g_ptr_array_add (tensors, second != NULL ? pair (1, 2) : pair (3, 4));
  if (second != NULL) {
    g_ptr_array_add (names, (gpointer) second);
    g_ptr_array_add (tensors, pair (10, 20));
  }
  bytes = ng_npz_write (names, tensors, NULL);
  put_file (folder, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Three samples of two channels, in 16 bits: their means are 1/4, -1/4 and 1/4. */
static void
put_sound (const char *folder)
{
  static const guint8 file[] = {
    'R', 'I',  'F', 'F',  48, 0, 0,  0,    'W', 'A', 'V',  'E',  'f', 'm',
    't', ' ',  16,  0,    0,  0, 1,  0,    2,   0,   0x40, 0x1F, 0,   0,
    0,   0x7D, 0,   0,    4,  0, 16, 0,    'd', 'a', 't',  'a',  12,  0,
    0,   0,    0,   0x40, 0,  0, 0,  0xC0, 0,   0,   0,    0x20, 0,   0x20,
  };

  put_file (folder, "sound.wav", file, sizeof file);
  put_file (folder, "sound.wav.npz", file, sizeof file);
}

static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp (NULL, NULL);

  put_archive (folder, "two.npz", "a", "b");
  put_archive (folder, "one.npz", "whatever", NULL);
  put_sound (folder);
  return folder;
}

static void
test_data (void)
{
  g_autofree char *folder = make_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    int status;
    g_autofree char *told = run_net (cases[i].words, folder, &status);
    gboolean is_right = cases[i].status == 0 ? g_str_equal (told, cases[i].told)
                                             : g_str_has_prefix (told, cases[i].told);

    if (status != cases[i].status || !is_right)
      g_error ("%s %s: %d %s", cases[i].words[0], cases[i].words[2], status, told);
  }
}

/* All results in one file, one in another, and lists of any length in a text. */
static void
test_files (void)
{
  static const char *const all[MOST_WORDS] = { TWICE, "--in", "a=@/two.npz", "--out", "@/all.npz" };
  static const char *const back[MOST_WORDS] = { PAIR, "--in", "Input=@/sole.npz" };
  static const char *const sole[MOST_WORDS] = {
    PAIR, "--in", "{1, 2}", "--out", "Output=@/sole.npz"
  };
  static const char *const text[MOST_WORDS] = {
    VARYING, "--in", "{{1, 2}, {3}}", "--out", "@/lists.txt"
  };
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "all.npz", NULL);
  g_autofree char *lists = g_build_filename (folder, "lists.txt", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autofree char *told = NULL;
  g_autofree char *wrote = run_net (all, folder, &(int){ 0 });
  int status;

  g_assert_cmpstr (wrote, ==, "");
  g_assert_true (ng_npz_load (path, names, tensors, &error));
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (names->pdata[0], ==, "y");
  ng_assert_near (ng_tensor_get_real (tensors->pdata[0], 1), 2, 0);
  ng_assert_near (ng_tensor_get_real (tensors->pdata[1], 1), 4, 0);
  g_free (run_net (sole, folder, &status));
  g_assert_cmpint (status, ==, 0);
  told = run_net (back, folder, &status);
  g_assert_cmpstr (told, ==, "{4., 8.}\n");
  g_free (run_net (text, folder, &status));
  g_assert_true (g_file_get_contents (lists, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "{{2., 4.}, {6.}}\n");
}

/* A table of kernels and one of layers, each with shares that make a whole, and the layers that are
 * part of another's step. */
static void
test_profile (void)
{
  static const char *const words[MOST_WORDS] = {
    "NetInitialize[NetChain[<|\"flat\" -> LinearLayer[3], \"ramp\" -> Ramp, "
    "\"soft\" -> SoftmaxLayer[]|>, \"Input\" -> 2]]",
    "--in",
    "{1, 2}",
    "--profile"
  };
  int status;
  g_autofree char *told = run_net (words, ".", &status);
  g_auto (GStrv) tables = g_strsplit (told, "\n\n", -1);

  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint (g_strv_length (tables), ==, 3);
  g_assert_true (g_str_has_prefix (tables[0], "kernel "));
  g_assert_true (g_str_has_prefix (tables[1], "layer "));
  g_assert_nonnull (strstr (tables[1], "\nflat "));
  g_assert_nonnull (strstr (tables[1], "\nsoft "));
  g_assert_true (g_str_has_prefix (tables[2], "no step of their own"));
  g_assert_true (g_str_has_suffix (tables[2], ": ramp\n"));
  for (int t = 0; t < 2; t++) {
    g_auto (GStrv) lines = g_strsplit (g_strstrip (tables[t]), "\n", -1);
    guint n = g_strv_length (lines);
    double sum = 0;

    g_assert_true (g_str_has_prefix (lines[n - 1], "total "));
    for (guint i = 1; i + 1 < n; i++)
      sum += g_ascii_strtod (strrchr (lines[i], ' '), NULL);
    /* Shares are rounded to a tenth. */
    ng_assert_near (sum, 100, 0.05 * n);
  }
}

/* What a terminal would take for an order is not printed, and columns count characters. */
static void
test_names (void)
{
  static const char *const words[MOST_WORDS] = {
    "NetInitialize[NetChain[<|\"a\033[2Jb\" -> LinearLayer[3], "
    "\"äöü×äöü×äöü×äöü×äöü×äöü×äöü×äöü×ä\" -> "
    "SoftmaxLayer[]|>, \"Input\" -> 2]]",
    "--in",
    "{1, 2}",
    "--profile"
  };
  int status;
  g_autofree char *told = run_net (words, ".", &status);
  g_auto (GStrv) tables = g_strsplit (told, "\n\n", -1);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (tables[1]), "\n", -1);
  g_auto (Outcome) different =
      run_words ((const char *const[]){ "diff",
                                        "-e",
                                        "NetChain[<|\"a\033[2Jb\" -> Ramp|>]",
                                        "-e",
                                        "NetChain[<|\"c\" -> Tanh|>]",
                                        NULL });

  g_assert_cmpint (status, ==, 0);
  g_assert_null (strchr (told, '\033'));
  g_assert_nonnull (strstr (tables[1], "\na\357\277\275[2Jb "));
  for (guint i = 1; lines[i] != NULL; i++)
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), ==, g_utf8_strlen (lines[0], -1));
  g_assert_cmpint (different.status, ==, 1);
  g_assert_null (strchr (different.output, '\033'));
  g_assert_nonnull (strstr (different.output, "a\357\277\275[2Jb"));
}

/* Texts for a model that takes them, as they stand. */
static void
test_texts (void)
{
  static const gint64 dims[] = { -1 };
  GString *graph = g_string_new (NULL);
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "texts.onnx", NULL);

  ng_proto_message (graph, 11, ng_proto_value ("x", 8, dims, 1));
  ng_proto_message (graph, 1, ng_proto_node ("Identity", "x", "r"));
  ng_proto_message (graph, 12, ng_proto_value ("r", 8, dims, 1));
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 20);
  put_file (folder, "texts.onnx", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (Outcome) plain =
      run_words ((const char *const[]){ "run", path, "--in", "x={\"a\", \"b\"}", NULL });
  g_auto (Outcome) raw =
      run_words ((const char *const[]){ "run", path, "--raw", "--in", "x={\"a\", \"b\"}", NULL });
  g_assert_cmpstr (plain.output, ==, "{\"a\", \"b\"}\n");
  g_assert_cmpstr (raw.output, ==, plain.output);
  ng_test_remove (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add_func ("/app/run/data", test_data);
  g_test_add_func ("/app/run/files", test_files);
  g_test_add_func ("/app/run/profile", test_profile);
  g_test_add_func ("/app/run/names", test_names);
  g_test_add_func ("/app/run/texts", test_texts);
  return g_test_run ();
}
