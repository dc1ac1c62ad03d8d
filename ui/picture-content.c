#include "ui/picture-content.h"

#include <string.h>

static const struct {
  const char *mime, *path; /* a name whose ending says the same */
} kinds[] = {
  { "image/svg+xml", "picture.svg" },
  { "application/pdf", "picture.pdf" },
  { "image/png", "picture.png" },
};

#define NG_TYPE_PICTURE_CONTENT (ng_picture_content_get_type ())
G_DECLARE_FINAL_TYPE (NgPictureContent, ng_picture_content, NG, PICTURE_CONTENT, GdkContentProvider)

struct _NgPictureContent {
  GdkContentProvider parent_instance;

  NgTasks *tasks;
  NgPicture picture;
};

G_DEFINE_FINAL_TYPE (NgPictureContent, ng_picture_content, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    gdk_content_formats_builder_add_mime_type (builder, kinds[i].mime);
  return gdk_content_formats_builder_free_to_formats (builder);
}

/* Making the bytes in the worker, and writing them. */

typedef struct {
  NgPicture picture;
  const char *path;
  GOutputStream *stream;
  GBytes *bytes;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  ng_picture_clear (&self->picture);
  g_object_unref (self->stream);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static gpointer
make_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Writing *self = data;

  return ng_picture_bytes (&self->picture, self->path, NULL, error);
}

static void
written_cb (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
made_cb (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  GTask *task = owner;
  Writing *self = g_task_get_task_data (task);
  gsize size;
  const void *bytes;

  if (result == NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  self->bytes = result;
  bytes = g_bytes_get_data (self->bytes, &size);
  g_output_stream_write_all_async (self->stream,
                                   bytes,
                                   size,
                                   g_task_get_priority (task),
                                   g_task_get_cancellable (task),
                                   written_cb,
                                   g_object_ref (task));
}

static void
write_mime_type_async (GdkContentProvider *provider,
                       const char *mime,
                       GOutputStream *stream,
                       int priority,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  NgPictureContent *self = NG_PICTURE_CONTENT (provider);
  GTask *task = g_task_new (provider, cancellable, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  g_task_set_priority (task, priority);
  ng_picture_copy (&writing->picture, &self->picture);
  writing->stream = g_object_ref (stream);
  g_task_set_task_data (task, writing, writing_free);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].mime, mime) == 0)
      writing->path = kinds[i].path;
  if (writing->path == NULL)
    g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "A picture cannot be %s", mime);
  else
    ng_tasks_start (self->tasks,
                    NG_WORKER_FILES,
                    G_OBJECT (task),
                    make_work,
                    writing,
                    NULL,
                    cancellable,
                    made_cb);
  g_object_unref (task);
}

static gboolean
write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
finalize (GObject *object)
{
  NgPictureContent *self = NG_PICTURE_CONTENT (object);

  ng_picture_clear (&self->picture);
  ng_tasks_unref (self->tasks);
  G_OBJECT_CLASS (ng_picture_content_parent_class)->finalize (object);
}

static void
ng_picture_content_class_init (NgPictureContentClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  GDK_CONTENT_PROVIDER_CLASS (class)->ref_formats = ref_formats;
  GDK_CONTENT_PROVIDER_CLASS (class)->write_mime_type_async = write_mime_type_async;
  GDK_CONTENT_PROVIDER_CLASS (class)->write_mime_type_finish = write_mime_type_finish;
}

static void
ng_picture_content_init (NgPictureContent *self)
{
}

GdkContentProvider *
ng_picture_content_new (NgTasks *tasks, const NgPicture *picture)
{
  NgPictureContent *self = g_object_new (NG_TYPE_PICTURE_CONTENT, NULL);

  self->tasks = ng_tasks_ref (tasks);
  ng_picture_copy (&self->picture, picture);
  return GDK_CONTENT_PROVIDER (self);
}
