/* What the configuration says of a layer of Keras, and where its arrays are. */

#include "core/formats/keras-reading.h"

#include "core/base/format.h"
#include "core/formats/turned.h"
#include "core/graph/path.h"
#include "core/shape/type.h"

#include <string.h>

/* ---- what the configuration says ---- */

const char *
ng_keras_text (const NgKerasLayer *self, const char *name, const char *missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : missing;
}

gint64
ng_keras_integer (const NgKerasLayer *self, const char *name, gint64 missing)
{
  const NgJson *value = ng_json_member (self->config, name);
  gint64 integer;

  return value != NULL && ng_json_kind (value) == NG_JSON_NUMBER &&
                 ng_json_integer (value, &integer)
             ? integer
             : missing;
}

double
ng_keras_real (const NgKerasLayer *self, const char *name, double missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_NUMBER ? ng_json_number (value) : missing;
}

gboolean
ng_keras_is_true (const NgKerasLayer *self, const char *name, gboolean missing)
{
  const NgJson *value = ng_json_member (self->config, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_BOOLEAN ? ng_json_boolean (value)
                                                                  : missing;
}

/* A list of whole numbers above 0, or one that stands for all @n of them. Returns: how many, 0 for
 * none */
gsize
ng_keras_integers (const NgKerasLayer *self, const char *name, gint64 *values, gsize n)
{
  const NgJson *list = ng_json_member (self->config, name);

  if (list == NULL)
    return 0;
  for (gsize i = 0; i < n; i++) {
    const NgJson *value = ng_json_kind (list) == NG_JSON_ARRAY
                              ? (i < ng_json_length (list) ? ng_json_at (list, i) : NULL)
                              : list;
    if (value == NULL)
      return i;
    if (ng_json_kind (value) != NG_JSON_NUMBER || !ng_json_integer (value, &values[i]) ||
        values[i] < 0 || values[i] > NG_MAX_ELEMENTS)
      return 0;
  }
  return n;
}

gboolean
ng_keras_is_last (const NgKerasLayer *self)
{
  return !g_str_equal (ng_keras_text (self, "data_format", "channels_last"), "channels_first");
}

void
ng_keras_append_list (GString *text, const gint64 *values, gsize n)
{
  g_string_append_c (text, '{');
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", values[i]);
  g_string_append_c (text, '}');
}

void
ng_keras_append_real (GString *text, double value)
{
  g_autofree char *plain = ng_format_real (value, 0);
  char *e = strchr (plain, 'e');

  if (e != NULL) {
    *e = '\0';
    g_string_append_printf (text, "%s*^%s", plain, e + 1 + (e[1] == '+'));
  } else {
    g_string_append (text, plain);
  }
}

/* ---- arrays ---- */

/* The last word of a name, without ":0". */
static gboolean
is_called (const char *path, const char *name)
{
  const char *last = strrchr (path, '/');
  gsize length = strlen (name);

  last = last != NULL ? last + 1 : path;
  return strncmp (last, name, length) == 0 && (last[length] == '\0' || last[length] == ':');
}

/* Whether the array is that of the layer for this direction, where there are two. */
static gboolean
is_in_part (const char *path, const char *part)
{
  static const char *const words[] = { "forward", "backward" };

  for (gsize i = 0; part != NULL && i < G_N_ELEMENTS (words); i++) {
    g_autofree char *folder = g_strconcat ("/", words[i], "_", NULL);
    if (g_str_has_prefix (part, words[i]) && strstr (path, folder) == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Whether a part of the path is called so; %NULL is in all. */
static gboolean
has_segment (const char *path, const char *name)
{
  g_autofree char *segment = name != NULL ? g_strconcat ("/", name, "/", NULL) : NULL;

  return segment == NULL || strstr (path, segment) != NULL;
}

NgTensor *
ng_keras_array (NgKerasLayer *self, const char *part, const char *name, int number)
{
  g_autofree char *path = NULL;
  int found = -1;

  if (*self->error != NULL)
    return NULL;
  if (self->is_numbered) {
    path = g_strdup_printf (
        "%s%s%svars/%d", self->folder, part != NULL ? part : "", part != NULL ? "/" : "", number);
    found = ng_hdf5_find (self->file, path);
  }
  gsize first = self->is_numbered ? G_MAXSIZE : ng_hdf5_first (self->file, self->folder);
  for (gsize i = first; found < 0 && i < ng_hdf5_length (self->file); i++) {
    const char *other = ng_hdf5_name (self->file, i);
    if (!g_str_has_prefix (other, self->folder)) /* and so do none behind it */
      break;
    if (is_called (other, name) && is_in_part (other, part) && has_segment (other, self->within))
      found = (int) i;
  }
  if (found >= 0)
    return ng_hdf5_tensor (self->file, (gsize) found, self->error);
  NgPlace place = { .path = self->path };
  ng_error_set_new (self->error,
                    "Keras::model",
                    &place,
                    "The file has no array \"%s\" of layer \"%s\".",
                    name,
                    self->name);
  return NULL;
}

void
ng_keras_keep (NgKerasLayer *self, const char *below, NgTensor *tensor)
{
  if (tensor != NULL)
    g_hash_table_insert (self->arrays, g_strdup_printf ("%s/%s", self->path, below), tensor);
}

void
ng_keras_keep_turned (
    NgKerasLayer *self, const char *below, NgTensor *tensor, const int *axes, gsize rank)
{
  if (tensor == NULL)
    return;
  if (ng_tensor_rank (tensor) == rank) {
    ng_keras_keep (self, below, ng_tensor_turned (tensor, axes));
  } else {
    NgPlace place = { .path = self->path };
    ng_error_set_new (self->error,
                      "Keras::model",
                      &place,
                      "An array of layer \"%s\" has %" G_GSIZE_FORMAT
                      " dimensions, not %" G_GSIZE_FORMAT ".",
                      self->name,
                      ng_tensor_rank (tensor),
                      rank);
  }
  ng_tensor_unref (tensor);
}

gboolean
ng_keras_pairs (const NgKerasLayer *self, const char *name, gint64 (*pairs)[2], gsize n)
{
  const NgJson *list = ng_json_member (self->config, name);

  if (list == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    gboolean is_list = ng_json_kind (list) == NG_JSON_ARRAY;
    gboolean is_pair = is_list && n == 1 && ng_json_length (list) == 2;
    const NgJson *one = is_pair || !is_list         ? list
                        : i < ng_json_length (list) ? ng_json_at (list, i)
                                                    : NULL;
    for (gsize k = 0; k < 2; k++) {
      const NgJson *value = one != NULL && ng_json_kind (one) == NG_JSON_ARRAY
                                ? (k < ng_json_length (one) ? ng_json_at (one, k) : NULL)
                                : one;
      if (value == NULL || ng_json_kind (value) != NG_JSON_NUMBER ||
          !ng_json_integer (value, &pairs[i][k]) || pairs[i][k] < 0 || pairs[i][k] > G_MAXINT32)
        return FALSE;
    }
  }
  return TRUE;
}

/* An axis counts the batch, from 0, or from the end. */
int
ng_keras_level (const NgKerasLayer *self)
{
  const NgJson *axis = ng_json_member (self->config, "axis");
  gint64 level = -1;

  if (axis != NULL && ng_json_kind (axis) == NG_JSON_ARRAY)
    axis = ng_json_length (axis) == 1 ? ng_json_at (axis, 0) : NULL;
  else if (axis == NULL)
    return MAX (self->rank, 0);
  if (axis == NULL || ng_json_kind (axis) != NG_JSON_NUMBER || !ng_json_integer (axis, &level))
    return 0;
  if (level < 0)
    level += self->rank + 1;
  return level >= 1 && level <= self->rank ? (int) level : 0;
}

gsize
ng_keras_n_axes (const NgKerasLayer *self)
{
  for (const char *p = self->class; p[0] != '\0'; p++) {
    if (p[0] >= '1' && p[0] <= '3' && p[1] == 'D')
      return (gsize) (p[0] - '0');
  }
  return 2;
}
