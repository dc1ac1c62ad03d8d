/* What every test program shares. */

#pragma once

#include "core/base/error.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** ng_test_init: g_test_init() with our defaults: no file of the user is read or written, and what
 *   is temporary goes when the program ends */
void ng_test_init (int *argc, char ***argv);

/** ng_assert_near: fails the test unless |a - b| <= tolerance */
void ng_assert_near (double a, double b, double tolerance);

/** ng_assert_tag: fails the test unless @error has this tag; then clears it */
void ng_assert_tag (GError **error, const char *tag);

/** ng_assert_golden: fails the test unless the file of that name in tests/scenes holds @text;
 *   NG_UPDATE_GOLDEN writes it there instead, after somebody has looked at what changed */
void ng_assert_golden (const char *name, const char *text);

/** ng_test_remove: takes away a file, or a folder with all that is in it */
void ng_test_remove (const char *path);

/** ng_test_source: Returns: (transfer full): where a file of the project lies, "tests/vectors" */
char *ng_test_source (const char *name);

/**
 * ng_test_data:
 * @name: a path below the folder of shared test data, "models/mnist.onnx"
 *
 * The folder is that of NETGRAPH_TEST_DATA, else ../shared beside the project.
 *
 * Returns: (transfer full) (nullable): the path, or %NULL (and the test is marked as skipped,
 * saying so) when it is not there
 */
char *ng_test_data (const char *name);

G_END_DECLS
