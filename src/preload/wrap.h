/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a function of libc is wrapped: one line says its type, symbol, the SWIM_WATCH_FUNCTION as
 * which it counts, parameters, arguments, and what it is called on.
 *
 * The functions have names of their own in C and the symbol by a label, so that no header can
 * object. Outside of turns a wrapper is a test and a jump. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "preload/calls.h"
#include "preload/real.h"

#define SWIM_EXPORT __attribute__ ((visibility ("default")))
#define SWIM_STACK ((uintptr_t) __builtin_frame_address (0))
#define SWIM_CALLER ((uintptr_t) __builtin_return_address (0))

#define SWIM_DEFINE(type, symbol, params) \
  SWIM_EXPORT type swim_wrap_##symbol params __asm__(#symbol); \
  SWIM_EXPORT type swim_wrap_##symbol params

/* real: what to call instead of ourselves. */
#define SWIM_REAL_VERSION(type, symbol, version, params) \
  static type (*real) params; \
  if (SWIM_UNLIKELY (real == NULL)) \
  real = (__typeof__ (real)) swim_real (#symbol, version)
#define SWIM_REAL(type, symbol, params) SWIM_REAL_VERSION (type, symbol, NULL, params)

/* The call itself, inside of a turn. */
#define SWIM_TIMED(type, function, number, call_of_real, on) \
  SwimTarget swim_target = on; \
  SwimCall swim_call; \
  type swim_result; \
  swim_call_begin (&swim_call, SWIM_WATCH_FUNCTION_##function, number, SWIM_STACK, SWIM_CALLER, \
                   &swim_target); \
  swim_result = call_of_real; \
  swim_call_end (&swim_call, &swim_target); \
  return swim_result

#define SWIM_WRAP_VERSION(type, symbol, version, function, params, args, on) \
  SWIM_DEFINE (type, symbol, params) \
  { \
    SWIM_REAL_VERSION (type, symbol, version, params); \
    if (SWIM_LIKELY (swim_turn == NULL)) \
      return real args; \
    SWIM_TIMED (type, function, 0, real args, on); \
  }

/* The version since which a function is what it is now. Other machines than x86_64 never had the
 * older one. */
#ifdef __x86_64__
#define SWIM_SINCE(version) version
#else
#define SWIM_SINCE(version) NULL
#endif

#define SWIM_WRAP(type, symbol, function, params, args, on) \
  SWIM_WRAP_VERSION (type, symbol, NULL, function, params, args, on)

/* Only where the condition holds may the call wait. */
#define SWIM_WRAP_IF(condition, type, symbol, function, params, args, on) \
  SWIM_DEFINE (type, symbol, params) \
  { \
    SWIM_REAL (type, symbol, params); \
    if (SWIM_LIKELY (swim_turn == NULL) || !(condition)) \
      return real args; \
    SWIM_TIMED (type, function, 0, real args, on); \
  }

/* Another function, vsymbol, takes the arguments that vary in number, as the va_list `rest`. */
#define SWIM_WRAP_VARIADIC(type, symbol, function, last, params, vsymbol, vparams, vargs, on) \
  SWIM_DEFINE (type, symbol, params) \
  { \
    SWIM_REAL (type, vsymbol, vparams); \
    SwimTarget swim_target = on; \
    SwimCall swim_call = { 0 }; \
    type swim_result; \
    va_list rest; \
    if (SWIM_UNLIKELY (swim_turn != NULL)) \
      swim_call_begin (&swim_call, SWIM_WATCH_FUNCTION_##function, 0, SWIM_STACK, SWIM_CALLER, \
                       &swim_target); \
    va_start (rest, last); \
    swim_result = real vargs; \
    va_end (rest); \
    swim_call_end (&swim_call, &swim_target); \
    return swim_result; \
  }

/* Symbols that take the same and do the same, as those for files beyond 2 GiB. */
#define SWIM_WRAP_2(type, symbol, symbol_2, function, params, args, on) \
  SWIM_WRAP (type, symbol, function, params, args, on) \
  SWIM_WRAP (type, symbol_2, function, params, args, on)
