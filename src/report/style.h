/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How reports look, as style sheets. They hold nothing that would have to be escaped. */
#pragma once

/* Colours, light and dark, and what is drawn with them. */
extern const char swim_style_pictures[];
/* The page around the pictures. */
extern const char swim_style_page[];
