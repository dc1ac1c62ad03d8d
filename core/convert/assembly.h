/* New layers, and the operators that stay, as a net. */

#pragma once

#include "core/convert/conversion.h"

G_BEGIN_DECLS

/** NgMisfit: @layer: an operator that became a layer, which has no place in the net; @reason: why
 */
typedef struct {
  int layer;
  const char *reason;
} NgMisfit;

/**
 * ng_conversion_assemble:
 * @is_needed: (out caller-allocates) (array): by layer of the old net, whether it stays
 * @misfit: (out): what should stay instead, where there is such an operator
 *
 * Fails with: "ONNX::layers" where nothing became a layer, and what building a net says.
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *
ng_conversion_assemble (NgConversion *self, gboolean *is_needed, NgMisfit *misfit, GError **error);

G_END_DECLS
