/* What the tests of edits share: nets and places in them said in words. */

#pragma once

#include "ui/edits.h"

G_BEGIN_DECLS

/** ng_edits_read, ng_edits_read_layer: Returns: (transfer full): what the notation says */
NgNet *ng_edits_read (const char *notation);
NgLayer *ng_edits_read_layer (const char *notation);
/** ng_edits_write: Returns: (transfer full): the net on one line, with its arrays */
char *ng_edits_write (const NgNet *net);

/**
 * ng_edits_find:
 * @text: "inner/conv" is a layer, "inner/conv<0" its input, "inner/conv>0" its output,
 *   "~inner/conv<0" the edge to that input; "<0" and ">0" are ports of the net, "inner/<0" of a net
 *   inside, "~>0" the edge to an output
 *
 * Returns: (transfer full): that place
 */
NgSubject *ng_edits_find (NgNet *root, const char *text);
/** ng_edits_find_all: Returns: (transfer full) (element-type NgSubject): places parted by blanks */
GPtrArray *ng_edits_find_all (NgNet *root, const char *texts);

/** ng_edits_assert_reads_back: fails the test unless the notation of the net gives an equal one */
void ng_edits_assert_reads_back (const NgNet *net);
/** ng_edits_assert_becomes: fails the test unless @edited (transfer full) is @expected in notation,
 *   reads back, and has the layers of @before under their vertices */
void ng_edits_assert_becomes (NgNet *before, NgNet *edited, GError *error, const char *expected);

G_END_DECLS
