#include "render/figure/option.h"

#include "core/base/limits.h"
#include "render/figure/figure-rows.h"
#include "render/figure/paths.h"

#include <string.h>

#define MOST_SHARE 10.0
#define MOST_SCALE 100.0
#define MOST_DPI   7200.0

static const NgFigureFileOption file_options[] = {
  { "tex", "WORD", "Of tex: standalone, a document of its own, or body, for \\input", "tex" },
  { "scale", "X", "Of png: pixels per point in print (2, or what fits)", "png" },
  { "dpi", "N", "Of png: pixels per inch in print (300, where a width is given)", "png" },
  { "size",
    "PIXELS",
    "Of png: pixels of the longer side; the file is a png then, unless its ending says otherwise",
    "png" },
};

const NgFigureFileOption *
ng_figure_file_option_list (gsize *n)
{
  *n = G_N_ELEMENTS (file_options);
  return file_options;
}

/* ---- one option ---- */

static gboolean
read_number (const char *text, double *number)
{
  char *end;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

/* Widths that TeX knows when it sets the picture. */
static const char *const tex_widths[] = { "textwidth", "columnwidth", "linewidth" };

/* "0.8textwidth", which is no setting: TeX alone knows what it is. */
static gboolean
read_share (const char *text, NgFigureFileOptions *file)
{
  char *end;
  double share = g_ascii_strtod (text, &end);

  share = end != text ? share : 1;
  end += strspn (end, " \\");
  for (gsize i = 0; i < G_N_ELEMENTS (tex_widths); i++) {
    if (strcmp (end, tex_widths[i]) != 0 || !(share > 0 && share <= MOST_SHARE))
      continue;
    file->share = share;
    file->share_of = tex_widths[i];
    return TRUE;
  }
  return FALSE;
}

static char *
set_tex (NgFigureFileOptions *file, const char *value)
{
  if (strcmp (value, "body") != 0 && strcmp (value, "standalone") != 0)
    return g_strdup_printf ("tex is standalone or body, not '%s'", value);
  file->body = strcmp (value, "body") == 0;
  return NULL;
}

/* Each says how many pixels there are. */
static char *
set_pixels (NgFigureFileOptions *file, const char *name, const char *value)
{
  double number;
  gboolean is_number = read_number (value, &number);

  if (file->scale > 0 || file->dpi > 0 || file->size > 0)
    return g_strdup ("scale, size and dpi all say how many pixels there are: give one");
  if (strcmp (name, "scale") == 0) {
    file->scale = number;
    if (!is_number || !(number > 0 && number <= MOST_SCALE))
      return g_strdup_printf ("scale is a number above 0 and up to 100, not '%s'", value);
  } else if (strcmp (name, "dpi") == 0) {
    file->dpi = number;
    if (!is_number || !(number >= 1 && number <= MOST_DPI))
      return g_strdup_printf ("dpi is a number of pixels an inch from 1 to 7200, not '%s'", value);
  } else {
    if (!is_number || !(number >= 1 && number <= G_MAXINT) || number != (int) number)
      return g_strdup_printf ("size is a whole number of pixels, 1 or more, not '%s'", value);
    file->size = (int) number;
  }
  return NULL;
}

char *
ng_figure_option_set (NgFigureSettings *settings,
                      NgFigureFileOptions *file,
                      const char *name,
                      const char *value)
{
  if (strcmp (name, "width") == 0 && read_share (value, file))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (file_options); i++)
    if (strcmp (file_options[i].name, name) == 0)
      return strcmp (name, "tex") == 0 ? set_tex (file, value) : set_pixels (file, name, value);
  return ng_figure_settings_set (settings, name, value);
}

/* ---- options in notation ---- */

typedef struct {
  NgNet *net;
  NgFigureSettings *settings;
  NgFigureFileOptions *file;
  GError **error;
} Reader;

/* Names that the language has for some of them. */
static const struct {
  const char *theirs, *ours;
} others[] = { { "imageresolution", "dpi" }, { "imagesize", "width" } };

static gboolean
fail (const Reader *self, const NgExpr *at, const char *hint, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (const Reader *self, const NgExpr *at, const char *hint, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  NgDiagnostic *diagnostic =
      ng_diagnostic_new ("Eval::arguments", ng_expr_place (at), "%s", message);
  ng_error_set (self->error,
                hint != NULL ? ng_diagnostic_with_hint (diagnostic, "%s", hint) : diagnostic);
  return FALSE;
}

/* "FontSize", "font-size" and FontSize are "fontsize". */
static char *
bare_name (const char *name)
{
  GString *bare = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    if (*p != '-')
      g_string_append_c (bare, g_ascii_tolower (*p));
  return g_string_free (bare, FALSE);
}

/* Returns: (transfer none) (nullable): the name of a setting, or of an option of files */
static const char *
find_name (const char *written)
{
  g_autofree char *bare = bare_name (written);
  gsize n;
  const NgFigureRow *rows = ng_figure_rows (&n);

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i].theirs, bare) == 0)
      return others[i].ours;
  for (gsize i = 0; i < n; i++) {
    g_autofree char *name = bare_name (rows[i].name);
    if (strcmp (name, bare) == 0)
      return rows[i].name;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (file_options); i++)
    if (strcmp (file_options[i].name, bare) == 0)
      return file_options[i].name;
  return NULL;
}

static gboolean
fail_name (const Reader *self, const NgExpr *key, const char *written)
{
  g_autoptr (GString) names = g_string_new ("There are ");
  gsize n;
  const NgFigureRow *rows = ng_figure_rows (&n);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (names, "\"%s\", ", rows[i].name);
  for (gsize i = 0; i < G_N_ELEMENTS (file_options); i++)
    g_string_append_printf (names, "\"%s\", ", file_options[i].name);
  g_string_append (names, "\"aliases\" and \"hidden\".");
  return fail (self, key, names->str, "Export has no option \"%s\" for figures.", written);
}

/* Returns: (transfer full) (nullable): the value as one would type it behind an option */
static char *
value_text (const char *name, const NgExpr *value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (ng_expr_is_symbol (value, "True") || ng_expr_is_symbol (value, "False"))
    return g_strdup (ng_expr_is_symbol (value, "True") ? "yes" : "no");
  if (ng_expr_kind (value) == NG_EXPR_STRING)
    return g_strdup (ng_expr_text (value));
  if (ng_expr_kind (value) == NG_EXPR_SYMBOL)
    return g_ascii_strdown (ng_expr_text (value), -1);
  if (!ng_expr_is_number (value))
    return NULL;
  g_ascii_dtostr (digits, sizeof digits, ng_expr_number (value));
  return strcmp (name, "width") == 0 || strcmp (name, "wrap") == 0
             ? g_strconcat (digits, "pt", NULL)
             : g_strdup (digits);
}

static gboolean
check_path (const Reader *self, const NgExpr *path)
{
  if (ng_expr_kind (path) != NG_EXPR_STRING)
    return fail (self, path, NULL, "A layer of a figure is named by its path, a string.");
  return ng_figure_path_check (self->net, ng_expr_text (path), self->error);
}

static gboolean
read_alias (const Reader *self, const NgExpr *rule)
{
  if (!ng_expr_is_rule (rule) || ng_expr_kind (ng_expr_arg (rule, 1)) != NG_EXPR_STRING)
    return fail (self, rule, NULL, "\"Aliases\" are rules, {\"path\" -> \"words\", …}.");
  if (!check_path (self, ng_expr_arg (rule, 0)))
    return FALSE;
  ng_figure_settings_set_alias (
      self->settings, ng_expr_text (ng_expr_arg (rule, 0)), ng_expr_text (ng_expr_arg (rule, 1)));
  return TRUE;
}

static gboolean
read_hidden (const Reader *self, const NgExpr *path)
{
  if (!check_path (self, path))
    return FALSE;
  ng_figure_settings_hide (self->settings, ng_expr_text (path), TRUE);
  return TRUE;
}

/* One, or a list of them. */
static gboolean
read_each (const Reader *self,
           const NgExpr *value,
           gboolean (*read) (const Reader *self, const NgExpr *item))
{
  if (!ng_expr_is_call (value, "List") && !ng_expr_is_call (value, "Association"))
    return read (self, value);
  for (gsize i = 0; i < ng_expr_n_args (value); i++)
    if (!read (self, ng_expr_arg (value, i)))
      return FALSE;
  return TRUE;
}

static gboolean
read_option (const Reader *self, const NgExpr *rule)
{
  const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL, *value;
  gboolean is_name =
      key != NULL && (ng_expr_kind (key) == NG_EXPR_STRING || ng_expr_kind (key) == NG_EXPR_SYMBOL);

  if (!is_name)
    return fail (
        self, rule, NULL, "What follows the net are options, such as \"Form\" -> \"blocks\".");
  value = ng_expr_arg (rule, 1);
  g_autofree char *bare = bare_name (ng_expr_text (key));
  if (strcmp (bare, "aliases") == 0)
    return read_each (self, value, read_alias);
  if (strcmp (bare, "hidden") == 0)
    return read_each (self, value, read_hidden);

  const char *name = find_name (ng_expr_text (key));
  if (name == NULL)
    return fail_name (self, key, ng_expr_text (key));
  if (ng_expr_is_symbol (value, "Automatic"))
    return TRUE;
  g_autofree char *text = value_text (name, value);
  if (text == NULL)
    text = ng_print_short (value, NG_MAX_SHOWN_NAME);
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *why = ng_figure_option_set (self->settings, self->file, name, text);
  /* "Below" is as good as "below". */
  if (why != NULL && strcmp (lower, text) != 0) {
    g_autofree char *still = ng_figure_option_set (self->settings, self->file, name, lower);
    if (still == NULL)
      return TRUE;
  }
  return why == NULL || fail (self, value, NULL, "In a figure, %s.", why);
}

gboolean
ng_figure_options_read (NgNet *net,
                        const NgExpr *call,
                        gsize first,
                        NgFigureSettings *settings,
                        NgFigureFileOptions *file,
                        GError **error)
{
  const Reader reader = { net, settings, file, error };

  for (gsize i = first; i < ng_expr_n_args (call); i++)
    if (!read_option (&reader, ng_expr_arg (call, i)))
      return FALSE;
  return TRUE;
}
