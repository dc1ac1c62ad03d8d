/* An array called kernel is turned round where it is one of Keras, and left alone in other files.
 */

#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "core/formats/weights.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

/* The kernel {{0, 1, 2}, {3, 4, 5}} of a file; @format: (nullable): what its metadata say. */
static NgTensor *
load_kernel (const char *name, const char *format)
{
  static const float values[] = { 0, 1, 2, 3, 4, 5 };
  g_autofree char *folder = ng_test_folder ();
  g_autofree char *path = g_build_filename (folder, "x.safetensors", NULL);
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_copy (NG_ELEMENT_F32, (const gint64[]){ 2, 3 }, 2, values);
  g_autoptr (GError) error = NULL;

  if (format != NULL)
    ng_safetensors_add_text (file, "format", format);
  g_assert_true (ng_safetensors_add (file, name, tensor, &error));
  g_autoptr (GBytes) bytes = ng_safetensors_write (file, &error);
  g_assert_no_error (error);
  g_assert_true (ng_file_replace (path, bytes, &error));
  g_autoptr (NgWeights) weights = ng_weights_load (path, NULL, &error);
  g_assert_no_error (error);
  ng_test_remove (folder);
  return ng_tensor_ref (ng_weights_tensor (weights, 0));
}

static void
test_turned (void)
{
  static const struct {
    const char *name, *format;
    gboolean is_turned;
  } cases[] = {
    { "dense/kernel", NULL, TRUE },      { "dense/kernel:0", NULL, TRUE },
    { "layers.0.kernel", NULL, FALSE },  { "layers.0.kernel", "pt", FALSE },
    { "layers.0.kernel", "flax", TRUE }, { "layers.0.kernel", "tf", TRUE },
    { "layers.0.weight", "tf", FALSE },  { "a_kernel", "keras", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgTensor) kernel = load_kernel (cases[i].name, cases[i].format);
    g_test_message ("%s", cases[i].name);
    g_assert_cmpint (ng_tensor_dims (kernel)[0], ==, cases[i].is_turned ? 3 : 2);
    ng_assert_near (ng_tensor_get_real (kernel, 1), cases[i].is_turned ? 3 : 1, 0);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/weights-kernel/turned", test_turned);
  return g_test_run ();
}
