/* Nets as classes: each layer by its row, nets inside as classes of their own, and what the library
 * does not have as a class of operations, or in place where these are few. */

#include "core/formats/code-net.h"

#include "core/formats/onnx-emit.h"

#include <string.h>

/* Operations that are written in place rather than as a class. */
#define FEW 3

/* ---- scopes ---- */

static void
scope_init (
    NgCodeScope *self, NgCodeScript *script, const NgNet *net, const char *prefix, const char *path)
{
  *self = (NgCodeScope){
    .script = script,
    .net = net,
    .prefix = prefix,
    .path = path,
    .init = g_string_new (NULL),
    .body = g_string_new (NULL),
    .attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .constants = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) ng_tensor_unref, g_free),
  };
}

static void
scope_clear (NgCodeScope *self)
{
  g_string_free (self->init, TRUE);
  g_string_free (self->body, TRUE);
  g_hash_table_unref (self->attributes);
  g_hash_table_unref (self->variables);
  g_hash_table_unref (self->constants);
  g_free (self->name);
}

static gboolean
has_failed (const NgCodeScope *self)
{
  return *self->script->error != NULL;
}

/* What a layer is called here: its name, or its kind and number. */
static char *
name_layer (NgCodeScope *self, gsize index)
{
  const char *name = ng_net_name (self->net, index);
  g_autofree char *plain = NULL;

  if (self->is_held) {
    plain = ng_code_snake (ng_layer_kind (ng_net_layer (self->net, index)));
    if (g_str_has_suffix (plain, "_layer"))
      plain[strlen (plain) - strlen ("_layer")] = '\0';
  } else if (name != NULL && !g_ascii_isdigit (*name)) {
    plain = ng_code_identifier (name);
  } else {
    const char *kind = ng_layer_kind (ng_net_layer (self->net, index));
    g_autofree char *shown = ng_net_shown_name (self->net, index);
    g_autofree char *number = ng_code_identifier (shown);
    g_autofree char *snake = ng_code_snake (g_str_has_prefix (kind, "Net") ? kind + 3 : kind);
    if (g_str_has_suffix (snake, "_layer"))
      snake[strlen (snake) - strlen ("_layer")] = '\0';
    plain = g_strconcat (snake, "_", number + (*number == 'n'), NULL);
  }
  return ng_code_unique (self->attributes, plain);
}

/* ---- a layer as a net of operators ---- */

static NgDim
own_dim (NgNetBuilder *builder, GHashTable *lengths, NgDim dim)
{
  gpointer key = GINT_TO_POINTER ((int) dim.value);

  if (dim.state != NG_DIM_VARYING)
    return dim;
  int known = GPOINTER_TO_INT (g_hash_table_lookup (lengths, key));
  NgDim own = known != 0 ? ng_dim_varying (known) : ng_net_builder_fresh_length (builder, NULL);
  g_hash_table_insert (lengths, key, GINT_TO_POINTER ((int) own.value));
  return own;
}

static void
set_type (NgNetBuilder *builder, GHashTable *lengths, const char *name, const NgType *type)
{
  NgType own = *type;

  for (int i = 0; i < own.rank; i++)
    own.dims[i] = own_dim (builder, lengths, own.dims[i]);
  ng_net_builder_set_port_type (builder, name, &own, NULL, NULL);
}

static gboolean
is_read (const NgCodeScope *self, gsize output)
{
  NgSource source = { NG_SOURCE_LAYER, (int) self->layer, (int) output };
  gsize n;

  ng_net_targets (self->net, source, &n);
  return n > 0;
}

/* The layer alone, with the types that it has here: its inputs that are fed and its outputs that
 * are read are ports. */
static NgNet *
isolate (const NgCodeScope *self, GError **error)
{
  NgLayer *layer = ng_net_layer (self->net, self->layer);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);

  ng_net_builder_set_closed (builder);
  if (ng_net_builder_add_layer (builder, "layer", layer, NULL, error) < 0)
    return NULL;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (self->net, self->layer, i);
    if (source.kind == NG_SOURCE_NONE)
      continue;
    g_autofree char *name = g_strdup_printf ("in%" G_GSIZE_FORMAT, i);
    NgSource port = { NG_SOURCE_INPUT, ng_net_builder_input (builder, name, NULL), 0 };
    set_type (builder, lengths, name, ng_net_type (self->net, source));
    if (!ng_net_builder_connect (builder, port, 0, (int) i, NULL, error))
      return NULL;
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) self->layer, (int) i };
    g_autofree char *name = g_strdup_printf ("out%" G_GSIZE_FORMAT, i);
    if (!is_read (self, i))
      continue;
    if (!ng_net_builder_output (
            builder, name, (NgSource){ NG_SOURCE_LAYER, 0, (int) i }, NULL, error))
      return NULL;
    set_type (builder, lengths, name, ng_net_type (self->net, source));
  }
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

/* The layer's operators. Why there are none is what the other format says, without its name. */
static NgNet *
find_operators (NgCodeScope *self)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (NgNet) alone = isolate (self, &reason);
  NgNet *raw =
      alone != NULL ? ng_onnx_from_layers (alone, 17, NG_ONNX_EMIT_PLAIN, NULL, &reason) : NULL;

  if (raw == NULL) {
    const char *text = reason != NULL ? reason->message : "";
    const char *start = strstr (text, " has no form in ONNX: ");
    g_autofree char *why =
        g_strdup (start != NULL ? start + strlen (" has no form in ONNX: ") : text);
    if (g_str_has_suffix (why, "."))
      why[strlen (why) - 1] = '\0';
    ng_code_fail (self, "%s", why);
  }
  return raw;
}

static const NgCodeValue *
value_of (NgCodeValue **values, const NgCodeValue *inputs, NgSource source)
{
  static const NgCodeValue none;

  return source.kind == NG_SOURCE_LAYER   ? &values[source.index][source.port]
         : source.kind == NG_SOURCE_INPUT ? &inputs[source.index]
                                          : &none;
}

static NgCodeValue
value_copy (const NgCodeValue *self)
{
  return (NgCodeValue){ .text = g_strdup (self->text),
                        .sizes = g_strdup (self->sizes),
                        .tensor = self->tensor != NULL ? ng_tensor_ref (self->tensor) : NULL };
}

/* Writes the operators. @inputs feed the ports of @raw, @outputs become what its outputs are; the
 * last operator is called @name. */
static void
put_operators (NgCodeScope *self,
               const NgNet *raw,
               const NgCodeValue *inputs,
               NgCodeValue *outputs,
               const char *name)
{
  gsize n = ng_net_n_layers (raw);
  g_autofree NgCodeValue **values = g_new0 (NgCodeValue *, n + 1);
  g_autofree char *old = g_steal_pointer (&self->name);
  NgCodeValue *old_inputs = self->inputs, *old_outputs = self->outputs;

  for (gsize k = 0; k < n; k++)
    values[k] = g_new0 (NgCodeValue, ng_layer_n_outputs (ng_net_layer (raw, k)) + 1);
  for (gsize k = 0; k < n && !has_failed (self); k++) {
    gsize index = (gsize) ng_net_order (raw)[k];
    const NgLayer *layer = ng_net_layer (raw, index);
    const NgOnnxNode *node = ng_layer_onnx_node (layer);
    g_autofree NgCodeValue *operands = g_new0 (NgCodeValue, ng_layer_n_inputs (layer) + 1);
    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
      operands[i] = *value_of (values, inputs, ng_net_source (raw, index, i));
    g_free (self->name);
    self->name = k + 1 < n ? ng_code_snake (node->op) : g_strdup (name);
    self->inputs = operands;
    self->outputs = values[index];
    ng_code_put_operator (self, node);
  }
  self->inputs = old_inputs;
  self->outputs = old_outputs;
  g_free (self->name);
  self->name = g_steal_pointer (&old);
  for (gsize i = 0; i < ng_net_n_outputs (raw) && !has_failed (self); i++)
    outputs[i] = value_copy (value_of (values, inputs, ng_net_output_source (raw, i)));
  for (gsize k = 0; k < n; k++) {
    for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (raw, k)); i++)
      ng_code_value_clear (&values[k][i]);
    g_free (values[k]);
  }
}

/* ---- classes ---- */

/* What the class gives back: a value, or several in parentheses. */
static char *
list_results (const NgCodeValue *outputs, gsize n)
{
  GString *text = g_string_new (n > 1 ? "(" : NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", outputs[i].text);
  if (n > 1)
    g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* Adds the class, unless there is one of the same text. Returns: (transfer none): its name */
static const char *
add_class (NgCodeScope *self, const char *wish, const GPtrArray *parameters, const char *results)
{
  NgCodeScript *script = self->script;
  gboolean is_torch = script->language == NG_CODE_TORCH;
  g_autoptr (GString) text = g_string_new (NULL);
  const char *known;

  g_string_append_printf (text,
                          "(%s):\n    def __init__(self%s):\n        super().__init__(%s)\n%s\n",
                          is_torch ? "nn.Module" : "layers.Layer",
                          is_torch ? "" : ", **options",
                          is_torch ? "" : "**options",
                          self->init->str);
  g_string_append_printf (text, "    def %s(self", is_torch ? "forward" : "call");
  for (guint i = 0; i < parameters->len; i++)
    g_string_append_printf (text, ", %s", (const char *) parameters->pdata[i]);
  g_string_append_printf (text, "):\n%s        return %s\n", self->body->str, results);
  known = g_hash_table_lookup (script->bodies, text->str);
  gboolean is_outermost = *self->prefix == '\0';
  if (known != NULL && !is_outermost)
    return known;
  char *name = is_outermost ? g_strdup (wish) : ng_code_unique (script->names, wish);
  g_hash_table_insert (script->bodies, g_strdup (text->str), name);
  g_string_append_printf (script->classes, "\n\nclass %s%s", name, text->str);
  return name;
}

/* Names of parameters: those of ports. */
static char *
add_parameter (NgCodeScope *self, GPtrArray *parameters, const char *port)
{
  g_autofree char *snake = ng_code_port (port);
  char *name = ng_code_unique (self->variables, snake);

  g_ptr_array_add (parameters, name);
  if (self->first == NULL)
    self->first = name;
  return name;
}

/* The layers of the scope's net. */
static void
put_layers (NgCodeScope *self, const NgCodeValue *inputs, NgCodeValue *outputs)
{
  const NgNet *net = self->net;
  gsize n = ng_net_n_layers (net);
  g_autofree NgCodeValue **values = g_new0 (NgCodeValue *, n + 1);

  for (gsize k = 0; k < n; k++)
    values[k] = g_new0 (NgCodeValue, ng_layer_n_outputs (ng_net_layer (net, k)) + 1);
  for (gsize k = 0; k < n && !has_failed (self); k++) {
    gsize index = (gsize) ng_net_order (net)[k];
    gsize n_inputs = ng_layer_n_inputs (ng_net_layer (net, index));
    g_autofree NgCodeValue *operands = g_new0 (NgCodeValue, n_inputs + 1);
    for (gsize i = 0; i < n_inputs; i++)
      operands[i] = *value_of (values, inputs, ng_net_source (net, index, i));
    ng_code_put_layer (self, index, operands, values[index]);
  }
  for (gsize i = 0; i < ng_net_n_outputs (net) && !has_failed (self); i++)
    outputs[i] = value_copy (value_of (values, inputs, ng_net_output_source (net, i)));
  for (gsize k = 0; k < n; k++) {
    for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (net, k)); i++)
      ng_code_value_clear (&values[k][i]);
    g_free (values[k]);
  }
}

static void
clear_values (NgCodeValue *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    ng_code_value_clear (&values[i]);
}

const char *
ng_code_net_class (
    NgCodeScript *script, const NgNet *net, const char *prefix, const char *path, const char *wish)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autoptr (GPtrArray) parameters = g_ptr_array_new_with_free_func (g_free);
  g_autofree NgCodeValue *inputs = g_new0 (NgCodeValue, n_inputs + 1);
  g_autofree NgCodeValue *outputs = g_new0 (NgCodeValue, n_outputs + 1);
  const char *name = NULL;
  NgCodeScope scope;

  scope_init (&scope, script, net, prefix, path);
  for (gsize i = 0; i < n_inputs; i++)
    inputs[i].text = g_strdup (add_parameter (&scope, parameters, ng_net_input_name (net, i)));
  put_layers (&scope, inputs, outputs);
  if (!has_failed (&scope)) {
    g_autofree char *results = list_results (outputs, n_outputs);
    if (*prefix == '\0')
      g_string_append (scope.init, script->ties->str);
    name = add_class (&scope, wish, parameters, results);
  }
  clear_values (inputs, n_inputs);
  clear_values (outputs, n_outputs);
  scope_clear (&scope);
  return name;
}

/* @text without four spaces in front of each line */
static void
append_outdented (GString *text, const char *lines)
{
  g_auto (GStrv) parts = g_strsplit (lines, "\n", -1);

  for (int i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    g_string_append_printf (text, "%s\n", parts[i] + 4);
}

gboolean
ng_code_net_function (NgCodeScript *script,
                      const NgNet *net,
                      char *(*input) (const NgNet *net, gsize index),
                      GString *body)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autoptr (GPtrArray) parameters = g_ptr_array_new_with_free_func (g_free);
  g_autofree NgCodeValue *inputs = g_new0 (NgCodeValue, n_inputs + 1);
  g_autofree NgCodeValue *outputs = g_new0 (NgCodeValue, n_outputs + 1);
  NgCodeScope scope;
  gboolean ok;

  scope_init (&scope, script, net, "", "");
  for (gsize i = 0; i < n_inputs; i++) {
    g_autofree char *made = input (net, i);
    inputs[i].text = g_strdup (add_parameter (&scope, parameters, ng_net_input_name (net, i)));
    ng_code_state (&scope, "%s = %s", inputs[i].text, made);
  }
  put_layers (&scope, inputs, outputs);
  ok = !has_failed (&scope);
  if (ok) {
    g_autofree char *results = list_results (outputs, n_outputs);
    g_autoptr (GString) names = g_string_new (NULL);
    for (guint i = 0; i < parameters->len; i++)
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (char *) parameters->pdata[i]);
    ng_code_state (&scope, "return keras.Model([%s], %s)", names->str, results);
    append_outdented (body, scope.body->str);
  }
  clear_values (inputs, n_inputs);
  clear_values (outputs, n_outputs);
  scope_clear (&scope);
  return ok;
}

/* ---- layers ---- */

/* The arguments that feed the inputs that are connected. */
static char *
list_arguments (const NgCodeScope *self)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (self->net, self->layer)); i++) {
    if (self->inputs[i].text != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", self->inputs[i].text);
  }
  return g_string_free (text, FALSE);
}

/* The outputs that are read become variables of what is called. */
static void
give_call (NgCodeScope *self, const char *call)
{
  gsize n = ng_layer_n_outputs (ng_net_layer (self->net, self->layer)), n_read = 0;
  g_autofree char *arguments = list_arguments (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    n_read += is_read (self, i);
  for (gsize i = 0; i < n; i++) {
    if (!is_read (self, i))
      continue;
    g_autofree char *wish =
        n_read == 1 ? g_strdup (self->name) : g_strdup_printf ("%s_%d", self->name, (int) i + 1);
    self->outputs[i] = (NgCodeValue){ .text = ng_code_unique (self->variables, wish) };
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", self->outputs[i].text);
  }
  ng_code_state (self, "%s = %s(%s)", text->str, call, arguments);
}

static char *
inner_prefix (const NgCodeScope *self, const char *name)
{
  return g_strconcat (
      self->prefix, name, self->script->language == NG_CODE_TORCH ? "." : "/", NULL);
}

static char *
inner_path (const NgCodeScope *self)
{
  g_autofree char *name = ng_net_shown_name (self->net, self->layer);

  return *self->path != '\0' ? g_strconcat (self->path, "/", name, NULL) : g_strdup (name);
}

/* A net inside: all its outputs are given. */
static void
put_net (NgCodeScope *self, const NgLayer *layer)
{
  NgNet *net = ng_layer_body (layer);
  g_autofree char *prefix = inner_prefix (self, self->name);
  g_autofree char *path = inner_path (self);
  const char *own = ng_net_name (self->net, self->layer);
  const char *kind = ng_layer_kind (layer);
  g_autofree char *wish = ng_code_class_name (own != NULL && !g_ascii_isdigit (*own) ? own
                                              : g_str_has_prefix (kind, "Net")       ? kind + 3
                                                                                     : kind);
  const char *class;
  gsize n = ng_layer_n_outputs (layer);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    if (self->inputs[i].text == NULL) {
      ng_code_fail (self, "one of its inputs is left open");
      return;
    }
  }
  class = ng_code_net_class (self->script, net, prefix, path, wish);
  if (class == NULL)
    return;
  g_autofree char *call = ng_code_module (self, "%s(", class);
  g_autofree char *arguments = list_arguments (self);
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *wished =
        n == 1 ? g_strdup (self->name) : g_strdup_printf ("%s_%d", self->name, (int) i + 1);
    self->outputs[i] = (NgCodeValue){ .text = ng_code_unique (self->variables, wished) };
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", self->outputs[i].text);
  }
  ng_code_state (self, "%s = %s(%s)", text->str, call, arguments);
}

/* An instance of the class as an attribute. */
static char *
module_called (NgCodeScope *self, const char *class, const char *name)
{
  char *old = self->name, *call;

  self->name = (char *) name;
  call = ng_code_module (self, "%s(", class);
  self->name = old;
  return call;
}

char *
ng_code_put_inner (NgCodeScope *self, const NgLayer *layer, gsize index, const char *name)
{
  g_autofree char *prefix = inner_prefix (self, name);
  g_autofree char *path = inner_path (self);
  g_autofree char *wish = ng_code_class_name (name);
  NgNet *net = ng_layer_net (layer);
  NgLayer *inner = ng_layer_inner (layer, index);
  g_autoptr (GPtrArray) parameters = g_ptr_array_new_with_free_func (g_free);
  NgCodeScope scope;
  char *result = NULL;

  if (ng_layer_body (inner) != NULL && !ng_layer_wraps (inner) && ng_layer_n_inputs (inner) == 1 &&
      ng_layer_n_outputs (inner) == 1) {
    const char *class = ng_code_net_class (self->script, ng_layer_body (inner), prefix, path, wish);
    return class != NULL ? module_called (self, class, name) : NULL;
  }
  scope_init (&scope, self->script, net, prefix, path);
  scope.is_held = TRUE;
  gsize n_inputs = ng_layer_n_inputs (inner), n_outputs = ng_layer_n_outputs (inner);
  g_autofree NgCodeValue *inputs = g_new0 (NgCodeValue, n_inputs + 1);
  g_autofree NgCodeValue *outputs = g_new0 (NgCodeValue, n_outputs + 1);
  int input = ng_layer_only_input (inner), output = ng_layer_only_output (inner);
  inputs[input].text = g_strdup (add_parameter (&scope, parameters, "input"));
  ng_code_put_layer (&scope, index, inputs, outputs);
  if (!has_failed (&scope)) {
    const char *class = add_class (&scope, wish, parameters, outputs[output].text);
    result = module_called (self, class, name);
  }
  clear_values (inputs, n_inputs);
  clear_values (outputs, n_outputs);
  scope_clear (&scope);
  return result;
}

/* The class of the operators of a layer, whose parameters are @raw's inputs. Returns: its name,
 * or NULL where it is so small that it is better written in place */
static const char *
put_class (NgCodeScope *self, const NgNet *raw, const NgLayer *layer)
{
  g_autofree char *prefix = inner_prefix (self, self->name);
  gsize n_inputs = ng_net_n_inputs (raw), n_outputs = ng_net_n_outputs (raw), k = 0;
  g_autoptr (GPtrArray) parameters = g_ptr_array_new_with_free_func (g_free);
  g_autofree NgCodeValue *inputs = g_new0 (NgCodeValue, n_inputs + 1);
  g_autofree NgCodeValue *outputs = g_new0 (NgCodeValue, n_outputs + 1);
  g_autofree char *kind = g_strdup (ng_layer_kind (layer));
  const char *name = NULL;
  NgCodeScope scope;

  if (g_str_has_suffix (kind, "Layer"))
    kind[strlen (kind) - strlen ("Layer")] = '\0';
  scope_init (&scope, self->script, self->net, prefix, self->path);
  scope.layer = self->layer;
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    if (self->inputs[i].text == NULL)
      continue;
    inputs[k++].text =
        g_strdup (add_parameter (&scope, parameters, ng_layer_input_name (layer, i)));
  }
  put_operators (&scope, raw, inputs, outputs, "result");
  gboolean is_short =
      scope.n_arrays == 0 && scope.n_statements <= FEW &&
      (self->script->language == NG_CODE_TORCH || strstr (scope.body->str, "ops.shape(") == NULL);
  if (!has_failed (&scope) && !is_short) {
    g_autofree char *results = list_results (outputs, n_outputs);
    name = add_class (&scope, kind, parameters, results);
  }
  clear_values (inputs, n_inputs);
  clear_values (outputs, n_outputs);
  scope_clear (&scope);
  return name;
}

/* By what it means. */
static void
put_meaning (NgCodeScope *self, const NgLayer *layer)
{
  g_autoptr (NgNet) raw = find_operators (self);
  const char *class = raw != NULL ? put_class (self, raw, layer) : NULL;
  gsize n_inputs = ng_layer_n_inputs (layer), k = 0;

  if (raw == NULL || has_failed (self))
    return;
  if (class != NULL) {
    g_autofree char *call = ng_code_module (self, "%s(", class);
    give_call (self, call);
    return;
  }
  g_autofree NgCodeValue *inputs = g_new0 (NgCodeValue, n_inputs + 1);
  g_autofree NgCodeValue *outputs = g_new0 (NgCodeValue, ng_net_n_outputs (raw) + 1);
  for (gsize i = 0; i < n_inputs; i++) {
    if (self->inputs[i].text != NULL)
      inputs[k++] = self->inputs[i];
  }
  put_operators (self, raw, inputs, outputs, self->name);
  k = 0;
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    if (is_read (self, i))
      self->outputs[i] = outputs[k++];
  }
}

void
ng_code_put_layer (NgCodeScope *self, gsize index, NgCodeValue *inputs, NgCodeValue *outputs)
{
  const NgLayer *layer = ng_net_layer (self->net, index);
  const NgCodeRow *row = self->script->language == NG_CODE_TORCH ? ng_torch_rows : ng_keras_rows;
  const NgType *type = NULL;

  self->layer = index;
  self->inputs = inputs;
  self->outputs = outputs;
  g_free (self->name);
  self->name = name_layer (self, index);
  if (ng_layer_n_inputs (layer) > 0)
    type = ng_net_type (self->net, ng_net_source (self->net, index, 0));
  if (ng_layer_onnx_node (layer) != NULL) {
    ng_code_fail (self, "an operator of ONNX has no form there: convert it with --layers first");
    return;
  }
  if (ng_layer_body (layer) != NULL && !ng_layer_wraps (layer)) {
    put_net (self, layer);
    return;
  }
  for (; row->name != NULL; row++) {
    if (g_str_equal (row->name, ng_layer_class (layer)->name) && row->form (self, layer, type))
      return;
  }
  if (ng_layer_n_inputs (layer) == 0 &&
      (ng_layer_class (layer)->flags & NG_LAYER_ALWAYS_RANDOM) != 0)
    ng_code_fail (self, "it has no input that tells how many examples to draw for");
  if (!has_failed (self))
    put_meaning (self, layer);
}
