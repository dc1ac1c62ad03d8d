/* The operations of the core, one record each, and the small ones of them. */

#include "core/graph/one-step.h"
#include "core/language/operation.h"
#include "core/language/state-object.h"
#include "core/notation/read.h"
#include "core/notation/value.h"

gboolean
ng_call_check_count (const NgExpr *call, gsize least, gsize most, GError **error)
{
  gsize n = ng_expr_n_args (call);
  const char *name = ng_expr_text (ng_expr_head (call));
  g_autofree char *range = NULL;

  if (n >= least && n <= most)
    return TRUE;
  range = least == most ? g_strdup_printf ("%" G_GSIZE_FORMAT, least)
                        : g_strdup_printf ("%" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT, least, most);
  ng_error_set_new (error,
                    "Eval::arguments",
                    ng_expr_place (call),
                    "%s takes %s argument%s, and %" G_GSIZE_FORMAT " %s given.",
                    name,
                    range,
                    most == 1 ? "" : "s",
                    n,
                    n == 1 ? "is" : "are");
  return FALSE;
}

NgExpr *
ng_call_fail_type (const NgExpr *call, const NgExpr *value, const char *needed, GError **error)
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

NgNet *
ng_call_net (const NgExpr *call, GError **error)
{
  return ng_value_need_net (ng_expr_arg (call, 0), ng_expr_text (ng_expr_head (call)), error);
}

NgExpr *
ng_call_finish (NgNet *net, GError **error)
{
  NgExpr *value = net != NULL && ng_net_check (net, error) ? ng_expr_new_net (net, FALSE) : NULL;

  g_clear_pointer (&net, ng_net_unref);
  return value;
}

/* Whether an argument is a layer, as it is written or as it was taken from a net. */
static gboolean
is_layer (const NgExpr *value)
{
  return ng_expr_is_taken_layer (value) ||
         (ng_expr_is_net (value) && ng_expr_net (value) == NULL &&
          !ng_expr_is_call (value, "NetGraph") && !ng_expr_is_call (value, "NetChain"));
}

NgExpr *
ng_call_finish_alike (const NgExpr *call, NgNet *net, GError **error)
{
  g_autoptr (NgNet) made = net;

  if (made == NULL || !ng_net_check (made, error))
    return NULL;
  return ng_expr_new_net (made, is_layer (ng_expr_arg (call, 0)));
}

static NgExpr *
do_length (NgSession *session, NgExpr *call, GError **error)
{
  NgExpr *of;
  NgNet *net;

  if (!ng_call_check_count (call, 1, 1, error))
    return NULL;
  of = ng_expr_arg (call, 0);
  net = ng_value_net (of);
  return ng_expr_new_integer (net != NULL ? ng_net_n_layers (net) : ng_expr_n_args (of), NULL);
}

static NgExpr *
do_state_object (NgSession *session, NgExpr *call, GError **error)
{
  NgNet *net;

  if (!ng_call_check_count (call, 1, 2, error))
    return NULL;
  net = ng_call_net (call, error);
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

  if (!ng_call_check_count (call, 1, 1, error))
    return NULL;
  net = ng_call_net (call, error);
  step = net != NULL ? ng_net_one_step (net, error) : NULL;
  if (step == NULL || !ng_net_check (step, error))
    return NULL;
  return ng_expr_new_net (step, FALSE);
}

static const NgOperation operations[] = {
  { "Equal", "a == b", "Whether two nets or values are the same but for rounding", ng_do_equal },
  { "Import",
    "Import[\"file\", \"format\"]",
    "The net, array, picture, text or data in a file",
    ng_do_import },
  { "Information",
    "Information[net, property]",
    "Ports, layers and arrays of a net, by name of the property",
    ng_do_information },
  { "Length", "Length[net]", "The number of layers of a net, or of elements", do_length },
  { "NetAppend",
    "NetAppend[net, \"name\" -> layer]",
    "The net with a layer at its end",
    ng_do_append },
  { "NetDelete",
    "NetDelete[net, {layer, …}]",
    "The net without layers, or without the output NetPort[\"port\"]",
    ng_do_delete },
  { "NetDrop",
    "NetDrop[chain, {first, last}]",
    "The chain without some of its layers",
    ng_do_drop },
  { "NetExtract",
    "NetExtract[net, {layer, …, \"array\"}]",
    "A layer, an array or the type of a port",
    ng_do_extract },
  { "NetFlatten",
    "NetFlatten[net, levels]",
    "The net with the layers of nets inside it in their place",
    ng_do_flatten },
  { "NetInitialize",
    "NetInitialize[net, All, Method -> …, RandomSeeding -> …]",
    "The net with values for the arrays that have none, or for all",
    ng_do_initialize },
  { "NetInsert",
    "NetInsert[chain, \"name\" -> layer, position]",
    "The chain with another layer at a position",
    ng_do_insert },
  { "NetInsertSharedArrays",
    "NetInsertSharedArrays[net, \"prefix\"]",
    "The net with a NetArray of its own name for every array",
    ng_do_insert_shared },
  { "NetJoin",
    "NetJoin[net, net, …]",
    "Chains one after the other, or graphs side by side",
    ng_do_join },
  { "NetModel",
    "NetModel[{\"name\", \"parameter\" -> value}, \"property\"]",
    "A net of the gallery by its name, or what is known about it; NetModel[] lists the names",
    ng_do_model },
  { "NetPrepend",
    "NetPrepend[net, \"name\" -> layer]",
    "The net with a layer at its front",
    ng_do_prepend },
  { "NetRename",
    "NetRename[net, \"old\" -> \"new\", levels]",
    "The net with other names of layers and ports",
    ng_do_rename },
  { "NetReplace",
    "NetReplace[net, pattern -> layer]",
    "The net with other layers for those that are like a layer, or of a kind",
    ng_do_replace },
  { "NetReplacePart",
    "NetReplacePart[net, {layer, …, \"array\"} -> value]",
    "The net with another array, layer, type of a port or parameter of a coder",
    ng_do_replace_part },
  { "NetStateObject",
    "NetStateObject[net, <|{layer, \"State\"} -> …|>]",
    "A net that remembers the states of its recurrent layers",
    do_state_object },
  { "NetTake", "NetTake[net, {start, end}]", "Another name of Take", ng_do_take },
  { "NetUnfold",
    "NetUnfold[net]",
    "The net of one step of a net that goes along a sequence",
    do_unfold },
  { "Normal", "Normal[net]", "The layers of a net, as a list or an association", ng_do_normal },
  { "Part", "net[[layer, …]]", "A layer as a net of its own; an element of a list", ng_do_part },
  { "RandomInteger",
    "RandomInteger[{least, greatest}, dimensions]",
    "Random integers; 0 and 1 unless a range is given",
    ng_do_random },
  { "RandomReal",
    "RandomReal[{from, to}, dimensions]",
    "Random numbers; between 0 and 1 unless a range is given",
    ng_do_random },
  { "SameQ", "a === b", "Whether two nets or values are the same", ng_do_same },
  { "SeedRandom",
    "SeedRandom[n]",
    "Makes the random numbers that follow the same each time",
    ng_do_seed_random },
  { "Take",
    "Take[net, {start, end}, \"port\" -> type, …]",
    "The part of a net between layers or ports",
    ng_do_take },
  { "Unequal", "a != b", "Whether two nets or values differ by more than rounding", ng_do_unequal },
  { "UnsameQ", "a =!= b", "Whether two nets or values are not the same", ng_do_unsame },
  { "VertexDelete",
    "VertexDelete[net, {layer, …}]",
    "The net without layers; what they leave open becomes ports",
    ng_do_vertex_delete },
  { NULL, NULL, NULL, NULL },
};

const NgOperation *
ng_operations (void)
{
  return operations;
}
