/* Nets that were written in another format, and layers with their options to be written. */

#pragma once

#include "core/formats/onnx.h"

G_BEGIN_DECLS

/**
 * ng_test_layer_rows:
 *
 * Returns: (transfer full) (array zero-terminated=1): nets, as notation: each layer with each of
 *   its options, from tests/core/formats/layers.txt
 */
char **ng_test_layer_rows (void);

/** ng_test_draws: Returns: whether the net draws random numbers in evaluation, too */
gboolean ng_test_draws (const NgNet *net);

/** ng_test_draw_plain: Returns: (transfer full): a batch of 2 for an input of @net, of the element
 *   that files have: float32, int64 or bool */
NgTensor *ng_test_draw_plain (const NgNet *net, gsize input);

/** ng_test_onnx_read_back: Returns: (transfer full) (nullable): what our reader makes of the file
 *   that the net is written as; that it reads the file and finds nothing wrong is asserted */
NgNet *
ng_test_onnx_read_back (NgNet *net, const NgOnnxOptions *options, const char *what, GError **error);

/**
 * ng_test_written_differs:
 * @net: without the batch axis, or with it
 * @read: what was made of it, with the batch axis
 *
 * Float32 on both sides, in another order of operations: 1e-5 of the greatest element. What draws
 * random numbers has to have the same shapes.
 *
 * Returns: (transfer full) (nullable): what differs of ports, shapes or values for random inputs;
 *   %NULL for nothing
 */
char *ng_test_written_differs (NgNet *net, NgNet *read);

G_END_DECLS
