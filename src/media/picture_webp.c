/* SPDX-License-Identifier: MIT */
#include "media/picture_webp.h"

#include <stdlib.h>
#include <string.h>

/* Sizes of RIFF's head, of a chunk's, of what VP8X says, and of what ANMF says before its chunks.
 */
enum { RIFF = 12, HEAD = 8, CANVAS = 10, FRAME = 16 };
enum { PROFILE = 0x20, ALPHA = 0x10 }; /* flags of VP8X */

static uint32_t number_at(const uint8_t *at, int bytes)
{
    uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

/* The chunk of that name among those between two places, and where it ends; NULL: none that is
 * whole. */
static const uint8_t *find(const uint8_t *at, const uint8_t *end, const char *name,
                           const uint8_t **next)
{
    while (end - at >= HEAD) {
        size_t length = number_at(at + 4, 4), room = (size_t)(end - at) - HEAD;
        if (length > room)
            return NULL;
        *next = at + HEAD + (length + length % 2 < room ? length + length % 2 : room);
        if (memcmp(at, name, 4) == 0)
            return at;
        at = *next;
    }
    return NULL;
}

static uint8_t *put(uint8_t *to, const void *bytes, size_t count)
{
    memcpy(to, bytes, count);
    return to + count;
}

uint8_t *gr_webp_first_frame(const uint8_t *data, size_t bytes, size_t *length)
{
    const uint8_t *end = data + bytes, *next, *profile_end, *frame_end;
    const uint8_t *canvas = bytes > RIFF ? find(data + RIFF, end, "VP8X", &next) : NULL;
    const uint8_t *frame = canvas ? find(next, end, "ANMF", &frame_end) : NULL;
    const uint8_t *profile = frame ? find(next, end, "ICCP", &profile_end) : NULL;
    if (!frame || next - canvas < HEAD + CANVAS || frame_end - frame < HEAD + FRAME)
        return NULL;
    const uint8_t *place = frame + HEAD, *size = canvas + HEAD + 4;
    if (number_at(place, 3) || number_at(place + 3, 3) || memcmp(place + 6, size, 6) != 0)
        return NULL;
    size_t inside = (size_t)(frame_end - place) - FRAME;
    size_t of_profile = profile ? (size_t)(profile_end - profile) : 0;
    *length = RIFF + HEAD + CANVAS + of_profile + inside;
    uint8_t *made = malloc(*length), *at = made;
    if (!made)
        return NULL;
    at = put(at, data, RIFF);
    at = put(at, canvas, HEAD + CANVAS);
    at = profile ? put(at, profile, of_profile) : at;
    put(at, place + FRAME, inside);
    for (int i = 0; i < 4; i++)
        made[4 + i] = (uint8_t)((*length - 8) >> 8 * i);
    made[RIFF + HEAD] = (uint8_t)((profile ? PROFILE : 0) | (canvas[HEAD] & ALPHA));
    return made;
}
