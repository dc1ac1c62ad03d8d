/* Nets as classes of a program. */

#pragma once

#include "core/formats/code-script.h"

G_BEGIN_DECLS

/**
 * ng_code_net_class:
 * @prefix: of the names of its arrays
 * @path: of the net, for messages
 * @wish: what the class shall be called
 *
 * Writes a net as a class, and nets inside it as others in front of it.
 *
 * Returns: (transfer none) (nullable): the name of the class; of two that are the same, the first
 */
const char *ng_code_net_class (
    NgCodeScript *script, const NgNet *net, const char *prefix, const char *path, const char *wish);

/**
 * ng_code_net_function:
 * @input: (transfer full): what input @index of the net is made of
 * @body: statements, indented once, that make the net and return it are added
 *
 * Writes a net without nets inside as the body of a function without arguments.
 *
 * Returns: whether it has a form
 */
gboolean ng_code_net_function (NgCodeScript *script,
                               const NgNet *net,
                               char *(*input) (const NgNet *net, gsize index),
                               GString *body);

G_END_DECLS
