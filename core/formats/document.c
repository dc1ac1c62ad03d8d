/* Opening and saving nets. The ending of a file's name says what it is; what the file begins with
 * is looked at first, so that a web page saved as a model is called one. */

#include "core/formats/document.h"

#include "core/formats/attach.h"
#include "core/formats/code.h"
#include "core/formats/graph-json.h"
#include "core/formats/hdf5.h"
#include "core/formats/keras.h"
#include "core/formats/mixed.h"
#include "core/formats/mxnet.h"
#include "core/formats/onnx.h"
#include "core/formats/safetensors.h"
#include "core/formats/wlnet.h"
#include "core/formats/wolfram-net.h"
#include "core/formats/wxf.h"
#include "core/graph/path.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "core/operators/onnx-node.h"
#include <string.h>

#define KEY_VERSION "netgraph.version"
#define KEY_NET     "netgraph.net"
#define VERSION     "1"
/* Of a net of operators and layers: names of the operators, a line each. */
#define KEY_OPERATORS "netgraph.operators"
#define KEY_SKETCH    "netgraph.sketch"
/* Under this name the bytes of a model of ONNX are an array of the file. */
#define MODEL "netgraph.onnx"
/* Columns of notation that is saved. */
#define WIDTH 100

typedef enum {
  KIND_NOTATION,
  KIND_OWN,
  KIND_ONNX,
  KIND_ARRAYS,
  KIND_KERAS_CODE,
  KIND_TORCH_CODE,
  KIND_GRAPH,
  KIND_KERAS,
  KIND_WXF,
  KIND_WLNET,
  KIND_UNKNOWN,
} Kind;

static const struct {
  const char *ending;
  Kind kind;
} endings[] = {
  { ".wl", KIND_NOTATION },
  { ".m", KIND_NOTATION },
  { ".wls", KIND_NOTATION },
  { ".netgraph", KIND_OWN },
  { ".safetensors", KIND_ARRAYS },
  { ".onnx", KIND_ONNX },
  { ".keras.py", KIND_KERAS_CODE },
  { ".py", KIND_TORCH_CODE },
  { ".json", KIND_GRAPH },
  { ".keras", KIND_KERAS },
  { ".h5", KIND_KERAS },
  { ".hdf5", KIND_KERAS },
  { ".wxf", KIND_WXF },
  { ".wlnet", KIND_WLNET },
};

/* @length: (out) (optional): of the ending */
static Kind
kind_of (const char *path, gsize *length)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (length != NULL)
      *length = strlen (endings[i].ending);
    if (g_str_has_suffix (lower, endings[i].ending))
      return endings[i].kind;
  }
  return KIND_UNKNOWN;
}

char *
ng_document_stem (const char *name)
{
  gsize length = strlen (name), ending;
  Kind kind = kind_of (name, &ending);

  if (kind == KIND_UNKNOWN || kind == KIND_ARRAYS || length == ending)
    return g_strdup (name);
  return g_strndup (name, length - ending);
}

static void
fail_format (GError **error, const char *path, const char *what)
{
  g_autofree char *name = g_path_get_basename (path);

  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new ("File::format",
                             NULL,
                             "\"%s\" %s%s",
                             name,
                             what,
                             g_str_has_suffix (what, "?") ? "" : "."),
          "Nets are read from .wl, .m, .netgraph, .onnx, .keras, .h5, .wxf and .wlnet files."));
}

/* What a file that is no net looks like, by its first bytes. */
static const char *
recognise (const guint8 *data, gsize size)
{
  static const struct {
    const char *bytes;
    gsize length;
    const char *what;
  } signatures[] = {
    { "PK\x03\x04", 4, "is a zip archive, such as PyTorch writes; export the net as ONNX" },
    { "PK\x05\x06", 4, "is an empty zip archive" },
    { "\x89PNG\r\n\x1A\n", 8, "is a picture" },
    { "\xFF\xD8\xFF", 3, "is a picture" },
    { "%PDF-", 5, "is a PDF file" },
    { "\x1F\x8B", 2, "is compressed by gzip; unpack it first" },
    { "<!DOCTYPE", 9, "is a web page" },
    { "<!doctype", 9, "is a web page" },
    { "<html", 5, "is a web page" },
    { "<?xml", 5, "is XML" },
    { "\x93NUMPY", 6, "is an array of NumPy, and no net" },
    { "\0\0\0\0\0\0\0\0", 8, "begins with zeros, as a file does whose download broke off" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++) {
    if (size >= signatures[i].length &&
        memcmp (data, signatures[i].bytes, signatures[i].length) == 0)
      return signatures[i].what;
  }
  return NULL;
}

static gboolean
is_text (const guint8 *data, gsize size)
{
  return memchr (data, '\0', size) == NULL &&
         g_utf8_validate ((const char *) data, (gssize) size, NULL);
}

/* Whether a file that should be a model of ONNX is text; models have control characters. */
static gboolean
is_plain_text (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    if ((data[i] < ' ' && strchr ("\t\n\f\r", data[i]) == NULL) || data[i] == 0x7F || data[i] == 0)
      return FALSE;
  }
  return g_utf8_validate ((const char *) data, (gssize) size, NULL);
}

/* What a file of arrays has for a net, and how much of it the net took. */
typedef struct {
  const NgSafetensors *file;
  gsize n_used;
} Arrays;

static NgTensor *
find_array (const char *path, gpointer user_data)
{
  Arrays *self = user_data;
  NgTensor *tensor = ng_safetensors_find (self->file, path);

  self->n_used += tensor != NULL;
  return tensor;
}

/* The net that an expression says, in notation or as Wolfram's programs keep it. */
static NgNet *
read_value (NgExpr *value, GPtrArray *diagnostics, GError **error)
{
  return ng_wolfram_net_is (value) ? ng_wolfram_net_read (value, NULL, NULL, diagnostics, error)
                                   : ng_net_read (value, error);
}

/* The net that the notation of the file @path is. */
static NgNet *
read_notation (
    const char *path, const char *text, gssize length, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgExpr) value = ng_notation_read (path, text, length, NULL, diagnostics, error);

  return value != NULL ? read_value (value, diagnostics, error) : NULL;
}

/* A net of ONNX operators is kept as the model that it is; files beside it are none of ours. */
static NgNet *
read_model (const char *path, NgTensor *model, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (ng_tensor_element (model) != NG_ELEMENT_U8) {
    fail_format (error, path, "holds a model of ONNX that is no array of bytes");
    return NULL;
  }
  bytes = g_bytes_new_with_free_func (ng_tensor_data (model),
                                      (gsize) ng_tensor_count (model),
                                      (GDestroyNotify) ng_tensor_unref,
                                      ng_tensor_ref (model));
  return ng_onnx_read (bytes, NULL, diagnostics, error);
}

/* The net with layers in the place of operators that are not among @names (nullable), which lists
 * them line by line. */
static NgNet *
with_layers (NgNet *net, const char *names)
{
  g_auto (GStrv) lines = names != NULL ? g_strsplit (names, "\n", -1) : NULL;
  g_autoptr (GHashTable) stay = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n = ng_net_n_layers (net);
  g_autofree gboolean *is_chosen = g_new0 (gboolean, n + 1);
  NgNet *layers = NULL;

  if (names == NULL)
    return ng_net_ref (net);
  for (gsize i = 0; lines[i] != NULL; i++)
    g_hash_table_add (stay, lines[i]);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    is_chosen[i] = !g_hash_table_contains (stay, name);
  }
  layers = ng_net_to_layers (net, is_chosen, NULL, NULL);
  return layers != NULL ? layers : ng_net_ref (net);
}

/* A net of layers and operators: @text tells the layers, and where the operators stand. */
static NgNet *
read_mixed (const char *path,
            const NgSafetensors *file,
            const char *text,
            NgNet *operators,
            GPtrArray *diagnostics,
            GError **error)
{
  Arrays arrays = { .file = file };
  g_autoptr (NgNet) open = read_notation (path, text, -1, diagnostics, error);
  g_autoptr (NgNet) sketch = open != NULL ? ng_net_attach (open, find_array, &arrays, error) : NULL;

  return sketch != NULL ? ng_mixed_join (sketch, operators, error) : NULL;
}

static NgNet *
load_own (const char *path, GBytes *bytes, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (NgSafetensors) file = ng_safetensors_read (bytes, error);
  const char *text = file != NULL ? ng_safetensors_text (file, KEY_NET) : NULL;
  const char *version = file != NULL ? ng_safetensors_text (file, KEY_VERSION) : NULL;
  Arrays arrays = { .file = file };

  if (file == NULL)
    return NULL;
  NgTensor *model = ng_safetensors_find (file, MODEL);
  if (text == NULL && model == NULL) {
    g_autofree char *name = g_path_get_basename (path);
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("File::format", NULL, "\"%s\" holds arrays, and no net.", name),
            "Arrays are put into a net by \"netgraph convert NET OUT --weights FILE\"."));
    return NULL;
  }
  if (version == NULL) {
    fail_format (
        error, path, "does not say of which version it is: \"" KEY_VERSION "\" is missing");
    return NULL;
  }
  if (!g_str_equal (version, VERSION)) {
    fail_format (error, path, "was written by a later NetGraph");
    return NULL;
  }
  if (text == NULL) {
    g_autoptr (NgNet) net = read_model (path, model, diagnostics, error);
    const char *sketch = ng_safetensors_text (file, KEY_SKETCH);
    if (net != NULL && sketch != NULL)
      return read_mixed (path, file, sketch, net, diagnostics, error);
    /* As files were written before they had sketches. */
    return net != NULL ? with_layers (net, ng_safetensors_text (file, KEY_OPERATORS)) : NULL;
  }
  g_autoptr (NgNet) net = read_notation (path, text, -1, diagnostics, error);
  if (net == NULL)
    return NULL;
  NgNet *filled = ng_net_attach (net, find_array, &arrays, error);
  if (filled != NULL && arrays.n_used < ng_safetensors_length (file) && diagnostics != NULL) {
    g_ptr_array_add (diagnostics,
                     ng_diagnostic_as_warning (ng_diagnostic_new (
                         "Safetensors::tensor",
                         NULL,
                         "%" G_GSIZE_FORMAT " of the file's arrays belong to no layer.",
                         ng_safetensors_length (file) - arrays.n_used)));
  }
  return filled;
}

NgNet *
ng_document_load (const char *path,
                  GPtrArray *diagnostics,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GBytes) bytes = ng_file_map (path, error);
  Kind kind = kind_of (path, NULL);
  gsize size;

  if (bytes == NULL)
    return NULL;
  if (g_cancellable_is_cancelled (cancellable)) {
    g_set_error_literal (error, NG_ERROR, NG_ERROR_CANCELLED, "Opening was cancelled.");
    return NULL;
  }
  const guint8 *data = g_bytes_get_data (bytes, &size);
  if (size == 0) {
    g_autofree char *name = g_path_get_basename (path);
    ng_error_set_new (error, "File::empty", NULL, "\"%s\" is empty.", name);
    return NULL;
  }
  if (kind == KIND_WLNET && ng_hdf5_is (bytes))
    return ng_wlnet_read (bytes, diagnostics, error);
  if (ng_hdf5_is (bytes) || (kind == KIND_KERAS && ng_keras_is (bytes)))
    return ng_keras_read (bytes, diagnostics, error);
  if (kind == KIND_GRAPH && ng_mxnet_is (bytes))
    return ng_mxnet_load (path, bytes, diagnostics, error);
  if (kind == KIND_WXF && ng_wxf_is (bytes)) {
    g_autoptr (NgExpr) expr = ng_wxf_read (bytes, error);
    return expr != NULL ? read_value (expr, diagnostics, error) : NULL;
  }
  const char *what = recognise (data, size);
  if (kind == KIND_ONNX && *data == '{')
    what = "is JSON";
  else if (kind == KIND_ONNX && what == NULL && is_plain_text (data, size))
    what = "is text, and no model of ONNX; is it a .wl file?";
  else if (kind == KIND_KERAS && what == NULL)
    what = "is no HDF5 file, and no archive of Keras";
  else if (kind == KIND_WLNET && what == NULL)
    what = "is no HDF5 file, as those of Wolfram's nets are";
  else if (kind == KIND_WXF && what == NULL)
    what = "does not begin as WXF does";
  gboolean is_tensors = kind == KIND_OWN || kind == KIND_ARRAYS;
  if (ng_safetensors_looks_like (bytes) ? is_tensors || kind == KIND_UNKNOWN
                                        : is_tensors && what == NULL)
    return load_own (path, bytes, diagnostics, error);
  if (what != NULL) {
    fail_format (error, path, what);
    return NULL;
  }
  if (kind == KIND_ONNX ||
      (kind == KIND_UNKNOWN && size > 2 && data[0] == 0x08 && data[1] < 0x20)) {
    g_autofree char *folder = g_path_get_dirname (path);
    return ng_onnx_read (bytes, folder, diagnostics, error);
  }
  if (!is_text (data, size)) {
    fail_format (error, path, "is no text, and no net in a format that we read");
    return NULL;
  }
  return read_notation (path, (const char *) data, (gssize) size, diagnostics, error);
}

/* The arrays of all layers, those of nested nets under the path of their layer; one that several
 * layers share under the path of the first of them, which is then in @seen. */
static gboolean
collect_arrays (
    const NgNet *net, const char *prefix, NgSafetensors *file, GHashTable *seen, GError **error)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *path = ng_path_join (prefix, name);
    if (ng_layer_net (layer) != NULL &&
        !collect_arrays (ng_layer_net (layer), path, file, seen, error))
      return FALSE;
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      NgTensor *tensor = ng_layer_array (layer, j);
      g_autofree char *key = ng_path_join (path, ng_layer_array_spec (layer, j)->name);
      const char *shared = ng_layer_array_shared (layer, j);
      if (tensor == NULL || (shared != NULL && !g_hash_table_add (seen, (gpointer) shared)))
        continue;
      if (!ng_safetensors_add (file, key, tensor, error))
        return FALSE;
    }
  }
  return TRUE;
}

static char *
notation_of (const NgNet *net, gboolean with_arrays)
{
  g_autoptr (NgExpr) expr = ng_net_write (net, with_arrays);

  return ng_print (expr, WIDTH);
}

/* The model of a net of ONNX operators as an array of bytes, which can be read back. */
static gboolean
add_model (NgNet *net, NgSafetensors *file, GError **error)
{
  g_autoptr (GBytes) bytes = ng_onnx_write (net, &(NgOnnxOptions){ .is_whole = TRUE }, error);
  g_autoptr (NgNet) again = bytes != NULL ? ng_onnx_read (bytes, NULL, NULL, error) : NULL;
  gint64 size = bytes != NULL ? (gint64) g_bytes_get_size (bytes) : 0;
  g_autoptr (NgTensor) model =
      again != NULL ? ng_tensor_new_bytes (NG_ELEMENT_U8, &size, 1, bytes, error) : NULL;

  return model != NULL && ng_safetensors_add (file, MODEL, model, error);
}

static gboolean
check_notation (const NgNet *net, GError **error)
{
  if (!ng_net_is_raw (net))
    return TRUE;
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("File::format",
                                       NULL,
                                       "The net cannot be written as notation: it holds operators "
                                       "of ONNX, whose notation does not read back."),
                    "It can be saved as .onnx or .netgraph, or be made a net of layers before "
                    "(--layers)."));
  return FALSE;
}

/* Of the arrays of all layers. Recursion goes as deep as nets are nested. */
static gint64
count_bytes (const NgNet *net)
{
  gint64 n = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    if (ng_layer_net (layer) != NULL)
      n += count_bytes (ng_layer_net (layer));
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++)
      if (ng_layer_array (layer, j) != NULL)
        n += (gint64) ng_tensor_size (ng_layer_array (layer, j));
  }
  return n;
}

/* Three bytes are four characters of notation. */
static gboolean
check_length (const NgNet *net, GError **error)
{
  if (count_bytes (net) < NG_MAX_TEXT_BYTES / 4 * 3)
    return TRUE;
  ng_error_set (error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("File::format",
                                       NULL,
                                       "The arrays are too large for notation, of which at most "
                                       "1 GiB can be read."),
                    "They can be saved as .netgraph."));
  return FALSE;
}

static gboolean
is_mixed (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    if (ng_layer_onnx_node (ng_net_layer (net, i)) == NULL)
      return TRUE;
  }
  return FALSE;
}

/* Operators as a model, and layers as in a net of layers alone. */
static gboolean
collect_mixed (NgNet *net, NgSafetensors *file, GHashTable *seen, GError **error)
{
  g_autoptr (NgNet) sketch = ng_mixed_sketch (net, error);
  g_autoptr (NgNet) operators = sketch != NULL ? ng_mixed_operators (net, error) : NULL;

  if (operators == NULL)
    return FALSE;
  g_autofree char *text = notation_of (sketch, FALSE);
  ng_safetensors_add_text (file, KEY_SKETCH, text);
  return collect_arrays (sketch, "", file, seen, error) && add_model (operators, file, error);
}

/* Returns: (transfer full) (nullable): what is in the file of the net */
static NgSafetensors *
collect (NgNet *net, const char *const *notes, GError **error)
{
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean is_model = ng_net_is_raw (net);

  ng_safetensors_add_text (file, KEY_VERSION, VERSION);
  if (!is_model) {
    g_autofree char *text = notation_of (net, FALSE);
    ng_safetensors_add_text (file, KEY_NET, text);
  }
  for (gsize i = 0; notes != NULL && notes[i] != NULL; i += 2)
    ng_safetensors_add_text (file, notes[i], notes[i + 1]);
  gboolean ok = !is_model        ? collect_arrays (net, "", file, seen, error)
                : is_mixed (net) ? collect_mixed (net, file, seen, error)
                                 : add_model (net, file, error);
  if (!ok)
    return NULL;
  return g_steal_pointer (&file);
}

GBytes *
ng_document_bytes (NgNet *net, const char *const *notes, GError **error)
{
  g_autoptr (NgSafetensors) file = collect (net, notes, error);

  return file != NULL ? ng_safetensors_write (file, error) : NULL;
}

gboolean
ng_document_save_own (NgNet *net, const char *path, const char *const *notes, GError **error)
{
  g_autoptr (NgSafetensors) file = collect (net, notes, error);
  g_autoptr (GPtrArray) parts = file != NULL ? ng_safetensors_parts (file, error) : NULL;

  return parts != NULL && ng_file_replace_parts (path, parts, error);
}

gboolean
ng_document_save (NgNet *net, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  Kind kind = kind_of (path, NULL);

  if (kind == KIND_ONNX)
    return ng_onnx_save (net, path, NULL, error);
  switch (kind) {
  case KIND_KERAS_CODE:
    return ng_code_save (net, path, NG_CODE_KERAS, error);
  case KIND_TORCH_CODE:
    return ng_code_save (net, path, NG_CODE_TORCH, error);
  case KIND_WXF: {
    if (!check_notation (net, error))
      return FALSE;
    g_autoptr (NgExpr) expr = ng_net_write (net, TRUE);
    bytes = ng_wxf_write (expr, NG_MAX_INFLATED, error);
    break;
  }
  case KIND_GRAPH: {
    char *text = ng_graph_json (net);
    bytes = g_bytes_new_take (text, strlen (text));
    break;
  }
  case KIND_OWN:
    return ng_document_save_own (net, path, NULL, error);
  case KIND_NOTATION: {
    if (!check_notation (net, error) || !check_length (net, error))
      return FALSE;
    g_autofree char *text = notation_of (net, TRUE);
    char *line = g_strconcat (text, "\n", NULL);
    bytes = g_bytes_new_take (line, strlen (line));
    break;
  }
  default: {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new (
                "File::format", NULL, "\"%s\" has no ending of a format that we write.", path),
            "Nets are saved as .netgraph, .wl or .onnx, as programs .py (PyTorch) and "
            ".keras.py, and as .json and .wxf."));
  }
  }
  return bytes != NULL && ng_file_replace (path, bytes, error);
}
