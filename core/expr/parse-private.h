/* One reading, for the files of this folder that share it: parse.c (tokens and brackets) and
 * parse-operators.c (operators and their operands). */

#pragma once

#include "core/expr/infix.h"

G_BEGIN_DECLS

/* An operator that waits: an infix one, or a prefix one with infix NULL. */
typedef struct {
  const NgInfix *infix;
  NgTokenKind token;
  int level;
  gsize run; /* how many neighbours below belong to its flat run */
  NgPlace place;
} NgParserWaiting;

/* What has been read, and where it began and ended, parentheses included. */
typedef struct {
  NgExpr *expr;
  NgPlace place;
  gboolean is_grouped;  /* stood in parentheses */
  gboolean is_function; /* ends in & */
  gboolean is_least;    /* 2^63, whose negation is an integer again */
} NgParserOperand;

typedef struct {
  NgTokenKind opener; /* NG_TOKEN_END for the text itself */
  NgPlace place;
  gsize first_operand;
  gsize first_waiting;
} NgParserFrame;

typedef struct {
  NgLexer lexer;
  NgToken token;
  GArray *frames;
  GArray *waiting;
  GArray *operands;
  GPtrArray *warnings;
  GPtrArray *program;
  NgExpr *list; /* the head of all lists */
  gsize n_nodes;
  gboolean has_operand; /* an operand has just been read: an operator may follow */
  gboolean after_comma;
} NgParser;

NgParserFrame *ng_parser_frame (NgParser *self);
NgParserOperand *ng_parser_operand (NgParser *self);
/** ng_parser_waiting: Returns: (nullable): the last waiting operator of the innermost bracket */
NgParserWaiting *ng_parser_waiting (NgParser *self);

/** ng_parser_fail: @tag: of "Syntax"; @hint: (nullable). Returns: %FALSE */
gboolean ng_parser_fail (
    NgParser *self, const char *tag, const NgPlace *place, const char *hint, GError **error);
/** ng_parser_fail_unexpected: the token stands where it cannot. Returns: %FALSE */
gboolean ng_parser_fail_unexpected (NgParser *self, GError **error);

/** ng_parser_join: Returns: the place from the first to the last */
NgPlace ng_parser_join (const NgPlace *first, const NgPlace *last);

/** ng_parser_push_operand: @expr: (transfer full) */
gboolean
ng_parser_push_operand (NgParser *self, NgExpr *expr, const NgPlace *place, GError **error);
/** ng_parser_drop_operands: takes the references of the last @n away from the stack */
void ng_parser_drop_operands (NgParser *self, gsize n);
void ng_parser_clear_operand (gpointer operand);

/** ng_parser_push_waiting: the token is an operator that waits from now on */
void ng_parser_push_waiting (NgParser *self, const NgInfix *infix, int level, gsize run);
/** ng_parser_reduce_above: gives their operands to operators that bind tighter than @level, and to
 * those that bind equally if @and_equal */
gboolean ng_parser_reduce_above (NgParser *self, int level, gboolean and_equal, GError **error);

G_END_DECLS
