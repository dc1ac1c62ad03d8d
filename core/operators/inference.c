/* Types of ONNX nodes. An operator that can be lowered needs no other rule: it is lowered alone,
 * with inputs of the sizes at hand, and the shapes of the result are read off. Varying lengths are
 * stood in for by two different sizes in turn: a dimension of the result that stays is a number,
 * one that moves as an input's does is that length, and any other is a length of its own.
 *
 * Inputs that are constants of the net go in as constants, so that what is computed from them comes
 * out as one. In them a varying length appears as the number SYMBOL + id * SPACING. */

#include "core/operators/inference.h"

#include "core/base/limits.h"
#include "core/operators/operation.h"
#include "core/tensor/element.h"
#include <string.h>

#define SYMBOL    (G_GINT64_CONSTANT (1) << 44)
#define SPACING   G_GINT64_CONSTANT (1048583)
#define N_SYMBOLS 1000000

gboolean
ng_size_is_symbolic (gint64 size)
{
  return size > NG_MAX_ELEMENTS && size < G_MAXINT32 * (G_GINT64_CONSTANT (1) << 31);
}

gint64
ng_size_of_dim (NgDim dim)
{
  if (dim.state == NG_DIM_NUMBER)
    return dim.value;
  if (dim.state == NG_DIM_VARYING && dim.value < N_SYMBOLS)
    return SYMBOL + dim.value * SPACING;
  return -1;
}

NgDim
ng_dim_of_size (NgRelation *relation, gint64 size, int key)
{
  if (size < 0)
    return ng_dim_unknown ();
  if (!ng_size_is_symbolic (size))
    return ng_dim_number (size);
  gint64 id = (size - SYMBOL) / SPACING;
  if (size > SYMBOL && (size - SYMBOL) % SPACING == 0 && id < N_SYMBOLS)
    return ng_dim_varying (id);
  return ng_relation_fresh (relation, key);
}

NgType
ng_type_of_element (NgElement element)
{
  NgType type = ng_type_unknown ();

  type.element = element;
  if (element == NG_ELEMENT_NONE)
    return type;
  if (ng_element_is_real (element))
    type.kind = NG_KIND_REAL;
  else if (element == NG_ELEMENT_BOOL)
    type.kind = NG_KIND_BOOLEAN;
  else if (element == NG_ELEMENT_STRING)
    type.kind = NG_KIND_STRING;
  else if (ng_element_is_integer (element))
    type.kind = NG_KIND_INTEGER;
  else
    type.kind = NG_KIND_OTHER;
  return type;
}

gboolean
ng_operand_is_present (const NgOnnxNode *node, gsize index)
{
  return index < node->n_operands && node->operands[index].kind != NG_OPERAND_ABSENT;
}

NgType
ng_operand_type (NgRelation *relation, const NgOnnxNode *node, gsize index)
{
  if (!ng_operand_is_present (node, index))
    return ng_type_unknown ();
  const NgOperand *operand = &node->operands[index];
  if (operand->kind == NG_OPERAND_PORT)
    return *ng_relation_input (relation, (gsize) operand->index);
  const NgTensor *tensor = node->tensors->pdata[operand->index];
  NgType type = ng_type_of_element (ng_tensor_element (tensor));
  type.rank = (int) ng_tensor_rank (tensor);
  for (int i = 0; i < type.rank; i++)
    type.dims[i] = ng_dim_number (ng_tensor_dims (tensor)[i]);
  return type;
}

NgTensor *
ng_operand_known (NgRelation *relation, const NgOnnxNode *node, gsize index)
{
  if (!ng_operand_is_present (node, index))
    return NULL;
  const NgOperand *operand = &node->operands[index];

  return operand->kind == NG_OPERAND_PORT ? ng_relation_known (relation, (gsize) operand->index)
                                          : node->tensors->pdata[operand->index];
}

void
ng_result_type (NgRelation *relation, const NgOnnxNode *node, gsize index, const NgType *type)
{
  if (index < node->n_results && node->results[index] >= 0)
    ng_relation_refine_output (relation, (gsize) node->results[index], type);
}

/* The element that programs compute in. */
static NgElement
program_element (NgElement element)
{
  if (element == NG_ELEMENT_NONE || ng_element_is_real (element))
    return NG_ELEMENT_F32;
  return element == NG_ELEMENT_STRING ? NG_ELEMENT_I8 : ng_element_whole (element);
}

typedef struct {
  NgRelation *relation;
  const NgOnnxNode *node;
  NgType types[NG_MAX_LOWERED_INPUTS];
  NgElement elements[NG_MAX_LOWERED_INPUTS];
  NgTensor *known[NG_MAX_LOWERED_INPUTS];
  gboolean has_varying;
} Probe;

/* What a varying length is tried with. Sizes that many numbers divide suit reshaping, primes tell
 * lengths apart. */
static gint64
trial_size (gint64 id, int trial)
{
  static const gint64 primes[] = { 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53 };

  return (trial == 0 ? 60 : 84) * primes[(id + trial) % (gint64) G_N_ELEMENTS (primes)];
}

/* A constant as it goes into a trial: symbols become sizes. NULL where a number was computed from
 * symbols. */
static NgTensor *
trial_constant (NgTensor *known, int trial)
{
  if (ng_tensor_element (known) != NG_ELEMENT_I64)
    return ng_tensor_ref (known);
  gint64 n = ng_tensor_count (known);
  gint64 *values = NULL;
  for (gint64 i = 0; i < n; i++) {
    gint64 value = ng_tensor_get_int (known, i);
    if (!ng_size_is_symbolic (value))
      continue;
    if (value <= SYMBOL || (value - SYMBOL) % SPACING != 0) {
      g_free (values);
      return NULL;
    }
    if (values == NULL) {
      values = g_new (gint64, (gsize) n);
      memcpy (values, ng_tensor_data (known), (gsize) n * sizeof *values);
    }
    values[i] = trial_size ((value - SYMBOL) / SPACING, trial);
  }
  if (values == NULL)
    return ng_tensor_ref (known);
  return ng_tensor_new_take (
      NG_ELEMENT_I64, ng_tensor_dims (known), ng_tensor_rank (known), values);
}

static NgValue
trial_input (const Probe *probe, NgProgramBuilder *builder, gsize index, int trial)
{
  const NgType *type = &probe->types[index];
  NgShape shape = { .element = program_element (type->element), .rank = type->rank };

  if (probe->known[index] != NULL && ng_tensor_count (probe->known[index]) <= NG_MAX_KNOWN &&
      ng_tensor_element (probe->known[index]) != NG_ELEMENT_STRING) {
    g_autoptr (NgTensor) constant = trial_constant (probe->known[index], trial);
    if (constant == NULL)
      return NG_NO_VALUE;
    g_autoptr (NgTensor) converted = ng_tensor_convert (constant, shape.element);
    return ng_build_constant (builder, converted);
  }
  for (int axis = 0; axis < type->rank; axis++) {
    NgDim dim = type->dims[axis];
    shape.dims[axis] = dim.state == NG_DIM_NUMBER ? dim.value : trial_size (dim.value, trial);
  }
  return ng_build_input (builder, "x", &shape);
}

/* Lowers the node alone. Returns whether it went well; @shapes are those of its outputs. */
static gboolean
run_trial (const Probe *probe, int trial, NgShape *shapes, NgTensor **values, GError **error)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgOnnxNode *node = probe->node;
  g_autofree NgValue *inputs = g_new (NgValue, MAX (node->n_operands, 1));
  g_autofree NgValue *outputs = g_new (NgValue, MAX (node->n_results, 1));
  NgOperation operation = { .node = node,
                            .builder = builder,
                            .inputs = inputs,
                            .n_inputs = node->n_operands,
                            .outputs = outputs,
                            .n_outputs = node->n_results,
                            .elements = probe->elements };

  for (gsize i = 0; i < node->n_results; i++)
    outputs[i] = NG_NO_VALUE;
  for (gsize i = 0; i < node->n_operands; i++) {
    inputs[i] = NG_NO_VALUE;
    if (!ng_operand_is_present (node, i))
      continue;
    inputs[i] = trial_input (probe, builder, i, trial);
    if (inputs[i] == NG_NO_VALUE)
      return FALSE;
  }
  node->operator->lower (&operation);
  if (ng_program_builder_has_failed (builder)) {
    g_autoptr (NgProgram) none = ng_program_builder_end (g_steal_pointer (&builder), error);
    return FALSE;
  }
  for (gsize i = 0; i < node->n_results; i++) {
    shapes[i].rank = -1;
    if (outputs[i] == NG_NO_VALUE)
      continue;
    shapes[i] = *ng_build_shape (builder, outputs[i]);
    NgTensor *known = values != NULL ? ng_build_known (builder, outputs[i]) : NULL;
    if (known != NULL && ng_tensor_count (known) <= NG_MAX_KNOWN)
      values[i] = ng_tensor_ref (known);
  }
  return TRUE;
}

/* The dimension that was @first in one trial and @second in the other. */
static NgDim
read_dim (const Probe *probe, gint64 first, gint64 second, int key)
{
  if (first == second)
    return ng_dim_number (first);
  for (gsize i = 0; i < probe->node->n_operands; i++) {
    const NgType *type = &probe->types[i];
    for (int axis = 0; axis < type->rank; axis++) {
      NgDim dim = type->dims[axis];
      if (dim.state == NG_DIM_VARYING && trial_size (dim.value, 0) == first &&
          trial_size (dim.value, 1) == second)
        return dim;
    }
    const NgTensor *known = probe->known[i];
    for (gint64 j = 0; known != NULL && ng_tensor_element (known) == NG_ELEMENT_I64 &&
                       ng_tensor_count (known) <= NG_MAX_KNOWN && j < ng_tensor_count (known);
         j++) {
      gint64 id = (ng_tensor_get_int (known, j) - SYMBOL) / SPACING;
      if (ng_size_is_symbolic (ng_tensor_get_int (known, j)) && trial_size (id, 0) == first &&
          trial_size (id, 1) == second)
        return ng_dim_varying (id);
    }
  }
  return ng_relation_fresh (probe->relation, key);
}

/* The element of a result: programs know only one kind of real. */
static NgElement
result_element (const Probe *probe, NgElement element, gboolean is_symbolic)
{
  if (!ng_element_is_real (element) && !ng_element_is_integer (element))
    return element;
  for (gsize i = 0; i < probe->node->n_operands; i++) {
    if (is_symbolic && element == NG_ELEMENT_I64 && ng_element_is_integer (probe->types[i].element))
      return probe->types[i].element;
  }
  if (!ng_element_is_real (element))
    return element;
  for (gsize i = 0; i < probe->node->n_operands; i++) {
    if (ng_element_is_real (probe->types[i].element))
      return probe->types[i].element;
  }
  return NG_ELEMENT_F32;
}

/* What is known already, where programs compute it in @element. */
static NgElement
settled_element (const Probe *probe, gsize result, NgElement element, gboolean is_symbolic)
{
  int port = probe->node->results[result];
  NgElement known =
      port >= 0 ? ng_relation_output (probe->relation, (gsize) port)->element : NG_ELEMENT_NONE;

  if (known != NG_ELEMENT_NONE && program_element (known) == element)
    return known;
  return result_element (probe, element, is_symbolic);
}

static gboolean
prepare (Probe *probe, NgRelation *relation, const NgOnnxNode *node)
{
  if (node->operator== NULL || node->operator->lower == NULL ||
      node->n_operands> NG_MAX_LOWERED_INPUTS)
    return FALSE;
  probe->relation = relation;
  probe->node = node;
  probe->has_varying = FALSE;
  for (gsize i = 0; i < node->n_operands; i++) {
    probe->types[i] = ng_operand_type (relation, node, i);
    probe->elements[i] = probe->types[i].element;
    probe->known[i] = ng_operand_known (relation, node, i);
    if (!ng_operand_is_present (node, i))
      continue;
    const NgType *type = &probe->types[i];
    if (type->rank < 0 || type->element == NG_ELEMENT_NONE)
      return FALSE;
    for (int axis = 0; axis < type->rank; axis++) {
      if (type->dims[axis].state == NG_DIM_UNKNOWN)
        return FALSE;
      probe->has_varying |= type->dims[axis].state == NG_DIM_VARYING;
    }
    for (gint64 j = 0;
         probe->known[i] != NULL && !probe->has_varying &&
         ng_tensor_element (probe->known[i]) == NG_ELEMENT_I64 &&
         ng_tensor_count (probe->known[i]) <= NG_MAX_KNOWN && j < ng_tensor_count (probe->known[i]);
         j++)
      probe->has_varying = ng_size_is_symbolic (ng_tensor_get_int (probe->known[i], j));
  }
  return TRUE;
}

/* Whether nothing is left to find. */
static gboolean
is_settled (NgRelation *relation, const NgOnnxNode *node)
{
  for (guint i = 0; i < node->outputs->len; i++) {
    const NgType *type = ng_relation_output (relation, i);
    if (type->element == NG_ELEMENT_NONE || !ng_type_is_fixed (type))
      return FALSE;
  }
  return TRUE;
}

static void
report_failure (NgRelation *relation, const GError *reason)
{
  if (reason != NULL && !ng_error_has_tag (reason, "NetGraph::operator") &&
      !ng_error_has_tag (reason, "ONNX::constant"))
    ng_relation_fail (relation, "ONNX::operator", "%s", reason->message);
}

/* Whether a symbol is among the numbers: then all are computed in 64 bits, which hold it. */
static gboolean
has_symbol (const NgTensor *known)
{
  if (known == NULL || ng_tensor_element (known) != NG_ELEMENT_I64 ||
      ng_tensor_count (known) > NG_MAX_KNOWN)
    return FALSE;
  for (gint64 i = 0; i < ng_tensor_count (known); i++) {
    if (ng_size_is_symbolic (ng_tensor_get_int (known, i)))
      return TRUE;
  }
  return FALSE;
}

gboolean
ng_operator_infer_known (NgRelation *relation, const NgOnnxNode *node)
{
  Probe probe;
  gint64 count = 0;
  gboolean is_symbolic = FALSE;

  for (gsize i = 0; i < node->n_operands; i++) {
    const NgTensor *known = ng_operand_known (relation, node, i);
    if (!ng_operand_is_present (node, i))
      continue;
    if (known == NULL || (count += ng_tensor_count (known)) > NG_MAX_KNOWN ||
        ng_tensor_element (known) == NG_ELEMENT_STRING)
      return FALSE;
    is_symbolic |= has_symbol (known);
  }
  if (count == 0 || !prepare (&probe, relation, node))
    return FALSE;

  /* The numbers as they are, symbols included. */
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  g_autofree NgValue *inputs = g_new (NgValue, MAX (node->n_operands, 1));
  g_autofree NgValue *outputs = g_new (NgValue, MAX (node->n_results, 1));
  NgOperation operation = { .node = node,
                            .builder = builder,
                            .inputs = inputs,
                            .n_inputs = node->n_operands,
                            .outputs = outputs,
                            .n_outputs = node->n_results,
                            .elements = probe.elements };
  for (gsize i = 0; i < node->n_results; i++)
    outputs[i] = NG_NO_VALUE;
  for (gsize i = 0; i < node->n_operands; i++) {
    inputs[i] = NG_NO_VALUE;
    if (ng_operand_is_present (node, i)) {
      NgElement element = program_element (probe.types[i].element);
      if (is_symbolic && ng_element_is_integer (element))
        element = NG_ELEMENT_I64;
      g_autoptr (NgTensor) converted = ng_tensor_convert (probe.known[i], element);
      inputs[i] = ng_build_constant (builder, converted);
    }
  }
  node->operator->lower (&operation);
  if (ng_program_builder_has_failed (builder))
    return FALSE;
  for (gsize i = 0; i < node->n_results; i++) {
    NgTensor *known = outputs[i] != NG_NO_VALUE ? ng_build_known (builder, outputs[i]) : NULL;
    if (known == NULL || node->results[i] < 0 || ng_tensor_count (known) > NG_MAX_KNOWN)
      continue;
    NgType type =
        ng_type_of_element (settled_element (&probe, i, ng_tensor_element (known), is_symbolic));
    type.rank = (int) ng_tensor_rank (known);
    for (int axis = 0; axis < type.rank; axis++)
      type.dims[axis] = ng_dim_number (ng_tensor_dims (known)[axis]);
    ng_result_type (relation, node, i, &type);
    ng_relation_set_known (relation, (gsize) node->results[i], known);
  }
  return TRUE;
}

void
ng_operator_infer_by_lowering (NgRelation *relation, const NgOnnxNode *node)
{
  g_autofree Probe *probe = NULL;
  g_autofree NgShape *first = NULL;
  g_autofree NgShape *second = NULL;
  g_autoptr (GError) reason = NULL;

  if (ng_operator_infer_known (relation, node))
    return;
  if (is_settled (relation, node))
    return;
  probe = g_new (Probe, 1);
  if (!prepare (probe, relation, node))
    return;
  first = g_new0 (NgShape, MAX (node->n_results, 1));
  second = g_new0 (NgShape, MAX (node->n_results, 1));
  g_autofree NgTensor **values = g_new0 (NgTensor *, MAX (node->n_results, 1));
  gboolean ok = run_trial (probe, 0, first, probe->has_varying ? NULL : values, &reason);
  if (!ok && !probe->has_varying)
    report_failure (relation, reason);
  ok = ok && (!probe->has_varying || run_trial (probe, 1, second, NULL, NULL));
  for (gsize i = 0; ok && i < node->n_results; i++) {
    if (first[i].rank < 0 || (probe->has_varying && second[i].rank != first[i].rank))
      continue;
    NgType type = ng_type_of_element (settled_element (probe, i, first[i].element, FALSE));
    type.rank = first[i].rank;
    for (int axis = 0; axis < type.rank; axis++)
      type.dims[axis] =
          probe->has_varying
              ? read_dim (
                    probe, first[i].dims[axis], second[i].dims[axis], (int) i * NG_MAX_RANK + axis)
              : ng_dim_number (first[i].dims[axis]);
    ng_result_type (relation, node, i, &type);
    if (values[i] != NULL && node->results[i] >= 0)
      ng_relation_set_known (relation, (gsize) node->results[i], values[i]);
  }
  for (gsize i = 0; i < node->n_results; i++)
    g_clear_pointer (&values[i], ng_tensor_unref);
}
