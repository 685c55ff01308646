// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge of one copy of a framework gives its events to. Never throws. Thread-safe.
 *
 * <p>The classes that read the events are made with the first one: before it the framework may be
 * in the middle of its own start.
 */
final class CopySink implements BiConsumer<Object, Object> {

  /** So many failures in a row are no accident: the framework is not of the shape we know. */
  private static final int MOST_FAILURES = 20;

  private final Framework framework;
  private final Class<?> bridge;
  private final ShimLoader shim;
  private final StepAside stepAside;
  private final boolean wasLoaded;
  private final Shipping shipping;
  private final AtomicBoolean said = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();

  /** Written under the lock of the shipping. */
  private volatile @Nullable BiConsumer<Object, Object> capture;

  CopySink(
      Framework framework,
      Class<?> bridge,
      ShimLoader shim,
      AtomicBoolean taken,
      boolean wasLoaded,
      Shipping shipping) {
    this.framework = framework;
    this.bridge = bridge;
    this.shim = shim;
    this.wasLoaded = wasLoaded;
    this.shipping = shipping;
    this.stepAside = new StepAside(taken, this, shipping.console());
  }

  @Override
  public void accept(Object origin, Object event) {
    BiConsumer<Object, Object> to = capture;
    try {
      boolean isOpening = to == null;
      if (to == null) {
        // Without a look at the settings: what nobody uses may be wrong.
        to = stepAside.now() ? null : shipping.open(this);
        if (to == null) {
          return;
        }
      }
      to.accept(origin, event);
      // Not before: only the event shows whether the application ships its events itself.
      if (isOpening && !stepAside.now() && said.compareAndSet(false, true)) {
        shipping.sayThatItShips(this);
      }
      if (failures.get() != 0) {
        failures.set(0);
      }
    } catch (VirtualMachineError e) {
      // The thread is at the end of its stack, or there is no memory: no fault of the framework's.
      countLostIfPossible();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void countLostIfPossible() {
    try {
      shipping.countLost();
    } catch (VirtualMachineError e) {
      // No room for this either.
    }
  }

  private void failed(Throwable e) {
    shipping.countLost();
    if (failures.incrementAndGet() == MOST_FAILURES) {
      end();
      String why =
          "cannot read the events of "
              + this
              + ", which are not shipped any more: "
              + e
              + ". Use an appender";
      shipping.console().say(why);
      AgentStatus.failed(why);
    }
  }

  /** No more events; the application's calls cost next to nothing from here on. */
  void end() {
    try {
      bridge.getField("sink").set(null, null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("not our bridge: " + bridge, e);
    }
  }

  /** That of the framework, which is never the boot loader. */
  ClassLoader loader() {
    return bridge.getClassLoader();
  }

  @Nullable BiConsumer<Object, Object> capture() {
    return capture;
  }

  /** Makes the classes that read the events. */
  @SuppressWarnings("unchecked")
  BiConsumer<Object, Object> makeCapture(Shipping.Opened opened, JavaLang javaLang)
      throws ReflectiveOperationException {
    Class<?> hooked = Class.forName(framework.className(), false, bridge.getClassLoader());
    javaLang.open(hooked, shim.getUnnamedModule());
    CaptureContext context =
        new CaptureContext(
            opened.intake(),
            opened.capture(),
            opened.settings().callerData(),
            stepAside,
            wasLoaded);
    try {
      BiConsumer<Object, Object> made =
          (BiConsumer<Object, Object>)
              shim.loadClass(framework.captureName())
                  .getConstructor(CaptureContext.class)
                  .newInstance(context);
      capture = made;
      return made;
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException(e.getCause());
    }
  }

  /** "Logback 1.5.38 in app". */
  @Override
  public String toString() {
    ClassLoader loader = loader();
    String name = loader.getName();
    Package framed = bridge.getPackage();
    String version = framed == null ? null : framed.getImplementationVersion();
    return framework.displayName()
        + (version == null ? "" : " " + version)
        + " in "
        + (name == null ? loader.getClass().getSimpleName() : name);
  }
}
