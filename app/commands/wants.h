/* What --port and --gradient ask of a net. */

#pragma once

#include "core/language/select.h"

G_BEGIN_DECLS

/**
 * ng_wants_read:
 * @ports: (nullable): names or numbers, from 1, of layers or ports, or selectors in notation
 * @gradients: (nullable): likewise, of inputs and arrays
 * @selection: (out): cleared with ng_selection_clear(); the outputs where neither asks for anything
 *
 * Fails with: what notation and ng_select() say.
 */
gboolean ng_wants_read (
    NgNet *net, char *const *ports, char *const *gradients, NgSelection *selection, GError **error);

G_END_DECLS
