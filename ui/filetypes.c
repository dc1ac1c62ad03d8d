#include "ui/filetypes.h"

#include <glib/gi18n.h>

static const char *const net_endings[] = { "wl", "m", "netgraph", "onnx", NULL };
static const char *const picture_endings[] = { "png", "jpg", "jpeg", NULL };
static const char *const sample_endings[] = {
  "png", "jpg", "jpeg", "npy", "csv", "pb", "txt", NULL
};

static gboolean
has_ending (GFile *file, const char *const *endings)
{
  g_autofree char *name = g_file_get_basename (file);
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;

  for (gsize i = 0; dot != NULL && endings[i] != NULL; i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
ng_file_is_sample (GFile *file)
{
  return has_ending (file, sample_endings);
}

gboolean
ng_file_is_picture (GFile *file)
{
  return has_ending (file, picture_endings);
}

static GtkFileFilter *
filter_new (const char *name, const char *const *endings)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (gsize i = 0; endings[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, endings[i]);
  return filter;
}

GtkFileFilter *
ng_net_filter (void)
{
  return filter_new (_ ("Neural nets"), net_endings);
}

GtkFileFilter *
ng_sample_filter (void)
{
  return filter_new (_ ("Samples: pictures, tables, arrays"), sample_endings);
}

GtkFileFilter *
ng_all_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("All files"));
  gtk_file_filter_add_pattern (filter, "*");
  return filter;
}
