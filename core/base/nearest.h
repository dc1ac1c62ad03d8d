/* The name that was meant: for hints in messages. */

#pragma once

#include "core/base/diagnostic.h"

G_BEGIN_DECLS

/**
 * ng_nearest:
 * @names: (array zero-terminated=1): what there is
 *
 * Returns: (nullable): the first that is @name but for the case of letters; else the shortest that
 *   begins with it, where it has three letters or more; else the one most like it by edit distance,
 *   when it is near enough to help and the two have a letter in common
 */
const char *ng_nearest (const char *name, const char *const *names);

/**
 * ng_diagnostic_with_names:
 * @self: (transfer full): a diagnostic that nobody else holds yet
 * @name: (nullable): what was written, if it was a name
 * @names: (array zero-terminated=1): what there is
 *
 * Returns: (transfer full): @self, with a hint: the nearest of @names, or else the first of them
 */
NgDiagnostic *
ng_diagnostic_with_names (NgDiagnostic *self, const char *name, const char *const *names);

G_END_DECLS
