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
    {"every", "time", "required",
     "how long each scene shows; bars and beats lie on the music's own", "4 bars", gr_bind_placed},
    {"from", "name or list of names", "required",
     "templates or scenes, shown in turn, from the first again after the last", "[a, b, a, c]",
     gr_bind_placed},
    {"length", "time", "what remains", "how long it goes on, as a scene's", "32 bars",
     gr_bind_placed},
    {"start", "time or place", "where the scene before it ends", "where it begins, as a scene's",
     "bar 17", gr_bind_placed},
    {"until", "time or place", "after its length", "where it ends, as a scene's", "section 3",
     gr_bind_placed},
    {0},
};

const GrKeySet gr_cut_keys = {
    .name = "cut",
    .place = "cut: in an item of scenes:",
    .summary = "Cuts on the beat: plays named scenes in turn, each for so many bars.",
    .keys = keys,
};
