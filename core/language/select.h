/* Selectors: what of a net is asked for, by net[data, selector]. */

#pragma once

#include "core/engine/lower.h"

G_BEGIN_DECLS

/**
 * NgSelection:
 * @keys: (element-type NgExpr): what each result is called in an association
 * @wants: (element-type NgWant)
 * @is_association: whether the results stand in an association even if there is one only
 */
typedef struct {
  GPtrArray *keys;
  GArray *wants;
  gboolean is_association;
} NgSelection;

/**
 * ng_select:
 * @selector: (nullable): the selector; none asks for every output
 * @selection: (out caller-allocates): cleared with ng_selection_clear()
 *
 * Fails with: "NetGraph::nooport", "::badsel", "::nolayer", "NetPortGradient::noport".
 */
gboolean ng_select (NgNet *net, NgExpr *selector, NgSelection *selection, GError **error);
void ng_selection_clear (NgSelection *self);

/**
 * ng_find_layer:
 * @spec: an index, negative from the end, or a name
 *
 * Fails with: "NetGraph::nolayer".
 *
 * Returns: index of the layer, or -1
 */
int ng_find_layer (const NgNet *net, const NgExpr *spec, GError **error);

G_END_DECLS
