/* What the notation pane lets a worker do: writing a net as text, and reading a text as the next
 * version of a net. */

#pragma once

#include "ui/notation-map.h"
#include "ui/tasks.h"

G_BEGIN_DECLS

/** ng_notation_write: Returns: (transfer full): the net without the values of arrays, which reads
 *   back to an equal net but for these */
char *ng_notation_write (const NgNet *net);

/**
 * NgReading:
 * @net: (nullable): the net before, whose vertices and arrays the new one inherits; with
 *   @is_written the net that the text was written from
 * @is_written: whether the text is ours: then only places are looked for
 * @serial: which state of the text it is
 * @burst: which burst of typing it is part of
 */
typedef struct {
  char *text;
  NgNet *net;
  gboolean is_written;
  guint serial, burst;
} NgReading;

/**
 * NgReadText:
 * @net: (nullable): %NULL where the text was wrong
 * @is_same: whether nothing but spaces, comments or ways to say the same differ
 * @map: (nullable): where layers stand
 * @problems: (element-type NgDiagnostic): errors and warnings, those of the net too
 */
typedef struct {
  NgNet *net;
  gboolean is_same;
  NgNotationMap *map;
  GPtrArray *problems;
} NgReadText;

void ng_read_text_free (NgReadText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgReadText, ng_read_text_free)

/** ng_notation_read_start: reads a text; the result is a NgReadText, also where the text is wrong
 */
void ng_notation_read_start (NgTasks *tasks,
                             GObject *owner,
                             const NgReading *reading,
                             GCancellable *cancellable,
                             NgDone done);
/** ng_notation_write_start: writes a net, which is the data; the result is its text */
void ng_notation_write_start (
    NgTasks *tasks, GObject *owner, NgNet *net, GCancellable *cancellable, NgDone done);

G_END_DECLS
