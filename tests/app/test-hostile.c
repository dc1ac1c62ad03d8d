/* Small files of which much would become. They are made here, and the program `malformed` opens
 * each and measures. */

#include "core/base/limits.h"
#include "core/base/wire-writer.h"
#include "tests/support/test.h"
#include "tests/support/tool.h"

#include <gio/gio.h>
#include <string.h>

#define MIB ((gsize) 1 << 20)

static char *folder;
static GString *expectations;

static void
put (GByteArray *to, guint64 value, int width)
{
  for (int i = 0; i < width; i++) {
    guint8 byte = i < 8 ? (guint8) (value >> 8 * i) : 0;
    g_byte_array_append (to, &byte, 1);
  }
}

static void
put_text (GByteArray *to, const char *text)
{
  g_byte_array_append (to, (const guint8 *) text, (guint) strlen (text));
}

/* A file of that name, and what has to become of it. */
static void
keep (const char *name, const GByteArray *content, const char *expect)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) content->data, content->len, &error);
  g_assert_no_error (error);
  g_string_append_printf (expectations, "%s\tsize\t%s\ttoo much\n", name, expect);
}

/* ---- compressed ---- */

typedef struct {
  GByteArray *packed;
  guint32 sum; /* CRC-32 of what went in */
  guint64 size;
} Packed;

/* The register of CRC-32 after so many bytes more. */
static guint32
add_sum (guint32 sum, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    sum ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      sum = sum >> 1 ^ ((sum & 1) != 0 ? 0xEDB88320 : 0);
  }
  return sum;
}

static void
convert (GConverter *zlib, const guint8 *data, gsize size, gboolean is_end, GByteArray *to)
{
  GConverterFlags flags = is_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS;
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (size > 0 || (is_end && result != G_CONVERTER_FINISHED)) {
    guint8 room[4096];
    gsize n_read = 0, n_written = 0;

    result =
        g_converter_convert (zlib, data, size, room, sizeof room, flags, &n_read, &n_written, NULL);
    g_assert_cmpint (result, !=, G_CONVERTER_ERROR);
    g_byte_array_append (to, room, (guint) n_written);
    data += n_read;
    size -= n_read;
  }
}

/* @head, and @n times @unit; of "", so many zeros. */
static Packed
pack (GZlibCompressorFormat format, const char *head, gsize head_size, const char *unit, gsize n)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (format, 6);
  Packed self = { g_byte_array_new (), G_MAXUINT32, head_size + n * strlen (unit) };
  g_autoptr (GString) block = g_string_new (NULL);
  gsize length = MAX (strlen (unit), 1), left = n;

  while (block->len < 65536)
    g_string_append_len (block, unit, (gssize) length);
  convert (G_CONVERTER (zlib), (const guint8 *) head, head_size, FALSE, self.packed);
  self.sum = add_sum (self.sum, (const guint8 *) head, head_size);
  if (*unit == '\0')
    self.size = head_size + n;
  while (left > 0) {
    gsize some = MIN (left, block->len / length);

    convert (G_CONVERTER (zlib), (const guint8 *) block->str, some * length, FALSE, self.packed);
    if (self.size <= 64 * MIB)
      self.sum = add_sum (self.sum, (const guint8 *) block->str, some * length);
    left -= some;
  }
  convert (G_CONVERTER (zlib), (const guint8 *) "", 0, TRUE, self.packed);
  self.sum = ~self.sum;
  return self;
}

/* An archive; of each entry it says how long it would be. */
static void
put_entry (GByteArray *file, GByteArray *directory, const char *name, const Packed *entry)
{
  guint32 start = file->len;
  guint8 method = entry->packed->len < entry->size ? 8 : 0;

  put_text (file, "PK\x03\x04");
  put (file, 20, 2);
  put (file, 0, 2);
  put (file, method, 2);
  put (file, 0, 4);
  put (file, entry->sum, 4);
  put (file, entry->packed->len, 4);
  put (file, entry->size, 4);
  put (file, strlen (name), 2);
  put (file, 0, 2);
  put_text (file, name);
  g_byte_array_append (file, entry->packed->data, entry->packed->len);
  put_text (directory, "PK\x01\x02");
  put (directory, 20, 2);
  put (directory, 20, 2);
  put (directory, 0, 2);
  put (directory, method, 2);
  put (directory, 0, 4);
  put (directory, entry->sum, 4);
  put (directory, entry->packed->len, 4);
  put (directory, entry->size, 4);
  put (directory, strlen (name), 2);
  put (directory, 0, 2);
  put (directory, 0, 10);
  put (directory, start, 4);
  put_text (directory, name);
}

static void
end_archive (GByteArray *file, GByteArray *directory, guint n)
{
  guint32 start = file->len;

  g_byte_array_append (file, directory->data, directory->len);
  put_text (file, "PK\x05\x06");
  put (file, 0, 4);
  put (file, n, 2);
  put (file, n, 2);
  put (file, directory->len, 4);
  put (file, start, 4);
  put (file, 0, 2);
  g_byte_array_unref (directory);
}

static GByteArray *
archive (const char *name, const Packed *entry)
{
  GByteArray *file = g_byte_array_new (), *directory = g_byte_array_new ();

  put_entry (file, directory, name, entry);
  end_archive (file, directory, 1);
  return file;
}

/* ---- files ---- */

/* A quarter of a gigabyte of zeros, as it says, and as it does not say. */
static void
make_archives (void)
{
  Packed bomb = pack (G_ZLIB_COMPRESSOR_FORMAT_RAW, "", 0, "", 256 * MIB);
  g_autoptr (GByteArray) keras = archive ("config.json", &bomb);
  g_autoptr (GByteArray) npz = archive ("x.npy", &bomb);
  g_autoptr (GByteArray) liar = NULL;

  bomb.size = MIB;
  liar = archive ("x.npy", &bomb);
  keep ("zeros.keras", keras, "reject");
  keep ("zeros.npz", npz, "reject");
  keep ("liar.npz", liar, "reject");
  g_byte_array_unref (bomb.packed);
}

/* An archive that is sound but for its configuration. */
static void
keep_configuration (const char *name, Packed *configuration)
{
  GByteArray *file = g_byte_array_new (), *directory = g_byte_array_new ();
  Packed weights = { g_byte_array_new (), 0, 0 };
  g_autofree char *h5 = ng_test_source ("tests/core/formats/hdf5/new.h5");
  g_autoptr (GError) error = NULL;
  char *content;
  gsize size;

  g_file_get_contents (h5, &content, &size, &error);
  g_assert_no_error (error);
  g_byte_array_append (weights.packed, (const guint8 *) content, (guint) size);
  weights.size = size;
  weights.sum = ~add_sum (G_MAXUINT32, (const guint8 *) content, size);
  put_entry (file, directory, "config.json", configuration);
  put_entry (file, directory, "model.weights.h5", &weights);
  end_archive (file, directory, 2);
  keep (name, file, "reject");
  g_byte_array_unref (file);
  g_byte_array_unref (configuration->packed);
  g_byte_array_unref (weights.packed);
  g_free (content);
}

/* Adds a model of two uses of a model of two uses of … of a layer. */
static void
append_model (GString *text, int depth)
{
  g_string_append (text,
                   "{\"class_name\": \"Functional\", \"name\": \"m\", \"config\": {\"name\": "
                   "\"m\", \"layers\": [{\"class_name\": \"InputLayer\", \"name\": \"x\", "
                   "\"config\": {\"batch_shape\": [null, 2]}, \"inbound_nodes\": []}, ");
  if (depth > 0)
    append_model (text, depth - 1);
  else
    g_string_append (text,
                     "{\"class_name\": \"Activation\", \"name\": \"m\", \"config\": "
                     "{\"activation\": \"relu\"}, \"inbound_nodes\": [[[\"x\", 0, 0]], [[\"m\", "
                     "0, 0]]]}");
  g_string_append (text,
                   "], \"input_layers\": [[\"x\", 0, 0]], \"output_layers\": [[\"m\", 1, 0]]}, "
                   "\"inbound_nodes\": [[[\"x\", 0, 0]], [[\"m\", 0, 0]]]}");
}

/* Millions of values, and few of which very many layers would become. */
static void
make_configurations (void)
{
  Packed values = pack (G_ZLIB_COMPRESSOR_FORMAT_RAW, "[", 1, "[],", 8 * MIB);
  g_autoptr (GString) text = g_string_new (NULL);
  Packed models;

  append_model (text, 18);
  models = pack (G_ZLIB_COMPRESSOR_FORMAT_RAW, text->str, text->len, " ", 1);
  keep_configuration ("values.keras", &values);
  keep_configuration ("models.keras", &models);
}

static void
make_wxf (const char *name, const char *head, gsize head_size, const char *unit, gsize n)
{
  Packed content = pack (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, head, head_size, unit, n);
  g_autoptr (GByteArray) file = g_byte_array_new ();

  put_text (file, "8C:");
  g_byte_array_append (file, content.packed->data, content.packed->len);
  keep (name, file, "reject");
  g_byte_array_unref (content.packed);
}

/* Bytes, an array and a list, each larger than what may come out, and as large as may. */
static void
make_expressions (void)
{
  make_wxf ("bytes.wxf", "B\x80\x80\x80\x80\x01", 6, "", 256 * MIB);
  make_wxf ("bytes-most.wxf", "B\x80\x80\x80\x0F", 5, "", 30 * MIB);
  make_wxf ("array.wxf", "\xC2\x10\x01\x80\x80\x80\x80\x01", 8, "", 256 * MIB);
  make_wxf ("array-most.wxf", "\xC2\x10\x01\x80\x80\x80\x0F", 7, "", 30 * MIB);
  make_wxf ("list.wxf",
            "f\x80\x80\x80\x04s\x04List",
            11,
            "s\x01"
            "a",
            8 * MIB);
  make_wxf ("list-most.wxf", "f\x80\x80\x04s\x04List", 10, "C\x01", MIB / 16 - 1);
}

/* A layer of Wolfram's with so many inputs, each of which an edge leads to. */
static void
make_inputs (void)
{
  const int n = 1600;
  g_autoptr (GString) text = g_string_new ("<|\"Type\" -> \"Graph\", \"Inputs\" -> <|");
  g_autoptr (GString) ports = g_string_new (NULL);
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (GByteArray) file = g_byte_array_new ();

  for (int i = 1; i <= n; i++) {
    g_string_append_printf (text, "%s\"i%d\" -> TensorT[{1}, RealT]", i > 1 ? ", " : "", i);
    g_string_append_printf (ports, "%s\"Input%d\" -> RealT", i > 1 ? ", " : "", i);
    g_string_append_printf (edges,
                            "NetPath[\"Nodes\", \"c\", \"Inputs\", \"Input%d\"] -> "
                            "NetPath[\"Inputs\", \"i%d\"], ",
                            i,
                            i);
  }
  g_string_append_printf (text,
                          "|>, \"Outputs\" -> <|\"o\" -> TensorT[{%d}, RealT]|>, \"Nodes\" -> "
                          "<|\"c\" -> <|\"Type\" -> \"Catenate\", \"Inputs\" -> <|%s|>|>|>, "
                          "\"Edges\" -> {%sNetPath[\"Outputs\", \"o\"] -> NetPath[\"Nodes\", "
                          "\"c\", \"Outputs\", \"Output\"]}|>",
                          n,
                          ports->str,
                          edges->str);
  put_text (file, text->str);
  keep ("inputs.wl", file, "accept");
}

/* A few words that say very many layers. */
static void
make_loops (void)
{
  static const char *const texts[] = {
    "NetChain[Table[LinearLayer[1], {1000000}]]",
    "NetChain[Table[NetChain[Table[Ramp, {1000}]], {1000}]]",
    "NetChain[ConstantArray[LinearLayer[1], 1000000]]",
    "NetChain[Nest[Join[#, #] &, {Ramp}, 20]]",
    "With[{a = Table[Ramp, {1000}]}, NetChain[Table[NetChain[a], {1000}]]]",
    "NetMapOperator[NetChain[Join @@ Table[{Ramp, Tanh}, {500000}]]]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *name = g_strdup_printf ("loop-%zu.wl", i + 1);
    g_autoptr (GByteArray) file = g_byte_array_new ();

    put_text (file, texts[i]);
    keep (name, file, "reject");
  }
}

static void
make_gzip (void)
{
  static const char head[] = "\0\0\x08\x01\x40\0\0\0";
  Packed content = pack (G_ZLIB_COMPRESSOR_FORMAT_GZIP, head, 8, "", 256 * MIB);

  keep ("zeros-idx1-ubyte.gz", content.packed, "reject");
  g_byte_array_unref (content.packed);
}

/* A header that promises far more than there is. */
static void
make_npy (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  put_text (file, "\x93NUMPY\x01");
  put (file, 0, 1);
  put (file, 70, 2);
  put_text (file, "{'descr': '<f4', 'fortran_order': True, 'shape': (99999999, 99), }    ");
  keep ("promise.npy", file, "reject");
}

/* ---- models of ONNX ---- */

static NgWireWriter *
node_of (const char *operator, const char * input, const char *output)
{
  NgWireWriter *node = ng_wire_writer_new ();

  ng_wire_put_text (node, 1, input);
  ng_wire_put_text (node, 2, output);
  ng_wire_put_text (node, 4, operator);
  return node;
}

/* A port of rank 1, whose size is a symbol. */
static void
put_port (NgWireWriter *graph, guint number, const char *name, const char *symbol)
{
  NgWireWriter *port = ng_wire_writer_new (), *type = ng_wire_writer_new (),
               *tensor = ng_wire_writer_new (), *shape = ng_wire_writer_new (),
               *dim = ng_wire_writer_new ();

  ng_wire_put_text (dim, 2, symbol);
  ng_wire_put_message (shape, 1, dim);
  ng_wire_put_integer (tensor, 1, 1);
  ng_wire_put_message (tensor, 2, shape);
  ng_wire_put_message (type, 1, tensor);
  ng_wire_put_text (port, 1, name);
  ng_wire_put_message (port, 2, type);
  ng_wire_put_message (graph, number, port);
}

/* An input of these sizes; 0: it is not known. */
static void
put_input_of (NgWireWriter *graph, const char *name, const guint64 *sizes, int rank)
{
  NgWireWriter *port = ng_wire_writer_new (), *type = ng_wire_writer_new (),
               *tensor = ng_wire_writer_new (), *shape = ng_wire_writer_new ();

  for (int i = 0; i < rank; i++) {
    NgWireWriter *dim = ng_wire_writer_new ();
    if (sizes[i] > 0)
      ng_wire_put_integer (dim, 1, sizes[i]);
    ng_wire_put_message (shape, 1, dim);
  }
  ng_wire_put_integer (tensor, 1, 1);
  ng_wire_put_message (tensor, 2, shape);
  ng_wire_put_message (type, 1, tensor);
  ng_wire_put_text (port, 1, name);
  ng_wire_put_message (port, 2, type);
  ng_wire_put_message (graph, 11, port);
}

/* @model: all but the graph */
static void
keep_whole_model (const char *name, NgWireWriter *model, NgWireWriter *graph, const char *expect)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GPtrArray) parts = NULL;

  ng_wire_put_integer (model, 1, 8);
  ng_wire_put_message (model, 7, graph);
  parts = ng_wire_writer_end (model);
  for (guint i = 0; i < parts->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (parts->pdata[i], &size);
    g_byte_array_append (file, data, (guint) size);
  }
  keep (name, file, expect);
}

static void
keep_model (const char *name, NgWireWriter *graph, const char *expect)
{
  NgWireWriter *model = ng_wire_writer_new (), *opset = ng_wire_writer_new ();

  ng_wire_put_integer (opset, 2, 13);
  ng_wire_put_message (model, 8, opset);
  keep_whole_model (name, model, graph, expect);
}

/* Parts without content, of two bytes each, that many layers would be. */
static void
make_parts (void)
{
  NgWireWriter *nodes = ng_wire_writer_new (), *graph = ng_wire_writer_new (),
               *node = ng_wire_writer_new ();

  for (gsize i = 0; i < MIB; i++) {
    ng_wire_put_message (nodes, 1, ng_wire_writer_new ());
    ng_wire_put_message (node, 5, ng_wire_writer_new ());
  }
  keep_model ("nodes.onnx", nodes, "reject");
  ng_wire_put_message (graph, 1, node);
  keep_model ("attributes.onnx", graph, "reject");
}

/* Names and types without content, and imports; and many nodes of a file with many imports. */
static void
make_declarations (void)
{
  NgWireWriter *values = ng_wire_writer_new (), *texts = ng_wire_writer_new (),
               *node = ng_wire_writer_new (), *model = ng_wire_writer_new (),
               *graph = ng_wire_writer_new (), *domains = ng_wire_writer_new ();

  for (gsize i = 0; i < 2 * MIB; i++) {
    ng_wire_put_message (values, 13, ng_wire_writer_new ());
    ng_wire_put_message (model, 8, ng_wire_writer_new ());
    ng_wire_put_text (node, 1, "");
  }
  keep_model ("values.onnx", values, "reject");
  keep_whole_model ("imports.onnx", model, ng_wire_writer_new (), "reject");
  ng_wire_put_message (texts, 1, node);
  keep_model ("inputs.onnx", texts, "bounded");
  for (int i = 0; i < 2000; i++) {
    g_autofree char *name = g_strdup_printf ("y%d", i);
    ng_wire_put_message (graph, 1, node_of ("Relu", "x", name));
  }
  put_port (graph, 11, "x", "n");
  put_port (graph, 12, "y0", "n");
  for (int i = 0; i < 100000; i++) {
    NgWireWriter *import = ng_wire_writer_new ();
    g_autofree char *domain = g_strdup_printf ("d%d", i);
    ng_wire_put_text (import, 1, domain);
    ng_wire_put_integer (import, 2, 1);
    ng_wire_put_message (domains, 8, import);
  }
  keep_whole_model ("domains.onnx", domains, graph, "accept");
}

static NgWireWriter *
tensor_of (const char *name, guint type)
{
  static const guint8 number[8] = { 1, 1 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (number, sizeof number);
  NgWireWriter *tensor = ng_wire_writer_new ();

  ng_wire_put_integer (tensor, 1, 1);
  ng_wire_put_integer (tensor, 2, type);
  ng_wire_put_text (tensor, 8, name);
  ng_wire_put_bytes (tensor, 9, bytes);
  return tensor;
}

/* Forty sparse tensors of one number each, with all the elements that such a one may have. */
static void
make_sparse (void)
{
  NgWireWriter *graph = ng_wire_writer_new ();

  for (int i = 0; i < 40; i++) {
    NgWireWriter *sparse = ng_wire_writer_new ();
    g_autofree char *name = g_strdup_printf ("w%d", i);
    ng_wire_put_message (sparse, 1, tensor_of (name, 11));
    ng_wire_put_message (sparse, 2, tensor_of ("", 7));
    ng_wire_put_integer (sparse, 3, NG_MAX_SPARSE_ELEMENTS);
    ng_wire_put_message (graph, 15, sparse);
  }
  keep_model ("sparse.onnx", graph, "reject");
}

/* A branch in a branch in a branch; the other one ends, or goes on alike. */
static NgWireWriter *
branch (int depth, gboolean both)
{
  NgWireWriter *graph = ng_wire_writer_new (), *node;

  if (depth == 0) {
    ng_wire_put_message (graph, 1, node_of ("Relu", "x", "y"));
  } else {
    node = node_of ("If", "q", "y");
    for (int i = 0; i < 2; i++) {
      NgWireWriter *attribute = ng_wire_writer_new ();
      ng_wire_put_text (attribute, 1, i == 0 ? "then_branch" : "else_branch");
      ng_wire_put_message (attribute, 6, branch (i == 0 || both ? depth - 1 : 0, both));
      ng_wire_put_integer (attribute, 20, 5);
      ng_wire_put_message (node, 5, attribute);
    }
    ng_wire_put_message (graph, 1, node);
  }
  put_port (graph, 12, "y", "n");
  return graph;
}

/* An array of two sizes. */
static void
put_sizes (NgWireWriter *graph, const char *name, guint64 first, guint64 second)
{
  NgWireWriter *tensor = ng_wire_writer_new ();

  ng_wire_put_integer (tensor, 1, 2);
  ng_wire_put_integer (tensor, 2, 7);
  ng_wire_put_integer (tensor, 7, first);
  ng_wire_put_integer (tensor, 7, second);
  ng_wire_put_text (tensor, 8, name);
  ng_wire_put_message (graph, 5, tensor);
}

static void
put_node (NgWireWriter *graph,
          const char *
          operator,
          const char * first,
          const char *second,
          const char *output)
{
  NgWireWriter *node = node_of (operator, first, output);

  if (second != NULL)
    ng_wire_put_text (node, 1, second);
  ng_wire_put_message (graph, 1, node);
}

/* Large arrays that sizes alone tell: read by nothing, made of each other, and each of many layers.
 */
static void
make_constants (void)
{
  NgWireWriter *unread = ng_wire_writer_new (), *chain = ng_wire_writer_new (),
               *shared = ng_wire_writer_new ();

  put_port (unread, 11, "x", "n");
  put_port (chain, 11, "x", "n");
  put_port (shared, 11, "x", "n");
  put_sizes (unread, "sizes", 4000, 4000);
  put_sizes (chain, "sizes", 1, 4000);
  put_sizes (chain, "more", 2000, 4000);
  put_sizes (chain, "twice", 2, 1);
  put_sizes (shared, "sizes", 1, 2000000);
  put_sizes (shared, "column", (guint64) -1, 1);
  put_node (chain, "ConstantOfShape", "sizes", NULL, "c");
  put_node (chain, "Expand", "c", "more", "d");
  put_node (chain, "Tile", "d", "twice", "e0");
  put_node (shared, "ConstantOfShape", "sizes", NULL, "c");
  put_node (shared, "Reshape", "x", "column", "d");
  put_node (shared, "Relu", "d", NULL, "e0");
  for (int i = 0; i < 20; i++) {
    g_autofree char *from = g_strdup_printf ("e%d", i);
    g_autofree char *to = g_strdup_printf ("e%d", i + 1);
    g_autofree char *product = g_strdup_printf ("p%d", i);

    put_node (unread, "ConstantOfShape", "sizes", NULL, to);
    put_node (chain, "Add", from, "d", to);
    put_node (shared, "MatMul", from, "c", product);
    put_node (shared, "ReduceMax", product, NULL, to);
  }
  put_node (unread, "Relu", "x", NULL, "y");
  put_node (chain, "ReduceMax", "d", NULL, "m");
  put_node (chain, "Add", "x", "m", "y");
  put_node (shared, "Relu", "e20", NULL, "y");
  put_port (unread, 12, "y", "n");
  put_port (chain, 12, "y", "n");
  put_port (shared, 12, "y", "n");
  keep_model ("unread.onnx", unread, "accept");
  keep_model ("chain.onnx", chain, "bounded");
  keep_model ("shared.onnx", shared, "bounded");
}

static void
make_models (void)
{
  NgWireWriter *symbols = ng_wire_writer_new ();

  for (int both = 0; both < 2; both++) {
    NgWireWriter *graph = branch (both ? 10 : 30, both);
    put_port (graph, 11, "x", "n");
    put_port (graph, 11, "q", "n");
    keep_model (both ? "tree.onnx" : "branches.onnx", graph, "bounded");
  }
  for (int i = 0; i < 10000; i++) {
    g_autofree char *input = g_strdup_printf ("x%d", i);
    g_autofree char *output = g_strdup_printf ("y%d", i);
    g_autofree char *size = g_strdup_printf ("n%d", i);

    put_port (symbols, 11, input, size);
    ng_wire_put_message (symbols, 1, node_of ("Relu", input, output));
  }
  put_port (symbols, 12, "y0", "n0");
  keep_model ("symbols.onnx", symbols, "accept");
}

/* A convolution whose taps lie far from one another. */
static void
make_dilated (void)
{
  const guint64 dilation = 200000, n = 2 * dilation;
  NgWireWriter *graph = ng_wire_writer_new (), *weights = ng_wire_writer_new (),
               *node = node_of ("Conv", "x", "y");
  g_autofree guint8 *zeros = g_malloc0 (3 * sizeof (float));
  g_autoptr (GBytes) bytes = g_bytes_new_static (zeros, 3 * sizeof (float));

  for (int i = 0; i < 3; i++)
    ng_wire_put_integer (weights, 1, i < 2 ? 1 : 3);
  ng_wire_put_integer (weights, 2, 1);
  ng_wire_put_text (weights, 8, "w");
  ng_wire_put_bytes (weights, 9, bytes);
  ng_wire_put_text (node, 1, "w");
  for (int i = 0; i < 2; i++) {
    NgWireWriter *attribute = ng_wire_writer_new ();
    ng_wire_put_text (attribute, 1, i == 0 ? "dilations" : "pads");
    for (int k = 0; k <= i; k++)
      ng_wire_put_integer (attribute, 8, dilation);
    ng_wire_put_integer (attribute, 20, 7);
    ng_wire_put_message (node, 5, attribute);
  }
  ng_wire_put_message (graph, 1, node);
  ng_wire_put_message (graph, 5, weights);
  put_input_of (graph, "x", (const guint64[]){ 1, 1, n }, 3);
  put_port (graph, 12, "y", "n");
  keep_model ("dilated.onnx", graph, "accept");
}

/* Convolutions of which each has to be tried with all the lengths that its input might have: no
 * number of channels fits, and nothing says how large it is. */
static void
make_tried (void)
{
  static const guint64 dims[] = { 4, 3, 3, 3 };
  static const guint8 zeros[4 * 3 * 3 * 3 * sizeof (float)];
  g_autoptr (GBytes) bytes = g_bytes_new_static (zeros, sizeof zeros);
  NgWireWriter *graph = ng_wire_writer_new (), *weights = ng_wire_writer_new ();

  for (int i = 0; i < 4; i++)
    ng_wire_put_integer (weights, 1, dims[i]);
  ng_wire_put_integer (weights, 2, 1);
  ng_wire_put_text (weights, 8, "w");
  ng_wire_put_bytes (weights, 9, bytes);
  ng_wire_put_message (graph, 5, weights);
  put_input_of (graph, "x", (const guint64[]){ 0, 0, 0, 0 }, 4);
  for (int i = 0; i < 2000; i++) {
    NgWireWriter *node = ng_wire_writer_new (), *group = ng_wire_writer_new ();
    g_autofree char *name = g_strdup_printf ("y%d", i);
    ng_wire_put_text (node, 1, "x");
    ng_wire_put_text (node, 1, "w");
    ng_wire_put_text (node, 2, name);
    ng_wire_put_text (node, 4, "Conv");
    ng_wire_put_text (group, 1, "group");
    ng_wire_put_integer (group, 3, 3);
    ng_wire_put_integer (group, 20, 2);
    ng_wire_put_message (node, 5, group);
    ng_wire_put_message (graph, 1, node);
  }
  put_port (graph, 12, "y0", "n");
  keep_model ("tried.onnx", graph, "bounded");
}

/* A text that doubles with each node. */
static void
make_texts (void)
{
  NgWireWriter *model = ng_wire_writer_new (), *opset = ng_wire_writer_new (),
               *graph = ng_wire_writer_new (), *text = ng_wire_writer_new (),
               *port = ng_wire_writer_new (), *type = ng_wire_writer_new (),
               *tensor = ng_wire_writer_new ();

  ng_wire_put_integer (text, 2, 8);
  ng_wire_put_text (text, 6, "abcdefgh");
  ng_wire_put_text (text, 8, "x0");
  ng_wire_put_message (graph, 5, text);
  for (int i = 0; i < 36; i++) {
    g_autofree char *from = g_strdup_printf ("x%d", i);
    g_autofree char *to = g_strdup_printf ("x%d", i + 1);
    put_node (graph, "StringConcat", from, from, to);
  }
  ng_wire_put_integer (tensor, 1, 8);
  ng_wire_put_message (type, 1, tensor);
  ng_wire_put_text (port, 1, "x36");
  ng_wire_put_message (port, 2, type);
  ng_wire_put_message (graph, 12, port);
  ng_wire_put_integer (opset, 2, 20);
  ng_wire_put_message (model, 8, opset);
  keep_whole_model ("texts.onnx", model, graph, "run-err");
}

/* Many layers that all are of one length. */
static void
make_length (void)
{
  NgWireWriter *graph = ng_wire_writer_new ();

  put_port (graph, 11, "x0", "n");
  for (int i = 0; i < 10000; i++) {
    g_autofree char *from = g_strdup_printf ("x%d", i);
    g_autofree char *to = g_strdup_printf ("x%d", i + 1);
    put_node (graph, "Relu", from, NULL, to);
  }
  put_port (graph, 12, "x10000", "n");
  keep_model ("length.onnx", graph, "accept");
}

static void
test_sizes (gconstpointer netgraph)
{
  g_autofree char *built = g_test_build_filename (G_TEST_BUILT, "app", "malformed", NULL);
  g_autofree char *program = g_canonicalize_filename (built, NULL);
  g_autofree char *tool = g_canonicalize_filename (netgraph, NULL);
  g_autofree char *index = NULL;
  g_autofree char *output = NULL;

  g_assert_true (g_file_test (program, G_FILE_TEST_IS_EXECUTABLE));
  folder = ng_test_folder ();
  expectations = g_string_new ("file\tcategory\texpect\twhy\n");
  make_archives ();
  make_configurations ();
  make_expressions ();
  make_inputs ();
  make_loops ();
  make_gzip ();
  make_npy ();
  make_parts ();
  make_declarations ();
  make_sparse ();
  make_models ();
  make_constants ();
  make_dilated ();
  make_length ();
  make_tried ();
  make_texts ();
  index = g_build_filename (folder, "index.tsv", NULL);
  g_assert_true (g_file_set_contents (index, expectations->str, -1, NULL));
  output = ng_test_tool (folder, program, "--program", tool, folder, NULL);
  g_test_message ("%s", output);
  ng_test_remove (folder);
  g_string_free (expectations, TRUE);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/app/hostile/sizes", argv[1], test_sizes);
  return g_test_run ();
}
