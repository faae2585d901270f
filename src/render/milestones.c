/* SPDX-License-Identifier: MIT */
#include "render/milestones.h"

#include "base/log.h"
#include "render/frozen_parts.h"
#include "render/moments.h"

#include <string.h>
#include <sys/mman.h>

enum { LINE = 64 };

static size_t padded(size_t bytes)
{
    return (bytes + LINE - 1) / LINE * LINE;
}

int64_t gr_run_first_tick(const GrFrozen *frozen, int scene, int64_t run_start)
{
    const GrFrozenScene *of = &frozen->scenes[scene];
    if (run_start <= of->first_frame)
        return 0;
    int64_t tick =
        gr_scene_time_of_frame(of->scene, frozen->show->tick, run_start, frozen->settings.fps)
            .tick -
        of->preroll;
    return tick < 0 ? 0 : tick;
}

/* Bytes of all states of a scene at one tick. */
static size_t scene_bytes(const GrFrozenScene *scene)
{
    size_t bytes = 0;
    for (int i = 0; i < scene->scene->layer_count; i++)
        bytes += padded(scene->layers[i].state_bytes);
    return bytes;
}

/* The scenes that a frame shows: at least one, at most two, the newest last. */
static int first_scene_of(const GrFrozen *frozen, int64_t frame, int *last)
{
    *last = gr_frozen_scene_of(frozen, frame);
    return frame < frozen->scenes[*last].mixed_until ? *last - 1 : *last;
}

/* Where workers start within a scene, ascending; `ticks` may be NULL. Returns how many. */
static int list_ticks(const GrFrozen *frozen, int scene, int64_t *ticks)
{
    const GrRenderSettings *settings = &frozen->settings;
    int count = 0;
    int64_t newest = 0;
    for (int i = 0; i < settings->start_count; i++) {
        int last, first = first_scene_of(frozen, settings->starts[i], &last);
        int64_t tick = gr_run_first_tick(frozen, scene, settings->starts[i]);
        if (scene < first || scene > last || tick <= newest)
            continue;
        newest = tick;
        if (ticks)
            ticks[count] = tick;
        count++;
    }
    return count;
}

/* Every how many of a scene's ticks are kept, so that all fit. */
static int choose_share(const GrFrozen *frozen)
{
    size_t all = 0, room = frozen->settings.milestone_bytes;
    room = room ? room : GR_MILESTONE_BYTES;
    for (int s = 0; s < frozen->show->scene_count; s++) {
        size_t bytes = scene_bytes(&frozen->scenes[s]);
        all += bytes ? bytes * (size_t)list_ticks(frozen, s, NULL) : 0;
    }
    return (int)((all + room - 1) / room);
}

static int plan_scene(GrFrozen *frozen, int scene, int share, size_t *bytes, GrError *error)
{
    GrFrozenScene *of = &frozen->scenes[scene];
    int all = scene_bytes(of) ? list_ticks(frozen, scene, NULL) : 0, count = 0;
    if (all < share)
        return GR_OK;
    int64_t *ticks = GR_ARENA_NEW(&frozen->arena, int64_t, all);
    if (!ticks)
        return gr_error_memory(error, "milestones", (size_t)all * sizeof *ticks);
    list_ticks(frozen, scene, ticks);
    for (int i = share - 1; i < all; i += share)
        ticks[count++] = ticks[i];
    for (int i = 0; i < of->scene->layer_count; i++) {
        GrFrozenLayer *layer = &of->layers[i];
        if (!layer->state_bytes)
            continue;
        layer->milestones =
            (GrMilestones){.count = count, .steps = ticks, .bytes = layer->state_bytes};
        *bytes += (size_t)count * padded(layer->state_bytes) + padded((size_t)count);
    }
    return GR_OK;
}

/* Gives every layer its part of the shared memory. */
static void hand_out(GrFrozen *frozen, char *memory)
{
    for (int s = 0; s < frozen->show->scene_count; s++)
        for (int i = 0; i < frozen->scenes[s].scene->layer_count; i++) {
            GrMilestones *milestones = &frozen->scenes[s].layers[i].milestones;
            size_t count = (size_t)milestones->count;
            milestones->states = memory;
            memory += count * padded(milestones->bytes);
            milestones->kept = (_Atomic uint8_t *)memory;
            memory += padded(count);
        }
}

int gr_milestones_create(GrFrozen *frozen, GrError *error)
{
    int code = GR_OK, share = choose_share(frozen);
    size_t bytes = 0;
    for (int s = 0; share > 0 && s < frozen->show->scene_count && !code; s++)
        code = plan_scene(frozen, s, share, &bytes, error);
    if (code || !bytes)
        return code;
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        gr_log(GR_LOG_NOTE,
               "no %zu bytes of shared memory: simulations are replayed from the "
               "start of their scenes",
               bytes);
        for (int s = 0; s < frozen->show->scene_count; s++)
            for (int i = 0; i < frozen->scenes[s].scene->layer_count; i++)
                frozen->scenes[s].layers[i].milestones = (GrMilestones){0};
        return GR_OK;
    }
    frozen->milestone_memory = memory;
    frozen->milestone_bytes = bytes;
    hand_out(frozen, memory);
    return GR_OK;
}

void gr_milestones_destroy(GrFrozen *frozen)
{
    if (frozen->milestone_memory)
        munmap(frozen->milestone_memory, frozen->milestone_bytes);
    frozen->milestone_memory = NULL;
}

void gr_milestones_lend(const GrFrozen *owner, GrFrozen *other)
{
    for (int s = 0; s < owner->show->scene_count; s++)
        for (int i = 0; i < owner->scenes[s].scene->layer_count; i++) {
            const GrFrozenLayer *from = &owner->scenes[s].layers[i];
            GrFrozenLayer *to = &other->scenes[s].layers[i];
            if (!from->milestones.count)
                continue;
            bool same_cells = from->grid->cols == to->grid->cols &&
                              from->grid->rows == to->grid->rows &&
                              from->grid->aspect == to->grid->aspect;
            if (same_cells && from->state_bytes == to->state_bytes)
                to->milestones = from->milestones;
        }
}

/* The last milestone that has seen no more than `wanted` ticks, or -1. */
static int find(const GrMilestones *milestones, int64_t wanted)
{
    int low = 0, high = milestones->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (milestones->steps[middle] <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

static bool is_kept(const GrMilestones *milestones, int index)
{
    return atomic_load_explicit(&milestones->kept[index], memory_order_acquire);
}

static char *state_at(const GrMilestones *milestones, int index)
{
    return milestones->states + (size_t)index * padded(milestones->bytes);
}

bool gr_milestones_missing(const GrFrozen *frozen, int64_t run_start)
{
    int last, first = first_scene_of(frozen, run_start, &last);
    for (int s = first; s <= last; s++) {
        int64_t wanted = gr_run_first_tick(frozen, s, run_start);
        for (int i = 0; i < frozen->scenes[s].scene->layer_count; i++) {
            const GrMilestones *milestones = &frozen->scenes[s].layers[i].milestones;
            int index = find(milestones, wanted);
            if (index >= 0 && !is_kept(milestones, index))
                return true;
        }
    }
    return false;
}

int64_t gr_milestones_load(const GrMilestones *milestones, int64_t seen, int64_t wanted,
                           void *state)
{
    for (int i = find(milestones, wanted); i >= 0 && milestones->steps[i] > seen; i--)
        if (is_kept(milestones, i)) {
            memcpy(state, state_at(milestones, i), milestones->bytes);
            return milestones->steps[i];
        }
    return seen;
}

/* Two may come by at the same time: both write the same bytes. */
void gr_milestones_keep(const GrMilestones *milestones, int64_t seen, const void *state)
{
    int index = find(milestones, seen);
    if (index < 0 || milestones->steps[index] != seen || is_kept(milestones, index))
        return;
    memcpy(state_at(milestones, index), state, milestones->bytes);
    atomic_store_explicit(&milestones->kept[index], 1, memory_order_release);
}
