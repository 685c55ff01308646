// SPDX-License-Identifier: Apache-2.0
/** Lays out the jar; not part of it. */
@NullMarked
package io.zerobus.agent.packing;

import org.jspecify.annotations.NullMarked;
