/* Sounds as arrays: the one door to libsndfile. */

#pragma once

#include "core/base/limits.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/**
 * ng_audio_read:
 * @path: a WAV, AIFF, FLAC, Ogg or other file that libsndfile reads
 * @rate: (out): samples in a second
 *
 * Fails with: "Sample::format" where it is no sound, has no samples or some that are no numbers,
 * "Sample::limit" where it is too large, "File::missing".
 *
 * Returns: (transfer full) (nullable): float32, {samples}: the mean of the channels, full scale
 *   being −1 to 1
 */
NgTensor *ng_audio_read (const char *path, gint64 *rate, GError **error);

/** ng_audio_parse: as ng_audio_read(), from the bytes of such a file */
NgTensor *ng_audio_parse (GBytes *bytes, gint64 *rate, GError **error);

G_END_DECLS
