/* A plan is made in this order: the program is simplified; its instructions are gathered into
 * steps; each step gets the first kernel that takes it; every stored value gets a buffer with a
 * lifetime in steps; buffers get offsets. A value that is a packed view lies where its source
 * does, and an output may take over the memory of an input that nobody reads afterwards. */

#include "core/engine/plan.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/machine.h"
#include "core/engine/plan-private.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/epilogue.h"
#include "core/program/attention-form.h"
#include "core/program/memory.h"

#include <string.h>

/* Where a value lies in another one, or NG_NO_VALUE. */
typedef struct {
  NgValue host;
  gsize offset;
} Place;

/* Steps of a team at most, so that whoever cancels a run does not wait long. */
#define TEAM_STEPS 256

/* Steps for one thread that may lie between those for several. */
#define TEAM_GAP 2

typedef struct {
  NgPlan *plan;
  NgFusion *fusion;
  NgStorage *storage; /* for each value; in the arena, index is the buffer */
  GArray *buffers;    /* of NgBuffer */
  const NgLayout **layouts;
  guint8 *is_ordered; /* for each value whether it must lie in order */
  Place *places;
} Planner;

static NgBuffer *
buffer_at (Planner *self, int index)
{
  return &g_array_index (self->buffers, NgBuffer, index);
}

static int
add_buffer (Planner *self, gsize size, int step)
{
  NgBuffer buffer = { .size = size, .first = step, .last = step };

  g_array_append_val (self->buffers, buffer);
  return (int) self->buffers->len - 1;
}

/* Says that @value must lie in order. */
static void
mark_ordered (Planner *self, NgValue value)
{
  NgView view;

  self->is_ordered[value] = TRUE;
  if (ng_fuse_is_alias (self->plan->program, value, &view))
    mark_ordered (self, view.source);
}

/* Values that are read where only elements in order are understood, or whose readers look at a part
 * or a reshaping of them, must lie in order. */
static void
find_ordered (Planner *self, const NgTask *task)
{
  const NgFusedStep *step = task->step;
  const NgKernel *const *kernels = ng_kernels ();
  const NgKernel *kernel = NULL;

  for (; *kernels != NULL && kernel == NULL; kernels++) {
    if ((*kernels)->accepts != NULL && (*kernels)->accepts (task, NG_NO_VALUE))
      kernel = *kernels;
  }
  for (guint i = 0; i <= step->n_members; i++) {
    NgValue value = i < step->n_members ? step->members[i] : step->anchor;
    const NgInstruction *instruction;

    if (value == NG_NO_VALUE)
      continue;
    instruction = ng_program_instruction (task->program, value);
    for (guint o = 0; o < instruction->n_operands; o++) {
      NgValue operand = instruction->operands[o];
      NgView view;

      ng_view_of (task->program, operand, NULL, &view);
      if (kernel == NULL || view.source != operand || !kernel->accepts (task, operand))
        mark_ordered (self, view.source);
      if (view.source != operand)
        mark_ordered (self, operand);
    }
  }
}

static gboolean
choose_kernel (const NgTask *task, NgPlanFlags flags, NgStep *step)
{
  const NgKernel *const *kernels = ng_kernels ();

  if (flags & NG_PLAN_REFERENCE) {
    step->kernel = &ng_kernel_reference;
    return step->kernel->prepare (task, step);
  }
  for (; *kernels != NULL; kernels++) {
    step->kernel = *kernels;
    if ((*kernels)->prepare (task, step))
      return TRUE;
  }
  return FALSE;
}

/* The packed elements of a constant, aligned to its element. */
static gconstpointer
constant_data (NgPlan *plan, NgTensor *tensor)
{
  gconstpointer data = ng_tensor_data (tensor);
  gsize size = ng_tensor_size (tensor);
  gsize alignment = MAX (ng_element_bits (ng_tensor_element (tensor)) / 8, 1);
  gpointer copy;

  if ((gsize) data % alignment == 0)
    return data;
  copy = g_memdup2 (data, size);
  g_ptr_array_add (plan->constants, copy);
  return copy;
}

/* Finds out where @value lies. What steps make has its place already. */
static NgStorage
place_of (Planner *self, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (self->plan->program, value);
  NgStorage *storage = &self->storage[value];
  NgView view;

  if (storage->kind != NG_PLACE_NONE)
    return *storage;
  if (instruction->primitive == NG_PRIMITIVE_INPUT) {
    storage->kind = NG_PLACE_INPUT;
    storage->index = instruction->attributes->index;
  } else if (instruction->primitive == NG_PRIMITIVE_CONSTANT) {
    storage->kind = NG_PLACE_CONSTANT;
    storage->data = constant_data (self->plan, instruction->attributes->tensor);
  } else if (ng_fuse_is_alias (self->plan->program, value, &view)) {
    *storage = place_of (self, view.source);
    gsize offset = (gsize) view.offset * (ng_element_bits (instruction->shape.element) / 8);
    if (storage->kind == NG_PLACE_CONSTANT)
      storage->data = (const char *) storage->data + offset;
    else
      storage->offset += offset;
  }
  return *storage;
}

/* Notes that @step touches the memory of @value. */
static void
extend_life (Planner *self, NgValue value, int step)
{
  NgStorage storage = place_of (self, value);

  if (storage.kind == NG_PLACE_ARENA) {
    NgBuffer *buffer = buffer_at (self, storage.index);
    buffer->last = MAX (buffer->last, step);
  }
}

/* Whether an input that must stay as it is while @output is written lies in @buffer. */
static gboolean
is_read_otherwise (Planner *self, const NgStep *step, guint output, int buffer)
{
  for (guint i = 0; i < step->n_inputs; i++) {
    NgStorage storage = place_of (self, step->inputs[i]);
    gboolean is_reusable = i < 64 && (step->reusable[output] >> i & 1);

    if (!is_reusable && storage.kind == NG_PLACE_ARENA && storage.index == buffer)
      return TRUE;
  }
  return FALSE;
}

/* The buffer of an input of @step that output @output may take over: no later step reads it. */
static int
reusable_buffer (
    Planner *self, const NgStep *step, guint output, gsize size, const int *last_read, int now)
{
  for (guint i = 0; i < MIN (step->n_inputs, 64); i++) {
    NgStorage storage;

    if (!(step->reusable[output] >> i & 1))
      continue;
    storage = place_of (self, step->inputs[i]);
    if (storage.kind != NG_PLACE_ARENA || storage.offset != 0)
      continue;
    if (last_read[storage.index] == now && buffer_at (self, storage.index)->size == size &&
        !is_read_otherwise (self, step, output, storage.index))
      return storage.index;
  }
  return -1;
}

static gsize
output_size (Planner *self, const NgStep *step, guint o)
{
  const NgShape *shape = &ng_program_instruction (self->plan->program, step->outputs[o])->shape;

  return step->layout != NULL ? step->layout_size : ng_shape_size (shape);
}

/* The last step that reads each value's memory; outputs of the program are read for ever. */
static int *
last_readers (Planner *self)
{
  const NgProgram *program = self->plan->program;
  gsize n = ng_program_length (program);
  int *last = g_new0 (int, n + 1);

  for (gsize s = 0; s < self->plan->n_steps; s++) {
    const NgStep *step = &self->plan->steps[s].step;

    for (guint i = 0; i < step->n_inputs; i++)
      last[step->inputs[i]] = (int) s;
  }
  for (gsize i = 0; i < ng_program_n_outputs (program); i++)
    last[ng_program_output (program, i)] = G_MAXINT;
  for (gsize i = n; i-- > 0;) {
    NgView view;

    if (last[i] > 0 && self->fusion->step_of[i] < 0 &&
        ng_fuse_is_alias (program, (NgValue) i, &view))
      last[view.source] = MAX (last[view.source], last[i]);
  }
  return last;
}

/* Gives output @o of step @now a buffer, or one that nobody else needs any more. */
static void
lay_out_value (
    Planner *self, const NgStep *step, guint o, int now, const int *last, GArray *buffer_last)
{
  NgValue value = step->outputs[o];
  gsize size = output_size (self, step, o);
  int buffer = reusable_buffer (self, step, o, size, (const int *) buffer_last->data, now);

  if (buffer >= 0 && size > 0) {
    g_array_index (buffer_last, int, buffer) = last[value];
    buffer_at (self, buffer)->last = now;
  } else {
    buffer = add_buffer (self, size, now);
    g_array_append_val (buffer_last, last[value]);
  }
  self->storage[value] = (NgStorage){ .kind = NG_PLACE_ARENA, .index = buffer };
}

/* What is made inside of another value needs the memory of that from now on. */
static void
lay_out_part (Planner *self, NgValue value, int now, const int *last, GArray *buffer_last)
{
  Place place = self->places[value];
  NgStorage *host = &self->storage[place.host];

  if (host->kind == NG_PLACE_NONE) {
    const NgStep *step = &self->plan->steps[self->fusion->step_of[place.host]].step;
    int buffer = add_buffer (self, output_size (self, step, 0), now);

    *host = (NgStorage){ .kind = NG_PLACE_ARENA, .index = buffer };
    g_array_append_val (buffer_last, last[place.host]);
  }
  self->storage[value] = *host;
  self->storage[value].offset = place.offset;
  extend_life (self, value, now);
}

static void
lay_out_step (Planner *self, int now, const int *last, GArray *buffer_last)
{
  NgPlanStep *planned = &self->plan->steps[now];
  const NgStep *step = &planned->step;

  for (guint i = 0; i < step->n_inputs; i++)
    extend_life (self, step->inputs[i], now);
  for (guint o = 0; o < step->n_outputs; o++) {
    NgValue value = step->outputs[o];

    if (self->places[value].host != NG_NO_VALUE)
      lay_out_part (self, value, now, last, buffer_last);
    else if (self->storage[value].kind == NG_PLACE_NONE)
      lay_out_value (self, step, o, now, last, buffer_last);
    else
      extend_life (self, value, now);
  }
  if (step->scratch > 0) {
    planned->scratch = (gsize) add_buffer (self, step->scratch, now);
    g_array_append_val (buffer_last, now);
  }
}

/* Outputs that lie in an input are copied at the end, since the caller's memory may go. */
static void
lay_out_outputs (Planner *self)
{
  NgPlan *plan = self->plan;

  for (gsize i = 0; i < ng_program_n_outputs (plan->program); i++) {
    NgValue value = ng_program_output (plan->program, i);
    NgStorage storage = place_of (self, value);

    if (storage.kind == NG_PLACE_INPUT) {
      gsize size = ng_shape_size (&ng_program_instruction (plan->program, value)->shape);
      NgPlanCopy copy = { .output = i, .from = storage, .size = size };

      copy.offset = (gsize) add_buffer (self, size, (int) plan->n_steps);
      storage = (NgStorage){ .kind = NG_PLACE_ARENA, .index = (int) copy.offset };
      g_array_append_val (plan->copies, copy);
    } else if (storage.kind == NG_PLACE_ARENA) {
      buffer_at (self, storage.index)->last = (int) plan->n_steps;
    }
    plan->outputs[i] = storage;
  }
}

static void
settle (Planner *self, NgStorage *storage)
{
  if (storage->kind == NG_PLACE_ARENA)
    storage->offset += buffer_at (self, storage->index)->offset;
}

static void
lay_out (Planner *self)
{
  NgPlan *plan = self->plan;
  g_autofree int *last = last_readers (self);
  g_autoptr (GArray) buffer_last = g_array_new (FALSE, FALSE, sizeof (int));

  for (gsize s = 0; s < plan->n_steps; s++)
    lay_out_step (self, (int) s, last, buffer_last);
  plan->outputs = g_new0 (NgStorage, ng_program_n_outputs (plan->program) + 1);
  lay_out_outputs (self);
  plan->arena = ng_memory_plan ((NgBuffer *) self->buffers->data, self->buffers->len);

  for (gsize s = 0; s < plan->n_steps; s++) {
    NgPlanStep *planned = &plan->steps[s];
    const NgStep *step = &planned->step;

    planned->inputs = g_new0 (NgStorage, step->n_inputs + 1);
    planned->outputs = g_new0 (NgStorage, step->n_outputs + 1);
    for (guint i = 0; i < step->n_inputs; i++) {
      planned->inputs[i] = place_of (self, step->inputs[i]);
      settle (self, &planned->inputs[i]);
    }
    for (guint i = 0; i < step->n_outputs; i++) {
      planned->outputs[i] = self->storage[step->outputs[i]];
      settle (self, &planned->outputs[i]);
    }
    if (step->scratch > 0)
      planned->scratch = buffer_at (self, (int) planned->scratch)->offset;
  }
  for (gsize i = 0; i < ng_program_n_outputs (plan->program); i++)
    settle (self, &plan->outputs[i]);
  for (guint i = 0; i < plan->copies->len; i++) {
    NgPlanCopy *copy = &g_array_index (plan->copies, NgPlanCopy, i);
    copy->offset = buffer_at (self, (int) copy->offset)->offset;
  }
}

/* Where messages and profiles say that a step comes from: its last instruction with an origin. */
static const char *
origin_of (const NgProgram *program, const NgFusedStep *fused)
{
  for (guint m = fused->n_members; m-- > 0;) {
    int origin = ng_program_instruction (program, fused->members[m])->origin;

    if (origin >= 0 && fused->anchor == NG_NO_VALUE)
      return ng_program_origin (program, origin);
  }
  if (fused->anchor == NG_NO_VALUE)
    return NULL;
  int origin = ng_program_instruction (program, fused->anchor)->origin;
  return origin >= 0 ? ng_program_origin (program, origin) : NULL;
}

/* Whether nobody needs what @step makes, one value alone, in order. */
static gboolean
may_choose (Planner *self, const NgFusedStep *step)
{
  guint n_stored = step->anchor != NG_NO_VALUE && self->fusion->stored[step->anchor];

  for (guint m = 0; m < step->n_members; m++)
    n_stored += self->fusion->stored[step->members[m]] != 0;
  return n_stored == 1 && self->fusion->stored[ng_step_result (step)] &&
         !self->is_ordered[ng_step_result (step)];
}

/* What a kernel has packed of constants is all that it reads of them from now on. */
static void
leave_constants (NgPlan *plan, const NgFusedStep *fused, const NgStep *step)
{
  const NgInstruction *anchor =
      fused->anchor != NG_NO_VALUE ? ng_program_instruction (plan->program, fused->anchor) : NULL;

  for (guint o = 0; anchor != NULL && o < anchor->n_operands; o++) {
    gboolean is_read = FALSE;
    NgView view;

    for (guint i = 0; i < step->n_inputs; i++)
      is_read = is_read || step->inputs[i] == anchor->operands[o];
    ng_view_of (plan->program, anchor->operands[o], NULL, &view);
    const NgInstruction *source = ng_program_instruction (plan->program, view.source);
    if (!is_read && source->primitive == NG_PRIMITIVE_CONSTANT)
      ng_packs_leave (ng_tensor_data (source->attributes->tensor),
                      ng_tensor_size (source->attributes->tensor));
  }
}

/* Ends early where there is no room for what is to be packed. */
static void
choose_kernels (Planner *self, NgPlanFlags flags, guint64 limit)
{
  NgPlan *plan = self->plan;
  const NgFusion *fusion = self->fusion;
  NgTask task = {
    plan->program, fusion, NULL, self->layouts, FALSE, ng_threads_max (), plan->packs
  };

  /* From the last step on, so that it is known who reads the result of a step. */
  for (gsize i = 0; i < ng_program_n_outputs (plan->program); i++)
    mark_ordered (self, ng_program_output (plan->program, i));
  for (gsize s = fusion->n_steps; s-- > 0;) {
    task.step = &fusion->steps[s];
    task.may_choose = may_choose (self, task.step);
    find_ordered (self, &task);
  }

  plan->steps = g_new0 (NgPlanStep, fusion->n_steps + 1);
  for (gsize s = 0; s < fusion->n_steps && ng_packs_size (plan->packs) <= limit; s++) {
    NgStep *step = &plan->steps[s].step;

    task.step = &fusion->steps[s];
    task.may_choose = may_choose (self, task.step);
    plan->n_steps = s + 1;
    plan->steps[s].origin = origin_of (plan->program, task.step);
    if (!choose_kernel (&task, flags, step))
      g_assert_not_reached ();
    if (step->layout != NULL)
      self->layouts[step->outputs[0]] = step->layout;
    ng_packs_forget (plan->packs);
    leave_constants (plan, task.step, step);
  }
}

/* Lets what only one step reads be made where that step would put it. */
static void
find_places (Planner *self)
{
  NgPlan *plan = self->plan;
  gsize n = ng_program_length (plan->program);

  for (gsize i = 0; i < n; i++)
    self->places[i] = (Place){ NG_NO_VALUE, 0 };
  for (gsize s = 0; s < plan->n_steps; s++) {
    const NgStep *step = &plan->steps[s].step;

    for (guint i = 0; i < step->n_inputs && step->kernel->hosts != NULL; i++) {
      NgValue value = step->inputs[i];
      int maker = self->fusion->step_of[value];
      gsize offset, gap;

      if (maker < 0 || self->fusion->uses[value] != 1)
        continue;
      const NgStep *made = &plan->steps[maker].step;
      if (made->kernel->space == NULL || made->layout == NULL ||
          !step->kernel->hosts (step->state, i, &offset, &gap))
        continue;
      made->kernel->space (made->state, gap);
      self->places[value] = (Place){ step->outputs[0], offset };
    }
  }
}

/* How many steps from @first on a team executes: the last of them is worth several threads, and
 * between those that are there are few that only one thread executes while the others wait. */
static gsize
team_from (const NgPlan *plan, gsize first, int *threads)
{
  gsize n = 0;

  *threads = 1;
  for (gsize i = 0; i < TEAM_STEPS && i <= n + TEAM_GAP && first + i < plan->n_steps; i++) {
    const NgStep *step = &plan->steps[first + i].step;

    if (step->parts == 0)
      break;
    if (step->parts > 1)
      n = i + 1;
    *threads = MAX (*threads, step->parts);
  }
  return n;
}

/* Where two steps or more that are worth several threads follow one another, the threads stay. */
static void
find_teams (NgPlan *plan)
{
  for (gsize s = 0, n; s < plan->n_steps; s += MAX (n, 1)) {
    NgPlanStep *first = &plan->steps[s];

    n = first->step.parts > 1 ? team_from (plan, s, &first->threads) : 0;
    first->team = n > 1 ? n : 0;
  }
}

static gboolean
check_size (guint64 size, guint64 limit, GError **error)
{
  g_autofree char *need = g_format_size_full (size, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *have = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

  if (size <= limit)
    return TRUE;
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new (
              "Plan::memory", NULL, "This needs %s of memory, and the limit is %s.", need, have),
          "Use smaller batches or inputs."));
  return FALSE;
}

static NgPlan *
make_plan (NgProgram *program, NgPlanFlags flags, NgPackPool *pool, guint64 limit, GError **error)
{
  g_autoptr (NgPlan) plan = NULL;
  g_autoptr (NgFusion) fusion = NULL;
  g_autoptr (GArray) buffers = g_array_new (FALSE, FALSE, sizeof (NgBuffer));
  g_autofree NgStorage *storage = NULL;
  g_autofree const NgLayout **layouts = NULL;
  g_autofree guint8 *is_ordered = NULL;
  g_autofree Place *places = NULL;
  Planner planner;
  const NgFuseRules rules = {
    .can_join = ng_elementwise_can,
    .follow = flags & NG_PLAN_NO_FUSION ? NULL : ng_epilogue_follow,
    .gather = flags & NG_PLAN_NO_FUSION ? NULL : ng_attention_gather,
    .max_members = flags & NG_PLAN_NO_FUSION ? 1 : NG_ELEMENTWISE_MEMBERS,
    .max_row = NG_ELEMENTWISE_ROW,
  };

  ng_threads_apply ();
  plan = g_new0 (NgPlan, 1);
  g_atomic_ref_count_init (&plan->references);
  plan->program =
      flags & NG_PLAN_NO_SIMPLIFY ? ng_program_ref (program) : ng_program_simplify (program);
  plan->copies = g_array_new (FALSE, FALSE, sizeof (NgPlanCopy));
  plan->constants = g_ptr_array_new_with_free_func (g_free);
  plan->packs = ng_packs_new (pool, limit);
  fusion = ng_fuse (plan->program, flags & NG_PLAN_REFERENCE ? NULL : &rules);
  storage = g_new0 (NgStorage, ng_program_length (plan->program) + 1);
  layouts = g_new0 (const NgLayout *, ng_program_length (plan->program) + 1);
  is_ordered = g_new0 (guint8, ng_program_length (plan->program) + 1);
  places = g_new (Place, ng_program_length (plan->program) + 1);
  planner = (Planner){ plan, fusion, storage, buffers, layouts, is_ordered, places };
  choose_kernels (&planner, flags, limit);
  if (!check_size (ng_packs_size (plan->packs), limit, error))
    return NULL;
  find_places (&planner);
  lay_out (&planner);
  find_teams (plan);

  if (!check_size (ng_packs_size (plan->packs) + plan->arena, limit, error))
    return NULL;
  return g_steal_pointer (&plan);
}

static guint64
usual_limit (void)
{
  return MIN (NG_MAX_ARENA_BYTES, ng_machine_memory ());
}

NgPlan *
ng_plan_new (NgProgram *program, NgPlanFlags flags, guint64 limit, GError **error)
{
  g_return_val_if_fail (program != NULL, NULL);

  return make_plan (program, flags, NULL, limit > 0 ? limit : usual_limit (), error);
}

NgPlan *
ng_plan_new_sharing (NgProgram *program, NgPlanFlags flags, NgPackPool *pool, GError **error)
{
  g_return_val_if_fail (program != NULL && pool != NULL, NULL);

  return make_plan (program, flags, pool, usual_limit (), error);
}

NgPlan *
ng_plan_ref (NgPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_plan_unref (NgPlan *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (gsize s = 0; s < self->n_steps; s++) {
    ng_step_clear (&self->steps[s].step);
    g_free (self->steps[s].inputs);
    g_free (self->steps[s].outputs);
  }
  g_free (self->steps);
  g_free (self->outputs);
  g_array_unref (self->copies);
  g_ptr_array_unref (self->constants);
  ng_packs_free (self->packs);
  ng_program_unref (self->program);
  g_free (self);
}

NgProgram *
ng_plan_program (const NgPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->program;
}

gsize
ng_plan_arena_size (const NgPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->arena;
}

gsize
ng_plan_packed_size (const NgPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return ng_packs_size (self->packs);
}

static void
describe_value (const NgPlan *self, NgValue value, const NgStorage *storage, GString *text)
{
  const NgShape *shape = &ng_program_instruction (self->program, value)->shape;

  g_string_append_printf (text, " %%%d %s[", value, ng_element_name (shape->element));
  ng_append_numbers (text, shape->dims, (gsize) shape->rank, ",");
  g_string_append_c (text, ']');
  if (storage->kind == NG_PLACE_ARENA)
    g_string_append_printf (text, "@%" G_GSIZE_FORMAT, storage->offset);
  else
    g_string_append (text, storage->kind == NG_PLACE_INPUT ? "@input" : "@constant");
}

char *
ng_plan_describe (const NgPlan *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, g_string_free (text, FALSE));

  for (gsize s = 0; s < self->n_steps; s++) {
    const NgPlanStep *planned = &self->steps[s];

    g_string_append (text, planned->step.kernel->name);
    for (guint i = 0; i < planned->step.n_inputs; i++)
      describe_value (self, planned->step.inputs[i], &planned->inputs[i], text);
    g_string_append (text, " ->");
    for (guint i = 0; i < planned->step.n_outputs; i++)
      describe_value (self, planned->step.outputs[i], &planned->outputs[i], text);
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}
