/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of how long a transfer may take, and of what is made of its file. */
#include "config.h"

#include "jobs/download/download-private.h"

/**
 * swim_download_set_connect_timeout:
 * @self: a download that is not open
 * @seconds: how long an attempt may take until its connection stands, with the resolving of the
 *   name and TLS; 0, the default, for no limit but that of swim_download_set_timeout()
 *
 * Since: 0.1
 */
void
swim_download_set_connect_timeout (SwimDownload *self, double seconds)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self) && seconds >= 0);
  g_object_set (self, "connect-timeout", seconds, NULL);
}

/**
 * swim_download_set_max_time:
 * @self: a download that is not open
 * @seconds: how long an item may take in all, from its first request to its last byte, including
 *   retries and the waits between them; 0, the default, for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_max_time (SwimDownload *self, double seconds)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self) && seconds >= 0);
  g_object_set (self, "max-time", seconds, NULL);
}

/**
 * swim_download_set_remote_time:
 * @self: a download that is not open
 * @remote_time: whether a file gets the time of modification that the server tells in
 *   Last-Modified, in place of the time when it was written
 *
 * Since: 0.1
 */
void
swim_download_set_remote_time (SwimDownload *self, gboolean remote_time)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "remote-time", remote_time, NULL);
}

/**
 * swim_download_set_if_modified_since:
 * @self: a download that is not open
 * @seconds: a time in seconds since 1970; 0, the default, for none
 *
 * Fetches only what was modified since then. Of anything else the outcome is `ok` with an
 * HTTP status of 304, and no file is written or replaced.
 *
 * Since: 0.1
 */
void
swim_download_set_if_modified_since (SwimDownload *self, double seconds)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self) && seconds >= 0);
  g_object_set (self, "if-modified-since", seconds, NULL);
}

/**
 * swim_download_set_keep_parts:
 * @self: a download that is not open
 * @keep_parts: whether the part of a file that broke off is kept for another run, also where this
 *   one continues none
 *
 * Nothing is kept of less than 64 KiB, of a file that the server could not continue, or of one that
 * could not be written.
 * swim_download_set_resume() tells what is kept, and how it is continued.
 *
 * Since: 0.1
 */
void
swim_download_set_keep_parts (SwimDownload *self, gboolean keep_parts)
{
  g_return_if_fail (SWIM_IS_DOWNLOAD (self));
  g_object_set (self, "keep-parts", keep_parts, NULL);
}

void
swim_download_use_meter (SwimDownload *self, SwimHttpMeter *meter)
{
  g_atomic_rc_box_acquire (meter);
  g_atomic_rc_box_release (self->meter);
  self->meter = meter;
  self->policy.meter = meter;
}

void
swim_download_take_checksums (SwimDownload *self, SwimChecksumList *checksums)
{
  g_clear_pointer (&self->checksums, swim_checksum_list_unref);
  self->checksums = checksums;
}

/**
 * swim_download_load_checksums:
 * @self: a download that is not open
 * @path: (type filename): a list of checksums, as sha256sum, sha512sum, sha384sum, sha1sum and
 *   md5sum write it, also with `--tag`
 * @error: return location for an error
 *
 * A file whose name is in the list gets its name only where it has that checksum; else its outcome
 * is `protocol-error`. Other files are not checked.
 *
 * Returns: %FALSE where the file cannot be read or is no such list
 *
 * Since: 0.1
 */
gboolean
swim_download_load_checksums (SwimDownload *self, const char *path, GError **error)
{
  SwimChecksumList *checksums;

  g_return_val_if_fail (SWIM_IS_DOWNLOAD (self) && self->http == NULL && path != NULL, FALSE);
  checksums = swim_checksum_list_load (path, error);
  if (checksums == NULL)
    return FALSE;
  swim_download_take_checksums (self, checksums);
  return TRUE;
}
