/* What values are while operators become layers, and new layers. */

#include "core/convert/conversion.h"

#include "core/base/digits.h"
#include "core/graph/registry.h"
#include "core/graph/sources.h"
#include "core/notation/read.h"
#include <math.h>
#include <string.h>

gboolean
ng_conversion_refuse (NgConversion *self, const char *format, ...)
{
  va_list arguments;

  if (self->reasons[self->index] != NULL)
    return FALSE;
  va_start (arguments, format);
  self->reasons[self->index] = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

void
ng_conversion_leave (NgConversion *self, gsize index, const char *reason)
{
  ng_conversion_drop_idiom (self, index);
  self->is_refused[index] = TRUE;
  g_free (self->reasons[index]);
  self->reasons[index] = g_strdup (reason);
}

NgTensor *
ng_conversion_keep (NgConversion *self, NgTensor *tensor)
{
  if (tensor != NULL) {
    g_ptr_array_add (self->held, tensor);
    self->held_bytes += ng_tensor_size (tensor);
  }
  return tensor;
}

char *
ng_number_text (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr (NgExpr) expr = NULL;
  float narrow = (float) value;

  /* What was a float32 is written with as few digits as tell it. */
  if ((double) narrow >= value && (double) narrow <= value)
    value = g_ascii_strtod (ng_digits_real (value, TRUE, text), NULL);
  if (isinf (value))
    return g_strdup (value > 0 ? "Infinity" : "-Infinity");
  expr = fabs (value) < 1e9 && floor (value) >= value ? ng_expr_new_integer ((gint64) value, NULL)
                                                      : ng_expr_new_real (value, NULL);
  return ng_print (expr, 0);
}

/* ---- dimensions ---- */

NgType
ng_levels_without (const NgType *type, int axis)
{
  NgType levels = ng_type_of_rank (0);

  for (int i = 0; i < type->rank; i++) {
    if (i != axis)
      levels.dims[levels.rank++] = type->dims[i];
  }
  levels.kind = type->kind;
  levels.element = type->element;
  return levels;
}

gboolean
ng_levels_equal (const NgType *a, const NgType *b)
{
  if (a->rank != b->rank || a->rank < 0)
    return FALSE;
  for (int i = 0; i < a->rank; i++) {
    if (a->dims[i].state == NG_DIM_UNKNOWN || !ng_dim_equal (a->dims[i], b->dims[i]))
      return FALSE;
  }
  return TRUE;
}

char *
ng_levels_text (const NgType *levels, const char *varying)
{
  GString *text = g_string_new ("{");

  for (int i = 0; i < levels->rank; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    if (levels->dims[i].state == NG_DIM_NUMBER)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, levels->dims[i].value);
    else
      g_string_append (text, varying);
  }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

char *
ng_levels_integers (const NgType *levels)
{
  g_autofree char *text = ng_levels_text (levels, "\"Varying\"");
  gsize length = strlen (text);

  return length == 2 ? g_strdup ("\"Integer\"")
                     : g_strdup_printf ("%.*s, \"Integer\"}", (int) length - 1, text);
}

int
ng_levels_level (int axis, int batch)
{
  return axis < batch ? axis + 1 : axis;
}

int
ng_carried_level (const NgCarried *self, int axis)
{
  return axis < self->axis ? axis + 1 : axis + self->merged;
}

gboolean
ng_mask_is_causal (const NgTensor *mask)
{
  gsize rank = ng_tensor_rank (mask);
  const gint64 *dims = ng_tensor_dims (mask);
  gboolean is_truth = ng_tensor_element (mask) == NG_ELEMENT_BOOL;

  for (gsize i = 0; i + 2 < rank; i++) {
    if (dims[i] != 1)
      return FALSE;
  }
  if (rank < 2 || dims[rank - 1] != dims[rank - 2])
    return FALSE;
  for (gint64 i = 0; i < dims[rank - 1]; i++) {
    for (gint64 j = 0; j < dims[rank - 1]; j++) {
      double number = ng_tensor_get_real (mask, i * dims[rank - 1] + j);
      if (is_truth ? (number > 0) != (j <= i)
                   : (j <= i ? number < 0 || number > 0 : !(number <= -1e4)))
        return FALSE;
    }
  }
  return TRUE;
}

/* ---- values ---- */

int
ng_conversion_value_of (const NgConversion *self, NgSource source)
{
  switch (source.kind) {
  case NG_SOURCE_INPUT:
    return source.index;
  case NG_SOURCE_LAYER:
    return (int) self->first[source.index] + source.port;
  case NG_SOURCE_NONE:
  default:
    return -1;
  }
}

int
ng_conversion_maker (const NgConversion *self, int value)
{
  gsize n = ng_net_n_layers (self->net);
  gsize low = 0, high = n;

  if ((gsize) value < ng_net_n_inputs (self->net))
    return -1;
  while (high - low > 1) {
    gsize middle = (low + high) / 2;
    if (self->first[middle] <= (guint) value)
      low = middle;
    else
      high = middle;
  }
  return (int) low;
}

NgSource
ng_conversion_source_of (const NgConversion *self, int value)
{
  int maker = ng_conversion_maker (self, value);

  return maker < 0 ? (NgSource){ NG_SOURCE_INPUT, value, 0 }
                   : (NgSource){ NG_SOURCE_LAYER, maker, value - (int) self->first[maker] };
}

int
ng_conversion_operand_value (const NgConversion *self, gsize layer, gsize index)
{
  const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (self->net, layer));

  if (node == NULL || index >= node->n_operands || node->operands[index].kind != NG_OPERAND_PORT)
    return -1;
  return ng_conversion_value_of (
      self, ng_net_source (self->net, layer, (gsize) node->operands[index].index));
}

NgTensor *
ng_conversion_tensor_of (const NgConversion *self, gsize layer, gsize index)
{
  const NgLayer *at = ng_net_layer (self->net, layer);
  const NgOnnxNode *node = ng_layer_onnx_node (at);
  int value = ng_conversion_operand_value (self, layer, index);

  if (value >= 0)
    return self->values[value].kind == NG_CARRIED_CONSTANT ? self->values[value].tensor : NULL;
  return node != NULL && index < node->n_operands && node->operands[index].kind == NG_OPERAND_ARRAY
             ? ng_layer_array (at, (gsize) node->operands[index].index)
             : NULL;
}

/* Input @index of the node, or of the idiom. */
static NgOperandPlace
place_of (const NgConversion *self, gsize index)
{
  if (self->places == NULL)
    return (NgOperandPlace){ self->index, index };
  return index < self->n_places ? self->places[index] : (NgOperandPlace){ self->index, G_MAXSIZE };
}

static int
value_at (const NgConversion *self, gsize index)
{
  NgOperandPlace place = place_of (self, index);

  return ng_conversion_operand_value (self, place.layer, place.index);
}

gboolean
ng_conversion_has (const NgConversion *self, gsize index)
{
  return ng_conversion_constant (self, index) != NULL || value_at (self, index) >= 0;
}

NgCarried *
ng_conversion_operand (const NgConversion *self, gsize index)
{
  int value = value_at (self, index);

  return value >= 0 && self->values[value].kind != NG_CARRIED_CONSTANT ? &self->values[value]
                                                                       : NULL;
}

NgTensor *
ng_conversion_constant (const NgConversion *self, gsize index)
{
  NgOperandPlace place = place_of (self, index);

  return ng_conversion_tensor_of (self, place.layer, place.index);
}

gboolean
ng_conversion_is_number (const NgTensor *tensor, double *number)
{
  if (tensor == NULL || ng_tensor_count (tensor) != 1 ||
      ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    return FALSE;
  *number = ng_tensor_get_real (tensor, 0);
  return TRUE;
}

NgType
ng_conversion_type (const NgConversion *self, gsize index)
{
  const NgTensor *tensor = ng_conversion_constant (self, index);

  if (tensor != NULL) {
    NgType type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
    type.element = ng_tensor_element (tensor);
    return type;
  }
  int value = value_at (self, index);
  return value >= 0 ? *ng_net_type (self->net, ng_conversion_source_of (self, value))
                    : ng_type_unknown ();
}

const NgType *
ng_conversion_result_type (const NgConversion *self, gsize index)
{
  NgSource source = { NG_SOURCE_LAYER, (int) self->index, 0 };

  g_return_val_if_fail (index < self->node->n_results && self->node->results[index] >= 0, NULL);
  source.port = self->node->results[index];
  return ng_net_type (self->net, source);
}

gboolean
ng_conversion_is_read (const NgConversion *self, gsize index)
{
  return index < self->node->n_results && self->node->results[index] >= 0 &&
         self->n_uses[self->first[self->index] + (guint) self->node->results[index]] > 0;
}

/* ---- new layers ---- */

NgLayer *
ng_conversion_make (NgConversion *self, const NgGiven *given, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  g_autoptr (NgLayer) layer = expr != NULL ? ng_layer_read (expr, &error) : NULL;

  if (layer == NULL) {
    ng_conversion_refuse (self, "%s", error->message);
    return NULL;
  }
  for (; given != NULL && given->name != NULL; given++) {
    int array = ng_layer_find_array (layer, given->name);
    NgElement element = ng_tensor_element (given->tensor);
    if (array < 0 || !ng_element_is_real (element)) {
      ng_conversion_refuse (self, "its array is no array of reals");
      return NULL;
    }
    /* What is mapped stays in its file, at whatever byte it begins. */
    g_autoptr (NgTensor) tensor = element == NG_ELEMENT_F32
                                      ? ng_tensor_ref (given->tensor)
                                      : ng_tensor_convert (given->tensor, NG_ELEMENT_F32);
    self->held_bytes += ng_tensor_size (tensor);
    NgLayer *filled = ng_layer_with_array (layer, (gsize) array, tensor);
    ng_layer_unref (layer);
    layer = filled;
  }
  return g_steal_pointer (&layer);
}

/* A name that no other layer has: that of the operator, or one made from it. */
static char *
make_name (NgConversion *self, const NgLayer *layer)
{
  g_autofree char *own = ng_net_shown_name (self->net, self->index);
  g_autofree char *base = NULL;

  if (!self->is_named[self->index]) {
    self->is_named[self->index] = TRUE;
    return g_steal_pointer (&own);
  }
  const char *kind = ng_layer_class (layer)->name;
  gsize length = strlen (kind);
  base = g_strdup_printf (
      "%s/%.*s", own, (int) (g_str_has_suffix (kind, "Layer") ? length - 5 : length), kind);
  char *name = g_strdup (base);
  for (guint i = 2; !g_hash_table_add (self->names, g_strdup (name)); i++) {
    g_free (name);
    name = g_strdup_printf ("%s%u", base, i);
  }
  return name;
}

/* Which operators the idiom consists of that ends with the one that is looked at. */
static NgExpr *
make_sources (const NgConversion *self)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();

  gsize n;
  const gsize *nodes = ng_idiom_match_nodes (self->idioms[self->index], &n);

  for (gsize i = 0; i < n; i++) {
    gsize index = nodes[i];
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (self->net, index));
    g_autofree char *name = ng_net_shown_name (self->net, index);
    g_ptr_array_add (
        rules,
        ng_expr_new_call (
            "Rule", ng_expr_new_string (name, NULL), ng_expr_new_string (node->op, NULL), NULL));
  }
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) rules->pdata, rules->len, NULL);
}

/* The layer with the names of what it was made of; one operator has given it its own. */
static NgLayer *
with_sources (NgConversion *self, NgLayer *layer)
{
  g_autoptr (NgExpr) sources = NULL;
  g_autoptr (GError) error = NULL;
  NgLayer *named;

  if (self->idioms[self->index] == NULL || self->is_named[self->index])
    return layer;
  sources = make_sources (self);
  named = ng_layer_with_sources (layer, sources, &error);
  if (named == NULL)
    ng_conversion_refuse (self, "%s", error->message);
  ng_layer_unref (layer);
  return named;
}

int
ng_conversion_put_layer (NgConversion *self, const NgFeed *feeds, gsize n_feeds, NgLayer *layer)
{
  NgNewLayer new = { .node = self->index,
                     .self = { .layer = (int) self->layers->len, .value = -1 },
                     .levels = ng_type_unknown () };

  if (layer != NULL)
    layer = with_sources (self, layer);
  if (layer == NULL)
    return -1;
  new.layer = layer;
  new.name = make_name (self, layer);
  new.feeds = g_array_new (FALSE, FALSE, sizeof (NgFeed));
  g_array_append_vals (new.feeds, feeds, (guint) n_feeds);
  g_array_append_val (self->layers, new);
  return (int) self->layers->len - 1;
}

static NgLayer *
map_over (NgConversion *self, NgLayer *layer, int depth)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; layer != NULL && i < depth; i++) {
    NgLayer *outer =
        ng_layer_new_around (ng_registry_find ("NetMapOperator"), &layer, 1, NULL, 0, NULL, &error);
    ng_layer_unref (layer);
    layer = outer;
  }
  if (error != NULL)
    ng_conversion_refuse (self, "%s", error->message);
  return layer;
}

int
ng_conversion_put (NgConversion *self,
                   const NgFeed *feeds,
                   gsize n_feeds,
                   const NgGiven *given,
                   int depth,
                   const char *format,
                   ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  NgLayer *layer = map_over (self, ng_conversion_make (self, given, text), depth);
  return ng_conversion_put_layer (self, feeds, n_feeds, layer);
}

NgFeed
ng_conversion_feed (int layer, int port)
{
  return layer < 0 ? NG_FEED_NONE : (NgFeed){ .layer = layer, .port = port, .value = -1 };
}

/* ---- what operators take and give ---- */

gboolean
ng_carried_is_shaped (const NgConversion *self, const NgCarried *carried)
{
  if (carried->shaped < 0 || (guint) carried->shaped >= self->layers->len)
    return FALSE;
  const NgNewLayer *new = &g_array_index (self->layers, NgNewLayer, carried->shaped);
  if (new->node != carried->shaper || new->levels.rank < 0 ||
      !ng_levels_equal (&new->levels, &carried->wanted))
    return FALSE;
  NgFeed feed = new->origin, own = carried->feed;
  return feed.layer == own.layer && feed.value == own.value &&
         (feed.layer < 0 || feed.port == own.port);
}

/* The value as @levels, by a layer that stands under the name of the operator that wanted it. */
static gboolean
shape (NgConversion *self, NgCarried *carried, const NgType *levels, NgFeed *feed)
{
  gboolean is_cached = ng_levels_equal (levels, &carried->wanted);

  *feed = carried->feed;
  if (ng_levels_equal (&carried->held, levels))
    return TRUE;
  if (is_cached && ng_carried_is_shaped (self, carried)) {
    *feed = ng_conversion_feed (carried->shaped, 0);
    return TRUE;
  }
  gsize index = self->index;
  self->index = carried->shaper;
  gboolean ok = ng_conversion_put_reshape (self, &carried->held, levels, feed);
  self->index = index;
  if (!ok)
    return ng_conversion_refuse (self, "it arranges lengths anew that vary");
  NgNewLayer *new = &g_array_index (self->layers, NgNewLayer, feed->layer);
  new->levels = *levels;
  new->origin = carried->feed;
  if (is_cached)
    carried->shaped = feed->layer;
  return TRUE;
}

gboolean
ng_conversion_feed_of (NgConversion *self, NgCarried *carried, NgFeed *feed)
{
  return shape (self, carried, &carried->wanted, feed);
}

gboolean
ng_conversion_take_as (NgConversion *self, gsize index, const NgType *levels, NgFeed *feed)
{
  NgCarried *carried = ng_conversion_operand (self, index);

  *feed = NG_FEED_NONE;
  if (carried == NULL)
    return ng_conversion_refuse (self, "an input that it needs is constant, or absent");
  if (carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  return shape (self, carried, levels, feed);
}

gboolean
ng_conversion_take (NgConversion *self, gsize index, NgFeed *feed)
{
  const NgCarried *carried = ng_conversion_operand (self, index);

  *feed = NG_FEED_NONE;
  if (carried != NULL && carried->merged > 0)
    return ng_conversion_refuse (self, "the batch axis holds more than the batch");
  return ng_conversion_take_as (self, index, carried != NULL ? &carried->wanted : NULL, feed);
}

gboolean
ng_conversion_take_first (NgConversion *self, NgFeed *feed)
{
  const NgCarried *carried = ng_conversion_operand (self, 0);

  *feed = NG_FEED_NONE;
  if (carried != NULL && carried->axis > 0)
    return ng_conversion_refuse (self, "the batch does not stand in front");
  return ng_conversion_take (self, 0, feed);
}

gboolean
ng_conversion_give_as (
    NgConversion *self, gsize result, NgFeed feed, const NgCarried *like, const NgType *held)
{
  if (feed.layer < 0 && feed.value < 0)
    return FALSE;
  if (result >= self->node->n_results || self->node->results[result] < 0)
    return TRUE;
  NgCarried *value = &self->values[self->first[self->index] + (guint) self->node->results[result]];
  NgCarried given = { .kind = NG_CARRIED_LAYER,
                      .feed = feed,
                      .axis = like->axis,
                      .merged = like->merged,
                      .outer = like->outer,
                      .held = *held,
                      .wanted = *held,
                      .shaper = self->index,
                      .shaped = -1 };
  if (given.merged == 0)
    given.wanted = ng_levels_without (ng_conversion_result_type (self, result), given.axis);
  *value = given;
  return TRUE;
}

gboolean
ng_conversion_give_held (
    NgConversion *self, gsize result, NgFeed feed, int axis, const NgType *held)
{
  const NgCarried like = { .axis = axis };

  return ng_conversion_give_as (self, result, feed, &like, held);
}

gboolean
ng_conversion_give (NgConversion *self, gsize result, NgFeed feed, int axis)
{
  if (result >= self->node->n_results || self->node->results[result] < 0)
    return feed.layer >= 0 || feed.value >= 0;
  const NgType held = ng_levels_without (ng_conversion_result_type (self, result), axis);

  return ng_conversion_give_held (self, result, feed, axis, &held);
}

gboolean
ng_conversion_give_like (NgConversion *self, NgFeed feed, gsize index)
{
  const NgCarried *carried = ng_conversion_operand (self, index);

  if (carried == NULL || (feed.layer < 0 && feed.value < 0))
    return FALSE;
  NgCarried *value = &self->values[self->first[self->index] + (guint) self->node->results[0]];
  *value = *carried;
  value->kind = NG_CARRIED_LAYER;
  value->feed = feed;
  value->held.kind = value->wanted.kind = ng_conversion_result_type (self, 0)->kind;
  value->shaped = -1;
  return TRUE;
}

gboolean
ng_conversion_pass (
    NgConversion *self, gsize index, int axis, int merged, int outer, const NgType *wanted)
{
  const NgCarried *carried = ng_conversion_operand (self, index);

  if (carried == NULL || carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  NgCarried *value = &self->values[self->first[self->index] + (guint) self->node->results[0]];
  *value = *carried;
  value->kind = NG_CARRIED_LAYER;
  value->axis = axis;
  value->merged = merged;
  value->outer = outer;
  if (!ng_levels_equal (wanted, &carried->wanted)) {
    value->wanted = *wanted;
    value->shaper = self->index;
    value->shaped = -1;
  }
  return TRUE;
}

gboolean
ng_conversion_pass_same (NgConversion *self, gsize index)
{
  const NgCarried *carried = ng_conversion_operand (self, index);

  if (carried == NULL || carried->axis < 0)
    return ng_conversion_refuse (self, "what it reads has no batch axis");
  return ng_conversion_pass (
      self, index, carried->axis, carried->merged, carried->outer, &carried->wanted);
}

gboolean
ng_conversion_put_one (NgConversion *self, const NgGiven *given, const char *format, ...)
{
  g_autofree char *text = NULL;
  NgFeed feed;
  va_list arguments;

  if (!ng_conversion_take_first (self, &feed))
    return FALSE;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  int layer = ng_conversion_put (self, &feed, 1, given, 0, "%s", text);
  return ng_conversion_give (self, 0, ng_conversion_feed (layer, 0), 0);
}

NgTensor *
ng_conversion_levels_of (NgConversion *self, NgTensor *tensor, int rank, int axis)
{
  gint64 dims[NG_MAX_RANK];
  int n = 0, shift = rank - (int) ng_tensor_rank (tensor);

  if (shift < 0)
    return NULL;
  for (int i = 0; i < rank; i++) {
    gint64 size = i < shift ? 1 : ng_tensor_dims (tensor)[i - shift];
    if (i != axis)
      dims[n++] = size;
    else if (size != 1)
      return NULL;
  }
  return ng_conversion_keep (self, ng_tensor_reshape (tensor, dims, (gsize) n));
}

gboolean
ng_conversion_put_array (NgConversion *self, NgTensor *tensor, NgFeed *feed)
{
  NgGiven given[] = { { "Array", tensor }, { NULL } };
  NgType type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  g_autofree char *levels = type.rank == 0 ? g_strdup ("\"Real\"") : ng_levels_text (&type, "");

  *feed = ng_conversion_feed (
      ng_conversion_put (self, NULL, 0, given, 0, "NetArrayLayer[\"Output\" -> %s]", levels), 0);
  return feed->layer >= 0;
}
