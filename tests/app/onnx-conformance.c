/* onnx-conformance DIR… [--tier N] [--only GLOB] [--list FILE]: runs the tests of folders with an
 * index.tsv and compares. FILE names tests that are expected to fail, "set/test # reason" a line;
 * one of these that passes, or that is not among the tests, is a failure too.
 *
 * |got - want| <= 1e-5 + 1e-3 |want| for float32 and double, 1e-2 for narrower reals; integers and
 * booleans equal; NaN equals NaN. Elements and dimensions have to be equal too. */

#include "core/formats/document.h"
#include "core/formats/samples.h"
#include "tests/app/onnx-run.h"
#include <math.h>
#include <stdio.h>

enum { SET, TEST, TIER = 10, CLASS = 11, N_COLUMNS = 13 };

typedef struct {
  int tier; /* 0 for all */
  GPatternSpec *only;
  GHashTable *expected;
} Choice;

static gboolean
is_near (const NgTensor *got, const NgTensor *want, gint64 i)
{
  double a = ng_tensor_get_real (got, i), b = ng_tensor_get_real (want, i);
  NgElement element = ng_tensor_element (want);

  if (isnan (b) || isinf (b))
    return isnan (b) ? isnan (a) : a == b;
  if (!ng_element_is_real (element))
    return ng_tensor_get_int (got, i) == ng_tensor_get_int (want, i);
  if (ng_element_bits (element) < 32)
    return fabs (a - b) <= 1e-2 * MAX (fabs (b), 1);
  return fabs (a - b) <= 1e-5 + 1e-3 * fabs (b);
}

static char *
describe (const NgTensor *tensor)
{
  GString *text = g_string_new (ng_element_name (ng_tensor_element (tensor)));

  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (
        text, "%c%" G_GINT64_FORMAT, i == 0 ? ' ' : 'x', ng_tensor_dims (tensor)[i]);
  return g_string_free (text, FALSE);
}

static gboolean
is_same_text (const NgTensor *got, const NgTensor *want, gint64 i)
{
  return g_str_equal (ng_tensor_string (got, i), ng_tensor_string (want, i));
}

/* Reals are computed in one precision and narrow integers in 8 bits, so their element is the one
 * that inference found. */
static gboolean
agrees (
    const NgTensor *got, NgElement found, const NgTensor *want, gboolean is_random, GString *why)
{
  NgElement element = ng_tensor_element (got), wanted = ng_tensor_element (want);
  gboolean same =
      ng_tensor_rank (got) == ng_tensor_rank (want) &&
      (ng_element_is_real (element) || ng_element_bits (wanted) < 8 ? found == wanted
                                                                    : element == wanted);

  for (gsize i = 0; same && i < ng_tensor_rank (got); i++)
    same = ng_tensor_dims (got)[i] == ng_tensor_dims (want)[i];
  if (!same) {
    g_autofree char *left = describe (got);
    g_autofree char *right = describe (want);
    g_string_append_printf (why, "%s (%s) instead of %s", left, ng_element_name (found), right);
    return FALSE;
  }
  for (gint64 i = 0; wanted == NG_ELEMENT_STRING && i < ng_tensor_count (want); i++) {
    if (!is_same_text (got, want, i)) {
      g_string_append_printf (why,
                              "element %" G_GINT64_FORMAT " is \"%s\" instead of \"%s\"",
                              i,
                              ng_tensor_string (got, i),
                              ng_tensor_string (want, i));
      return FALSE;
    }
  }
  for (gint64 i = 0; !is_random && wanted != NG_ELEMENT_STRING && i < ng_tensor_count (want); i++) {
    if (!is_near (got, want, i)) {
      g_string_append_printf (why,
                              "element %" G_GINT64_FORMAT " is %.9g instead of %.9g",
                              i,
                              ng_tensor_get_real (got, i),
                              ng_tensor_get_real (want, i));
      return FALSE;
    }
  }
  return TRUE;
}

static GPtrArray *
read_tensors (const char *folder, const char *kind, GError **error)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  for (int i = 0;; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%s_%d.pb", folder, kind, i);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return list;
    NgTensor *tensor = ng_sample_read (path, NULL, 0, 1, error);
    if (tensor == NULL) {
      g_ptr_array_unref (list);
      return NULL;
    }
    g_ptr_array_add (list, tensor);
  }
}

/* Old tests write the bits of bfloat16 as uint16. */
static void
take_bits (gpointer *place, NgElement declared)
{
  NgTensor *tensor = *place;

  if (declared != NG_ELEMENT_BF16 || ng_tensor_element (tensor) != NG_ELEMENT_U16)
    return;
  *place = ng_tensor_new_copy (
      declared, ng_tensor_dims (tensor), ng_tensor_rank (tensor), ng_tensor_data (tensor));
  ng_tensor_unref (tensor);
}

static gboolean
compare_run (NgNet *net, GPtrArray *inputs, GPtrArray *wanted, gboolean is_random, GString *why)
{
  g_autoptr (GError) error = NULL;
  gsize n = ng_net_n_outputs (net);
  g_autofree NgTensor **outputs = g_new0 (NgTensor *, n + 1);

  if (inputs->len != ng_net_n_inputs (net) || wanted->len > n) {
    g_string_append_printf (why,
                            "%u inputs for %zu, %u outputs for %zu",
                            inputs->len,
                            ng_net_n_inputs (net),
                            wanted->len,
                            n);
    return FALSE;
  }
  for (guint i = 0; i < inputs->len; i++)
    take_bits (&inputs->pdata[i], ng_net_input_type (net, i)->element);
  for (guint i = 0; i < wanted->len; i++)
    take_bits (&wanted->pdata[i], ng_net_output_type (net, i)->element);
  if (!ng_test_run_net (net, (NgTensor *const *) inputs->pdata, outputs, &error)) {
    g_string_append (why, error->message);
    return FALSE;
  }
  gboolean ok = TRUE;
  for (guint i = 0; i < wanted->len && ok; i++)
    ok =
        agrees (outputs[i], ng_net_output_type (net, i)->element, wanted->pdata[i], is_random, why);
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&outputs[i], ng_tensor_unref);
  return ok;
}

static gboolean
run_data_set (NgNet *net, const char *folder, gboolean is_random, GString *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) inputs = read_tensors (folder, "input", &error);
  g_autoptr (GPtrArray) wanted = inputs != NULL ? read_tensors (folder, "output", &error) : NULL;

  if (wanted == NULL) {
    g_string_append (why, error->message);
    return FALSE;
  }
  return compare_run (net, inputs, wanted, is_random, why);
}

/* The input of a "light" test: element i of n is i/n. */
static gboolean
run_light (NgNet *net, const char *folder, const char *test, GString *why)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autofree char *path = g_strdup_printf ("%s/%s_output_0.pb", folder, test);
  g_autoptr (GError) error = NULL;
  gint64 dims[NG_MAX_RANK], count;

  const NgType *type = ng_net_n_inputs (net) == 1 ? ng_net_input_type (net, 0) : NULL;
  if (type == NULL || !ng_type_count (type, &count)) {
    g_string_append (why, "its input has no fixed size");
    return FALSE;
  }
  for (int i = 0; i < type->rank; i++)
    dims[i] = type->dims[i].value;
  float *data = g_new (float, (gsize) count);
  for (gint64 i = 0; i < count; i++)
    data[i] = (float) ((double) i / (double) count);
  g_ptr_array_add (inputs, ng_tensor_new_take (NG_ELEMENT_F32, dims, (gsize) type->rank, data));
  NgTensor *tensor = ng_sample_read (path, NULL, 0, 1, &error);
  if (tensor == NULL) {
    g_string_append (why, error->message);
    return FALSE;
  }
  g_ptr_array_add (wanted, tensor);
  return compare_run (net, inputs, wanted, FALSE, why);
}

static gboolean
run_test (const char *folder, char **row, GString *why)
{
  g_autofree char *set = g_build_filename (folder, row[SET], NULL);
  g_autofree char *light = g_strdup_printf ("%s/%s.onnx", set, row[TEST]);
  g_autofree char *model = g_build_filename (set, row[TEST], "model.onnx", NULL);
  gboolean is_light = g_file_test (light, G_FILE_TEST_EXISTS);
  gboolean is_random = strstr (row[CLASS], "random") != NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (is_light ? light : model, NULL, NULL, &error);

  if (net == NULL) {
    g_string_append (why, error->message);
    return FALSE;
  }
  if (is_light)
    return run_light (net, set, row[TEST], why);
  for (int i = 0;; i++) {
    g_autofree char *data = g_strdup_printf ("%s/%s/test_data_set_%d", set, row[TEST], i);
    if (!g_file_test (data, G_FILE_TEST_IS_DIR)) {
      if (i == 0)
        g_string_append (why, "no data");
      return i > 0;
    }
    if (!run_data_set (net, data, is_random, why))
      return FALSE;
  }
}

static void
check_row (const char *folder, char **row, const Choice *choice, NgTally *tallies)
{
  g_autofree char *name = g_build_filename (row[SET], row[TEST], NULL);
  int tier = CLAMP (atoi (row[TIER]), 0, 3);
  g_autoptr (GString) why = g_string_new (NULL);

  if ((choice->tier != 0 && choice->tier != tier) ||
      (choice->only != NULL && !g_pattern_spec_match_string (choice->only, name) &&
       !g_pattern_spec_match_string (choice->only, row[TEST])))
    return;
  gboolean ok = run_test (folder, row, why);
  gboolean is_expected = choice->expected != NULL && g_hash_table_remove (choice->expected, name);
  if (ok && is_expected) {
    g_string_append (why, "passes, and is listed as failing");
    ok = is_expected = FALSE;
  }
  printf ("%s %s%s%s\n",
          ok            ? "ok"
          : is_expected ? "skip"
                        : "not ok",
          name,
          ok ? "" : ": ",
          ok ? "" : why->str);
  fflush (stdout);
  NgTally *tally = &tallies[tier];
  tally->passed += ok;
  tally->skipped += !ok && is_expected;
  tally->failed += !ok && !is_expected;
}

static gboolean
check_folder (const char *folder, const Choice *choice, NgTally *tallies)
{
  g_autofree char *path = g_build_filename (folder, "index.tsv", NULL);
  g_auto (GStrv) lines = ng_test_lines (path);

  for (guint i = 1; lines != NULL && lines[i] != NULL; i++) {
    g_auto (GStrv) row = g_strsplit (lines[i], "\t", -1);
    if (g_strv_length (row) >= N_COLUMNS)
      check_row (folder, row, choice, tallies);
  }
  return lines != NULL;
}

/* Each with its reason. */
static GHashTable *
read_expected (const char *path, NgTally *tally)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = ng_test_lines (path);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
    char *comment = strchr (lines[i], '#');
    if (comment != NULL)
      *comment++ = '\0';
    g_strstrip (lines[i]);
    if (*lines[i] == '\0')
      continue;
    g_hash_table_add (names, g_strdup (lines[i]));
    if (comment == NULL || *g_strstrip (comment) == '\0') {
      printf ("not ok %s: is listed without a reason\n", lines[i]);
      tally->failed++;
    }
  }
  return names;
}

/* What is left of the list after all tests were run. */
static void
report_rest (GHashTable *expected, NgTally *tally)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    printf ("not ok %s: is listed, and there is no such test\n", (char *) name);
    tally->failed++;
  }
}

int
main (int argc, char **argv)
{
  NgTally tallies[4] = { 0 }, total = { 0 };
  Choice choice = { 0 };
  g_autofree char *only = NULL;
  g_autofree char *list = NULL;
  g_auto (GStrv) folders = NULL;
  const GOptionEntry entries[] = {
    { "tier", 0, 0, G_OPTION_ARG_INT, &choice.tier, "Only tests of this tier", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "Only tests of such names", "GLOB" },
    { "list", 0, 0, G_OPTION_ARG_FILENAME, &list, "Tests that are expected to fail", "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &folders, NULL, "DIR…" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || folders == NULL) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: onnx-conformance DIR…");
    return 2;
  }
  choice.only = only != NULL ? g_pattern_spec_new (only) : NULL;
  choice.expected = list != NULL ? read_expected (list, &total) : NULL;
  for (guint i = 0; folders[i] != NULL; i++) {
    if (!check_folder (folders[i], &choice, tallies))
      total.failed++;
  }
  if (choice.expected != NULL && choice.tier == 0 && choice.only == NULL)
    report_rest (choice.expected, &total);
  for (int tier = 1; tier <= 3; tier++) {
    printf ("tier %d: %u passed, %u failed, %u skipped\n",
            tier,
            tallies[tier].passed,
            tallies[tier].failed,
            tallies[tier].skipped);
  }
  for (int tier = 0; tier <= 3; tier++) {
    total.passed += tallies[tier].passed;
    total.failed += tallies[tier].failed;
    total.skipped += tallies[tier].skipped;
  }
  g_clear_pointer (&choice.only, g_pattern_spec_free);
  g_clear_pointer (&choice.expected, g_hash_table_unref);
  return ng_tally_close (&total);
}
