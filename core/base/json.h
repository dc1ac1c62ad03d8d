/* JSON, read strictly and within limits, and written. */

#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

typedef enum {
  NG_JSON_NULL,
  NG_JSON_BOOLEAN,
  NG_JSON_NUMBER,
  NG_JSON_STRING,
  NG_JSON_ARRAY,
  NG_JSON_OBJECT,
} NgJsonKind;

/** NgJson: a value of JSON and what is in it. Parts belong to the whole. */
typedef struct _NgJson NgJson;

/**
 * ng_json_parse:
 * @text: UTF-8; need not end in NUL
 *
 * Reads one value, by RFC 8259 and no more: no comments, no comma at the end, no NaN, no byte order
 * mark, no name twice in one object, no NUL in strings, nothing after the value.
 *
 * Fails with: "Json::syntax" at its line and column; "Json::limit" when nested beyond
 * %NG_MAX_JSON_DEPTH or of more than %NG_MAX_JSON_NODES values.
 *
 * Returns: (transfer full) (nullable): the value
 */
NgJson *ng_json_parse (const char *text, gsize length, GError **error);
/** ng_json_parse_most: ng_json_parse() of at most @most values, where a text is never that long but
 *   to do harm */
NgJson *ng_json_parse_most (const char *text, gsize length, gsize most, GError **error);
void ng_json_free (NgJson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgJson, ng_json_free)

NgJsonKind ng_json_kind (const NgJson *self);
gboolean ng_json_boolean (const NgJson *self);
const char *ng_json_string (const NgJson *self);
/** ng_json_number_text: Returns: (transfer none): a number as it was written */
const char *ng_json_number_text (const NgJson *self);
double ng_json_number (const NgJson *self);
/** ng_json_integer: Returns: whether @self is a number written without point and exponent that fits
 *   64 bits */
gboolean ng_json_integer (const NgJson *self, gint64 *value);

/** ng_json_length: Returns: elements of an array, members of an object; else 0 */
gsize ng_json_length (const NgJson *self);
/** ng_json_at: Returns: (transfer none): element or member @index, in the order of the text */
const NgJson *ng_json_at (const NgJson *self, gsize index);
/** ng_json_name: Returns: (transfer none): name of member @index of an object */
const char *ng_json_name (const NgJson *self, gsize index);
/** ng_json_member: Returns: (transfer none) (nullable): the member of that name; also %NULL when
 *   @self is no object */
const NgJson *ng_json_member (const NgJson *self, const char *name);

/** NgJsonWriter: writes values one after the other; the same calls give the same text. */
typedef struct _NgJsonWriter NgJsonWriter;

/** ng_json_writer_new: @is_indented: a line for each member, else no white space at all */
NgJsonWriter *ng_json_writer_new (gboolean is_indented);
void ng_json_writer_free (NgJsonWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgJsonWriter, ng_json_writer_free)

void ng_json_writer_begin_object (NgJsonWriter *self);
void ng_json_writer_begin_array (NgJsonWriter *self);
/** ng_json_writer_end: ends the innermost object or array */
void ng_json_writer_end (NgJsonWriter *self);
/** ng_json_writer_name: of the member whose value comes next */
void ng_json_writer_name (NgJsonWriter *self, const char *name);
/** ng_json_writer_string: (nullable) @value: %NULL writes null; bytes that are not UTF-8 become
 *   U+FFFD */
void ng_json_writer_string (NgJsonWriter *self, const char *value);
void ng_json_writer_integer (NgJsonWriter *self, gint64 value);
/** ng_json_writer_real: as many digits as it takes; null for what is not finite */
void ng_json_writer_real (NgJsonWriter *self, double value);
void ng_json_writer_boolean (NgJsonWriter *self, gboolean value);
void ng_json_writer_null (NgJsonWriter *self);
/** ng_json_writer_text: Returns: (transfer none): what was written so far */
const char *ng_json_writer_text (const NgJsonWriter *self);

G_END_DECLS
