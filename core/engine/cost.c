#include "core/engine/cost.h"

#include "core/engine/lower.h"

#include <string.h>

/* Multiplications of one instruction: for each element of the result as many as are added up, and
 * of a transposed convolution for each element of its input as many as it is spread over. */
static gint64
count_instruction (const NgProgram *program, const NgInstruction *instruction)
{
  const NgShape *operand;
  gint64 n = ng_shape_count (&instruction->shape);

  if (instruction->primitive == NG_PRIMITIVE_MATMUL) {
    operand = &ng_program_instruction (program, instruction->operands[0])->shape;
    return n * operand->dims[operand->rank - (instruction->attributes->transpose_a ? 2 : 1)];
  }
  if (instruction->primitive == NG_PRIMITIVE_CONVOLVE_DATA)
    n = ng_shape_count (&ng_program_instruction (program, instruction->operands[0])->shape);
  if (instruction->primitive == NG_PRIMITIVE_CONVOLVE ||
      instruction->primitive == NG_PRIMITIVE_CONVOLVE_DATA) {
    operand = &ng_program_instruction (program, instruction->operands[1])->shape;
    for (int i = 1; i < operand->rank; i++)
      n *= operand->dims[i];
    return n;
  }
  return 0;
}

/* Every layer of @net starts at zero; so do those of the nets inside. */
static void
add_layers (GHashTable *counts, const NgNet *net, const char *path)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    char *full = *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_strdup (name);

    g_hash_table_insert (counts, full, g_new0 (gint64, 1));
    if (inner != NULL)
      add_layers (counts, inner, full);
  }
}

/* Adds @n to the layer whose path @origin is, or begins with; names may have slashes in them, so
 * the longest path counts. */
static void
add_count (GHashTable *counts, const char *origin, gint64 n)
{
  g_autofree char *path = g_strdup (origin);
  gint64 *count;

  while ((count = g_hash_table_lookup (counts, path)) == NULL) {
    char *slash = strrchr (path, '/');

    if (slash == NULL)
      return;
    *slash = '\0';
  }
  *count += n;
}

/* What layers that hold nets cost is what is in the nets. */
static gint64
sum_nested (GHashTable *counts, const NgNet *net, const char *path)
{
  gint64 sum = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *full = *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_strdup (name);
    gint64 *count = g_hash_table_lookup (counts, full);

    if (inner != NULL)
      *count += sum_nested (counts, inner, full);
    sum += *count;
  }
  return sum;
}

GHashTable *
ng_net_multiply_adds (NgNet *net)
{
  g_autoptr (GHashTable) counts = NULL;
  g_autoptr (NgProgram) program = NULL;

  g_return_val_if_fail (net != NULL, NULL);
  program = ng_lower_example (net);
  if (program == NULL)
    return NULL;
  counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  add_layers (counts, net, "");
  for (gsize v = 0; v < ng_program_length (program); v++) {
    const NgInstruction *instruction = ng_program_instruction (program, (NgValue) v);

    if (instruction->origin >= 0)
      add_count (counts,
                 ng_program_origin (program, instruction->origin),
                 count_instruction (program, instruction));
  }
  sum_nested (counts, net, "");
  return g_steal_pointer (&counts);
}

gint64 *
ng_net_layers_multiply_adds (NgNet *net)
{
  g_autoptr (GHashTable) by_path = ng_net_multiply_adds (net);
  gint64 *counts;

  if (by_path == NULL)
    return NULL;
  counts = g_new0 (gint64, ng_net_n_layers (net) + 1);
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    const gint64 *count = g_hash_table_lookup (by_path, name);

    if (count != NULL)
      counts[i] = *count;
  }
  return counts;
}

gint64
ng_net_layer_activations (const NgNet *net, gsize layer)
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
ng_net_layer_parameters (const NgNet *net, gsize layer)
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

    if (!ng_layer_array_is_parameter (self, i))
      continue;
    if (type->rank < 0 || !ng_type_count (type, &n))
      return -1;
    sum += n;
  }
  return sum;
}
