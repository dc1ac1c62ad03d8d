#include "ui/sample-paste.h"

#include "core/media/conform.h"
#include "ui/filetypes.h"

#include <glib/gi18n.h>
#include <string.h>

/* Pixels of a picture that is pasted, and bytes of a text. */
#define MAX_PIXELS (1 << 26)
#define MAX_TEXT   (1 << 20)

/* The picture on black, {3, height, width}. */
static NgTensor *
read_texture (GdkTexture *texture)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  gint64 size = (gint64) width * height, dims[] = { 3, height, width };
  g_autofree guint32 *pixels = NULL;
  float *data;

  if (size > MAX_PIXELS)
    return NULL;
  pixels = g_new (guint32, (gsize) size);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  data = g_new (float, 3 * (gsize) size);
  for (gint64 i = 0; i < size; i++)
    for (int k = 0; k < 3; k++)
      data[k * size + i] = (float) (pixels[i] >> (16 - 8 * k) & 0xff) / 255.0f;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, 3, data);
}

static gboolean
accept_texture (NgExperiment *experiment, guint input, GdkTexture *texture)
{
  NgConform how = { .n_axes = 2 };
  g_autoptr (NgTensor) picture = NULL;
  g_autoptr (NgTensor) coloured = NULL;
  g_autoptr (NgTensor) conformed = NULL;
  NgPictureSize size;

  if (texture == NULL || ng_experiment_net (experiment) == NULL ||
      !ng_input_takes_pictures (ng_experiment_net (experiment), input, &size))
    return FALSE;
  picture = read_texture (texture);
  coloured = picture != NULL && size.channels == 1
                 ? ng_colour_convert (picture, NG_COLOUR_RGB, NG_COLOUR_GREY, NULL)
                 : g_steal_pointer (&picture);
  how.sizes[0] = size.height;
  how.sizes[1] = size.width;
  conformed = coloured != NULL ? ng_image_conform (coloured, &how, NULL) : NULL;
  if (conformed == NULL)
    return FALSE;
  ng_experiment_set_drawing (experiment, input, conformed, _ ("Pasted picture"));
  return TRUE;
}

void
ng_sample_types (GType types[NG_N_SAMPLE_TYPES])
{
  types[0] = GDK_TYPE_FILE_LIST;
  types[1] = GDK_TYPE_TEXTURE;
  types[2] = G_TYPE_STRING;
}

gboolean
ng_sample_accept (NgExperiment *experiment, guint input, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)) {
    GSList *files = g_value_get_boxed (value);

    if (files == NULL || !ng_file_is_sample (files->data))
      return FALSE;
    ng_experiment_set_file (experiment, input, files->data);
    return TRUE;
  }
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    return accept_texture (experiment, input, g_value_get_object (value));
  if (G_VALUE_HOLDS_STRING (value)) {
    const char *text = g_value_get_string (value);

    if (text == NULL || *text == '\0' || strlen (text) > MAX_TEXT)
      return FALSE;
    ng_experiment_set_text (experiment, input, text, _ ("Pasted text"));
    return TRUE;
  }
  return FALSE;
}

typedef struct {
  NgExperiment *experiment;
  guint input;
} Paste;

static void
read_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (value != NULL)
    ng_sample_accept (paste->experiment, paste->input, value);
  g_object_unref (paste->experiment);
  g_free (paste);
}

gboolean
ng_sample_paste (NgExperiment *experiment, guint input, GdkClipboard *clipboard)
{
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  GType types[NG_N_SAMPLE_TYPES];

  ng_sample_types (types);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    Paste *paste;

    if (!gdk_content_formats_contain_gtype (formats, types[i]))
      continue;
    paste = g_new (Paste, 1);
    *paste = (Paste){ g_object_ref (experiment), input };
    gdk_clipboard_read_value_async (clipboard, types[i], G_PRIORITY_DEFAULT, NULL, read_cb, paste);
    return TRUE;
  }
  return FALSE;
}
