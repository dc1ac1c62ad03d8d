/* What a net consists of: its layers as nets of their own, its arrays and the types of its ports.
 */

#include "core/language/parts.h"

#include "core/base/nearest.h"
#include "core/expr/items.h"
#include "core/expr/part.h"
#include "core/graph/builder.h"
#include "core/graph/keep.h"
#include "core/graph/literal.h"
#include "core/language/operation.h"
#include "core/language/select.h"
#include "core/language/state-object.h"
#include "core/notation/value.h"
#include "core/notation/write.h"
#include <string.h>

/* ---- layers as nets ---- */

/* Gives port @name of the net to be the type it had. A varying length is one of the port's own, as
 * where the type is written; the layer says which of them are one. */
static void
set_type (NgNetBuilder *builder, const char *name, const NgType *type)
{
  NgType copy = *type;

  for (int i = 0; i < copy.rank; i++)
    if (copy.dims[i].state == NG_DIM_VARYING)
      copy.dims[i] = ng_net_builder_fresh_length (builder, NULL);
  if (copy.rank < 0)
    return;

  g_autoptr (NgExpr) option = ng_port_type_write (&copy);

  ng_net_builder_set_port_type (builder, name, &copy, option, NULL);
}

/* The only input of a layer that sums up is called "Input" where the layer stands alone. */
static const char *
input_name (const NgLayer *layer, gsize index)
{
  gboolean is_single =
      (ng_layer_class (layer)->flags & NG_LAYER_ONE_INPUT) != 0 && ng_layer_n_inputs (layer) == 1;

  return is_single ? "Input" : ng_layer_input_name (layer, index);
}

static void
set_input_types (NgNetBuilder *builder, const NgNet *net, gsize index)
{
  NgLayer *layer = ng_net_layer (net, index);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (net, index, i);

    if (source.kind != NG_SOURCE_NONE && !ng_layer_input_is_optional (layer, i))
      set_type (builder, input_name (layer, i), ng_net_type (net, source));
  }
}

static void
set_output_types (NgNetBuilder *builder, const NgNet *net, gsize index)
{
  NgLayer *layer = ng_net_layer (net, index);

  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) index, .port = (int) i };

    if (!ng_layer_output_is_optional (layer, i))
      set_type (builder, ng_layer_output_name (layer, i), ng_net_type (net, source));
  }
}

NgNet *
ng_layer_as_net (const NgNet *net, gsize index, GError **error)
{
  NgLayer *layer = ng_net_layer (net, index);
  g_autoptr (NgNetBuilder) builder = NULL;

  if (ng_layer_body (layer) != NULL)
    return ng_net_stand_alone (ng_layer_body (layer));
  builder = ng_net_builder_new (FALSE, FALSE);
  if (ng_net_builder_add_layer (builder, NULL, layer, ng_layer_place (layer), error) < 0)
    return NULL;
  set_input_types (builder, net, index);
  set_output_types (builder, net, index);
  return ng_net_builder_end (g_steal_pointer (&builder), error);
}

static NgExpr *
add_layer (const NgNet *net, gsize index, GError **error)
{
  g_autoptr (NgNet) layer = ng_layer_as_net (net, index, error);

  if (layer == NULL)
    return NULL;
  return ng_expr_new_net (layer, ng_layer_body (ng_net_layer (net, index)) == NULL);
}

static NgExpr *
write_layers (NgNet *net, GError **error)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgExpr *layer = add_layer (net, i, error);

    if (layer == NULL)
      return NULL;
    g_ptr_array_add (items,
                     ng_net_is_named (net) ? ng_rule_write (ng_net_name (net, i), layer) : layer);
  }
  return ng_list_write (ng_net_is_named (net) ? "Association" : "List", items);
}

/* The layers that a span or a list of a chain stands for. */
static GArray *
read_chosen (const NgNet *net, const NgExpr *spec, GError **error)
{
  GArray *chosen;

  if (ng_expr_is_call (spec, "Span"))
    return ng_part_span (spec, ng_net_n_layers (net), error);
  chosen = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (gsize i = 0; i < ng_expr_n_args (spec); i++) {
    int found = ng_find_layer (net, ng_expr_arg (spec, i), error);
    gsize index = (gsize) found;

    if (found < 0) {
      g_array_unref (chosen);
      return NULL;
    }
    g_array_append_val (chosen, index);
  }
  return chosen;
}

/* Layers of a chain as a chain of their own. */
static NgExpr *
take_chain (const NgNet *net, const NgExpr *spec, GError **error)
{
  g_autoptr (GArray) chosen = NULL;
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (NgNet) chain = NULL;

  if (!ng_net_is_chain (net))
    return ng_part_fail (spec, "can be taken of a chain only", error);
  chosen = read_chosen (net, spec, error);
  if (chosen == NULL)
    return NULL;
  builder = ng_net_builder_new (ng_net_is_named (net), TRUE);
  for (guint i = 0; i < chosen->len; i++) {
    gsize index = g_array_index (chosen, gsize, i);
    NgLayer *layer = ng_net_layer (net, index);
    NgSource before = { .kind = NG_SOURCE_LAYER, .index = (int) i - 1 };

    if (ng_net_builder_add_layer (
            builder, ng_net_name (net, index), layer, ng_layer_place (layer), error) < 0 ||
        (i > 0 &&
         !ng_net_builder_connect (builder, before, (int) i, 0, ng_layer_place (layer), error)))
      return NULL;
  }
  if (chosen->len > 0) {
    set_input_types (builder, net, g_array_index (chosen, gsize, 0));
    set_output_types (builder, net, g_array_index (chosen, gsize, chosen->len - 1));
  }
  chain = ng_net_builder_end (g_steal_pointer (&builder), error);
  if (chain == NULL || !ng_net_check (chain, error))
    return NULL;
  return ng_expr_new_net (chain, FALSE);
}

/* Follows @n layers from @net inwards; the last of them is given by its net and its index. */
static gboolean
follow_path (NgNet *net, NgExpr *const *path, gsize n, NgNet **holder, gsize *index, GError **error)
{
  for (gsize i = 0; i < n; i++) {
    NgLayer *layer = i > 0 ? ng_net_layer (net, *index) : ng_find_holder (net, path[i]);
    int found;

    if (layer != NULL) {

      net = ng_layer_net (layer);
      if (net == NULL) {
        g_autofree char *shown = ng_print_short (path[i], NG_MAX_SHOWN_NAME);

        ng_error_set_new (error,
                          "NetGraph::nolayer",
                          ng_expr_place (path[i]),
                          "There is no layer %s in a %s.",
                          shown,
                          ng_layer_kind (layer));
        return FALSE;
      }
    }
    found = ng_find_layer (net, path[i], error);
    if (found < 0)
      return FALSE;
    *holder = net;
    *index = (gsize) found;
  }
  return TRUE;
}

static NgExpr *
take_of_net (NgNet *net, const NgExpr *call, GError **error)
{
  gsize n = ng_expr_n_args (call) - 1;
  g_autofree NgExpr **path = g_new (NgExpr *, n + 1);
  NgNet *holder = net;
  gsize index;

  for (gsize i = 0; i < n; i++)
    path[i] = ng_expr_arg (call, i + 1);
  if (n == 0)
    return ng_expr_ref (ng_expr_arg (call, 0));
  if (n == 1 && (ng_expr_is_call (path[0], "Span") || ng_expr_is_call (path[0], "List")))
    return take_chain (net, path[0], error);
  if (!follow_path (net, path, n, &holder, &index, error))
    return NULL;
  return add_layer (holder, index, error);
}

/* ---- NetExtract ---- */

/* The coder of a port of @net, or its type. */
static NgExpr *
extract_port (const NgNet *net, const char *name)
{
  int input = ng_net_find_input (net, name);
  int output = input < 0 ? ng_net_find_output (net, name) : -1;
  const NgCoder *coder = input >= 0    ? ng_net_input_coder (net, (gsize) input)
                         : output >= 0 ? ng_net_output_coder (net, (gsize) output)
                                       : NULL;

  if (coder != NULL)
    return ng_coder_notation (coder);
  if (input >= 0)
    return ng_port_type_write (ng_net_input_type (net, (gsize) input));
  return output >= 0 ? ng_port_type_write (ng_net_output_type (net, (gsize) output)) : NULL;
}

const NgCoder *
ng_find_port_coder (const NgNet *net, const char *name)
{
  int index = ng_net_find_input (net, name);
  const NgCoder *coder = index >= 0 ? ng_net_input_coder (net, (gsize) index) : NULL;

  index = coder == NULL ? ng_net_find_output (net, name) : -1;
  return index >= 0 ? ng_net_output_coder (net, (gsize) index) : coder;
}

/* {"port", "parameter"}: what the coder of a port was given; NULL where there is none */
static NgExpr *
extract_coder_param (const NgNet *net, NgExpr *const *path)
{
  const char *name;
  const NgCoder *coder;
  const NgCoderClass *class;

  if (ng_expr_kind (path[0]) != NG_EXPR_STRING || ng_expr_kind (path[1]) != NG_EXPR_STRING)
    return NULL;
  name = ng_expr_text (path[1]);
  coder = ng_find_port_coder (net, ng_expr_text (path[0]));
  class = coder != NULL ? ng_coder_class (coder) : NULL;
  for (gsize p = 0; class != NULL && p < NG_MAX_CODER_PARAMS && class->params[p].name != NULL; p++)
    if (g_str_equal (class->params[p].name, name) || g_strcmp0 (class->params[p].alias, name) == 0)
      return ng_expr_ref (ng_coder_param (coder, p)->expr);
  return NULL;
}

/* An array of a layer, or the type of one of its ports; NULL when it has none of that name. */
static NgExpr *
extract_of_layer (const NgNet *net, gsize index, const char *name)
{
  NgLayer *layer = ng_net_layer (net, index);
  int array = ng_layer_find_array (layer, name);
  int port;

  if (array >= 0) {
    NgTensor *tensor = ng_layer_array (layer, (gsize) array);

    if (ng_layer_array_is_absent (layer, (gsize) array))
      return ng_expr_new_symbol ("None", NULL);
    return tensor != NULL ? ng_tensor_write (tensor) : ng_expr_new_symbol ("Automatic", NULL);
  }
  port = ng_layer_find_input (layer, name);
  if (port >= 0) {
    NgSource source = ng_net_source (net, index, (gsize) port);

    return source.kind == NG_SOURCE_NONE ? ng_expr_new_symbol ("Automatic", NULL)
                                         : ng_port_type_write (ng_net_type (net, source));
  }
  port = ng_layer_find_output (layer, name);
  if (port < 0)
    return NULL;
  return ng_port_type_write (
      ng_net_type (net, (NgSource){ .kind = NG_SOURCE_LAYER, .index = (int) index, .port = port }));
}

/* A layer without a net inside has arrays and ports alone. */
static NgExpr *
fail_of_layer (const NgLayer *layer, const NgExpr *at, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *name = ng_expr_text (at);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::nolayer",
                                                ng_expr_place (at),
                                                "The %s has no array and no port \"%s\".",
                                                ng_layer_kind (layer),
                                                name);

  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++)
    g_ptr_array_add (names, (gpointer) ng_layer_array_spec (layer, i)->name);
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    g_ptr_array_add (names, (gpointer) ng_layer_input_name (layer, i));
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++)
    g_ptr_array_add (names, (gpointer) ng_layer_output_name (layer, i));
  g_ptr_array_add (names, NULL);
  ng_error_set (error,
                ng_diagnostic_with_names (diagnostic, name, (const char *const *) names->pdata));
  return NULL;
}

/* Whether @name can only have been meant for an array or a port of the only layer. */
static gboolean
is_bare_layer (const NgNet *net, const NgExpr *name)
{
  return ng_net_n_layers (net) == 1 && !ng_net_is_named (net) &&
         ng_expr_kind (name) == NG_EXPR_STRING && ng_layer_net (ng_net_layer (net, 0)) == NULL;
}

static NgExpr *
extract_path (NgNet *net, NgExpr *const *path, gsize n, GError **error)
{
  const NgExpr *last = path[n - 1];
  NgNet *holder = net;
  NgExpr *found = NULL;
  gsize index;

  if (ng_expr_kind (last) == NG_EXPR_STRING) {
    const char *name = ng_expr_text (last);

    if (n == 1 && ng_net_find (net, name) < 0)
      found = extract_port (net, name);
    if (n == 1 && found == NULL && ng_net_n_layers (net) == 1 && ng_net_find (net, name) < 0)
      found = extract_of_layer (net, 0, name);
    if (n == 2 && ng_expr_kind (path[0]) == NG_EXPR_STRING &&
        ng_net_find (net, ng_expr_text (path[0])) < 0)
      found = extract_coder_param (net, path);
    if (n > 1 && found == NULL) {
      if (!follow_path (net, path, n - 1, &holder, &index, error))
        return NULL;
      found = extract_of_layer (holder, index, name);
      if (found == NULL && ng_layer_net (ng_net_layer (holder, index)) == NULL)
        return fail_of_layer (ng_net_layer (holder, index), last, error);
    }
    if (found != NULL)
      return found;
  }
  if (n == 1 && is_bare_layer (net, last))
    return fail_of_layer (ng_net_layer (net, 0), last, error);
  if (!follow_path (net, path, n, &holder, &index, error))
    return NULL;
  return add_layer (holder, index, error);
}

/* The value of a NetArray, by its name: that of its first use. Recursion goes as deep as nets are
 * nested. */
static NgExpr *
find_net_array (const NgNet *net, const char *name)
{
  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    NgLayer *layer = ng_net_layer (net, l);
    NgExpr *found =
        ng_layer_net (layer) != NULL ? find_net_array (ng_layer_net (layer), name) : NULL;

    for (gsize a = 0; found == NULL && a < ng_layer_n_arrays (layer); a++) {
      NgTensor *tensor = ng_layer_array (layer, a);

      if (g_strcmp0 (ng_layer_array_shared (layer, a), name) == 0)
        found = tensor != NULL ? ng_tensor_write (tensor) : ng_expr_new_symbol ("Automatic", NULL);
    }
    if (found != NULL)
      return found;
  }
  return NULL;
}

static NgExpr *
extract_net_array (const NgNet *net, const NgExpr *spec, GError **error)
{
  const NgExpr *name = ng_expr_n_args (spec) == 1 ? ng_expr_arg (spec, 0) : NULL;
  NgExpr *found = name != NULL && ng_expr_kind (name) == NG_EXPR_STRING
                      ? find_net_array (net, ng_expr_text (name))
                      : NULL;

  return found != NULL ? found : ng_part_fail (spec, "is no array of the net", error);
}

static NgExpr *
extract (NgSession *session, NgNet *net, NgExpr *spec, GError **error)
{
  gsize n = ng_expr_n_args (spec);
  g_autofree NgExpr **path = NULL;

  if (ng_expr_is_symbol (spec, "All"))
    return write_layers (net, error);
  if (ng_expr_is_call (spec, "NetArray"))
    return extract_net_array (net, spec, error);
  if (!ng_expr_is_call (spec, "List"))
    return extract_path (net, &spec, 1, error);
  if (n == 0)
    return ng_part_fail (spec, "is an empty path", error);
  if (ng_expr_is_call (ng_expr_arg (spec, 0), "List")) {
    g_autoptr (GPtrArray) items = ng_list_new ();

    for (gsize i = 0; i < n; i++) {
      NgExpr *item = extract (session, net, ng_expr_arg (spec, i), error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
    return ng_list_write ("List", items);
  }
  path = g_new (NgExpr *, n);
  for (gsize i = 0; i < n; i++)
    path[i] = ng_expr_arg (spec, i);
  return extract_path (net, path, n, error);
}

/* ---- operations ---- */

NgExpr *
ng_do_normal (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *of;
  NgNet *net;

  if (!ng_call_check_count (call, 1, 1, error))
    return NULL;
  of = ng_expr_arg (call, 0);
  net = ng_value_net (of);
  if (net != NULL)
    return write_layers (net, error);
  if (ng_state_object_net (of) != NULL)
    return ng_expr_new_net (ng_state_object_net (of), FALSE);
  if (ng_expr_is_call (of, "Association")) {
    g_autofree NgExpr **args = g_new (NgExpr *, ng_expr_n_args (of) + 1);

    for (gsize i = 0; i < ng_expr_n_args (of); i++)
      args[i] = ng_expr_ref (ng_expr_arg (of, i));
    return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), args, ng_expr_n_args (of), NULL);
  }
  if (ng_expr_is_call (of, "NumericArray") && ng_expr_n_args (of) > 0)
    return ng_expr_ref (ng_expr_arg (of, 0));
  return ng_expr_ref (of);
}

/* Parts of lists are taken by whoever evaluates expressions, where positions say which. */
static NgExpr *
fail_part (const NgExpr *call, GError **error)
{
  const NgExpr *of = ng_expr_arg (call, 0);
  gboolean is_list = ng_expr_is_call (of, "List") || ng_expr_is_call (of, "Association");

  for (gsize i = 1; is_list && i < ng_expr_n_args (call); i++) {
    const NgExpr *spec = ng_expr_arg (call, i);

    if (ng_expr_kind (spec) != NG_EXPR_INTEGER)
      return ng_part_fail (spec, "is no position", error);
  }
  return ng_part_fail (of, "has no parts", error);
}

NgExpr *
ng_do_part (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!ng_call_check_count (call, 1, NG_MAX_NET_DEPTH, error))
    return NULL;
  net = ng_value_net (ng_expr_arg (call, 0));
  if (net != NULL)
    return take_of_net (net, call, error);
  return fail_part (call, error);
}

NgExpr *
ng_do_extract (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!ng_call_check_count (call, 2, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  return net != NULL ? extract (session, net, ng_expr_arg (call, 1), error) : NULL;
}
