/* The built program as a screen reader has it: another process, asked over AT-SPI's bus. */

#include "tests/support/test.h"

#include <gio/gio.h>
#include <string.h>

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define SERVICE    "org.a11y.Bus.service"
/* Milliseconds between questions, and how often one asks at most. */
#define PERIOD  20
#define PERIODS 500

/* As the protocol numbers them. */
enum { RELATION_FLOWS_TO = 10 };
enum { STATE_FOCUSED = 12, STATE_SELECTED = 23 };

static const char *program;
static char *display; /* which GTestDBus would take away */

typedef struct {
  GTestDBus *session;
  GDBusConnection *bus;
  GSubprocess *studio;
  GVariant *window;
} Reader;

/* An object of the tree is "(so)": who has it, and its path there. */

/* Returns: (transfer full): what was answered; NULL where the object has gone */
static GVariant *
call (Reader *self, GVariant *node, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  const char *owner, *path;
  GVariant *reply;

  g_variant_get (node, "(&s&o)", &owner, &path);
  reply = g_dbus_connection_call_sync (self->bus,
                                       owner,
                                       path,
                                       interface,
                                       method,
                                       arguments,
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  if (reply == NULL)
    g_test_message ("%s of %s: %s", method, path, error->message);
  return reply;
}

static char *
property (Reader *self, GVariant *node, const char *name)
{
  g_autoptr (GVariant) reply = call (self,
                                     node,
                                     "org.freedesktop.DBus.Properties",
                                     "Get",
                                     g_variant_new ("(ss)", ACCESSIBLE, name));
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return g_strdup ("");
  g_variant_get (reply, "(v)", &value);
  return g_variant_dup_string (value, NULL);
}

static char *
role_of (Reader *self, GVariant *node)
{
  g_autoptr (GVariant) reply = call (self, node, ACCESSIBLE, "GetRoleName", NULL);
  char *role = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(s)", &role);
  return role != NULL ? role : g_strdup ("");
}

/* Returns: (transfer full) (element-type GVariant) */
static GPtrArray *
children_of (Reader *self, GVariant *node)
{
  GPtrArray *children = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GVariant) reply = call (self, node, ACCESSIBLE, "GetChildren", NULL);
  g_autoptr (GVariant) list = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;

  for (gsize i = 0; list != NULL && i < g_variant_n_children (list); i++)
    g_ptr_array_add (children, g_variant_get_child_value (list, i));
  return children;
}

static gboolean
has_state (Reader *self, GVariant *node, guint state)
{
  g_autoptr (GVariant) reply = call (self, node, ACCESSIBLE, "GetState", NULL);
  g_autoptr (GVariantIter) words = NULL;
  guint32 word = 0;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(au)", &words);
  for (guint i = 0; i <= state / 32; i++)
    if (!g_variant_iter_next (words, "u", &word))
      return FALSE;
  return ((word >> state % 32) & 1) != 0;
}

static gboolean
matches (Reader *self, GVariant *node, const char *role, const char *pattern)
{
  g_autofree char *own_role = role_of (self, node);

  if (strcmp (own_role, role) != 0)
    return FALSE;
  g_autofree char *name = property (self, node, "Name");
  return g_pattern_match_simple (pattern, name);
}

/* Returns: (transfer full) (nullable): the first object of that role whose name matches */
static GVariant *
find (Reader *self, GVariant *from, const char *role, const char *pattern)
{
  g_autoptr (GPtrArray) children = children_of (self, from);

  for (guint i = 0; i < children->len; i++) {
    GVariant *found = matches (self, children->pdata[i], role, pattern)
                          ? g_variant_ref (children->pdata[i])
                          : find (self, children->pdata[i], role, pattern);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
is_there (Reader *self, GVariant *from, const char *role, const char *pattern)
{
  g_autoptr (GVariant) found = find (self, from, role, pattern);

  return found != NULL;
}

static gboolean
tick_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pause_for (const char *waiting_for, guint *n_periods)
{
  gboolean is_over = FALSE;

  if (++*n_periods > PERIODS)
    g_error ("still waiting for %s", waiting_for);
  g_timeout_add (PERIOD, tick_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

#define wait_for(condition)                                                                        \
  for (guint n_periods = 0; !(condition);)                                                         \
  pause_for (#condition, &n_periods)

/* Returns: (transfer full): the same, as soon as it is there */
static GVariant *
await (Reader *self, GVariant *from, const char *role, const char *pattern)
{
  g_autofree char *what = g_strdup_printf ("the %s \"%s\"", role, pattern);
  GVariant *found = NULL;

  for (guint n = 0; (found = find (self, from, role, pattern)) == NULL;)
    pause_for (what, &n);
  return found;
}

/* Does the action of that name. */
static void
act (Reader *self, GVariant *node, const char *action)
{
  g_autoptr (GVariant) reply =
      call (self, node, "org.a11y.atspi.Action", "GetActions", g_variant_new ("()"));
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GVariantIter) actions = NULL;
  const char *name;
  gboolean is_done = FALSE;
  int i = 0;

  g_assert_nonnull (reply);
  g_variant_get (reply, "(a(sss))", &actions);
  while (g_variant_iter_next (actions, "(&s&s&s)", &name, NULL, NULL) && strcmp (name, action) != 0)
    i++;
  result = call (self, node, "org.a11y.atspi.Action", "DoAction", g_variant_new ("(i)", i));
  g_assert_nonnull (result);
  g_variant_get (result, "(b)", &is_done);
  if (!is_done)
    g_error ("the action %s could not be done", action);
}

/* Starting and ending. */

/* Returns: (transfer full) (nullable): where the system keeps the service that starts the bus of
 * accessible programs */
static char *
find_service (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (; *folders != NULL; folders++) {
    g_autofree char *path = g_build_filename (*folders, "dbus-1", "services", SERVICE, NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
  return NULL;
}

/* Returns: whether there is what the tests need; they are marked as skipped otherwise */
static gboolean
can_read (void)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");
  g_autofree char *service = find_service ();

  if (daemon == NULL)
    g_test_skip ("dbus-daemon is not installed");
  else if (service == NULL)
    g_test_skip ("at-spi2-core is not installed");
  return daemon != NULL && service != NULL;
}

/* A session bus on which nothing is but what starts the other bus. */
static void
start_session (Reader *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *service = find_service ();
  g_autofree char *copy = g_build_filename (folder, SERVICE, NULL);
  g_autofree char *text = NULL;

  g_file_get_contents (service, &text, NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents (copy, text, -1, &error);
  g_assert_no_error (error);
  self->session = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (self->session, folder);
  g_test_dbus_up (self->session);
}

static GDBusConnection *
connect_to (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL,
                                              NULL,
                                              &error);

  g_assert_no_error (error);
  return bus;
}

static void
connect_reader (Reader *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) session = connect_to (g_test_dbus_get_bus_address (self->session));
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (session,
                                                            "org.a11y.Bus",
                                                            "/org/a11y/bus",
                                                            "org.a11y.Bus",
                                                            "GetAddress",
                                                            NULL,
                                                            G_VARIANT_TYPE ("(s)"),
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            &error);
  const char *address;

  g_assert_no_error (error);
  g_variant_get (reply, "(&s)", &address);
  self->bus = connect_to (address);
}

static void
start_studio (Reader *self, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GVariant) desktop = g_variant_ref_sink (
      g_variant_new ("(so)", "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"));
  g_autoptr (GVariant) application = NULL;

  g_subprocess_launcher_unsetenv (launcher, "GTK_A11Y");
  g_subprocess_launcher_unsetenv (launcher, "NO_AT_BRIDGE");
  g_subprocess_launcher_setenv (
      launcher, "DBUS_SESSION_BUS_ADDRESS", g_test_dbus_get_bus_address (self->session), TRUE);
  g_subprocess_launcher_setenv (launcher, "DISPLAY", display, TRUE);
  self->studio = g_subprocess_launcher_spawn (launcher, &error, program, file, NULL);
  g_assert_no_error (error);
  application = await (self, desktop, "application", "netgraph-studio");
  self->window = await (self, application, "window", "*.wl");
}

static void
start (Reader *self, const char *file)
{
  g_autofree char *path = g_build_filename (g_getenv ("NETGRAPH_DATA_DIR"), "gallery", file, NULL);

  start_session (self);
  connect_reader (self);
  start_studio (self, path);
}

static void
close_studio (Reader *self)
{
  g_autoptr (GError) error = NULL;

  act (self, self->window, "win.quit");
  g_subprocess_wait_check (self->studio, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->studio);
  g_clear_pointer (&self->window, g_variant_unref);
}

static void
stop (Reader *self)
{
  close_studio (self);
  g_clear_object (&self->bus);
  g_test_dbus_down (self->session);
  g_clear_object (&self->session);
}

/* The tests. */

/* Whether @node is a part of a widget of the libraries that has no name there. */
static gboolean
is_foreign (const char *name)
{
  static const char *const names[] = {
    "AdwTabBar", "GtkInfoBar", "GtkScrollbar", "GtkRange", NULL
  };

  return g_strv_contains (names, name);
}

/* Counts what one can press, choose or fill in and would hear only the type of. */
static guint
count_nameless (Reader *self, GVariant *node)
{
  static const char *const roles[] = { "button",    "toggle button", "text box",    "search box",
                                       "combo box", "slider",        "spin button", "tab",
                                       "list box",  "option",        NULL };
  g_autofree char *role = role_of (self, node);
  g_autofree char *name = property (self, node, "Name");
  g_autoptr (GPtrArray) children = NULL;
  guint n = 0;

  if (is_foreign (name))
    return 0;
  if (g_strv_contains (roles, role) &&
      (*name == '\0' || g_str_has_prefix (name, "Gtk") || g_str_has_prefix (name, "Adw") ||
       g_str_has_prefix (name, "Ng"))) {
    g_autofree char *description = property (self, node, "Description");

    g_test_message ("a %s has no name but \"%s\": %s", role, name, description);
    n++;
  }
  children = children_of (self, node);
  for (guint i = 0; i < children->len; i++)
    n += count_nameless (self, children->pdata[i]);
  return n;
}

static void
check_names (Reader *self)
{
  static const char *const buttons[] = { "Palette",   "Run",       "Find Layers", "View",
                                         "Inspector", "Main Menu", "Zoom In",     "Whole Net" };

  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++) {
    g_autoptr (GVariant) button = await (self, self->window, "button", buttons[i]);
  }
  g_assert_cmpuint (count_nameless (self, self->window), ==, 0);
}

/* Layers are children of the picture, along the flow, and tell where it goes on. */
static void
check_picture (Reader *self)
{
  g_autoptr (GVariant) canvas = await (self, self->window, "list box", "Picture of the net");
  g_autoptr (GVariant) conv =
      await (self, canvas, "option", "Convolution conv1, input 1×28×28, output 6×28×28");
  g_autoptr (GPtrArray) layers = children_of (self, canvas);
  g_autoptr (GVariant) reply = call (self, conv, ACCESSIBLE, "GetRelationSet", NULL);
  g_autoptr (GVariantIter) relations = NULL, targets = NULL;
  g_autoptr (GVariant) target = NULL;
  guint32 relation;

  g_assert_true (matches (self, layers->pdata[0], "option", "Input, Input of the net, 1×28×28"));
  g_assert_true (g_variant_equal (layers->pdata[1], conv));
  g_assert_true (matches (self, layers->pdata[2], "option", "Elementwise tanh1, *"));
  g_assert_nonnull (reply);
  g_variant_get (reply, "(a(ua(so)))", &relations);
  while (targets == NULL && g_variant_iter_next (relations, "(ua(so))", &relation, &targets))
    if (relation != RELATION_FLOWS_TO)
      g_clear_pointer (&targets, g_variant_iter_free);
  g_assert_nonnull (targets);
  g_assert_cmpuint (g_variant_iter_n_children (targets), ==, 1);
  target = g_variant_iter_next_value (targets);
  g_assert_true (g_variant_equal (target, layers->pdata[2]));
}

/* Who is led to a layer selects it, and hears of it; what an action of the window does to it is
 * heard, too. */
static void
check_selection (Reader *self)
{
  g_autoptr (GVariant) canvas = await (self, self->window, "list box", "Picture of the net");
  g_autoptr (GVariant) conv = await (self, canvas, "option", "Convolution conv1, *");
  g_autoptr (GVariant) status = NULL;

  g_assert_false (has_state (self, conv, STATE_SELECTED));
  act (self, conv, "layer.select");
  wait_for (has_state (self, conv, STATE_SELECTED));
  wait_for (has_state (self, conv, STATE_FOCUSED));
  status = await (self, self->window, "status", "conv1*");
  act (self, self->window, "win.delete");
  wait_for (!matches (self, status, "status", "conv1*"));
  wait_for (!is_there (self, canvas, "option", "Convolution conv1, *"));
  act (self, self->window, "win.undo");
  g_clear_pointer (&conv, g_variant_unref);
  conv = await (self, canvas, "option", "Convolution conv1, *");
}

static void
write_text (Reader *self, GVariant *node, const char *text)
{
  g_autoptr (GVariant) reply = call (
      self, node, "org.a11y.atspi.EditableText", "SetTextContents", g_variant_new ("(s)", text));

  g_assert_nonnull (reply);
}

/* A layer is added by its words. */
static void
check_quick_add (Reader *self)
{
  g_autoptr (GVariant) canvas = await (self, self->window, "list box", "Picture of the net");
  g_autoptr (GVariant) pool = await (self, canvas, "option", "Pooling pool1, *");
  g_autoptr (GVariant) entry = NULL, row = NULL, added = NULL;

  act (self, pool, "layer.select");
  wait_for (has_state (self, pool, STATE_SELECTED));
  act (self, self->window, "win.add-layer");
  entry = await (self, self->window, "text box", "Layer to Add");
  write_text (self, entry, "conv 7 1");
  row = await (self, self->window, "list item", "Convolution 7, *");
  act (self, row, "layer.add");
  added = await (self, canvas, "option", "Convolution *, input 6×14×14, output 7×14×14");
  act (self, self->window, "win.undo");
}

static void
test_net (void)
{
  Reader reader = { 0 };

  if (!can_read ())
    return;
  start (&reader, "lenet.wl");
  check_names (&reader);
  check_picture (&reader);
  check_selection (&reader);
  check_quick_add (&reader);
  stop (&reader);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  display = g_strdup (g_getenv ("DISPLAY"));
  g_test_add_func ("/atspi/net", test_net);
  status = g_test_run ();
  g_free (display);
  return status;
}
