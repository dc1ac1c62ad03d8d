/* What every layer is tested for, from its record and its examples alone. */

#pragma once

#include "core/engine/evaluator.h"
#include "tests/support/test.h"

G_BEGIN_DECLS

/**
 * ng_test_add_battery:
 * @name: a layer class
 *
 * Adds the tests "/battery/NAME/…": the record is complete; each example is specified, reads back
 * from its notation, can be initialized; a batch of two is two batches of one; runs leave nothing
 * behind; gradients of inputs and arrays agree with central differences, in both modes.
 */
void ng_test_add_battery (const char *name);

/** ng_test_read: Returns: (transfer full): the net of that notation, which has no error */
NgNet *ng_test_read (const char *notation);

/** ng_test_fill: Returns: (transfer full): the net with a value for every array, drawn by @seed
 * near what NetInitialize gives */
NgNet *ng_test_fill (NgNet *net, guint64 seed);

/** ng_test_draw: Returns: (transfer full): float64 data for an input of @net, varying lengths 3,
 *   unknown ones 2; @batch 0 for one example without a batch axis */
NgTensor *ng_test_draw (const NgNet *net, gsize input, gint64 batch, guint64 seed);

/** ng_test_read_tensor: Returns: (transfer full): the float64 tensor of that notation, {{1, 2}, {3,
 * 4}}
 */
NgTensor *ng_test_read_tensor (const char *notation);

/** ng_test_apply: Returns: (transfer full): the only output of the net for one example, in double
 */
NgTensor *ng_test_apply (const char *notation, NgTensor *x, NgMode mode);

/** ng_test_apply_net: the same with all inputs of a net, in order */
NgTensor *ng_test_apply_net (NgNet *net, NgTensor *const *inputs, NgMode mode);

/** ng_test_differentiate: Returns: (transfer full): the gradient of the first output by input
 *   @index, for one example, in double */
NgTensor *ng_test_differentiate (NgNet *net, NgTensor *const *inputs, gsize index);

/** ng_assert_tensor: fails the test unless dimensions agree and elements within @tolerance */
void ng_assert_tensor (const NgTensor *a, const NgTensor *b, double tolerance);

/** ng_assert_applied: fails the test unless the net gives @expected, all as notation; @a and @b
 *   (nullable) are its inputs */
void ng_assert_applied (const char *notation, const char *a, const char *b, const char *expected);

/** ng_assert_wanted: fails the test unless what is wanted of the net, for one example of these
 *   @inputs, is @expected within 1e-12, all as notation */
void ng_assert_wanted (const char *notation,
                       const char *const *inputs,
                       const NgWant *want,
                       const char *expected);

/** ng_assert_output_type: fails the test unless the net's first output has that type, as notation
 */
void ng_assert_output_type (const char *notation, const char *expected);

/** ng_assert_input_type: the same of input @index */
void ng_assert_input_type (const char *notation, gsize index, const char *expected);

/** ng_assert_refused: fails the test unless the net cannot be read, or is wrong, with that tag */
void ng_assert_refused (const char *notation, const char *tag);

/** ng_assert_not_applied: fails the test unless running the net on these data fails with that tag
 *
 * Returns: (transfer full): the message
 */
char *ng_assert_not_applied (const char *notation, const char *a, const char *b, const char *tag);

/** ng_assert_net_equal: fails the test unless notation, ports and types of both agree */
void ng_assert_net_equal (const NgNet *a, const NgNet *b);

G_END_DECLS
