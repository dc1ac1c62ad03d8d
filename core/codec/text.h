/* What the coders of texts share: texts in notation, numbers as arrays, lengths, and back. */

#pragma once

#include "core/graph/coder.h"

G_BEGIN_DECLS

/** ng_text_forms: "Index", "UnitVector"; their indices in NgTextForm */
extern const char *const ng_text_forms[];

typedef enum {
  NG_TEXT_INDEX,
  NG_TEXT_UNIT_VECTOR,
} NgTextForm;

/**
 * ng_text_read_length:
 * @param: All, or how many numbers a text becomes: a "TargetLength"
 * @length: (out): that, or 0 for All
 *
 * Fails with: "NetGraph::badarg".
 */
gboolean ng_text_read_length (const NgParam *param, gint64 *length, GError **error);

/** ng_text_type: fills the type of a text of @length numbers from 1 to @n, or of any number of them
 *   where @length is 0 */
void ng_text_type (NgType *type, gint64 length, gint64 n, NgTextForm form);

/** ng_text_rows_type: fills the type of what decodes to a text: {n}, one of its numbers, where
 * @depth is 1, and {numbers, n} otherwise */
void ng_text_rows_type (NgType *type, gint64 n, const NgParam *depth);

/* The parameter that says which. */
#define NG_TEXT_INPUT_DEPTH                                                                        \
  {                                                                                                \
    "InputDepth", NG_PARAM_INTEGER,                                                                \
        .value = "Automatic", .at_least = 1, .below = 3,                                           \
        .flags = NG_PARAM_DECODER | NG_PARAM_ALLOWS_AUTOMATIC,                                     \
        .help = "1 for the probabilities of one part of a text, 2 for a sequence of them; "        \
                "Automatic: as the port has it"                                                    \
  }

/* Rows of parameters that encoders of texts share; VALUE: the default, "False" */
#define NG_TEXT_IGNORE_CASE(VALUE)                                                                 \
  {                                                                                                \
    "IgnoreCase", NG_PARAM_BOOLEAN, .value = VALUE, .flags = NG_PARAM_ENCODER,                     \
                                    .help = "Whether letters of both cases are the same"           \
  }
#define NG_TEXT_TARGET_LENGTH                                                                      \
  {                                                                                                \
    "TargetLength", NG_PARAM_EXPR, .value = "All", .flags = NG_PARAM_ENCODER,                      \
                                   .help = "How many numbers a text is cut or filled up to"        \
  }

/** ng_text_is_item: Returns: whether it is a string */
gboolean ng_text_is_item (const NgCoder *coder, const NgExpr *item);

/** ng_text_get: Returns: (transfer none) (nullable): the text of a string, valid UTF-8; fails with
 *   "NetGraph::indata" */
const char *ng_text_get (const NgExpr *item, GError **error);

/** ng_text_is_word: Returns: whether words are made of it: a letter, a digit, or a mark on one */
gboolean ng_text_is_word (gunichar c);

/** ng_text_fold: Returns: (transfer full): the text with each letter in its lower case */
char *ng_text_fold (const char *text);

/**
 * ng_text_array:
 * @codes: (element-type gint64): numbers from 1 to @n; cut or filled up to @length unless that is 0
 * @padding: what fills it up; 0 where nothing can
 * @item: for messages
 *
 * Fails with: "NetGraph::indata" where there are no numbers or no memory for them.
 *
 * Returns: (transfer full) (nullable): int64 {numbers}, or float32 {numbers, n} of unit vectors
 */
NgTensor *ng_text_array (GArray *codes,
                         gint64 length,
                         gint64 padding,
                         gint64 n,
                         NgTextForm form,
                         const NgExpr *item,
                         GError **error);

/** ng_text_fail_item: Returns: %NULL, with "NetGraph::indata" at @item */
NgTensor *ng_text_fail_item (const NgExpr *item, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * ng_text_read_bytes:
 * @expr: File["path"]
 *
 * Fails with: "File::missing", "File::read".
 *
 * Returns: (transfer full) (nullable): what is in it
 */
GBytes *ng_text_read_bytes (const NgExpr *expr, GError **error);

/** ng_text_read_file: Returns: (transfer full) (nullable): the text in the file; fails with
 *   "File::format" where it is not UTF-8 */
char *ng_text_read_file (const NgExpr *expr, GError **error);

/** ng_text_best: Returns: (transfer full) (element-type gint64): for each row of {…, n} the place
 * of its greatest number, from 1, the first of equals */
GArray *ng_text_best (const NgTensor *array);

G_END_DECLS
