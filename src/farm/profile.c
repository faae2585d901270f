/* SPDX-License-Identifier: MIT */
#include "farm/profile.h"

#include "base/text.h"
#include "model/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const GrProfile gr_profiles[] = {
    {"draft", "960x540 at 12 fps: a first look", 540, 12, 1500},
    {"preview", "1280x720 at 15 fps: to judge motion and sound", 720, 15, 2500},
    {"production", "1920x1080 at 24 fps: the finished video", 1080, 24, 0},
    {"max", "3840x2160 at 30 fps: only when asked for", 2160, 30, 0},
    {NULL, NULL, 0, 0, 0},
};

const GrAspect gr_aspects[] = {
    {"landscape", "16:9", 16, 9},
    {"portrait", "9:16, for telephones", 9, 16},
    {"feed", "4:5, for feeds on telephones", 4, 5},
    {"square", "1:1", 1, 1},
    {"ultrawide", "21:9, for cinema", 21, 9},
    {NULL, NULL, 0, 0},
};

enum { PRODUCTION = 2 }; /* index in gr_profiles */

const GrProfile *gr_profile_find(const char *name)
{
    for (const GrProfile *p = gr_profiles; p->name; p++) {
        if (strcmp(p->name, name) == 0) {
            return p;
        }
    }
    return NULL;
}

const GrAspect *gr_aspect_find(const char *name)
{
    char ratio[16];
    for (const GrAspect *a = gr_aspects; a->name; a++) {
        snprintf(ratio, sizeof ratio, "%d:%d", a->w, a->h);
        if (strcmp(a->name, name) == 0 || strcmp(ratio, name) == 0) {
            return a;
        }
    }
    return NULL;
}

static const char *quality_at(const void *names, int index)
{
    (void)names;
    int count = (int)(sizeof gr_profiles / sizeof gr_profiles[0]) - 1;
    return index == count ? "auto" : index > count ? NULL : gr_profiles[index].name;
}

static const char *aspect_at(const void *names, int index)
{
    (void)names;
    return gr_aspects[index].name;
}

static int unknown_name(GrError *error, const char *what, const char *word, const char *nearest,
                        const char *all)
{
    if (nearest) {
        return gr_error_set(error, GR_E_USAGE, "there is no %s '%s'; did you mean '%s'? (%s)", what,
                            word, nearest, all);
    }
    return gr_error_set(error, GR_E_USAGE, "there is no %s '%s'; choose one of %s", what, word,
                        all);
}

/* The side that goes with `side` at a ratio, rounded to the nearest even number. */
static int even_side(int side, int64_t num, int64_t den)
{
    return (int)(2 * (((int64_t)side * num + den) / (2 * den)));
}

static void size_from_short_side(int short_side, int64_t w, int64_t h, int *width, int *height)
{
    if (w >= h) {
        *height = short_side;
        *width = even_side(short_side, w, h);
    } else {
        *width = short_side;
        *height = even_side(short_side, h, w);
    }
}

/* Of the two even neighbours of an odd side, the one that is a multiple of four: 1279 -> 1280,
 * 1081 -> 1080. */
static int nearest_even(int side)
{
    return side % 2 == 0 ? side : (side + 1) % 4 == 0 ? side + 1 : side - 1;
}

static int check_size(int width, int height, bool even, const char *source, GrError *error)
{
    int low = even ? GR_VIDEO_SIDE_MIN : 1;
    int high = even ? GR_VIDEO_SIDE_MAX : GR_CANVAS_MAX_SIDE;
    if (width < low || height < low || width > high || height > high) {
        return gr_error_set(error, GR_E_USAGE, "%s %dx%d: sides of a %s are %d to %d pixels",
                            source, width, height, even ? "video" : "picture", low, high);
    }
    if ((int64_t)width * height > GR_CANVAS_MAX_PIXELS) {
        return gr_error_set(error, GR_E_USAGE, "%s %dx%d: a picture has at most %d million pixels",
                            source, width, height, GR_CANVAS_MAX_PIXELS / 1000000);
    }
    if (even && (width % 2 || height % 2)) {
        return gr_error_set(error, GR_E_USAGE,
                            "%s %dx%d: a video needs even sides; the nearest even size is %dx%d",
                            source, width, height, nearest_even(width), nearest_even(height));
    }
    return 0;
}

static int check_fps(GrRational fps, const char *source, GrError *error)
{
    char complaint[GR_RATE_TEXT];
    if (!gr_rate_usable(fps)) {
        return gr_error_set(error, GR_E_USAGE, "%s: %s", source, gr_rate_complaint(complaint, fps));
    }
    return 0;
}

static int check_size_against_aspect(const GrWish *wish, const GrAspect *aspect, GrError *error)
{
    int width, height;
    size_from_short_side(wish->width < wish->height ? wish->width : wish->height, aspect->w,
                         aspect->h, &width, &height);
    if (abs(width - wish->width) > 2 || abs(height - wish->height) > 2) {
        return gr_error_set(error, GR_E_USAGE,
                            "--size %dx%d is not %s: give one of --size and --aspect", wish->width,
                            wish->height, aspect->name);
    }
    return 0;
}

static int find_named(const GrWish *wish, const GrProfile **profile, bool *explicit_auto,
                      const GrAspect **aspect, GrError *error)
{
    *profile = NULL;
    *aspect = NULL;
    *explicit_auto = wish->quality && strcmp(wish->quality, "auto") == 0;
    if (wish->quality && !*explicit_auto) {
        *profile = gr_profile_find(wish->quality);
        if (!*profile) {
            return unknown_name(error, "quality", wish->quality,
                                gr_nearest_name(wish->quality, quality_at, NULL),
                                "draft, preview, production, max, auto");
        }
    }
    if (wish->aspect) {
        *aspect = gr_aspect_find(wish->aspect);
        if (!*aspect) {
            return unknown_name(error, "aspect", wish->aspect,
                                gr_nearest_name(wish->aspect, aspect_at, NULL),
                                "landscape, portrait, feed, square, ultrawide");
        }
    }
    return 0;
}

typedef enum Source { FROM_OPTION, FROM_QUALITY, FROM_SHOW, FROM_AUTO } Source;

static Source choose_size(const GrWish *wish, const GrShow *show, const GrProfile *quality,
                          const GrAspect *aspect, GrChoice *choice)
{
    bool show_has_size = show->width > 0 && show->height > 0;
    int64_t w = aspect ? aspect->w : show_has_size ? show->width : gr_aspects[0].w;
    int64_t h = aspect ? aspect->h : show_has_size ? show->height : gr_aspects[0].h;
    int side = gr_profiles[PRODUCTION].short_side;
    Source source = FROM_AUTO;
    if (wish->width > 0 || wish->height > 0) {
        choice->width = wish->width;
        choice->height = wish->height;
        return FROM_OPTION;
    }
    if (quality) {
        side = quality->short_side;
        source = FROM_QUALITY;
    } else if (show_has_size) {
        side = show->width < show->height ? show->width : show->height;
        source = FROM_SHOW;
    }
    if (source == FROM_SHOW && !aspect) {
        choice->width = show->width;
        choice->height = show->height;
    } else {
        size_from_short_side(side, w, h, &choice->width, &choice->height);
    }
    return source;
}

static Source choose_fps(const GrWish *wish, const GrShow *show, const GrProfile *quality,
                         GrChoice *choice)
{
    if (wish->fps.num) {
        choice->fps = wish->fps;
        return FROM_OPTION;
    }
    if (quality) {
        choice->fps = (GrRational){quality->fps, 1};
        return FROM_QUALITY;
    }
    if (show->fps.num) {
        choice->fps = show->fps;
        return FROM_SHOW;
    }
    choice->fps = (GrRational){gr_profiles[PRODUCTION].fps, 1};
    return FROM_AUTO;
}

/* The profile's name and the reason, in words, from who decided what. */
static void explain(GrChoice *choice, Source size, Source fps, const GrProfile *quality,
                    const char *aspect)
{
    static const char *const together[] = {
        [FROM_OPTION] = "size and rate from ",
        [FROM_QUALITY] = "asked for with ",
        [FROM_SHOW] = "size and rate of ",
        [FROM_AUTO] = "production, by ",
    };
    char texts[4][32] = {"the command line", "", "the show", "auto"};
    snprintf(texts[FROM_QUALITY], sizeof texts[0], "-q %s", quality ? quality->name : "");
    if (choice->auto_size || choice->auto_fps) {
        choice->profile = "auto";
    } else if (size == FROM_QUALITY || fps == FROM_QUALITY) {
        choice->profile = quality->name;
    } else {
        choice->profile = size == FROM_SHOW && fps == FROM_SHOW && !aspect ? "show" : "custom";
    }
    if (size == fps) {
        snprintf(choice->reason, sizeof choice->reason, "%s%s", together[size], texts[size]);
    } else {
        snprintf(choice->reason, sizeof choice->reason, "size from %s, rate from %s", texts[size],
                 texts[fps]);
    }
    if (aspect && size != FROM_OPTION) {
        size_t used = strlen(choice->reason);
        snprintf(choice->reason + used, sizeof choice->reason - used, ", --aspect %s", aspect);
    }
}

int gr_profile_choose(const GrWish *wish, const GrShow *show, bool even, GrChoice *choice,
                      GrError *error)
{
    static const char *const size_words[] = {"--size", "size", "the show's size", "size"};
    const GrProfile *quality;
    const GrAspect *aspect;
    bool explicit_auto;
    memset(choice, 0, sizeof *choice);
    int code = find_named(wish, &quality, &explicit_auto, &aspect, error);
    if (code) {
        return code;
    }
    if (explicit_auto) {
        quality = &gr_profiles[PRODUCTION];
    }
    choice->particle_cap = quality ? quality->particle_cap : 0;
    Source size = choose_size(wish, show, quality, aspect, choice);
    Source fps = choose_fps(wish, show, quality, choice);
    size = explicit_auto && size == FROM_QUALITY ? FROM_AUTO : size;
    fps = explicit_auto && fps == FROM_QUALITY ? FROM_AUTO : fps;
    choice->auto_size = size == FROM_AUTO;
    choice->auto_fps = fps == FROM_AUTO;
    code = check_size(choice->width, choice->height, even, size_words[size], error);
    if (!code && aspect && size == FROM_OPTION) {
        code = check_size_against_aspect(wish, aspect, error);
    }
    if (!code) {
        code = check_fps(choice->fps, fps == FROM_OPTION ? "--fps" : "fps", error);
    }
    if (!code) {
        explain(choice, size, fps, quality, aspect ? aspect->name : NULL);
    }
    return code;
}

bool gr_choice_shrink(GrChoice *choice, int short_side, int fps)
{
    bool changed = false;
    int side = choice->width < choice->height ? choice->width : choice->height;
    if (choice->auto_size && side > short_side) {
        size_from_short_side(short_side, choice->width, choice->height, &choice->width,
                             &choice->height);
        changed = true;
    }
    if (choice->auto_fps && choice->fps.num > fps * choice->fps.den) {
        choice->fps = (GrRational){fps, 1};
        changed = true;
    }
    return changed;
}

int gr_profile_resolve(const GrWish *wish, const GrShow *show, bool even, int *width, int *height,
                       GrRational *fps, const char **profile_name, GrError *error)
{
    GrChoice choice;
    int code = gr_profile_choose(wish, show, even, &choice, error);
    if (!code) {
        *width = choice.width;
        *height = choice.height;
        *fps = choice.fps;
        if (profile_name) {
            *profile_name = choice.profile;
        }
    }
    return code;
}
