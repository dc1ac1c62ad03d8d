/* NgLexer: text -> tokens, one at a time, each with its place. For the parser only. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

typedef enum {
  NG_TOKEN_END,
  NG_TOKEN_NEWLINE,
  NG_TOKEN_STRING,
  NG_TOKEN_SYMBOL,
  NG_TOKEN_INTEGER,
  NG_TOKEN_REAL,
  NG_TOKEN_SLOT,       /* integer: #n */
  NG_TOKEN_NAMED_SLOT, /* text: #name */
  NG_TOKEN_SLOTS,      /* integer: ##n */
  NG_TOKEN_BLANK,
  NG_TOKEN_OPEN_CALL, /* [ */
  NG_TOKEN_OPEN_PART, /* [[ */
  NG_TOKEN_OPEN_LIST,
  NG_TOKEN_OPEN_ASSOCIATION,
  NG_TOKEN_OPEN_GROUP, /* ( */
  NG_TOKEN_CLOSE_CALL,
  NG_TOKEN_CLOSE_LIST,
  NG_TOKEN_CLOSE_ASSOCIATION,
  NG_TOKEN_CLOSE_GROUP,
  NG_TOKEN_COMMA,
  NG_TOKEN_SEMICOLON,
  NG_TOKEN_AT,
  NG_TOKEN_COMPOSE,       /* @* */
  NG_TOKEN_COMPOSE_RIGHT, /* slash, star */
  NG_TOKEN_MAP,
  NG_TOKEN_APPLY,
  NG_TOKEN_JOIN, /* <> */
  NG_TOKEN_POWER,
  NG_TOKEN_DOT,
  NG_TOKEN_DIVIDE,
  NG_TOKEN_TIMES,
  NG_TOKEN_PLUS,
  NG_TOKEN_MINUS,
  NG_TOKEN_SPAN,
  NG_TOKEN_EQUAL,
  NG_TOKEN_UNEQUAL,
  NG_TOKEN_LESS,
  NG_TOKEN_GREATER,
  NG_TOKEN_LESS_EQUAL,
  NG_TOKEN_GREATER_EQUAL,
  NG_TOKEN_SAME,
  NG_TOKEN_UNSAME,
  NG_TOKEN_NOT,
  NG_TOKEN_AND,
  NG_TOKEN_OR,
  NG_TOKEN_TWO_WAY_RULE,
  NG_TOKEN_RULE,
  NG_TOKEN_RULE_DELAYED,
  NG_TOKEN_REPLACE_ALL,
  NG_TOKEN_FUNCTION,       /* & */
  NG_TOKEN_NAMED_FUNCTION, /* |-> */
  NG_TOKEN_POSTFIX,        /* // */
  NG_TOKEN_SET,
} NgTokenKind;

/**
 * NgToken:
 * @text: (nullable): of strings, symbols and named slots; stands until the next token is read
 * @integer: of integers and slots; G_MININT64 for the real 2^63 if it was written as an integer
 * @start, @length: the token's own bytes in the source
 */
typedef struct {
  NgTokenKind kind;
  NgPlace place;
  const char *text;
  gint64 integer;
  double real;
  const char *start;
  gsize length;
} NgToken;

typedef struct {
  const char *cursor;
  const char *end;
  const char *bad; /* the first byte that is not UTF-8, or the end */
  const char *file;
  int line;
  int column;
  GString *text;
} NgLexer;

/** ng_lexer_init: @file: (nullable): interned; @text must outlive the lexer; clear with
 * ng_lexer_clear() */
void ng_lexer_init (NgLexer *self, const char *file, const char *text, gsize length);
void ng_lexer_clear (NgLexer *self);

/**
 * ng_lexer_next:
 *
 * Fails with: "Syntax::char", "::string", "::comment", "::comclose", "::stresc", "::digit",
 * "::base",
 * "::range".
 *
 * Returns: whether @token was read
 */
gboolean ng_lexer_next (NgLexer *self, NgToken *token, GError **error);

/** ng_token_sign: Returns: (nullable): how an operator or a bracket is written: "/." */
const char *ng_token_sign (NgTokenKind kind);

G_END_DECLS
