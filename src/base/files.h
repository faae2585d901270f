/* SPDX-License-Identifier: MIT
 *
 * Files and folders: whole-file reads with a limit, atomic writes, trees, room on disk. What writes
 * fails with GR_E_USAGE where a place cannot be written, with GR_E_SPACE where it is full.
 */
#ifndef GR_BASE_FILES_H
#define GR_BASE_FILES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GR_PATH_CAPACITY = 4096 };

/* Reads a whole regular file into malloc'd, zero-terminated memory. Larger than `limit`: an error.
 */
int gr_file_read(const char *path, size_t limit, char **data, size_t *length, GrError *error);

/* NULL when a path names a readable regular file, else what is wrong with it. */
const char *gr_file_fault(const char *path);
/* Before any work: a file can be made at `path`, in a folder that is there and can be written. */
int gr_file_check_place(const char *path, GrError *error);
/* All of it to an open file; `path` names it in messages. */
int gr_file_write_all(int fd, const char *path, const void *data, size_t length, GrError *error);
/* Writes to PATH.part, flushes to disk, renames. */
int gr_file_write_atomic(const char *path, const void *data, size_t length, GrError *error);
int gr_file_flush_and_rename(const char *from, const char *to, GrError *error);
/* The same, but GR_E_USAGE when `to` is there already, however late it appeared. */
int gr_file_flush_and_name(const char *from, const char *to, GrError *error);
bool gr_path_exists(const char *path);
bool gr_path_is_folder(const char *path);
bool gr_path_same_file(const char *a, const char *b);   /* same device and inode */
int gr_folder_create(const char *path, GrError *error); /* with parents; fine if it is there */
/* Removes a folder and all that is in it; never follows symbolic links. */
int gr_folder_remove(const char *path, GrError *error);
int gr_disk_free(const char *folder, uint64_t *bytes, GrError *error);
/* The parent folder of a path ("." without a slash) and its last part. */
void gr_path_parent(const char *path, char out[GR_PATH_CAPACITY]);
const char *gr_path_name(const char *path);
const char *gr_path_extension(const char *path); /* without the dot, "" if none */
/* What the ending of a path says that it is, small or large letters. */
typedef enum GrFileKind {
    GR_FILE_OTHER,
    GR_FILE_SHOW,
    GR_FILE_PICTURE,
    GR_FILE_SOUND,
    GR_FILE_FILM,
    GR_FILE_LYRICS,
    GR_FILE_FONT,
} GrFileKind;
GrFileKind gr_path_kind(const char *path);
/* The path from the root; links and dots stay as they are. */
int gr_path_absolute(const char *path, char out[GR_PATH_CAPACITY], GrError *error);
/* `relative` seen from the folder that holds `file`, unless it is absolute. */
int gr_path_beside(const char *file, const char *relative, char out[GR_PATH_CAPACITY],
                   GrError *error);
/* The way from the folder that holds `file` to `path`, both of which are seen from where we are;
 * one from the root stays so unless it leads into that folder. GR_E_INPUT when there is none. */
int gr_path_from(const char *file, const char *path, char out[GR_PATH_CAPACITY], GrError *error);

/* The name of a file of the same kind, beside `path` that is not there, that may be meant; false if
 * none is near enough. */
bool gr_file_near(const char *path, char name[GR_PATH_CAPACITY]);

#endif
