#include "core/base/diagnostic.h"

#include "core/base/limits.h"
#include <stdlib.h>
#include <string.h>

/* Every message there is, in order of the alphabet. */
static const char *const tags[] = {
  "Code::form",
  "CommandLine::dim",
  "Draw::font",
  "Draw::glyph",
  "Draw::option",
  "Draw::size",
  "Draw::small",
  "Draw::tall",
  "Draw::thin",
  "Edit::bypass",
  "Edit::port",
  "Eval::arguments",
  "Eval::cancelled",
  "Eval::part",
  "Eval::protected",
  "Eval::symbol",
  "Eval::type",
  "Figure::path",
  "Figure::setting",
  "Figure::suit",
  "File::changed",
  "File::directory",
  "File::empty",
  "File::format",
  "File::limit",
  "File::link",
  "File::missing",
  "File::read",
  "File::write",
  "Hdf5::array",
  "Hdf5::file",
  "Hdf5::limit",
  "Json::limit",
  "Json::syntax",
  "Keras::layer",
  "Keras::model",
  "Layout::cancelled",
  "Layout::cycle",
  "Layout::places",
  "Mxnet::layer",
  "Mxnet::model",
  "Mxnet::params",
  "NetChain::multin",
  "NetChain::multout",
  "NetDecoder::prop",
  "NetDecoder::type",
  "NetDelete::splice",
  "NetEncoder::type",
  "NetGraph::ambin",
  "NetGraph::ambout",
  "NetGraph::argx",
  "NetGraph::arrdims",
  "NetGraph::assoc",
  "NetGraph::badarg",
  "NetGraph::badarray",
  "NetGraph::badconn",
  "NetGraph::badlayer",
  "NetGraph::badname",
  "NetGraph::badopt",
  "NetGraph::badport",
  "NetGraph::badsel",
  "NetGraph::badshape",
  "NetGraph::batch",
  "NetGraph::between",
  "NetGraph::connlist",
  "NetGraph::cycle",
  "NetGraph::deepport",
  "NetGraph::device",
  "NetGraph::dupname",
  "NetGraph::empty",
  "NetGraph::fixed",
  "NetGraph::gap",
  "NetGraph::indata",
  "NetGraph::iodup",
  "NetGraph::kernel",
  "NetGraph::layers",
  "NetGraph::lenmis",
  "NetGraph::level",
  "NetGraph::limit",
  "NetGraph::missing",
  "NetGraph::mixed",
  "NetGraph::mode",
  "NetGraph::multin",
  "NetGraph::multout",
  "NetGraph::nan",
  "NetGraph::needed",
  "NetGraph::noconn",
  "NetGraph::noinport",
  "NetGraph::noiport",
  "NetGraph::nolayer",
  "NetGraph::nonein",
  "NetGraph::nonesrc",
  "NetGraph::nooport",
  "NetGraph::noout",
  "NetGraph::nooutport",
  "NetGraph::noport",
  "NetGraph::notinit",
  "NetGraph::novar",
  "NetGraph::operator",
  "NetGraph::part",
  "NetGraph::ragged",
  "NetGraph::reshape",
  "NetGraph::shape",
  "NetGraph::thru",
  "NetGraph::toomany",
  "NetGraph::unspec",
  "NetGraph::varying",
  "NetModel::name",
  "NetModel::parameter",
  "NetModel::property",
  "NetPortGradient::intgrad",
  "NetPortGradient::noport",
  "NetPortGradient::shape",
  "NetReplace::nomatch",
  "NetStateObject::state",
  "NetUnfold::states",
  "NetUnfold::steps",
  "ONNX::attribute",
  "ONNX::coder",
  "ONNX::constant",
  "ONNX::declared",
  "ONNX::external",
  "ONNX::layers",
  "ONNX::limit",
  "ONNX::model",
  "ONNX::operator",
  "ONNX::opset",
  "ONNX::tensor",
  "ONNX::wire",
  "ONNX::write",
  "Plan::memory",
  "Plot::gaps",
  "Program::index",
  "Program::memory",
  "Program::type",
  "Safetensors::header",
  "Safetensors::limit",
  "Safetensors::tensor",
  "Sample::format",
  "Sample::limit",
  "Sample::shape",
  "Scene::line",
  "Syntax::assoc",
  "Syntax::base",
  "Syntax::bracket",
  "Syntax::char",
  "Syntax::comclose",
  "Syntax::comma",
  "Syntax::comment",
  "Syntax::depth",
  "Syntax::digit",
  "Syntax::empty",
  "Syntax::exponent",
  "Syntax::function",
  "Syntax::incomplete",
  "Syntax::range",
  "Syntax::size",
  "Syntax::steps",
  "Syntax::stresc",
  "Syntax::string",
  "Syntax::unclosed",
  "Syntax::unexpected",
  "Take::nopath",
  "Take::port",
  "Take::spec",
  "Tensor::rank",
  "Tensor::size",
  "VertexDelete::empty",
  "VertexDelete::thru",
  "Weights::index",
  "Weights::match",
  "Weights::name",
  "Wlnet::compressed",
  "Wlnet::layer",
  "Wlnet::limit",
  "Wlnet::net",
  "Wxf::limit",
  "Wxf::syntax",
  NULL,
};

static int
compare_tags (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static const char *
find_tag (const char *tag)
{
  const char *const *found =
      bsearch (&tag, tags, G_N_ELEMENTS (tags) - 1, sizeof *tags, compare_tags);

  return found != NULL ? *found : NULL;
}

/* A sentence fit to be shown: valid UTF-8, no control characters, no words of thousands of letters.
 */
static char *
clean (const char *text)
{
  const gsize limit = 4 * NG_MAX_SHOWN_NAME;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *result = g_string_new (NULL);
  gsize word = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    word = c == ' ' ? 0 : word + 1;
    if (word == limit)
      g_string_append (result, "…");
    if (word >= limit)
      continue;
    g_string_append_unichar (result, g_unichar_iscntrl (c) ? 0xFFFD : c);
  }
  return g_string_free (result, FALSE);
}

NgDiagnostic *
ng_diagnostic_new (const char *tag, const NgPlace *place, const char *format, ...)
{
  NgDiagnostic *self = g_new0 (NgDiagnostic, 1);
  const char *known = find_tag (tag);
  g_autofree char *message = NULL;
  va_list arguments;

  if (known == NULL)
    g_critical ("\"%s\" is not in the table of messages", tag);
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_atomic_ref_count_init (&self->references);
  self->severity = NG_SEVERITY_ERROR;
  self->tag = known != NULL ? known : g_intern_string (tag);
  self->message = clean (message);
  if (place != NULL) {
    self->place = *place;
    self->place.path = place->path != NULL ? clean (place->path) : NULL;
  }
  return self;
}

NgDiagnostic *
ng_diagnostic_with_hint (NgDiagnostic *self, const char *format, ...)
{
  g_autofree char *hint = NULL;
  va_list arguments;

  va_start (arguments, format);
  hint = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_free (self->hint);
  self->hint = clean (hint);
  return self;
}

NgDiagnostic *
ng_diagnostic_as_warning (NgDiagnostic *self)
{
  self->severity = NG_SEVERITY_WARNING;
  return self;
}

NgDiagnostic *
ng_diagnostic_ref (NgDiagnostic *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_diagnostic_unref (NgDiagnostic *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free ((char *) self->place.path);
  g_free (self->message);
  g_free (self->hint);
  g_free (self);
}

NgDiagnostic *
ng_diagnostic_at (const NgDiagnostic *self, const NgPlace *place)
{
  NgDiagnostic *copy = ng_diagnostic_new (self->tag, place, "%s", self->message);

  copy->severity = self->severity;
  copy->hint = g_strdup (self->hint);
  return copy;
}

char *
ng_diagnostic_format (const NgDiagnostic *self, const char *file)
{
  GString *text = g_string_new (NULL);
  const char *name = self->place.file != NULL ? self->place.file : file;

  if (name != NULL)
    g_string_append_printf (text, "%s:", name);
  if (self->place.line > 0)
    g_string_append_printf (text, "%d:%d:", self->place.line, self->place.column);
  else if (self->place.path != NULL && *self->place.path != '\0')
    g_string_append_printf (text, "%s:", self->place.path);
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_printf (text,
                          "%s: %s: %s",
                          self->severity == NG_SEVERITY_ERROR ? "error" : "warning",
                          self->tag,
                          self->message);
  if (self->hint != NULL)
    g_string_append_printf (text, "\n  hint: %s", self->hint);
  return g_string_free (text, FALSE);
}

GPtrArray *
ng_diagnostic_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ng_diagnostic_unref);
}
