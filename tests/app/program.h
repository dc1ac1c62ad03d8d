/* The built program as a subprocess. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The path of the program, which main() sets. */
extern const char *program;

/* What it printed, and its status. */
typedef struct {
  int status;
  char *output;
  char *errors;
} Outcome;

void outcome_clear (Outcome *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/** run: runs it with the words up to %NULL, and @input (nullable) on its standard input */
Outcome run (const char *input, ...) G_GNUC_NULL_TERMINATED;
/** run_words: the same with words in a list, up to %NULL, and nothing on its standard input */
Outcome run_words (const char *const *words);

/** assert_contains: fails the test unless @part stands in @text */
void assert_contains (const char *text, const char *part);

G_END_DECLS
