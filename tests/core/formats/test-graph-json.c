/* Nets as JSON are of the form that the schema tells, read by as much of JSON Schema as it uses. */

#include "core/base/json.h"
#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/formats/graph-json.h"
#include "core/graph/registry.h"
#include "tests/support/battery.h"

#include <string.h>

static gboolean is_of (const NgJson *root, const NgJson *schema, const NgJson *value);

static gboolean
is_of_type (const NgJson *type, const NgJson *value)
{
  static const struct {
    const char *name;
    NgJsonKind kind;
  } kinds[] = { { "null", NG_JSON_NULL },      { "boolean", NG_JSON_BOOLEAN },
                { "integer", NG_JSON_NUMBER }, { "string", NG_JSON_STRING },
                { "array", NG_JSON_ARRAY },    { "object", NG_JSON_OBJECT } };

  for (gsize i = 0; ng_json_kind (type) == NG_JSON_ARRAY && i < ng_json_length (type); i++) {
    if (is_of_type (ng_json_at (type, i), value))
      return TRUE;
  }
  for (gsize i = 0; ng_json_kind (type) == NG_JSON_STRING && i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i].name, ng_json_string (type)))
      return kinds[i].kind == ng_json_kind (value);
  }
  return FALSE;
}

static gboolean
is_same (const NgJson *a, const NgJson *b)
{
  if (ng_json_kind (a) != ng_json_kind (b))
    return FALSE;
  return ng_json_kind (a) == NG_JSON_NULL ||
         (ng_json_kind (a) == NG_JSON_STRING &&
          g_str_equal (ng_json_string (a), ng_json_string (b))) ||
         (ng_json_kind (a) == NG_JSON_NUMBER &&
          g_str_equal (ng_json_number_text (a), ng_json_number_text (b)));
}

static gboolean
has_members (const NgJson *root, const NgJson *schema, const NgJson *value)
{
  const NgJson *required = ng_json_member (schema, "required");
  const NgJson *properties = ng_json_member (schema, "properties");

  for (gsize i = 0; required != NULL && i < ng_json_length (required); i++) {
    if (ng_json_member (value, ng_json_string (ng_json_at (required, i))) == NULL)
      return FALSE;
  }
  for (gsize i = 0; properties != NULL && i < ng_json_length (value); i++) {
    const NgJson *property = ng_json_member (properties, ng_json_name (value, i));
    if (property == NULL ? ng_json_member (schema, "additionalProperties") != NULL
                         : !is_of (root, property, ng_json_at (value, i)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_any_of (const NgJson *root, const NgJson *schemas, const NgJson *value)
{
  for (gsize i = 0; i < ng_json_length (schemas); i++) {
    if (is_of (root, ng_json_at (schemas, i), value))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_of (const NgJson *root, const NgJson *schema, const NgJson *value)
{
  static const char prefix[] = "#/$defs/";
  const NgJson *word;

  if ((word = ng_json_member (schema, "$ref")) != NULL) {
    g_assert_true (g_str_has_prefix (ng_json_string (word), prefix));
    const NgJson *target =
        ng_json_member (ng_json_member (root, "$defs"), ng_json_string (word) + strlen (prefix));
    g_assert_nonnull (target);
    return is_of (root, target, value);
  }
  if ((word = ng_json_member (schema, "anyOf")) != NULL)
    return is_any_of (root, word, value);
  if ((word = ng_json_member (schema, "const")) != NULL)
    return is_same (word, value);
  if ((word = ng_json_member (schema, "enum")) != NULL) {
    for (gsize i = 0; i < ng_json_length (word); i++) {
      if (is_same (ng_json_at (word, i), value))
        return TRUE;
    }
    return FALSE;
  }
  word = ng_json_member (schema, "type");
  g_assert_nonnull (word);
  if (!is_of_type (word, value))
    return FALSE;
  const NgJson *items = ng_json_member (schema, "items"),
               *least = ng_json_member (schema, "minimum");
  if (least != NULL && ng_json_number (value) < ng_json_number (least))
    return FALSE;
  for (gsize i = 0; items != NULL && i < ng_json_length (value); i++) {
    if (!is_of (root, items, ng_json_at (value, i)))
      return FALSE;
  }
  return ng_json_kind (value) != NG_JSON_OBJECT || has_members (root, schema, value);
}

static NgJson *
read_schema (void)
{
  g_autofree char *path = ng_test_source ("data/schemas/net.schema.json");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  NgJson *schema = ng_json_parse (text, length, &error);
  g_assert_no_error (error);
  return schema;
}

static gboolean
text_is_of (const NgJson *schema, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgJson) value = ng_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return is_of (schema, schema, value);
}

static void
test_schema (void)
{
  g_autoptr (NgJson) schema = read_schema ();
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();

  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    for (gsize j = 0; j < NG_MAX_CLASS_EXAMPLES && class->examples[j] != NULL; j++) {
      g_autofree char *text = g_strdup_printf ("NetGraph[{%s}, {}]", class->examples[j]);
      g_autoptr (NgNet) net = ng_test_read (text);
      g_autofree char *json = ng_graph_json (net);
      if (!text_is_of (schema, json))
        g_error ("%s is written as %s", text, json);
    }
  }
  g_assert_cmpuint (gallery->len, >, 20);
  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *entry = gallery->pdata[i];
    g_autoptr (NgNet) net = ng_document_load (entry->path, NULL, NULL, NULL);
    g_autofree char *json = ng_graph_json (net);
    if (!text_is_of (schema, json))
      g_error ("%s is written as %s", entry->name, json);
  }
}

/* The schema refuses what is not of the form. */
static void
test_strict (void)
{
  static const char *const wrong[] = {
    "{}",
    "{\"format\": \"netgraph\", \"version\": 2, \"inputs\": [], \"outputs\": [], \"layers\": []}",
    "{\"format\": \"netgraph\", \"version\": 1, \"inputs\": [{\"name\": \"x\"}], \"outputs\": [], "
    "\"layers\": []}",
    "{\"format\": \"netgraph\", \"version\": 1, \"inputs\": [], \"outputs\": [], \"layers\": [], "
    "\"more\": 1}",
    "{\"format\": \"netgraph\", \"version\": 1, \"inputs\": [{\"name\": \"x\", \"type\": "
    "{\"kind\": "
    "\"real\", \"dimensions\": [-1]}}], \"outputs\": [], \"layers\": []}",
  };
  g_autoptr (NgJson) schema = read_schema ();

  g_assert_true (text_is_of (schema,
                             "{\"format\": \"netgraph\", \"version\": 1, \"inputs\": [], "
                             "\"outputs\": [], \"layers\": []}"));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (text_is_of (schema, wrong[i]));
}

/* Where things stand: connections by name, sizes, lengths that vary, what is in a net inside. */
static void
test_content (void)
{
  g_autoptr (NgNet) net = ng_test_read (
      "NetGraph[<|\"a\" -> NetChain[{NetMapOperator[LinearLayer[2]], Ramp}], \"b\" -> "
      "SequenceLastLayer[]|>, {\"a\" -> \"b\"}, \"Input\" -> {\"Varying\", 3}]");
  g_autofree char *text = ng_graph_json (net);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgJson) value = ng_json_parse (text, strlen (text), &error);
  const NgJson *layer, *source, *dims;

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (text, "}\n"));
  layer = ng_json_at (ng_json_member (value, "layers"), 1);
  g_assert_cmpstr (ng_json_string (ng_json_member (layer, "kind")), ==, "SequenceLastLayer");
  source = ng_json_member (ng_json_at (ng_json_member (layer, "inputs"), 0), "source");
  g_assert_cmpstr (ng_json_string (ng_json_member (source, "layer")), ==, "a");
  g_assert_cmpstr (ng_json_string (ng_json_member (source, "output")), ==, "Output");
  dims = ng_json_member (ng_json_member (ng_json_at (ng_json_member (value, "inputs"), 0), "type"),
                         "dimensions");
  g_assert_cmpstr (ng_json_string (ng_json_at (dims, 0)), ==, "n");
  g_assert_cmpstr (ng_json_number_text (ng_json_at (dims, 1)), ==, "3");
  layer = ng_json_at (ng_json_member (value, "layers"), 0);
  layer = ng_json_member (ng_json_at (ng_json_member (layer, "nets"), 0), "net");
  g_assert_cmpuint (ng_json_length (ng_json_member (layer, "layers")), ==, 2);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/graph-json/schema", test_schema);
  g_test_add_func ("/formats/graph-json/strict", test_strict);
  g_test_add_func ("/formats/graph-json/content", test_content);
  return g_test_run ();
}
