/* CTCLossLayer[]: minus the logarithm of the probability that rows of probabilities, one for each
 * step, spell the target. Each step says a label or, in the last column, nothing ("blank"); labels
 * that follow one another without a blank between them count once.
 *
 * The forward algorithm of Graves et al. (2006), in logarithms, over the target l with a blank
 * before, between and behind its labels, l' = blank, l1, blank, …, lL, blank:
 *
 *   a_1(s) = p_1(l'_s) for s = 1, 2; 0 elsewhere
 *   a_t(s) = p_t(l'_s) (a_{t-1}(s) + a_{t-1}(s - 1) + a_{t-1}(s - 2))
 *
 * where the last summand is left out for blanks, and for a label that repeats the one before it. */

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/program/compose.h"
#include "core/program/sequence.h"
#include <math.h>

enum { INPUT, TARGET };

/* The logarithm of 0: finite, so that differences of two are not NaN, and far below what any sum of
 * logarithms of probabilities can be. */
#define LOG_ZERO (-1e30)

static void
ctc_loss_infer (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, INPUT);
  NgType target = ng_type_unknown (), rows = ng_type_unknown ();

  target.rank = 1;
  target.dims[0] = ng_dim_unknown ();
  target.kind = NG_KIND_INTEGER;
  target.min = 1;
  ng_relation_refine_input (relation, TARGET, &target);
  if (input->rank == 2 && input->dims[1].state == NG_DIM_NUMBER && input->dims[1].value > 1)
    ng_relation_refine_range (relation, TARGET, input->dims[1].value - 1);
  target = *ng_relation_input (relation, TARGET);
  rows.rank = 2;
  rows.dims[0] = rows.dims[1] = ng_dim_unknown ();
  rows.kind = NG_KIND_REAL;
  if ((input->rank < 2 || input->dims[1].state == NG_DIM_UNKNOWN) &&
      target.kind == NG_KIND_INTEGER && target.max < NG_MAX_ELEMENTS)
    rows.dims[1] = ng_dim_number (target.max + 1);
  ng_relation_refine_input (relation, INPUT, &rows);
}

static void
ctc_loss_verify (NgRelation *relation)
{
  const NgType *input = ng_relation_input (relation, INPUT);

  if (input->rank != 2)
    return;
  if (input->dims[1].state == NG_DIM_VARYING)
    ng_relation_fail (relation, "NetGraph::varying", "The number of classes cannot vary.");
  else if (input->dims[1].state == NG_DIM_NUMBER && input->dims[1].value < 2)
    ng_relation_fail (
        relation, "NetGraph::shape", "The last level has no class besides the blank.");
}

/* labels: (batch, L), from 0; -> (batch, 2 L + 1), with blanks around them */
static NgValue
extend (NgProgramBuilder *b, NgValue labels, gint64 blank)
{
  gint64 batch = ng_build_shape (b, labels)->dims[0], n = ng_build_shape (b, labels)->dims[1];
  NgValue pair[2], whole[2];

  pair[1] = ng_build_reshape (b, labels, (gint64[]){ batch, n, 1 }, 3);
  pair[0] = ng_build_fill_like (b, pair[1], (double) blank);
  whole[0] = ng_build_reshape (b, ng_build_concat (b, pair, 2, 2), (gint64[]){ batch, 2 * n }, 2);
  whole[1] = ng_build_fill (
      b, &(NgShape){ .element = NG_ELEMENT_I64, .rank = 2, .dims = { batch, 1 } }, (double) blank);
  return ng_build_concat (b, whole, 2, 1);
}

/* x: (batch, S), each element moved @by places towards the end, @filling in front */
static NgValue
shift (NgProgramBuilder *b, NgValue x, gint64 by, double filling)
{
  NgShape shape = *ng_build_shape (b, x);
  NgValue kept = ng_build_slice (b,
                                 x,
                                 (gint64[]){ 0, 0 },
                                 (gint64[]){ 1, 1 },
                                 (gint64[]){ shape.dims[0], shape.dims[1] - by });

  return ng_build_pad (b, kept, (gint64[]){ 0, by }, (gint64[]){ 0, 0 }, filling);
}

/* log Σ exp of @n values of one shape; which of them is the greatest does not matter to the slope.
 */
static NgValue
log_sum (NgProgramBuilder *b, const NgValue *values, int n)
{
  NgValue greatest = values[0], sum = NG_NO_VALUE;

  for (int i = 1; i < n; i++)
    greatest = ng_build_binary (b, NG_PRIMITIVE_MAX, greatest, values[i]);
  ng_build_detach (b, greatest);
  for (int i = 0; i < n; i++) {
    NgValue power =
        ng_build_unary (b, NG_PRIMITIVE_EXP, ng_build_subtract (b, values[i], greatest));

    sum = i == 0 ? power : ng_build_add (b, sum, power);
  }
  return ng_build_add (b, greatest, ng_build_unary (b, NG_PRIMITIVE_LOG, sum));
}

/* Where a path may step over the blank between two labels; labels: (batch, S) */
static NgValue
may_skip (NgProgramBuilder *b, NgValue labels, gint64 blank)
{
  NgValue is_blank = ng_build_binary (
      b, NG_PRIMITIVE_EQUAL, labels, ng_build_fill_like (b, labels, (double) blank));
  NgValue repeats =
      ng_build_binary (b, NG_PRIMITIVE_EQUAL, labels, shift (b, labels, 2, (double) blank));

  return ng_build_unary (
      b, NG_PRIMITIVE_NOT, ng_build_binary (b, NG_PRIMITIVE_OR, is_blank, repeats));
}

/* log p: (batch, T, S), labels: (batch, S); -> (batch, S), the log of a_T */
static NgValue
run_forward (NgProgramBuilder *b, NgValue log, NgValue labels, gint64 blank)
{
  gint64 steps = ng_build_shape (b, log)->dims[1];
  NgValue place = ng_build_iota (b, ng_build_shape (b, labels), 1);
  NgValue is_first =
      ng_build_binary (b, NG_PRIMITIVE_LESS, place, ng_build_fill_like (b, place, 2));
  NgValue skips = may_skip (b, labels, blank);
  NgValue never = ng_build_fill_like (b, ng_build_part (b, log, 1, 0), LOG_ZERO);
  NgValue state = ng_build_select (b, is_first, ng_build_part (b, log, 1, 0), never);

  for (gint64 t = 1; t < steps && !ng_program_builder_has_failed (b); t++) {
    NgValue from[3] = { state, shift (b, state, 1, LOG_ZERO), NG_NO_VALUE };

    from[2] = ng_build_select (b, skips, shift (b, state, 2, LOG_ZERO), never);
    state = ng_build_add (b, log_sum (b, from, 3), ng_build_part (b, log, 1, t));
  }
  return state;
}

/* p: (batch, T, c + 1), target: (batch, L), loss: (batch) */
static void
ctc_loss_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue p = ng_lowering_input (to, INPUT), labels = ng_lowering_input (to, TARGET);
  NgValue log, state, last[2], loss;
  NgShape shape, extended;
  gint64 blank;

  if (ng_program_builder_has_failed (b))
    return;
  shape = *ng_build_shape (b, p);
  blank = shape.dims[2] - 1;
  if (shape.dims[1] > NG_MAX_STEPS) {
    ng_lowering_fail (to,
                      "NetGraph::limit",
                      "A sequence of %" G_GINT64_FORMAT
                      " steps is given, and at most %d are possible.",
                      shape.dims[1],
                      NG_MAX_STEPS);
    return;
  }
  labels = ng_build_offset (b, ng_build_convert (b, labels, NG_ELEMENT_I64), -1);
  labels = extend (b, labels, blank);
  extended = *ng_build_shape (b, labels);
  log = ng_build_broadcast (
      b, labels, (gint64[]){ shape.dims[0], shape.dims[1], extended.dims[1] }, 3, (int[]){ 0, 2 });
  log = ng_build_reshape (b, log, (gint64[]){ shape.dims[0] * shape.dims[1], extended.dims[1] }, 2);
  p = ng_build_reshape (b, p, (gint64[]){ shape.dims[0] * shape.dims[1], shape.dims[2] }, 2);
  log = ng_build_log_probability (b, ng_build_gather_rows (b, p, log));
  log = ng_build_reshape (b, log, (gint64[]){ shape.dims[0], shape.dims[1], extended.dims[1] }, 3);
  state = run_forward (b, log, labels, blank);
  for (int i = 0; i < 2; i++) {
    last[i] = ng_build_slice (b,
                              state,
                              (gint64[]){ 0, extended.dims[1] - 2 + i },
                              (gint64[]){ 1, 1 },
                              (gint64[]){ shape.dims[0], 1 });
    last[i] = ng_build_reshape (b, last[i], shape.dims, 1);
  }
  loss = ng_build_unary (b, NG_PRIMITIVE_NEGATE, log_sum (b, last, 2));
  /* What cannot be spelled in so few steps. */
  loss = ng_build_select (
      b,
      ng_build_binary (b, NG_PRIMITIVE_LESS, loss, ng_build_fill_like (b, loss, -LOG_ZERO / 2)),
      loss,
      ng_build_fill_like (b, loss, INFINITY));
  ng_lowering_output (to, 0, loss);
}

const NgLayerClass ng_layer_ctc_loss = {
  .name = "CTCLossLayer",
  .summary = "Says how little a sequence of probabilities spells the target",
  .category = NG_CATEGORY_LOSS,
  .glyph = "M2 2v12h12 M4 11h2v-3h3v-3h4 M4 8v-3 M9 11h4",
  .law = "L = -log Σ Π p over the ways to spell t",
  .inputs = { { "Input", NULL }, { "Target", NULL } },
  .outputs = { { "Output", "()", .alias = "Loss" } },
  .infer = ctc_loss_infer,
  .verify = ctc_loss_verify,
  .lower = ctc_loss_lower,
  .term = "CTC",
  .examples = { "NetGraph[{SoftmaxLayer[], CTCLossLayer[]}, {1 -> NetPort[{2, \"Input\"}]}, "
                "\"Input\" -> {5, 3}, \"Target\" -> 2]",
                "NetGraph[{ElementwiseLayer[0.5 + 0.4 Sin[#] &], CTCLossLayer[]}, {1 -> "
                "NetPort[{2, \"Input\"}]}, \"Input\" -> {\"Varying\", 3}, \"Target\" -> 1]" },
};
