/* Nets as programs in Python: what these give, run by the library that they are for, is what the
 * nets give. */

#include "core/engine/evaluator.h"
#include "core/formats/code.h"
#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/formats/safetensors.h"
#include "core/graph/registry.h"
#include "tests/support/battery.h"
#include "tests/support/checker.h"
#include "tests/support/written.h"

#include <glib/gstdio.h>
#include <string.h>

/* Parameters of nets that are run here. */
#define MOST_PARAMETERS 3000000

/* What goes in and what comes out, as arrays of one file. */
static void
write_case (NgNet *net, const char *path)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, n_inputs + 1);
  g_autofree NgTensor **outputs = g_new0 (NgTensor *, n_outputs + 1);
  g_autofree NgWant *wants = g_new0 (NgWant, n_outputs);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgApply apply = { .inputs = inputs, .is_batch = TRUE, .wants = wants, .n_wants = n_outputs };

  g_assert_no_error (error);
  for (gsize i = 0; i < n_inputs; i++) {
    g_autofree char *name = g_strdup_printf ("input.%" G_GSIZE_FORMAT, i);
    inputs[i] = ng_test_draw_plain (net, i);
    ng_safetensors_add (file, name, inputs[i], NULL);
  }
  for (gsize i = 0; i < n_outputs; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  ng_evaluator_apply (evaluator, &apply, NULL, outputs, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n_outputs; i++) {
    g_autofree char *name = g_strdup_printf ("output.%" G_GSIZE_FORMAT, i);
    ng_safetensors_add (file, name, outputs[i], NULL);
  }
  if (ng_test_draws (net))
    ng_safetensors_add (file, "drawn", outputs[0], NULL);
  g_autoptr (GBytes) bytes = ng_safetensors_write (file, &error);
  g_assert_no_error (error);
  g_assert_true (ng_file_replace (path, bytes, &error));
  for (gsize i = 0; i < n_inputs; i++)
    ng_tensor_unref (inputs[i]);
  for (gsize i = 0; i < n_outputs; i++)
    ng_tensor_unref (outputs[i]);
}

/* Writes the net as NAME.py with its case. Returns: whether it has a form */
static gboolean
write_program (NgNet *net, NgCodeLanguage language, const char *folder, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.py", folder, name);
  g_autofree char *values = g_strdup_printf ("%s/%s.case.safetensors", folder, name);
  g_autoptr (GError) error = NULL;

  if (!ng_code_save (net, path, language, &error)) {
    g_test_message ("%s: %s", name, error->message);
    ng_assert_tag (&error, "Code::form");
    return FALSE;
  }
  write_case (net, values);
  return TRUE;
}

/* The examples of all layers, of which each class has to have a form. */
static guint
write_examples (NgCodeLanguage language, const char *folder)
{
  guint n = 0;

  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    guint n_written = 0, n_fit = 0;
    for (gsize j = 0; j < NG_MAX_CLASS_EXAMPLES && class->examples[j] != NULL; j++) {
      g_autofree char *text = g_strdup_printf ("NetGraph[{%s}, {}]", class->examples[j]);
      g_autofree char *name = g_strdup_printf ("%s-%" G_GSIZE_FORMAT, class->name, j);
      g_autoptr (NgNet) open = ng_test_read (text);
      if (!ng_net_check_specified (open, NULL) || ng_net_n_inputs (open) == 0 ||
          (class->flags & NG_LAYER_EMPTY) != 0)
        continue;
      g_autoptr (NgNet) net = ng_test_fill (open, 3);
      n_fit++;
      n_written += write_program (net, language, folder, name);
    }
    if (n_fit > 0 && n_written == 0)
      g_error ("no example of %s has a form in %s", class->name, ng_code_language_name (language));
    n += n_written;
  }
  return n;
}

/* Each layer with each option, but for what no program has. */
static guint
write_rows (NgCodeLanguage language, const char *folder)
{
  g_auto (GStrv) rows = ng_test_layer_rows ();
  guint n = 0;

  for (guint i = 0; rows[i] != NULL; i++) {
    g_autofree char *name = g_strdup_printf ("row-%u", i + 1);
    g_autoptr (NgNet) open = ng_test_read (rows[i]);
    g_autoptr (NgNet) net = ng_test_fill (open, 3);
    gboolean is_written = write_program (net, language, folder, name);
    if (!is_written)
      g_test_message ("no form in %s: %s", ng_code_language_name (language), rows[i]);
    n += is_written;
  }
  return n;
}

static guint
write_gallery (NgCodeLanguage language, const char *folder)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();
  guint n = 0;

  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *entry = gallery->pdata[i];
    g_autoptr (NgNet) open = ng_document_load (entry->path, NULL, NULL, NULL);
    g_autofree char *name = g_strdup_printf ("gallery-%s", entry->name);
    if (!ng_net_check_specified (open, NULL) || ng_net_n_parameters (open) > MOST_PARAMETERS)
      continue;
    g_autoptr (NgNet) net = ng_test_fill (open, 3);
    n += write_program (net, language, folder, g_strdelimit (name, " ", '-'));
  }
  return n;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

static char *
run_python (const char *python, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_strv_builder_add (builder, python);
  g_strv_builder_add (builder, "-B");
  for (int i = 0; arguments[i] != NULL; i++)
    g_strv_builder_add (builder, arguments[i]);
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return output;
}

static void
assert_agree (NgCodeLanguage language, const char *package)
{
  const char *python = ng_test_python (package);
  g_autofree char *script = ng_test_source ("tests/core/formats/agree.py");
  g_autofree char *folder = NULL;

  if (python == NULL) {
    g_autofree char *why = g_strdup_printf ("There is no Python with the package %s.", package);
    g_test_skip (why);
    return;
  }
  folder = g_dir_make_tmp (NULL, NULL);
  guint n = write_examples (language, folder) + write_rows (language, folder) +
            write_gallery (language, folder);
  g_autofree char *output = run_python (python, (const char *const[]){ script, folder, NULL });
  g_auto (GStrv) lines = g_strsplit (g_strchomp (output), "\n", -1);
  guint n_wrong = 0;
  for (int i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "ok "))
      continue;
    g_test_message ("%s", lines[i]);
    n_wrong++;
  }
  g_assert_cmpuint (n_wrong, ==, 0);
  g_assert_cmpuint (g_strv_length (lines), ==, n);
  g_assert_cmpuint (n, >, 100);
  remove_folder (folder);
}

static void
test_torch (void)
{
  assert_agree (NG_CODE_TORCH, "torch");
}

/* Python reads every program for Keras, whether it has that library or not. */
static void
test_keras_syntax (void)
{
  static const char script[] = "import glob, sys\n"
                               "for path in sorted(glob.glob(sys.argv[1] + '/*.py')):\n"
                               "    compile(open(path).read(), path, 'exec')\n"
                               "    print(path)\n";
  const char *python = ng_test_python ("json");
  g_autofree char *folder = NULL;

  if (python == NULL) {
    g_test_skip ("There is no Python.");
    return;
  }
  folder = g_dir_make_tmp (NULL, NULL);
  guint n = write_examples (NG_CODE_KERAS, folder) + write_rows (NG_CODE_KERAS, folder) +
            write_gallery (NG_CODE_KERAS, folder);
  g_autofree char *output =
      run_python (python, (const char *const[]){ "-c", script, folder, NULL });
  g_auto (GStrv) lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, n);
  g_assert_cmpuint (n, >, 100);
  remove_folder (folder);
}

static void
test_keras (void)
{
  assert_agree (NG_CODE_KERAS, "keras");
}

/* The text of a program, the same each time. */
static char *
write_text (const char *notation, NgCodeLanguage language)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "it.py", NULL);
  g_autoptr (NgNet) open = ng_test_read (notation);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_initialize (open, FALSE, 3, "Kaiming", &error);
  char *texts[2];

  for (int i = 0; i < 2; i++) {
    ng_code_save (net, path, language, &error);
    g_assert_no_error (error);
    g_file_get_contents (path, &texts[i], NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpstr (texts[0], ==, texts[1]);
  g_free (texts[1]);
  remove_folder (folder);
  return texts[0];
}

static void
assert_lines (const char *text, const char *const *lines)
{
  for (int i = 0; lines[i] != NULL; i++) {
    g_autofree char *line = g_strconcat ("\n", lines[i], "\n", NULL);
    if (strstr (text, line) == NULL)
      g_error ("no line \"%s\" in:\n%s", lines[i], text);
  }
}

/* Lines that a person would write: layers of the library, names of the net, one class for nets that
 * are the same, words of Python as names of others. */
static void
test_torch_text (void)
{
  static const char *const lines[] = {
    "class Block1(nn.Module):",
    "        self.conv = nn.Conv2d(3, 3, 3, padding=1, bias=False)",
    "        ramp = torch.relu(conv)",
    "        self.block1 = Block1()",
    "        self.block2 = Block1()",
    "        self.lambda_ = nn.Linear(48, 2)",
    "        block2 = self.block2(block1)",
    "        flat = block2.flatten(1)",
    "        softmax_5 = torch.softmax(lambda_, dim=1)",
    "    input: (batch, 3, 4, 4)",
    "def load(path=os.path.join(os.path.dirname(__file__), \"it.safetensors\")):",
    NULL,
  };
  g_autofree char *text = write_text (
      "NetGraph[<|\"block1\" -> NetChain[<|\"conv\" -> ConvolutionLayer[3, 3, PaddingSize -> 1, "
      "\"Biases\" -> None], \"ramp\" -> Ramp|>], \"block2\" -> NetChain[<|\"conv\" -> "
      "ConvolutionLayer[3, 3, PaddingSize -> 1, \"Biases\" -> None], \"ramp\" -> Ramp|>], "
      "\"flat\" -> FlattenLayer[], \"lambda\" -> LinearLayer[2], \"5\" -> SoftmaxLayer[]|>, "
      "{\"block1\" -> \"block2\" -> \"flat\" -> \"lambda\" -> \"5\"}, \"Input\" -> {3, 4, 4}]",
      NG_CODE_TORCH);

  assert_lines (text, lines);
  g_assert_null (strstr (text, "Block2"));
}

/* What has no form is named, with its path and why. */
static void
test_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "it.py", NULL);
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[<|\"noise\" -> RandomArrayLayer[NormalDistribution[0, 1], \"Output\" -> 3], "
      "\"sum\" -> ThreadingLayer[Plus]|>, {\"noise\" -> NetPort[\"sum\", \"1\"], NetPort[\"x\"] -> "
      "NetPort[\"sum\", \"2\"]}, \"x\" -> 3]");
  g_autoptr (GError) error = NULL;

  g_assert_false (ng_code_save (net, path, NG_CODE_TORCH, &error));
  g_assert_nonnull (strstr (error->message, "Layer \"noise\" (RandomArrayLayer)"));
  ng_assert_tag (&error, "Code::form");
  g_autoptr (NgNet) empty = ng_test_read ("NetGraph[{LinearLayer[2, \"Input\" -> 3]}, {}]");
  g_assert_false (ng_code_save (empty, path, NG_CODE_TORCH, &error));
  ng_assert_tag (&error, "NetGraph::notinit");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
expect_text (const char *path, const char *text)
{
  g_autofree char *there = NULL;

  g_assert_true (g_file_get_contents (path, &there, NULL, NULL));
  g_assert_cmpstr (there, ==, text);
}

/* A file with the name of that of the arrays is written over only where it belongs to the program
 * that is; and where one of both cannot be written, both stay as they were. */
static void
test_stranger (void)
{
  static const char *const endings[] = { ".py", ".keras.py" };
  static const char *const beside[] = { ".safetensors", ".keras.safetensors" };
  g_autoptr (NgNet) open = ng_test_read ("NetChain[{LinearLayer[2], Ramp}, \"Input\" -> 3]");
  g_autoptr (NgNet) first = ng_test_fill (open, 3), second = NULL;
  g_autoptr (GError) error = NULL;

  second = ng_test_fill (open, 4);
  for (int language = 0; language < NG_N_CODES; language++) {
    g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
    g_autofree char *path = g_strdup_printf ("%s/it\"%s", folder, endings[language]);
    g_autofree char *arrays = g_strdup_printf ("%s/it\"%s", folder, beside[language]);
    g_autofree char *old = NULL, *new = NULL;
    gsize old_size, new_size;

    g_assert_true (g_file_set_contents (arrays, "mine", 4, NULL));
    g_assert_false (ng_code_save (first, path, language, &error));
    g_assert_nonnull (strstr (error->message, beside[language]));
    ng_assert_tag (&error, "File::write");
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_true (g_file_set_contents (path, "print(\"it.safetensors\")", -1, NULL));
    g_assert_false (ng_code_save (first, path, language, &error));
    ng_assert_tag (&error, "File::write");
    expect_text (path, "print(\"it.safetensors\")");
    expect_text (arrays, "mine");
    g_assert_cmpint (g_unlink (arrays), ==, 0);
    ng_code_save (first, path, language, &error);
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (arrays, &old, &old_size, NULL));
    ng_code_save (second, path, language, &error);
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (arrays, &new, &new_size, NULL));
    g_assert_cmpuint (old_size, ==, new_size);
    g_assert_true (memcmp (old, new, new_size) != 0);
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_assert_cmpint (g_unlink (arrays), ==, 0);
    g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
    g_assert_false (ng_code_save (first, path, language, &error));
    ng_assert_tag (&error, "File::write");
    g_assert_false (g_file_test (arrays, G_FILE_TEST_EXISTS));
    ng_test_remove (folder);
  }
}

/* An array that two layers share is one parameter. */
static void
test_shared (void)
{
  static const char *const lines[] = { "        self.b.weight = self.a.weight", NULL };
  g_autofree char *text = write_text (
      "NetGraph[<|\"a\" -> LinearLayer[3, \"Weights\" -> NetArray[\"w\"]], \"b\" -> "
      "LinearLayer[3, \"Weights\" -> NetArray[\"w\"]]|>, {\"a\" -> \"b\"}, \"Input\" -> 3]",
      NG_CODE_TORCH);

  assert_lines (text, lines);
}

/* Nets that read a sequence from both ends, or again and again, have a form whatever they are and
 * however long it is. */
static void
test_sequences (void)
{
  static const char *const nets[] = {
    "NetGraph[{NetBidirectionalOperator[{GatedRecurrentLayer[2], BasicRecurrentLayer[3]}, "
    "\"Input\" -> {\"Varying\", 3}]}, {}]",
    "NetGraph[{NetBidirectionalOperator[{LongShortTermMemoryLayer[2], "
    "LongShortTermMemoryLayer[2]}, Mean, \"Input\" -> {\"Varying\", 2}]}, {}]",
    "NetGraph[{NetNestOperator[LongShortTermMemoryLayer[2], 500, "
    "\"Input\" -> {\"Varying\", 2}]}, {}]",
  };
  static const char *const parts[] = { "torch.cat((", ") / 2", "for _ in range(500):" };

  for (gsize i = 0; i < G_N_ELEMENTS (nets); i++) {
    g_autofree char *text = write_text (nets[i], NG_CODE_TORCH);
    g_assert_nonnull (strstr (text, parts[i]));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/code/torch", test_torch);
  g_test_add_func ("/formats/code/keras", test_keras);
  g_test_add_func ("/formats/code/keras-syntax", test_keras_syntax);
  g_test_add_func ("/formats/code/torch-text", test_torch_text);
  g_test_add_func ("/formats/code/refused", test_refused);
  g_test_add_func ("/formats/code/stranger", test_stranger);
  g_test_add_func ("/formats/code/shared", test_shared);
  g_test_add_func ("/formats/code/sequences", test_sequences);
  return g_test_run ();
}
