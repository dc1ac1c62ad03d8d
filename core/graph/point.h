/* NgNetPoint: a place where a net can be cut. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef enum {
  NG_POINT_ALL,          /* all inputs and layers without inputs, or all outputs, of the net */
  NG_POINT_LAYER,        /* all inputs, or all outputs, of `layer` */
  NG_POINT_LAYER_INPUT,  /* input `port` of `layer` */
  NG_POINT_LAYER_OUTPUT, /* output `port` of `layer` */
  NG_POINT_INPUT,        /* input `port` of the net */
  NG_POINT_OUTPUT,       /* output `port` of the net */
} NgPointKind;

typedef struct {
  NgPointKind kind;
  int layer;
  int port;
} NgNetPoint;

/** ng_points_describe: Returns: (transfer full): as they are written, `"a"`, `{1, NetPort["x"]}` */
char *ng_points_describe (const NgNet *net, const NgNetPoint *points, gsize n);

G_END_DECLS
