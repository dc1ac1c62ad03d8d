/* The infix operators: how they bind and what they make. */

#pragma once

#include "core/expr/lex.h"

G_BEGIN_DECLS

typedef enum {
  NG_GROUP_FLAT, /* a run becomes one node */
  NG_GROUP_LEFT,
  NG_GROUP_RIGHT,
  NG_GROUP_NONE,
} NgGrouping;

/**
 * NgInfix:
 * @head: (nullable): of what it makes; %NULL where that is a call of an operand
 * @most_printed: with how many operands a call of @head prints as this; 0: never, or not by this
 *   alone
 *
 * How an infix operator binds and what it makes.
 */
typedef struct {
  NgTokenKind token;
  const char *head;
  int level;
  NgGrouping grouping;
  gsize most_printed;
} NgInfix;

/* Levels that other rules speak of; the higher binds the tighter. */
enum {
  NG_LEVEL_ANY = 0,
  NG_LEVEL_FUNCTION = 90,
  NG_LEVEL_RULE = 120,
  NG_LEVEL_NOT = 230,
  NG_LEVEL_SPAN = 305,
  NG_LEVEL_PLUS = 310,
  NG_LEVEL_TIMES = 400,
  NG_LEVEL_DIVIDE = 470,
  NG_LEVEL_SIGN = 480,
  NG_LEVEL_POWER = 590,
  NG_LEVEL_PRIMARY = 1000,
};

/** ng_infix_find: Returns: (nullable): what is known of an infix operator */
const NgInfix *ng_infix_find (NgTokenKind token);

/** ng_infix_find_head: Returns: (nullable): the operator whose calls are of @head */
const NgInfix *ng_infix_find_head (const char *head);

/** ng_infix_sign: Returns: (nullable): the sign that makes calls of @head: "/." for "ReplaceAll" */
const char *ng_infix_sign (const char *head);

G_END_DECLS
