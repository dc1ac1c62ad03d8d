/* A card as a picture: a head with glyph, name and kind; then the rows under small headings, names
 * to the left and values to the right, notes and histograms below them. */

#include "render/plot/plot.h"
#include "render/standard/card.h"

#include <math.h>

/* Points. */
#define PAD       14.0F
#define ROW       17.0F
#define NOTE      11.0F
#define HEAD      24.0F
#define HISTOGRAM 34.0F

static const NgFont font_title = { 13, NG_FAMILY_SANS, TRUE, FALSE };
static const NgFont font_row = { 9, NG_FAMILY_SANS, FALSE, FALSE };
static const NgFont font_value = { 9, NG_FAMILY_SANS, TRUE, FALSE };
static const NgFont font_note = { 7.5F, NG_FAMILY_SANS, FALSE, FALSE };
static const NgFont font_head = { 8, NG_FAMILY_SANS, TRUE, FALSE };

typedef struct {
  NgSceneBuilder *builder;
  const NgMetrics *metrics;
  float width, y;
} Page;

static void
put (Page *page,
     NgRole role,
     NgFont font,
     NgAlign align,
     float x,
     float baseline,
     float width,
     const char *text)
{
  g_autofree char *cut = ng_metrics_ellipsize (page->metrics, font, text, width, FALSE);

  ng_scene_builder_add_text (page->builder, role, font, align, x, baseline, cut);
}

static void
rule (Page *page)
{
  ng_scene_builder_add_path (page->builder,
                             NG_ROLE_RULE,
                             "ML",
                             (NgPoint[]){ { PAD, page->y }, { page->width - PAD, page->y } });
}

/* Words of @text, line by line, none wider than the page. */
static void
put_lines (Page *page, NgRole role, NgFont font, float step, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n\t", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  float room = page->width - 2 * PAD;

  for (int i = 0; words[i] != NULL; i++) {
    if (*words[i] == '\0')
      continue;
    gsize before = line->len;
    g_string_append_printf (line, "%s%s", before > 0 ? " " : "", words[i]);
    if (before > 0 && ng_metrics_width (page->metrics, font, line->str) > room) {
      g_string_truncate (line, before);
      put (page, role, font, NG_ALIGN_START, PAD, page->y + font.size, room, line->str);
      page->y += step;
      g_string_assign (line, words[i]);
    }
  }
  if (line->len > 0) {
    put (page, role, font, NG_ALIGN_START, PAD, page->y + font.size, room, line->str);
    page->y += step;
  }
}

static void
put_head (Page *page, const NgCard *card)
{
  NgBox tile = { PAD, PAD, 30, 30 };
  float left = PAD + 40, room = page->width - left - PAD;

  ng_scene_builder_add_box (page->builder, NG_ROLE_LAYER + card->category, tile, 6);
  ng_scene_builder_add_glyph (
      page->builder, NG_ROLE_GLYPH + card->category, card->glyph, tile.x + 6, tile.y + 6, 18);
  put (page, NG_ROLE_TITLE, font_title, NG_ALIGN_START, left, PAD + 13, room, card->title);
  put (page, NG_ROLE_KIND, font_row, NG_ALIGN_START, left, PAD + 27, room, card->subtitle);
  page->y = PAD + 40;
  if (card->summary != NULL)
    put_lines (page, NG_ROLE_TEXT_FAINT, font_row, 12, card->summary);
  page->y += 4;
}

static const char *
heading (NgRowKind kind)
{
  static const char *const headings[] = { "Parameters", "Arrays", "Inputs",
                                          "Outputs",    NULL,     "Problems" };

  return headings[kind];
}

static void
put_row (Page *page, const NgCardRow *row)
{
  float room = page->width - 2 * PAD;
  float name = MIN (ng_metrics_width (page->metrics, font_row, row->name), room * 0.55F);

  put (page, NG_ROLE_TEXT, font_row, NG_ALIGN_START, PAD, page->y + 11, room * 0.55F, row->name);
  put (page,
       row->is_faint ? NG_ROLE_TEXT_FAINT : NG_ROLE_TEXT,
       row->is_faint ? font_row : font_value,
       NG_ALIGN_END,
       page->width - PAD,
       page->y + 11,
       room - name - 10,
       row->value);
  page->y += ROW;
  if (row->note != NULL && row->kind != NG_ROW_PARAMETER) {
    put (page, NG_ROLE_TEXT_FAINT, font_note, NG_ALIGN_START, PAD, page->y + 4.5F, room, row->note);
    page->y += NOTE;
  }
  if (row->has_statistics) {
    g_autoptr (NgScene) plot =
        ng_plot_histogram (page->metrics, &row->statistics, room - 4, HISTOGRAM);
    ng_scene_builder_add_scene (page->builder, plot, PAD, page->y);
    page->y += ng_scene_bounds (plot).height + 4;
  }
}

static void
put_problem (Page *page, const NgCardRow *row)
{
  gboolean is_error = *row->name == 'E';

  put (page,
       is_error ? NG_ROLE_DIMENSION_PROBLEM : NG_ROLE_DIMENSION_UNKNOWN,
       font_value,
       NG_ALIGN_START,
       PAD,
       page->y + 10,
       page->width - 2 * PAD,
       row->name);
  page->y += 14;
  put_lines (page, NG_ROLE_TEXT, font_row, 12, row->value);
  if (row->note != NULL)
    put_lines (page, NG_ROLE_TEXT_FAINT, font_row, 12, row->note);
  page->y += 4;
}

NgScene *
ng_card_draw (const NgCard *self, const NgMetrics *metrics, float width)
{
  Page page = { ng_scene_builder_new (metrics), metrics, width, 0 };
  int last = -1;

  put_head (&page, self);
  for (guint i = 0; i < self->rows->len; i++) {
    const NgCardRow *row = g_ptr_array_index (self->rows, i);
    if ((int) row->kind != last) {
      last = (int) row->kind;
      page.y += 6;
      rule (&page);
      if (heading (row->kind) != NULL) {
        put (&page,
             NG_ROLE_KIND,
             font_head,
             NG_ALIGN_START,
             PAD,
             page.y + 16,
             width - 2 * PAD,
             heading (row->kind));
        page.y += HEAD;
      } else {
        page.y += 6;
      }
    }
    if (row->kind == NG_ROW_PROBLEM)
      put_problem (&page, row);
    else
      put_row (&page, row);
  }
  return ng_scene_builder_end (page.builder, PAD);
}
