/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain of an error that nobody is to be told of: whoever read our standard output has had
 * enough, as head does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_READER_GONE (swim_reader_gone_quark ())
GQuark swim_reader_gone_quark (void);

gboolean swim_reader_is_gone (void);

G_END_DECLS
