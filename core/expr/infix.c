#include "core/expr/infix.h"

static const NgInfix infixes[] = {
  { NG_TOKEN_COMPOSE, "Composition", 625, NG_GROUP_FLAT },
  { NG_TOKEN_COMPOSE_RIGHT, "RightComposition", 624, NG_GROUP_FLAT },
  { NG_TOKEN_AT, NULL, 620, NG_GROUP_RIGHT },
  { NG_TOKEN_MAP, "Map", 615, NG_GROUP_RIGHT },
  { NG_TOKEN_APPLY, "Apply", 615, NG_GROUP_RIGHT },
  { NG_TOKEN_JOIN, "StringJoin", 600, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_POWER, "Power", NG_LEVEL_POWER, NG_GROUP_RIGHT, 2 },
  { NG_TOKEN_DOT, "Dot", 490, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_DIVIDE, "Times", NG_LEVEL_DIVIDE, NG_GROUP_FLAT },
  { NG_TOKEN_TIMES, "Times", NG_LEVEL_TIMES, NG_GROUP_FLAT },
  { NG_TOKEN_PLUS, "Plus", NG_LEVEL_PLUS, NG_GROUP_FLAT },
  { NG_TOKEN_MINUS, "Plus", NG_LEVEL_PLUS, NG_GROUP_FLAT },
  { NG_TOKEN_SPAN, "Span", NG_LEVEL_SPAN, NG_GROUP_FLAT, 3 },
  { NG_TOKEN_EQUAL, "Equal", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_UNEQUAL, "Unequal", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_LESS, "Less", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_GREATER, "Greater", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_LESS_EQUAL, "LessEqual", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_GREATER_EQUAL, "GreaterEqual", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_SAME, "SameQ", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_UNSAME, "UnsameQ", 290, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_AND, "And", 215, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_OR, "Or", 213, NG_GROUP_FLAT, G_MAXSIZE },
  { NG_TOKEN_TWO_WAY_RULE, "TwoWayRule", 125, NG_GROUP_NONE, 2 },
  { NG_TOKEN_RULE, "Rule", NG_LEVEL_RULE, NG_GROUP_RIGHT, 2 },
  { NG_TOKEN_RULE_DELAYED, "RuleDelayed", NG_LEVEL_RULE, NG_GROUP_RIGHT, 2 },
  { NG_TOKEN_REPLACE_ALL, "ReplaceAll", 110, NG_GROUP_LEFT, 2 },
  { NG_TOKEN_NAMED_FUNCTION, "Function", 88, NG_GROUP_RIGHT },
  { NG_TOKEN_POSTFIX, NULL, 70, NG_GROUP_LEFT },
  { NG_TOKEN_SET, "Set", 40, NG_GROUP_RIGHT, 2 },
  { NG_TOKEN_SEMICOLON, "CompoundExpression", 10, NG_GROUP_FLAT },
};

const NgInfix *
ng_infix_find_head (const char *head)
{
  for (gsize i = 0; i < G_N_ELEMENTS (infixes); i++) {
    if (g_strcmp0 (infixes[i].head, head) == 0)
      return &infixes[i];
  }
  return NULL;
}

const char *
ng_infix_sign (const char *head)
{
  const NgInfix *infix = ng_infix_find_head (head);

  return infix != NULL ? ng_token_sign (infix->token) : NULL;
}

const NgInfix *
ng_infix_find (NgTokenKind token)
{
  for (gsize i = 0; token >= NG_TOKEN_SEMICOLON && i < G_N_ELEMENTS (infixes); i++) {
    if (infixes[i].token == token)
      return &infixes[i];
  }
  return NULL;
}
