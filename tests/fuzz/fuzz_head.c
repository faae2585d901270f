/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a picture's file that is not decoded yet: its head must be read without a fault.
 */
#include "fuzz/fuzz.h"
#include "media/picture_head.h"

#include <stdlib.h>

static void require(bool promise)
{
    if (!promise)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GrPictureHead head = gr_picture_head(data, size);
    require(head.orientation >= 1 && head.orientation <= 8);
    require(head.width >= 0 && head.height >= 0);
    require(size > 0 || head.flaw);
    if (gr_picture_is_animated_webp(data, size) && size >= 30)
        require(head.width > 0);
    return 0;
}
