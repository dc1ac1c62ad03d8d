/* Nets of layers and of ONNX operators in two halves, each of which a file can hold. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** ng_mixed_sketch: Returns: (transfer full) (nullable): the net with a placeholder for each
 *   operator, which notation can tell. Fails with: what building a net says */
NgNet *ng_mixed_sketch (NgNet *net, GError **error);

/** ng_mixed_operators: Returns: (transfer full) (nullable): the operators of the net alone, which
 *   ONNX can tell: what layers gave them comes in, and all that they give goes out, lest what
 *   layers alone read is forgotten. Fails with: what building a net says */
NgNet *ng_mixed_operators (NgNet *net, GError **error);

/** ng_mixed_join: Returns: (transfer full) (nullable): the net of which @sketch and @operators are;
 *   %NULL where they belong to different ones. Fails with: "File::format", and what building a net
 *   says */
NgNet *ng_mixed_join (NgNet *sketch, NgNet *operators, GError **error);

G_END_DECLS
