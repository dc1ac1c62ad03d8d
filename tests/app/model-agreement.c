/* model-agreement DIR…: runs the models of folders with a reference.json and compares.
 *
 * Inputs are generated from a seed, as SOURCES.md beside the models says. An output agrees when its
 * dimensions are equal and each of the sampled elements is near: |a - b| <= 1e-4 max (rms, 1) +
 * 1e-3 |b|; integers equal. */

#include "core/base/json.h"
#include "core/formats/document.h"
#include "tests/app/onnx-run.h"
#include <math.h>
#include <stdio.h>

/* The hash that makes element @index of an input, in [0, 1). */
static double
unit_of (guint64 index, guint64 seed)
{
  guint64 x = (index + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) +
              seed * G_GUINT64_CONSTANT (0xD1B54A32D192ED03);

  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94D049BB133111EB);
  x ^= x >> 31;
  return (double) (x >> 40) / 16777216;
}

static double
number_of (const NgJson *object, const char *name)
{
  const NgJson *member = ng_json_member (object, name);

  return member != NULL ? ng_json_number (member) : 0;
}

static gsize
read_dims (const NgJson *object, gint64 *dims)
{
  const NgJson *shape = ng_json_member (object, "shape");
  gsize rank = MIN (ng_json_length (shape), NG_MAX_RANK);

  for (gsize i = 0; i < rank; i++)
    dims[i] = (gint64) ng_json_number (ng_json_at (shape, i));
  return rank;
}

static NgTensor *
make_input (const NgJson *input)
{
  gint64 dims[NG_MAX_RANK], count;
  gsize rank = read_dims (input, dims);
  NgElement element = ng_element_from_name (ng_json_string (ng_json_member (input, "dtype")));
  double low = number_of (input, "lo"), high = number_of (input, "hi");
  const NgJson *value = ng_json_member (input, "value");

  ng_dims_count (dims, rank, &count);
  double *data = g_new (double, (gsize) MAX (count, 1));
  for (gint64 i = 0; i < count; i++) {
    double u = unit_of ((guint64) i, (guint64) number_of (input, "seed"));
    data[i] = value != NULL ? ng_json_number (value) : low + (high - low) * u;
    if (value == NULL && !ng_element_is_real (element))
      data[i] = floor (data[i]);
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, rank, data);

  return ng_tensor_convert (wide, element);
}

static gboolean
agrees (const NgTensor *got, const NgJson *want, GString *why)
{
  gint64 dims[NG_MAX_RANK], count = ng_tensor_count (got);
  gsize rank = read_dims (want, dims);
  const NgJson *samples = ng_json_member (want, "samples");
  gsize n = ng_json_length (samples);
  double tolerance = 1e-4 * MAX (number_of (want, "rms"), 1), worst = 0;
  gboolean is_real = ng_element_is_real (ng_tensor_element (got));

  gboolean same = rank == ng_tensor_rank (got);
  for (gsize i = 0; same && i < rank; i++)
    same = dims[i] == ng_tensor_dims (got)[i];
  if (!same) {
    g_string_append (why, "other dimensions");
    return FALSE;
  }
  for (gsize j = 0; j < n; j++) {
    double b = ng_json_number (ng_json_at (samples, j));
    double a = ng_tensor_get_real (got, (gint64) (j * (gsize) count / n));
    double limit = is_real ? tolerance + 1e-3 * fabs (b) : 0;
    if (!(fabs (a - b) <= limit)) {
      g_string_append_printf (why, "sample %zu is %.9g instead of %.9g", j, a, b);
      return FALSE;
    }
    worst = MAX (worst, fabs (a - b));
  }
  g_string_append_printf (why, "%sdiffers by at most %.3g", why->len > 0 ? ", " : "", worst);
  return TRUE;
}

static gboolean
check_model (NgNet *net, const NgJson *entry, GString *why)
{
  const NgJson *in = ng_json_member (entry, "inputs"), *out = ng_json_member (entry, "outputs");
  g_autoptr (GError) error = NULL;
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, ng_net_n_inputs (net) + 1);
  g_autofree NgTensor **outputs = g_new0 (NgTensor *, ng_net_n_outputs (net) + 1);
  gboolean ok = TRUE;

  for (gsize i = 0; i < ng_json_length (in); i++) {
    const NgJson *input = ng_json_at (in, i);
    int port = ng_net_find_input (net, ng_json_string (ng_json_member (input, "name")));
    if (port >= 0 && inputs[port] == NULL)
      inputs[port] = make_input (input);
  }
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    if (inputs[i] == NULL) {
      g_string_append_printf (why, "no data for input \"%s\"", ng_net_input_name (net, i));
      ok = FALSE;
    }
  }
  if (ok && !ng_test_run_net (net, inputs, outputs, &error)) {
    g_string_append (why, error->message);
    ok = FALSE;
  }
  for (gsize i = 0; ok && i < ng_json_length (out); i++) {
    const NgJson *want = ng_json_at (out, i);
    const char *name = ng_json_string (ng_json_member (want, "name"));
    int port = ng_net_find_output (net, name);
    if (port < 0) {
      g_string_append_printf (why, "no output \"%s\"", name);
      ok = FALSE;
    } else {
      ok = agrees (outputs[port], want, why);
    }
  }
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_clear_pointer (&inputs[i], ng_tensor_unref);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    g_clear_pointer (&outputs[i], ng_tensor_unref);
  return ok;
}

static void
check_file (const char *folder, const char *name, const NgJson *entry, NgTally *tally)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) why = g_string_new (NULL);
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
  gboolean ok = net != NULL && check_model (net, entry, why);

  if (net == NULL)
    g_string_append (why, error->message);
  tally->passed += ok;
  tally->failed += !ok;
  printf ("%s %s: %s\n", ok ? "ok" : "not ok", name, why->str);
  fflush (stdout);
}

static void
check_folder (const char *folder, NgTally *tally)
{
  g_autofree char *path = g_build_filename (folder, "reference.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) files = NULL;
  g_autoptr (NgJson) reference = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &error))
    reference = ng_json_parse (text, length, &error);
  if (reference == NULL) {
    fprintf (stderr, "%s\n", error->message);
    tally->failed++;
    return;
  }
  for (gsize i = 0; i < ng_json_length (reference); i++)
    check_file (folder, ng_json_name (reference, i), ng_json_at (reference, i), tally);
  files = g_dir_open (folder, 0, NULL);
  for (const char *name; files != NULL && (name = g_dir_read_name (files)) != NULL;) {
    if (g_str_has_suffix (name, ".onnx") && ng_json_member (reference, name) == NULL) {
      printf ("skip %s: no reference values\n", name);
      tally->skipped++;
    }
  }
}

int
main (int argc, char **argv)
{
  NgTally tally = { 0 };

  if (argc < 2) {
    fprintf (stderr, "usage: model-agreement DIR…\n");
    return 2;
  }
  for (int i = 1; i < argc; i++)
    check_folder (argv[i], &tally);
  return ng_tally_close (&tally);
}
