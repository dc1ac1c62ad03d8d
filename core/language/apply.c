/* net[data, selector, options]: runs the net and writes what it gives. */

#include "core/language/apply-private.h"

#include "core/expr/items.h"
#include "core/graph/literal.h"
#include "core/graph/states.h"
#include "core/language/examples.h"
#include "core/language/finite.h"
#include "core/language/select.h"
#include "core/notation/value.h"

void
ng_application_unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    ng_tensor_unref (tensor);
}

static gboolean
is_summed (const NgSelection *selection, gsize index)
{
  return g_array_index (selection->wants, NgWant, index).kind == NG_WANT_ARRAY_GRADIENT;
}

/* Result @index of the whole. In training what a layer gives may be due to the other examples, and
 * alone the example may go wrong elsewhere. */
static gboolean
check_finite (const NgApplication *self,
              NgEvaluator *evaluator,
              const NgApply *apply,
              const NgSelection *selection,
              const NgTensor *tensor,
              gsize index,
              GError **error)
{
  gsize n_wants = selection->wants->len;
  gsize example = index / n_wants;
  gboolean is_sum = is_summed (selection, index % n_wants);
  gboolean is_joint = self->mode == NG_MODE_TRAINING && self->n_examples > 1;
  NgApply single = *apply;

  if (ng_find_infinite (tensor) < 0)
    return TRUE;
  single.inputs += example * ng_net_n_inputs (self->net);
  single.seeds = NULL;
  ng_fail_infinite (self->net,
                    is_joint ? NULL : evaluator,
                    &single,
                    selection->keys->pdata[index % n_wants],
                    self->is_batch && !is_sum ? example + 1 : 0,
                    ng_expr_place (self->call),
                    ng_session_cancellable (self->session),
                    error);
  return FALSE;
}

/* Want @index of example @example: decoded, where it is an output with a decoder. */
static NgExpr *
write_result (const NgApplication *self,
              const NgSelection *selection,
              gsize index,
              gsize example,
              NgTensor *tensor,
              GError **error)
{
  const NgCoder *coder = ng_selection_coder (selection, self->net, index);
  NgCoding coding = ng_application_coding (self, NULL, example);
  NgExpr *values;

  if (coder != NULL)
    return ng_coder_decode (coder, tensor, selection->properties->pdata[index], &coding, error);
  if (!ng_tensor_is_writable (tensor, is_summed (selection, index) ? 1 : self->n_examples, error))
    return NULL;
  values = ng_tensor_write (tensor);
  if (!self->is_numeric_array || ng_tensor_rank (tensor) == 0)
    return values;
  return ng_expr_new_call (
      "NumericArray",
      values,
      ng_expr_new_string (self->element == NG_ELEMENT_F64 ? "Real64" : "Real32", NULL),
      NULL);
}

/* Want @index of @n examples, as a list. */
static NgExpr *
write_column (const NgApplication *self,
              const NgSelection *selection,
              gsize index,
              NgTensor *const *results,
              gsize n,
              GError **error)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize k = 0; k < n; k++) {
    NgExpr *value =
        write_result (self, selection, index, k, results[k * selection->wants->len + index], error);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (items, value);
  }
  return ng_list_write ("List", items);
}

/* What was asked for of example @first, or, when @n > 0, of a batch of that many: lists, but for
 * what is summed. */
static NgExpr *
write_values (const NgApplication *self,
              const NgSelection *selection,
              NgTensor *const *results,
              gsize first,
              gsize n,
              GError **error)
{
  gsize n_wants = selection->wants->len;
  g_autoptr (GPtrArray) entries = ng_list_new ();

  for (gsize i = 0; i < n_wants; i++) {
    NgExpr *value =
        n > 0 && !is_summed (selection, i)
            ? write_column (self, selection, i, results, n, error)
            : write_result (self, selection, i, first, results[first * n_wants + i], error);

    if (value == NULL)
      return NULL;
    if (!selection->is_association)
      return value;
    g_ptr_array_add (
        entries, ng_expr_new_call ("Rule", ng_expr_ref (selection->keys->pdata[i]), value, NULL));
  }
  return ng_list_write ("Association", entries);
}

/* A batch gives a list of what one example gives. Gradients of arrays belong to the whole batch;
 * beside them the others stand as lists. */
static NgExpr *
write_batch (const NgApplication *self,
             const NgSelection *selection,
             NgTensor *const *results,
             GError **error)
{
  gboolean has_sum = FALSE;
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < selection->wants->len; i++)
    has_sum = has_sum || is_summed (selection, i);
  if (!self->is_batch || has_sum)
    return write_values (self, selection, results, 0, self->is_batch ? self->n_examples : 0, error);
  for (gsize i = 0; i < self->n_examples; i++) {
    NgExpr *value = write_values (self, selection, results, i, 0, error);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (items, value);
  }
  return ng_list_write ("List", items);
}

/* Puts the states that are remembered where the data did not give them. */
static void
recall_states (NgApplication *self)
{
  for (guint i = 0; i < self->memory->states->len; i++) {
    int input = g_array_index (self->memory->states, NgNetState, i).input;
    NgTensor *value = self->memory->values->pdata[i];

    if (self->tensors->pdata[input] == NULL && value != NULL)
      self->tensors->pdata[input] = ng_tensor_ref (value);
  }
}

/* Keeps what the states became, and of a single step drops the level of the sequence. */
static void
keep_states (NgApplication *self, const NgSelection *selection, NgTensor **results)
{
  gsize n = selection->wants->len;

  for (guint i = 0; i < self->memory->states->len; i++) {
    ng_application_unref_tensor (self->memory->values->pdata[i]);
    self->memory->values->pdata[i] = ng_tensor_ref (results[n + i]);
  }
  for (gsize i = 0; self->is_step && i < n; i++) {
    const NgWant *want = &g_array_index (selection->wants, NgWant, i);
    NgTensor *whole = results[i];

    if (want->kind != NG_WANT_OUTPUT ||
        ng_type_length (ng_net_output_type (self->net, (gsize) want->port)).state != NG_DIM_VARYING)
      continue;
    results[i] = ng_tensor_slice (whole, 0);
    ng_tensor_unref (whole);
  }
}

static NgExpr *
run (NgApplication *self, const NgExpr *reference, const NgSelection *selection, GError **error)
{
  g_autoptr (GArray) wants = g_array_copy (selection->wants);
  gboolean remembers = self->memory != NULL && !self->is_batch;
  gsize n_results;
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (ng_application_unref_tensor);
  NgEvaluator *evaluator = ng_session_evaluator (self->session, reference, error);
  GCancellable *cancellable = ng_session_cancellable (self->session);
  NgApply apply = { .inputs = (NgTensor *const *) self->tensors->pdata,
                    .seeds = self->has_seeds ? (NgTensor *const *) self->seed_tensors->pdata : NULL,
                    .mode = self->mode,
                    .element = self->element,
                    .random_seed = self->seed };
  gboolean is_done;

  if (evaluator == NULL)
    return NULL;
  if (remembers)
    recall_states (self);
  for (guint i = 0; remembers && i < self->memory->states->len; i++) {
    NgWant want = { .kind = NG_WANT_OUTPUT,
                    .port = g_array_index (self->memory->states, NgNetState, i).output };

    g_array_append_val (wants, want);
  }
  apply.wants = (const NgWant *) wants->data;
  apply.n_wants = wants->len;
  n_results = self->n_examples * wants->len;
  g_ptr_array_set_size (results, (gint) n_results);
  if (wants->len == 0)
    is_done = TRUE;
  else if (self->is_batch)
    is_done = ng_evaluator_apply_examples (
        evaluator, &apply, self->n_examples, cancellable, (NgTensor **) results->pdata, error);
  else
    is_done =
        ng_evaluator_apply (evaluator, &apply, cancellable, (NgTensor **) results->pdata, error);
  if (!is_done)
    return NULL;
  n_results = self->n_examples * selection->wants->len;
  for (gsize i = 0; i < n_results; i++) {
    if (results->pdata[i] != NULL &&
        !check_finite (self, evaluator, &apply, selection, results->pdata[i], i, error))
      return NULL;
  }
  if (remembers)
    keep_states (self, selection, (NgTensor **) results->pdata);
  return write_batch (self, selection, (NgTensor *const *) results->pdata, error);
}

NgExpr *
ng_apply_net_with (
    NgSession *session, const NgExpr *reference, NgExpr *call, NgMemory *memory, GError **error)
{
  NgApplication self = { .session = session,
                         .net = ng_value_net (reference),
                         .memory = memory,
                         .call = call,
                         .is_layer = ng_expr_is_taken_layer (reference),
                         .element = NG_ELEMENT_F32,
                         .seed = ng_session_next_seed (session),
                         .tensors = g_ptr_array_new_with_free_func (ng_application_unref_tensor),
                         .seed_tensors =
                             g_ptr_array_new_with_free_func (ng_application_unref_tensor),
                         .wrapped =
                             g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref) };
  NgSelection selection = { 0 };
  NgExpr *result = NULL;

  if (ng_application_read_arguments (&self, error) &&
      ng_select (memory != NULL ? memory->net : self.net, self.selector, &selection, error) &&
      ng_application_read_data (&self, error)) {
    ng_examples_equalize (self.tensors, ng_net_n_inputs (self.net));
    ng_examples_equalize (self.seed_tensors, ng_net_n_outputs (self.net));
    for (gsize i = 0; i < ng_net_n_inputs (self.net); i++)
      self.is_numeric_array =
          self.is_numeric_array ||
          (self.inputs[i] != NULL && (ng_expr_is_call (self.inputs[i], "NumericArray") ||
                                      ng_expr_is_call (self.inputs[i], "RawArray")));
    result = run (&self, reference, &selection, error);
  }
  ng_selection_clear (&selection);
  g_ptr_array_unref (self.tensors);
  g_ptr_array_unref (self.seed_tensors);
  g_ptr_array_unref (self.wrapped);
  g_free (self.inputs);
  g_free (self.seeds);
  return result;
}

NgExpr *
ng_apply_net (NgSession *session, const NgExpr *reference, NgExpr *call, GError **error)
{
  return ng_apply_net_with (session, reference, call, NULL, error);
}
