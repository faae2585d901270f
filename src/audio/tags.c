/* SPDX-License-Identifier: MIT */
#include "audio/tags.h"

#include "base/text.h"
#include "media/av.h"

#include <libavformat/avformat.h>
#include <libavutil/mem.h>
#include <string.h>

/* The first of a dictionary's values under these names; cut between characters. Where a file has
 * several of one name, libav joins them by semicolons: they are read as a list. */
static void take(const AVDictionary *tags, const char *name, char out[GR_TAG_CAPACITY])
{
    const AVDictionaryEntry *entry = av_dict_get(tags, name, NULL, 0);
    if (out[0] || !entry || !gr_utf8_valid(entry->value, strlen(entry->value), NULL))
        return;
    const char *at = entry->value, *end = at + strlen(at), *next = at;
    size_t length = 0;
    while (next < end) {
        const char *from = next;
        gr_utf8_next(&next, end);
        bool joint = *from == ';' && next < end && *next != ' ';
        size_t size = joint ? 2 : (size_t)(next - from);
        if (length + size >= GR_TAG_CAPACITY)
            break;
        memcpy(out + length, joint ? ", " : from, size);
        length += size;
    }
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
