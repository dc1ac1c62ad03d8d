/* Opening and drawing: how long it takes from the bytes of a file to the first frame.
 *
 *   bench-draw            graphs shaped like transformers, 50 nodes a layer, written in memory
 *   bench-draw FILE …     the files: ONNX, or notation where the name ends in .wl
 *
 * Each is read, laid out at the depth that reads best, so that groups and repeats are found, turned
 * into a scene, and painted at 1280 by 900 pixels, whole and at its beginning. The least of five
 * runs counts. */

#include "core/formats/onnx.h"
#include "core/notation/read.h"
#include "render/export/cairo.h"
#include "render/export/pango.h"
#include "render/standard/depth.h"
#include "render/standard/standard.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS         5
#define FRAME_WIDTH  1280
#define FRAME_HEIGHT 900

/* Numbers of the fields of onnx.proto3 that are written. */
enum { MODEL_IR = 1, MODEL_GRAPH = 7, MODEL_OPSET = 8, OPSET_VERSION = 2 };
enum { GRAPH_NODE = 1, GRAPH_NAME = 2, GRAPH_TENSOR = 5, GRAPH_INPUT = 11, GRAPH_OUTPUT = 12 };
enum { NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_NAME = 3, NODE_OP = 4, NODE_ATTRIBUTE = 5 };
enum { ATTRIBUTE_NAME = 1, ATTRIBUTE_INTS = 8, ATTRIBUTE_TYPE = 20 };
enum { TENSOR_DIMS = 1, TENSOR_TYPE = 2, TENSOR_NAME = 8, TENSOR_RAW = 9 };

static void
put_varint (GByteArray *out, guint64 value)
{
  for (; value >= 0x80; value >>= 7)
    g_byte_array_append (out, &(guint8){ (guint8) (value | 0x80) }, 1);
  g_byte_array_append (out, &(guint8){ (guint8) value }, 1);
}

static void
put_number (GByteArray *out, int field, guint64 value)
{
  put_varint (out, (guint64) field << 3);
  put_varint (out, value);
}

static void
put_bytes (GByteArray *out, int field, gconstpointer data, gsize size)
{
  put_varint (out, (guint64) field << 3 | 2);
  put_varint (out, size);
  g_byte_array_append (out, data, (guint) size);
}

static void
put_text (GByteArray *out, int field, const char *text)
{
  put_bytes (out, field, text, strlen (text));
}

/* @message: (transfer full) */
static void
put_message (GByteArray *out, int field, GByteArray *message)
{
  put_bytes (out, field, message->data, message->len);
  g_byte_array_unref (message);
}

typedef struct {
  GByteArray *nodes, *tensors;
  int n_nodes, n_constants;
} Writer;

/* A node; returns the name of its output, which the caller frees. */
static char *
node (Writer *writer, const char *op, const char *a, const char *b, const gint64 *ints, int n_ints)
{
  GByteArray *message = g_byte_array_new ();
  char *output = g_strdup_printf ("%s_%d", op, ++writer->n_nodes);

  put_text (message, NODE_INPUT, a);
  if (b != NULL)
    put_text (message, NODE_INPUT, b);
  put_text (message, NODE_OUTPUT, output);
  put_text (message, NODE_NAME, output);
  put_text (message, NODE_OP, op);
  if (n_ints > 0) {
    GByteArray *attribute = g_byte_array_new ();
    put_text (attribute, ATTRIBUTE_NAME, strcmp (op, "Transpose") == 0 ? "perm" : "axes");
    for (int i = 0; i < n_ints; i++)
      put_number (attribute, ATTRIBUTE_INTS, (guint64) ints[i]);
    put_number (attribute, ATTRIBUTE_TYPE, 7);
    put_message (message, NODE_ATTRIBUTE, attribute);
  }
  put_message (writer->nodes, GRAPH_NODE, message);
  return output;
}

/* An initializer of zeros (or of @ints), float32 (or int64). */
static char *
constant (Writer *writer, const gint64 *dims, int rank, const gint64 *ints)
{
  GByteArray *message = g_byte_array_new ();
  char *name = g_strdup_printf ("w%d", ++writer->n_constants);
  gsize count = 1;

  for (int i = 0; i < rank; i++) {
    put_number (message, TENSOR_DIMS, (guint64) dims[i]);
    count *= (gsize) dims[i];
  }
  put_number (message, TENSOR_TYPE, ints != NULL ? 7 : 1);
  put_text (message, TENSOR_NAME, name);
  g_autofree guint8 *zeros = g_malloc0 (count * 4);
  if (ints != NULL)
    put_bytes (message, TENSOR_RAW, ints, count * sizeof *ints);
  else
    put_bytes (message, TENSOR_RAW, zeros, count * 4);
  put_message (writer->tensors, GRAPH_TENSOR, message);
  return name;
}

/* op (a, constant); takes @a. */
static char *
with_constant (Writer *writer, const char *op, char *a, gint64 rows, gint64 columns)
{
  gint64 dims[] = { rows, columns };
  g_autofree char *input = a;
  g_autofree char *weights =
      rows > 0 ? constant (writer, dims, 2, NULL) : constant (writer, dims + 1, columns > 0, NULL);

  return node (writer, op, input, weights, NULL, 0);
}

static char *
linear (Writer *writer, char *x, gint64 rows, gint64 columns)
{
  return with_constant (
      writer, "Add", with_constant (writer, "MatMul", x, rows, columns), 0, columns);
}

static char *
mean (Writer *writer, const char *x)
{
  return node (writer, "ReduceMean", x, NULL, (gint64[]){ -1 }, 1);
}

static char *
layer_norm (Writer *writer, const char *x, gint64 size)
{
  g_autofree char *m = mean (writer, x);
  g_autofree char *d = node (writer, "Sub", x, m, NULL, 0);
  g_autofree char *p = with_constant (writer, "Pow", g_strdup (d), 0, 0);
  g_autofree char *s = with_constant (writer, "Add", mean (writer, p), 0, 0);
  g_autofree char *r = node (writer, "Sqrt", s, NULL, NULL, 0);
  char *q = node (writer, "Div", d, r, NULL, 0);

  return with_constant (writer, "Add", with_constant (writer, "Mul", q, 0, size), 0, size);
}

static char *
head (Writer *writer, const char *y, const char *shape)
{
  g_autofree char *projected = linear (writer, g_strdup (y), 32, 32);
  g_autofree char *reshaped = node (writer, "Reshape", projected, shape, NULL, 0);

  return node (writer, "Transpose", reshaped, NULL, (gint64[]){ 0, 2, 1, 3 }, 4);
}

/* One layer: 50 nodes, 51 with a mask. Takes @x. */
static char *
transformer_layer (
    Writer *writer, char *x, const char *heads, const char *merge, gboolean with_mask)
{
  g_autofree char *input = x;
  g_autofree char *y = layer_norm (writer, input, 32);
  g_autofree char *q = head (writer, y, heads);
  g_autofree char *k = head (writer, y, heads);
  g_autofree char *v = head (writer, y, heads);
  g_autofree char *t = node (writer, "Transpose", k, NULL, (gint64[]){ 0, 1, 3, 2 }, 4);
  char *a = with_constant (writer, "Div", node (writer, "MatMul", q, t, NULL, 0), 0, 0);
  if (with_mask) {
    char *masked = node (writer, "Add", a, "mask", NULL, 0);
    g_free (a);
    a = masked;
  }
  g_autofree char *scores = a;
  g_autofree char *weights = node (writer, "Softmax", scores, NULL, NULL, 0);
  g_autofree char *mixed = node (writer, "MatMul", weights, v, NULL, 0);
  g_autofree char *turned = node (writer, "Transpose", mixed, NULL, (gint64[]){ 0, 2, 1, 3 }, 4);
  g_autofree char *o = linear (writer, node (writer, "Reshape", turned, merge, NULL, 0), 32, 32);
  g_autofree char *sum = node (writer, "Add", input, o, NULL, 0);
  g_autofree char *f = linear (writer, layer_norm (writer, sum, 32), 32, 64);
  g_autofree char *scaled = with_constant (writer, "Div", g_strdup (f), 0, 0);
  char *erf = node (writer, "Erf", scaled, NULL, NULL, 0);
  g_autofree char *one = with_constant (writer, "Add", erf, 0, 0);
  char *gelu = with_constant (writer, "Mul", node (writer, "Mul", f, one, NULL, 0), 0, 0);
  g_autofree char *out = linear (writer, gelu, 64, 32);
  return node (writer, "Add", sum, out, NULL, 0);
}

static void
put_port (GByteArray *graph, int field, const char *name, const gint64 *dims, int rank)
{
  GByteArray *info = g_byte_array_new (), *type = g_byte_array_new ();
  GByteArray *tensor = g_byte_array_new (), *shape = g_byte_array_new ();

  for (int i = 0; i < rank; i++) {
    GByteArray *dim = g_byte_array_new ();
    if (dims[i] > 0)
      put_number (dim, 1, (guint64) dims[i]);
    else
      put_text (dim, 2, "batch");
    put_message (shape, 1, dim);
  }
  put_number (tensor, 1, 1);
  put_message (tensor, 2, shape);
  put_message (type, 1, tensor);
  put_text (info, 1, name);
  put_message (info, 2, type);
  put_message (graph, field, info);
}

static GBytes *
write_model (int n_layers, gboolean with_mask)
{
  Writer writer = { g_byte_array_new (), g_byte_array_new (), 0, 0 };
  g_autofree char *heads = constant (&writer, (gint64[]){ 4 }, 1, (gint64[]){ 0, 0, 4, 8 });
  g_autofree char *merge = constant (&writer, (gint64[]){ 3 }, 1, (gint64[]){ 0, 0, 32 });
  char *x = g_strdup ("x");

  for (int i = 0; i < n_layers; i++)
    x = transformer_layer (&writer, x, heads, merge, with_mask);

  GByteArray *graph = writer.nodes, *model = g_byte_array_new (), *opset = g_byte_array_new ();
  put_text (graph, GRAPH_NAME, "big");
  g_byte_array_append (graph, writer.tensors->data, writer.tensors->len);
  g_byte_array_unref (writer.tensors);
  put_port (graph, GRAPH_INPUT, "x", (gint64[]){ 0, 16, 32 }, 3);
  if (with_mask)
    put_port (graph, GRAPH_INPUT, "mask", (gint64[]){ 0, 1, 1, 16 }, 4);
  put_port (graph, GRAPH_OUTPUT, x, (gint64[]){ 0, 16, 32 }, 3);
  g_free (x);
  put_number (model, MODEL_IR, 8);
  put_number (opset, OPSET_VERSION, 13);
  put_message (model, MODEL_GRAPH, graph);
  put_message (model, MODEL_OPSET, opset);
  return g_byte_array_free_to_bytes (model);
}

typedef struct {
  gint64 read, draw, paint_whole, paint_near;
} Times;

static void
paint (const NgScene *scene, cairo_t *cr, gboolean whole)
{
  const NgTheme *theme = ng_theme_get (NG_THEME_LIGHT);
  NgBox page = ng_scene_bounds (scene);
  double fit = MIN (FRAME_WIDTH / (double) page.width, FRAME_HEIGHT / (double) page.height);
  double scale = whole ? MIN (fit, 1) : 1;
  NgBox visible = { page.x, page.y, (float) (FRAME_WIDTH / scale), (float) (FRAME_HEIGHT / scale) };

  cairo_save (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, (double) -page.x, (double) -page.y);
  ng_cairo_draw (scene, theme, cr, &visible, scale);
  cairo_restore (cr);
}

/* Microseconds of processor time, for everything here runs in one thread; what else the machine
 * does counts less than in the time of the clock on the wall. */
static gint64
now (void)
{
  return (gint64) ((double) clock () * 1e6 / CLOCKS_PER_SEC);
}

static NgNet *
read_net (GBytes *bytes, gboolean is_notation, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  return is_notation ? ng_net_read_text (text, (gssize) size, NULL, error)
                     : ng_onnx_read (bytes, NULL, NULL, error);
}

static gsize
measure (GBytes *bytes, gboolean is_notation, cairo_t *cr, Times *times)
{
  g_autoptr (NgStandardCache) cache = ng_standard_cache_new ();
  NgStandardOptions options = { .header = TRUE, .metrics = ng_pango_metrics (), .cache = cache };
  g_autoptr (GError) error = NULL;
  gint64 start = now ();
  g_autoptr (NgNet) net = read_net (bytes, is_notation, &error);
  if (net == NULL)
    g_error ("%s", error->message);
  gint64 is_read = now ();
  options.depth = ng_standard_depth (net, ng_standard_cache_repeats (cache), NULL);
  g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, &error);
  gint64 is_drawn = now ();
  paint (scene, cr, TRUE);
  gint64 is_painted = now ();
  paint (scene, cr, FALSE);
  gint64 end = now ();

  times->read = MIN (times->read, is_read - start);
  times->draw = MIN (times->draw, is_drawn - is_read);
  times->paint_whole = MIN (times->paint_whole, is_painted - is_drawn);
  times->paint_near = MIN (times->paint_near, end - is_painted);
  return ng_net_n_layers (net);
}

static void
report (const char *name, GBytes *bytes, cairo_t *cr)
{
  Times times = { G_MAXINT64, G_MAXINT64, G_MAXINT64, G_MAXINT64 };
  gsize n_layers = 0;

  for (int run = 0; run < RUNS; run++)
    n_layers = measure (bytes, g_str_has_suffix (name, ".wl"), cr, &times);
  g_print ("%-24s %7" G_GSIZE_FORMAT " %9.1f %9.1f %9.1f %9.1f %9.1f\n",
           name,
           n_layers,
           (double) times.read / 1000,
           (double) times.draw / 1000,
           (double) times.paint_whole / 1000,
           (double) times.paint_near / 1000,
           (double) (times.read + times.draw + times.paint_whole) / 1000);
}

int
main (int argc, char **argv)
{
  static const int sizes[] = { 12, 100, 250, 1000 };
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, FRAME_WIDTH, FRAME_HEIGHT);
  cairo_t *cr = cairo_create (surface);

  g_print ("%-24s %7s %9s %9s %9s %9s %9s   (ms)\n",
           "",
           "nodes",
           "read",
           "lay out",
           "whole",
           "near",
           "first");
  for (int i = 1; i < argc; i++) {
    char *data;
    gsize size;
    g_autoptr (GError) error = NULL;
    if (!g_file_get_contents (argv[i], &data, &size, &error))
      g_error ("%s", error->message);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
    g_autofree char *name = g_path_get_basename (argv[i]);
    report (name, bytes, cr);
  }
  for (gsize i = 0; argc == 1 && i < G_N_ELEMENTS (sizes); i++) {
    for (int with_mask = 0; with_mask < 2; with_mask++) {
      g_autoptr (GBytes) bytes = write_model (sizes[i], with_mask);
      g_autofree char *name = g_strdup_printf ("%d layers%s", sizes[i], with_mask ? ", mask" : "");
      report (name, bytes, cr);
    }
  }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return 0;
}
