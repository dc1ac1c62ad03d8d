#include "render/figure/figure-settings.h"

NgFigureSettings *
ng_figure_settings_new (void)
{
  NgFigureSettings *self = g_new0 (NgFigureSettings, 1);

  self->figure = ng_figure_default ();
  self->theme = NG_FIGURE_AUTOMATIC;
  self->aliases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->figure.aliases = self->aliases;
  self->figure.hidden = self->hidden;
  return self;
}

NgFigureSettings *
ng_figure_settings_copy (const NgFigureSettings *self)
{
  NgFigureSettings *copy = ng_figure_settings_new ();
  GHashTable *aliases = copy->aliases, *hidden = copy->hidden;
  GHashTableIter iter;
  gpointer path, words;

  *copy = *self;
  copy->font = g_strdup (self->font);
  copy->title = g_strdup (self->title);
  copy->figure.apart = g_strdup (self->figure.apart);
  copy->author = g_strdup (self->author);
  copy->aliases = aliases;
  copy->hidden = hidden;
  copy->figure.aliases = aliases;
  copy->figure.hidden = hidden;
  g_hash_table_iter_init (&iter, self->aliases);
  while (g_hash_table_iter_next (&iter, &path, &words))
    g_hash_table_insert (aliases, g_strdup (path), g_strdup (words));
  g_hash_table_iter_init (&iter, self->hidden);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_hash_table_add (hidden, g_strdup (path));
  return copy;
}

void
ng_figure_settings_free (NgFigureSettings *self)
{
  g_free (self->font);
  g_free (self->title);
  g_free ((char *) self->figure.apart);
  g_free (self->author);
  g_hash_table_unref (self->aliases);
  g_hash_table_unref (self->hidden);
  g_free (self);
}

void
ng_figure_settings_set_alias (NgFigureSettings *self, const char *path, const char *words)
{
  if (words == NULL)
    g_hash_table_remove (self->aliases, path);
  else if (g_hash_table_size (self->aliases) < NG_MAX_ALIASES ||
           g_hash_table_contains (self->aliases, path))
    g_hash_table_insert (
        self->aliases,
        g_strdup (path),
        g_utf8_substring (words, 0, MIN (NG_MAX_ALIAS, g_utf8_strlen (words, -1))));
}

void
ng_figure_settings_hide (NgFigureSettings *self, const char *path, gboolean hides)
{
  if (!hides)
    g_hash_table_remove (self->hidden, path);
  else if (g_hash_table_size (self->hidden) < NG_MAX_ALIASES)
    g_hash_table_add (self->hidden, g_strdup (path));
}

const char *
ng_figure_settings_title (const NgFigureSettings *self, const char *usual)
{
  return self->title != NULL ? self->title : usual;
}
