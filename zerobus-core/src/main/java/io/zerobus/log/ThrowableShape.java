// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * How to read a throwable in the form in which a framework holds it: a {@link Throwable}, or what a
 * framework made of it. Stateless and thread-safe.
 *
 * @param <T> the framework's form of a throwable
 */
public interface ThrowableShape<T> {

  /** The name of the throwable's class. */
  String className(T throwable);

  /** The throwable's message; may throw whatever the application's {@code getMessage} throws. */
  @Nullable String message(T throwable);

  /** The frames, innermost first, in the framework's form; asked for once and not changed. */
  Object[] frames(T throwable);

  /** One of the {@link #frames} as the JDK's type. */
  StackTraceElement frame(Object frame);

  /** What caused the throwable. */
  @Nullable T cause(T throwable);

  /** The suppressed throwables; not changed. */
  T[] suppressed(T throwable);

  /** Whether the framework itself has found that this throwable stands further up already. */
  boolean isCircular(T throwable);
}
