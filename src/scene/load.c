/* SPDX-License-Identifier: MIT */
#include "scene/load.h"

#include "audio/hear.h"
#include "base/files.h"
#include "scene/bind.h"
#include "scene/compose.h"
#include "scene/direct.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Load {
    const GrLoadOptions *options;
    GrSources sources;
    GrShow *show;
    GrProblems *problems;
    bool stopped;
} Load;

static bool goes_on(Load *load)
{
    const GrLoadOptions *options = load->options;
    load->stopped = load->stopped || (options->stop && options->stop(options->user));
    return !load->stopped;
}

static void keep_sources(GrBinder *b, const GrSources *sources, GrShow *show)
{
    GrShowFile *files = GR_BIND_NEW(b, GrShowFile, sources->count);
    for (int i = 0; files && i < sources->count; i++)
        if (gr_source_is_file(&sources->list[i]))
            files[show->file_count++] =
                (GrShowFile){sources->list[i].file, sources->list[i].role == GR_SOURCE_SHOW
                                                        ? "the show file"
                                                        : "one of the show's files"};
    show->files = files;
}

/* And what was read while they were bound. */
static void keep_read_files(GrBinder *b, GrShow *show)
{
    int count = show->file_count;
    for (const GrReadFile *read = b->read_files; read; read = read->next)
        count++;
    GrShowFile *files = b->read_files ? GR_BIND_NEW(b, GrShowFile, count) : NULL;
    if (!files)
        return;
    memcpy(files, show->files, (size_t)show->file_count * sizeof *files);
    show->file_count = count;
    for (const GrReadFile *read = b->read_files; read; read = read->next)
        files[--count] = read->file;
    show->files = files;
}

static void keep_vars(GrBinder *b, GrShow *show)
{
    GrExprVar *vars = GR_BIND_NEW(b, GrExprVar, b->names.var_count);
    for (int i = 0; vars && i < b->names.var_count; i++)
        vars[i] = (GrExprVar){gr_bind_keep(b, b->names.vars[i].name),
                              gr_bind_keep(b, b->names.vars[i].text)};
    show->vars = vars;
    show->var_count = vars ? b->names.var_count : 0;
}

/* From text to a show; what goes wrong is in the problems. */
static int bind_source(Load *load, const GrSource *source, GrError *error)
{
    GrArena tree = {0};
    const GrNode *root;
    GrComposed composed;
    GrShow *show = load->show;
    int code = gr_tree_parse(source, &tree, load->problems, &root);
    if (!code)
        code = gr_compose(root, load->options, &load->sources, load->show->sound.listening, &tree,
                          load->problems, &composed);
    if (!code && goes_on(load)) {
        GrBinder binder = {.source = source,
                           .problems = load->problems,
                           .arena = &show->arena,
                           .rate = GR_DEFAULT_RATE,
                           .sound = &show->sound,
                           .films = &show->films,
                           .listen_s = -1,
                           .audio_override = load->options->audio,
                           .audio_wish = &load->options->sound,
                           .file = source->file,
                           .lenient = load->options->lenient,
                           .fonts_unasked = load->options->fonts_unasked,
                           .names = {.vars = composed.vars, .var_count = composed.var_count}};
        keep_sources(&binder, &load->sources, show);
        keep_vars(&binder, show);
        gr_bind_show(&binder, composed.root, show);
        gr_bind_fonts_finish(&binder);
        keep_read_files(&binder, show);
    }
    gr_arena_finish(&tree);
    return load->stopped ? gr_error_set(error, GR_E_INTERRUPTED, "%s: interrupted", source->file)
                         : GR_OK;
}

/* Binds the text and judges the outcome. */
static int load_source(Load *load, const GrSource *source, GrError *error)
{
    GrProblems *problems = load->problems;
    int errors_before = problems->error_count;
    int code = bind_source(load, source, error);
    if (code)
        return code;
    if (problems->error_count == errors_before && !problems->failed) {
        GrError cause;
        if (gr_show_hash(load->show, &cause))
            gr_file_problem(problems, source, source->file, &cause);
    }
    gr_problems_sort(problems);
    if (problems->error_count > errors_before || problems->failed)
        return gr_problems_to_error(problems, error);
    return GR_OK;
}

/* With an ending that shows have: behind the path, or in place of another. */
static bool find_ending(const char *path, char out[GR_PATH_CAPACITY])
{
    static const char *const endings[] = {".yaml", ".yml", ".json"};
    const char *own = gr_path_extension(path);
    int whole = (int)strlen(path), stem = own[0] ? (int)(own - path) - 1 : whole;
    for (size_t i = 0; i < 2 * sizeof endings / sizeof *endings; i++) {
        int length =
            snprintf(out, GR_PATH_CAPACITY, "%.*s%s", i % 2 ? stem : whole, path, endings[i / 2]);
        if (length < GR_PATH_CAPACITY && gr_path_exists(out))
            return true;
    }
    return false;
}

/* In a folder whose name is mistyped. */
static bool find_folder(const char *path, char out[GR_PATH_CAPACITY])
{
    char parent[GR_PATH_CAPACITY], folder[GR_PATH_CAPACITY];
    gr_path_parent(path, parent);
    if (gr_path_exists(parent) || !gr_file_near(parent, folder))
        return false;
    int above = (int)(gr_path_name(parent) - parent);
    int length =
        snprintf(out, GR_PATH_CAPACITY, "%.*s%s/%s", above, parent, folder, gr_path_name(path));
    return length < GR_PATH_CAPACITY && gr_path_exists(out);
}

/* A name that is mistyped is told with the file beside it that may be meant. */
static void guess_file(const char *path, GrError *cause)
{
    char near[GR_PATH_CAPACITY], quoted[GR_QUOTE_CAPACITY];
    const GrError plain = *cause;
    if (!gr_path_exists(path) &&
        (gr_file_near(path, near) || find_ending(path, near) || find_folder(path, near)))
        gr_error_set(cause, plain.code, "%s; did you mean '%s'?", plain.message,
                     gr_quote(quoted, near));
}

/* Loads `text`, or without one the file `path`. */
static int load_show(const char *path, GrSourceRole role, const char *text, size_t length,
                     const GrLoadOptions *options, GrShow **out, GrProblems *problems,
                     GrError *error)
{
    Load load = {.options = options, .problems = problems};
    const GrSource *source;
    GrError cause;
    *out = NULL;
    load.show = calloc(1, sizeof *load.show);
    if (!load.show)
        return gr_error_memory(error, "a show", sizeof *load.show);
    load.sources.names = &load.show->arena;
    int code = gr_listening_create(&load.show->sound.listening, error);
    if (code)
        goto done;
    code = text ? gr_sources_add(&load.sources, role, path, text, length, &source, &cause)
                : gr_sources_read(&load.sources, role, path, &source, &cause);
    if (code) {
        guess_file(path, &cause);
        gr_file_problem(problems, NULL, path, &cause);
        code = gr_problems_to_error(problems, error);
    } else {
        code = load_source(&load, source, error);
    }
    gr_sources_finish(&load.sources);
done:
    if (code)
        gr_show_destroy(load.show);
    else
        *out = load.show;
    return code;
}

/* The style of the options is one more value that is set. */
static int load_styled(const char *path, GrSourceRole role, const char *text, size_t length,
                       const GrLoadOptions *options, GrShow **show, GrProblems *problems,
                       GrError *error)
{
    static const GrLoadOptions nothing;
    const char *sets[GR_SETS_MAX + 1];
    GrText style = {0};
    GrLoadOptions own = options ? *options : nothing;
    if (own.style && own.set_count <= GR_SETS_MAX) { /* more are refused in any case */
        gr_text_puts(&style, "style=");
        gr_direct_quote(own.style, false, &style);
        if (own.set_count)
            memcpy(sets, own.sets, (size_t)own.set_count * sizeof *sets);
        sets[own.set_count++] = gr_text_string(&style);
        own.sets = sets;
    }
    int code = load_show(path, role, text, length, &own, show, problems, error);
    gr_text_finish(&style);
    return code;
}

int gr_show_load_text(const char *path, const char *text, size_t length,
                      const GrLoadOptions *options, GrShow **show, GrProblems *problems,
                      GrError *error)
{
    return load_styled(path, GR_SOURCE_SHOW, text, length, options, show, problems, error);
}

bool gr_path_is_song(const char *path)
{
    char head[512];
    GrFileKind kind = gr_path_kind(path);
    if (kind == GR_FILE_SHOW || gr_file_fault(path))
        return false; /* whoever reads it knows what to say; a pipe is read only once */
    if (kind == GR_FILE_SOUND)
        return true;
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    size_t bad = length; /* a character may be cut at the end */
    return memchr(head, 0, length) || (!gr_utf8_valid(head, length, &bad) && bad + 4 < length);
}

/* A song without a show is a show of its own: the song in a look. */
static int load_song(const char *path, const GrLoadOptions *options, GrShow **show,
                     GrProblems *problems, GrError *error)
{
    GrText text = {0};
    gr_text_puts(&text, "audio: {file: "); /* a mapping: --set reaches into it */
    gr_direct_quote(gr_path_name(path), true, &text);
    gr_text_puts(&text, "}\nstyle: " GR_LOOK_DEFAULT "\n");
    int code = load_styled(path, GR_SOURCE_SONG, gr_text_string(&text), text.length, options, show,
                           problems, error);
    gr_text_finish(&text);
    return code;
}

int gr_show_load(const char *path, const GrLoadOptions *options, GrShow **show,
                 GrProblems *problems, GrError *error)
{
    return gr_path_is_song(path)
               ? load_song(path, options, show, problems, error)
               : load_styled(path, GR_SOURCE_SHOW, NULL, 0, options, show, problems, error);
}
