// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/** Reads a {@link Throwable} itself. */
public enum JdkThrowableShape implements ThrowableShape<Throwable> {
  INSTANCE;

  @Override
  public String className(Throwable throwable) {
    return throwable.getClass().getName();
  }

  @Override
  public @Nullable String message(Throwable throwable) {
    return throwable.getMessage();
  }

  @Override
  public Object[] frames(Throwable throwable) {
    return throwable.getStackTrace();
  }

  @Override
  public StackTraceElement frame(Object frame) {
    return (StackTraceElement) frame;
  }

  @Override
  public @Nullable Throwable cause(Throwable throwable) {
    return throwable.getCause();
  }

  @Override
  public Throwable[] suppressed(Throwable throwable) {
    return throwable.getSuppressed();
  }

  @Override
  public boolean isCircular(Throwable throwable) {
    return false;
  }
}
