/* What Python has to say of files that were written, where it is there. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_test_python: Returns: (transfer none) (nullable): the Python that has the package */
const char *ng_test_python (const char *package);

/**
 * ng_test_onnx_refusals:
 * @files: (element-type filename): models
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): for each model what the checker
 *   has against it, "" for nothing; %NULL where there is no checker: the test is then marked as
 *   skipped, saying so
 */
char **ng_test_onnx_refusals (const GPtrArray *files);

G_END_DECLS
