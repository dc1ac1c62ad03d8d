/* What the programs that test ONNX models share. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_test_run_net:
 * @inputs: (array): one tensor for each input of the net
 * @outputs: (out caller-allocates) (array) (transfer full): one for each output
 */
gboolean ng_test_run_net (NgNet *net, NgTensor *const *inputs, NgTensor **outputs, GError **error);

/** NgTally: how the tests went; ng_tally_close() prints the last line and gives the exit status. */
typedef struct {
  guint passed, failed, skipped;
} NgTally;
int ng_tally_close (const NgTally *self);

/** ng_test_lines: Returns: (transfer full): the lines of a file, %NULL with a message where it
 * cannot be read */
GStrv ng_test_lines (const char *path);

G_END_DECLS
