/* SPDX-License-Identifier: MIT
 *
 * What a fuzz target defines: libFuzzer calls it with inputs of its own making (-DGR_FUZZ=ON with
 * clang), replay.c with the files of a corpus, in every test run.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
