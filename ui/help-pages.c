#include "ui/help-pages.h"

#include "core/base/data-file.h"
#include "core/graph/registry.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  const char *name; /* of the file in help/, without its ending */
  const char *title;
} files[] = {
  { "start", N_ ("Getting Started") },        { "build", N_ ("Building a Net") },
  { "wires", N_ ("Wires and Keys") },         { "run", N_ ("Running a Net") },
  { "errors", N_ ("Errors and What Helps") }, { "files", N_ ("Files") },
};

static void
page_free (gpointer data)
{
  NgHelpPage *self = data;

  g_free (self->name);
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

static void
add_page (GPtrArray *pages, const char *name, const char *title, char *text)
{
  NgHelpPage *page = g_new0 (NgHelpPage, 1);

  page->name = g_strdup (name);
  page->title = g_strdup (title);
  page->text = text;
  g_ptr_array_add (pages, page);
}

/* A missing file is a page that is not there. */
static void
add_file (GPtrArray *pages, const char *name, const char *title)
{
  g_autofree char *file = g_strdup_printf ("help/%s.txt", name);
  g_autofree char *path = ng_data_file (file);
  char *text = NULL;

  if (path != NULL && g_file_get_contents (path, &text, NULL, NULL))
    add_page (pages, name, title, text);
}

static void
append_ports (GString *text, const char *title, const NgPortSpec *ports)
{
  if (ports[0].name == NULL)
    return;
  g_string_append_printf (text, "\n## %s\n\n", title);
  for (gsize i = 0; i < NG_MAX_CLASS_PORTS && ports[i].name != NULL; i++) {
    g_string_append_printf (text, "- %s", ports[i].name);
    if (ports[i].shape != NULL)
      g_string_append_printf (text, ": %s", ports[i].shape);
    if (ports[i].is_optional)
      g_string_append_printf (text, " (%s)", _ ("may be left open"));
    g_string_append_c (text, '\n');
  }
}

static char *
text_of_class (const NgLayerClass *class)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "# %s\n\n%s.\n", class->name, class->summary);
  if (class->law != NULL)
    g_string_append_printf (text, "\n%s\n", class->law);
  if (class->params[0].name != NULL)
    g_string_append_printf (text, "\n## %s\n\n", _ ("Parameters"));
  for (gsize i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    const NgParamSpec *param = &class->params[i];

    g_string_append_printf (text, "- %s", param->name);
    if (param->value != NULL)
      g_string_append_printf (text, " (%s)", param->value);
    if (param->help != NULL)
      g_string_append_printf (text, ": %s", param->help);
    g_string_append_c (text, '\n');
  }
  append_ports (text, _ ("Inputs"), class->inputs);
  append_ports (text, _ ("Outputs"), class->outputs);
  if (class->examples[0] != NULL)
    g_string_append_printf (text, "\n## %s\n\n", _ ("Examples"));
  for (gsize i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++)
    g_string_append_printf (text, "> %s\n", class->examples[i]);
  return g_string_free (text, FALSE);
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const NgHelpPage *s = *(const NgHelpPage *const *) a, *t = *(const NgHelpPage *const *) b;

  return strcmp (s->title, t->title);
}

GPtrArray *
ng_help_pages (void)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func (page_free);
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    add_file (pages, files[i].name, _ (files[i].title));
  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);

    if (class->category != NG_CATEGORY_OPERATOR)
      add_page (layers, class->name, class->name, text_of_class (class));
  }
  g_ptr_array_sort (layers, compare_titles);
  g_ptr_array_extend_and_steal (pages, g_steal_pointer (&layers));
  return pages;
}

gboolean
ng_help_page_matches (const NgHelpPage *self, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);
  g_autofree char *all = g_strconcat (self->title, "\n", self->text, NULL);
  g_autofree char *text = g_utf8_casefold (all, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (text, parts[i]) == NULL)
      return FALSE;
  return TRUE;
}

char *
ng_help_markup (const char *text)
{
  static const struct {
    const char *prefix, *before, *after;
  } forms[] = {
    { "# ", "<span size='x-large' weight='bold'>", "</span>" },
    { "## ", "<span size='large' weight='bold'>", "</span>" },
    { "- ", "  •  ", "" },
    { "> ", "<tt>", "</tt>" },
    { "", "", "" },
  };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *markup = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (forms); k++)
      if (g_str_has_prefix (lines[i], forms[k].prefix)) {
        g_autofree char *escaped = g_markup_escape_text (lines[i] + strlen (forms[k].prefix), -1);

        g_string_append_printf (markup, "%s%s%s\n", forms[k].before, escaped, forms[k].after);
        break;
      }
  return g_string_free (markup, FALSE);
}
