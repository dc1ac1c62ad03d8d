/* Selectors: what of a net is asked for, by net[data, selector]. */

#pragma once

#include "core/engine/lower.h"

G_BEGIN_DECLS

/**
 * NgSelection:
 * @keys: (element-type NgExpr): what each result is called in an association
 * @wants: (element-type NgWant)
 * @properties: (element-type NgExpr): for each want what its decoder is asked for; %NULL for the
 *   usual
 * @is_raw: whether decoders are left out (None)
 * @is_association: whether the results stand in an association even if there is one only
 */
typedef struct {
  GPtrArray *keys;
  GArray *wants;
  GPtrArray *properties;
  gboolean is_association, is_raw;
} NgSelection;

/**
 * ng_select:
 * @selector: (nullable): the selector; none asks for every output
 * @selection: (out caller-allocates): cleared with ng_selection_clear()
 *
 * Where just one output has a decoder, a selector that names no output is a property of that
 * decoder; "output" -> property asks any.
 *
 * Fails with: "NetGraph::nooport", "::badsel", "::nolayer", "NetPortGradient::noport".
 */
gboolean ng_select (NgNet *net, NgExpr *selector, NgSelection *selection, GError **error);
void ng_selection_clear (NgSelection *self);
/** ng_selection_coder: Returns: (transfer none) (nullable): what decodes result @index; %NULL where
 * it stays an array */
NgCoder *ng_selection_coder (const NgSelection *self, const NgNet *net, gsize index);
/** ng_selects: Returns: whether a rule is a selector: "output" -> property, "property" -> value */
gboolean ng_selects (const NgNet *net, const NgExpr *rule);

/**
 * ng_find_layer:
 * @spec: an index, negative from the end, or a name
 *
 * Fails with: "NetGraph::nolayer".
 *
 * Returns: index of the layer, or -1
 */
int ng_find_layer (const NgNet *net, const NgExpr *spec, GError **error);
/** ng_find_named_layer: Returns: index of the layer or net of that name, or of a name that it had
 *   once, or -1 */
int ng_find_named_layer (const NgNet *net, const char *name);
/** ng_find_holder: Returns: (transfer none) (nullable): the only layer of @net, where @spec is no
 *   layer of the net but one of the nets that this layer holds: NetMapOperator[…] has "Net" */
NgLayer *ng_find_holder (const NgNet *net, const NgExpr *spec);

G_END_DECLS
