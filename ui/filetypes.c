#include "ui/filetypes.h"

#include <glib/gi18n.h>

static const char *const net_endings[] = { "wl", "m",   "netgraph", "onnx", "keras",
                                           "h5", "wxf", "wlnet",    NULL };
static const char *const picture_endings[] = { "png", "jpg", "jpeg", "webp", NULL };
static const char *const sample_endings[] = { "png", "jpg",  "jpeg", "webp", "npy",
                                              "npz", "csv",  "tsv",  "pb",   "txt",
                                              "wav", "flac", "ogg",  "gz",   NULL };
static const char *const dataset_endings[] = { "csv", "tsv", "txt", "npy", "npz", "gz", NULL };

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
  g_autofree char *name = g_file_get_basename (file);

  return has_ending (file, sample_endings) || (name != NULL && g_str_has_suffix (name, "-ubyte")) ||
         g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
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
ng_dataset_filter (void)
{
  GtkFileFilter *filter = filter_new (_ ("Data sets: tables, texts, arrays"), dataset_endings);

  gtk_file_filter_add_pattern (filter, "*-ubyte");
  return filter;
}

GtkFileFilter *
ng_all_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("All files"));
  gtk_file_filter_add_pattern (filter, "*");
  return filter;
}
