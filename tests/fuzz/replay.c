/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target over the files of the folders named on the command line. Fails when there are
 * none.
 */
#include "base/files.h"
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { LARGEST_INPUT = 1 << 20 };

static int replay_file(const char *path)
{
    GrError error;
    char *data;
    size_t length;
    if (gr_file_read(path, LARGEST_INPUT, &data, &length, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    /* An exact copy, so that a sanitizer sees the first byte read too far. */
    uint8_t *exact = malloc(length ? length : 1);
    for (size_t i = 0; exact && i < length; i++)
        exact[i] = (uint8_t)data[i];
    free(data);
    if (!exact)
        return 1;
    LLVMFuzzerTestOneInput(exact, length);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    int files = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (!folder) {
            fprintf(stderr, "%s: cannot be opened\n", argv[i]);
            return 1;
        }
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            char path[GR_PATH_CAPACITY];
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            if (gr_path_is_folder(path))
                continue;
            failed += replay_file(path);
            files++;
        }
        closedir(folder);
    }
    printf("%d inputs replayed\n", files);
    return failed || !files;
}
