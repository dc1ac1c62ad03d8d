/* A step is a list of oneDNN primitives, reorders included, over slots of memory: inputs and
 * outputs of the step, parts of its scratch memory, and what was packed when planning. The library
 * chooses the layouts of what it computes on; whatever comes in another one, or must leave in
 * order, is reordered on the way. */

#include "core/kernels/onednn.h"

#include "core/kernels/blocked.h"
#include "core/kernels/lanes.h"
#include "core/kernels/onednn-private.h"
#include "core/kernels/threads.h"
#include "core/kernels/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Elements that are worth a thread. */
#define GRAIN 16384

/* What one run needs: memory objects hold addresses. */
typedef struct _Instance Instance;

struct _Instance {
  dnnl_stream_t stream;
  int n_slots;
  dnnl_memory_t *memories;
  gpointer *handles;
  Instance *careful;
};

void
ng_dnn_free (gpointer data)
{
  NgDnn *self = data;

  if (self->careful != NULL)
    ng_dnn_free (self->careful);
  for (int i = 0; i < self->n_calls; i++) {
    if (self->calls[i].primitive != NULL)
      dnnl_primitive_destroy (self->calls[i].primitive);
    g_free (self->calls[i].what);
  }
  dnnl_engine_destroy (self->engine);
  g_free (self->slots);
  g_free (self->calls);
  g_free (self);
}

NgDnn *
ng_dnn_new (NgPacks *packs)
{
  NgDnn *self = g_new0 (NgDnn, 1);

  self->packs = packs;
  self->low = -INFINITY;
  self->high = INFINITY;
  if (dnnl_engine_create (&self->engine, dnnl_cpu, 0) != dnnl_success)
    g_clear_pointer (&self, g_free);
  return self;
}

void
ng_dnn_close (gpointer data)
{
  Instance *self = data;

  if (self->careful != NULL)
    ng_dnn_close (self->careful);
  for (int i = 0; i < self->n_slots; i++)
    dnnl_memory_destroy (self->memories[i]);
  if (self->stream != NULL)
    dnnl_stream_destroy (self->stream);
  g_free (self->memories);
  g_free (self->handles);
  g_free (self);
}

static gpointer
fail_open (Instance *self, GError **error)
{
  ng_dnn_close (self);
  ng_error_set_new (error, "Plan::memory", NULL, "The library could not prepare a step.");
  return NULL;
}

gpointer
ng_dnn_open (gconstpointer data, GError **error)
{
  const NgDnn *state = data;
  Instance *self = g_new0 (Instance, 1);

  self->memories = g_new0 (dnnl_memory_t, (gsize) state->n_slots + 1);
  self->handles = g_new0 (gpointer, (gsize) state->n_slots + 1);
  if (dnnl_stream_create (&self->stream, state->engine, dnnl_stream_default_flags) != dnnl_success)
    return fail_open (self, error);
  for (int i = 0; i < state->n_slots; i++) {
    self->handles[i] = state->slots[i].packed;
    self->memories[i] = ng_dnn_memory_new (&state->slots[i].desc, state->engine, self->handles[i]);
    if (self->memories[i] == NULL)
      return fail_open (self, error);
    self->n_slots++;
  }
  if (state->careful != NULL && (self->careful = ng_dnn_open (state->careful, error)) == NULL) {
    ng_dnn_close (self);
    return NULL;
  }
  return self;
}

static gboolean
point_slots (const NgDnn *self, Instance *instance, const NgCall *call)
{
  for (int i = 0; i < self->n_slots; i++) {
    const NgDnnSlot *slot = &self->slots[i];
    gpointer handle = slot->packed;

    if (slot->kind == NG_DNN_INPUT)
      handle = (gpointer) call->inputs[slot->where];
    else if (slot->kind == NG_DNN_OUTPUT)
      handle = call->outputs[0];
    else if (slot->kind == NG_DNN_SCRATCH)
      handle = (char *) call->scratch + slot->where;
    if (handle != instance->handles[i] &&
        !ng_dnn_memory_point (instance->memories[i], handle, instance->stream))
      return FALSE;
    instance->handles[i] = handle;
  }
  return TRUE;
}

static gboolean
fail_execute (GError **error)
{
  ng_error_set_new (error, "Program::memory", NULL, "The library could not compute a step.");
  return FALSE;
}

NG_VECTOR_CLONES gboolean
ng_dnn_is_tame (const float *x, gsize n)
{
  gboolean is_tame = TRUE;

  for (gsize i = 0; i < n; i++)
    is_tame &= fabsf (x[i]) <= 0x1p60f;
  return is_tame;
}

static gboolean
is_tame (const float *x, gint64 n)
{
  gint64 n_parts = (n + GRAIN - 1) / GRAIN;
  int threads = (int) MIN (ng_threads_max (), n_parts);
  gboolean result = TRUE;

#pragma omp parallel for num_threads(threads) schedule(static) reduction(&& : result) if (threads > 1)
  for (gint64 part = 0; part < n_parts; part++)
    result = result && ng_dnn_is_tame (x + part * GRAIN, (gsize) MIN (GRAIN, n - part * GRAIN));
  return result;
}

/* NaN passes. */
NG_VECTOR_CLONES static void
bound_part (float low, float high, gint64 n, float *y)
{
  NG_VECTOR_LOOP
  for (gint64 i = 0; i < n; i++) {
    float x = y[i] < low ? low : y[i];
    y[i] = x > high ? high : x;
  }
}

static void
bound (const NgDnn *self, float *y)
{
  gint64 n = (gint64) self->n_elements;
  gint64 n_parts = (n + GRAIN - 1) / GRAIN;
  int threads = (int) MIN (ng_threads_max (), n_parts);

  if (self->is_bounded || (isinf (self->low) && isinf (self->high)))
    return;
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (gint64 part = 0; part < n_parts; part++)
    bound_part (self->low, self->high, MIN (GRAIN, n - part * GRAIN), y + part * GRAIN);
}

gboolean
ng_dnn_execute (gconstpointer state, const NgCall *call, GError **error)
{
  const NgDnn *self = state;
  Instance *instance = call->instance;

  if (self->careful != NULL &&
      !is_tame (call->inputs[0],
                (gint64) (ng_dnn_desc_size (&self->slots[0].desc) / sizeof (float)))) {
    self = self->careful;
    instance = instance->careful;
  }
  if (!point_slots (self, instance, call))
    return fail_execute (error);
  for (int i = 0; i < self->n_calls; i++) {
    const NgDnnCall *made = &self->calls[i];
    dnnl_exec_arg_t arguments[NG_DNN_ARGUMENTS];

    if (made->is_copy && instance->handles[made->slots[0]] == instance->handles[made->slots[1]])
      continue;
    if (made->run != NULL) {
      made->run (made->what, instance->handles[made->slots[0]], instance->handles[made->slots[1]]);
      continue;
    }
    for (int a = 0; a < made->n_arguments; a++)
      arguments[a] = (dnnl_exec_arg_t){ made->names[a], instance->memories[made->slots[a]] };
    if (dnnl_primitive_execute (made->primitive, instance->stream, made->n_arguments, arguments) !=
        dnnl_success)
      return fail_execute (error);
  }
  bound (self, call->outputs[0]);
  return TRUE;
}

int
ng_dnn_add_slot (NgDnn *self, NgDnnSlotKind kind, gsize where, const NgDnnDesc *desc)
{
  NgDnnSlot *slot;

  self->slots = g_renew (NgDnnSlot, self->slots, self->n_slots + 1);
  slot = &self->slots[self->n_slots];
  *slot = (NgDnnSlot){ kind, where, NULL, *desc };
  if (kind == NG_DNN_SCRATCH) {
    slot->where = self->scratch;
    self->scratch += (ng_dnn_desc_size (desc) + 63) / 64 * 64;
  }
  return self->n_slots++;
}

/* Appends a call of the primitive that @desc describes, with the arguments NAME, SLOT, …, 0. */
gboolean
ng_dnn_add_call (NgDnn *self, const_dnnl_primitive_desc_t desc, ...)
{
  NgDnnCall *call;
  NgDnnDesc scratchpad = ng_dnn_query (desc, dnnl_query_scratchpad_md, 0);
  va_list list;

  self->calls = g_renew (NgDnnCall, self->calls, self->n_calls + 1);
  call = &self->calls[self->n_calls];
  *call = (NgDnnCall){ NULL };
  if (dnnl_primitive_create (&call->primitive, desc) != dnnl_success)
    return FALSE;
  self->n_calls++;
  va_start (list, desc);
  for (int name = va_arg (list, int); name != 0; name = va_arg (list, int)) {
    call->names[call->n_arguments] = name;
    call->slots[call->n_arguments++] = va_arg (list, int);
  }
  va_end (list);
  if (scratchpad.ndims > 0 && ng_dnn_desc_size (&scratchpad) > 0) {
    call->names[call->n_arguments] = DNNL_ARG_SCRATCHPAD;
    call->slots[call->n_arguments++] = ng_dnn_add_slot (self, NG_DNN_SCRATCH, 0, &scratchpad);
  }
  return TRUE;
}

NgDnnGeometry
ng_dnn_geometry (const NgWindow *window, const gint64 *input, const gint64 *output)
{
  NgDnnGeometry self = { { 0 } };

  for (int axis = 0; axis < window->rank; axis++) {
    gint64 reach = window->dilation[axis] * (window->size[axis] - 1) + 1;

    self.size[axis] = window->size[axis];
    self.stride[axis] = window->stride[axis];
    self.dilation[axis] = window->dilation[axis] - 1;
    self.before[axis] = window->before[axis];
    /* What the last window does not reach may be left out. */
    self.after[axis] = MAX (
        0, (output[axis] - 1) * window->stride[axis] + reach - input[axis] - window->before[axis]);
  }
  return self;
}

void
ng_dnn_add_run (NgDnn *self, NgDnnRun run, gpointer what, int from, int to)
{
  self->calls = g_renew (NgDnnCall, self->calls, self->n_calls + 1);
  self->calls[self->n_calls++] =
      (NgDnnCall){ .run = run, .what = what, .n_arguments = 2, .slots = { from, to } };
}

dnnl_primitive_attr_t
ng_dnn_attributes (void)
{
  dnnl_primitive_attr_t attributes = NULL;

  if (dnnl_primitive_attr_create (&attributes) != dnnl_success)
    return NULL;
  if (dnnl_primitive_attr_set_scratchpad_mode (attributes, dnnl_scratchpad_mode_user) ==
      dnnl_success)
    return attributes;
  dnnl_primitive_attr_destroy (attributes);
  return NULL;
}

/* Appends the reorder of slot @from into slot @to. */
gboolean
ng_dnn_add_reorder (NgDnn *self, int from, int to)
{
  dnnl_primitive_attr_t attributes = ng_dnn_attributes ();
  dnnl_primitive_desc_t desc;
  gboolean is_made;

  if (attributes == NULL)
    return FALSE;
  desc = ng_dnn_describe_reorder (
      self->engine, &self->slots[from].desc, &self->slots[to].desc, attributes);
  dnnl_primitive_attr_destroy (attributes);
  if (desc == NULL)
    return FALSE;
  is_made = ng_dnn_add_call (self, desc, DNNL_ARG_FROM, from, DNNL_ARG_TO, to, 0);
  dnnl_primitive_desc_destroy (desc);
  if (is_made)
    self->calls[self->n_calls - 1].is_copy =
        ng_dnn_desc_equal (&self->slots[from].desc, &self->slots[to].desc);
  return is_made;
}

/* The slot that has the elements of slot @slot as @desc wants them, reordered if need be; -1 where
 * that fails. */
int
ng_dnn_bring (NgDnn *self, int slot, const NgDnnDesc *desc)
{
  int other;

  if (ng_dnn_desc_equal (&self->slots[slot].desc, desc))
    return slot;
  other = ng_dnn_add_slot (self, NG_DNN_SCRATCH, 0, desc);
  return ng_dnn_add_reorder (self, slot, other) ? other : -1;
}

/* Copies @data into @packed, in the layout that the primitive of @desc writes. */
static gboolean
reorder_now (const NgDnn *self,
             const_dnnl_primitive_desc_t desc,
             const NgDnnDesc *from,
             const float *data,
             const NgDnnDesc *to,
             gpointer packed)
{
  dnnl_primitive_t primitive = NULL;
  dnnl_memory_t source = NULL, target = NULL;
  dnnl_stream_t stream = NULL;
  gboolean is_done =
      dnnl_primitive_create (&primitive, desc) == dnnl_success &&
      (source = ng_dnn_memory_new (from, self->engine, (gpointer) data)) != NULL &&
      (target = ng_dnn_memory_new (to, self->engine, packed)) != NULL &&
      dnnl_stream_create (&stream, self->engine, dnnl_stream_default_flags) == dnnl_success;

  if (is_done) {
    dnnl_exec_arg_t arguments[] = { { DNNL_ARG_FROM, source }, { DNNL_ARG_TO, target } };

    is_done = dnnl_primitive_execute (primitive, stream, 2, arguments) == dnnl_success;
    is_done = dnnl_stream_wait (stream) == dnnl_success && is_done;
  }
  if (stream != NULL)
    dnnl_stream_destroy (stream);
  if (target != NULL)
    dnnl_memory_destroy (target);
  if (source != NULL)
    dnnl_memory_destroy (source);
  if (primitive != NULL)
    dnnl_primitive_destroy (primitive);
  return is_done;
}

int
ng_dnn_pack (NgDnn *self,
             const NgDnnDesc *from,
             const float *data,
             gconstpointer key,
             const NgEpilogue *scaled,
             const NgDnnDesc *to)
{
  const NgDnnDesc ends[2] = { *from, *to };
  const NgPackForm form = { key,
                            ends,
                            sizeof ends,
                            scaled != NULL ? scaled->scale : NULL,
                            scaled != NULL ? scaled->channels : 0 };
  guint n_uses;
  gpointer packed = ng_packs_find (self->packs, &form, &n_uses);
  dnnl_primitive_desc_t desc = NULL;
  int slot;

  if (packed == NULL) {
    packed = ng_packs_allocate (self->packs, ng_dnn_desc_size (to));
    data = ng_packs_align (self->packs, data, ng_dnn_desc_size (from), sizeof *data);
    if (packed == NULL || (desc = ng_dnn_describe_reorder (self->engine, from, to, NULL)) == NULL ||
        !reorder_now (self, desc, from, data, to, packed)) {
      if (desc != NULL)
        dnnl_primitive_desc_destroy (desc);
      free (packed);
      return -1;
    }
    dnnl_primitive_desc_destroy (desc);
    ng_packs_add (self->packs, &form, packed, ng_dnn_desc_size (to));
  }
  slot = ng_dnn_add_slot (self, NG_DNN_PACKED, 0, to);
  self->slots[slot].packed = packed;
  return slot;
}

void
ng_dnn_ordered (NgDnnDesc *desc, const gint64 *dims, int rank)
{
  gint64 stride = 1;
  dnnl_dims_t sizes = { 0 };
  dnnl_dims_t strides = { 0 };

  for (int axis = rank - 1; axis >= 0; axis--) {
    sizes[axis] = dims[axis];
    strides[axis] = stride;
    stride *= dims[axis];
  }
  ng_dnn_desc_by_strides (desc, rank, sizes, strides);
}

NgDnnDesc
ng_dnn_blocked (const NgShape *shape)
{
  static const dnnl_format_tag_t tags[] = { dnnl_nCw16c, dnnl_nChw16c, dnnl_nCdhw16c };
  NgDnnDesc desc;

  ng_dnn_desc_by_tag (&desc, shape->rank, shape->dims, tags[shape->rank - 3]);
  return desc;
}

NgDnnDesc
ng_dnn_any (const NgDnnDesc *desc)
{
  NgDnnDesc any;

  ng_dnn_desc_by_tag (&any, desc->ndims, desc->dims, dnnl_format_tag_any);
  return any;
}

/* How @value lies in memory when the step runs. */
NgDnnDesc
ng_dnn_desc_of (const NgTask *task, NgValue value)
{
  const NgShape *shape = &ng_program_instruction (task->program, value)->shape;
  NgDnnDesc desc;

  if (ng_blocked_is (task, value))
    return ng_dnn_blocked (shape);
  if (task->layouts[value] != NULL)
    return ((const NgDnnLayout *) task->layouts[value])->desc;
  ng_dnn_ordered (&desc, shape->dims, shape->rank);
  return desc;
}

/* The slot into which the main primitive writes: the output itself if it may lie as @desc says or
 * does so anyway, else scratch memory. What pads a layout has to stay 0. */
int
ng_dnn_result (NgDnn *self, const NgTask *task, const NgDnnDesc *desc)
{
  const NgShape *shape =
      &ng_program_instruction (task->program, ng_step_result (task->step))->shape;
  NgDnnDesc ordered;

  ng_dnn_ordered (&ordered, shape->dims, shape->rank);
  if (ng_dnn_desc_equal (&ordered, desc))
    return ng_dnn_add_slot (self, NG_DNN_OUTPUT, 0, desc);
  gboolean is_even = shape->rank > 1 && shape->dims[1] % NG_LANES == 0;
  gboolean is_filled = ng_dnn_desc_size (desc) != ng_shape_size (shape);
  gboolean keeps_zero = self->low <= 0 && self->high >= 0;
  if (!task->may_choose || (is_filled && (is_even || !keeps_zero)))
    return ng_dnn_add_slot (self, NG_DNN_SCRATCH, 0, desc);
  self->layout.desc = *desc;
  return ng_dnn_add_slot (self, NG_DNN_OUTPUT, 0, desc);
}

gboolean
ng_dnn_deliver (NgDnn *self, const NgTask *task, int result)
{
  const NgShape *shape =
      &ng_program_instruction (task->program, ng_step_result (task->step))->shape;
  NgDnnDesc ordered;

  self->n_elements = (self->layout.desc.ndims > 0 ? ng_dnn_desc_size (&self->layout.desc)
                                                  : ng_shape_size (shape)) /
                     sizeof (float);
  if (self->slots[result].kind != NG_DNN_SCRATCH)
    return TRUE;
  ng_dnn_ordered (&ordered, shape->dims, shape->rank);
  return ng_dnn_add_reorder (self, result, ng_dnn_add_slot (self, NG_DNN_OUTPUT, 0, &ordered));
}

static gboolean
is_in_blocks (const NgDnnDesc *desc, const NgShape *shape)
{
  NgDnnDesc blocked;

  if (shape->rank < 3 || shape->rank > 5)
    return FALSE;
  blocked = ng_dnn_blocked (shape);
  return ng_dnn_desc_equal (desc, &blocked);
}

void
ng_dnn_finish (NgDnn *self, const NgTask *task, const NgValue *inputs, guint n, NgStep *step)
{
  NgValue value = ng_step_result (task->step);

  ng_step_set (step, self, inputs, n, &value, 1);
  step->scratch = MAX (self->scratch, self->careful != NULL ? self->careful->scratch : 0);
  if (self->layout.desc.ndims > 0) {
    self->layout.base.is_blocked =
        is_in_blocks (&self->layout.desc, &ng_program_instruction (task->program, value)->shape);
    step->layout = &self->layout.base;
    step->layout_size = ng_dnn_desc_size (&self->layout.desc);
  }
}

gboolean
ng_dnn_is_float (const NgInstruction *instruction)
{
  return instruction->shape.element == NG_ELEMENT_F32 && ng_shape_count (&instruction->shape) > 0;
}

void
ng_dnn_bound (NgDnn *self, const NgEpilogue *epilogue)
{
  self->low = (float) epilogue->low;
  self->high = (float) epilogue->high;
}

gboolean
ng_dnn_can_bound (const NgEpilogue *epilogue)
{
  return isinf (epilogue->high) ? epilogue->low == 0 : !isinf (epilogue->low);
}

/* Appends the bounds of the epilogue, which lose NaN. */
static gboolean
append_bounds (dnnl_post_ops_t operations, const NgEpilogue *epilogue)
{
  gboolean is_ramp = isinf (epilogue->high);

  return ng_dnn_append_function (operations,
                                 is_ramp ? dnnl_eltwise_relu : dnnl_eltwise_clip,
                                 (float) epilogue->low,
                                 is_ramp ? 0 : (float) epilogue->high);
}

dnnl_primitive_attr_t
ng_dnn_epilogue_attributes (const NgEpilogue *epilogue, gboolean bounds)
{
  dnnl_primitive_attr_t attributes = ng_dnn_attributes ();
  dnnl_post_ops_t operations = NULL;
  gboolean is_done = attributes != NULL && dnnl_post_ops_create (&operations) == dnnl_success &&
                     (epilogue->summand == NG_NO_VALUE || ng_dnn_append_sum (operations)) &&
                     (!bounds || append_bounds (operations, epilogue)) &&
                     dnnl_primitive_attr_set_post_ops (attributes, operations) == dnnl_success;

  if (operations != NULL)
    dnnl_post_ops_destroy (operations);
  if (is_done || attributes == NULL)
    return attributes;
  dnnl_primitive_attr_destroy (attributes);
  return NULL;
}

/* Whether the library can express the epilogue; factors only go into weights that are known. */
gboolean
ng_dnn_can_express (const NgEpilogue *epilogue, gboolean is_known)
{
  if (epilogue->scale != NULL && !is_known)
    return FALSE;
  return epilogue->shift == NULL || epilogue->bias == NG_NO_VALUE;
}

gboolean
ng_dnn_has_bias (const NgEpilogue *epilogue)
{
  return epilogue->shift != NULL || epilogue->bias != NG_NO_VALUE;
}

/* A slot with the bias, known or not; -1 where it cannot be packed. */
static int
add_bias (NgDnn *self, const NgEpilogue *epilogue, const NgDnnDesc *desc)
{
  g_autofree float *shift = NULL;
  NgDnnDesc ordered;

  ng_dnn_ordered (&ordered, desc->dims, desc->ndims);
  if (epilogue->shift == NULL)
    return ng_dnn_add_slot (self, NG_DNN_INPUT, 2, desc);
  shift = g_new (float, (gsize) epilogue->channels + 1);
  for (gint64 c = 0; c < epilogue->channels; c++)
    shift[c] = (float) epilogue->shift[c];
  return ng_dnn_pack (self, &ordered, shift, NULL, NULL, desc);
}

gboolean
ng_dnn_add_main (NgDnn *self,
                 const NgEpilogue *epilogue,
                 const_dnnl_primitive_desc_t desc,
                 int x,
                 int weights,
                 int result)
{
  NgDnnDesc wanted = ng_dnn_query (desc, dnnl_query_weights_md, 1);
  int bias = ng_dnn_has_bias (epilogue) ? add_bias (self, epilogue, &wanted) : -1;

  if (x < 0 || weights < 0 || (ng_dnn_has_bias (epilogue) && bias < 0))
    return FALSE;
  /* The list ends at the first 0. */
  return ng_dnn_add_call (self,
                          desc,
                          DNNL_ARG_SRC,
                          x,
                          DNNL_ARG_WEIGHTS,
                          weights,
                          DNNL_ARG_DST,
                          result,
                          bias >= 0 ? DNNL_ARG_BIAS : 0,
                          bias,
                          0);
}

/* Puts the summand where the result will be; the library adds to what it finds there. */
gboolean
ng_dnn_add_summand (
    NgDnn *self, const NgTask *task, const NgEpilogue *epilogue, int result, int *input)
{
  NgDnnDesc desc;

  if (epilogue->summand == NG_NO_VALUE)
    return TRUE;
  desc = ng_dnn_desc_of (task, epilogue->summand);
  /* The same elements may be seen through other dimensions; in order they are the same. */
  if (task->layouts[epilogue->summand] == NULL)
    ng_dnn_ordered (&desc, self->slots[result].desc.dims, self->slots[result].desc.ndims);
  *input = ng_dnn_add_slot (self, NG_DNN_INPUT, epilogue->bias != NG_NO_VALUE ? 3 : 2, &desc);
  return ng_dnn_add_reorder (self, *input, result);
}

void
ng_dnn_allow_reuse (const NgDnn *self, int result, int summand, NgStep *step)
{
  if (summand >= 0 && self->slots[result].kind == NG_DNN_OUTPUT &&
      ng_dnn_desc_equal (&self->slots[summand].desc, &self->slots[result].desc))
    step->reusable[0] |= (guint64) 1 << self->slots[summand].where;
}
