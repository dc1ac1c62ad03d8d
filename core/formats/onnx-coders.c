/* Encoders and decoders as operators, where what people have is numbers: bytes of a picture, the
 * place of a label from 0, truth values. What they give has no form where it is text, sound or a
 * picture that has to be fitted. */

#include "core/formats/onnx-emit.h"

#include "core/codec/pictures.h"
#include "core/formats/onnx-program.h"
#include "core/formats/onnx-scope.h"

#include <math.h>
#include <string.h>

/* ---- what has a form ---- */

typedef enum {
  CODER_NONE,
  CODER_AS_IT_IS,
  CODER_TRUTH,
  CODER_PLACE,   /* a whole number from 1 */
  CODER_UNIT,    /* a vector with a 1 there, or with probabilities */
  CODER_SCALAR,  /* a vector of one number */
  CODER_SEVERAL, /* a probability for each of several labels */
  CODER_PICTURE,
} CoderForm;

static const struct {
  const char *name;
  CoderForm encoder, decoder;
} forms[] = {
  { "Boolean", CODER_TRUTH, CODER_TRUTH },     { "Characters", CODER_UNIT, CODER_UNIT },
  { "Class", CODER_UNIT, CODER_UNIT },         { "Image", CODER_PICTURE, CODER_PICTURE },
  { "Real", CODER_AS_IT_IS, CODER_AS_IT_IS },  { "Scalar", CODER_SCALAR, CODER_SCALAR },
  { "SubwordTokens", CODER_UNIT, CODER_UNIT }, { "Tokens", CODER_UNIT, CODER_UNIT },
  { "UTF8", CODER_UNIT, CODER_UNIT },          { "UnitVector", CODER_UNIT, CODER_NONE },
};

static const NgParam *
param (const NgCoder *coder, const char *name)
{
  const NgCoderClass *class = ng_coder_class (coder);

  for (gsize i = 0; i < NG_MAX_CODER_PARAMS && class->params[i].name != NULL; i++) {
    if (g_str_equal (class->params[i].name, name))
      return ng_coder_param (coder, i);
  }
  return NULL;
}

static gboolean
is_set (const NgCoder *coder, const char *name)
{
  const NgParam *value = param (coder, name);

  return value != NULL && value->integer != 0;
}

static gboolean
is_none (const NgCoder *coder, const char *name)
{
  return ng_expr_is_symbol (param (coder, name)->expr, "None");
}

/* Whether the channels are those that bytes of pictures are, and nothing has to be known of other
 * pictures than they tell. */
static gboolean
is_plain_picture (const NgCoder *coder, const NgType *type)
{
  gboolean is_last = is_set (coder, "Interleaving");
  gint64 count;

  if (type->rank != 3 || !ng_type_count (type, &count) || is_set (coder, "DataTransposed"))
    return FALSE;
  gint64 channels = type->dims[is_last ? 2 : 0].value;
  const char *colour = ng_pictures_colours[param (coder, "ColorSpace")->integer];
  if (!(g_str_equal (colour, "RGB") && channels == 3) &&
      !(g_str_equal (colour, "Grayscale") && channels == 1))
    return FALSE;
  return ng_coder_side (coder) == NG_ENCODER ||
         (is_none (coder, "MeanImage") && is_none (coder, "VarianceImage"));
}

static CoderForm
form_of (const NgCoder *coder, const NgType *type)
{
  gboolean is_encoder = ng_coder_side (coder) == NG_ENCODER;
  CoderForm form = CODER_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    if (g_str_equal (forms[i].name, ng_coder_class (coder)->name))
      form = is_encoder ? forms[i].encoder : forms[i].decoder;
  }
  if (form == CODER_PICTURE && !is_plain_picture (coder, type))
    return CODER_NONE;
  if (form == CODER_UNIT && is_set (coder, "Multilabel"))
    return is_encoder ? CODER_NONE : CODER_SEVERAL;
  if (form == CODER_UNIT && type->kind == NG_KIND_INTEGER)
    return CODER_PLACE;
  if ((form == CODER_UNIT || form == CODER_SCALAR) &&
      (type->rank < 1 || type->dims[type->rank - 1].state != NG_DIM_NUMBER))
    return CODER_NONE;
  return form;
}

gboolean
ng_onnx_coder_has_form (const NgCoder *coder, const NgType *type)
{
  return form_of (coder, type) != CODER_NONE;
}

/* ---- nodes ---- */

static NgOnnxRef
cast (NgOnnxEmitter *self, NgOnnxRef x, NgElement element)
{
  ng_onnx_begin (self, "Cast");
  ng_onnx_operand (self, x);
  ng_onnx_integer (self, "to", ng_onnx_code (element));
  return ng_onnx_end (self, 1);
}

static NgOnnxRef
transpose (NgOnnxEmitter *self, NgOnnxRef x, const gint64 *perm)
{
  ng_onnx_begin (self, "Transpose");
  ng_onnx_operand (self, x);
  ng_onnx_integers (self, "perm", perm, 4);
  return ng_onnx_end (self, 1);
}

static NgOnnxRef
with (NgOnnxEmitter *self, const char *op, NgOnnxRef x, double number)
{
  return ng_onnx_binary (self, op, x, ng_onnx_scalar (self, NG_ELEMENT_F32, number));
}

/* Numbers 0, 1, … as vectors of @n. */
static NgOnnxRef
one_hot (NgOnnxEmitter *self, NgOnnxRef x, gint64 n)
{
  static const float values[] = { 0, 1 };
  const gint64 two = 2;
  g_autoptr (NgTensor) pair = ng_tensor_new_copy (NG_ELEMENT_F32, &two, 1, values);
  NgOnnxRef depth = ng_onnx_scalar (self, NG_ELEMENT_I64, (double) n);
  NgOnnxRef off_and_on = ng_onnx_tensor (self, pair);

  ng_onnx_begin (self, "OneHot");
  ng_onnx_operand (self, x);
  ng_onnx_operand (self, depth);
  ng_onnx_operand (self, off_and_on);
  ng_onnx_integer (self, "axis", -1);
  return ng_onnx_end (self, 1);
}

/* ---- pictures ---- */

/* The array of a picture of @level everywhere, of the size that the encoder wants. */
static NgTensor *
encode_level (const NgCoder *coder, const NgType *type, const char *level)
{
  gboolean is_last = is_set (coder, "Interleaving");
  gint64 height = type->dims[is_last ? 0 : 1].value, width = type->dims[is_last ? 1 : 2].value;
  g_autoptr (GString) text = g_string_new ("Image[{");
  const NgCoding coding = { .type = type };

  for (gint64 i = 0; i < height * width; i++)
    g_string_append_printf (text,
                            "%s%s%s",
                            i == 0           ? "{"
                            : i % width == 0 ? "}, {"
                                             : ", ",
                            level,
                            i + 1 == height * width ? "}}]" : "");
  g_autoptr (NgExpr) picture = ng_parse_one (text->str, -1, NULL, NULL);
  return picture != NULL ? ng_coder_encode (coder, picture, NULL, &coding, NULL) : NULL;
}

/* A constant for each element of a picture, or for each channel where those are alike. */
static NgOnnxRef
put_constant (NgOnnxEmitter *self, NgTensor *tensor, gboolean is_last)
{
  g_autoptr (NgTensor) narrow = ng_onnx_narrow_tensor (tensor, is_last ? 3 : 6);

  return ng_onnx_tensor (self, narrow != NULL ? narrow : tensor);
}

/* (x - mean)/deviation, of which the encoder tells what becomes of 0 and of 1. */
static NgOnnxRef
put_moments (NgOnnxEmitter *self, const NgCoder *coder, const NgType *type, NgOnnxRef x)
{
  g_autoptr (NgTensor) low = encode_level (coder, type, "0");
  g_autoptr (NgTensor) high = encode_level (coder, type, "1");
  gboolean is_last = is_set (coder, "Interleaving"), has_mean = FALSE, has_deviation = FALSE;

  if (low == NULL || high == NULL) {
    ng_onnx_fail (self, "its encoder takes no picture of its own size");
    return x;
  }
  gint64 n = ng_tensor_count (low);
  float *means = g_new (float, (gsize) n), *deviations = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n; i++) {
    double from = ng_tensor_get_real (low, i), range = ng_tensor_get_real (high, i) - from;
    means[i] = (float) (-from / range);
    deviations[i] = (float) (1 / range);
    has_mean = has_mean || from < 0 || from > 0;
    has_deviation = has_deviation || range < 1 || range > 1;
  }
  g_autoptr (NgTensor) mean =
      ng_tensor_new_take (NG_ELEMENT_F32, ng_tensor_dims (low), ng_tensor_rank (low), means);
  g_autoptr (NgTensor) deviation =
      ng_tensor_new_take (NG_ELEMENT_F32, ng_tensor_dims (low), ng_tensor_rank (low), deviations);
  if (has_mean)
    x = ng_onnx_binary (self, "Sub", x, put_constant (self, mean, is_last));
  if (has_deviation)
    x = ng_onnx_binary (self, "Div", x, put_constant (self, deviation, is_last));
  return x;
}

/* Of (n, c, h, w) any picture, stretched as the encoder stretches those that are not smaller. */
static NgOnnxRef
put_stretched (NgOnnxEmitter *self, NgOnnxRef x, const gint64 *size)
{
  NgOnnxRef front = ng_onnx_sizes (self, x, 0, 2), back = ng_onnx_list (self, size, 2);
  ng_onnx_begin (self, "Concat");
  ng_onnx_operand (self, front);
  ng_onnx_operand (self, back);
  ng_onnx_integer (self, "axis", 0);
  NgOnnxRef sizes = ng_onnx_end (self, 1);
  ng_onnx_begin (self, "Resize");
  ng_onnx_operand (self, x);
  ng_onnx_operand (self, (NgOnnxRef){ 0 });
  ng_onnx_operand (self, (NgOnnxRef){ 0 });
  ng_onnx_operand (self, sizes);
  ng_onnx_text_attribute (self, "mode", "linear");
  ng_onnx_text_attribute (self, "coordinate_transformation_mode", "half_pixel");
  return ng_onnx_end (self, 1);
}

/* Whether pictures of other sizes are stretched, in a way that Resize has. */
static gboolean
is_stretched (const NgCoder *coder)
{
  gint64 resampling = param (coder, "Resampling")->integer;
  const char *how = ng_pictures_resamplings[resampling];

  return param (coder, "Method")->integer == 0 &&
         (g_str_equal (how, "Automatic") || g_str_equal (how, "Linear"));
}

/* Bytes (n, h, w, c) -> what the encoder makes of the picture. */
static NgOnnxRef
encode_picture (NgOnnxEmitter *self, const NgCoder *coder, const NgType *type, NgOnnxRef x)
{
  static const gint64 to_front[] = { 0, 3, 1, 2 }, to_back[] = { 0, 2, 3, 1 };
  gboolean is_last = is_set (coder, "Interleaving"), is_any = is_stretched (coder);
  gint64 size[] = { type->dims[is_last ? 0 : 1].value, type->dims[is_last ? 1 : 2].value };

  x = cast (self, x, NG_ELEMENT_F32);
  if (is_any || !is_last)
    x = transpose (self, x, to_front);
  if (is_any)
    x = put_stretched (self, x, size);
  if (is_any && is_last)
    x = transpose (self, x, to_back);
  return put_moments (self, coder, type, with (self, "Div", x, 255));
}

static NgOnnxRef
decode_picture (NgOnnxEmitter *self, const NgCoder *coder, NgOnnxRef x)
{
  static const gint64 to_back[] = { 0, 2, 3, 1 };
  NgOnnxRef low = ng_onnx_scalar (self, NG_ELEMENT_F32, 0);
  NgOnnxRef high = ng_onnx_scalar (self, NG_ELEMENT_F32, 1);

  if (!is_set (coder, "Interleaving"))
    x = transpose (self, x, to_back);
  ng_onnx_begin (self, "Clip");
  ng_onnx_operand (self, x);
  ng_onnx_operand (self, low);
  ng_onnx_operand (self, high);
  x = with (self, "Mul", ng_onnx_end (self, 1), 255);
  return cast (self, ng_onnx_unary (self, "Round", x), NG_ELEMENT_U8);
}

/* ---- inputs ---- */

/* What the model takes in place of the array of type @own, with the batch. */
static NgType
raw_type (NgOnnxEmitter *self, const NgCoder *coder, CoderForm form, const NgType *own)
{
  NgType type = *own;
  gboolean is_last;

  switch (form) {
  case CODER_TRUTH:
    type.kind = NG_KIND_BOOLEAN;
    type.element = NG_ELEMENT_BOOL;
    break;
  case CODER_UNIT:
  case CODER_SCALAR:
    type.rank--;
    break;
  case CODER_PICTURE:
    is_last = is_set (coder, "Interleaving");
    type.dims[3] = own->dims[is_last ? 3 : 1];
    type.dims[1] = own->dims[is_last ? 1 : 2];
    type.dims[2] = own->dims[is_last ? 2 : 3];
    for (int i = 1; i < 3 && is_stretched (coder); i++)
      type.dims[i] = ng_net_builder_fresh_length (self->builder, i == 1 ? "height" : "width");
    type.kind = NG_KIND_INTEGER;
    type.element = NG_ELEMENT_U8;
    break;
  case CODER_NONE:
  case CODER_AS_IT_IS:
  case CODER_PLACE:
  case CODER_SEVERAL:
    break;
  }
  if (form == CODER_UNIT || form == CODER_PLACE) {
    gboolean are_bytes = g_str_equal (ng_coder_class (coder)->name, "UTF8");
    type.kind = NG_KIND_INTEGER;
    type.element = are_bytes ? NG_ELEMENT_U8 : NG_ELEMENT_I64;
  }
  type.min = G_MININT64;
  type.max = G_MAXINT64;
  return type;
}

static NgOnnxRef
encode (NgOnnxEmitter *self, const NgCoder *coder, CoderForm form, const NgType *type, NgOnnxRef x)
{
  const gint64 last = -1;
  gboolean are_bytes = g_str_equal (ng_coder_class (coder)->name, "UTF8");

  if (are_bytes)
    x = cast (self, x, NG_ELEMENT_I64);
  switch (form) {
  case CODER_TRUTH:
    return cast (self, x, NG_ELEMENT_F32);
  case CODER_PLACE:
    return ng_onnx_binary (self, "Add", x, ng_onnx_scalar (self, NG_ELEMENT_I64, 1));
  case CODER_UNIT:
    return one_hot (self, x, type->dims[type->rank - 1].value);
  case CODER_SCALAR:
    return ng_onnx_binary (self, "Unsqueeze", x, ng_onnx_list (self, &last, 1));
  case CODER_PICTURE:
    return encode_picture (self, coder, type, x);
  case CODER_NONE:
  case CODER_AS_IT_IS:
  case CODER_SEVERAL:
    break;
  }
  return x;
}

static void
name_nodes (NgOnnxEmitter *self, const char *port, const NgCoder *coder)
{
  g_autofree char *wish = g_strconcat (port, "/", ng_coder_class (coder)->name, NULL);

  g_free (self->path);
  self->path = ng_onnx_unique (self->names, wish);
}

NgOnnxRef
ng_onnx_encode_input (NgOnnxEmitter *self, gsize input, const NgType *own)
{
  const NgCoder *coder = ng_net_input_coder (self->net, input);
  const NgType *type = ng_net_input_type (self->net, input);
  const char *name = ng_net_input_name (self->net, input);
  CoderForm form = form_of (coder, type);
  NgType raw = raw_type (self, coder, form, own);
  int index = ng_net_builder_input (self->builder, name, NULL);
  NgOnnxRef x = { .kind = NG_REF_SOURCE, .source = { NG_SOURCE_INPUT, index, 0 } };

  ng_net_builder_set_port_type (self->builder, name, &raw, NULL, NULL);
  name_nodes (self, name, coder);
  return encode (self, coder, form, type, x);
}

/* ---- outputs ---- */

NgOnnxRef
ng_onnx_decode_output (NgOnnxEmitter *self, gsize output, NgOnnxRef x, gboolean *has_more)
{
  const NgCoder *coder = ng_net_output_coder (self->net, output);
  const NgType *type = ng_net_output_type (self->net, output);
  CoderForm form = form_of (coder, type);
  const gint64 last = -1;

  name_nodes (self, ng_net_output_name (self->net, output), coder);
  *has_more = form == CODER_UNIT || form == CODER_SEVERAL;
  switch (form) {
  case CODER_TRUTH:
    return with (self, "GreaterOrEqual", x, 0.5);
  case CODER_SEVERAL:
    return with (self, "Greater", x, 0.5);
  case CODER_UNIT:
    ng_onnx_begin (self, "ArgMax");
    ng_onnx_operand (self, x);
    ng_onnx_integer (self, "axis", -1);
    ng_onnx_integer (self, "keepdims", 0);
    return ng_onnx_end (self, 1);
  case CODER_SCALAR:
    return ng_onnx_binary (self, "Squeeze", x, ng_onnx_list (self, &last, 1));
  case CODER_PICTURE:
    return decode_picture (self, coder, x);
  case CODER_NONE:
  case CODER_AS_IT_IS:
  case CODER_PLACE:
    break;
  }
  return x;
}
