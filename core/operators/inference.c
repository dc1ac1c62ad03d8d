/* Types of ONNX nodes. An operator that can be lowered needs no other rule: it is lowered alone,
 * with inputs of the sizes at hand, and the shapes of the result are read off. Varying lengths are
 * stood in for by other sizes in each trial: a dimension of the result that stays is a number, and
 * one that moves is the length that has these sizes.
 *
 * Inputs that are constants of the net go in as constants, so that what is computed from them comes
 * out as one. In them a varying length appears as the number SYMBOL + id * SPACING. */

#include "core/operators/inference.h"

#include "core/base/limits.h"
#include "core/operators/probe.h"
#include "core/tensor/element.h"
#include "core/tensor/missing.h"

#include <math.h>
#include <string.h>

#define SYMBOL    (G_GINT64_CONSTANT (1) << 44)
#define SPACING   G_GINT64_CONSTANT (1048583)
#define N_SYMBOLS 1000000

/* The length that a number stands for, or 0. */
static gint64
length_of_symbol (double value)
{
  double id = (value - (double) SYMBOL) / SPACING;

  return id >= 1 && id < N_SYMBOLS && id == floor (id) ? (gint64) id : 0;
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
ng_dim_of_size (NgRelation *relation, gint64 size)
{
  NgDim dim = ng_dim_varying (length_of_symbol ((double) size));

  if (size < 0 || (dim.value == 0 && size > NG_MAX_ELEMENTS))
    return ng_dim_unknown ();
  if (dim.value == 0)
    return ng_dim_number (size);
  for (int t = 0; t < 2; t++) {
    double trial = ng_relation_size (relation, dim, t);
    if (trial == NG_NO_SIZE || trial < 0 || trial != floor (trial))
      return ng_dim_unknown ();
  }
  return dim;
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

NgType
ng_operand_type_as (NgRelation *relation, const NgOnnxNode *node, NgElement element)
{
  NgType first = ng_operand_type (relation, node, 0), type = ng_type_of_element (element);

  type.rank = first.rank;
  memcpy (type.dims, first.dims, sizeof type.dims);
  return type;
}

NgTensor *
ng_operand_known (NgRelation *relation, const NgOnnxNode *node, gsize index)
{
  if (!ng_operand_is_present (node, index))
    return NULL;
  const NgOperand *operand = &node->operands[index];
  if (operand->kind == NG_OPERAND_PORT)
    return ng_relation_known (relation, (gsize) operand->index);
  NgTensor *tensor = node->tensors->pdata[operand->index];

  return ng_tensor_missing (tensor) == NULL ? tensor : NULL;
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
  return element == NG_ELEMENT_STRING ? NG_TEXT_ELEMENT : ng_element_whole (element);
}

static gboolean
may_hold_symbols (const NgTensor *known)
{
  NgElement element = known != NULL ? ng_tensor_element (known) : NG_ELEMENT_NONE;

  return (element == NG_ELEMENT_I64 || element == NG_ELEMENT_F64) &&
         ng_tensor_count (known) <= NG_MAX_KNOWN;
}

gint64
ng_known_symbol (const NgTensor *known, gint64 index)
{
  return may_hold_symbols (known) ? length_of_symbol (ng_tensor_get_real (known, index)) : 0;
}

/* Whether a symbol is among the numbers. */
static gboolean
has_symbol (const NgTensor *known)
{
  for (gint64 i = 0; may_hold_symbols (known) && i < ng_tensor_count (known); i++)
    if (ng_known_symbol (known, i) > 0)
      return TRUE;
  return FALSE;
}

NgTensor *
ng_known_inside (NgTensor *known, const NgNet *net)
{
  gint64 n = known != NULL ? ng_tensor_count (known) : 0;

  if (known == NULL || n > NG_MAX_KNOWN)
    return NULL;
  if (!has_symbol (known))
    return ng_tensor_ref (known);
  g_autofree double *values = g_new (double, (gsize) n);
  for (gint64 i = 0; i < n; i++) {
    gint64 id = ng_known_symbol (known, i);
    values[i] = id > 0 ? (double) ng_size_of_dim (ng_net_outer_length (net, id))
                       : ng_tensor_get_real (known, i);
  }
  g_autoptr (NgTensor) whole = ng_tensor_new_take (
      NG_ELEMENT_F64, ng_tensor_dims (known), ng_tensor_rank (known), g_steal_pointer (&values));
  return ng_tensor_convert (whole, ng_tensor_element (known));
}

static double
trial_size (const NgProbe *probe, NgDim dim, int trial)
{
  double size = ng_relation_size (probe->relation, dim, trial % NG_N_TRIALS);
  double other = ng_relation_size (probe->relation, dim, 1);

  for (gsize i = 0; i < probe->n_chosen; i++)
    if (trial == 0 && probe->chosen[i].sizes[0] == size && probe->chosen[i].sizes[1] == other)
      return probe->chosen[i].size;
  return trial == NG_SMALL_TRIAL && size != other ? 1 : size;
}

/* A constant as it goes into a trial: symbols become sizes. NULL where one has none. */
static NgTensor *
trial_constant (const NgProbe *probe, NgTensor *known, int trial)
{
  gint64 n = ng_tensor_count (known);

  if (!has_symbol (known))
    return ng_tensor_ref (known);
  g_autofree double *values = g_new (double, MAX (n, 1));
  for (gint64 i = 0; i < n; i++) {
    gint64 id = ng_known_symbol (known, i);
    values[i] =
        id == 0 ? ng_tensor_get_real (known, i) : trial_size (probe, ng_dim_varying (id), trial);
    if (id > 0 && values[i] == NG_NO_SIZE)
      return NULL;
  }
  g_autoptr (NgTensor) whole = ng_tensor_new_take (
      NG_ELEMENT_F64, ng_tensor_dims (known), ng_tensor_rank (known), g_steal_pointer (&values));
  return ng_tensor_convert (whole, ng_tensor_element (known));
}

static gboolean
is_alike (const NgTensor *a, const NgTensor *b)
{
  return ng_tensor_element (a) == ng_tensor_element (b) &&
         ng_tensor_rank (a) == ng_tensor_rank (b) &&
         memcmp (ng_tensor_dims (a), ng_tensor_dims (b), ng_tensor_rank (a) * sizeof (gint64)) == 0;
}

/* What @known are in all trials: numbers, and symbols where they differ. NULL where there is none.
 */
static NgTensor *
join_trials (NgRelation *relation, NgTensor *const *known)
{
  gint64 n = ng_tensor_count (known[0]);
  NgElement element = ng_tensor_element (known[0]);
  gboolean is_real = ng_element_is_real (element), differ = FALSE;
  NgTensor *last = known[2] != NULL ? known[2] : known[0];

  for (int t = 1; t < NG_N_TRIALS; t++) {
    if (known[t] != NULL && !is_alike (known[t], known[0]))
      return NULL;
  }
  g_autofree double *values = g_new (double, MAX (n, 1));
  for (gint64 i = 0; i < n; i++) {
    double sizes[NG_N_TRIALS] = { ng_tensor_get_real (known[0], i),
                                  ng_tensor_get_real (known[1], i),
                                  ng_tensor_get_real (last, i) };
    values[i] = sizes[0];
    if (sizes[0] == sizes[1] && sizes[0] == sizes[2])
      continue;
    if (known[2] == NULL)
      sizes[2] = NG_NO_SIZE;
    NgDim dim = ng_relation_computed (relation, sizes);
    if (dim.state != NG_DIM_VARYING || element == NG_ELEMENT_BOOL)
      return NULL;
    values[i] = (double) ng_size_of_dim (dim);
    differ = TRUE;
  }
  if (!differ)
    return ng_tensor_ref (known[0]);
  g_autoptr (NgTensor) joined = ng_tensor_new_take (NG_ELEMENT_F64,
                                                    ng_tensor_dims (known[0]),
                                                    ng_tensor_rank (known[0]),
                                                    g_steal_pointer (&values));
  return ng_tensor_convert (joined, is_real ? NG_ELEMENT_F64 : NG_ELEMENT_I64);
}

static NgValue
trial_input (const NgProbe *probe, NgProgramBuilder *builder, gsize index, int trial)
{
  const NgType *type = &probe->types[index];
  NgShape shape = { .element = program_element (type->element), .rank = type->rank };

  if (probe->known[index] != NULL && ng_tensor_count (probe->known[index]) <= NG_MAX_KNOWN &&
      ng_tensor_element (probe->known[index]) != NG_ELEMENT_STRING) {
    g_autoptr (NgTensor) constant = trial_constant (probe, probe->known[index], trial);
    if (constant == NULL)
      return NG_NO_VALUE;
    g_autoptr (NgTensor) converted = ng_tensor_convert (constant, shape.element);
    return ng_build_constant (builder, converted);
  }
  for (int axis = 0; axis < type->rank; axis++) {
    NgDim dim = type->dims[axis];
    double size = trial_size (probe, dim, trial);
    if (size < 0 || size == NG_NO_SIZE || size != floor (size))
      return NG_NO_VALUE;
    shape.dims[axis] = (gint64) size;
  }
  return ng_build_input (builder, "x", &shape);
}

gboolean
ng_probe_run (NgProbe *probe, int trial, NgShape *shapes, NgTensor **values, GError **error)
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
  probe->text_outputs |= operation.text_outputs;
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

/* The dimension that is of these sizes in the trials, the last of which may have failed. */
static NgDim
read_dim (const NgProbe *probe, NgShape *const *shapes, gsize result, int axis)
{
  double sizes[NG_N_TRIALS];

  for (int t = 0; t < NG_N_TRIALS; t++)
    sizes[t] = shapes[t] != NULL ? (double) shapes[t][result].dims[axis] : NG_NO_SIZE;
  NgDim dim = ng_relation_computed (probe->relation, sizes);
  return dim.state != NG_DIM_UNKNOWN ? dim : ng_relation_fresh (probe->relation, 0, result, axis);
}

/* Whether known sizes go in that vary, and may yet turn out to be numbers. */
static gboolean
is_open (const NgProbe *probe)
{
  gboolean is_open = FALSE;

  for (gsize i = 0; i < probe->node->n_operands; i++)
    is_open |= has_symbol (probe->known[i]);
  return is_open;
}

/* A number that comes of large lengths, but not of small ones, says nothing while lengths may yet
 * turn out to be small, and that nothing is left between two of them never says anything. @small:
 * the shapes where every length is 1 */
static NgDim
settled_dim (const NgProbe *probe, NgDim dim, const NgShape *small, int axis)
{
  gboolean may_change = small->rank > axis && small->dims[axis] != dim.value &&
                        !ng_relation_is_second (probe->relation);

  return dim.state == NG_DIM_NUMBER && (may_change || dim.value == 0) ? ng_dim_unknown () : dim;
}

/* The element of a result: programs know only one kind of real. */
static NgElement
result_element (const NgProbe *probe, NgElement element)
{
  for (gsize i = 0; element == NG_TEXT_ELEMENT && i < probe->node->n_operands; i++) {
    if (probe->types[i].element == NG_ELEMENT_STRING)
      return NG_ELEMENT_STRING;
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
settled_element (const NgProbe *probe, gsize result, NgElement element)
{
  int port = probe->node->results[result];
  NgElement known =
      port >= 0 ? ng_relation_output (probe->relation, (gsize) port)->element : NG_ELEMENT_NONE;

  if ((probe->text_outputs & 1u << MIN (result, 31)) != 0)
    return NG_ELEMENT_STRING;
  if (known != NG_ELEMENT_NONE && program_element (known) == element)
    return known;
  if (probe->has_open && ng_element_is_real (element))
    return NG_ELEMENT_NONE;
  return result_element (probe, element);
}

/* Ranks and sizes by which elements are found where shapes are not known. */
enum { MOST_GUESSED = 5, GUESSED_SIZE = 12 };

/* Sets @probe up. Returns whether all shapes are known that it needs, which do not depend on what
 * the elements are: a layer that is no operator tells none. @is_guessable where at least all
 * elements are known. */
static gboolean
prepare (NgProbe *probe, NgRelation *relation, const NgOnnxNode *node, gboolean *is_guessable)
{
  gboolean is_complete = TRUE;

  *is_guessable = FALSE;
  if (node->operator== NULL || node->operator->lower == NULL ||
      node->n_operands> NG_MAX_LOWERED_INPUTS)
    return FALSE;
  probe->relation = relation;
  probe->node = node;
  probe->has_varying = FALSE;
  probe->has_open = FALSE;
  probe->text_outputs = 0;
  probe->n_chosen = 0;
  for (gsize i = 0; i < node->n_operands; i++) {
    probe->types[i] = ng_operand_type (relation, node, i);
    probe->elements[i] = probe->types[i].element;
    probe->known[i] = ng_operand_known (relation, node, i);
    if (!ng_operand_is_present (node, i))
      continue;
    NgType *type = &probe->types[i];
    if (type->element == NG_ELEMENT_NONE) {
      if (type->rank < 0)
        return FALSE;
      type->element = probe->elements[i] = NG_ELEMENT_F32;
      probe->has_open = TRUE;
    }
    is_complete = is_complete && type->rank >= 0;
    for (int axis = 0; axis < type->rank; axis++) {
      is_complete = is_complete && type->dims[axis].state != NG_DIM_UNKNOWN;
      probe->has_varying |= type->dims[axis].state == NG_DIM_VARYING;
    }
    probe->has_varying = probe->has_varying || has_symbol (probe->known[i]);
  }
  *is_guessable = !probe->has_open;
  return is_complete;
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

/* With lengths among the sizes only what would be so with any others. */
static void
report_failure (NgProbe *probe, const GError *reason)
{
  if (!ng_probe_is_conflict (reason))
    return;
  if (probe->has_varying)
    ng_probe_report_lengths (probe, reason);
  else
    ng_relation_fail (probe->relation, "ONNX::operator", "%s", reason->message);
}

/* Whether what is known of the node shows that it cannot be run. */
static gboolean
find_failure (NgProbe *probe, NgRelation *relation, const NgOnnxNode *node, GError **reason)
{
  g_autofree NgShape *shapes = g_new0 (NgShape, MAX (node->n_results, 1));
  gboolean is_guessable;

  return prepare (probe, relation, node, &is_guessable) && is_guessable &&
         !ng_probe_run (probe, 0, shapes, NULL, reason);
}

void
ng_operator_check (NgRelation *relation, const NgOnnxNode *node)
{
  g_autofree NgProbe *probe = g_new (NgProbe, 1);
  g_autoptr (GError) reason = NULL;

  if (find_failure (probe, relation, node, &reason))
    report_failure (probe, reason);
}

gboolean
ng_operator_runs (NgRelation *relation, const NgOnnxNode *node)
{
  g_autofree NgProbe *probe = g_new (NgProbe, 1);
  g_autoptr (GError) reason = NULL;

  return !find_failure (probe, relation, node, &reason) || !ng_probe_is_conflict (reason);
}

gboolean
ng_operator_infer_known (NgRelation *relation, const NgOnnxNode *node)
{
  NgProbe probe;
  gint64 count = 0;
  gboolean is_symbolic = FALSE, is_guessable;

  for (gsize i = 0; i < node->n_operands; i++) {
    const NgTensor *known = ng_operand_known (relation, node, i);
    if (!ng_operand_is_present (node, i))
      continue;
    if (known == NULL || (count += ng_tensor_count (known)) > NG_MAX_KNOWN ||
        ng_tensor_element (known) == NG_ELEMENT_STRING)
      return FALSE;
    is_symbolic |= has_symbol (known);
  }
  if (count == 0 || !prepare (&probe, relation, node, &is_guessable))
    return FALSE;

  gsize n = node->n_results;
  g_autofree NgShape *shapes = g_new0 (NgShape, MAX (n, 1));
  g_autofree NgTensor **values = g_new0 (NgTensor *, MAX (n * (NG_SMALL_TRIAL + 1), 1));
  gboolean is_found = TRUE;
  gboolean ok = ng_probe_run (&probe, 0, shapes, values, NULL) &&
                (!is_symbolic || ng_probe_run (&probe, 1, shapes, values + n, NULL));
  for (int t = 2; ok && is_symbolic && t <= NG_SMALL_TRIAL; t++)
    ng_probe_run (&probe, t, shapes, values + (gsize) t * n, NULL);
  for (gsize i = 0; ok && i < n; i++) {
    NgTensor *of_trials[NG_N_TRIALS] = { values[i], values[n + i], values[2 * n + i] };
    g_autoptr (NgTensor) known = NULL;
    if (node->results[i] < 0)
      continue;
    if (values[i] != NULL && !is_symbolic)
      known = ng_tensor_ref (values[i]);
    else if (values[i] != NULL && values[n + i] != NULL)
      known = join_trials (relation, of_trials);
    /* What is so of large lengths need not be so of small ones. */
    if (is_symbolic && known != NULL && ng_tensor_element (known) == NG_ELEMENT_BOOL &&
        (values[NG_SMALL_TRIAL * n + i] == NULL ||
         !ng_tensor_equal (known, values[NG_SMALL_TRIAL * n + i])))
      g_clear_pointer (&known, ng_tensor_unref);
    is_found = is_found && known != NULL;
    if (known == NULL)
      continue;
    NgType type = ng_type_of_element (settled_element (&probe, i, ng_tensor_element (values[i])));
    type.rank = (int) ng_tensor_rank (known);
    for (int axis = 0; axis < type.rank; axis++)
      type.dims[axis] = ng_dim_number (ng_tensor_dims (known)[axis]);
    ng_result_type (relation, node, i, &type);
    /* The numbers of texts are those of a run. */
    if (type.kind != NG_KIND_STRING)
      ng_relation_set_known (relation, (gsize) node->results[i], known);
  }
  for (gsize i = 0; i < n * (NG_SMALL_TRIAL + 1); i++)
    g_clear_pointer (&values[i], ng_tensor_unref);
  return ok && is_found;
}

static gboolean
have_equal_ranks (NgShape *const *shapes, gsize result)
{
  for (int t = 1; t < NG_N_TRIALS; t++)
    if (shapes[t] != NULL && shapes[t][result].rank != shapes[0][result].rank)
      return FALSE;
  return shapes[0][result].rank >= 0;
}

/* With stand-ins for inputs of which only the elements are known. */
static void
guess_elements (NgProbe *probe, NgShape *shapes)
{
  gboolean is_open = FALSE;
  int rank;

  for (rank = 1; rank <= MOST_GUESSED; rank++) {
    NgProbe guess = *probe;
    for (gsize i = 0; i < probe->node->n_operands; i++) {
      NgType *type = &guess.types[i];
      is_open = is_open || type->rank < 0;
      if (type->rank < 0)
        type->rank = rank;
      for (int axis = 0; axis < type->rank; axis++)
        if (probe->types[i].rank < 0 || type->dims[axis].state == NG_DIM_UNKNOWN)
          type->dims[axis] = ng_dim_number (GUESSED_SIZE);
    }
    if (ng_probe_run (&guess, 0, shapes, NULL, NULL)) {
      probe->text_outputs = guess.text_outputs;
      break;
    }
    if (!is_open)
      rank = MOST_GUESSED;
  }
  for (gsize i = 0; rank <= MOST_GUESSED && i < probe->node->n_results; i++) {
    if (shapes[i].rank < 0 || probe->node->results[i] < 0)
      continue;
    NgType type = ng_type_of_element (settled_element (probe, i, shapes[i].element));
    ng_result_type (probe->relation, probe->node, i, &type);
  }
}

void
ng_operator_infer_by_lowering (NgRelation *relation, const NgOnnxNode *node)
{
  g_autofree NgProbe *probe = NULL;
  g_autofree NgShape *memory = NULL;
  g_autoptr (GError) reason = NULL;
  gsize n = MAX (node->n_results, 1);
  gboolean is_guessable;
  NgShape *shapes[NG_N_TRIALS] = { NULL };

  if (ng_operator_infer_known (relation, node))
    return;
  if (is_settled (relation, node))
    return;
  probe = g_new (NgProbe, 1);
  memory = g_new0 (NgShape, n * NG_N_TRIALS);
  if (!prepare (probe, relation, node, &is_guessable)) {
    if (is_guessable && ng_relation_is_second (relation))
      guess_elements (probe, memory);
    if (ng_relation_is_second (relation))
      ng_operator_infer_sort (relation, node);
    return;
  }
  g_autofree NgTensor **values = g_new0 (NgTensor *, n);
  gboolean ok = ng_probe_run (probe, 0, memory, probe->has_varying ? NULL : values, &reason);
  if (!ok && !probe->has_open)
    report_failure (probe, reason);
  shapes[0] = memory;
  if (!ok && ng_relation_is_second (relation)) {
    if (!probe->has_open)
      guess_elements (probe, memory);
    ng_operator_infer_sort (relation, node);
  }
  for (int t = 1; ok && probe->has_varying && t < NG_N_TRIALS; t++) {
    if (ng_probe_run (probe, t, memory + n * (gsize) t, NULL, NULL))
      shapes[t] = memory + n * (gsize) t;
    else if (t == 1)
      ok = FALSE;
  }
  g_autofree NgShape *small = g_new0 (NgShape, n);
  gboolean has_small =
      ok && is_open (probe) && ng_probe_run (probe, NG_SMALL_TRIAL, small, NULL, NULL);
  for (gsize i = 0; ok && i < node->n_results; i++) {
    if (!have_equal_ranks (shapes, i))
      continue;
    NgType type = ng_type_of_element (settled_element (probe, i, shapes[0][i].element));
    type.rank = shapes[0][i].rank;
    for (int axis = 0; axis < type.rank; axis++)
      type.dims[axis] = probe->has_varying ? read_dim (probe, shapes, i, axis)
                                           : ng_dim_number (shapes[0][i].dims[axis]);
    for (int axis = 0; has_small && axis < type.rank; axis++)
      type.dims[axis] = settled_dim (probe, type.dims[axis], &small[i], axis);
    ng_result_type (relation, node, i, &type);
    if (values[i] != NULL && type.element != NG_ELEMENT_NONE && type.kind != NG_KIND_STRING &&
        node->results[i] >= 0)
      ng_relation_set_known (relation, (gsize) node->results[i], values[i]);
  }
  for (gsize i = 0; i < node->n_results; i++)
    g_clear_pointer (&values[i], ng_tensor_unref);
}
