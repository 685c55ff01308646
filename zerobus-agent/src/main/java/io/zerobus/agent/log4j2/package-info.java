// SPDX-License-Identifier: Apache-2.0
/** The part of the agent that knows Log4j's types; there is one for each copy of Log4j. */
@org.jspecify.annotations.NullMarked
package io.zerobus.agent.log4j2;
