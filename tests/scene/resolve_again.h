/* SPDX-License-Identifier: MIT
 *
 * What a resolved show promises, for tests: loaded again it is the same show, and resolved again
 * the same text.
 */
#ifndef TESTS_SCENE_RESOLVE_AGAIN_H
#define TESTS_SCENE_RESOLVE_AGAIN_H

#include "scene/load.h"
#include "scene/resolve.h"

#include <stdio.h>
#include <string.h>

/* Resolves a show into `text` and tries what is promised. NULL when that holds; else what is wrong.
 * `warnings` of the second load, if not NULL. */
static inline const char *resolve_again(const GrShow *show, GrText *text, int *warnings)
{
    static GrError error;
    static char said[4096];
    GrProblems problems = {0};
    GrShow *again = NULL;
    GrText twice = {0};
    const char *wrong = NULL;
    if (gr_resolve(show, text, &error))
        return error.message;
    const GrLoadOptions unasked = {.fonts_unasked = true}; /* what there is was asked for before */
    if (gr_show_load_text("/elsewhere/resolved.yaml", gr_text_string(text), text->length, &unasked,
                          &again, &problems, &error)) {
        snprintf(said, sizeof said, "it does not load: %s", error.message);
        wrong = said;
    } else if (again->content_hash != show->content_hash) {
        wrong = "the content hash is another";
    } else if (gr_resolve(again, &twice, &error)) {
        wrong = error.message;
    } else if (strcmp(gr_text_string(text), gr_text_string(&twice)) != 0 ||
               strcmp(again->title, show->title) != 0) {
        wrong = "resolved again it is another text";
    }
    if (warnings)
        *warnings = problems.warning_count;
    gr_text_finish(&twice);
    gr_show_destroy(again);
    gr_problems_finish(&problems);
    return wrong;
}

#endif
