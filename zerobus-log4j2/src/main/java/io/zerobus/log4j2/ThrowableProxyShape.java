// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.log.ThrowableShape;
import org.apache.logging.log4j.core.impl.ExtendedStackTraceElement;
import org.apache.logging.log4j.core.impl.ThrowableProxy;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Log4j makes of a throwable and what is left of it in an event from another process.
 *
 * <p>Log4j cuts from each cause the frames that it has in common with the outermost throwable and
 * keeps their number; here they are put back, so that trace and hash are those of the throwable
 * itself. Log4j ends a chain of causes that is circular, so there is nothing circular left.
 */
enum ThrowableProxyShape implements ThrowableShape<ThrowableProxyShape.Link> {
  INSTANCE;

  private static final Object[] NO_FRAMES = {};
  private static final Link[] NONE = {};

  /** The throwable at the end of a chain of causes. */
  static Link outermost(ThrowableProxy proxy) {
    return new Link(proxy, null);
  }

  @Override
  public String className(Link throwable) {
    return String.valueOf(throwable.proxy.getName());
  }

  @Override
  public @Nullable String message(Link throwable) {
    return throwable.proxy.getMessage();
  }

  @Override
  public Object[] frames(Link throwable) {
    Object[] own = ownFrames(throwable.proxy);
    Link outermost = throwable.outermost;
    if (outermost == null) {
      return own;
    }
    Object[] enclosing = ownFrames(outermost.proxy);
    int common = Math.min(throwable.proxy.getCommonElementCount(), enclosing.length);
    Object[] frames = new Object[own.length + common];
    System.arraycopy(own, 0, frames, 0, own.length);
    System.arraycopy(enclosing, enclosing.length - common, frames, own.length, common);
    return frames;
  }

  private static Object[] ownFrames(ThrowableProxy proxy) {
    ExtendedStackTraceElement @Nullable [] frames = proxy.getExtendedStackTrace();
    return frames == null ? NO_FRAMES : frames;
  }

  @Override
  public StackTraceElement frame(Object frame) {
    return ((ExtendedStackTraceElement) frame).getStackTraceElement();
  }

  @Override
  public @Nullable Link cause(Link throwable) {
    ThrowableProxy cause = throwable.proxy.getCauseProxy();
    return cause == null
        ? null
        : new Link(cause, throwable.outermost == null ? throwable : throwable.outermost);
  }

  @Override
  public Link[] suppressed(Link throwable) {
    ThrowableProxy @Nullable [] suppressed = throwable.proxy.getSuppressedProxies();
    if (suppressed == null || suppressed.length == 0) {
      return NONE;
    }
    Link[] links = new Link[suppressed.length];
    for (int i = 0; i < suppressed.length; i++) {
      links[i] = outermost(suppressed[i]);
    }
    return links;
  }

  @Override
  public boolean isCircular(Link throwable) {
    return false;
  }

  /** One throwable in a chain of causes. */
  static final class Link {

    private final ThrowableProxy proxy;

    /** Null when this is the outermost one itself. */
    private final @Nullable Link outermost;

    private Link(ThrowableProxy proxy, @Nullable Link outermost) {
      this.proxy = proxy;
      this.outermost = outermost;
    }
  }
}
