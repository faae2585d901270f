/* SPDX-License-Identifier: MIT
 *
 * The keys of `cut:`, an item of scenes: that plays named scenes in turn. The timeline reads them.
 */
#include "scene/bind.h"

void gr_bind_placed(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    (void)value;
    (void)target;
}

static const GrKey keys[] = {
    {"every", GR_IS(GR_A(TIME)), GR_REQUIRED,
     "how long each scene shows; bars and beats lie on the music's own", "4 bars", gr_bind_placed},
    {"from", GR_IS(GR_A(NAME), GR_A_LIST(GR_A(NAME))), GR_REQUIRED,
     "templates or scenes, shown in turn, from the first again after the last", "[a, b, a, c]",
     gr_bind_placed},
    {"length", GR_IS(GR_A(TIME)), "what remains", "how long it goes on, as a scene's", "32 bars",
     gr_bind_placed},
    {"start", GR_IS(GR_A(TIME)), "where the scene before it ends", "where it begins, as a scene's",
     "bar 17", gr_bind_placed},
    {"until", GR_IS(GR_A(TIME)), "after its length", "where it ends, as a scene's", "section 3",
     gr_bind_placed},
    {0},
};

const GrKeySet gr_cut_keys = {
    .name = "cut",
    .place = "cut: in an item of scenes:",
    .summary = "Cuts on the beat: plays named scenes in turn, each for so many bars.",
    .keys = keys,
    .example = "[{name: a, length: 4s, layers: [{field: plasma}]}, {name: b, length: 4s, layers: "
               "[{field: tunnel}]}, {cut: {every: 1 beat, from: [a, b], length: 8s}}]",
    .setting =
        "length: 2min\nsections: [0s, 40s, 80s]\ntemplates:\n  a: {layers: [{field: plasma}]}\n"
        "  b: {layers: [{field: rings}]}\n  c: {layers: [{field: tunnel}]}\n",
};
