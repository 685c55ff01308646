// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.HeadersProvider;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** Makes the headers provider whose class the setting names. */
final class HeadersProviderClass {

  private HeadersProviderClass() {}

  /**
   * An instance, by the public constructor without arguments. The class is looked for where ours is
   * from, then where the calling thread looks.
   */
  static HeadersProvider newInstance(String className) throws WrongSettingException {
    Class<?> type = find(className);
    if (!HeadersProvider.class.isAssignableFrom(type)) {
      throw wrong(className, "this class is no " + HeadersProvider.class.getName(), null);
    }
    try {
      return (HeadersProvider) type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw wrong(className, "its constructor failed (" + e.getCause() + "); mend it", e);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw wrong(
          className, "make the class public, with a public constructor without arguments", e);
    }
  }

  private static Class<?> find(String className) throws WrongSettingException {
    Throwable failure = null;
    ClassLoader[] loaders = {
      HeadersProviderClass.class.getClassLoader(), Thread.currentThread().getContextClassLoader()
    };
    for (ClassLoader loader : loaders) {
      try {
        return Class.forName(className, true, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        // Found, but not usable, says more than not found by the other.
        failure = failure instanceof LinkageError ? failure : e;
      }
    }
    throw wrong(
        className,
        failure instanceof LinkageError
            ? "this class cannot be loaded (" + failure + ")"
            : "there is no such class on the class path; put it there, or correct the name",
        failure);
  }

  private static WrongSettingException wrong(
      String className, String remedy, @Nullable Throwable cause) {
    WrongSettingException wrong = SettingParser.wrong(Setting.HEADERS_PROVIDER, className, remedy);
    if (cause != null) {
      wrong.initCause(cause);
    }
    return wrong;
  }
}
