// SPDX-License-Identifier: Apache-2.0
/** The commands of the agent's jar; they run in a JVM of their own. */
@NullMarked
package io.zerobus.agent.tool;

import org.jspecify.annotations.NullMarked;
