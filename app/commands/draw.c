/* netgraph draw: a picture of a net, in a file. */

#include "app/commands/dims.h"
#include "app/commands/draw-check.h"
#include "app/commands/support.h"
#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "render/figure/caption.h"
#include "render/figure/option.h"
#include "render/figure/paths.h"

#include <stdio.h>
#include <string.h>

/**
 * Options:
 * @settings: (element-type NgFigureSetting): those of figures
 * @values: (array): what was said after each, or %NULL
 * @flags: (array): whether each was switched on or off, or -1
 * @file_values: (array): what was said after each of ng_figure_file_option_list(), or %NULL
 * @aliases: (nullable) (array zero-terminated=1): "PATH=WORDS"
 * @dims: (nullable) (array zero-terminated=1): "batch=8"
 * @hidden, @shown: (nullable) (array zero-terminated=1): paths
 */
typedef struct {
  GArray *settings;
  char **values;
  int *flags;
  char **file_values;
  char **aliases, **hidden, **shown, **dims;
  char *output;
  gboolean save;
} Options;

static const NgFigureSetting *
setting_at (const Options *options, guint index)
{
  return &g_array_index (options->settings, NgFigureSetting, index);
}

/* Options over what the document has. */
static gboolean
apply_settings (const NgCommand *command,
                const Options *options,
                NgFigureSettings *settings,
                NgFigureFileOptions *picture)
{
  for (guint i = 0; i < options->settings->len; i++) {
    const NgFigureSetting *setting = setting_at (options, i);
    const char *value = options->values[i];
    g_autofree char *why = NULL;

    if (options->flags[i] >= 0)
      value = options->flags[i] ? "yes" : "no";
    if (value == NULL)
      continue;
    why = ng_figure_option_set (settings, picture, setting->name, value);
    if (why != NULL) {
      ng_usage (command, "--%s", why);
      return FALSE;
    }
  }
  for (gsize i = 0; options->aliases != NULL && options->aliases[i] != NULL; i++) {
    const char *equals = strchr (options->aliases[i], '=');
    g_autofree char *path = NULL;

    if (equals == NULL) {
      ng_usage (command, "--alias is PATH=WORDS, not '%s'", options->aliases[i]);
      return FALSE;
    }
    path = g_strndup (options->aliases[i], (gsize) (equals - options->aliases[i]));
    ng_figure_settings_set_alias (settings, path, equals[1] != '\0' ? equals + 1 : NULL);
  }
  for (gsize i = 0; options->hidden != NULL && options->hidden[i] != NULL; i++)
    ng_figure_settings_hide (settings, options->hidden[i], TRUE);
  for (gsize i = 0; options->shown != NULL && options->shown[i] != NULL; i++)
    ng_figure_settings_hide (settings, options->shown[i], FALSE);
  return TRUE;
}

static void
report_net (const NgArguments *arguments, const NgNet *net, const char *file)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    ng_report (arguments, ng_net_diagnostic (net, i), file);
}

/* The document anew, with the settings in it. */
static gboolean
save (const char *path,
      NgNet *net,
      const NgPositions *positions,
      const NgFigureSettings *settings,
      GError **error)
{
  g_autofree char *figure = ng_figure_settings_print (settings);
  g_autofree char *places = positions != NULL ? ng_positions_print (positions) : NULL;
  const char *const notes[] = {
    NG_FIGURE_NOTE, figure, places != NULL ? NG_POSITIONS_NOTE : NULL, places, NULL
  };

  return ng_document_save_own (net, path, notes, error);
}

/* What the picture is, by the ending of its name; %NULL, having said so, for what it cannot be. */
static const char *
find_kind (const NgCommand *command, const Options *options, const NgFigureFileOptions *picture)
{
  const char *ending = options->output != NULL ? ng_figure_file_ending (options->output) : NULL;

  if (options->output == NULL)
    ng_usage (command, "-o OUT is missing");
  else if (ending == NULL && picture->size == 0)
    ng_usage (command, "'%s' does not end in svg, pdf, png, tex or dot", options->output);
  else
    return ending != NULL ? ending : "png";
  return NULL;
}

/* What is said of the file alone. */
static gboolean
apply_file_options (const NgCommand *command, const Options *options, NgFigureFileOptions *picture)
{
  gsize n;
  const NgFigureFileOption *list = ng_figure_file_option_list (&n);

  for (gsize i = 0; i < n; i++) {
    const char *value = options->file_values[i];
    g_autofree char *why =
        value != NULL ? ng_figure_option_set (NULL, picture, list[i].name, value) : NULL;

    if (why != NULL) {
      ng_usage (command, "--%s", why);
      return FALSE;
    }
  }
  return TRUE;
}

static void
print_result (const Options *options,
              GBytes *bytes,
              const NgNet *net,
              const char *title,
              const NgFigureSettings *settings)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (FALSE);
  NgFigure figure = settings->figure;

  figure.title = ng_figure_settings_title (settings, title);
  g_autofree char *caption = ng_figure_caption (net, &figure, NULL);
  g_autofree char *alternative = ng_figure_alternative (net, &figure);

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "file");
  ng_json_writer_string (writer, options->output);
  ng_json_writer_name (writer, "bytes");
  ng_json_writer_integer (writer, (gint64) g_bytes_get_size (bytes));
  ng_json_writer_name (writer, "form");
  ng_json_writer_string (writer, settings->figure.form->name);
  ng_json_writer_name (writer, "caption");
  ng_json_writer_string (writer, caption);
  ng_json_writer_name (writer, "alternative");
  ng_json_writer_string (writer, alternative);
  ng_json_writer_end (writer);
  ng_print_json (writer);
}

/* What is said and changes nothing; what a document says is no reason to complain. */
static void
check_effects (const Options *options,
               const NgFigureForm *form,
               const char *ending,
               GPtrArray *warnings)
{
  gsize n;
  const NgFigureFileOption *list = ng_figure_file_option_list (&n);

  for (guint i = 0; i < options->settings->len; i++)
    if (options->values[i] != NULL || options->flags[i] == TRUE ||
        (options->flags[i] == FALSE && setting_at (options, i)->fresh != NULL))
      ng_draw_check_setting (setting_at (options, i), form, ending, warnings);
  for (gsize i = 0; i < n; i++)
    if (options->file_values[i] != NULL)
      ng_draw_check_ending (list[i].name, list[i].ending, ending, warnings);
}

static gboolean
check_apart (char **paths, NgNet *net, GError **error)
{
  for (gsize i = 0; paths != NULL && paths[i] != NULL; i++)
    if (!ng_figure_apart_check (net, paths[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_paths (char **paths, NgNet *net, GHashTable *known, gboolean ends_at_equals, GError **error)
{
  for (gsize i = 0; paths != NULL && paths[i] != NULL; i++) {
    const char *equals = ends_at_equals ? strchr (paths[i], '=') : NULL;
    g_autofree char *path =
        g_strndup (paths[i], equals != NULL ? (gsize) (equals - paths[i]) : strlen (paths[i]));

    if (!(known != NULL && g_hash_table_contains (known, path)) &&
        !ng_figure_path_check (net, path, error))
      return FALSE;
  }
  return TRUE;
}

static char **
split_paths (const char *text)
{
  char **paths = g_strsplit (text, ",", -1);

  for (gsize i = 0; paths[i] != NULL; i++)
    g_strstrip (paths[i]);
  return paths;
}

/* Layers that options name are there; @saved: (nullable): what the document names may be gone. */
static gboolean
check_layers (const Options *options, NgNet *net, const NgFigureSettings *saved, GError **error)
{
  g_auto (GStrv) apart = NULL;

  for (guint i = 0; i < options->settings->len; i++)
    if (strcmp (setting_at (options, i)->name, "apart") == 0 && options->values[i] != NULL)
      apart = split_paths (options->values[i]);
  return check_paths (options->aliases, net, saved != NULL ? saved->aliases : NULL, TRUE, error) &&
         check_apart (apart, net, error) &&
         check_paths (options->hidden, net, NULL, FALSE, error) &&
         check_paths (options->shown, net, saved != NULL ? saved->hidden : NULL, FALSE, error);
}

static int
draw (const NgArguments *arguments, const Options *options)
{
  const NgCommand *command = arguments->command;
  const NgArgument *argument = NULL;
  const char *kind = NULL;
  g_autoptr (NgFigureSettings) settings = ng_figure_settings_new ();
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgPositions) positions = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *title = NULL;
  NgFigureFileOptions picture = { .settings = NULL };

  if (!apply_file_options (command, options, &picture) ||
      (kind = find_kind (command, options, &picture)) == NULL ||
      !apply_settings (command, options, settings, &picture) ||
      (argument = ng_arguments_sole (arguments)) == NULL)
    return NG_EXIT_USAGE;
  if (picture.share > 0 && strcmp (kind, "tex") != 0)
    return ng_usage (command,
                     "--width in %s is for tex only; a share of a column known by name is 0.9ieee",
                     picture.share_of);
  if (options->save && (argument->path == NULL || !g_str_has_suffix (argument->path, ".netgraph")))
    return ng_usage (command, "--save is for a file that ends in netgraph");
  if (options->save && options->dims != NULL)
    return ng_usage (command, "--save keeps the net as it is; --dim is for a drawing alone");

  net = ng_argument_net (argument, warnings, &error);
  ng_dims_bind (&net, options->dims, &error);
  if (net != NULL && argument->path == NULL && !check_layers (options, net, NULL, &error))
    g_clear_pointer (&net, ng_net_unref);
  if (net != NULL && argument->path != NULL) {
    NgFigureSettings *saved = ng_figure_settings_load (argument->path, warnings);

    positions = ng_positions_load (argument->path, warnings);
    if (!check_layers (options, net, saved, &error))
      g_clear_pointer (&net, ng_net_unref);
    if (saved != NULL) {
      ng_figure_settings_free (settings);
      settings = saved;
      apply_settings (command, options, settings, &picture);
    }
  }
  ng_report_list (arguments, warnings, ng_argument_name (argument));
  g_ptr_array_set_size (warnings, 0);
  if (net == NULL)
    return ng_report_error (arguments, error, ng_argument_name (argument));
  report_net (arguments, net, ng_argument_name (argument));
  title = argument->path != NULL && strcmp (argument->path, "-") != 0
              ? ng_gallery_name (argument->path)
              : NULL;
  check_effects (options, settings->figure.form, kind, warnings);
  picture.settings = settings;
  picture.title = title;
  picture.positions = positions;
  bytes = ng_figure_file_new (net, kind, &picture, warnings, &error);
  if (bytes == NULL || !ng_file_replace (options->output, bytes, &error))
    return ng_report_error (arguments, error, options->output);
  ng_report_list (arguments, warnings, options->output);
  if (options->save && !save (argument->path, net, positions, settings, &error))
    return ng_report_error (arguments, error, argument->path);
  if (arguments->json)
    print_result (options, bytes, net, title, settings);
  return NG_EXIT_DONE;
}

/* ---- the options ---- */

static void
add_entry (GArray *entries,
           const char *name,
           GOptionFlags flags,
           GOptionArg kind,
           gpointer at,
           const char *help,
           const char *value)
{
  GOptionEntry entry = { name, strcmp (name, "output") == 0 ? 'o' : 0, (int) flags, kind, at, help,
                         value };

  g_array_append_val (entries, entry);
}

/* What it says, and the forms that heed it, where others do not. */
static char *
help_of (const NgFigureSetting *setting)
{
  g_auto (GStrv) forms = setting->forms != NULL ? g_strsplit (setting->forms, " ", -1) : NULL;
  g_autofree char *list = forms != NULL ? g_strjoinv (", ", forms) : NULL;

  return list != NULL ? g_strdup_printf ("%s [%s]", setting->help, list) : g_strdup (setting->help);
}

/* texts: (element-type utf8): keeps what is made here. */
static void
add_setting (GArray *entries, GPtrArray *texts, Options *options, guint index)
{
  const NgFigureSetting *setting = setting_at (options, index);
  char *help = help_of (setting), *text;

  g_ptr_array_add (texts, help);
  if (setting->values != NULL) {
    text = g_strdup_printf ("%s: %s", help, setting->values);
    add_entry (entries, setting->name, 0, G_OPTION_ARG_STRING, &options->values[index], text, "…");
  } else {
    text = g_strconcat ("no-", setting->name, NULL);
    add_entry (entries, setting->name, 0, G_OPTION_ARG_NONE, &options->flags[index], help, NULL);
    add_entry (entries,
               text,
               G_OPTION_FLAG_REVERSE | G_OPTION_FLAG_HIDDEN,
               G_OPTION_ARG_NONE,
               &options->flags[index],
               NULL,
               NULL);
  }
  g_ptr_array_add (texts, text);
}

static GArray *
make_entries (Options *options, GPtrArray *texts)
{
  GArray *entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  gsize n;
  const NgFigureFileOption *list = ng_figure_file_option_list (&n);

  add_entry (entries,
             "output",
             0,
             G_OPTION_ARG_FILENAME,
             &options->output,
             "Where the picture goes; its ending says what it is: svg, pdf, png, tex, dot",
             "OUT");
  for (guint i = 0; i < options->settings->len; i++)
    add_setting (entries, texts, options, i);
  add_entry (entries,
             "alias",
             0,
             G_OPTION_ARG_STRING_ARRAY,
             &options->aliases,
             "Other words for a layer; may be given for several",
             "PATH=WORDS");
  add_entry (entries,
             "hide",
             0,
             G_OPTION_ARG_STRING_ARRAY,
             &options->hidden,
             "A layer in whose place … stands; may be given for several",
             "PATH");
  add_entry (entries,
             "show",
             0,
             G_OPTION_ARG_STRING_ARRAY,
             &options->shown,
             "A layer that the document hides",
             "PATH");
  GOptionEntry dim = ng_dims_option (&options->dims);
  g_array_append_val (entries, dim);
  for (gsize i = 0; i < n; i++)
    add_entry (entries,
               list[i].name,
               0,
               G_OPTION_ARG_STRING,
               &options->file_values[i],
               list[i].help,
               list[i].value);
  add_entry (entries,
             "save",
             0,
             G_OPTION_ARG_NONE,
             &options->save,
             "Keep all this in the document, for the next time",
             NULL);
  return entries;
}

static void
options_clear (Options *options)
{
  gsize n;

  ng_figure_file_option_list (&n);
  for (guint i = 0; i < options->settings->len; i++)
    g_free (options->values[i]);
  for (gsize i = 0; i < n; i++)
    g_free (options->file_values[i]);
  g_free (options->values);
  g_free (options->file_values);
  g_free (options->flags);
  g_strfreev (options->aliases);
  g_strfreev (options->dims);
  g_strfreev (options->hidden);
  g_strfreev (options->shown);
  g_array_unref (options->settings);
  g_free (options->output);
}

static int
run_draw (const NgCommand *self, int argc, char **argv)
{
  Options options = { .settings = ng_figure_setting_list () };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) entries = NULL;
  NgArguments arguments;
  int status = NG_EXIT_USAGE;
  gsize n;

  ng_figure_file_option_list (&n);
  options.file_values = g_new0 (char *, n);
  options.values = g_new0 (char *, options.settings->len);
  options.flags = g_new (int, options.settings->len);
  for (guint i = 0; i < options.settings->len; i++)
    options.flags[i] = -1;
  entries = make_entries (&options, texts);
  if (ng_arguments_parse (
          &arguments, self, (const GOptionEntry *) (gpointer) entries->data, argc, argv))
    status = draw (&arguments, &options);
  ng_arguments_clear (&arguments);
  options_clear (&options);
  return status;
}

const NgCommand ng_command_draw = {
  .name = "draw",
  .usage = "FILE -o OUT",
  .summary = "Draw a net as svg, pdf, png, tex or dot",
  .details =
      "A net whose shapes conflict is drawn too, with what is wrong marked. What a document\n"
      "keeps of its figure holds unless an option says otherwise; --no-fold and the like\n"
      "switch off. Widths may be shares: --width 0.9ieee, and of tex those of the text around it,\n"
      "0.8textwidth or columnwidth.\n"
      "In [brackets] stand the forms that heed an option. What changes nothing, and what speaks\n"
      "against printing the figure, is said.",
  .run = run_draw,
};
