/* SPDX-License-Identifier: MIT */
#include "media/picture_head.h"

#include <stdbool.h>
#include <string.h>

static const char CUT_SHORT[] = "is cut short", DAMAGED[] = "is damaged";

static uint32_t big_endian(const uint8_t *at, int bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

static uint32_t little_endian(const uint8_t *at, int bytes)
{
    uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

static bool begins_with(const uint8_t *data, size_t bytes, const char *magic, size_t count)
{
    return bytes >= count && memcmp(data, magic, count) == 0;
}

static bool is_name(const uint8_t *at)
{
    bool letters = true;
    for (int i = 0; i < 4; i++)
        letters = letters && ((at[i] >= 'a' && at[i] <= 'z') || (at[i] >= 'A' && at[i] <= 'Z'));
    return letters;
}

/* Chunks of a length, a name of letters, that many bytes and a checksum; IHDR first, IEND last. */
static GrPictureHead read_png(const uint8_t *data, size_t bytes)
{
    GrPictureHead head = {.flaw = CUT_SHORT};
    if (bytes < 24)
        return head;
    head.width = (int)(big_endian(data + 16, 4) & INT32_MAX);
    head.height = (int)(big_endian(data + 20, 4) & INT32_MAX);
    for (size_t at = 8; at + 12 <= bytes && head.flaw == CUT_SHORT;) {
        size_t length = big_endian(data + at, 4);
        if (!is_name(data + at + 4))
            head.flaw = DAMAGED;
        else if (memcmp(data + at + 4, "IEND", 4) == 0)
            head.flaw = NULL;
        else if (length > bytes - at - 12)
            break;
        at += 12 + length;
    }
    return head;
}

/* SOF0..SOF15 of ITU-T T.81, table B.1, without DHT, JPG and DAC, which lie among them. */
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Marked segments up to the scan, then codes up to the mark of the end, behind which anything may
 * follow. */
static GrPictureHead read_jpeg(const uint8_t *data, size_t bytes)
{
    enum { SCAN = 0xda, END = 0xd9 };
    GrPictureHead head = {.flaw = CUT_SHORT};
    size_t at = 2;
    while (at + 9 <= bytes && data[at] == 0xff && data[at + 1] != SCAN) {
        if (data[at + 1] == 0xff) { /* fills */
            at++;
            continue;
        }
        if (is_frame(data[at + 1])) {
            head.height = (int)big_endian(data + at + 5, 2);
            head.width = (int)big_endian(data + at + 7, 2);
        }
        at += 2 + (size_t)big_endian(data + at + 2, 2);
    }
    for (size_t end = bytes; head.width && end >= at + 2 && head.flaw; end--)
        if (data[end - 2] == 0xff && data[end - 1] == END)
            head.flaw = NULL;
    return head;
}

/* RIFF, and the three kinds of WebP's first chunk. */
static GrPictureHead read_webp(const uint8_t *data, size_t bytes)
{
    GrPictureHead head = {.flaw = CUT_SHORT};
    if (bytes < 30)
        return head;
    if (memcmp(data + 12, "VP8X", 4) == 0) {
        head.width = (int)little_endian(data + 24, 3) + 1;
        head.height = (int)little_endian(data + 27, 3) + 1;
    } else if (memcmp(data + 12, "VP8L", 4) == 0) {
        uint32_t sides = little_endian(data + 21, 4);
        head.width = (int)(sides & 0x3fff) + 1;
        head.height = (int)(sides >> 14 & 0x3fff) + 1;
    } else if (memcmp(data + 12, "VP8 ", 4) == 0) {
        head.width = (int)little_endian(data + 26, 2) & 0x3fff;
        head.height = (int)little_endian(data + 28, 2) & 0x3fff;
    }
    if (little_endian(data + 4, 4) <= bytes - 8)
        head.flaw =
            memcmp(data + 12, "VP8X", 4) == 0 && (data[20] & 2) ? "is an animated WebP" : NULL;
    return head;
}

GrPictureHead gr_picture_head(const uint8_t *data, size_t bytes)
{
    if (bytes == 0)
        return (GrPictureHead){.flaw = "is empty"};
    if (begins_with(data, bytes, "\x89PNG\r\n\x1a\n", 8))
        return read_png(data, bytes);
    if (begins_with(data, bytes, "\xff\xd8\xff", 3))
        return read_jpeg(data, bytes);
    if (begins_with(data, bytes, "RIFF", 4) && bytes >= 12 && memcmp(data + 8, "WEBP", 4) == 0)
        return read_webp(data, bytes);
    return (GrPictureHead){.flaw = NULL};
}
