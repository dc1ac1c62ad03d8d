/* The server's side of the protocol between GDK and broadwayd, as far as a window needs it: every
 * request is a size, a serial number, a kind and what belongs to it, in the machine's own order. */

#include "tests/ui/touch-display.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#define WIDTH  1280
#define HEIGHT 900

/* Words at the beginning of a request and of a reply. */
enum { SIZE, SERIAL, KIND, N_HEAD };

enum {
  REQUEST_NEW_SURFACE,
  REQUEST_SYNC = 2,
  REQUEST_QUERY_MOUSE,
  REQUEST_SHOW_SURFACE = 5,
  REQUEST_HIDE_SURFACE,
  REQUEST_MOVE_RESIZE = 8,
  REQUEST_GRAB_POINTER,
  REQUEST_UNGRAB_POINTER,
  REQUEST_FOCUS_SURFACE,
  REQUEST_ROUNDTRIP = 16,
};

enum {
  REPLY_EVENT,
  REPLY_SYNC,
  REPLY_QUERY_MOUSE,
  REPLY_NEW_SURFACE,
  REPLY_GRAB_POINTER,
  REPLY_UNGRAB_POINTER,
};

enum {
  EVENT_TOUCH = 5,
  EVENT_CONFIGURE = 11,
  EVENT_SCREEN_SIZE,
  EVENT_FOCUS,
  EVENT_ROUNDTRIP,
};

/* Words of a reply that is an event: its head, room to align, kind, serial, time, what belongs to
 * it. */
enum { EVENT_KIND = N_HEAD + 1, EVENT_SERIAL, EVENT_TIME, EVENT_BODY = EVENT_TIME + 2 };

#define MOST_BODY 12

typedef struct {
  GSocketConnection *connection;
  GMutex mutex; /* of what is written */
  guint32 n_surfaces, shown, focused, serial;
} Display;

static Display display;

/* ---- what is sent ---- */

static void
send_words (const guint32 *words, guint32 n)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (display.connection));

  g_mutex_lock (&display.mutex);
  g_output_stream_write_all (out, words, n * sizeof *words, NULL, NULL, NULL);
  g_mutex_unlock (&display.mutex);
}

static void
reply (const guint32 *request, guint32 kind, const guint32 *body, guint32 n)
{
  guint32 words[N_HEAD + MOST_BODY] = { 0 };

  words[SIZE] = (N_HEAD + n) * (guint32) sizeof *words;
  words[SERIAL] = request[SERIAL];
  words[KIND] = kind;
  memcpy (words + N_HEAD, body, n * sizeof *words);
  send_words (words, N_HEAD + n);
}

static void
send_event (guint32 kind, const guint32 *body, guint32 n)
{
  guint32 words[EVENT_BODY + MOST_BODY] = { 0 };
  guint64 time = (guint64) g_get_monotonic_time () / 1000;

  words[SIZE] = sizeof words;
  words[KIND] = REPLY_EVENT;
  words[EVENT_KIND] = kind;
  words[EVENT_SERIAL] = ++display.serial;
  memcpy (words + EVENT_TIME, &time, sizeof time);
  memcpy (words + EVENT_BODY, body, n * sizeof *words);
  send_words (words, G_N_ELEMENTS (words));
}

void
ng_touch_display_send (NgTouchKind kind, guint32 finger, int x, int y)
{
  guint32 body[] = { kind,        display.shown, finger, finger == 1, (guint32) x, (guint32) y,
                     (guint32) x, (guint32) y,   0 };

  send_event (EVENT_TOUCH, body, G_N_ELEMENTS (body));
}

/* ---- what is asked ---- */

static void
configure (guint32 id, guint32 width, guint32 height)
{
  guint32 body[] = { id, 0, 0, width, height };

  send_event (EVENT_CONFIGURE, body, G_N_ELEMENTS (body));
}

static void
new_surface (const guint32 *request)
{
  guint32 id = ++display.n_surfaces;

  reply (request, REPLY_NEW_SURFACE, &id, 1);
}

/* Body of a request to move: id, whether it moves, x, y, width, height. */
static void
move_resize (const guint32 *body)
{
  configure (body[0], body[4], body[5]);
}

static void
focus (guint32 id)
{
  guint32 body[] = { id, display.focused };

  display.focused = id;
  send_event (EVENT_FOCUS, body, G_N_ELEMENTS (body));
}

static void
answer (const guint32 *request)
{
  static const guint32 zeros[MOST_BODY];
  const guint32 *body = request + N_HEAD;

  switch (request[KIND]) {
  case REQUEST_NEW_SURFACE:
    new_surface (request);
    break;
  case REQUEST_SYNC:
    reply (request, REPLY_SYNC, zeros, 0);
    break;
  case REQUEST_QUERY_MOUSE:
    reply (request, REPLY_QUERY_MOUSE, zeros, 4);
    break;
  case REQUEST_SHOW_SURFACE:
    display.shown = body[0];
    break;
  case REQUEST_HIDE_SURFACE:
    display.shown = display.shown == body[0] ? display.focused : display.shown;
    break;
  case REQUEST_MOVE_RESIZE:
    move_resize (body);
    break;
  case REQUEST_GRAB_POINTER:
    reply (request, REPLY_GRAB_POINTER, zeros, 1);
    break;
  case REQUEST_UNGRAB_POINTER:
    reply (request, REPLY_UNGRAB_POINTER, zeros, 1);
    break;
  case REQUEST_FOCUS_SURFACE:
    focus (body[0]);
    break;
  case REQUEST_ROUNDTRIP: {
    guint32 back[] = { body[0], body[1], 1 };

    send_event (EVENT_ROUNDTRIP, back, G_N_ELEMENTS (back));
    break;
  }
  default: /* what is drawn, which nobody looks at */
    break;
  }
}

/* Reads requests until GTK is gone. */
static void
serve (void)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (display.connection));
  guint32 screen[] = { WIDTH, HEIGHT, 1 };
  guint32 size;

  send_event (EVENT_SCREEN_SIZE, screen, G_N_ELEMENTS (screen));
  while (g_input_stream_read_all (in, &size, sizeof size, NULL, NULL, NULL) &&
         size >= N_HEAD * sizeof size) {
    g_autofree guint32 *request = g_malloc0 (size + MOST_BODY * sizeof size);

    request[SIZE] = size;
    if (!g_input_stream_read_all (in, request + 1, size - sizeof size, NULL, NULL, NULL))
      break;
    answer (request);
  }
}

static gpointer
serve_thread (gpointer data)
{
  g_autoptr (GSocketListener) listener = data;

  display.connection = g_socket_listener_accept (listener, NULL, NULL, NULL);
  if (display.connection != NULL)
    serve ();
  return NULL;
}

gboolean
ng_touch_display_start (void)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "broadway1.socket", NULL);
  g_autoptr (GSocketAddress) address = NULL;

  unlink (path);
  address = g_unix_socket_address_new (path);
  if (!g_socket_listener_add_address (
          listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, NULL))
    return FALSE;
  g_setenv ("GDK_BACKEND", "broadway", TRUE);
  g_setenv ("BROADWAY_DISPLAY", ":0", TRUE);
  g_thread_unref (g_thread_new ("touch display", serve_thread, listener));
  return TRUE;
}
