/* Safetensors: eight bytes of length, so many bytes of JSON, then the data.
 *
 *   {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]},
 *    "__metadata__": {"key": "text"}}
 *
 * Offsets count from the end of the header. */

#include "core/formats/safetensors.h"

#include "core/base/bytes.h"
#include "core/base/json.h"
#include <string.h>

#define METADATA  "__metadata__"
#define ALIGNMENT 4096

typedef struct {
  char *name;
  NgTensor *tensor;
  guint64 begin, end;
} Entry;

struct _NgSafetensors {
  GArray *entries;     /* Entry */
  GPtrArray *keys;     /* of texts */
  GHashTable *texts;   /* char * -> char * */
  GHashTable *by_name; /* borrowed name -> tensor */
};

static void
entry_clear (gpointer data)
{
  Entry *self = data;

  g_free (self->name);
  g_clear_pointer (&self->tensor, ng_tensor_unref);
}

NgSafetensors *
ng_safetensors_new (void)
{
  NgSafetensors *self = g_new0 (NgSafetensors, 1);

  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->keys = g_ptr_array_new ();
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
ng_safetensors_free (NgSafetensors *self)
{
  g_hash_table_unref (self->by_name);
  g_array_unref (self->entries);
  g_ptr_array_unref (self->keys);
  g_hash_table_unref (self->texts);
  g_free (self);
}

static const struct {
  const char *name;
  NgElement element;
} types[] = {
  { "F32", NG_ELEMENT_F32 },
  { "F64", NG_ELEMENT_F64 },
  { "F16", NG_ELEMENT_F16 },
  { "BF16", NG_ELEMENT_BF16 },
  { "I8", NG_ELEMENT_I8 },
  { "I16", NG_ELEMENT_I16 },
  { "I32", NG_ELEMENT_I32 },
  { "I64", NG_ELEMENT_I64 },
  { "U8", NG_ELEMENT_U8 },
  { "U16", NG_ELEMENT_U16 },
  { "U32", NG_ELEMENT_U32 },
  { "U64", NG_ELEMENT_U64 },
  { "BOOL", NG_ELEMENT_BOOL },
  { "C64", NG_ELEMENT_C64 },
  { "F8_E4M3", NG_ELEMENT_F8_E4M3FN },
  { "F8_E5M2", NG_ELEMENT_F8_E5M2 },
  { "F8_E4M3FNUZ", NG_ELEMENT_F8_E4M3FNUZ },
  { "F8_E5M2FNUZ", NG_ELEMENT_F8_E5M2FNUZ },
  { "F8_E8M0", NG_ELEMENT_F8_E8M0 },
  { "F6_E2M3", NG_ELEMENT_F6_E2M3 },
  { "F6_E3M2", NG_ELEMENT_F6_E3M2 },
  { "F4", NG_ELEMENT_F4_E2M1 },
};

static void G_GNUC_PRINTF (3, 4) fail (GError **error, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  NgPlace place = { .path = name };
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (g_str_has_suffix (text, ".")) /* the reason that a reader gave is a sentence */
    text[strlen (text) - 1] = '\0';
  NgDiagnostic *diagnostic =
      name != NULL
          ? ng_diagnostic_new ("Safetensors::tensor", &place, "Array \"%s\" %s.", name, text)
          : ng_diagnostic_new ("Safetensors::header", NULL, "The safetensors file %s.", text);

  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, NG_HINT_DAMAGED));
}

gboolean
ng_safetensors_looks_like (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 8 && data[8] == '{' && ng_little (data, 8) <= NG_MAX_HEADER_BYTES;
}

static gboolean
read_whole (const NgJson *json, guint64 *value)
{
  gint64 integer;

  if (!ng_json_integer (json, &integer) || integer < 0)
    return FALSE;
  *value = (guint64) integer;
  return TRUE;
}

static NgElement
find_element (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (g_str_equal (types[i].name, name))
      return types[i].element;
  }
  return NG_ELEMENT_NONE;
}

typedef struct {
  NgElement element;
  gint64 dims[NG_MAX_RANK];
  gsize rank;
} Shape;

static gboolean
read_shape (const char *name, const NgJson *json, Shape *shape, GError **error)
{
  if (json == NULL || ng_json_kind (json) != NG_JSON_ARRAY) {
    fail (error, name, "has no \"shape\"");
    return FALSE;
  }
  shape->rank = ng_json_length (json);
  if (shape->rank > NG_MAX_RANK) {
    NgPlace place = { .path = name };
    ng_error_set_new (error,
                      "Safetensors::limit",
                      &place,
                      "Array \"%s\" has %" G_GSIZE_FORMAT " dimensions, and %d are possible.",
                      name,
                      shape->rank,
                      NG_MAX_RANK);
    return FALSE;
  }
  for (gsize i = 0; i < shape->rank; i++) {
    guint64 size;
    if (!read_whole (ng_json_at (json, i), &size)) {
      fail (error, name, "has a dimension that is no whole number");
      return FALSE;
    }
    shape->dims[i] = (gint64) size;
  }
  return TRUE;
}

/* Whether begin … end holds just the elements. */
static gboolean
check_size (const Entry *entry, const Shape *shape, GError **error)
{
  gint64 count;

  if (!ng_dims_count (shape->dims, shape->rank, &count)) {
    fail (error, entry->name, "has more elements than can be");
    return FALSE;
  }
  guint64 bits = (guint64) count * ng_element_bits (shape->element);
  if (bits % 8 != 0 || bits / 8 != entry->end - entry->begin) {
    fail (error,
          entry->name,
          "needs %" G_GUINT64_FORMAT " bytes for its elements and has %" G_GUINT64_FORMAT,
          bits / 8,
          entry->end - entry->begin);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_entry (
    Entry *entry, const NgJson *json, GBytes *bytes, gsize start, guint64 size, GError **error)
{
  const NgJson *type = ng_json_member (json, "dtype");
  const NgJson *offsets = ng_json_member (json, "data_offsets");
  Shape shape = { 0 };

  if (ng_json_kind (json) != NG_JSON_OBJECT) {
    fail (error, entry->name, "is not described by an object");
    return FALSE;
  }
  if (type == NULL || ng_json_kind (type) != NG_JSON_STRING) {
    fail (error, entry->name, "has no \"dtype\"");
    return FALSE;
  }
  shape.element = find_element (ng_json_string (type));
  if (shape.element == NG_ELEMENT_NONE) {
    fail (error, entry->name, "has the unknown element type \"%s\"", ng_json_string (type));
    return FALSE;
  }
  if (!read_shape (entry->name, ng_json_member (json, "shape"), &shape, error))
    return FALSE;
  if (offsets == NULL) {
    fail (error, entry->name, "has no \"data_offsets\"");
    return FALSE;
  }
  if (ng_json_kind (offsets) != NG_JSON_ARRAY || ng_json_length (offsets) != 2 ||
      !read_whole (ng_json_at (offsets, 0), &entry->begin) ||
      !read_whole (ng_json_at (offsets, 1), &entry->end)) {
    fail (error,
          entry->name,
          "has \"data_offsets\" that are not two whole numbers, where it begins and where it ends");
    return FALSE;
  }
  if (entry->begin > entry->end || entry->end > size) {
    fail (error,
          entry->name,
          "goes from byte %" G_GUINT64_FORMAT " to byte %" G_GUINT64_FORMAT
          " of the data, which are %" G_GUINT64_FORMAT,
          entry->begin,
          entry->end,
          size);
    return FALSE;
  }
  if (!check_size (entry, &shape, error))
    return FALSE;
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (
      bytes, start + (gsize) entry->begin, (gsize) (entry->end - entry->begin));
  entry->tensor = ng_tensor_new_bytes (shape.element, shape.dims, shape.rank, part, error);
  return entry->tensor != NULL;
}

static gboolean
read_texts (NgSafetensors *self, const NgJson *json, GError **error)
{
  if (ng_json_kind (json) != NG_JSON_OBJECT) {
    fail (error, NULL, "has metadata that is no object");
    return FALSE;
  }
  for (gsize i = 0; i < ng_json_length (json); i++) {
    const NgJson *text = ng_json_at (json, i);
    if (ng_json_kind (text) != NG_JSON_STRING) {
      fail (error, NULL, "has metadata \"%s\" that is no text", ng_json_name (json, i));
      return FALSE;
    }
    ng_safetensors_add_text (self, ng_json_name (json, i), ng_json_string (text));
  }
  return TRUE;
}

static int
compare_entries (const void *a, const void *b)
{
  const Entry *left = a, *right = b;

  if (left->begin != right->begin)
    return left->begin < right->begin ? -1 : 1;
  return left->end < right->end ? -1 : left->end > right->end;
}

/* Sorted by offset the arrays fill the data without a hole. */
static gboolean
check_tiling (NgSafetensors *self, guint64 size, GError **error)
{
  guint64 at = 0;

  g_array_sort (self->entries, compare_entries);
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);
    if (entry->begin != at) {
      fail (error,
            entry->name,
            entry->begin < at ? "shares bytes with another array" : "leaves a hole before it");
      return FALSE;
    }
    at = entry->end;
    g_hash_table_insert (self->by_name, entry->name, entry->tensor);
  }
  if (at != size) {
    fail (error, NULL, "has %" G_GUINT64_FORMAT " bytes that belong to no array", size - at);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_entries (NgSafetensors *self, const NgJson *json, GBytes *bytes, gsize start, GError **error)
{
  guint64 size = g_bytes_get_size (bytes) - start;

  for (gsize i = 0; i < ng_json_length (json); i++) {
    const char *name = ng_json_name (json, i);
    if (g_str_equal (name, METADATA)) {
      if (!read_texts (self, ng_json_at (json, i), error))
        return FALSE;
      continue;
    }
    Entry entry = { .name = g_strdup (name) };
    if (!read_entry (&entry, ng_json_at (json, i), bytes, start, size, error)) {
      entry_clear (&entry);
      return FALSE;
    }
    g_array_append_val (self->entries, entry);
  }
  return check_tiling (self, size, error);
}

NgSafetensors *
ng_safetensors_read (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GError) reason = NULL;

  if (size < 8) {
    fail (error, NULL, "has %" G_GSIZE_FORMAT " bytes, and its length alone takes 8", size);
    return NULL;
  }
  guint64 length = ng_little (data, 8);
  if (size > 8 && data[8] != '{') {
    fail (error, NULL, "does not begin with a header");
    return NULL;
  }
  if (length > NG_MAX_HEADER_BYTES) {
    ng_error_set_new (error,
                      "Safetensors::limit",
                      NULL,
                      "The header would have %" G_GUINT64_FORMAT " bytes; at most %d are read.",
                      length,
                      NG_MAX_HEADER_BYTES);
    return NULL;
  }
  if (length < 2 || length > size - 8) {
    fail (
        error, NULL, length > size - 8 ? "ends within its header" : "does not begin with a header");
    return NULL;
  }
  g_autoptr (NgJson) json = ng_json_parse ((const char *) data + 8, (gsize) length, &reason);
  if (json == NULL) {
    fail (error, NULL, "has a header that is no JSON: %s", reason->message);
    return NULL;
  }
  if (ng_json_kind (json) != NG_JSON_OBJECT) {
    fail (error, NULL, "has a header that is no object");
    return NULL;
  }
  if (ng_json_length (json) > NG_MAX_TENSORS) {
    ng_error_set_new (
        error, "Safetensors::limit", NULL, "The file has more than %d arrays.", NG_MAX_TENSORS);
    return NULL;
  }
  g_autoptr (NgSafetensors) self = ng_safetensors_new ();
  if (!read_entries (self, json, bytes, 8 + (gsize) length, error))
    return NULL;
  return g_steal_pointer (&self);
}

gsize
ng_safetensors_length (const NgSafetensors *self)
{
  return self->entries->len;
}

const char *
ng_safetensors_name (const NgSafetensors *self, gsize index)
{
  return g_array_index (self->entries, Entry, index).name;
}

NgTensor *
ng_safetensors_tensor (const NgSafetensors *self, gsize index)
{
  return g_array_index (self->entries, Entry, index).tensor;
}

NgTensor *
ng_safetensors_find (const NgSafetensors *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

const char *
ng_safetensors_text (const NgSafetensors *self, const char *name)
{
  return g_hash_table_lookup (self->texts, name);
}

gboolean
ng_safetensors_add (NgSafetensors *self, const char *name, NgTensor *tensor, GError **error)
{
  Entry entry = { 0 };

  if (g_hash_table_contains (self->by_name, name)) {
    fail (error, name, "is there twice");
    return FALSE;
  }
  entry.name = g_strdup (name);
  entry.tensor = ng_tensor_ref (tensor);
  g_array_append_val (self->entries, entry);
  g_hash_table_insert (self->by_name, entry.name, entry.tensor);
  return TRUE;
}

void
ng_safetensors_add_text (NgSafetensors *self, const char *name, const char *text)
{
  char *key = g_strdup (name);

  g_return_if_fail (!g_hash_table_contains (self->texts, name));
  g_ptr_array_add (self->keys, key);
  g_hash_table_insert (self->texts, key, g_strdup (text));
}

static const char *
type_name (NgElement element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (types[i].element == element)
      return types[i].name;
  }
  return NULL;
}

/* Wide elements first, so that each lies at a multiple of its size without a hole. */
static int
compare_widths (gconstpointer a, gconstpointer b)
{
  const Entry *left = *(const Entry *const *) a, *right = *(const Entry *const *) b;
  guint wide = ng_element_bits (ng_tensor_element (left->tensor));
  guint narrow = ng_element_bits (ng_tensor_element (right->tensor));

  if (wide != narrow)
    return wide > narrow ? -1 : 1;
  return strcmp (left->name, right->name);
}

static gboolean
write_header (const NgSafetensors *self, GPtrArray *order, NgJsonWriter *json, GError **error)
{
  guint64 at = 0;

  ng_json_writer_begin_object (json);
  if (self->keys->len > 0) {
    ng_json_writer_name (json, METADATA);
    ng_json_writer_begin_object (json);
    for (guint i = 0; i < self->keys->len; i++) {
      ng_json_writer_name (json, self->keys->pdata[i]);
      ng_json_writer_string (json, g_hash_table_lookup (self->texts, self->keys->pdata[i]));
    }
    ng_json_writer_end (json);
  }
  for (guint i = 0; i < order->len; i++) {
    const Entry *entry = order->pdata[i];
    const char *type = type_name (ng_tensor_element (entry->tensor));
    if (type == NULL) {
      fail (error,
            entry->name,
            "has elements of %s, which the format lacks",
            ng_element_name (ng_tensor_element (entry->tensor)));
      return FALSE;
    }
    ng_json_writer_name (json, entry->name);
    ng_json_writer_begin_object (json);
    ng_json_writer_name (json, "dtype");
    ng_json_writer_string (json, type);
    ng_json_writer_name (json, "shape");
    ng_json_writer_begin_array (json);
    for (gsize axis = 0; axis < ng_tensor_rank (entry->tensor); axis++)
      ng_json_writer_integer (json, ng_tensor_dims (entry->tensor)[axis]);
    ng_json_writer_end (json);
    ng_json_writer_name (json, "data_offsets");
    ng_json_writer_begin_array (json);
    ng_json_writer_integer (json, (gint64) at);
    at += ng_tensor_size (entry->tensor);
    ng_json_writer_integer (json, (gint64) at);
    ng_json_writer_end (json);
    ng_json_writer_end (json);
  }
  ng_json_writer_end (json);
  return TRUE;
}

/* The bytes of an array, which they keep. */
static GBytes *
share_bytes (NgTensor *tensor)
{
  return g_bytes_new_with_free_func (ng_tensor_data (tensor),
                                     ng_tensor_size (tensor),
                                     (GDestroyNotify) ng_tensor_unref,
                                     ng_tensor_ref (tensor));
}

GPtrArray *
ng_safetensors_parts (const NgSafetensors *self, GError **error)
{
  g_autoptr (NgJsonWriter) json = ng_json_writer_new (FALSE);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  GPtrArray *parts;

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (order, &g_array_index (self->entries, Entry, i));
  g_ptr_array_sort (order, compare_widths);
  if (!write_header (self, order, json, error))
    return NULL;
  const char *text = ng_json_writer_text (json);
  gsize length = strlen (text);
  gsize start = (8 + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (start - 8 > NG_MAX_HEADER_BYTES) {
    ng_error_set_new (error, "Safetensors::limit", NULL, "The file would be too large.");
    return NULL;
  }
  guint8 *head = g_malloc (start);
  for (int i = 0; i < 8; i++)
    head[i] = (guint8) ((start - 8) >> (8 * i));
  memcpy (head + 8, text, length);
  memset (head + 8 + length, ' ', start - 8 - length);
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (parts, g_bytes_new_take (head, start));
  for (guint i = 0; i < order->len; i++) {
    const Entry *entry = order->pdata[i];
    if (ng_tensor_size (entry->tensor) > 0)
      g_ptr_array_add (parts, share_bytes (entry->tensor));
  }
  return parts;
}

GBytes *
ng_safetensors_write (const NgSafetensors *self, GError **error)
{
  g_autoptr (GPtrArray) parts = ng_safetensors_parts (self, error);
  gsize total = 0;
  guint8 *data, *at;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    total += g_bytes_get_size (parts->pdata[i]);
  if (parts == NULL)
    return NULL;
  data = at = g_try_malloc (total);
  if (data == NULL) {
    ng_error_set_new (error, "Safetensors::limit", NULL, "The file would be too large.");
    return NULL;
  }
  for (guint i = 0; i < parts->len; i++) {
    gsize size;
    gconstpointer bytes = g_bytes_get_data (parts->pdata[i], &size);
    memcpy (at, bytes, size);
    at += size;
  }
  return g_bytes_new_take (data, total);
}
