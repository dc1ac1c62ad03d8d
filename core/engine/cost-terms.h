/* What one example costs where lengths vary: sums of products of lengths. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgCostTerms: the costs of the layers of a net as polynomials in lengths */
typedef struct _NgCostTerms NgCostTerms;

/**
 * ng_net_cost_terms:
 *
 * Lowers the net with several sizes of each length that its inputs have, one or two of them, and
 * finds the polynomials, of degree two in each, that give the multiplications of products and
 * convolutions. Other sizes have to agree. Where the net does not tell as a whole, or has no such
 * length, each layer is looked at alone, with the types that it has there; one of no length once.
 *
 * Returns: (transfer full) (nullable): %NULL where it is known of no layer, or where more than
 *   %NG_MAX_COSTED layers would be lowered: each counts for every size, and for 32 where it is
 *   looked at alone
 */
NgCostTerms *ng_net_cost_terms (NgNet *net);
void ng_cost_terms_free (NgCostTerms *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgCostTerms, ng_cost_terms_free)

/** ng_cost_terms_text: Returns: (transfer full): "batch × 4,089", of layer @layer, or of all for
 *   -1; "?" for what is not known */
char *ng_cost_terms_text (const NgCostTerms *self, int layer);
/** ng_cost_terms_number: Returns: the same where it does not vary; -1 elsewhere */
gint64 ng_cost_terms_number (const NgCostTerms *self, int layer);

/**
 * ng_net_activation_terms:
 * @layer: or -1 for the sum over all
 *
 * Returns: (transfer full) (nullable): bytes of what the layer gives, "batch × 1.2 MB"; %NULL where
 *   a dimension is not known
 */
char *ng_net_activation_terms (const NgNet *net, int layer);

G_END_DECLS
