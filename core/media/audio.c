/* Sounds are read in blocks and mixed at once. What a file says of its length is not believed: it
 * may be cut short, and the header of a stream knows no length. */

#include "core/media/audio.h"

#include <math.h>
#include <sndfile.h>
#include <string.h>

#define BLOCK (1 << 16)

static gboolean
check_header (const SF_INFO *info, const char *name, GError **error)
{
  if (info->samplerate >= 1 && info->samplerate <= NG_MAX_SAMPLE_RATE && info->channels >= 1 &&
      info->channels <= BLOCK)
    return TRUE;
  ng_error_set_new (error,
                    "Sample::limit",
                    NULL,
                    "%s has %d channels of %d samples in a second; at most %d and %d are read.",
                    name,
                    info->channels,
                    info->samplerate,
                    BLOCK,
                    NG_MAX_SAMPLE_RATE);
  return FALSE;
}

/* @mono: element-type float. */
static gboolean
read_samples (SNDFILE *file, int channels, GArray *mono, const char *name, GError **error)
{
  g_autofree float *block = g_new (float, BLOCK);
  sf_count_t n_frames;

  while ((n_frames = sf_readf_float (file, block, BLOCK / channels)) > 0) {
    if ((gint64) (mono->len + n_frames) > NG_MAX_SAMPLES / channels) {
      ng_error_set_new (error,
                        "Sample::limit",
                        NULL,
                        "%s has more than %d samples.",
                        name,
                        NG_MAX_SAMPLES / channels);
      return FALSE;
    }
    for (sf_count_t i = 0; i < n_frames; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++)
        sum += (double) block[i * channels + c];
      float mean = (float) (sum / channels);
      if (!isfinite (mean)) {
        ng_error_set_new (
            error, "Sample::format", NULL, "Sample %u of %s is no number.", mono->len + 1, name);
        return FALSE;
      }
      g_array_append_val (mono, mean);
    }
  }
  if (mono->len > 0)
    return TRUE;
  ng_error_set_new (error, "Sample::format", NULL, "%s has no samples.", name);
  return FALSE;
}

/* Takes @file, which is NULL where it could not be opened. */
static NgTensor *
read_file (SNDFILE *file, const SF_INFO *info, const char *name, gint64 *rate, GError **error)
{
  NgTensor *tensor = NULL;

  if (file == NULL) {
    NgDiagnostic *diagnostic = ng_diagnostic_new (
        "Sample::format", NULL, "%s is no sound that can be read: %s", name, sf_strerror (NULL));
    ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "WAV, AIFF, FLAC and Ogg are read."));
    return NULL;
  }
  if (check_header (info, name, error)) {
    GArray *mono = g_array_new (FALSE, FALSE, sizeof (float));
    if (read_samples (file, info->channels, mono, name, error)) {
      gint64 count = mono->len;
      tensor = ng_tensor_new_copy (NG_ELEMENT_F32, &count, 1, mono->data);
      *rate = info->samplerate;
    }
    g_array_unref (mono);
  }
  sf_close (file);
  return tensor;
}

NgTensor *
ng_audio_read (const char *path, gint64 *rate, GError **error)
{
  g_autofree char *name = g_strdup_printf ("\"%s\"", path);
  SF_INFO info = { 0 };

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    ng_error_set_new (error, "File::missing", NULL, "There is no file %s.", name);
    return NULL;
  }
  /* A folder has no end to read to, and a pipe nothing to read. */
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    ng_error_set_new (error, "Sample::format", NULL, "%s is no ordinary file.", name);
    return NULL;
  }
  return read_file (sf_open (path, SFM_READ, &info), &info, name, rate, error);
}

typedef struct {
  const guint8 *data;
  sf_count_t size, at;
} Memory;

static sf_count_t
get_length_cb (void *user_data)
{
  return ((Memory *) user_data)->size;
}

static sf_count_t
seek_cb (sf_count_t offset, int whence, void *user_data)
{
  Memory *self = user_data;
  sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? self->at : self->size;

  self->at = CLAMP (offset, -base, self->size - base) + base;
  return self->at;
}

static sf_count_t
read_cb (void *to, sf_count_t count, void *user_data)
{
  Memory *self = user_data;
  sf_count_t n = CLAMP (count, 0, self->size - self->at);

  memcpy (to, self->data + self->at, (gsize) n);
  self->at += n;
  return n;
}

static sf_count_t
write_cb (const void *from, sf_count_t count, void *user_data)
{
  return 0;
}

static sf_count_t
tell_cb (void *user_data)
{
  return ((Memory *) user_data)->at;
}

NgTensor *
ng_audio_parse (GBytes *bytes, gint64 *rate, GError **error)
{
  SF_VIRTUAL_IO io = { .get_filelen = get_length_cb,
                       .seek = seek_cb,
                       .read = read_cb,
                       .write = write_cb,
                       .tell = tell_cb };
  SF_INFO info = { 0 };
  gsize size;
  Memory memory = { .data = g_bytes_get_data (bytes, &size) };

  memory.size = (sf_count_t) size;
  if (size == 0) {
    ng_error_set_new (error, "Sample::format", NULL, "The file is empty.");
    return NULL;
  }
  return read_file (
      sf_open_virtual (&io, SFM_READ, &info, &memory), &info, "The file", rate, error);
}
