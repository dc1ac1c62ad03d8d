/* HDF5 files, written byte by byte, with groups and headers of objects as the oldest writers have
 * them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum {
  NG_HDF5_MESSAGE_SPACE = 0x01,
  NG_HDF5_MESSAGE_TYPE = 0x03,
  NG_HDF5_MESSAGE_LAYOUT = 0x08,
  NG_HDF5_MESSAGE_FILTERS = 0x0B,
  NG_HDF5_MESSAGE_ATTRIBUTE = 0x0C,
  NG_HDF5_MESSAGE_SYMBOLS = 0x11,
};

/** ng_hdf5_put: adds @width bytes of a number, the least first */
void ng_hdf5_put (GByteArray *to, guint64 value, int width);
void ng_hdf5_put_text (GByteArray *to, const char *text);
void ng_hdf5_put_filled (GByteArray *to, guint8 byte, guint n);
/** ng_hdf5_put_message: the head of a message of an old header */
void ng_hdf5_put_message (GByteArray *to, int kind, int length);
/** ng_hdf5_begin: Returns: (transfer full): a file whose outermost group comes next, at 96 */
GByteArray *ng_hdf5_begin (void);
/** ng_hdf5_put_header: an old header with so many bytes of messages */
void ng_hdf5_put_header (GByteArray *to, int n_messages, int length);
/** ng_hdf5_put_group: a group of @n symbols of @names, one after another or all the first one;
 * entry i leads to @first + i @size */
void ng_hdf5_put_group (GByteArray *to,
                        const char *names,
                        gsize length,
                        gsize name_step,
                        guint n,
                        guint64 first,
                        guint64 size);

G_END_DECLS
