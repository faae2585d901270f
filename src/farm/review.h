/* SPDX-License-Identifier: MIT
 *
 * A look at the finished frames before they are joined: scenes that are too dark or too bright, and
 * flashes that may harm. It reads what the workers recorded, over the whole, so that neither the
 * segments nor their order matter.
 */
#ifndef GR_FARM_REVIEW_H
#define GR_FARM_REVIEW_H

#include "farm/plan.h"
#include "render/brightness.h"
#include "render/flashes.h"

/* What is done about flashes. */
typedef enum GrFlashLimit {
    GR_FLASH_REPORT,    /* told */
    GR_FLASH_FAIL,      /* no file is delivered: GR_E_FLASHES */
    GR_FLASH_ATTENUATE, /* passages with too many are shown darker */
} GrFlashLimit;
extern const char *const gr_flash_limit_names[]; /* NULL-terminated */

enum { GR_FINDINGS = 24, GR_FINDING_WORDS = 480 };

typedef enum GrFindingKind {
    GR_FINDING_DARK,
    GR_FINDING_BRIGHT,
    GR_FINDING_FLASHES,
    GR_FINDING_RED_FLASHES
} GrFindingKind;
extern const char *const gr_finding_names[];

typedef struct GrFinding {
    GrFindingKind kind;
    const char *scene; /* in the middle of it; the show's */
    double from_s, to_s;
    double mean;                  /* of dark and bright: 0..255 */
    double rate, area, change;    /* of flashes; see GrFlashSpan */
    char words[GR_FINDING_WORDS]; /* all of it, and what to do */
} GrFinding;

typedef struct GrReview {
    GrFinding list[GR_FINDINGS]; /* in the order of time: brightness, then flashes */
    int count;
    int left_out;    /* that did not fit */
    int flash_count; /* of flashes of both kinds, with those left out */
} GrReview;

int gr_review(const GrPlan *plan, const GrFrozen *frozen, const char *folder, GrReview *review,
              GrError *error);

#endif
