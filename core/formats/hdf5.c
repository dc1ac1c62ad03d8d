/* The objects of an HDF5 file. A superblock leads to the outermost group; each object has a header
 * of messages, which say what it is: a group by a symbol table or by links, an array by its type,
 * shape and layout; attributes of either.
 *
 * Objects are visited from a list, each once, so that links that lead round end. */

#include "core/formats/hdf5-private.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"

#include <string.h>

#define SIGNATURE "\x89HDF\r\n\x1A\n"

enum {
  MESSAGE_SPACE = 0x01,
  MESSAGE_LINKS = 0x02,
  MESSAGE_TYPE = 0x03,
  MESSAGE_OLD_FILL = 0x04,
  MESSAGE_FILL = 0x05,
  MESSAGE_LINK = 0x06,
  MESSAGE_OTHER_FILES = 0x07,
  MESSAGE_LAYOUT = 0x08,
  MESSAGE_FILTERS = 0x0B,
  MESSAGE_ATTRIBUTE = 0x0C,
  MESSAGE_CONTINUATION = 0x10,
  MESSAGE_SYMBOLS = 0x11,
  MESSAGE_ATTRIBUTES = 0x15,
};

typedef struct {
  guint64 at;
  char *path;
} Object;

typedef struct {
  NgHdf5 *file;
  GArray *waiting;     /* Object */
  GHashTable *visited; /* of guint64 */
  gsize n_steps;
  gsize n_text; /* bytes */
  GError **error;
} Reader;

/* ---- bytes ---- */

const guint8 *
ng_hdf5_at (const NgHdf5 *self, guint64 offset, guint64 length)
{
  return offset <= self->size && length <= self->size - offset ? self->data + offset : NULL;
}

static gboolean
fail (Reader *self, guint64 at, const char *what)
{
  if (*self->error == NULL)
    ng_error_set (
        self->error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new (
                "Hdf5::file", NULL, "The HDF5 file %s at byte %" G_GUINT64_FORMAT ".", what, at),
            NG_HINT_DAMAGED));
  return FALSE;
}

/* Whether the file may take one step more. */
static gboolean
step (Reader *self)
{
  if (++self->n_steps <= NG_MAX_HDF5_STEPS)
    return TRUE;
  if (*self->error == NULL)
    ng_error_set_new (self->error, "Hdf5::limit", NULL, "The HDF5 file has too many parts.");
  return FALSE;
}

/* Whether a path or text of so many bytes may be kept. */
static gboolean
may_keep (Reader *self, gsize length)
{
  if (length <= NG_MAX_HDF5_TEXT - self->n_text) {
    self->n_text += length;
    return TRUE;
  }
  if (*self->error == NULL)
    ng_error_set_new (
        self->error, "Hdf5::limit", NULL, "The names and texts of the HDF5 file are too long.");
  return FALSE;
}

static const guint8 *
need (Reader *self, guint64 at, guint64 length)
{
  const guint8 *data = ng_hdf5_at (self->file, at, length);

  if (data == NULL)
    fail (self, at, "ends too early");
  return data;
}

/* ---- texts ---- */

const guint8 *
ng_hdf5_in_heap (
    const NgHdf5 *self, guint64 collection, guint32 index, gsize *n_steps, gsize *length)
{
  const guint8 *head = ng_hdf5_at (self, collection, 16);
  guint64 size = head != NULL && memcmp (head, "GCOL", 4) == 0 ? ng_little (head + 8, 8) : 0;
  guint64 at = 16;

  if (size < 16 || ng_hdf5_at (self, collection, size) == NULL)
    return NULL;
  while (size - at >= 16 && ++*n_steps <= NG_MAX_HDF5_STEPS) {
    const guint8 *object = head + at;
    guint64 bytes = ng_little (object + 8, 8);
    if (bytes > size - at - 16)
      return NULL;
    if (ng_little (object, 2) == index) {
      *length = (gsize) bytes;
      return object + 16;
    }
    if (ng_little (object, 2) == 0)
      return NULL;
    at += 16 + (bytes + 7) / 8 * 8;
    if (at > size)
      return NULL;
  }
  return NULL;
}

/* Bytes that are no text are left out. */
static gboolean
add_text (Reader *self, const char *path, const char *name, const guint8 *data, gsize most)
{
  const char *text = (const char *) data;
  gsize length = strnlen (text, most);

  if (!may_keep (self, strlen (path) + strlen (name) + length + 3))
    return FALSE;
  if (g_utf8_validate (text, (gssize) length, NULL))
    g_hash_table_insert (
        self->file->texts, g_strconcat (path, "\n", name, NULL), g_strndup (text, length));
  return TRUE;
}

/* An attribute that is one text; others say nothing to us. */
static gboolean
read_attribute (Reader *self, const char *path, const guint8 *data, gsize length, guint64 at)
{
  if (length < 8 || data[0] < 1 || data[0] > 3)
    return fail (self, at, "has a broken attribute");
  gsize name = ng_little (data + 2, 2), type = ng_little (data + 4, 2),
        space = ng_little (data + 6, 2);
  gsize start = data[0] == 3 ? 9 : 8, unit = data[0] == 1 ? 8 : 1;
  gsize type_at = start + (name + unit - 1) / unit * unit,
        space_at = type_at + (type + unit - 1) / unit * unit,
        value_at = space_at + (space + unit - 1) / unit * unit;
  NgHdf5Type kind;
  gsize rank;
  gint64 dims[NG_MAX_RANK];

  if (value_at > length || name == 0)
    return fail (self, at, "has a broken attribute");
  if (!ng_hdf5_read_type (data + type_at, type, &kind) ||
      !ng_hdf5_read_space (data + space_at, space, &rank, dims) || rank > 0)
    return TRUE;
  g_autofree char *label = g_strndup ((const char *) data + start, name);
  gsize left = length - value_at;
  if (kind.is_text && kind.size <= left)
    return add_text (self, path, label, data + value_at, kind.size);
  if (kind.is_long_text && left >= 16) {
    gsize size = 0;
    const guint8 *text = ng_hdf5_in_heap (self->file,
                                          ng_little (data + value_at + 4, 8),
                                          ng_little (data + value_at + 12, 4),
                                          &self->n_steps,
                                          &size);
    if (!step (self))
      return FALSE;
    if (text != NULL)
      return add_text (self, path, label, text, MIN (size, ng_little (data + value_at, 4)));
  }
  return TRUE;
}

/* ---- groups ---- */

static gboolean
add_object (Reader *self, const char *path, const char *name, gsize most, guint64 at)
{
  gsize length = strnlen (name, most);
  Object object = { at, NULL };

  if (self->waiting->len + g_hash_table_size (self->visited) > NG_MAX_HDF5_OBJECTS) {
    ng_error_set_new (self->error, "Hdf5::limit", NULL, "The HDF5 file has too many objects.");
    return FALSE;
  }
  if (!may_keep (self, strlen (path) + length + 2))
    return FALSE;
  if (!g_utf8_validate (name, (gssize) length, NULL))
    return fail (self, at, "has a name that is no text");
  g_autofree char *own = g_strndup (name, length);
  object.path = *path != '\0' ? g_strconcat (path, "/", own, NULL) : g_strdup (own);
  g_array_append_val (self->waiting, object);
  return TRUE;
}

/* Entries of a node of symbols, whose names lie in the heap. */
static gboolean
read_symbols (Reader *self, const char *path, guint64 node, guint64 heap, guint64 heap_size)
{
  const guint8 *head = need (self, node, 8);

  if (head == NULL)
    return FALSE;
  if (memcmp (head, "SNOD", 4) != 0)
    return fail (self, node, "has no symbols");
  gsize n = ng_little (head + 6, 2);
  const guint8 *entries = need (self, node + 8, 40 * n);
  for (gsize i = 0; entries != NULL && i < n; i++) {
    const guint8 *entry = entries + 40 * i;
    guint64 name = ng_little (entry, 8);
    if (!step (self))
      return FALSE;
    if (name >= heap_size)
      return fail (self, node, "has a symbol without a name");
    const char *text = (const char *) ng_hdf5_at (self->file, heap + name, heap_size - name);
    if (ng_little (entry + 16, 4) != 2 && /* a soft link */
        !add_object (self, path, text, heap_size - name, ng_little (entry + 8, 8)))
      return FALSE;
  }
  return entries != NULL;
}

/* A tree of nodes of symbols; each node is less high than the one above it. */
static gboolean
read_tree (Reader *self, const char *path, guint64 root, guint64 heap, guint64 heap_size)
{
  typedef struct {
    guint64 at;
    int below;
  } Node;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  Node node = { root, 256 };

  g_array_append_val (nodes, node);
  while (nodes->len > 0) {
    node = g_array_index (nodes, Node, nodes->len - 1);
    g_array_set_size (nodes, nodes->len - 1);
    const guint8 *head = step (self) ? need (self, node.at, 24) : NULL;
    if (head == NULL)
      return FALSE;
    if (memcmp (head, "TREE", 4) != 0 || head[4] != 0 || head[5] >= node.below)
      return fail (self, node.at, "has a broken tree");
    gsize n = ng_little (head + 6, 2);
    const guint8 *entries = need (self, node.at + 24, 16 * n + 8);
    if (entries == NULL)
      return FALSE;
    for (gsize i = n; i-- > 0;) {
      Node child = { ng_little (entries + 16 * i + 8, 8), head[5] };
      if (!step (self))
        return FALSE;
      if (head[5] > 0)
        g_array_append_val (nodes, child);
      else if (!read_symbols (self, path, child.at, heap, heap_size))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_symbol_table (Reader *self, const char *path, const guint8 *data, gsize length, guint64 at)
{
  if (length < 16)
    return fail (self, at, "has a broken group");
  guint64 heap = ng_little (data + 8, 8);
  const guint8 *head = need (self, heap, 32);
  if (head == NULL)
    return FALSE;
  guint64 size = ng_little (head + 8, 8), start = ng_little (head + 24, 8);
  if (memcmp (head, "HEAP", 4) != 0 || ng_hdf5_at (self->file, start, size) == NULL)
    return fail (self, heap, "has a broken heap");
  return read_tree (self, path, ng_little (data, 8), start, size);
}

static gboolean
read_link (Reader *self, const char *path, const guint8 *data, gsize length, guint64 at)
{
  gsize place = 2, width, name = 0;

  if (length < 4 || data[0] != 1)
    return fail (self, at, "has a broken link");
  guint8 flags = data[1];
  guint8 kind = (flags & 8) != 0 ? data[place++] : 0;
  place += (flags & 4) != 0 ? 8 : 0;
  place += (flags & 16) != 0 ? 1 : 0;
  width = (gsize) 1 << (flags & 3);
  if (place > length || width > length - place)
    return fail (self, at, "has a broken link");
  name = ng_little (data + place, width);
  place += width;
  if (name > length - place)
    return fail (self, at, "has a broken link");
  if (kind != 0) /* soft, or to another file */
    return TRUE;
  if (length - place - name < 8)
    return fail (self, at, "has a broken link");
  return add_object (
      self, path, (const char *) data + place, name, ng_little (data + place + name, 8));
}

/* What stands in heaps of the newer kind is not read. */
static gboolean
check_dense (Reader *self, const guint8 *data, gsize length, guint64 at, gsize order_size)
{
  gsize place = 2 + (length > 1 && (data[1] & 1) != 0 ? order_size : 0);

  if (length < place + 8)
    return fail (self, at, "has a broken group");
  if (ng_little (data + place, 8) == NG_HDF5_NOWHERE)
    return TRUE;
  return fail (self, at, "keeps links or attributes in a way that we do not read");
}

/* ---- objects ---- */

static gboolean
read_message (Reader *self,
              const Object *object,
              NgHdf5Array *array,
              guint type,
              const guint8 *data,
              gsize length,
              guint64 at)
{
  switch (type) {
  case MESSAGE_SPACE:
    array->has_shape = ng_hdf5_read_space (data, length, &array->rank, array->dims);
    if (!array->has_shape)
      array->flaw = length > 1 && data[1] > NG_MAX_RANK ? "has more dimensions than can be"
                                                        : "has a shape that we do not read";
    return TRUE;
  case MESSAGE_TYPE:
    array->has_type = ng_hdf5_read_type (data, length, &array->type);
    return TRUE;
  case MESSAGE_OLD_FILL:
    if (array->fill == NULL)
      ng_hdf5_read_fill (data, length, TRUE, array);
    return TRUE;
  case MESSAGE_FILL:
    ng_hdf5_read_fill (data, length, FALSE, array);
    return TRUE;
  case MESSAGE_OTHER_FILES:
    array->flaw = "lies in other files";
    return TRUE;
  case MESSAGE_LAYOUT:
    ng_hdf5_read_layout (data, length, array, at);
    return TRUE;
  case MESSAGE_FILTERS:
    ng_hdf5_read_filters (data, length, array);
    return TRUE;
  case MESSAGE_ATTRIBUTE:
    return read_attribute (self, object->path, data, length, at);
  case MESSAGE_SYMBOLS:
    return read_symbol_table (self, object->path, data, length, at);
  case MESSAGE_LINK:
    return read_link (self, object->path, data, length, at);
  case MESSAGE_LINKS:
    return check_dense (self, data, length, at, 8);
  case MESSAGE_ATTRIBUTES:
    return check_dense (self, data, length, at, 2);
  default:
    return TRUE;
  }
}

/* A stretch of messages. */
typedef struct {
  guint64 at, size;
} Block;

/* @head_size: bytes in front of each message. Adds blocks that continue this one. */
static gboolean
read_block (Reader *self,
            const Object *object,
            NgHdf5Array *array,
            Block block,
            gboolean is_old,
            gsize head_size,
            GArray *blocks)
{
  guint64 at = block.at, end = block.at + block.size;

  if (need (self, block.at, block.size) == NULL)
    return FALSE;
  while (end - at >= head_size) {
    const guint8 *head = self->file->data + at;
    guint type = is_old ? ng_little (head, 2) : head[0];
    gsize length = ng_little (head + (is_old ? 2 : 1), 2);
    guint8 flags = head[is_old ? 4 : 3];
    at += head_size;
    if (!step (self))
      return FALSE;
    if (length > end - at)
      return fail (self, at, "has a message that is cut short");
    const guint8 *data = self->file->data + at;
    if (type == MESSAGE_CONTINUATION) {
      Block next = { length >= 16 ? ng_little (data, 8) : 0,
                     length >= 16 ? ng_little (data + 8, 8) : 0 };
      g_array_append_val (blocks, next);
    } else if ((flags & 2) != 0) { /* one that others share stands elsewhere */
      if (type <= MESSAGE_FILL && type != 0)
        array->flaw = "shares its type, shape or fill value with others";
    } else if (!read_message (self, object, array, type, data, length, at)) {
      return FALSE;
    }
    at += length;
  }
  return TRUE;
}

/* The first block, and how long the heads of messages are. */
static gboolean
read_header (Reader *self, guint64 at, Block *block, gboolean *is_old, gsize *head_size)
{
  const guint8 *head = need (self, at, 16);

  if (head == NULL)
    return FALSE;
  *is_old = memcmp (head, "OHDR", 4) != 0;
  if (*is_old) {
    if (head[0] != 1)
      return fail (self, at, "has no header of an object");
    *block = (Block){ at + 16, ng_little (head + 8, 4) };
    *head_size = 8;
    return TRUE;
  }
  guint8 flags = head[5];
  gsize place = 6 + ((flags & 32) != 0 ? 16 : 0) + ((flags & 16) != 0 ? 4 : 0);
  gsize width = (gsize) 1 << (flags & 3);
  head = need (self, at, place + width);
  guint64 size = head != NULL ? ng_little (head + place, width) : 0;
  *block = (Block){ at + place + width, size };
  *head_size = (flags & 4) != 0 ? 6 : 4;
  return head != NULL;
}

static void
array_clear (gpointer data)
{
  NgHdf5Array *self = data;

  g_free (self->name);
}

static gboolean
read_object (Reader *self, const Object *object)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  NgHdf5Array array = { 0 };
  gboolean is_old;
  gsize head_size;
  Block block;

  if (!read_header (self, object->at, &block, &is_old, &head_size))
    return FALSE;
  g_array_append_val (blocks, block);
  for (guint i = 0; i < blocks->len; i++) {
    block = g_array_index (blocks, Block, i);
    if (!is_old && i > 0) { /* a name in front, a sum behind */
      const guint8 *name = need (self, block.at, 8);
      if (name == NULL)
        return FALSE;
      if (memcmp (name, "OCHK", 4) != 0 || block.size < 8)
        return fail (self, block.at, "has a broken header");
      block.at += 4;
      block.size -= 8;
    }
    if (!step (self) || !read_block (self, object, &array, block, is_old, head_size, blocks))
      return FALSE;
  }
  if (array.layout != NG_HDF5_NO_LAYOUT) {
    if (array.flaw == NULL && !(array.has_type && array.has_shape))
      array.flaw = "has no type or no shape that we read";
    array.name = g_strdup (object->path);
    g_array_append_val (self->file->arrays, array);
  }
  return TRUE;
}

static gboolean
read_all (Reader *self)
{
  while (self->waiting->len > 0) {
    Object object = g_array_index (self->waiting, Object, self->waiting->len - 1);
    g_autofree char *path = object.path;
    g_array_set_size (self->waiting, self->waiting->len - 1);
    guint64 *key = g_memdup2 (&object.at, sizeof object.at);
    if (!g_hash_table_add (self->visited, key))
      continue;
    if (!read_object (self, &object))
      return FALSE;
  }
  return TRUE;
}

/* ---- the file ---- */

/* Where the outermost group is. */
static gboolean
read_superblock (Reader *self, guint64 *root)
{
  const guint8 *head = need (self, 0, 48);

  if (head == NULL)
    return FALSE;
  gboolean is_old = head[8] < 2;
  gsize base = is_old ? (head[8] == 0 ? 24 : 28) : 12;
  if (head[8] > 3)
    return fail (self, 8, "is of a later version");
  if (is_old ? head[13] != 8 || head[14] != 8 : head[9] != 8 || head[10] != 8)
    return fail (self, 8, "counts bytes in a way that we do not read");
  if (ng_little (head + base, 8) != 0)
    return fail (self, base, "does not begin at its first byte");
  gsize place = is_old ? base + 32 + 8 : 36;
  head = need (self, place, 8);
  if (head != NULL)
    *root = ng_little (head, 8);
  return head != NULL;
}

static int
compare_arrays (gconstpointer a, gconstpointer b)
{
  return strcmp (((const NgHdf5Array *) a)->name, ((const NgHdf5Array *) b)->name);
}

gboolean
ng_hdf5_is (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 8 && memcmp (data, SIGNATURE, 8) == 0;
}

static void
object_clear (gpointer data)
{
  Object *self = data;

  g_free (self->path);
}

NgHdf5 *
ng_hdf5_read (GBytes *bytes, GError **error)
{
  g_autoptr (NgHdf5) self = g_new0 (NgHdf5, 1);
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (Object));
  g_autoptr (GHashTable) visited =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GError) reason = NULL;
  Reader reader = { .file = self, .waiting = waiting, .visited = visited, .error = &reason };
  Object root = { 0, NULL };

  self->bytes = g_bytes_ref (bytes);
  self->data = g_bytes_get_data (bytes, &self->size);
  self->n_left = ng_hdf5_most_bytes (self->size);
  self->arrays = g_array_new (FALSE, FALSE, sizeof (NgHdf5Array));
  g_array_set_clear_func (self->arrays, array_clear);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!ng_hdf5_is (bytes))
    fail (&reader, 0, "does not begin as one");
  else if (read_superblock (&reader, &root.at)) {
    root.path = g_strdup ("");
    g_array_append_val (waiting, root);
    read_all (&reader);
  }
  for (guint i = 0; i < waiting->len; i++)
    object_clear (&g_array_index (waiting, Object, i));
  if (reason != NULL) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  g_array_sort (self->arrays, compare_arrays);
  for (guint i = 0; i < self->arrays->len; i++)
    g_hash_table_insert (
        self->names, g_array_index (self->arrays, NgHdf5Array, i).name, GUINT_TO_POINTER (i + 1));
  return g_steal_pointer (&self);
}

void
ng_hdf5_free (NgHdf5 *self)
{
  g_bytes_unref (self->bytes);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->texts);
  g_array_unref (self->arrays);
  g_free (self);
}

gsize
ng_hdf5_length (const NgHdf5 *self)
{
  return self->arrays->len;
}

const char *
ng_hdf5_name (const NgHdf5 *self, gsize index)
{
  return g_array_index (self->arrays, NgHdf5Array, index).name;
}

int
ng_hdf5_find (const NgHdf5 *self, const char *path)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->names, path)) - 1;
}

gsize
ng_hdf5_first (const NgHdf5 *self, const char *path)
{
  gsize low = 0, high = self->arrays->len;

  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (strcmp (ng_hdf5_name (self, middle), path) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const char *
ng_hdf5_text (const NgHdf5 *self, const char *path, const char *name)
{
  g_autofree char *key = g_strconcat (path, "\n", name, NULL);

  return g_hash_table_lookup (self->texts, key);
}
