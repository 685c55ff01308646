// SPDX-License-Identifier: Apache-2.0

/** The command-line tools of {@code zerobus.jar}. */
@NullMarked
package io.zerobus.cli;

import org.jspecify.annotations.NullMarked;
