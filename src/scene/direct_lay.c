/* SPDX-License-Identifier: MIT
 *
 * Where scenes begin. The song's parts are taken as they were found, on bar lines; what is too
 * short for a scene joins the part before it, what goes on for long without a change is taken as
 * phrases. Each part gets a role by how loud it is beside the others, then is cut into scenes of
 * 1, 2, 4, 8 or 16 bars, about as long as its role wants. What is loud for long takes breath in
 * between, and its phrases end with two scenes of half the length.
 */
#include "scene/direct.h"

#include "audio/hear.h"

#include <string.h>

enum {
    SCENE_BARS_MAX = 16,
    PHRASE_SCENES = 4, /* of a drop, the last of which is parted */
    ROUND_SCENES = 6   /* of a long drop: four, then one that takes breath, then one that rises */
};

static const double LEAST_S = 4.0;   /* of a part */
static const double PHRASE_S = 20.0; /* about, where nothing says how long parts are */
static const double LONG_S = 45.0;   /* at most, where nothing but loudness tells parts apart */
static const double QUICK_S = 2.5;   /* the shortest scene that a phrase ends with */
static const float CONTRAST = 0.08f; /* of loudness: below it a song is all alike, */
static const float STEP = 0.12f;     /* and a phrase goes on where the one before it was */

typedef struct Part {
    int from_bar, to_bar;
    double from_s, to_s;
    const char *label; /* "" without one */
    float loudness, energy;
    GrRole role;
    bool strongest;
} Part;

typedef struct Parts {
    const GrSong *song;
    Part *list;
    int count;
    int bars; /* whole ones in the song */
    double bar_s;
    double pace; /* of the look */
} Parts;

static double bar_time(const Parts *parts, int bar)
{
    if (bar <= 0)
        return 0;
    return bar >= parts->bars ? parts->song->length_s
                              : gr_music_time_of_bar(parts->song->music, bar);
}

static int nearest(double value)
{
    return (int)(value + 0.5);
}

/* A power of two of bars that takes about so long. */
static int bars_for(const Parts *parts, double seconds)
{
    int bars = 1;
    while (bars < SCENE_BARS_MAX && bars * parts->bar_s * 1.42 < seconds)
        bars *= 2;
    return bars;
}

static void add_part(Parts *parts, int from_bar)
{
    int least = nearest(LEAST_S / parts->bar_s);
    least = least < 1 ? 1 : least;
    if (parts->count && (from_bar - parts->list[parts->count - 1].from_bar < least ||
                         parts->bars - from_bar < least))
        return;
    if (parts->count < GR_DIRECTED_MAX) {
        parts->list[parts->count].from_bar = parts->count ? from_bar : 0;
        parts->count++;
    }
}

static float mean_loudness(const GrSong *song, double from_s, double to_s)
{
    int64_t from = (int64_t)(from_s * GR_LOUDNESS_HZ), to = (int64_t)(to_s * GR_LOUDNESS_HZ);
    double sum = 0;
    to = to < song->loudness_count ? to : song->loudness_count;
    for (int64_t i = from; i < to; i++)
        sum += (double)song->loudness[i];
    return to > from ? (float)(sum / (double)(to - from)) : 0.0f;
}

static float bars_loudness(const Parts *parts, int from_bar, int to_bar)
{
    return mean_loudness(parts->song, bar_time(parts, from_bar), bar_time(parts, to_bar));
}

/* A part of the sound, parted again where one phrase is much louder than the one before it. */
static void add_stretch(Parts *parts, int from_bar, int to_bar, bool alone)
{
    double most = parts->song->length_s / 3;
    int phrase = bars_for(parts, PHRASE_S < most ? PHRASE_S : most), since = from_bar;
    add_part(parts, from_bar);
    for (int bar = from_bar + phrase; bar + phrase / 2 < to_bar; bar += phrase) {
        float step = bars_loudness(parts, bar, bar + phrase) - bars_loudness(parts, since, bar);
        bool is_long = alone && (bar + phrase - since) * parts->bar_s > LONG_S;
        if (!is_long && step < STEP && step > -STEP)
            continue;
        add_part(parts, bar);
        since = bar;
    }
}

static void find_parts(Parts *parts)
{
    const GrMusic *music = parts->song->music;
    int before = 0;
    bool alone = music->section_count < 2;
    for (int i = 1; i < music->section_count; i++) {
        int bar = nearest(gr_music_bar_at(music, music->sections[i].start_s));
        if (bar <= before || bar >= parts->bars)
            continue;
        add_stretch(parts, before, bar, false);
        before = bar;
    }
    add_stretch(parts, before, parts->bars, alone);
    for (int i = 0; i < parts->count; i++) {
        Part *part = &parts->list[i];
        part->to_bar = i + 1 < parts->count ? parts->list[i + 1].from_bar : parts->bars;
        int section = gr_music_section_at(music, bar_time(parts, part->from_bar) + 1e-3);
        part->label = section > 0 ? music->sections[section - 1].label : "";
        part->from_s = bar_time(parts, part->from_bar);
        part->to_s = bar_time(parts, part->to_bar);
        part->loudness = mean_loudness(parts->song, part->from_s, part->to_s);
    }
}

/* The loudest, the later of two that are alike; where all are, one two thirds on. */
static int find_strongest(const Parts *parts, float contrast)
{
    int best = contrast < CONTRAST ? parts->count * 2 / 3 : 0;
    for (int i = 0; i < parts->count && contrast >= CONTRAST; i++)
        if (parts->list[i].loudness >= parts->list[best].loudness - 0.01f)
            best = i;
    return best;
}

static GrRole role_of(const Parts *parts, int index, bool alike)
{
    const Part *part = &parts->list[index];
    bool first = index == 0, last = index + 1 == parts->count;
    if (part->strongest)
        return GR_ROLE_DROP;
    if (parts->count >= 3 && (first || last) && (alike || part->energy < 0.6f))
        return first ? GR_ROLE_INTRO : GR_ROLE_OUTRO;
    if (alike)
        return index % 2 ? GR_ROLE_DROP : GR_ROLE_VERSE;
    if (part->energy >= 0.75f)
        return GR_ROLE_DROP;
    if (!first && part->energy < part[-1].energy - 0.2f && part->energy < 0.6f)
        return GR_ROLE_BREAK;
    bool rises = !last && part[1].energy > part->energy + 0.25f && part[1].energy >= 0.75f;
    return rises && part->energy > 0.3f && !first && part[-1].role != GR_ROLE_BUILD ? GR_ROLE_BUILD
                                                                                    : GR_ROLE_VERSE;
}

static void give_roles(Parts *parts)
{
    float low = 1, high = 0;
    for (int i = 0; i < parts->count; i++) {
        float loudness = parts->list[i].loudness;
        low = loudness < low ? loudness : low;
        high = loudness > high ? loudness : high;
    }
    float contrast = high - low;
    bool alike = contrast < CONTRAST;
    for (int i = 0; i < parts->count; i++) {
        Part *part = &parts->list[i];
        part->energy = alike ? 0.5f : (part->loudness - low) / contrast;
    }
    parts->list[find_strongest(parts, contrast)].strongest = true;
    for (int i = 0; i < parts->count; i++)
        parts->list[i].role = role_of(parts, i, alike);
}

/* Whether a part has room for more than one round: then each round but the last ends with a
 * breath and a rise, so that what follows is strong again. */
static bool is_long_drop(const Part *part, int count)
{
    return part->role == GR_ROLE_DROP && count > ROUND_SCENES;
}

/* Which of its scenes the strongest part is remembered by: the first, but after an opening scene
 * where the song begins with it; in a long one that of the first round in its second half. */
static int strongest_scene(const Part *part, int index, int count)
{
    int later = (count / 2 + ROUND_SCENES - 1) / ROUND_SCENES * ROUND_SCENES;
    if (is_long_drop(part, count) && later < count)
        return later;
    return index == 0 && count > 1;
}

/* What a scene of a part is for: its part's role, but a long intro walks on as a verse, what leads
 * to the end or to a rise is one, and the end of what comes before a drop rises to it. */
static GrRole scene_role(const Parts *parts, int part, int number, int count)
{
    GrRole role = parts->list[part].role;
    int in_round = number % ROUND_SCENES;
    bool goes_on =
        is_long_drop(&parts->list[part], count) && number - in_round + ROUND_SCENES < count;
    if (goes_on && in_round >= PHRASE_SCENES)
        return in_round + 1 < ROUND_SCENES ? GR_ROLE_VERSE : GR_ROLE_BUILD;
    bool before_drop = part + 1 < parts->count && parts->list[part + 1].role == GR_ROLE_DROP;
    if (before_drop && number + 1 == count && count > 1 && role != GR_ROLE_DROP)
        return GR_ROLE_BUILD;
    if ((role == GR_ROLE_INTRO && number > 1) ||
        ((role == GR_ROLE_OUTRO || role == GR_ROLE_BUILD) && number + 2 < count))
        return GR_ROLE_VERSE;
    return role;
}

static int earlier_part(const Parts *parts, int index)
{
    for (int i = 0; i < index && parts->list[index].label[0]; i++)
        if (strcmp(parts->list[i].label, parts->list[index].label) == 0)
            return i;
    return -1;
}

static GrDirected *add_scene(const Parts *parts, int index, int from_bar, int to_bar,
                             GrDirection *out)
{
    const Part *part = &parts->list[index];
    GrDirected *scene = &out->scenes[out->count++];
    *scene = (GrDirected){.from_bar = from_bar,
                          .to_bar = to_bar,
                          .from_s = bar_time(parts, from_bar),
                          .to_s = bar_time(parts, to_bar),
                          .part = index,
                          .like = earlier_part(parts, index),
                          .first_of_part = from_bar == part->from_bar,
                          .energy = part->energy,
                          .loudness = part->loudness};
    return scene;
}

/* Where a scene is parted: the last of a phrase of a drop, in the middle; else its end. */
static int parted_at(const Parts *parts, GrRole role, int number, int from_bar, int to_bar)
{
    int half = (to_bar - from_bar) / 2;
    bool quick = role == GR_ROLE_DROP && number % ROUND_SCENES == PHRASE_SCENES - 1;
    return quick && half * parts->bar_s >= QUICK_S / parts->pace ? from_bar + half : to_bar;
}

static void cut_part(const Parts *parts, int index, GrDirection *out)
{
    const Part *part = &parts->list[index];
    double wanted = (double)gr_role_infos[part->role].scene_s / parts->pace,
           most = parts->song->length_s / 4;
    int bars = bars_for(parts, wanted < most ? wanted : most);
    int whole = part->to_bar - part->from_bar;
    int count = (whole + bars / 2) / bars;
    count = count < 1 ? 1 : count;
    int strongest = part->strongest ? strongest_scene(part, index, count) : -1;
    for (int i = 0; i < count && out->count + 1 < GR_DIRECTED_MAX; i++) {
        int from_bar = part->from_bar + i * bars;
        int to_bar = i + 1 == count ? part->to_bar : from_bar + bars;
        GrRole role = scene_role(parts, index, i, count);
        int middle = i == strongest ? to_bar : parted_at(parts, role, i, from_bar, to_bar);
        GrDirected *scene = add_scene(parts, index, from_bar, middle, out);
        scene->role = role;
        scene->strongest = i == strongest;
        if (middle < to_bar)
            add_scene(parts, index, middle, to_bar, out)->role = role;
    }
}

/* Scenes of what lasts longer than an hour are longer: a show holds so many and no more. */
static double pace_of(const GrSong *song, double pace)
{
    const double hours = song->length_s / 3600;
    return hours > 1 ? pace / hours : pace;
}

int gr_direct_lay(const GrSong *song, double pace, GrArena *arena, GrDirection *out)
{
    double bars = gr_music_bar_at(song->music, song->length_s);
    Parts parts = {.song = song, .pace = pace_of(song, pace)};
    parts.bars = bars < 1 ? 1 : bars < 1e6 ? (int)(bars + 1e-6) : 1000000;
    parts.bar_s = gr_music_time_of_bar(song->music, parts.bars) / parts.bars;
    parts.bar_s = parts.bar_s > 0.1 ? parts.bar_s : 0.1;
    parts.list = GR_ARENA_NEW(arena, Part, GR_DIRECTED_MAX);
    *out = (GrDirection){.scenes = GR_ARENA_NEW(arena, GrDirected, GR_DIRECTED_MAX)};
    if (!parts.list || !out->scenes)
        return GR_E_SPACE;
    find_parts(&parts);
    give_roles(&parts);
    for (int i = 0; i < parts.count; i++)
        cut_part(&parts, i, out);
    GrDirected *first = out->scenes, *last = &first[out->count - 1];
    if (out->count >= 3 && !first->strongest)
        first->role = GR_ROLE_INTRO;
    if (out->count >= 3 && !last->strongest)
        last->role = GR_ROLE_OUTRO;
    return GR_OK;
}
