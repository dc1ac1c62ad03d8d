/* The net is an expression in "Network": in the first releases as text, later as a string of
 * Compress, or as WXF. Its arrays stand by number in the group "Arrays". */

#include "core/formats/wlnet.h"

#include "core/formats/compressed.h"
#include "core/formats/hdf5.h"
#include "core/formats/wolfram-net.h"
#include "core/formats/wxf.h"

static NgExpr *
read_expression (GBytes *content, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (content, &size);

  if (ng_wxf_is (content))
    return ng_wxf_read (content, error);
  if (ng_compressed_is (text, size))
    return ng_compressed_read (text, size, error);
  if (g_utf8_validate (text, (gssize) size, NULL))
    return ng_parse_one (text, (gssize) size, NULL, error);
  ng_error_set_new (error,
                    "Wlnet::net",
                    NULL,
                    "The net of Wolfram is written in a way that is not known: \"Network\" is "
                    "neither text nor WXF.");
  return NULL;
}

static NgTensor *
find_array (gint64 number, gpointer user_data, GError **error)
{
  NgHdf5 *file = user_data;
  g_autofree char *path = g_strdup_printf ("Arrays/%" G_GINT64_FORMAT, number);
  int index = ng_hdf5_find (file, path);

  if (index >= 0)
    return ng_hdf5_tensor (file, (gsize) index, error);
  ng_error_set_new (error,
                    "Wlnet::net",
                    NULL,
                    "The net of Wolfram needs array %" G_GINT64_FORMAT
                    ", which the file does not hold.",
                    number);
  return NULL;
}

static void
fail_network (GError **error)
{
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("Wlnet::net",
                             NULL,
                             "The file holds arrays of Wolfram's, and no net: \"Network\" is "
                             "missing, or is none."),
          "Arrays are put into a net by \"netgraph convert NET OUT --weights FILE --by-shape\"."));
}

NgNet *
ng_wlnet_read (GBytes *bytes, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (NgHdf5) file = ng_hdf5_read (bytes, error);
  int index = file != NULL ? ng_hdf5_find (file, "Network") : -1;
  g_autoptr (GBytes) content = index >= 0 ? ng_hdf5_bytes (file, (gsize) index, &reason) : NULL;
  g_autoptr (NgExpr) expr = content != NULL ? read_expression (content, &reason) : NULL;

  if (file == NULL)
    return NULL;
  if (reason != NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  if (expr == NULL || !ng_wolfram_net_is (expr)) {
    fail_network (error);
    return NULL;
  }
  guint before = diagnostics != NULL ? diagnostics->len : 0;
  NgNet *net = ng_wolfram_net_read (expr, find_array, file, diagnostics, &reason);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  if (net != NULL && diagnostics != NULL && diagnostics->len > before)
    g_ptr_array_add (
        diagnostics,
        ng_diagnostic_with_hint (
            ng_diagnostic_as_warning (ng_diagnostic_new (
                "Wlnet::layer",
                NULL,
                "Not all of the net could be read: Wolfram does not document the form of .wlnet "
                "files, and what is known of it comes from files that people published.")),
            "Export[\"net.onnx\", net] writes a form that is documented."));
  return net;
}
