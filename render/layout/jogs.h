/* NgJog: a piece of an orthogonal line that goes across the flow between two ranks, and on which
 * track it does. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgJog:
 * @from: v of the line before
 * @first_end, @n_ends: v of its ways on, in a list of all
 * @track: (out): on which track it goes across, from 0
 */
typedef struct {
  float from;
  int first_end, n_ends;
  int track;
} NgJog;

/**
 * ng_jogs_set_tracks:
 * @jogs: (array length=n): those of one gap between ranks
 * @ends: the list that they mean
 *
 * Gives each a track: two that would touch have different ones, in an order that crosses few lines
 * and lays no line on another but where two lines change places.
 *
 * Cost: n log n in ends.
 *
 * Returns: the number of tracks
 */
int ng_jogs_set_tracks (NgJog *jogs, int n, const float *ends);

/** ng_tracks_room: Returns: points along the flow that so many tracks take */
float ng_tracks_room (int n_tracks);

G_END_DECLS
