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

/* How an infix operator binds and what it makes. */
typedef struct {
  NgTokenKind token;
  const char *head;
  int level;
  NgGrouping grouping;
} NgInfix;

/* Levels that other rules speak of; the higher binds the tighter. */
enum {
  NG_LEVEL_NOT = 230,
  NG_LEVEL_SIGN = 480,
  NG_LEVEL_TIMES = 400,
  NG_LEVEL_SPAN = 305,
  NG_LEVEL_FUNCTION = 90,
};

/** ng_infix_find: Returns: (nullable): what is known of an infix operator */
const NgInfix *ng_infix_find (NgTokenKind token);

/** ng_infix_sign: Returns: (nullable): the sign that makes calls of @head: "/." for "ReplaceAll" */
const char *ng_infix_sign (const char *head);

G_END_DECLS
