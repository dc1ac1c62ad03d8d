/* Values of a function that is being followed through, and the layers that they become. */

#include "core/base/limits.h"
#include "core/expr/items.h"
#include "core/graph/function.h"
#include "core/notation/trace-private.h"

/* What grows beyond these becomes a layer, and its value goes on. */
enum { MAX_EXPR_SIZE = 300, MAX_EXPR_DEPTH = 40, MAX_EXPR_ATOMS = 256 };

void
ng_traced_free (gpointer data)
{
  NgTraced *self = data;

  g_clear_pointer (&self->expr, ng_expr_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self);
}

NgTraced *
ng_traced_new (NgTrace *self, NgTracedKind kind)
{
  NgTraced *traced = g_new0 (NgTraced, 1);

  traced->kind = kind;
  if (kind != NG_TRACED_NUMBERS)
    traced->items = g_ptr_array_new ();
  if (kind == NG_TRACED_NAMED)
    traced->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->traced, traced);
  return traced;
}

NgTraced *
ng_traced_numbers (NgTrace *self, NgExpr *expr)
{
  NgTraced *traced = ng_traced_new (self, NG_TRACED_NUMBERS);

  traced->expr = expr;
  return traced;
}

static void
measure (NgTraced *self)
{
  if (self->size > 0)
    return;
  self->size = 1;
  for (guint i = 0; self->items != NULL && i < self->items->len; i++) {
    NgTraced *item = self->items->pdata[i];

    measure (item);
    self->size = MIN (self->size + item->size, NG_TRACE_MAX_ITEMS + 1);
    self->levels = MAX (self->levels, item->levels + 1);
  }
}

gboolean
ng_trace_measure (NgTrace *self, NgTraced *list, const NgExpr *at)
{
  measure (list);
  *self->n_items += list->items->len;
  if (list->size > NG_TRACE_MAX_ITEMS || *self->n_items > NG_TRACE_MAX_ITEMS)
    ng_trace_refuse (self, at, "it has too many elements");
  else if (list->levels > NG_MAX_RANK)
    ng_trace_refuse (self, at, "it has too many levels");
  else
    return TRUE;
  return FALSE;
}

NgTraced *
ng_trace_refuse (NgTrace *self, const NgExpr *expr, const char *why)
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

NgExpr *
ng_trace_slot (gint64 index)
{
  return ng_expr_new_call ("Slot", ng_expr_new_integer (index, NULL), NULL);
}

static gboolean
is_same_source (NgSource a, NgSource b)
{
  return a.kind == b.kind && a.index == b.index && a.port == b.port;
}

NgTraced *
ng_traced_source (NgTrace *self, NgSource source)
{
  guint k = 0;

  while (k < self->atoms->len && !is_same_source (g_array_index (self->atoms, NgSource, k), source))
    k++;
  if (k == self->atoms->len)
    g_array_append_val (self->atoms, source);
  return ng_traced_numbers (self, ng_trace_slot ((gint64) k + 1));
}

/* Slots of @expr, each a value of the net, in order of appearance; no more than one too many. */
static void
collect_atoms (const NgExpr *expr, GArray *used)
{
  if (used->len > MAX_EXPR_ATOMS)
    return;
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

gboolean
ng_traced_is_fixed (const NgTraced *traced)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; traced->items != NULL && i < traced->items->len; i++)
    if (!ng_traced_is_fixed (traced->items->pdata[i]))
      return FALSE;
  if (traced->expr != NULL)
    collect_atoms (traced->expr, used);
  return used->len == 0;
}

NgTraced *
ng_traced_shape (NgTrace *self, NgTraced *traced)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (traced->kind == NG_TRACED_NUMBERS)
    collect_atoms (traced->expr, used);
  return used->len == 1 ? ng_traced_numbers (self, ng_trace_slot (g_array_index (used, gint64, 0)))
                        : traced;
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
        return ng_trace_slot ((gint64) i + 1);
  }
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref (expr);
  args = g_new (NgExpr *, n + 1);
  for (gsize i = 0; i < n; i++)
    args[i] = renumber (ng_expr_arg (expr, i), used);
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, ng_expr_place (expr));
}

int
ng_trace_add (NgTrace *self, NgLayer *layer)
{
  if (ng_net_builder_n_layers (self->builder) >= NG_MAX_TRACED_LAYERS) {
    ng_error_set_new (self->error,
                      "NetGraph::limit",
                      self->place,
                      "The function becomes more than %d layers.",
                      NG_MAX_TRACED_LAYERS);
    return -1;
  }
  return ng_net_builder_add_layer (self->builder, NULL, layer, self->place, self->error);
}

NgLayer *
ng_trace_read (NgTrace *self, NgExpr *expr)
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
read_text (NgTrace *self, const char *text, const NgExpr *at)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, self->error);
  g_autoptr (NgExpr) moved = NULL;

  if (expr == NULL)
    return NULL;
  moved = move_to (expr, at != NULL ? ng_expr_place (at) : self->place);
  return ng_trace_read (self, moved);
}

/* Joins a layer to sources, one for each of its inputs or slots, and gives its outputs. */
NgTraced *
ng_trace_connect (NgTrace *self, NgLayer *layer, const NgSource *sources, gsize n, const NgExpr *at)
{
  gboolean is_many = ng_layer_has_open_slots (layer) || ng_layer_has_slots (layer);
  int index;
  NgTraced *named;

  if (!ng_layer_has_open_slots (layer) && n > ng_layer_n_inputs (layer))
    return ng_trace_refuse (self, at, "its layer has fewer inputs");
  index = ng_trace_add (self, layer);
  if (index < 0)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    int input = is_many || n > 1 ? (int) i : ng_layer_only_input (layer);

    if (input < 0)
      return ng_trace_refuse (self, at, "its layer has several inputs; give <|\"port\" -> …|>");
    if (!ng_net_builder_connect (self->builder, sources[i], index, input, self->place, self->error))
      return NULL;
  }
  if (ng_layer_only_output (layer) >= 0)
    return ng_traced_source (self,
                             (NgSource){ NG_SOURCE_LAYER, index, ng_layer_only_output (layer) });
  named = ng_traced_new (self, NG_TRACED_NAMED);
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++) {
    if (ng_layer_output_is_optional (layer, o))
      continue;
    g_ptr_array_add (named->names, g_strdup (ng_layer_output_name (layer, o)));
    g_ptr_array_add (named->items,
                     ng_traced_source (self, (NgSource){ NG_SOURCE_LAYER, index, (int) o }));
  }
  return named;
}

NgTraced *
ng_trace_connect_text (
    NgTrace *self, const char *layer, NgTraced *const *arguments, gsize n, const NgExpr *at)
{
  g_autofree NgSource *sources = g_new (NgSource, n + 1);
  g_autoptr (NgLayer) read = NULL;

  for (gsize i = 0; i < n; i++)
    if (!ng_trace_to_source (self, arguments[i], &sources[i]))
      return NULL;
  read = read_text (self, layer, at);
  return read != NULL ? ng_trace_connect (self, read, sources, n, at) : NULL;
}

/* A constant: an array that training leaves alone. */
static NgTraced *
connect_constant (NgTrace *self, NgExpr *array)
{
  g_autoptr (NgExpr) expr = ng_expr_new_call (
      "NetArrayLayer",
      ng_expr_new_call ("Rule", ng_expr_new_string ("Array", NULL), ng_expr_ref (array), NULL),
      ng_expr_new_call ("Rule",
                        ng_expr_new_symbol ("LearningRateMultipliers", NULL),
                        ng_expr_new_symbol ("None", NULL),
                        NULL),
      NULL);
  g_autoptr (NgLayer) layer = ng_trace_read (self, expr);

  return layer != NULL ? ng_trace_connect (self, layer, NULL, 0, array) : NULL;
}

NgExpr *
ng_traced_constant (const NgTraced *traced)
{
  g_autoptr (GPtrArray) items = NULL;

  if (traced->kind == NG_TRACED_NUMBERS)
    return ng_expr_is_number (traced->expr) ? ng_expr_ref (traced->expr) : NULL;
  if (traced->kind != NG_TRACED_LIST || traced->items->len == 0)
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (guint i = 0; i < traced->items->len; i++) {
    NgExpr *item = ng_traced_constant (traced->items->pdata[i]);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  return ng_list_write ("List", items);
}

/* Each item gets a level of size 1, along which they are joined. */
NgTraced *
ng_trace_stack (NgTrace *self, NgTraced *const *items, gsize n, int level, const NgExpr *at)
{
  g_autofree NgTraced **deeper = g_new (NgTraced *, n + 1);
  g_autofree char *replicate = g_strdup_printf ("ReplicateLayer[1, %d]", level);
  g_autofree char *catenate = g_strdup_printf ("CatenateLayer[%d]", level);

  for (gsize i = 0; i < n; i++) {
    deeper[i] =
        ng_trace_connect_text (self, level > 1 ? replicate : "ReplicateLayer[1]", &items[i], 1, at);
    if (deeper[i] == NULL)
      return NULL;
  }
  return ng_trace_connect_text (self, level > 1 ? catenate : "CatenateLayer[]", deeper, n, at);
}

/* One layer for an expression of numbers. */
static NgTraced *
connect_numbers (NgTrace *self, NgExpr *expr)
{
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (NgExpr) function = NULL, call = NULL;
  g_autoptr (NgLayer) layer = NULL;
  g_autofree NgSource *sources = NULL;

  collect_atoms (expr, used);
  if (used->len == 0)
    return connect_constant (self, expr);
  if (used->len > MAX_EXPR_ATOMS) {
    ng_error_set_new (self->error,
                      "NetGraph::limit",
                      ng_expr_place (expr)->line > 0 ? ng_expr_place (expr) : self->place,
                      "A formula in a FunctionLayer takes at most %d arrays.",
                      MAX_EXPR_ATOMS);
    return NULL;
  }
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
  layer = ng_trace_read (self, call);
  return layer != NULL ? ng_trace_connect (self, layer, sources, used->len, expr) : NULL;
}

/* The layers for a value that has none yet; %NULL where that fails. */
static NgTraced *
connect_traced (NgTrace *self, NgTraced *traced)
{
  g_autoptr (NgExpr) constant = ng_traced_constant (traced);

  if (traced->kind == NG_TRACED_NAMED) {
    ng_error_set_new (self->error,
                      "NetGraph::badarg",
                      self->place,
                      "Several named values stand in a FunctionLayer where one is needed; choose "
                      "one by its name, x[\"name\"].");
    return NULL;
  }
  if (constant != NULL)
    return connect_constant (self, constant);
  if (traced->kind == NG_TRACED_LIST)
    return ng_trace_stack (
        self, (NgTraced *const *) traced->items->pdata, traced->items->len, 1, NULL);
  if (!ng_expr_is_call (traced->expr, "Slot"))
    return connect_numbers (self, traced->expr);
  return traced;
}

gboolean
ng_trace_to_source (NgTrace *self, NgTraced *traced, NgSource *source)
{
  if (traced->atom == 0) {
    NgTraced *connected = connect_traced (self, traced);

    if (connected == NULL)
      return FALSE;
    traced->atom = ng_expr_integer (ng_expr_arg (connected->expr, 0));
  }
  *source = g_array_index (self->atoms, NgSource, traced->atom - 1);
  return TRUE;
}

NgExpr *
ng_trace_to_numbers (NgTrace *self, NgTraced *traced)
{
  NgSource source;

  if (traced->kind == NG_TRACED_NUMBERS && traced->atom == 0 &&
      ng_expr_size (traced->expr) <= MAX_EXPR_SIZE &&
      ng_expr_depth (traced->expr) <= MAX_EXPR_DEPTH)
    return ng_expr_ref (traced->expr);
  return ng_trace_to_source (self, traced, &source) ? ng_trace_slot (traced->atom) : NULL;
}

/* ---- the whole ---- */

static gboolean
add_output (NgTrace *self, const char *name, NgTraced *value)
{
  NgSource source;

  if (!ng_trace_to_source (self, value, &source))
    return FALSE;
  if (source.kind == NG_SOURCE_INPUT) {
    NgTraced *x = ng_traced_source (self, source);

    x = ng_trace_connect_text (self, "ElementwiseLayer[# &]", &x, 1, NULL);
    if (x == NULL || !ng_trace_to_source (self, x, &source))
      return FALSE;
  }
  return ng_net_builder_output (self->builder, name, source, self->place, self->error);
}

/* Layers read those before them, so one walk from the last to the first finds all that are read. */
static void
remove_unread (NgNetBuilder *builder)
{
  gsize n = ng_net_builder_n_layers (builder);
  g_autofree gboolean *is_removed = g_new (gboolean, n + 1);

  for (gsize v = 0; v < n; v++)
    is_removed[v] = TRUE;
  for (gsize o = 0; o < ng_net_builder_n_outputs (builder); o++)
    is_removed[ng_net_builder_output_source (builder, o).index] = FALSE;
  for (gsize v = n; v-- > 0;)
    for (gsize i = 0; !is_removed[v] && i < ng_net_builder_n_connections (builder, (int) v); i++) {
      NgSource source = ng_net_builder_source (builder, (int) v, i);

      if (source.kind == NG_SOURCE_LAYER)
        is_removed[source.index] = FALSE;
    }
  ng_net_builder_remove_layers (builder, is_removed);
  ng_net_builder_mute_rest (builder);
}

gboolean
ng_trace_finish (NgTrace *self, NgTraced *value)
{
  gboolean is_named = value->kind == NG_TRACED_NAMED;

  for (guint i = 0; i < (is_named ? value->items->len : 1); i++)
    if (!add_output (self,
                     is_named ? value->names->pdata[i] : "Output",
                     is_named ? value->items->pdata[i] : value))
      return FALSE;
  remove_unread (self->builder);
  return TRUE;
}
