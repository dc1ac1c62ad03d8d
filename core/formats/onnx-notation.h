/* The notation of a net in the ONNX file that was written of it. It says nothing that the nodes do
 * not say, but how layers were put together; arrays are those of the nodes. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/* Key of the entry of a model's metadata. */
#define NG_ONNX_NOTATION "netgraph.net"
/* The metadata entry of a model whose encoders and decoders are operators. */
#define NG_ONNX_CODERS "netgraph.coders"

/** ng_onnx_notation_write: Returns: (transfer full) (nullable): the notation without arrays; %NULL
 *   of a net that holds operators */
char *ng_onnx_notation_write (const NgNet *net);

/**
 * ng_onnx_notation_read:
 * @net: of operators, as a file has it
 * @layers: (nullable): what its operators are as layers
 *
 * The net that the file was written of. The notation is taken at its word only where writing that
 * net gives the very bytes of the file. Arrays that no node has as they were come from @layers.
 *
 * Returns: (transfer full) (nullable): %NULL where the file has no notation, or is no longer as it
 *   was written
 */
NgNet *ng_onnx_notation_read (NgNet *net, const NgNet *layers);

G_END_DECLS
