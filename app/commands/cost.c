#include "app/commands/cost.h"

#include "core/engine/lower.h"
#include <string.h>

/* Parameters up to which a net without values is initialized to count what it does. */
#define MAX_INITIALIZED (20 * 1000 * 1000)

gint64
ng_cost_activations (const NgNet *net, gsize layer)
{
  gint64 bytes = 0;

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (net, layer)); i++) {
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) layer, .port = (int) i };
    const NgType *type = ng_net_type (net, source);
    guint bits = type->element != NG_ELEMENT_NONE ? ng_element_bits (type->element) : 32;
    gint64 n;

    if (type->rank < 0 || !ng_type_count (type, &n))
      return -1;
    bytes += n * bits / 8;
  }
  return bytes;
}

gint64
ng_cost_parameters (const NgNet *net, gsize layer)
{
  NgLayer *self = ng_net_layer (net, layer);
  gint64 sum = 0;

  for (gsize i = 0; ng_layer_net_at (self, i, NULL) != NULL; i++) {
    gint64 inner = ng_net_n_parameters (ng_layer_net_at (self, i, NULL));

    if (inner < 0)
      return -1;
    sum += inner;
  }
  for (gsize i = 0; i < ng_layer_n_arrays (self) && sum >= 0; i++) {
    const NgType *type = ng_net_array_type (net, layer, i);
    gint64 n;

    if (ng_layer_array_spec (self, i)->is_statistic || ng_layer_array_is_absent (self, i))
      continue;
    if (type->rank < 0 || !ng_type_count (type, &n))
      return -1;
    sum += n;
  }
  return sum;
}

/* Multiplications of one instruction: for each element of the result as many as are added up. */
static gint64
count_instruction (const NgProgram *program, const NgInstruction *instruction)
{
  const NgShape *operand;
  gint64 n = ng_shape_count (&instruction->shape);

  if (instruction->primitive == NG_PRIMITIVE_MATMUL) {
    operand = &ng_program_instruction (program, instruction->operands[0])->shape;
    return n * operand->dims[operand->rank - (instruction->attributes->transpose_a ? 2 : 1)];
  }
  if (instruction->primitive == NG_PRIMITIVE_CONVOLVE) {
    operand = &ng_program_instruction (program, instruction->operands[1])->shape;
    for (int i = 1; i < operand->rank; i++)
      n *= operand->dims[i];
    return n;
  }
  return 0;
}

/* The layer whose path an origin is, or begins with; names may have slashes in them. */
static int
find_layer (GHashTable *layers, const char *origin)
{
  g_autofree char *path = g_strdup (origin);

  for (;;) {
    gpointer found;
    char *slash;

    if (g_hash_table_lookup_extended (layers, path, NULL, &found))
      return GPOINTER_TO_INT (found);
    slash = strrchr (path, '/');
    if (slash == NULL)
      return -1;
    *slash = '\0';
  }
}

static NgProgram *
lower_net (NgNet *net)
{
  gsize n_inputs = ng_net_n_inputs (net);
  gsize n_outputs = ng_net_n_outputs (net);
  g_autofree NgShape *inputs = g_new0 (NgShape, n_inputs + 1);
  g_autofree NgWant *wants = g_new0 (NgWant, n_outputs + 1);
  NgRequest request = { .batch = ng_net_is_raw (net) ? 0 : 1,
                        .inputs = inputs,
                        .element = NG_ELEMENT_F32,
                        .wants = wants,
                        .n_wants = n_outputs };

  for (gsize i = 0; i < n_inputs; i++) {
    const NgType *type = ng_net_input_type (net, i);

    if (!ng_type_is_fixed (type))
      return NULL;
    inputs[i].element = type->element != NG_ELEMENT_NONE ? type->element
                        : type->kind == NG_KIND_INTEGER  ? NG_ELEMENT_I64
                                                         : NG_ELEMENT_F32;
    inputs[i].rank = type->rank;
    for (int k = 0; k < type->rank; k++)
      inputs[i].dims[k] = type->dims[k].value;
  }
  for (gsize i = 0; i < n_outputs; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  return ng_lower (net, &request, NULL);
}

gint64 *
ng_cost_multiply_adds (NgNet *net)
{
  g_autoptr (GHashTable) layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (NgNet) initialized = NULL;
  g_autoptr (NgProgram) program = NULL;
  gint64 *counts;

  if (!ng_net_check (net, NULL) || !ng_net_check_specified (net, NULL))
    return NULL;
  if (!ng_net_check_initialized (net, NULL)) {
    gint64 n = ng_net_n_parameters (net);

    if (n < 0 || n > MAX_INITIALIZED)
      return NULL;
    initialized = ng_net_initialize (net, FALSE, 1234, "Kaiming", NULL);
    if (initialized == NULL)
      return NULL;
  }
  program = lower_net (initialized != NULL ? initialized : net);
  if (program == NULL)
    return NULL;
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    g_hash_table_insert (layers, ng_net_shown_name (net, i), GINT_TO_POINTER ((int) i));
  counts = g_new0 (gint64, ng_net_n_layers (net) + 1);
  for (gsize v = 0; v < ng_program_length (program); v++) {
    const NgInstruction *instruction = ng_program_instruction (program, (NgValue) v);
    int layer = instruction->origin >= 0
                    ? find_layer (layers, ng_program_origin (program, instruction->origin))
                    : -1;

    if (layer >= 0)
      counts[layer] += count_instruction (program, instruction);
  }
  return counts;
}
