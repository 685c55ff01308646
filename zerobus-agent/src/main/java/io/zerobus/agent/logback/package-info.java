// SPDX-License-Identifier: Apache-2.0
/** The part of the agent that knows Logback's types; there is one for each copy of Logback. */
@org.jspecify.annotations.NullMarked
package io.zerobus.agent.logback;
