/* How deep a net can be opened, and how deep it is when it is shown for the first time. */

#pragma once

#include "render/standard/scopes.h"

G_BEGIN_DECLS

/**
 * ng_standard_depth:
 * @repeats: (nullable): those of the document
 *
 * A net that is not large is shown as it is, its nested nets closed. Of a large one so much is
 * closed that some dozens of boxes are left, if name scopes, repeats or nested nets give the
 * choice. Scopes that a picture cannot close, because a path leaves them and enters them again, are
 * not looked for.
 *
 * Cost: linear in layers and levels, and what finding repeats costs where they are not known yet.
 *
 * Returns: the depth, as in NgStandardOptions
 */
int ng_standard_depth (const NgNet *net, NgRepeatStore *repeats, GCancellable *cancellable);

/**
 * ng_standard_deepest:
 * @rules: what layers are gathered by
 *
 * Returns: the least depth at which all groups and nested nets are open, 0 where there are none
 */
int ng_standard_deepest (const NgNet *net, const NgScopeRules *rules);

G_END_DECLS
