/* A document and its file: opening, saving, and what others do to it. */

#include "ui/document-private.h"

#include "core/formats/document.h"
#include "render/standard/depth.h"

#include <glib/gi18n.h>
#include <string.h>

static void
emit (NgDocument *self, const char *signal)
{
  g_signal_emit_by_name (self, signal);
}

static void
fail (NgDocument *self, GFile *file, const GError *error)
{
  g_signal_emit_by_name (self, "failed", file, error);
}

/* The file on the disk. */

static void
set_disk_state (NgDocument *self, NgDiskState state)
{
  if (self->disk_state == state)
    return;
  self->disk_state = state;
  emit (self, "disk-changed");
}

static void
seen_cb (gpointer owner, const char *stamp)
{
  NgDocument *self = owner;
  char *copy = g_strdup (stamp);

  g_free (self->seen_stamp);
  self->seen_stamp = copy;
  if (stamp == NULL)
    set_disk_state (self, NG_DISK_MISSING);
  else
    set_disk_state (self, g_strcmp0 (stamp, self->stamp) == 0 ? NG_DISK_SAME : NG_DISK_OTHER);
}

NgDiskState
ng_document_disk_state (NgDocument *self)
{
  return self->disk_state;
}

static void
set_stamp (NgDocument *self, const char *stamp)
{
  char *copy = g_strdup (stamp);

  g_free (self->stamp);
  self->stamp = copy;
}

static void
set_saved_net (NgDocument *self, NgNet *net, NgPositions *positions, const char *figure)
{
  NgNet *held = net != NULL ? ng_net_ref (net) : NULL;
  NgPositions *held_positions = positions != NULL ? ng_positions_ref (positions) : NULL;

  g_clear_pointer (&self->saved_positions, ng_positions_unref);
  self->saved_positions = held_positions;
  g_free (self->saved_figure);
  self->saved_figure = g_strdup (figure);
  g_clear_pointer (&self->saved_net, ng_net_unref);
  self->saved_net = held;
}

/* The file's net is @net as long as the file has this stamp. "disk-changed" is still to be said. */
static void
set_file (NgDocument *self,
          GFile *file,
          const char *stamp,
          NgNet *net,
          NgPositions *positions,
          const char *figure)
{
  gboolean is_other =
      self->file == NULL || file == NULL || !g_file_equal (self->file, file) || self->watch == NULL;

  g_set_object (&self->file, file);
  set_stamp (self, stamp);
  set_saved_net (self, net, positions, figure);
  if (is_other)
    g_clear_pointer (&self->watch, ng_watch_free);
  if (is_other && file != NULL)
    self->watch = ng_watch_new (self->tasks, G_OBJECT (self), g_file_peek_path (file), seen_cb);
  self->disk_state = NG_DISK_SAME;
  if (self->watch != NULL)
    ng_watch_look (self->watch);
}

static void
set_title (NgDocument *self, const char *title)
{
  char *copy = g_strdup (title);

  g_free (self->title);
  self->title = copy;
}

static void
set_title_of_file (NgDocument *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *title = g_filename_display_name (base);

  set_title (self, title);
}

static void
set_warnings (NgDocument *self, GPtrArray *warnings)
{
  g_ptr_array_set_size (self->warnings, 0);
  for (guint i = 0; warnings != NULL && i < warnings->len; i++)
    g_ptr_array_add (self->warnings, ng_diagnostic_ref (g_ptr_array_index (warnings, i)));
}

GFile *
ng_document_file (NgDocument *self)
{
  return self->file;
}

const char *
ng_document_stamp (NgDocument *self)
{
  return self->stamp;
}

const char *
ng_document_title (NgDocument *self)
{
  return self->title;
}

NgNet *
ng_document_saved_net (NgDocument *self)
{
  return self->saved_net;
}

gboolean
ng_document_is_changed (NgDocument *self)
{
  NgNet *net = ng_document_net (self);

  return net != self->saved_net || (net != NULL && self->disk_state == NG_DISK_MISSING) ||
         (ng_document_holds_positions (self) &&
          (!ng_positions_equal (ng_document_positions (self), self->saved_positions) ||
           g_strcmp0 (ng_document_figure (self), self->saved_figure) != 0));
}

const char *
ng_document_figure (NgDocument *self)
{
  return ng_history_figure (self->history);
}

void
ng_document_set_figure (NgDocument *self, const char *figure)
{
  const char *settled = g_strcmp0 (figure, "{}") != 0 ? figure : NULL;

  if (g_strcmp0 (ng_document_figure (self), settled) == 0)
    return;
  ng_history_set_figure (self->history, settled);
  emit (self, "figure-changed");
}

void
ng_document_settle_figure (NgDocument *self, const char *figure)
{
  const char *settled = g_strcmp0 (figure, "{}") != 0 ? figure : NULL;

  if (g_strcmp0 (ng_document_figure (self), settled) == 0)
    return;
  ng_history_push (self->history, ng_document_net (self), _ ("Figure Settings"), NULL);
  ng_document_set_figure (self, settled);
}

/* Opening. */

typedef struct {
  GFile *file;
  GPtrArray *warnings;
  GCancellable *cancellable;
  char *stamp; /* of the file before it was read */
  NgPositions *positions;
  NgStandardCache *cache;
  char *figure;     /* (nullable) */
  int depth;        /* that it is shown with at first */
  NgNetState state; /* of the net that was read */
  gboolean is_reload;
} OpenData;

static void
open_data_free (gpointer data)
{
  OpenData *open = data;

  g_object_unref (open->file);
  g_ptr_array_unref (open->warnings);
  g_object_unref (open->cancellable);
  g_free (open->stamp);
  ng_positions_unref (open->positions);
  ng_standard_cache_unref (open->cache);
  g_free (open->figure);
  g_free (open);
}

/* Settings as they would be written, whoever has written them; %NULL for those of a new figure. */
static char *
load_figure (const char *path, GPtrArray *warnings)
{
  g_autoptr (NgFigureSettings) fresh = ng_figure_settings_new ();
  NgFigureSettings *settings = ng_figure_settings_load (path, warnings);
  char *text = NULL;

  if (settings != NULL && !ng_figure_settings_equal (settings, fresh))
    text = ng_figure_settings_print (settings);
  g_clear_pointer (&settings, ng_figure_settings_free);
  return text;
}

static gpointer
open_work (gpointer data, GCancellable *cancellable, GError **error)
{
  OpenData *open = data;
  const char *path = g_file_peek_path (open->file);
  NgNet *net;

  open->stamp = ng_file_stamp (path);
  net = ng_document_load (path, open->warnings, cancellable, error);
  if (net != NULL)
    open->positions = ng_positions_load (path, open->warnings);
  if (net != NULL)
    open->figure = load_figure (path, open->warnings);
  if (net == NULL)
    return NULL;
  /* What goes over the whole net is found here, not in the window's thread. */
  open->depth = ng_standard_depth (net, ng_standard_cache_repeats (open->cache), cancellable);
  open->state = ng_standard_state (net);
  ng_net_n_parameters (net);
  return net;
}

/* What is open now makes room for @net; @cache: of its own. */
static void
replace_net (NgDocument *self,
             NgNet *net,
             NgStandardCache *cache,
             NgPositions *positions,
             const char *figure,
             int depth)
{
  self->n_opened++;
  g_hash_table_remove_all (self->toggled);
  ng_document_set_inside (self, "");
  self->depth = depth;
  ng_standard_cache_unref (self->cache);
  self->cache = ng_standard_cache_ref (cache);
  ng_history_begin (self->history, net);
  ng_history_set_positions (self->history, positions);
  ng_history_set_figure (self->history, figure);
  emit (self, "figure-changed");
}

static void
open_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDocument *self = owner;
  OpenData *open = data;
  g_autoptr (NgNet) net = result;

  if (open->cancellable != self->opening)
    return;
  g_clear_object (&self->opening);
  if (net != NULL) {
    set_warnings (self, open->warnings);
    set_file (self, open->file, open->stamp, net, open->positions, open->figure);
    set_title_of_file (self, open->file);
    ng_document_note_state (self, net, open->state);
    if (open->is_reload) {
      ng_history_push (self->history, net, _ ("Reload"), NULL);
      ng_history_set_positions (self->history, open->positions);
      ng_document_set_figure (self, open->figure);
      ng_document_net_changed (self);
    } else {
      replace_net (self, net, open->cache, open->positions, open->figure, open->depth);
      ng_document_net_changed (self);
    }
    emit (self, "disk-changed");
  } else {
    fail (self, open->file, error);
  }
  emit (self, "busy-changed");
}

static void
start_opening (NgDocument *self, GFile *file, gboolean is_reload)
{
  OpenData *data;

  if (self->opening != NULL) {
    g_cancellable_cancel (self->opening);
    g_clear_object (&self->opening);
  }
  if (g_file_peek_path (file) == NULL) {
    g_autoptr (GError) error = NULL;
    g_autofree char *uri = g_file_get_uri (file);

    ng_error_set_new (&error, "File::read", NULL, "%s is not a file on this computer", uri);
    fail (self, file, error);
    return;
  }
  self->opening = g_cancellable_new ();
  data = g_new0 (OpenData, 1);
  data->file = g_object_ref (file);
  data->warnings = ng_diagnostic_list_new ();
  data->cache = ng_standard_cache_new ();
  data->cancellable = g_object_ref (self->opening);
  data->is_reload = is_reload;
  ng_tasks_start (self->tasks,
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  open_work,
                  data,
                  open_data_free,
                  self->opening,
                  open_done);
  emit (self, "busy-changed");
}

void
ng_document_open (NgDocument *self, GFile *file)
{
  start_opening (self, file, FALSE);
}

void
ng_document_reload (NgDocument *self)
{
  if (self->file != NULL)
    start_opening (self, self->file, TRUE);
}

void
ng_document_keep (NgDocument *self)
{
  if (self->disk_state != NG_DISK_OTHER)
    return;
  set_saved_net (self, NULL, NULL, NULL);
  set_stamp (self, self->seen_stamp);
  set_disk_state (self, NG_DISK_SAME);
}

void
ng_document_set_net (NgDocument *self, NgNet *net, const char *title)
{
  g_autoptr (NgStandardCache) cache = ng_standard_cache_new ();
  int depth = ng_standard_depth (net, ng_standard_cache_repeats (cache), NULL);

  set_warnings (self, NULL);
  set_file (self, NULL, NULL, net, NULL, NULL);
  set_title (self, title);
  replace_net (self, net, cache, NULL, NULL, depth);
  ng_document_net_changed (self);
  emit (self, "disk-changed");
}

void
ng_document_recover (NgDocument *self,
                     NgNet *net,
                     NgStandardCache *cache,
                     int depth,
                     NgPositions *positions,
                     GFile *file,
                     const char *stamp,
                     const char *title)
{
  set_warnings (self, NULL);
  set_file (self, file, stamp, NULL, NULL, NULL);
  set_title (self, title);
  replace_net (self, net, cache, positions, NULL, depth);
  ng_document_net_changed (self);
  emit (self, "disk-changed");
}

/* Saving. */

typedef struct {
  NgNet *net;
  NgPositions *positions;
  char *figure; /* (nullable) */
  GFile *file;
  gboolean is_careful; /* whether the file has to have this stamp, if it is there */
  char *expected;
  char *stamp; /* of the file that was written */
  guint n_opened;
} WriteData;

static void
write_data_free (gpointer data)
{
  WriteData *write = data;

  ng_net_unref (write->net);
  ng_positions_unref (write->positions);
  g_free (write->figure);
  g_object_unref (write->file);
  g_free (write->expected);
  g_free (write->stamp);
  g_free (write);
}

static gboolean
check_stamp (const WriteData *write, GError **error)
{
  const char *path = g_file_peek_path (write->file);
  g_autofree char *stamp = ng_file_stamp (path);

  if (!write->is_careful || stamp == NULL || g_strcmp0 (stamp, write->expected) == 0)
    return TRUE;
  ng_error_set_new (error, "File::changed", NULL, "\"%s\" was changed by another program.", path);
  return FALSE;
}

/* Notation has no room for positions and figures; a .netgraph file says them where there are some.
 */
static gboolean
save (const WriteData *write, const char *path, GError **error)
{
  g_autofree char *positions = NULL;
  const char *notes[5] = { NULL };
  gsize n = 0;

  if (!g_str_has_suffix (path, ".netgraph"))
    return ng_document_save (write->net, path, error);
  if (write->positions != NULL) {
    positions = ng_positions_print (write->positions);
    notes[n++] = NG_POSITIONS_NOTE;
    notes[n++] = positions;
  }
  if (write->figure != NULL) {
    notes[n++] = NG_FIGURE_NOTE;
    notes[n++] = write->figure;
  }
  if (n == 0)
    return ng_document_save (write->net, path, error);
  return ng_document_save_own (write->net, path, notes, error);
}

static gpointer
write_work (gpointer data, GCancellable *cancellable, GError **error)
{
  WriteData *write = data;
  const char *path = g_file_peek_path (write->file);

  if (check_stamp (write, error) && save (write, path, error))
    write->stamp = ng_file_stamp (path);
  return NULL;
}

static void start_writing (NgDocument *self, GFile *file, gboolean overwrites);

static void
write_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDocument *self = owner;
  WriteData *write = data;
  g_autoptr (GFile) wanted = g_steal_pointer (&self->wanted_file);

  self->is_writing = FALSE;
  if (write->n_opened != self->n_opened)
    return;
  if (error != NULL) {
    fail (self, write->file, error);
  } else {
    set_file (self, write->file, write->stamp, write->net, write->positions, write->figure);
    set_title_of_file (self, write->file);
    emit (self, "disk-changed");
    emit (self, "saved");
  }
  if (wanted != NULL && ng_document_net (self) != NULL)
    start_writing (self, wanted, self->overwrites_wanted);
}

/* @overwrites: even what somebody else has written there meanwhile */
static void
start_writing (NgDocument *self, GFile *file, gboolean overwrites)
{
  WriteData *data;

  if (self->is_writing) {
    g_set_object (&self->wanted_file, file);
    self->overwrites_wanted = overwrites;
    return;
  }
  self->is_writing = TRUE;
  data = g_new0 (WriteData, 1);
  data->net = ng_net_ref (ng_document_net (self));
  if (ng_history_positions (self->history) != NULL)
    data->positions = ng_positions_ref (ng_history_positions (self->history));
  data->figure = g_strdup (ng_document_figure (self));
  data->file = g_object_ref (file);
  data->is_careful = !overwrites && self->file != NULL && g_file_equal (self->file, file);
  data->expected = g_strdup (self->stamp);
  data->n_opened = self->n_opened;
  ng_tasks_start (self->tasks,
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  write_work,
                  data,
                  write_data_free,
                  NULL,
                  write_done);
}

void
ng_document_write (NgDocument *self, GFile *file)
{
  g_return_if_fail (ng_document_net (self) != NULL && g_file_peek_path (file) != NULL);
  start_writing (self, file, FALSE);
}

void
ng_document_overwrite (NgDocument *self)
{
  g_return_if_fail (ng_document_net (self) != NULL && self->file != NULL);
  start_writing (self, self->file, TRUE);
}

gboolean
ng_document_can_write (NgDocument *self)
{
  g_autofree char *base = self->file != NULL ? g_file_get_basename (self->file) : NULL;

  return base != NULL && (g_str_has_suffix (base, ".wl") || g_str_has_suffix (base, ".netgraph") ||
                          g_str_has_suffix (base, ".onnx"));
}

void
ng_document_clear_file (NgDocument *self)
{
  g_clear_pointer (&self->watch, ng_watch_free);
  g_clear_object (&self->file);
  g_clear_object (&self->wanted_file);
  g_clear_pointer (&self->saved_net, ng_net_unref);
  g_clear_pointer (&self->saved_positions, ng_positions_unref);
  g_free (self->saved_figure);
  g_free (self->title);
  g_free (self->stamp);
  g_free (self->seen_stamp);
}
