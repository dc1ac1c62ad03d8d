/* What bits mean, and which bits a number becomes. */

#include "core/tensor/element.h"

#include "core/base/rng.h"
#include "tests/support/test.h"
#include <math.h>
#include <string.h>

static double
decode (NgElement element, guint code)
{
  guint16 room = (guint16) code;
  double real;

  ng_element_to_reals (element, &room, 0, 1, &real);
  return real;
}

static guint
encode (NgElement element, double real)
{
  guint16 code = 0;

  g_assert_true (ng_element_from_reals (element, &real, 1, &code));
  return code;
}

static void
test_names (void)
{
  for (int i = NG_ELEMENT_NONE + 1; i <= NG_ELEMENT_F6_E3M2; i++)
    g_assert_cmpint (ng_element_from_name (ng_element_name ((NgElement) i)), ==, i);
  g_assert_cmpint (ng_element_from_name ("Real32"), ==, NG_ELEMENT_F32);
  g_assert_cmpint (ng_element_from_name ("UnsignedInteger8"), ==, NG_ELEMENT_U8);
  g_assert_cmpint (ng_element_from_name ("none"), ==, NG_ELEMENT_NONE);
  g_assert_cmpint (ng_element_from_name ("real32"), ==, NG_ELEMENT_NONE);
  g_assert_cmpuint (ng_element_bits ((NgElement) 1000), ==, 0);
  g_assert_true (ng_element_is_real (NG_ELEMENT_BF16));
  g_assert_false (ng_element_is_real (NG_ELEMENT_C64));
  g_assert_true (ng_element_is_integer (NG_ELEMENT_I2));
  g_assert_false (ng_element_is_integer (NG_ELEMENT_BOOL));
}

/* Bounds out of the specifications: OCP 8-bit Floating Point 1.0, table 2; OCP Microscaling 1.0,
 * tables 3 to 6; IEEE 754; the ONNX page on float8. */
static void
test_bounds (void)
{
  const struct {
    NgElement element;
    double least, greatest;
    guint codes;
  } rows[] = {
    { NG_ELEMENT_F16, 0x1p-24, 65504, 65536 },
    { NG_ELEMENT_BF16, 0x1p-133, 0x1.fep127, 65536 },
    { NG_ELEMENT_F8_E4M3FN, 0x1p-9, 448, 256 },
    { NG_ELEMENT_F8_E4M3FNUZ, 0x1p-10, 240, 256 },
    { NG_ELEMENT_F8_E5M2, 0x1p-16, 57344, 256 },
    { NG_ELEMENT_F8_E5M2FNUZ, 0x1p-17, 57344, 256 },
    { NG_ELEMENT_F8_E8M0, 0x1p-127, 0x1p127, 256 },
    { NG_ELEMENT_F4_E2M1, 0.5, 6, 16 },
    { NG_ELEMENT_F6_E2M3, 0.125, 7.5, 64 },
    { NG_ELEMENT_F6_E3M2, 0.0625, 28, 64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    double least = (double) INFINITY, greatest = 0;

    for (guint code = 0; code < rows[i].codes; code++) {
      double x = decode (rows[i].element, code);

      if (isfinite (x) && x > 0) {
        least = MIN (least, x);
        greatest = MAX (greatest, x);
      }
    }
    g_assert_cmpfloat (least, ==, rows[i].least);
    g_assert_cmpfloat (greatest, ==, rows[i].greatest);
  }
  g_assert_true (isnan (decode (NG_ELEMENT_F8_E4M3FN, 0x7f)));
  g_assert_true (isnan (decode (NG_ELEMENT_F8_E4M3FNUZ, 0x80)));
  g_assert_true (isnan (decode (NG_ELEMENT_F8_E8M0, 0xff)));
  g_assert_true (isinf (decode (NG_ELEMENT_F8_E5M2, 0xfc)));
  g_assert_true (isnan (decode (NG_ELEMENT_F8_E5M2, 0xfd)));
}

/* A bfloat16 is the upper half of a float. */
static void
test_bfloat16 (void)
{
  for (guint code = 0; code < 65536; code++) {
    guint32 bits = code << 16;
    float expected;
    double found = decode (NG_ELEMENT_BF16, code);

    memcpy (&expected, &bits, sizeof bits);
    g_assert_true (isnan (expected) ? isnan (found) : (double) expected == found);
  }
  for (guint64 i = 0; i < 10000; i++) {
    guint32 bits = (guint32) ng_rng_bits (3, 1, i);
    float x;

    memcpy (&x, &bits, sizeof bits);
    if (isfinite (x))
      g_assert_cmphex (
          encode (NG_ELEMENT_BF16, (double) x), ==, (bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }
}

/* A float16 by the definition of IEEE 754, section 3.4. */
static void
test_float16 (void)
{
  for (guint code = 0; code < 65536; code++) {
    int exponent = (int) (code >> 10 & 31);
    double fraction = code & 1023;
    double expected = exponent == 31 ? (fraction != 0 ? (double) NAN : (double) INFINITY)
                      : exponent > 0 ? ldexp (1024 + fraction, exponent - 25)
                                     : ldexp (fraction, -24);
    double found = decode (NG_ELEMENT_F16, code);

    if (code >= 0x8000)
      expected = -expected;
    g_assert_true (isnan (expected) ? isnan (found) : expected == found);
    g_assert_true (isnan (expected) || signbit (expected) == signbit (found));
  }
}

/* Each number gets the nearest code, and of two the even one; and each code itself. */
static void
test_nearest (void)
{
  const NgElement elements[] = { NG_ELEMENT_F16,
                                 NG_ELEMENT_F8_E4M3FN,
                                 NG_ELEMENT_F8_E4M3FNUZ,
                                 NG_ELEMENT_F8_E5M2,
                                 NG_ELEMENT_F8_E5M2FNUZ };

  for (gsize e = 0; e < G_N_ELEMENTS (elements); e++) {
    guint half = 1u << (ng_element_bits (elements[e]) - 1);

    for (guint code = 0; code + 1 < half; code++) {
      double low = decode (elements[e], code), high = decode (elements[e], code + 1);
      guint even = code % 2 == 0 ? code : code + 1;

      g_assert_cmphex (encode (elements[e], low), ==, code);
      if (low > 0 && isfinite (low))
        g_assert_cmphex (encode (elements[e], -low), ==, code + half);
      if (!isfinite (high))
        break;
      g_assert_cmphex (encode (elements[e], low + (high - low) * 0.499), ==, code);
      g_assert_cmphex (encode (elements[e], low + (high - low) * 0.5), ==, even);
      g_assert_cmphex (encode (elements[e], low + (high - low) * 0.501), ==, code + 1);
    }
    g_assert_true (isnan (decode (elements[e], encode (elements[e], (double) NAN))));
  }
  g_assert_cmphex (encode (NG_ELEMENT_F16, 65519), ==, 0x7bff);
  g_assert_cmphex (encode (NG_ELEMENT_F16, 65520), ==, 0x7c00);
  g_assert_cmphex (encode (NG_ELEMENT_F16, (double) -INFINITY), ==, 0xfc00);
  g_assert_cmphex (encode (NG_ELEMENT_F16, 1e300), ==, 0x7c00);
  g_assert_cmphex (encode (NG_ELEMENT_F16, 1e-300), ==, 0);
  g_assert_cmphex (encode (NG_ELEMENT_F16, -0.0), ==, 0x8000);
  g_assert_cmphex (encode (NG_ELEMENT_F8_E4M3FNUZ, -0.0), ==, 0);
  g_assert_true (isnan (decode (NG_ELEMENT_F8_E4M3FN, encode (NG_ELEMENT_F8_E4M3FN, 1e9))));
}

/* Elements narrower than a byte follow each other from the low bits on. */
static void
test_packed (void)
{
  const guint8 nibbles[] = { 0x81, 0x7f };
  const guint8 pairs[] = { 0xe4 };
  const guint8 sixes[] = { 0x41, 0x30, 0x10 }; /* 1, 1, 3, 4 */
  gint64 integers[4];
  double reals[4];

  ng_element_to_integers (NG_ELEMENT_U4, nibbles, 0, 4, integers);
  g_assert_true (integers[0] == 1 && integers[1] == 8 && integers[2] == 15 && integers[3] == 7);
  ng_element_to_integers (NG_ELEMENT_I4, nibbles, 0, 4, integers);
  g_assert_true (integers[0] == 1 && integers[1] == -8 && integers[2] == -1 && integers[3] == 7);
  ng_element_to_integers (NG_ELEMENT_I2, pairs, 0, 4, integers);
  g_assert_true (integers[0] == 0 && integers[1] == 1 && integers[2] == -2 && integers[3] == -1);
  ng_element_to_reals (NG_ELEMENT_F6_E2M3, sixes, 0, 4, reals);
  g_assert_true (reals[0] == 0.125 && reals[1] == 0.125 && reals[2] == 0.375 && reals[3] == 0.5);
}

static void
test_integers (void)
{
  const double reals[] = { -1.9, 300, -300, (double) NAN, 1e30, -1e30, 1.8e19 };
  const gint64 wide[] = { -1, 300, G_MININT64 };
  gint8 bytes[7];
  guint8 unsigned_bytes[7];
  gint64 longs[7];
  guint64 unsigned_longs[7];
  float floats[3];

  ng_element_from_reals (NG_ELEMENT_I8, reals, 7, bytes);
  g_assert_true (bytes[0] == -1 && bytes[1] == 127 && bytes[2] == -128 && bytes[3] == 0);
  ng_element_from_reals (NG_ELEMENT_U8, reals, 7, unsigned_bytes);
  g_assert_true (unsigned_bytes[0] == 0 && unsigned_bytes[1] == 255 && unsigned_bytes[2] == 0);
  ng_element_from_reals (NG_ELEMENT_I64, reals, 7, longs);
  g_assert_true (longs[4] == G_MAXINT64 && longs[5] == G_MININT64 && longs[6] == G_MAXINT64);
  ng_element_from_reals (NG_ELEMENT_U64, reals, 7, unsigned_longs);
  g_assert_true (unsigned_longs[4] == G_MAXUINT64 &&
                 unsigned_longs[6] == G_GUINT64_CONSTANT (18000000000000000000));
  ng_element_from_integers (NG_ELEMENT_I8, wide, FALSE, 3, bytes);
  g_assert_true (bytes[0] == -1 && bytes[1] == 44 && bytes[2] == 0);
  ng_element_from_integers (NG_ELEMENT_F32, wide, TRUE, 3, floats);
  g_assert_true (floats[0] == 0x1p64f && floats[1] == 300 && floats[2] == 0x1p63f);
  g_assert_false (ng_element_from_reals (NG_ELEMENT_I4, reals, 1, bytes));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/tensor/element/names", test_names);
  g_test_add_func ("/tensor/element/bounds", test_bounds);
  g_test_add_func ("/tensor/element/bfloat16", test_bfloat16);
  g_test_add_func ("/tensor/element/float16", test_float16);
  g_test_add_func ("/tensor/element/nearest", test_nearest);
  g_test_add_func ("/tensor/element/packed", test_packed);
  g_test_add_func ("/tensor/element/integers", test_integers);
  return g_test_run ();
}
