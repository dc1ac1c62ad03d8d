#include "render/figure/caption.h"

#include "core/base/format.h"
#include "core/graph/phrase.h"
#include "core/graph/repeats.h"
#include "render/figure/legend.h"
#include "render/figure/phrase.h"

#include <stdlib.h>
#include <string.h>

/* Things named in one list, and looked at for it; things that repeat together; characters of a name
 * and digits in it; nets in nets. */
#define MOST_NAMED  14
#define MOST_SEEN   200
#define MOST_PERIOD 6
#define MOST_NAME   32
#define MOST_TITLE  200
#define MOST_DIGITS 9
#define MOST_DEPTH  4
/* Kinds that are named beside those that learn. */
#define MOST_BESIDE 4
/* Parameters that are counted one by one. */
#define MOST_COUNTED 1000000

/* A net while it is told: layers that are shown and the repeats between them, in order, by what
 * they stand in. */
typedef struct {
  NgRepeatFinder *finder;
  const NgNet *net;
  NgRepeats *repeats;
  GArray **parts; /* of each repeat, and last of the net: layers, and repeats as -1 - number */
  int depth;
} Story;

static char *tell_net (NgRepeatFinder *finder, const NgNet *net, int depth, gboolean *is_one);

/* ---- words ---- */

/* One line of valid text, of @most characters. */
static char *
shorten (const char *name, glong most)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  g_strdelimit (valid, "\n\r\t", ' ');
  if (g_utf8_strlen (valid, -1) <= most)
    return g_steal_pointer (&valid);
  g_autofree char *start = g_utf8_substring (valid, 0, most - 1);
  return g_strconcat (start, "…", NULL);
}

/* Bytes of the name before its number: 5 of "block12" and of "block2a". */
static gsize
stem_length (const char *name)
{
  gsize length = strlen (name), stem = length;

  if (stem > 1 && g_ascii_islower (name[stem - 1]) && g_ascii_isdigit (name[stem - 2]))
    stem--;
  gsize end = stem;
  while (stem > 0 && g_ascii_isdigit (name[stem - 1]))
    stem--;
  return stem < end && end - stem <= MOST_DIGITS ? stem : length;
}

/* Whether a net goes by the name with one more, or less, in its number or its last letter. */
static gboolean
has_neighbour (const NgNet *net, const char *name, gsize stem)
{
  const char *digits = name + stem;
  char *letter;
  int number = (int) strtol (digits, &letter, 10), width = (int) (letter - digits);

  for (int step = -1; step <= 1; step += 2) {
    g_autofree char *next =
        g_strdup_printf ("%.*s%0*d%s", (int) stem, name, width, number + step, letter);
    g_autofree char *beside =
        *letter != '\0' ? g_strdup_printf ("%.*s%c", (int) strlen (name) - 1, name, *letter + step)
                        : g_strdup (name);
    const char *const others[] = { next, beside };

    for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
      int other = ng_net_find (net, others[i]);
      if (other >= 0 && strcmp (others[i], name) != 0 &&
          ng_layer_net (ng_net_layer (net, (gsize) other)) != NULL)
        return TRUE;
    }
  }
  return FALSE;
}

/* "block" of "block1" where another net is "block2"; else the name. */
static char *
common_name (const Story *story, int index)
{
  const char *name = ng_net_name (story->net, (gsize) index);
  gsize stem = stem_length (name);

  if (stem == 0 || stem == strlen (name) || !has_neighbour (story->net, name, stem))
    return g_strdup (name);
  while (stem > 1 && strchr ("_-. ", name[stem - 1]) != NULL)
    stem--;
  return g_strndup (name, stem);
}

/* What an operator makes of the nets that it holds: "map of linear", "GAN of {…} and {…}". */
static char *
tell_wrapped (const Story *story, const NgLayer *layer)
{
  GString *text = g_string_new (NULL);
  g_autofree char *phrase = ng_layer_phrase (layer);
  NgNet *nets = ng_layer_net (layer);
  gsize n = nets != NULL ? ng_net_n_layers (nets) : 0;

  g_string_append (text, phrase);
  for (gsize i = 0; i < n && story->depth < MOST_DEPTH; i++) {
    NgLayer *inner = ng_net_layer (nets, i);
    NgNet *net = ng_layer_wraps (inner) ? NULL : ng_layer_body (inner);
    gboolean is_one;

    g_autofree char *told = net != NULL ? tell_net (story->finder, net, story->depth + 1, &is_one)
                                        : ng_layer_phrase (inner);
    gboolean is_list = strchr (told, ',') != NULL;
    g_string_append_printf (text,
                            "%s%s%s%s",
                            i == 0      ? " of "
                            : i + 1 < n ? ", "
                                        : " and ",
                            is_list ? "{" : "",
                            told,
                            is_list ? "}" : "");
  }
  return g_string_free (text, FALSE);
}

/* Nets go by their names, or by what is in them where they have none or hold one thing alone. */
static char *
tell_layer (const Story *story, int index)
{
  NgLayer *layer = ng_net_layer (story->net, (gsize) index);
  const char *name = ng_net_name (story->net, (gsize) index);
  NgNet *net = ng_layer_wraps (layer) ? NULL : ng_layer_body (layer);
  gboolean is_one = FALSE;

  if (net != NULL && story->depth < MOST_DEPTH) {
    g_autofree char *inner = tell_net (story->finder, net, story->depth + 1, &is_one);
    if (name == NULL || is_one)
      return g_steal_pointer (&inner);
  }
  if (name != NULL && ng_layer_net (layer) != NULL) {
    g_autofree char *common = common_name (story, index);
    return shorten (common, MOST_NAME);
  }
  return ng_layer_wraps (layer) ? tell_wrapped (story, layer) : ng_layer_phrase (layer);
}

/* ---- lists ---- */

static gboolean
learns (const NgLayer *layer)
{
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++)
    if (!ng_layer_array_is_absent (layer, i) && !ng_layer_array_spec (layer, i)->is_statistic)
      return ng_layer_category (layer) != NG_CATEGORY_NORMALIZATION;
  return FALSE;
}

static gboolean
is_main (const NgNet *net, int index)
{
  const NgLayer *layer = ng_net_layer (net, (gsize) index);
  NgCategory category = ng_layer_category (layer);

  return ng_layer_net (layer) != NULL || category == NG_CATEGORY_ATTENTION ||
         category == NG_CATEGORY_LOSS || learns (layer);
}

/* Whether a list, or what it holds, has something that matters more than the rest. */
static gboolean
has_main (const Story *story, int list)
{
  const GArray *parts = story->parts[list];

  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    int part = g_array_index (parts, int, i);
    if (part >= 0 ? is_main (story->net, part) : has_main (story, -1 - part))
      return TRUE;
  }
  return FALSE;
}

/* "12 × {attention, feed}", "6 × block". */
static void
append_counted (GString *text, int count, const char *words)
{
  gboolean is_list = strchr (words, ',') != NULL || strstr (words, " × ") != NULL;

  if (count == 1)
    g_string_append (text, words);
  else
    g_string_append_printf (
        text, is_list && words[0] != '{' ? "%d × {%s}" : "%d × %s", count, words);
}

static char *tell_list (const Story *story, int list, int *count);

/* @count: (out): how often */
static char *
tell_part (const Story *story, int part, int *count)
{
  int inner_count;

  *count = 1;
  if (part >= 0)
    return tell_layer (story, part);
  g_autofree char *inner = tell_list (story, -1 - part, &inner_count);
  *count = story->repeats->repeats[-1 - part].count;
  if (inner_count == 0)
    return g_strdup_printf ("{%s}", inner);
  *count *= inner_count;
  return g_steal_pointer (&inner);
}

/* How often the @period words from @first are followed by equal ones, themselves included. */
static guint
count_rounds (const GPtrArray *words, guint first, guint period)
{
  guint at = first + period;

  while (at < words->len && strcmp (words->pdata[at], words->pdata[at - period]) == 0)
    at++;
  return (at - first) / period;
}

/* "a, b, a, b, c" becomes "2 × {a, b}, c". */
static GPtrArray *
gather_rounds (GPtrArray *words)
{
  GPtrArray *gathered = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < words->len;) {
    guint period = 1, rounds = 1;

    for (guint p = 2; p <= MOST_PERIOD && rounds == 1; p++) {
      period = p;
      rounds = count_rounds (words, i, p);
    }
    if (rounds <= 1) {
      g_ptr_array_add (gathered, g_strdup (words->pdata[i++]));
      continue;
    }
    GString *round = g_string_new (NULL);
    g_string_append_printf (round, "%u × {", rounds);
    for (guint k = 0; k < period; k++)
      g_string_append_printf (round, "%s%s", k > 0 ? ", " : "", (const char *) words->pdata[i + k]);
    g_ptr_array_add (gathered, g_string_free (g_string_append_c (round, '}'), FALSE));
    i += rounds * period;
  }
  return gathered;
}

/* Equal words in a row are counted. @count: (out): of the only word; 0 where there are several */
static char *
tell_list (const Story *story, int list, int *count)
{
  const GArray *parts = story->parts[list];
  gboolean only_main = has_main (story, list);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (int));
  GString *text = g_string_new (NULL);

  for (guint i = 0; parts != NULL && i < parts->len && words->len < MOST_SEEN; i++) {
    int part = g_array_index (parts, int, i), n;
    if (only_main && !(part >= 0 ? is_main (story->net, part) : has_main (story, -1 - part)))
      continue;
    g_autofree char *told = tell_part (story, part, &n);
    if (words->len > 0 && strcmp (words->pdata[words->len - 1], told) == 0) {
      g_array_index (counts, int, counts->len - 1) += n;
      continue;
    }
    g_ptr_array_add (words, g_steal_pointer (&told));
    g_array_append_val (counts, n);
  }
  if (words->len == 1) {
    *count = g_array_index (counts, int, 0);
    return g_string_free (g_string_append (text, words->pdata[0]), FALSE);
  }
  for (guint i = 0; i < words->len; i++) {
    GString *counted = g_string_new (NULL);
    append_counted (counted, g_array_index (counts, int, i), words->pdata[i]);
    g_free (words->pdata[i]);
    words->pdata[i] = g_string_free (counted, FALSE);
  }
  g_autoptr (GPtrArray) gathered = gather_rounds (words);
  for (guint i = 0; i < gathered->len && i <= MOST_NAMED; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? ", " : "", i < MOST_NAMED ? (const char *) gathered->pdata[i] : "…");
  *count = 0;
  return g_string_free (text, FALSE);
}

static void
append_part (Story *story, int list, int part)
{
  if (story->parts[list] == NULL)
    story->parts[list] = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (story->parts[list], part);
}

/* @is_one: (out): whether a repeat is all there is */
static char *
tell_net (NgRepeatFinder *finder, const NgNet *net, int depth, gboolean *is_one)
{
  g_autoptr (NgRepeats) repeats = ng_repeats_new (finder, net, "");
  int n = repeats->n_repeats, count = 0;
  Story story = { finder, net, repeats, g_new0 (GArray *, n + 1), depth };
  g_autofree gboolean *is_begun = g_new0 (gboolean, n + 1);

  for (gsize k = 0; k < ng_net_n_layers (net); k++) {
    int layer = ng_net_order (net)[k], part = layer, list;
    if (!repeats->is_shown[layer])
      continue;
    for (list = repeats->repeat[layer]; list >= 0; list = repeats->repeats[list].parent) {
      append_part (&story, list, part);
      part = -1 - list;
      if (is_begun[list])
        break;
      is_begun[list] = TRUE;
    }
    if (list < 0)
      append_part (&story, n, part);
  }
  g_autofree char *told = tell_list (&story, n, &count);
  GString *text = g_string_new (NULL);
  append_counted (text, MAX (count, 1), told);
  *is_one = story.parts[n] != NULL && story.parts[n]->len == 1 &&
            g_array_index (story.parts[n], int, 0) < 0;
  for (int list = 0; list <= n; list++)
    g_clear_pointer (&story.parts[list], g_array_unref);
  g_free (story.parts);
  return g_string_free (text, FALSE);
}

/* ---- sentences ---- */

char *
ng_figure_outline (const NgNet *net, GCancellable *cancellable)
{
  g_autoptr (NgRepeatFinder) finder = ng_repeat_finder_new (NG_REPEAT_PARAMETERS, NULL);
  gboolean is_one;

  ng_repeat_finder_set_cancellable (finder, cancellable);
  return tell_net (finder, net, 0, &is_one);
}

/* Layers beside those that learn, each kind once. */
static void
find_rest (GPtrArray *words, const NgNet *net)
{
  for (gsize k = 0; k < ng_net_n_layers (net) && words->len <= MOST_BESIDE; k++) {
    NgLayer *layer = ng_net_layer (net, (gsize) ng_net_order (net)[k]);
    NgCategory category = ng_layer_category (layer);
    NgNet *inner = ng_layer_wraps (layer) ? NULL : ng_layer_body (layer);
    gboolean is_told = category == NG_CATEGORY_ELEMENTWISE || category == NG_CATEGORY_TRAINING ||
                       category == NG_CATEGORY_NORMALIZATION || category == NG_CATEGORY_CONVOLUTION;

    if (inner != NULL)
      find_rest (words, inner);
    if (inner != NULL || !is_told || learns (layer) || ng_layer_n_inputs (layer) != 1)
      continue;
    g_autofree char *word = ng_figure_phrase (layer);
    if (!g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
      g_ptr_array_add (words, g_steal_pointer (&word));
  }
}

/* The outline, and where that tells of what learns alone, ", with BatchNorm, ReLU and max pooling".
 */
static char *
tell_all (const NgNet *net, GCancellable *cancellable)
{
  g_autofree char *outline = ng_figure_outline (net, cancellable);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean has_main = FALSE;

  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    has_main = has_main || is_main (net, (int) i);
  if (has_main)
    find_rest (words, net);
  GString *text = g_string_new (outline);
  guint n = MIN (words->len, MOST_BESIDE);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%s%s",
                            i == 0                                  ? ", with "
                            : i + 1 < n || words->len > MOST_BESIDE ? ", "
                                                                    : " and ",
                            (const char *) words->pdata[i]);
  g_string_append (text, words->len > MOST_BESIDE ? " and more" : "");
  return g_string_free (text, FALSE);
}

/* "; 61,706 parameters", "; 109.5 million parameters", or nothing where it is not known. */
static char *
tell_parameters (const NgNet *net)
{
  gint64 n = ng_net_n_parameters (net);

  if (n <= 0)
    return g_strdup ("");
  if (n < MOST_COUNTED) {
    g_autofree char *count = ng_format_count (n);
    return g_strdup_printf (n == 1 ? "; %s parameter" : "; %s parameters", count);
  }
  if (n >= 1000000000)
    return g_strdup_printf ("; %.1f billion parameters", (double) n / 1e9);
  return g_strdup_printf ("; %.1f million parameters", (double) n / 1e6);
}

static char *
tell_title (const NgFigure *figure, const char *unknown)
{
  gboolean is_known = figure->title != NULL && *figure->title != '\0';

  return is_known ? shorten (figure->title, MOST_TITLE) : g_strdup (unknown);
}

/* "Tokens and Segments"; of many the first and their number. */
static char *
tell_ports (const NgNet *net, gboolean is_output)
{
  gsize n = is_output ? ng_net_n_outputs (net) : ng_net_n_inputs (net);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n && i < 3; i++) {
    g_autofree char *name =
        shorten (is_output ? ng_net_output_name (net, i) : ng_net_input_name (net, i), MOST_NAME);
    g_string_append_printf (text, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", name);
  }
  if (n > 3)
    g_string_append_printf (text, " and %" G_GSIZE_FORMAT " more", n - 3);
  return g_string_free (text, FALSE);
}

static char *
make_caption (const NgNet *net, const NgFigure *figure, const NgScene *scene, const char *outline)
{
  g_autofree char *title = tell_title (figure, "A net");
  g_autofree char *parameters = tell_parameters (net);
  g_autofree char *meanings =
      scene != NULL && figure->legend == NG_LEGEND_NONE ? ng_legend_words (scene) : g_strdup ("");

  return g_strdup_printf ("%s: %s%s.%s%s%s",
                          title,
                          outline,
                          parameters,
                          *meanings != '\0' ? " Here " : "",
                          meanings,
                          *meanings != '\0' ? "." : "");
}

static char *
make_alternative (const NgNet *net, const NgFigure *figure, const char *outline)
{
  g_autofree char *title = tell_title (figure, "a net");
  g_autofree char *parameters = tell_parameters (net);
  g_autofree char *inputs = tell_ports (net, FALSE), *outputs = tell_ports (net, TRUE);

  return g_strdup_printf ("%s of %s: %s%s.%s%s%s%s%s",
                          figure->form->title,
                          title,
                          outline,
                          parameters,
                          *inputs != '\0' ? " From " : "",
                          inputs,
                          *outputs != '\0' ? *inputs != '\0' ? " to " : " To " : "",
                          outputs,
                          *inputs != '\0' || *outputs != '\0' ? "." : "");
}

char *
ng_figure_caption (const NgNet *net, const NgFigure *figure, const NgScene *scene)
{
  g_autofree char *outline = tell_all (net, NULL);

  return make_caption (net, figure, scene, outline);
}

char *
ng_figure_alternative (const NgNet *net, const NgFigure *figure)
{
  g_autofree char *outline = tell_all (net, NULL);

  return make_alternative (net, figure, outline);
}

void
ng_figure_words (const NgNet *net,
                 const NgFigure *figure,
                 const NgScene *scene,
                 GCancellable *cancellable,
                 char **caption,
                 char **alternative)
{
  g_autofree char *outline = tell_all (net, cancellable);

  *caption = make_caption (net, figure, scene, outline);
  *alternative = make_alternative (net, figure, outline);
}
