/* What net[data, selector, options] is given.
 *
 * Data are gathered as examples: for each example a tensor for each input. What has the rank of its
 * port is one example, what has one level more is a batch; a list of associations is a batch too.
 * A layer that stands alone and whose inputs are numbered takes the list of them as well.
 */

#include "core/language/apply-private.h"

#include "core/base/nearest.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include "core/graph/states.h"
#include "core/language/examples.h"
#include "core/language/select.h"
#include <string.h>

/* ---- options ---- */

static gboolean
fail_value (const char *tag, const NgExpr *value, const char *sentence, GError **error)
{
  g_autofree char *shown = ng_print_short (value, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, tag, ng_expr_place (value), "%s %s.", shown, sentence);
  return FALSE;
}

static gboolean
is_word (const NgExpr *value, const char *word)
{
  return ng_expr_kind (value) == NG_EXPR_STRING && strcmp (ng_expr_text (value), word) == 0;
}

static gboolean
read_mode (NgApplication *self, const NgExpr *value, GError **error)
{
  if (is_word (value, "Training") || is_word (value, "Train"))
    self->mode = NG_MODE_TRAINING;
  else if (is_word (value, "Test"))
    self->mode = NG_MODE_TEST;
  else
    return fail_value (
        "NetGraph::mode", value, "is no mode; there are \"Test\" and \"Training\"", error);
  return TRUE;
}

static gboolean
read_device (NgApplication *self, const NgExpr *value, GError **error)
{
  if (is_word (value, "CPU") || ng_expr_is_symbol (value, "Automatic"))
    return TRUE;
  return fail_value (
      "NetGraph::device", value, "is a device that is not here; there is \"CPU\"", error);
}

static gboolean
read_precision (NgApplication *self, const NgExpr *value, GError **error)
{
  if (is_word (value, "Real64"))
    self->element = NG_ELEMENT_F64;
  else if (is_word (value, "Real32") || ng_expr_is_symbol (value, "Automatic"))
    self->element = NG_ELEMENT_F32;
  else
    return fail_value (
        "NetGraph::badopt", value, "is no precision; there are \"Real32\" and \"Real64\"", error);
  return TRUE;
}

/* Automatic leaves the one of the session. */
static gboolean
read_seed (NgApplication *self, const NgExpr *value, GError **error)
{
  return ng_expr_is_symbol (value, "Automatic") || ng_seed_read (value, &self->seed, error);
}

/* It says how many examples run at once, which changes no result, and the engine knows better. */
static gboolean
read_batch_size (NgApplication *self, const NgExpr *value, GError **error)
{
  if (ng_expr_is_symbol (value, "Automatic") ||
      (ng_expr_kind (value) == NG_EXPR_INTEGER && ng_expr_integer (value) > 0))
    return TRUE;
  return fail_value ("NetGraph::badopt",
                     value,
                     "is no size of a batch; give a positive integer or Automatic",
                     error);
}

static const struct {
  const char *name;
  gboolean (*read) (NgApplication *self, const NgExpr *value, GError **error);
} options[] = {
  { "NetEvaluationMode", read_mode },     { "TargetDevice", read_device },
  { "WorkingPrecision", read_precision }, { "RandomSeeding", read_seed },
  { "BatchSize", read_batch_size },
};

const char *
ng_apply_option (gsize index)
{
  return index < G_N_ELEMENTS (options) ? options[index].name : NULL;
}

/* A rule that asks for a property of a decoder is none. */
static gboolean
is_option (const NgApplication *self, const NgExpr *expr)
{
  return ng_expr_is_rule (expr) && !ng_selects (self->net, expr) &&
         (ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_SYMBOL ||
          ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING);
}

static gboolean
read_option (NgApplication *self, const NgExpr *rule, guint *seen, GError **error)
{
  for (gsize i = 0; is_option (self, rule) && i < G_N_ELEMENTS (options); i++) {
    if (strcmp (options[i].name, ng_expr_text (ng_expr_arg (rule, 0))) != 0)
      continue;
    /* Of an option given twice the first holds. */
    if (*seen & (1u << i))
      return TRUE;
    *seen |= 1u << i;
    return options[i].read (self, ng_expr_arg (rule, 1), error);
  }
  return fail_value ("NetGraph::badopt",
                     ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : rule,
                     "is no option of an application",
                     error);
}

gboolean
ng_application_read_arguments (NgApplication *self, GError **error)
{
  gsize n = ng_expr_n_args (self->call);
  gsize next = 0;
  guint seen = 0;

  if (next < n && !is_option (self, ng_expr_arg (self->call, next)))
    self->data = ng_expr_arg (self->call, next++);
  if (next < n && self->data != NULL && !is_option (self, ng_expr_arg (self->call, next)))
    self->selector = ng_expr_arg (self->call, next++);
  while (next < n) {
    if (!read_option (self, ng_expr_arg (self->call, next++), &seen, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- data ---- */

static char *
list_inputs (const NgNet *net, const char *behind)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_string_append_printf (
        text, "%s\"%s\"%s", i > 0 ? ", " : "", ng_net_input_name (net, i), behind);
  return g_string_free (text, FALSE);
}

static gboolean
fail_missing (const NgApplication *self, gsize input, const NgExpr *at, GError **error)
{
  ng_error_set_new (error,
                    "NetGraph::missing",
                    ng_expr_place (at),
                    "There are no data for \"%s\".",
                    ng_net_input_name (self->net, input));
  return FALSE;
}

/* Whether the data may be the list of the inputs in order: those of a layer that stands alone, not
 * in a NetGraph or NetChain, and that are called "1", "2", …, one of them or more. Each item is
 * what would stand in the association, so lists in it are batches where those there would be. */
static gboolean
takes_list (const NgApplication *self)
{
  gsize n = ng_net_n_inputs (self->net);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);

    if (strcmp (ng_net_input_name (self->net, i), number) != 0)
      return FALSE;
  }
  return self->is_layer && n > 0;
}

static gboolean
fail_assoc (const NgApplication *self, const NgExpr *at, GError **error)
{
  gsize n = ng_net_n_inputs (self->net);
  gboolean is_list = ng_expr_is_call (at, "List");
  g_autofree char *names = list_inputs (self->net, "");
  g_autofree char *entries = list_inputs (self->net, " -> …");
  NgDiagnostic *diagnostic;

  if (n == 0)
    diagnostic = ng_diagnostic_with_hint (
        ng_diagnostic_new (
            "NetGraph::assoc", ng_expr_place (at), "The net has no inputs, and takes no data."),
        "Write net[].");
  else if (takes_list (self) && is_list)
    diagnostic = ng_diagnostic_new ("NetGraph::assoc",
                                    ng_expr_place (at),
                                    "The layer takes a list of %" G_GSIZE_FORMAT
                                    " input%s, and one of %" G_GSIZE_FORMAT " is given.",
                                    n,
                                    n == 1 ? "" : "s",
                                    ng_expr_n_args (at));
  else if (takes_list (self))
    diagnostic = ng_diagnostic_new (
        "NetGraph::assoc",
        ng_expr_place (at),
        "The layer has the input%s %s; data for %s stand in a list or an association.",
        n == 1 ? "" : "s",
        names,
        n == 1 ? "it" : "them");
  else
    diagnostic = ng_diagnostic_new ("NetGraph::assoc",
                                    ng_expr_place (at),
                                    "The %s has the inputs %s; data for them stand in an "
                                    "association.",
                                    self->is_layer ? "layer" : "net",
                                    names);
  if (n > 0)
    diagnostic = ng_diagnostic_with_hint (
        diagnostic, "Give data as %s<|%s|>.", takes_list (self) ? "{…} or " : "", entries);
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* The layer that has a state of that name, which is no input of the net, or -1. */
static int
find_state (const NgNet *net, const char *name)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    int input = ng_layer_find_input (layer, name);

    if (input >= 0 && ng_layer_input_is_optional (layer, (gsize) input))
      return (int) i;
  }
  return -1;
}

static gboolean
fail_input_name (const NgApplication *self, const NgExpr *key, GError **error)
{
  gsize n = ng_net_n_inputs (self->net);
  g_autofree char *shown = ng_print_short (key, NG_MAX_SHOWN_NAME);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  gboolean is_name = ng_expr_kind (key) == NG_EXPR_STRING || ng_expr_kind (key) == NG_EXPR_SYMBOL;
  int layer =
      ng_expr_kind (key) == NG_EXPR_STRING ? find_state (self->net, ng_expr_text (key)) : -1;
  NgDiagnostic *diagnostic = ng_diagnostic_new (
      "NetGraph::noiport", ng_expr_place (key), "The net has no input %s.", shown);

  for (gsize i = 0; i < n; i++)
    names[i] = ng_net_input_name (self->net, i);
  if (layer >= 0 && self->is_layer)
    diagnostic = ng_diagnostic_with_hint (diagnostic,
                                          "Make an input of the state by NetGraph[{layer}, "
                                          "{NetPort[\"s\"] -> NetPort[{1, %s}]}], or keep it from "
                                          "call to call in NetStateObject[layer].",
                                          shown);
  else if (layer >= 0)
    diagnostic = ng_diagnostic_with_hint (
        diagnostic,
        "It is a state of layer %d: connect an input of the net to it, or keep it from call to "
        "call in NetStateObject[net].",
        layer + 1);
  else
    diagnostic = ng_diagnostic_with_names (diagnostic, is_name ? ng_expr_text (key) : NULL, names);
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* Key and value of an entry: data for an input, or the gradient imposed on an output. */
static gboolean
read_entry (
    NgApplication *self, const NgExpr *entry, NgExpr **inputs, NgExpr **seeds, GError **error)
{
  NgExpr *key = ng_expr_arg (entry, 0);
  int port;

  if (ng_expr_is_call (key, "NetPortGradient") && ng_expr_n_args (key) == 1 &&
      ng_expr_kind (ng_expr_arg (key, 0)) == NG_EXPR_STRING) {
    port = ng_net_find_output (self->net, ng_expr_text (ng_expr_arg (key, 0)));
    if (port < 0)
      return fail_value ("NetPortGradient::noport", key, "names no output of the net", error);
    seeds[port] = ng_expr_arg (entry, 1);
    self->has_seeds = TRUE;
    return TRUE;
  }
  port =
      ng_expr_kind (key) == NG_EXPR_STRING ? ng_net_find_input (self->net, ng_expr_text (key)) : -1;
  if (port < 0)
    return fail_input_name (self, key, error);
  inputs[port] = ng_expr_arg (entry, 1);
  return TRUE;
}

static gboolean
read_association (
    NgApplication *self, const NgExpr *data, NgExpr **inputs, NgExpr **seeds, GError **error)
{
  for (gsize i = 0; i < ng_expr_n_args (data); i++) {
    const NgExpr *entry = ng_expr_arg (data, i);

    if (!ng_expr_is_rule (entry))
      return fail_assoc (self, entry, error);
    if (!read_entry (self, entry, inputs, seeds, error))
      return FALSE;
  }
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    if (inputs[i] == NULL && !ng_net_input_is_state (self->net, i))
      return fail_missing (self, i, data, error);
  }
  return TRUE;
}

/* What data are for: an input, or, as the gradient imposed on it, an output. */
typedef struct {
  const char *name;
  const NgType *type;
  const NgCoder *coder; /* of an input; NULL for none */
  gboolean is_output;
} Port;

static Port
input_port (const NgNet *net, gsize index)
{
  return (Port){ .name = ng_net_input_name (net, index),
                 .type = ng_net_input_type (net, index),
                 .coder = ng_net_input_coder (net, index) };
}

static Port
output_port (const NgApplication *self, gsize index)
{
  return (Port){ .name = ng_net_output_name (self->net, index),
                 .type = ng_net_output_type (self->net, index),
                 .is_output = TRUE };
}

NgCoding
ng_application_coding (const NgApplication *self, const NgType *type, gsize example)
{
  return (NgCoding){ .type = type,
                     .seed = self->seed,
                     .index = example,
                     .is_training = self->mode == NG_MODE_TRAINING };
}

/* Numbers, or truth values where the port does not ask for numbers; texts where it asks for them.
 */
static NgTensor *
read_array (const Port *port, NgExpr *data)
{
  NgKind kind = port->type->kind;
  gboolean takes_truth = kind != NG_KIND_REAL && kind != NG_KIND_INTEGER && kind != NG_KIND_STRING;
  NgTensor *truth = takes_truth ? ng_tensor_read_truth (data, NULL) : NULL;

  if (kind == NG_KIND_STRING)
    return ng_tensor_read_texts (data, NULL);
  return truth != NULL ? truth : ng_tensor_read (data, NULL);
}

/* Whether there is an array, of what the port takes. */
static gboolean
is_array_of (const Port *port, const NgTensor *tensor)
{
  return tensor != NULL &&
         (ng_tensor_element (tensor) == NG_ELEMENT_STRING) == (port->type->kind == NG_KIND_STRING);
}

static const char *
word_of (const Port *port, gboolean is_plural)
{
  if (port->type->kind == NG_KIND_STRING)
    return is_plural ? "texts" : "text";
  return is_plural ? "numbers" : "number";
}

/* What is given in place of numbers of a type: their shape, where they have one that is another. */
static char *
describe_given (const Port *port, NgExpr *data)
{
  g_autoptr (NgTensor) tensor = read_array (port, data);
  g_autofree char *shape = NULL;
  NgType type;

  if (!is_array_of (port, tensor) ||
      ng_type_fits (port->type, ng_tensor_dims (tensor), ng_tensor_rank (tensor))) {
    g_autofree char *shown = ng_print_short (data, NG_MAX_SHOWN_NAME);

    return g_strdup_printf ("%s is", shown);
  }
  if (ng_tensor_rank (tensor) == 0)
    return g_strdup_printf ("a single %s is", word_of (port, FALSE));
  type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  shape = ng_type_notation (&type);
  return g_strdup_printf ("%s of the shape %s are", word_of (port, TRUE), shape);
}

static gboolean
fail_data (const Port *port, NgExpr *data, GError **error)
{
  g_autofree char *expected = port->type->rank >= 0 ? ng_type_notation (port->type) : NULL;
  g_autofree char *given = describe_given (port, data);

  ng_error_set_new (error,
                    port->is_output ? "NetPortGradient::shape" : "NetGraph::indata",
                    ng_expr_place (data),
                    "%s \"%s\" %s to be %s %s%s, and %s given.",
                    port->is_output ? "The gradient of" : "Data for",
                    port->name,
                    port->is_output ? "has" : "have",
                    word_of (port, TRUE),
                    expected != NULL ? "of the shape " : "in lists of equal length",
                    expected != NULL ? expected : "",
                    given);
  return FALSE;
}

/* One example. */
static NgTensor *
read_tensor (const Port *port, NgExpr *data, const NgCoding *whole, gsize example, GError **error)
{
  NgCoding coding = *whole;
  NgTensor *tensor;

  coding.index += example;
  if (port->coder != NULL)
    return ng_coder_encode (port->coder, data, port->name, &coding, error);
  tensor = read_array (port, data);
  if (!is_array_of (port, tensor) ||
      !ng_type_fits (port->type, ng_tensor_dims (tensor), ng_tensor_rank (tensor))) {
    if (tensor != NULL)
      ng_tensor_unref (tensor);
    fail_data (port, data, error);
    return NULL;
  }
  return tensor;
}

/* Data of one port -> its examples. One example if the rank is that of the port, else a batch,
 * whose members may differ in what varies. */
static gboolean
read_examples (const Port *port,
               NgExpr *data,
               const NgCoding *coding,
               GPtrArray *examples,
               gboolean *is_batch,
               GError **error)
{
  g_autoptr (NgTensor) whole = NULL;
  gsize rank;

  if (port->coder != NULL)
    return ng_coder_encode_data (port->coder, data, port->name, coding, examples, is_batch, error);
  whole = read_array (port, data);
  rank = whole != NULL ? ng_tensor_rank (whole) : ng_list_depth (data);
  *is_batch = port->type->rank >= 0 && rank == (gsize) port->type->rank + 1;
  if (!*is_batch) {
    NgTensor *tensor = read_tensor (port, data, coding, 0, error);

    if (tensor == NULL)
      return FALSE;
    g_ptr_array_add (examples, tensor);
    return TRUE;
  }
  if (is_array_of (port, whole)) {
    if (!ng_type_fits (port->type, ng_tensor_dims (whole) + 1, rank - 1))
      return fail_data (port, data, error);
    for (gint64 i = 0; i < ng_tensor_dims (whole)[0]; i++)
      g_ptr_array_add (examples, ng_tensor_slice (whole, i));
  } else {
    for (gsize i = 0; i < ng_expr_n_args (data); i++) {
      NgTensor *tensor = read_tensor (port, ng_expr_arg (data, i), coding, i, error);

      if (tensor == NULL)
        return FALSE;
      g_ptr_array_add (examples, tensor);
    }
  }
  if (examples->len == 0)
    return fail_data (port, data, error);
  return TRUE;
}

gboolean
ng_apply_read_input (const NgNet *net,
                     gsize input,
                     NgExpr *data,
                     const NgCoding *coding,
                     GPtrArray *examples,
                     gboolean *is_batch,
                     GError **error)
{
  Port port = input_port (net, input);

  return read_examples (&port, data, coding, examples, is_batch, error);
}

static gboolean
fail_batch (const char *a,
            gboolean a_is_batch,
            guint n_a,
            const char *b,
            gboolean b_is_batch,
            guint n_b,
            const NgExpr *at,
            GError **error)
{
  if (a_is_batch && b_is_batch)
    ng_error_set_new (error,
                      "NetGraph::batch",
                      ng_expr_place (at),
                      "\"%s\" has %u examples and \"%s\" has %u.",
                      a,
                      n_a,
                      b,
                      n_b);
  else
    ng_error_set_new (error,
                      "NetGraph::batch",
                      ng_expr_place (at),
                      "\"%s\" has %s and \"%s\" has %s; either all are batches or none.",
                      a,
                      a_is_batch ? "a batch" : "one example",
                      b,
                      b_is_batch ? "a batch" : "one example");
  return FALSE;
}

/* Adds the column of a port; its length has to be that of the others. */
static gboolean
add_column (NgApplication *self, GPtrArray *columns, const Port *port, NgExpr *data, GError **error)
{
  GPtrArray *column = g_ptr_array_new_with_free_func (ng_application_unref_tensor);
  NgCoding coding = ng_application_coding (self, port->type, 0);
  gboolean is_batch;

  g_ptr_array_add (columns, column);
  if (data == NULL)
    return TRUE;
  if (!read_examples (port, data, &coding, column, &is_batch, error))
    return FALSE;
  if (self->n_examples == 0) {
    self->n_examples = column->len;
    self->is_batch = is_batch;
  }
  if (port->is_output && is_batch != self->is_batch)
    return fail_data (port, data, error);
  if (column->len != self->n_examples || is_batch != self->is_batch)
    return fail_batch (ng_net_input_name (self->net, 0),
                       self->is_batch,
                       self->n_examples,
                       port->name,
                       is_batch,
                       column->len,
                       data,
                       error);
  return TRUE;
}

/* Elements where sequences are needed become sequences of one. */
static void
wrap_steps (NgApplication *self)
{
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    const NgType *type = ng_net_input_type (self->net, i);

    if (self->inputs[i] == NULL || ng_type_length (type).state != NG_DIM_VARYING ||
        ng_list_depth (self->inputs[i]) + 1 != (gsize) type->rank)
      continue;
    self->inputs[i] = ng_expr_new_call ("List", ng_expr_ref (self->inputs[i]), NULL);
    g_ptr_array_add (self->wrapped, self->inputs[i]);
    self->is_step = TRUE;
  }
}

static gboolean
read_columns (NgApplication *self, GError **error)
{
  g_autoptr (GPtrArray) columns = ng_examples_new_columns ();
  g_autoptr (GPtrArray) seeds = ng_examples_new_columns ();

  if (self->memory != NULL)
    wrap_steps (self);
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    Port port = input_port (self->net, i);

    if (!add_column (self, columns, &port, self->inputs[i], error))
      return FALSE;
  }
  self->n_examples = MAX (self->n_examples, 1);
  ng_examples_interleave (columns, self->n_examples, self->tensors);
  if (!self->has_seeds)
    return TRUE;
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++) {
    Port port = output_port (self, i);

    if (!add_column (self, seeds, &port, self->seeds[i], error))
      return FALSE;
  }
  ng_examples_interleave (seeds, self->n_examples, self->seed_tensors);
  return TRUE;
}

/* One example, an association. */
static gboolean
read_row (NgApplication *self, gsize row, GError **error)
{
  gsize n_inputs = ng_net_n_inputs (self->net);
  gsize n_outputs = ng_net_n_outputs (self->net);

  memset (self->inputs, 0, n_inputs * sizeof *self->inputs);
  memset (self->seeds, 0, n_outputs * sizeof *self->seeds);
  if (!read_association (self, ng_expr_arg (self->data, row), self->inputs, self->seeds, error))
    return FALSE;
  for (gsize i = 0; i < n_inputs; i++) {
    Port port = input_port (self->net, i);
    NgCoding coding = ng_application_coding (self, port.type, 0);
    NgTensor *tensor =
        self->inputs[i] != NULL ? read_tensor (&port, self->inputs[i], &coding, row, error) : NULL;

    if (self->inputs[i] != NULL && tensor == NULL)
      return FALSE;
    g_ptr_array_add (self->tensors, tensor);
  }
  for (gsize i = 0; i < n_outputs; i++) {
    Port port = output_port (self, i);
    NgCoding coding = ng_application_coding (self, port.type, 0);
    NgTensor *tensor =
        self->seeds[i] != NULL ? read_tensor (&port, self->seeds[i], &coding, row, error) : NULL;

    if (self->seeds[i] != NULL && tensor == NULL)
      return FALSE;
    g_ptr_array_add (self->seed_tensors, tensor);
  }
  return TRUE;
}

/* A list of associations: each is one example. */
static gboolean
read_rows (NgApplication *self, GError **error)
{
  self->is_batch = TRUE;
  self->n_examples = ng_expr_n_args (self->data);
  for (gsize row = 0; row < self->n_examples; row++) {
    GError *reason = NULL;

    if (!read_row (self, row, &reason)) {
      g_autofree char *which = g_strdup_printf ("Item %" G_GSIZE_FORMAT, row + 1);

      ng_refusal_place (error, reason, which);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
is_list_of_associations (const NgExpr *data)
{
  if (!ng_expr_is_call (data, "List") || ng_expr_n_args (data) == 0)
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (data); i++) {
    if (!ng_expr_is_call (ng_expr_arg (data, i), "Association"))
      return FALSE;
  }
  return TRUE;
}

gsize
ng_apply_count_inputs (const NgExpr *data)
{
  gsize n = 0;

  if (is_list_of_associations (data))
    data = ng_expr_arg (data, 0);
  if (ng_expr_is_call (data, "List"))
    return ng_expr_n_args (data);
  /* Besides inputs there may be gradients. */
  for (gsize i = 0; ng_expr_is_call (data, "Association") && i < ng_expr_n_args (data); i++) {
    const NgExpr *entry = ng_expr_arg (data, i);

    n += ng_expr_is_rule (entry) && ng_expr_kind (ng_expr_arg (entry, 0)) == NG_EXPR_STRING;
  }
  return n;
}

/* Data that are no association: of the one input, or the list of the inputs of a layer. */
static gboolean
read_bare (NgApplication *self, GError **error)
{
  gsize n_inputs = ng_net_n_inputs (self->net);

  if (takes_list (self)) {
    if (!ng_expr_is_call (self->data, "List") || ng_expr_n_args (self->data) != n_inputs)
      return fail_assoc (self, self->data, error);
    for (gsize i = 0; i < n_inputs; i++)
      self->inputs[i] = ng_expr_arg (self->data, i);
    return read_columns (self, error);
  }
  if (ng_net_only_input (self->net) < 0)
    return fail_assoc (self, self->data, error);
  self->inputs[ng_net_only_input (self->net)] = self->data;
  return read_columns (self, error);
}

gboolean
ng_application_read_data (NgApplication *self, GError **error)
{
  gsize n_inputs = ng_net_n_inputs (self->net);

  self->inputs = g_new0 (NgExpr *, MAX (n_inputs, 1));
  self->seeds = g_new0 (NgExpr *, MAX (ng_net_n_outputs (self->net), 1));
  if (self->data == NULL) {
    if (ng_net_only_input (self->net) >= 0)
      return fail_missing (self, (gsize) ng_net_only_input (self->net), self->call, error);
    return n_inputs > 0 ? fail_assoc (self, self->call, error) : read_columns (self, error);
  }
  if (ng_expr_is_call (self->data, "Association")) {
    return read_association (self, self->data, self->inputs, self->seeds, error) &&
           read_columns (self, error);
  }
  if (is_list_of_associations (self->data) && n_inputs > 0)
    return read_rows (self, error);
  return read_bare (self, error);
}
