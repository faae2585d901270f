/* SPDX-License-Identifier: MIT */
#include "audio/tags.h"

#include "base/text.h"
#include "media/av.h"

#include <libavformat/avformat.h>
#include <libavutil/mem.h>
#include <string.h>

/* The first of a dictionary's values under these names; cut between characters. */
static void take(const AVDictionary *tags, const char *name, char out[GR_TAG_CAPACITY])
{
    const AVDictionaryEntry *entry = av_dict_get(tags, name, NULL, 0);
    if (out[0] || !entry || !gr_utf8_valid(entry->value, strlen(entry->value), NULL))
        return;
    const char *at = entry->value, *end = at + strlen(at), *next = at;
    size_t length = 0;
    while (next < end) {
        gr_utf8_next(&next, end);
        if (next - at >= GR_TAG_CAPACITY)
            break;
        length = (size_t)(next - at);
    }
    memcpy(out, at, length);
    out[length] = '\0';
}

void gr_sound_tags(const char *path, GrSoundTags *tags)
{
    AVFormatContext *format = NULL;
    memset(tags, 0, sizeof *tags);
    if (gr_av_open(&format, path) < 0)
        return;
    take(format->metadata, "title", tags->title);
    take(format->metadata, "artist", tags->artist);
    for (unsigned i = 0; i < format->nb_streams; i++) { /* Ogg has them there */
        take(format->streams[i]->metadata, "title", tags->title);
        take(format->streams[i]->metadata, "artist", tags->artist);
    }
    take(format->metadata, "album_artist", tags->artist);
    avformat_close_input(&format);
}
