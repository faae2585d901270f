/* SPDX-License-Identifier: MIT */
#include "model/ease.h"

#include "base/text.h"

#include <string.h>

#define INFO(with, UPPER, lower, how)                                                              \
    [GR_EASE_IN_##UPPER] = {"in_" #lower, "starts " how},                                          \
    [GR_EASE_OUT_##UPPER] = {"out_" #lower, "arrives " how},                                       \
    [GR_EASE_IN_OUT_##UPPER] = {"in_out_" #lower, "starts and arrives " how},

const GrEaseInfo gr_ease_infos[GR_EASE_COUNT + 1] = {
    [GR_EASE_LINEAR] = {"linear", "evenly, without any ease"},
    GR_EASE_FAMILIES(INFO, )[GR_EASE_COUNT] = {NULL, NULL},
};

static const char *ease_name_at(const void *names, int index)
{
    return ((const GrEaseInfo *)names)[index].name;
}

bool gr_ease_find(const char *name, GrEase *ease)
{
    for (int i = 0; i < GR_EASE_COUNT; i++) {
        if (strcmp(gr_ease_infos[i].name, name) == 0) {
            *ease = (GrEase)i;
            return true;
        }
    }
    return false;
}

const char *gr_ease_nearest(const char *name)
{
    return gr_nearest_name(name, ease_name_at, gr_ease_infos);
}

#define CASES(with, UPPER, lower, how)                                                             \
    case GR_EASE_IN_##UPPER:                                                                       \
        return gr_ease_in_##lower(x);                                                              \
    case GR_EASE_OUT_##UPPER:                                                                      \
        return gr_ease_out_##lower(x);                                                             \
    case GR_EASE_IN_OUT_##UPPER:                                                                   \
        return gr_ease_in_out_##lower(x);

float gr_ease(GrEase ease, float x)
{
    switch (ease) {
        GR_EASE_FAMILIES(CASES, )
    default:
        return gr_ease_linear(x);
    }
}
