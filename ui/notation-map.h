/* NgNotationMap: which part of a text is which layer of the net that it says. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef struct _NgNotationMap NgNotationMap;

/**
 * NgNotationSpan:
 * @place: where the layer stands, with its name
 * @path: of the net that it is in, "" for the outermost
 * @index: of the layer in that net
 * @is_written: whether the text spells it out there, for this layer alone
 */
typedef struct {
  NgPlace place;
  char *path;
  gsize index;
  gboolean is_written;
} NgNotationSpan;

/**
 * ng_notation_map_new:
 * @program: (element-type NgExpr): the text, as ng_parse() gives it
 * @net: the net of its last expression
 * @is_read: whether @net was read from this text, so that layers know where they stood even where
 *   the text makes them, by a table or under a name
 *
 * Cost: linear in the layers.
 */
NgNotationMap *ng_notation_map_new (const GPtrArray *program, const NgNet *net, gboolean is_read);
void ng_notation_map_free (NgNotationMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgNotationMap, ng_notation_map_free)

/** ng_notation_map_find: Returns: (transfer none) (nullable): where that layer stands */
const NgNotationSpan *
ng_notation_map_find (const NgNotationMap *self, const char *path, gsize index);
/** ng_notation_map_at: Returns: (transfer none) (nullable): the innermost layer at a character of
 *   the text; @line and @column from 1. Its end counts as part of it */
const NgNotationSpan *ng_notation_map_at (const NgNotationMap *self, int line, int column);

G_END_DECLS
