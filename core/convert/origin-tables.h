/* NgOriginTables: what NgLayersOrigin says, looked up the other way round: which value a layer
 * gives, who reads it, where an operator stood. */

#pragma once

#include "core/convert/origin.h"

G_BEGIN_DECLS

/**
 * NgOriginReader:
 * @feed: what is read, from outside of the unit
 * @layer: the made layer that reads it, at its input @input
 * @is_arranged: whether it reads what another layer arranges @feed to
 *
 * An input of a layer of @unit.
 */
typedef struct {
  NgOriginFeed feed;
  gsize unit;
  int layer;
  guint input;
  gboolean is_arranged;
} NgOriginReader;

/** NgOriginTables: tables of one origin, which has to live as long */
typedef struct _NgOriginTables NgOriginTables;

NgOriginTables *ng_origin_tables_new (const NgLayersOrigin *origin);
void ng_origin_tables_free (NgOriginTables *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOriginTables, ng_origin_tables_free)

/** ng_origin_feed_equal: Returns: whether both are the same, or both nothing */
gboolean ng_origin_feed_equal (NgOriginFeed a, NgOriginFeed b);

/** ng_origin_tables_plain: Returns: the value of the model that output @port of made layer @layer
 *   is as it stands, one with the batch in front if there is one; -1 for none */
int ng_origin_tables_plain (const NgOriginTables *self, int layer, int port);
/** ng_origin_tables_readers: @n: (out): how many. Returns: (transfer none) (array length=n): what
 *   of @unit reads @feed, in the order of layers; nothing reads a feed that is nothing */
const NgOriginReader *
ng_origin_tables_readers (const NgOriginTables *self, NgOriginFeed feed, gsize unit, gsize *n);
/** ng_origin_tables_operator: Returns: where the operator @layer stood in the model; -1 where it
 *   did not, or more than once */
int ng_origin_tables_operator (const NgOriginTables *self, const NgLayer *layer);
/** ng_origin_tables_n_live: Returns: how many layers of the unit stood in the net of layers */
guint ng_origin_tables_n_live (const NgOriginTables *self, gsize unit);

G_END_DECLS
