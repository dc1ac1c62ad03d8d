/* The nets that come with the program: each is complete, reads back, has as many parameters as its
 * comment says, and tells where it comes from. Those that are small enough run. */

#include "core/formats/gallery.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include <math.h>

/* The number before "parameters" in the comment, "61,706"; -1 where there is none. */
static gint64
find_count (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("([0-9,]+)\\s+parameters", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *number = NULL;
  gint64 count = 0;

  if (!g_regex_match (regex, text, 0, &match))
    return -1;
  number = g_match_info_fetch (match, 1);
  for (const char *p = number; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      count = 10 * count + (*p - '0');
  return count;
}

/* The greatest nets that are initialized and applied here, by their parameters. */
#define MOST_INITIALIZED 40000000
#define MOST_APPLIED     1000000

/* One example of random numbers comes out as finite numbers. */
static void
check_runs (NgNet *net)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = NULL;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  gsize n = ng_net_n_outputs (net);
  g_autofree NgWant *wants = g_new0 (NgWant, n);
  g_autofree NgTensor **outputs = g_new0 (NgTensor *, n);
  NgApply apply = { .wants = wants, .n_wants = n, .element = NG_ELEMENT_F32 };

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_ptr_array_add (inputs, ng_test_draw (net, i, 0, 1));
  for (gsize i = 0; i < n; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  apply.inputs = (NgTensor *const *) inputs->pdata;
  evaluator = ng_evaluator_new (net, &error);
  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, outputs, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (NgTensor) output = outputs[i];

    g_assert_cmpint (ng_tensor_count (output), >, 0);
    for (gint64 j = 0; j < ng_tensor_count (output); j++)
      g_assert_true (isfinite (ng_tensor_get_real (output, j)));
  }
}

/* What a file of the program says of itself, beyond its net. */
static void
check_about (const NgGalleryNet *entry)
{
  const char *const keys[] = { "Author", "Title", "Source" };
  const NgExpr *about = entry->about;
  const NgExpr *source;

  g_assert_nonnull (about);
  g_assert_cmpstr (ng_expr_text (ng_expr_lookup (about, "Name")), ==, entry->name);
  g_assert_true (ng_expr_is_call (ng_expr_lookup (about, "TaskType"), "List"));
  g_assert_true (ng_expr_is_call (ng_expr_lookup (about, "InputDomains"), "List"));
  source = ng_expr_lookup (about, "SourceMetadata");
  g_assert_nonnull (source);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (ng_expr_kind (ng_expr_lookup (source, keys[i])), ==, NG_EXPR_STRING);
  g_assert_cmpint (ng_expr_integer (ng_expr_lookup (source, "Date")), >, 1950);
}

static void
test_net (gconstpointer data)
{
  const NgGalleryNet *entry = data;
  g_autofree char *text = NULL;
  g_autofree char *written_text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgNet) again = NULL;
  g_autoptr (NgNet) initialized = NULL;
  g_autoptr (NgExpr) written = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();

  check_about (entry);
  g_file_get_contents (entry->path, &text, NULL, &error);
  g_assert_no_error (error);
  net = ng_net_read_text (text, -1, warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 0);
  ng_net_check_specified (net, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_net_n_parameters (net), ==, find_count (text));
  written = ng_net_write (net, TRUE);
  written_text = ng_print (written, 100);
  again = ng_test_read (written_text);
  ng_assert_net_equal (net, again);
  if (ng_net_n_parameters (net) > MOST_INITIALIZED)
    return;
  initialized = ng_net_initialize (net, FALSE, 1, "Kaiming", &error);
  g_assert_no_error (error);
  if (ng_net_n_parameters (net) <= MOST_APPLIED)
    check_runs (initialized);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) gallery = NULL;

  ng_test_init (&argc, &argv);
  gallery = ng_gallery_new ();
  g_assert_cmpuint (gallery->len, >, 10);
  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *entry = gallery->pdata[i];
    g_autofree char *file = g_path_get_basename (entry->path);
    g_autofree char *test = g_strdup_printf ("/notation/gallery/%s", file);

    g_test_add_data_func (test, entry, test_net);
  }
  return g_test_run ();
}
