/* Writing a program, step by step: checking, folding and appending. What can be written stands in
 * build.c. */

#include "core/program/builder.h"

#include "core/base/limits.h"
#include "core/base/rng.h"
#include "core/program/emit.h"
#include "core/program/fold.h"

/* Elements of a constant that is folded at once. */
#define FOLD_LIMIT 4096
/* What folding may cost while simplifying, in operations: one instruction, and all of them. */
#define FOLD_COST   0x1p24
#define FOLD_BUDGET 0x1p26

struct _NgProgramBuilder {
  NgListing listing;
  GHashTable *origins;  /* path -> index + 1 */
  GArray *random_count; /* for each origin, and first for none, how many it has drawn */
  int origin;
  GHashTable *known;    /* value -> NgTensor, of fills and iotas that somebody asked about */
  GHashTable *detached; /* set of values that no gradient passes */
  GHashTable *shared;   /* NgInstruction -> value + 1; NULL unless simplifying */
  double budget;        /* of folding, what is left */
  NgDiagnostic *error;
};

NgProgramBuilder *
ng_program_builder_new (void)
{
  NgProgramBuilder *self = g_new0 (NgProgramBuilder, 1);

  ng_listing_init (&self->listing);
  self->origins = g_hash_table_new (g_str_hash, g_str_equal);
  self->random_count = g_array_new (FALSE, TRUE, sizeof (guint));
  g_array_set_size (self->random_count, 1);
  self->origin = -1;
  self->known = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ng_tensor_unref);
  self->detached = g_hash_table_new (NULL, NULL);
  return self;
}

void
ng_program_builder_free (NgProgramBuilder *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->origins);
  g_array_unref (self->random_count);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->detached);
  g_clear_pointer (&self->shared, g_hash_table_unref);
  g_clear_pointer (&self->error, ng_diagnostic_unref);
  ng_listing_clear (&self->listing);
  g_free (self);
}

void
ng_build_set_simplifying (NgProgramBuilder *self)
{
  if (self->shared == NULL)
    self->shared = g_hash_table_new (ng_instruction_hash, ng_instruction_equal);
  self->budget = FOLD_BUDGET;
}

NgProgram *
ng_program_builder_end (NgProgramBuilder *self, GError **error)
{
  NgProgram *program = NULL;

  if (self->error != NULL)
    ng_error_set (error, g_steal_pointer (&self->error));
  else
    program = ng_program_new (&self->listing);
  ng_program_builder_free (self);
  return program;
}

NgProgram *
ng_program_builder_end_at (NgProgramBuilder *self, const NgValue *values, gsize n)
{
  NgProgram *program;

  g_array_set_size (self->listing.outputs, 0);
  g_array_append_vals (self->listing.outputs, values, (guint) n);
  program = ng_program_new (&self->listing);
  ng_program_builder_free (self);
  return program;
}

void
ng_program_builder_set_origin (NgProgramBuilder *self, const char *path)
{
  int found;

  if (path == NULL) {
    self->origin = -1;
    return;
  }
  found = GPOINTER_TO_INT (g_hash_table_lookup (self->origins, path));
  if (found == 0) {
    char *copy = g_strdup (path);

    g_ptr_array_add (self->listing.origins, copy);
    found = (int) self->listing.origins->len;
    g_hash_table_insert (self->origins, copy, GINT_TO_POINTER (found));
    g_array_set_size (self->random_count, (guint) found + 1);
  }
  self->origin = found - 1;
}

int
ng_build_origin (const NgProgramBuilder *self)
{
  return self->origin;
}

void
ng_build_enter_origin (NgProgramBuilder *self, int origin)
{
  self->origin = origin;
}

void
ng_program_builder_fail (NgProgramBuilder *self, NgDiagnostic *diagnostic)
{
  if (self->error == NULL)
    self->error = diagnostic;
  else
    ng_diagnostic_unref (diagnostic);
}

gboolean
ng_program_builder_has_failed (const NgProgramBuilder *self)
{
  return self->error != NULL;
}

static const char *
origin_path (const NgProgramBuilder *self)
{
  return self->origin >= 0 ? g_ptr_array_index (self->listing.origins, self->origin) : NULL;
}

void
ng_build_problem (NgProgramBuilder *self, const char *format, ...)
{
  NgPlace place = { .path = origin_path (self) };
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_program_builder_fail (self, ng_diagnostic_new ("Program::type", &place, "%s.", message));
}

gsize
ng_build_length (const NgProgramBuilder *self)
{
  return self->listing.length;
}

const NgInstruction *
ng_build_instruction (const NgProgramBuilder *self, NgValue value)
{
  if (value < 0 || (gsize) value >= self->listing.length)
    return NULL;
  return ng_listing_get (&self->listing, value);
}

const NgShape *
ng_build_shape (const NgProgramBuilder *self, NgValue value)
{
  /* What is asked about after a failure looks like ones, so that nobody divides by zero. */
  static const NgShape nothing = { NG_ELEMENT_F32, 0, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } };
  const NgInstruction *instruction = ng_build_instruction (self, value);

  return instruction != NULL ? &instruction->shape : &nothing;
}

gsize
ng_program_builder_output (NgProgramBuilder *self, NgValue value)
{
  if (ng_build_instruction (self, value) == NULL)
    ng_build_problem (
        self, "Output %u of the program has no value", self->listing.outputs->len + 1);
  g_array_append_val (self->listing.outputs, value);
  return self->listing.outputs->len - 1;
}

gboolean
ng_build_is_fill (const NgProgramBuilder *self, NgValue value, double *number)
{
  const NgInstruction *instruction = ng_build_instruction (self, value);

  if (instruction == NULL || instruction->primitive != NG_PRIMITIVE_FILL)
    return FALSE;
  *number = instruction->attributes->number;
  return TRUE;
}

void
ng_build_detach (NgProgramBuilder *self, NgValue value)
{
  g_hash_table_add (self->detached, GINT_TO_POINTER (value));
}

gboolean
ng_build_is_detached (const NgProgramBuilder *self, NgValue value)
{
  return g_hash_table_contains (self->detached, GINT_TO_POINTER (value));
}

NgTensor *
ng_build_known (NgProgramBuilder *self, NgValue value)
{
  const NgInstruction *instruction = ng_build_instruction (self, value);
  NgTensor *tensor;

  if (instruction == NULL)
    return NULL;
  if (instruction->primitive == NG_PRIMITIVE_CONSTANT)
    return instruction->attributes->tensor;
  if ((instruction->primitive != NG_PRIMITIVE_FILL &&
       instruction->primitive != NG_PRIMITIVE_IOTA) ||
      ng_shape_count (&instruction->shape) > FOLD_LIMIT)
    return NULL;
  tensor = g_hash_table_lookup (self->known, GINT_TO_POINTER (value));
  if (tensor == NULL) {
    tensor = ng_reference_execute (instruction, NULL, 0, NULL);
    if (tensor != NULL)
      g_hash_table_insert (self->known, GINT_TO_POINTER (value), tensor);
  }
  return tensor;
}

/* Whether it is worth the time and the memory to compute @instruction now. */
static gboolean
is_worth_folding (NgProgramBuilder *self,
                  const NgInstruction *instruction,
                  const NgShape *const *shapes)
{
  gint64 count = ng_shape_count (&instruction->shape);
  gint64 given = 0;
  double cost = ng_primitive_cost (instruction, shapes);

  for (guint i = 0; i < instruction->n_operands; i++)
    given = MAX (given, ng_shape_count (shapes[i]));
  if (count <= FOLD_LIMIT && given <= FOLD_LIMIT)
    return cost <= FOLD_COST;
  if (self->shared == NULL)
    return FALSE;
  /* What a file holds in another element is converted once, however much it is. */
  if (instruction->primitive == NG_PRIMITIVE_CONVERT ||
      instruction->primitive == NG_PRIMITIVE_RESHAPE)
    return TRUE;
  if (count > given || cost > FOLD_COST || cost > self->budget)
    return FALSE;
  self->budget -= cost;
  return TRUE;
}

/* What @value is, where it does not depend on an input; (transfer full). */
static NgTensor *
evaluate_known (NgProgramBuilder *self, NgValue value)
{
  const NgInstruction *instruction = ng_build_instruction (self, value);
  NgTensor *tensor = ng_build_known (self, value);

  if (tensor != NULL)
    return ng_tensor_ref (tensor);
  return ng_reference_execute (instruction, NULL, 0, NULL);
}

static gboolean
is_constant (const NgProgramBuilder *self, NgValue value)
{
  NgPrimitive primitive = ng_build_instruction (self, value)->primitive;

  return primitive == NG_PRIMITIVE_CONSTANT || primitive == NG_PRIMITIVE_FILL ||
         primitive == NG_PRIMITIVE_IOTA;
}

/* The constant that @instruction amounts to, or NG_NO_VALUE. */
static NgValue
fold (NgProgramBuilder *self, const NgInstruction *instruction, const NgShape *const *shapes)
{
  const NgInstruction *makers[3];
  g_autoptr (GPtrArray) tensors = NULL;
  g_autoptr (NgTensor) result = NULL;
  guint n = instruction->n_operands;
  double number;

  if (n == 0)
    return NG_NO_VALUE;
  for (guint i = 0; i < n; i++)
    if (!is_constant (self, instruction->operands[i]))
      return NG_NO_VALUE;
  if (n <= G_N_ELEMENTS (makers)) {
    for (guint i = 0; i < n; i++)
      makers[i] = ng_build_instruction (self, instruction->operands[i]);
    if (ng_fold_fill (instruction, makers, &number))
      return ng_build_fill (self, &instruction->shape, number);
  }
  if (!is_worth_folding (self, instruction, shapes))
    return NG_NO_VALUE;
  tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (guint i = 0; i < n; i++) {
    NgTensor *tensor = evaluate_known (self, instruction->operands[i]);

    if (tensor == NULL)
      return NG_NO_VALUE;
    g_ptr_array_add (tensors, tensor);
  }
  /* What fails here, such as an index out of range, fails again where it is run. */
  result = ng_reference_execute (instruction, (NgTensor *const *) tensors->pdata, 0, NULL);
  return result != NULL ? ng_build_constant (self, result) : NG_NO_VALUE;
}

/* "Add of float32 {2, 3} and float32 {3}", for messages. */
static char *
describe (NgPrimitive primitive, const NgShape *const *shapes, guint n)
{
  GString *text = g_string_new (ng_primitive_name (primitive));

  for (guint i = 0; i < MIN (n, 4); i++) {
    g_autofree char *shape = ng_shape_print (shapes[i]);

    g_string_append_printf (text, "%s%s", i == 0 ? " of " : i + 1 == n ? " and " : ", ", shape);
  }
  if (n > 4)
    g_string_append (text, ", …");
  g_string_replace (text, "_", " ", 0);
  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free (text, FALSE);
}

/* Whether these are the dimensions of an array, if of one that is too large. */
static gboolean
has_sound_dims (const NgShape *shape)
{
  for (int i = 0; i < shape->rank; i++)
    if (shape->dims[i] < 0)
      return FALSE;
  return TRUE;
}

/* What is wrong with @instruction; completes its shape. @tag: (out): what sort of problem it is */
static char *
check (const NgShape *const *shapes, NgInstruction *instruction, const char **tag)
{
  const NgPrimitiveClass *class = ng_primitive_class (instruction->primitive);
  NgShape *shape = &instruction->shape;
  char *problem;
  gint64 count;

  *tag = "Program::type";
  if (shape->rank < 0 || shape->rank > NG_MAX_RANK)
    return g_strdup_printf (
        "would have %d dimensions, and at most %d are possible", shape->rank, NG_MAX_RANK);
  if (class->n_operands >= 0 ? instruction->n_operands != (guint) class->n_operands
                             : instruction->n_operands == 0)
    return g_strdup_printf ("has %u operands", instruction->n_operands);
  problem = class->infer (
      instruction->primitive, shapes, instruction->n_operands, instruction->attributes, shape);
  if (problem != NULL)
    return problem;
  for (int i = shape->rank; i < NG_MAX_RANK; i++)
    shape->dims[i] = 0;
  if (!ng_element_is_computable (shape->element))
    return g_strdup_printf ("cannot have elements of %s: convert them first",
                            ng_element_name (shape->element));
  if (!ng_dims_count (shape->dims, (gsize) shape->rank, &count)) {
    g_autofree char *text = ng_shape_print (shape);

    if (!has_sound_dims (shape))
      return g_strdup_printf ("would have the impossible dimensions %s", text);
    *tag = "NetGraph::limit";
    return g_strdup_printf ("would be %s, which is too large", text);
  }
  return NULL;
}

/* Appends @instruction, unless something equal and simpler is there while simplifying. */
static NgValue
append (NgProgramBuilder *self, const NgInstruction *instruction)
{
  NgValue value;

  if (self->shared == NULL)
    return ng_listing_append (&self->listing, instruction);
  value = ng_rewrite (self, instruction);
  if (value != NG_NO_VALUE || self->error != NULL)
    return value;
  value = GPOINTER_TO_INT (g_hash_table_lookup (self->shared, instruction)) - 1;
  if (value >= 0)
    return value;
  value = ng_listing_append (&self->listing, instruction);
  g_hash_table_insert (
      self->shared, (gpointer) ng_listing_get (&self->listing, value), GINT_TO_POINTER (value + 1));
  return value;
}

NgValue
ng_build_emit (NgProgramBuilder *self,
               NgPrimitive primitive,
               const NgValue *operands,
               guint n_operands,
               const NgAttributes *attributes,
               const NgShape *shape)
{
  static const NgAttributes none;
  const NgShape *few[3];
  g_autofree const NgShape **many = NULL;
  const NgShape **shapes = few;
  g_autofree char *problem = NULL;
  const char *tag;
  NgValue folded;
  NgInstruction instruction = {
    .primitive = primitive,
    .n_operands = n_operands,
    .operands = operands,
    .attributes = attributes != NULL ? attributes : &none,
    .origin = self->origin,
  };

  if (self->error != NULL)
    return NG_NO_VALUE;
  if (self->listing.length >= NG_MAX_INSTRUCTIONS) {
    ng_build_problem (
        self, "The program would have more than %d instructions", NG_MAX_INSTRUCTIONS);
    return NG_NO_VALUE;
  }
  if (n_operands > G_N_ELEMENTS (few))
    shapes = many = g_new (const NgShape *, n_operands);
  for (guint i = 0; i < n_operands; i++) {
    if (ng_build_instruction (self, operands[i]) == NULL) {
      ng_build_problem (
          self, "Operand %u of %s has no value", i + 1, ng_primitive_name (primitive));
      return NG_NO_VALUE;
    }
    shapes[i] = ng_build_shape (self, operands[i]);
  }
  if (shape != NULL)
    instruction.shape = *shape;
  problem = check (shapes, &instruction, &tag);
  if (problem != NULL) {
    g_autofree char *subject = describe (primitive, shapes, n_operands);
    NgPlace place = { .path = origin_path (self) };

    ng_program_builder_fail (self, ng_diagnostic_new (tag, &place, "%s %s.", subject, problem));
    return NG_NO_VALUE;
  }
  folded = fold (self, &instruction, shapes);
  if (folded != NG_NO_VALUE || self->error != NULL)
    return folded;
  return append (self, &instruction);
}

NgValue
ng_build_repeat (NgProgramBuilder *self, const NgInstruction *instruction, const NgValue *operands)
{
  return ng_build_emit (self,
                        instruction->primitive,
                        operands,
                        instruction->n_operands,
                        instruction->attributes,
                        &instruction->shape);
}

void
ng_build_set_input (
    NgProgramBuilder *self, gsize index, const char *name, const NgShape *shape, NgValue value)
{
  ng_listing_set_input (&self->listing, index, name, shape, value);
}

NgValue
ng_build_input (NgProgramBuilder *self, const char *name, const NgShape *shape)
{
  NgAttributes attributes = { .index = (int) self->listing.inputs->len };
  NgValue value = ng_build_emit (self, NG_PRIMITIVE_INPUT, NULL, 0, &attributes, shape);

  if (value != NG_NO_VALUE)
    ng_listing_set_input (&self->listing, (gsize) attributes.index, name, shape, value);
  return value;
}

void
ng_build_unused_input (NgProgramBuilder *self, const char *name, const NgShape *shape)
{
  ng_listing_set_input (&self->listing, self->listing.inputs->len, name, shape, NG_NO_VALUE);
}

NgValue
ng_build_promise (NgProgramBuilder *self, const NgShape *shape)
{
  const NgAttributes attributes = { .index = -1 };

  return ng_build_emit (self, NG_PRIMITIVE_INPUT, NULL, 0, &attributes, shape);
}

/* What has to be there before @value, and is not yet: (nothing) NG_NO_VALUE. */
static NgValue
find_missing (const NgInstruction *instruction, NgValue filling, const NgValue *map)
{
  if (filling != NG_NO_VALUE)
    return map[filling] == NG_NO_VALUE ? filling : NG_NO_VALUE;
  for (guint i = 0; i < instruction->n_operands; i++)
    if (map[instruction->operands[i]] == NG_NO_VALUE)
      return instruction->operands[i];
  return NG_NO_VALUE;
}

/* Appends to @to what @value needs, and then the value itself. */
static void
move_value (
    const NgListing *from, NgListing *to, NgValue value, const NgValue *fillings, NgValue *map)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (NgValue));

  g_array_append_val (waiting, value);
  while (waiting->len > 0) {
    NgValue v = g_array_index (waiting, NgValue, waiting->len - 1);
    const NgInstruction *instruction = ng_listing_get (from, v);
    NgValue missing = find_missing (instruction, fillings[v], map);
    g_autofree NgValue *operands = NULL;
    NgInstruction moved = *instruction;

    if (missing != NG_NO_VALUE) {
      g_return_if_fail (waiting->len <= from->length);
      g_array_append_val (waiting, missing);
      continue;
    }
    g_array_set_size (waiting, waiting->len - 1);
    if (map[v] != NG_NO_VALUE)
      continue;
    operands = g_new (NgValue, moved.n_operands + 1);
    for (guint i = 0; i < moved.n_operands; i++)
      operands[i] = map[instruction->operands[i]];
    moved.operands = operands;
    map[v] = fillings[v] != NG_NO_VALUE ? map[fillings[v]] : ng_listing_append (to, &moved);
  }
}

NgValue *
ng_build_settle (NgProgramBuilder *self, const NgValue *promises, const NgValue *values, gsize n)
{
  NgListing from = self->listing;
  g_autofree NgValue *fillings = g_new (NgValue, from.length + 1);
  NgValue *map = g_new (NgValue, from.length + 1);
  GHashTable *detached = g_hash_table_new (NULL, NULL);

  for (gsize v = 0; v < from.length; v++)
    fillings[v] = map[v] = NG_NO_VALUE;
  for (gsize i = 0; i < n && self->error == NULL; i++)
    fillings[promises[i]] = values[i];
  ng_listing_init (&self->listing);
  g_ptr_array_unref (self->listing.origins);
  self->listing.origins = g_steal_pointer (&from.origins);
  for (gsize v = 0; v < from.length; v++) {
    move_value (&from, &self->listing, (NgValue) v, fillings, map);
    if (ng_build_is_detached (self, (NgValue) v))
      g_hash_table_add (detached, GINT_TO_POINTER (map[v]));
  }
  for (guint i = 0; i < from.inputs->len; i++) {
    const NgListingInput *input = &g_array_index (from.inputs, NgListingInput, i);

    ng_build_set_input (self,
                        i,
                        input->name,
                        &input->shape,
                        input->value != NG_NO_VALUE ? map[input->value] : NG_NO_VALUE);
  }
  g_hash_table_unref (self->detached);
  self->detached = detached;
  g_hash_table_remove_all (self->known);
  ng_listing_clear (&from);
  return map;
}

NgValue
ng_build_random (NgProgramBuilder *self, const NgShape *shape)
{
  guint *count = &g_array_index (self->random_count, guint, self->origin + 1);
  const char *path = origin_path (self);
  g_autofree char *name = g_strdup_printf ("%s/%u", path != NULL ? path : "", (*count)++);
  NgAttributes attributes = { .stream = ng_rng_stream (name) };

  return ng_build_emit (self, NG_PRIMITIVE_RANDOM, NULL, 0, &attributes, shape);
}
