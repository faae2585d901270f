/* SPDX-License-Identifier: MIT
 *
 * Which scene of a look plays where. Each role has a row of scenes, in the look's order turned by
 * the seed; a part goes along it, and every part of that role does so from the start: what was seen
 * there comes back, as a variation. The strongest scene is kept for the strongest part.
 */
#include "scene/direct.h"

#include "base/rng.h"

#include <string.h>

enum { ROW_MAX = 64 };

typedef struct Row {
    const GrLookScene *scenes[ROW_MAX];
    int count;
} Row;

typedef struct Casting {
    const GrLook *look;
    uint32_t seed;
    Row rows[GR_ROLE_COUNT];
    const GrLookScene *strongest;
} Casting;

/* Who stands in when a look has nobody for a role. */
static const GrRole instead[GR_ROLE_COUNT] = {
    [GR_ROLE_INTRO] = GR_ROLE_VERSE, [GR_ROLE_VERSE] = GR_ROLE_BREAK, [GR_ROLE_BUILD] = GR_ROLE_VERSE,
    [GR_ROLE_DROP] = GR_ROLE_BUILD,  [GR_ROLE_BREAK] = GR_ROLE_INTRO, [GR_ROLE_OUTRO] = GR_ROLE_INTRO,
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
    for (int i = 0; i < look->scene_count && !plain.count; i++)
        plain.scenes[plain.count++] = &look->scenes[i];
    uint32_t turn = gr_rng_u32(seed, role, 1) % (uint32_t)plain.count;
    row->count = plain.count;
    for (int i = 0; i < plain.count; i++)
        row->scenes[i] = plain.scenes[((uint32_t)i + turn) % (uint32_t)plain.count];
}

/* The strongest of the drop's row stands first in it. */
static void lead_with_strongest(Casting *casting)
{
    Row *row = &casting->rows[GR_ROLE_DROP];
    int best = 0;
    for (int i = 1; i < row->count; i++)
        if (row->scenes[i]->energy > row->scenes[best]->energy)
            best = i;
    casting->strongest = row->scenes[best];
    for (; best > 0; best--)
        row->scenes[best] = row->scenes[best - 1];
    row->scenes[0] = casting->strongest;
}

/* How often a scene was chosen before. */
static int times(const GrDirection *direction, int until, const GrLookScene *scene)
{
    int count = 0;
    for (int i = 0; i < until; i++)
        count += direction->scenes[i].scene == scene;
    return count;
}

static const GrLookScene *choose(const Casting *casting, const GrDirection *direction, int index,
                                 int number)
{
    const GrDirected *at = &direction->scenes[index];
    const Row *row = &casting->rows[at->role];
    const GrLookScene *before = index ? at[-1].scene : NULL;
    if (at->strongest)
        return casting->strongest;
    bool next_is_strongest = index + 1 < direction->count && at[1].strongest;
    int kept = at->role == GR_ROLE_DROP && row->count > 1; /* until the strongest part had it */
    for (int i = 0; i < direction->count && kept; i++)
        if (direction->scenes[i].strongest && i < index)
            kept = 0;
    for (int i = 0; i < row->count; i++) {
        const GrLookScene *scene = row->scenes[kept + (number + i) % (row->count - kept)];
        if (scene != before && !(next_is_strongest && scene == casting->strongest))
            return scene;
    }
    return row->scenes[row->count - 1];
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
    lead_with_strongest(&casting);
    for (int i = 0; i < direction->count; i++) {
        GrDirected *at = &direction->scenes[i];
        number = at->first_of_part ? 0 : number + 1;
        at->scene = choose(&casting, direction, i, number);
        int before = times(direction, i, at->scene), variations = at->scene->again_count;
        int which = before % (variations + 1);
        at->template = which ? at->scene->again[which - 1] : at->scene->name;
        for (int k = 0; k < i; k++)
            at->again += strcmp(direction->scenes[k].template, at->template) == 0;
        uint32_t chance = gr_rng_u32(casting.seed, 77, (uint32_t)i);
        at->transition = !i                  ? NULL
                         : at->first_of_part ? pick(look->into[at->role], chance)
                                             : pick(look->within, chance);
    }
}
