/* NgWireWriter: a message of the protobuf wire format while it is written. What is large is not
 * copied: a message is a list of parts, of which some are bytes of other owners. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NgWireWriter NgWireWriter;

/** ng_wire_writer_new: Returns: (transfer full): a message without fields */
NgWireWriter *ng_wire_writer_new (void);
void ng_wire_writer_free (NgWireWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgWireWriter, ng_wire_writer_free)
/** ng_wire_writer_length: Returns: its bytes so far */
gsize ng_wire_writer_length (const NgWireWriter *self);
/** ng_wire_writer_end: Returns: (transfer full) (element-type GBytes): the message in parts; @self
 *   (transfer full) is gone */
GPtrArray *ng_wire_writer_end (NgWireWriter *self);

/* Each adds a field of that number. */
void ng_wire_put_integer (NgWireWriter *self, guint number, gint64 value);
void ng_wire_put_float (NgWireWriter *self, guint number, float value);
void ng_wire_put_text (NgWireWriter *self, guint number, const char *text);
/** ng_wire_put_bytes: the field shares @bytes */
void ng_wire_put_bytes (NgWireWriter *self, guint number, GBytes *bytes);
/** ng_wire_put_message: @part: (transfer full) */
void ng_wire_put_message (NgWireWriter *self, guint number, NgWireWriter *part);

/* Each adds bytes that are no field: to what follows no format, such as data beside a message. */
void ng_wire_put_plain (NgWireWriter *self, gconstpointer data, gsize length);
/** ng_wire_put_shared: what is large of @bytes is shared */
void ng_wire_put_shared (NgWireWriter *self, GBytes *bytes);

/**
 * ng_wire_put_fields:
 * @whole: what holds them
 * @start, @end: where they begin in the data of @whole, and end
 *
 * Adds fields as they stand in another message, keys and all.
 */
void ng_wire_put_fields (NgWireWriter *self, GBytes *whole, const guint8 *start, const guint8 *end);

G_END_DECLS
