/* SPDX-License-Identifier: MIT
 *
 * How meter.c weighs what it sees: what speaks for a beat by itself, and what only does so
 * together with something else, by way of a few soft thresholds.
 *
 * Found by ranking the candidates of tempo.c for a few thousand pieces whose beats are known, so
 * that the true one comes first (softmax over the candidates of a piece, gradient descent, weights
 * held small; what is seen is scaled to a variance of one meanwhile). A third of the weight lay on
 * grooves of fifteen kinds made for this (rock, metal, thrash, ballads, house, hip-hop, drum and
 * bass, funk, shuffles, folk and more, 58 to 205 beats a minute), a third on rock and metal of four
 * parts a song, mostly between 93 and 192; with guitars, bass, voice and cymbals of random sound
 * and level, uneven playing, drift, parts without drums and saturation. The last third were pieces
 * of the built-in synth and some metronomes.
 */
#ifndef GR_AUDIO_METER_WEIGHTS_H
#define GR_AUDIO_METER_WEIGHTS_H

#include "audio/meter.h"

enum { KINDS = 8 };

static const float straight[METER_SIGHTS] = {
    1.88f,   0.191f,  -0.0604f, 0.266f,  -0.696f, 2.33f,   0.332f,  -0.662f, -0.0178f,
    -0.518f, -0.238f, -1.51f,   -0.397f, 0.772f,  -0.168f, -1.52f,  -1.81f,  0.192f,
    0.401f,  1.04f,   2.82f,    0.647f,  1.63f,   -0.291f, -0.177f, -0.273f};
static const float into[KINDS][METER_SIGHTS] = {
    {0.29f,   2.05f,  0.119f, 0.394f,  0.164f,  -0.738f, 0.763f,   -0.385f, -0.243f,
     2.03f,   0.45f,  -1.37f, 1.24f,   3.31f,   0.676f,  -0.0332f, 1.16f,   0.00761f,
     -0.227f, -1.27f, -2.41f, -0.155f, 0.0388f, 1.27f,   0.13f,    -0.864f},
    {0.917f,  -1.7f,   0.497f, -0.114f, -0.333f, -1.05f,  0.0984f,   -0.25f,  -1.15f,
     -0.365f, -0.67f,  0.494f, 0.0255f, -2.05f,  -0.111f, -0.377f,   -0.952f, -0.137f,
     0.374f,  -0.105f, 1.7f,   0.285f,  0.818f,  -1.1f,   -0.00502f, 0.237f},
    {4.04f,    -0.299f, 0.548f, -0.185f, 1.08f,  1.86f,   0.935f,  -0.0923f, 0.0998f,
     -0.0471f, 0.33f,   0.093f, 2.9f,    -0.23f, 0.0776f, -1.01f,  0.416f,   -0.683f,
     -0.383f,  -0.783f, 1.84f,  0.361f,  0.898f, 0.226f,  -0.322f, -0.936f},
    {-0.0819f, -0.00367f, -0.0143f, 0.174f,  -0.162f, 0.383f,  -1.1f,   -0.157f, 0.103f,
     -1.0f,    -1.16f,    0.188f,   -0.348f, 0.128f,  -1.19f,  -0.941f, -0.847f, 0.17f,
     0.0581f,  0.255f,    0.676f,   0.461f,  0.847f,  0.0788f, 0.242f,  0.0674f},
    {-0.668f,  -1.26f,  0.0315f, -2.91f, 0.102f,  -1.51f,  -0.706f, -1.2f,  0.174f,
     0.586f,   -0.546f, 3.1f,    0.109f, -0.514f, -0.278f, -0.376f, 1.45f,  -0.238f,
     -0.0333f, -0.193f, -1.96f,  1.29f,  -0.838f, 0.311f,  -0.331f, -0.688f},
    {-0.894f, -1.49f,  0.663f, 0.81f,  -1.98f, -1.67f,  -0.687f,  -0.211f, -0.519f,
     -0.488f, -0.483f, 0.317f, -1.11f, -1.53f, -0.183f, -0.0537f, -0.944f, 0.0615f,
     0.508f,  0.0292f, 0.825f, -0.55f, 0.172f, -1.5f,   0.184f,   0.895f},
    {1.55f,    -0.0603f, 1.22f,   2.2f,   -1.95f, 4.29f,   0.571f,   0.616f, 0.119f,
     2.64f,    0.15f,    -0.487f, -0.94f, 4.04f,  0.117f,  -0.0419f, -1.24f, -0.193f,
     -0.0999f, -0.587f,  2.65f,   -2.12f, 1.9f,   -0.437f, -0.327f,  -0.515f},
    {0.905f,  -2.5f,   0.46f,    -0.594f, 0.45f,   -3.68f, 0.138f, 0.394f, -0.445f,
     -0.588f, 0.695f,  0.00416f, 0.87f,   -3.15f,  0.738f, 0.793f, 0.627f, -0.0603f,
     -0.114f, -0.311f, -1.43f,   0.94f,   -0.981f, -0.62f, -0.19f, -0.217f}};
static const float rest[KINDS] = {-1.64f, 0.666f, -1.21f, 1.06f, 2.5f, 2.61f, -1.48f, 0.808f};
static const float out[KINDS] = {-1.89f, 1.16f, 1.9f, 0.76f, -1.08f, 1.25f, 1.63f, -0.779f};

#endif
