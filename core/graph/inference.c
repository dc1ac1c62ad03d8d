/* The tables of an inference: laws of classes, lists of leaves to visit, varying lengths. */

#include "core/graph/inference.h"

#include <string.h>

static void
parse_pattern (const NgLayerClass *class, const char *text, NgWords *words, NgPattern *pattern)
{
  if (!ng_pattern_parse (text, words, pattern))
    g_error ("%s: \"%s\" is not a pattern", class->name, text);
}

const NgLaw *
ng_inference_law (NgInference *self, const NgLayerClass *class)
{
  NgLaw *law = g_hash_table_lookup (self->laws, class);

  if (law != NULL)
    return law;
  law = g_new0 (NgLaw, 1);
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++)
    if (class->params[i].binds != NULL)
      parse_pattern (class, class->params[i].binds, &law->words, &law->params[i]);
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    if (class->inputs[i].shape != NULL) {
      parse_pattern (class, class->inputs[i].shape, &law->words, &law->inputs[i]);
      law->is_patterned = TRUE;
    }
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    if (class->outputs[i].shape != NULL) {
      parse_pattern (class, class->outputs[i].shape, &law->words, &law->outputs[i]);
      law->is_patterned = TRUE;
    }
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    if (class->arrays[i].shape != NULL) {
      parse_pattern (class, class->arrays[i].shape, &law->words, &law->arrays[i]);
      law->is_patterned = TRUE;
    }
  g_hash_table_insert (self->laws, (gpointer) class, law);
  return law;
}

NgLeaf *
ng_inference_leaf (const NgInference *self, guint index)
{
  return &g_array_index (self->leaves, NgLeaf, index);
}

NgWire *
ng_inference_wire (const NgInference *self, guint index)
{
  return &g_array_index (self->wires, NgWire, index);
}

guint
ng_inference_input (const NgInference *self, const NgLeaf *leaf, gsize index)
{
  return g_array_index (self->leaf_inputs, guint, leaf->first_input + index);
}

guint
ng_inference_output (const NgInference *self, const NgLeaf *leaf, gsize index)
{
  return g_array_index (self->leaf_outputs, guint, leaf->first_output + index);
}

NgType *
ng_inference_array (const NgInference *self, const NgLeaf *leaf, gsize index)
{
  guint array = g_array_index (self->leaf_arrays, guint, leaf->first_array + index);

  return &g_array_index (self->array_types, NgType, array);
}

void
ng_inference_enqueue_sharers (NgInference *self, const NgLeaf *leaf, gsize index)
{
  const char *name = ng_layer_array_shared (leaf->layer, index);
  const NgSharers *sharers = name != NULL ? g_hash_table_lookup (self->shared, name) : NULL;

  for (guint i = 0; sharers != NULL && i < sharers->leaves->len; i++)
    ng_inference_enqueue (self, g_array_index (sharers->leaves, guint, i));
}

guint
ng_inference_inner (
    const NgInference *self, const NgLeaf *leaf, gsize index, gboolean is_output, gsize port)
{
  const NgInstance *inner = &g_array_index (self->instances, NgInstance, leaf->inner);
  NgSource source = is_output ? (NgSource){ NG_SOURCE_LAYER, (int) index, (int) port }
                              : ng_net_source (inner->net, index, port);

  return ng_instance_wire (inner, source);
}

static void
add_wire (GArray *wires, guint wire)
{
  if (wire != G_MAXUINT)
    g_array_append_val (wires, wire);
}

void
ng_inference_wires (const NgInference *self, const NgLeaf *leaf, GArray *wires)
{
  const NgNet *inner = leaf->inner >= 0 ? ng_layer_net (leaf->layer) : NULL;

  for (gsize i = 0; i < ng_layer_n_inputs (leaf->layer); i++)
    add_wire (wires, ng_inference_input (self, leaf, i));
  for (gsize o = 0; o < ng_layer_n_outputs (leaf->layer); o++)
    add_wire (wires, ng_inference_output (self, leaf, o));
  for (gsize l = 0; inner != NULL && l < ng_net_n_layers (inner); l++) {
    NgLayer *layer = ng_net_layer (inner, l);

    for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
      add_wire (wires, ng_inference_inner (self, leaf, l, FALSE, i));
    for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
      add_wire (wires, ng_inference_inner (self, leaf, l, TRUE, o));
  }
}

void
ng_inference_enqueue (NgInference *self, guint index)
{
  NgLeaf *leaf = ng_inference_leaf (self, index);

  if (self->is_trial)
    return;
  if (!leaf->queued[0]) {
    leaf->queued[0] = TRUE;
    g_queue_push_tail (&self->list, GUINT_TO_POINTER (index + 1));
  }
  if (!leaf->queued[1] && ng_layer_class (leaf->layer)->infer != NULL) {
    leaf->queued[1] = TRUE;
    self->first_second = self->n_second++ > 0 ? MIN (self->first_second, index) : index;
  }
}

void
ng_inference_enqueue_readers (NgInference *self, guint wire)
{
  for (guint r = self->first_reader[wire]; r < self->first_reader[wire + 1]; r++)
    ng_inference_enqueue (self, self->readers[r]);
}

NgDim
ng_inference_new_length (NgInference *self, const char *name)
{
  NgDim dim = ng_dim_varying ((gint64) self->lengths->len + 1);

  g_array_append_val (self->lengths, dim);
  g_ptr_array_add (self->holders, NULL);
  g_ptr_array_add (self->length_names, g_strdup (name));
  ng_inference_add_sizes (self);
  return dim;
}

NgDim
ng_inference_length (const NgInference *self, NgDim dim)
{
  while (dim.state == NG_DIM_VARYING && dim.value >= 1 &&
         dim.value <= (gint64) self->lengths->len) {
    NgDim next = g_array_index (self->lengths, NgDim, dim.value - 1);

    if (ng_dim_equal (next, dim))
      break;
    dim = next;
  }
  return dim;
}

void
ng_inference_hold (NgInference *self, guint wire)
{
  const NgType *type = &ng_inference_wire (self, wire)->type;

  for (int i = 0; i < type->rank; i++) {
    GArray *wires;

    if (type->dims[i].state != NG_DIM_VARYING)
      continue;
    wires = self->holders->pdata[type->dims[i].value - 1];
    if (wires == NULL) {
      wires = g_array_new (FALSE, FALSE, sizeof (guint));
      self->holders->pdata[type->dims[i].value - 1] = wires;
    }
    if (wires->len == 0 || g_array_index (wires, guint, wires->len - 1) != wire)
      g_array_append_val (wires, wire);
  }
}

/* A varying length that met something more definite is that from now on. */
void
ng_inference_note_lengths (NgInference *self, const NgType *before, const NgType *after)
{
  for (int i = 0; i < before->rank && i < after->rank; i++) {
    NgDim old = ng_inference_length (self, before->dims[i]);
    NgDim new = ng_inference_length (self, after->dims[i]);

    if (old.state != NG_DIM_VARYING || new.state == NG_DIM_UNKNOWN || ng_dim_equal (old, new))
      continue;
    if (new.state == NG_DIM_VARYING &&new.value > old.value) {
      NgDim swap = old;

      old = new;
      new = swap;
    }
    g_array_index (self->lengths, NgDim, old.value - 1) = new;
    if (new.state == NG_DIM_VARYING)
      ng_inference_join_sizes (self, old.value, new.value);
    else
      ng_inference_settle_sizes (self, old.value, new.value);
    g_array_append_val (self->settled, old.value);
  }
}

void
ng_inference_resolve (const NgInference *self, NgType *type)
{
  for (int i = 0; i < type->rank; i++)
    type->dims[i] = ng_inference_length (self, type->dims[i]);
}

static void
clear_instance (gpointer data)
{
  NgInstance *instance = data;

  g_free (instance->wires);
  g_free (instance->children);
}

static void
free_sharers (gpointer data)
{
  g_array_unref (((NgSharers *) data)->leaves);
  g_free (data);
}

static guint
hash_fresh (gconstpointer key)
{
  const NgFreshKey *self = key;

  return 31 * (31 * (31 * self->leaf + (guint) self->sort) + (guint) self->output) +
         (guint) self->axis;
}

static gboolean
equal_fresh (gconstpointer a, gconstpointer b)
{
  const NgFreshKey *left = a, *right = b;

  return left->leaf == right->leaf && left->sort == right->sort && left->output == right->output &&
         left->axis == right->axis;
}

void
ng_inference_init (NgInference *self, NgNet *net)
{
  *self = (NgInference){ .net = net, .own_tries = NG_MAX_TRIED };
  self->tries = &self->own_tries;
  self->wires =
      g_array_sized_new (FALSE, TRUE, sizeof (NgWire), (guint) (net->n_leaves + net->inputs->len));
  self->instances = g_array_new (FALSE, TRUE, sizeof (NgInstance));
  g_array_set_clear_func (self->instances, clear_instance);
  self->leaves =
      g_array_sized_new (FALSE, TRUE, sizeof (NgLeaf), (guint) (net->n_leaves + net->inputs->len));
  self->leaf_inputs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->leaf_outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->leaf_arrays = g_array_new (FALSE, FALSE, sizeof (guint));
  self->array_types = g_array_new (FALSE, FALSE, sizeof (NgType));
  self->shared = g_hash_table_new_full (NULL, NULL, NULL, free_sharers);
  self->laws = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (NgDeclaration));
  g_queue_init (&self->list);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (NgDim));
  self->broken = g_byte_array_new ();
  self->holders = g_ptr_array_new ();
  self->settled = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->length_names = g_ptr_array_new_with_free_func (g_free);
  ng_inference_init_sizes (self);
  for (gint64 i = 0; i < net->n_lengths; i++)
    ng_inference_new_length (self, net->length_names[i]);
  ng_inference_read_names (self);
  self->fresh = g_hash_table_new_full (hash_fresh, equal_fresh, g_free, NULL);
  self->shown = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) ng_layer_unref);
  self->seen = g_hash_table_new_full (NULL, NULL, NULL, ng_outer_net_free);
  self->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
ng_inference_clear (NgInference *self)
{
  g_array_unref (self->wires);
  g_array_unref (self->instances);
  g_array_unref (self->leaves);
  g_array_unref (self->leaf_inputs);
  g_array_unref (self->leaf_outputs);
  g_array_unref (self->leaf_arrays);
  g_array_unref (self->array_types);
  g_hash_table_unref (self->shared);
  g_free (self->first_reader);
  g_free (self->readers);
  g_hash_table_unref (self->laws);
  g_array_unref (self->waiting);
  g_queue_clear (&self->list);
  g_array_unref (self->lengths);
  g_ptr_array_unref (self->length_names);
  g_byte_array_unref (self->broken);
  for (guint i = 0; i < self->holders->len; i++)
    if (self->holders->pdata[i] != NULL)
      g_array_unref (self->holders->pdata[i]);
  g_ptr_array_unref (self->holders);
  g_array_unref (self->settled);
  ng_inference_clear_sizes (self);
  g_hash_table_unref (self->fresh);
  g_hash_table_unref (self->shown);
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->tensors);
  g_hash_table_unref (self->reported);
}
