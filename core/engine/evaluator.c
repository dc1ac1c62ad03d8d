/* Data in, data out. What depends on shapes alone (completing the net, lowering, planning) is done
 * once for each combination of shapes and kept under a key that says all of it. */

#include "core/engine/evaluator.h"

#include "core/graph/states.h"
#include <math.h>
#include <string.h>

/* Plans kept; beyond that all are forgotten, which only costs time. */
enum { MAX_ENTRIES = 32 };
/* Elements of an input whose values may be part of a plan. */
enum { MAX_VALUES = 64 };

typedef struct {
  NgNet *net; /* as it was completed from the data */
  NgPlan *plan;
  NgRun *run;
  NgElement *elements; /* of the net's inputs */
  GPtrArray *arrays;   /* that the program takes as inputs */
} Entry;

struct _NgEvaluator {
  NgNet *net;
  gboolean *is_by_value; /* by input: plans go by its values, not only by its sizes */
  GHashTable *entries;   /* of Entry, by key */
  Entry *last;
};

static void
free_entry (gpointer data)
{
  Entry *self = data;

  g_clear_pointer (&self->run, ng_run_free);
  g_clear_pointer (&self->plan, ng_plan_unref);
  ng_net_unref (self->net);
  g_free (self->elements);
  g_clear_pointer (&self->arrays, g_ptr_array_unref);
  g_free (self);
}

NgEvaluator *
ng_evaluator_new (NgNet *net, GError **error)
{
  NgEvaluator *self;

  g_return_val_if_fail (net != NULL, NULL);

  if (!ng_net_check (net, error) || !ng_net_check_initialized (net, error))
    return NULL;
  self = g_new0 (NgEvaluator, 1);
  self->net = ng_net_ref (net);
  self->is_by_value = g_new0 (gboolean, ng_net_n_inputs (net) + 1);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  return self;
}

void
ng_evaluator_free (NgEvaluator *self)
{
  g_hash_table_unref (self->entries);
  g_free (self->is_by_value);
  ng_net_unref (self->net);
  g_free (self);
}

/* ---- what the data are ---- */

static char *
describe_dims (const gint64 *dims, gsize rank)
{
  GString *text = g_string_new ("{");

  for (gsize i = 0; i < rank; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", dims[i]);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* The dimensions of one example of input @index. */
static gsize
example_dims (const NgEvaluator *self, const NgApply *apply, gsize index, const gint64 **dims)
{
  const NgTensor *data = apply->inputs[index];
  gsize skip = apply->is_batch && !ng_net_is_raw (self->net) && ng_tensor_rank (data) > 0 ? 1 : 0;

  *dims = ng_tensor_dims (data) + skip;
  return ng_tensor_rank (data) - skip;
}

static gboolean
refuse_data (const NgEvaluator *self, const NgApply *apply, gsize index, GError **error)
{
  const gint64 *dims;
  gsize rank = example_dims (self, apply, index, &dims);
  g_autofree char *given = describe_dims (dims, rank);
  g_autofree char *needed = ng_type_notation (ng_net_input_type (self->net, index));

  ng_error_set_new (error,
                    "NetGraph::indata",
                    NULL,
                    "Data for \"%s\" is %s; %s is needed.",
                    ng_net_input_name (self->net, index),
                    given,
                    needed);
  return FALSE;
}

/* A length must be the same wherever it stands. */
static gboolean
meet_length (const NgEvaluator *self,
             GHashTable *lengths,
             gsize index,
             gint64 id,
             gint64 size,
             GError **error)
{
  gsize *known = g_hash_table_lookup (lengths, GSIZE_TO_POINTER (id));

  if (known == NULL) {
    known = g_new (gsize, 2);
    known[0] = (gsize) size;
    known[1] = index;
    g_hash_table_insert (lengths, GSIZE_TO_POINTER (id), known);
    return TRUE;
  }
  if (known[0] == (gsize) size)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::lenmis",
                    NULL,
                    "A length that is the same in both is %" G_GSIZE_FORMAT
                    " in \"%s\" and %" G_GINT64_FORMAT " in \"%s\".",
                    known[0],
                    ng_net_input_name (self->net, known[1]),
                    size,
                    ng_net_input_name (self->net, index));
  return FALSE;
}

/* Compares the data of one input with its type, and completes the type from them. */
static gboolean
check_input (const NgEvaluator *self,
             const NgApply *apply,
             gsize index,
             GHashTable *lengths,
             NgType *type,
             GError **error)
{
  const gint64 *dims;
  gsize rank;

  *type = ng_type_unknown ();
  if (apply->inputs[index] == NULL) {
    if (ng_net_input_is_state (self->net, index))
      return TRUE;
    ng_error_set_new (error,
                      "NetGraph::missing",
                      NULL,
                      "There are no data for \"%s\".",
                      ng_net_input_name (self->net, index));
    return FALSE;
  }
  rank = example_dims (self, apply, index, &dims);
  *type = *ng_net_input_type (self->net, index);
  if (type->rank < 0) {
    type->rank = (int) rank;
    for (gsize i = 0; i < rank; i++)
      type->dims[i] = ng_dim_unknown ();
  }
  if ((gsize) type->rank != rank)
    return refuse_data (self, apply, index, error);
  for (gsize i = 0; i < rank; i++) {
    NgDim dim = type->dims[i];

    if ((dims[i] < 1 && !ng_net_is_raw (self->net)) ||
        (dim.state == NG_DIM_NUMBER && dim.value != dims[i]))
      return refuse_data (self, apply, index, error);
    if (dim.state == NG_DIM_VARYING &&
        !meet_length (self, lengths, index, dim.value, dims[i], error))
      return FALSE;
    if (dim.state == NG_DIM_UNKNOWN)
      type->dims[i] = ng_dim_number (dims[i]);
  }
  return TRUE;
}

static gboolean
find_batch (const NgEvaluator *self, const NgApply *apply, gint64 *batch, GError **error)
{
  gsize n = ng_net_n_inputs (self->net);
  const char *first = NULL;

  *batch = ng_net_is_raw (self->net) ? 0 : 1;
  if (!apply->is_batch || ng_net_is_raw (self->net))
    return TRUE;
  for (gsize i = 0; i < n; i++) {
    const NgTensor *data = apply->inputs[i];
    gint64 size;

    if (data == NULL)
      continue;
    size = ng_tensor_rank (data) > 0 ? ng_tensor_dims (data)[0] : 0;
    if (size < 1 || (first != NULL && size != *batch)) {
      if (first != NULL)
        ng_error_set_new (error,
                          "NetGraph::batch",
                          NULL,
                          "\"%s\" has %" G_GINT64_FORMAT
                          " examples and \"%s\" has %" G_GINT64_FORMAT ".",
                          first,
                          *batch,
                          ng_net_input_name (self->net, i),
                          size);
      else
        ng_error_set_new (error, "NetGraph::batch", NULL, "The batch has no examples.");
      return FALSE;
    }
    *batch = size;
    first = ng_net_input_name (self->net, i);
  }
  return TRUE;
}

static NgElement
input_element (const NgApply *apply, const NgType *type)
{
  NgElement real = apply->element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32;

  if (type->element != NG_ELEMENT_NONE)
    return ng_element_is_real (type->element) ? real : type->element;
  if (type->kind == NG_KIND_INTEGER)
    return NG_ELEMENT_I64;
  return type->kind == NG_KIND_BOOLEAN ? NG_ELEMENT_BOOL : real;
}

/* Integers must be integers, and in their range. */
static gboolean
check_integers (const NgNet *net, const NgApply *apply, gsize index, GError **error)
{
  const NgType *type = ng_net_input_type (net, index);
  const NgTensor *data = apply->inputs[index];
  gboolean is_real = data != NULL && ng_element_is_real (ng_tensor_element (data));

  if (data == NULL || type->kind != NG_KIND_INTEGER)
    return TRUE;
  for (gint64 i = 0; i < ng_tensor_count (data); i++) {
    gint64 value = ng_tensor_get_int (data, i);

    if (is_real && (double) value != ng_tensor_get_real (data, i)) {
      ng_error_set_new (error,
                        "NetGraph::indata",
                        NULL,
                        "Data for \"%s\" must be integers, and %g is given.",
                        ng_net_input_name (net, index),
                        ng_tensor_get_real (data, i));
      return FALSE;
    }
    if (value < type->min || value > type->max) {
      ng_error_set_new (error,
                        "NetGraph::indata",
                        NULL,
                        "Data for \"%s\" must be integers from %" G_GINT64_FORMAT
                        " to %" G_GINT64_FORMAT ", and %" G_GINT64_FORMAT " is given.",
                        ng_net_input_name (net, index),
                        type->min,
                        type->max,
                        value);
      return FALSE;
    }
  }
  return TRUE;
}

/* ---- plans ---- */

static void
append_dims (GString *key, const NgTensor *tensor)
{
  if (tensor == NULL)
    g_string_append_c (key, '-');
  for (gsize i = 0; tensor != NULL && i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (key, "%" G_GINT64_FORMAT ",", ng_tensor_dims (tensor)[i]);
  g_string_append_c (key, ';');
}

/* Inputs of operators that say a size, an axis and the like; an operator may need their values. */
static gboolean
is_small (const NgTensor *tensor)
{
  return tensor != NULL && ng_tensor_count (tensor) <= MAX_VALUES &&
         ng_tensor_data (tensor) != NULL;
}

static void
append_values (GString *key, const NgTensor *tensor)
{
  const guint8 *data = ng_tensor_data (tensor);

  for (gsize i = 0; i < ng_tensor_size (tensor); i++)
    g_string_append_printf (key, "%02x", data[i]);
  g_string_append_c (key, ';');
}

static char *
make_key (const NgEvaluator *self, const NgApply *apply)
{
  GString *key = g_string_new (NULL);

  g_string_append_printf (key,
                          "%d %d %d %d:",
                          apply->is_batch,
                          apply->mode,
                          apply->element == NG_ELEMENT_F64,
                          apply->flags);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    append_dims (key, apply->inputs[i]);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    if (self->is_by_value[i] && is_small (apply->inputs[i]))
      append_values (key, apply->inputs[i]);
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    g_string_append_c (key, apply->seeds != NULL && apply->seeds[i] != NULL ? '1' : '0');
  for (gsize i = 0; i < apply->n_wants; i++) {
    const NgWant *want = &apply->wants[i];

    g_string_append_printf (key, " %d", want->kind);
    for (int j = 0; j < want->n_layers; j++)
      g_string_append_printf (key, "/%d", want->layers[j]);
    g_string_append_printf (key, ".%d", want->port);
  }
  return g_string_free (key, FALSE);
}

static NgNet *
complete (const NgEvaluator *self, const NgType *types, GError **error)
{
  g_autoptr (NgNet) net = NULL;

  if (ng_net_is_raw (self->net) || ng_net_check_specified (self->net, NULL))
    return ng_net_ref (self->net);
  net = ng_net_with_input_types (self->net, types, error);
  if (net == NULL || !ng_net_check (net, error) || !ng_net_check_specified (net, error) ||
      !ng_net_check_initialized (net, error))
    return NULL;
  return g_steal_pointer (&net);
}

/* Inputs that are tried one by one: whether the others' values are enough. */
enum { MAX_TRIALS = 16 };

static NgProgram *
lower_with_values (NgNet *net, NgRequest *request, NgTensor *const *values, GError **error)
{
  NgProgram *program;

  request->values = values;
  program = ng_lower (net, request, error);
  request->values = NULL;
  return program;
}

/* Forgets each value without which the program can be written too. */
static NgProgram *
drop_values (
    const NgEvaluator *self, NgNet *net, NgRequest *request, NgTensor **values, NgProgram *program)
{
  int n_trials = 0;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgTensor *value = values[i];
    NgProgram *smaller = NULL;

    if (value == NULL || self->is_by_value[i] || n_trials++ >= MAX_TRIALS)
      continue;
    values[i] = NULL;
    smaller = lower_with_values (net, request, values, NULL);
    if (smaller == NULL) {
      values[i] = value;
      continue;
    }
    ng_program_unref (program);
    program = smaller;
  }
  return program;
}

/* The program; where operators need to know values, those of the small inputs that they come from
 * are part of it. */
static NgProgram *
lower_net (NgEvaluator *self, NgNet *net, const NgApply *apply, NgRequest *request, GError **error)
{
  g_autofree NgTensor **values = NULL;
  g_autoptr (GError) reason = NULL;
  gsize n = ng_net_n_inputs (net);
  NgProgram *program;

  values = g_new0 (NgTensor *, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    if (self->is_by_value[i] && is_small (apply->inputs[i]))
      values[i] = apply->inputs[i];
  program = lower_with_values (net, request, values, &reason);
  if (program != NULL)
    return program;
  if (!ng_net_is_raw (net) || !ng_error_has_tag (reason, "ONNX::constant")) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  for (gsize i = 0; i < n; i++)
    if (is_small (apply->inputs[i]))
      values[i] = apply->inputs[i];
  program = lower_with_values (net, request, values, error);
  if (program == NULL)
    return NULL;
  program = drop_values (self, net, request, values, program);
  for (gsize i = 0; i < n; i++)
    self->is_by_value[i] = self->is_by_value[i] || values[i] != NULL;
  return program;
}

static Entry *
make_entry (NgEvaluator *self, const NgApply *apply, gint64 batch, GError **error)
{
  gsize n = ng_net_n_inputs (self->net), n_outputs = ng_net_n_outputs (self->net);
  g_autofree NgType *types = g_new (NgType, MAX (n, 1));
  g_autofree NgShape *shapes = g_new0 (NgShape, MAX (n, 1));
  g_autofree gboolean *seeded = g_new0 (gboolean, MAX (n_outputs, 1));
  g_autofree gboolean *absent = g_new0 (gboolean, MAX (n, 1));
  g_autofree NgElement *elements = g_new0 (NgElement, MAX (n, 1));
  g_autoptr (GHashTable) lengths = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgProgram) program = NULL;
  g_autoptr (NgPlan) plan = NULL;
  NgRequest request = { .batch = batch,
                        .inputs = shapes,
                        .element =
                            apply->element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32,
                        .mode = apply->mode,
                        .wants = apply->wants,
                        .n_wants = apply->n_wants,
                        .seeded = seeded,
                        .absent = absent };
  NgRun *run;
  Entry *entry;

  for (gsize i = 0; i < n; i++)
    if (!check_input (self, apply, i, lengths, &types[i], error))
      return NULL;
  net = complete (self, types, error);
  if (net == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    const gint64 *dims;

    absent[i] = apply->inputs[i] == NULL;
    if (absent[i])
      continue;
    elements[i] = input_element (apply, ng_net_input_type (net, i));
    shapes[i].element = elements[i];
    shapes[i].rank = (int) example_dims (self, apply, i, &dims);
    memcpy (shapes[i].dims, dims, (gsize) shapes[i].rank * sizeof *dims);
  }
  for (gsize i = 0; i < n_outputs; i++)
    seeded[i] = apply->seeds != NULL && apply->seeds[i] != NULL;
  program = lower_net (self, net, apply, &request, error);
  plan = program != NULL ? ng_plan_new (program, apply->flags, 0, error) : NULL;
  run = plan != NULL ? ng_run_new (plan, error) : NULL;
  if (run == NULL)
    return NULL;
  entry = g_new0 (Entry, 1);
  entry->plan = g_steal_pointer (&plan);
  entry->run = run;
  entry->arrays = ng_lower_arrays (net, &request);
  entry->net = g_steal_pointer (&net);
  entry->elements = g_steal_pointer (&elements);
  return entry;
}

static Entry *
find_entry (NgEvaluator *self, const NgApply *apply, GError **error)
{
  g_autofree char *key = make_key (self, apply);
  Entry *entry = g_hash_table_lookup (self->entries, key);
  gint64 batch;

  if (entry != NULL)
    return entry;
  if (!find_batch (self, apply, &batch, error))
    return NULL;
  entry = make_entry (self, apply, batch, error);
  if (entry == NULL)
    return NULL;
  g_free (key);
  key = make_key (self, apply);
  if (g_hash_table_size (self->entries) >= MAX_ENTRIES) {
    self->last = NULL;
    g_hash_table_remove_all (self->entries);
  }
  g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);
  return entry;
}

/* ---- running ---- */

static gboolean
has_dims (const NgTensor *tensor, const gint64 *dims, gsize rank)
{
  return ng_tensor_rank (tensor) == rank &&
         (rank == 0 || memcmp (ng_tensor_dims (tensor), dims, rank * sizeof *dims) == 0);
}

/* The imposed gradients as the program takes them, each checked against its input. */
static gboolean
add_seeds (NgEvaluator *self,
           const NgApply *apply,
           const NgProgram *program,
           GPtrArray *tensors,
           GError **error)
{
  gsize skip = apply->is_batch || ng_net_is_raw (self->net) ? 0 : 1;

  for (gsize i = 0; i < ng_net_n_outputs (self->net) && apply->seeds != NULL; i++) {
    NgTensor *seed = apply->seeds[i];
    const NgShape *shape;
    const gint64 *dims;
    gsize rank;

    if (seed == NULL)
      continue;
    shape = ng_program_input_shape (program, tensors->len);
    skip = MIN (skip, (gsize) shape->rank);
    dims = shape->dims + skip;
    rank = (gsize) shape->rank - skip;
    if (!has_dims (seed, dims, rank)) {
      g_autofree char *given = describe_dims (ng_tensor_dims (seed), ng_tensor_rank (seed));
      g_autofree char *needed = describe_dims (dims, rank);

      ng_error_set_new (error,
                        "NetPortGradient::shape",
                        NULL,
                        "The gradient imposed on \"%s\" is %s; %s is needed%s.",
                        ng_net_output_name (self->net, i),
                        given,
                        needed,
                        apply->is_batch ? ", batch included" : "");
      return FALSE;
    }
    g_ptr_array_add (tensors, ng_tensor_convert (seed, shape->element));
  }
  return TRUE;
}

/* Whether the result belongs to the net, not to an example. */
static gboolean
is_of_array (const NgWant *want)
{
  return want->kind == NG_WANT_ARRAY_GRADIENT || want->kind == NG_WANT_ARRAY_UPDATE;
}

static NgTensor *
take_result (const NgEvaluator *self, const NgApply *apply, const Entry *entry, gsize index)
{
  NgProgram *program = ng_plan_program (entry->plan);
  const NgShape *shape =
      &ng_program_instruction (program, ng_program_output (program, index))->shape;
  gboolean drops_batch = !apply->is_batch && !ng_net_is_raw (self->net) &&
                         !is_of_array (&apply->wants[index]) && shape->rank > 0;

  return ng_tensor_new_copy (shape->element,
                             shape->dims + drops_batch,
                             (gsize) (shape->rank - drops_batch),
                             ng_run_output (entry->run, index));
}

gboolean
ng_evaluator_apply (NgEvaluator *self,
                    const NgApply *apply,
                    GCancellable *cancellable,
                    NgTensor **results,
                    GError **error)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (GArray) data = g_array_new (FALSE, FALSE, sizeof (gconstpointer));
  Entry *entry;

  g_return_val_if_fail (self != NULL && apply != NULL, FALSE);

  entry = find_entry (self, apply, error);
  if (entry == NULL)
    return FALSE;
  self->last = entry;
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    if (!check_integers (entry->net, apply, i, error))
      return FALSE;
    if (apply->inputs[i] != NULL)
      g_ptr_array_add (tensors, ng_tensor_convert (apply->inputs[i], entry->elements[i]));
  }
  for (guint i = 0; i < entry->arrays->len; i++)
    g_ptr_array_add (tensors, ng_tensor_ref (entry->arrays->pdata[i]));
  if (!add_seeds (self, apply, ng_plan_program (entry->plan), tensors, error))
    return FALSE;
  for (guint i = 0; i < tensors->len; i++) {
    gconstpointer bytes = ng_tensor_data (tensors->pdata[i]);

    g_array_append_val (data, bytes);
  }
  ng_run_set_profiling (entry->run, apply->profile);
  if (!ng_run_execute (
          entry->run, (const gconstpointer *) data->data, apply->random_seed, cancellable, error))
    return FALSE;
  for (gsize i = 0; i < apply->n_wants; i++)
    results[i] = take_result (self, apply, entry, i);
  return TRUE;
}

/* ---- examples of different lengths ---- */

/* From the seed of one group to that of the next: 2^64 over the golden ratio. */
#define GROUP_STRIDE G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)

static void
append_type (GString *key, const NgTensor *tensor)
{
  if (tensor == NULL) {
    g_string_append_c (key, '-');
    return;
  }
  g_string_append_printf (key, "%d:", ng_tensor_element (tensor));
  append_dims (key, tensor);
}

/* Examples with equal keys can be stacked. */
static char *
make_group_key (const NgEvaluator *self, const NgApply *apply, gsize example)
{
  gsize n_inputs = ng_net_n_inputs (self->net), n_outputs = ng_net_n_outputs (self->net);
  GString *key = g_string_new (NULL);

  for (gsize i = 0; i < n_inputs; i++)
    append_type (key, apply->inputs[example * n_inputs + i]);
  for (gsize i = 0; i < n_outputs && apply->seeds != NULL; i++)
    append_type (key, apply->seeds[example * n_outputs + i]);
  return g_string_free (key, FALSE);
}

static NgTensor *
stack (NgTensor *const *tensors, gsize stride, gsize offset, const GArray *members)
{
  g_autofree NgTensor **items = g_new (NgTensor *, members->len);

  for (guint i = 0; i < members->len; i++)
    items[i] = tensors[g_array_index (members, gsize, i) * stride + offset];
  return ng_tensor_stack (items, members->len);
}

static NgTensor *
add_tensors (NgTensor *a, NgTensor *b)
{
  gint64 n = ng_tensor_count (a);
  g_autofree double *sum = g_new (double, n);
  g_autoptr (NgTensor) wide = NULL;

  for (gint64 i = 0; i < n; i++)
    sum[i] = ng_tensor_get_real (a, i) + ng_tensor_get_real (b, i);
  wide = ng_tensor_new_take (
      NG_ELEMENT_F64, ng_tensor_dims (a), ng_tensor_rank (a), g_steal_pointer (&sum));
  return ng_tensor_convert (wide, ng_tensor_element (a));
}

/* Hands the results of a batch to its examples. */
static void
spread (const NgApply *apply, const GArray *members, NgTensor **from, NgTensor **results)
{
  for (gsize i = 0; i < apply->n_wants; i++) {
    if (!is_of_array (&apply->wants[i])) {
      for (guint j = 0; j < members->len; j++)
        results[g_array_index (members, gsize, j) * apply->n_wants + i] =
            ng_tensor_slice (from[i], j);
    } else if (results[i] == NULL) {
      results[i] = ng_tensor_ref (from[i]);
    } else {
      NgTensor *sum = add_tensors (results[i], from[i]);

      ng_tensor_unref (results[i]);
      results[i] = sum;
    }
    g_clear_pointer (&from[i], ng_tensor_unref);
  }
}

/* The first layer, of @net or a net in it, that takes statistics over the batch in training. */
static const NgLayer *
find_statistics (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i), *inner;

    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++)
      if (ng_layer_array_spec (layer, a)->is_statistic)
        return layer;
    inner = ng_layer_net (layer) != NULL ? find_statistics (ng_layer_net (layer)) : NULL;
    if (inner != NULL)
      return inner;
  }
  return NULL;
}

/* Examples of different lengths run one length after another, so nothing can be said of all. */
static gboolean
check_statistics (const NgNet *net, GError **error)
{
  const NgLayer *layer = find_statistics (net);
  NgDiagnostic *diagnostic;

  if (layer == NULL)
    return TRUE;
  diagnostic = ng_diagnostic_new ("NetGraph::batch",
                                  NULL,
                                  "%s takes its statistics over the whole batch in training, and "
                                  "the examples differ in length.",
                                  ng_layer_kind (layer));
  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "give examples of one length"));
  return FALSE;
}

static gboolean
apply_group (NgEvaluator *self,
             const NgApply *apply,
             const GArray *members,
             GCancellable *cancellable,
             NgTensor **results,
             GError **error)
{
  gsize n_inputs = ng_net_n_inputs (self->net), n_outputs = ng_net_n_outputs (self->net);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, MAX (n_inputs, 1));
  g_autofree NgTensor **seeds = g_new0 (NgTensor *, MAX (n_outputs, 1));
  g_autofree NgTensor **batch = g_new0 (NgTensor *, MAX (apply->n_wants, 1));
  NgApply group = *apply;

  for (gsize i = 0; i < n_inputs; i++)
    if (apply->inputs[g_array_index (members, gsize, 0) * n_inputs + i] != NULL) {
      inputs[i] = stack (apply->inputs, n_inputs, i, members);
      g_ptr_array_add (owned, inputs[i]);
    }
  for (gsize i = 0; i < n_outputs && apply->seeds != NULL; i++)
    if (apply->seeds[g_array_index (members, gsize, 0) * n_outputs + i] != NULL) {
      seeds[i] = stack (apply->seeds, n_outputs, i, members);
      g_ptr_array_add (owned, seeds[i]);
    }
  group.inputs = inputs;
  group.seeds = apply->seeds != NULL ? seeds : NULL;
  group.is_batch = TRUE;
  /* Every group draws numbers of its own; the first one those of a batch that is one group. */
  group.random_seed += g_array_index (members, gsize, 0) * GROUP_STRIDE;
  if (!ng_evaluator_apply (self, &group, cancellable, batch, error))
    return FALSE;
  spread (apply, members, batch, results);
  return TRUE;
}

gboolean
ng_evaluator_apply_examples (NgEvaluator *self,
                             const NgApply *apply,
                             gsize n,
                             GCancellable *cancellable,
                             NgTensor **results,
                             GError **error)
{
  gsize n_inputs = ng_net_n_inputs (self->net);
  g_autoptr (GHashTable) groups =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  g_return_val_if_fail (n > 0 && n_inputs > 0 && !ng_net_is_raw (self->net), FALSE);

  for (gsize i = 0; i < n; i++) {
    char *key = make_group_key (self, apply, i);
    GArray *members = g_hash_table_lookup (groups, key);

    if (members == NULL) {
      members = g_array_new (FALSE, FALSE, sizeof (gsize));
      g_hash_table_insert (groups, key, members);
      g_ptr_array_add (order, members);
    } else {
      g_free (key);
    }
    g_array_append_val (members, i);
  }
  if (order->len > 1 && apply->mode == NG_MODE_TRAINING && !check_statistics (self->net, error))
    return FALSE;
  memset (results, 0, n * apply->n_wants * sizeof *results);
  for (guint i = 0; i < order->len; i++)
    if (!apply_group (self, apply, order->pdata[i], cancellable, results, error)) {
      for (gsize j = 0; j < n * apply->n_wants; j++)
        g_clear_pointer (&results[j], ng_tensor_unref);
      return FALSE;
    }
  return TRUE;
}

const NgStepTime *
ng_evaluator_times (const NgEvaluator *self, gsize *n)
{
  if (self->last != NULL)
    return ng_run_times (self->last->run, n);
  *n = 0;
  return NULL;
}
