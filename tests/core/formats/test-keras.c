/* Models that Keras 3 wrote (tests/core/formats/keras/make.py) give what Keras says they give. */

#include "core/engine/evaluator.h"
#include "core/formats/document.h"
#include "core/formats/keras.h"
#include "core/formats/weights.h"
#include "tests/support/battery.h"
#include "tests/support/test.h"

#include <string.h>

static char *
path_of (const char *name)
{
  g_autofree char *folder = ng_test_source ("tests/core/formats/keras");

  return g_build_filename (folder, name, NULL);
}

static NgTensor *
find (const NgWeights *values, const char *name)
{
  for (gsize i = 0; i < ng_weights_length (values); i++) {
    if (g_str_equal (ng_weights_name (values, i), name))
      return ng_weights_tensor (values, i);
  }
  return NULL;
}

/* What is told is that words are counted from 1, and what is otherwise in training. */
static void
assert_told (const GPtrArray *warnings, const char *name)
{
  static const struct {
    const char *name, *told[4];
  } cases[] = {
    { "words", { "from 1" } },
    { "windows", { "is not trained" } },
    { "ends", { "whole channels" } },
    { "nested.keras", { "more than once", "more than once" } },
  };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    while (g_str_has_prefix (name, cases[i].name) && cases[i].told[n] != NULL) {
      g_assert_cmpuint (n, <, warnings->len);
      g_assert_nonnull (strstr (((NgDiagnostic *) warnings->pdata[n])->message, cases[i].told[n]));
      n++;
    }
  }
  g_assert_cmpuint (warnings->len, ==, n);
}

/* Both sides compute in float32: 1e-5 of numbers of about 1. */
static void
test_model (gconstpointer name)
{
  g_autofree char *path = path_of (name);
  g_autofree char *values_path = g_strconcat (path, ".safetensors", NULL);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, warnings, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgWeights) values = ng_weights_load (values_path, NULL, &error);
  NgTensor *inputs[2] = { NULL }, *output = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = inputs, .wants = &want, .n_wants = 1 };

  g_assert_no_error (error);
  assert_told (warnings, name);
  g_assert_true (ng_net_check (net, &error));
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    g_autofree char *input = g_strdup_printf ("input.%" G_GSIZE_FORMAT, i);
    inputs[i] = find (values, input);
    g_assert_nonnull (inputs[i]);
  }
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &output, &error);
  g_assert_no_error (error);
  ng_assert_tensor (output, find (values, "output.0"), 1e-5);
  ng_tensor_unref (output);
}

/* Files without a model, or with a text that is none. */
static void
test_refused (void)
{
  static const struct {
    const char *name, *tag;
  } wrong[] = { { "../hdf5/chunks.h5", "Keras::model" }, { "../hdf5/old.h5", "Json::syntax" } };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *path = path_of (wrong[i].name);
    g_assert_null (ng_document_load (path, NULL, NULL, &error));
    ng_assert_tag (&error, wrong[i].tag);
  }
}

/* What we do not have becomes a placeholder that says so; code is never run. */
static void
test_placeholder (void)
{
  g_autofree char *path = path_of ("lambda.keras");
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, warnings, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (((NgDiagnostic *) warnings->pdata[0])->tag, ==, "Keras::layer");
  g_assert_cmpstr (ng_layer_kind (ng_net_layer (net, 1)), ==, "PlaceholderLayer");
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
}

/* The bytes of the file with @new where @old stands first behind @after, which are as long. */
static void
replace (GByteArray *file, const char *after, const char *old, const char *new)
{
  gsize length = strlen (old), i = 0;

  g_assert_cmpuint (strlen (new), ==, length);
  while (i + length < file->len && memcmp (file->data + i, after, strlen (after)) != 0)
    i++;
  while (i + length < file->len && memcmp (file->data + i, old, length) != 0)
    i++;
  g_assert_cmpuint (i + length, <, file->len);
  memcpy (file->data + i, new, length);
}

/* A number that the arrays of the layer do not bear out makes nothing of its size. */
static void
test_units (void)
{
  g_autofree char *path = path_of ("words.h5");
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) mapped = ng_file_map (path, &error);
  g_assert_no_error (error);
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, g_bytes_get_data (mapped, NULL), (guint) g_bytes_get_size (mapped));
  replace (file,
           "\"LSTM\"",
           "\"zero_output_for_mask\": false, \"units\": 3, ",
           "\"units\": 4000000000,                       ");
  replace (file, "\"LSTM\"", "\"use_bias\": true", "\"use_bias\":false");
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (file);
  g_autoptr (NgNet) net = ng_keras_read (bytes, warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, >, 1);
  g_assert_cmpstr (((NgDiagnostic *) warnings->pdata[1])->tag, ==, "Keras::layer");
  g_assert_nonnull (strstr (((NgDiagnostic *) warnings->pdata[1])->message, "placeholder"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/formats/keras/both.keras", "both.keras", test_model);
  g_test_add_data_func ("/formats/keras/both.h5", "both.h5", test_model);
  g_test_add_data_func ("/formats/keras/image.keras", "image.keras", test_model);
  g_test_add_data_func ("/formats/keras/image.h5", "image.h5", test_model);
  g_test_add_data_func ("/formats/keras/words.keras", "words.keras", test_model);
  g_test_add_data_func ("/formats/keras/words.h5", "words.h5", test_model);
  g_test_add_data_func ("/formats/keras/sequence.keras", "sequence.keras", test_model);
  g_test_add_data_func ("/formats/keras/windows.keras", "windows.keras", test_model);
  g_test_add_data_func ("/formats/keras/windows.h5", "windows.h5", test_model);
  g_test_add_data_func ("/formats/keras/ends.keras", "ends.keras", test_model);
  g_test_add_data_func ("/formats/keras/ends.h5", "ends.h5", test_model);
  g_test_add_data_func ("/formats/keras/nested.keras", "nested.keras", test_model);
  g_test_add_func ("/formats/keras/refused", test_refused);
  g_test_add_func ("/formats/keras/placeholder", test_placeholder);
  g_test_add_func ("/formats/keras/units", test_units);
  return g_test_run ();
}
