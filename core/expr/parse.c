/* Tokens -> expressions, by operator precedence, with stacks of our own instead of recursion: one
 * of open brackets, one of operators that wait for their right side, one of operands.
 *
 * A run of operators of one level that group flatly (a + b - c) waits as neighbours on the stack
 * and becomes one node. The first error ends the reading. */

#include "core/expr/parse-private.h"

#include <string.h>

/* An infix operator after an operand. */
static gboolean
read_infix (NgParser *self, const NgInfix *infix, GError **error)
{
  const NgParserWaiting *top;
  gsize run = 1;

  if (!ng_parser_reduce_above (self, infix->level, infix->grouping == NG_GROUP_LEFT, error))
    return FALSE;
  top = ng_parser_waiting (self);
  if (top != NULL && top->level == infix->level) {
    if (infix->grouping == NG_GROUP_NONE || (infix->token == NG_TOKEN_SPAN && top->run == 2))
      return ng_parser_fail_unexpected (self, error);
    if (infix->grouping == NG_GROUP_FLAT)
      run = top->run + 1;
  }
  ng_parser_push_waiting (self, infix, infix->level, run);
  return TRUE;
}

static void
warn (NgParser *self, const char *tag, const NgPlace *place, const char *sentence, const char *hint)
{
  NgDiagnostic *diagnostic;

  if (self->warnings == NULL)
    return;
  diagnostic = ng_diagnostic_with_hint (ng_diagnostic_new (tag, place, "%s", sentence), "%s", hint);
  g_ptr_array_add (self->warnings, ng_diagnostic_as_warning (diagnostic));
}

/* 1e5, where the word follows without a space. */
static void
check_exponent (NgParser *self)
{
  const NgParserOperand *left = ng_parser_operand (self);
  const char *text = self->token.text;
  char next = self->lexer.cursor < self->lexer.end ? *self->lexer.cursor : '\0';
  gsize n_digits;

  if (self->token.kind != NG_TOKEN_SYMBOL || g_ascii_tolower (text[0]) != 'e')
    return;
  n_digits = strspn (text + 1, "0123456789");
  if (text[1 + n_digits] != '\0' || (n_digits == 0 && next != '-' && next != '+'))
    return;
  if (!ng_expr_is_number (left->expr) || left->is_grouped ||
      left->place.end_line != self->token.place.line ||
      left->place.end_column != self->token.place.column)
    return;
  warn (self,
        "Syntax::exponent",
        &left->place,
        "This is a number times a symbol, not a number with an exponent.",
        "Exponents are written 1*^5.");
}

/* Two things side by side are multiplied; strings, lists, associations and functions cannot be. */
static gboolean
read_juxtaposition (NgParser *self, GError **error)
{
  const NgParserOperand *left = ng_parser_operand (self);
  NgTokenKind kind = self->token.kind;

  if (kind == NG_TOKEN_STRING || kind == NG_TOKEN_OPEN_LIST || kind == NG_TOKEN_OPEN_ASSOCIATION ||
      left->is_function || ng_expr_kind (left->expr) == NG_EXPR_STRING ||
      ng_expr_is_call (left->expr, "List") || ng_expr_is_call (left->expr, "Association"))
    return ng_parser_fail_unexpected (self, error);
  /* The last value has no meaning there, and 50% has no other. */
  if (kind == NG_TOKEN_SYMBOL && self->token.text[0] == '%')
    return ng_parser_fail (self, "Syntax::char", &self->token.place, NULL, error);
  check_exponent (self);
  return read_infix (self, ng_infix_find (NG_TOKEN_TIMES), error);
}

static gboolean
push_frame (NgParser *self, GError **error)
{
  NgParserFrame frame = { .opener = self->token.kind,
                          .place = self->token.place,
                          .first_operand = self->operands->len,
                          .first_waiting = self->waiting->len };

  g_array_append_val (self->frames, frame);
  self->has_operand = FALSE;
  self->after_comma = FALSE;
  if (self->frames->len > NG_MAX_EXPR_DEPTH + 1)
    return ng_parser_fail (self, "Syntax::depth", &frame.place, NULL, error);
  return TRUE;
}

/* body &. */
static gboolean
read_function (NgParser *self, GError **error)
{
  NgParserOperand body;
  NgPlace place;

  if (!ng_parser_reduce_above (self, NG_LEVEL_FUNCTION, TRUE, error))
    return FALSE;
  body = *ng_parser_operand (self);
  place = ng_parser_join (&body.place, &self->token.place);
  if (ng_expr_is_rule (body.expr) && !body.is_grouped)
    warn (self,
          "Syntax::function",
          &place,
          "This is a function that gives a rule.",
          "To name a function, write \"a\" -> (#^2 &).");
  ng_parser_drop_operands (self, 1);
  body.expr = ng_expr_new_normal (
      ng_expr_new_symbol ("Function", NULL), (NgExpr *[]){ body.expr }, 1, &place);
  if (!ng_parser_push_operand (self, body.expr, &place, error))
    return FALSE;
  ng_parser_operand (self)->is_function = TRUE;
  return TRUE;
}

/* The blank after a symbol, x_ or x_h, or alone, _ or _h. */
static gboolean
read_blank (NgParser *self, GError **error)
{
  NgPlace place = self->token.place;
  const char *end = self->lexer.cursor;
  g_autoptr (NgExpr) name = NULL;
  NgExpr *blank;

  if (self->has_operand) {
    NgParserOperand *left = ng_parser_operand (self);

    if (ng_expr_kind (left->expr) != NG_EXPR_SYMBOL || left->is_grouped ||
        left->place.end_line != place.line || left->place.end_column != place.column) {
      if (!read_juxtaposition (self, error))
        return FALSE;
    } else {
      name = left->expr;
      place.line = left->place.line;
      place.column = left->place.column;
      ng_parser_drop_operands (self, 1);
    }
  }
  blank = ng_expr_new_call ("Blank", NULL);
  if (!ng_lexer_next (&self->lexer, &self->token, error)) {
    ng_expr_unref (blank);
    return FALSE;
  }
  if (self->token.kind == NG_TOKEN_SYMBOL && self->token.start == end) {
    ng_expr_unref (blank);
    blank =
        ng_expr_new_call ("Blank", ng_expr_new_symbol (self->token.text, &self->token.place), NULL);
    place.end_line = self->token.place.end_line;
    place.end_column = self->token.place.end_column;
    if (!ng_lexer_next (&self->lexer, &self->token, error)) {
      ng_expr_unref (blank);
      return FALSE;
    }
  }
  if (name != NULL)
    blank = ng_expr_new_normal (ng_expr_new_symbol ("Pattern", NULL),
                                (NgExpr *[]){ g_steal_pointer (&name), blank },
                                2,
                                &place);
  return ng_parser_push_operand (self, blank, &place, error);
}

static NgExpr *
build_leaf (const NgToken *token)
{
  const NgPlace *place = &token->place;

  switch (token->kind) {
  case NG_TOKEN_STRING:
    return ng_expr_new_string (token->text, place);
  case NG_TOKEN_SYMBOL:
    return ng_expr_new_symbol (token->text, place);
  case NG_TOKEN_INTEGER:
    return ng_expr_new_integer (token->integer, place);
  case NG_TOKEN_REAL:
    return ng_expr_new_real (token->real, place);
  case NG_TOKEN_NAMED_SLOT:
    return ng_expr_new_normal (ng_expr_new_symbol ("Slot", NULL),
                               (NgExpr *[]){ ng_expr_new_string (token->text, place) },
                               1,
                               place);
  case NG_TOKEN_SLOT:
  case NG_TOKEN_SLOTS:
    return ng_expr_new_normal (
        ng_expr_new_symbol (token->kind == NG_TOKEN_SLOT ? "Slot" : "SlotSequence", NULL),
        (NgExpr *[]){ ng_expr_new_integer (token->integer, place) },
        1,
        place);
  default:
    return NULL;
  }
}

static gboolean
starts_operand (NgTokenKind kind)
{
  return (kind >= NG_TOKEN_STRING && kind <= NG_TOKEN_SLOTS) || kind == NG_TOKEN_OPEN_LIST ||
         kind == NG_TOKEN_OPEN_ASSOCIATION || kind == NG_TOKEN_OPEN_GROUP;
}

static gboolean
is_closer (NgTokenKind kind)
{
  return kind >= NG_TOKEN_CLOSE_CALL && kind <= NG_TOKEN_CLOSE_GROUP;
}

static NgTokenKind
closer_of (NgTokenKind opener)
{
  switch (opener) {
  case NG_TOKEN_OPEN_CALL:
  case NG_TOKEN_OPEN_PART:
    return NG_TOKEN_CLOSE_CALL;
  case NG_TOKEN_OPEN_LIST:
    return NG_TOKEN_CLOSE_LIST;
  case NG_TOKEN_OPEN_ASSOCIATION:
    return NG_TOKEN_CLOSE_ASSOCIATION;
  case NG_TOKEN_OPEN_GROUP:
    return NG_TOKEN_CLOSE_GROUP;
  default:
    return NG_TOKEN_END;
  }
}

/* Supplies what is meant where an operator has no right side, and what comes is no operand: All to
 * a span, Null to a semicolon. */
static gboolean
complete_right (NgParser *self, GError **error)
{
  const NgParserWaiting *top = ng_parser_waiting (self);
  NgPlace place;

  if (self->has_operand || top == NULL ||
      (top->token != NG_TOKEN_SPAN && top->token != NG_TOKEN_SEMICOLON))
    return TRUE;
  place = top->place;
  return ng_parser_push_operand (
      self,
      ng_expr_new_symbol (top->token == NG_TOKEN_SPAN ? "All" : "Null", &place),
      &place,
      error);
}

/* Ends an element of the innermost bracket: reduces it to one operand. */
static gboolean
end_element (NgParser *self, GError **error)
{
  const NgParserFrame *frame = ng_parser_frame (self);

  if (!ng_parser_reduce_above (self, 0, TRUE, error))
    return FALSE;
  if (frame->opener == NG_TOKEN_OPEN_ASSOCIATION &&
      !ng_expr_is_rule (ng_parser_operand (self)->expr))
    return ng_parser_fail (
        self, "Syntax::assoc", &frame->place, "Entries are written key -> value.", error);
  return TRUE;
}

/* Makes one operand of a closed bracket and what stood in it; @place ends at the closer. */
static gboolean
end_frame (NgParser *self, GError **error)
{
  NgParserFrame frame = *ng_parser_frame (self);
  gsize n = self->operands->len - frame.first_operand;
  NgPlace place = ng_parser_join (&frame.place, &self->token.place);
  g_autofree NgExpr **args = g_new (NgExpr *, n + 1);
  NgExpr *head = NULL;
  NgExpr *expr;

  if (frame.opener == NG_TOKEN_OPEN_GROUP) {
    NgParserOperand *operand = ng_parser_operand (self);

    g_array_set_size (self->frames, self->frames->len - 1);
    operand->place = place;
    operand->is_grouped = TRUE;
    operand->is_function = FALSE;
    operand->is_least = FALSE;
    return TRUE;
  }
  for (gsize i = 0; i < n; i++)
    args[i + 1] = g_array_index (self->operands, NgParserOperand, frame.first_operand + i).expr;
  ng_parser_drop_operands (self, n);
  g_array_set_size (self->frames, self->frames->len - 1);
  if (frame.opener == NG_TOKEN_OPEN_CALL || frame.opener == NG_TOKEN_OPEN_PART) {
    head = ng_parser_operand (self)->expr;
    place = ng_parser_join (&ng_parser_operand (self)->place, &place);
    ng_parser_drop_operands (self, 1);
  }
  if (frame.opener == NG_TOKEN_OPEN_PART) {
    args[0] = head;
    expr = ng_expr_new_normal (ng_expr_new_symbol ("Part", NULL), args, n + 1, &place);
  } else {
    if (head == NULL)
      head = frame.opener == NG_TOKEN_OPEN_LIST ? ng_expr_ref (self->list)
                                                : ng_expr_new_symbol ("Association", NULL);
    expr = ng_expr_new_normal (head, args + 1, n, &place);
  }
  return ng_parser_push_operand (self, expr, &place, error);
}

static gboolean
fail_closer (NgParser *self, const NgParserFrame *frame, GError **error)
{
  static const char *const names[] = {
    [NG_TOKEN_OPEN_CALL] = "[",         [NG_TOKEN_OPEN_PART] = "[[", [NG_TOKEN_OPEN_LIST] = "{",
    [NG_TOKEN_OPEN_ASSOCIATION] = "<|", [NG_TOKEN_OPEN_GROUP] = "(",
  };
  g_autofree char *hint = NULL;

  if (frame->opener != NG_TOKEN_END)
    hint = g_strdup_printf ("What is open here is %s of line %d, column %d.",
                            names[frame->opener],
                            frame->place.line,
                            frame->place.column);
  return ng_parser_fail (self, "Syntax::bracket", &self->token.place, hint, error);
}

static gboolean
read_closer (NgParser *self, GError **error)
{
  const NgParserFrame *frame = ng_parser_frame (self);
  gboolean is_part = frame->opener == NG_TOKEN_OPEN_PART;
  gboolean is_empty;

  if (closer_of (frame->opener) != self->token.kind)
    return fail_closer (self, frame, error);
  if (!complete_right (self, error))
    return FALSE;
  is_empty = self->operands->len == frame->first_operand && ng_parser_waiting (self) == NULL;
  if (self->has_operand) {
    if (!end_element (self, error))
      return FALSE;
  } else if (self->after_comma) {
    return ng_parser_fail (self, "Syntax::comma", &self->token.place, NULL, error);
  } else if (!is_empty || is_part || frame->opener == NG_TOKEN_OPEN_GROUP) {
    return ng_parser_fail_unexpected (self, error);
  }
  if (is_part) {
    NgPlace opener = frame->place;

    do {
      if (!ng_lexer_next (&self->lexer, &self->token, error))
        return FALSE;
    } while (self->token.kind == NG_TOKEN_NEWLINE);
    if (self->token.kind == NG_TOKEN_END)
      return ng_parser_fail (self, "Syntax::unclosed", &opener, "A part is closed by ]].", error);
    if (self->token.kind != NG_TOKEN_CLOSE_CALL)
      return ng_parser_fail (self,
                             is_closer (self->token.kind) ? "Syntax::bracket"
                                                          : "Syntax::unexpected",
                             &self->token.place,
                             "A part is closed by ]].",
                             error);
  }
  return end_frame (self, error);
}

static gboolean
read_comma (NgParser *self, GError **error)
{
  NgTokenKind opener = ng_parser_frame (self)->opener;

  if (!complete_right (self, error))
    return FALSE;
  if (!self->has_operand && ng_parser_waiting (self) == NULL)
    return ng_parser_fail (self, "Syntax::comma", &self->token.place, NULL, error);
  if (!self->has_operand || opener == NG_TOKEN_OPEN_GROUP || opener == NG_TOKEN_END)
    return ng_parser_fail_unexpected (self, error);
  if (!end_element (self, error))
    return FALSE;
  self->has_operand = FALSE;
  self->after_comma = TRUE;
  return TRUE;
}

/* Ends an expression of the program, if one has begun. */
static gboolean
end_expression (NgParser *self, GError **error)
{
  NgParserOperand operand;

  if (!complete_right (self, error))
    return FALSE;
  if (!self->has_operand)
    return TRUE;
  if (!end_element (self, error))
    return FALSE;
  operand = *ng_parser_operand (self);
  ng_parser_drop_operands (self, 1);
  g_ptr_array_add (self->program, operand.expr);
  self->has_operand = FALSE;
  return TRUE;
}

/* An operator where an operand could begin: a sign, a negation, a span without its left side. */
static gboolean
read_prefix (NgParser *self, GError **error)
{
  NgPlace place = self->token.place;

  switch (self->token.kind) {
  case NG_TOKEN_MINUS:
  case NG_TOKEN_PLUS:
    ng_parser_push_waiting (self, NULL, NG_LEVEL_SIGN, 1);
    return TRUE;
  case NG_TOKEN_NOT:
    ng_parser_push_waiting (self, NULL, NG_LEVEL_NOT, 1);
    return TRUE;
  case NG_TOKEN_SPAN:
    if (ng_parser_waiting (self) != NULL && ng_parser_waiting (self)->level >= NG_LEVEL_SPAN)
      return ng_parser_fail_unexpected (self, error);
    return ng_parser_push_operand (self, ng_expr_new_integer (1, &place), &place, error) &&
           read_infix (self, ng_infix_find (NG_TOKEN_SPAN), error);
  default:
    return ng_parser_fail_unexpected (self, error);
  }
}

/* Reads the token, which is neither an end, a line end, a closer nor a comma, after an operand. */
static gboolean
read_after_operand (NgParser *self, GError **error)
{
  const NgInfix *infix = ng_infix_find (self->token.kind);

  if (self->token.kind == NG_TOKEN_OPEN_CALL || self->token.kind == NG_TOKEN_OPEN_PART)
    return push_frame (self, error);
  if (self->token.kind == NG_TOKEN_FUNCTION)
    return read_function (self, error);
  if (infix != NULL)
    return read_infix (self, infix, error);
  return ng_parser_fail_unexpected (self, error);
}

static gboolean
read_operand (NgParser *self, GError **error)
{
  NgTokenKind kind = self->token.kind;
  NgExpr *leaf = build_leaf (&self->token);

  if (leaf != NULL) {
    if (!ng_parser_push_operand (self, leaf, &self->token.place, error))
      return FALSE;
    ng_parser_operand (self)->is_least = kind == NG_TOKEN_REAL && self->token.integer == G_MININT64;
    return TRUE;
  }
  if (kind == NG_TOKEN_OPEN_LIST || kind == NG_TOKEN_OPEN_ASSOCIATION ||
      kind == NG_TOKEN_OPEN_GROUP)
    return push_frame (self, error);
  return read_prefix (self, error);
}

/* Reads one token that is not the end. */
static gboolean
read_one (NgParser *self, GError **error)
{
  NgTokenKind kind = self->token.kind;
  gboolean is_top = self->frames->len == 1;
  const NgInfix *infix = ng_infix_find (kind);

  if (kind == NG_TOKEN_NEWLINE)
    return !is_top || end_expression (self, error);
  if (kind == NG_TOKEN_SEMICOLON) {
    if ((ng_parser_waiting (self) != NULL &&
         ng_parser_waiting (self)->token == NG_TOKEN_SEMICOLON && !self->has_operand) ||
        !complete_right (self, error) || !self->has_operand)
      return ng_parser_fail_unexpected (self, error);
    if (is_top)
      return end_expression (self, error);
  }
  if (is_closer (kind))
    return read_closer (self, error);
  if (kind == NG_TOKEN_COMMA)
    return read_comma (self, error);

  /* A span may end before a looser operator, and before another span. */
  if (!self->has_operand && ng_parser_waiting (self) != NULL &&
      ng_parser_waiting (self)->token == NG_TOKEN_SPAN &&
      (kind == NG_TOKEN_FUNCTION || (infix != NULL && infix->level <= NG_LEVEL_SPAN))) {
    if (!complete_right (self, error))
      return FALSE;
  }
  if (self->has_operand && starts_operand (kind)) {
    if (!read_juxtaposition (self, error))
      return FALSE;
  }
  return self->has_operand ? read_after_operand (self, error) : read_operand (self, error);
}

static gboolean
read_end (NgParser *self, GError **error)
{
  const NgParserFrame *frame = ng_parser_frame (self);
  NgPlace start = { .line = 1, .column = 1, .file = self->lexer.file };

  if (frame->opener != NG_TOKEN_END)
    return ng_parser_fail (self, "Syntax::unclosed", &frame->place, NULL, error);
  if (!end_expression (self, error))
    return FALSE;
  if (ng_parser_waiting (self) != NULL)
    return ng_parser_fail (self, "Syntax::incomplete", &self->token.place, NULL, error);
  if (self->program->len == 0)
    return ng_parser_fail (self, "Syntax::empty", &start, NULL, error);
  return TRUE;
}

static gboolean
read_program (NgParser *self, GError **error)
{
  NgParserFrame whole = { .opener = NG_TOKEN_END };

  g_array_append_val (self->frames, whole);
  if (!ng_lexer_next (&self->lexer, &self->token, error))
    return FALSE;
  while (self->token.kind != NG_TOKEN_END) {
    /* A blank looks one token ahead by itself. */
    if (self->token.kind == NG_TOKEN_BLANK) {
      if (!read_blank (self, error))
        return FALSE;
      continue;
    }
    if (!read_one (self, error) || !ng_lexer_next (&self->lexer, &self->token, error))
      return FALSE;
  }
  return read_end (self, error);
}

GPtrArray *
ng_parse_file (
    const char *file, const char *text, gssize length, GPtrArray *warnings, GError **error)
{
  const char *name = g_intern_string (file);
  NgParser parser = { .warnings = warnings };
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  NgPlace start = { .line = 1, .column = 1, .file = name };
  gboolean is_read;

  if (size > NG_MAX_TEXT_BYTES) {
    ng_parser_fail (&parser, "Syntax::size", &start, NULL, error);
    return NULL;
  }
  ng_lexer_init (&parser.lexer, name, text, size);
  parser.frames = g_array_new (FALSE, FALSE, sizeof (NgParserFrame));
  parser.waiting = g_array_new (FALSE, FALSE, sizeof (NgParserWaiting));
  parser.operands = g_array_new (FALSE, FALSE, sizeof (NgParserOperand));
  g_array_set_clear_func (parser.operands, ng_parser_clear_operand);
  parser.program = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  parser.list = ng_expr_new_symbol ("List", NULL);

  is_read = read_program (&parser, error);

  g_array_unref (parser.frames);
  g_array_unref (parser.waiting);
  g_array_unref (parser.operands);
  ng_expr_unref (parser.list);
  ng_lexer_clear (&parser.lexer);
  if (!is_read)
    g_clear_pointer (&parser.program, g_ptr_array_unref);
  return parser.program;
}

GPtrArray *
ng_parse (const char *text, gssize length, GPtrArray *warnings, GError **error)
{
  return ng_parse_file (NULL, text, length, warnings, error);
}

NgExpr *
ng_parse_one (const char *text, gssize length, GPtrArray *warnings, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, length, warnings, error);

  if (program == NULL)
    return NULL;
  if (program->len > 1) {
    ng_error_set_new (error,
                      "Syntax::unexpected",
                      ng_expr_place (program->pdata[1]),
                      "A second expression is not expected here.");
    return NULL;
  }
  return ng_expr_ref (program->pdata[0]);
}
