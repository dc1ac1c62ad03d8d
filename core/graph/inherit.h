/* A net that was read anew from an edited text, as the next version of the net it was before. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_net_inherit:
 * @older: the net before
 *
 * Gives layers of @self the vertices of the layers of @older that they are: those of the same name;
 * of the others those that are alike, class and parameters, in order; between these, those of the
 * same class, or whatever stands at the same place where there are none. Nets inside likewise.
 * Layers that are new get vertices that @older never had.
 *
 * Layers of the same class keep the arrays that they have no values for where these still fit, so a
 * text without the values of arrays loses none.
 *
 * Cost: linear in layers that have names; where names are missing, that and the product of the
 * numbers of layers between the first and the last change, up to a ceiling beyond which only kinds
 * and places count.
 *
 * Returns: (transfer full): the same net
 */
NgNet *ng_net_inherit (NgNet *self, NgNet *older);

G_END_DECLS
