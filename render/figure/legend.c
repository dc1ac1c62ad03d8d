#include "render/figure/legend.h"

#include "core/graph/phrase.h"
#include "render/scene/builder.h"

/* Points. */
#define USUAL_SIZE   7.0F
#define LEAST_SIZE   6.0F
#define SWATCH       14.0F
#define GAP          5.0F  /* from a swatch to its words */
#define BETWEEN      12.0F /* from the figure to the legend, and between columns */
#define MARGIN       4.0F
#define LEAST_WIDTH  140.0F
#define FRAME_RADIUS 2.5F
/* In sizes of words. */
#define ROW    1.75F
#define MIDDLE 0.36F

/* What stands before the words. */
typedef enum {
  SWATCH_BOX,
  SWATCH_LINE,
  SWATCH_TEXT,
} Swatch;

typedef struct {
  Swatch swatch;
  NgRole role;
  const char *text;
  const char *words;
} Entry;

/* What the tints of layers stand for, by category. */
static const char *const categories[NG_N_ROLE_CATEGORIES] = {
  [NG_CATEGORY_BASIC] = "linear, embedding",
  [NG_CATEGORY_ELEMENTWISE] = "elementwise function",
  [NG_CATEGORY_STRUCTURE] = "reshape, join",
  [NG_CATEGORY_CONVOLUTION] = "convolution, pooling",
  [NG_CATEGORY_NORMALIZATION] = "normalization",
  [NG_CATEGORY_TRAINING] = "regularization",
  [NG_CATEGORY_RECURRENT] = "recurrent",
  [NG_CATEGORY_ATTENTION] = "attention",
  [NG_CATEGORY_LOSS] = "loss",
  [NG_CATEGORY_CONTAINER] = "subnetwork",
  [NG_CATEGORY_OPERATOR] = "other operator",
};

static const Entry roles[] = {
  { SWATCH_BOX, NG_ROLE_GROUP, NULL, "collapsed group" },
  { SWATCH_BOX, NG_ROLE_MAP, NULL, "feature maps" },
  { SWATCH_BOX, NG_ROLE_KERNEL, NULL, "kernel" },
  { SWATCH_LINE, NG_ROLE_EDGE_UNKNOWN, NULL, "unknown shape" },
  { SWATCH_LINE, NG_ROLE_EDGE_PROBLEM, NULL, "shape mismatch" },
  { SWATCH_TEXT, NG_ROLE_REPEAT_COUNT, "×N", "repeated N times" },
};

/* ---- what there is to tell ---- */

static void
add_entry (GArray *entries, Swatch swatch, NgRole role, const char *text, const char *words)
{
  Entry entry = { swatch, role, text, words };

  g_array_append_val (entries, entry);
}

/* Colours, then signs, then lines. */
static GArray *
find_entries (const NgScene *scene)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  gboolean is_seen[NG_N_ROLES] = { FALSE }, is_front[NG_N_ROLES] = { FALSE };
  gboolean has_plate = FALSE, has_solid = FALSE;
  g_autoptr (GPtrArray) signs = g_ptr_array_new ();

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    is_seen[item->role] = TRUE;
    is_front[item->role] |= item->kind == NG_ITEM_BOX;
    if (item->kind != NG_ITEM_TEXT || item->pick.kind != NG_PICK_VERTEX)
      continue;
    const char *text = ng_scene_item_text (scene, item);
    if (ng_sign_words (text) != NULL &&
        !g_ptr_array_find_with_equal_func (signs, text, g_str_equal, NULL))
      g_ptr_array_add (signs, (gpointer) text);
  }
  /* Of volumes, poolings alone have fronts of the tint of a side, and all others tops. */
  for (int c = 0; c < NG_N_ROLE_CATEGORIES; c++) {
    has_plate = has_plate || is_front[NG_ROLE_SIDE + c];
    has_solid = has_solid || is_seen[NG_ROLE_TOP + c];
  }
  for (int c = 0; c < NG_N_ROLE_CATEGORIES; c++)
    if (is_seen[NG_ROLE_LAYER + c])
      add_entry (entries,
                 SWATCH_BOX,
                 (NgRole) (NG_ROLE_LAYER + c),
                 NULL,
                 c == NG_CATEGORY_CONVOLUTION && (has_plate || has_solid) ? "convolution"
                                                                          : categories[c]);
  for (int c = 0; c < NG_N_ROLE_CATEGORIES; c++)
    if (is_front[NG_ROLE_SIDE + c])
      add_entry (entries, SWATCH_BOX, (NgRole) (NG_ROLE_SIDE + c), NULL, "pooling");
  for (int c = 0, n = 0; c < NG_N_ROLE_CATEGORIES; c++)
    if (is_front[NG_ROLE_BAND + c] && n++ == 0)
      add_entry (entries, SWATCH_BOX, (NgRole) (NG_ROLE_BAND + c), NULL, "activation");
  for (guint s = 0; s < signs->len; s++)
    add_entry (
        entries, SWATCH_TEXT, NG_ROLE_TEXT, signs->pdata[s], ng_sign_words (signs->pdata[s]));
  for (gsize r = 0; r < G_N_ELEMENTS (roles); r++)
    if (roles[r].role == NG_ROLE_MAP && has_solid && is_seen[NG_ROLE_MAP])
      add_entry (entries, SWATCH_BOX, NG_ROLE_MAP, NULL, "input");
    else if (is_seen[roles[r].role])
      g_array_append_val (entries, roles[r]);
  return entries;
}

char *
ng_legend_words (const NgScene *scene)
{
  g_autoptr (GArray) entries = find_entries (scene);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    if (entry->swatch == SWATCH_TEXT)
      g_string_append_printf (
          text, "%s%s means %s", text->len > 0 ? "; " : "", entry->text, entry->words);
  }
  return g_string_free (text, FALSE);
}

/* ---- places ---- */

typedef struct {
  const NgFigure *figure;
  NgSceneBuilder *builder;
  NgFont font;
} Drawing;

static float
width_of (const Drawing *drawing, const Entry *entry)
{
  return SWATCH + GAP + ng_metrics_width (drawing->figure->metrics, drawing->font, entry->words);
}

static void
draw_entry (const Drawing *drawing, const Entry *entry, float x, float y)
{
  float size = drawing->font.size, row = ROW * size, height = 0.62F * row;
  float middle = y + row / 2;
  NgPoint line[] = { { x, middle }, { x + SWATCH, middle } };
  NgFont bold = drawing->font;

  bold.bold = entry->role == NG_ROLE_REPEAT_COUNT;
  switch (entry->swatch) {
  case SWATCH_BOX:
    ng_scene_builder_add_box (drawing->builder,
                              entry->role,
                              (NgBox){ x, middle - height / 2, SWATCH, height },
                              FRAME_RADIUS);
    break;
  case SWATCH_LINE:
    ng_scene_builder_add_path (drawing->builder, entry->role, "ML", line);
    break;
  case SWATCH_TEXT:
    ng_scene_builder_add_text (drawing->builder,
                               entry->role,
                               bold,
                               NG_ALIGN_MIDDLE,
                               x + SWATCH / 2,
                               middle + MIDDLE * size,
                               entry->text);
    break;
  }
  ng_scene_builder_add_text (drawing->builder,
                             NG_ROLE_TEXT,
                             drawing->font,
                             NG_ALIGN_START,
                             x + SWATCH + GAP,
                             middle + MIDDLE * size,
                             entry->words);
}

/* In columns no higher than the figure. */
static void
draw_right (const Drawing *drawing, const GArray *entries, NgBox *page)
{
  float row = ROW * drawing->font.size, x = page->width + BETWEEN, wide = 0, end = 0;
  guint most = MAX (1, (guint) ((page->height - 2 * MARGIN) / row));

  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    float width = width_of (drawing, entry), y = MARGIN + row * (float) (i % most);
    if (i > 0 && i % most == 0) {
      x += wide + BETWEEN;
      wide = 0;
    }
    draw_entry (drawing, entry, x, y);
    wide = MAX (wide, width);
    end = MAX (end, y + row);
  }
  page->width = x + wide + MARGIN;
  page->height = MAX (page->height, end + MARGIN);
}

/* In lines no longer than the figure, unless that is very narrow. */
static void
draw_below (const Drawing *drawing, const GArray *entries, NgBox *page)
{
  float row = ROW * drawing->font.size, x = MARGIN, y = page->height + BETWEEN / 2;
  float most = MAX (page->width, LEAST_WIDTH), wide = page->width;

  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    float width = width_of (drawing, entry);
    if (x > MARGIN && x + width > most - MARGIN) {
      x = MARGIN;
      y += row;
    }
    draw_entry (drawing, entry, x, y);
    x += width;
    wide = MAX (wide, x + MARGIN);
    x += BETWEEN;
  }
  page->width = wide;
  page->height = y + row + MARGIN;
}

/* That of most words of the figure. */
static NgFamily
find_family (const NgScene *scene)
{
  guint counts[NG_FAMILY_MONO + 1] = { 0 };
  NgFamily family = NG_FAMILY_SANS;

  for (gsize i = 0; i < ng_scene_n_items (scene); i++) {
    const NgItem *item = &ng_scene_items (scene)[i];
    if (item->kind == NG_ITEM_TEXT)
      counts[item->font.family]++;
  }
  for (NgFamily other = 0; other < G_N_ELEMENTS (counts); other++)
    family = counts[other] > counts[family] ? other : family;
  return family;
}

NgScene *
ng_legend_attach (NgScene *scene, const NgFigure *figure)
{
  g_autoptr (GArray) entries = find_entries (scene);
  NgBox page = ng_scene_bounds (scene);
  float size = figure->font_size > 0 ? 0.85F * figure->font_size : USUAL_SIZE;
  Drawing drawing = { figure,
                      NULL,
                      { MAX (size, LEAST_SIZE), (guint8) find_family (scene), FALSE, FALSE } };

  if (figure->legend == NG_LEGEND_NONE || entries->len == 0)
    return scene;
  drawing.builder = ng_scene_builder_new (figure->metrics);
  ng_scene_builder_add_scene (drawing.builder, scene, 0, 0);
  ng_scene_builder_set_pick (drawing.builder, (NgPick){ 0 });
  page.x = page.y = 0;
  if (figure->legend == NG_LEGEND_RIGHT)
    draw_right (&drawing, entries, &page);
  else
    draw_below (&drawing, entries, &page);
  /* Signs are those of its texts. */
  ng_scene_unref (scene);
  return ng_scene_builder_end_page (drawing.builder, page);
}
