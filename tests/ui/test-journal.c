/* Unsaved work outlives a process that is killed, whatever it is at. No window is needed: the
 * program runs itself as the process that edits, and kills it. */

#include "ui/journal.h"

#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/same.h"
#include "core/notation/read.h"
#include "tests/support/proto.h"
#include "tests/ui/ui-test.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where nobody asks for another number. */
#define N_KILLS 20
/* Numbers in the array of each net: a file cut off is shorter, or has numbers of another edit. */
#define N_VALUES 500

/* Net number @n: every number in it is n. */
static NgNet *
net_new (int n)
{
  g_autoptr (GString) text = g_string_new ("NetChain[{ConstantPlusLayer[\"Biases\" -> {");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < N_VALUES; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? ", " : "", n);
  g_string_append (text, "}]}]");
  NgNet *net = ng_net_read_text (text->str, (gssize) text->len, NULL, &error);
  g_assert_no_error (error);
  return net;
}

/* Which number a net is; it has to be whole. */
static int
net_number (NgNet *net)
{
  NgTensor *values = ng_layer_array (ng_net_layer (net, 0), 0);
  int n;

  g_assert_nonnull (values);
  g_assert_cmpint (ng_tensor_count (values), ==, N_VALUES);
  n = (int) ng_tensor_get_real (values, 0);
  for (int i = 1; i < N_VALUES; i++)
    g_assert_cmpint ((int) ng_tensor_get_real (values, i), ==, n);
  return n;
}

static int
file_number (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return net_number (net);
}

/* The process that is killed. It edits two documents at random instants, one of which has a file
 * and is saved now and then, and says what it did: "p 0 7" before document 0 becomes net 7, "w 0 7"
 * when that is in the journal, "s 0 7" when it is in the file. */

typedef struct {
  NgDocument *documents[2];
  int numbers[2];
  int n;
  GRand *random;
} Editor;

static void
say (char what, int document, int number)
{
  g_autofree char *line = g_strdup_printf ("%c %d %d\n", what, document, number);

  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (1);
}

static int
index_of (Editor *self, NgDocument *document)
{
  return document == self->documents[0] ? 0 : 1;
}

static void
written_cb (Editor *self, NgDocument *document)
{
  int i = index_of (self, document);

  say ('w', i, self->numbers[i]);
}

static void
saved_cb (Editor *self)
{
  if (!ng_document_is_changed (self->documents[0]))
    say ('s', 0, self->numbers[0]);
}

static gboolean
edit_cb (gpointer user_data)
{
  Editor *self = user_data;
  int i = g_rand_int_range (self->random, 0, 2);
  g_autoptr (NgNet) net = net_new (++self->n);

  say ('p', i, self->n);
  self->numbers[i] = self->n;
  ng_document_push (self->documents[i], net, "edit");
  if (i == 0 && g_rand_int_range (self->random, 0, 8) == 0)
    ng_document_write (self->documents[0], ng_document_file (self->documents[0]));
  g_timeout_add ((guint) g_rand_int_range (self->random, 0, 6), edit_cb, self);
  return G_SOURCE_REMOVE;
}

static int
edit_until_killed (const char *folder, const char *path, const char *seed)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (NgNet) other = net_new (0);
  NgTasks *tasks = ng_tasks_new ();
  NgJournal *journal = ng_journal_new (tasks, folder);
  Editor editor = { .random = g_rand_new_with_seed ((guint32) atoi (seed)) };

  ng_journal_set_delay (journal, 3);
  for (int i = 0; i < 2; i++) {
    editor.documents[i] = ng_document_new (tasks);
    ng_journal_follow (journal, editor.documents[i]);
  }
  ng_document_open (editor.documents[0], file);
  ng_document_set_net (editor.documents[1], other, "untitled");
  ng_ui_wait (ng_tasks_n_pending (tasks) == 0);
  g_signal_connect_swapped (journal, "written", G_CALLBACK (written_cb), &editor);
  g_signal_connect_swapped (editor.documents[0], "saved", G_CALLBACK (saved_cb), &editor);
  edit_cb (&editor);
  g_main_loop_run (loop);
  return 0;
}

/* The process that kills. */

static GPid
start_editor (const char *folder, const char *path, guint seed, FILE **said)
{
  g_autofree char *text = g_strdup_printf ("%u", seed);
  const char *arguments[] = { "/proc/self/exe", "--edit", folder, path, text, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int out;

  g_spawn_async_with_pipes (NULL,
                            (char **) arguments,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD,
                            NULL,
                            NULL,
                            &pid,
                            NULL,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);
  *said = fdopen (out, "r");
  return pid;
}

/* The last number of each document that was said of each sort of line. */
typedef struct {
  int pushed[2], written[2], saved[2];
} Said;

static gboolean
hear (FILE *said, Said *self)
{
  char what;
  int document, number;

  if (fscanf (said, "%c %d %d\n", &what, &document, &number) != 3)
    return FALSE;
  g_assert_true (document == 0 || document == 1);
  switch (what) {
  case 'p':
    self->pushed[document] = number;
    break;
  case 'w':
    self->written[document] = number;
    break;
  default:
    self->saved[document] = number;
  }
  return TRUE;
}

/* Everything that had been said to be on the disk is there, whole, and nothing that nobody made. */
static void
check_leftovers (GPtrArray *leftovers, const char *path, const Said *said)
{
  int found[2] = { file_number (path), 0 };
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  g_assert_cmpint (found[0], >=, said->saved[0]);
  for (guint i = 0; i < leftovers->len; i++) {
    const NgLeftover *leftover = leftovers->pdata[i];
    int document = leftover->uri != NULL ? 0 : 1;
    int number = file_number (leftover->path);

    g_assert_cmpstr (leftover->title, ==, document == 0 ? "net.wl" : "untitled");
    g_assert_cmpstr (leftover->uri, ==, document == 0 ? uri : NULL);
    g_assert_true ((leftover->stamp != NULL) == (document == 0));
    found[document] = MAX (found[document], number);
  }
  for (int i = 0; i < 2; i++) {
    g_assert_cmpint (found[i], >=, said->written[i]);
    g_assert_cmpint (found[i], <=, said->pushed[i]);
  }
}

static void
expect_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "lock");
}

/* Returns: how many documents were left over */
static guint
kill_once (const char *folder, const char *path, guint seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  int n_lines = g_rand_int_range (random, 1, 60);
  gulong pause = (gulong) g_rand_int_range (random, 0, 3000);
  Said said = { 0 };
  FILE *output;
  GPid pid = start_editor (folder, path, seed, &output);
  guint n_left;
  int status;

  for (int i = 0; i < n_lines; i++)
    g_assert_true (hear (output, &said));
  g_usleep (pause); /* so that not only instants after a line are hit */
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  while (hear (output, &said))
    ;
  fclose (output);

  GPtrArray *leftovers = ng_journal_take_leftovers (folder);
  check_leftovers (leftovers, path, &said);
  n_left = leftovers->len;
  for (guint i = 0; i < n_left; i++)
    ng_leftover_discard (leftovers->pdata[i]);
  g_ptr_array_unref (leftovers);
  expect_empty (folder);
  return n_left;
}

static void
test_kill (void)
{
  g_autofree char *path = ng_ui_write ("net.wl", "");
  g_autofree char *root = g_path_get_dirname (path);
  g_autofree char *folder = g_build_filename (root, "journal", NULL);
  g_autoptr (GError) error = NULL;
  const char *wanted = g_getenv ("NETGRAPH_TEST_KILLS");
  guint n_kills = wanted != NULL ? (guint) atoi (wanted) : N_KILLS, n_left = 0;

  for (guint i = 0; i < n_kills; i++) {
    g_autoptr (NgNet) first = net_new (0);

    ng_document_save (first, path, &error);
    g_assert_no_error (error);
    n_left += kill_once (folder, path, i);
  }
  g_test_message ("%u documents recovered from %u processes", n_left, n_kills);
  g_assert_cmpuint (n_left, >, n_kills); /* most instants are worth something */
}

/* What follows happens in this process. */

typedef struct {
  char *folder, *path;
  NgTasks *tasks;
  NgJournal *journal;
  NgDocument *document;
  guint n_written;
  char *failure;
} Fixture;

static void
count_cb (Fixture *self)
{
  self->n_written++;
}

static void
failed_cb (Fixture *self, gpointer document, const GError *error)
{
  g_free (self->failure);
  self->failure = g_strdup (ng_error_diagnostic (error)->tag);
}

static void
settle (Fixture *self)
{
  ng_ui_wait (ng_tasks_n_pending (self->tasks) == 0);
}

static void
start (Fixture *self)
{
  self->tasks = ng_tasks_new ();
  self->journal = ng_journal_new (self->tasks, self->folder);
  self->document = ng_document_new (self->tasks);
  ng_journal_set_delay (self->journal, 1);
  ng_journal_follow (self->journal, self->document);
  g_signal_connect_swapped (self->journal, "written", G_CALLBACK (count_cb), self);
  g_signal_connect_swapped (self->journal, "failed", G_CALLBACK (failed_cb), self);
}

/* As at the end of a process: the journal goes without forgetting what is unsaved. */
static void
stop (Fixture *self)
{
  if (self->tasks == NULL)
    return;
  settle (self);
  g_clear_object (&self->journal);
  g_clear_object (&self->document);
  g_clear_pointer (&self->tasks, ng_tasks_unref);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (NgNet) net = net_new (1);
  g_autofree char *root = NULL;
  g_autoptr (GFile) file = NULL;

  self->path = ng_ui_write ("net.wl", "");
  root = g_path_get_dirname (self->path);
  self->folder = g_build_filename (root, "journal", NULL);
  file = g_file_new_for_path (self->path);
  g_assert_true (ng_document_save (net, self->path, NULL));
  start (self);
  ng_document_open (self->document, file);
  settle (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  stop (self);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->failure);
}

static void
push (Fixture *self, int n)
{
  g_autoptr (NgNet) net = net_new (n);

  ng_document_push (self->document, net, "edit");
}

static void
push_and_wait (Fixture *self, int n)
{
  guint before = self->n_written;

  push (self, n);
  ng_ui_wait (self->n_written > before);
}

/* As little as nothing is left when nothing is unsaved: after saving, undoing, forgetting. */
static void
test_removed (Fixture *self, gconstpointer data)
{
  g_assert_false (g_file_test (self->folder, G_FILE_TEST_EXISTS));
  for (int i = 0; i < 3; i++) {
    g_autoptr (GPtrArray) leftovers = NULL;
    guint before;

    push_and_wait (self, 2 + i);
    before = self->n_written;
    if (i == 0)
      ng_document_undo (self->document);
    else if (i == 1)
      ng_document_write (self->document, ng_document_file (self->document));
    else
      ng_journal_forget (self->journal, self->document);
    ng_ui_wait (i == 2 || self->n_written > before);
    /* Our own folder is never left over while we live. */
    leftovers = ng_journal_take_leftovers (self->folder);
    g_assert_cmpuint (leftovers->len, ==, 0);
  }
  push (self, 9);
  stop (self);
  expect_empty (self->folder);
}

/* Recovered, a document is what it was, changed, of its file, and in the journal again. */
static void
test_recover (Fixture *self, gconstpointer data)
{
  g_autoptr (NgPositions) positions = ng_positions_new ();
  guint written;

  push_and_wait (self, 5);
  ng_positions_set (positions,
                    &(NgPosition){ NG_DIRECTION_RIGHT, NG_POSITION_LAYER, "1", "", { 30, 40 } });
  written = self->n_written;
  ng_document_arrange (self->document, positions, "move", NULL);
  ng_ui_wait (self->n_written > written);
  stop (self);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) leftovers = ng_journal_take_leftovers (self->folder);
    g_autoptr (GPtrArray) others = ng_journal_take_leftovers (self->folder);
    guint before = self->n_written;

    g_assert_cmpuint (leftovers->len, ==, 1);
    g_assert_cmpuint (others->len, ==, 0);
    start (self);
    ng_journal_recover (self->journal, leftovers->pdata[0], self->document);
    g_clear_pointer (&leftovers, g_ptr_array_unref);
    ng_ui_wait (self->n_written > before);
    settle (self);
    g_assert_cmpint (net_number (ng_document_net (self->document)), ==, 5);
    g_assert_true (ng_document_is_changed (self->document));
    g_assert_true (ng_positions_equal (ng_document_positions (self->document), positions));
    g_assert_cmpstr (ng_document_title (self->document), ==, "net.wl");
    g_assert_cmpstr (g_file_peek_path (ng_document_file (self->document)), ==, self->path);
    g_assert_cmpint (ng_document_disk_state (self->document), ==, NG_DISK_SAME);
    stop (self);
  }
  /* The file becomes another one before the net is recovered. */
  g_autoptr (NgNet) other = net_new (33);
  g_assert_true (ng_document_save (other, self->path, NULL));
  g_autoptr (GPtrArray) leftovers = ng_journal_take_leftovers (self->folder);
  start (self);
  ng_journal_recover (self->journal, leftovers->pdata[0], self->document);
  ng_ui_wait (ng_document_disk_state (self->document) == NG_DISK_OTHER);
  ng_journal_forget (self->journal, self->document);
  g_clear_pointer (&leftovers, g_ptr_array_unref);
  stop (self);
  expect_empty (self->folder);
}

/* What nobody answered is offered again. */
static void
test_unanswered (Fixture *self, gconstpointer data)
{
  push_and_wait (self, 5);
  stop (self);
  for (int i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) leftovers = ng_journal_take_leftovers (self->folder);
    g_assert_cmpuint (leftovers->len, ==, 1);
  }
}

/* A file that somebody has spoilt is said to be so when it is asked for, and stays. */
static void
test_spoilt (Fixture *self, gconstpointer data)
{
  push_and_wait (self, 5);
  stop (self);
  g_autoptr (GPtrArray) leftovers = ng_journal_take_leftovers (self->folder);
  const NgLeftover *leftover = leftovers->pdata[0];
  g_autofree char *path = g_strdup (leftover->path);
  g_assert_true (g_file_set_contents (path, "spoilt", -1, NULL));
  start (self);
  g_signal_connect_swapped (self->document, "failed", G_CALLBACK (failed_cb), self);
  ng_journal_recover (self->journal, leftovers->pdata[0], self->document);
  ng_ui_wait (self->failure != NULL);
  g_assert_null (ng_document_net (self->document));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static NgNet *
operators_new (const char *operator)
{
  static const gint64 dims[] = { 2, 3 };
  GString *graph = g_string_new (NULL);
  g_autoptr (GBytes) model = NULL;
  g_autoptr (GError) error = NULL;

  ng_proto_message (graph, 1, ng_proto_node (operator, "x", "y"));
  ng_proto_message (graph, 11, ng_proto_value ("x", 1, dims, 2));
  ng_proto_message (graph, 12, ng_proto_value ("y", 1, dims, 2));
  model = ng_proto_model (graph, 17);
  NgNet *net = ng_onnx_read (model, NULL, NULL, &error);
  g_assert_no_error (error);
  return net;
}

/* Nets of ONNX operators are kept as well. */
static void
test_operators (Fixture *self, gconstpointer data)
{
  g_autoptr (NgNet) net = operators_new ("Relu"), edited = operators_new ("Tanh");
  g_autofree char *path = ng_ui_write ("net.onnx", "");
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (ng_document_save (net, path, NULL));
  ng_document_open (self->document, file);
  settle (self);
  ng_document_push (self->document, edited, "edit");
  ng_ui_wait (self->n_written > 0);
  stop (self);
  g_autoptr (GPtrArray) leftovers = ng_journal_take_leftovers (self->folder);
  g_assert_cmpuint (leftovers->len, ==, 1);
  start (self);
  ng_journal_recover (self->journal, leftovers->pdata[0], self->document);
  settle (self);
  g_assert_true (ng_net_same (ng_document_net (self->document), edited, 0));
  g_assert_true (ng_document_is_changed (self->document));
  g_assert_cmpstr (g_file_peek_path (ng_document_file (self->document)), ==, path);
  ng_journal_forget (self->journal, self->document);
}

/* A journal that cannot be written says so, each time it tries. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_assert_true (g_file_set_contents (self->folder, "a file in the way", -1, NULL));
  for (int i = 0; i < 2; i++) {
    g_clear_pointer (&self->failure, g_free);
    push (self, 3 + i);
    ng_ui_wait (self->failure != NULL);
    g_assert_cmpstr (self->failure, ==, "File::write");
  }
  g_unlink (self->folder);
  push_and_wait (self, 8);
}

/* The promise: an edit is on the disk within two seconds, also while edits go on. */
static void
test_promise (Fixture *self, gconstpointer data)
{
  stop (self);
  start (self);
  g_clear_object (&self->journal);
  self->journal = ng_journal_new (self->tasks, self->folder);
  ng_journal_follow (self->journal, self->document);
  g_signal_connect_swapped (self->journal, "written", G_CALLBACK (count_cb), self);
  gint64 begin = g_get_monotonic_time ();
  push (self, 4);
  push_and_wait (self, 5);
  double seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_test_message ("%.3f s", seconds);
  g_assert_cmpfloat (seconds, <, 2);
  ng_journal_forget (self->journal, self->document);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/journal/removed", test_removed },       { "/journal/recover", test_recover },
    { "/journal/unanswered", test_unanswered }, { "/journal/spoilt", test_spoilt },
    { "/journal/refused", test_refused },       { "/journal/promise", test_promise },
    { "/journal/operators", test_operators },
  };

  if (argc == 5 && strcmp (argv[1], "--edit") == 0)
    return edit_until_killed (argv[2], argv[3], argv[4]);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/journal/kill", test_kill);
  return g_test_run ();
}
