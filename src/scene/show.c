/* SPDX-License-Identifier: MIT */
#include "scene/show.h"

#include "audio/hear.h"

#include <stdlib.h>

void gr_show_destroy(GrShow *show)
{
    if (!show)
        return;
    gr_listening_destroy(show->sound.listening);
    gr_films_finish(&show->films);
    gr_arena_finish(&show->arena);
    free(show);
}

bool gr_show_has_transitions(const GrShow *show)
{
    for (int i = 0; i < show->scene_count; i++)
        if (show->scenes[i].transition)
            return true;
    return false;
}

int gr_show_scene_at(const GrShow *show, int64_t time_ns)
{
    int low = 0, high = show->scene_count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (show->scenes[middle].start_ns <= time_ns)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}
