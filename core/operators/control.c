/* If, Loop and Scan. Their subgraphs are nets that the node keeps. A program has no branches: the
 * branch of an If has to be known when the program is written; a Loop is written out as often as it
 * runs, which has to be known; a Scan has as many steps as its inputs have elements. */

#include "core/base/limits.h"
#include "core/operators/bodies.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/tensor/element.h"

#include <string.h>

static const NgAttribute *
find_body (const NgOnnxNode *node, const char *name)
{
  const NgAttribute *body = ng_onnx_node_attribute (node, name);

  return body != NULL && body->kind == NG_ATTRIBUTE_NET && body->net != NULL ? body : NULL;
}

/* ---- types ---- */

/* What both say. */
static NgType
union_type (const NgType *a, const NgType *b)
{
  NgType type = *a;

  if (a->kind != b->kind || a->element != b->element)
    type = ng_type_unknown ();
  type.rank = a->rank == b->rank ? a->rank : -1;
  for (int i = 0; i < type.rank; i++) {
    if (!ng_dim_equal (a->dims[i], b->dims[i]))
      type.dims[i] = ng_dim_unknown ();
  }
  return type;
}

static void
infer_if (NgRelation *relation, const NgOnnxNode *node)
{
  const NgAttribute *yes = find_body (node, "then_branch"), *no = find_body (node, "else_branch");

  if (yes == NULL || no == NULL) {
    ng_relation_fail (relation, "ONNX::operator", "If lacks one of its branches.");
    return;
  }
  const NgTensor *known = ng_operand_known (relation, node, 0);
  int truth =
      known != NULL && ng_tensor_count (known) == 1 ? ng_tensor_get_int (known, 0) != 0 : -1;
  NgBodies bodies;
  ng_bodies_begin (&bodies, relation, node);
  g_autoptr (NgNet) then_net = ng_bodies_type (&bodies, yes, NULL);
  g_autoptr (NgNet) else_net = ng_bodies_type (&bodies, no, NULL);
  if (truth != 0)
    ng_bodies_report (&bodies, yes, then_net);
  if (truth != 1)
    ng_bodies_report (&bodies, no, else_net);
  for (gsize i = 0; i < node->n_results; i++) {
    if (i >= ng_net_n_outputs (then_net) || i >= ng_net_n_outputs (else_net))
      break;
    NgType a = ng_bodies_outer_type (&bodies, then_net, ng_net_output_type (then_net, i));
    NgType b = ng_bodies_outer_type (&bodies, else_net, ng_net_output_type (else_net, i));
    NgType type = truth == 1 ? a : truth == 0 ? b : union_type (&a, &b);
    /* The types may still grow, and equal ones may come to differ; only what stays is told. */
    if (!ng_relation_is_second (relation))
      type.rank = -1;
    ng_result_type (relation, node, i, &type);
  }
  ng_bodies_end (&bodies);
}

/* The stack of what each step gives. */
static NgType
stacked_type (const NgType *step, NgDim steps, int axis)
{
  NgType type = *step;

  if (type.rank < 0 || type.rank == NG_MAX_RANK)
    return type;
  if (axis < 0)
    axis += type.rank + 1;
  axis = CLAMP (axis, 0, type.rank);
  memmove (type.dims + axis + 1, type.dims + axis, (gsize) (type.rank - axis) * sizeof *type.dims);
  type.dims[axis] = steps;
  type.rank++;
  return type;
}

/* How often types are made less definite one dimension at a time. */
enum { MOST_TURNS = 1 };

/* A value that is handed from step to step is as at the start, as far as the step keeps it so.
 * Returns the body with types that hold in each step. */
static NgNet *
settle_loop (NgBodies *bodies, const NgAttribute *body, gsize n_carried, NgType *formal)
{
  for (int turn = 0;; turn++) {
    g_autoptr (NgNet) net = ng_bodies_type (bodies, body, formal);
    gboolean moved = FALSE;

    for (gsize i = 0; i < n_carried; i++) {
      NgType *carried = &formal[2 + i];
      NgType step = ng_bodies_outer_type (bodies, net, ng_net_output_type (net, 1 + i));
      NgType both = union_type (carried, &step);
      if (step.kind == NG_KIND_UNKNOWN) {
        both = *carried;
        both.rank = -1;
      }
      if (ng_type_equal (&both, carried))
        continue;
      if (turn >= MOST_TURNS)
        both.rank = -1;
      moved = TRUE;
      *carried = both;
    }
    if (!moved)
      return g_steal_pointer (&net);
  }
}

/* How often a loop runs, where that is known and no condition ends it earlier. */
static NgDim
loop_steps (NgRelation *relation, const NgOnnxNode *node)
{
  const NgTensor *limit = ng_operand_known (relation, node, 0);

  return limit != NULL && ng_tensor_count (limit) == 1 && !ng_operand_is_present (node, 1)
             ? ng_dim_of_size (relation, ng_tensor_get_int (limit, 0))
             : ng_dim_unknown ();
}

static void
infer_loop (NgRelation *relation, const NgOnnxNode *node)
{
  const NgAttribute *body = find_body (node, "body");
  gsize n_carried = node->n_operands > 2 ? node->n_operands - 2 : 0;
  NgBodies bodies;

  if (body == NULL || body->n_formal < 2 + n_carried ||
      ng_net_n_outputs (body->net) < 1 + n_carried) {
    ng_relation_fail (relation, "ONNX::operator", "Loop has a body that does not fit its inputs.");
    return;
  }
  if (!ng_relation_is_second (relation))
    return;
  g_autofree NgType *formal = g_new (NgType, body->n_formal);
  for (gsize i = 0; i < body->n_formal; i++) {
    formal[i] = ng_type_unknown ();
    if (i < 2) {
      formal[i] = ng_type_of_element (i == 0 ? NG_ELEMENT_I64 : NG_ELEMENT_BOOL);
      formal[i].rank = ng_net_input_type (body->net, i)->rank > 0 ? -1 : 0;
    } else if (i - 2 < n_carried) {
      formal[i] = ng_operand_type (relation, node, i);
    }
  }
  ng_bodies_begin (&bodies, relation, node);
  g_autoptr (NgNet) net = settle_loop (&bodies, body, n_carried, formal);
  ng_bodies_report (&bodies, body, net);
  for (gsize i = 0; i < node->n_results && i + 1 < ng_net_n_outputs (net); i++) {
    NgType type = ng_bodies_outer_type (&bodies, net, ng_net_output_type (net, 1 + i));
    if (i < n_carried)
      type = formal[2 + i];
    else
      type = stacked_type (&type, loop_steps (relation, node), 0);
    ng_result_type (relation, node, i, &type);
  }
  ng_bodies_end (&bodies);
}

/* Entry @index of a list of axes or directions, 0 where there is none. */
static gint64
list_entry (const NgOnnxNode *node, const char *name, gsize index)
{
  gsize n;
  const gint64 *list = ng_onnx_node_integers (node, name, &n);

  return list != NULL && index < n ? list[index] : 0;
}

/* Version 8 has the lengths of the examples in front, and does everything for each of them. */
typedef struct {
  const NgAttribute *body;
  gsize first;                       /* input where the states begin */
  gsize n_scanned, n_states, n_made; /* scanned inputs, states, stacked outputs */
} ScanParts;

static gboolean
scan_parts (const NgOnnxNode *node, ScanParts *parts)
{
  gint64 n_scanned = ng_onnx_node_integer (node, "num_scan_inputs", 0);

  parts->body = find_body (node, "body");
  parts->first = node->version < 9 ? 1 : 0;
  if (parts->body == NULL || n_scanned < 1 || node->n_operands < parts->first ||
      (guint64) n_scanned > node->n_operands - parts->first)
    return FALSE;
  parts->n_scanned = (gsize) n_scanned;
  parts->n_states = node->n_operands - parts->first - parts->n_scanned;
  if (parts->body->n_formal != node->n_operands - parts->first ||
      ng_net_n_outputs (parts->body->net) < parts->n_states ||
      node->n_results > ng_net_n_outputs (parts->body->net))
    return FALSE;
  parts->n_made = ng_net_n_outputs (parts->body->net) - parts->n_states;
  return TRUE;
}

/* Takes axis @axis away, counted from the end if negative; FALSE where it is not there. */
static gboolean
take_axis (NgType *type, gint64 axis, NgDim *size)
{
  if (axis < 0)
    axis += type->rank;
  if (axis < 0 || axis >= type->rank)
    return FALSE;
  ng_dim_meet (size, type->dims[axis]);
  memmove (type->dims + axis,
           type->dims + axis + 1,
           (gsize) (type->rank - 1 - axis) * sizeof *type->dims);
  type->rank--;
  return TRUE;
}

/* Types of what a step of the body takes. */
static gboolean
formal_types (NgRelation *relation,
              const NgOnnxNode *node,
              const ScanParts *parts,
              NgType *formal,
              NgDim *steps,
              NgDim *batch)
{
  for (gsize i = 0; i < parts->n_states + parts->n_scanned; i++) {
    gint64 axis =
        i < parts->n_states ? 0 : list_entry (node, "scan_input_axes", i - parts->n_states);
    formal[i] = ng_operand_type (relation, node, parts->first + i);
    if (formal[i].rank < 0)
      continue;
    if ((parts->first > 0 && !take_axis (&formal[i], 0, batch)) ||
        (i >= parts->n_states && !take_axis (&formal[i], axis, steps)))
      return FALSE;
  }
  return TRUE;
}

static void
infer_scan (NgRelation *relation, const NgOnnxNode *node)
{
  ScanParts parts;
  NgDim steps = ng_dim_unknown (), batch = ng_dim_unknown ();
  NgBodies bodies;

  if (!scan_parts (node, &parts)) {
    ng_relation_fail (relation, "ONNX::operator", "Scan has a body that does not fit its inputs.");
    return;
  }
  if (!ng_relation_is_second (relation))
    return;
  g_autofree NgType *formal = g_new (NgType, parts.body->n_formal);
  if (!formal_types (relation, node, &parts, formal, &steps, &batch)) {
    ng_relation_fail (relation, "ONNX::operator", "Scan runs along an axis that is not there.");
    return;
  }
  ng_bodies_begin (&bodies, relation, node);
  g_autoptr (NgNet) net = ng_bodies_type (&bodies, parts.body, formal);
  ng_bodies_report (&bodies, parts.body, net);
  for (gsize i = 0; i < node->n_results; i++) {
    NgType type = ng_bodies_outer_type (&bodies, net, ng_net_output_type (net, i));
    if (i < parts.n_states)
      type = formal[i];
    else
      type = stacked_type (
          &type, steps, (int) list_entry (node, "scan_output_axes", i - parts.n_states));
    if (parts.first > 0)
      type = stacked_type (&type, batch, 0);
    ng_result_type (relation, node, i, &type);
  }
  ng_bodies_end (&bodies);
}

/* ---- meaning ---- */

gboolean
ng_operation_call (NgOperation *to,
                   const NgAttribute *body,
                   const NgValue *formal,
                   NgValue *outputs)
{
  gsize n = ng_net_n_inputs (body->net);
  g_autofree NgValue *inputs = g_new (NgValue, MAX (n, 1));

  if (to->lowering == NULL) {
    ng_operation_lack (to, "is found only as part of its net");
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    inputs[i] = i < body->n_formal ? formal[i] : NG_NO_VALUE;
    if (i < body->n_formal)
      continue;
    const NgOperand *operand = &g_array_index (body->captures, NgOperand, i - body->n_formal);
    if (operand->kind == NG_OPERAND_PORT)
      inputs[i] = ng_lowering_input (to->lowering, (gsize) operand->index);
  }
  ng_lowering_net (to->lowering, body->net, inputs, outputs);
  return !ng_operation_has_failed (to);
}

/* The truth of a value of one element that is known: 0 or 1, -1 where it is not. */
static int
known_truth (NgOperation *to, NgValue value)
{
  NgTensor *known = ng_operation_ask (to, value);

  return known != NULL && ng_tensor_count (known) == 1 ? ng_tensor_get_int (known, 0) != 0 : -1;
}

static void
lower_if (NgOperation *to)
{
  const NgAttribute *yes = find_body (to->node, "then_branch");
  const NgAttribute *no = find_body (to->node, "else_branch");
  NgValue condition = ng_operation_need (to, 0);
  int truth = known_truth (to, condition);

  if (condition == NG_NO_VALUE)
    return;
  if (yes == NULL || no == NULL || ng_net_n_outputs (yes->net) < to->n_outputs ||
      ng_net_n_outputs (no->net) < to->n_outputs || yes->n_formal > 0 || no->n_formal > 0) {
    ng_operation_fail (to, "lacks a branch, or its branches do not fit its outputs");
    return;
  }
  if (truth < 0) {
    ng_operation_lack_constant (to, 0);
    return;
  }
  const NgAttribute *taken = truth ? yes : no;
  g_autofree NgValue *outputs = g_new (NgValue, MAX (ng_net_n_outputs (taken->net), 1));
  if (!ng_operation_call (to, taken, NULL, outputs))
    return;
  for (gsize i = 0; i < to->n_outputs; i++)
    ng_operation_output (to, i, outputs[i]);
}

/* What a body that never runs makes: nothing, of the sizes that it would have; those that are not
 * known are 0 too. */
static NgValue
stack_nothing (NgOperation *to, const NgType *type, gint64 axis)
{
  gboolean is_real = ng_element_is_real (type->element) || type->element == NG_ELEMENT_NONE;
  NgShape shape = { .element = is_real ? ng_operation_real (to) : ng_element_whole (type->element),
                    .rank = MAX (type->rank, 0) + 1 };
  gint64 at = axis < 0 ? axis + shape.rank : axis;

  if (at < 0 || at >= shape.rank || shape.rank > NG_MAX_RANK) {
    ng_operation_fail (to, "stacks along an axis that is not there");
    return NG_NO_VALUE;
  }
  for (int i = 0; i < shape.rank; i++) {
    NgDim dim = i == at ? ng_dim_number (0) : type->dims[i < at ? i : i - 1];
    shape.dims[i] = dim.state == NG_DIM_NUMBER ? dim.value : 0;
  }
  return ng_build_fill (to->builder, &shape, 0);
}

/* Puts values, each of @type, along a new axis. */
static NgValue
stack (NgOperation *to, GArray *values, const NgType *type, gint64 axis, gboolean is_backwards)
{
  g_autofree NgValue *parts = g_new (NgValue, MAX (values->len, 1));
  gint64 dims[NG_MAX_RANK + 1];

  if (values->len == 0)
    return stack_nothing (to, type, axis);
  for (guint i = 0; i < values->len; i++) {
    NgValue value = g_array_index (values, NgValue, is_backwards ? values->len - 1 - i : i);
    const NgShape *shape = ng_operation_shape (to, value);
    gint64 at = axis < 0 ? axis + shape->rank + 1 : axis;
    if (at < 0 || at > shape->rank || shape->rank == NG_MAX_RANK) {
      ng_operation_fail (to, "stacks along an axis that is not there");
      return NG_NO_VALUE;
    }
    memcpy (dims, shape->dims, sizeof shape->dims);
    memmove (dims + at + 1, dims + at, (gsize) (shape->rank - at) * sizeof *dims);
    dims[at] = 1;
    parts[i] = ng_build_reshape (to->builder, value, dims, shape->rank + 1);
    axis = at;
  }
  return ng_build_concat (to->builder, parts, values->len, (int) axis);
}

static gint64
trip_limit (NgOperation *to)
{
  gint64 limit;

  if (ng_operation_input (to, 0) == NG_NO_VALUE)
    return G_MAXINT64;
  return ng_operation_integers (to, 0, &limit, 1) == 1 ? MAX (limit, 0) : -1;
}

static void
free_arrays (GArray **arrays, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_array_unref (arrays[i]);
}

/* @limit: how often the loop may go round by its own count, G_MAXINT64 where it has none */
static void
fail_endless (NgOperation *to, gint64 limit)
{
  if (limit == G_MAXINT64)
    ng_operation_lack (
        to, "has run %d times, the most that is allowed, and does not end", NG_MAX_LOOP_STEPS);
  else
    ng_operation_lack (to,
                       "has run %d times, the most that is allowed, and its count is "
                       "%" G_GINT64_FORMAT,
                       NG_MAX_LOOP_STEPS,
                       limit);
}

/* Writes the steps of a loop. Returns whether all went well. */
static gboolean
write_steps (NgOperation *to,
             const NgAttribute *body,
             gsize n_carried,
             gint64 limit,
             NgValue *formal,
             NgValue *outputs,
             GArray **made)
{
  gsize n_outputs = ng_net_n_outputs (body->net);

  for (gint64 i = 0; i < limit; i++) {
    int truth = formal[1] == NG_NO_VALUE ? 1 : known_truth (to, formal[1]);
    if (truth < 0) {
      ng_operation_lack_constant (to, 1);
      return FALSE;
    }
    if (truth == 0)
      break;
    if (i == NG_MAX_LOOP_STEPS) {
      fail_endless (to, limit);
      return FALSE;
    }
    g_autoptr (NgTensor) number = ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &i);
    formal[0] = ng_build_constant (to->builder, number);
    if (formal[1] == NG_NO_VALUE) {
      g_autoptr (NgTensor) yes = ng_tensor_new_scalar (NG_ELEMENT_BOOL, 1);
      formal[1] = ng_build_constant (to->builder, yes);
    }
    if (!ng_operation_call (to, body, formal, outputs))
      return FALSE;
    formal[1] = outputs[0];
    for (gsize j = 0; j < n_carried; j++)
      formal[2 + j] = outputs[1 + j];
    for (gsize j = 1 + n_carried; j < n_outputs; j++)
      g_array_append_val (made[j - 1 - n_carried], outputs[j]);
  }
  return TRUE;
}

static void
lower_loop (NgOperation *to)
{
  const NgAttribute *body = find_body (to->node, "body");
  gsize n_carried = to->n_inputs > 2 ? to->n_inputs - 2 : 0;
  gint64 limit = trip_limit (to);

  if (limit < 0)
    return;
  if (body == NULL || body->n_formal != 2 + n_carried ||
      ng_net_n_outputs (body->net) < 1 + n_carried ||
      to->n_outputs > ng_net_n_outputs (body->net) - 1) {
    ng_operation_fail (to, "has a body that does not fit its inputs and outputs");
    return;
  }
  gsize n_outputs = ng_net_n_outputs (body->net), n_made = n_outputs - 1 - n_carried;
  g_autofree NgValue *formal = g_new (NgValue, body->n_formal);
  g_autofree NgValue *outputs = g_new (NgValue, n_outputs);
  g_autofree GArray **made = g_new (GArray *, MAX (n_made, 1));
  for (gsize i = 0; i < n_made; i++)
    made[i] = g_array_new (FALSE, FALSE, sizeof (NgValue));
  formal[1] = ng_operation_input (to, 1);
  for (gsize i = 0; i < n_carried; i++)
    formal[2 + i] = ng_operation_need (to, 2 + i);
  if (!ng_operation_has_failed (to) &&
      write_steps (to, body, n_carried, limit, formal, outputs, made)) {
    for (gsize i = 0; i < to->n_outputs; i++) {
      if (i < n_carried)
        ng_operation_output (to, i, formal[2 + i]);
      else if (to->node->results[i] >= 0)
        ng_operation_output (
            to,
            i,
            stack (to, made[i - n_carried], ng_net_output_type (body->net, 1 + i), 0, FALSE));
    }
  }
  free_arrays (made, n_made);
}

/* The number of steps, which all scanned inputs must agree on; -1 after a failure. */
static gint64
scan_steps (NgOperation *to, const ScanParts *parts, const NgValue *scanned, int *axes)
{
  gint64 steps = -1;

  for (gsize i = 0; i < parts->n_scanned; i++) {
    const NgShape *shape = ng_operation_shape (to, scanned[i]);
    axes[i] = ng_operation_axis (to, list_entry (to->node, "scan_input_axes", i), shape->rank);
    if (axes[i] < 0)
      return -1;
    if (steps >= 0 && shape->dims[axes[i]] != steps) {
      ng_operation_fail (to,
                         "has inputs of %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT " steps",
                         steps,
                         shape->dims[axes[i]]);
      return -1;
    }
    steps = shape->dims[axes[i]];
  }
  if (steps > NG_MAX_LOOP_STEPS) {
    ng_operation_lack (to,
                       "over %" G_GINT64_FORMAT " steps cannot be run; %d are the most",
                       steps,
                       NG_MAX_LOOP_STEPS);
    return -1;
  }
  return steps;
}

/* What each step gave, put along an axis. */
static NgValue
stack_made (NgOperation *to, const ScanParts *parts, GArray *made, gsize index)
{
  return stack (to,
                made,
                ng_net_output_type (parts->body->net, parts->n_states + index),
                list_entry (to->node, "scan_output_axes", index),
                list_entry (to->node, "scan_output_directions", index) != 0);
}

/* Takes @steps steps over @values, the states and what is scanned along @axes; @results are the
 * states behind the last step, and what all steps gave. */
static gboolean
run_scan (NgOperation *to,
          const ScanParts *parts,
          const NgValue *values,
          const int *axes,
          gint64 steps,
          NgValue *results)
{
  const char *directions = parts->first > 0 ? "directions" : "scan_input_directions";
  g_autofree NgValue *formal = g_new (NgValue, parts->body->n_formal);
  g_autofree NgValue *outputs = g_new (NgValue, MAX (ng_net_n_outputs (parts->body->net), 1));
  g_autofree GArray **made = g_new (GArray *, MAX (parts->n_made, 1));
  gboolean ok = !ng_operation_has_failed (to);

  for (gsize i = 0; i < parts->n_made; i++)
    made[i] = g_array_new (FALSE, FALSE, sizeof (NgValue));
  for (gsize i = 0; i < parts->n_states; i++)
    formal[i] = values[i];
  for (gint64 t = 0; ok && t < steps; t++) {
    for (gsize i = 0; i < parts->n_scanned; i++) {
      gboolean is_backwards = list_entry (to->node, directions, i) != 0;
      formal[parts->n_states + i] = ng_build_part (
          to->builder, values[parts->n_states + i], axes[i], is_backwards ? steps - 1 - t : t);
    }
    ok = ng_operation_call (to, parts->body, formal, outputs);
    for (gsize i = 0; ok && i < parts->n_states; i++)
      formal[i] = outputs[i];
    for (gsize i = 0; ok && i < parts->n_made; i++)
      g_array_append_val (made[i], outputs[parts->n_states + i]);
  }
  for (gsize i = 0; ok && i < to->n_outputs; i++) {
    results[i] = NG_NO_VALUE;
    if (i < parts->n_states)
      results[i] = formal[i];
    else if (to->node->results[i] >= 0)
      results[i] = stack_made (to, parts, made[i - parts->n_states], i - parts->n_states);
  }
  free_arrays (made, parts->n_made);
  return ok && !ng_operation_has_failed (to);
}

/* @x with zeros behind its first axis up to @size, and an axis of one example in front. */
static NgValue
as_example (NgOperation *to, NgValue x, gint64 size)
{
  NgShape shape = *ng_operation_shape (to, x);
  gint64 before[NG_MAX_RANK] = { 0 }, after[NG_MAX_RANK] = { 0 }, dims[NG_MAX_RANK + 1] = { 1 };

  if (size >= 0 && shape.rank > 0) {
    after[0] = size - shape.dims[0];
    x = ng_build_pad (to->builder, x, before, after, 0);
    shape.dims[0] = size;
  }
  memcpy (dims + 1, shape.dims, (gsize) shape.rank * sizeof *dims);
  return ng_build_reshape (to->builder, x, dims, shape.rank + 1);
}

/* Steps of example @index: all, or as many as the first input says. */
static gint64
example_steps (NgOperation *to, gint64 index, gint64 steps)
{
  if (ng_operation_input (to, 0) == NG_NO_VALUE)
    return steps;
  NgTensor *lengths = ng_operation_known (to, 0);
  if (lengths == NULL)
    return -1;
  gint64 length = index < ng_tensor_count (lengths) ? ng_tensor_get_int (lengths, index) : -1;
  if (length < 0 || length > steps) {
    ng_operation_fail (to, "has lengths that do not fit its examples");
    return -1;
  }
  return length;
}

/* One example after the other, the results put along the first axis. */
static void
scan_examples (NgOperation *to, const ScanParts *parts, const NgValue *values, int *axes)
{
  gsize n_values = parts->n_states + parts->n_scanned, n = to->n_outputs;
  g_autofree NgValue *inputs = g_new (NgValue, n_values);
  g_autofree NgValue *results = g_new (NgValue, MAX (n, 1));
  gint64 batch = -1, steps = 0;

  for (gsize i = 0; i < n_values; i++) {
    const NgShape *shape = ng_operation_shape (to, values[i]);
    if (shape->rank < 1 || (batch >= 0 && shape->dims[0] != batch)) {
      ng_operation_fail (to, "has inputs that do not have the same examples");
      return;
    }
    batch = shape->dims[0];
  }
  if (batch < 1 || batch > NG_MAX_LOOP_STEPS) {
    ng_operation_lack (to,
                       "over %" G_GINT64_FORMAT " examples cannot be run; %d are the most",
                       batch,
                       NG_MAX_LOOP_STEPS);
    return;
  }
  g_autofree NgValue *parts_of = g_new (NgValue, MAX (n, 1) * (gsize) batch);
  for (gint64 example = 0; example < batch; example++) {
    for (gsize i = 0; i < n_values; i++)
      inputs[i] = ng_build_part (to->builder, values[i], 0, example);
    steps = scan_steps (to, parts, inputs + parts->n_states, axes);
    gint64 taken = steps < 0 ? -1 : example_steps (to, example, steps);
    if (taken < 0 || !run_scan (to, parts, inputs, axes, taken, results))
      return;
    for (gsize i = 0; i < n; i++)
      parts_of[i * (gsize) batch + (gsize) example] =
          results[i] == NG_NO_VALUE ? NG_NO_VALUE
                                    : as_example (to, results[i], i < parts->n_states ? -1 : steps);
  }
  for (gsize i = 0; i < n && !ng_operation_has_failed (to); i++)
    if (results[i] != NG_NO_VALUE)
      ng_operation_output (
          to, i, ng_build_concat (to->builder, parts_of + i * (gsize) batch, (gsize) batch, 0));
}

static void
lower_scan (NgOperation *to)
{
  ScanParts parts;

  if (!scan_parts (to->node, &parts)) {
    ng_operation_fail (to, "has a body that does not fit its inputs");
    return;
  }
  const NgValue *values = to->inputs + parts.first;
  g_autofree int *axes = g_new (int, parts.n_scanned);
  for (gsize i = parts.first; i < to->n_inputs; i++) {
    if (ng_operation_need (to, i) == NG_NO_VALUE)
      return;
  }
  if (parts.first > 0) {
    scan_examples (to, &parts, values, axes);
    return;
  }
  gint64 steps = scan_steps (to, &parts, values + parts.n_states, axes);
  if (steps >= 0)
    run_scan (to, &parts, values, axes, steps, to->outputs);
}

const NgOperatorClass ng_operators_control[] = {
  { .name = "If",
    .summary = "One of two subgraphs",
    .category = NG_CATEGORY_CONTAINER,
    .inputs = { "cond" },
    .outputs = { "outputs" },
    .takes_texts = TRUE,
    .infer = infer_if,
    .lower = lower_if },
  { .name = "Loop",
    .summary = "A subgraph again and again",
    .category = NG_CATEGORY_CONTAINER,
    .inputs = { "M", "cond", "v_initial" },
    .is_variadic = TRUE,
    .takes_texts = TRUE,
    .infer = infer_loop,
    .lower = lower_loop },
  { .name = "Scan",
    .summary = "A subgraph for each element along an axis",
    .category = NG_CATEGORY_CONTAINER,
    .inputs = { "initial_state_and_scan_inputs" },
    .is_variadic = TRUE,
    .takes_texts = TRUE,
    .infer = infer_scan,
    .lower = lower_scan },
  { .name = NULL },
};
