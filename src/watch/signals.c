/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ctrl-C at the terminal goes to the whole process group: the program decides what to do about it,
 * and we report when it has ended. What is sent to this process alone has to be passed on. */
#include "config.h"

#include "watch/signals.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/swim-error.h"

struct _SwimSignals
{
  int fd;
  sigset_t before;
  guint from_terminal;
};

static void
fill (sigset_t *set)
{
  static const int numbers[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD };

  sigemptyset (set);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaddset (set, numbers[i]);
}

/* Blocks the signals; to be called before other threads are started. */
SwimSignals *
swim_signals_new (GError **error)
{
  g_autoptr (SwimSignals) self = g_new0 (SwimSignals, 1);
  sigset_t set;

  fill (&set);
  self->fd = signalfd (-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (self->fd < 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "signals cannot be waited for: %s",
                   g_strerror (errno));
      return NULL;
    }
  pthread_sigmask (SIG_BLOCK, &set, &self->before);
  return g_steal_pointer (&self);
}

void
swim_signals_free (SwimSignals *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    {
      pthread_sigmask (SIG_SETMASK, &self->before, NULL);
      close (self->fd);
    }
  g_free (self);
}

/* To be polled. */
int
swim_signals_get_fd (const SwimSignals *self)
{
  return self->fd;
}

/* FALSE: there is none left. */
gboolean
swim_signals_next (SwimSignals *self, SwimSignal *signal)
{
  struct signalfd_siginfo info;

  if (read (self->fd, &info, sizeof info) != sizeof info)
    return FALSE;
  signal->number = (int) info.ssi_signo;
  signal->is_ours_alone = info.ssi_code <= 0;
  signal->repeated = FALSE;
  if (info.ssi_signo == SIGINT && !signal->is_ours_alone)
    signal->repeated = self->from_terminal++ > 0;
  return TRUE;
}
