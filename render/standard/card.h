/* NgCard: what a click on a layer, a port or an edge tells, as data and as a scene. */

#pragma once

#include "core/graph/net.h"
#include "render/scene/builder.h"

G_BEGIN_DECLS

typedef enum {
  NG_ROW_PARAMETER,
  NG_ROW_ARRAY,
  NG_ROW_INPUT,
  NG_ROW_OUTPUT,
  NG_ROW_FACT, /* of an edge or a net: source, destination, memory */
  NG_ROW_PROBLEM,
} NgRowKind;

/**
 * NgCardRow:
 * @name: "Kernel Size", "Weights", "Input"
 * @value: "{3, 3}", "20×1×5×5", "3×28×28"
 * @note: (nullable): further words: "shared as \"w\"", "not initialized", the help of a parameter
 * @is_faint: whether it is a default, or not known yet
 * @has_statistics: whether @statistics is filled
 *
 * One line of a card.
 */
typedef struct {
  NgRowKind kind;
  char *name, *value, *note;
  gboolean is_faint;
  gboolean has_statistics;
  NgTensorStatistics statistics;
} NgCardRow;

/**
 * NgCard:
 * @title: the layer's name or number, or what the edge joins
 * @subtitle: its kind, "ConvolutionLayer"
 * @summary: what it does
 * @rows: (element-type NgCardRow): parameters, arrays, inputs, outputs, problems, in this order
 */
typedef struct {
  char *title, *subtitle, *summary;
  NgCategory category;
  const char *glyph;
  GPtrArray *rows;
} NgCard;

void ng_card_free (NgCard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgCard, ng_card_free)

/**
 * ng_card_layer:
 * @with_statistics: whether to read the arrays' elements, which takes time for large ones
 *
 * Returns: (transfer full): what there is to know of a layer
 */
NgCard *ng_card_layer (const NgNet *net, gsize layer, gboolean with_statistics);

/** ng_card_edge: Returns: (transfer full): source, destination, dimensions, memory for one example,
 *   problems of the edge into @target */
NgCard *ng_card_edge (const NgNet *net, NgTarget target);

/** ng_card_net: Returns: (transfer full): counts, ports and problems of the net */
NgCard *ng_card_net (const NgNet *net);

/** ng_card_draw: Returns: (transfer full): the card as a picture, @width points wide */
NgScene *ng_card_draw (const NgCard *self, const NgMetrics *metrics, float width);

G_END_DECLS
