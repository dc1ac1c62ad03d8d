#include "core/graph/point.h"

static char *
describe_layer (const NgNet *net, gsize index)
{
  const char *name = ng_net_name (net, index);

  return name != NULL ? g_strdup_printf ("\"%s\"", name)
                      : g_strdup_printf ("%" G_GSIZE_FORMAT, index + 1);
}

static char *
describe_point (const NgNet *net, const NgNetPoint *point)
{
  gsize port = (gsize) point->port;
  g_autofree char *layer = NULL;
  const char *name = NULL;

  switch (point->kind) {
  case NG_POINT_ALL:
    return g_strdup ("All");
  case NG_POINT_LAYER:
    return describe_layer (net, (gsize) point->layer);
  case NG_POINT_LAYER_INPUT:
    name = ng_layer_input_name (ng_net_layer (net, (gsize) point->layer), port);
    break;
  case NG_POINT_LAYER_OUTPUT:
    name = ng_layer_output_name (ng_net_layer (net, (gsize) point->layer), port);
    break;
  case NG_POINT_INPUT:
    return g_strdup_printf ("NetPort[\"%s\"]", ng_net_input_name (net, port));
  case NG_POINT_OUTPUT:
    return g_strdup_printf ("NetPort[\"%s\"]", ng_net_output_name (net, port));
  }
  layer = describe_layer (net, (gsize) point->layer);
  return g_strdup_printf ("NetPort[{%s, \"%s\"}]", layer, name);
}

char *
ng_points_describe (const NgNet *net, const NgNetPoint *points, gsize n)
{
  g_auto (GStrv) items = g_new0 (char *, n + 1);
  g_autofree char *all = NULL;

  for (gsize i = 0; i < n; i++)
    items[i] = describe_point (net, &points[i]);
  if (n == 1)
    return g_strdup (items[0]);
  all = g_strjoinv (", ", items);
  return g_strdup_printf ("{%s}", all);
}
