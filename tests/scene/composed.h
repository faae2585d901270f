/* SPDX-License-Identifier: MIT
 *
 * Cases of composing: a show (or several files) and either facts of what comes of it or the first
 * message.
 */
#ifndef GR_TEST_COMPOSED_H
#define GR_TEST_COMPOSED_H

#include "base/files.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gr-compose-XXXXXX";

static inline void write_file(const char *name, const char *text)
{
    char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

static inline int make_folder(void **state)
{
    char path[GR_PATH_CAPACITY];
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/lib", folder);
    return mkdir(path, 0777);
}

static inline int remove_folder(void **state)
{
    (void)state;
    return gr_folder_remove(folder, NULL);
}

static inline GrShow *load(const char *text, const GrLoadOptions *options, GrProblems *problems)
{
    static GrError error;
    char path[GR_PATH_CAPACITY];
    GrShow *show;
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    gr_show_load_text(path, text, strlen(text), options, &show, problems, &error);
    return show;
}

/* "title | scene gain length_s: layer effect speed opacity hue span base blend palette colours; ...
 * / shader ..." for every scene: what composing can change, in one line. */
static inline void describe(const GrShow *show, GrText *out)
{
    gr_text_printf(out, "%s |", show->title);
    for (int i = 0; i < show->scene_count; i++) {
        const GrScene *scene = &show->scenes[i];
        gr_text_printf(out, " %s %g %gs:", scene->name, (double)scene->look.gain,
                       (double)(scene->end_ns - scene->start_ns) / 1e9);
        for (int j = 0; j < scene->layer_count; j++) {
            const GrLayer *layer = &scene->layers[j];
            bool plasma = strcmp(layer->effect->name, "plasma") == 0;
            const FakePlasma *params = layer->params;
            gr_text_printf(
                out, " %s %s %g %g hue %g %g %g %s %d", layer->name, layer->effect->name,
                plasma ? (double)params->speed : (double)((const FakeRings *)layer->params)->count,
                (double)layer->look.opacity, (double)layer->look.hue, (double)layer->look.hue_span,
                (double)layer->look.hue_speed, layer->palette->name, layer->colour_count);
            gr_text_puts(out, j + 1 < scene->layer_count ? ";" : "");
        }
        for (int j = 0; j < scene->shader_count; j++) {
            const char *name = scene->shaders[j].shader->name;
            gr_text_printf(out, " /%s", name);
            if (strcmp(name, "bloom") == 0)
                gr_text_printf(out, "=%g",
                               (double)((const FakeBloom *)scene->shaders[j].params)->strength);
        }
        gr_text_puts(out, i + 1 < show->scene_count ? " |" : "");
    }
}

/* Compares what a load gave with what was expected: facts, or with "! " a message "LINE:COLUMN:
 * part of it", where the line may be of another file: "FILE:LINE:COLUMN: part". */
static inline bool compare(const char *name, const GrShow *show, const GrProblems *problems,
                           const char *expected)
{
    GrText got = {0};
    bool right;
    if (show) {
        describe(show, &got);
        right = strcmp(gr_text_string(&got), expected) == 0;
    } else {
        char place[32];
        const GrProblem *problem = &problems->list[0];
        snprintf(place, sizeof place, "%d:%d: ", problem->line, problem->column);
        gr_text_printf(&got, "! %s:%s%s", gr_path_name(problem->file), place, problem->message);
        const char *wants = expected + 2;
        size_t file = strcspn(wants, ":");
        const char *rest = strstr(wants, ": ");
        right = expected[0] == '!' && rest && strstr(problem->message, rest + 2) &&
                strncmp(gr_path_name(problem->file), wants, file) == 0 &&
                strncmp(place, wants + file + 1, strlen(place)) == 0 && problems->error_count == 1;
    }
    if (!right) {
        print_error("%s\n  wants %s\n  got   %s\n", name, expected, gr_text_string(&got));
        for (int i = 1; i < problems->count; i++)
            print_error("  and   %s\n", problems->list[i].message);
    }
    gr_text_finish(&got);
    return right;
}

typedef struct Case {
    const char *name, *show, *expected;
} Case;

static inline void run(const Case *cases, size_t count, const GrLoadOptions *options)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        GrProblems problems = {0};
        GrShow *show = load(cases[i].show, options, &problems);
        wrong += !compare(cases[i].name, show, &problems, cases[i].expected);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
    assert_int_equal(wrong, 0);
}

#define RUN(cases, options) run(cases, sizeof(cases) / sizeof(cases)[0], options)
#define PLAIN               " plasma 1 1 hue 0 1 0 dense 0"
#define ONE                 "scenes: [{name: s, length: 1s, layers: [{field: plasma}]}]\n"
#define SCENE(rest)         "scenes: [{name: s, length: 1s, layers: [{field: plasma" rest "}]}]\n"

#endif
