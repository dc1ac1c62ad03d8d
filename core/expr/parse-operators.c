/* Operators that wait, what they wait for, and what becomes of both. */

#include "core/expr/parse-private.h"

#include <math.h>
#include <string.h>

NgParserFrame *
ng_parser_frame (NgParser *self)
{
  return &g_array_index (self->frames, NgParserFrame, self->frames->len - 1);
}

NgParserOperand *
ng_parser_operand (NgParser *self)
{
  return &g_array_index (self->operands, NgParserOperand, self->operands->len - 1);
}

/* The last waiting operator of the innermost bracket, or NULL. */
NgParserWaiting *
ng_parser_waiting (NgParser *self)
{
  if (self->waiting->len == ng_parser_frame (self)->first_waiting)
    return NULL;
  return &g_array_index (self->waiting, NgParserWaiting, self->waiting->len - 1);
}

void
ng_parser_clear_operand (gpointer data)
{
  ng_expr_unref (((NgParserOperand *) data)->expr);
}

static const char *
describe_token (const NgToken *token, char buffer[40])
{
  if (token->kind == NG_TOKEN_END)
    return "the end of the text";
  if (token->kind == NG_TOKEN_NEWLINE)
    return "the end of the line";

  gsize length = MIN (token->length, 24);

  while (length > 0 && length < token->length && (token->start[length] & 0xC0) == 0x80)
    length--;
  g_snprintf (buffer, 40, "%.*s%s", (int) length, token->start, length < token->length ? "…" : "");
  return buffer;
}

gboolean
ng_parser_fail (
    NgParser *self, const char *tag, const NgPlace *place, const char *hint, GError **error)
{
  static const struct {
    const char *tag, *sentence;
  } sentences[] = {
    { "Syntax::unclosed", "This bracket is never closed." },
    { "Syntax::bracket", "This closes a bracket that is not open here." },
    { "Syntax::comma", "Something is missing at the comma." },
    { "Syntax::incomplete", "The text ends after an operator." },
    { "Syntax::assoc", "Every entry of an association has to be a rule." },
    { "Syntax::depth", "The expression is nested too deeply." },
    { "Syntax::size", "The text is too large." },
    { "Syntax::char", "The character \"%\" has no meaning here." },
    { "Syntax::empty", "There is nothing but white space and comments." },
  };
  char buffer[40];
  NgDiagnostic *diagnostic = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++) {
    if (strcmp (sentences[i].tag, tag) == 0)
      diagnostic = ng_diagnostic_new (tag, place, "%s", sentences[i].sentence);
  }
  if (diagnostic == NULL)
    diagnostic = ng_diagnostic_new (
        tag, place, "%s is not expected here.", describe_token (&self->token, buffer));
  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return FALSE;
}

gboolean
ng_parser_fail_unexpected (NgParser *self, GError **error)
{
  const char *hint = NULL;

  if (self->token.kind == NG_TOKEN_DOT)
    hint = "Dots in a row have no meaning; write out what they stand for.";
  else if (self->has_operand && self->token.kind == NG_TOKEN_STRING)
    hint = "Is a comma missing before it?";
  return ng_parser_fail (self, "Syntax::unexpected", &self->token.place, hint, error);
}

NgPlace
ng_parser_join (const NgPlace *first, const NgPlace *last)
{
  return (NgPlace){ .line = first->line,
                    .column = first->column,
                    .end_line = last->end_line,
                    .end_column = last->end_column,
                    .file = first->file };
}

/* Takes the reference. */
gboolean
ng_parser_push_operand (NgParser *self, NgExpr *expr, const NgPlace *place, GError **error)
{
  NgParserOperand operand = { .expr = expr, .place = *place };

  g_array_append_val (self->operands, operand);
  self->has_operand = TRUE;
  self->after_comma = FALSE;
  if (ng_expr_depth (expr) > NG_MAX_EXPR_DEPTH)
    return ng_parser_fail (self, "Syntax::depth", place, NULL, error);
  if (++self->n_nodes > NG_MAX_EXPR_NODES)
    return ng_parser_fail (self, "Syntax::size", place, NULL, error);
  return TRUE;
}

/* Takes the references of the last @n operands away from the stack. */
void
ng_parser_drop_operands (NgParser *self, gsize n)
{
  g_array_set_clear_func (self->operands, NULL);
  g_array_set_size (self->operands, self->operands->len - n);
  g_array_set_clear_func (self->operands, ng_parser_clear_operand);
}

/* -x: a literal number changes its sign, and anything else is multiplied. Takes the reference. */
static NgExpr *
negate (const NgParserOperand *operand, const NgPlace *place)
{
  NgExpr *expr = operand->expr;
  NgExpr *args[2] = { NULL, expr };
  NgExpr *result = NULL;

  if (operand->is_least)
    result = ng_expr_new_integer (G_MININT64, place);
  else if (operand->is_grouped)
    result = NULL;
  else if (ng_expr_kind (expr) == NG_EXPR_REAL && !signbit (ng_expr_number (expr)))
    result = ng_expr_new_real (-ng_expr_number (expr), place);
  else if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) >= 0)
    result = ng_expr_new_integer (-ng_expr_integer (expr), place);
  if (result != NULL) {
    ng_expr_unref (expr);
    return result;
  }
  args[0] = ng_expr_new_integer (-1, NULL);
  return ng_expr_new_normal (ng_expr_new_symbol ("Times", NULL), args, 2, place);
}

/* 1/x. */
static NgExpr *
invert (NgExpr *expr)
{
  NgExpr *args[2] = { expr, ng_expr_new_integer (-1, NULL) };

  return ng_expr_new_normal (ng_expr_new_symbol ("Power", NULL), args, 2, ng_expr_place (expr));
}

/* a < b <= c: Inequality[a, Less, b, LessEqual, c] unless every sign is the same. Takes the
 * operands' references. */
static NgExpr *
build_comparison (const NgParserWaiting *signs,
                  const NgParserOperand *operands,
                  gsize n,
                  const NgPlace *place)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  gboolean is_uniform = TRUE;

  for (gsize i = 1; i < n; i++)
    is_uniform = is_uniform && signs[i].token == signs[0].token;
  for (gsize i = 0; i <= n; i++) {
    if (i > 0 && !is_uniform)
      g_ptr_array_add (args, ng_expr_new_symbol (signs[i - 1].infix->head, NULL));
    g_ptr_array_add (args, operands[i].expr);
  }
  return ng_expr_new_normal (
      ng_expr_new_symbol (is_uniform ? signs[0].infix->head : "Inequality", NULL),
      (NgExpr **) args->pdata,
      args->len,
      place);
}

/* Builds the node of a run of @n infix operators over n + 1 operands, whose references it takes. */
static NgExpr *
build_infix (const NgParserWaiting *signs,
             const NgParserOperand *operands,
             gsize n,
             const NgPlace *place)
{
  const NgInfix *infix = signs[0].infix;
  g_autoptr (GPtrArray) args = g_ptr_array_new ();

  if (infix->level == 290)
    return build_comparison (signs, operands, n, place);
  if (infix->token == NG_TOKEN_AT)
    return ng_expr_new_normal (operands[0].expr, (NgExpr *[]){ operands[1].expr }, 1, place);
  if (infix->token == NG_TOKEN_POSTFIX)
    return ng_expr_new_normal (operands[1].expr, (NgExpr *[]){ operands[0].expr }, 1, place);
  for (gsize i = 0; i <= n; i++) {
    NgExpr *arg = operands[i].expr;

    if (i > 0 && signs[i - 1].token == NG_TOKEN_MINUS) {
      NgPlace from = ng_parser_join (&signs[i - 1].place, &operands[i].place);

      arg = negate (&operands[i], &from);
    } else if (i > 0 && signs[i - 1].token == NG_TOKEN_DIVIDE) {
      arg = invert (arg);
    }
    g_ptr_array_add (args, arg);
  }
  return ng_expr_new_normal (
      ng_expr_new_symbol (infix->head, NULL), (NgExpr **) args->pdata, args->len, place);
}

/* Gives the last waiting operator, and its run, their operands. */
static gboolean
reduce (NgParser *self, GError **error)
{
  const NgParserWaiting *top = ng_parser_waiting (self);
  NgPlace place;

  if (top->infix == NULL) {
    NgParserOperand operand = *ng_parser_operand (self);
    NgTokenKind token = top->token;

    place = ng_parser_join (&top->place, &operand.place);
    g_array_set_size (self->waiting, self->waiting->len - 1);
    ng_parser_drop_operands (self, 1);
    if (token == NG_TOKEN_MINUS)
      operand.expr = negate (&operand, &place);
    else if (token == NG_TOKEN_NOT)
      operand.expr = ng_expr_new_normal (
          ng_expr_new_symbol ("Not", NULL), (NgExpr *[]){ operand.expr }, 1, &place);
    return ng_parser_push_operand (self, operand.expr, &place, error);
  }

  gsize n = top->run;
  gsize first = self->operands->len - n - 1;
  const NgParserWaiting *signs =
      &g_array_index (self->waiting, NgParserWaiting, self->waiting->len - n);
  const NgParserOperand *operands = &g_array_index (self->operands, NgParserOperand, first);
  NgExpr *expr;

  place = ng_parser_join (&operands[0].place, &operands[n].place);
  expr = build_infix (signs, operands, n, &place);
  g_array_set_size (self->waiting, self->waiting->len - n);
  ng_parser_drop_operands (self, n + 1);
  return ng_parser_push_operand (self, expr, &place, error);
}

/* Reduces what binds tighter than @level, and what binds equally if @and_equal. */
gboolean
ng_parser_reduce_above (NgParser *self, int level, gboolean and_equal, GError **error)
{
  const NgParserWaiting *top;

  while ((top = ng_parser_waiting (self)) != NULL &&
         (top->level > level || (and_equal && top->level == level))) {
    if (!reduce (self, error))
      return FALSE;
  }
  return TRUE;
}

void
ng_parser_push_waiting (NgParser *self, const NgInfix *infix, int level, gsize run)
{
  NgParserWaiting waiting = { .infix = infix,
                              .token = self->token.kind,
                              .level = level,
                              .run = run,
                              .place = self->token.place };

  g_array_append_val (self->waiting, waiting);
  self->has_operand = FALSE;
  self->after_comma = FALSE;
}
