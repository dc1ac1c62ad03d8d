/* What stands round a sketch: a title above it, and a key of numbers and letters beside it. */

#include "render/figure/sketch.h"

#include "core/base/format.h"

#include <math.h>

/* In sizes of the words. */
#define ROW        1.5F
#define TITLE_SIZE 1.1F
#define MOST_ENTRY 20.0F
#define MIDDLE     0.32F
/* Points. */
#define KEY_GAP     14.0F
#define COLUMN_GAP  14.0F
#define SIGN_GAP    5.0F
#define TITLE_GAP   8.0F
#define LEAST_TITLE 160.0F

typedef struct {
  NgWords *sign, *text;
} Entry;

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  ng_words_free (entry->sign);
  ng_words_free (entry->text);
}

static void
add_entry (
    const NgSketchMaker *maker, GArray *entries, NgFont font, const char *sign, const char *text)
{
  Entry entry = { ng_words_new (maker->figure->metrics, font, sign, MOST_ENTRY * maker->size),
                  ng_words_new (
                      maker->figure->metrics, maker->label, text, MOST_ENTRY * maker->size) };

  g_array_append_val (entries, entry);
}

/* Numbers of boxes always need a key; the letters of ports have one where a legend is wanted. */
static GArray *
list_entries (const NgSketchMaker *maker, const NgNet *net)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  NgFont letters = maker->label;

  g_array_set_clear_func (entries, clear_entry);
  for (guint i = 0; maker->key != NULL && i < maker->key->len; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i + 1);
    add_entry (maker, entries, maker->label, number, g_ptr_array_index (maker->key, i));
  }
  letters.italic = TRUE;
  for (int side = 0; maker->figure->symbols && maker->figure->legend != NG_LEGEND_NONE && side < 2;
       side++) {
    gboolean is_input = side == 0;
    g_auto (GStrv) symbols = ng_sketch_port_symbols (net, is_input);
    for (gsize i = 0; symbols[i] != NULL; i++)
      add_entry (maker,
                 entries,
                 letters,
                 symbols[i],
                 is_input ? ng_net_input_name (net, i) : ng_net_output_name (net, i));
  }
  return entries;
}

void
ng_sketch_draw_key (const NgSketchMaker *maker,
                    const NgSketch *self,
                    const NgNet *net,
                    NgSceneBuilder *builder)
{
  g_autoptr (GArray) entries = list_entries (maker, net);
  gboolean is_right = maker->figure->legend == NG_LEGEND_RIGHT;
  float width = self->layout->width, height = self->layout->height;
  float row = ROW * maker->label.size, sign = 0, text = 0;

  if (entries->len == 0)
    return;
  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    sign = MAX (sign, ng_words_width (entry->sign));
    text = MAX (text, ng_words_width (entry->text));
  }
  float step = sign + SIGN_GAP + text + COLUMN_GAP;
  guint n = entries->len;
  guint per_column = is_right ? (guint) MAX (1, height / row)
                              : (n - 1) / (guint) MAX (1, (width + COLUMN_GAP) / step) + 1;
  for (guint i = 0; i < n; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    float x = (is_right ? width + KEY_GAP : 0) + step * (float) (i / per_column);
    float y = (is_right ? 0 : height + KEY_GAP) + row * ((float) (i % per_column) + 0.5F) +
              MIDDLE * maker->label.size;

    ng_words_draw (entry->sign, builder, NG_ROLE_TEXT, NG_ALIGN_END, x + sign, y);
    ng_words_draw (entry->text, builder, NG_ROLE_TEXT, NG_ALIGN_START, x + sign + SIGN_GAP, y);
  }
}

void
ng_sketch_draw_title (const NgSketchMaker *maker,
                      const NgSketch *self,
                      const NgNet *net,
                      NgSceneBuilder *builder)
{
  const char *title = maker->figure->title != NULL ? maker->figure->title
                      : ng_net_is_chain (net)      ? "NetChain"
                                                   : "NetGraph";
  NgFont font = { TITLE_SIZE * maker->size, NG_FAMILY_SERIF, TRUE, FALSE };
  float most = MAX (self->layout->width, LEAST_TITLE);
  gint64 parameters = ng_net_n_parameters (net);
  gsize n = ng_net_n_layers (net);
  g_autoptr (GString) counts = g_string_new (NULL);

  g_autofree char *layers = ng_format_count ((gint64) n);
  g_autofree char *numbers = ng_format_count (parameters);

  g_string_append_printf (counts, "%s layer%s", layers, n == 1 ? "" : "s");
  if (parameters > 0)
    g_string_append_printf (counts, ", %s parameters", numbers);
  g_autofree char *shown = ng_metrics_ellipsize (maker->figure->metrics, font, title, most, TRUE);
  float y = -TITLE_GAP - 0.3F * maker->label.size;

  ng_scene_builder_add_text (
      builder, NG_ROLE_COUNT, maker->label, NG_ALIGN_START, 0, y, counts->str);
  ng_scene_builder_add_text (
      builder, NG_ROLE_TITLE, font, NG_ALIGN_START, 0, y - ROW * maker->label.size - 1, shown);
}
