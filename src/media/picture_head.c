/* SPDX-License-Identifier: MIT */
#include "media/picture_head.h"

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

/* The orientation in a block of EXIF: a TIFF file of either byte order, whose first directory has
 * twelve bytes for each of its entries. Some writers set JPEG's mark before it. */
static int orientation_of(const uint8_t *exif, size_t bytes)
{
    enum { TAG = 0x0112, SHORT = 3, MARK = 6, HEAD = 8, ENTRY = 12 };
    if (begins_with(exif, bytes, "Exif\0\0", MARK)) {
        exif += MARK;
        bytes -= MARK;
    }
    bool little = begins_with(exif, bytes, "II*\0", 4);
    if (bytes < HEAD || (!little && !begins_with(exif, bytes, "MM\0*", 4)))
        return 1;
    uint32_t (*const number)(const uint8_t *, int) = little ? little_endian : big_endian;
    size_t at = number(exif + 4, 4);
    if (at > bytes - 2)
        return 1;
    uint32_t count = number(exif + at, 2);
    at += 2;
    for (uint32_t i = 0; i < count && bytes - at >= ENTRY; i++, at += ENTRY) {
        if (number(exif + at, 2) != TAG || number(exif + at + 2, 2) != SHORT)
            continue;
        uint32_t value = number(exif + at + 8, 2);
        return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

/* Chunks of a length, a name of letters, that many bytes and a checksum; IHDR first, IEND last. */
static GrPictureHead read_png(const uint8_t *data, size_t bytes)
{
    GrPictureHead head = {.orientation = 1, .flaw = CUT_SHORT};
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
        else if (memcmp(data + at + 4, "eXIf", 4) == 0)
            head.orientation = orientation_of(data + at + 8, length);
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
    enum { SCAN = 0xda, END = 0xd9, APP1 = 0xe1 };
    GrPictureHead head = {.orientation = 1, .flaw = CUT_SHORT};
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
        size_t length = big_endian(data + at + 2, 2), left = bytes - at - 4;
        if (data[at + 1] == APP1 && length > 8 && memcmp(data + at + 4, "Exif", 4) == 0)
            head.orientation = orientation_of(data + at + 4, length - 2 < left ? length - 2 : left);
        at += 2 + length;
    }
    for (size_t end = bytes; head.width && end >= at + 2 && head.flaw; end--)
        if (data[end - 2] == 0xff && data[end - 1] == END)
            head.flaw = NULL;
    return head;
}

/* Chunks of a name, a length and that many bytes, made even; EXIF is among the last. */
static int webp_orientation(const uint8_t *data, size_t bytes)
{
    for (size_t at = 12; bytes >= 8 && at <= bytes - 8;) {
        size_t length = little_endian(data + at + 4, 4);
        if (length > bytes - at - 8)
            break;
        if (memcmp(data + at, "EXIF", 4) == 0)
            return orientation_of(data + at + 8, length);
        at += 8 + length + length % 2;
    }
    return 1;
}

bool gr_picture_is_animated_webp(const uint8_t *data, size_t bytes)
{
    enum { FLAGS = 20, ANIMATED = 2 };
    return bytes > FLAGS && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBPVP8X", 8) == 0 &&
           (data[FLAGS] & ANIMATED);
}

/* RIFF, and the three kinds of WebP's first chunk. */
static GrPictureHead read_webp(const uint8_t *data, size_t bytes)
{
    GrPictureHead head = {.orientation = 1, .flaw = CUT_SHORT};
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
        head.flaw = NULL;
    head.orientation = webp_orientation(data, bytes);
    return head;
}

GrPictureHead gr_picture_head(const uint8_t *data, size_t bytes)
{
    if (bytes == 0)
        return (GrPictureHead){.orientation = 1, .flaw = "is empty"};
    if (begins_with(data, bytes, "\x89PNG\r\n\x1a\n", 8))
        return read_png(data, bytes);
    if (begins_with(data, bytes, "\xff\xd8\xff", 3))
        return read_jpeg(data, bytes);
    if (begins_with(data, bytes, "RIFF", 4) && bytes >= 12 && memcmp(data + 8, "WEBP", 4) == 0)
        return read_webp(data, bytes);
    return (GrPictureHead){.orientation = 1};
}
