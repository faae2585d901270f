/* SPDX-License-Identifier: MIT */
#include "scene/sources.h"

#include "base/files.h"

#include <stdlib.h>
#include <string.h>

/* Refuses one more of a role than there may be. */
static int count_in(const GrSources *sources, GrSourceRole role, const char *file, GrError *error)
{
    int files = 0, sets = 0, built_in = 0;
    for (int i = 0; i < sources->count; i++) {
        GrSourceRole other = sources->list[i].role;
        sets += other == GR_SOURCE_SET;
        built_in += other == GR_SOURCE_BUILT_IN;
        files += other != GR_SOURCE_SET && other != GR_SOURCE_BUILT_IN;
    }
    if (role == GR_SOURCE_SET)
        return sets < GR_SETS_MAX
                   ? GR_OK
                   : gr_error_set(error, GR_E_INPUT, "%s: at most %d values can be set", file,
                                  GR_SETS_MAX);
    if (role == GR_SOURCE_BUILT_IN)
        return built_in < GR_BUILT_IN_MAX
                   ? GR_OK
                   : gr_error_set(error, GR_E_INTERNAL, "%s: one built-in text too many", file);
    return files < GR_SOURCES_MAX
               ? GR_OK
               : gr_error_set(error, GR_E_INPUT, "%s: a show has at most %d files", file,
                              GR_SOURCES_MAX);
}

int gr_sources_add(GrSources *sources, GrSourceRole role, const char *file, const char *text,
                   size_t length, const GrSource **out, GrError *error)
{
    int code = count_in(sources, role, file, error);
    if (code)
        return code;
    if (length > GR_SHOW_MAX_BYTES - sources->total_bytes)
        return gr_error_set(error, GR_E_INPUT, "%s: %zu bytes; a show has at most %d", file,
                            sources->total_bytes + length, GR_SHOW_MAX_BYTES);
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark */
        text += 3;
        length -= 3;
    }
    const char *name = gr_arena_copy_text(sources->names, file);
    if (!name)
        return gr_error_memory(error, "a file's name", strlen(file));
    GrSource *source = &sources->list[sources->count];
    code = gr_source_init(source, name, text, length, error);
    if (code)
        return code;
    source->role = role;
    source->order = sources->count++;
    sources->total_bytes += length;
    *out = source;
    return GR_OK;
}

int gr_sources_read(GrSources *sources, GrSourceRole role, const char *path, const GrSource **out,
                    GrError *error)
{
    char *text;
    size_t length;
    int code = gr_file_read(path, GR_SHOW_MAX_BYTES, &text, &length, error);
    if (code)
        return code;
    code = gr_sources_add(sources, role, path, text, length, out, error);
    if (code)
        free(text);
    else
        sources->owned[sources->count - 1] = text;
    return code;
}

void gr_sources_finish(GrSources *sources)
{
    for (int i = 0; sources && i < sources->count; i++) {
        gr_source_finish(&sources->list[i]);
        free(sources->owned[i]);
        sources->owned[i] = NULL;
    }
    if (sources)
        sources->count = 0;
}

void gr_file_problem(GrProblems *problems, const GrSource *source, const char *path,
                     const GrError *error)
{
    const GrSource unread = {.file = path};
    size_t known = strlen(path);
    bool named = strncmp(error->message, path, known) == 0 && error->message[known] == ':';
    gr_problem_add(problems, source ? source : &unread, GR_PROBLEM_ERROR, error->code, 0, 0, "%s",
                   named ? error->message + known + 2 : error->message);
}
