// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Does what a container does: gives each of its applications a class loader with a Logback or Log4j
 * of its own, and drops it. Prints how many of the loaders were collected.
 */
public final class Redeployer {

  private static final int MOST_COLLECTIONS = 200;
  private static final long MILLIS_FOR_ONE = 10;

  private Redeployer() {}

  /** Arguments: the jars of Logback with SLF4J, or of Log4j. */
  public static void main(String[] args) throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    // A reference that is itself collected is never told of.
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      loaders.add(deployAndDrop(i, args, collected));
    }
    System.out.println("collected " + awaitCollected(loaders.size(), collected));
    Reference.reachabilityFence(loaders);
  }

  private static WeakReference<ClassLoader> deployAndDrop(
      int number, String[] jars, ReferenceQueue<ClassLoader> collected) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(
            "application-" + number,
            urls.toArray(new URL[0]),
            ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      boolean isLogback = List.of(jars).stream().anyMatch(jar -> jar.contains("logback"));
      if (isLogback) {
        logAndStop(loader, "org.slf4j.LoggerFactory", "org.slf4j.Logger", number);
      } else {
        logAndStop(
            loader,
            "org.apache.logging.log4j.LogManager",
            "org.apache.logging.log4j.Logger",
            number);
      }
      return new WeakReference<>(loader, collected);
    } finally {
      Thread.currentThread().setContextClassLoader(null);
    }
  }

  private static void logAndStop(ClassLoader loader, String factoryName, String type, int number)
      throws ReflectiveOperationException {
    Class<?> factory = loader.loadClass(factoryName);
    Object logger = factory.getMethod("getLogger", String.class).invoke(null, "com.example.App");
    loader
        .loadClass(type)
        .getMethod("info", String.class)
        .invoke(logger, "from application " + number);
    if (type.contains("log4j")) {
      factory.getMethod("shutdown").invoke(null);
    } else {
      Object context = factory.getMethod("getILoggerFactory").invoke(null);
      context.getClass().getMethod("stop").invoke(context);
    }
  }

  /** A collector needs its time, and more than one run. */
  private static int awaitCollected(int expected, ReferenceQueue<ClassLoader> collected)
      throws InterruptedException {
    int count = 0;
    for (int i = 0; i < MOST_COLLECTIONS && count < expected; i++) {
      System.gc();
      if (collected.remove(MILLIS_FOR_ONE) != null) {
        count++;
      }
    }
    return count;
  }
}
