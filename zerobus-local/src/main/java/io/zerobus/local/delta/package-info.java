// SPDX-License-Identifier: Apache-2.0
/** Delta tables on a local disk, written and read through Delta Kernel. */
@NullMarked
package io.zerobus.local.delta;

import org.jspecify.annotations.NullMarked;
