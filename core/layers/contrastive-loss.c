/* ContrastiveLossLayer[m]: draws what is alike together and what is not apart.
 *
 *   L = d             for a target that is False, or 0: alike
 *   L = max (m - d, 0) for a target that is True: not alike */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"

enum { MARGIN };
enum { INPUT, TARGET };

/* The target is True or False, or the 1 or 0 that stands for it. */
static void
contrastive_loss_infer (NgRelation *relation)
{
  NgType scalar = ng_type_unknown ();

  scalar.rank = 0;
  ng_relation_refine_input (relation, TARGET, &scalar);
}

static void
contrastive_loss_verify (NgRelation *relation)
{
  NgKind kind = ng_relation_input (relation, TARGET)->kind;

  if (kind == NG_KIND_STRING || kind == NG_KIND_OTHER)
    ng_relation_fail (relation, "NetGraph::shape", "The target has to be True or False.");
}

/* d, t: (batch), loss: (batch). At d = m the slope is 0. */
static void
contrastive_loss_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue distance = ng_lowering_input (to, INPUT);
  NgValue is_unlike = ng_build_convert (b, ng_lowering_input (to, TARGET), NG_ELEMENT_BOOL);
  NgValue zero = ng_build_fill_like (b, distance, 0);
  NgValue margin = ng_build_fill_like (b, distance, ng_lowering_param_real (to, MARGIN));
  NgValue lack =
      ng_build_binary (b, NG_PRIMITIVE_MAX, zero, ng_build_subtract (b, margin, distance));

  ng_lowering_output (to, 0, ng_build_select (b, is_unlike, lack, distance));
}

static char *
contrastive_loss_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, MARGIN));
}

const NgLayerClass ng_layer_contrastive_loss = {
  .name = "ContrastiveLossLayer",
  .summary = "Draws what is alike together and what is not apart",
  .category = NG_CATEGORY_LOSS,
  .glyph = "M2 2v12h12 M2 14l11-11 M3 4l7 10",
  .law = "L = d where alike, max (m - d, 0) where not",
  .params = { { "Margin",
                NG_PARAM_REAL,
                .position = 1,
                .value = "0.5",
                .at_least = 1e-30,
                .help = "How far apart things that are not alike have to be." } },
  .inputs = { { "Input", "()" }, { "Target", NULL } },
  .outputs = { { "Loss", "()" } },
  .infer = contrastive_loss_infer,
  .verify = contrastive_loss_verify,
  .lower = contrastive_loss_lower,
  .label = contrastive_loss_label,
  .term = "contrastive loss",
  .examples = { "ContrastiveLossLayer[]", "ContrastiveLossLayer[2, \"Target\" -> \"Real\"]" },
};
