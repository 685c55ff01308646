// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import org.jspecify.annotations.Nullable;

/** What the agent hooks into, and with what. Immutable. */
enum Framework {
  LOGBACK(
      "Logback",
      "ch.qos.logback.classic.Logger",
      "(Lch/qos/logback/classic/spi/ILoggingEvent;)V",
      "io.zerobus.agent.logback.LogbackCapture"),
  LOG4J(
      "Log4j",
      "org.apache.logging.log4j.core.config.LoggerConfig",
      "(Lorg/apache/logging/log4j/core/LogEvent;)V",
      "io.zerobus.agent.log4j2.Log4jCapture");

  /** Of the same name in both, in all versions so far, and not private. */
  static final String METHOD = "callAppenders";

  private final String displayName;
  private final String className;
  private final String internalName;
  private final String methodDescriptor;
  private final String captureName;

  Framework(String displayName, String className, String methodDescriptor, String captureName) {
    this.displayName = displayName;
    this.className = className;
    this.internalName = className.replace('.', '/');
    this.methodDescriptor = methodDescriptor;
    this.captureName = captureName;
  }

  /** Null when the class is none of those. */
  static @Nullable Framework ofInternalName(String internalName) {
    if (internalName.equals(LOGBACK.internalName)) {
      return LOGBACK;
    }
    return internalName.equals(LOG4J.internalName) ? LOG4J : null;
  }

  String displayName() {
    return displayName;
  }

  /** The class that is woven, with dots. */
  String className() {
    return className;
  }

  String methodDescriptor() {
    return methodDescriptor;
  }

  /** The class that the woven code calls; beside the woven one, with dots. */
  String bridgeName() {
    return className.substring(0, className.lastIndexOf('.') + 1) + "ZerobusBridge";
  }

  /** The class that reads the events, one for each copy of the framework. */
  String captureName() {
    return captureName;
  }
}
