/* Shape laws written as text: "c *s" relates a channel axis and any number of others.
 *
 * A pattern is a row of terms. A word is one dimension, "*word" any number of them, "(word …)" one
 * dimension that is the product of what stands inside, "()" or "" a scalar, a number itself. The
 * same word means the same in every pattern of one record. */

#pragma once

#include "core/shape/type.h"

G_BEGIN_DECLS

#define NG_MAX_PATTERN_TERMS 8
#define NG_MAX_PATTERN_WORDS 16

typedef enum {
  NG_TERM_DIM,     /* word */
  NG_TERM_MANY,    /* *word */
  NG_TERM_PRODUCT, /* (…): covers the next `length` terms */
  NG_TERM_NUMBER,
} NgTermKind;

typedef struct {
  NgTermKind kind;
  int word;      /* of DIM and MANY */
  gint64 number; /* of NUMBER */
  int length;    /* of PRODUCT: terms inside it, which follow */
} NgTerm;

typedef struct {
  NgTerm terms[NG_MAX_PATTERN_TERMS];
  int n_terms;
} NgPattern;

/** NgWords: the names that one record's patterns use. */
typedef struct {
  char names[NG_MAX_PATTERN_WORDS][16];
  int n;
} NgWords;

/**
 * ng_pattern_parse:
 * @text: of a record
 * @words: (inout): names seen so far; new ones are added
 *
 * Returns: whether it is well formed; records are our own, so a failure is a mistake in one
 */
gboolean ng_pattern_parse (const char *text, NgWords *words, NgPattern *pattern);

/**
 * NgBinding:
 * @known: for a MANY word, whether its rank is known
 * @rank: how many dimensions; 1 for a DIM word
 *
 * What a word stands for in one layer.
 */
typedef struct {
  gboolean known;
  int rank;
  NgDim dims[NG_MAX_RANK];
} NgBinding;

/** ng_bindings_init: nothing known of @n words */
void ng_bindings_init (NgBinding *bindings, int n);

/**
 * ng_pattern_apply:
 * @bindings: (inout): refined by @type
 * @type: (inout): refined by @bindings
 * @moved: (inout): set to TRUE when a binding became more definite
 *
 * One step of matching, both ways.
 *
 * Returns: %NG_MEET_MOVED when @type moved, %NG_MEET_CONFLICT when they cannot fit (then @type
 *   stays; bindings may have moved)
 */
NgMeet
ng_pattern_apply (const NgPattern *pattern, NgBinding *bindings, NgType *type, gboolean *moved);

/**
 * ng_pattern_bound:
 *
 * Returns: the type that the bindings alone give the pattern: its dimensions, kind unknown
 */
NgType ng_pattern_bound (const NgPattern *pattern, const NgBinding *bindings);

G_END_DECLS
