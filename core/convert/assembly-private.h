/* Assembly: new layers and operators that stay, while a net is made of them. */

#pragma once

#include "core/convert/assembly.h"
#include "core/graph/builder.h"

G_BEGIN_DECLS

/**
 * NgAssembly:
 * @value_feeds: (array): by value, what gives it in the form that it has in the file; nothing where
 *   no layer does
 * @is_live: (array): by new layer, whether something reads it
 * @ranks: (array): by new layer
 * @operator_ranks: (array): by layer of the old net
 * @regions: (array): by new layer, one that it stands together with, or itself
 * @types: (element-type NgFeed NgType): what new layers give, as far as values tell
 * @n_misfits: how many operators have to stay that became layers
 */
typedef struct {
  NgConversion *conversion;
  gboolean *is_needed;
  NgFeed *value_feeds;
  gboolean *is_live;
  guint *ranks;
  guint *operator_ranks;
  guint *regions;
  GHashTable *types;
  guint *n_misfits;
  NgNetBuilder *builder;
  GError **error;
} NgAssembly;

/** ng_assembly_layer: Returns: (transfer none): new layer @index */
const NgNewLayer *ng_assembly_layer (const NgAssembly *self, guint index);
/** ng_assembly_feed: Returns: what input @input of new layer @layer reads */
NgFeed ng_assembly_feed (const NgAssembly *self, guint layer, guint input);
/** ng_assembly_refuse: an operator that became a layer stays instead, when all is begun anew.
 *   Returns: %FALSE */
gboolean ng_assembly_refuse (NgAssembly *self, gsize index, const char *reason);
/** ng_assembly_misfit: the same of the operator that gives @value. Returns: %FALSE */
gboolean ng_assembly_misfit (NgAssembly *self, int value, const char *reason);
/** ng_assembly_check_form: Returns: whether something can read a value in the form that it has in
 *   the file */
gboolean ng_assembly_check_form (NgAssembly *self, int value);
/** ng_assembly_port_type: Returns: the type of a port without the batch, whose lengths are those of
 *   @builder. @lengths: those that it got, by identity */
NgType
ng_assembly_port_type (NgAssembly *self, NgNetBuilder *builder, GHashTable *lengths, NgType type);
/** ng_assembly_mixed: Returns: (transfer full) (nullable): the net where operators stay */
NgNet *ng_assembly_mixed (NgAssembly *self);

G_END_DECLS
