#include "app/commands/inputs.h"

#include "app/commands/dims.h"

#include "app/commands/support.h"
#include "core/formats/npz.h"
#include "core/graph/states.h"
#include "core/language/examples.h"
#include "core/shape/words.h"
#include <string.h>

/* While they are read. */
typedef struct {
  const NgNet *net;
  const NgFeedOptions *how;
  GPtrArray *tensors;
  GPtrArray *columns; /* of GPtrArray of NgTensor, by input: examples that differ in shape */
} Reading;

static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    ng_tensor_unref (tensor);
}

static void
unref_column (gpointer column)
{
  if (column != NULL)
    g_ptr_array_unref (column);
}

/* Whether the arrays of a file go to inputs by their names: "x.npz", which no name precedes. */
static gboolean
is_for_all (const char *text)
{
  return ng_feed_is_archive (text) &&
         (strchr (text, '=') == NULL || g_file_test (text, G_FILE_TEST_EXISTS));
}

int
ng_inputs_find_twice (const NgNet *net, char *const *in, char *const *random)
{
  char *const *lists[] = { in, random };
  g_autofree gboolean *is_given = g_new0 (gboolean, ng_net_n_inputs (net) + 1);
  const char *rest;

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++) {
    for (gsize i = 0; lists[list] != NULL && lists[list][i] != NULL; i++) {
      int input =
          is_for_all (lists[list][i]) ? -1 : ng_feed_split (net, lists[list][i], &rest, NULL);

      if (input >= 0 && is_given[input])
        return input;
      if (input >= 0)
        is_given[input] = TRUE;
    }
  }
  return -1;
}

/* @tensor: (transfer full) (nullable): with an error where it is %NULL */
static gboolean
set_input (Reading *self, int input, NgTensor *tensor, GError **error)
{
  if (tensor == NULL)
    return FALSE;
  if (self->tensors->pdata[input] != NULL || self->columns->pdata[input] != NULL) {
    ng_error_set_new (error,
                      "NetGraph::indata",
                      NULL,
                      "Data for \"%s\" are given twice.",
                      ng_net_input_name (self->net, (gsize) input));
    ng_tensor_unref (tensor);
    return FALSE;
  }
  self->tensors->pdata[input] = tensor;
  return TRUE;
}

/* Arrays by the names of inputs; the only array for the only input. */
static gboolean
read_archive (Reading *self, const char *path, GError **error)
{
  int only = ng_net_only_input (self->net);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func (unref_tensor);

  if (!ng_npz_load (path, names, tensors, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    int input =
        only >= 0 && names->len == 1 ? only : ng_feed_find (self->net, names->pdata[i], error);

    if (input < 0 || !set_input (self, input, ng_tensor_ref (tensors->pdata[i]), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_one (Reading *self, const char *text, GError **error)
{
  const char *rest;
  int input = ng_feed_split (self->net, text, &rest, error);
  g_autoptr (GPtrArray) examples = g_ptr_array_new_with_free_func (unref_tensor);
  GError *failure = NULL;
  NgTensor *tensor;

  if (input < 0)
    return FALSE;
  tensor = ng_feed_read (self->net, input, rest, self->how, examples, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (tensor != NULL)
    return set_input (self, input, tensor, error);
  self->columns->pdata[input] = g_steal_pointer (&examples);
  return TRUE;
}

/* "ids" {batch, seq} int64, "mask" {batch, seq} bool */
static char *
describe_inputs (const NgNet *net)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    const NgType *type = ng_net_input_type (net, i);
    g_autofree char *dims = ng_type_words (type, ng_net_length_names (net));

    if (ng_net_input_is_state (net, i))
      continue;
    g_string_append_printf (
        text, "%s\"%s\" %s", text->len > 0 ? ", " : "", ng_net_input_name (net, i), dims);
    if (type->element != NG_ELEMENT_NONE)
      g_string_append_printf (text, " %s", ng_element_name (type->element));
  }
  return g_string_free (text, FALSE);
}

static gboolean
check_missing (const Reading *self, GError **error)
{
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    if (self->tensors->pdata[i] == NULL && self->columns->pdata[i] == NULL &&
        !ng_net_input_is_state (self->net, i)) {
      NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::missing",
                                                    NULL,
                                                    "There are no data for \"%s\".",
                                                    ng_net_input_name (self->net, i));

      g_autofree char *inputs = describe_inputs (self->net);
      ng_error_set (error,
                    ng_diagnostic_with_hint (diagnostic,
                                             "Give --in %s=DATA. The net takes %s.",
                                             ng_net_input_name (self->net, i),
                                             inputs));
      return FALSE;
    }
  }
  return TRUE;
}

/* All inputs are batches, or none is; the evaluator compares their lengths. */
static gboolean
find_batch (const Reading *self, gboolean *is_batch, GError **error)
{
  const char *first = NULL;

  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    const NgTensor *tensor = self->tensors->pdata[i];
    gboolean is_one_too = self->columns->pdata[i] != NULL;

    if (tensor == NULL && !is_one_too)
      continue;
    if (tensor != NULL)
      is_one_too = self->how->is_raw ? !ng_net_is_raw (self->net)
                                     : ng_feed_is_batch (self->net, (int) i, tensor);
    if (first != NULL && is_one_too != *is_batch) {
      ng_error_set_new (error,
                        "NetGraph::batch",
                        NULL,
                        "\"%s\" and \"%s\": either all are batches or none.",
                        first,
                        ng_net_input_name (self->net, i));
      return FALSE;
    }
    first = ng_net_input_name (self->net, i);
    *is_batch = is_one_too;
  }
  return TRUE;
}

/* Puts the examples of all inputs in rows, where those of one differ in shape. */
static gboolean
make_rows (Reading *self, NgInputs *inputs, GError **error)
{
  g_autoptr (GPtrArray) columns = ng_examples_new_columns ();
  const char *first = NULL;

  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    NgTensor *batch = self->tensors->pdata[i];
    GPtrArray *column = self->columns->pdata[i];

    column =
        column != NULL ? g_ptr_array_ref (column) : g_ptr_array_new_with_free_func (unref_tensor);
    for (gint64 k = 0; batch != NULL && k < ng_tensor_dims (batch)[0]; k++)
      g_ptr_array_add (column, ng_tensor_slice (batch, k));
    g_ptr_array_add (columns, column);
    if (column->len == 0 && batch == NULL)
      continue;
    if (first != NULL && column->len != inputs->n_examples) {
      ng_error_set_new (error,
                        "NetGraph::batch",
                        NULL,
                        "\"%s\" has %" G_GSIZE_FORMAT " examples and \"%s\" has %u.",
                        first,
                        inputs->n_examples,
                        ng_net_input_name (self->net, i),
                        column->len);
      return FALSE;
    }
    first = ng_net_input_name (self->net, i);
    inputs->n_examples = column->len;
  }
  inputs->rows = g_ptr_array_new_with_free_func (unref_tensor);
  ng_examples_interleave (columns, inputs->n_examples, inputs->rows);
  return TRUE;
}

gboolean
ng_inputs_read (NgInputs *self,
                const NgNet *net,
                const NgFeedOptions *how,
                char *const *in,
                char *const *random,
                GError **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (unref_column);
  Reading reading = { .net = net, .how = how, .columns = columns };
  gboolean is_done = TRUE, differ = FALSE;

  self->tensors = g_ptr_array_new_with_free_func (unref_tensor);
  g_ptr_array_set_size (self->tensors, (gint) ng_net_n_inputs (net));
  g_ptr_array_set_size (columns, (gint) ng_net_n_inputs (net));
  reading.tensors = self->tensors;
  for (gsize i = 0; is_done && in != NULL && in[i] != NULL; i++)
    is_done = is_for_all (in[i]) ? read_archive (&reading, in[i], error)
                                 : read_one (&reading, in[i], error);
  for (gsize i = 0; is_done && random != NULL && random[i] != NULL; i++) {
    const char *rest;
    int input = ng_feed_split (net, random[i], &rest, error);

    is_done =
        input >= 0 &&
        set_input (&reading, input, ng_feed_random (net, input, rest, how->seed, error), error);
  }
  for (guint i = 0; i < columns->len; i++)
    differ = differ || columns->pdata[i] != NULL;
  is_done = is_done && check_missing (&reading, error) &&
            find_batch (&reading, &self->is_batch, error) &&
            (!differ || make_rows (&reading, self, error));
  return is_done;
}

void
ng_inputs_clear (NgInputs *self)
{
  g_clear_pointer (&self->tensors, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}
