#include "app/commands/page.h"

#include "app/commands/catalogue.h"
#include "app/commands/trial.h"
#include "app/commands/values.h"
#include "core/graph/literal.h"
#include "core/notation/read.h"

#ifdef NG_HAVE_RENDER
#include "render/export/pango.h"
#include "render/export/svg.h"
#include "render/plot/plot.h"
#include "render/standard/standard.h"
#endif

/* Numbers up to which a value is written out, digits of each, and points of a heat map. */
enum { MOST_NUMBERS = 12, DIGITS = 3, HEAT_WIDTH = 150, HEAT_HEIGHT = 66 };

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1d2129;--soft:#4e5766;--faint:#646d7c;--ground:#fbfbfc;"
    "--card:#fff;--line:#dfe3ea;--accent:#2f62c9;--code:#f2f4f8}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#f0f2f5;--soft:#bac2cf;--faint:#a1aab8;"
    "--ground:#1c1e24;--card:#23262d;--line:#3a3f4a;--accent:#82aaff;--code:#2b2f38}}\n"
    "*{box-sizing:border-box}\n"
    "html{scroll-behavior:smooth;scroll-padding-top:1.5rem}\n"
    "body{margin:0;display:grid;grid-template-columns:17rem minmax(0,1fr);color:var(--ink);"
    "background:var(--ground);font:1rem/1.55 Inter,Cantarell,system-ui,sans-serif}\n"
    "a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}\n"
    "code,pre{font-family:\"JetBrains Mono\",\"Noto Sans Mono\",\"DejaVu Sans Mono\",monospace;"
    "font-size:.86em}\n"
    "nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:1.6rem 1rem 2rem 1.4rem;"
    "border-right:1px solid var(--line);font-size:.88rem}\n"
    "nav h2{font-size:.72rem;letter-spacing:.06em;text-transform:uppercase;color:var(--faint);"
    "margin:1.3rem 0 .3rem}\n"
    "nav h2 a{color:inherit}\n"
    "nav ul{list-style:none;margin:0;padding:0}\n"
    "nav li a{display:flex;align-items:center;gap:.55rem;padding:.13rem .35rem;"
    "border-radius:.35rem;color:var(--soft)}\n"
    "nav li a:hover{background:var(--code);color:var(--ink);text-decoration:none}\n"
    "nav .title{font-weight:650;font-size:1.05rem;color:var(--ink)}\n"
    "main{padding:2.6rem clamp(1.2rem,4vw,4rem) 6rem;max-width:66rem}\n"
    "h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .6rem}\n"
    "main>header p{max-width:44rem;color:var(--soft);margin:.5rem 0}\n"
    "section>h2{font-size:1.35rem;letter-spacing:-.01em;margin:3.6rem 0 0;padding-bottom:.4rem;"
    "border-bottom:1px solid var(--line)}\n"
    "article{margin:2.2rem 0 3.2rem}\n"
    "article h3{display:flex;align-items:center;gap:.7rem;font-size:1.15rem;margin:0}\n"
    "article h3 a{color:inherit}\n"
    "h4{font-size:.78rem;font-weight:600;letter-spacing:.03em;color:var(--faint);"
    "margin:1.25rem 0 .3rem}\n"
    ".summary{margin:.35rem 0 .7rem;color:var(--soft)}\n"
    ".usage{margin:.5rem 0}\n"
    ".law{margin:.4rem 0;padding-left:.9rem;border-left:3px solid var(--line)}\n"
    ".tile{width:1.75rem;height:1.75rem;flex:none}nav .tile{width:1.15rem;height:1.15rem}\n"
    ".scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}\n"
    "th{text-align:left;font-weight:500;font-size:.78rem;color:var(--faint)}\n"
    "th,td{padding:.32rem 1.1rem .32rem 0;vertical-align:baseline;"
    "border-bottom:1px solid var(--line)}\n"
    "td:last-child,th:last-child{padding-right:0;width:99%}\n"
    "td.word{white-space:nowrap}\n"
    ".values{color:var(--soft);min-width:clamp(6rem,24vw,15rem)}\n"
    "td:first-child{white-space:nowrap}\n"
    ".examples{display:grid;gap:.8rem;"
    "grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr))}\n"
    "figure{margin:0;display:flex;flex-direction:column;border:1px solid "
    "var(--line);border-radius:.6rem;"
    "background:var(--card);overflow:hidden}\n"
    "figcaption{padding:.55rem .9rem;background:var(--code);overflow-x:auto;white-space:pre-wrap}\n"
    ".picture{flex:1;display:flex;padding:.5rem .6rem}\n"
    ".picture svg{margin:auto;max-width:100%;height:auto}\n"
    "dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.1rem;margin:0;"
    "padding:.6rem .9rem .75rem;border-top:1px solid var(--line);font-size:.88rem;"
    "align-items:center}\n"
    "dt span{color:var(--faint);padding-left:.35rem}\n"
    "dd{margin:0;overflow-wrap:anywhere}dd svg{display:block}\n"
    "dd.problem{color:var(--faint)}\n"
    "rect,path{fill:none;stroke:currentColor}\n"
    "footer{color:var(--faint);font-size:.85rem;margin-top:4rem}\n"
    "@media(max-width:52rem){body{display:block}nav{position:static;height:auto;border-right:0;"
    "border-bottom:1px solid var(--line)}nav ul{columns:2}}\n"
    "@media print{nav{display:none}body{display:block}article,figure{break-inside:avoid}}\n";

/* printf with every %s escaped. */
static void put (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
put (GString *out, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (out, text);
}

static void
put_tile (GString *out, const NgLayerClass *class)
{
  const char *category = ng_category_name (class->category);

  put (out,
       "<svg class=\"tile\" viewBox=\"0 0 26 26\" aria-hidden=\"true\">"
       "<rect class=\"ng-layer-%s\" x=\"0.75\" y=\"0.75\" width=\"24.5\" height=\"24.5\" rx=\"6\"/>"
       "<path class=\"ng-glyph-%s\" transform=\"translate(5 5)\" stroke-linecap=\"round\" "
       "stroke-linejoin=\"round\" d=\"%s\"/></svg>",
       category,
       category,
       class->glyph != NULL ? class->glyph : "");
}

/* ---- what the record says ---- */

static void
put_parameters (GString *out, const NgLayerClass *class)
{
  if (class->params[0].name == NULL)
    return;
  g_string_append (out,
                   "<h4>Parameters</h4>\n<div class=\"scroll\"><table>\n<tr><th>name</th>"
                   "<th>default</th><th>values</th><th>what it says</th></tr>\n");
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    const NgParamSpec *param = &class->params[i];
    g_autofree char *values = ng_catalogue_values (param);

    put (out, "<tr><td><code>%s</code></td><td>", param->name);
    if (param->value != NULL)
      put (out, "<code>%s</code>", param->value);
    else
      g_string_append (out, "required");
    put (out,
         "</td><td class=\"values\">%s</td><td>%s</td></tr>\n",
         values,
         param->help != NULL ? param->help : "");
  }
  g_string_append (out, "</table></div>\n");
}

static void
put_port (GString *out, const NgPortSpec *port, const char *direction)
{
  g_autofree char *shape = ng_catalogue_shape (port->shape);

  put (out,
       "<tr><td><code>%s</code></td><td>%s</td><td class=\"word\">%s</td><td>%s</td></tr>\n",
       port->name,
       direction,
       shape,
       port->is_many ? "any number of them" : "");
}

static void
put_array (GString *out, const NgArraySpec *array)
{
  g_autofree char *shape = ng_catalogue_shape (array->shape);
  g_autofree char *remarks = ng_catalogue_remarks (array);

  put (out,
       "<tr><td><code>%s</code></td><td>array</td><td class=\"word\">%s</td><td>starts as "
       "%s%s%s</td></tr>\n",
       array->name,
       shape,
       ng_catalogue_initial (array),
       remarks[0] != '\0' ? "; " : "",
       remarks);
}

static void
put_ports (GString *out, const NgLayerClass *class)
{
  if (class->inputs[0].name == NULL && class->outputs[0].name == NULL &&
      class->arrays[0].name == NULL)
    return;
  g_string_append (out,
                   "<h4>Ports and arrays</h4>\n<div class=\"scroll\"><table>\n<tr><th>name</th>"
                   "<th>what</th><th>shape</th><th></th></tr>\n");
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    put_port (out, &class->inputs[i], "input");
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    put_port (out, &class->outputs[i], "output");
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    put_array (out, &class->arrays[i]);
  g_string_append (out, "</table></div>\n");
}

/* ---- what examples give ---- */

static void
put_picture (GString *out, NgNet *net, const char *notation)
{
#ifdef NG_HAVE_RENDER
  NgStandardOptions options = { .depth = 8, .metrics = ng_pango_metrics () };
  g_autoptr (NgScene) scene = ng_standard_draw (net, &options, NULL, NULL);
  g_autofree char *svg = ng_svg_write_inline (scene, notation);

  g_string_append_printf (out, "<div class=\"picture\">%s</div>\n", svg);
#endif
}

static void
put_value (GString *out, const NgTensor *tensor)
{
  if (ng_tensor_count (tensor) <= MOST_NUMBERS) {
    g_autoptr (NgExpr) value = ng_tensor_write (tensor);
    g_autofree char *text = ng_print_rounded (value, 0, DIGITS);

    put (out, "<code>%s</code>", text);
  } else {
#ifdef NG_HAVE_RENDER
    g_autoptr (NgScene) scene =
        ng_plot_heat (ng_pango_metrics (), tensor, NG_SCALE_DIVERGING, HEAT_WIDTH, HEAT_HEIGHT);
    g_autofree char *svg = ng_svg_write_inline (scene, NULL);

    g_string_append (out, svg);
#else
    g_autofree char *text = ng_value_summary (tensor);

    put (out, "%s", text);
#endif
  }
}

static void
put_entry (GString *out, const char *name, const NgType *type, const NgTensor *tensor)
{
  g_autofree char *shape = ng_type_label (type, NULL);

  put (out, "<dt>%s<span>%s</span></dt><dd>", name, shape);
  put_value (out, tensor);
  g_string_append (out, "</dd>\n");
}

static void
put_trial (GString *out, NgNet *net)
{
  NgTrial trial;
  g_autoptr (GError) error = NULL;

  g_string_append (out, "<dl>\n");
  if (ng_trial_run (&trial, net, &error)) {
    for (guint i = 0; i < trial.inputs->len; i++)
      put_entry (
          out, ng_net_input_name (net, i), ng_net_input_type (net, i), trial.inputs->pdata[i]);
    for (guint i = 0; i < trial.outputs->len; i++)
      put_entry (
          out, ng_net_output_name (net, i), ng_net_output_type (net, i), trial.outputs->pdata[i]);
  } else {
    put (out, "<dt>Value</dt><dd class=\"problem\">%s</dd>\n", error->message);
  }
  g_string_append (out, "</dl>\n");
  ng_trial_clear (&trial);
}

static void
put_example (GString *out, const NgLayerClass *class, const char *notation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, &error);

  put (out, "<figure>\n<figcaption><code>%s</code></figcaption>\n", notation);
  if (net != NULL) {
    put_picture (out, net, notation);
    if ((class->flags & NG_LAYER_EMPTY) == 0)
      put_trial (out, net);
  } else {
    put (out, "<dl><dt>Value</dt><dd class=\"problem\">%s</dd></dl>\n", error->message);
  }
  g_string_append (out, "</figure>\n");
}

static void
put_layer (GString *out, const NgLayerClass *class)
{
  g_autofree char *usage = ng_catalogue_usage (class);

  put (out, "<article id=\"%s\">\n<h3>", class->name);
  put_tile (out, class);
  put (out, "<a href=\"#%s\">%s</a></h3>\n", class->name, class->name);
  put (out, "<p class=\"summary\">%s.</p>\n", class->summary);
  put (out, "<p class=\"usage\"><code>%s</code></p>\n", usage);
  if (class->law != NULL)
    put (out, "<p class=\"law\">%s</p>\n", class->law);
  put_parameters (out, class);
  put_ports (out, class);
  if (class->examples[0] != NULL)
    g_string_append (out, "<h4>Examples</h4>\n<div class=\"examples\">\n");
  for (int i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++)
    put_example (out, class, class->examples[i]);
  g_string_append (out, class->examples[0] != NULL ? "</div>\n</article>\n" : "</article>\n");
}

/* ---- the page ---- */

static void
put_style (GString *out)
{
  g_string_append_printf (out, "<style>\n%s", style);
#ifdef NG_HAVE_RENDER
  g_autofree char *light = ng_svg_style_sheet (ng_theme_get (NG_THEME_LIGHT));
  g_autofree char *dark = ng_svg_style_sheet (ng_theme_get (NG_THEME_DARK));

  g_string_append_printf (out, "%s@media(prefers-color-scheme:dark){\n%s}\n", light, dark);
#endif
  g_string_append (out, "</style>\n");
}

static void
put_index (GString *out, const GPtrArray *classes, gboolean has_operations)
{
  g_string_append (out, "<nav>\n<a class=\"title\" href=\"#top\">NetGraph</a>\n");
  for (guint i = 0; i < classes->len; i++) {
    const NgLayerClass *class = classes->pdata[i];
    const NgLayerClass *before = i > 0 ? classes->pdata[i - 1] : NULL;

    if (before == NULL || before->category != class->category)
      put (out,
           "<h2><a href=\"#%s\">%s</a></h2>\n<ul>\n",
           ng_category_name (class->category),
           ng_catalogue_category (class->category));
    put (out, "<li><a href=\"#%s\">", class->name);
    put_tile (out, class);
    put (out, "%s</a></li>\n", class->name);
    if (i + 1 == classes->len ||
        ((const NgLayerClass *) classes->pdata[i + 1])->category != class->category)
      g_string_append (out, "</ul>\n");
  }
  if (has_operations)
    g_string_append (out, "<h2><a href=\"#operations\">Operations</a></h2>\n");
  g_string_append (out, "</nav>\n");
}

static void
put_operations (GString *out, const NgOperation *operations)
{
  g_string_append (out,
                   "<section id=\"operations\">\n<h2>Operations</h2>\n"
                   "<div class=\"scroll\"><table>\n");
  for (const NgOperation *operation = operations; operation->name != NULL; operation++)
    put (out,
         "<tr id=\"%s\"><td><code>%s</code></td><td>%s</td></tr>\n",
         operation->name,
         operation->usage,
         operation->summary);
  g_string_append (out, "</table></div>\n</section>\n");
}

char *
ng_page_write (const GPtrArray *classes, const NgOperation *operations)
{
  GString *out = g_string_new ("<!DOCTYPE html>\n"
                               "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
                               "<meta charset=\"UTF-8\"/>\n"
                               "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
                               "<title>NetGraph: the layers</title>\n");
  NgCategory category = NG_N_CATEGORIES;

  put_style (out);
  g_string_append (out, "</head>\n<body id=\"top\">\n");
  put_index (out, classes, operations != NULL);
  put (out,
       "<main>\n<header>\n<h1>The layers</h1>\n<p>%u layers: what each does, what it takes, and "
       "what it gives.</p>\n<p>In shapes a letter is a size, the same one wherever it stands in "
       "a layer; <code>s…</code> is any number of sizes, and parentheses multiply. Values of "
       "examples are those of initialized arrays and drawn inputs; larger arrays are shown as "
       "colours, blue below 0 and red above.</p>\n</header>\n",
       classes->len);
  for (guint i = 0; i < classes->len; i++) {
    const NgLayerClass *class = classes->pdata[i];

    if (class->category != category) {
      g_string_append (out, category != NG_N_CATEGORIES ? "</section>\n" : "");
      category = class->category;
      put (out,
           "<section id=\"%s\">\n<h2>%s</h2>\n",
           ng_category_name (category),
           ng_catalogue_category (category));
    }
    put_layer (out, class);
  }
  g_string_append (out, classes->len > 0 ? "</section>\n" : "");
  if (operations != NULL)
    put_operations (out, operations);
  g_string_append_printf (
      out, "<footer>NetGraph %s</footer>\n</main>\n</body>\n</html>\n", NG_VERSION);
  return g_string_free (out, FALSE);
}
