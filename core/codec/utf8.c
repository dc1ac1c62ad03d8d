/* "UTF8": texts as the bytes of their UTF-8, each plus one. The bytes 248 to 255 stand in no text.
 */

#include "core/codec/text.h"

#define N_BYTES 248

enum { FORM, TARGET_LENGTH };

static gint64
find_length (const NgCoder *coder)
{
  gint64 length = 0;

  ng_text_read_length (ng_coder_param (coder, TARGET_LENGTH), &length, NULL);
  return length;
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  gint64 length;

  return ng_text_read_length (ng_coder_param (coder, TARGET_LENGTH), &length, error);
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  ng_text_type (
      type, find_length (coder), N_BYTES, (NgTextForm) ng_coder_param (coder, FORM)->integer);
}

/* Number 1 is the byte 0, which ends texts in C and so stands in none. */
static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const char *text = ng_text_get (item, error);
  g_autoptr (GArray) codes = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (text == NULL)
    return NULL;
  for (; *text != '\0'; text++) {
    gint64 code = (guint8) *text + 1;
    g_array_append_val (codes, code);
  }
  return ng_text_array (codes,
                        find_length (coder),
                        1,
                        N_BYTES,
                        (NgTextForm) ng_coder_param (coder, FORM)->integer,
                        item,
                        error);
}

const NgCoderClass ng_codec_utf8 = {
  .name = "UTF8",
  .summary = "Texts as the bytes of their UTF-8, each plus one",
  .params = { [FORM] = { "Form",
                         NG_PARAM_WORD,
                         .position = 1,
                         .value = "\"Index\"",
                         .choices = ng_text_forms,
                         .help = "Whether bytes become numbers or vectors of 0 and 1" },
              [TARGET_LENGTH] = { "TargetLength",
                                  NG_PARAM_EXPR,
                                  .value = "All",
                                  .help = "How many numbers a text is cut or filled up to" } },
  .prepare = prepare,
  .type = find_type,
  .is_item = ng_text_is_item,
  .encode = encode,
  .examples = { "NetEncoder[\"UTF8\"][\"A\"] -> {66}",
                "NetEncoder[\"UTF8\"][{\"é\", \"a\"}] -> {{196, 170}, {98}}",
                "NetEncoder[{\"UTF8\", \"TargetLength\" -> 3}][\"A\"] -> {66, 1, 1}",
                "NetEncoder[{\"UTF8\", \"UnitVector\"}][\"ab\"]" },
};
