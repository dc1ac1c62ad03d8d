/* Nets of ONNX operators as nets of layers. */

#pragma once

#include "core/convert/origin.h"

G_BEGIN_DECLS

/** NgLeftOperator: @name: of the layer that it is; @op: "NonZero"; @reason: a few words */
typedef struct {
  char *name, *op, *reason;
} NgLeftOperator;

/**
 * NgLayersReport:
 * @n_operators: how many operators were to become layers
 * @n_converted: how many of them are none any more
 * @n_layers: how many layers took their place, those inside of others too
 * @left: (element-type NgLeftOperator): the others, along the flow
 * @origin: (nullable): by which layers become these operators again; %NULL where none became one
 */
typedef struct {
  guint n_operators, n_converted, n_layers;
  GPtrArray *left;
  NgLayersOrigin *origin;
} NgLayersReport;

/** ng_layers_report_clear: frees what it holds */
void ng_layers_report_clear (NgLayersReport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NgLayersReport, ng_layers_report_clear)
/** ng_layers_report_text: Returns: (transfer full): "38 of 41 operators became 17 layers" */
char *ng_layers_report_text (const NgLayersReport *self);

/**
 * ng_net_to_layers:
 * @is_chosen: (nullable) (array): by layer of @self, whether it may become another; all without it
 * @report: (out) (optional): what became of the operators
 *
 * Operators become the layers that they mean, which have no batch axis. Where all of them do, the
 * net shows none any more. Where some stay, it shows the batch as before, and the layers between
 * them stand in operators that map over it. Values are those of @self, but for the order of sums;
 * what the net takes and gives is called as before. A layer is called as the operator that it was,
 * and its option "Sources" says the names of all that it was made of.
 *
 * Fails with: "ONNX::layers" where no operator became a layer, and the first error of @self.
 *
 * Returns: (transfer full) (nullable): the net of layers
 */
NgNet *
ng_net_to_layers (NgNet *self, const gboolean *is_chosen, NgLayersReport *report, GError **error);

G_END_DECLS
