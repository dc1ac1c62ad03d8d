/* How well what somebody typed names a thing: whole names, beginnings, initials, words, letters. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From the best to the worst. */
typedef enum {
  NG_MATCH_EXACT,
  NG_MATCH_PREFIX,
  NG_MATCH_INITIALS, /* "lstm" of LongShortTermMemory */
  NG_MATCH_WORD,     /* a word inside begins so: "norm" of BatchNormalization */
  NG_MATCH_INSIDE,
  NG_MATCH_LETTERS, /* all letters are there, in order: "btchnorm" */
  NG_MATCH_NONE,
} NgMatch;

/** ng_match: Returns: how well @typed names @name, a name of words that begin with capitals;
 * or stand apart; capital or small letters in @typed do not matter */
NgMatch ng_match (const char *typed, const char *name);

G_END_DECLS
