/* What the elements of tensors are called, how wide they are, and what number their bits mean.
 *
 * A small float of e exponent bits, m fraction bits and bias b means, with s, x, f the fields,
 *
 *   (-1)^s 2^(x - b) (1 + f / 2^m)   for x > 0,   (-1)^s 2^(1 - b) f / 2^m   for x = 0,
 *
 * but for the codes that its format keeps for infinities and NaN: IEEE keeps the greatest exponent,
 * FN only the code of all ones, FNUZ only that of minus zero, PLAIN none
 * (OCP 8-bit Floating Point Specification 1.0; OCP Microscaling Formats 1.0; ONNX float8 types). */

#include "core/tensor/element.h"

#include <math.h>
#include <string.h>

typedef enum { KIND_NONE, KIND_REAL, KIND_SIGNED, KIND_UNSIGNED, KIND_BOOL, KIND_COMPLEX } Kind;

typedef enum { FLAVOUR_NONE, FLAVOUR_IEEE, FLAVOUR_FN, FLAVOUR_FNUZ, FLAVOUR_PLAIN } Flavour;

typedef struct {
  const char *name;
  const char *wolfram;
  guint bits;
  Kind kind;
  Flavour flavour;
  int exponent_bits;
  int fraction_bits;
  int bias;
} Row;

static const Row rows[] = {
  [NG_ELEMENT_NONE] = { "none", NULL, 0, KIND_NONE },
  [NG_ELEMENT_F32] = { "float32", "Real32", 32, KIND_REAL },
  [NG_ELEMENT_F64] = { "float64", "Real64", 64, KIND_REAL },
  [NG_ELEMENT_F16] = { "float16", "Real16", 16, KIND_REAL, FLAVOUR_IEEE, 5, 10, 15 },
  [NG_ELEMENT_BF16] = { "bfloat16", NULL, 16, KIND_REAL, FLAVOUR_IEEE, 8, 7, 127 },
  [NG_ELEMENT_I8] = { "int8", "Integer8", 8, KIND_SIGNED },
  [NG_ELEMENT_I16] = { "int16", "Integer16", 16, KIND_SIGNED },
  [NG_ELEMENT_I32] = { "int32", "Integer32", 32, KIND_SIGNED },
  [NG_ELEMENT_I64] = { "int64", "Integer64", 64, KIND_SIGNED },
  [NG_ELEMENT_U8] = { "uint8", "UnsignedInteger8", 8, KIND_UNSIGNED },
  [NG_ELEMENT_U16] = { "uint16", "UnsignedInteger16", 16, KIND_UNSIGNED },
  [NG_ELEMENT_U32] = { "uint32", "UnsignedInteger32", 32, KIND_UNSIGNED },
  [NG_ELEMENT_U64] = { "uint64", "UnsignedInteger64", 64, KIND_UNSIGNED },
  [NG_ELEMENT_BOOL] = { "bool", "Boolean", 8, KIND_BOOL },
  [NG_ELEMENT_STRING] = { "string", "String", 0, KIND_NONE },
  [NG_ELEMENT_C64] = { "complex64", "ComplexReal32", 64, KIND_COMPLEX },
  [NG_ELEMENT_C128] = { "complex128", "ComplexReal64", 128, KIND_COMPLEX },
  [NG_ELEMENT_F8_E4M3FN] = { "float8_e4m3fn", NULL, 8, KIND_REAL, FLAVOUR_FN, 4, 3, 7 },
  [NG_ELEMENT_F8_E4M3FNUZ] = { "float8_e4m3fnuz", NULL, 8, KIND_REAL, FLAVOUR_FNUZ, 4, 3, 8 },
  [NG_ELEMENT_F8_E5M2] = { "float8_e5m2", NULL, 8, KIND_REAL, FLAVOUR_IEEE, 5, 2, 15 },
  [NG_ELEMENT_F8_E5M2FNUZ] = { "float8_e5m2fnuz", NULL, 8, KIND_REAL, FLAVOUR_FNUZ, 5, 2, 16 },
  [NG_ELEMENT_F8_E8M0] = { "float8_e8m0", NULL, 8, KIND_REAL, FLAVOUR_NONE, 8, 0, 127 },
  [NG_ELEMENT_U4] = { "uint4", NULL, 4, KIND_UNSIGNED },
  [NG_ELEMENT_I4] = { "int4", NULL, 4, KIND_SIGNED },
  [NG_ELEMENT_F4_E2M1] = { "float4_e2m1", NULL, 4, KIND_REAL, FLAVOUR_PLAIN, 2, 1, 1 },
  [NG_ELEMENT_U2] = { "uint2", NULL, 2, KIND_UNSIGNED },
  [NG_ELEMENT_I2] = { "int2", NULL, 2, KIND_SIGNED },
  [NG_ELEMENT_F6_E2M3] = { "float6_e2m3", NULL, 6, KIND_REAL, FLAVOUR_PLAIN, 2, 3, 1 },
  [NG_ELEMENT_F6_E3M2] = { "float6_e3m2", NULL, 6, KIND_REAL, FLAVOUR_PLAIN, 3, 2, 3 },
};

static const Row *
row_of (NgElement self)
{
  return &rows[(guint) self < G_N_ELEMENTS (rows) ? self : NG_ELEMENT_NONE];
}

guint
ng_element_bits (NgElement self)
{
  return row_of (self)->bits;
}

const char *
ng_element_name (NgElement self)
{
  return row_of (self)->name;
}

NgElement
ng_element_from_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NG_ELEMENT_NONE);

  for (gsize i = NG_ELEMENT_NONE + 1; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].name, name) == 0 || g_strcmp0 (rows[i].wolfram, name) == 0)
      return (NgElement) i;
  return NG_ELEMENT_NONE;
}

gboolean
ng_element_is_real (NgElement self)
{
  return row_of (self)->kind == KIND_REAL;
}

gboolean
ng_element_is_integer (NgElement self)
{
  return row_of (self)->kind == KIND_SIGNED || row_of (self)->kind == KIND_UNSIGNED;
}

gboolean
ng_element_is_unsigned (NgElement self)
{
  return row_of (self)->kind == KIND_UNSIGNED;
}

NgElement
ng_element_whole (NgElement self)
{
  if (!ng_element_is_integer (self) || ng_element_bits (self) >= 8)
    return self;
  return ng_element_is_unsigned (self) ? NG_ELEMENT_U8 : NG_ELEMENT_I8;
}

/* The bits of element @index, for elements of up to 16 bits: one element lies in at most two bytes,
 * and the second is read only where the element reaches into it. */
static guint
read_bits (const guchar *data, guint bits, gint64 index)
{
  gint64 bit = index * bits;
  const guchar *p = data + bit / 8;
  guint shift = (guint) (bit % 8);
  guint word = p[0];

  if (shift + bits > 8)
    word |= (guint) p[1] << 8;
  return (word >> shift) & ((1u << bits) - 1);
}

/* The number that @code means. */
static double
decode_small (const Row *row, guint code)
{
  int m = row->fraction_bits;
  guint sign = code >> (row->bits - 1);
  guint magnitude = code & ((1u << (row->bits - 1)) - 1);
  int exponent = (int) (magnitude >> m);
  guint fraction = magnitude & ((1u << m) - 1);
  double value;

  if (row->flavour == FLAVOUR_NONE) /* E8M0 has neither sign nor fraction */
    return code == 0xff ? (double) NAN : ldexp (1, (int) code - row->bias);
  if (row->flavour == FLAVOUR_IEEE && exponent == (1 << row->exponent_bits) - 1)
    value = fraction != 0 ? (double) NAN : (double) INFINITY;
  else if (row->flavour == FLAVOUR_FN && magnitude == (1u << (row->bits - 1)) - 1)
    value = (double) NAN;
  else if (row->flavour == FLAVOUR_FNUZ && sign != 0 && magnitude == 0)
    value = (double) NAN;
  else if (exponent == 0)
    value = ldexp (fraction, 1 - row->bias - m);
  else
    value = ldexp (fraction + (1u << m), exponent - row->bias - m);
  return sign != 0 ? -value : value;
}

/* The greatest code without its sign that means a finite number. */
static guint
greatest_code (const Row *row)
{
  guint all = (1u << (row->bits - 1)) - 1;

  if (row->flavour == FLAVOUR_IEEE)
    return all - (1u << row->fraction_bits);
  return row->flavour == FLAVOUR_FN ? all - 1 : all;
}

/* The code of the number nearest to @value, ties to the even code. What is too large becomes
 * infinity where the format has one, and otherwise NaN, or the greatest number in PLAIN formats. */
static guint
encode_small (const Row *row, double value)
{
  int m = row->fraction_bits;
  guint sign_bit = 1u << (row->bits - 1);
  guint sign = signbit (value) ? sign_bit : 0;
  guint nan_code = row->flavour == FLAVOUR_FNUZ   ? sign_bit
                   : row->flavour == FLAVOUR_IEEE ? greatest_code (row) + 1 + (1u << (m - 1))
                                                  : sign_bit - 1;
  double magnitude = fabs (value);
  int exponent;
  double steps;
  guint code;

  if (row->flavour == FLAVOUR_NONE) {
    if (isnan (value) || value < 0 || isinf (value))
      return 0xff;
    return value > 0 ? (guint) CLAMP (rint (log2 (value)) + row->bias, 0, 254) : 0;
  }
  if (isnan (value))
    return row->flavour == FLAVOUR_PLAIN ? sign | greatest_code (row) : nan_code;
  if (isinf (value))
    code = greatest_code (row) + 1;
  else {
    frexp (magnitude, &exponent);
    exponent = MAX (exponent - 1, 1 - row->bias); /* magnitude < 2^(exponent + 1) */
    steps = rint (ldexp (magnitude, m - exponent));
    /* A carry out of the fraction moves on to the next exponent by itself. */
    if (magnitude == 0)
      code = 0;
    else if (exponent + row->bias > (1 << row->exponent_bits))
      code = greatest_code (row) + 1;
    else
      code = (guint) (((gint64) (exponent + row->bias - 1) << m) + (gint64) steps);
  }
  if (code > greatest_code (row)) {
    if (row->flavour == FLAVOUR_IEEE)
      return sign | (greatest_code (row) + 1);
    return row->flavour == FLAVOUR_PLAIN ? sign | greatest_code (row) : nan_code | sign;
  }
  if (row->flavour == FLAVOUR_FNUZ && code == 0)
    return 0;
  return sign | code;
}

/* The two that whole models are kept in, without decode_small()'s steps. A bfloat16 is the upper
 * half of a float; the fields of a float16, put into those of a float, mean 2^-112 times its
 * number. */
static double
decode_half (guint code, gboolean is_bfloat)
{
  guint32 bits = is_bfloat ? code << 16 : (code & 0x7fff) << 13;
  float value;

  if (!is_bfloat && (code & 0x7c00) == 0x7c00)
    bits |= 0x7f800000;
  memcpy (&value, &bits, sizeof value);
  if (is_bfloat)
    return (double) value;
  value *= 0x1p112f;
  return (code & 0x8000) != 0 ? -(double) value : (double) value;
}

static double
read_float (const guchar *p)
{
  float value;

  memcpy (&value, p, sizeof value);
  return (double) value;
}

static double
read_double (const guchar *p)
{
  double value;

  memcpy (&value, p, sizeof value);
  return value;
}

/* @n integers of @size bytes, sign-extended unless @is_unsigned. */
static void
read_integers (const guchar *p, guint size, gboolean is_unsigned, gsize n, gint64 *integers)
{
  for (gsize i = 0; i < n; i++, p += size) {
    guint64 word = 0;
    guint unused = 64 - 8 * size;

    switch (size) {
    case 1:
      word = p[0];
      break;
    case 2: {
      guint16 half;
      memcpy (&half, p, sizeof half);
      word = half;
      break;
    }
    case 4: {
      guint32 single;
      memcpy (&single, p, sizeof single);
      word = single;
      break;
    }
    default:
      memcpy (&word, p, sizeof word);
    }
    integers[i] = is_unsigned ? (gint64) word : (gint64) (word << unused) >> unused;
  }
}

static gint64
saturate (double value)
{
  if (isnan (value))
    return 0;
  if (value >= 0x1p63)
    return G_MAXINT64;
  return value < -0x1p63 ? G_MININT64 : (gint64) value;
}

void
ng_element_to_integers (NgElement self, gconstpointer data, gint64 first, gsize n, gint64 *integers)
{
  const Row *row = row_of (self);
  const guchar *p = data;

  if (n == 0)
    return;
  switch (row->kind) {
  case KIND_BOOL:
    for (gsize i = 0; i < n; i++)
      integers[i] = p[first + (gint64) i] != 0;
    break;
  case KIND_SIGNED:
  case KIND_UNSIGNED:
    if (row->bits >= 8) {
      read_integers (
          p + first * (row->bits / 8), row->bits / 8, row->kind == KIND_UNSIGNED, n, integers);
      break;
    }
    for (gsize i = 0; i < n; i++) {
      guint code = read_bits (p, row->bits, first + (gint64) i);
      gboolean negative = row->kind == KIND_SIGNED && (code >> (row->bits - 1)) != 0;

      integers[i] = (gint64) code - (negative ? (gint64) 1 << row->bits : 0);
    }
    break;
  default:
    for (gsize i = 0; i < n; i++) {
      double real;

      ng_element_to_reals (self, data, first + (gint64) i, 1, &real);
      integers[i] = saturate (real);
    }
  }
}

void
ng_element_to_reals (NgElement self, gconstpointer data, gint64 first, gsize n, double *reals)
{
  const Row *row = row_of (self);
  const guchar *p = data;

  if (row->kind == KIND_NONE) {
    for (gsize i = 0; i < n; i++)
      reals[i] = (double) NAN;
    return;
  }
  /* An empty array may have no bytes. */
  if (n == 0)
    return;
  if (row->bits >= 8)
    p += first * (row->bits / 8);
  switch (self) {
  case NG_ELEMENT_F32:
    for (gsize i = 0; i < n; i++)
      reals[i] = read_float (p + 4 * i);
    return;
  case NG_ELEMENT_F64:
    for (gsize i = 0; i < n; i++)
      reals[i] = read_double (p + 8 * i);
    return;
  case NG_ELEMENT_F16:
  case NG_ELEMENT_BF16:
    for (gsize i = 0; i < n; i++)
      reals[i] = decode_half (p[2 * i] | (guint) p[2 * i + 1] << 8, self == NG_ELEMENT_BF16);
    return;
  case NG_ELEMENT_C64:
    for (gsize i = 0; i < n; i++)
      reals[i] = read_float (p + 8 * i);
    return;
  case NG_ELEMENT_C128:
    for (gsize i = 0; i < n; i++)
      reals[i] = read_double (p + 16 * i);
    return;
  default:
    break;
  }
  if (row->kind == KIND_REAL) {
    for (gsize i = 0; i < n; i++)
      reals[i] = decode_small (row, read_bits (data, row->bits, first + (gint64) i));
    return;
  }
  for (gsize i = 0; i < n; i++) {
    gint64 integer;

    ng_element_to_integers (self, data, first + (gint64) i, 1, &integer);
    reals[i] = self == NG_ELEMENT_U64 ? (double) (guint64) integer : (double) integer;
  }
}

/* @integer as an integer element of whole bytes, its high bits dropped. */
static void
write_integer (guchar *data, guint size, gsize i, gint64 integer)
{
  switch (size) {
  case 1:
    ((guint8 *) data)[i] = (guint8) integer;
    break;
  case 2:
    ((guint16 *) (gpointer) data)[i] = (guint16) integer;
    break;
  case 4:
    ((guint32 *) (gpointer) data)[i] = (guint32) integer;
    break;
  default:
    ((guint64 *) (gpointer) data)[i] = (guint64) integer;
  }
}

/* @value truncated and kept within the range of an integer element. */
static gint64
clamp_to_integer (const Row *row, double value)
{
  if (row->kind == KIND_UNSIGNED) {
    double limit = ldexp (1, (int) row->bits);

    if (isnan (value) || value <= 0)
      return 0;
    return value >= limit ? (gint64) (G_MAXUINT64 >> (64 - row->bits)) : (gint64) (guint64) value;
  }
  gint64 greatest = G_MAXINT64 >> (64 - row->bits);

  return CLAMP (saturate (value), -greatest - 1, greatest);
}

gboolean
ng_element_from_reals (NgElement self, const double *reals, gsize n, gpointer data)
{
  const Row *row = row_of (self);

  if (self == NG_ELEMENT_F64) {
    if (n > 0)
      memcpy (data, reals, n * sizeof *reals);
  } else if (self == NG_ELEMENT_F32) {
    for (gsize i = 0; i < n; i++)
      ((float *) data)[i] = (float) reals[i];
  } else if (row->kind == KIND_BOOL) {
    for (gsize i = 0; i < n; i++)
      ((guint8 *) data)[i] = reals[i] != 0;
  } else if (row->kind == KIND_REAL && row->bits >= 8) {
    for (gsize i = 0; i < n; i++)
      write_integer (data, row->bits / 8, i, encode_small (row, reals[i]));
  } else if (ng_element_is_integer (self) && row->bits >= 8) {
    for (gsize i = 0; i < n; i++)
      write_integer (data, row->bits / 8, i, clamp_to_integer (row, reals[i]));
  } else {
    return FALSE;
  }
  return TRUE;
}

gboolean
ng_element_from_integers (
    NgElement self, const gint64 *integers, gboolean is_unsigned, gsize n, gpointer data)
{
  const Row *row = row_of (self);

  if (self == NG_ELEMENT_F32) {
    for (gsize i = 0; i < n; i++)
      ((float *) data)[i] = is_unsigned ? (float) (guint64) integers[i] : (float) integers[i];
  } else if (row->kind == KIND_BOOL) {
    for (gsize i = 0; i < n; i++)
      ((guint8 *) data)[i] = integers[i] != 0;
  } else if (ng_element_is_integer (self) && row->bits >= 8) {
    for (gsize i = 0; i < n; i++)
      write_integer (data, row->bits / 8, i, integers[i]);
  } else if (row->kind == KIND_REAL && row->bits >= 8) {
    for (gsize i = 0; i < n; i++) {
      double real = is_unsigned ? (double) (guint64) integers[i] : (double) integers[i];

      ng_element_from_reals (self, &real, 1, (guchar *) data + i * (row->bits / 8));
    }
  } else {
    return FALSE;
  }
  return TRUE;
}
