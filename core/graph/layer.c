/* Layers are values that share: what a layer was given (parameters, port types, payload) lives in
 * one block that all its later versions hold together; ports and arrays are small tables of their
 * own. */

#include "core/graph/layer-private.h"

#include "core/graph/net.h"
#include "core/graph/registry.h"
#include <string.h>

static void
clear_port (gpointer data)
{
  NgLayerPort *port = data;

  g_clear_pointer (&port->name, g_ref_string_release);
  g_clear_pointer (&port->type, g_free);
  g_clear_pointer (&port->coder, ng_coder_unref);
}

static void
clear_array (gpointer data)
{
  NgLayerArray *array = data;

  g_clear_pointer (&array->tensor, ng_tensor_unref);
  g_clear_pointer (&array->declared, g_free);
  g_clear_pointer (&array->shared, g_ref_string_release);
}

static void
clear_option (gpointer data)
{
  NgLayerOption *option = data;

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
given_unref (NgLayerGiven *given)
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

NgLayer *
ng_layer_alloc (const NgLayerClass *class, const NgPlace *place)
{
  NgLayer *self = g_new0 (NgLayer, 1);

  g_atomic_ref_count_init (&self->references);
  self->class = class;
  if (place != NULL)
    self->place = *place;
  self->place.path = NULL;
  self->given = g_new0 (NgLayerGiven, 1);
  g_atomic_ref_count_init (&self->given->references);
  self->given->options = new_table (sizeof (NgLayerOption), clear_option);
  self->given->extra_specs = g_ptr_array_new_with_free_func (free_spec);
  self->inputs = new_table (sizeof (NgLayerPort), clear_port);
  self->outputs = new_table (sizeof (NgLayerPort), clear_port);
  self->arrays = new_table (sizeof (NgLayerArray), clear_array);
  return self;
}

static GArray *
copy_ports (const GArray *from)
{
  GArray *to = new_table (sizeof (NgLayerPort), clear_port);

  for (guint i = 0; i < from->len; i++) {
    NgLayerPort port = g_array_index (from, NgLayerPort, i);

    g_ref_string_acquire (port.name);
    port.type = port.type != NULL ? g_memdup2 (port.type, sizeof (NgType)) : NULL;
    if (port.coder != NULL)
      ng_coder_ref (port.coder);
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
  copy->arrays = new_table (sizeof (NgLayerArray), clear_array);
  for (guint i = 0; i < self->arrays->len; i++) {
    NgLayerArray array = g_array_index (self->arrays, NgLayerArray, i);

    if (array.tensor != NULL)
      ng_tensor_ref (array.tensor);
    if (array.declared != NULL)
      array.declared = g_memdup2 (array.declared, sizeof (NgType));
    if (array.shared != NULL)
      g_ref_string_acquire (array.shared);
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

void
ng_layer_add_port (NgLayer *self, gboolean is_output, const char *name, const NgType *type)
{
  NgLayerPort port = { .name = g_ref_string_new_intern (name) };

  if (type != NULL)
    port.type = g_memdup2 (type, sizeof *type);
  g_array_append_val (is_output ? self->outputs : self->inputs, port);
}

void
ng_layer_add_optional_port (NgLayer *self, gboolean is_output, const char *name)
{
  NgLayerPort port = { .name = g_ref_string_new_intern (name), .is_optional = TRUE };

  g_array_append_val (is_output ? self->outputs : self->inputs, port);
}

void
ng_layer_set_output_optional (NgLayer *self, gsize index, gboolean is_optional)
{
  g_return_if_fail (index < self->outputs->len);

  g_array_index (self->outputs, NgLayerPort, index).is_optional = is_optional;
}

void
ng_layer_add_array (NgLayer *self, const NgArraySpec *spec, NgTensor *tensor)
{
  NgArraySpec *copy = g_memdup2 (spec, sizeof *spec);
  NgLayerArray array = { .spec = copy, .tensor = tensor != NULL ? ng_tensor_ref (tensor) : NULL };

  copy->name = g_strdup (spec->name);
  copy->shape = g_strdup (spec->shape);
  copy->alias = g_strdup (spec->alias);
  g_ptr_array_add (self->given->extra_specs, copy);
  g_array_append_val (self->arrays, array);
}

void
ng_layer_count_array (NgLayer *self, gsize index)
{
  g_return_if_fail (index < self->arrays->len);
  g_array_index (self->arrays, NgLayerArray, index).is_counted = TRUE;
}

void
ng_layer_add_slots (NgLayer *self, gsize n)
{
  for (gsize i = 1; i <= n; i++) {
    char name[32];

    g_snprintf (name, sizeof name, "%" G_GSIZE_FORMAT, i);
    ng_layer_add_port (self, FALSE, name, NULL);
  }
}

/* Whether inputs are called "1", "2", …, "k". */
static gboolean
are_slots (const GArray *inputs)
{
  for (guint i = 0; i < inputs->len; i++) {
    char name[16];

    g_snprintf (name, sizeof name, "%u", i + 1);
    if (!g_str_equal (g_array_index (inputs, NgLayerPort, i).name, name))
      return FALSE;
  }
  return inputs->len > 0;
}

static void
add_spec (NgLayer *self, gboolean is_output, const NgPortSpec *spec)
{
  if (spec->is_optional)
    ng_layer_add_optional_port (self, is_output, spec->name);
  else
    ng_layer_add_port (self, is_output, spec->name, NULL);
}

/* The ports of the record, then those that depend on this layer. */
void
ng_layer_make_ports (NgLayer *self)
{
  const NgLayerClass *class = self->class;
  gboolean is_many = FALSE;

  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++) {
    if (class->inputs[i].is_many)
      is_many = TRUE;
    else
      add_spec (self, FALSE, &class->inputs[i]);
  }
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    add_spec (self, TRUE, &class->outputs[i]);
  self->has_slots = is_many;
  if (class->ports != NULL)
    class->ports (self);
  if (is_many && self->inputs->len == 0)
    self->is_open = TRUE;
  if (ng_layer_wraps (self)) {
    self->is_open = self->inputs->len == 0 && ng_net_has_open_slots (self->net);
    self->has_slots = self->is_open || are_slots (self->inputs);
  }
}

void
ng_layer_make_arrays (NgLayer *self)
{
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && self->class->arrays[i].name != NULL; i++) {
    NgLayerArray array = { .spec = &self->class->arrays[i] };

    g_array_append_val (self->arrays, array);
  }
}

NgLayer *
ng_layer_remake_ports (const NgLayer *self)
{
  NgLayer *copy = copy_layer (self);

  g_array_set_size (copy->inputs, 0);
  g_array_set_size (copy->outputs, 0);
  copy->is_open = copy->has_slots = FALSE;
  ng_layer_make_ports (copy);
  return copy;
}

void
ng_layer_adopt_net (NgLayer *self, NgNet *net)
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

/* Ports follow the net where they are those of the net. */
static void
set_net (NgLayer *self, NgNet *net)
{
  if (!ng_layer_wraps (self)) {
    ng_layer_adopt_net (self, net);
    return;
  }
  ng_net_ref (net);
  ng_net_unref (self->net);
  self->net = net;
}

NgLayer *
ng_layer_new_net (NgNet *net, const NgPlace *place)
{
  const char *name = ng_net_is_chain (net) ? "NetChain" : "NetGraph";
  NgLayer *self = ng_layer_alloc (ng_registry_find (name), place);

  ng_layer_adopt_net (self, net);
  return self;
}

NgLayer *
ng_layer_new_payload (const NgLayerClass *class, gpointer payload, GDestroyNotify free)
{
  NgLayer *self = ng_layer_alloc (class, NULL);

  self->given->payload = payload;
  self->given->free_payload = free;
  ng_layer_make_arrays (self);
  ng_layer_make_ports (self);
  return self;
}

NgLayer *
ng_layer_with_slots (NgLayer *self, gsize n)
{
  NgLayer *copy = copy_layer (self);

  copy->is_open = FALSE;
  if (copy->net != NULL) {
    g_autoptr (NgNet) net = ng_net_with_slots (copy->net, n);

    set_net (copy, net);
    if (ng_layer_wraps (copy)) {
      g_array_set_size (copy->inputs, 0);
      g_array_set_size (copy->outputs, 0);
      ng_layer_make_ports (copy);
    }
  } else {
    g_array_set_size (copy->inputs, 0);
    ng_layer_add_slots (copy, n);
  }
  return copy;
}

NgLayer *
ng_layer_with_array (NgLayer *self, gsize index, NgTensor *tensor)
{
  NgLayer *copy = copy_layer (self);
  NgLayerArray *array = &g_array_index (copy->arrays, NgLayerArray, index);

  g_clear_pointer (&array->tensor, ng_tensor_unref);
  array->tensor = tensor != NULL ? ng_tensor_ref (tensor) : NULL;
  array->is_absent = FALSE;
  return copy;
}

NgLayer *
ng_layer_without_array (NgLayer *self, gsize index)
{
  NgLayer *copy = ng_layer_with_array (self, index, NULL);

  g_array_index (copy->arrays, NgLayerArray, (guint) index).is_absent = TRUE;
  return copy;
}

NgLayer *
ng_layer_with_port_type (NgLayer *self, gboolean is_output, gsize index, const NgType *type)
{
  NgLayer *copy = copy_layer (self);
  NgLayerPort *port =
      &g_array_index (is_output ? copy->outputs : copy->inputs, NgLayerPort, (guint) index);

  g_free (port->type);
  port->type = g_memdup2 (type, sizeof *type);
  port->is_late = TRUE;
  return copy;
}

NgLayer *
ng_layer_with_net (NgLayer *self, NgNet *net)
{
  NgLayer *copy = copy_layer (self);

  set_net (copy, net);
  return copy;
}

NgLayer *
ng_layer_with_shared (NgLayer *self, gsize index, const char *name)
{
  NgLayer *copy = copy_layer (self);
  NgLayerArray *array = &g_array_index (copy->arrays, NgLayerArray, index);

  g_clear_pointer (&array->shared, g_ref_string_release);
  array->shared = name != NULL ? g_ref_string_new_intern (name) : NULL;
  return copy;
}

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

gboolean
ng_layer_wraps (const NgLayer *self)
{
  return self->net != NULL && self->class->nets[0] != NULL;
}

NgNet *
ng_layer_inside (const NgLayer *self)
{
  if (self->net != NULL || self->class->inside == NULL)
    return self->net;
  return self->class->inside (self);
}

gboolean
ng_layer_holds (const NgLayer *self)
{
  return ng_layer_wraps (self) || (self->net == NULL && ng_layer_inside (self) != NULL);
}

NgNet *
ng_layer_body (const NgLayer *self)
{
  return ng_layer_wraps (self) ? NULL : self->net;
}

NgLayer *
ng_layer_inner (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (ng_layer_wraps (self), NULL);
  return ng_net_layer (self->net, index);
}

gpointer
ng_layer_payload (const NgLayer *self)
{
  return self->given->payload;
}

NgNet *
ng_layer_net_at (const NgLayer *self, gsize index, const char **name)
{
  const char *ignored;

  if (name == NULL)
    name = &ignored;
  *name = NULL;
  if (self->net != NULL)
    return index == 0 ? self->net : NULL;
  return self->class->net_at != NULL ? self->class->net_at (self, index, name) : NULL;
}

gsize
ng_layer_n_nets (const NgLayer *self)
{
  gsize n = 0;

  while (ng_layer_net_at (self, n, NULL) != NULL)
    n++;
  return n;
}

const char *
ng_layer_glyph (const NgLayer *self)
{
  const char *glyph = self->class->glyph_of != NULL ? self->class->glyph_of (self) : NULL;

  return glyph != NULL ? glyph : self->class->glyph;
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

NgExpr *
ng_layer_option (const NgLayer *self, const char *name)
{
  for (guint i = 0; i < self->given->options->len; i++)
    if (g_str_equal (g_array_index (self->given->options, NgLayerOption, i).name, name))
      return g_array_index (self->given->options, NgLayerOption, i).value;
  return NULL;
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
  return g_array_index (self->inputs, NgLayerPort, index).name;
}

const char *
ng_layer_output_name (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);
  return g_array_index (self->outputs, NgLayerPort, index).name;
}

gboolean
ng_layer_input_is_optional (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, FALSE);
  return g_array_index (self->inputs, NgLayerPort, index).is_optional;
}

gboolean
ng_layer_output_is_optional (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, FALSE);
  return g_array_index (self->outputs, NgLayerPort, index).is_optional;
}

static int
find_only (const GArray *ports)
{
  int only = -1;

  for (guint i = 0; i < ports->len; i++) {
    if (g_array_index (ports, NgLayerPort, i).is_optional)
      continue;
    if (only >= 0)
      return -1;
    only = (int) i;
  }
  return only;
}

int
ng_layer_only_input (const NgLayer *self)
{
  return find_only (self->inputs);
}

int
ng_layer_only_output (const NgLayer *self)
{
  return find_only (self->outputs);
}

static int
find_name (const GArray *ports, const char *name)
{
  for (guint i = 0; i < ports->len; i++)
    if (g_str_equal (g_array_index (ports, NgLayerPort, i).name, name))
      return (int) i;
  return -1;
}

/* By its name, or by the other one that the record knows. */
static int
find_port (const GArray *ports, const NgPortSpec *specs, const char *name)
{
  int index = find_name (ports, name);

  for (int i = 0; index < 0 && i < NG_MAX_CLASS_PORTS && specs[i].name != NULL; i++)
    if (g_strcmp0 (specs[i].alias, name) == 0)
      index = find_name (ports, specs[i].name);
  return index;
}

int
ng_layer_find_input (const NgLayer *self, const char *name)
{
  int index = find_port (self->inputs, self->class->inputs, name);

  if (index < 0 && self->has_slots && g_str_has_prefix (name, "Input") && name[5] != '\0')
    index = find_name (self->inputs, name + 5);
  if (index < 0 && (self->class->flags & NG_LAYER_ONE_INPUT) != 0 && self->inputs->len == 1 &&
      g_str_equal (name, self->class->inputs[0].name))
    index = 0;
  return index;
}

int
ng_layer_find_output (const NgLayer *self, const char *name)
{
  int index = find_port (self->outputs, self->class->outputs, name);

  if (index < 0 && self->net != NULL)
    index = ng_net_find_output (self->net, name);
  return index;
}

const char *
ng_layer_input_word (const NgLayer *self, gsize index)
{
  const char *name = ng_layer_input_name (self, index);

  return name[strspn (name, "0123456789")] == '\0' ? "Input" : name;
}

gboolean
ng_layer_has_slots (const NgLayer *self)
{
  return self->has_slots;
}

gboolean
ng_layer_takes_reals (const NgLayer *self, gsize index)
{
  const NgLayerClass *class = ng_layer_class (self);
  const NgPortSpec *spec;

  if (ng_layer_has_slots (self))
    index = 0;
  if ((class->flags & NG_LAYER_RAW) != 0 || index >= NG_MAX_CLASS_PORTS)
    return FALSE;
  spec = &class->inputs[index];
  return spec->name != NULL && spec->shape != NULL &&
         (spec->kind == NG_KIND_UNKNOWN || spec->kind == NG_KIND_REAL);
}

NgElement
ng_layer_kept_element (const NgLayer *self, const NgElement *elements)
{
  const NgLayerClass *class = ng_layer_class (self);
  gsize n = ng_layer_n_inputs (self);

  if (n == 0 || class->keeps_integers == NULL || !ng_element_is_integer (elements[0]) ||
      !class->keeps_integers (self))
    return NG_ELEMENT_NONE;
  for (gsize i = 1; i < n; i++)
    if (elements[i] != elements[0])
      return NG_ELEMENT_NONE;
  return elements[0];
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
  const NgType *type = g_array_index (ports, NgLayerPort, index).type;

  return type != NULL ? type : &unknown;
}

NgCoder *
ng_layer_input_coder (const NgLayer *self, gsize index)
{
  return ng_layer_body (self) != NULL ? ng_net_input_coder (self->net, index)
                                      : g_array_index (self->inputs, NgLayerPort, index).coder;
}

NgCoder *
ng_layer_output_coder (const NgLayer *self, gsize index)
{
  return ng_layer_body (self) != NULL ? ng_net_output_coder (self->net, index)
                                      : g_array_index (self->outputs, NgLayerPort, index).coder;
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
  return g_array_index (self->arrays, NgLayerArray, index).spec;
}

NgTensor *
ng_layer_array (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, NULL);
  return g_array_index (self->arrays, NgLayerArray, index).tensor;
}

gboolean
ng_layer_array_is_absent (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, FALSE);
  return g_array_index (self->arrays, NgLayerArray, index).is_absent;
}

gboolean
ng_layer_array_is_parameter (const NgLayer *self, gsize index)
{
  const NgLayerArray *array = &g_array_index (self->arrays, NgLayerArray, index);

  return (!array->spec->is_statistic || array->is_counted) && !array->is_absent;
}

const char *
ng_layer_array_shared (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, NULL);
  return g_array_index (self->arrays, NgLayerArray, index).shared;
}

const NgType *
ng_layer_array_declared (const NgLayer *self, gsize index)
{
  g_return_val_if_fail (index < self->arrays->len, NULL);
  return g_array_index (self->arrays, NgLayerArray, index).declared;
}

int
ng_layer_find_array (const NgLayer *self, const char *name)
{
  for (guint i = 0; i < self->arrays->len; i++) {
    const NgArraySpec *spec = g_array_index (self->arrays, NgLayerArray, i).spec;

    if (g_str_equal (spec->name, name) || g_strcmp0 (spec->alias, name) == 0)
      return (int) i;
  }
  return -1;
}
