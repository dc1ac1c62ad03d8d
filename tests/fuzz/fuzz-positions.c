/* Text read as positions of layers: what is read is written and read again, follows a net, and a
 * net is drawn with it. */

#include "core/notation/read.h"
#include "render/standard/standard.h"
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static NgNet *
read_net (void)
{
  return ng_net_read_text (
      "NetGraph[<|\"a\" -> LinearLayer[4], \"b\" -> NetChain[{Ramp, Tanh}], \"s/x\" -> Ramp, "
      "\"s/y\" -> Tanh|>, {\"a\" -> \"b\" -> \"s/x\" -> \"s/y\"}, \"Input\" -> 3]",
      -1,
      NULL,
      NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPositions) positions = ng_positions_parse ((const char *) data, size, &error);

  if ((positions == NULL) != (error != NULL))
    g_error ("neither positions nor an error");
  if (positions == NULL)
    return 0;
  g_autofree char *text = ng_positions_print (positions);
  g_autoptr (NgPositions) again = ng_positions_parse (text, strlen (text), NULL);
  if (!ng_positions_equal (positions, again))
    g_error ("what was written is not read: %s", text);

  g_autoptr (NgNet) net = read_net (), other = read_net ();
  g_autoptr (NgPositions) followed = ng_positions_follow (positions, net, other);
  for (int depth = -1; depth < 2; depth++) {
    NgStandardOptions options = {
      .depth = depth, .without_dot = TRUE, .metrics = ng_metrics_test (), .positions = positions
    };
    g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, NULL);

    if (scene == NULL)
      g_error ("no picture");
  }
  return 0;
}
