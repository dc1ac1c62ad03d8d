/* One item a line:
 *
 *   page X Y WIDTH HEIGHT
 *   box ROLE PICK X Y WIDTH HEIGHT RADIUS
 *   path ROLE PICK OPS X Y X Y …
 *   glyph ROLE PICK X Y SIZE OPS X Y X Y …       (points in units of the glyph)
 *   text ROLE PICK ALIGN FAMILY SIZE X Y TEXT    (family: sans, serif, mono, then +bold, +italic)
 *   image PICK X Y WIDTH HEIGHT COLUMNS ROWS PIXELS
 *   name PATH                                    (numbers 1, 2, …, before the items)
 *
 * A pick is - or KIND:NET:ID:PORT. */

#include "render/scene/dump.h"

#include "render/scene/builder.h"
#include "render/scene/number.h"
#include "render/scene/scene-private.h"

#include "core/base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const pick_names[] = { "none",      "vertex",     "input", "output", "edge",
                                          "net-input", "net-output", "group", "opener" };
static const char *const align_names[] = { "start", "middle", "end" };
static const char *const family_names[] = { "sans", "serif", "mono" };

static void
put_number (GString *out, float number)
{
  g_string_append_c (out, ' ');
  ng_append_number (out, (double) number);
}

static void
put_box (GString *out, NgBox box)
{
  put_number (out, box.x);
  put_number (out, box.y);
  put_number (out, box.width);
  put_number (out, box.height);
}

static void
put_pick (GString *out, NgPick pick)
{
  if (pick.kind == NG_PICK_NONE)
    g_string_append (out, " -");
  else
    g_string_append_printf (out,
                            " %s:%" G_GUINT32_FORMAT ":%" G_GUINT32_FORMAT ":%d",
                            pick_names[pick.kind],
                            pick.net,
                            pick.id,
                            pick.port);
}

static void
put_path (GString *out, NgPath path)
{
  g_string_append_c (out, ' ');
  g_string_append_len (
      out, path.n_ops > 0 ? path.ops : "-", path.n_ops > 0 ? (gssize) path.n_ops : 1);
  for (gsize i = 0; i < path.n_points; i++) {
    put_number (out, path.points[i].x);
    put_number (out, path.points[i].y);
  }
}

static void
put_item (GString *out, const NgScene *scene, const NgItem *item)
{
  static const char *const kinds[] = { "box", "path", "glyph", "text", "image" };

  g_string_append (out, kinds[item->kind]);
  if (item->kind != NG_ITEM_IMAGE)
    g_string_append_printf (out, " %s", ng_role_name (item->role));
  put_pick (out, item->pick);
  switch (item->kind) {
  case NG_ITEM_BOX:
    put_box (out, item->bounds);
    put_number (out, item->radius);
    break;
  case NG_ITEM_PATH:
    put_path (out, ng_scene_item_path (scene, item));
    break;
  case NG_ITEM_GLYPH:
    put_number (out, item->x);
    put_number (out, item->y);
    put_number (out, item->bounds.width);
    put_path (out, ng_scene_item_path (scene, item));
    break;
  case NG_ITEM_TEXT:
    g_string_append_printf (out,
                            " %s %s%s%s",
                            align_names[item->align],
                            family_names[item->font.family],
                            item->font.bold ? "+bold" : "",
                            item->font.italic ? "+italic" : "");
    put_number (out, item->font.size);
    put_number (out, item->x);
    put_number (out, item->y);
    g_string_append_printf (out, " %s", ng_scene_item_text (scene, item));
    break;
  default: {
    int width, height;
    const guint32 *pixels = ng_scene_item_image (scene, item, &width, &height);
    put_box (out, item->bounds);
    g_string_append_printf (out, " %d %d", width, height);
    for (int i = 0; i < width * height; i++)
      g_string_append_printf (out, " %08x", pixels[i]);
    break;
  }
  }
  g_string_append_c (out, '\n');
}

char *
ng_scene_dump (const NgScene *self)
{
  GString *out = g_string_new ("page");

  put_box (out, self->bounds);
  g_string_append_c (out, '\n');
  for (guint i = 1; i < self->names->len; i++)
    g_string_append_printf (out, "name %s\n", (const char *) g_ptr_array_index (self->names, i));
  for (guint i = 0; i < self->items->len; i++)
    put_item (out, self, &g_array_index (self->items, NgItem, i));
  return g_string_free (out, FALSE);
}

/* The next word of a line, which is cut there; NULL at the end. */
static char *
next_word (char **at)
{
  while (**at == ' ')
    ++*at;
  if (**at == '\0')
    return NULL;

  char *word = *at;
  while (**at != ' ' && **at != '\0')
    ++*at;
  if (**at == ' ')
    *(*at)++ = '\0';
  return word;
}

static gboolean
read_numbers (char **at, float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    char *word = next_word (at), *end;
    if (word == NULL)
      return FALSE;
    double number = g_ascii_strtod (word, &end);
    if (end == word || *end != '\0' || !(fabs (number) < 1e9))
      return FALSE;
    numbers[i] = (float) number;
  }
  return TRUE;
}

static gboolean
read_word_of (char **at, const char *const *words, gsize n, guint *index)
{
  char *word = next_word (at);

  for (guint i = 0; word != NULL && i < n; i++) {
    if (strcmp (words[i], word) == 0) {
      *index = i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_pick (char **at, guint n_names, NgPick *pick)
{
  char *word = next_word (at);
  *pick = (NgPick){ 0 };
  if (word == NULL)
    return FALSE;
  if (strcmp (word, "-") == 0)
    return TRUE;

  g_auto (GStrv) parts = g_strsplit (word, ":", 5);
  guint64 net, id, port;
  if (g_strv_length (parts) != 4 ||
      !g_ascii_string_to_unsigned (parts[1], 10, 0, n_names - 1, &net, NULL) ||
      !g_ascii_string_to_unsigned (parts[2], 10, 0, G_MAXUINT32, &id, NULL) ||
      !g_ascii_string_to_unsigned (parts[3], 10, 0, G_MAXUINT32, &port, NULL))
    return FALSE;
  for (guint i = 1; i < G_N_ELEMENTS (pick_names); i++) {
    if (strcmp (pick_names[i], parts[0]) == 0) {
      *pick = (NgPick){ (guint32) i, (guint32) port, (guint32) id, (guint32) net };
      return (i != NG_PICK_GROUP && i != NG_PICK_OPENER) || id < n_names;
    }
  }
  return FALSE;
}

static gboolean
read_path (char **at, char **ops, GArray *points)
{
  *ops = next_word (at);
  if (*ops == NULL || **ops != 'M' || strspn (*ops, "MLCZ") != strlen (*ops))
    return FALSE;
  for (const char *op = *ops; *op != '\0'; op++) {
    for (int i = *op == 'C' ? 3 : *op == 'Z' ? 0 : 1; i > 0; i--) {
      NgPoint point;
      if (!read_numbers (at, &point.x, 1) || !read_numbers (at, &point.y, 1))
        return FALSE;
      g_array_append_val (points, point);
    }
  }
  return TRUE;
}

static void
add_glyph (
    NgSceneBuilder *builder, NgRole role, const float *place, const char *ops, GArray *points)
{
  g_autoptr (GString) data = g_string_new (NULL);
  const NgPoint *next = (const NgPoint *) (void *) points->data;

  for (; *ops != '\0'; ops++) {
    g_string_append_c (data, *ops);
    for (int i = *ops == 'C' ? 3 : *ops == 'Z' ? 0 : 1; i > 0; i--, next++) {
      put_number (data, next->x);
      put_number (data, next->y);
    }
  }
  ng_scene_builder_add_glyph (builder, role, data->str, place[0], place[1], place[2]);
}

static gboolean
read_text (NgSceneBuilder *builder, NgRole role, char *at)
{
  guint align;
  float place[3];

  if (!read_word_of (&at, align_names, G_N_ELEMENTS (align_names), &align))
    return FALSE;
  char *face = next_word (&at);
  if (face == NULL || !read_numbers (&at, place, 3))
    return FALSE;

  g_auto (GStrv) parts = g_strsplit (face, "+", 4);
  NgFont font = { place[0], G_N_ELEMENTS (family_names), 0, 0 };
  for (guint8 i = 0; i < G_N_ELEMENTS (family_names); i++)
    if (strcmp (family_names[i], parts[0]) == 0)
      font.family = i;
  font.bold = g_strv_contains ((const char *const *) parts, "bold");
  font.italic = g_strv_contains ((const char *const *) parts, "italic");
  if (font.family == G_N_ELEMENTS (family_names) || !g_utf8_validate (at, -1, NULL))
    return FALSE;
  ng_scene_builder_add_text (builder, role, font, (NgAlign) align, place[1], place[2], at);
  return TRUE;
}

static gboolean
read_image (NgSceneBuilder *builder, char *at)
{
  float numbers[6];
  g_autoptr (GArray) pixels = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!read_numbers (&at, numbers, 6))
    return FALSE;
  for (char *word; (word = next_word (&at)) != NULL;) {
    guint64 pixel;
    if (!g_ascii_string_to_unsigned (word, 16, 0, G_MAXUINT32, &pixel, NULL))
      return FALSE;
    g_array_append_val (pixels, (guint32){ (guint32) pixel });
  }
  if (!(numbers[4] >= 1 && numbers[5] >= 1) ||
      (double) numbers[4] * (double) numbers[5] != (double) pixels->len)
    return FALSE;
  ng_scene_builder_add_image (builder,
                              (NgBox){ numbers[0], numbers[1], numbers[2], numbers[3] },
                              (guint32 *) (void *) pixels->data,
                              (int) numbers[4],
                              (int) numbers[5]);
  return TRUE;
}

static gboolean
read_item (NgSceneBuilder *builder, char *at, guint *n_names, NgBox *page)
{
  float n[5];
  char *kind = next_word (&at);

  if (strcmp (kind, "page") == 0)
    return read_numbers (&at, &page->x, 1) && read_numbers (&at, &page->y, 1) &&
           read_numbers (&at, &page->width, 1) && read_numbers (&at, &page->height, 1);
  if (strcmp (kind, "name") == 0) {
    *n_names = MAX (*n_names, ng_scene_builder_add_path_name (builder, at) + 1);
    return TRUE;
  }

  NgRole role = NG_ROLE_IMAGE;
  NgPick pick;
  char *name = strcmp (kind, "image") == 0 ? NULL : next_word (&at);
  if (strcmp (kind, "image") != 0 && (name == NULL || !ng_role_from_name (name, &role)))
    return FALSE;
  if (!read_pick (&at, *n_names, &pick))
    return FALSE;
  ng_scene_builder_set_pick (builder, pick);

  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  char *ops;
  if (strcmp (kind, "box") == 0) {
    if (!read_numbers (&at, n, 5))
      return FALSE;
    ng_scene_builder_add_box (builder, role, (NgBox){ n[0], n[1], n[2], n[3] }, n[4]);
    return TRUE;
  }
  if (strcmp (kind, "path") == 0) {
    if (!read_path (&at, &ops, points))
      return FALSE;
    ng_scene_builder_add_path (builder, role, ops, (NgPoint *) (void *) points->data);
    return TRUE;
  }
  if (strcmp (kind, "glyph") == 0) {
    if (!read_numbers (&at, n, 3) || !read_path (&at, &ops, points))
      return FALSE;
    add_glyph (builder, role, n, ops, points);
    return TRUE;
  }
  if (strcmp (kind, "text") == 0)
    return read_text (builder, role, at);
  return strcmp (kind, "image") == 0 && read_image (builder, at);
}

NgScene *
ng_scene_read (const char *text, const NgMetrics *metrics, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (NgSceneBuilder) builder = ng_scene_builder_new (metrics);
  guint n_names = 1;
  NgBox page = { 0, 0, 0, 0 };

  for (int i = 0; lines[i] != NULL; i++) {
    if (lines[i][strspn (lines[i], " ")] == '\0')
      continue;
    if (!g_utf8_validate (lines[i], -1, NULL) || !read_item (builder, lines[i], &n_names, &page)) {
      NgPlace place = { i + 1, 1, i + 2, 1, NULL };
      ng_error_set_new (error, "Scene::line", &place, "This line is no item of a scene.");
      return NULL;
    }
  }

  NgScene *scene = ng_scene_builder_end (g_steal_pointer (&builder), 0);
  if (page.width > 0)
    scene->bounds = page;
  return scene;
}
