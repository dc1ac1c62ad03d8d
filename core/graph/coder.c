/* Coders out of notation, and back; what they ask of a port. */

#include "core/graph/coder-private.h"

#include "core/base/nearest.h"
#include "core/expr/items.h"
#include "core/graph/coder-table.h"
#include <string.h>

static const char *const heads[] = { [NG_ENCODER] = "NetEncoder", [NG_DECODER] = "NetDecoder" };
static const char *const nouns[] = { [NG_ENCODER] = "encoder", [NG_DECODER] = "decoder" };

/* ---- the registry ---- */

gsize
ng_coder_registry_length (void)
{
  gsize n = 0;

  while (ng_coder_table[n] != NULL)
    n++;
  return n;
}

const NgCoderClass *
ng_coder_registry_class (gsize index)
{
  return ng_coder_table[index];
}

const NgCoderClass *
ng_coder_registry_find (const char *name)
{
  for (gsize i = 0; ng_coder_table[i] != NULL; i++)
    if (g_str_equal (ng_coder_table[i]->name, name))
      return ng_coder_table[i];
  return NULL;
}

gboolean
ng_coder_registry_has_head (const char *name)
{
  for (gsize i = 0; ng_coder_table[i] != NULL; i++)
    if (ng_coder_table[i]->heads != NULL && g_strv_contains (ng_coder_table[i]->heads, name))
      return TRUE;
  return FALSE;
}

static gboolean
has_side (const NgCoderClass *class, NgCoderSide side)
{
  return side == NG_ENCODER ? class->encode != NULL : class->decode != NULL;
}

/* What stands for a type by its name, and is no coder. */
static const char *const types[] = { "Integer", "Varying" };

/* What there is on that side, and which of it @name was meant for. */
static NgDiagnostic *
hint_names (NgDiagnostic *diagnostic, const char *name, NgCoderSide side, gboolean with_types)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; ng_coder_table[i] != NULL; i++)
    if (has_side (ng_coder_table[i], side))
      g_ptr_array_add (names, (gpointer) ng_coder_table[i]->name);
  for (gsize i = 0; with_types && i < G_N_ELEMENTS (types); i++)
    g_ptr_array_add (names, (gpointer) types[i]);
  g_ptr_array_add (names, NULL);
  return ng_diagnostic_with_names (diagnostic, name, (const char *const *) names->pdata);
}

/* ---- the value ---- */

static NgCoder *
coder_alloc (const NgCoderClass *class, NgCoderSide side)
{
  NgCoder *self = g_new0 (NgCoder, 1);

  g_atomic_ref_count_init (&self->references);
  self->class = class;
  self->side = side;
  self->levels = g_array_new (FALSE, FALSE, sizeof (NgDim));
  return self;
}

NgCoder *
ng_coder_ref (NgCoder *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_coder_unref (NgCoder *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (gsize i = 0; i < NG_MAX_CODER_PARAMS; i++)
    ng_param_clear (&self->params[i]);
  if (self->free_state != NULL)
    self->free_state (self->state);
  g_array_unref (self->levels);
  g_free (self);
}

const NgCoderClass *
ng_coder_class (const NgCoder *self)
{
  return self->class;
}

NgCoderSide
ng_coder_side (const NgCoder *self)
{
  return self->side;
}

const NgParam *
ng_coder_param (const NgCoder *self, gsize index)
{
  g_return_val_if_fail (index < NG_MAX_CODER_PARAMS, NULL);
  return &self->params[index];
}

void
ng_coder_replace_param (NgCoder *self, gsize index, NgExpr *expr)
{
  g_autoptr (GError) error = NULL;

  ng_param_clear (&self->params[index]);
  if (!ng_param_parse (&self->class->params[index], expr, &self->params[index], &error))
    g_critical ("%s", error->message);
}

void
ng_coder_set_state (NgCoder *self, gpointer state, GDestroyNotify free_state)
{
  g_return_if_fail (self->state == NULL);
  self->state = state;
  self->free_state = free_state;
}

gconstpointer
ng_coder_state (const NgCoder *self)
{
  return self->state;
}

void
ng_coder_add_level (NgCoder *self, NgDim dim)
{
  g_array_append_val (self->levels, dim);
}

/* ---- parameters ---- */

static gboolean
is_param_of (const NgParamSpec *spec, NgCoderSide side)
{
  NgParamFlags other = side == NG_ENCODER ? NG_PARAM_DECODER : NG_PARAM_ENCODER;

  return (spec->flags & other) == 0;
}

static const char *
option_name (const NgExpr *argument)
{
  const NgExpr *key = ng_expr_is_rule (argument) ? ng_expr_arg (argument, 0) : NULL;

  return key != NULL &&
                 (ng_expr_kind (key) == NG_EXPR_STRING || ng_expr_kind (key) == NG_EXPR_SYMBOL)
             ? ng_expr_text (key)
             : NULL;
}

static void
fail_option (const NgCoder *self, const NgExpr *argument, const char *name, GError **error)
{
  const NgParamSpec *specs = self->class->params;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::badopt",
                                                ng_expr_place (argument),
                                                "\"%s\" is no option of the %s \"%s\".",
                                                name,
                                                nouns[self->side],
                                                self->class->name);

  for (int i = 0; i < NG_MAX_CODER_PARAMS && specs[i].name != NULL; i++)
    if (is_param_of (&specs[i], self->side))
      g_ptr_array_add (names, (gpointer) specs[i].name);
  g_ptr_array_add (names, NULL);
  ng_error_set (error,
                ng_diagnostic_with_names (diagnostic, name, (const char *const *) names->pdata));
}

static int
find_option (const NgCoder *self, const char *name)
{
  const NgParamSpec *specs = self->class->params;

  for (int i = 0; i < NG_MAX_CODER_PARAMS && specs[i].name != NULL; i++)
    if (is_param_of (&specs[i], self->side) &&
        (g_str_equal (specs[i].name, name) || g_strcmp0 (specs[i].alias, name) == 0))
      return i;
  return -1;
}

static int
find_position (const NgCoder *self, int position)
{
  const NgParamSpec *specs = self->class->params;

  for (int i = 0; i < NG_MAX_CODER_PARAMS && specs[i].name != NULL; i++)
    if (is_param_of (&specs[i], self->side) && specs[i].position == position)
      return i;
  return -1;
}

/* The expression given for each parameter, by position or name; of two the first holds. */
static gboolean
collect_params (const NgCoder *self, NgExpr *const *args, gsize n, NgExpr **exprs, GError **error)
{
  int position = 0;

  for (gsize i = 0; i < n; i++) {
    const char *name = option_name (args[i]);
    int param = name != NULL ? find_option (self, name) : find_position (self, ++position);

    if (param < 0 && name != NULL) {
      fail_option (self, args[i], name, error);
      return FALSE;
    }
    if (param < 0) {
      g_autofree char *shown = ng_print_short (args[i], NG_MAX_SHOWN_NAME);

      ng_error_set_new (error,
                        "NetGraph::badarg",
                        ng_expr_place (args[i]),
                        "The %s \"%s\" takes %d argument%s; %s is one too many.",
                        nouns[self->side],
                        self->class->name,
                        position - 1,
                        position == 2 ? "" : "s",
                        shown);
      return FALSE;
    }
    if (exprs[param] == NULL)
      exprs[param] = name != NULL ? ng_expr_arg (args[i], 1) : args[i];
  }
  return TRUE;
}

static gboolean
check_rank (const NgCoder *self, const NgPlace *place, GError **error)
{
  NgType type = ng_type_unknown ();

  self->class->type (self, &type);
  if (self->levels->len + (guint) MAX (type.rank, 0) <= NG_MAX_RANK)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::limit",
                    place,
                    "The %s has more levels than the %d that an array can have.",
                    nouns[self->side],
                    NG_MAX_RANK);
  return FALSE;
}

/* @levels: those around the coder, outermost first. */
static NgCoder *
make (const NgCoderClass *class,
      NgCoderSide side,
      NgExpr *const *args,
      gsize n,
      const GArray *levels,
      const NgPlace *place,
      GError **error)
{
  g_autoptr (NgCoder) self = coder_alloc (class, side);
  NgExpr *exprs[NG_MAX_CODER_PARAMS] = { NULL };

  if (levels != NULL)
    g_array_append_vals (self->levels, levels->data, levels->len);
  self->n_written = self->levels->len;
  if (!collect_params (self, args, n, exprs, error))
    return NULL;
  for (int i = 0; i < NG_MAX_CODER_PARAMS && class->params[i].name != NULL; i++) {
    const NgParamSpec *spec = &class->params[i];

    if (!is_param_of (spec, side))
      continue;
    if (exprs[i] == NULL && (spec->flags & NG_PARAM_REQUIRED) != 0) {
      ng_error_set_new (error,
                        "NetGraph::badarg",
                        place,
                        "The %s \"%s\" needs an argument: %s.",
                        nouns[side],
                        class->name,
                        spec->name);
      return NULL;
    }
    if (!ng_param_parse (spec, exprs[i], &self->params[i], error))
      return NULL;
  }
  if ((class->prepare != NULL && !class->prepare (self, error)) || !check_rank (self, place, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- reading ---- */

static gboolean
is_head (const NgExpr *expr)
{
  return ng_expr_is_call (expr, heads[NG_ENCODER]) || ng_expr_is_call (expr, heads[NG_DECODER]);
}

static gboolean
read_level (const NgExpr *expr, NgDim *dim)
{
  if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) > 0)
    *dim = ng_dim_number (ng_expr_integer (expr));
  else if (ng_expr_is_symbol (expr, "Automatic"))
    *dim = ng_dim_unknown ();
  else if (ng_expr_kind (expr) == NG_EXPR_STRING && g_str_equal (ng_expr_text (expr), "Varying"))
    *dim = ng_dim_varying (0);
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_plain_type (const char *name)
{
  return g_str_equal (name, "Real") || g_str_equal (name, "Integer") ||
         g_str_equal (name, "Varying");
}

static gboolean
is_name (const NgExpr *expr)
{
  return ng_expr_kind (expr) == NG_EXPR_STRING && !is_plain_type (ng_expr_text (expr));
}

/* {n, …, coder}, and with @by_name {n, …, "name"} */
static gboolean
is_mapped (const NgExpr *expr, gboolean by_name)
{
  const NgExpr *last = expr;
  NgDim dim;

  for (; ng_expr_is_call (last, "List") && ng_expr_n_args (last) > 1;
       last = ng_expr_arg (last, ng_expr_n_args (last) - 1))
    for (gsize i = 0; i + 1 < ng_expr_n_args (last); i++)
      if (!read_level (ng_expr_arg (last, i), &dim))
        return FALSE;
  return last != expr && (is_head (last) || (by_name && is_name (last)));
}

gboolean
ng_coder_is_value (const NgExpr *expr)
{
  return is_head (expr) || is_mapped (expr, FALSE);
}

NgCoderSide
ng_coder_side_of (const NgExpr *expr)
{
  while (ng_expr_is_call (expr, "List"))
    expr = ng_expr_arg (expr, ng_expr_n_args (expr) - 1);
  return ng_expr_is_call (expr, heads[NG_ENCODER]) ? NG_ENCODER : NG_DECODER;
}

gboolean
ng_coder_is_written (const NgExpr *expr)
{
  return is_name (expr) || is_head (expr) || is_mapped (expr, TRUE);
}

static NgCoder *
fail_shape (const NgExpr *expr, const char *rest, GError **error)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "NetGraph::badshape", ng_expr_place (expr), "%s %s", shown, rest);
  return NULL;
}

/* The coder of the other side, with the parameters that both sides have. */
static NgCoder *
turn_round (const NgCoder *of, NgCoderSide side, const NgPlace *place, GError **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  if (!has_side (of->class, side)) {
    ng_error_set_new (error,
                      side == NG_ENCODER ? "NetEncoder::type" : "NetDecoder::type",
                      place,
                      "\"%s\" has no %s.",
                      of->class->name,
                      nouns[side]);
    return NULL;
  }
  for (int i = 0; i < NG_MAX_CODER_PARAMS && of->class->params[i].name != NULL; i++)
    if (of->params[i].is_given && is_param_of (&of->class->params[i], side))
      g_ptr_array_add (args,
                       ng_expr_new_call ("Rule",
                                         ng_expr_new_string (of->class->params[i].name, NULL),
                                         ng_expr_ref (of->params[i].expr),
                                         NULL));
  return make (of->class, side, (NgExpr *const *) args->pdata, args->len, of->levels, place, error);
}

static NgCoder *
read_name (const NgExpr *name,
           NgExpr *const *args,
           gsize n,
           NgCoderSide side,
           const GArray *levels,
           GError **error)
{
  const NgCoderClass *class = ng_coder_registry_find (ng_expr_text (name));

  if (class == NULL || !has_side (class, side)) {
    ng_error_set (
        error,
        hint_names (ng_diagnostic_new (side == NG_ENCODER ? "NetEncoder::type" : "NetDecoder::type",
                                       ng_expr_place (name),
                                       "There is no %s \"%s\".",
                                       nouns[side],
                                       ng_expr_text (name)),
                    ng_expr_text (name),
                    side,
                    FALSE));
    return NULL;
  }
  return make (class, side, args, n, levels, ng_expr_place (name), error);
}

static NgCoder *read_coder (NgExpr *expr, NgCoderSide side, GArray *levels, GError **error);

/* NetEncoder[…] and NetDecoder[…]: a name, {name, arguments, options}, or a coder. */
static NgCoder *
read_call (NgExpr *expr, NgCoderSide side, GArray *levels, GError **error)
{
  NgExpr *of = ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;
  NgExpr *first = of != NULL && ng_expr_is_call (of, "List") && ng_expr_n_args (of) > 0
                      ? ng_expr_arg (of, 0)
                      : of;

  if (first != NULL && ng_expr_kind (first) == NG_EXPR_STRING) {
    gsize n = first != of ? ng_expr_n_args (of) - 1 : 0;
    g_autofree NgExpr **args = g_new (NgExpr *, MAX (n, 1));

    for (gsize i = 0; i < n; i++)
      args[i] = ng_expr_arg (of, i + 1);
    return read_name (first, args, n, side, levels, error);
  }
  if (of != NULL && ng_coder_is_value (of)) {
    NgCoderSide its_side = ng_coder_side_of (of);
    g_autoptr (NgCoder) coder = read_coder (of, its_side, levels, error);

    if (coder == NULL || its_side == side)
      return g_steal_pointer (&coder);
    return turn_round (coder, side, ng_expr_place (expr), error);
  }
  return fail_shape (
      expr, side == NG_ENCODER ? "does not name an encoder." : "does not name a decoder.", error);
}

/* "name" for a port; where there is no such coder, it was meant for a type as well. */
static NgCoder *
read_string (NgExpr *expr, NgCoderSide side, const GArray *levels, GError **error)
{
  const NgCoderClass *class = ng_coder_registry_find (ng_expr_text (expr));

  if (class != NULL && has_side (class, side))
    return make (class, side, NULL, 0, levels, ng_expr_place (expr), error);
  ng_error_set (error,
                hint_names (ng_diagnostic_new ("NetGraph::badshape",
                                               ng_expr_place (expr),
                                               "\"%s\" is not a type for a port, and no %s.",
                                               ng_expr_text (expr),
                                               nouns[side]),
                            ng_expr_text (expr),
                            side,
                            TRUE));
  return NULL;
}

static NgCoder *
read_coder (NgExpr *expr, NgCoderSide side, GArray *levels, GError **error)
{
  for (; is_mapped (expr, TRUE); expr = ng_expr_arg (expr, ng_expr_n_args (expr) - 1))
    for (gsize i = 0; i + 1 < ng_expr_n_args (expr); i++) {
      NgDim dim;

      read_level (ng_expr_arg (expr, i), &dim);
      g_array_append_val (levels, dim);
    }
  if (ng_expr_kind (expr) == NG_EXPR_STRING)
    return read_string (expr, side, levels, error);
  if (ng_expr_is_call (expr, heads[side]))
    return read_call (expr, side, levels, error);
  if (is_head (expr))
    return fail_shape (expr,
                       side == NG_ENCODER ? "is a decoder, and an encoder has to stand here."
                                          : "is an encoder, and a decoder has to stand here.",
                       error);
  return fail_shape (
      expr, side == NG_ENCODER ? "does not name an encoder." : "does not name a decoder.", error);
}

NgCoder *
ng_coder_read (NgExpr *expr, NgCoderSide side, GError **error)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (NgDim));

  g_return_val_if_fail (expr != NULL, NULL);
  return read_coder (expr, side, levels, error);
}

/* ---- writing ---- */

/* Plain arguments as far as they were given without a gap; the rest as rules. */
static void
write_params (const NgCoder *self, GPtrArray *items)
{
  const NgParamSpec *specs = self->class->params;
  int written = 0;

  for (int i; (i = find_position (self, written + 1)) >= 0 && self->params[i].is_given; written++)
    g_ptr_array_add (items, ng_expr_ref (self->params[i].expr));
  for (int i = 0; i < NG_MAX_CODER_PARAMS && specs[i].name != NULL; i++)
    if (self->params[i].is_given && (specs[i].position == 0 || specs[i].position > written))
      g_ptr_array_add (items,
                       ng_expr_new_call ("Rule",
                                         ng_expr_new_string (specs[i].name, NULL),
                                         ng_expr_ref (self->params[i].expr),
                                         NULL));
}

static NgExpr *
write_level (NgDim dim)
{
  if (dim.state == NG_DIM_NUMBER)
    return ng_expr_new_integer (dim.value, NULL);
  return dim.state == NG_DIM_VARYING ? ng_expr_new_string ("Varying", NULL)
                                     : ng_expr_new_symbol ("Automatic", NULL);
}

NgExpr *
ng_coder_notation (const NgCoder *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GPtrArray) levels = g_ptr_array_new ();
  NgExpr *coder;

  g_ptr_array_add (items, ng_expr_new_string (self->class->name, NULL));
  write_params (self, items);
  coder = ng_expr_new_call (
      heads[self->side], items->len == 1 ? items->pdata[0] : ng_list_write ("List", items), NULL);
  if (self->n_written == 0)
    return coder;
  for (guint i = 0; i < self->n_written; i++)
    g_ptr_array_add (levels, write_level (g_array_index (self->levels, NgDim, i)));
  g_ptr_array_add (levels, coder);
  return ng_list_write ("List", levels);
}

gboolean
ng_coder_equal (const NgCoder *a, const NgCoder *b)
{
  g_autoptr (NgExpr) left = ng_coder_notation (a);
  g_autoptr (NgExpr) right = ng_coder_notation (b);

  return a == b || ng_expr_equal (left, right);
}

NgType
ng_coder_type (const NgCoder *self, NgDim (*fresh) (gpointer), gpointer user_data)
{
  NgType item = ng_type_unknown ();
  NgType type;
  guint n = self->levels->len;
  gint64 count = 0;

  self->class->type (self, &item);
  type = item;
  if (item.rank < 0)
    return type;
  type.rank = item.rank + (int) n;
  for (int i = 0; i < type.rank; i++) {
    type.dims[i] = (guint) i < n ? g_array_index (self->levels, NgDim, i) : item.dims[i - (int) n];
    if (type.dims[i].state == NG_DIM_VARYING)
      type.dims[i] = fresh != NULL ? fresh (user_data) : ng_dim_varying (++count);
  }
  return type;
}

gboolean
ng_coder_has_parts (const NgCoder *self)
{
  return self->side == NG_DECODER && self->class->has_parts != NULL &&
         self->class->has_parts (self);
}

void
ng_coder_fit_rank (const NgCoder *self, int rank, NgType *type)
{
  guint level = self->levels->len;

  if (rank != type->rank - 1 || !ng_coder_has_parts (self))
    return;
  type->rank = rank;
  memmove (type->dims + level, type->dims + level + 1, ((guint) rank - level) * sizeof *type->dims);
}
