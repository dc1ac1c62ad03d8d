/* Layers out of notation, and back: arguments and options by the record. */

#include "core/graph/layer-notation.h"

#include "core/base/nearest.h"
#include "core/expr/items.h"
#include "core/graph/builder.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/layer-private.h"
#include "core/graph/literal.h"
#include "core/graph/slots.h"
#include "core/graph/sources.h"

static int
find_param (const NgLayerClass *class, const char *name)
{
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++)
    if (g_str_equal (class->params[i].name, name) || g_strcmp0 (class->params[i].alias, name) == 0)
      return i;
  return -1;
}

static const char *
option_name (NgExpr *argument)
{
  NgExpr *left;

  if (!ng_expr_is_rule (argument))
    return NULL;
  left = ng_expr_arg (argument, 0);
  if (ng_expr_kind (left) != NG_EXPR_STRING && ng_expr_kind (left) != NG_EXPR_SYMBOL)
    return NULL;
  return ng_expr_text (left);
}

/* Notation of a default. Records are our own, so it parses. */
static NgExpr *
parse_default (const NgLayerClass *class, const NgParamSpec *spec)
{
  g_autoptr (GError) error = NULL;
  NgExpr *expr = ng_parse_one (spec->value, -1, NULL, &error);

  if (expr == NULL)
    g_error ("%s: default of %s: %s", class->name, spec->name, error->message);
  return expr;
}

static gboolean
fail_shared (const NgLayer *self, const NgLayerArray *array, const NgExpr *at, GError **error)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::badarray",
                                                ng_expr_place (at),
                                                "%s cannot be \"%s\" of %s.",
                                                shown,
                                                array->spec->name,
                                                self->class->name);

  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic,
                                         array->spec->is_statistic
                                             ? "statistics of training cannot be shared"
                                             : "write NetArray[\"name\"] or NetArray[<|\"Name\" -> "
                                               "…, \"Array\" -> …, \"Dimensions\" -> …|>]"));
  return FALSE;
}

static gboolean set_array_value (NgLayer *self, guint index, NgExpr *value, GError **error);

/* The numbers of a NetArray have other dimensions than it says. */
static gboolean
fail_dimensions (const NgLayerArray *array, const NgExpr *value, GError **error)
{
  NgType type = ng_type_real (ng_tensor_dims (array->tensor), (int) ng_tensor_rank (array->tensor));
  g_autofree char *given = ng_type_notation (&type);
  g_autofree char *declared = ng_type_notation (array->declared);

  ng_error_set_new (error,
                    "NetGraph::shape",
                    ng_expr_place (value),
                    "The NetArray \"%s\" would have to be both %s and %s.",
                    array->shared != NULL ? array->shared : array->spec->name,
                    declared,
                    given);
  return FALSE;
}

/* NetArray["name"], NetArray[<|"Name" -> …, …|>], and NetArray[] or one without a name, which
 * nobody else can name. */
static gboolean
set_shared_array (NgLayer *self, guint index, NgExpr *value, GError **error)
{
  NgLayerArray *array = &g_array_index (self->arrays, NgLayerArray, index);
  NgExpr *what = ng_expr_n_args (value) == 1 ? ng_expr_arg (value, 0) : NULL;
  NgExpr *name = what, *numbers = NULL, *dimensions = NULL;
  NgType type;

  if (array->spec->is_statistic || ng_expr_n_args (value) > 1)
    return fail_shared (self, array, value, error);
  g_clear_pointer (&array->shared, g_ref_string_release);
  g_clear_pointer (&array->declared, g_free);
  if (what == NULL)
    return TRUE;
  if (ng_expr_is_call (what, "Association")) {
    name = ng_expr_lookup (what, "Name");
    numbers = ng_expr_lookup (what, "Array");
    dimensions = ng_expr_lookup (what, "Dimensions");
  }
  if (name != NULL ? ng_expr_kind (name) != NG_EXPR_STRING || *ng_expr_text (name) == '\0'
                   : numbers == NULL && dimensions == NULL)
    return fail_shared (self, array, value, error);
  if (dimensions != NULL && !ng_expr_is_symbol (dimensions, "Automatic")) {
    if (!ng_port_type_read (dimensions, NULL, NULL, &type, error))
      return FALSE;
    array->declared = g_memdup2 (&type, sizeof type);
  }
  if (name != NULL)
    array->shared = g_ref_string_new_intern (ng_expr_text (name));
  if (numbers != NULL && !set_array_value (self, index, numbers, error))
    return FALSE;
  if (array->declared == NULL || array->tensor == NULL ||
      ng_type_fits (
          array->declared, ng_tensor_dims (array->tensor), ng_tensor_rank (array->tensor)))
    return TRUE;
  return fail_dimensions (array, value, error);
}

static gboolean
set_array_value (NgLayer *self, guint index, NgExpr *value, GError **error)
{
  NgLayerArray *array = &g_array_index (self->arrays, NgLayerArray, index);

  if (ng_expr_is_call (value, "NetArray") || ng_expr_is_call (value, "NetSharedArray"))
    return set_shared_array (self, index, value, error);

  if (ng_expr_is_symbol (value, "Automatic"))
    return TRUE;
  if (ng_expr_is_symbol (value, "None")) {
    if (!array->spec->is_optional) {
      ng_error_set_new (error,
                        "NetGraph::badarg",
                        ng_expr_place (value),
                        "%s needs its array \"%s\"; None is not possible.",
                        self->class->name,
                        array->spec->name);
      return FALSE;
    }
    array->is_absent = TRUE;
    return TRUE;
  }
  GError *reason = NULL;
  g_autoptr (NgTensor) numbers = ng_tensor_read (value, &reason);
  if (numbers == NULL) {
    g_autofree char *which = g_strdup_printf ("\"%s\"", array->spec->name);
    ng_refusal_place (error, reason, which);
    return FALSE;
  }
  /* Whole numbers are read as integers; arrays are real. */
  array->tensor = ng_element_is_real (ng_tensor_element (numbers))
                      ? g_steal_pointer (&numbers)
                      : ng_tensor_convert (numbers, NG_ELEMENT_F64);
  return TRUE;
}

NgLayer *
ng_layer_read_array (NgLayer *self, gsize index, NgExpr *value, GError **error)
{
  g_autoptr (NgLayer) changed = ng_layer_with_array (self, index, NULL);

  return set_array_value (changed, (guint) index, value, error) ? g_steal_pointer (&changed) : NULL;
}

static NgLayerPort *
find_port (NgLayer *self, const char *name)
{
  int index = ng_layer_find_input (self, name);

  /* SummationLayer["Input" -> {2}] says that there is one. */
  if ((self->class->flags & NG_LAYER_ONE_INPUT) != 0 && g_str_equal (name, "Input") &&
      self->inputs->len <= 1) {
    if (self->is_open)
      ng_layer_add_slots (self, 1);
    self->is_open = FALSE;
    index = 0;
  }
  if (index >= 0)
    return &g_array_index (self->inputs, NgLayerPort, index);
  index = ng_layer_find_output (self, name);
  return index >= 0 ? &g_array_index (self->outputs, NgLayerPort, index) : NULL;
}

static gboolean
is_input (const NgLayer *self, const NgLayerPort *port)
{
  const NgLayerPort *inputs = (const NgLayerPort *) self->inputs->data;

  return port >= inputs && port < inputs + self->inputs->len;
}

static void
fail_option (const NgLayer *self, NgExpr *argument, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::noport",
                                                ng_expr_place (ng_expr_arg (argument, 0)),
                                                "%s has no option, array or port \"%s\".",
                                                self->class->name,
                                                name);

  for (int i = 0; i < NG_MAX_CLASS_PARAMS && self->class->params[i].name != NULL; i++)
    g_ptr_array_add (names, (gpointer) self->class->params[i].name);
  for (guint i = 0; i < self->arrays->len; i++)
    g_ptr_array_add (names, (gpointer) g_array_index (self->arrays, NgLayerArray, i).spec->name);
  for (guint i = 0; i < self->inputs->len; i++)
    g_ptr_array_add (names, (gpointer) g_array_index (self->inputs, NgLayerPort, i).name);
  for (guint i = 0; i < self->outputs->len; i++)
    g_ptr_array_add (names, (gpointer) g_array_index (self->outputs, NgLayerPort, i).name);
  g_ptr_array_add (names, NULL);
  ng_error_set (error,
                ng_diagnostic_with_names (diagnostic, name, (const char *const *) names->pdata));
}

static NgDim
next_length (gpointer count)
{
  return ng_dim_varying (++*(gint64 *) count);
}

static gboolean
is_rate (const NgExpr *value)
{
  return ng_expr_is_symbol (value, "Automatic") || ng_expr_is_symbol (value, "None") ||
         (ng_expr_is_number (value) && ng_expr_number (value) >= 0);
}

/* A factor for all arrays, or factors by name; _ is the rest. What is inside of a net has names of
 * its own. */
static gboolean
check_rates (const NgLayer *self, NgExpr *value, GError **error)
{
  gboolean is_list = ng_expr_is_call (value, "List") || ng_expr_is_call (value, "Association");
  g_autofree char *shown = NULL;
  NgExpr *wrong = is_list || is_rate (value) ? NULL : value;

  for (gsize i = 0; is_list && wrong == NULL && i < ng_expr_n_args (value); i++) {
    NgExpr *rule = ng_expr_arg (value, i);
    const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
    gboolean is_known = key != NULL && (self->net != NULL || ng_expr_is_call (key, "Blank") ||
                                        (ng_expr_kind (key) == NG_EXPR_STRING &&
                                         ng_layer_find_array (self, ng_expr_text (key)) >= 0));

    if (!is_known || !is_rate (ng_expr_arg (rule, 1)))
      wrong = rule;
  }
  if (wrong == NULL)
    return TRUE;
  shown = ng_print_short (wrong, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (wrong),
                    "\"LearningRateMultipliers\" of %s has to be a number of at least 0, None, "
                    "Automatic, or a list of these by the names of arrays, and %s is given.",
                    self->class->name,
                    shown);
  return FALSE;
}

/* Names of operators that a layer was made of, each with what it was. */
static gboolean
check_sources (const NgLayer *self, NgExpr *value, GError **error)
{
  gboolean is_list = ng_expr_is_call (value, "List") || ng_expr_is_call (value, "Association");

  for (gsize i = 0; is_list && i < ng_expr_n_args (value); i++) {
    const NgExpr *rule = ng_expr_arg (value, i);
    is_list = ng_expr_is_rule (rule) && ng_expr_kind (ng_expr_arg (rule, 0)) == NG_EXPR_STRING &&
              ng_expr_kind (ng_expr_arg (rule, 1)) == NG_EXPR_STRING;
  }
  if (is_list)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::badarg",
                    ng_expr_place (value),
                    "\"Sources\" of %s has to be a list of rules from names to operators.",
                    self->class->name);
  return FALSE;
}

/* Options that are neither parameters nor arrays: types of ports, learning rates, sources. */
static gboolean
read_other_option (NgLayer *self, NgExpr *argument, gint64 *n_lengths, GError **error)
{
  const char *name = option_name (argument);
  NgExpr *value = ng_expr_arg (argument, 1);
  NgLayerOption option;

  for (guint i = 0; i < self->given->options->len; i++)
    if (g_str_equal (g_array_index (self->given->options, NgLayerOption, i).name, name))
      return TRUE;
  if (g_str_equal (name, NG_OPTION_SOURCES)) {
    if (!check_sources (self, value, error))
      return FALSE;
  } else if (!g_str_equal (name, "LearningRateMultipliers")) {
    NgLayerPort *port = find_port (self, name);
    NgType type;

    if (port == NULL) {
      fail_option (self, argument, name, error);
      return FALSE;
    }
    if (ng_coder_is_written (value)) {
      g_clear_pointer (&port->coder, ng_coder_unref);
      port->coder = ng_coder_read (value, is_input (self, port) ? NG_ENCODER : NG_DECODER, error);
      if (port->coder == NULL)
        return FALSE;
      type = ng_coder_type (port->coder, next_length, n_lengths);
    } else if (!ng_port_type_read (value, next_length, n_lengths, &type, error)) {
      return FALSE;
    }
    g_free (port->type);
    port->type = g_memdup2 (&type, sizeof type);
  } else if (!check_rates (self, value, error)) {
    return FALSE;
  }
  option.name = g_strdup (name);
  option.value = ng_expr_ref (value);
  g_array_append_val (self->given->options, option);
  return TRUE;
}

/* The expression given for each parameter, by position or name; the first one holds. */
static gboolean
collect_params (NgLayer *self,
                NgExpr *const *arguments,
                gsize n_arguments,
                const NgPlace *place,
                NgExpr **exprs,
                GError **error)
{
  int position = 0;

  for (gsize i = 0; i < n_arguments; i++) {
    const char *name = option_name (arguments[i]);
    int param = name != NULL ? find_param (self->class, name) : -1;

    if (name == NULL) {
      position++;
      for (int p = 0; p < NG_MAX_CLASS_PARAMS && self->class->params[p].name != NULL; p++)
        if (self->class->params[p].position == position)
          param = p;
      if (param < 0) {
        g_autofree char *text = ng_print_short (arguments[i], NG_MAX_SHOWN_NAME);

        ng_error_set_new (error,
                          "NetGraph::badarg",
                          ng_expr_place (arguments[i]),
                          "%s takes %d plain argument%s; %s is one too many.",
                          self->class->name,
                          position - 1,
                          position == 2 ? "" : "s",
                          text);
        return FALSE;
      }
    }
    if (param >= 0 && exprs[param] == NULL)
      exprs[param] = name != NULL ? ng_expr_arg (arguments[i], 1) : arguments[i];
  }
  for (int p = 0; p < NG_MAX_CLASS_PARAMS && self->class->params[p].name != NULL; p++)
    if (exprs[p] == NULL && (self->class->params[p].flags & NG_PARAM_REQUIRED) != 0) {
      ng_error_set_new (error,
                        "NetGraph::badarg",
                        place,
                        "%s needs an argument: %s.",
                        self->class->name,
                        self->class->params[p].name);
      return FALSE;
    }
  return TRUE;
}

NgNet *
ng_nets_gather (const char *const *names,
                NgLayer *const *nets,
                gsize n_nets,
                const NgPlace *place,
                GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);

  for (gsize i = 0; i < n_nets; i++) {
    NgLayer *net = nets[i];
    int index = ng_net_builder_add_layer (builder, names[i], net, place, error);

    if (index < 0)
      return NULL;
    for (gsize p = 0; p < ng_layer_n_inputs (net); p++) {
      g_autofree char *name = g_strconcat (names[i], "/", ng_layer_input_name (net, p), NULL);
      NgSource source = { .kind = NG_SOURCE_INPUT };

      if (ng_layer_input_is_optional (net, p))
        continue;
      source.index = ng_net_builder_input (builder, name, place);
      if (!ng_net_builder_connect (builder, source, index, (int) p, place, error))
        return NULL;
    }
    for (gsize p = 0; p < ng_layer_n_outputs (net); p++) {
      g_autofree char *name = g_strconcat (names[i], "/", ng_layer_output_name (net, p), NULL);

      if (!ng_layer_output_is_optional (net, p) &&
          !ng_net_builder_output (
              builder, name, (NgSource){ NG_SOURCE_LAYER, index, (int) p }, place, error))
        return NULL;
    }
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* A many-input layer that may have a single input has it where a type of that is written. */
static void
settle_single_input (NgLayer *self, NgExpr *const *arguments, gsize n_arguments)
{
  const char *single = self->class->inputs[0].name;

  for (gsize i = 0; i < n_arguments; i++) {
    const char *name = option_name (arguments[i]);

    if (!self->is_open || (self->class->flags & NG_LAYER_ONE_INPUT) == 0 ||
        g_strcmp0 (name, single) != 0)
      continue;
    ng_layer_add_slots (self, 1);
    self->is_open = FALSE;
  }
}

static NgLayer *
new_layer (const NgLayerClass *class,
           NgNet *net,
           NgExpr *const *arguments,
           gsize n_arguments,
           const NgPlace *place,
           GError **error)
{
  g_autoptr (NgLayer) self = ng_layer_alloc (class, place);
  NgExpr *exprs[NG_MAX_CLASS_PARAMS] = { NULL };
  gint64 n_lengths;

  if (net == NULL && class->nets[0] != NULL && (class->flags & NG_LAYER_MAY_HOLD) == 0) {
    ng_error_set_new (
        error, "NetGraph::badarg", place, "%s needs a net as its first argument.", class->name);
    return NULL;
  }
  self->net = net != NULL ? ng_net_ref (net) : NULL;
  if (!collect_params (self, arguments, n_arguments, place, exprs, error))
    return NULL;
  for (int p = 0; p < NG_MAX_CLASS_PARAMS && class->params[p].name != NULL; p++) {
    g_autoptr (NgExpr) standard =
        exprs[p] == NULL ? parse_default (class, &class->params[p]) : NULL;

    if (!ng_param_parse (&class->params[p],
                         exprs[p] != NULL ? exprs[p] : standard,
                         &self->given->params[p],
                         error))
      return NULL;
    self->given->params[p].is_given = exprs[p] != NULL;
    self->given->n_params++;
  }
  ng_layer_make_arrays (self);
  ng_layer_make_ports (self);
  settle_single_input (self, arguments, n_arguments);
  if (ng_layer_body (self) != NULL)
    ng_layer_adopt_net (self, net);
  if (class->check != NULL && !class->check (self, error))
    return NULL;
  n_lengths = ng_slots_n_lengths (self);
  for (gsize i = 0; i < n_arguments; i++) {
    const char *name = option_name (arguments[i]);
    int array;

    if (name == NULL || find_param (class, name) >= 0)
      continue;
    array = ng_layer_find_array (self, name);
    if (array < 0) {
      if (!read_other_option (self, arguments[i], &n_lengths, error))
        return NULL;
    } else if (g_array_index (self->arrays, NgLayerArray, array).tensor == NULL &&
               g_array_index (self->arrays, NgLayerArray, array).shared == NULL &&
               !g_array_index (self->arrays, NgLayerArray, array).is_absent) {
      if (!set_array_value (self, (guint) array, ng_expr_arg (arguments[i], 1), error))
        return NULL;
    }
  }
  return g_steal_pointer (&self);
}

NgLayer *
ng_layer_new (const NgLayerClass *class,
              NgExpr *const *arguments,
              gsize n_arguments,
              const NgPlace *place,
              GError **error)
{
  return new_layer (class, NULL, arguments, n_arguments, place, error);
}

NgLayer *
ng_layer_new_traced (
    const NgLayerClass *class, NgNet *net, NgExpr *function, const NgPlace *place, GError **error)
{
  return new_layer (class, net, &function, 1, place, error);
}

NgLayer *
ng_layer_new_around (const NgLayerClass *class,
                     NgLayer *const *nets,
                     gsize n_nets,
                     NgExpr *const *arguments,
                     gsize n_arguments,
                     const NgPlace *place,
                     GError **error)
{
  g_autoptr (NgNet) net = NULL;
  gsize n = 0;

  while (n < NG_MAX_CLASS_NETS && class->nets[n] != NULL)
    n++;
  if (n_nets != n) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      place,
                      "%s holds %" G_GSIZE_FORMAT " net%s, and %" G_GSIZE_FORMAT " %s given.",
                      class->name,
                      n,
                      n == 1 ? "" : "s",
                      n_nets,
                      n_nets == 1 ? "is" : "are");
    return NULL;
  }
  net = ng_nets_gather (class->nets, nets, n, place, error);
  return net != NULL ? new_layer (class, net, arguments, n_arguments, place, error) : NULL;
}

/* Arrays of the same names. */
static void
copy_arrays (NgLayer *self, const NgLayer *from)
{
  for (guint i = 0; i < self->arrays->len; i++) {
    NgLayerArray *array = &g_array_index (self->arrays, NgLayerArray, i);
    int index = ng_layer_find_array (from, array->spec->name);
    const NgLayerArray *old =
        index >= 0 ? &g_array_index (from->arrays, NgLayerArray, index) : NULL;

    if (old == NULL)
      continue;
    array->is_absent = old->is_absent;
    array->tensor = old->tensor != NULL ? ng_tensor_ref (old->tensor) : NULL;
    array->shared = old->shared != NULL ? g_ref_string_acquire (old->shared) : NULL;
    array->declared = old->declared != NULL ? g_memdup2 (old->declared, sizeof (NgType)) : NULL;
  }
}

/* Types that nobody wrote as an option. */
static void
copy_late_types (GArray *to, const GArray *from)
{
  for (guint i = 0; i < to->len && i < from->len; i++) {
    NgLayerPort *port = &g_array_index (to, NgLayerPort, i);
    const NgLayerPort *old = &g_array_index (from, NgLayerPort, i);

    if (!old->is_late || !g_str_equal (port->name, old->name))
      continue;
    g_free (port->type);
    port->type = g_memdup2 (old->type, sizeof (NgType));
    port->is_late = TRUE;
  }
}

static void
add_rule (GPtrArray *arguments, const char *name, NgExpr *value)
{
  g_ptr_array_add (arguments,
                   ng_expr_new_call ("Rule", ng_expr_new_string (name, NULL), value, NULL));
}

/* Plain arguments as far as they were given without a gap; the rest as rules. */
static void
add_params (const NgLayer *self, GPtrArray *arguments)
{
  gboolean written[NG_MAX_CLASS_PARAMS] = { FALSE };

  for (int position = 1;; position++) {
    gsize p = 0;

    while (p < self->given->n_params && self->class->params[p].position != position)
      p++;
    if (p == self->given->n_params || !self->given->params[p].is_given)
      break;
    g_ptr_array_add (arguments, ng_expr_ref (self->given->params[p].expr));
    written[p] = TRUE;
  }
  for (gsize p = 0; p < self->given->n_params; p++)
    if (self->given->params[p].is_given && !written[p])
      add_rule (arguments, self->class->params[p].name, ng_expr_ref (self->given->params[p].expr));
}

/* NetArray[…] with what is known of it. */
static NgExpr *
write_shared (const NgLayerArray *array, gboolean with_array)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  NgExpr *name = array->shared != NULL ? ng_expr_new_string (array->shared, NULL) : NULL;

  if (array->declared == NULL && (array->tensor == NULL || !with_array))
    return ng_expr_new_call ("NetArray", name, NULL);
  if (name != NULL)
    add_rule (items, "Name", name);
  if (array->declared != NULL)
    add_rule (items, "Dimensions", ng_port_type_write (array->declared));
  if (array->tensor != NULL && with_array)
    add_rule (items, "Array", ng_tensor_write_short (array->tensor));
  return ng_expr_new_call ("NetArray", ng_list_write ("Association", items), NULL);
}

/* Types that ports were given later take the place of options. */
static gboolean
is_replaced (const NgLayer *self, const char *name)
{
  int input = ng_layer_find_input (self, name);
  int output = ng_layer_find_output (self, name);

  return (input >= 0 && g_array_index (self->inputs, NgLayerPort, input).is_late) ||
         (input < 0 && output >= 0 && g_array_index (self->outputs, NgLayerPort, output).is_late);
}

static void
add_late_types (const GArray *ports, GPtrArray *arguments)
{
  for (guint i = 0; i < ports->len; i++) {
    const NgLayerPort *port = &g_array_index (ports, NgLayerPort, i);

    if (port->is_late)
      add_rule (arguments, port->name, ng_port_type_write (port->type));
  }
}

/* The layer made anew around @net (nullable), parameter @index (-1 for none) from @value
 * (nullable), with the option @more (nullable) of that value.
 */
static NgLayer *
renew (NgLayer *self, NgNet *net, int index, NgExpr *value, const char *more, GError **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (NgLayer) changed = NULL;

  for (gsize p = 0; p < self->given->n_params; p++) {
    const NgParam *param = &self->given->params[p];
    NgExpr *given = (int) p == index ? value : param->is_given ? param->expr : NULL;

    if (given != NULL)
      add_rule (arguments, self->class->params[p].name, ng_expr_ref (given));
  }
  for (guint i = 0; i < self->given->options->len; i++) {
    const NgLayerOption *option = &g_array_index (self->given->options, NgLayerOption, i);

    if (more == NULL || !g_str_equal (option->name, more))
      add_rule (arguments, option->name, ng_expr_ref (option->value));
  }
  if (more != NULL)
    add_rule (arguments, more, ng_expr_ref (value));
  changed = new_layer (
      self->class, net, (NgExpr **) arguments->pdata, arguments->len, &self->place, error);
  if (changed == NULL)
    return NULL;
  copy_arrays (changed, self);
  copy_late_types (changed->inputs, self->inputs);
  copy_late_types (changed->outputs, self->outputs);
  if (changed->is_open && !self->is_open)
    return ng_layer_with_slots (changed, self->inputs->len);
  return g_steal_pointer (&changed);
}

NgLayer *
ng_layer_with_param (NgLayer *self, gsize index, NgExpr *value, GError **error)
{
  g_return_val_if_fail (index < self->given->n_params, NULL);
  if ((self->class->flags & NG_LAYER_TRACES) != 0) {
    ng_error_set_new (error,
                      "NetGraph::badarg",
                      &self->place,
                      "%s follows a function, and has to be written anew for another one.",
                      self->class->name);
    return NULL;
  }
  return renew (self, self->net, (int) index, value, NULL, error);
}

NgLayer *
ng_layer_with_nets (NgLayer *self, NgLayer *const *nets, gsize n, GError **error)
{
  g_autoptr (NgNet) net = NULL;

  if (self->class->with_nets != NULL)
    return self->class->with_nets (self, nets, error);
  net = ng_nets_gather (self->class->nets, nets, n, &self->place, error);
  return net != NULL ? renew (self, net, -1, NULL, NULL, error) : NULL;
}

NgLayer *
ng_layer_with_sources (NgLayer *self, NgExpr *sources, GError **error)
{
  return renew (self, self->net, -1, sources, NG_OPTION_SOURCES, error);
}

NgExpr *
ng_layer_notation (const NgLayer *self, gboolean with_arrays)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  if (self->class->write != NULL)
    self->class->write (self, arguments);
  add_params (self, arguments);
  for (guint i = 0; i < self->arrays->len; i++) {
    const NgLayerArray *array = &g_array_index (self->arrays, NgLayerArray, i);

    if (array->is_absent)
      add_rule (arguments, array->spec->name, ng_expr_new_symbol ("None", NULL));
    else if (array->shared != NULL ||
             (array->declared != NULL && (array->tensor == NULL || !with_arrays)))
      add_rule (arguments, array->spec->name, write_shared (array, with_arrays));
    else if (array->tensor != NULL && with_arrays)
      add_rule (arguments, array->spec->name, ng_tensor_write_short (array->tensor));
  }
  for (guint i = 0; i < self->given->options->len; i++) {
    const NgLayerOption *option = &g_array_index (self->given->options, NgLayerOption, i);

    if (!is_replaced (self, option->name))
      add_rule (arguments, option->name, ng_expr_ref (option->value));
  }
  add_late_types (self->inputs, arguments);
  add_late_types (self->outputs, arguments);
  return ng_expr_new_normal (ng_expr_new_symbol (self->class->name, NULL),
                             (NgExpr **) arguments->pdata,
                             arguments->len,
                             NULL);
}
