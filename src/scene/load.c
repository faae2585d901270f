/* SPDX-License-Identifier: MIT */
#include "scene/load.h"

#include "audio/hear.h"
#include "base/files.h"
#include "scene/bind.h"
#include "scene/value_text.h"

#include <stdlib.h>
#include <string.h>

/* A problem of the file as a whole. */
static void file_problem(GrProblems *problems, const char *path, const GrError *error)
{
    const GrSource source = {.file = path};
    size_t known = strlen(path);
    bool named = strncmp(error->message, path, known) == 0 && error->message[known] == ':';
    gr_problem_add(problems, &source, GR_PROBLEM_ERROR, error->code, 0, 0, "%s",
                   named ? error->message + known + 2 : error->message);
}

/* From text to a show; what goes wrong is in the problems. */
static void bind_text(GrShow *show, const GrSource *source, const char *path,
                      const char *audio_override, GrProblems *problems)
{
    GrArena tree = {0};
    const GrNode *root;
    GrBinder binder = {.source = source,
                       .problems = problems,
                       .arena = &show->arena,
                       .rate = GR_DEFAULT_RATE,
                       .sound = &show->sound,
                       .listen_s = -1,
                       .audio_override = audio_override};
    binder.file = gr_bind_keep(&binder, path);
    if (gr_tree_parse(source, &tree, problems, &root) == GR_OK)
        gr_bind_show(&binder, root, show);
    gr_arena_finish(&tree);
}

int gr_show_load_text(const char *path, const char *text, size_t length, const char *audio_override,
                      GrShow **out, GrProblems *problems, GrError *error)
{
    GrSource source = {0};
    int errors_before = problems->error_count;
    *out = NULL;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* a byte order mark */
        text += 3;
        length -= 3;
    }
    GrShow *show = calloc(1, sizeof *show);
    if (!show)
        return gr_error_memory(error, "a show", sizeof *show);
    int code = gr_listening_create(&show->sound.listening, error);
    if (!code)
        code = gr_source_init(&source, path, text, length, error);
    if (code)
        goto done;
    if (length > GR_SHOW_MAX_BYTES)
        gr_problem_add(problems, &source, GR_PROBLEM_ERROR, GR_E_SHOW, 0, 0,
                       "%zu bytes; a show has at most %d", length, GR_SHOW_MAX_BYTES);
    else
        bind_text(show, &source, path, audio_override, problems);
    if (problems->error_count == errors_before && !problems->failed) {
        GrError cause;
        if (gr_show_hash(show, &cause))
            file_problem(problems, path, &cause);
    }
    gr_problems_sort(problems);
    if (problems->error_count > errors_before || problems->failed)
        code = gr_problems_to_error(problems, error);
done:
    gr_source_finish(&source);
    if (code)
        gr_show_destroy(show);
    else
        *out = show;
    return code;
}

int gr_show_load(const char *path, const char *audio_override, GrShow **show, GrProblems *problems,
                 GrError *error)
{
    char *text;
    size_t length;
    GrError cause;
    *show = NULL;
    if (gr_file_read(path, GR_SHOW_MAX_BYTES, &text, &length, &cause)) {
        file_problem(problems, path, &cause);
        return gr_problems_to_error(problems, error);
    }
    int code = gr_show_load_text(path, text, length, audio_override, show, problems, error);
    free(text);
    return code;
}
