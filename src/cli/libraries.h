/* SPDX-License-Identifier: MIT
 *
 * Versions of the libraries that this program runs with, as they tell them.
 */
#ifndef GR_CLI_LIBRARIES_H
#define GR_CLI_LIBRARIES_H

typedef struct GrLibraryVersion {
    const char *name, *version;
} GrLibraryVersion;

const GrLibraryVersion *gr_library_versions(void); /* ends with a NULL name */

#endif
