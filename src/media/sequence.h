/* SPDX-License-Identifier: MIT
 *
 * Names of numbered files: `frames/shot_%04d.png` stands for shot_0001.png, shot_0002.png, ... `%d`
 * is a number as it is, `%04d` one of at least four digits, `%%` a `%`; any other `%` is one, too,
 * and so is each in the names of folders.
 */
#ifndef GR_MEDIA_SEQUENCE_H
#define GR_MEDIA_SEQUENCE_H

#include "base/error.h"
#include "base/files.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct GrSequenceName {
    char before[GR_PATH_CAPACITY], after[GR_PATH_CAPACITY];
    int width; /* digits at least; 1: no zeros in front */
} GrSequenceName;

/* The numbers that files of a folder have, from the smallest on. */
typedef struct GrSequenceNumbers {
    int32_t *list;
    int64_t count;
    char other[256]; /* the first by name whose number is written otherwise; "": there is none */
} GrSequenceNumbers;

/* Whether a path's last part has a place for a number, and the path is no file itself. */
bool gr_sequence_is(const char *path);
/* GR_E_SHOW, with what is wrong with the pattern. */
int gr_sequence_parse(const char *path, GrSequenceName *name, GrError *error);
/* The path of a number's file. */
void gr_sequence_path(const GrSequenceName *name, int32_t number, char out[GR_PATH_CAPACITY]);
/* The number of a file's path, there or not; -1: the pattern does not stand for it. */
int32_t gr_sequence_number(const GrSequenceName *name, const char *path);
/* GR_E_INPUT when the folder cannot be read; none at all is no error. */
int gr_sequence_find(const GrSequenceName *name, GrSequenceNumbers *numbers, GrError *error);
void gr_sequence_numbers_finish(GrSequenceNumbers *numbers);

#endif
