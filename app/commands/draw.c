/* netgraph draw: a picture of a net, in a file. */

#include "app/commands/picture.h"
#include "app/commands/support.h"
#include "core/base/limits.h"
#include "core/formats/document.h"
#include "render/export/widths.h"
#include "render/scene/theme.h"
#include "render/standard/depth.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  char *output, *form, *direction, *dimensions, *depth, *theme, *width, *wrap, *wires, *color_by,
      *tex, *palette, *font, *text;
  int size;
  double scale;
  double font_size;
  gboolean header, opaque;
} Options;

/* What the words of an option stand for. */
typedef struct {
  const char *word;
  int value;
} Word;

static const Word directions[] = { { "right", NG_DIRECTION_RIGHT },
                                   { "down", NG_DIRECTION_DOWN },
                                   { "up", NG_DIRECTION_UP },
                                   { NULL } };
static const Word dimensions[] = { { "all", NG_DIMENSIONS_ALL },
                                   { "changes", NG_DIMENSIONS_CHANGES },
                                   { "none", NG_DIMENSIONS_NONE },
                                   { NULL } };

/* Values are those of a run, and here there is none. */
static const Word measures[] = { { "kind", NG_MEASURE_KIND },
                                 { "parameters", NG_MEASURE_PARAMETERS },
                                 { "multiply-adds", NG_MEASURE_MULTIPLY_ADDS },
                                 { "activations", NG_MEASURE_ACTIVATIONS },
                                 { NULL } };
static const Word texts[] = { { "text", FALSE }, { "outlines", TRUE }, { NULL } };
static const Word tex[] = { { "standalone", FALSE }, { "body", TRUE }, { NULL } };

/* The unit of widths that TeX knows when it sets the picture. */
#define TEXT_WIDTH "textwidth"
static const Word wires[] = { { "spline", NG_WIRES_SPLINE },
                              { "orthogonal", NG_WIRES_ORTHOGONAL },
                              { NULL } };

static const struct {
  const char *name;
  double points;
} units[] = { { "in", 72 }, { "pt", 1 }, { "mm", 72 / 25.4 }, { "cm", 72 / 2.54 } };

static gboolean
read_word (
    const NgCommand *command, const char *option, const char *text, const Word *words, int *value)
{
  g_autoptr (GString) all = g_string_new (NULL);

  if (text == NULL)
    return TRUE;
  for (gsize i = 0; words[i].word != NULL; i++) {
    if (strcmp (words[i].word, text) == 0) {
      *value = words[i].value;
      return TRUE;
    }
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", words[i].word);
  }
  ng_usage (command, "--%s is one of %s, not '%s'", option, all->str, text);
  return FALSE;
}

/* A number, or "auto", which is %G_MININT here. */
static gboolean
read_depth (const NgCommand *command, const char *text, int *depth)
{
  gint64 number;

  if (text == NULL)
    return TRUE;
  *depth = G_MININT;
  if (strcmp (text, "auto") == 0)
    return TRUE;
  if (!g_ascii_string_to_signed (text, 10, -1, NG_MAX_NET_DEPTH, &number, NULL)) {
    ng_usage (command, "--depth is auto or a number from -1 to %d", NG_MAX_NET_DEPTH);
    return FALSE;
  }
  *depth = (int) number;
  return TRUE;
}

/* "3.5in", "89mm", the name of a publisher's column, or, where there is a @share, "0.8textwidth".
 */
static gboolean
read_length (
    const NgCommand *command, const char *option, const char *text, double *points, double *share)
{
  gsize n;
  const NgPaperWidth *widths = ng_paper_widths (&n);
  char *end;

  if (text == NULL)
    return TRUE;
  for (gsize i = 0; i < n; i++) {
    if (strcmp (widths[i].name, text) == 0) {
      *points = widths[i].points;
      return TRUE;
    }
  }
  *points = g_ascii_strtod (text, &end);
  if (share != NULL && g_str_has_suffix (text, TEXT_WIDTH) &&
      end == text + strlen (text) - strlen (TEXT_WIDTH)) {
    *share = end > text ? *points : 1;
    *points = 0;
    if (*share > 0 && *share <= 10)
      return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (end != text && strcmp (units[i].name, end) == 0 && *points > 0 && *points < 1e5) {
      *points *= units[i].points;
      return TRUE;
    }
  }
  ng_usage (command,
            "--%s is a length such as 3.5in or 89mm, or ieee, neurips, …, not '%s'",
            option,
            text);
  return FALSE;
}

/* The same, or "auto". */
static gboolean
read_wrap (const NgCommand *command, const char *text, float *wrap)
{
  double points = 0;

  if (text != NULL && strcmp (text, "auto") == 0)
    *wrap = NG_WRAP_AUTOMATIC;
  else if (!read_length (command, "wrap", text, &points, NULL))
    return FALSE;
  else
    *wrap = (float) points;
  return TRUE;
}

/* One name, which no list of fonts and no markup takes for something else. */
static gboolean
is_family (const char *text)
{
  return *text != '\0' && strpbrk (text, ",;:\"'<>&{}\\\n\r\t") == NULL && strlen (text) < 100;
}

/* NULL is StandardForm. */
static gboolean
read_form (const NgCommand *command, const char *text, const NgFigureForm **form)
{
  g_autoptr (GString) all = g_string_new (NULL);
  const NgFigureForm *found = text != NULL ? ng_figure_form_find (text) : *form;
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  if (found != NULL) {
    *form = found;
    return TRUE;
  }
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", forms[i]->name);
  ng_usage (command, "--form is one of %s, not '%s'", all->str, text);
  return FALSE;
}

static void
report_net (const NgArguments *arguments, const NgNet *net, const char *file)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    ng_report (arguments, ng_net_diagnostic (net, i), file);
}

static int
draw (const NgArguments *arguments, const Options *options)
{
  const NgCommand *command = arguments->command;
  const NgArgument *argument = NULL;
  const char *kind;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgPositions) positions = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *title = NULL;
  NgPictureOptions picture = { .figure = ng_figure_default (),
                               .theme = options->theme,
                               .font = options->font,
                               .opaque = options->opaque,
                               .scale = options->scale != G_MAXDOUBLE ? options->scale : 0,
                               .size = options->size != G_MININT ? options->size : 0 };
  NgFigure *figure = &picture.figure;
  int measure = NG_MEASURE_KIND;
  int way = -1;

  if (options->output == NULL)
    return ng_usage (command, "-o OUT is missing");
  kind = options->output;
  if (!ng_picture_is_known (kind) && options->size != G_MININT)
    kind = ".png";
  if (!ng_picture_is_known (kind))
    return ng_usage (command, "'%s' does not end in svg, pdf, png, tex or dot", options->output);
  if (!read_form (command, options->form, &figure->form))
    return NG_EXIT_USAGE;
  if (options->theme != NULL && ng_theme_find (options->theme) == NULL)
    return ng_usage (command,
                     "--theme is light, dark, contrast, contrast-dark or print, not '%s'",
                     options->theme);
  if (options->palette != NULL && !ng_theme_palette_find (options->palette, &picture.palette))
    return ng_usage (
        command, "--palette is tints, colour-blind, grey or plain, not '%s'", options->palette);
  if (options->font != NULL && !is_family (options->font))
    return ng_usage (command, "--font is the name of a font, not '%s'", options->font);
  if (options->font_size != G_MAXDOUBLE && !(options->font_size >= 1 && options->font_size <= 100))
    return ng_usage (command, "--font-size is a number of points from 1 to 100");
  if (options->scale != G_MAXDOUBLE && !(options->scale > 0 && options->scale <= 100))
    return ng_usage (command, "--scale is a number above 0 and up to 100");
  if (options->size != G_MININT && options->size <= 0)
    return ng_usage (command, "--size is a number of pixels, 1 or more");
  if (!read_word (command, "direction", options->direction, directions, &figure->direction) ||
      !read_word (command, "dimensions", options->dimensions, dimensions, &figure->dimensions) ||
      !read_word (command, "wires", options->wires, wires, &way) ||
      !read_word (command, "color-by", options->color_by, measures, &measure) ||
      !read_depth (command, options->depth, &figure->depth) ||
      !read_length (command, "width", options->width, &figure->width, &picture.share) ||
      !read_wrap (command, options->wrap, &figure->wrap) ||
      !read_word (command, "text", options->text, texts, &picture.outlines) ||
      !read_word (command, "tex", options->tex, tex, &picture.body))
    return NG_EXIT_USAGE;
  if (picture.share > 0 && !g_str_has_suffix (kind, ".tex"))
    return ng_usage (command, "a width in textwidth is for tex only");
  argument = ng_arguments_sole (arguments);
  if (argument == NULL)
    return NG_EXIT_USAGE;

  net = ng_argument_net (argument, warnings, &error);
  if (net != NULL && argument->path != NULL)
    positions = ng_positions_load (argument->path, warnings);
  if (way >= 0) {
    if (positions == NULL)
      positions = ng_positions_new ();
    ng_positions_set_wires (positions, (NgWires) way);
  }
  ng_report_list (arguments, warnings, ng_argument_name (argument));
  g_ptr_array_set_size (warnings, 0);
  if (net == NULL)
    return ng_report_error (arguments, error, ng_argument_name (argument));
  report_net (arguments, net, ng_argument_name (argument));
  title = argument->path != NULL ? g_path_get_basename (argument->path) : NULL;
  figure->title = title;
  figure->measure = (NgMeasure) measure;
  figure->positions = positions;
  if (figure->depth == G_MININT)
    figure->depth = ng_standard_depth (net);
  figure->header = options->header;
  figure->font_size = options->font_size != G_MAXDOUBLE ? (float) options->font_size : 0;
  bytes = ng_picture_new (net, kind, &picture, warnings, &error);
  if (bytes == NULL || !ng_file_replace (options->output, bytes, &error))
    return ng_report_error (arguments, error, options->output);
  ng_report_list (arguments, warnings, options->output);
  if (arguments->json) {
    g_autoptr (NgJsonWriter) writer = ng_json_writer_new (FALSE);

    ng_json_writer_begin_object (writer);
    ng_json_writer_name (writer, "file");
    ng_json_writer_string (writer, options->output);
    ng_json_writer_name (writer, "bytes");
    ng_json_writer_integer (writer, (gint64) g_bytes_get_size (bytes));
    ng_json_writer_end (writer);
    ng_print_json (writer);
  }
  return NG_EXIT_DONE;
}

static int
run_draw (const NgCommand *self, int argc, char **argv)
{
  Options options = { .scale = G_MAXDOUBLE, .font_size = G_MAXDOUBLE, .size = G_MININT };
  const GOptionEntry entries[] = {
    { "output",
      'o',
      0,
      G_OPTION_ARG_FILENAME,
      &options.output,
      "Where the picture goes; its ending says what it is: svg, pdf, png, tex, dot",
      "OUT" },
    { "form", 0, 0, G_OPTION_ARG_STRING, &options.form, "standard", "FORM" },
    { "direction",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.direction,
      "Where the flow goes: right (default), down or up",
      "WORD" },
    { "dimensions",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.dimensions,
      "Which edges say their dimensions: all (default), changes or none",
      "WORD" },
    { "color-by",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.color_by,
      "Of the standard form: kind (default), parameters, multiply-adds or activations",
      "WORD" },
    { "wires",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.wires,
      "How edges run: spline or orthogonal; as the file says, else spline",
      "WORD" },
    { "depth",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.depth,
      "How deep name scopes and nested nets are open; -1 (default): flat; auto: as reads best",
      "N" },
    { "header",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options.header,
      "Title and counts above the picture",
      NULL },
    { "theme",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.theme,
      "light (default), dark, contrast, contrast-dark or print",
      "NAME" },
    { "palette",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.palette,
      "tints (default), colour-blind, grey (with patterns) or plain (no fills)",
      "NAME" },
    { "font",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.font,
      "Of all words; in tex they have the document's",
      "NAME" },
    { "font-size",
      0,
      0,
      G_OPTION_ARG_DOUBLE,
      &options.font_size,
      "Points of the names of layers",
      "X" },
    { "opaque", 0, 0, G_OPTION_ARG_NONE, &options.opaque, "Nothing is see-through", NULL },
    { "width",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.width,
      "Of svg, pdf and tex: 3.5in, 89mm, …, or ieee, neurips, …; of tex also 0.8textwidth",
      "LENGTH" },
    { "text",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.text,
      "Of svg and pdf: words are text (default) or outlines",
      "WORD" },
    { "tex",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.tex,
      "Of tex: standalone (default), a document of its own, or body, for \\input",
      "WORD" },
    { "wrap",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.wrap,
      "Break the flow into rows of that length, such as 20cm, or auto; --width comes after that",
      "LENGTH" },
    { "scale",
      0,
      0,
      G_OPTION_ARG_DOUBLE,
      &options.scale,
      "Of png: pixels per point (2, or what fits)",
      "X" },
    { "size",
      0,
      0,
      G_OPTION_ARG_INT,
      &options.size,
      "Of png: pixels of the longer side; OUT is a png then, unless its ending says otherwise",
      "PIXELS" },
    { NULL },
  };
  NgArguments arguments;
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, entries, argc, argv))
    status = draw (&arguments, &options);
  ng_arguments_clear (&arguments);
  g_free (options.output);
  g_free (options.form);
  g_free (options.direction);
  g_free (options.dimensions);
  g_free (options.depth);
  g_free (options.theme);
  g_free (options.width);
  g_free (options.color_by);
  g_free (options.tex);
  g_free (options.palette);
  g_free (options.font);
  g_free (options.text);
  g_free (options.wrap);
  g_free (options.wires);
  return status;
}

const NgCommand ng_command_draw = {
  .name = "draw",
  .usage = "FILE -o OUT",
  .summary = "Draw a net as svg, pdf, png, tex or dot",
  .details = "A net whose shapes conflict is drawn too, with what is wrong marked.",
  .run = run_draw,
};
