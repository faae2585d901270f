/* SPDX-License-Identifier: MIT
 *
 * Text helpers: a growing buffer, UTF-8 steps, and the nearest name for a "did you mean".
 */
#ifndef GR_BASE_TEXT_H
#define GR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing, always terminated buffer. Zeroed is empty; `data` is NULL until the first append. A
 * failed allocation sets `failed` and drops what follows, so that callers check once at the end. */
typedef struct GrText {
    char *data;
    size_t length, capacity;
    bool failed;
} GrText;

void gr_text_append(GrText *text, const char *bytes, size_t length);
void gr_text_puts(GrText *text, const char *string);
void gr_text_printf(GrText *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The content as a string, "" while empty. Valid until the next append. */
const char *gr_text_string(const GrText *text);
void gr_text_finish(GrText *text);

/* Decodes one code point and moves *cursor behind it. Returns -1 at an invalid byte (moving one
 * byte on) and 0 at the end without moving. */
int32_t gr_utf8_next(const char **cursor, const char *end);
/* Writes up to 4 bytes and returns how many. */
int gr_utf8_write(char out[4], uint32_t code_point);
bool gr_utf8_valid(const char *text, size_t length, size_t *bad_offset);

/* The name that a typo most likely meant: the least edit distance (letter case and - _ folded),
 * if that is small for the word's length; else NULL. */
typedef const char *GrNameAt(const void *names, int index); /* NULL ends the list */
const char *gr_nearest_name(const char *word, GrNameAt *name_at, const void *names);
/* The same for a NULL-terminated array of strings. */
const char *gr_nearest_string(const char *word, const char *const *names);

#endif
