/* Places as JSON. What is read may be anybody's: whatever is not as it is written here fails, and
 * coordinates are bounded. */

#include "core/base/json.h"
#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "render/standard/positions.h"

#include <math.h>
#include <string.h>

/* In the order of NgDirection, of NgWires, of what connections lead to, of NgPositionKind. */
static const char *const directions[] = { "right", "down", "up" };
static const char *const wires[] = { "spline", "orthogonal" };
static const char *const cuts[] = { "inputs", "outputs" };
static const char *const apart[] = { "groups", "repeats" };
static const char *const kinds[NG_N_POSITION_KINDS] = { "layers", "groups", "inputs", "outputs" };

static void
write_position (NgJsonWriter *writer, const NgPosition *place)
{
  ng_json_writer_name (writer, place->path);
  ng_json_writer_begin_array (writer);
  ng_json_writer_real (writer, (double) place->at.x);
  ng_json_writer_real (writer, (double) place->at.y);
  if (*place->group != '\0')
    ng_json_writer_string (writer, place->group);
  ng_json_writer_end (writer);
}

/* Two lists of paths, those that are not empty. */
static void
write_lists (NgJsonWriter *writer,
             const char *name,
             const char *const members[2],
             const NgPositions *self,
             GPtrArray *(*list_of) (const NgPositions *, gboolean))
{
  ng_json_writer_name (writer, name);
  ng_json_writer_begin_object (writer);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) list = list_of (self, i);

    if (list->len == 0)
      continue;
    ng_json_writer_name (writer, members[i]);
    ng_json_writer_begin_array (writer);
    for (guint k = 0; k < list->len; k++)
      ng_json_writer_string (writer, list->pdata[k]);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

char *
ng_positions_print (const NgPositions *self)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (FALSE);
  g_autoptr (GPtrArray) list = ng_positions_list (self);
  const NgPosition *before = NULL;

  ng_json_writer_begin_object (writer);
  for (guint i = 0; i < list->len; before = list->pdata[i++]) {
    const NgPosition *place = list->pdata[i];
    gboolean is_new = before == NULL || before->direction != place->direction;

    if (before != NULL && (is_new || before->kind != place->kind))
      ng_json_writer_end (writer);
    if (before != NULL && is_new)
      ng_json_writer_end (writer);
    if (is_new) {
      ng_json_writer_name (writer, directions[place->direction]);
      ng_json_writer_begin_object (writer);
    }
    if (is_new || before->kind != place->kind) {
      ng_json_writer_name (writer, kinds[place->kind]);
      ng_json_writer_begin_object (writer);
    }
    write_position (writer, place);
  }
  for (int i = before != NULL ? 0 : 2; i < 2; i++)
    ng_json_writer_end (writer);
  if (ng_positions_wires (self) != NG_WIRES_SPLINE) {
    ng_json_writer_name (writer, "wires");
    ng_json_writer_string (writer, wires[ng_positions_wires (self)]);
  }
  if (ng_positions_n_cuts (self) > 0)
    write_lists (writer, "tags", cuts, self, ng_positions_list_cuts);
  if (ng_positions_n_apart (self) > 0)
    write_lists (writer, "apart", apart, self, ng_positions_list_apart);
  ng_json_writer_end (writer);
  return g_strdup (ng_json_writer_text (writer));
}

static gboolean
fail (GError **error, const char *path)
{
  ng_error_set_new (error,
                    "Layout::places",
                    &(NgPlace){ .path = path },
                    "A place is two numbers and, in an open group, its path: [10, 20, \"a\"]; "
                    "tags and groups apart are lists of paths.");
  return FALSE;
}

static gboolean
read_position (NgPositions *self, NgPosition place, const NgJson *value, GError **error)
{
  gsize n = ng_json_length (value);
  const NgJson *group = n == 3 ? ng_json_at (value, 2) : NULL;

  if (ng_json_kind (value) != NG_JSON_ARRAY || n < 2 || n > 3)
    return fail (error, place.path);
  for (gsize i = 0; i < 2; i++)
    if (ng_json_kind (ng_json_at (value, i)) != NG_JSON_NUMBER)
      return fail (error, place.path);
  if (group != NULL && ng_json_kind (group) != NG_JSON_STRING)
    return fail (error, place.path);
  place.at.x = (float) ng_json_number (ng_json_at (value, 0));
  place.at.y = (float) ng_json_number (ng_json_at (value, 1));
  place.group = group != NULL ? ng_json_string (group) : "";
  ng_positions_set (self, &place);
  return TRUE;
}

static gboolean
read_direction (NgPositions *self, NgDirection direction, const NgJson *value, GError **error)
{
  if (ng_json_kind (value) != NG_JSON_OBJECT)
    return fail (error, directions[direction]);
  for (NgPositionKind kind = 0; kind < NG_N_POSITION_KINDS; kind++) {
    const NgJson *member = ng_json_member (value, kinds[kind]);

    if (member != NULL && ng_json_kind (member) != NG_JSON_OBJECT)
      return fail (error, kinds[kind]);
    for (gsize i = 0; member != NULL && i < ng_json_length (member); i++) {
      NgPosition place = { direction, kind, ng_json_name (member, i), "", { 0, 0 } };

      if (!read_position (self, place, ng_json_at (member, i), error))
        return FALSE;
    }
  }
  return TRUE;
}

/* "wires": "orthogonal"; another word is a later version's. */
static gboolean
read_wires (NgPositions *self, const NgJson *value, GError **error)
{
  if (value == NULL)
    return TRUE;
  if (ng_json_kind (value) != NG_JSON_STRING)
    return fail (error, "wires");
  for (NgWires i = 0; i < G_N_ELEMENTS (wires); i++)
    if (strcmp (ng_json_string (value), wires[i]) == 0)
      ng_positions_set_wires (self, i);
  return TRUE;
}

static gboolean
read_lists (NgPositions *self,
            const NgJson *json,
            const char *name,
            const char *const members[2],
            void (*set) (NgPositions *, gboolean, const char *, gboolean),
            GError **error)
{
  const NgJson *value = ng_json_member (json, name);

  if (value == NULL)
    return TRUE;
  if (ng_json_kind (value) != NG_JSON_OBJECT)
    return fail (error, name);
  for (int i = 0; i < 2; i++) {
    const NgJson *list = ng_json_member (value, members[i]);

    if (list != NULL && ng_json_kind (list) != NG_JSON_ARRAY)
      return fail (error, members[i]);
    for (gsize k = 0; list != NULL && k < ng_json_length (list); k++) {
      if (ng_json_kind (ng_json_at (list, k)) != NG_JSON_STRING)
        return fail (error, members[i]);
      set (self, i, ng_json_string (ng_json_at (list, k)), TRUE);
    }
  }
  return TRUE;
}

NgPositions *
ng_positions_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (NgJson) json = ng_json_parse (text, length, error);
  g_autoptr (NgPositions) self = ng_positions_new ();

  if (json == NULL)
    return NULL;
  if (ng_json_kind (json) != NG_JSON_OBJECT) {
    fail (error, NULL);
    return NULL;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++) {
    const NgJson *member = ng_json_member (json, directions[i]);

    if (member != NULL && !read_direction (self, (NgDirection) i, member, error))
      return NULL;
  }
  if (!read_wires (self, ng_json_member (json, "wires"), error) ||
      !read_lists (self, json, "tags", cuts, ng_positions_set_cut, error) ||
      !read_lists (self, json, "apart", apart, ng_positions_set_apart, error))
    return NULL;
  return g_steal_pointer (&self);
}

NgPositions *
ng_positions_load (const char *path, GPtrArray *diagnostics)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NgSafetensors) file = NULL;
  g_autoptr (NgPositions) self = NULL;
  const char *text;

  if (!g_str_has_suffix (path, ".netgraph") || (bytes = ng_file_map (path, NULL)) == NULL ||
      (file = ng_safetensors_read (bytes, NULL)) == NULL ||
      (text = ng_safetensors_text (file, NG_POSITIONS_NOTE)) == NULL)
    return NULL;
  self = ng_positions_parse (text, strlen (text), &error);
  if (self == NULL)
    g_ptr_array_add (
        diagnostics,
        ng_diagnostic_as_warning (ng_diagnostic_with_hint (
            ng_diagnostic_new (
                "Layout::places", NULL, "Where layers were put cannot be read: %s", error->message),
            "They stand where they would if nobody had moved them.")));
  return ng_positions_is_empty (self) ? NULL : g_steal_pointer (&self);
}
