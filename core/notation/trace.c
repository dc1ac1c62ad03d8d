/* Values on the way are of three kinds: an expression of numbers, in which Slot[k] stands for value
 * k of the net; a list of values; and named values, what a net of several outputs gives.
 * Expressions grow as far as they can, and become one layer when something else asks for their
 * value. */

#include "core/notation/trace.h"

#include "core/graph/function.h"
#include "core/graph/literal.h"
#include <string.h>

enum { MAX_TRACED_LAYERS = 20000, MAX_TABLE = 10000 };

typedef enum {
  TRACED_NUMBERS, /* .expr */
  TRACED_LIST,    /* .items */
  TRACED_NAMED,   /* .items, by .names */
} TracedKind;

typedef struct _Traced Traced;

struct _Traced {
  TracedKind kind;
  NgExpr *expr;
  GPtrArray *items; /* of Traced, not owned */
  GPtrArray *names; /* of strings, owned */
};

/* What the arguments of the function being followed are. */
typedef struct _Scope Scope;

struct _Scope {
  const Scope *outer;
  NgExpr *variables; /* of Function[x, …] or With; NULL for slots */
  Traced *const *values;
  gsize n;
};

typedef struct {
  const NgTraceReader *reader;
  NgNetBuilder *builder;
  GPtrArray *traced;      /* all there are, owned */
  GArray *atoms;          /* NgSource: what Slot[k] stands for, by k - 1 */
  gboolean is_positional; /* Slot[k] of the outermost function is input "k" */
  const NgPlace *place;
  int depth;
  GError **error;
} Trace;

static Traced *trace (Trace *self, NgExpr *expr, const Scope *scope);
static Traced *apply (Trace *self,
                      NgExpr *function,
                      Traced *const *arguments,
                      gsize n,
                      const Scope *scope,
                      NgExpr *at);

static void
free_traced (gpointer data)
{
  Traced *self = data;

  g_clear_pointer (&self->expr, ng_expr_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self);
}

static Traced *
new_traced (Trace *self, TracedKind kind)
{
  Traced *traced = g_new0 (Traced, 1);

  traced->kind = kind;
  if (kind != TRACED_NUMBERS)
    traced->items = g_ptr_array_new ();
  if (kind == TRACED_NAMED)
    traced->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->traced, traced);
  return traced;
}

static Traced *
new_numbers (Trace *self, NgExpr *expr)
{
  Traced *traced = new_traced (self, TRACED_NUMBERS);

  traced->expr = expr;
  return traced;
}

static Traced *
refuse (Trace *self, const NgExpr *expr, const char *why)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  const NgPlace *place = ng_expr_place (expr);

  ng_error_set_new (self->error,
                    "NetGraph::badarg",
                    place->line > 0 ? place : self->place,
                    "%s cannot be part of a FunctionLayer: %s.",
                    shown,
                    why);
  return NULL;
}

/* ---- from values of the net to expressions and back ---- */

static NgExpr *
new_slot (gint64 index)
{
  return ng_expr_new_call ("Slot", ng_expr_new_integer (index, NULL), NULL);
}

static gboolean
is_same_source (NgSource a, NgSource b)
{
  return a.kind == b.kind && a.index == b.index && a.port == b.port;
}

static Traced *
from_source (Trace *self, NgSource source)
{
  guint k = 0;

  while (k < self->atoms->len && !is_same_source (g_array_index (self->atoms, NgSource, k), source))
    k++;
  if (k == self->atoms->len)
    g_array_append_val (self->atoms, source);
  return new_numbers (self, new_slot ((gint64) k + 1));
}

/* Slots of @expr, each a value of the net, in order of appearance. */
static void
collect_atoms (const NgExpr *expr, GArray *used)
{
  if (ng_expr_is_call (expr, "Slot")) {
    gint64 atom = ng_expr_integer (ng_expr_arg (expr, 0));

    for (guint i = 0; i < used->len; i++)
      if (g_array_index (used, gint64, i) == atom)
        return;
    g_array_append_val (used, atom);
    return;
  }
  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    collect_atoms (ng_expr_arg (expr, i), used);
}

/* @expr with its slots numbered as they stand in @used */
static NgExpr *
renumber (NgExpr *expr, const GArray *used)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **args = NULL;

  if (ng_expr_is_call (expr, "Slot")) {
    for (guint i = 0; i < used->len; i++)
      if (g_array_index (used, gint64, i) == ng_expr_integer (ng_expr_arg (expr, 0)))
        return new_slot ((gint64) i + 1);
  }
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref (expr);
  args = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++)
    args[i] = renumber (ng_expr_arg (expr, i), used);
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, ng_expr_place (expr));
}

static int
add_layer (Trace *self, NgLayer *layer)
{
  if (ng_net_builder_n_layers (self->builder) >= MAX_TRACED_LAYERS) {
    ng_error_set_new (self->error,
                      "NetGraph::limit",
                      self->place,
                      "The function becomes more than %d layers.",
                      MAX_TRACED_LAYERS);
    return -1;
  }
  return ng_net_builder_add_layer (self->builder, NULL, layer, self->place, self->error);
}

static NgLayer *
read_notation (Trace *self, NgExpr *expr)
{
  return self->reader->read (self->reader->reader, expr, self->error);
}

/* What is made here stands where it was asked for. */
static NgExpr *
move_to (NgExpr *expr, const NgPlace *place)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **args = NULL;

  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref (expr);
  args = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++)
    args[i] = move_to (ng_expr_arg (expr, i), place);
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, place);
}

static NgLayer *
read_text (Trace *self, const char *text, const NgExpr *at)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, self->error);
  g_autoptr (NgExpr) moved = NULL;

  if (expr == NULL)
    return NULL;
  moved = move_to (expr, at != NULL ? ng_expr_place (at) : self->place);
  return read_notation (self, moved);
}

static gboolean to_source (Trace *self, Traced *traced, NgSource *source);

/* Joins a layer to sources, one for each of its inputs or slots, and gives its outputs. */
static Traced *
connect (Trace *self, NgLayer *layer, const NgSource *sources, gsize n, const NgExpr *at)
{
  gboolean is_many = ng_layer_has_open_slots (layer) || ng_layer_has_slots (layer);
  int index;
  Traced *named;

  if (!is_many && n > ng_layer_n_inputs (layer))
    return refuse (self, at, "its layer has fewer inputs");
  index = add_layer (self, layer);
  if (index < 0)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    int input = is_many ? -1 : n == 1 ? ng_layer_only_input (layer) : (int) i;

    if (!is_many && input < 0)
      return refuse (self, at, "its layer has several inputs; give <|\"port\" -> …|>");
    if (!ng_net_builder_connect (self->builder, sources[i], index, input, self->place, self->error))
      return NULL;
  }
  if (ng_layer_only_output (layer) >= 0)
    return from_source (self, (NgSource){ NG_SOURCE_LAYER, index, ng_layer_only_output (layer) });
  named = new_traced (self, TRACED_NAMED);
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    if (ng_layer_output_is_optional (layer, o))
      continue;
    g_ptr_array_add (named->names, g_strdup (ng_layer_output_name (layer, o)));
    g_ptr_array_add (named->items,
                     from_source (self, (NgSource){ NG_SOURCE_LAYER, index, (int) o }));
  }
  return named;
}

static Traced *
connect_text (Trace *self, const char *layer, Traced *const *arguments, gsize n, const NgExpr *at)
{
  g_autofree NgSource *sources = g_new (NgSource, n + 1);
  g_autoptr (NgLayer) read = NULL;

  for (gsize i = 0; i < n; i++)
    if (!to_source (self, arguments[i], &sources[i]))
      return NULL;
  read = read_text (self, layer, at);
  return read != NULL ? connect (self, read, sources, n, at) : NULL;
}

/* A constant: an array that training leaves alone. */
static Traced *
connect_constant (Trace *self, NgExpr *array)
{
  g_autoptr (NgExpr) expr = ng_expr_new_call (
      "NetArrayLayer",
      ng_expr_new_call ("Rule", ng_expr_new_string ("Array", NULL), ng_expr_ref (array), NULL),
      ng_expr_new_call ("Rule",
                        ng_expr_new_symbol ("LearningRateMultipliers", NULL),
                        ng_expr_new_symbol ("None", NULL),
                        NULL),
      NULL);
  g_autoptr (NgLayer) layer = read_notation (self, expr);

  return layer != NULL ? connect (self, layer, NULL, 0, array) : NULL;
}

/* Numbers and lists of numbers as they stand, or NULL. */
static NgExpr *
to_constant (const Traced *traced)
{
  g_autoptr (GPtrArray) items = NULL;

  if (traced->kind == TRACED_NUMBERS)
    return ng_expr_is_number (traced->expr) ? ng_expr_ref (traced->expr) : NULL;
  if (traced->kind != TRACED_LIST || traced->items->len == 0)
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (guint i = 0; i < traced->items->len; i++) {
    NgExpr *item = to_constant (traced->items->pdata[i]);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  g_ptr_array_set_free_func (items, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL);
}

/* Each item gets a level in front, along which they are joined. */
static Traced *
connect_list (Trace *self, const Traced *list)
{
  g_autofree Traced **items = g_new (Traced *, list->items->len + 1);

  for (guint i = 0; i < list->items->len; i++) {
    items[i] =
        connect_text (self, "ReplicateLayer[1]", (Traced **) &list->items->pdata[i], 1, NULL);
    if (items[i] == NULL)
      return NULL;
  }
  return connect_text (self, "CatenateLayer[]", items, list->items->len, NULL);
}

/* One layer for an expression of numbers. */
static Traced *
connect_numbers (Trace *self, NgExpr *expr)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (NgExpr) function = NULL, call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  g_autofree NgSource *sources = NULL;

  collect_atoms (expr, used);
  if (used->len == 0)
    return connect_constant (self, expr);
  function = ng_expr_new_call ("Function", renumber (expr, used), NULL);
  if (!ng_function_check (function, used->len, self->error))
    return NULL;
  sources = g_new (NgSource, used->len);
  for (guint i = 0; i < used->len; i++)
    sources[i] = g_array_index (self->atoms, NgSource, g_array_index (used, gint64, i) - 1);
  if (used->len == 1)
    call = ng_expr_new_call ("ElementwiseLayer", ng_expr_ref (function), NULL);
  else
    call = ng_expr_new_call (
        "ThreadingLayer", ng_expr_ref (function), ng_expr_new_integer (-1, NULL), NULL);
  layer = read_notation (self, call);
  return layer != NULL ? connect (self, layer, sources, used->len, expr) : NULL;
}

static gboolean
to_source (Trace *self, Traced *traced, NgSource *source)
{
  g_autoptr (NgExpr) constant = to_constant (traced);

  if (traced->kind == TRACED_NAMED) {
    ng_error_set_new (self->error,
                      "NetGraph::badarg",
                      self->place,
                      "Several named values stand in a FunctionLayer where one is needed; choose "
                      "one by its name, x[\"name\"].");
    return FALSE;
  }
  if (constant != NULL)
    traced = connect_constant (self, constant);
  else if (traced->kind == TRACED_LIST)
    traced = connect_list (self, traced);
  else if (!ng_expr_is_call (traced->expr, "Slot"))
    traced = connect_numbers (self, traced->expr);
  if (traced == NULL)
    return FALSE;
  *source =
      g_array_index (self->atoms, NgSource, ng_expr_integer (ng_expr_arg (traced->expr, 0)) - 1);
  return TRUE;
}

/* A list or a value as an operand of numbers: a value of the net. */
static NgExpr *
to_numbers (Trace *self, Traced *traced)
{
  NgSource source;

  if (traced->kind == TRACED_NUMBERS)
    return ng_expr_ref (traced->expr);
  if (!to_source (self, traced, &source))
    return NULL;
  return ng_expr_ref (from_source (self, source)->expr);
}

/* ---- functions by name ---- */

/* Functions that are one layer, by the number of their arguments that are values of the net; the
 * arguments behind these are put where the layer's notation has %s. */
static const struct {
  const char *name;
  gsize n_values;
  gsize n_more;
  const char *layer;
} layers[] = {
  { "Total", 1, 0, "AggregationLayer[Total, 1]" },
  { "Mean", 1, 0, "AggregationLayer[Mean, 1]" },
  { "Median", 1, 0, "AggregationLayer[Median, 1]" },
  { "Variance", 1, 0, "AggregationLayer[Variance, 1]" },
  { "StandardDeviation", 1, 0, "AggregationLayer[StandardDeviation, 1]" },
  { "MeanDeviation", 1, 0, "AggregationLayer[MeanDeviation, 1]" },
  { "Max", 1, 0, "AggregationLayer[Max, 1;;-1]" },
  { "Min", 1, 0, "AggregationLayer[Min, 1;;-1]" },
  { "Flatten", 1, 0, "FlattenLayer[]" },
  { "Flatten", 1, 1, "FlattenLayer[%s]" },
  { "Transpose", 1, 0, "TransposeLayer[]" },
  { "Transpose", 1, 1, "TransposeLayer[%s]" },
  { "Reverse", 1, 0, "SequenceReverseLayer[]" },
  { "Most", 1, 0, "SequenceMostLayer[]" },
  { "Rest", 1, 0, "SequenceRestLayer[]" },
  { "First", 1, 0, "PartLayer[1]" },
  { "Last", 1, 0, "PartLayer[-1]" },
  { "Ordering", 1, 0, "OrderingLayer[]" },
  { "Append", 2, 0, "AppendLayer[]" },
  { "Prepend", 2, 0, "PrependLayer[]" },
};

/* Functions of one or two values, said by others. */
static const struct {
  const char *name, *body;
} written[] = {
  { "Norm", "Sqrt[SummationLayer[][#1^2]] &" },
  { "SquaredEuclideanDistance", "SummationLayer[][(#1 - #2)^2] &" },
  { "EuclideanDistance", "Sqrt[SummationLayer[][(#1 - #2)^2]] &" },
  { "ManhattanDistance", "SummationLayer[][Abs[#1 - #2]] &" },
  { "CosineDistance",
    "1 - SummationLayer[][#1*#2]/Sqrt[SummationLayer[][#1^2]*SummationLayer[][#2^2]] &" },
  { "Tr", "Total[#1] &" },
};

static Traced *
apply_layer_function (
    Trace *self, NgExpr *call, Traced *const *arguments, gsize n, gboolean *is_known)
{
  const char *name = ng_expr_text (ng_expr_head (call));

  *is_known = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++) {
    g_autofree char *more = NULL, *text = NULL;
    g_auto (GStrv) pieces = NULL;

    if (!g_str_equal (layers[i].name, name) || layers[i].n_values + layers[i].n_more != n)
      continue;
    if (layers[i].n_more == 0)
      return connect_text (self, layers[i].layer, arguments, n, call);
    more = ng_print (ng_expr_arg (call, n - 1), 0);
    pieces = g_strsplit (layers[i].layer, "%s", 2);
    text = g_strconcat (pieces[0], more, pieces[1], NULL);
    return connect_text (self, text, arguments, layers[i].n_values, call);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++) {
    g_autoptr (NgExpr) body = NULL;

    if (!g_str_equal (written[i].name, name) || n == 0 || n > 2)
      continue;
    body = ng_parse_one (written[i].body, -1, NULL, self->error);
    return body != NULL ? apply (self, body, arguments, n, NULL, call) : NULL;
  }
  if (g_str_equal (name, "Dot") && n >= 2)
    return connect_text (self, "DotLayer[]", arguments, n, call);
  if (g_str_equal (name, "Join") && n >= 1)
    return connect_text (self, "CatenateLayer[]", arguments, n, call);
  *is_known = FALSE;
  return NULL;
}

/* Total[x, Infinity], Total[x, n], Total[x, {n}] */
static Traced *
apply_total (Trace *self, NgExpr *call, Traced *x)
{
  NgExpr *levels = ng_expr_arg (call, 1);
  g_autofree char *text = NULL;

  if (ng_expr_is_symbol (levels, "Infinity"))
    text = g_strdup ("SummationLayer[]");
  else if (ng_expr_kind (levels) == NG_EXPR_INTEGER)
    text = g_strdup_printf ("AggregationLayer[Total, 1;;%" G_GINT64_FORMAT "]",
                            ng_expr_integer (levels));
  else if (ng_expr_is_call (levels, "List") && ng_expr_n_args (levels) == 1 &&
           ng_expr_kind (ng_expr_arg (levels, 0)) == NG_EXPR_INTEGER)
    text = g_strdup_printf ("AggregationLayer[Total, %" G_GINT64_FORMAT "]",
                            ng_expr_integer (ng_expr_arg (levels, 0)));
  if (text == NULL)
    return refuse (self, levels, "levels are n, {n} or Infinity");
  return connect_text (self, text, &x, 1, call);
}

/* A function of numbers, element by element. */
static Traced *
apply_numbers (Trace *self, NgExpr *head, Traced *const *arguments, gsize n, const NgExpr *at)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  for (gsize i = 0; i < n; i++) {
    NgExpr *arg = to_numbers (self, arguments[i]);

    if (arg == NULL)
      return NULL;
    g_ptr_array_add (args, arg);
  }
  g_ptr_array_set_free_func (args, NULL);
  return new_numbers (
      self,
      ng_expr_new_normal (
          ng_expr_ref (head), (NgExpr **) args->pdata, n, at != NULL ? ng_expr_place (at) : NULL));
}

/* ---- layers and functions applied to values ---- */

static Traced *
find_named (const Traced *named, const char *name)
{
  for (guint i = 0; i < named->names->len; i++)
    if (g_str_equal (named->names->pdata[i], name))
      return named->items->pdata[i];
  return NULL;
}

/* layer[<|"port" -> value, …|>] */
static Traced *
apply_layer_named (Trace *self, NgLayer *layer, const Traced *named, const NgExpr *at)
{
  gsize n = ng_layer_n_inputs (layer);
  g_autofree NgSource *sources = g_new0 (NgSource, n + 1);
  Traced *result;
  int index;

  for (guint i = 0; i < named->names->len; i++)
    if (ng_layer_find_input (layer, named->names->pdata[i]) < 0)
      return refuse (self, at, "its layer has no input of such a name");
  for (gsize i = 0; i < n; i++) {
    Traced *value = find_named (named, ng_layer_input_name (layer, i));

    if (value == NULL && !ng_layer_input_is_optional (layer, i))
      return refuse (self, at, "an input of its layer gets nothing");
    if (value != NULL && !to_source (self, value, &sources[i]))
      return NULL;
  }
  index = (int) ng_net_builder_n_layers (self->builder);
  result = connect (self, layer, NULL, 0, at);
  for (gsize i = 0; i < n && result != NULL; i++)
    if (sources[i].kind != NG_SOURCE_NONE &&
        !ng_net_builder_connect (
            self->builder, sources[i], index, (int) i, self->place, self->error))
      return NULL;
  return result;
}

static Traced *
apply_layer (Trace *self, NgLayer *layer, Traced *const *arguments, gsize n, const NgExpr *at)
{
  gboolean is_many = ng_layer_has_open_slots (layer) || ng_layer_has_slots (layer);
  g_autofree NgSource *sources = NULL;

  if (n == 1 && arguments[0]->kind == TRACED_NAMED)
    return apply_layer_named (self, layer, arguments[0], at);
  if (n == 1 && is_many && arguments[0]->kind == TRACED_LIST) {
    n = arguments[0]->items->len;
    arguments = (Traced *const *) arguments[0]->items->pdata;
  }
  sources = g_new (NgSource, n + 1);
  for (gsize i = 0; i < n; i++)
    if (!to_source (self, arguments[i], &sources[i]))
      return NULL;
  return connect (self, layer, sources, n, at);
}

static gboolean
is_layer (const NgExpr *expr)
{
  const NgExpr *head = ng_expr_kind (expr) == NG_EXPR_NORMAL ? ng_expr_head (expr) : expr;
  const char *name = ng_expr_kind (head) == NG_EXPR_SYMBOL ? ng_expr_text (head) : "";

  return g_str_has_suffix (name, "Layer") || g_str_has_suffix (name, "Operator") ||
         g_str_equal (name, "NetGraph") || g_str_equal (name, "NetChain") ||
         ng_expr_kind (expr) == NG_EXPR_OBJECT;
}

/* Function[body], Function[x, body], Function[{x, y}, body] */
static Traced *
apply_function (Trace *self,
                NgExpr *function,
                Traced *const *arguments,
                gsize n,
                const Scope *scope,
                const NgExpr *at)
{
  gboolean has_names = ng_expr_n_args (function) >= 2;
  NgExpr *variables = has_names ? ng_expr_arg (function, 0) : NULL;
  Scope inner = { .outer = scope, .variables = variables, .values = arguments, .n = n };
  gsize n_variables =
      has_names ? (ng_expr_is_call (variables, "List") ? ng_expr_n_args (variables) : 1) : 0;

  if (n_variables > n)
    return refuse (self, at, "the function needs more arguments");
  return trace (self, ng_expr_arg (function, has_names ? 1 : 0), &inner);
}

static Traced *
apply (Trace *self,
       NgExpr *function,
       Traced *const *arguments,
       gsize n,
       const Scope *scope,
       NgExpr *at)
{
  g_autoptr (NgLayer) layer = NULL;
  g_autoptr (NgExpr) call = NULL;
  gboolean is_known;
  Traced *result;

  if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) >= 1)
    return apply_function (self, function, arguments, n, scope, at);
  if (is_layer (function)) {
    layer = read_notation (self, function);
    return layer != NULL ? apply_layer (self, layer, arguments, n, at) : NULL;
  }
  if (ng_expr_kind (function) != NG_EXPR_SYMBOL)
    return refuse (self, function, "it is neither a function nor a layer");
  call = ng_expr_new_normal (ng_expr_ref (function), NULL, 0, ng_expr_place (at));
  result = apply_layer_function (self, call, arguments, n, &is_known);
  if (is_known)
    return result;
  if (ng_function_takes (ng_expr_text (function), n))
    return apply_numbers (self, function, arguments, n, at);
  return refuse (self, function, "no layer does that");
}

/* ---- expressions ---- */

/* A value of the net for an argument of the outermost function. */
static Traced *
trace_port (Trace *self, NgExpr *slot)
{
  NgExpr *which = ng_expr_arg (slot, 0);
  g_autofree char *name = NULL;

  if (ng_expr_kind (which) == NG_EXPR_STRING)
    name = g_strdup (ng_expr_text (which));
  else if (self->is_positional)
    name = g_strdup_printf ("%" G_GINT64_FORMAT, ng_expr_integer (which));
  else
    name = g_strdup ("Input");
  return from_source (
      self,
      (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (self->builder, name, self->place), 0 });
}

static Traced *
trace_slot (Trace *self, NgExpr *slot, const Scope *scope)
{
  NgExpr *which = ng_expr_n_args (slot) == 1 ? ng_expr_arg (slot, 0) : NULL;

  while (scope != NULL && scope->variables != NULL)
    scope = scope->outer;
  if (which == NULL ||
      (ng_expr_kind (which) != NG_EXPR_INTEGER && ng_expr_kind (which) != NG_EXPR_STRING))
    return refuse (self, slot, "it names no argument");
  if (scope == NULL)
    return trace_port (self, slot);
  if (ng_expr_kind (which) == NG_EXPR_STRING && scope->n == 1 &&
      scope->values[0]->kind == TRACED_NAMED) {
    Traced *found = find_named (scope->values[0], ng_expr_text (which));

    return found != NULL ? found : refuse (self, slot, "there is no value of that name");
  }
  if (ng_expr_kind (which) != NG_EXPR_INTEGER || ng_expr_integer (which) < 1 ||
      (guint64) ng_expr_integer (which) > scope->n)
    return refuse (self, slot, "the function gets no such argument");
  return scope->values[ng_expr_integer (which) - 1];
}

static Traced *
trace_symbol (Trace *self, NgExpr *symbol, const Scope *scope)
{
  static const char *const constants[] = { "Pi", "E", "Infinity", "True", "False", NULL };

  for (; scope != NULL; scope = scope->outer) {
    gboolean is_list = scope->variables != NULL && ng_expr_is_call (scope->variables, "List");
    gsize n = scope->variables == NULL ? 0 : is_list ? ng_expr_n_args (scope->variables) : 1;

    for (gsize i = 0; i < MIN (n, scope->n); i++) {
      NgExpr *variable = is_list ? ng_expr_arg (scope->variables, i) : scope->variables;

      if (ng_expr_is_symbol (variable, ng_expr_text (symbol)))
        return scope->values[i];
    }
  }
  if (g_strv_contains (constants, ng_expr_text (symbol)))
    return new_numbers (self, ng_expr_ref (symbol));
  return refuse (self, symbol, "it has no value");
}

/* With[{x = value, …}, body], and Module and Block alike */
static Traced *
trace_with (Trace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *settings = ng_expr_n_args (expr) == 2 ? ng_expr_arg (expr, 0) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (NgExpr) variables = NULL;
  Scope inner = { .outer = scope };

  if (settings == NULL || !ng_expr_is_call (settings, "List"))
    return refuse (self, expr, "it needs {x = value, …} and a body");
  for (gsize i = 0; i < ng_expr_n_args (settings); i++) {
    NgExpr *setting = ng_expr_arg (settings, i);
    Traced *value;

    if (!ng_expr_is_call (setting, "Set") || ng_expr_n_args (setting) != 2)
      return refuse (self, setting, "it needs a value");
    value = trace (self, ng_expr_arg (setting, 1), scope);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (names, ng_expr_arg (setting, 0));
    g_ptr_array_add (values, value);
  }
  for (guint i = 0; i < names->len; i++)
    ng_expr_ref (names->pdata[i]);
  variables = ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) names->pdata, names->len, NULL);
  inner.variables = variables;
  inner.values = (Traced *const *) values->pdata;
  inner.n = values->len;
  return trace (self, ng_expr_arg (expr, 1), &inner);
}

/* Table[body, n], Table[body, {i, n}], Table[body, {i, a, b}] with numbers that stand there */
static Traced *
trace_table (Trace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *range = ng_expr_n_args (expr) == 2 ? ng_expr_arg (expr, 1) : NULL;
  gsize n = range != NULL ? ng_expr_n_args (range) : 0;
  NgExpr *first = NULL, *last = range;
  Scope inner = { .outer = scope, .n = 1 };
  Traced *list = new_traced (self, TRACED_LIST), *index;

  if (range != NULL && ng_expr_is_call (range, "List")) {
    if (n < 1 || n > 3 || (n > 1 && ng_expr_kind (ng_expr_arg (range, 0)) != NG_EXPR_SYMBOL))
      return refuse (self, range, "it is not {i, n} or {i, a, b}");
    inner.variables = n > 1 ? ng_expr_arg (range, 0) : NULL;
    last = ng_expr_arg (range, n - 1);
    first = n == 3 ? ng_expr_arg (range, 1) : NULL;
  }
  if (last == NULL || ng_expr_kind (last) != NG_EXPR_INTEGER ||
      (first != NULL && ng_expr_kind (first) != NG_EXPR_INTEGER))
    return refuse (self, expr, "how often has to be a number that stands there");
  gint64 from = first != NULL ? ng_expr_integer (first) : 1, to = ng_expr_integer (last);

  if (to < from || to - from >= MAX_TABLE)
    return refuse (self, range, "it has no elements, or too many");
  for (gint64 i = from; i <= to; i++) {
    Traced *item;

    index = new_numbers (self, ng_expr_new_integer (i, NULL));
    inner.values = &index;
    item = trace (self, ng_expr_arg (expr, 0), inner.variables != NULL ? &inner : scope);
    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

/* A function as the net of a NetMapOperator or NetFoldOperator. */
static NgExpr *
as_net (NgExpr *function)
{
  if (is_layer (function))
    return ng_expr_ref (function);
  return ng_expr_new_call ("FunctionLayer", ng_expr_ref (function), NULL);
}

/* Map[f, x]: over what stands there as a list item by item, else by a NetMapOperator */
static Traced *
trace_map (Trace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *function = ng_expr_arg (expr, 0);
  g_autoptr (NgExpr) call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  Traced *x = trace (self, ng_expr_arg (expr, 1), scope), *list;

  if (x == NULL)
    return NULL;
  if (x->kind != TRACED_LIST) {
    call = ng_expr_new_call ("NetMapOperator", as_net (function), NULL);
    layer = read_notation (self, call);
    return layer != NULL ? apply_layer (self, layer, &x, 1, expr) : NULL;
  }
  list = new_traced (self, TRACED_LIST);
  for (guint i = 0; i < x->items->len; i++) {
    Traced *item = apply (self, function, (Traced *const *) &x->items->pdata[i], 1, scope, expr);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

/* Fold[f, x, list] and FoldList, whose first element is left out: the states after each step */
static Traced *
trace_fold (Trace *self, NgExpr *expr, const Scope *scope, gboolean keeps_all)
{
  static const char *const text = "NetFoldOperator[FunctionLayer[Apply[f]], {\"Output\" -> \"1\"}]";
  Traced *state = trace (self, ng_expr_arg (expr, 1), scope);
  Traced *list = state != NULL ? trace (self, ng_expr_arg (expr, 2), scope) : NULL;
  g_autoptr (NgExpr) pattern = NULL, net = NULL, call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  NgSource sources[2];
  int index, port;

  if (list == NULL || !to_source (self, state, &sources[0]) || !to_source (self, list, &sources[1]))
    return NULL;
  pattern = ng_parse_one (text, -1, NULL, self->error);
  net = ng_expr_new_call (
      "FunctionLayer", ng_expr_new_call ("Apply", ng_expr_ref (ng_expr_arg (expr, 0)), NULL), NULL);
  call = ng_expr_new_call (
      "NetFoldOperator", ng_expr_ref (net), ng_expr_ref (ng_expr_arg (pattern, 1)), NULL);
  layer = read_notation (self, call);
  index = layer != NULL ? add_layer (self, layer) : -1;
  if (index < 0)
    return NULL;
  for (int i = 0; i < 2; i++)
    if (!ng_net_builder_connect (self->builder,
                                 sources[i],
                                 index,
                                 ng_layer_find_input (layer, i == 0 ? "1" : "2"),
                                 self->place,
                                 self->error))
      return NULL;
  port = ng_layer_find_output (layer, keeps_all ? "Output" : "1");
  if (!keeps_all)
    ng_net_builder_mute (self->builder, index, ng_layer_find_output (layer, "Output"));
  return from_source (self, (NgSource){ NG_SOURCE_LAYER, index, port });
}

/* Nest[f, x, n] */
static Traced *
trace_nest (Trace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *times = ng_expr_arg (expr, 2);
  Traced *x = trace (self, ng_expr_arg (expr, 1), scope);

  if (ng_expr_kind (times) != NG_EXPR_INTEGER || ng_expr_integer (times) < 0 ||
      ng_expr_integer (times) > MAX_TABLE)
    return refuse (self, times, "how often has to be a number that stands there");
  for (gint64 i = 0; i < ng_expr_integer (times) && x != NULL; i++)
    x = apply (self, ng_expr_arg (expr, 0), &x, 1, scope, expr);
  return x;
}

/* x[[i]], x[[i;;j, k]] */
static Traced *
trace_part (Trace *self, NgExpr *expr, const Scope *scope)
{
  Traced *x = trace (self, ng_expr_arg (expr, 0), scope);
  NgExpr *first = ng_expr_n_args (expr) > 1 ? ng_expr_arg (expr, 1) : NULL;
  GString *text;
  g_autofree char *layer = NULL;

  if (x == NULL)
    return NULL;
  if (first == NULL)
    return refuse (self, expr, "it says no part");
  if (x->kind == TRACED_LIST && ng_expr_n_args (expr) == 2 &&
      ng_expr_kind (first) == NG_EXPR_INTEGER) {
    gint64 n = (gint64) x->items->len, i = ng_expr_integer (first);

    if (i == 0 || ABS (i) > n)
      return refuse (self, expr, "there is no such part");
    return x->items->pdata[i > 0 ? i - 1 : n + i];
  }
  text = g_string_new ("PartLayer[{");
  for (gsize i = 1; i < ng_expr_n_args (expr); i++) {
    g_autofree char *part = ng_print (ng_expr_arg (expr, i), 0);

    g_string_append_printf (text, "%s%s", i > 1 ? ", " : "", part);
  }
  g_string_append (text, "}]");
  layer = g_string_free (text, FALSE);
  return connect_text (self, layer, &x, 1, expr);
}

static Traced *
trace_list (Trace *self, NgExpr *expr, const Scope *scope)
{
  Traced *list = new_traced (self, TRACED_LIST);

  if (ng_expr_n_args (expr) == 0)
    return refuse (self, expr, "an empty list is no array");
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    Traced *item = trace (self, ng_expr_arg (expr, i), scope);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (list->items, item);
  }
  return list;
}

static Traced *
trace_association (Trace *self, NgExpr *expr, const Scope *scope)
{
  Traced *named = new_traced (self, TRACED_NAMED);

  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *rule = ng_expr_arg (expr, i);
    Traced *value;

    if (!ng_expr_is_rule (rule) || ng_expr_kind (ng_expr_arg (rule, 0)) != NG_EXPR_STRING)
      return refuse (self, rule, "its name has to be a string");
    value = trace (self, ng_expr_arg (rule, 1), scope);
    if (value == NULL)
      return NULL;
    g_ptr_array_add (named->names, g_strdup (ng_expr_text (ng_expr_arg (rule, 0))));
    g_ptr_array_add (named->items, value);
  }
  return named;
}

/* NetArray[…]: an array that is learned */
static Traced *
trace_array (Trace *self, NgExpr *expr)
{
  g_autoptr (NgExpr) call = ng_expr_new_call (
      "NetArrayLayer",
      ng_expr_new_call ("Rule", ng_expr_new_string ("Array", NULL), ng_expr_ref (expr), NULL),
      NULL);
  g_autoptr (NgLayer) layer = read_notation (self, call);

  return layer != NULL ? connect (self, layer, NULL, 0, expr) : NULL;
}

/* f[x, …] with a head that is itself written: a layer, a function, or a named value chosen. */
static Traced *
trace_call (Trace *self, NgExpr *expr, const Scope *scope)
{
  NgExpr *head = ng_expr_head (expr);
  gsize n = ng_expr_n_args (expr);
  g_autofree Traced **arguments = g_new (Traced *, n + 1);
  gboolean is_name = n == 1 && ng_expr_kind (ng_expr_arg (expr, 0)) == NG_EXPR_STRING;

  if (is_name && !is_layer (head) && !ng_expr_is_call (head, "Function")) {
    Traced *value = trace (self, head, scope), *found;

    if (value == NULL)
      return NULL;
    found = value->kind == TRACED_NAMED ? find_named (value, ng_expr_text (ng_expr_arg (expr, 0)))
                                        : NULL;
    return found != NULL ? found : refuse (self, expr, "there is no value of that name");
  }
  for (gsize i = 0; i < n; i++) {
    arguments[i] = trace (self, ng_expr_arg (expr, i), scope);
    if (arguments[i] == NULL)
      return NULL;
  }
  return apply (self, head, arguments, n, scope, expr);
}

/* f[x, …] with a function by name. */
static Traced *
trace_named_call (Trace *self, NgExpr *expr, const Scope *scope)
{
  const char *name = ng_expr_text (ng_expr_head (expr));
  gsize n = ng_expr_n_args (expr);
  g_autofree Traced **arguments = NULL;
  gboolean is_known;
  Traced *result;

  if (g_str_equal (name, "Slot"))
    return trace_slot (self, expr, scope);
  if (g_str_equal (name, "List"))
    return trace_list (self, expr, scope);
  if (g_str_equal (name, "Association"))
    return trace_association (self, expr, scope);
  if (g_str_equal (name, "NetArray") || g_str_equal (name, "NetSharedArray"))
    return trace_array (self, expr);
  if (g_str_equal (name, "With") || g_str_equal (name, "Module") || g_str_equal (name, "Block"))
    return trace_with (self, expr, scope);
  if (g_str_equal (name, "Table"))
    return trace_table (self, expr, scope);
  if (g_str_equal (name, "Part"))
    return trace_part (self, expr, scope);
  if (g_str_equal (name, "Map") && n == 2)
    return trace_map (self, expr, scope);
  if ((g_str_equal (name, "Fold") || g_str_equal (name, "FoldList")) && n == 3)
    return trace_fold (self, expr, scope, g_str_equal (name, "FoldList"));
  if (g_str_equal (name, "Nest") && n == 3)
    return trace_nest (self, expr, scope);
  if (is_layer (expr))
    return refuse (self, expr, "a layer has to be applied to something: layer[x]");
  arguments = g_new (Traced *, n + 1);
  if ((g_str_equal (name, "Total") || g_str_equal (name, "Flatten") ||
       g_str_equal (name, "Transpose")) &&
      n == 2) {
    arguments[0] = trace (self, ng_expr_arg (expr, 0), scope);
    if (arguments[0] == NULL)
      return NULL;
    if (g_str_equal (name, "Total"))
      return apply_total (self, expr, arguments[0]);
    return apply_layer_function (self, expr, arguments, n, &is_known);
  }
  for (gsize i = 0; i < n; i++) {
    arguments[i] = trace (self, ng_expr_arg (expr, i), scope);
    if (arguments[i] == NULL)
      return NULL;
  }
  result = apply_layer_function (self, expr, arguments, n, &is_known);
  if (is_known)
    return result;
  if (ng_function_takes (name, n))
    return apply_numbers (self, ng_expr_head (expr), arguments, n, expr);
  return refuse (self, expr, "no layer does that");
}

static Traced *
trace (Trace *self, NgExpr *expr, const Scope *scope)
{
  Traced *result = NULL;

  if (self->depth >= NG_MAX_EXPR_DEPTH)
    return refuse (self, expr, "it is nested too deeply");
  self->depth++;
  if (ng_expr_is_number (expr))
    result = new_numbers (self, ng_expr_ref (expr));
  else if (ng_expr_kind (expr) == NG_EXPR_SYMBOL)
    result = trace_symbol (self, expr, scope);
  else if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    result = refuse (self, expr, "it is no number");
  else if (ng_expr_kind (ng_expr_head (expr)) == NG_EXPR_SYMBOL)
    result = trace_named_call (self, expr, scope);
  else
    result = trace_call (self, expr, scope);
  self->depth--;
  return result;
}

/* ---- the whole ---- */

/* The outermost function with ports for its arguments. */
static Traced *
trace_outermost (Trace *self, NgExpr *function)
{
  g_auto (GStrv) slots = ng_function_slots (function);
  gsize n = slots != NULL ? g_strv_length (slots) : 1;
  g_autofree Traced **arguments = g_new (Traced *, n + 1);
  gsize n_numbered = 0;

  while (slots != NULL && slots[n_numbered] != NULL && g_ascii_isdigit (slots[n_numbered][0]))
    n_numbered++;
  self->is_positional = self->is_positional || n_numbered > 1;
  if (ng_expr_is_call (function, "Function") && ng_expr_n_args (function) == 1)
    return trace (self, ng_expr_arg (function, 0), NULL);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (NgExpr) slot = new_slot ((gint64) i + 1);

    arguments[i] = trace_port (self, slot);
  }
  return apply (self, function, arguments, n, NULL, function);
}

static gboolean
add_output (Trace *self, const char *name, Traced *value)
{
  NgSource source;

  if (!to_source (self, value, &source))
    return FALSE;
  if (source.kind == NG_SOURCE_INPUT) {
    Traced *x = from_source (self, source);

    x = connect_text (self, "ElementwiseLayer[# &]", &x, 1, NULL);
    if (x == NULL || !to_source (self, x, &source))
      return FALSE;
  }
  return ng_net_builder_output (self->builder, name, source, self->place, self->error);
}

static gboolean
add_outputs (Trace *self, Traced *value)
{
  if (value->kind != TRACED_NAMED)
    return add_output (self, "Output", value);
  for (guint i = 0; i < value->items->len; i++)
    if (!add_output (self, value->names->pdata[i], value->items->pdata[i]))
      return FALSE;
  return TRUE;
}

NgNetBuilder *
ng_trace_function (NgExpr *function,
                   const NgTraceReader *reader,
                   const NgPlace *place,
                   GError **error)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (GPtrArray) traced = g_ptr_array_new_with_free_func (free_traced);
  g_autoptr (GArray) atoms = g_array_new (FALSE, FALSE, sizeof (NgSource));
  Trace self = { .reader = reader,
                 .builder = builder,
                 .traced = traced,
                 .atoms = atoms,
                 .place = place,
                 .error = error };
  Traced *value;

  if (place != NULL)
    ng_net_builder_set_place (builder, place);
  if (ng_expr_is_call (function, "Apply") && ng_expr_n_args (function) == 1) {
    self.is_positional = TRUE;
    function = ng_expr_arg (function, 0);
  }
  value = trace_outermost (&self, function);
  if (value == NULL || !add_outputs (&self, value))
    return NULL;
  return g_steal_pointer (&builder);
}
