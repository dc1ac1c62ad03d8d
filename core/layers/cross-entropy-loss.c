/* CrossEntropyLossLayer[form]: how little the probabilities at the input expect the target.
 *
 *   "Index"          L = -mean log p[t]                     t: an integer for each row of p
 *   "Probabilities"  L = -mean Σ t log p                    t: a row for each row of p
 *   "Binary"         L = -mean (t log p + (1 - t) log (1 - p))
 *
 * A row is the last level, the mean is over the others. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"

enum { FORM };
enum { INDEX, PROBABILITIES, BINARY };
enum { INPUT, TARGET };

static const char *const forms[] = { "Index", "Probabilities", "Binary", NULL };

/* Targets have all levels but the last, whose size is the greatest of them. */
static void
infer_index (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, INPUT);
  NgType type = ng_type_unknown ();
  NgDim classes = ng_dim_unknown ();

  type.kind = NG_KIND_INTEGER;
  type.min = 1;
  if (input->rank > 0) {
    type.rank = input->rank - 1;
    for (int i = 0; i < type.rank; i++)
      type.dims[i] = input->dims[i];
    classes = input->dims[type.rank];
  }
  ng_relation_refine_input (relation, TARGET, &type);
  if (classes.state == NG_DIM_NUMBER)
    ng_relation_refine_range (relation, TARGET, classes.value);
  type = *ng_relation_input (relation, TARGET);
  if (type.rank < 0 || type.rank == NG_MAX_RANK || type.kind != NG_KIND_INTEGER)
    return;
  if (classes.state == NG_DIM_UNKNOWN && type.max < NG_MAX_ELEMENTS)
    classes = ng_dim_number (type.max);
  type.dims[type.rank++] = classes;
  type.kind = NG_KIND_REAL;
  type.min = G_MININT64;
  type.max = G_MAXINT64;
  ng_relation_refine_input (relation, INPUT, &type);
}

static void
cross_entropy_loss_infer (NgRelation *relation)
{
  NgType real = ng_type_unknown ();

  real.kind = NG_KIND_REAL;
  ng_relation_refine_input (relation, INPUT, &real);
  if (ng_layer_param (ng_relation_layer (relation), FORM)->integer == INDEX) {
    infer_index (relation);
    return;
  }
  ng_relation_refine_input (relation, TARGET, &real);
  ng_relation_refine_input (relation, TARGET, ng_relation_input (relation, INPUT));
  ng_relation_refine_input (relation, INPUT, ng_relation_input (relation, TARGET));
}

static void
cross_entropy_loss_verify (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, INPUT);

  if (ng_layer_param (ng_relation_layer (relation), FORM)->integer == BINARY || input->rank < 0)
    return;
  if (input->rank == 0)
    ng_relation_fail (relation, "NetGraph::level", "A single number has no level of classes.");
  else if (input->dims[input->rank - 1].state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of classes cannot vary.");
}

/* p: (batch, *s, c), target: (batch, *s); -> (batch, *s) */
static NgValue
log_of_target (NgProgramBuilder *b, NgValue p, NgValue target)
{
  NgShape shape = *ng_build_shape (b, target);
  gint64 classes = ng_build_shape (b, p)->dims[shape.rank];
  gint64 n = ng_shape_count (&shape);

  target = ng_build_offset (b, ng_build_convert (b, target, NG_ELEMENT_I64), -1);
  p = ng_build_gather_rows (b,
                            ng_build_reshape (b, p, (gint64[]){ n, classes }, 2),
                            ng_build_reshape (b, target, (gint64[]){ n, 1 }, 2));
  return ng_build_reshape (b, ng_build_log_probability (b, p), shape.dims, shape.rank);
}

static NgValue
complement (NgProgramBuilder *b, NgValue x)
{
  return ng_build_subtract (b, ng_build_fill_like (b, x, 1), x);
}

/* p: (batch, *s), target: of the same shape, or without the last axis; loss: (batch) */
static void
cross_entropy_loss_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue p = ng_lowering_input (to, INPUT), target = ng_lowering_input (to, TARGET);
  gint64 form = ng_lowering_param_integer (to, FORM);
  NgValue log;

  if (ng_program_builder_has_failed (b))
    return;
  if (form == INDEX) {
    log = log_of_target (b, p, target);
  } else {
    log = ng_build_multiply (b, target, ng_build_log_probability (b, p));
    if (form == BINARY) {
      NgValue other = ng_build_log_probability (b, complement (b, p));

      log = ng_build_add (b, log, ng_build_multiply (b, complement (b, target), other));
    } else {
      log = ng_build_reduce (
          b, NG_PRIMITIVE_SUM, log, 1u << (ng_build_shape (b, log)->rank - 1), FALSE);
    }
  }
  log = ng_build_mean (b, log, (1u << ng_build_shape (b, log)->rank) - 2, FALSE);
  ng_lowering_output (to, 0, ng_build_unary (b, NG_PRIMITIVE_NEGATE, log));
}

static char *
cross_entropy_loss_label (const NgLayer *layer)
{
  return ng_param_label (ng_layer_param (layer, FORM));
}

const NgLayerClass ng_layer_cross_entropy_loss = {
  .name = "CrossEntropyLossLayer",
  .summary = "Says how little probabilities expect the target",
  .category = NG_CATEGORY_LOSS,
  .glyph = "M2 2v12h12 M3 3c1 7 4 9 11 9 M6 9v5",
  .law = "L = -mean Σ t log p",
  .params = { { "Form",
                NG_PARAM_WORD,
                .position = 1,
                .choices = forms,
                .flags = NG_PARAM_REQUIRED,
                .help = "Index for targets that are classes, Probabilities for targets that are "
                        "distributions, Binary for single probabilities." } },
  .inputs = { { "Input", NULL }, { "Target", NULL } },
  .outputs = { { "Loss", "()" } },
  .infer = cross_entropy_loss_infer,
  .verify = cross_entropy_loss_verify,
  .lower = cross_entropy_loss_lower,
  .label = cross_entropy_loss_label,
  .term = "cross entropy",
  .examples = { "NetGraph[{SoftmaxLayer[], CrossEntropyLossLayer[\"Index\"]}, {1 -> NetPort[{2, "
                "\"Input\"}]}, \"Input\" -> {2, 3}]",
                "NetGraph[{SoftmaxLayer[], CrossEntropyLossLayer[\"Probabilities\"]}, {1 -> "
                "NetPort[{2, "
                "\"Input\"}]}, \"Input\" -> {\"Varying\", 3}]",
                "NetGraph[{LogisticSigmoid, CrossEntropyLossLayer[\"Binary\"]}, {1 -> NetPort[{2, "
                "\"Input\"}]}, \"Input\" -> 3]",
                "NetGraph[{ElementwiseLayer[0.5 + 0.4 Sin[#] &], "
                "CrossEntropyLossLayer[\"Index\"]}, {1 -> "
                "NetPort[{2, \"Input\"}]}, \"Input\" -> 4]",
                "NetGraph[{ElementwiseLayer[0.5 + 0.4 Sin[#] &], "
                "CrossEntropyLossLayer[\"Binary\"]}, {1 -> "
                "NetPort[{2, \"Input\"}]}, \"Input\" -> \"Real\"]" },
};
