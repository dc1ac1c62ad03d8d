/* New layers, and the operators that stay, as a net. */

#pragma once

#include "core/convert/conversion.h"

G_BEGIN_DECLS

/**
 * ng_conversion_assemble:
 * @is_needed: (out caller-allocates) (array): by layer of the old net, whether it stays
 * @n_misfits: (out): how many operators have to stay that became layers, since nothing else can be
 *   made of what reads them; they are refused by now
 *
 * Fails with: "ONNX::layers" where nothing became a layer, and what building a net says.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *
ng_conversion_assemble (NgConversion *self, gboolean *is_needed, guint *n_misfits, GError **error);

G_END_DECLS
