/* SPDX-License-Identifier: MIT
 *
 * Which scene of a look plays where. Each role has a row of scenes, in the look's order turned by
 * the seed, of which the one comes next that was seen least. A part that is called like an earlier
 * one brings back what was seen there, and what comes back is a variation. The strongest scene is
 * kept for the strongest part, and is not worn out after it.
 */
#include "scene/direct.h"

#include "base/rng.h"

#include <string.h>

enum { ROW_MAX = 64 };

static const float OPENING = 0.55f; /* the least energy of what a drop begins with */

typedef struct Row {
    const GrLookScene *scenes[ROW_MAX];
    int count;
} Row;

typedef struct Casting {
    const GrLook *look;
    uint32_t seed;
    Row rows[GR_ROLE_COUNT];
    const GrLookScene *strongest;
    bool reserved;  /* until the strongest part had it */
    int head_start; /* what the strongest scene counts as seen before it played */
} Casting;

/* Who stands in when a look has nobody for a role. */
static const GrRole instead[GR_ROLE_COUNT] = {
    [GR_ROLE_INTRO] = GR_ROLE_VERSE, [GR_ROLE_VERSE] = GR_ROLE_BREAK,
    [GR_ROLE_BUILD] = GR_ROLE_VERSE, [GR_ROLE_DROP] = GR_ROLE_BUILD,
    [GR_ROLE_BREAK] = GR_ROLE_INTRO, [GR_ROLE_OUTRO] = GR_ROLE_INTRO,
};

static void add_role(const GrLook *look, int role, Row *row)
{
    for (int i = 0; i < look->scene_count && row->count < ROW_MAX; i++)
        if (look->scenes[i].roles & (1u << role))
            row->scenes[row->count++] = &look->scenes[i];
}

static void fill_row(const GrLook *look, GrRole role, uint32_t seed, Row *row)
{
    Row plain = {0};
    GrRole asked = role;
    add_role(look, asked, &plain);
    for (int i = 0; i < GR_ROLE_COUNT && !plain.count; i++)
        add_role(look, asked = instead[asked], &plain);
    for (int any = 0; any < GR_ROLE_COUNT && !plain.count; any++)
        add_role(look, any, &plain);
    uint32_t turn = gr_rng_u32(seed, role, 1) % (uint32_t)plain.count;
    row->count = plain.count;
    for (int i = 0; i < plain.count; i++)
        row->scenes[i] = plain.scenes[((uint32_t)i + turn) % (uint32_t)plain.count];
}

static void find_strongest(Casting *casting)
{
    const Row *row = &casting->rows[GR_ROLE_DROP];
    casting->strongest = row->scenes[0];
    for (int i = 1; i < row->count; i++)
        if (row->scenes[i]->energy > casting->strongest->energy)
            casting->strongest = row->scenes[i];
    casting->reserved = true;
}

/* How often a scene was chosen before. */
static int times(const GrDirection *direction, int until, const GrLookScene *scene)
{
    int count = 0;
    for (int i = 0; i < until; i++)
        count += direction->scenes[i].scene == scene;
    return count;
}

/* What played at the same place of the part that comes back, or NULL. */
static const GrLookScene *recall(const GrDirection *direction, int index, int number)
{
    const GrDirected *at = &direction->scenes[index];
    for (int i = 0; at->like >= 0 && i + number < index; i++)
        if (direction->scenes[i].part == at->like)
            return at[0].role == direction->scenes[i + number].role &&
                           direction->scenes[i + number].part == at->like
                       ? direction->scenes[i + number].scene
                       : NULL;
    return NULL;
}

/* What decides whose turn it is. */
static int seen(const Casting *casting, const GrDirection *direction, int until,
                const GrLookScene *scene)
{
    return times(direction, until, scene) + (scene == casting->strongest ? casting->head_start : 0);
}

/* After the strongest part its scene waits as long as the others do. */
static void release_strongest(Casting *casting, const GrDirection *direction, int index)
{
    const Row *row = &casting->rows[GR_ROLE_DROP];
    casting->reserved = false;
    for (int i = 0; i < row->count; i++) {
        int count = times(direction, index, row->scenes[i]);
        casting->head_start = count > casting->head_start ? count : casting->head_start;
    }
}

/* The first in the row of those that were seen least, but not twice running. */
static const GrLookScene *least_seen(const Casting *casting, const GrDirection *direction,
                                     int index, float least_energy)
{
    const GrDirected *at = &direction->scenes[index];
    const Row *row = &casting->rows[at->role];
    const GrLookScene *before = index ? at[-1].scene : NULL, *best = NULL;
    bool next_is_strongest = index + 1 < direction->count && at[1].strongest;
    const GrLookScene *kept = casting->reserved || next_is_strongest ? casting->strongest : NULL;
    for (int i = 0; i < row->count; i++) {
        const GrLookScene *scene = row->scenes[i];
        if (scene != before && scene != kept && scene->energy >= least_energy &&
            (!best ||
             seen(casting, direction, index, scene) < seen(casting, direction, index, best)))
            best = scene;
    }
    return best;
}

static const GrLookScene *choose(const Casting *casting, const GrDirection *direction, int index,
                                 int number)
{
    const GrDirected *at = &direction->scenes[index];
    const Row *row = &casting->rows[at->role];
    bool drops = at->role == GR_ROLE_DROP && (!index || at[-1].role != GR_ROLE_DROP);
    if (at->strongest)
        return casting->strongest;
    const GrLookScene *again = recall(direction, index, number), *best = NULL;
    if (again && (!index || again != at[-1].scene))
        return again;
    if (drops)
        best = least_seen(casting, direction, index, OPENING);
    if (!best)
        best = least_seen(casting, direction, index, 0);
    return best ? best : row->scenes[row->count - 1];
}

static const GrNode *pick(const GrNode *list, uint32_t number)
{
    if (!list || list->kind != GR_NODE_LIST)
        return list;
    return list->count ? list->items[number % (uint32_t)list->count] : NULL;
}

void gr_direct_cast(const GrLook *look, uint64_t seed, GrDirection *direction)
{
    Casting casting = {.look = look, .seed = gr_rng_fold(seed)};
    int number = 0;
    for (int role = 0; role < GR_ROLE_COUNT; role++)
        fill_row(look, (GrRole)role, casting.seed, &casting.rows[role]);
    find_strongest(&casting);
    for (int i = 0; i < direction->count; i++) {
        GrDirected *at = &direction->scenes[i];
        number = at->first_of_part ? 0 : number + 1;
        at->scene = choose(&casting, direction, i, number);
        if (at->strongest)
            release_strongest(&casting, direction, i);
        int before = times(direction, i, at->scene), variations = at->scene->again_count;
        int which = before % (variations + 1);
        at->template = which ? at->scene->again[which - 1] : at->scene->name;
        for (int k = 0; k < i; k++)
            at->again += strcmp(direction->scenes[k].template, at->template) == 0;
        uint32_t chance = gr_rng_u32(casting.seed, 77, (uint32_t)i);
        bool turns = i && (at->first_of_part || at->role != at[-1].role);
        at->transition = !i ? NULL : pick(turns ? look->into[at->role] : look->within, chance);
    }
}
