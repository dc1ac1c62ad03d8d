#include "core/formats/wolfram-type.h"

#include "core/expr/items.h"
#include "core/graph/coder.h"

#include <string.h>

const char *
ng_wolfram_word (const NgExpr *expr)
{
  const char *name, *mark;

  if (expr == NULL || ng_expr_kind (expr) != NG_EXPR_SYMBOL)
    return "";
  name = ng_expr_text (expr);
  mark = strrchr (name, '`');
  return mark != NULL ? mark + 1 : name;
}

static gboolean
is_call (const NgExpr *expr, const char *head, gsize n)
{
  return ng_expr_kind (expr) == NG_EXPR_NORMAL && ng_expr_n_args (expr) == n &&
         g_str_equal (ng_wolfram_word (ng_expr_head (expr)), head);
}

const NgExpr *
ng_wolfram_part (const NgExpr *net, const char *name)
{
  const NgExpr *part = ng_expr_lookup (net, name);

  return part != NULL && ng_expr_is_call (part, "Association") ? part : NULL;
}

const char *
ng_wolfram_string (const NgExpr *expr)
{
  return expr != NULL && ng_expr_kind (expr) == NG_EXPR_STRING ? ng_expr_text (expr) : NULL;
}

const char *
ng_wolfram_kind (const NgExpr *net)
{
  return ng_expr_is_call (net, "Association") ? ng_wolfram_string (ng_expr_lookup (net, "Type"))
                                              : NULL;
}

const char *
ng_wolfram_key (const NgExpr *association, gsize index)
{
  const NgExpr *rule = ng_expr_arg (association, index);

  return ng_expr_is_rule (rule) ? ng_wolfram_string (ng_expr_arg (rule, 0)) : NULL;
}

NgExpr *
ng_wolfram_value (const NgExpr *association, gsize index)
{
  return ng_expr_arg (ng_expr_arg (association, index), 1);
}

gsize
ng_wolfram_count (const NgExpr *association)
{
  return association != NULL ? ng_expr_n_args (association) : 0;
}

/* @room: levels that may still be gone down */
static NgExpr *
make_plain (NgExpr *expr, guint room)
{
  g_autoptr (GPtrArray) parts = ng_list_new ();

  if (ng_expr_kind (expr) == NG_EXPR_SYMBOL)
    return ng_expr_new_symbol (ng_wolfram_word (expr), ng_expr_place (expr));
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL || ng_expr_is_array (expr) || room == 0)
    return ng_expr_ref (expr);
  if (is_call (expr, "ValidatedParameter", 1))
    return make_plain (ng_expr_arg (expr, 0), room - 1);
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    g_ptr_array_add (parts, make_plain (ng_expr_arg (expr, i), room - 1));
  NgExpr *plain = ng_expr_new_normal (make_plain (ng_expr_head (expr), room - 1),
                                      (NgExpr **) parts->pdata,
                                      parts->len,
                                      ng_expr_place (expr));
  g_ptr_array_set_free_func (parts, NULL);
  return plain;
}

NgExpr *
ng_wolfram_plain (NgExpr *expr)
{
  return make_plain (expr, NG_MAX_EXPR_DEPTH);
}

/* ---- types ---- */

static NgExpr *
read_size (const NgExpr *size)
{
  if (ng_expr_kind (size) == NG_EXPR_INTEGER && ng_expr_integer (size) > 0)
    return ng_expr_new_integer (ng_expr_integer (size), NULL);
  if (ng_expr_kind (size) == NG_EXPR_NORMAL &&
      g_str_equal (ng_wolfram_word (ng_expr_head (size)), "LengthVar"))
    return ng_expr_new_string ("Varying", NULL);
  return ng_expr_new_symbol ("Automatic", NULL);
}

/* Adds the sizes that @list says. Returns: whether it says how many there are */
static gboolean
read_sizes (const NgExpr *list, GPtrArray *sizes)
{
  if (ng_expr_is_call (list, "List")) {
    for (gsize i = 0; i < ng_expr_n_args (list) && sizes->len <= NG_MAX_RANK; i++)
      g_ptr_array_add (sizes, read_size (ng_expr_arg (list, i)));
    return TRUE;
  }
  if (!is_call (list, "ListT", 2) || ng_expr_kind (ng_expr_arg (list, 0)) != NG_EXPR_INTEGER)
    return FALSE;
  for (gint64 i = 0; i < ng_expr_integer (ng_expr_arg (list, 0)) && sizes->len <= NG_MAX_RANK; i++)
    g_ptr_array_add (sizes, ng_expr_new_symbol ("Automatic", NULL));
  return TRUE;
}

NgExpr *
ng_wolfram_type (const NgExpr *expr)
{
  g_autoptr (GPtrArray) sizes = ng_list_new ();
  gboolean is_known = TRUE;

  if (ng_wolfram_is_coder (expr))
    expr = ng_expr_arg (expr, 2);
  while (is_known && is_call (expr, "TensorT", 2)) {
    is_known = read_sizes (ng_expr_arg (expr, 0), sizes);
    expr = ng_expr_arg (expr, 1);
  }
  const char *word = ng_wolfram_word (expr);
  if (!is_known || sizes->len > NG_MAX_RANK ||
      !(g_str_equal (word, "RealT") || g_str_equal (word, "AtomT")))
    return NULL;
  return sizes->len > 0 ? ng_list_write ("List", sizes) : ng_expr_new_string ("Real", NULL);
}

/* ---- coders ---- */

gboolean
ng_wolfram_is_coder (const NgExpr *expr)
{
  return is_call (expr, "NetEncoder", 3) || is_call (expr, "NetDecoder", 3);
}

static const NgParamSpec *
find_param (const NgCoderClass *class, const char *name)
{
  for (gsize i = 0; i < NG_MAX_CODER_PARAMS && class->params[i].name != NULL; i++) {
    if (g_str_equal (class->params[i].name, name) || g_strcmp0 (class->params[i].alias, name) == 0)
      return &class->params[i];
  }
  return NULL;
}

/* The parameters that have a name here; of a decoder of classes the number of these is told by
 * their list. Returns: whether all have */
static gboolean
read_parameters (const NgExpr *parameters,
                 const NgCoderClass *class,
                 gboolean is_output,
                 GPtrArray *arguments)
{
  NgParamFlags other = is_output ? NG_PARAM_ENCODER : NG_PARAM_DECODER;

  for (gsize i = 0; i < ng_expr_n_args (parameters); i++) {
    const NgExpr *rule = ng_expr_arg (parameters, i);
    const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;
    const char *name =
        key != NULL && ng_expr_kind (key) == NG_EXPR_STRING ? ng_expr_text (key) : NULL;
    const NgParamSpec *spec = name != NULL ? find_param (class, name) : NULL;

    if (name == NULL)
      return FALSE;
    g_autoptr (NgExpr) value = ng_wolfram_plain (ng_expr_arg (rule, 1));
    if (*name == '$' || ng_expr_is_symbol (value, "None") ||
        ng_expr_is_symbol (value, "Automatic") ||
        (is_output && g_str_equal (class->name, "Class") && g_str_equal (name, "Dimensions")))
      continue;
    if (spec == NULL || (spec->flags & other) != 0)
      return FALSE;
    g_ptr_array_add (arguments, ng_rule_write (spec->name, ng_expr_ref (value)));
  }
  return TRUE;
}

NgExpr *
ng_wolfram_coder (const NgExpr *expr, gboolean is_output)
{
  const NgExpr *name, *parameters;
  const NgCoderClass *class;
  g_autoptr (GPtrArray) arguments = ng_list_new ();

  if (!ng_wolfram_is_coder (expr))
    return NULL;
  name = ng_expr_arg (expr, 0);
  parameters = ng_expr_arg (expr, 1);
  class =
      ng_expr_kind (name) == NG_EXPR_STRING ? ng_coder_registry_find (ng_expr_text (name)) : NULL;
  if (class == NULL || !ng_expr_is_call (parameters, "Association"))
    return NULL;
  g_ptr_array_add (arguments, ng_expr_ref ((NgExpr *) name));
  gboolean is_known = read_parameters (parameters, class, is_output, arguments);
  g_autoptr (NgExpr) coder = ng_expr_new_call (
      is_output ? "NetDecoder" : "NetEncoder", ng_list_write ("List", arguments), NULL);
  if (!is_known)
    return NULL;
  g_autoptr (NgCoder) made = ng_coder_read (coder, is_output ? NG_DECODER : NG_ENCODER, NULL);
  return made != NULL ? g_steal_pointer (&coder) : NULL;
}
