/* What people type to add an operator to a net of ONNX operators: "Conv 64 3x3", "Slice 0 10",
 * "transpose perm=0x2x1". No widget in sight. */

#pragma once

#include "ui/layer-words.h"
#include "ui/subject.h"

G_BEGIN_DECLS

/**
 * ng_operator_words:
 * @root: (nullable)
 * @path: of the net in it where the operator comes
 * @at: (nullable): what the operator comes behind, into or in front of: constants are sized by what
 *   flows there
 * @text: the name, then values of its inputs and attributes in the order of its form, or each
 * behind its name; "" means every operator
 *
 * The operators are those that the version has which the model asks for; of a name that only
 * another version has, the sentence says so.
 *
 * Returns: (transfer full) (element-type NgLayerWord): what it may mean, the likeliest first; none
 *   where the net at @path holds no operators
 */
GPtrArray *ng_operator_words (NgNet *root, const char *path, const NgSubject *at, const char *text);

G_END_DECLS
