/* Walks a net in its order and lets each layer write its primitives; nested nets are unfolded in
 * place. A frame holds what belongs to one net: the values of its arrays and the frames of the nets
 * in it. Arrays have their values before the walk begins, in the order of the layers. */

#include "core/engine/lower-private.h"
#include "core/engine/resume.h"

#include "core/base/limits.h"
#include "core/graph/lowering-private.h"
#include "core/program/emit.h"

/* One layer of a net in the walk. */
typedef struct {
  NgLower *lower;
  NgLowerFrame *frame;
  int layer;
} Visit;

/* ---- the walk ---- */

static void lower_net (NgLower *self, NgLowerFrame *frame, const NgValue *inputs, NgValue *outputs);
static void lower_layer (NgLower *self,
                         NgLowerFrame *frame,
                         int index,
                         NgValue *inputs,
                         NgValue *outputs,
                         const GArray *lengths);

/* The frame of a net that is not the layer's own; one for all times that it is lowered. */
static NgLowerFrame *
find_body (NgLower *self, const NgNet *net, const char *path)
{
  NgLowerFrame *frame = g_hash_table_lookup (self->bodies, net);

  if (frame == NULL) {
    frame = ng_lower_frame_new (self, net, path);
    g_hash_table_insert (self->bodies, (gpointer) net, frame);
  }
  return frame;
}

static void
count_unrolled (NgLower *self, const NgNet *body, const char *path)
{
  self->n_unrolled += body != NULL ? ng_net_n_layers (body) + 1 : 1;
  if (self->n_unrolled > NG_MAX_UNROLLED)
    ng_lower_fail (
        self,
        "NetGraph::limit",
        path,
        "The loops of the net run too often: they are written out to more than %d layers.",
        NG_MAX_UNROLLED);
}

static void
note_probe (NgLower *self, const NgLowerFrame *frame, gsize index, NgValue value)
{
  if (self->probes != NULL && value >= 0)
    ng_probes_add (
        self->probes, ng_net_layer (frame->net, index), frame->paths[index], value, NULL);
}

static void
lower_inner_net (NgLowering *lowering, const NgNet *net, const NgValue *inputs, NgValue *outputs)
{
  Visit *visit = lowering->owner;
  NgLowerFrame *child = visit->frame->children[visit->layer];
  GPtrArray *probes = visit->lower->probes;
  gint64 batch;

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    outputs[i] = NG_NO_VALUE;
  if (visit->lower->depth + 1 >= NG_MAX_NET_DEPTH)
    ng_lower_fail (visit->lower, "NetGraph::limit", lowering->path, "Nets are nested too deeply.");
  if (ng_program_builder_has_failed (visit->lower->builder))
    return;
  batch = visit->lower->batch;
  visit->lower->path[visit->lower->depth++] = visit->layer;
  if (child == NULL || child->net != net) {
    child = find_body (visit->lower, net, lowering->path);
    count_unrolled (visit->lower, net, lowering->path);
    visit->lower->probes = NULL;
  }
  lower_net (visit->lower, child, inputs, outputs);
  visit->lower->probes = probes;
  visit->lower->depth--;
  visit->lower->batch = batch;
  ng_program_builder_set_origin (visit->lower->builder, lowering->path);
}

/* One of the nets that a layer holds: a layer of the graph of them, lowered by itself. */
static void
lower_inner_layer (NgLowering *lowering, gsize index, const NgValue *inputs, NgValue *outputs)
{
  Visit *visit = lowering->owner;
  NgLower *self = visit->lower;
  NgLowerFrame *frame = visit->frame->children[visit->layer];
  g_autoptr (GArray) lengths = g_array_new (FALSE, TRUE, sizeof (gint64));
  NgLayer *layer = ng_layer_inner (lowering->layer, index);
  gsize n_inputs = ng_layer_n_inputs (layer);
  g_autofree NgValue *fed = g_new (NgValue, MAX (n_inputs, 1));
  gint64 batch = self->batch;

  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
    outputs[i] = NG_NO_VALUE;
  if (self->depth + 1 >= NG_MAX_NET_DEPTH)
    ng_lower_fail (self, "NetGraph::limit", lowering->path, "Nets are nested too deeply.");
  count_unrolled (self, ng_layer_body (layer), lowering->path);
  if (ng_program_builder_has_failed (self->builder))
    return;
  for (gsize i = 0; i < n_inputs; i++) {
    NgSource source = ng_net_source (frame->net, index, i);

    fed[i] = inputs[i];
    if (fed[i] == NG_NO_VALUE)
      continue;
    if (source.kind != NG_SOURCE_NONE)
      ng_lower_learn_lengths (self, lengths, ng_net_type (frame->net, source), fed[i], 1);
    self->batch = ng_build_shape (self->builder, fed[i])->dims[0];
  }
  self->path[self->depth++] = visit->layer;
  lower_layer (self, frame, (int) index, fed, outputs, lengths);
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
    note_probe (self, frame, index, outputs[i]);
  self->depth--;
  self->batch = batch;
  ng_program_builder_set_origin (self->builder, lowering->path);
}

static NgValue
take_batch_mean (NgLowering *lowering, NgValue x, guint mask)
{
  Visit *visit = lowering->owner;

  if (visit->lower->joint == NULL)
    return ng_build_mean (lowering->builder, x, mask, FALSE);
  return ng_joint_mean (visit->lower->joint, lowering->arrays, x, mask);
}

/* A value that is asked for more than once has one answer. */
static NgTensor *
answer (NgLowering *lowering, NgValue value)
{
  NgLower *self = ((Visit *) lowering->owner)->lower;
  GPtrArray *answers = self->request->answers;
  NgTensor *known = ng_build_known (lowering->builder, value);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, GINT_TO_POINTER (value)));

  if (known != NULL || answers == NULL)
    return known;
  known = g_hash_table_lookup (self->told, GINT_TO_POINTER (value));
  if (known != NULL)
    return known;
  if (number == 0) {
    number = g_hash_table_size (self->asked) + 1;
    g_hash_table_insert (self->asked, GINT_TO_POINTER (value), GUINT_TO_POINTER (number));
  }
  if (number <= answers->len) {
    known = answers->pdata[number - 1];
    g_hash_table_insert (self->told, GINT_TO_POINTER (value), ng_tensor_ref (known));
    return known;
  }
  if (self->pending == NG_NO_VALUE)
    self->pending = value;
  return NULL;
}

/* Puts an axis of size 1 in front, or takes it away. */
static NgValue
change_rank (NgLower *self, NgValue x, gboolean adds)
{
  gint64 dims[NG_MAX_RANK + 1] = { 1 };
  NgShape shape;

  if (x == NG_NO_VALUE || ng_program_builder_has_failed (self->builder))
    return NG_NO_VALUE;
  shape = *ng_build_shape (self->builder, x);
  for (int i = 0; i < shape.rank; i++)
    dims[i + 1] = shape.dims[i];
  if (adds)
    return ng_build_reshape (self->builder, x, dims, shape.rank + 1);
  return ng_build_reshape (self->builder, x, dims + 2, shape.rank - 1);
}

/* Whether the layer, of a net whose types show the batch axis, wants one put in front. */
static gboolean
needs_axis (const NgNet *net, const NgLayer *layer)
{
  if (!ng_net_is_raw (net) || (ng_layer_class (layer)->flags & NG_LAYER_RAW))
    return FALSE;
  return ng_layer_body (layer) == NULL || !ng_net_is_raw (ng_layer_body (layer));
}

static void
note_wanted (NgLower *self, int layer, const NgValue *outputs)
{
  for (gsize i = 0; i < self->request->n_wants; i++) {
    const NgWant *want = &self->request->wants[i];
    gboolean is_here =
        (want->kind == NG_WANT_INTERIOR || want->kind == NG_WANT_INTERIOR_GRADIENT) &&
        want->n_layers == self->depth + 1 && want->layers[self->depth] == layer;

    for (int j = 0; is_here && j < self->depth; j++)
      is_here = want->layers[j] == self->path[j];
    if (is_here)
      self->wanted[i] = outputs[want->port];
  }
}

/* Whether a value of this type may be made. Operators find sizes for themselves. */
static gboolean
has_room (NgLowering *lowering, const NgType *type)
{
  double count = (double) MAX (lowering->batch, 1);

  for (int i = 0; i < type->rank; i++)
    count *= type->dims[i].state == NG_DIM_NUMBER ? (double) type->dims[i].value : 1;
  return ng_lowering_has_room (lowering, count, ng_element_bits (lowering->element) / 8);
}

static void
lower_layer (NgLower *self,
             NgLowerFrame *frame,
             int index,
             NgValue *inputs,
             NgValue *outputs,
             const GArray *lengths)
{
  NgLayer *layer = ng_net_layer (frame->net, (gsize) index);
  const NgLayerClass *class = ng_layer_class (layer);
  gsize n_inputs = ng_layer_n_inputs (layer), n_outputs = ng_layer_n_outputs (layer);
  g_autofree NgType *types = g_new (NgType, MAX (n_outputs, 1));
  g_autofree NgElement *elements = g_new0 (NgElement, MAX (n_inputs, 1));
  gboolean adds_axis = needs_axis (frame->net, layer);
  Visit visit = { .lower = self, .frame = frame, .layer = index };
  NgLowering lowering = { .layer = layer,
                          .builder = self->builder,
                          .mode = self->request->mode,
                          .element = self->request->element,
                          .batch = adds_axis ? 1 : self->batch,
                          .inputs = inputs,
                          .input_elements = elements,
                          .arrays = frame->arrays[index],
                          .output_types = types,
                          .outputs = outputs,
                          .updates = frame->updates[index],
                          .path = frame->paths[index],
                          .texts = self->texts,
                          .lower_net = lower_inner_net,
                          .lower_inner = lower_inner_layer,
                          .batch_mean = take_batch_mean,
                          .lists = self->lists,
                          .ask = answer,
                          .owner = &visit };

  if (class->lower == NULL) {
    ng_lowering_fail (
        &lowering, "NetGraph::operator", "%s cannot be evaluated.", ng_layer_kind (layer));
    return;
  }
  for (gsize i = 0; i < n_inputs; i++) {
    NgSource source = ng_net_source (frame->net, (gsize) index, i);

    if (source.kind != NG_SOURCE_NONE)
      elements[i] = ng_net_type (frame->net, source)->element;
  }
  for (gsize i = 0; i < n_outputs; i++) {
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = index, .port = (int) i };

    types[i] = ng_lower_replace_lengths (lengths, ng_net_type (frame->net, source));
  }
  for (gsize i = 0; adds_axis && i < n_inputs; i++)
    inputs[i] = change_rank (self, inputs[i], TRUE);
  ng_program_builder_set_origin (self->builder, frame->paths[index]);
  if (ng_layer_kept_element (layer, elements) == NG_ELEMENT_NONE)
    for (gsize i = 0; i < n_inputs; i++)
      if (ng_layer_takes_reals (layer, i))
        inputs[i] = ng_lowering_real_input (&lowering, i);
  for (gsize i = 0; i < n_outputs; i++)
    if (!has_room (&lowering, &types[i]))
      return;
  class->lower (&lowering);
  for (gsize i = 0; adds_axis && i < n_outputs; i++)
    outputs[i] = change_rank (self, outputs[i], FALSE);
  for (gsize i = 0; i < n_outputs; i++)
    if (outputs[i] == NG_NO_VALUE && !ng_program_builder_has_failed (self->builder))
      ng_lowering_fail (&lowering,
                        "NetGraph::operator",
                        "%s gives no value for \"%s\".",
                        ng_layer_kind (layer),
                        ng_layer_output_name (layer, i));
}

static NgValue
find_value (NgValue *const *values, const NgValue *inputs, NgSource source)
{
  switch (source.kind) {
  case NG_SOURCE_LAYER:
    return values[source.index] != NULL ? values[source.index][source.port] : NG_NO_VALUE;
  case NG_SOURCE_INPUT:
    return inputs[source.index];
  case NG_SOURCE_NONE:
    break;
  }
  return NG_NO_VALUE;
}

/* Takes what was kept by an earlier walk. Returns: the place of the first layer to walk. */
static gsize
begin_walk (NgLower *self, const NgLowerFrame *frame, NgValue **values, GArray *lengths)
{
  const NgResume *resume = self->request->resume;

  if (resume == NULL || frame->net != self->net || self->depth > 0 ||
      ng_program_builder_has_failed (self->builder))
    return 0;
  ng_resume_open (resume, self->builder, frame->net, values, self->told);
  for (guint i = 0; i < resume->kept->len; i++) {
    const NgKept *kept = &g_array_index (resume->kept, NgKept, i);
    NgSource source = { NG_SOURCE_LAYER, kept->layer, kept->port };
    ng_lower_learn_lengths (
        self, lengths, ng_net_type (frame->net, source), values[kept->layer][kept->port], 0);
  }
  return resume->position;
}

/* Says where the next walk may begin: at the layer that asks. */
static void
keep_reached (NgLower *self, const NgNet *net, guint position, NgValue *const *values)
{
  NgResume *resume = self->request->resume, **reached = self->request->reached;

  if (reached == NULL || self->has_reached)
    return;
  self->has_reached = TRUE;
  if (resume == NULL || resume->position != position)
    *reached = ng_resume_new (self->builder, net, position, values, self->told);
  if (*reached == NULL)
    *reached = resume != NULL ? ng_resume_ref (resume) : NULL;
  else
    self->held = ng_resume_values (*reached, values);
}

static void
lower_net (NgLower *self, NgLowerFrame *frame, const NgValue *inputs, NgValue *outputs)
{
  const NgNet *net = frame->net;
  gsize n = ng_net_n_layers (net);
  int first = ng_net_is_raw (net) ? 0 : 1;
  g_autofree NgValue **values = g_new0 (NgValue *, n);
  g_autoptr (GArray) lengths = g_array_new (FALSE, TRUE, sizeof (gint64));

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    ng_lower_learn_lengths (self, lengths, ng_net_input_type (net, i), inputs[i], first);
    if (first == 1 && inputs[i] != NG_NO_VALUE && !ng_program_builder_has_failed (self->builder))
      self->batch = ng_build_shape (self->builder, inputs[i])->dims[0];
  }
  for (gsize i = begin_walk (self, frame, values, lengths);
       i < n && !ng_program_builder_has_failed (self->builder);
       i++) {
    int index = ng_net_order (net)[i];
    NgLayer *layer = ng_net_layer (net, (gsize) index);
    gsize n_inputs = ng_layer_n_inputs (layer), n_outputs = ng_layer_n_outputs (layer);
    g_autofree NgValue *fed = g_new (NgValue, MAX (n_inputs, 1));

    for (gsize j = 0; j < n_inputs; j++)
      fed[j] = find_value (values, inputs, ng_net_source (net, (gsize) index, j));
    values[index] = g_new (NgValue, MAX (n_outputs, 1));
    for (gsize j = 0; j < n_outputs; j++)
      values[index][j] = NG_NO_VALUE;
    lower_layer (self, frame, index, fed, values[index], lengths);
    for (gsize j = 0; first == 1 && j < n_outputs; j++)
      ng_lower_check_lengths (self, frame, index, (int) j, lengths, values[index][j]);
    for (gsize j = 0; j < n_outputs; j++)
      ng_lower_learn_lengths (self,
                              lengths,
                              ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, index, (int) j }),
                              values[index][j],
                              first);
    if (self->depth == 0 && frame->net == self->net && self->pending != NG_NO_VALUE)
      keep_reached (self, net, (guint) i, values);
    note_wanted (self, index, values[index]);
    for (gsize j = 0; j < n_outputs; j++) {
      gsize n_targets;

      ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, index, (int) j }, &n_targets);
      if (n_targets > 0)
        note_probe (self, frame, (gsize) index, values[index][j]);
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    outputs[i] = find_value (values, inputs, ng_net_output_source (net, i));
  for (gsize i = 0; i < n; i++)
    g_free (values[i]);
}

/* ---- what is wanted ---- */

static gboolean
is_gradient (const NgWant *want)
{
  return want->kind == NG_WANT_INPUT_GRADIENT || want->kind == NG_WANT_ARRAY_GRADIENT ||
         want->kind == NG_WANT_INTERIOR_GRADIENT;
}

static gboolean
is_real (const NgProgramBuilder *builder, NgValue value)
{
  return ng_element_is_real (ng_build_shape (builder, value)->element);
}

gboolean
ng_want_is_of_array (const NgWant *self)
{
  return self->kind == NG_WANT_ARRAY_GRADIENT || self->kind == NG_WANT_ARRAY_UPDATE;
}

/* Finds what the walk of a group has not noted: what is wanted, or what to differentiate by. */
static void
find_wanted (NgLower *self, NgLowerFrame *frame, const NgValue *inputs, const NgValue *outputs)
{
  for (gsize i = 0; i < self->request->n_wants; i++) {
    const NgWant *want = &self->request->wants[i];

    if (want->kind == NG_WANT_OUTPUT)
      self->wanted[i] = outputs[want->port];
    else if (want->kind == NG_WANT_INPUT_GRADIENT)
      self->wanted[i] = inputs[want->port];
    else if (ng_want_is_of_array (want))
      self->wanted[i] = ng_lower_find_array (frame, want);
    if (ng_program_builder_has_failed (self->builder))
      return;
    if (self->wanted[i] == NG_NO_VALUE && is_gradient (want))
      ng_lower_fail (
          self, "NetPortGradient::noport", NULL, "There is nothing to differentiate by.");
    else if (self->wanted[i] == NG_NO_VALUE)
      ng_lower_fail (self, "NetGraph::badsel", NULL, "There is no such value in the net.");
    else if (self->wanted[i] < 0)
      ng_lower_fail (self, "NetGraph::operator", NULL, "What is wanted is a sequence of arrays.");
    else if (is_gradient (want) && !is_real (self->builder, self->wanted[i]))
      ng_lower_fail (self,
                     "NetPortGradient::intgrad",
                     NULL,
                     "\"%s\" takes integers and has no gradient.",
                     want->kind == NG_WANT_INPUT_GRADIENT
                         ? ng_net_input_name (frame->net, (gsize) want->port)
                     : want->kind == NG_WANT_ARRAY_GRADIENT ? "The array"
                                                            : "The layer");
  }
}

/* Puts gradients in the place of what is differentiated by. @outputs and @wanted go group after
 * group. */
static void
add_gradients (NgLower *self, const NgNet *net, const NgValue *outputs, NgValue *wanted)
{
  const NgRequest *request = self->request;
  gsize n_outputs = ng_net_n_outputs (net), n_real = 0, n_wrt = 0;
  gsize n_wanted = request->n_groups * request->n_wants;
  g_autofree NgValue *real = g_new (NgValue, request->n_groups * n_outputs + 1);
  g_autofree NgValue *seeds = g_new (NgValue, request->n_groups * n_outputs + 1);
  g_autofree gsize *places = g_new (gsize, n_wanted + 1);
  g_autofree NgValue *wrt = g_new (NgValue, n_wanted + 1);
  g_autofree NgValue *gradients = g_new (NgValue, n_wanted + 1);

  for (gsize i = 0; i < n_wanted; i++) {
    const NgWant *want = &request->wants[i % request->n_wants];

    if (!is_gradient (want) || (i >= request->n_wants && ng_want_is_of_array (want)))
      continue;
    places[n_wrt] = i;
    wrt[n_wrt++] = wanted[i];
  }
  for (gsize i = 0; i < request->n_groups * n_outputs; i++) {
    const gboolean *seeded = request->groups[i / n_outputs].seeded;
    gboolean is_seeded = seeded != NULL && seeded[i % n_outputs];
    NgValue seed = NG_NO_VALUE;

    if (is_seeded && outputs[i] >= 0) {
      g_autofree char *name =
          g_strdup_printf ("gradient of %s", ng_net_output_name (net, i % n_outputs));
      NgShape shape = *ng_build_shape (self->builder, outputs[i]);

      seed = ng_build_input (self->builder, name, &shape);
    }
    if (outputs[i] < 0 || !is_real (self->builder, outputs[i]))
      continue;
    real[n_real] = outputs[i];
    seeds[n_real++] = is_seeded ? seed : ng_build_fill_like (self->builder, outputs[i], 1);
  }
  if (n_wrt == 0)
    return;
  ng_build_gradients (self->builder, real, seeds, n_real, wrt, n_wrt, gradients);
  for (gsize i = 0; i < n_wrt; i++)
    wanted[places[i]] = gradients[i];
}

static NgValue
make_input (NgLower *self, const NgNet *net, const NgGroup *group, gsize index)
{
  NgShape shape = group->inputs[index];

  if (group->absent != NULL && group->absent[index])
    return NG_NO_VALUE;
  if (shape.rank + !ng_net_is_raw (net) > NG_MAX_RANK) {
    ng_lower_fail (self,
                   "NetGraph::limit",
                   NULL,
                   "Input \"%s\" has more than %d dimensions.",
                   ng_net_input_name (net, index),
                   NG_MAX_RANK - 1);
    return NG_NO_VALUE;
  }
  if (!ng_net_is_raw (net)) {
    for (int i = shape.rank; i > 0; i--)
      shape.dims[i] = shape.dims[i - 1];
    shape.dims[0] = group->batch;
    shape.rank++;
  } else if (self->request->values != NULL && self->request->values[index] != NULL) {
    g_autoptr (NgTensor) value = ng_tensor_convert (self->request->values[index], shape.element);

    ng_build_unused_input (self->builder, ng_net_input_name (net, index), &shape);
    return ng_build_constant (self->builder, value);
  }
  return ng_build_input (self->builder, ng_net_input_name (net, index), &shape);
}

/* Gives the @n values the numbers that they have now. */
static void
renumber (const NgValue *map, NgValue *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] != NG_NO_VALUE)
      values[i] = map[values[i]];
}

NgProgram *
ng_lower (const NgNet *net, const NgRequest *request, GError **error)
{
  gsize n_groups = request->n_groups, n_wants = request->n_wants;
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autoptr (NgProgramBuilder) builder = ng_program_builder_new ();
  g_autofree NgValue *wanted = g_new (NgValue, n_groups * n_wants + 1);
  g_autofree NgValue *inputs = g_new (NgValue, n_groups * n_inputs + 1);
  g_autofree NgValue *outputs = g_new (NgValue, n_groups * n_outputs + 1);
  g_autofree NgValue *numbers = NULL;
  g_autoptr (NgJoint) joint = n_groups > 1 ? ng_joint_new (builder) : NULL;
  g_autoptr (NgLowerFrame) frame = NULL;
  g_autoptr (NgTexts) own_texts = request->texts == NULL ? ng_texts_new () : NULL;
  g_autoptr (GHashTable) bodies =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ng_lower_frame_free);
  g_autoptr (GHashTable) wanted_shared = ng_lower_find_shared (net, request);
  g_autoptr (GHashTable) shared = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) asked = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) told =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ng_tensor_unref);
  g_autoptr (GArray) question = g_array_new (FALSE, FALSE, sizeof (NgValue));
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  NgLower lower = { .request = request,
                    .builder = builder,
                    .texts = own_texts != NULL ? own_texts : request->texts,
                    .joint = joint,
                    .wanted_shared = wanted_shared,
                    .shared = shared,
                    .bodies = bodies,
                    .probes = request->probes,
                    .lists = lists,
                    .asked = asked,
                    .told = told,
                    .net = net,
                    .pending = NG_NO_VALUE };

  if (request->is_question != NULL)
    *request->is_question = FALSE;
  if (request->probes != NULL)
    g_ptr_array_set_size (request->probes, 0);
  for (gsize i = 0; i < n_groups * n_inputs; i++)
    inputs[i] = make_input (&lower, net, &request->groups[i / n_inputs], i % n_inputs);
  for (gsize i = 0; i < n_groups * n_wants; i++)
    wanted[i] = NG_NO_VALUE;
  frame = ng_lower_frame_new (&lower, net, "");
  for (gsize g = 0; g < n_groups && !ng_program_builder_has_failed (builder); g++) {
    lower.batch = request->groups[g].batch;
    lower.wanted = wanted + g * n_wants;
    if (joint != NULL)
      ng_joint_begin_group (joint);
    lower_net (&lower, frame, inputs + g * n_inputs, outputs + g * n_outputs);
    find_wanted (&lower, frame, inputs + g * n_inputs, outputs + g * n_outputs);
  }
  if (lower.pending != NG_NO_VALUE && ng_program_builder_has_failed (builder)) {
    *request->is_question = TRUE;
    g_array_append_val (question, lower.pending);
    if (lower.held != NULL)
      g_array_append_vals (question, lower.held->data, lower.held->len);
    g_clear_pointer (&lower.held, g_array_unref);
    return ng_program_builder_end_at (
        g_steal_pointer (&builder), (const NgValue *) (gpointer) question->data, question->len);
  }
  g_clear_pointer (&lower.held, g_array_unref);
  if (joint != NULL && !ng_program_builder_has_failed (builder)) {
    numbers = ng_joint_settle (joint);
    renumber (numbers, outputs, n_groups * n_outputs);
    renumber (numbers, wanted, n_groups * n_wants);
  }
  ng_program_builder_set_origin (builder, "gradient");
  if (!ng_program_builder_has_failed (builder))
    add_gradients (&lower, net, outputs, wanted);
  for (gsize i = 0; i < n_groups * n_wants && !ng_program_builder_has_failed (builder); i++)
    if (i < n_wants || !ng_want_is_of_array (&request->wants[i % n_wants]))
      ng_program_builder_output (builder, wanted[i]);
  for (guint i = 0; request->probes != NULL && i < request->probes->len; i++)
    ng_program_builder_output (builder, ((NgProbe *) request->probes->pdata[i])->number);
  return ng_program_builder_end (g_steal_pointer (&builder), error);
}

NgProgram *
ng_lower_example (NgNet *net)
{
  gsize n_inputs = ng_net_n_inputs (net);
  gsize n_outputs = ng_net_n_outputs (net);
  g_autofree NgShape *inputs = g_new0 (NgShape, n_inputs + 1);
  g_autofree NgWant *wants = g_new0 (NgWant, n_outputs + 1);
  NgGroup group = { .batch = ng_net_is_raw (net) ? 0 : 1, .inputs = inputs };
  NgRequest request = { .groups = &group,
                        .n_groups = 1,
                        .element = NG_ELEMENT_F32,
                        .wants = wants,
                        .n_wants = n_outputs,
                        .arrays_are_inputs = !ng_net_is_raw (net) };

  if (!ng_net_check (net, NULL) || !ng_net_check_specified (net, NULL))
    return NULL;
  for (gsize i = 0; i < n_inputs; i++) {
    const NgType *type = ng_net_input_type (net, i);

    if (!ng_type_is_fixed (type))
      return NULL;
    inputs[i].element = ng_lower_input_element (type, request.element);
    inputs[i].rank = type->rank;
    for (int k = 0; k < type->rank; k++)
      inputs[i].dims[k] = type->dims[k].value;
  }
  for (gsize i = 0; i < n_outputs; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  return ng_lower (net, &request, NULL);
}
