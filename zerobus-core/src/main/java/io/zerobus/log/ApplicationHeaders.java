// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.HeadersProvider;
import io.zerobus.NonRetriableException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A headers provider of the application, as an agent sees it: the application may have another
 * {@link HeadersProvider} than the agent, or none, so that only the methods count. Thread-safe.
 *
 * <p>The provider is made with the first headers, on the thread that asks for them: the settings
 * are checked while a thread of the application waits. Its code runs with the context class loader
 * that it has at home.
 */
final class ApplicationHeaders implements HeadersProvider {

  /** The application's exception of this name is not ours. */
  private static final String NON_RETRIABLE = NonRetriableException.class.getName();

  private final Constructor<?> constructor;
  private final Method getHeaders;
  private final @Nullable Method onRefused; // null: it does not want to know

  @GuardedBy("this")
  private @Nullable Object provider;

  /**
   * Looks for the methods.
   *
   * @throws NoSuchMethodException when it is not of the shape that can be called
   */
  ApplicationHeaders(Class<?> type) throws NoSuchMethodException {
    if (!Modifier.isPublic(type.getModifiers())) {
      throw new NoSuchMethodException(type.getName() + " is not public");
    }
    constructor = type.getConstructor();
    getHeaders = type.getMethod("getHeaders");
    if (!Map.class.isAssignableFrom(getHeaders.getReturnType())) {
      throw new NoSuchMethodException("getHeaders() returns no map");
    }
    onRefused = optional(type, "onRefused");
  }

  private static @Nullable Method optional(Class<?> type, String name) {
    try {
      return type.getMethod(name);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @Override
  public Map<String, String> getHeaders() throws Exception {
    Object headers = call(getHeaders);
    if (headers == null) {
      throw new IllegalStateException(constructor.getName() + " has given no headers");
    }
    Map<String, String> copy = new LinkedHashMap<>();
    ((Map<?, ?>) headers)
        .forEach((name, value) -> copy.put(String.valueOf(name), String.valueOf(value)));
    return copy;
  }

  @Override
  public void onRefused() {
    if (onRefused != null) {
      try {
        call(onRefused);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private @Nullable Object call(Method method) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(constructor.getDeclaringClass().getClassLoader());
    try {
      return method.invoke(provider());
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error) {
        throw (Error) cause;
      }
      if (cause != null && cause.getClass().getName().equals(NON_RETRIABLE)) {
        throw new NonRetriableException(String.valueOf(cause.getMessage()), cause);
      }
      throw cause instanceof Exception ? (Exception) cause : e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private synchronized Object provider() throws ReflectiveOperationException {
    Object made = provider;
    if (made == null) {
      made = constructor.newInstance();
      provider = made;
    }
    return made;
  }
}
