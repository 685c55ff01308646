// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.log.CaptureSettings;
import io.zerobus.log.EventIntake;

/** What the reader of a copy's events needs of the agent. Immutable. */
public final class CaptureContext {

  private final EventIntake intake;
  private final CaptureSettings settings;
  private final boolean callerData;
  private final StepAside stepAside;
  private final boolean wasLoaded;

  CaptureContext(
      EventIntake intake,
      CaptureSettings settings,
      boolean callerData,
      StepAside stepAside,
      boolean wasLoaded) {
    this.intake = intake;
    this.settings = settings;
    this.callerData = callerData;
    this.stepAside = stepAside;
    this.wasLoaded = wasLoaded;
  }

  /** Where events go. */
  public EventIntake intake() {
    return intake;
  }

  /** Which events go there. */
  public CaptureSettings settings() {
    return settings;
  }

  /** Whether an event is asked for the line of code it comes from. */
  public boolean callerData() {
    return callerData;
  }

  /** Whether the application ships them itself. */
  public StepAside stepAside() {
    return stepAside;
  }

  /** Whether the framework ran before the agent came: it may have a Zerobus appender already. */
  public boolean wasLoaded() {
    return wasLoaded;
  }
}
