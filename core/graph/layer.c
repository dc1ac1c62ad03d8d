/* Layers are values that share: what a layer was given (parameters, port types, payload) lives in
 * one block that all its later versions hold together; ports and arrays are small tables of their
 * own. */

#include "core/graph/layer.h"

#include "core/graph/literal.h"
#include "core/graph/net.h"
#include "core/graph/registry.h"
#include <string.h>

typedef struct {
  const char *name; /* interned */
  NgType *type;     /* NULL where nothing was given */
} Port;

typedef struct {
  const NgArraySpec *spec;
  NgTensor *tensor;
  gboolean is_absent;
} Array;

/* An option that is no parameter and no array: a port's type, LearningRateMultipliers. */
typedef struct {
  char *name;
  NgExpr *value;
} Option;

/* What never changes between versions of a layer. */
typedef struct {
  gatomicrefcount references;
  NgParam params[NG_MAX_CLASS_PARAMS];
  gsize n_params;
  GArray *options;
  GPtrArray *extra_specs; /* of arrays that came with a payload */
  gpointer payload;
  GDestroyNotify free_payload;
} Given;

struct _NgLayer {
  gatomicrefcount references;
  const NgLayerClass *class;
  NgPlace place;
  Given *given;
  GArray *inputs;
  GArray *outputs;
  GArray *arrays;
  gboolean has_slots;
  gboolean is_open;
  NgNet *net;
};

static void
clear_port (gpointer data)
{
  g_clear_pointer (&((Port *) data)->type, g_free);
}

static void
clear_array (gpointer data)
{
  g_clear_pointer (&((Array *) data)->tensor, ng_tensor_unref);
}

static void
clear_option (gpointer data)
{
  Option *option = data;

  g_clear_pointer (&option->name, g_free);
  g_clear_pointer (&option->value, ng_expr_unref);
}

static void
free_spec (gpointer data)
{
  NgArraySpec *spec = data;

  g_free ((char *) spec->name);
  g_free ((char *) spec->shape);
  g_free ((char *) spec->alias);
  g_free (spec);
}

static void
given_unref (Given *given)
{
  if (!g_atomic_ref_count_dec (&given->references))
    return;
  for (gsize i = 0; i < given->n_params; i++)
    ng_param_clear (&given->params[i]);
  g_array_unref (given->options);
  g_ptr_array_unref (given->extra_specs);
  if (given->free_payload != NULL)
    given->free_payload (given->payload);
  g_free (given);
}

static GArray *
new_table (gsize size, GDestroyNotify clear)
{
  GArray *table = g_array_new (FALSE, TRUE, (guint) size);

  g_array_set_clear_func (table, clear);
  return table;
}

static NgLayer *
new_empty (const NgLayerClass *class, const NgPlace *place)
{
  NgLayer *self = g_new0 (NgLayer, 1);

  g_atomic_ref_count_init (&self->references);
  self->class = class;
  if (place != NULL)
    self->place = *place;
  self->place.path = NULL;
  self->given = g_new0 (Given, 1);
  g_atomic_ref_count_init (&self->given->references);
  self->given->options = new_table (sizeof (Option), clear_option);
  self->given->extra_specs = g_ptr_array_new_with_free_func (free_spec);
  self->inputs = new_table (sizeof (Port), clear_port);
  self->outputs = new_table (sizeof (Port), clear_port);
  self->arrays = new_table (sizeof (Array), clear_array);
  return self;
}

static GArray *
copy_ports (const GArray *from)
{
  GArray *to = new_table (sizeof (Port), clear_port);

  for (guint i = 0; i < from->len; i++) {
    Port port = g_array_index (from, Port, i);

    port.type = port.type != NULL ? g_memdup2 (port.type, sizeof (NgType)) : NULL;
    g_array_append_val (to, port);
  }
  return to;
}

static NgLayer *
copy_layer (const NgLayer *self)
{
  NgLayer *copy = g_new0 (NgLayer, 1);

  g_atomic_ref_count_init (&copy->references);
  copy->class = self->class;
  copy->place = self->place;
  copy->given = self->given;
  g_atomic_ref_count_inc (&copy->given->references);
  copy->inputs = copy_ports (self->inputs);
  copy->outputs = copy_ports (self->outputs);
  copy->arrays = new_table (sizeof (Array), clear_array);
  for (guint i = 0; i < self->arrays->len; i++) {
    Array array = g_array_index (self->arrays, Array, i);

    if (array.tensor != NULL)
      ng_tensor_ref (array.tensor);
    g_array_append_val (copy->arrays, array);
  }
  copy->has_slots = self->has_slots;
  copy->is_open = self->is_open;
  copy->net = self->net != NULL ? ng_net_ref (self->net) : NULL;
  return copy;
}

NgLayer *
ng_layer_ref (NgLayer *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_layer_unref (NgLayer *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  given_unref (self->given);
  g_array_unref (self->inputs);
  g_array_unref (self->outputs);
  g_array_unref (self->arrays);
  g_clear_pointer (&self->net, ng_net_unref);
  g_free (self);
}

/* ---- ports ---- */

void
ng_layer_add_port (NgLayer *self, gboolean is_output, const char *name, const NgType *type)
{
  Port port = { g_intern_string (name), NULL };

  if (type != NULL)
    port.type = g_memdup2 (type, sizeof *type);
  g_array_append_val (is_output ? self->outputs : self->inputs, port);
}

void
ng_layer_set_open (NgLayer *self)
{
  self->has_slots = TRUE;
  self->is_open = TRUE;
}

void
ng_layer_add_array (NgLayer *self, const NgArraySpec *spec, NgTensor *tensor)
{
  NgArraySpec *copy = g_memdup2 (spec, sizeof *spec);
  Array array = { copy, tensor != NULL ? ng_tensor_ref (tensor) : NULL, FALSE };

  copy->name = g_strdup (spec->name);
  copy->shape = g_strdup (spec->shape);
  copy->alias = g_strdup (spec->alias);
  g_ptr_array_add (self->given->extra_specs, copy);
  g_array_append_val (self->arrays, array);
}

static void
add_slots (NgLayer *self, gsize n)
{
  for (gsize i = 1; i <= n; i++) {
    char name[32];

    g_snprintf (name, sizeof name, "%" G_GSIZE_FORMAT, i);
    ng_layer_add_port (self, FALSE, name, NULL);
  }
}

/* The ports of the record, then those that depend on this layer. */
static void
make_ports (NgLayer *self)
{
  const NgLayerClass *class = self->class;
  gboolean is_many = FALSE;

  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++) {
    if (class->inputs[i].is_many)
      is_many = TRUE;
    else
      ng_layer_add_port (self, FALSE, class->inputs[i].name, NULL);
  }
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    ng_layer_add_port (self, TRUE, class->outputs[i].name, NULL);
  self->has_slots = is_many;
  if (class->ports != NULL)
    class->ports (self);
  if (is_many && self->inputs->len == 0)
    self->is_open = TRUE;
}

static void
make_arrays (NgLayer *self)
{
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && self->class->arrays[i].name != NULL; i++) {
    Array array = { &self->class->arrays[i], NULL, FALSE };

    g_array_append_val (self->arrays, array);
  }
}

/* ---- making ---- */

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
set_array_value (NgLayer *self, guint index, NgExpr *value, GError **error)
{
  Array *array = &g_array_index (self->arrays, Array, index);

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
  g_autoptr (NgTensor) numbers = ng_tensor_read (value, error);
  if (numbers == NULL) {
    g_prefix_error (error, "\"%s\": ", array->spec->name);
    return FALSE;
  }
  /* Whole numbers are read as integers; arrays are real. */
  array->tensor = ng_element_is_real (ng_tensor_element (numbers))
                      ? g_steal_pointer (&numbers)
                      : ng_tensor_convert (numbers, NG_ELEMENT_F64);
  return TRUE;
}

static Port *
find_port (NgLayer *self, const char *name)
{
  int index = ng_layer_find_input (self, name);

  if (index >= 0)
    return &g_array_index (self->inputs, Port, index);
  index = ng_layer_find_output (self, name);
  return index >= 0 ? &g_array_index (self->outputs, Port, index) : NULL;
}

static void
fail_option (const NgLayer *self, NgExpr *argument, const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::noport",
                                                ng_expr_place (ng_expr_arg (argument, 0)),
                                                "%s has no option, array or port \"%s\".",
                                                self->class->name,
                                                name);

  for (int i = 0; i < NG_MAX_CLASS_PARAMS && self->class->params[i].name != NULL; i++)
    g_ptr_array_add (names, (gpointer) self->class->params[i].name);
  for (guint i = 0; i < self->arrays->len; i++)
    g_ptr_array_add (names, (gpointer) g_array_index (self->arrays, Array, i).spec->name);
  for (guint i = 0; i < self->inputs->len; i++)
    g_ptr_array_add (names, (gpointer) g_array_index (self->inputs, Port, i).name);
  for (guint i = 0; i < self->outputs->len; i++)
    g_ptr_array_add (names, (gpointer) g_array_index (self->outputs, Port, i).name);
  g_ptr_array_add (names, NULL);
  nearest = ng_nearest (name, (const char *const *) names->pdata);
  if (nearest != NULL) {
    diagnostic = ng_diagnostic_with_hint (diagnostic, "did you mean \"%s\"?", nearest);
  } else {
    g_autofree char *all = g_strjoinv (", ", (char **) names->pdata);

    diagnostic = ng_diagnostic_with_hint (diagnostic, "it has %s", all);
  }
  ng_error_set (error, diagnostic);
}

static NgDim
next_length (gpointer count)
{
  return ng_dim_varying (++*(gint64 *) count);
}

/* Options that are neither parameters nor arrays: types of ports, learning rates. */
static gboolean
read_other_option (NgLayer *self, NgExpr *argument, gint64 *n_lengths, GError **error)
{
  const char *name = option_name (argument);
  NgExpr *value = ng_expr_arg (argument, 1);
  Option option;

  for (guint i = 0; i < self->given->options->len; i++)
    if (g_str_equal (g_array_index (self->given->options, Option, i).name, name))
      return TRUE;
  if (!g_str_equal (name, "LearningRateMultipliers")) {
    Port *port = find_port (self, name);
    NgType type;

    if (port == NULL) {
      fail_option (self, argument, name, error);
      return FALSE;
    }
    if (!ng_port_type_read (value, next_length, n_lengths, &type, error))
      return FALSE;
    port->type = g_memdup2 (&type, sizeof type);
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

NgLayer *
ng_layer_new (const NgLayerClass *class,
              NgExpr *const *arguments,
              gsize n_arguments,
              const NgPlace *place,
              GError **error)
{
  g_autoptr (NgLayer) self = new_empty (class, place);
  NgExpr *exprs[NG_MAX_CLASS_PARAMS] = { NULL };
  gint64 n_lengths = 0;

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
  make_arrays (self);
  make_ports (self);
  if (class->check != NULL && !class->check (self, error))
    return NULL;
  for (gsize i = 0; i < n_arguments; i++) {
    const char *name = option_name (arguments[i]);
    int array;

    if (name == NULL || find_param (class, name) >= 0)
      continue;
    array = ng_layer_find_array (self, name);
    if (array < 0) {
      if (!read_other_option (self, arguments[i], &n_lengths, error))
        return NULL;
    } else if (g_array_index (self->arrays, Array, array).tensor == NULL &&
               !g_array_index (self->arrays, Array, array).is_absent) {
      if (!set_array_value (self, (guint) array, ng_expr_arg (arguments[i], 1), error))
        return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/* Whether inputs are called "1", "2", …, "k". */
static gboolean
are_slots (const GArray *inputs)
{
  for (guint i = 0; i < inputs->len; i++) {
    char name[16];

    g_snprintf (name, sizeof name, "%u", i + 1);
    if (!g_str_equal (g_array_index (inputs, Port, i).name, name))
      return FALSE;
  }
  return inputs->len > 0;
}

static void
adopt_net (NgLayer *self, NgNet *net)
{
  g_array_set_size (self->inputs, 0);
  g_array_set_size (self->outputs, 0);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    ng_layer_add_port (self, FALSE, ng_net_input_name (net, i), NULL);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    ng_layer_add_port (self, TRUE, ng_net_output_name (net, i), NULL);
  self->is_open = ng_net_has_open_slots (net);
  self->has_slots = self->is_open || are_slots (self->inputs);
  ng_net_ref (net);
  g_clear_pointer (&self->net, ng_net_unref);
  self->net = net;
}

NgLayer *
ng_layer_new_net (NgNet *net, const NgPlace *place)
{
  const char *name = ng_net_is_chain (net) ? "NetChain" : "NetGraph";
  NgLayer *self = new_empty (ng_registry_find (name), place);

  adopt_net (self, net);
  return self;
}

NgLayer *
ng_layer_new_payload (const NgLayerClass *class, gpointer payload, GDestroyNotify free)
{
  NgLayer *self = new_empty (class, NULL);

  self->given->payload = payload;
  self->given->free_payload = free;
  make_arrays (self);
  make_ports (self);
  return self;
}

NgLayer *
ng_layer_with_slots (NgLayer *self, gsize n)
{
  NgLayer *copy = copy_layer (self);

  copy->is_open = FALSE;
  if (copy->net != NULL) {
    g_autoptr (NgNet) net = ng_net_with_slots (copy->net, n);

    adopt_net (copy, net);
  } else {
    g_array_set_size (copy->inputs, 0);
    add_slots (copy, n);
  }
  return copy;
}

NgLayer *
ng_layer_with_array (NgLayer *self, gsize index, NgTensor *tensor)
{
  NgLayer *copy = copy_layer (self);
  Array *array = &g_array_index (copy->arrays, Array, index);

  g_clear_pointer (&array->tensor, ng_tensor_unref);
  array->tensor = tensor != NULL ? ng_tensor_ref (tensor) : NULL;
  array->is_absent = FALSE;
  return copy;
}

NgLayer *
ng_layer_with_net (NgLayer *self, NgNet *net)
{
  NgLayer *copy = copy_layer (self);

  adopt_net (copy, net);
  return copy;
}

/* Rules for all that was given but @name and arrays. */
static GPtrArray *
given_rules (const NgLayer *self, const char *name)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (gsize p = 0; p < self->given->n_params; p++)
    if (self->given->params[p].is_given && find_param (self->class, name) != (int) p)
      g_ptr_array_add (rules,
                       ng_expr_new_call ("Rule",
                                         ng_expr_new_string (self->class->params[p].name, NULL),
                                         ng_expr_ref (self->given->params[p].expr),
                                         NULL));
  for (guint i = 0; i < self->given->options->len; i++) {
    const Option *option = &g_array_index (self->given->options, Option, i);

    if (!g_str_equal (option->name, name))
      g_ptr_array_add (
          rules,
          ng_expr_new_call (
              "Rule", ng_expr_new_string (option->name, NULL), ng_expr_ref (option->value), NULL));
  }
  return rules;
}

NgLayer *
ng_layer_with_option (NgLayer *self, const char *name, NgExpr *value, GError **error)
{
  g_autoptr (GPtrArray) rules = given_rules (self, name);
  NgLayer *layer;

  g_ptr_array_add (
      rules, ng_expr_new_call ("Rule", ng_expr_new_string (name, NULL), ng_expr_ref (value), NULL));
  layer =
      ng_layer_new (self->class, (NgExpr *const *) rules->pdata, rules->len, &self->place, error);
  if (layer == NULL)
    return NULL;
  for (guint i = 0; i < layer->arrays->len && i < self->arrays->len; i++) {
    Array *to = &g_array_index (layer->arrays, Array, i);
    const Array *from = &g_array_index (self->arrays, Array, i);

    if (g_str_equal (to->spec->name, name) || g_strcmp0 (to->spec->alias, name) == 0)
      continue;
    g_clear_pointer (&to->tensor, ng_tensor_unref);
    to->tensor = from->tensor != NULL ? ng_tensor_ref (from->tensor) : NULL;
    to->is_absent = from->is_absent;
  }
  if (layer->is_open && !self->is_open) {
    layer->is_open = FALSE;
    add_slots (layer, self->inputs->len);
  }
  return layer;
}

/* ---- reading ---- */

const NgLayerClass *
ng_layer_class (const NgLayer *self)
{
  return self->class;
}

const char *
ng_layer_kind (const NgLayer *self)
{
  return self->class->title != NULL ? self->class->title (self) : self->class->name;
}

NgCategory
ng_layer_category (const NgLayer *self)
{
  return self->class->category;
}

char *
ng_layer_label (const NgLayer *self)
{
  return self->class->label != NULL ? self->class->label (self) : g_strdup ("");
}

const NgPlace *
ng_layer_place (const NgLayer *self)
{
  return &self->place;
}

NgNet *
ng_layer_net (const NgLayer *self)
{
  return self->net;
}

gpointer
ng_layer_payload (const NgLayer *self)
{
  return self->given->payload;
}

const NgParam *
ng_layer_param (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->given->n_params, NULL);
  return &self->given->params[index];
}

gsize
ng_layer_n_params (const NgLayer *self)
{
  return self->given->n_params;
}

gsize
ng_layer_n_inputs (const NgLayer *self)
{
  return self->inputs->len;
}

gsize
ng_layer_n_outputs (const NgLayer *self)
{
  return self->outputs->len;
}

const char *
ng_layer_input_name (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);
  return g_array_index (self->inputs, Port, index).name;
}

const char *
ng_layer_output_name (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);
  return g_array_index (self->outputs, Port, index).name;
}

static int
find_name (const GArray *ports, const char *name)
{
  for (guint i = 0; i < ports->len; i++)
    if (g_str_equal (g_array_index (ports, Port, i).name, name))
      return (int) i;
  return -1;
}

int
ng_layer_find_input (const NgLayer *self, const char *name)
{
  int index = find_name (self->inputs, name);

  if (index < 0 && self->has_slots && g_str_has_prefix (name, "Input") && name[5] != '\0')
    index = find_name (self->inputs, name + 5);
  return index;
}

int
ng_layer_find_output (const NgLayer *self, const char *name)
{
  int index = find_name (self->outputs, name);

  if (index < 0 && self->net != NULL)
    index = ng_net_find_output (self->net, name);
  return index;
}

gboolean
ng_layer_has_slots (const NgLayer *self)
{
  return self->has_slots;
}

gboolean
ng_layer_has_open_slots (const NgLayer *self)
{
  return self->is_open;
}

static const NgType *
port_type (const GArray *ports, gsize index)
{
  static const NgType unknown = {
    .kind = NG_KIND_UNKNOWN, .min = G_MININT64, .max = G_MAXINT64, .rank = -1
  };
  const NgType *type = g_array_index (ports, Port, index).type;

  return type != NULL ? type : &unknown;
}

const NgType *
ng_layer_input_type (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);
  return port_type (self->inputs, index);
}

const NgType *
ng_layer_output_type (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);
  return port_type (self->outputs, index);
}

gsize
ng_layer_n_arrays (const NgLayer *self)
{
  return self->arrays->len;
}

const NgArraySpec *
ng_layer_array_spec (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, NULL);
  return g_array_index (self->arrays, Array, index).spec;
}

NgTensor *
ng_layer_array (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, NULL);
  return g_array_index (self->arrays, Array, index).tensor;
}

gboolean
ng_layer_array_is_absent (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, FALSE);
  return g_array_index (self->arrays, Array, index).is_absent;
}

int
ng_layer_find_array (const NgLayer *self, const char *name)
{
  for (guint i = 0; i < self->arrays->len; i++) {
    const NgArraySpec *spec = g_array_index (self->arrays, Array, i).spec;

    if (g_str_equal (spec->name, name) || g_strcmp0 (spec->alias, name) == 0)
      return (int) i;
  }
  return -1;
}

/* ---- notation ---- */

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

NgExpr *
ng_layer_notation (const NgLayer *self, gboolean with_arrays)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  add_params (self, arguments);
  for (guint i = 0; i < self->arrays->len; i++) {
    const Array *array = &g_array_index (self->arrays, Array, i);

    if (array->is_absent)
      add_rule (arguments, array->spec->name, ng_expr_new_symbol ("None", NULL));
    else if (array->tensor != NULL && with_arrays)
      add_rule (arguments, array->spec->name, ng_tensor_write (array->tensor));
  }
  for (guint i = 0; i < self->given->options->len; i++) {
    const Option *option = &g_array_index (self->given->options, Option, i);

    add_rule (arguments, option->name, ng_expr_ref (option->value));
  }
  return ng_expr_new_normal (ng_expr_new_symbol (self->class->name, NULL),
                             (NgExpr **) arguments->pdata,
                             arguments->len,
                             NULL);
}
