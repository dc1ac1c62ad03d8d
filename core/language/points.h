/* Places in a net as they are written: layers, ports of layers, ports of the net. */

#pragma once

#include "core/expr/expr.h"
#include "core/graph/point.h"

G_BEGIN_DECLS

/**
 * ng_points_read:
 * @spec: All, n, "layer", NetPort["p"], NetPort[{n, "p"}], NetPort[n, "p"], NetPort[{n}], or a list
 * of these
 * @is_end: which is meant where a name is that of an input and of an output
 * @points: (element-type NgNetPoint): to be added to
 *
 * Fails with: "NetGraph::nolayer", "NetGraph::noport", "NetGraph::noinport", "NetGraph::deepport",
 * "NetGraph::ambout", "NetGraph::ambin", "Take::spec".
 */
gboolean ng_points_read (
    const NgNet *net, const NgExpr *spec, gboolean is_end, GArray *points, GError **error);

/** ng_points_fail_port: fails with "NetGraph::noport", naming what is near. Returns: FALSE */
gboolean ng_points_fail_port (const NgNet *net, const NgExpr *at, const char *name, GError **error);

G_END_DECLS
