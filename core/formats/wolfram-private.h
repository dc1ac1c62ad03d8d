/* What the files share that read nets as Wolfram's programs keep them. */

#pragma once

#include "core/formats/wolfram-net.h"
#include "core/formats/wolfram-type.h"

G_BEGIN_DECLS

/**
 * NgWolframReader:
 * @arrays: (element-type utf8 NgTensor): path -> values
 * @kept: (element-type utf8): the paths, in the order in which the arrays were read
 * @diagnostics: (nullable) (element-type NgDiagnostic)
 * @depth: of nets around
 */
typedef struct {
  NgFindNumbered find;
  gpointer user_data;
  GHashTable *arrays;
  GPtrArray *kept;
  GPtrArray *diagnostics;
  guint depth;
  GError **error;
} NgWolframReader;

/** ng_wolfram_read: Returns: (transfer full) (nullable): notation of a net or layer; @is_outer:
 * with the types of its ports */
NgExpr *
ng_wolfram_read (NgWolframReader *self, const NgExpr *net, const char *path, gboolean is_outer);
/** ng_wolfram_read_layer: the same of a layer */
NgExpr *ng_wolfram_read_layer (NgWolframReader *self,
                               const NgExpr *layer,
                               const char *path,
                               gboolean is_outer);
/** ng_wolfram_put_placeholder: Returns: (transfer full): what stands in the place of a layer that
 * we do not have; a warning says @why */
NgExpr *ng_wolfram_put_placeholder (NgWolframReader *self,
                                    const NgExpr *layer,
                                    const char *path,
                                    const char *why);
/** ng_wolfram_add_ports: adds "port" -> type for what is known of the ports */
void ng_wolfram_add_ports (NgWolframReader *self,
                           const NgExpr *net,
                           const char *path,
                           GPtrArray *arguments);

/** ng_wolfram_is_many: Returns: whether the layer takes any number of inputs */
gboolean ng_wolfram_is_many (const NgExpr *layer);
/** ng_wolfram_has_plain_inputs: Returns: whether nobody named its inputs: they are "Input1",
 *   "Input2", … there and "1", "2", … here */
gboolean ng_wolfram_has_plain_inputs (const NgExpr *layer);

G_END_DECLS
