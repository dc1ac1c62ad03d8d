#include "core/formats/gallery.h"

#include "core/base/data-file.h"
#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/formats/document.h"
#include "core/notation/read.h"
#include <string.h>

/* Names that a hint lists. */
enum { MOST_NAMES = 8 };

static void
free_net (gpointer data)
{
  NgGalleryNet *self = data;

  g_free (self->name);
  g_free (self->path);
  g_clear_pointer (&self->about, ng_expr_unref);
  g_free (self);
}

/* Whether the text begins, after comments, with a definition of `about`. */
static gboolean
begins_with_about (const char *text, gsize size)
{
  static const char word[] = "about";
  const char *end = text + size;
  int depth = 0;

  for (; text + 1 < end; text++) {
    if (text[0] == '(' && text[1] == '*') {
      depth++;
      text++;
    } else if (depth > 0 && text[0] == '*' && text[1] == ')') {
      depth--;
      text++;
    } else if (depth == 0 && !g_ascii_isspace (*text)) {
      return (gsize) (end - text) > strlen (word) && memcmp (text, word, strlen (word)) == 0;
    }
  }
  return FALSE;
}

/* Returns: (nullable): the association that the file's first expression defines as `about` */
static NgExpr *
read_about (const char *path)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) program = NULL;
  g_autoptr (NgExpr) about = NULL;
  const NgExpr *first;
  const char *text;
  gsize size;

  if (!g_str_has_suffix (path, ".wl") && !g_str_has_suffix (path, ".m"))
    return NULL;
  bytes = ng_file_map (path, NULL);
  text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  if (text == NULL || !begins_with_about (text, size))
    return NULL;
  program = ng_parse_file (path, text, (gssize) size, NULL, NULL);
  first = program != NULL && program->len > 0 ? program->pdata[0] : NULL;
  if (first == NULL || !ng_expr_is_call (first, "Set") || ng_expr_n_args (first) != 2 ||
      !ng_expr_is_symbol (ng_expr_arg (first, 0), "about"))
    return NULL;
  about = ng_expr_evaluate (ng_expr_arg (first, 1), NULL, NULL);
  return about != NULL && ng_expr_is_call (about, "Association") ? g_steal_pointer (&about) : NULL;
}

static const char *
find_name (const NgExpr *about)
{
  const NgExpr *name = about != NULL ? ng_expr_lookup (about, "Name") : NULL;

  if (name == NULL || ng_expr_kind (name) != NG_EXPR_STRING || *ng_expr_text (name) == '\0')
    return NULL;
  return ng_expr_text (name);
}

char *
ng_gallery_name (const char *path)
{
  g_autoptr (NgExpr) about = read_about (path);
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *stem = ng_document_stem (file);

  return g_utf8_make_valid (find_name (about) != NULL ? find_name (about) : stem, -1);
}

/* A net takes the place of one of the same name. */
static void
add_folder (GHashTable *nets, const char *folder)
{
  g_autoptr (GDir) files = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *file;

  while (files != NULL && (file = g_dir_read_name (files)) != NULL) {
    g_autofree char *stem = ng_document_stem (file);
    NgGalleryNet *net;

    if (g_str_equal (stem, file) || *file == '.')
      continue;
    net = g_new0 (NgGalleryNet, 1);
    net->path = g_build_filename (folder, file, NULL);
    net->about = read_about (net->path);
    net->name =
        g_utf8_make_valid (find_name (net->about) != NULL ? find_name (net->about) : stem, -1);
    g_hash_table_replace (nets, net->name, net);
  }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const NgGalleryNet *const *first = a, *const *second = b;
  int order = g_ascii_strcasecmp ((*first)->name, (*second)->name);

  return order != 0 ? order : strcmp ((*first)->name, (*second)->name);
}

GPtrArray *
ng_gallery_new (void)
{
  g_autoptr (GHashTable) nets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_net);
  g_autofree char *ours = ng_data_file ("gallery");
  g_autofree char *added = g_build_filename (g_get_user_data_dir (), "netgraph", "gallery", NULL);
  GPtrArray *gallery = g_ptr_array_new_with_free_func (free_net);
  GHashTableIter iter;
  gpointer net;

  add_folder (nets, ours);
  add_folder (nets, added);
  g_hash_table_iter_init (&iter, nets);
  while (g_hash_table_iter_next (&iter, NULL, &net))
    g_ptr_array_add (gallery, net);
  g_hash_table_steal_all (nets);
  g_ptr_array_sort (gallery, compare_names);
  return gallery;
}

static gboolean
is_part (const char *name, const char *part)
{
  g_autofree char *lower_name = g_utf8_casefold (name, -1);
  g_autofree char *lower_part = g_utf8_casefold (part, -1);

  return strstr (lower_name, lower_part) != NULL;
}

/* The names that hold @name, whatever the case; else the one that is most alike. */
static char *
suggest (const GPtrArray *gallery, const char *name)
{
  g_autofree const char **names = g_new0 (const char *, gallery->len + 1);
  g_autoptr (GString) alike = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < gallery->len; i++)
    names[i] = ((NgGalleryNet *) gallery->pdata[i])->name;
  for (guint i = 0; i < gallery->len && *name != '\0' && n < MOST_NAMES; i++) {
    if (is_part (names[i], name))
      g_string_append_printf (alike, "%s\"%s\"", n++ > 0 ? ", " : "", names[i]);
  }
  if (n == 0 && ng_nearest (name, names) != NULL) {
    g_string_append_printf (alike, "\"%s\"", ng_nearest (name, names));
    n = 1;
  }
  if (n == 0)
    return g_strdup ("NetModel[] lists the names.");
  if (n == 1)
    return g_strdup_printf ("Did you mean %s?", alike->str);
  return g_strdup_printf ("There are %s.", alike->str);
}

const NgGalleryNet *
ng_gallery_find (const GPtrArray *gallery, const char *name, GError **error)
{
  g_autofree char *hint = NULL;
  NgDiagnostic *diagnostic;

  for (guint i = 0; i < gallery->len; i++) {
    const NgGalleryNet *net = gallery->pdata[i];

    if (strcmp (net->name, name) == 0)
      return net;
  }
  hint = suggest (gallery, name);
  diagnostic = ng_diagnostic_new (
      "NetModel::name", NULL, "There is no net of the name \"%s\" in the gallery.", name);
  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "%s", hint));
  return NULL;
}
