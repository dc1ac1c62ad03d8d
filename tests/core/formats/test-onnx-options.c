/* Every layer with every option as ONNX, in both versions of the operators and, where these can say
 * it, in older ones: the checker accepts the file, our reader gives the values of the net, and the
 * net comes back. */

#include "core/formats/document.h"
#include "core/graph/same.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include "tests/support/checker.h"
#include "tests/support/written.h"

#include <string.h>

/* The net as notation tells it, in which a function with arrays is the net that it means. */
static NgNet *
by_notation (NgNet *net)
{
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 0);

  return ng_test_read (text);
}

/* Why the row does not go out and come back, or NULL. @is_refused: (out): whether operators of that
 * version can not say it, which those of 17 can */
static char *
check_row (const char *row, int opset, const char *path, gboolean *is_refused)
{
  const NgOnnxOptions options = { .opset = opset };
  g_autoptr (NgNet) open = ng_test_read (row);
  g_autoptr (NgNet) net = ng_test_fill (open, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) read = ng_test_onnx_read_back (net, &options, row, &error);

  *is_refused = opset < 17 && ng_error_has_tag (error, "ONNX::write");
  if (read == NULL)
    return *is_refused ? NULL : g_strdup (error->message);
  char *why = ng_test_written_differs (net, read);
  if (why != NULL)
    return why;
  g_autoptr (NgNet) layers = ng_onnx_to_layers (read, NULL, NULL, &error);
  if (layers == NULL)
    return g_strdup (error->message);
  g_autoptr (NgNet) wanted = by_notation (net);
  if (!ng_net_same (wanted, layers, 0))
    return g_strdup ("another net when it comes back");
  return ng_onnx_save (net, path, &options, &error) ? NULL : g_strdup (error->message);
}

static void
fail (const char *row, const char *why)
{
  g_test_message ("%s: %s", row, why);
  g_test_fail ();
}

static void
test_rows (gconstpointer data)
{
  int opset = GPOINTER_TO_INT (data);
  g_auto (GStrv) rows = ng_test_layer_rows ();
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) written = g_ptr_array_new ();

  for (guint i = 0; rows[i] != NULL; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%u.onnx", folder, i);
    gboolean is_refused;
    g_autofree char *why = check_row (rows[i], opset, path, &is_refused);
    if (why != NULL)
      fail (rows[i], why);
    if (is_refused)
      continue;
    g_ptr_array_add (paths, g_steal_pointer (&path));
    g_ptr_array_add (written, rows[i]);
  }
  g_assert_cmpuint (written->len, >, opset < 9 ? 100 : 250);
  g_auto (GStrv) refusals = g_test_failed () ? NULL : ng_test_onnx_refusals (paths);
  for (guint i = 0; refusals != NULL && i < paths->len; i++) {
    if (*refusals[i] != '\0')
      fail (written->pdata[i], refusals[i]);
  }
  ng_test_remove (folder);
}

/* What has no form is named in one error: all of it, each with its place and why. */
static void
test_refused (void)
{
  static const char *const parts[] = {
    "Layer \"middle\" (AggregationLayer) has no form in ONNX: where it cuts depends on a length "
    "that "
    "varies.",
    "Layer \"in/loss\" (CTCLossLayer) has no form in ONNX: what it does depends on a length that "
    "varies.",
  };
  g_autoptr (NgNet) open = ng_test_read (
      "NetGraph[<|\"middle\" -> AggregationLayer[Median, 1], \"first\" -> LinearLayer[2], \"last\" "
      "-> "
      "Tanh, \"in\" -> NetGraph[<|\"p\" -> SoftmaxLayer[], \"loss\" -> CTCLossLayer[]|>, {\"p\" -> "
      "NetPort[{\"loss\", \"Input\"}]}]|>, {NetPort[\"x\"] -> \"middle\" -> \"first\" -> \"last\", "
      "NetPort[\"x\"] -> NetPort[\"in\", \"Input\"]}, \"x\" -> {\"Varying\", 3}, \"Target\" -> 2]");
  g_autoptr (NgNet) net = ng_test_fill (open, 3);
  g_autoptr (GError) error = NULL;
  const NgOnnxOptions options = { .without_losses = TRUE };

  g_assert_null (ng_onnx_write (net, NULL, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_nonnull (strstr (error->message, parts[i]));
  g_assert_null (strstr (error->message, "last"));
  g_assert_cmpstr (ng_error_diagnostic (error)->place.path, ==, "middle");
  g_assert_nonnull (strstr (ng_error_diagnostic (error)->hint, "--without-losses"));
  ng_assert_tag (&error, "ONNX::write");
  g_assert_null (ng_onnx_write (net, &options, &error));
  g_assert_nonnull (strstr (error->message, parts[0]));
  g_assert_null (strstr (error->message, "loss"));
  g_assert_nonnull (strstr (ng_error_diagnostic (error)->hint, ".netgraph"));
  ng_assert_tag (&error, "ONNX::write");
}

int
main (int argc, char **argv)
{
  /* Of models that layers were put into. */
  static const int old[] = { 7, 9, 11, 12, 13, 15 };

  ng_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (old); i++) {
    g_autofree char *name = g_strdup_printf ("/formats/onnx-options/%d", old[i]);
    g_test_add_data_func (name, GINT_TO_POINTER (old[i]), test_rows);
  }
  g_test_add_data_func ("/formats/onnx-options/17", GINT_TO_POINTER (17), test_rows);
  g_test_add_data_func ("/formats/onnx-options/21", GINT_TO_POINTER (21), test_rows);
  g_test_add_func ("/formats/onnx-options/refused", test_refused);
  return g_test_run ();
}
