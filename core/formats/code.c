/* The program around the classes: what it says of itself, how it reads its arrays. */

#include "core/formats/code.h"

#include "core/formats/code-net.h"
#include "core/formats/document.h"
#include "core/graph/flatten.h"

#include <string.h>

/* Where a program finds the file of that name. */
#define BESIDE "os.path.join(os.path.dirname(__file__), %s)"

/* Reads what ng_safetensors_write() writes; the file has these elements alone. */
static const char torch_reader[] =
    "def read_arrays(path):\n"
    "    \"\"\"The arrays of a safetensors file, by name.\"\"\"\n"
    "    types = {\"F32\": torch.float32, \"I64\": torch.int64, \"BOOL\": torch.bool}\n"
    "    with open(path, \"rb\") as file:\n"
    "        header = json.loads(file.read(int.from_bytes(file.read(8), \"little\")))\n"
    "        data = bytearray(file.read())\n"
    "    header.pop(\"__metadata__\", None)\n"
    "    arrays = {}\n"
    "    for name, entry in header.items():\n"
    "        begin, end = entry[\"data_offsets\"]\n"
    "        values = torch.frombuffer(data[begin:end], dtype=types[entry[\"dtype\"]])\n"
    "        arrays[name] = values.reshape(entry[\"shape\"])\n"
    "    return arrays\n";

static const char keras_reader[] =
    "def read_arrays(path):\n"
    "    \"\"\"The arrays of a safetensors file, by name.\"\"\"\n"
    "    types = {\"F32\": \"<f4\", \"I64\": \"<i8\", \"BOOL\": \"?\"}\n"
    "    with open(path, \"rb\") as file:\n"
    "        header = json.loads(file.read(int.from_bytes(file.read(8), \"little\")))\n"
    "        data = file.read()\n"
    "    header.pop(\"__metadata__\", None)\n"
    "    arrays = {}\n"
    "    for name, entry in header.items():\n"
    "        begin, end = entry[\"data_offsets\"]\n"
    "        values = numpy.frombuffer(data[begin:end], dtype=types[entry[\"dtype\"]])\n"
    "        arrays[name] = values.reshape(entry[\"shape\"])\n"
    "    return arrays\n";

/* A text between quotes: what could end it, or is no letter of ASCII, is written as its number. */
static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c < 0x20 || c > 0x7E || c == '"' || c == '\\')
      g_string_append_printf (quoted, c > 0xFFFF ? "\\U%08x" : "\\u%04x", c);
    else
      g_string_append_c (quoted, (char) c);
  }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* One line for each port: what the program expects and gives. */
static void
describe_ports (GString *text, const NgNet *net)
{
  for (int is_output = 0; is_output < 2; is_output++) {
    gsize n = is_output ? ng_net_n_outputs (net) : ng_net_n_inputs (net);
    g_string_append (text, is_output ? "Outputs:\n" : "Inputs:\n");
    for (gsize i = 0; i < n; i++) {
      const NgType *type = is_output ? ng_net_output_type (net, i) : ng_net_input_type (net, i);
      const char *name = is_output ? ng_net_output_name (net, i) : ng_net_input_name (net, i);
      g_autofree char *identifier = ng_code_port (name);
      g_autoptr (GString) dims = g_string_new ("batch");
      for (int k = 0; k < type->rank; k++) {
        if (type->dims[k].state == NG_DIM_NUMBER)
          g_string_append_printf (dims, ", %" G_GINT64_FORMAT, type->dims[k].value);
        else
          g_string_append (dims, ", any");
      }
      g_string_append_printf (text,
                              "    %s: (%s)%s\n",
                              identifier,
                              dims->str,
                              type->kind == NG_KIND_INTEGER   ? " of whole numbers"
                              : type->kind == NG_KIND_BOOLEAN ? " of truth values"
                                                              : "");
    }
  }
}

static char *
write_torch (NgCodeScript *script, NgNet *net, const char *arrays)
{
  GString *text = NULL;
  g_autofree char *file = quote (arrays);

  g_hash_table_add (script->names, g_strdup ("Net"));
  if (ng_code_net_class (script, net, "", "", "Net") == NULL)
    return NULL;
  text = g_string_new ("\"\"\"A net of NetGraph as a module of PyTorch.\n\n");
  describe_ports (text, net);
  g_string_append (text,
                   "\"\"\"\n\nimport json\nimport os\n\nimport torch\nfrom torch import nn\n"
                   "from torch.nn import functional\n");
  g_string_append (text, script->classes->str);
  g_string_append_printf (text, "\n\n%s\n\n", torch_reader);
  g_string_append_printf (text,
                          "def load(path=" BESIDE "):\n"
                          "    \"\"\"The net with its arrays, ready to be applied.\"\"\"\n"
                          "    net = Net()\n"
                          "    net.load_state_dict(read_arrays(path))\n"
                          "    return net.eval()\n",
                          file);
  return g_string_free (text, FALSE);
}

static const char *
keras_element (const NgType *type)
{
  return type->kind == NG_KIND_INTEGER   ? "int64"
         : type->kind == NG_KIND_BOOLEAN ? "bool"
                                         : "float32";
}

static char *
keras_input (const NgNet *net, gsize index)
{
  const NgType *type = ng_net_input_type (net, index);
  g_autofree char *name = ng_code_port (ng_net_input_name (net, index));
  g_autoptr (GString) dims = g_string_new ("(");

  for (int i = 0; i < type->rank; i++) {
    if (type->dims[i].state == NG_DIM_NUMBER)
      g_string_append_printf (dims, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", type->dims[i].value);
    else
      g_string_append_printf (dims, "%sNone", i > 0 ? ", " : "");
  }
  g_string_append (dims, type->rank == 1 ? ",)" : ")");
  return g_strdup_printf (
      "keras.Input(%s, dtype=\"%s\", name=\"%s\")", dims->str, keras_element (type), name);
}

static char *
write_keras (NgCodeScript *script, NgNet *net, const char *arrays)
{
  g_autofree char *file = quote (arrays);
  g_autoptr (GString) body = g_string_new (NULL);
  GString *text;

  if (!ng_code_net_function (script, net, keras_input, body))
    return NULL;
  text = g_string_new ("\"\"\"A net of NetGraph as functional code of Keras.\n\n");
  describe_ports (text, net);
  g_string_append (text,
                   "\"\"\"\n\nimport json\nimport os\n\nimport keras\nimport numpy\n"
                   "from keras import layers, ops\n");
  g_string_append (text, script->classes->str);
  g_string_append_printf (text, "\n\ndef build():\n%s", body->str);
  g_string_append_printf (text, "\n\n%s\n\n", keras_reader);
  g_string_append_printf (text,
                          "def load(path=" BESIDE "):\n"
                          "    \"\"\"The net with its arrays, ready to be applied.\"\"\"\n"
                          "    net = build()\n"
                          "    arrays = read_arrays(path)\n"
                          "    for layer in net.layers:\n"
                          "        for variable in layer.variables:\n"
                          "            name = layer.name + \"/\" + variable.name\n"
                          "            if name in arrays:\n"
                          "                variable.assign(arrays[name])\n"
                          "    return net\n",
                          file);
  return g_string_free (text, FALSE);
}

static char *
write_program (NgNet *net,
               NgCodeLanguage language,
               const char *arrays_name,
               NgSafetensors *arrays,
               GError **error)
{
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) classes = g_string_new (NULL);
  g_autoptr (GString) ties = g_string_new (NULL);
  g_autoptr (GError) reason = NULL;
  NgCodeScript script = { .language = language,
                          .classes = classes,
                          .bodies = bodies,
                          .names = names,
                          .arrays = arrays,
                          .shared = shared,
                          .ties = ties,
                          .error = &reason };
  char *text = NULL;

  if (language == NG_CODE_TORCH) {
    text = write_torch (&script, net, arrays_name);
  } else {
    g_autoptr (NgNet) flat = ng_net_flatten (net, G_MAXUINT, &reason);
    if (flat != NULL)
      text = write_keras (&script, flat, arrays_name);
  }
  if (reason != NULL) {
    g_clear_pointer (&text, g_free);
    g_propagate_error (error, g_steal_pointer (&reason));
  }
  return text;
}

static gboolean
reads_arrays (GBytes *program, const char *name)
{
  g_autofree char *quoted = quote (name);
  g_autofree char *text = g_strdup_printf (BESIDE, quoted);
  gsize size;
  const char *data = g_bytes_get_data (program, &size);

  return size > 0 && g_strstr_len (data, (gssize) size, text) != NULL;
}

gboolean
ng_code_save (NgNet *net, const char *path, NgCodeLanguage language, GError **error)
{
  g_autoptr (NgSafetensors) arrays = ng_safetensors_new ();
  const char *ending =
      language == NG_CODE_KERAS && g_str_has_suffix (path, ".keras.py") ? ".keras.py" : ".py";
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (ending));
  g_autofree char *arrays_path =
      g_strconcat (stem, language == NG_CODE_KERAS ? ".keras" : "", ".safetensors", NULL);
  g_autofree char *arrays_name = g_path_get_basename (arrays_path);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) arrays_parts = g_ptr_array_new ();
  g_autoptr (GPtrArray) program_parts = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) program = NULL;

  if (!ng_net_check (net, error) || !ng_net_check_specified (net, error) ||
      !ng_net_check_initialized (net, error))
    return FALSE;
  text = write_program (net, language, arrays_name, arrays, error);
  if (text == NULL)
    return FALSE;
  bytes = ng_safetensors_write (arrays, error);
  if (bytes == NULL || !ng_file_check_beside (path, arrays_path, reads_arrays, error))
    return FALSE;
  program = g_bytes_new (text, strlen (text));
  g_ptr_array_add (arrays_parts, bytes);
  g_ptr_array_add (program_parts, program);
  const NgFileContent files[] = { { arrays_path, arrays_parts }, { path, program_parts } };
  return ng_file_replace_all (files, G_N_ELEMENTS (files), error);
}
