/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a beats file. Reading must end, soon, without a fault, and either say what is wrong
 * or give beats, downbeats and parts in their order; also from somewhere in the song on.
 */
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "scene/beats_file.h"

#include <stdlib.h>

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void check_list(const GrBeatList *list)
{
    require(list->count >= 2 && list->count <= GR_BEATS_MAX && list->path);
    require(list->tempo_bpm >= 0 && list->section_count <= GR_SECTIONS_MAX);
    require(list->downbeat_count <= list->count);
    for (int i = 1; i < list->count; i++)
        require(list->time_s[i] > list->time_s[i - 1]);
    for (int i = 0; i < list->downbeat_count; i++) {
        require(list->downbeats[i] >= 0 && list->downbeats[i] < list->count);
        require(i == 0 || list->downbeats[i] > list->downbeats[i - 1]);
    }
    for (int i = 0; i < list->section_count; i++) {
        require(list->sections[i].label && list->sections[i].start_s >= 0);
        require(i == 0 || list->sections[i].start_s > list->sections[i - 1].start_s);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GrArena arena = {0};
    GrProblems problems = {0};
    GrText text = {0};
    const GrBeatList *list = gr_beats_file_parse("f", (const char *)data, size, &arena, &problems);
    require((list == NULL) == (problems.error_count > 0));
    if (list) {
        check_list(list);
        list = gr_beats_file_from(list, (int64_t)(size % 7) * 1300000000, &arena, &problems);
        if (list)
            check_list(list);
        require((list == NULL) == (problems.error_count > 0));
    }
    for (int i = 0; i < problems.count; i++) {
        require(problems.list[i].message[0] && problems.list[i].line >= 0);
        gr_problem_render(&problems.list[i], &text);
    }
    require(gr_utf8_valid(gr_text_string(&text), text.length, NULL));
    gr_text_finish(&text);
    gr_problems_finish(&problems);
    gr_arena_finish(&arena);
    return 0;
}
