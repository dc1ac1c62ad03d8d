#include "core/language/state-object.h"

#include "core/graph/literal.h"
#include "core/graph/states.h"
#include "core/language/apply.h"
#include "core/notation/value.h"
#include "core/notation/write.h"

typedef struct {
  NgNet *net;
  NgExpr *opened;    /* the net whose states are ports */
  GArray *states;    /* of NgNetState */
  GPtrArray *values; /* of NgTensor, by state; NULL for the beginning */
} StateObject;

static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    ng_tensor_unref (tensor);
}

static void
state_object_free (gpointer object)
{
  StateObject *self = object;

  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->opened, ng_expr_unref);
  g_clear_pointer (&self->states, g_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self);
}

static char *
state_object_describe (gconstpointer object)
{
  const StateObject *self = object;
  g_autofree char *net = ng_net_summary (self->net);

  return g_strdup_printf ("NetStateObject[%s]", net);
}

static const NgExprObjectClass state_object_class = { .name = "net with states",
                                                      .describe = state_object_describe,
                                                      .free = state_object_free };

/* {2, "lstm", "State"} */
static NgExpr *
write_position (const NgNet *net, const NgNetState *state)
{
  NgExpr *items[NG_MAX_NET_DEPTH + 1];
  const NgLayer *layer = NULL;

  for (int i = 0; i < state->n_layers; i++) {
    gsize index = (gsize) state->layers[i];

    if (layer != NULL)
      net = ng_layer_body (layer);
    items[i] = ng_net_is_named (net) ? ng_expr_new_string (ng_net_name (net, index), NULL)
                                     : ng_expr_new_integer (state->layers[i] + 1, NULL);
    layer = ng_net_layer (net, index);
  }
  items[state->n_layers] =
      ng_expr_new_string (ng_layer_input_name (layer, (gsize) state->port), NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), items, (gsize) state->n_layers + 1, NULL);
}

NgExpr *
ng_state_positions (NgNet *net, GError **error)
{
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  g_autoptr (NgNet) opened = ng_net_with_states (net, states, error);
  g_autofree NgExpr **items = NULL;

  if (opened == NULL)
    return NULL;
  items = g_new (NgExpr *, states->len + 1);
  for (guint i = 0; i < states->len; i++)
    items[i] = write_position (net, &g_array_index (states, NgNetState, i));
  return ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), items, states->len, NULL);
}

static gboolean
fail_state (const NgExpr *at, const char *sentence, GError **error)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "NetStateObject::state", ng_expr_place (at), "%s %s.", shown, sentence);
  return FALSE;
}

/* The state that @key names, or -1. */
static int
find_state (const StateObject *self, const NgExpr *key)
{
  NgNet *opened = ng_expr_net (self->opened);

  for (guint i = 0; i < self->states->len; i++) {
    const NgNetState *state = &g_array_index (self->states, NgNetState, i);
    g_autoptr (NgExpr) position = write_position (self->net, state);

    if (ng_expr_equal (position, key) ||
        (ng_expr_kind (key) == NG_EXPR_STRING &&
         g_str_equal (ng_expr_text (key), ng_net_input_name (opened, (gsize) state->input))))
      return (int) i;
  }
  return -1;
}

static gboolean
read_initial (StateObject *self, const NgExpr *initial, GError **error)
{
  if (!ng_expr_is_call (initial, "Association"))
    return fail_state (initial, "is no association of states and values", error);
  for (gsize i = 0; i < ng_expr_n_args (initial); i++) {
    const NgExpr *entry = ng_expr_arg (initial, i);
    g_autoptr (NgTensor) tensor = NULL;
    const NgNetState *state;
    int index;

    if (!ng_expr_is_rule (entry))
      return fail_state (entry, "is no state with its value", error);
    index = find_state (self, ng_expr_arg (entry, 0));
    if (index < 0)
      return fail_state (ng_expr_arg (entry, 0), "is no state of the net", error);
    state = &g_array_index (self->states, NgNetState, index);
    tensor = ng_tensor_read (ng_expr_arg (entry, 1), NULL);
    if (tensor == NULL || ng_tensor_element (tensor) == NG_ELEMENT_STRING ||
        !ng_type_fits (ng_net_input_type (ng_expr_net (self->opened), (gsize) state->input),
                       ng_tensor_dims (tensor),
                       ng_tensor_rank (tensor)))
      return fail_state (ng_expr_arg (entry, 1), "does not fit the state", error);
    g_clear_pointer (&self->values->pdata[index], ng_tensor_unref);
    self->values->pdata[index] = ng_tensor_convert (tensor, NG_ELEMENT_F64);
  }
  return TRUE;
}

NgExpr *
ng_state_object_new (NgNet *net, NgExpr *initial, GError **error)
{
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (NgNetState));
  g_autoptr (NgNet) opened = ng_net_with_states (net, states, error);
  StateObject *self;

  if (opened == NULL)
    return NULL;
  if (states->len == 0) {
    ng_error_set_new (
        error, "NetStateObject::state", NULL, "No layer of the net has a state to remember.");
    return NULL;
  }
  self = g_new0 (StateObject, 1);
  self->net = ng_net_ref (net);
  self->opened = ng_expr_new_net (opened, FALSE);
  self->states = g_steal_pointer (&states);
  self->values = g_ptr_array_new_with_free_func (unref_tensor);
  g_ptr_array_set_size (self->values, (gint) self->states->len);
  if (initial != NULL && !read_initial (self, initial, error)) {
    state_object_free (self);
    return NULL;
  }
  return ng_expr_new_object (&state_object_class, self);
}

NgNet *
ng_state_object_net (const NgExpr *value)
{
  const StateObject *self = ng_expr_object (value, &state_object_class);

  return self != NULL ? self->net : NULL;
}

NgNet *
ng_state_object_opened (const NgExpr *value)
{
  const StateObject *self = ng_expr_object (value, &state_object_class);

  return self != NULL ? ng_expr_net (self->opened) : NULL;
}

NgExpr *
ng_state_object_apply (NgSession *session, const NgExpr *object, NgExpr *call, GError **error)
{
  StateObject *self = ng_expr_object (object, &state_object_class);
  NgMemory memory = { .net = self->net, .states = self->states, .values = self->values };

  return ng_apply_net_with (session, self->opened, call, &memory, error);
}
