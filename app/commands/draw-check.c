#include "app/commands/draw-check.h"

#include <string.h>

/* What files have of a figure but not of others: the rest is in all. */
static const struct {
  const char *ending, *settings;
  gboolean is_all; /* whether others do nothing */
} files[] = {
  { "dot", "direction depth", TRUE },
  { "png", "text author", FALSE },
  { "svg", "author", FALSE },
  { "tex", "text author font", FALSE },
};

static gboolean
holds (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) list, word);
}

static gboolean
file_has (const char *ending, const char *setting)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (strcmp (files[i].ending, ending) == 0)
      return holds (files[i].settings, setting) == files[i].is_all;
  return TRUE;
}

static void
warn (GPtrArray *warnings, NgDiagnostic *diagnostic)
{
  g_ptr_array_add (warnings, ng_diagnostic_as_warning (diagnostic));
}

void
ng_draw_check_setting (const NgFigureSetting *setting,
                       const NgFigureForm *form,
                       const char *ending,
                       GPtrArray *warnings)
{
  if (!file_has (ending, setting->name)) {
    warn (warnings,
          ng_diagnostic_new (
              "Draw::option", NULL, "--%s changes nothing in a %s file.", setting->name, ending));
  } else if (strcmp (ending, "dot") != 0 && !ng_figure_setting_counts (setting, form)) {
    g_auto (GStrv) forms = g_strsplit (setting->forms, " ", -1);
    g_autofree char *list = g_strjoinv (", ", forms);

    warn (warnings,
          ng_diagnostic_with_hint (ng_diagnostic_new ("Draw::option",
                                                      NULL,
                                                      "--%s changes nothing in the form \"%s\".",
                                                      setting->name,
                                                      form->name),
                                   forms[1] != NULL ? "These forms heed it: %s."
                                                    : "Only this form heeds it: %s.",
                                   list));
  }
}

void
ng_draw_check_ending (const char *option,
                      const char *needed,
                      const char *ending,
                      GPtrArray *warnings)
{
  if (strcmp (ending, needed) != 0)
    warn (warnings,
          ng_diagnostic_new ("Draw::option",
                             NULL,
                             "--%s changes nothing in a %s file: it is for %s.",
                             option,
                             ending,
                             needed));
}
