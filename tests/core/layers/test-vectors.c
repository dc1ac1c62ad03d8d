/* Every layer that PyTorch has, against what PyTorch gave: values, gradients and statistics of the
 * files in tests/vectors, in double precision. tests/vectors/make.py says what they hold. */

#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "tests/support/battery.h"

#include <math.h>
#include <string.h>

/* Both sides round each of at most some thousand operations in double, and sums of random signs
 * do not grow. */
#define TOLERANCE 1e-10

typedef struct {
  NgSafetensors *file;
  NgNet *net;
  GPtrArray *inputs; /* by input of the net */
  GPtrArray *seeds;  /* by output of the net */
  GArray *wants;
  GPtrArray *expected; /* by want */
} Vector;

static NgTensor *
find (const Vector *self, const char *kind, const char *name)
{
  g_autofree char *key = g_strconcat (kind, "/", name, NULL);

  return ng_safetensors_find (self->file, key);
}

static void
want (Vector *self, const NgWant *what, NgTensor *expected)
{
  g_array_append_val (self->wants, *what);
  g_ptr_array_add (self->expected, expected);
}

/* gradient/1/Weights or update/1/MovingMean: of the one layer */
static gboolean
want_array (Vector *self, const char *name, NgTensor *expected)
{
  gboolean is_update = g_str_has_prefix (name, "update/1/");
  NgWant what = { .kind = is_update ? NG_WANT_ARRAY_UPDATE : NG_WANT_ARRAY_GRADIENT,
                  .n_layers = 1 };

  if (!is_update && !g_str_has_prefix (name, "gradient/1/"))
    return FALSE;
  what.port = ng_layer_find_array (ng_net_layer (self->net, 0), strrchr (name, '/') + 1);
  g_assert_cmpint (what.port, >=, 0);
  want (self, &what, expected);
  return TRUE;
}

/* What read_ports() takes, and the arrays of the net. */
static gboolean
is_of_port (const NgNet *net, const char *name)
{
  const char *port = strchr (name, '/') + 1;

  if (g_str_has_prefix (name, "1/"))
    return ng_layer_find_array (ng_net_layer (net, 0), port) >= 0;
  if (g_str_has_prefix (name, "input/") || g_str_has_prefix (name, "gradient/"))
    return ng_net_find_input (net, port) >= 0;
  return (g_str_has_prefix (name, "output/") || g_str_has_prefix (name, "seed/")) &&
         ng_net_find_output (net, port) >= 0;
}

static void
read_ports (Vector *self)
{
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    NgTensor *tensor = find (self, "input", ng_net_input_name (self->net, i));
    NgTensor *gradient = find (self, "gradient", ng_net_input_name (self->net, i));
    NgWant what = { .kind = NG_WANT_INPUT_GRADIENT, .port = (int) i };

    g_assert_nonnull (tensor);
    g_ptr_array_add (self->inputs, tensor);
    if (gradient != NULL)
      want (self, &what, gradient);
  }
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    NgTensor *tensor = find (self, "output", ng_net_output_name (self->net, i));
    NgWant what = { .kind = NG_WANT_OUTPUT, .port = (int) i };

    g_assert_nonnull (tensor);
    want (self, &what, tensor);
    g_ptr_array_add (self->seeds, find (self, "seed", ng_net_output_name (self->net, i)));
  }
}

/* Equal but for TOLERANCE, of the greatest element where that is above 1. */
static void
check (const char *name, const NgTensor *a, const NgTensor *b)
{
  double greatest = 1;

  g_assert_cmpuint (ng_tensor_rank (a), ==, ng_tensor_rank (b));
  for (gsize i = 0; i < ng_tensor_rank (a); i++)
    g_assert_cmpint (ng_tensor_dims (a)[i], ==, ng_tensor_dims (b)[i]);
  for (gint64 i = 0; i < ng_tensor_count (b); i++)
    greatest = MAX (greatest, fabs (ng_tensor_get_real (b, i)));
  for (gint64 i = 0; i < ng_tensor_count (b); i++)
    if (!(fabs (ng_tensor_get_real (a, i) - ng_tensor_get_real (b, i)) <= TOLERANCE * greatest))
      g_error ("%s, element %" G_GINT64_FORMAT ": %.15g, and PyTorch has %.15g",
               name,
               i,
               ng_tensor_get_real (a, i),
               ng_tensor_get_real (b, i));
}

static void
run (const char *path, Vector *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (self->net, &error);
  g_autofree NgTensor **results = g_new0 (NgTensor *, self->wants->len);
  NgApply apply = { .inputs = (NgTensor *const *) self->inputs->pdata,
                    .seeds = (NgTensor *const *) self->seeds->pdata,
                    .is_batch = TRUE,
                    .wants = (const NgWant *) self->wants->data,
                    .n_wants = self->wants->len,
                    .element = NG_ELEMENT_F64 };

  g_assert_no_error (error);
  if (g_strcmp0 (ng_safetensors_text (self->file, "mode"), "training") == 0)
    apply.mode = NG_MODE_TRAINING;
  if (!ng_evaluator_apply (evaluator, &apply, NULL, results, &error))
    g_error ("%s: %s", path, error->message);
  for (guint i = 0; i < self->wants->len; i++) {
    check (path, results[i], self->expected->pdata[i]);
    ng_tensor_unref (results[i]);
  }
}

static void
test_vector (gconstpointer data)
{
  g_autofree char *path = ng_test_source (data);
  g_autofree char *bytes = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgSafetensors) file = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new (), seeds = g_ptr_array_new ();
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (NgWant));
  gboolean is_training;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, &error));
  content = g_bytes_new (bytes, size);
  file = ng_safetensors_read (content, &error);
  g_assert_no_error (error);
  net = ng_document_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  Vector vector = { file, net, inputs, seeds, wants, expected };

  read_ports (&vector);
  is_training = g_strcmp0 (ng_safetensors_text (file, "mode"), "training") == 0;
  for (gsize i = 0; i < ng_safetensors_length (file); i++) {
    const char *array = ng_safetensors_name (file, i);

    /* Outside training statistics stay as they are, and nobody can ask what becomes of them. */
    if (!is_training && g_str_has_prefix (array, "update/"))
      continue;
    if (!want_array (&vector, array, ng_safetensors_tensor (file, i)) && !is_of_port (net, array))
      g_error ("%s: nobody looks at %s", path, array);
  }
  run (path, &vector);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  g_autofree char *vectors = ng_test_source ("tests/vectors");
  const char *name;
  guint n = 0;

  ng_test_init (&argc, &argv);
  folder = g_dir_open (vectors, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".safetensors")) {
      n++;
      g_autofree char *path = g_strconcat ("/layers/vectors/", name, NULL);

      g_test_add_data_func_full (
          path, g_build_filename ("tests/vectors", name, NULL), test_vector, g_free);
    }
  g_assert_cmpuint (n, >, 0);
  return g_test_run ();
}
