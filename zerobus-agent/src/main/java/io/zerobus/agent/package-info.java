// SPDX-License-Identifier: Apache-2.0
/**
 * Ships the log events of an application that nobody may change: weaves one call into the loggers
 * of Logback and Log4j, and gives what comes from there to the shipper that the appenders have.
 */
@org.jspecify.annotations.NullMarked
package io.zerobus.agent;
