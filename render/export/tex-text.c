/* Texts in TeX. Signs that text fonts lack are set as mathematics, one run of subscripts or
 * superscripts at a time. */

#include "render/export/tex-text.h"

#include <string.h>

typedef enum {
  TEXT, /* a command of text */
  MATH,
  LOWER, /* a subscript */
  UPPER, /* a superscript */
} Mode;

typedef struct {
  gunichar character;
  Mode mode;
  const char *tex;
} Sign;

static const Sign signs[] = {
  /* ASCII that means something to TeX, or stands elsewhere in its fonts. */
  { '"', TEXT, "''" },
  { '#', TEXT, "\\#" },
  { '$', MATH, "\\$" },
  { '%', TEXT, "\\%" },
  { '&', TEXT, "\\&" },
  { '\\', MATH, "\\backslash" },
  { '^', TEXT, "\\^{}" },
  { '_', TEXT, "\\_" },
  { '`', TEXT, "\\`{}" },
  { '{', TEXT, "\\{" },
  { '}', TEXT, "\\}" },
  { '~', TEXT, "\\~{}" },
  { '<', MATH, "<" },
  { '>', MATH, ">" },
  { '|', MATH, "|" },
  /* Latin. */
  { 0xa0, TEXT, "~" },
  { 0xa1, TEXT, "!`{}" },
  { 0xa3, MATH, "\\pounds" },
  { 0xa7, MATH, "\\S" },
  { 0xa9, TEXT, "(c)" },
  { 0xac, MATH, "\\neg" },
  { 0xad, TEXT, "" },
  { 0xb0, MATH, "^\\circ" },
  { 0xb1, MATH, "\\pm" },
  { 0xb2, UPPER, "2" },
  { 0xb3, UPPER, "3" },
  { 0xb5, MATH, "\\mu" },
  { 0xb6, MATH, "\\P" },
  { 0xb7, MATH, "\\cdot" },
  { 0xb9, UPPER, "1" },
  { 0xbf, TEXT, "?`{}" },
  { 0xc6, TEXT, "\\AE{}" },
  { 0xd7, MATH, "\\times" },
  { 0xd8, TEXT, "\\O{}" },
  { 0xdf, TEXT, "\\ss{}" },
  { 0xe6, TEXT, "\\ae{}" },
  { 0xf7, MATH, "\\div" },
  { 0xf8, TEXT, "\\o{}" },
  { 0x131, TEXT, "\\i{}" },
  { 0x141, TEXT, "\\L{}" },
  { 0x142, TEXT, "\\l{}" },
  { 0x152, TEXT, "\\OE{}" },
  { 0x153, TEXT, "\\oe{}" },
  /* Modifier letters. */
  { 0x2b0, UPPER, "h" },
  { 0x2b2, UPPER, "j" },
  { 0x2b3, UPPER, "r" },
  { 0x2b7, UPPER, "w" },
  { 0x2b8, UPPER, "y" },
  { 0x2e1, UPPER, "l" },
  { 0x2e2, UPPER, "s" },
  { 0x2e3, UPPER, "x" },
  /* Greek that has no letter of its own in TeX, or another name. */
  { 0x3bf, MATH, "o" },
  { 0x3c2, MATH, "\\varsigma" },
  { 0x3d1, MATH, "\\vartheta" },
  { 0x3d5, MATH, "\\phi" },
  { 0x3f5, MATH, "\\epsilon" },
  /* Superscript and subscript letters. */
  { 0x1d2c, UPPER, "A" },
  { 0x1d2e, UPPER, "B" },
  { 0x1d30, UPPER, "D" },
  { 0x1d34, UPPER, "H" },
  { 0x1d38, UPPER, "L" },
  { 0x1d39, UPPER, "M" },
  { 0x1d3a, UPPER, "N" },
  { 0x1d3f, UPPER, "R" },
  { 0x1d40, UPPER, "T" },
  { 0x1d42, UPPER, "W" },
  { 0x1d43, UPPER, "a" },
  { 0x1d47, UPPER, "b" },
  { 0x1d48, UPPER, "d" },
  { 0x1d49, UPPER, "e" },
  { 0x1d4f, UPPER, "k" },
  { 0x1d50, UPPER, "m" },
  { 0x1d52, UPPER, "o" },
  { 0x1d56, UPPER, "p" },
  { 0x1d57, UPPER, "t" },
  { 0x1d58, UPPER, "u" },
  { 0x1d5b, UPPER, "v" },
  { 0x1d62, LOWER, "i" },
  { 0x1d63, LOWER, "r" },
  { 0x1d64, LOWER, "u" },
  { 0x1d65, LOWER, "v" },
  { 0x1d9c, UPPER, "c" },
  { 0x1da0, UPPER, "f" },
  /* Punctuation. */
  { 0x2002, TEXT, "~" },
  { 0x2003, TEXT, "\\quad{}" },
  { 0x2009, TEXT, "\\," },
  { 0x200a, TEXT, "\\," },
  { 0x200b, TEXT, "" },
  { 0x200c, TEXT, "" },
  { 0x200d, TEXT, "" },
  { 0x200e, TEXT, "" },
  { 0x200f, TEXT, "" },
  { 0x2010, TEXT, "-{}" },
  { 0x2011, TEXT, "-{}" },
  { 0x2013, TEXT, "--{}" },
  { 0x2014, TEXT, "---{}" },
  { 0x2016, MATH, "\\Vert" },
  { 0x2018, TEXT, "`{}" },
  { 0x2019, TEXT, "'{}" },
  { 0x201c, TEXT, "``{}" },
  { 0x201d, TEXT, "''{}" },
  { 0x2020, MATH, "\\dagger" },
  { 0x2022, MATH, "\\bullet" },
  { 0x2026, TEXT, "\\dots{}" },
  { 0x202a, TEXT, "" },
  { 0x202b, TEXT, "" },
  { 0x202c, TEXT, "" },
  { 0x202d, TEXT, "" },
  { 0x202e, TEXT, "" },
  { 0x202f, TEXT, "\\," },
  { 0x2032, MATH, "'" },
  { 0x2033, MATH, "''" },
  { 0x2070, UPPER, "0" },
  { 0x2071, UPPER, "i" },
  { 0x2074, UPPER, "4" },
  { 0x2075, UPPER, "5" },
  { 0x2076, UPPER, "6" },
  { 0x2077, UPPER, "7" },
  { 0x2078, UPPER, "8" },
  { 0x2079, UPPER, "9" },
  { 0x207a, UPPER, "+" },
  { 0x207b, UPPER, "-" },
  { 0x207c, UPPER, "=" },
  { 0x207d, UPPER, "(" },
  { 0x207e, UPPER, ")" },
  { 0x207f, UPPER, "n" },
  { 0x2080, LOWER, "0" },
  { 0x2081, LOWER, "1" },
  { 0x2082, LOWER, "2" },
  { 0x2083, LOWER, "3" },
  { 0x2084, LOWER, "4" },
  { 0x2085, LOWER, "5" },
  { 0x2086, LOWER, "6" },
  { 0x2087, LOWER, "7" },
  { 0x2088, LOWER, "8" },
  { 0x2089, LOWER, "9" },
  { 0x208a, LOWER, "+" },
  { 0x208b, LOWER, "-" },
  { 0x208c, LOWER, "=" },
  { 0x208d, LOWER, "(" },
  { 0x208e, LOWER, ")" },
  { 0x2090, LOWER, "a" },
  { 0x2091, LOWER, "e" },
  { 0x2092, LOWER, "o" },
  { 0x2093, LOWER, "x" },
  { 0x2095, LOWER, "h" },
  { 0x2096, LOWER, "k" },
  { 0x2097, LOWER, "l" },
  { 0x2098, LOWER, "m" },
  { 0x2099, LOWER, "n" },
  { 0x209a, LOWER, "p" },
  { 0x209b, LOWER, "s" },
  { 0x209c, LOWER, "t" },
  /* Letterlike. */
  { 0x2102, MATH, "\\mathbb{C}" },
  { 0x210b, MATH, "\\mathcal{H}" },
  { 0x210d, MATH, "\\mathbb{H}" },
  { 0x210e, MATH, "h" },
  { 0x2110, MATH, "\\mathcal{I}" },
  { 0x2111, MATH, "\\Im" },
  { 0x2112, MATH, "\\mathcal{L}" },
  { 0x2113, MATH, "\\ell" },
  { 0x2115, MATH, "\\mathbb{N}" },
  { 0x2119, MATH, "\\mathbb{P}" },
  { 0x211a, MATH, "\\mathbb{Q}" },
  { 0x211b, MATH, "\\mathcal{R}" },
  { 0x211c, MATH, "\\Re" },
  { 0x211d, MATH, "\\mathbb{R}" },
  { 0x2124, MATH, "\\mathbb{Z}" },
  { 0x212c, MATH, "\\mathcal{B}" },
  { 0x2130, MATH, "\\mathcal{E}" },
  { 0x2131, MATH, "\\mathcal{F}" },
  { 0x2133, MATH, "\\mathcal{M}" },
  /* Arrows. */
  { 0x2190, MATH, "\\leftarrow" },
  { 0x2191, MATH, "\\uparrow" },
  { 0x2192, MATH, "\\rightarrow" },
  { 0x2193, MATH, "\\downarrow" },
  { 0x2194, MATH, "\\leftrightarrow" },
  { 0x21a6, MATH, "\\mapsto" },
  { 0x21d2, MATH, "\\Rightarrow" },
  { 0x21d4, MATH, "\\Leftrightarrow" },
  /* Operators. */
  { 0x2200, MATH, "\\forall" },
  { 0x2202, MATH, "\\partial" },
  { 0x2203, MATH, "\\exists" },
  { 0x2205, MATH, "\\emptyset" },
  { 0x2206, MATH, "\\Delta" },
  { 0x2207, MATH, "\\nabla" },
  { 0x2208, MATH, "\\in" },
  { 0x220f, MATH, "\\prod" },
  { 0x2211, MATH, "\\sum" },
  { 0x2212, MATH, "-" },
  { 0x2213, MATH, "\\mp" },
  { 0x2217, MATH, "\\ast" },
  { 0x2218, MATH, "\\circ" },
  { 0x2219, MATH, "\\bullet" },
  { 0x221a, MATH, "\\surd" },
  { 0x221d, MATH, "\\propto" },
  { 0x221e, MATH, "\\infty" },
  { 0x2223, MATH, "\\mid" },
  { 0x2225, MATH, "\\Vert" },
  { 0x2227, MATH, "\\wedge" },
  { 0x2228, MATH, "\\vee" },
  { 0x2229, MATH, "\\cap" },
  { 0x222a, MATH, "\\cup" },
  { 0x222b, MATH, "\\int" },
  { 0x223c, MATH, "\\sim" },
  { 0x2248, MATH, "\\approx" },
  { 0x2260, MATH, "\\ne" },
  { 0x2261, MATH, "\\equiv" },
  { 0x2264, MATH, "\\le" },
  { 0x2265, MATH, "\\ge" },
  { 0x226a, MATH, "\\ll" },
  { 0x226b, MATH, "\\gg" },
  { 0x2282, MATH, "\\subset" },
  { 0x2295, MATH, "\\oplus" },
  { 0x2296, MATH, "\\ominus" },
  { 0x2297, MATH, "\\otimes" },
  { 0x2298, MATH, "\\oslash" },
  { 0x2299, MATH, "\\odot" },
  { 0x22a4, MATH, "\\top" },
  { 0x22a5, MATH, "\\bot" },
  { 0x22c5, MATH, "\\cdot" },
  { 0x22c6, MATH, "\\star" },
  { 0x22ee, MATH, "\\vdots" },
  { 0x22ef, MATH, "\\cdots" },
  { 0x22f1, MATH, "\\ddots" },
  { 0x2308, MATH, "\\lceil" },
  { 0x2309, MATH, "\\rceil" },
  { 0x230a, MATH, "\\lfloor" },
  { 0x230b, MATH, "\\rfloor" },
  { 0x25a1, MATH, "\\square" },
  { 0x2c7c, LOWER, "j" },
  { 0x27e8, MATH, "\\langle" },
  { 0x27e9, MATH, "\\rangle" },
};

/* From alpha on, as their letters are in Unicode; the final sigma is one of signs. */
static const char *const greek[] = { "\\alpha",   "\\beta",   "\\gamma", "\\delta", "\\varepsilon",
                                     "\\zeta",    "\\eta",    "\\theta", "\\iota",  "\\kappa",
                                     "\\lambda",  "\\mu",     "\\nu",    "\\xi",    "o",
                                     "\\pi",      "\\rho",    "",        "\\sigma", "\\tau",
                                     "\\upsilon", "\\varphi", "\\chi",   "\\psi",   "\\omega" };
static const char *const capitals[] = { "A",         "B",     "\\Gamma", "\\Delta", "E",
                                        "Z",         "H",     "\\Theta", "I",       "K",
                                        "\\Lambda",  "M",     "N",       "\\Xi",    "O",
                                        "\\Pi",      "P",     "",        "\\Sigma", "T",
                                        "\\Upsilon", "\\Phi", "X",       "\\Psi",   "\\Omega" };

/* Combining marks over and under a letter. */
static const struct {
  gunichar mark;
  const char *text, *math;
} accents[] = {
  { 0x300, "\\`", "\\grave" },    { 0x301, "\\'", "\\acute" }, { 0x302, "\\^", "\\hat" },
  { 0x303, "\\~", "\\tilde" },    { 0x304, "\\=", "\\bar" },   { 0x305, "\\=", "\\bar" },
  { 0x306, "\\u", "\\breve" },    { 0x307, "\\.", "\\dot" },   { 0x308, "\\\"", "\\ddot" },
  { 0x30a, "\\r", "\\mathring" }, { 0x30b, "\\H", "\\ddot" },  { 0x30c, "\\v", "\\check" },
  { 0x20d7, NULL, "\\vec" },      { 0x323, "\\d", NULL },      { 0x327, "\\c", NULL },
  { 0x331, "\\b", NULL },
};

/* Alphabets of 26 capitals and 26 small letters from 1D400 on (Unicode, Mathematical Alphanumeric
 * Symbols); TeX has script and double-struck capitals only. */
static const struct {
  const char *capital, *small;
} alphabets[] = {
  { "\\mathbf", "\\mathbf" },  { "\\mathit", "\\mathit" },     { "\\mathbf", "\\mathbf" },
  { "\\mathcal", "\\mathit" }, { "\\mathcal", "\\mathit" },    { "\\mathfrak", "\\mathfrak" },
  { "\\mathbb", "\\mathbf" },  { "\\mathfrak", "\\mathfrak" }, { "\\mathsf", "\\mathsf" },
  { "\\mathsf", "\\mathsf" },  { "\\mathsf", "\\mathsf" },     { "\\mathsf", "\\mathsf" },
  { "\\mathtt", "\\mathtt" },
};

/* Appends what stands between dollars for a letter of mathematics. Returns: whether it is one. */
static gboolean
append_letter (GString *out, gunichar c)
{
  if (c >= 0x1d400 && c < 0x1d400 + 52 * G_N_ELEMENTS (alphabets)) {
    guint place = (c - 0x1d400) % 52;
    guint alphabet = (c - 0x1d400) / 52;

    g_string_append_printf (out,
                            "%s{%c}",
                            place < 26 ? alphabets[alphabet].capital : alphabets[alphabet].small,
                            place < 26 ? 'A' + (int) place : 'a' + (int) place - 26);
    return TRUE;
  }
  /* Five alphabets of Greek: 25 capitals, nabla, 25 small letters and 7 more. */
  if (c >= 0x1d6a8 && c < 0x1d6a8 + 5 * 58) {
    guint place = (c - 0x1d6a8) % 58;

    c = place < 25 ? 0x391 + place : place >= 26 && place < 51 ? 0x3b1 + place - 26 : c;
  }
  if (c >= 0x391 && c < 0x391 + G_N_ELEMENTS (capitals) && *capitals[c - 0x391] != '\0') {
    g_string_append (out, capitals[c - 0x391]);
    return TRUE;
  }
  if (c >= 0x3b1 && c < 0x3b1 + G_N_ELEMENTS (greek) && *greek[c - 0x3b1] != '\0') {
    g_string_append (out, greek[c - 0x3b1]);
    return TRUE;
  }
  return FALSE;
}

static const Sign *
find_sign (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (signs[i].character == c)
      return &signs[i];
  return NULL;
}

static int
find_accent (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accents); i++)
    if (accents[i].mark == c)
      return (int) i;
  return -1;
}

/* A letter of ASCII or of Greek under the marks that follow at *p, which moves behind them. */
static gboolean
append_accented (GString *out, gunichar c, const char **p)
{
  g_autoptr (GString) letter = g_string_new (NULL);
  gboolean is_math = append_letter (letter, c);
  int n = 0;

  if (!is_math && !g_ascii_isalpha ((char) (c < 128 ? c : 0)))
    return FALSE;
  if (!is_math)
    g_string_append_c (letter, (char) c);
  for (; **p != '\0'; *p = g_utf8_next_char (*p), n++) {
    int accent = find_accent (g_utf8_get_char (*p));
    gboolean as_math = is_math || (accent >= 0 && accents[accent].text == NULL);
    const char *command = accent < 0 ? NULL : as_math ? accents[accent].math : accents[accent].text;

    if (command == NULL || (as_math && !is_math && n > 0))
      break;
    is_math = as_math;
    g_string_prepend_c (letter, '{');
    g_string_prepend (letter, command);
    g_string_append_c (letter, '}');
  }
  if (n == 0)
    return FALSE;
  g_string_append_printf (out, is_math ? "$%s$" : "%s", letter->str);
  return TRUE;
}

static void
append_other (GString *out, gunichar c)
{
  char bytes[7] = { 0 };

  g_unichar_to_utf8 (c, bytes);
  g_string_append_printf (out, "\\ngother{%s}{%04X}", bytes, c);
}

/* Signs of one mode that follow one another share their dollars. */
static const char *
append_script (GString *out, const char *p, const Sign *sign)
{
  Mode mode = sign->mode;

  g_string_append (out, mode == LOWER ? "$_{" : "$^{");
  for (; sign != NULL && sign->mode == mode;
       p = g_utf8_next_char (p), sign = find_sign (g_utf8_get_char (p)))
    g_string_append (out, sign->tex);
  g_string_append (out, "}$");
  return p;
}

static void
append_plain (GString *out, gunichar c)
{
  gsize length = out->len;

  /* Two hyphens would become a dash, two spaces one. */
  if (c == '-' && length > 0 && out->str[length - 1] == '-')
    g_string_append (out, "{}-");
  else if ((c == '`' || c == '\'') && length > 0 && out->str[length - 1] == (char) c)
    g_string_append_printf (out, "{}%c", (char) c);
  else if (c <= ' ' || c == 0x7f)
    g_string_append (out, length > 0 && out->str[length - 1] == ' ' ? "\\ " : " ");
  else
    g_string_append_c (out, (char) c);
}

/* Latin and Greek letters with accents become letters that accents follow. */
static char *
take_apart (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gunichar c = g_utf8_get_char (p);
    gsize n = find_sign (c) != NULL
                  ? 0
                  : g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));

    if (n == 0 || parts[0] >= 0x400) {
      parts[0] = c;
      n = 1;
    }
    for (gsize i = 0; i < n; i++)
      g_string_append_unichar (out, parts[i]);
  }
  return g_string_free (out, FALSE);
}

/* @others: (nullable): gets what has no command */
static void
write_text (GString *out, GString *others, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *parts = take_apart (valid);
  const char *p = parts;

  while (*p != '\0') {
    gunichar c = g_utf8_get_char (p);
    const Sign *sign = find_sign (c);

    if (sign != NULL && (sign->mode == LOWER || sign->mode == UPPER)) {
      p = append_script (out, p, sign);
      continue;
    }
    p = g_utf8_next_char (p);
    if (append_accented (out, c, &p))
      continue;
    if (sign != NULL) {
      g_string_append_printf (out, sign->mode == MATH ? "$%s$" : "%s", sign->tex);
    } else if (c < 128) {
      append_plain (out, c);
    } else {
      gsize before = out->len;

      g_string_append_c (out, '$');
      if (append_letter (out, c)) {
        g_string_append_c (out, '$');
      } else {
        g_string_truncate (out, before);
        append_other (out, c);
        if (others != NULL)
          g_string_append_unichar (others, c);
      }
    }
  }
}

void
ng_tex_append (GString *out, const char *text)
{
  write_text (out, NULL, text);
}

char *
ng_tex_missing (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  GString *others = g_string_new (NULL);

  write_text (out, others, text);
  return g_string_free (others, FALSE);
}
