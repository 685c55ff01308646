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
  static HeadersProvider ofAppender(String className) throws WrongSettingException {
    Class<?> type =
        find(
            className,
            HeadersProviderClass.class.getClassLoader(),
            Thread.currentThread().getContextClassLoader());
    if (!HeadersProvider.class.isAssignableFrom(type)) {
      throw wrong(className, "this class is no " + HeadersProvider.class.getName(), null);
    }
    return (HeadersProvider) instance(type);
  }

  /**
   * The same of an application's class, whose loader does not know our interface: it has to have
   * the methods. It is looked for on the class path, then in the loader given; it is not run yet.
   *
   * @param application null when there is none but the class path
   */
  static HeadersProvider ofApplication(String className, @Nullable ClassLoader application)
      throws WrongSettingException {
    ClassLoader classPath = ClassLoader.getSystemClassLoader();
    Class<?> type = find(className, classPath, application == null ? classPath : application);
    try {
      return new ApplicationHeaders(type);
    } catch (NoSuchMethodException e) {
      throw wrong(
          className,
          "make the class public, in a package that its module exports, with a public constructor"
              + " without arguments and a public method Map<String, String> getHeaders()",
          e);
    }
  }

  private static Object instance(Class<?> type) throws WrongSettingException {
    String className = type.getName();
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw wrong(className, "its constructor failed (" + e.getCause() + "); mend it", e);
    } catch (LinkageError e) {
      throw wrong(className, "this class cannot be loaded (" + e + ")", e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw wrong(
          className, "make the class public, with a public constructor without arguments", e);
    }
  }

  private static Class<?> find(String className, @Nullable ClassLoader... loaders)
      throws WrongSettingException {
    Throwable failure = null;
    for (ClassLoader loader : loaders) {
      try {
        return Class.forName(className, false, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        // Found, but not usable, says more than not found by the other.
        failure = failure instanceof LinkageError ? failure : e;
      }
    }
    throw wrong(
        className,
        failure instanceof LinkageError
            ? "this class cannot be loaded (" + failure + ")"
            : "there is no such class on the class path of this JVM; put it there, or correct the name",
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
