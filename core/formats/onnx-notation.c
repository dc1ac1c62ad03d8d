#include "core/formats/onnx-notation.h"

#include "core/convert/to-layers.h"
#include "core/formats/attach.h"
#include "core/formats/onnx-emit.h"
#include "core/formats/onnx-model.h"
#include "core/formats/onnx.h"
#include "core/graph/path.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include <string.h>

char *
ng_onnx_notation_write (const NgNet *net)
{
  g_autoptr (NgExpr) expr = NULL;

  if (ng_net_is_raw (net))
    return NULL;
  expr = ng_net_write (net, FALSE);
  return ng_print (expr, 0);
}

/* The text that the metadata of the model have, and how it was written. */
static char *
find_notation (GBytes *bytes, NgOnnxOptions *options)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  char *text = NULL;
  NgWireField field;
  NgWire wire, entry;

  ng_wire_open (&wire, data, size, NULL);
  while (ng_wire_next (&wire, &field)) {
    g_autofree char *key = NULL;
    g_autofree char *value = NULL;
    gint64 version = 0;
    NgWireField part;
    if ((field.number != 14 && field.number != 8) || field.kind != NG_WIRE_BYTES ||
        !ng_wire_message (&wire, &field, &entry))
      continue;
    while (ng_wire_next (&entry, &part)) {
      if (part.kind == NG_WIRE_VARINT)
        version = (gint64) part.value;
      else if (part.kind == NG_WIRE_BYTES && part.number == 1 && key == NULL)
        key = g_strndup ((const char *) part.data, part.length);
      else if (part.kind == NG_WIRE_BYTES && part.number == 2 && value == NULL)
        value = g_strndup ((const char *) part.data, part.length);
    }
    if (field.number == 8)
      options->opset = (int) CLAMP (version, options->opset, G_MAXINT);
    else if (key != NULL && g_str_equal (key, NG_ONNX_NOTATION) && text == NULL)
      text = g_steal_pointer (&value);
    else if (key != NULL && g_str_equal (key, NG_ONNX_CODERS))
      options->with_coders = TRUE;
  }
  return text;
}

/* The file that all nodes of the net are from, or NULL. */
static GBytes *
file_of (const NgNet *net)
{
  GBytes *bytes = NULL;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));
    if (node == NULL || node->origin == NULL || (bytes != NULL && bytes != node->origin->bytes))
      return NULL;
    bytes = node->origin->bytes;
  }
  return bytes;
}

/* Names in paths stand as they are: nets inside others have become part of names. */
static char *
plain_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "~1", -1);

  return g_strjoinv ("/", parts);
}

/* Constants by their names, and what recurrent layers have in one of them. */
static void
collect_constants (const NgNet *net, GHashTable *arrays, GPtrArray *held)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));
    if (node == NULL)
      continue;
    for (guint j = 0; j < node->arrays->len; j++) {
      const char *value = g_array_index (node->arrays, NgOnnxPort, j).value;
      if (value != NULL)
        g_hash_table_insert (arrays, g_strdup (value), node->tensors->pdata[j]);
    }
    g_autofree char *path = ng_net_shown_name (net, i);
    char *last = strrchr (path, '/');
    if (last != NULL && g_str_equal (last + 1, node->op))
      *last = '\0';
    ng_onnx_unstack (node, path, arrays, held);
    for (guint j = 0; j < node->attributes->len; j++) {
      const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, j);
      if (attribute->net != NULL)
        collect_constants (attribute->net, arrays, held);
    }
  }
}

/* A layer of several nodes may be called as the one that does most: "encoder/LSTM". */
static void
add_array (GHashTable *arrays, const char *path, const char *name, NgTensor *tensor)
{
  g_autofree char *plain = plain_path (path);
  const char *last = strrchr (name, '/');

  g_hash_table_insert (arrays, g_strdup (plain), tensor);
  if (last == NULL)
    return;
  char *shorter = g_strdup_printf ("%.*s%s", (int) (last - name), name, plain + strlen (name));
  if (g_hash_table_contains (arrays, shorter))
    g_free (shorter);
  else
    g_hash_table_insert (arrays, shorter, tensor);
}

/* @outer: (nullable): name of the layer of the outermost net that @net is in */
static void
collect_arrays (const NgNet *net, const char *prefix, const char *outer, GHashTable *arrays)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = ng_path_join (prefix, name);
    if (ng_layer_net (layer) != NULL)
      collect_arrays (ng_layer_net (layer), path, outer != NULL ? outer : name, arrays);
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      g_autofree char *key = ng_path_join (path, ng_layer_array_spec (layer, j)->name);
      if (ng_layer_array (layer, j) != NULL)
        add_array (arrays, key, outer != NULL ? outer : name, ng_layer_array (layer, j));
    }
  }
}

/* What the file has for a net: @arrays by path (element-type utf8 NgTensor), @converted as layers
 * of operators have them, those that are one by name, and tensors that were made. */
typedef struct {
  GHashTable *arrays, *converted, *shared;
  GPtrArray *held;
} Found;

/* The tensor, aligned, in the dimensions of the array, or those of @alike (nullable) where the
 * array alone would tell them: nodes may have it with axes of size 1 more. */
static NgTensor *
fit_array (Found *self, const NgType *type, NgTensor *tensor, NgTensor *alike)
{
  gint64 dims[NG_MAX_RANK], count;

  if (!ng_type_count (type, &count) && alike != NULL &&
      ng_tensor_count (alike) == ng_tensor_count (tensor))
    tensor = alike;
  tensor = ng_tensor_convert (tensor, ng_tensor_element (tensor));
  g_ptr_array_add (self->held, tensor);
  if (!ng_type_count (type, &count) || count != ng_tensor_count (tensor) ||
      ng_type_fits (type, ng_tensor_dims (tensor), ng_tensor_rank (tensor)))
    return tensor;
  for (int i = 0; i < type->rank; i++)
    dims[i] = type->dims[i].value;
  g_ptr_array_add (self->held, ng_tensor_reshape (tensor, dims, (gsize) type->rank));
  return self->held->pdata[self->held->len - 1];
}

/* Arrays that are one: each path gets what one of them has. */
static void
fit_arrays (Found *self, const NgNet *net, const char *prefix)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = ng_path_join (prefix, name);
    if (ng_layer_net (layer) != NULL)
      fit_arrays (self, ng_layer_net (layer), path);
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      const char *shared = ng_layer_array_shared (layer, j);
      g_autofree char *key = ng_path_join (path, ng_layer_array_spec (layer, j)->name);
      g_autofree char *plain = plain_path (key);
      NgTensor *tensor = g_hash_table_lookup (self->arrays, plain);
      if (tensor == NULL && shared != NULL)
        tensor = g_hash_table_lookup (self->shared, shared);
      if (tensor == NULL)
        continue;
      tensor = fit_array (self,
                          ng_net_array_type (net, i, j),
                          tensor,
                          g_hash_table_lookup (self->converted, plain));
      g_hash_table_insert (self->arrays, g_steal_pointer (&plain), tensor);
      if (shared != NULL)
        g_hash_table_insert (self->shared, (gpointer) shared, tensor);
    }
  }
}

static NgTensor *
find_array (const char *path, gpointer user_data)
{
  g_autofree char *plain = plain_path (path);

  return g_hash_table_lookup (user_data, plain);
}

/* The net of the notation with the arrays of the file. */
static NgNet *
read_net (const char *text, const NgNet *net, const NgNet *layers)
{
  g_autoptr (GHashTable) arrays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) converted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) shared = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  Found found = { arrays, converted, shared, held };
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, NULL);
  g_autoptr (NgNet) open = NULL;

  /* Whoever wrote the file may have written anything: a few letters can mean millions of layers. */
  if (expr == NULL || !ng_expr_is_plain (expr))
    return NULL;
  open = ng_net_read_text (text, -1, NULL, NULL);
  if (layers != NULL) {
    collect_arrays (layers, "", NULL, arrays);
    collect_arrays (layers, "", NULL, converted);
  }
  collect_constants (net, arrays, held);
  /* Once more for those in front of the one that the file names. */
  for (int pass = 0; open != NULL && pass < 2; pass++)
    fit_arrays (&found, open, "");
  return open != NULL ? ng_net_attach (open, find_array, arrays, NULL) : NULL;
}

NgNet *
ng_onnx_notation_read (NgNet *net, const NgNet *layers)
{
  GBytes *bytes = file_of (net);
  NgOnnxOptions options = { 0 };
  g_autofree char *text = bytes != NULL ? find_notation (bytes, &options) : NULL;
  g_autoptr (NgNet) read = text != NULL ? read_net (text, net, layers) : NULL;

  if (read == NULL)
    return NULL;
  gboolean is_so =
      ng_onnx_is_written_as (read, &options, bytes) && ng_onnx_is_written_as (net, NULL, bytes);
  return is_so ? g_steal_pointer (&read) : NULL;
}

/* Layers, those inside of others too, that are no nets themselves. */
static guint
count_layers (const NgNet *net)
{
  guint n = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgNet *inside = ng_layer_net (ng_net_layer (net, i));
    n += inside != NULL ? count_layers (inside) : 1;
  }
  return n;
}

NgNet *
ng_onnx_to_layers (NgNet *net, const gboolean *is_chosen, NgLayersReport *report, GError **error)
{
  g_auto (NgLayersReport) own = { 0 };
  g_autoptr (NgNet) layers = ng_net_to_layers (net, is_chosen, &own, error);
  g_autoptr (NgNet) written = is_chosen == NULL ? ng_onnx_notation_read (net, layers) : NULL;

  if (written != NULL) {
    g_clear_error (error);
    if (report != NULL)
      *report = (NgLayersReport){ .n_operators = (guint) ng_net_n_layers (net),
                                  .n_converted = (guint) ng_net_n_layers (net),
                                  .n_layers = count_layers (written),
                                  .left = g_ptr_array_new (),
                                  .origin = ng_layers_origin_new (net, written) };
    return g_steal_pointer (&written);
  }
  if (layers != NULL && report != NULL) {
    *report = own;
    own = (NgLayersReport){ 0 };
  }
  return g_steal_pointer (&layers);
}
