/* Text read as settings of a figure: what is read is written and read again, and a net is drawn
 * with it. */

#include "core/notation/read.h"
#include "render/figure/figure-text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgFigureSettings) self =
      ng_figure_settings_parse ((const char *) data, size, warnings, &error);

  if ((self == NULL) != (error != NULL))
    g_error ("neither settings nor an error");
  if (self == NULL)
    return 0;
  g_autofree char *text = ng_figure_settings_print (self);
  g_autoptr (NgFigureSettings) again = ng_figure_settings_parse (text, strlen (text), NULL, NULL);
  if (again == NULL || !ng_figure_settings_equal (self, again))
    g_error ("what was written is not read: %s", text);

  g_autoptr (NgNet) net = ng_net_read_text (
      "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> NetChain[{Ramp, Tanh}], \"s/x\" -> Ramp|>, "
      "{\"a\" -> \"b\" -> \"s/x\"}, \"Input\" -> 3]",
      -1,
      NULL,
      NULL);
  self->figure.metrics = ng_metrics_test ();
  self->figure.without_dot = TRUE;
  g_autoptr (NgScene) scene = ng_figure_draw (net, &self->figure, NULL, &error);
  if ((scene == NULL) != (error != NULL))
    g_error ("neither a picture nor an error");
  return 0;
}
