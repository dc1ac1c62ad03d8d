/* Constants along the flow: an operator whose operands are known is run as a program. */

#include "core/convert/constants.h"

#include "core/operators/operation.h"
#include <string.h>

/* Elements of sizes that are followed where they depend on lengths. */
#define MAX_TRIED 64
/* Work of an instruction besides its elements, of one multiplication of a product, and of one
 * element that is sorted, as elements. */
#define INSTRUCTION_WORK 64
#define PRODUCT_WORK     0.125
#define ORDER_WORK       16

/**
 * NgConstants:
 * @first: (array): by layer, its first output among all
 * @values: (array): by output, what it is, or %NULL
 * @trials: (array): of sizes that depend on lengths, what they are for some, or %NULL
 * @is_found: (array): by layer, whether it was computed
 * @free_elements: elements that may still become constants
 * @free_work: work that may still be done
 * @room: bytes for new arrays
 * @layer: the operator that is looked at
 * @node: its node
 */
struct _NgConstants {
  NgNet *net;
  gsize *first;
  NgTensor **values;
  NgTensor *(*trials)[2];
  gboolean *is_found;
  double free_elements, free_work;
  gsize room;
  gsize layer;
  const NgOnnxNode *node;
};

NgTensor *
ng_constants_get (const NgConstants *self, gsize layer, gsize port)
{
  return self->values[self->first[layer] + port];
}

gboolean
ng_constants_has (const NgConstants *self, gsize layer)
{
  return self->is_found[layer];
}

gsize
ng_constants_room (const NgConstants *self)
{
  return self->room;
}

gboolean
ng_type_is_sized (const NgType *type)
{
  if (type->rank < 0)
    return FALSE;
  for (int i = 0; i < type->rank; i++) {
    if (type->dims[i].state == NG_DIM_UNKNOWN ||
        (type->dims[i].state == NG_DIM_NUMBER && type->dims[i].value == 0))
      return FALSE;
  }
  return TRUE;
}

/* ---- operands ---- */

static NgSource
source_of (const NgConstants *self, gsize index)
{
  const NgOperand *operand = &self->node->operands[index];

  return operand->kind == NG_OPERAND_PORT
             ? ng_net_source (self->net, self->layer, (gsize) operand->index)
             : (NgSource){ NG_SOURCE_NONE, 0, 0 };
}

/* Operand @index where it is constant, or what it is in a trial; @trial: -1 for none */
static NgTensor *
operand_of (const NgConstants *self, gsize index, int trial)
{
  const NgOperand *operand = &self->node->operands[index];
  NgSource source = source_of (self, index);

  if (operand->kind == NG_OPERAND_ARRAY)
    return ng_layer_array (ng_net_layer (self->net, self->layer), (gsize) operand->index);
  if (source.kind != NG_SOURCE_LAYER)
    return NULL;
  gsize value = self->first[source.index] + (gsize) source.port;
  return self->values[value] != NULL || trial < 0 ? self->values[value]
                                                  : self->trials[value][trial];
}

static gboolean
has_operand (const NgConstants *self, gsize index)
{
  return operand_of (self, index, -1) != NULL || source_of (self, index).kind != NG_SOURCE_NONE;
}

/* ---- sizes ---- */

/* A number for a length that varies, by which it is found what depends on it: two such numbers that
 * give the same in sums and products say that it does not matter. */
static gint64
trial_of (NgDim dim, int trial)
{
  return (trial == 0 ? 1000003 : 2000029) + (trial == 0 ? 7919 : 104729) * (dim.value % 4096);
}

/* The sizes of a value, with numbers of a trial for lengths that vary; -1 for none. */
static NgTensor *
find_sizes (const NgConstants *self, int trial)
{
  const NgTensor *tensor = operand_of (self, 0, -1);
  NgType type = ng_type_unknown ();

  if (tensor != NULL)
    type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  else if (source_of (self, 0).kind != NG_SOURCE_NONE)
    type = *ng_net_type (self->net, source_of (self, 0));
  if (trial < 0 ? !ng_type_is_fixed (&type) : !ng_type_is_sized (&type))
    return NULL;

  gint64 n = type.rank, first = ng_onnx_node_integer (self->node, "start", 0);
  gint64 last = ng_onnx_node_integer (self->node, "end", n);
  first = CLAMP (first < 0 ? first + n : first, 0, n);
  last = CLAMP (last < 0 ? last + n : last, first, n);
  n = last - first;
  gint64 *sizes = g_new0 (gint64, (gsize) MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    sizes[i] = type.dims[first + i].state == NG_DIM_NUMBER ? type.dims[first + i].value
                                                           : trial_of (type.dims[first + i], trial);
  return ng_tensor_new_take (NG_ELEMENT_I64, &n, 1, sizes);
}

/* ---- programs ---- */

/* The element in which programs compute what has @element in a file. */
static NgElement
program_element (NgElement element)
{
  if (element == NG_ELEMENT_NONE || element == NG_ELEMENT_STRING)
    return NG_ELEMENT_NONE;
  return ng_element_is_real (element) ? NG_ELEMENT_F32 : element;
}

/* An operand as programs compute with it; @work grows by what it takes. */
static NgTensor *
convert_operand (const NgConstants *self, NgTensor *tensor, double *work)
{
  NgElement element = program_element (ng_tensor_element (tensor));

  if (element == NG_ELEMENT_NONE || ng_element_bits (element) < 8)
    return NULL;
  if (element != ng_tensor_element (tensor))
    *work += (double) ng_tensor_count (tensor);
  return *work <= self->free_work ? ng_tensor_convert (tensor, element) : NULL;
}

/* Writes the node with its constants; NULL where that is no program. */
static NgProgram *
lower (const NgConstants *self, int trial, double *count, double *work)
{
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  const NgOnnxNode *node = self->node;
  g_autofree NgValue *inputs = g_new (NgValue, MAX (node->n_operands, 1));
  g_autofree NgValue *outputs = g_new (NgValue, MAX (node->n_results, 1));
  g_autofree NgElement *elements = g_new0 (NgElement, MAX (node->n_operands, 1));
  NgOperation operation = { .node = node,
                            .builder = builder,
                            .inputs = inputs,
                            .n_inputs = node->n_operands,
                            .outputs = outputs,
                            .n_outputs = node->n_results,
                            .elements = elements };

  for (gsize i = 0; i < node->n_results; i++)
    outputs[i] = NG_NO_VALUE;
  for (gsize i = 0; i < node->n_operands; i++) {
    NgTensor *tensor = operand_of (self, i, trial);
    inputs[i] = NG_NO_VALUE;
    if (tensor == NULL)
      continue;
    elements[i] = ng_tensor_element (tensor);
    g_autoptr (NgTensor) converted = convert_operand (self, tensor, work);
    if (converted == NULL)
      return NULL;
    inputs[i] = ng_build_constant (builder, converted);
  }
  node->operator->lower (&operation);
  for (gsize i = 0; i < node->n_results && !ng_program_builder_has_failed (builder); i++) {
    if (node->results[i] < 0)
      continue;
    if (outputs[i] == NG_NO_VALUE)
      return NULL;
    *count += (double) ng_shape_count (ng_build_shape (builder, outputs[i]));
    ng_program_builder_output (builder, outputs[i]);
  }
  return ng_program_builder_has_failed (builder)
             ? NULL
             : ng_program_builder_end (g_steal_pointer (&builder), NULL);
}

/* What an instruction takes, in elements: those that it gives, or reads to add them up. */
static double
work_of (const NgProgram *program, const NgInstruction *instruction)
{
  const NgAttributes *attributes = instruction->attributes;
  const NgShape *last = NULL;
  double n = (double) ng_shape_count (&instruction->shape), terms = 1;

  if (instruction->primitive == NG_PRIMITIVE_CONSTANT ||
      instruction->primitive == NG_PRIMITIVE_RESHAPE)
    return INSTRUCTION_WORK;
  for (guint i = 0; i < instruction->n_operands; i++) {
    last = &ng_program_instruction (program, instruction->operands[i])->shape;
    if (instruction->primitive >= NG_PRIMITIVE_SCATTER_ADD)
      n = MAX (n, (double) ng_shape_count (last));
  }
  if (instruction->primitive == NG_PRIMITIVE_ORDER)
    terms = ORDER_WORK;
  for (int i = 0; i < attributes->window.rank; i++)
    terms *= (double) attributes->window.size[i];
  if (instruction->primitive == NG_PRIMITIVE_MATMUL)
    terms = PRODUCT_WORK * (double) last->dims[last->rank - (attributes->transpose_b ? 1 : 2)];
  else if (instruction->primitive >= NG_PRIMITIVE_CONVOLVE &&
           instruction->primitive <= NG_PRIMITIVE_CONVOLVE_WEIGHTS)
    terms *= PRODUCT_WORK * (double) last->dims[1];
  return INSTRUCTION_WORK + n * MAX (terms, 1);
}

/* Runs it with constants where there is room for what it gives and does; the results that the node
 * has, (transfer full), else nothing. @most: elements that they may have together */
static gboolean
run (NgConstants *self, int trial, double most, NgTensor **outputs)
{
  double count = 0, work = 0;
  g_autoptr (NgProgram) program = lower (self, trial, &count, &work);

  for (gsize i = 0; program != NULL && i < ng_program_length (program); i++)
    work += work_of (program, ng_program_instruction (program, (NgValue) i));
  if (program == NULL || count > most || work > self->free_work)
    return FALSE;
  self->free_work -= work;
  return ng_reference_run (program, NULL, 0, outputs, NULL);
}

/* ---- along the flow ---- */

static void
set_value (NgConstants *self, guint result, NgTensor *tensor)
{
  self->values[self->first[self->layer] + result] = tensor;
  self->free_elements -= (double) ng_tensor_count (tensor);
}

static gboolean
is_foldable (const NgConstants *self)
{
  const NgOnnxNode *node = self->node;
  static const char *const random[] = { "Bernoulli",         "Dropout",
                                        "Multinomial",       "RandomNormal",
                                        "RandomNormalLike",  "RandomUniform",
                                        "RandomUniformLike", NULL };
  gboolean has_constant = FALSE;

  if (node->operator== NULL || node->operator->lower == NULL || g_strv_contains (random, node->op))
    return FALSE;
  for (guint i = 0; i < node->attributes->len; i++) {
    if (g_array_index (node->attributes, NgAttribute, i).kind == NG_ATTRIBUTE_NET)
      return FALSE;
  }
  for (gsize i = 0; i < node->n_operands; i++) {
    gboolean is_constant = operand_of (self, i, -1) != NULL;
    if (!is_constant && has_operand (self, i))
      return FALSE;
    has_constant |= is_constant;
  }
  return has_constant;
}

/* Whether what the operator gives is constant. */
static gboolean
fold (NgConstants *self)
{
  const NgOnnxNode *node = self->node;

  if (g_str_equal (node->op, "Shape") && *node->domain == '\0') {
    NgTensor *sizes = find_sizes (self, -1);
    if (sizes != NULL)
      set_value (self, 0, sizes);
    return sizes != NULL;
  }
  if (!is_foldable (self))
    return FALSE;
  g_autofree NgTensor **outputs = g_new0 (NgTensor *, MAX (node->n_results, 1));
  if (!run (self, -1, MIN (self->free_elements, NG_MAX_CONSTANT), outputs))
    return FALSE;
  for (gsize i = 0, n = 0; i < node->n_results; i++) {
    if (node->results[i] >= 0)
      set_value (self, (guint) node->results[i], outputs[n++]);
  }
  return TRUE;
}

/* What sums, products and rearranged parts of sizes are. */
static NgTensor *
try_operator (NgConstants *self, int trial)
{
  static const char *const linear[] = { "Add", "Cast", "Concat", "Identity", "Mul", "Sub", NULL };
  static const char *const parts[] = { "Gather", "Reshape", "Slice", "Squeeze", "Unsqueeze", NULL };
  const NgOnnxNode *node = self->node;
  gboolean is_linear = g_strv_contains (linear, node->op);
  NgTensor *output = NULL;

  if (*node->domain != '\0' || node->operator== NULL || node->operator->lower == NULL ||
                               node->n_results != 1 || node->results[0]<0)
    return NULL;
  if (g_str_equal (node->op, "Shape"))
    return find_sizes (self, trial);
  if (!is_linear && !g_strv_contains (parts, node->op))
    return NULL;
  for (gsize i = 0; i < node->n_operands; i++) {
    NgTensor *tensor = operand_of (self, i, is_linear || i == 0 ? trial : -1);
    if (tensor != NULL ? !ng_element_is_integer (ng_tensor_element (tensor)) ||
                             ng_tensor_count (tensor) > MAX_TRIED
                       : has_operand (self, i))
      return NULL;
  }
  return run (self, trial, MAX_TRIED, &output) ? output : NULL;
}

/* Whether what the operator gives is the same whatever the lengths are that vary: the size of a
 * picture, in a batch of any. If it is not, what it gives in the trials is kept. */
static gboolean
fold_partly (NgConstants *self)
{
  NgTensor **trials = self->trials[self->first[self->layer]];

  trials[0] = try_operator (self, 0);
  if (trials[0] == NULL)
    return FALSE;
  trials[1] = try_operator (self, 1);
  if (trials[1] == NULL || !ng_tensor_equal (trials[0], trials[1]))
    return FALSE;
  set_value (self, 0, ng_tensor_ref (trials[0]));
  return TRUE;
}

/* Marks what the layer reads, if something reads it. */
static void
mark_read (const NgNet *net, gsize layer, gboolean *is_read)
{
  for (gsize j = 0; is_read[layer] && j < ng_layer_n_inputs (ng_net_layer (net, layer)); j++) {
    NgSource source = ng_net_source (net, layer, j);
    if (source.kind == NG_SOURCE_LAYER)
      is_read[source.index] = TRUE;
  }
}

/* Elements of the arrays of the net, each once. */
static double
count_arrays (const NgNet *net)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  double count = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      NgTensor *tensor = ng_layer_array (layer, j);
      if (tensor != NULL && g_hash_table_add (seen, tensor))
        count += (double) ng_tensor_count (tensor);
    }
  }
  return count;
}

static void
set_limits (NgConstants *self)
{
  double count = count_arrays (self->net);

  self->free_elements = NG_CONSTANT_FREE + NG_CONSTANT_GROWTH * count;
  self->free_work = NG_CONSTANT_FREE + NG_CONSTANT_WORK * count;
  self->room = (gsize) (sizeof (float) * self->free_work);
}

NgConstants *
ng_constants_find (NgNet *net)
{
  NgConstants *self = g_new0 (NgConstants, 1);
  gsize n = ng_net_n_layers (net);
  g_autofree gboolean *is_read = g_new0 (gboolean, n + 1);

  self->net = net;
  self->first = g_new0 (gsize, n + 1);
  self->is_found = g_new0 (gboolean, n + 1);
  for (gsize i = 0; i < n; i++)
    self->first[i + 1] = self->first[i] + ng_layer_n_outputs (ng_net_layer (net, i));
  self->values = g_new0 (NgTensor *, self->first[n] + 1);
  self->trials = g_malloc0_n (self->first[n] + 1, sizeof *self->trials);
  set_limits (self);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    NgSource source = ng_net_output_source (net, i);
    if (source.kind == NG_SOURCE_LAYER)
      is_read[source.index] = TRUE;
  }
  for (gsize i = n; i-- > 0;)
    mark_read (net, (gsize) ng_net_order (net)[i], is_read);
  for (gsize i = 0; i < n; i++) {
    self->layer = (gsize) ng_net_order (net)[i];
    self->node = ng_layer_onnx_node (ng_net_layer (net, self->layer));
    self->is_found[self->layer] =
        self->node != NULL && is_read[self->layer] && (fold (self) || fold_partly (self));
  }
  return self;
}

void
ng_constants_free (NgConstants *self)
{
  for (gsize i = 0; i < self->first[ng_net_n_layers (self->net)]; i++) {
    g_clear_pointer (&self->values[i], ng_tensor_unref);
    g_clear_pointer (&self->trials[i][0], ng_tensor_unref);
    g_clear_pointer (&self->trials[i][1], ng_tensor_unref);
  }
  g_free (self->first);
  g_free (self->values);
  g_free (self->trials);
  g_free (self->is_found);
  g_free (self);
}
