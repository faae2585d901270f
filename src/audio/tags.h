/* SPDX-License-Identifier: MIT
 *
 * What a sound file says of itself.
 */
#ifndef GR_AUDIO_TAGS_H
#define GR_AUDIO_TAGS_H

enum { GR_TAG_CAPACITY = 256 };

typedef struct GrSoundTags {
    char title[GR_TAG_CAPACITY], artist[GR_TAG_CAPACITY]; /* "" without; valid UTF-8 */
} GrSoundTags;

/* Of a file that cannot be read, none. */
void gr_sound_tags(const char *path, GrSoundTags *tags);

#endif
