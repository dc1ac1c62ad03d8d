/* TensorProto and SparseTensorProto -> NgTensor. Raw data stay where they are in the file; numbers
 * that the format spreads over typed fields are packed anew. */

#include "core/base/limits.h"
#include "core/base/pages.h"
#include "core/formats/document.h"
#include "core/formats/onnx-model.h"
#include "core/tensor/missing.h"

#include <string.h>

GRefString *
ng_onnx_text (const guint8 *data, gsize length)
{
  if (length > G_MAXINT)
    length = G_MAXINT;
  if (memchr (data, '\0', length) == NULL &&
      g_utf8_validate ((const char *) data, (gssize) length, NULL))
    return g_ref_string_new_len ((const char *) data, (gssize) length);
  g_autofree char *valid = g_utf8_make_valid ((const char *) data, (gssize) length);

  return g_ref_string_new (valid);
}

typedef struct {
  GArray *dims;
  gint64 code;
  const guint8 *raw;
  gsize raw_length;
  GArray *floats, *doubles, *int32s, *int64s, *uint64s;
  GPtrArray *strings;
  GRefString *name;
  gint64 location;
  gboolean has_segment, has_external;
  GRefString *path;
  GRefString *offset, *length;
} Proto;

static void
proto_clear (Proto *self)
{
  g_clear_pointer (&self->dims, g_array_unref);
  g_clear_pointer (&self->floats, g_array_unref);
  g_clear_pointer (&self->doubles, g_array_unref);
  g_clear_pointer (&self->int32s, g_array_unref);
  g_clear_pointer (&self->int64s, g_array_unref);
  g_clear_pointer (&self->uint64s, g_array_unref);
  g_clear_pointer (&self->strings, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_ref_string_release);
  g_clear_pointer (&self->path, g_ref_string_release);
  g_clear_pointer (&self->offset, g_ref_string_release);
  g_clear_pointer (&self->length, g_ref_string_release);
}

static GArray *
numbers (GArray **array, guint size)
{
  if (*array == NULL)
    *array = g_array_new (FALSE, FALSE, size);
  return *array;
}

static gboolean
take_text (NgWire *wire, const NgWireField *field, GRefString **text)
{
  const guint8 *data;
  gsize length;

  if (!ng_wire_bytes (wire, field, &data, &length))
    return FALSE;
  g_clear_pointer (text, g_ref_string_release);
  *text = ng_onnx_text (data, length);
  return TRUE;
}

/* One StringStringEntryProto of external_data. A path with a NUL or broken UTF-8 is kept as a text
 * that no path rule lets pass. */
static gboolean
parse_external (NgWire *wire, const NgWireField *field, Proto *proto)
{
  NgWire entry;
  NgWireField part;
  g_autoptr (GRefString) key = NULL;
  g_autoptr (GRefString) value = NULL;

  if (!ng_wire_message (wire, field, &entry))
    return FALSE;
  while (ng_wire_next (&entry, &part)) {
    if (part.number == 1 && !take_text (&entry, &part, &key))
      return FALSE;
    if (part.number == 2 && !take_text (&entry, &part, &value))
      return FALSE;
  }
  if (entry.has_failed)
    return FALSE;
  proto->has_external = TRUE;
  if (key == NULL || value == NULL)
    return TRUE;
  GRefString **place = g_str_equal (key, "location") ? &proto->path
                       : g_str_equal (key, "offset") ? &proto->offset
                       : g_str_equal (key, "length") ? &proto->length
                                                     : NULL;
  if (place != NULL) {
    g_clear_pointer (place, g_ref_string_release);
    *place = g_steal_pointer (&value);
  }
  return TRUE;
}

static gboolean
parse_proto (NgWire *wire, Proto *proto)
{
  NgWireField field;
  GRefString *text = NULL;
  gboolean ok = TRUE;

  while (ok && ng_wire_next (wire, &field)) {
    switch (field.number) {
    case 1:
      ok = ng_wire_integers (wire, &field, numbers (&proto->dims, 8));
      break;
    case 2:
      ok = ng_wire_integer (wire, &field, &proto->code);
      proto->code = (gint32) proto->code;
      break;
    case 3:
      proto->has_segment = TRUE;
      break;
    case 4:
      ok = ng_wire_floats (wire, &field, numbers (&proto->floats, 4));
      break;
    case 5:
      ok = ng_wire_integers (wire, &field, numbers (&proto->int32s, 8));
      break;
    case 6:
      ok = take_text (wire, &field, &text);
      if (ok) {
        if (proto->strings == NULL)
          proto->strings = g_ptr_array_new_with_free_func (g_free);
        g_ptr_array_add (proto->strings, g_strdup (text));
        g_clear_pointer (&text, g_ref_string_release);
      }
      break;
    case 7:
      ok = ng_wire_integers (wire, &field, numbers (&proto->int64s, 8));
      break;
    case 8:
      ok = take_text (wire, &field, &proto->name);
      break;
    case 9:
      ok = ng_wire_bytes (wire, &field, &proto->raw, &proto->raw_length);
      break;
    case 10:
      ok = ng_wire_doubles (wire, &field, numbers (&proto->doubles, 8));
      break;
    case 11:
      ok = ng_wire_integers (wire, &field, numbers (&proto->uint64s, 8));
      break;
    case 13:
      ok = parse_external (wire, &field, proto);
      break;
    case 14:
      ok = ng_wire_integer (wire, &field, &proto->location);
      break;
    default:
      break;
    }
  }
  return ok && !wire->has_failed;
}

static const char *
shown (const Proto *proto)
{
  return proto->name != NULL && *proto->name != '\0' ? proto->name : "(without a name)";
}

static void G_GNUC_PRINTF (4, 5)
    fail (NgOnnxFile *file, const char *tag, const Proto *proto, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;
  NgPlace place = { .path = proto->name };

  if (*file->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  NgDiagnostic *diagnostic =
      ng_diagnostic_new (tag, &place, "Tensor \"%s\" %s.", shown (proto), text);

  ng_error_set (file->error,
                g_str_equal (tag, "ONNX::limit")
                    ? diagnostic
                    : ng_diagnostic_with_hint (diagnostic, NG_HINT_DAMAGED));
}

/* Bytes that the tensor's elements fill. */
static gboolean
count_bytes (NgOnnxFile *file, const Proto *proto, NgElement element, gint64 *count, gsize *size)
{
  const gint64 *dims = proto->dims != NULL ? (const gint64 *) proto->dims->data : NULL;
  gsize rank = proto->dims != NULL ? proto->dims->len : 0;

  if (rank > NG_MAX_RANK) {
    fail (file,
          "ONNX::limit",
          proto,
          "has %" G_GSIZE_FORMAT " dimensions, and %d are possible",
          rank,
          NG_MAX_RANK);
    return FALSE;
  }
  for (gsize i = 0; i < rank; i++) {
    if (dims[i] < 0) {
      fail (file, "ONNX::tensor", proto, "has a dimension of %" G_GINT64_FORMAT, dims[i]);
      return FALSE;
    }
  }
  if (!ng_dims_count (dims, rank, count)) {
    fail (file, "ONNX::tensor", proto, "has more elements than can be");
    return FALSE;
  }
  *size = ((gsize) *count * ng_element_bits (element) + 7) / 8;
  return TRUE;
}

/* A decimal number without a sign. */
static gboolean
parse_position (const char *text, guint64 *value)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, value, NULL);
}

/* @missing: (out) (nullable): as in ng_onnx_external_open() */
static GBytes *
open_external (NgOnnxFile *file, const Proto *proto, gsize size, NgDiagnostic **missing)
{
  guint64 offset = 0, length = size;

  if (proto->path == NULL || *proto->path == '\0') {
    fail (file, "ONNX::external", proto, "lies in another file, and its name is missing");
    return NULL;
  }
  if (proto->offset != NULL && !parse_position (proto->offset, &offset)) {
    fail (file,
          "ONNX::external",
          proto,
          "lies at offset \"%s\", which is no position in a file",
          proto->offset);
    return NULL;
  }
  if (proto->length != NULL && (!parse_position (proto->length, &length) || length != size)) {
    fail (file,
          "ONNX::external",
          proto,
          "needs %" G_GSIZE_FORMAT " bytes and is given \"%s\"",
          size,
          proto->length);
    return NULL;
  }
  g_autoptr (GBytes) all = ng_onnx_external_open (file, shown (proto), proto->path, missing);
  if (all == NULL)
    return NULL;
  if (offset > g_bytes_get_size (all) || size > g_bytes_get_size (all) - offset) {
    fail (file,
          "ONNX::external",
          proto,
          "needs %" G_GSIZE_FORMAT " bytes from byte %" G_GUINT64_FORMAT
          " of \"%s\", which has %" G_GSIZE_FORMAT,
          size,
          offset,
          proto->path,
          g_bytes_get_size (all));
    return NULL;
  }
  return g_bytes_new_from_bytes (all, (gsize) offset, size);
}

/* The numbers of @source, gint64 each, stored in @bytes each. */
static GBytes *
narrow (const GArray *source, gsize bytes)
{
  guint8 *data = g_malloc (MAX (source->len * bytes, 1));

  for (guint i = 0; i < source->len; i++)
    memcpy (data + i * bytes, &g_array_index (source, gint64, i), bytes);
  return g_bytes_new_take (data, source->len * bytes);
}

/* What stands in the typed fields. */
static GBytes *
collect_typed (const Proto *proto, NgElement element)
{
  guint bits = ng_element_bits (element);
  GArray *source = NULL;

  if (element == NG_ELEMENT_F32 || element == NG_ELEMENT_C64) {
    return proto->floats != NULL
               ? g_bytes_new (proto->floats->data, (gsize) proto->floats->len * sizeof (float))
               : NULL;
  }
  if (element == NG_ELEMENT_F64 || element == NG_ELEMENT_C128) {
    return proto->doubles != NULL
               ? g_bytes_new (proto->doubles->data, (gsize) proto->doubles->len * sizeof (double))
               : NULL;
  }
  if (element == NG_ELEMENT_I64)
    source = proto->int64s;
  else if (element == NG_ELEMENT_U64 || element == NG_ELEMENT_U32)
    source = proto->uint64s;
  else
    source = proto->int32s;
  return source != NULL ? narrow (source, MAX (bits / 8, 1)) : NULL;
}

static NgTensor *
make_strings (NgOnnxFile *file, Proto *proto, gint64 count)
{
  const gint64 *dims = proto->dims != NULL ? (const gint64 *) proto->dims->data : NULL;
  gsize rank = proto->dims != NULL ? proto->dims->len : 0;

  if (proto->raw != NULL || proto->location == 1) {
    fail (file, "ONNX::tensor", proto, "holds strings, which cannot be raw data");
    return NULL;
  }
  if (proto->strings == NULL)
    proto->strings = g_ptr_array_new_with_free_func (g_free);
  if (proto->strings->len != count) {
    fail (file,
          "ONNX::tensor",
          proto,
          "has %" G_GINT64_FORMAT " elements and %u strings",
          count,
          proto->strings->len);
    return NULL;
  }
  return ng_tensor_new_strings (dims, rank, g_steal_pointer (&proto->strings));
}

static NgTensor *
make_tensor (NgOnnxFile *file, Proto *proto, gboolean may_be_missing)
{
  const gint64 *dims = proto->dims != NULL ? (const gint64 *) proto->dims->data : NULL;
  gsize rank = proto->dims != NULL ? proto->dims->len : 0;
  NgElement element = ng_onnx_element (proto->code);
  g_autoptr (NgDiagnostic) missing = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint64 count;
  gsize size;

  if (element == NG_ELEMENT_NONE) {
    fail (
        file, "ONNX::tensor", proto, "has the unknown element type %" G_GINT64_FORMAT, proto->code);
    return NULL;
  }
  if (!count_bytes (file, proto, element, &count, &size))
    return NULL;
  if (element == NG_ELEMENT_STRING)
    return make_strings (file, proto, count);
  if (proto->location == 1) {
    bytes = open_external (file, proto, size, may_be_missing ? &missing : NULL);
    if (missing != NULL)
      return ng_tensor_new_missing (element, dims, rank, missing, file->error);
    if (bytes == NULL)
      return NULL;
  } else if (proto->raw != NULL) {
    gsize offset = (gsize) (proto->raw - (const guint8 *) g_bytes_get_data (file->bytes, NULL));
    bytes = g_bytes_new_from_bytes (file->bytes, offset, proto->raw_length);
    /* Reading what stands before and behind has brought some of them into memory. */
    ng_pages_release (proto->raw, proto->raw_length);
  } else {
    bytes = collect_typed (proto, element);
    if (bytes == NULL)
      bytes = g_bytes_new_static ("", 0);
  }
  if (g_bytes_get_size (bytes) != size) {
    fail (file,
          "ONNX::tensor",
          proto,
          "needs %" G_GSIZE_FORMAT " bytes for its %" G_GINT64_FORMAT
          " elements of %s and has %" G_GSIZE_FORMAT,
          size,
          count,
          ng_element_name (element),
          g_bytes_get_size (bytes));
    return NULL;
  }
  return ng_tensor_new_bytes (element, dims, rank, bytes, file->error);
}

static void
warn_segment (NgOnnxFile *file, const Proto *proto)
{
  NgPlace place = { .path = proto->name };

  if (proto->has_segment && file->warnings != NULL)
    g_ptr_array_add (
        file->warnings,
        ng_diagnostic_as_warning (ng_diagnostic_new (
            "ONNX::tensor",
            &place,
            "Tensor \"%s\" is marked as a segment of a larger one; it is read as a whole.",
            shown (proto))));
}

static NgTensor *
parse_tensor (NgOnnxFile *file, NgWire *wire, gboolean may_be_missing, GRefString **name)
{
  Proto proto = { 0 };
  NgTensor *tensor = parse_proto (wire, &proto) ? make_tensor (file, &proto, may_be_missing) : NULL;

  if (tensor != NULL) {
    warn_segment (file, &proto);
    if (name != NULL)
      *name = proto.name != NULL ? g_ref_string_acquire (proto.name) : g_ref_string_new ("");
  }
  proto_clear (&proto);
  return tensor;
}

NgTensor *
ng_onnx_tensor_parse (NgOnnxFile *file, NgWire *wire, GRefString **name)
{
  return parse_tensor (file, wire, FALSE, name);
}

NgTensor *
ng_onnx_initializer_parse (NgOnnxFile *file, NgWire *wire, GRefString **name)
{
  return parse_tensor (file, wire, TRUE, name);
}

/* The flat position of entry @index: linear indices, or a row of coordinates; -1 outside. */
static gint64
sparse_position (
    const NgTensor *indices, gint64 index, const gint64 *dims, gsize rank, gint64 count)
{
  if (ng_tensor_rank (indices) == 1) {
    gint64 position = ng_tensor_get_int (indices, index);
    return position >= 0 && position < count ? position : -1;
  }
  gint64 position = 0;
  for (gsize axis = 0; axis < rank; axis++) {
    gint64 at = ng_tensor_get_int (indices, index * (gint64) rank + (gint64) axis);
    if (at < 0 || at >= dims[axis])
      return -1;
    position = position * dims[axis] + at;
  }
  return position;
}

static NgTensor *
make_dense (NgOnnxFile *file, const Proto *proto, const NgTensor *values, const NgTensor *indices)
{
  const gint64 *dims = (const gint64 *) proto->dims->data;
  gsize rank = proto->dims->len;
  gint64 n = ng_tensor_count (values), count, last = -1;
  gsize size, width = ng_element_bits (ng_tensor_element (values)) / 8;
  gboolean is_flat = ng_tensor_rank (indices) == 1;

  if (!count_bytes (file, proto, ng_tensor_element (values), &count, &size))
    return NULL;
  if (count > NG_MAX_SPARSE_ELEMENTS) {
    fail (file,
          "ONNX::limit",
          proto,
          "would have %" G_GINT64_FORMAT " elements when written out",
          count);
    return NULL;
  }
  if (width == 0 || ng_tensor_element (indices) != NG_ELEMENT_I64 || ng_tensor_rank (indices) > 2 ||
      ng_tensor_count (indices) != (is_flat ? n : n * (gint64) rank)) {
    fail (file, "ONNX::tensor", proto, "has indices that do not fit its values");
    return NULL;
  }
  if (!ng_onnx_take (file, size))
    return NULL;
  guint8 *data = g_try_malloc0 (MAX (size, 1));
  if (data == NULL) {
    fail (file, "ONNX::limit", proto, "does not fit into memory");
    return NULL;
  }
  for (gint64 i = 0; i < n; i++) {
    gint64 position = sparse_position (indices, i, dims, rank, count);
    if (position <= last) {
      fail (file,
            "ONNX::tensor",
            proto,
            position < 0 ? "has an index outside of its dimensions"
                         : "has indices that are not in ascending order");
      g_free (data);
      return NULL;
    }
    memcpy (data + (gsize) position * width,
            (const guint8 *) ng_tensor_data (values) + (gsize) i * width,
            width);
    last = position;
  }
  return ng_tensor_new_take (ng_tensor_element (values), dims, rank, data);
}

NgTensor *
ng_onnx_sparse_parse (NgOnnxFile *file, NgWire *wire, GRefString **name)
{
  Proto proto = { 0 };
  g_autoptr (NgTensor) values = NULL;
  g_autoptr (NgTensor) indices = NULL;
  NgTensor *dense = NULL;
  NgWireField field;
  NgWire child;
  gboolean ok = TRUE;

  numbers (&proto.dims, 8);
  while (ok && ng_wire_next (wire, &field)) {
    if (field.number == 1 && values == NULL)
      ok = ng_wire_message (wire, &field, &child) &&
           (values = ng_onnx_tensor_parse (file, &child, &proto.name)) != NULL;
    else if (field.number == 2 && indices == NULL)
      ok = ng_wire_message (wire, &field, &child) &&
           (indices = ng_onnx_tensor_parse (file, &child, NULL)) != NULL;
    else if (field.number == 3)
      ok = ng_wire_integers (wire, &field, proto.dims);
  }
  if (ok && !wire->has_failed) {
    if (values == NULL || indices == NULL)
      fail (file, "ONNX::tensor", &proto, "is sparse and lacks its values or its indices");
    else
      dense = make_dense (file, &proto, values, indices);
  }
  if (dense != NULL)
    *name = proto.name != NULL ? g_ref_string_acquire (proto.name) : g_ref_string_new ("");
  proto_clear (&proto);
  return dense;
}
