/* A folder with a page of all nets of the gallery in all forms of figures: gallery NETS FOLDER.
 * Forms and nets are found, so the page grows with them. */

#include "core/formats/gallery.h"
#include "core/formats/document.h"
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/figure/caption.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  GString *page;
  const char *folder;
} Gallery;

static const char style[] =
    "body{margin:0 auto;max-width:76rem;padding:2.4rem clamp(1rem,4vw,3rem) 6rem;"
    "font:1rem/1.55 system-ui,sans-serif;color:#1d2129;background:#fbfbfc}\n"
    "h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .6rem}\n"
    "h2{font-size:1.35rem;letter-spacing:-.01em;margin:3.6rem 0 .3rem;padding-bottom:.4rem;"
    "border-bottom:1px solid #dfe3ea}\n"
    "h2 a{color:inherit;text-decoration:none}\n"
    "p{max-width:44rem;color:#4e5766;margin:.4rem 0}\n"
    "nav{columns:14rem;margin:1.4rem 0;font-size:.92rem}\n"
    "nav a{display:block;color:#2f62c9;text-decoration:none}\n"
    "figure{margin:1.2rem 0 1.8rem;border:1px solid #dfe3ea;border-radius:.6rem;background:#fff;"
    "overflow:hidden}\n"
    "figcaption{padding:.5rem .9rem;background:#f3f4f7;font-size:.88rem;color:#4e5766}\n"
    "figcaption b{color:#1d2129}\n"
    ".picture{overflow:auto;max-height:40rem;padding:1rem;text-align:center}\n"
    ".refused{padding:.8rem .9rem;color:#646d7c;font-size:.9rem}\n";

/* printf with every %s escaped. */
static void put (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
put (GString *out, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (out, text);
}

/* The file's first comment in one line. */
static char *
read_summary (const char *path)
{
  g_autofree char *text = NULL;
  const char *end;
  GString *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_str_has_prefix (text, "(*") ||
      (end = strstr (text, "*)")) == NULL)
    return g_strdup ("");
  line = g_string_new (NULL);
  for (const char *p = text + strlen ("(*"); p < end; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (line, *p);
    else if (line->len > 0 && line->str[line->len - 1] != ' ')
      g_string_append_c (line, ' ');
  return g_string_free (line, FALSE);
}

static gboolean
write_figure (const char *path, const NgScene *scene, const NgFigureForm *form, const char *title)
{
  g_autofree char *svg =
      ng_svg_write (scene, ng_theme_get (form->theme), &(NgAbout){ .title = title }, 0, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_static (svg, strlen (svg));

  return ng_file_replace (path, bytes, NULL);
}

static gboolean
put_figure (
    Gallery *self, NgNet *net, const char *name, const char *title, const NgFigureForm *form)
{
  g_autofree char *file = g_strdup_printf ("%s-%s.svg", name, form->name);
  g_autofree char *path = g_build_filename (self->folder, file, NULL);
  NgFigure figure = ng_figure_default ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgScene) scene = NULL;

  figure.form = form;
  figure.title = title;
  figure.names = TRUE;
  figure.metrics = ng_pango_metrics ();
  scene = ng_figure_draw (net, &figure, NULL, &error);
  put (self->page,
       "<figure>\n<figcaption><b>%s</b> · %s</figcaption>\n",
       form->title,
       form->summary);
  if (scene != NULL) {
    g_autofree char *words = ng_figure_alternative (net, &figure);
    if (!write_figure (path, scene, form, title))
      return FALSE;
    put (self->page,
         "<div class=\"picture\"><a href=\"%s\"><img src=\"%s\" alt=\"%s\" "
         "loading=\"lazy\"/></a></div>\n",
         file,
         file,
         words);
  } else {
    put (self->page, "<div class=\"refused\">%s</div>\n", error->message);
  }
  g_string_append (self->page, "</figure>\n");
  return TRUE;
}

static gboolean
put_net (Gallery *self, const char *nets, const char *file)
{
  g_autofree char *path = g_build_filename (nets, file, NULL);
  g_autofree char *name = g_strndup (file, (gsize) (strrchr (file, '.') - file));
  g_autofree char *title = ng_gallery_name (path);
  g_autofree char *summary = read_summary (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  if (net == NULL) {
    fprintf (stderr, "%s: %s\n", path, error->message);
    return FALSE;
  }
  put (self->page,
       "<section id=\"%s\">\n<h2><a href=\"#%s\">%s</a></h2>\n<p>%s</p>\n",
       name,
       name,
       title,
       summary);
  for (gsize i = 0; i < n; i++)
    if (!put_figure (self, net, name, title, forms[i]))
      return FALSE;
  g_string_append (self->page, "</section>\n");
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_nets (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".wl"))
      g_ptr_array_add (files, g_strdup (name));
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (files, compare_names);
  return files;
}

static gboolean
write_page (const Gallery *self)
{
  g_autofree char *path = g_build_filename (self->folder, "index.html", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (self->page->str, self->page->len);

  return ng_file_replace (path, bytes, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) files = argc == 3 ? list_nets (argv[1]) : NULL;
  g_autoptr (GString) page =
      g_string_new ("<!DOCTYPE html>\n"
                    "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
                    "<meta charset=\"UTF-8\"/>\n"
                    "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
                    "<title>NetGraph: nets in all forms</title>\n<style>\n");
  Gallery gallery = { page, argc == 3 ? argv[2] : NULL };

  if (files == NULL || files->len == 0 || g_mkdir_with_parents (gallery.folder, 0777) != 0) {
    fprintf (stderr, "usage: gallery NETS FOLDER\n");
    return 2;
  }
  g_string_append_printf (page,
                          "%s</style>\n</head>\n<body>\n<h1>Nets in all forms</h1>\n"
                          "<p>Every net of the gallery in every form of figure, as "
                          "<code>netgraph draw NET --form FORM -o FIGURE</code> writes it.</p>\n"
                          "<nav>\n",
                          style);
  for (guint i = 0; i < files->len; i++) {
    const char *file = files->pdata[i];
    g_autofree char *name = g_strndup (file, (gsize) (strrchr (file, '.') - file));

    g_autofree char *path = g_build_filename (argv[1], file, NULL);
    g_autofree char *title = ng_gallery_name (path);
    put (page, "<a href=\"#%s\">%s</a>\n", name, title);
  }
  g_string_append (page, "</nav>\n");
  for (guint i = 0; i < files->len; i++)
    if (!put_net (&gallery, argv[1], files->pdata[i]))
      return 1;
  g_string_append (page, "</body>\n</html>\n");
  return write_page (&gallery) ? 0 : 1;
}
