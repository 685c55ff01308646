// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.zerobus.log.ThrowableShape;
import org.jspecify.annotations.Nullable;

/** Reads what Logback makes of a throwable. */
enum ThrowableProxyShape implements ThrowableShape<IThrowableProxy> {
  INSTANCE;

  private static final boolean KNOWS_CYCLES = Capability.of(IThrowableProxy.class, "isCyclic");
  private static final Object[] NO_FRAMES = {};
  private static final IThrowableProxy[] NONE = {};

  @Override
  public String className(IThrowableProxy throwable) {
    return throwable.getClassName();
  }

  @Override
  public @Nullable String message(IThrowableProxy throwable) {
    return throwable.getMessage();
  }

  @Override
  public Object[] frames(IThrowableProxy throwable) {
    StackTraceElementProxy @Nullable [] frames = throwable.getStackTraceElementProxyArray();
    return frames == null ? NO_FRAMES : frames;
  }

  @Override
  public StackTraceElement frame(Object frame) {
    return ((StackTraceElementProxy) frame).getStackTraceElement();
  }

  @Override
  public @Nullable IThrowableProxy cause(IThrowableProxy throwable) {
    return throwable.getCause();
  }

  @Override
  public IThrowableProxy[] suppressed(IThrowableProxy throwable) {
    IThrowableProxy @Nullable [] suppressed = throwable.getSuppressed();
    return suppressed == null ? NONE : suppressed;
  }

  @Override
  public boolean isCircular(IThrowableProxy throwable) {
    return KNOWS_CYCLES && throwable.isCyclic();
  }
}
