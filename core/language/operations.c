/* The operations of the core, one record each. */

#include "core/base/rng.h"
#include "core/graph/literal.h"
#include "core/graph/one-step.h"
#include "core/language/parts.h"
#include "core/language/session.h"
#include "core/language/state-object.h"
#include "core/notation/write.h"
#include <string.h>

static gboolean
check_count (const NgExpr *call, gsize least, gsize most, GError **error)
{
  gsize n = ng_expr_n_args (call);
  const char *name = ng_expr_text (ng_expr_head (call));

  if (n >= least && n <= most)
    return TRUE;
  if (least == most)
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "%s takes %" G_GSIZE_FORMAT " arguments, and %" G_GSIZE_FORMAT " are given.",
                      name,
                      least,
                      n);
  else
    ng_error_set_new (error,
                      "Eval::arguments",
                      ng_expr_place (call),
                      "%s takes %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT
                      " arguments, and %" G_GSIZE_FORMAT " are given.",
                      name,
                      least,
                      most,
                      n);
  return FALSE;
}

static NgExpr *
fail_type (const NgExpr *call, const NgExpr *value, const char *needed, GError **error)
{
  g_autofree char *shown = ng_print_short (value, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error,
                    "Eval::type",
                    ng_expr_place (value),
                    "%s needs %s, and %s is none.",
                    ng_expr_text (ng_expr_head (call)),
                    needed,
                    shown);
  return NULL;
}

static NgExpr *
do_length (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *of;
  NgNet *net;

  if (!check_count (call, 1, 1, error))
    return NULL;
  of = ng_expr_arg (call, 0);
  net = ng_session_net (session, of);
  return ng_expr_new_integer (net != NULL ? ng_net_n_layers (net) : ng_expr_n_args (of), NULL);
}

/* Keys or values of an association or a list of rules. */
static NgExpr *
take_sides (NgExpr *call, gsize side, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  NgExpr *of;

  if (!check_count (call, 1, 1, error))
    return NULL;
  of = ng_expr_arg (call, 0);
  if (!ng_expr_is_call (of, "Association") && !ng_expr_is_call (of, "List"))
    return fail_type (call, of, "an association", error);
  for (gsize i = 0; i < ng_expr_n_args (of); i++) {
    NgExpr *entry = ng_expr_arg (of, i);

    if (!ng_expr_is_rule (entry))
      return fail_type (call, of, "an association", error);
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (entry, side)));
  }
  g_ptr_array_set_free_func (items, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL);
}

static NgExpr *
do_keys (NgSession *session, NgExpr *call, GError **error)
{
  return take_sides (call, 0, error);
}

static NgExpr *
do_values (NgSession *session, NgExpr *call, GError **error)
{
  return take_sides (call, 1, error);
}

static NgExpr *
do_normal (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *of;
  NgNet *net;

  if (!check_count (call, 1, 1, error))
    return NULL;
  of = ng_expr_arg (call, 0);
  net = ng_session_net (session, of);
  if (net != NULL)
    return ng_parts_layers (session, net, error);
  if (ng_state_object_net (of) != NULL)
    return ng_session_add_net (session, ng_state_object_net (of));
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

static NgExpr *
do_part (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!check_count (call, 1, NG_MAX_NET_DEPTH, error))
    return NULL;
  net = ng_session_net (session, ng_expr_arg (call, 0));
  if (net != NULL)
    return ng_parts_of_net (session, net, call, error);
  return ng_parts_of_list (call, error);
}

static NgExpr *
do_extract (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!check_count (call, 2, 2, error))
    return NULL;
  net = ng_session_need_net (session, ng_expr_arg (call, 0), "NetExtract", error);
  return net != NULL ? ng_parts_extract (session, net, ng_expr_arg (call, 1), error) : NULL;
}

/* ---- NetInitialize ---- */

typedef struct {
  gboolean renew;
  guint64 seed;
  const char *method;
} Initialization;

static gboolean
read_seeding (const NgExpr *value, Initialization *self, GError **error)
{
  if (ng_expr_kind (value) == NG_EXPR_INTEGER)
    self->seed = (guint64) ng_expr_integer (value);
  else if (ng_expr_kind (value) == NG_EXPR_STRING)
    self->seed = ng_rng_stream (ng_expr_text (value));
  else if (ng_expr_is_symbol (value, "Automatic"))
    self->seed = (guint64) g_random_int () << 32 | g_random_int ();
  else if (!ng_expr_is_symbol (value, "Inherited")) {
    ng_error_set_new (error,
                      "NetGraph::badopt",
                      ng_expr_place (value),
                      "A seed is an integer, a string or Automatic.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_method (const NgExpr *value, Initialization *self, GError **error)
{
  const char *const *methods = ng_net_initialize_methods ();
  g_autofree char *shown = NULL, *all = NULL;

  if (ng_expr_is_symbol (value, "Automatic"))
    return TRUE;
  for (gsize i = 0; ng_expr_kind (value) == NG_EXPR_STRING && methods[i] != NULL; i++) {
    if (strcmp (methods[i], ng_expr_text (value)) == 0) {
      self->method = methods[i];
      return TRUE;
    }
  }
  shown = ng_print_short (value, NG_MAX_SHOWN_NAME);
  all = g_strjoinv ("\", \"", (char **) methods);
  ng_error_set_new (error,
                    "NetGraph::badopt",
                    ng_expr_place (value),
                    "%s is no method; there are \"%s\".",
                    shown,
                    all);
  return FALSE;
}

static gboolean
read_initialization (const NgExpr *argument, Initialization *self, GError **error)
{
  const NgExpr *key = ng_expr_is_rule (argument) ? ng_expr_arg (argument, 0) : NULL;
  const char *name =
      key != NULL && (ng_expr_kind (key) == NG_EXPR_SYMBOL || ng_expr_kind (key) == NG_EXPR_STRING)
          ? ng_expr_text (key)
          : "";
  g_autofree char *shown = NULL;

  if (ng_expr_is_symbol (argument, "All")) {
    self->renew = TRUE;
    return TRUE;
  }
  if (ng_expr_is_symbol (argument, "Automatic"))
    return TRUE;
  if (strcmp (name, "RandomSeeding") == 0)
    return read_seeding (ng_expr_arg (argument, 1), self, error);
  if (strcmp (name, "Method") == 0)
    return read_method (ng_expr_arg (argument, 1), self, error);
  shown = ng_print_short (key != NULL ? key : argument, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetGraph::badopt",
                    ng_expr_place (argument),
                    "%s is no option of NetInitialize.",
                    shown);
  return FALSE;
}

static NgExpr *
do_initialize (NgSession *session, NgExpr *call, GError **error)
{
  Initialization how = { .seed = 1234, .method = ng_net_initialize_methods ()[0] };
  g_autoptr (NgNet) initialized = NULL;
  NgNet *net;

  if (!check_count (call, 1, 4, error))
    return NULL;
  net = ng_session_need_net (session, ng_expr_arg (call, 0), "NetInitialize", error);
  if (net == NULL)
    return NULL;
  /* Of an option given twice the first holds, so the last is read first. */
  for (gsize i = ng_expr_n_args (call); i-- > 1;) {
    if (!read_initialization (ng_expr_arg (call, i), &how, error))
      return NULL;
  }
  initialized = ng_net_initialize (net, how.renew, how.seed, how.method, error);
  return initialized != NULL ? ng_session_add_net (session, initialized) : NULL;
}

static NgExpr *
do_information (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!check_count (call, 1, 2, error))
    return NULL;
  net = ng_session_need_net (session, ng_expr_arg (call, 0), "Information", error);
  if (net == NULL)
    return NULL;
  return ng_parts_information (
      net, ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL, error);
}

static NgExpr *
do_state_object (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!check_count (call, 1, 2, error))
    return NULL;
  net = ng_session_need_net (session, ng_expr_arg (call, 0), "NetStateObject", error);
  if (net == NULL)
    return NULL;
  return ng_state_object_new (
      net, ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL, error);
}

static NgExpr *
do_unfold (NgSession *session, NgExpr *call, GError **error)
{
  g_autoptr (NgNet) step = NULL;
  NgNet *net;

  if (!check_count (call, 1, 1, error))
    return NULL;
  net = ng_session_need_net (session, ng_expr_arg (call, 0), "NetUnfold", error);
  step = net != NULL ? ng_net_one_step (net, error) : NULL;
  if (step == NULL || !ng_net_check (step, error))
    return NULL;
  return ng_session_add_net (session, step);
}

static NgExpr *
do_same (NgSession *session, NgExpr *call, GError **error)
{
  gboolean is_same;

  if (!check_count (call, 2, 2, error))
    return NULL;

  NgNet *a = ng_session_net (session, ng_expr_arg (call, 0));
  NgNet *b = ng_session_net (session, ng_expr_arg (call, 1));

  if (a != NULL && b != NULL) {
    g_autoptr (NgExpr) left = ng_net_write (a, TRUE);
    g_autoptr (NgExpr) right = ng_net_write (b, TRUE);

    is_same = ng_expr_equal (left, right);
  } else {
    is_same = ng_expr_equal (ng_expr_arg (call, 0), ng_expr_arg (call, 1));
  }
  return ng_expr_new_symbol (is_same ? "True" : "False", NULL);
}

static const NgOperation operations[] = {
  { "Information",
    "Information[net, property]",
    "Ports, layers and arrays of a net, by name of the property",
    do_information },
  { "Keys", "Keys[association]", "The keys of an association", do_keys },
  { "Length", "Length[net]", "The number of layers of a net, or of elements", do_length },
  { "NetExtract",
    "NetExtract[net, {layer, …, \"array\"}]",
    "A layer, an array or the type of a port",
    do_extract },
  { "NetInitialize",
    "NetInitialize[net, All, Method -> …, RandomSeeding -> …]",
    "The net with values for the arrays that have none, or for all",
    do_initialize },
  { "NetStateObject",
    "NetStateObject[net, <|{layer, \"State\"} -> …|>]",
    "A net that remembers the states of its recurrent layers",
    do_state_object },
  { "NetUnfold",
    "NetUnfold[net]",
    "The net of one step of a net that goes along a sequence",
    do_unfold },
  { "Normal", "Normal[net]", "The layers of a net, as a list or an association", do_normal },
  { "Part", "net[[layer, …]]", "A layer as a net of its own; an element of a list", do_part },
  { "SameQ", "a === b", "Whether two nets or values are the same", do_same },
  { "Values", "Values[association]", "The values of an association", do_values },
  { NULL, NULL, NULL, NULL },
};

const NgOperation *
ng_operations (void)
{
  return operations;
}
