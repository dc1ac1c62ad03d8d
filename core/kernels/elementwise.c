/* Steps of elementwise instructions, and of reductions along rows between them, in one pass.
 *
 * The members are compiled into a short list of operations on registers. A register is a run of a
 * tile's elements, or of one element per row: in memory where the value lies there in order, else
 * in scratch memory. Tile after tile goes through the whole list, so that what is made in between
 * never leaves the nearest cache. Where members reduce, a tile is a number of whole rows. Threads
 * take equal shares of the tiles. */

#include "core/kernels/elementwise.h"

#include "core/base/rng.h"
#include "core/kernels/epilogue.h"
#include "core/kernels/lanes.h"
#include "core/kernels/load.h"
#include "core/kernels/row.h"
#include "core/kernels/threads.h"
#include "core/kernels/tile.h"

#include <string.h>

/* Elements of a tile, few enough for the processor to read the next one while it writes this one;
 * and costs, in units of ng_tile_cost(), from which threads are worth it. */
#define TILE_ELEMENTS  512
#define PARALLEL_COSTS 100000

/* Costs that are worth a part where the threads are there already, and elements of its tile at
 * least. */
#define SHARE_COSTS    4096
#define SHARE_ELEMENTS 64

typedef enum {
  LIES_IN_SCRATCH, /* at @where bytes */
  LIES_IN_INPUT,   /* number @where */
  LIES_IN_OUTPUT,
} Lies;

typedef struct {
  Lies lies;
  gsize where;
  gsize size; /* bytes of an element */
  gboolean is_row;
  int last_use; /* operation that reads it last */
} Register;

typedef enum {
  OPERATION_COMPUTE,
  OPERATION_REDUCE, /* a row -> its element */
  OPERATION_IDIOM,  /* what @idiom says, of rows or of elements */
  OPERATION_EXPAND, /* an element of each row -> the rows */
  OPERATION_COPY,   /* of a register */
  OPERATION_LOAD,   /* input @input, read by @load */
  OPERATION_NUMBER,
  OPERATION_RANDOM,
  OPERATION_IOTA,
} OperationKind;

typedef struct {
  OperationKind kind;
  NgPrimitive primitive;
  NgElement element; /* of the operands */
  NgElement result;
  int operands[3]; /* registers */
  int to;
  gboolean is_once; /* the same for every tile */
  guint input;
  NgLoad load;
  double number;
  guint64 stream;
  gint64 inner; /* of IOTA: elements for each step of its axis */
  gint64 dim;
  NgIdiom idiom;
} Operation;

typedef struct {
  GArray *registers;
  GArray *operations;
  gint64 count;
  gint64 rows; /* 0 without rows */
  gint64 tile; /* elements */
  gint64 n_tiles;
  int threads;
  int parts;      /* where the threads are there already */
  gsize pointers; /* bytes at the start of a thread's scratch memory for those to the registers */
  gsize scratch;  /* bytes for each thread */
} State;

/* What is needed while a State is made. */
typedef struct {
  const NgTask *task;
  State *state;
  GArray *inputs;     /* of NgValue */
  GArray *outputs;    /* of NgValue */
  GHashTable *values; /* value -> register + 1 */
  GHashTable *spread; /* row register -> register of its expansion + 1 */
  GHashTable *idioms; /* of those found: result -> NgIdiom */
  GHashTable *inner;  /* the values inside of them */
} Compiler;

static const NgInstruction *
instruction_at (const Compiler *self, NgValue value)
{
  return ng_program_instruction (self->task->program, value);
}

static Register *
register_at (const State *self, int index)
{
  return &g_array_index (self->registers, Register, index);
}

static int
add_register (Compiler *self, Lies lies, gsize where, NgElement element, gboolean is_row)
{
  Register new = { lies, where, ng_element_bits (element) / 8, is_row, -1 };

  g_array_append_val (self->state->registers, new);
  return (int) self->state->registers->len - 1;
}

static void
add_operation (Compiler *self, const Operation *operation)
{
  int index = (int) self->state->operations->len;

  for (int i = 0; i < 3; i++) {
    if (operation->operands[i] >= 0)
      register_at (self->state, operation->operands[i])->last_use = index;
  }
  g_array_append_vals (self->state->operations, operation, 1);
}

static Operation
operation_init (OperationKind kind, int to)
{
  return (Operation){ .kind = kind, .operands = { -1, -1, -1 }, .to = to };
}

static guint
add_input (Compiler *self, NgValue value)
{
  for (guint i = 0; i < self->inputs->len; i++) {
    if (g_array_index (self->inputs, NgValue, i) == value)
      return i;
  }
  g_array_append_val (self->inputs, value);
  return self->inputs->len - 1;
}

/* A register into which the elements of @view, seen by a value of @shape, are brought. @to is -1,
 * or where they shall lie. */
static int
load_view (Compiler *self, const NgView *view, const NgShape *shape, gboolean is_row, int to)
{
  const NgInstruction *source = instruction_at (self, view->source);
  Operation operation = operation_init (OPERATION_LOAD, to);

  if (source->primitive == NG_PRIMITIVE_FILL) {
    if (to < 0)
      operation.to = add_register (self, LIES_IN_SCRATCH, 0, shape->element, is_row);
    operation.kind = OPERATION_NUMBER;
    operation.result = shape->element;
    operation.number = source->attributes->number;
    operation.is_once = to < 0;
    add_operation (self, &operation);
    return operation.to;
  }
  ng_load_init (&operation.load, view, shape);
  operation.input = add_input (self, view->source);
  if (to < 0 && ng_load_is_packed (&operation.load) && operation.load.offset == 0)
    return add_register (self, LIES_IN_INPUT, operation.input, shape->element, is_row);
  if (to < 0)
    operation.to = add_register (self, LIES_IN_SCRATCH, 0, shape->element, is_row);
  operation.is_once = to < 0 && ng_load_is_scalar (&operation.load);
  add_operation (self, &operation);
  return operation.to;
}

/* Brings one element for each row to all elements of the row. */
static int
expand (Compiler *self, int row, NgElement element)
{
  gpointer known = g_hash_table_lookup (self->spread, GINT_TO_POINTER (row));
  Operation operation = operation_init (OPERATION_EXPAND, -1);

  if (known != NULL)
    return GPOINTER_TO_INT (known) - 1;
  operation.operands[0] = row;
  operation.to = add_register (self, LIES_IN_SCRATCH, 0, element, FALSE);
  add_operation (self, &operation);
  g_hash_table_insert (self->spread, GINT_TO_POINTER (row), GINT_TO_POINTER (operation.to + 1));
  return operation.to;
}

/* The register in which a member finds @operand; @is_row says which kind of member. */
static int
find_operand (Compiler *self, NgValue operand, gboolean is_row)
{
  const NgInstruction *instruction = instruction_at (self, operand);
  gpointer known;
  NgView view;

  ng_view_of (self->task->program, operand, self->task->fusion->uses, &view);
  known = g_hash_table_lookup (self->values, GINT_TO_POINTER (view.source));
  if (known != NULL) {
    int index = GPOINTER_TO_INT (known) - 1;

    if (!is_row && register_at (self->state, index)->is_row)
      return expand (self, index, instruction->shape.element);
    return index;
  }
  return load_view (self, &view, &instruction->shape, is_row, -1);
}

gboolean
ng_elementwise_can (const NgProgram *program, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (program, value);
  NgPrimitive primitive = instruction->primitive;
  NgElement result = instruction->shape.element;
  NgElement operand;

  if (ng_shape_count (&instruction->shape) == 0)
    return FALSE;
  if (ng_primitive_is_view (primitive))
    return ng_element_bits (result) >= 8 && ng_element_bits (result) <= 64;
  if (primitive == NG_PRIMITIVE_FILL || primitive == NG_PRIMITIVE_IOTA)
    return ng_tile_can_hold (result);
  if (primitive == NG_PRIMITIVE_RANDOM)
    return result == NG_ELEMENT_F32 || result == NG_ELEMENT_F64;
  if (instruction->n_operands == 0)
    return FALSE;
  operand =
      ng_program_instruction (program, instruction->operands[primitive == NG_PRIMITIVE_SELECT])
          ->shape.element;
  if (ng_primitive_is_reduction (primitive))
    return (operand == NG_ELEMENT_F32 || operand == NG_ELEMENT_F64) &&
           ng_shape_count (&ng_program_instruction (program, instruction->operands[0])->shape) > 0;
  return ng_tile_cost (primitive, operand, result) > 0;
}

/* x^2 is the one power that is worth a word. */
static gboolean
is_square (const Compiler *self, const NgInstruction *instruction)
{
  NgView view;

  if (instruction->primitive != NG_PRIMITIVE_POWER)
    return FALSE;
  ng_view_of (self->task->program, instruction->operands[1], self->task->fusion->uses, &view);
  const NgInstruction *exponent = instruction_at (self, view.source);
  return exponent->primitive == NG_PRIMITIVE_FILL && exponent->attributes->number == 2;
}

static void
set_generator (const NgInstruction *instruction, Operation *operation)
{
  const NgAttributes *attributes = instruction->attributes;

  switch (instruction->primitive) {
  case NG_PRIMITIVE_FILL:
    operation->kind = OPERATION_NUMBER;
    operation->number = attributes->number;
    break;
  case NG_PRIMITIVE_RANDOM:
    operation->kind = OPERATION_RANDOM;
    operation->stream = attributes->stream;
    break;
  default: /* IOTA */
    operation->kind = OPERATION_IOTA;
    operation->dim = instruction->shape.dims[attributes->axis];
    operation->inner = 1;
    for (int axis = attributes->axis + 1; axis < instruction->shape.rank; axis++)
      operation->inner *= instruction->shape.dims[axis];
    break;
  }
}

static void
compile_member (Compiler *self, NgValue value)
{
  const NgInstruction *instruction = instruction_at (self, value);
  NgPrimitive primitive = instruction->primitive;
  NgElement element = instruction->shape.element;
  gint64 count = ng_shape_count (&instruction->shape);
  gboolean is_row = count != self->state->count;
  Operation operation = operation_init (OPERATION_COMPUTE, -1);
  gboolean is_stored = self->task->fusion->stored[value];
  int to;

  if (ng_primitive_is_view (primitive)) {
    NgView view;
    gpointer known;

    ng_view_of (self->task->program, value, self->task->fusion->uses, &view);
    to = is_stored ? add_register (self, LIES_IN_OUTPUT, self->outputs->len, element, is_row) : -1;
    known = g_hash_table_lookup (self->values, GINT_TO_POINTER (view.source));
    if (known != NULL && !is_stored &&
        !register_at (self->state, GPOINTER_TO_INT (known) - 1)->is_row) {
      to = GPOINTER_TO_INT (known) - 1;
    } else if (known != NULL) {
      /* The same once more, or a repetition of what each row gave. */
      operation.kind = register_at (self->state, GPOINTER_TO_INT (known) - 1)->is_row
                           ? OPERATION_EXPAND
                           : OPERATION_COPY;
      operation.operands[0] = GPOINTER_TO_INT (known) - 1;
      operation.to = to < 0 ? add_register (self, LIES_IN_SCRATCH, 0, element, is_row) : to;
      add_operation (self, &operation);
      to = operation.to;
    } else {
      to = load_view (self, &view, &instruction->shape, is_row, to);
    }
  } else if (g_hash_table_contains (self->idioms, GINT_TO_POINTER (value))) {
    operation.kind = OPERATION_IDIOM;
    operation.idiom = *(NgIdiom *) g_hash_table_lookup (self->idioms, GINT_TO_POINTER (value));
    operation.operands[0] = find_operand (self, operation.idiom.operand, is_row);
    to = add_register (
        self, is_stored ? LIES_IN_OUTPUT : LIES_IN_SCRATCH, self->outputs->len, element, is_row);
    operation.to = to;
    add_operation (self, &operation);
  } else {
    operation.primitive = primitive;
    operation.result = element;
    if (ng_primitive_is_reduction (primitive))
      operation.kind = OPERATION_REDUCE;
    else if (instruction->n_operands == 0)
      set_generator (instruction, &operation);
    for (guint i = 0; i < instruction->n_operands; i++) {
      operation.operands[i] = find_operand (
          self, instruction->operands[i], is_row && !ng_primitive_is_reduction (primitive));
      if (i == 0 || primitive == NG_PRIMITIVE_SELECT)
        operation.element = instruction_at (self, instruction->operands[i])->shape.element;
    }
    if (is_square (self, instruction)) {
      operation.primitive = NG_PRIMITIVE_MULTIPLY;
      operation.operands[1] = operation.operands[0];
    }
    to = add_register (
        self, is_stored ? LIES_IN_OUTPUT : LIES_IN_SCRATCH, self->outputs->len, element, is_row);
    operation.to = to;
    add_operation (self, &operation);
  }
  if (is_stored)
    g_array_append_val (self->outputs, value);
  g_hash_table_insert (self->values, GINT_TO_POINTER (value), GINT_TO_POINTER (to + 1));
}

/* Gives every register in scratch memory its place; those that are no longer read make room. */
static gsize
lay_out_registers (State *self, gsize start)
{
  gsize size = 1;
  g_autoptr (GArray) free_slots = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize end = start;
  gsize slot;

  for (guint i = 0; i < self->registers->len; i++)
    size = MAX (size, register_at (self, (int) i)->size);
  /* A line more than the tile keeps slots from falling on the same lines of the cache. */
  slot = ((gsize) self->tile * size + 63) / 64 * 64 + 64;
  for (int i = 0; i < (int) self->operations->len; i++) {
    const Operation *operation = &g_array_index (self->operations, Operation, i);
    Register *to = register_at (self, operation->to);

    /* What is the same for every tile keeps its place for good. */
    if (to->lies == LIES_IN_SCRATCH) {
      if (free_slots->len > 0 && !operation->is_once) {
        to->where = g_array_index (free_slots, gsize, free_slots->len - 1);
        g_array_set_size (free_slots, free_slots->len - 1);
      } else {
        to->where = end;
        end += slot;
      }
    }
    for (int k = 0; k < 3; k++) {
      int index = operation->operands[k];
      Register *from = index >= 0 ? register_at (self, index) : NULL;
      gboolean is_repeated =
          (k > 0 && operation->operands[0] == index) || (k > 1 && operation->operands[1] == index);

      if (from == NULL || is_repeated || from->lies != LIES_IN_SCRATCH || from->last_use != i)
        continue;
      gboolean is_once = FALSE;
      for (guint o = 0; o < (guint) i && !is_once; o++) {
        const Operation *maker = &g_array_index (self->operations, Operation, o);
        is_once = maker->to == index && maker->is_once;
      }
      if (!is_once)
        g_array_append_val (free_slots, from->where);
    }
  }
  return end;
}

/* Output @output may lie where an input does whose every element is read before, or when, the
 * element in the same place is written. */
static guint64
find_reusable (const State *self, guint output, guint n_inputs)
{
  guint64 set = 0;
  const Register *to = NULL;
  int written = -1;

  for (guint i = 0; i < self->operations->len; i++) {
    const Operation *operation = &g_array_index (self->operations, Operation, i);
    const Register *candidate = register_at (self, operation->to);

    if (candidate->lies == LIES_IN_OUTPUT && candidate->where == output) {
      to = candidate;
      written = (int) i;
    }
  }
  g_assert (to != NULL);
  for (guint input = 0; input < MIN (n_inputs, 64); input++) {
    gboolean fits = TRUE;

    for (guint i = 0; i < self->operations->len; i++) {
      const Operation *operation = &g_array_index (self->operations, Operation, i);
      fits = fits && !(operation->kind == OPERATION_LOAD && operation->input == input);
    }
    for (guint i = 0; i < self->registers->len; i++) {
      const Register *from = register_at (self, (int) i);

      if (from->lies == LIES_IN_INPUT && from->where == input)
        fits = fits && from->is_row == to->is_row && from->size == to->size &&
               from->last_use <= written;
    }
    if (fits)
      set |= (guint64) 1 << input;
  }
  return set;
}

/* What an element costs. */
static gint64
cost_of (const State *self)
{
  gint64 costs = 1;

  for (guint i = 0; i < self->operations->len; i++) {
    const Operation *operation = &g_array_index (self->operations, Operation, i);

    costs += operation->kind == OPERATION_COMPUTE
                 ? ng_tile_cost (operation->primitive, operation->element, operation->result)
             : operation->kind == OPERATION_IDIOM  ? 6
             : operation->kind == OPERATION_RANDOM ? 16
                                                   : 1;
  }
  return costs;
}

static void
choose_tile (State *self, int threads)
{
  gint64 costs = cost_of (self);
  gint64 parts = CLAMP ((double) costs * (double) self->count / SHARE_COSTS, 1, threads);

  if (self->rows > 0) {
    gint64 inner = self->count / self->rows;
    gint64 rows = CLAMP (TILE_ELEMENTS / inner, 1, self->rows);

    self->tile = rows * inner;
    self->n_tiles = (self->rows + rows - 1) / rows;
  } else {
    gint64 share = MAX (((self->count + parts - 1) / parts + 15) / 16 * 16, SHARE_ELEMENTS);

    self->tile = MIN (MIN (TILE_ELEMENTS, share), self->count);
    self->n_tiles = (self->count + self->tile - 1) / self->tile;
  }
  self->parts = (int) MIN (parts, self->n_tiles);
  self->threads = costs > PARALLEL_COSTS / self->count ? (int) MIN (threads, self->n_tiles) : 1;
}

/* What is repeated along whole tiles, such as a vector with an element for each column, is brought
 * into scratch memory once. */
static void
find_repeated (State *self)
{
  for (guint i = 0; i < self->operations->len; i++) {
    Operation *operation = &g_array_index (self->operations, Operation, i);
    const NgLoad *load = &operation->load;
    const Register *to = register_at (self, operation->to);

    if (operation->kind == OPERATION_LOAD && to->lies == LIES_IN_SCRATCH && !to->is_row &&
        load->rank == 2 && load->strides[0] == 0 && self->tile % load->dims[1] == 0)
      operation->is_once = TRUE;
  }
}

static void
state_free (gpointer data)
{
  State *self = data;

  g_array_unref (self->registers);
  g_array_unref (self->operations);
  g_free (self);
}

/* The one value from outside that the members of a step read, element for element; or
 * %NG_NO_VALUE where there are others, or where members do more than that. */
static NgValue
only_operand (const NgTask *task)
{
  const NgFusedStep *step = task->step;
  NgValue only = NG_NO_VALUE;

  if (step->anchor != NG_NO_VALUE || step->rows != 0)
    return NG_NO_VALUE;
  for (guint m = 0; m < step->n_members; m++) {
    const NgInstruction *member = ng_program_instruction (task->program, step->members[m]);

    if (!ng_primitive_is_elementwise (member->primitive))
      return NG_NO_VALUE;
    for (guint i = 0; i < member->n_operands; i++) {
      const NgInstruction *source;
      NgView view;

      ng_view_of (task->program, member->operands[i], task->fusion->uses, &view);
      source = ng_program_instruction (task->program, view.source);
      if (source->primitive == NG_PRIMITIVE_FILL ||
          task->fusion->step_of[view.source] == task->fusion->step_of[step->members[m]])
        continue;
      if (view.source != member->operands[i] || (only != NG_NO_VALUE && only != view.source))
        return NG_NO_VALUE;
      only = view.source;
    }
  }
  return only;
}

/* What is done to every element alone can be done in any layout, if the layout has no elements of
 * its own, as those that fill up channels to a multiple of sixteen. */
static gboolean
accepts (const NgTask *task, NgValue value)
{
  NgValue only = only_operand (task);
  const NgShape *shape;

  if (only == NG_NO_VALUE || !task->may_choose)
    return FALSE;
  shape = &ng_program_instruction (task->program, only)->shape;
  return shape->rank >= 3 && shape->element == NG_ELEMENT_F32 && shape->dims[1] % NG_LANES == 0 &&
         ng_program_instruction (task->program, ng_step_result (task->step))->shape.element ==
             NG_ELEMENT_F32;
}

/* As one kernel if @kind is the first that is found in the step. */
static gboolean
prepare_kind (const NgTask *task, NgIdiomKind kind, NgStep *step)
{
  const NgFusedStep *fused = task->step;
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (NgValue));
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (NgValue));
  g_autoptr (GHashTable) values = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) spread = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) idioms = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) inner = g_hash_table_new (NULL, NULL);
  State *state;
  Compiler self;

  if (fused->anchor != NG_NO_VALUE || ng_row_find (task, idioms, inner) != kind)
    return FALSE;
  state = g_new0 (State, 1);
  state->registers = g_array_new (FALSE, FALSE, sizeof (Register));
  state->operations = g_array_new (FALSE, FALSE, sizeof (Operation));
  state->count = fused->count;
  state->rows = fused->rows;
  self = (Compiler){ task, state, inputs, outputs, values, spread, idioms, inner };
  for (guint m = 0; m < fused->n_members; m++) {
    if (!g_hash_table_contains (inner, GINT_TO_POINTER (fused->members[m])))
      compile_member (&self, fused->members[m]);
  }
  choose_tile (state, task->threads);
  find_repeated (state);
  state->pointers = (state->registers->len * sizeof (gpointer) + 63) / 64 * 64;
  state->scratch = lay_out_registers (state, state->pointers);

  ng_step_set (step,
               state,
               (const NgValue *) inputs->data,
               inputs->len,
               (const NgValue *) outputs->data,
               outputs->len);
  for (guint o = 0; o < outputs->len; o++)
    step->reusable[o] = find_reusable (state, o, inputs->len);
  step->scratch = state->scratch * (gsize) MAX (state->threads, state->parts);
  step->parts = state->parts;
  for (guint i = 0; i < inputs->len; i++) {
    const NgLayout *layout = task->layouts[g_array_index (inputs, NgValue, i)];

    if (layout != NULL) {
      step->layout = layout;
      step->layout_size = (gsize) state->count * sizeof (float);
    }
  }
  return TRUE;
}

/* Points the registers at the tile that begins at element @start. */
static void
point (const State *self, const NgCall *call, char *scratch, gint64 start, gint64 row)
{
  gpointer *pointers = (gpointer *) scratch;

  for (guint i = 0; i < self->registers->len; i++) {
    const Register *reg = register_at (self, (int) i);
    gsize at = (gsize) (reg->is_row ? row : start) * reg->size;

    if (reg->lies == LIES_IN_SCRATCH)
      pointers[i] = scratch + reg->where;
    else if (reg->lies == LIES_IN_INPUT)
      pointers[i] = (char *) call->inputs[reg->where] + at;
    else
      pointers[i] = (char *) call->outputs[reg->where] + at;
  }
}

static void
expand_rows (const Register *reg, gint64 rows, gint64 inner, const char *from, char *to)
{
  for (gint64 row = 0; row < rows; row++) {
    ng_tile_fill (reg->size, (gsize) inner, from, to);
    from += reg->size;
    to += (gsize) inner * reg->size;
  }
}

static void
iota (const Operation *operation, gint64 start, gint64 n, gpointer y)
{
  gint64 inner = operation->inner;

  for (gint64 i = 0; i < n; i++) {
    gint64 value = (start + i) / inner % operation->dim;

    switch (operation->result) {
    case NG_ELEMENT_F32:
      ((float *) y)[i] = (float) value;
      break;
    case NG_ELEMENT_F64:
      ((double *) y)[i] = (double) value;
      break;
    case NG_ELEMENT_I64:
      ((gint64 *) y)[i] = value;
      break;
    case NG_ELEMENT_I32:
      ((gint32 *) y)[i] = (gint32) value;
      break;
    default:
      ((guint8 *) y)[i] = value != 0;
      break;
    }
  }
}

static void
draw (const Operation *operation, guint64 seed, gint64 start, gint64 n, gpointer y)
{
  for (gint64 i = 0; i < n; i++) {
    double unit = ng_rng_unit (seed, operation->stream, (guint64) (start + i));

    if (operation->result == NG_ELEMENT_F32)
      ((float *) y)[i] = (float) unit;
    else
      ((double *) y)[i] = unit;
  }
}

/* One operation over @n elements from @start on, which are @rows rows from @row on. */
static void
operate (const State *self,
         const Operation *operation,
         const NgCall *call,
         gpointer *pointers,
         gint64 start,
         gint64 n,
         gint64 row,
         gint64 rows)
{
  const Register *to = register_at (self, operation->to);
  gpointer y = pointers[operation->to];
  gint64 first = to->is_row ? row : start;
  gint64 length = to->is_row ? rows : n;
  gpointer operands[3];

  switch (operation->kind) {
  case OPERATION_COMPUTE:
    for (int i = 0; i < 3; i++)
      operands[i] = operation->operands[i] >= 0 ? pointers[operation->operands[i]] : NULL;
    ng_tile_compute (
        operation->primitive, operation->element, operation->result, (gsize) length, operands, y);
    break;
  case OPERATION_REDUCE:
    ng_tile_reduce (operation->primitive,
                    operation->element,
                    (gsize) length,
                    (gsize) (n / length),
                    pointers[operation->operands[0]],
                    y);
    break;
  case OPERATION_IDIOM:
    ng_row_compute (&operation->idiom,
                    (gsize) (to->is_row ? 1 : rows),
                    (gsize) (to->is_row ? length : n / rows),
                    pointers[operation->operands[0]],
                    y);
    break;
  case OPERATION_EXPAND:
    expand_rows (to, rows, n / rows, pointers[operation->operands[0]], y);
    break;
  case OPERATION_COPY:
    memcpy (y, pointers[operation->operands[0]], (gsize) length * to->size);
    break;
  case OPERATION_LOAD:
    ng_load_range (&operation->load, call->inputs[operation->input], to->size, first, length, y);
    break;
  case OPERATION_NUMBER:
    ng_tile_number (operation->result, (gsize) length, operation->number, y);
    break;
  case OPERATION_RANDOM:
    draw (operation, call->seed, first, length, y);
    break;
  default:
    iota (operation, first, length, y);
    break;
  }
}

/* Tiles @first to @last. */
static void
run_tiles (const State *self, const NgCall *call, char *scratch, gint64 first, gint64 last)
{
  gint64 inner = self->rows > 0 ? self->count / self->rows : 1;

  for (gint64 tile = first; tile < last; tile++) {
    gint64 start = tile * self->tile;
    gint64 n = MIN (self->tile, self->count - start);
    gint64 row = self->rows > 0 ? start / inner : 0;
    gint64 rows = self->rows > 0 ? n / inner : 1;

    point (self, call, scratch, start, row);
    for (guint i = 0; i < self->operations->len; i++) {
      const Operation *operation = &g_array_index (self->operations, Operation, i);

      if (!operation->is_once || tile == first)
        operate (self, operation, call, (gpointer *) scratch, start, n, row, rows);
    }
  }
}

static void
share (gconstpointer state, const NgCall *call, int part, int parts)
{
  const State *self = state;

  run_tiles (self,
             call,
             (char *) call->scratch + self->scratch * (gsize) part,
             self->n_tiles * part / parts,
             self->n_tiles * (part + 1) / parts);
}

static gboolean
execute (gconstpointer state, const NgCall *call, GError **error)
{
  const State *self = state;

  ng_kernel_share_out (&ng_kernel_elementwise, state, call, MIN (self->threads, ng_threads_max ()));
  return TRUE;
}

static gboolean
prepare (const NgTask *task, NgStep *step)
{
  return prepare_kind (task, NG_IDIOM_NONE, step);
}

static gboolean
prepare_normalization (const NgTask *task, NgStep *step)
{
  return prepare_kind (task, NG_IDIOM_NORMALIZATION, step);
}

static gboolean
prepare_softmax (const NgTask *task, NgStep *step)
{
  return prepare_kind (task, NG_IDIOM_SOFTMAX, step);
}

static gboolean
prepare_gelu (const NgTask *task, NgStep *step)
{
  return prepare_kind (task, NG_IDIOM_GELU, step);
}

const NgKernel ng_kernel_normalization = {
  .name = "normalization",
  .prepare = prepare_normalization,
  .execute = execute,
  .share = share,
  .free = state_free,
};

const NgKernel ng_kernel_softmax = {
  .name = "softmax",
  .prepare = prepare_softmax,
  .execute = execute,
  .share = share,
  .free = state_free,
};

const NgKernel ng_kernel_gelu = {
  .name = "GELU",
  .prepare = prepare_gelu,
  .execute = execute,
  .share = share,
  .free = state_free,
};

const NgKernel ng_kernel_elementwise = {
  .name = "elementwise",
  .prepare = prepare,
  .execute = execute,
  .share = share,
  .free = state_free,
  .accepts = accepts,
};
